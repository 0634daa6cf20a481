"""Consistent Overhead Byte Stuffing.

Source: S. Cheshire and M. Baker, "Consistent Overhead Byte Stuffing", IEEE/ACM Transactions on Networking 7(2), April 1999: a
code byte n means that n - 1 nonzero bytes follow, and then a zero that is omitted; 255 means that 254 follow and no zero. A zero
ends each unit.
"""

from __future__ import annotations

from framekit.framing.base import MarkedFraming

LONGEST = 254
"""The number of bytes after a code of 255, which are not followed by a zero."""


class Cobs(MarkedFraming):
    """COBS framing: each frame is encoded without zero bytes and ends with one; it grows by at most one byte in 254.

    >>> from framekit import Cobs
    >>> Cobs().encode(b"\\x11\\x00\\x22").hex(" ")
    '02 11 02 22 00'
    """

    def __init__(self) -> None:
        super().__init__(b"\0", fill=True)

    def encode(self, payload: bytes, /) -> bytes:
        """Return the payload encoded without zeros, followed by a zero."""
        blocks: list[bytes] = []
        groups = payload.split(b"\0")
        for index, group in enumerate(groups):
            at = 0
            while len(group) - at >= LONGEST:
                blocks += (b"\xff", group[at : at + LONGEST])
                at += LONGEST
            # A full block implies no zero, so a full block at the end of the payload needs no empty block after it.
            if at < len(group) or not at or index < len(groups) - 1:
                blocks += (bytes([len(group) - at + 1]), group[at:])
        return b"".join(blocks) + b"\0"

    def decode(self, unit: bytes, /) -> bytes:
        """Return the payload with its zeros. Raises UnpackError if the codes do not fit the unit."""
        coded = self.inside(unit)
        if not coded:
            raise self.refuse("expected a code byte, the unit is empty", unit, 0)
        parts: list[bytes] = []
        at = 0
        while at < len(coded):
            code = coded[at]
            after = at + code
            if code == 0:
                raise self.refuse("zero byte inside the unit", unit, at)
            if after > len(coded):
                raise self.refuse(f"code {code} requires {code - 1} bytes after it, found {len(coded) - at - 1}", unit, at)
            parts.append(coded[at + 1 : after])
            if code <= LONGEST and after < len(coded):
                parts.append(b"\0")
            at = after
        return b"".join(parts)

    def place_of(self, unit: bytes, at: int, /) -> int:
        """Return the offset after the code bytes that precede the byte."""
        block = begin = 0
        while block < len(unit) - 1:
            length = unit[block] - 1
            if at < begin + length:
                return block + 1 + at - begin
            begin += length + (unit[block] <= LONGEST)
            if at < begin:
                return block + 1 + length  # an omitted zero: the next code stands for it
            block += length + 1
        return len(unit) - 1
