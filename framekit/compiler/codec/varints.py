"""Reading and writing of variable-length integers for generated code.

Strategy: there is one function per direction and encoding, small enough to be quick. Generated code handles single bytes itself.

Rules: reading may run past the end of the frame, which the check at the end of the frame detects; past the end of the buffer it
raises IndexError. A value above its maximum, too many bytes and, if strict, a form that is longer than needed raise Refused.

Sources: LEB128: DWARF 5, section 7.6. Zigzag: Protocol Buffers, "Encoding", signed integers. QUIC: RFC 9000, section 16.
VLQ: Standard MIDI Files 1.0, "variable-length quantity". BER: ITU-T X.690, section 8.1.3. FSPEC: EUROCONTROL-SPEC-0149, Part 1.
"""

from __future__ import annotations

import operator
from typing import Literal, TypeAlias

from framekit.compiler.refusal import Refused

ONE_BYTE = tuple(bytes((number,)) for number in range(128))
"""The bytes of small numbers, which are the most common."""


def read_leb128(buffer: bytes, offset: int, longest: int, maximum: int, strict: bool) -> tuple[int, int]:
    """Read an unsigned value of seven bits per byte, the lowest bits first."""
    value = shift = 0
    stop = offset + longest
    while True:
        byte = buffer[offset]
        offset += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
        shift += 7
        if offset == stop:
            raise Refused
    if value > maximum or (strict and byte == 0 and shift):
        raise Refused
    return value, offset


def read_sleb128(buffer: bytes, offset: int, longest: int, maximum: int, strict: bool) -> tuple[int, int]:
    """Read a signed value in two's complement, of seven bits per byte, the lowest bits first."""
    value = shift = 0
    stop = offset + longest
    before = 0
    while True:
        byte = buffer[offset]
        offset += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
        before = byte
        if offset == stop:
            raise Refused
    if byte & 0x40:
        value -= 1 << shift
    if not -maximum - 1 <= value <= maximum:
        raise Refused
    if strict and shift > 7 and byte == (0x7F if before & 0x40 else 0):
        raise Refused
    return value, offset


def read_zigzag(buffer: bytes, offset: int, longest: int, maximum: int, strict: bool) -> tuple[int, int]:
    """Read a signed value, encoded so that small values of either sign are small."""
    folded, offset = read_leb128(buffer, offset, longest, 2 * maximum + 1, strict)
    return folded >> 1 ^ -(folded & 1), offset


def read_vlq(buffer: bytes, offset: int, longest: int, maximum: int, strict: bool) -> tuple[int, int]:
    """Read an unsigned value of seven bits per byte, the highest bits first."""
    value = 0
    stop = offset + longest
    if strict and buffer[offset] == 0x80:
        raise Refused
    while True:
        byte = buffer[offset]
        offset += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            break
        if offset == stop:
            raise Refused
    if value > maximum:
        raise Refused
    return value, offset


def read_quic(buffer: bytes, offset: int, longest: int, maximum: int, strict: bool) -> tuple[int, int]:
    """Read an unsigned value whose first two bits indicate its length of 1, 2, 4 or 8 bytes."""
    first = buffer[offset]
    size = 1 << (first >> 6)
    if offset + size > len(buffer):
        raise IndexError(offset)
    value = int.from_bytes(buffer[offset : offset + size], "big") & ((1 << (8 * size - 2)) - 1)
    if value > maximum or (strict and size > 1 and value < 1 << (4 * size - 2)):
        raise Refused
    return value, offset + size


def read_ber(buffer: bytes, offset: int, longest: int, maximum: int, strict: bool) -> tuple[int, int]:
    """Read an unsigned value that is one byte below 128, or follows a byte that indicates its length."""
    size = bytes_of_ber(buffer, offset, longest)
    if offset + size > len(buffer):
        raise IndexError(offset)
    value = int.from_bytes(buffer[offset + 1 : offset + size], "big") if size > 1 else buffer[offset]
    if value > maximum or (strict and size > 1 and (value < 0x80 or not buffer[offset + 1])):
        raise Refused
    return value, offset + size


def bytes_of_ber(buffer: bytes, offset: int, longest: int) -> int:
    """Return the length in bytes of the value at an offset."""
    size = buffer[offset] - 0x7F if buffer[offset] & 0x80 else 1
    if size > longest or buffer[offset] == 0x80:
        raise Refused
    return size


Forms: TypeAlias = "tuple[int, Literal['little', 'big'], int, dict[int, tuple[int, Literal['little', 'big']]]]"
"""The size and byte order of the first number, the smallest first number that is not the value itself, and a mapping.

The mapping has the size and byte order of the number that follows such a first number; a size of 0 means the value -1.
"""


def read_escaped(buffer: bytes, offset: int, longest: int, maximum: int, strict: bool, forms: Forms) -> tuple[int, int]:
    """Read a value whose first number is the value itself, selects the number that follows, or means -1."""
    first, order, least, others = forms
    stop = offset + bytes_of_escaped(buffer, offset, forms)
    if stop > len(buffer):
        raise IndexError(offset)
    value = int.from_bytes(buffer[offset : offset + first], order)
    if value >= least:
        size, form_order = others[value]
        if not size:
            return -1, stop
        value = int.from_bytes(buffer[offset + first : stop], form_order)
        if strict and len(write_escaped(value, maximum, forms)) < stop - offset:
            raise Refused
    return value, stop


