"""Law 5: whatever the bytes, a frame comes out, or an error of framekit's that says where; and what is wrong is refused."""

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
"""The most places at which one frame is cut: a short one everywhere, a long one at places that differ from example to example."""


def check_refusals(
    cls: type[Frame],
    /,
    *,
    examples: int | None = None,
    seed: int | None = None,
    watch: Callable[[Any], object] | None = None,
) -> None:
    """Law 5: whatever the bytes, a frame comes out or an UnpackError that names path and offset.

    Every cut of a frame is refused as one, and every mutant (see `mutants`) with the class and the path that it is labelled with.

    Args:
        cls: the class.
        examples: how many frames are tried; as many as the hypothesis profile says if left out.
        seed: makes a run that can be repeated.
        watch: is called with each frame that is tried.

    Raises:
        LawBroken: with the smallest bytes for which it does not hold.
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
    """True where bytes are a frame, which then settles; False where they are refused as they should be.

    Raises:
        LawBroken: neither.
    """
    try:
        frame = cls.unpack(wire)
    except UnpackError as error:
        # An offset in bytes that hold a frame counts those, and inflated bytes are more than their input.
        placed = error.offset is not None and error.offset >= 0 and (error.inside or error.offset <= len(wire))
        if not placed or not error.reason or "bug in framekit" in error.reason:
            raise LawBroken(
                cls, f"{error!r} lacks offset or reason: {error.offset}", data=wire, paste=_pasted(cls, wire)
            ) from error
        return False
    except Exception as error:
        raise LawBroken(
            cls, f"{error!r} came out of unpacking, which is none of framekit's", data=wire, paste=_pasted(cls, wire)
        ) from error
    again = frame.pack()
    if cls.unpack(again).pack() != again:
        raise LawBroken(cls, f"unpacked and packed, it becomes {again.hex(' ')}, which is not what it becomes again", data=wire)
    return True


def _pasted(cls: type[Frame], wire: bytes) -> str:
    return pasted_test(cls, "refuses with an error of its own", f"{cls.__name__}.unpack({hex_literal(wire)})")


def _require_refused(cls: type[Frame], mutant: Mutant) -> None:
    try:
        found = f"was taken for {cls.unpack(mutant.data)!r}"
    except UnpackError as error:
        if type(error) is mutant.error and error.path == mutant.path:
            return
        found = f"gave {type(error).__name__} at {error.path or 'the frame'}"
    expected = f"{mutant.error.__name__} at {mutant.path or 'the frame'}"
    body = f"with pytest.raises({mutant.error.__name__}) as caught:\n    {cls.__name__}.unpack({hex_literal(mutant.data)})"
    body += f"\nassert caught.value.path == {mutant.path!r}"
    needs = ["import pytest", f"from framekit import {mutant.error.__name__}"]
    raise LawBroken(
        cls,
        f"{mutant.way} ({mutant.change}) {found}, and should give {expected}",
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
            raise LawBroken(cls, f"of {len(wire)} bytes, measure says {needed} where {end} are there", data=cut, good=wire)
        try:
            cls.unpack(cut)
        except TruncatedFrame as error:
            if not 0 < error.needed <= len(wire) - end:
                raise LawBroken(
                    cls, f"{len(wire) - end} bytes are missing, and the error says {error.needed}", data=cut
                ) from error
        else:
            raise LawBroken(cls, f"cut after {end} of {len(wire)} bytes, it was taken for a frame", data=cut, good=wire)
    for more in (b"", b"\xff" * 9):
        if (measured := codec.measure(wire + more, 0, len(wire + more))) != len(wire):
            raise LawBroken(cls, f"measure says {measured} of a frame of {len(wire)} bytes", data=wire + more, good=wire)
