"""What the codec of a bitwise frame calls: the digits of bytes, and the bytes of digits.

Strategy: the bits of some bytes are written as "0" and "1", which int and format do at once, and the codec of the frame in bits
reads those: `int(digits, 2)` takes a field as quickly as shifting and masking would. A frame that shows its own end is measured
first, so that no more than its own bytes are written as digits.

Rules: the digits of some bytes are eight times as many, and never more than the bytes that are there.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Generator
from typing import Any

from framekit.compiler.refusal import Refused, as_bool
from framekit.spec.numbers import Varint, bytes_of_bits


def digits_of(data: bytes, lsb: bool) -> bytes:
    """The bits of bytes as digits; with `lsb`, the lowest bit of a byte comes first.

    >>> digits_of(b"\\x81\\x0f", False), digits_of(b"\\x81\\x0f", True)
    (b'1000000100001111', b'1000000111110000')
    """
    if not data:
        return b""
    if lsb:
        return f"{int.from_bytes(data, 'little'):0{8 * len(data)}b}"[::-1].encode()
    return f"{int.from_bytes(data, 'big'):0{8 * len(data)}b}".encode()


def bytes_of(digits: bytes, lsb: bool) -> bytes:
    """The bytes of digits, the last one filled up with zeros.

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
    """A bitwise frame at an offset, and the offset after it.

    Args:
        read: reads the frame from digits.
        size: bytes that the frame takes at most.
        buffer: of bytes.
        offset: where the frame begins.
        end: where the buffer ends.
        lsb: the lowest bit of a byte comes first.
        more: the guard, and what is given to the frame.
    """
    digits = digits_of(bytes(buffer[offset : min(end, offset + size)]), lsb)
    try:
        frame, bits = read(digits, 0, len(digits), *more)
    except Refused:  # its offset counts bits, so a search cannot conclude from it how many bytes were read
        raise ValueError("refused in bits") from None
    return frame, offset + bytes_of_bits(bits)


def measuring_in_bits(
    measuring: Callable[..., Generator[int, int, int]], buffer: Any, offset: int, end: int, lsb: bool, *more: Any
) -> Generator[int, int, int]:
    """Finds the end of a bitwise frame: its digits are written as its bytes come, each once."""
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
            if len(digits) < 8 * (stop - offset):  # the buffer is shorter than its end says, as when a search probes
                raise IndexError(stop)
            taken = stop
            needed = inside.send(len(digits))
    except StopIteration as known:
        return offset + bytes_of_bits(int(known.value))


def size_in_bits(
    measuring: Callable[..., Generator[int, int, int]], buffer: Any, offset: int, end: int, lsb: bool, *more: Any
) -> int:
    """The bytes that a bitwise frame takes. Raises Refused if they are not there."""
    try:
        next(measuring_in_bits(measuring, buffer, offset, end, lsb, *more))
    except StopIteration as known:
        return int(known.value) - offset
    raise Refused


def bits_writer(kind: Varint) -> Callable[[int], bytes]:
    """The function from an integer to the digits of its bits.

    A digit before the others keeps their zeros, which takes half the time of a format with a width.
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
    """The digit of True or False."""
    return b"1" if as_bool(value) else b"0"
