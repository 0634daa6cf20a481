"""Functions that generated code calls for integers in digits, either ASCII or half bytes (BCD).

Rules: as in varints.py.
"""

from __future__ import annotations

import operator

from framekit.compiler.refusal import Refused
from framekit.spec.numbers import Digits

_BY_BASE = {8: b"01234567", 10: b"0123456789", 16: b"0123456789abcdefABCDEF"}
_FORMATS = {8: "o", 10: "d", 16: "x"}
_SWAPPED = bytes(byte >> 4 | (byte & 15) << 4 for byte in range(256))


def bytes_of_digits(buffer: bytes, offset: int, end: int, longest: int, digits: Digits) -> int:
    """Return the length of the digits at an offset, including their marker; 0 if the marker has not arrived yet."""
    if digits.width:
        return digits.width
    marker, stop = digits.marker, min(end, offset + longest)
    piece = bytes(buffer[offset:stop])
    found = piece.find(marker)
    if found > 0:
        return found + len(marker)
    if found == 0:  # a number has at least one digit; without any, it would be shorter than the minimum
        raise Refused
    if len(piece) == longest:
        raise Refused
    return 0


def read_digits(buffer: bytes, offset: int, longest: int, maximum: int, strict: bool, digits: Digits) -> tuple[int, int]:
    """Read a value in ASCII digits, and return it with the offset after it."""
    size = bytes_of_digits(buffer, offset, len(buffer), longest, digits)
    stop = offset + size
    if not size or stop > len(buffer):
        raise IndexError(offset)
    return digits_value(bytes(buffer[offset:stop]), maximum, strict, digits), stop


def digits_value(wire: bytes, maximum: int, strict: bool, digits: Digits) -> int:
    """Return the value of ASCII digits that end with a marker."""
    text = wire[: len(wire) - len(digits.marker)]
    if digits.pad == b" " and digits.width:
        text = text.lstrip(b" ")
    negative = digits.base == 10 and text[:1] == b"-"
    if negative:
        text = text[1:]
    if not text or text.strip(_BY_BASE[digits.base]):
        raise Refused
    value = -int(text, digits.base) if negative else int(text, digits.base)
    if not -maximum - 1 <= value <= maximum or (strict and write_digits(value, maximum, digits) != wire):
        raise Refused
    return value


def write_digits(value: int, maximum: int, digits: Digits) -> bytes:
    """Return the bytes of a value in ASCII digits."""
    value = operator.index(value)
    if not (-maximum - 1 if digits.base == 10 else 0) <= value <= maximum:
        raise Refused
    text = format(value, _FORMATS[digits.base])
    if digits.upper:
        text = text.upper()
    if not digits.width:
        return text.encode() + digits.marker
    wire = (text.zfill(digits.width) if digits.pad == b"0" else text.rjust(digits.width)).encode()
    if len(wire) > digits.width:
        raise Refused
    return wire


def read_bcd(buffer: bytes, offset: int, longest: int, maximum: int, strict: bool, digits: Digits) -> tuple[int, int]:
    """Read a value in half bytes, and return it with the offset after it."""
    stop = offset + digits.width
    if stop > len(buffer):
        raise IndexError(offset)
    return bcd_value(bytes(buffer[offset:stop]), maximum, strict, digits), stop


def bcd_value(wire: bytes, maximum: int, strict: bool, digits: Digits) -> int:
    """Return the value of half bytes."""
    if digits.reverse:
        wire = wire[::-1]
    if digits.swap:
        wire = wire.translate(_SWAPPED)
    text = wire.hex()
    if not text.isdecimal():
        raise Refused
    return int(text)


def write_bcd(value: int, maximum: int, digits: Digits) -> bytes:
    """Return the bytes of a value in half bytes."""
    value = operator.index(value)
    if not 0 <= value <= maximum:
        raise Refused
    wire = bytes.fromhex(f"{value:0{2 * digits.width}d}")
    if digits.swap:
        wire = wire.translate(_SWAPPED)
    return wire[::-1] if digits.reverse else wire
