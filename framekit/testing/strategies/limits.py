"""How much the strategies make of what could be more: the numbers behind them, and rare values that cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from hypothesis import strategies as st

from framekit.testing.strategies.budget import affordable

T = TypeVar("T")

SMALL = 12
"""The most bytes or items of a part that could be longer: enough to meet every border, small enough to be quick."""

FEW = 3
"""The most items of what takes several draws each."""

FEWER = 2
"""The most of them in a frame that stands in another, or has many arrays."""

MANY_ARRAYS = 3
"""More arrays than that in one frame, with those inside it, are many."""

LONGEST = 1 << 17
"""No part is made longer than that, whatever its length says or a check asks for."""

FAR = (1 << 16) + 1
"""A part that could be longer than `LONGEST` is made so long at the most: longer than two bytes can say."""

LONGEST_ITEMS = 256
"""No array is made longer than that for the sake of its longest value."""

LONG = 1 << 8
"""From so many bytes on, a value repeats a few drawn ones."""

SHARES = 4
"""One value is made long to a quarter of what a narrow part can have at the most, since others may be too."""

RARELY = 10
"""One value more than so many is an edge that costs."""

DEEPEST = 2
"""Frames that may hold themselves do so at most so often."""


def rarely(usual: st.SearchStrategy[Any], edge: st.SearchStrategy[Any] | None) -> st.SearchStrategy[Any]:
    """Mostly a usual value, and once in a while an edge. It shrinks to the usual ones."""
    if edge is None:
        return usual
    # To hypothesis, what takes fewer choices is smaller; so an edge is to take more than the smallest of the usual values.
    rare = st.tuples(edge, *[st.booleans()] * 4).map(lambda drawn: drawn[0])
    # Its shrinker tries other draws only behind a small number that may be 0: so it gets from a long value to a short one.
    return st.integers(0, RARELY).flatmap(lambda number: rare if number == RARELY else usual)


def up_to(least: int, longest: int, made: Callable[[int], st.SearchStrategy[T]], *, each: int = 1) -> st.SearchStrategy[T]:
    """What is made of sizes between two: around powers of two, and three of four of them the longest. It shrinks to the least.

    A place in a list of sizes is drawn, since hypothesis seldom draws great integers, and gets from one place to any before it.
    The list is short: where there are more than 127 places, hypothesis draws great ones seldom too.

    Args:
        least: the minimum size.
        longest: the maximum, as far as the budget of the frame allows.
        made: what is made of a size.
        each: how many bytes of the budget a size of 1 takes.
    """
    powers = [1 << power for power in range(longest.bit_length())]
    steps = {*powers, *(size for power in powers if power < 1 << 9 for size in (power - 1, power + 1, power + power // 2))}
    sizes = [*sorted({least, *(size for size in steps if least < size < longest)}), longest]
    places = st.integers(0, 4 * len(sizes) - 1)
    return places.flatmap(lambda place: made(affordable(sizes[min(place, len(sizes) - 1)], least, each)))
