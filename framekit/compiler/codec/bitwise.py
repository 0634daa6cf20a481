"""Functions that the codec of a bitwise frame calls: the digits of bytes, and the bytes of digits.

Strategy: the bits of some bytes are written as the digits "0" and "1", which int and format do in one call, and the codec of the
frame in bits reads these: `int(digits, 2)` reads a field as quickly as shifting and masking would. A frame that determines its
own end is measured first, so that only its own bytes are written as digits.

Rules: there are eight digits for each byte, and only for bytes that exist.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Generator
from typing import Any

from framekit.compiler.refusal import Refused, as_bool
from framekit.spec.numbers import Varint, bytes_of_bits


def digits_of(data: bytes, lsb: bool) -> bytes:
    """Return the bits of bytes as digits; with `lsb`, the lowest bit of a byte comes first.

    >>> digits_of(b"\\x81\\x0f", False), digits_of(b"\\x81\\x0f", True)
    (b'1000000100001111', b'1000000111110000')
    """
    if not data:
        return b""
    if lsb:
        return f"{int.from_bytes(data, 'little'):0{8 * len(data)}b}"[::-1].encode()
    return f"{int.from_bytes(data, 'big'):0{8 * len(data)}b}".encode()


def bytes_of(digits: bytes, lsb: bool) -> bytes:
    """Return the bytes of digits; the last byte is padded with zeros.

    >>> bytes_of(b"100000011", False), bytes_of(b"100000011", True)
    (b'\\x81\\x80', b'\\x81\\x01')
    """
    size = bytes_of_bits(len(digits))
    if not size:
        return b""
    if lsb:
        return int(digits[::-1], 2).to_bytes(size, "little")
    return int(digits.ljust(8 * size, b"0"), 2).to_bytes(size, "big")


def read_in_bits(
    read: Callable[..., tuple[Any, int]], size: int, buffer: Any, offset: int, end: int, lsb: bool, *more: Any
) -> tuple[Any, int]:
    """Read a bitwise frame at an offset, and return it with the offset after it.

    Args:
        read: reads the frame from digits.
        size: maximum number of bytes of the frame.
        buffer: the bytes.
        offset: the start of the frame.
        end: the end of the buffer.
        lsb: True if the lowest bit of a byte comes first.
        more: the guard, and the values given to the frame.
    """
    digits = digits_of(bytes(buffer[offset : min(end, offset + size)]), lsb)
    try:
        frame, bits = read(digits, 0, len(digits), *more)
    except Refused:  # its offset counts bits, so a search cannot infer from it how many bytes were read
        raise ValueError("refused in bits") from None
    return frame, offset + bytes_of_bits(bits)


def measuring_in_bits(
    measuring: Callable[..., Generator[int, int, int]], buffer: Any, offset: int, end: int, lsb: bool, *more: Any
) -> Generator[int, int, int]:
    """Find the end of a bitwise frame; each of its bytes is written as digits once, when it arrives."""
    digits = bytearray()
    inside = measuring(digits, 0, 0, *more)
    taken = offset
    try:
        needed = next(inside)
        while True:
            stop = offset + bytes_of_bits(needed)
            while end < stop:
                end = yield stop
            with memoryview(buffer) as view:
                digits += digits_of(bytes(view[taken:stop]), lsb)
            if len(digits) < 8 * (stop - offset):  # the buffer is shorter than `end`, as when a search probes
                raise IndexError(stop)
            taken = stop
            needed = inside.send(len(digits))
    except StopIteration as known:
        return offset + bytes_of_bits(int(known.value))


def size_in_bits(
    measuring: Callable[..., Generator[int, int, int]], buffer: Any, offset: int, end: int, lsb: bool, *more: Any
) -> int:
    """Return the size of a bitwise frame in bytes. Raises Refused if not all of them are in the buffer."""
    try:
        next(measuring_in_bits(measuring, buffer, offset, end, lsb, *more))
    except StopIteration as known:
        return int(known.value) - offset
    raise Refused


def bits_writer(kind: Varint) -> Callable[[int], bytes]:
    """Return the function that converts an integer to the digits of its bits.

    An extra leading digit preserves their zeros, which takes half the time of a format with a width.
    """
    least, most, before, mask = kind.minimum, kind.maximum, 1 << kind.bits, (1 << kind.bits) - 1
    digits = slice(None, 2, -1) if kind.in_digits.reverse else slice(3, None)

    def write(value: int) -> bytes:
        number = operator.index(value)
        if not least <= number <= most:
            raise Refused
        return bin(number & mask | before)[digits].encode()

    return write


def write_flag(value: Any) -> bytes:
    """Return the digit of True or False."""
    return b"1" if as_bool(value) else b"0"
