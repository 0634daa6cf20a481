"""Mutants: bytes that are wrong in one named way, labelled with the error that must come of them.

survey.py reads a good frame and keeps what stands where; changes.py makes mutants of it, a function for each way; numbers.py puts
other numbers in the place of those that stand there.
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
"""Each mutant holds all bytes of its frame, so that as many as a large frame has bytes would fill the memory."""

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
    """Bytes that are wrong in one way, with the error class and the path that must come out.

    Each is made of a good frame by one change whose outcome follows from the declaration. Frames for which nothing can be wrong
    in these ways are passed over.

    Args:
        cls: the class.
        ways: some of WAYS: "cut" (bytes are missing at the end), "const" (a constant or strict padding is another), "length too
            long" and "length too short" (of lengths, counts and sizes), "checksum" (a bit of it is flipped), "unknown tag" (where
            every tag must have an arm), "value" (one that check= or a strict enumeration refuses), "trailing bytes" and "garbage
            between frames" (of frames that show their own end).

    Raises:
        ValueError: there is no such way.

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
    """Raise ValueError for what is no way to be wrong."""
    for way in ways:
        if way not in WAYS:
            raise ValueError(f"{way!r} is no way to be wrong; these are: {', '.join(WAYS)}")


def draw_mutant(draw: st.DrawFn, frame: Frame, ways: Collection[Way] = WAYS) -> Mutant | None:
    """A mutant of a frame, or None where nothing can be wrong in these ways."""
    survey = Survey(spec_of(reader_of(type(frame), frame)), frame.pack())
    made = {way: found for way in ways if way in _CHANGES and (found := _made(way, survey))}
    cuts = "cut" in ways and survey.certain > 0
    names = [*(["cut"] if cuts else []), *made]
    if not names:
        return None
    way: Any = draw(st.sampled_from(names))
    if way == "cut":
        return changes.cut(survey, draw(st.integers(0, survey.certain - 1)))
    if len(made[way]) == 1:  # to hypothesis, fewer choices are smaller: all ways are to take as many, so that the first is
        draw(st.booleans())
    return draw(st.sampled_from(made[way]))


def mutants_of(frame: Frame, /) -> list[Mutant]:
    """The mutants that are made of one frame: all of a small one; of a large one, at the most 1,000 of each way.

    Of more than 1,000 bytes, it is cut where reading asks for bytes, and just before the end of what it asks for.

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
