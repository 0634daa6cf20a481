"""Law 5: unpacking any bytes returns a frame or raises an error of framekit with its location; invalid bytes are refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from framekit.compiler.codec import codec_of
from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.errors import TruncatedFrame, UnpackError
from framekit.testing.laws.corruption import corrupted
from framekit.testing.laws.running import Effort, hold
from framekit.testing.mutation import Mutant, draw_mutant
from framekit.testing.report.broken import LawBroken, differing
from framekit.testing.report.paste import hex_literal, pasted_test
from framekit.testing.strategies import frames
from framekit.testing.strategies.reading import reader_of

CUTS = 64
"""Approximate maximum number of cuts per frame: a short frame is cut everywhere, a long one at offsets that vary by example."""


def check_refusals(
    cls: type[Frame],
    /,
    *,
    examples: int | None = None,
    seed: int | None = None,
    watch: Callable[[Any], object] | None = None,
) -> None:
    """Check law 5: unpacking any bytes returns a frame, or raises an UnpackError with path and offset.

    A truncated frame raises TruncatedFrame; a mutant (see `mutants`) raises the error class that it states, with its path.

    Args:
        cls: the frame class.
        examples: number of frames to try; by default, the `max_examples` of the hypothesis profile.
        seed: seed that makes the run repeatable.
        watch: called with each frame that is tried.

    Raises:
        LawBroken: the law does not hold; the error has the smallest such bytes.
    """
    effort = Effort(examples, seed, watch)

    @st.composite
    def cases(draw: st.DrawFn) -> tuple[Frame, bytes, Mutant | None, int]:
        frame = draw(frames(cls))
        hostile = draw(corrupted(frame.pack()) | st.binary(max_size=64))
        return frame, hostile, draw_mutant(draw, frame), draw(st.integers(0, CUTS))

    def law(case: tuple[Frame, bytes, Mutant | None, int]) -> None:
        frame, hostile, mutant, first = case
        effort.saw(frame)
        reader = reader_of(cls, frame)
        require_frame_or_error(reader, hostile)
        if mutant is not None:
            _require_refused(reader, mutant)
        _require_cuts_refused(reader, frame.pack(), first)

    hold(cls, "refusals", cases(), law, effort)


def require_frame_or_error(cls: type[Frame], wire: bytes) -> bool:
    """Return True if bytes unpack to a frame that packs to stable bytes, or False if they are properly refused.

    Raises:
        LawBroken: neither is the case.
    """
    try:
        frame = cls.unpack(wire)
    except UnpackError as error:
        # An offset inside bytes that contain another frame counts those bytes, and inflated bytes may be longer than the input.
        placed = error.offset is not None and error.offset >= 0 and (error.inside or error.offset <= len(wire))
        if not placed or not error.reason or "bug in framekit" in error.reason:
            raise LawBroken(
                cls, f"{error!r} has no reason, or an invalid offset: {error.offset}", data=wire, paste=_pasted(cls, wire)
            ) from error
        return False
    except Exception as error:
        raise LawBroken(
            cls, f"unpacking raises {error!r}, which is not an error of framekit", data=wire, paste=_pasted(cls, wire)
        ) from error
    again = frame.pack()
    if cls.unpack(again).pack() != again:
        reason = f"unpacking and packing gives {again.hex(' ')}; unpacking and packing that gives different bytes"
        raise LawBroken(cls, reason, data=wire)
    return True


def _pasted(cls: type[Frame], wire: bytes) -> str:
    return pasted_test(cls, "refuses with an error of framekit", f"{cls.__name__}.unpack({hex_literal(wire)})")


def _require_refused(cls: type[Frame], mutant: Mutant) -> None:
    try:
        found = f"{cls.unpack(mutant.data)!r}"
    except UnpackError as error:
        if type(error) is mutant.error and error.path == mutant.path:
            return
        found = f"{type(error).__name__} at {error.path or 'the frame'}"
    expected = f"{mutant.error.__name__} at {mutant.path or 'the frame'}"
    body = f"with pytest.raises({mutant.error.__name__}) as caught:\n    {cls.__name__}.unpack({hex_literal(mutant.data)})"
    body += f"\nassert caught.value.path == {mutant.path!r}"
    needs = ["import pytest", f"from framekit import {mutant.error.__name__}"]
    raise LawBroken(
        cls,
        f"{mutant.way} ({mutant.change}): expected {expected}, got {found}",
        data=mutant.data,
        good=mutant.origin,
        marked=differing(mutant.origin, mutant.data),
        paste=pasted_test(cls, f"refuses {mutant.way}", body, needs=needs),
    )


def _require_cuts_refused(cls: type[Frame], wire: bytes, first: int) -> None:
    codec = codec_of(spec_of(cls))
    if codec.measuring is None:
        return
    step = 1 + len(wire) // CUTS
    for end in range(first % step, len(wire), step):
        cut = wire[:end]
        needed = codec.measure(cut, 0, end)
        if not end < needed <= len(wire):
            reason = f"for the first {end} of {len(wire)} bytes, measure returns {needed}; expected {end + 1} to {len(wire)}"
            raise LawBroken(cls, reason, data=cut, good=wire)
        try:
            cls.unpack(cut)
        except TruncatedFrame as error:
            if not 0 < error.needed <= len(wire) - end:
                reason = f"for the first {end} of {len(wire)} bytes, error.needed is {error.needed}"
                raise LawBroken(cls, f"{reason}; expected 1 to {len(wire) - end}", data=cut) from error
        else:
            raise LawBroken(cls, f"a frame cut after {end} of {len(wire)} bytes is accepted", data=cut, good=wire)
    for more in (b"", b"\xff" * 9):
        if (measured := codec.measure(wire + more, 0, len(wire + more))) != len(wire):
            raise LawBroken(cls, f"measure returns {measured}, expected {len(wire)}", data=wire + more, good=wire)
