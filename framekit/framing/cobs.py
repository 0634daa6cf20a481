"""Consistent Overhead Byte Stuffing.

Source: S. Cheshire and M. Baker, "Consistent Overhead Byte Stuffing", IEEE/ACM Transactions on Networking 7(2), April 1999: a
code byte n says that n - 1 bytes follow which are not zero, and then a zero that is left out; 255 says that 254 follow and no
zero. A zero ends each unit.
"""

from __future__ import annotations

from framekit.framing.base import MarkedFraming

LONGEST = 254
"""Bytes that a code of 255 stands for, without a zero behind them."""


class Cobs(MarkedFraming):
    """Each frame in COBS, with a zero byte behind it: at most one byte in 254 is added, whatever the bytes are.

    >>> from framekit import Cobs
    >>> Cobs().encode(b"\\x11\\x00\\x22").hex(" ")
    '02 11 02 22 00'
    """

    def __init__(self) -> None:
        super().__init__(b"\0", fill=True)

    def encode(self, payload: bytes, /) -> bytes:
        """The payload without zeros, and a zero."""
        blocks: list[bytes] = []
        groups = payload.split(b"\0")
        for index, group in enumerate(groups):
            at = 0
            while len(group) - at >= LONGEST:
                blocks += (b"\xff", group[at : at + LONGEST])
                at += LONGEST
            # A full block says "no zero behind it", so that one that ends the payload needs no empty block behind it.
            if at < len(group) or not at or index < len(groups) - 1:
                blocks += (bytes([len(group) - at + 1]), group[at:])
        return b"".join(blocks) + b"\0"

    def decode(self, unit: bytes, /) -> bytes:
        """The payload with its zeros. Raises UnpackError."""
        coded = self.inside(unit)
        if not coded:
            raise self.refuse("there is no code byte", unit, 0)
        parts: list[bytes] = []
        at = 0
        while at < len(coded):
            code = coded[at]
            behind = at + code
            if code == 0:
                raise self.refuse("a zero is inside the unit", unit, at)
            if behind > len(coded):
                raise self.refuse(f"the code {code} says that {code - 1} bytes follow, and {len(coded) - at - 1} do", unit, at)
            parts.append(coded[at + 1 : behind])
            if code <= LONGEST and behind < len(coded):
                parts.append(b"\0")
            at = behind
        return b"".join(parts)

    def place_of(self, unit: bytes, at: int, /) -> int:
        """Behind the code bytes that stand before it."""
        block = begin = 0
        while block < len(unit) - 1:
            length = unit[block] - 1
            if at < begin + length:
                return block + 1 + at - begin
            begin += length + (unit[block] <= LONGEST)
            if at < begin:
                return block + 1 + length  # a zero that was left out: the code that stands for it comes next
            block += length + 1
        return len(unit) - 1
