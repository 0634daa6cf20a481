"""Limits on the size of generated values, and strategies for rare values that are expensive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from hypothesis import strategies as st

from framekit.testing.strategies.budget import affordable

T = TypeVar("T")

SMALL = 12
"""Usual maximum number of bytes or items of a part that could be longer: enough to meet every edge, and quick to draw."""

FEW = 3
"""Maximum number of items in an array if each item takes several draws."""

FEWER = 2
"""The same in a nested frame, or in a frame with many arrays."""

MANY_ARRAYS = 3
"""Number of arrays in a frame, including nested ones, above which `FEWER` applies."""

LONGEST = 1 << 17
"""Maximum length of any part, in bytes, even if a length or a check requires more."""

FAR = (1 << 16) + 1
"""Maximum length of a part that could be longer than `LONGEST`: more than a two-byte length can represent."""

LONGEST_ITEMS = 256
"""Maximum number of items in a long array."""

LONG = 1 << 8
"""Maximum number of bytes that are drawn one by one; a longer value repeats a few drawn bytes."""

SHARES = 4
"""A long value takes at most a quarter of a part of limited size, because other values may be long too."""

RARELY = 10
"""Number of usual values for each expensive edge."""

DEEPEST = 2
"""Maximum depth of frames that contain themselves."""


def rarely(usual: st.SearchStrategy[Any], edge: st.SearchStrategy[Any] | None) -> st.SearchStrategy[Any]:
    """Return a strategy that mostly draws a usual value, and occasionally an edge; it shrinks to a usual value."""
    if edge is None:
        return usual
    # hypothesis considers fewer choices smaller, so an edge must take more choices than the smallest usual value.
    rare = st.tuples(edge, *[st.booleans()] * 4).map(lambda drawn: drawn[0])
    # The shrinker tries other draws only after a small number that may be 0; this lets it go from a long value to a short one.
    return st.integers(0, RARELY).flatmap(lambda number: rare if number == RARELY else usual)


def up_to(least: int, longest: int, made: Callable[[int], st.SearchStrategy[T]], *, each: int = 1) -> st.SearchStrategy[T]:
    """Return a strategy for values of varying size: near powers of two, and mostly the longest. It shrinks to the minimum.

    The index of a size in a list is drawn, because hypothesis rarely draws large integers, and shrinks an index to any smaller
    one. The list is short, because with more than 127 indices hypothesis rarely draws large ones either.

    Args:
        least: the minimum size.
        longest: the maximum size, as far as the budget of the frame allows.
        made: returns a strategy for values of a size.
        each: the number of bytes of the budget that a size of 1 takes.
    """
    powers = [1 << power for power in range(longest.bit_length())]
    steps = {*powers, *(size for power in powers if power < 1 << 9 for size in (power - 1, power + 1, power + power // 2))}
    sizes = [*sorted({least, *(size for size in steps if least < size < longest)}), longest]
    places = st.integers(0, 4 * len(sizes) - 1)
    return places.flatmap(lambda place: made(affordable(sizes[min(place, len(sizes) - 1)], least, each)))
