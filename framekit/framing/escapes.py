"""Framings that escape the byte that ends a unit: SLIP and HDLC-like framing.

Sources: RFC 1055 (SLIP); RFC 1662, sections 4.1 and 4.2 (HDLC-like framing with octet stuffing).
"""

from __future__ import annotations

import re

from framekit.framing.base import MarkedFraming


class Slip(MarkedFraming):
    """SLIP framing (RFC 1055): 0xC0 ends each frame, and also precedes it, to flush leftover noise.

    >>> from framekit import Slip
    >>> Slip().encode(b"\\xc0\\xdb!").hex(" ")
    'c0 db dc db dd 21 c0'
    """

    def __init__(self) -> None:
        super().__init__(b"\xc0", fill=True)

    def encode(self, payload: bytes, /) -> bytes:
        """Return the escaped payload between two markers. Raises PackError for an empty payload, which would not be a unit."""
        self.require_payload(payload)
        return b"\xc0" + payload.replace(b"\xdb", b"\xdb\xdd").replace(b"\xc0", b"\xdb\xdc") + b"\xc0"

    def decode(self, unit: bytes, /) -> bytes:
        """Return the payload. Raises UnpackError for an invalid escape sequence, for which the RFC prescribes no behaviour."""
        escaped = self.inside(unit)
        if wrong := re.search(rb"\xdb(?![\xdc\xdd])", escaped):
            raise self.refuse("invalid escape sequence", unit, wrong.start())
        return escaped.replace(b"\xdb\xdc", b"\xc0").replace(b"\xdb\xdd", b"\xdb")

    def place_of(self, unit: bytes, at: int, /) -> int:
        """Return the offset after the escapes that precede the byte."""
        return _behind_escapes(unit, b"\xdb", at)


class Hdlc(MarkedFraming):
    """HDLC-like byte stuffing (RFC 1662): frames are between flags 0x7E; after an escape 0x7D, a byte is XORed with 0x20.

    The checksum of HDLC is a field of the frame: `fcs: int = checksum(u16le, "crc-16/ibm-sdlc")`. The part before it needs a
    length, since a frame does not know where its unit ends.

    Args:
        escape: bytes to escape besides the flag and the escape itself, such as XON and XOFF (b"\\x11\\x13").

    >>> from framekit import Hdlc
    >>> Hdlc().encode(b"\\x7e\\x7d!").hex(" ")
    '7e 7d 5e 7d 5d 21 7e'
    """

    def __init__(self, escape: bytes = b"") -> None:
        super().__init__(b"\x7e", fill=True)
        if {0x5D, 0x5E} & set(escape):
            raise ValueError("0x5d and 0x5e cannot be escaped: they would become the escape and the flag")
        self._special = re.compile(b"[" + re.escape(b"\x7e\x7d" + escape) + b"]")

    def encode(self, payload: bytes, /) -> bytes:
        """Return the escaped payload between two flags. Raises PackError for an empty payload, which would not be a unit."""
        self.require_payload(payload)
        return b"\x7e" + self._special.sub(lambda found: bytes((0x7D, found[0][0] ^ 0x20)), payload) + b"\x7e"

    def decode(self, unit: bytes, /) -> bytes:
        """Return the payload. Raises UnpackError if an escape precedes the closing flag, as in an aborted unit (section 4.3)."""
        escaped = self.inside(unit)
        first, *others = escaped.split(b"\x7d")
        if b"" in others:
            at = escaped.index(b"\x7d\x7d") if b"\x7d\x7d" in escaped else len(escaped) - 1
            reason = "unit aborted: escape before the closing flag" if at == len(escaped) - 1 else "escape after an escape"
            raise self.refuse(reason, unit, at)
        return b"".join([first, *(bytes([part[0] ^ 0x20]) + part[1:] for part in others)])

    def place_of(self, unit: bytes, at: int, /) -> int:
        """Return the offset after the escapes that precede the byte."""
        return _behind_escapes(unit, b"\x7d", at)


def _behind_escapes(unit: bytes, escape: bytes, at: int) -> int:
    place = 0
    for part in re.finditer(re.escape(escape) + rb"?[\x00-\xff]", unit):
        if not at:
            return part.start()
        at -= 1
        place = part.start()
    return place
