"""The base class of framings, and the search that all framings with an end marker share.

Strategy: a framing converts a payload into the bytes of a unit and back, and finds the end of a unit in a stream in the same way
as generated codecs find the end of a frame: with a generator that yields the offset up to which it needs the buffer filled.

Rules: whatever the bytes, `decode` raises only UnpackError, and no byte is searched twice.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator

from framekit.errors import InvalidValue, PackError, TruncatedFrame, UnpackError, hex_look


class Framing(ABC):
    """What surrounds each frame of a stream. Subclass it to define your own framing."""

    @abstractmethod
    def encode(self, payload: bytes, /) -> bytes:
        """Return the bytes of the unit that carries a payload. Raises PackError if the payload cannot be framed."""

    @abstractmethod
    def decode(self, unit: bytes, /) -> bytes:
        """Return the payload of one complete unit. Raises UnpackError with the offset in the unit."""

    @abstractmethod
    def measuring(self, buffer: bytes | bytearray, offset: int, end: int, /) -> Generator[int, int, int]:
        """Find the end of the unit at `offset`.

        A generator that yields the offset up to which it needs the buffer filled, is sent the new end of the available bytes, and
        returns the offset after the unit. It raises UnpackError if no valid unit can begin here.
        """

    @abstractmethod
    def place_of(self, unit: bytes, at: int, /) -> int:
        """Return the offset in a unit of the byte at offset `at` of its payload."""

    def skip_fill(self, buffer: bytes, offset: int, end: int, /) -> int:
        """Return the offset after any meaningless bytes between units."""
        return offset

    def end_of(self, head: bytes, /) -> int:
        """Return the length of the unit that begins with `head`; 0 if `head` does not show it or cannot begin a unit."""
        try:
            next(self.measuring(head, 0, len(head)))
        except StopIteration as known:
            return int(known.value)
        except UnpackError:
            return 0
        return 0

    def plain_from(self, head: bytes, /) -> int | None:
        """Return where the payload begins in the first bytes of a unit; None if it is encoded, or not there yet."""
        return None


class MarkedFraming(Framing):
    """A framing whose units end with a marker.

    Args:
        marker: the bytes that end a unit.
        fill: whether markers may also occur between units.
    """

    def __init__(self, marker: bytes, *, fill: bool) -> None:
        self.marker = marker
        self._fill = fill

    def measuring(self, buffer: bytes | bytearray, offset: int, end: int, /) -> Generator[int, int, int]:
        """Search for the marker, resuming where the last search stopped."""
        size = len(self.marker)
        seen = offset
        while True:
            found = buffer.find(self.marker, seen, end)
            if found >= 0:
                return found + size
            seen = max(offset, end - size + 1)
            end = yield max(end + 1, offset + size)

    def end_of(self, head: bytes, /) -> int:
        """Return the offset after the first marker."""
        return head.find(self.marker) + len(self.marker) if self.marker in head else 0

    def place_of(self, unit: bytes, at: int, /) -> int:
        """Return the same offset, since nothing precedes the payload."""
        return at

    def skip_fill(self, buffer: bytes, offset: int, end: int, /) -> int:
        """Skip markers before a unit if they are allowed."""
        while self._fill and buffer.startswith(self.marker, offset, end):
            offset += len(self.marker)
        return offset

    def inside(self, unit: bytes) -> bytes:
        """Return the bytes before the marker of a unit. Raises UnpackError if there is no marker."""
        if not unit.endswith(self.marker):
            reason = f"expected the marker {self.marker.hex(' ')} at the end of the unit"
            raise TruncatedFrame(reason, needed=1, frame=self.name, offset=len(unit), look=hex_look(unit, len(unit)))
        return unit[: len(unit) - len(self.marker)]

    def require_payload(self, payload: bytes) -> None:
        """Raise PackError for an empty frame."""
        if not payload:
            raise PackError("an empty frame cannot be distinguished from the fill between frames", frame=self.name)

    @property
    def name(self) -> str:
        """The name in errors."""
        return type(self).__name__

    def refuse(self, reason: str, unit: bytes, at: int, kind: type[UnpackError] = InvalidValue) -> UnpackError:
        """Return an error at an offset in a unit."""
        return kind(reason, frame=self.name, offset=at, look=hex_look(unit, at))


def framed(wire: bytes, framing: Framing | None) -> bytes:
    """Return the bytes of a frame in its framing; unchanged without a framing."""
    return wire if framing is None else framing.encode(wire)
