"""Mutants: bytes that are wrong in one named way, labelled with the error that reading them must raise.

survey.py reads a good frame and records the location of each part; changes.py makes mutants of it, with a function for each way;
numbers.py replaces numbers in the bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import islice
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.testing.mutation import changes
from framekit.testing.mutation.checksums import with_true_checksums
from framekit.testing.mutation.mutant import WAYS, Mutant, Way
from framekit.testing.mutation.survey import Survey
from framekit.testing.strategies import frames
from framekit.testing.strategies.reading import reader_of

__all__ = ["WAYS", "Mutant", "Way", "draw_mutant", "mutants", "mutants_of", "require_ways"]

MOST_OF_A_WAY = 1_000
"""Maximum number of mutants per way: each has a copy of the frame, so one mutant per byte of a large frame would fill memory."""

_CHANGES: dict[Way, Callable[[Survey], Iterator[Mutant]]] = {
    "const": changes.constants,
    "length too long": changes.too_long,
    "length too short": changes.too_short,
    "checksum": changes.checksums,
    "unknown tag": changes.unknown_tags,
    "value": changes.values,
    "trailing bytes": changes.trailing,
    "garbage between frames": changes.garbage,
}


def mutants(cls: type[Frame], /, *, ways: Collection[Way] = WAYS) -> st.SearchStrategy[Mutant]:
    """Return a strategy for bytes that are wrong in one way, with the class and the path of the expected error.

    Each mutant is a good frame with one change whose outcome follows from the declaration. Frames that cannot be wrong in any of
    the ways are skipped.

    Args:
        cls: the frame class.
        ways: some of WAYS: "cut" (bytes are missing at the end), "const" (a constant or strict padding is replaced), "length too
            long" and "length too short" (of lengths, counts and sizes), "checksum" (a bit of it is flipped), "unknown tag" (if
            every tag must have an arm), "value" (check= or a strict enumeration refuses it), "trailing bytes" and "garbage
            between frames" (of self-delimiting frames).

    Raises:
        ValueError: a way is unknown.

    >>> from framekit import Frame, text, u8
    >>> from hypothesis import find
    >>> class Word(Frame):
    ...     word: str = text(prefix=u8)
    >>> mutant = find(mutants(Word), lambda mutant: mutant.way == "length too long")
    >>> mutant.data, mutant.error.__name__, mutant.path
    (b'\\x01', 'TruncatedFrame', 'word')
    """
    require_ways(ways)
    chosen = [way for way in WAYS if way in ways]

    @st.composite
    def mutants(draw: st.DrawFn) -> Mutant:
        mutant = draw_mutant(draw, draw(frames(cls)), chosen)
        assume(mutant is not None)
        assert mutant is not None
        return mutant

    return mutants()


def require_ways(ways: Collection[str]) -> None:
    """Raise ValueError if a way is unknown."""
    for way in ways:
        if way not in WAYS:
            raise ValueError(f"unknown way {way!r}; choose from {', '.join(WAYS)}")


def draw_mutant(draw: st.DrawFn, frame: Frame, ways: Collection[Way] = WAYS) -> Mutant | None:
    """Draw a mutant of a frame; return None if it cannot be wrong in any of the ways."""
    survey = Survey(spec_of(reader_of(type(frame), frame)), frame.pack())
    made = {way: found for way in ways if way in _CHANGES and (found := _made(way, survey))}
    cuts = "cut" in ways and survey.certain > 0
    names = [*(["cut"] if cuts else []), *made]
    if not names:
        return None
    way: Any = draw(st.sampled_from(names))
    if way == "cut":
        return changes.cut(survey, draw(st.integers(0, survey.certain - 1)))
    if len(made[way]) == 1:  # all ways must take equally many choices, so that hypothesis shrinks to the first way
        draw(st.booleans())
    return draw(st.sampled_from(made[way]))


def mutants_of(frame: Frame, /) -> list[Mutant]:
    """Return the mutants of a frame: all of them for a small frame, at most 1,000 of each way for a large one.

    A frame of more than 1,000 bytes is cut only at the start of each demand for bytes, and one byte before its end.

    >>> from framekit import Frame, u16
    >>> class Pair(Frame):
    ...     left: u16
    ...     right: u16
    >>> [mutant.change for mutant in mutants_of(Pair(left=1, right=2))][:2]
    ['cut after 0 of 4 bytes', 'cut after 1 of 4 bytes']
    """
    survey = Survey(spec_of(reader_of(type(frame), frame)), frame.pack())
    cuts = [changes.cut(survey, size) for size in _places_to_cut(survey)]
    return [*cuts, *(mutant for way in _CHANGES for mutant in _made(way, survey))]


def _places_to_cut(survey: Survey) -> list[int]:
    if survey.certain <= MOST_OF_A_WAY:
        return list(range(survey.certain))
    places = {
        place for need in survey.needs for place in (need.offset, need.offset + need.size - 1) if 0 <= place < survey.certain
    }
    return sorted(places)[:MOST_OF_A_WAY]


def _made(way: Way, survey: Survey) -> list[Mutant]:
    found = (mutant for mutant in _CHANGES[way](survey) if not survey.is_scanned(mutant.at))
    made = list(islice(found, MOST_OF_A_WAY))
    return [with_true_checksums(survey, mutant) for mutant in made] if way in changes.KEEP_THE_LAYOUT else made
