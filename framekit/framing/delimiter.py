"""A delimiter after each frame, which the frame itself must not contain."""

from __future__ import annotations

from framekit.errors import PackError
from framekit.framing.base import MarkedFraming


class Delimiter(MarkedFraming):
    """A delimiter such as b"\\n" after each frame; a frame that contains it cannot be sent.

    Args:
        delimiter: at least one byte.

    Raises:
        ValueError: the delimiter is empty.

    >>> from framekit import Delimiter
    >>> Delimiter(b"\\r\\n").encode(b"NOOP")
    b'NOOP\\r\\n'
    """

    def __init__(self, delimiter: bytes) -> None:
        if not delimiter:
            raise ValueError("delimiter must not be empty")
        super().__init__(bytes(delimiter), fill=False)

    def encode(self, payload: bytes, /) -> bytes:
        """Return the payload and the delimiter. Raises PackError if a reader would find the delimiter too early."""
        unit = payload + self.marker
        at = unit.find(self.marker)
        if at < len(payload):
            raise PackError(f"the frame contains its delimiter {self.marker!r}", frame=self.name, offset=at)
        return unit

    def decode(self, unit: bytes, /) -> bytes:
        """Return the bytes before the delimiter. Raises UnpackError if there is no delimiter."""
        return self.inside(unit)
