"""Codec: the functions generated for one frame."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeAlias

from framekit.spec.model import FrameSpec

Measuring: TypeAlias = Callable[..., Generator[int, int, int]]
"""`(buffer, offset, end, guard)`: a generator that yields the offset up to which it needs the buffer filled, is sent the new end
of the buffer, and returns the offset after the frame. It may raise any exception."""


@dataclass(frozen=True)
class Codec:
    """The functions generated for one frame.

    Attributes:
        source: the Python source from which they were compiled.
        unpack: `(data) -> instance`; raises framekit errors.
        unpack_from: `(buffer, offset=0) -> instance`; raises framekit errors.
        pack: `(instance, *, override=None) -> bytes`; raises framekit errors.
        pack_into: `(instance, buffer, offset=0)`; raises framekit errors.
        read: `(buffer, offset, end, guard) -> (instance, offset)`; may raise any exception.
        write: `(instance, guard) -> bytes`; may raise any exception.
        measuring: finds the end of a frame; None if the frame does not determine its own end.
        viewing: True if it reads from a memoryview.
        by_reading: True if only reading determines the size of a frame, since it calls a user-defined function.
        at_start: True if the frame must be at the start of the buffer, since user-defined functions count offsets from there.
        lookahead: number of bytes after its offset that reading may have compared with a marker, whether or not they exist.
    """

    spec: FrameSpec
    source: str
    unpack: Callable[..., Any]
    unpack_from: Callable[..., Any]
    pack: Callable[..., bytes]
    pack_into: Callable[..., None]
    read: Callable[[Any, int, int, Any], tuple[Any, int]]
    write: Callable[[Any, Any], bytes]
    measuring: Measuring | None
    viewing: bool
    by_reading: bool
    at_start: bool
    lookahead: int

    def measure(self, buffer: Any, offset: int, end: int) -> int:
        """Return the size of the frame at `offset` if it is complete; otherwise the minimum number of bytes that it needs."""
        assert self.measuring is not None
        try:
            return next(self.measuring(buffer, offset, end)) - offset
        except StopIteration as known:
            return int(known.value) - offset
