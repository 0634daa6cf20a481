"""Codec: the functions that were generated for one frame."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeAlias

from framekit.spec.model import FrameSpec

Measuring: TypeAlias = Callable[..., Generator[int, int, int]]
"""`(buffer, offset, end, guard)`: a generator that yields the offset up to which it needs the buffer filled, is sent the new end
of what is there, and returns the offset behind the frame. It raises anything."""


@dataclass(frozen=True)
class Codec:
    """The functions generated for one frame.

    Attributes:
        source: the Python source they were compiled from.
        unpack: `(data) -> instance`, with our errors.
        unpack_from: `(buffer, offset=0) -> instance`, with our errors.
        pack: `(instance, *, override=None) -> bytes`, with our errors.
        pack_into: `(instance, buffer, offset=0)`, with our errors.
        read: `(buffer, offset, end, guard) -> (instance, offset)`; raises anything.
        write: `(instance, guard) -> bytes`; raises anything.
        measuring: finds the end of a frame; None where a frame does not show its own end.
        viewing: it reads from a memoryview.
        by_reading: only reading tells the size of a frame, since a function of the user's takes part.
        at_start: the frame must be at the beginning of the buffer, since functions of the user count from there.
        lookahead: how many bytes beyond its offset reading may have compared with a marker, whether or not they were there.
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
        """The size of the frame at `offset` if all of it is there; otherwise the minimum number of bytes that it needs."""
        assert self.measuring is not None
        try:
            return next(self.measuring(buffer, offset, end)) - offset
        except StopIteration as known:
            return int(known.value) - offset
