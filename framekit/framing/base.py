"""What every framing can do, and the search that all framings with a marker at their end share.

Strategy: a framing turns a payload into the bytes of a unit and back, and finds the end of a unit in a stream, as generated
codecs find the end of a frame: by a generator that yields the offset up to which it needs the buffer filled.

Rules: whatever the bytes, only UnpackError comes out of `decode`, and no byte is searched twice.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator

from framekit.errors import InvalidValue, PackError, TruncatedFrame, UnpackError, hex_look


class Framing(ABC):
    """What stands around each frame of a stream. A framing of your own derives from it."""

    @abstractmethod
    def encode(self, payload: bytes, /) -> bytes:
        """The bytes of the unit that carries a payload. Raises PackError where it cannot."""

    @abstractmethod
    def decode(self, unit: bytes, /) -> bytes:
        """The payload of one whole unit. Raises UnpackError, with the offset in the unit."""

    @abstractmethod
    def measuring(self, buffer: bytes | bytearray, offset: int, end: int, /) -> Generator[int, int, int]:
        """Finds the end of the unit at `offset`.

        A generator that yields the offset up to which it needs the buffer filled, is sent the new end of what is there, and
        returns the offset behind the unit. It raises UnpackError where there can be no such unit.
        """

    @abstractmethod
    def place_of(self, unit: bytes, at: int, /) -> int:
        """The offset in a unit of the byte that is at `at` in its payload."""

    def skip_fill(self, buffer: bytes, offset: int, end: int, /) -> int:
        """The offset after the bytes that may be between units and mean nothing."""
        return offset

    def end_of(self, head: bytes, /) -> int:
        """Where a unit ends, told by its first bytes; 0 if they do not show it, or there can be no such unit."""
        try:
            next(self.measuring(head, 0, len(head)))
        except StopIteration as known:
            return int(known.value)
        except UnpackError:
            return 0
        return 0

    def plain_from(self, head: bytes, /) -> int | None:
        """Where the payload begins in the first bytes of a unit, if it follows there as it is; None if it is encoded."""
        return None


class MarkedFraming(Framing):
    """A framing whose units end with a marker.

    Args:
        marker: the bytes that end a unit.
        fill: markers may also stand where no unit has begun.
    """

    def __init__(self, marker: bytes, *, fill: bool) -> None:
        self.marker = marker
        self._fill = fill

    def measuring(self, buffer: bytes | bytearray, offset: int, end: int, /) -> Generator[int, int, int]:
        """Searches the marker, and goes on where it has stopped."""
        size = len(self.marker)
        seen = offset
        while True:
            found = buffer.find(self.marker, seen, end)
            if found >= 0:
                return found + size
            seen = max(offset, end - size + 1)
            end = yield max(end + 1, offset + size)

    def end_of(self, head: bytes, /) -> int:
        """After the first marker."""
        return head.find(self.marker) + len(self.marker) if self.marker in head else 0

    def place_of(self, unit: bytes, at: int, /) -> int:
        """The same place: nothing precedes the payload."""
        return at

    def skip_fill(self, buffer: bytes, offset: int, end: int, /) -> int:
        """Markers before a unit are skipped where they may be."""
        while self._fill and buffer.startswith(self.marker, offset, end):
            offset += len(self.marker)
        return offset

    def inside(self, unit: bytes) -> bytes:
        """What stands before the marker of a unit. Raises UnpackError."""
        if not unit.endswith(self.marker):
            reason = f"the marker {self.marker.hex(' ')} is to end it"
            raise TruncatedFrame(reason, needed=1, frame=self.name, offset=len(unit), look=hex_look(unit, len(unit)))
        return unit[: len(unit) - len(self.marker)]

    def require_payload(self, payload: bytes) -> None:
        """Raise PackError for a frame of no bytes."""
        if not payload:
            raise PackError("a frame of no bytes cannot be told from the fill between frames", frame=self.name)

    @property
    def name(self) -> str:
        """What errors call it."""
        return type(self).__name__

    def refuse(self, reason: str, unit: bytes, at: int, kind: type[UnpackError] = InvalidValue) -> UnpackError:
        """An error at a place in a unit."""
        return kind(reason, frame=self.name, offset=at, look=hex_look(unit, at))


def framed(wire: bytes, framing: Framing | None) -> bytes:
    """The bytes of a frame with what surrounds them in a stream; as they are without a framing."""
    return wire if framing is None else framing.encode(wire)
