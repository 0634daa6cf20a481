"""A delimiter behind each frame, which the frame itself must not hold."""

from __future__ import annotations

from framekit.errors import PackError
from framekit.framing.base import MarkedFraming


class Delimiter(MarkedFraming):
    """Bytes that end each frame, such as b"\\n"; a frame that holds them cannot be sent.

    Args:
        delimiter: one byte or more.

    Raises:
        ValueError: it is empty.

    >>> from framekit import Delimiter
    >>> Delimiter(b"\\r\\n").encode(b"NOOP")
    b'NOOP\\r\\n'
    """

    def __init__(self, delimiter: bytes) -> None:
        if not delimiter:
            raise ValueError("a delimiter has one byte or more")
        super().__init__(bytes(delimiter), fill=False)

    def encode(self, payload: bytes, /) -> bytes:
        """The payload and the delimiter. Raises PackError where a reader would find the delimiter before its place."""
        unit = payload + self.marker
        at = unit.find(self.marker)
        if at < len(payload):
            raise PackError(f"the frame holds its delimiter {self.marker!r}", frame=self.name, offset=at)
        return unit

    def decode(self, unit: bytes, /) -> bytes:
        """What stands before the delimiter. Raises UnpackError."""
        return self.inside(unit)
