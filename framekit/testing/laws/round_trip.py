"""Law 1: packing and unpacking are inverse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from framekit.declare.convert import asdict
from framekit.declare.frame import Frame
from framekit.errors import FramekitError
from framekit.testing.laws.running import Effort, hold
from framekit.testing.report.broken import LawBroken, differing
from framekit.testing.report.difference import differences
from framekit.testing.report.paste import hex_literal, pasted_test
from framekit.testing.strategies import frames
from framekit.testing.strategies.reading import reader_of

MARGIN = 3


def check_round_trip(
    cls: type[Frame],
    /,
    *,
    examples: int | None = None,
    seed: int | None = None,
    watch: Callable[[Any], object] | None = None,
) -> None:
    """Check law 1: unpacking the packed bytes gives the same frame, and packing that frame gives the same bytes.

    Args:
        cls: the frame class.
        examples: number of frames to try; by default, the `max_examples` of the hypothesis profile.
        seed: seed that makes the run repeatable.
        watch: called with each frame that is tried.

    Raises:
        LawBroken: the law does not hold; the error has the smallest such frame.

    >>> from framekit import Frame, u16
    >>> class Port(Frame):
    ...     number: u16
    >>> check_round_trip(Port)
    """
    effort = Effort(examples, seed, watch)

    def law(frame: Frame) -> None:
        effort.saw(frame)
        data = frame.pack()
        try:
            again = reader_of(cls, frame).unpack(data)
        except FramekitError as error:
            paste = pasted_test(cls, "unpacks what it packs", f"{cls.__name__}.unpack({hex_literal(data)})")
            raise LawBroken(cls, f"{frame!r} packs to bytes that are refused: {error}", data=data, paste=paste) from error
        if again != frame:
            found = differences(frame, again)
            body = f"frame = from_dict({cls.__name__}, {asdict(frame, mode='json')!r})\n"
            body += f"assert {cls.__name__}.unpack(frame.pack()) == frame"
            paste = pasted_test(cls, "is itself when unpacked", body, needs=["from framekit import from_dict"])
            reason = "unpacking the packed bytes gives a different frame"
            raise LawBroken(cls, reason, data=data, marked=range(len(data)), differences=found, paste=paste)
        wire = again.pack()
        if wire != data:
            body = f"data = {hex_literal(data)}\nassert {cls.__name__}.unpack(data).pack() == data"
            paste = pasted_test(cls, "packs what it unpacked", body)
            reason = f"packing the unpacked frame gives different bytes: {wire.hex(' ')}"
            raise LawBroken(cls, reason, data=data, marked=differing(data, wire), paste=paste)
        buffer = bytearray(len(data) + 2 * MARGIN)
        frame.pack_into(buffer, MARGIN)
        if bytes(buffer) != bytes(MARGIN) + data + bytes(MARGIN):
            reason = f"pack_into at offset {MARGIN} of a zeroed buffer gives {bytes(buffer).hex(' ')}, which differs from pack()"
            raise LawBroken(cls, reason, data=data)

    hold(cls, "round_trip", frames(cls), law, effort)