def bytes_of_escaped(buffer: bytes, offset: int, forms: Forms) -> int:
    """Return the length in bytes of the value at an offset. Raises IndexError if its first number has not arrived."""
    first, order, least, others = forms
    if offset + first > len(buffer):
        raise IndexError(offset)
    number = int.from_bytes(buffer[offset : offset + first], order)
    if number < least:
        return first
    if number not in others:
        raise Refused
    return first + others[number][0]


Rest: TypeAlias = "dict[int, tuple[int, Literal['little', 'big'], int]]"
"""For each first number that is not the value itself: the size, byte order and minimum of the number after it."""


def bytes_of_rest(first: int, least: int, forms: Rest) -> int:
    """Return the number of bytes after the first bits of a value; bits below `least` are the value itself."""
    if first < least:
        return 0
    if first not in forms:
        raise Refused
    return forms[first][0]


def read_rest(buffer: bytes, offset: int, first: int, strict: bool, forms: Rest) -> tuple[int, int]:
    """Read an unsigned value from the bytes after its first bits, which determine its form."""
    form = forms.get(first)
    if form is None:
        raise Refused
    size, order, least = form
    stop = offset + size
    if stop > len(buffer):
        raise IndexError(offset)
    value = int.from_bytes(buffer[offset:stop], order)
    if strict and value < least:
        raise Refused
    return value, stop


def write_rest(value: int, least: int, forms: Rest) -> bytes:
    """Return the bytes of an unsigned value after its first bits; none if the first bits are the value."""
    value = operator.index(value)
    if value < 0:
        raise Refused
    if value < least:
        return b""
    for size, order, _ in forms.values():  # the shortest form comes first
        if not value >> 8 * size:
            return value.to_bytes(size, order)
    raise Refused


MIRRORED = tuple(int(f"{number:07b}"[::-1], 2) for number in range(128))
"""Seven-bit numbers with their bits reversed."""


def read_fspec(buffer: bytes, offset: int, longest: int, maximum: int, strict: bool) -> tuple[int, int]:
    """Read flags, seven per octet, the first in the highest bit; the lowest bit indicates whether another octet follows."""
    value = shift = 0
    stop = offset + longest
    while True:
        byte = buffer[offset]
        offset += 1
        value |= MIRRORED[byte >> 1] << shift
        if not byte & 1:
            break
        shift += 7
        if offset == stop:
            raise Refused
    if value > maximum or (strict and byte == 0 and shift):
        raise Refused
    return value, offset


def write_fspec(value: int, maximum: int) -> bytes:
    """Return the bytes of flags."""
    value = operator.index(value)
    if not 0 <= value <= maximum:
        raise Refused
    out = bytearray()
    while value > 0x7F:
        out.append(MIRRORED[value & 0x7F] << 1 | 1)
        value >>= 7
    out.append(MIRRORED[value] << 1)
    return bytes(out)


def write_leb128(value: int, maximum: int) -> bytes:
    """Return the bytes of an unsigned value, the lowest bits first."""
    value = operator.index(value)
    if 0 <= value < 0x80 and value <= maximum:
        return bytes((value,))
    if not 0 <= value <= maximum:
        raise Refused
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def write_sleb128(value: int, maximum: int) -> bytes:
    """Return the bytes of a signed value in two's complement."""
    value = operator.index(value)
    if not -maximum - 1 <= value <= maximum:
        raise Refused
    out = bytearray()
    while not -0x40 <= value < 0x40:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value & 0x7F)
    return bytes(out)


def write_zigzag(value: int, maximum: int) -> bytes:
    """Return the bytes of a signed value in zigzag encoding."""
    value = operator.index(value)
    if not -maximum - 1 <= value <= maximum:
        raise Refused
    return write_leb128(value << 1 if value >= 0 else ~(value << 1), 2 * maximum + 1)


def write_vlq(value: int, maximum: int) -> bytes:
    """Return the bytes of an unsigned value, the highest bits first."""
    value = operator.index(value)
    if not 0 <= value <= maximum:
        raise Refused
    out = bytearray((value & 0x7F,))
    value >>= 7
    while value:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.reverse()
    return bytes(out)


def write_quic(value: int, maximum: int) -> bytes:
    """Return the bytes of an unsigned value in the shortest of four forms."""
    value = operator.index(value)
    if not 0 <= value <= maximum:
        raise Refused
    if value < 1 << 6:
        return bytes((value,))
    if value < 1 << 14:
        return (value | 1 << 14).to_bytes(2, "big")
    if value < 1 << 30:
        return (value | 2 << 30).to_bytes(4, "big")
    return (value | 3 << 62).to_bytes(8, "big")


def write_ber(value: int, maximum: int) -> bytes:
    """Return the bytes of an unsigned value, as few as possible."""
    value = operator.index(value)
    if not 0 <= value <= maximum:
        raise Refused
    if value < 0x80:
        return bytes((value,))
    size = (value.bit_length() + 7) // 8
    return bytes((0x80 | size,)) + value.to_bytes(size, "big")


def write_escaped(value: int, maximum: int, forms: Forms) -> bytes:
    """Return the bytes of a value in the shortest form that can represent it."""
    value = operator.index(value)
    if not -1 <= value <= maximum:
        raise Refused
    first, order, least, others = forms
    if 0 <= value < least:
        return value.to_bytes(first, order)
    for code, (size, form_order) in others.items():  # the shortest form comes first
        if value < 0 and not size:
            return code.to_bytes(first, order)
        if value >= 0 and size and not value >> 8 * size:
            return code.to_bytes(first, order) + value.to_bytes(size, form_order)
    raise Refused
