"""Examples of integers in digits wherever an integer may be, and of digests."""

from __future__ import annotations

from enum import IntEnum

from framekit import (
    Frame,
    Unknown,
    array,
    bcd,
    checksum,
    const,
    custom,
    data,
    derived,
    field,
    given,
    mapped,
    optional,
    switch,
    text,
    text_int,
    this,
    u8,
    u16,
    unknown,
)


class Level(IntEnum):
    """Members for numbers in digits."""

    LOW = 1
    HIGH = 12


class Digits(Frame):
    """Numbers in digits by themselves, of a width and up to a terminator."""

    mode: int = text_int(7, base=8)
    spaced: int = text_int(6, pad=" ")
    hexadecimal: int = text_int(4, base=16, upper=False)
    line: int = text_int(until="\r\n")
    offset: int = text_int(until=" ", base=16, strict=True)
    exact: int = text_int(3, strict=True, check=this < 500)
    level: Level = field(text_int(2))
    magic: int = const(7, text_int(3))
    items: list[int] = array(text_int(until=","), prefix=bcd(1))
    more: list[int] = array(text_int(2), 2)


class Decimals(Frame, byteorder="little"):
    """Half bytes in any order."""

    little: int = bcd(3)
    big: int = bcd(2, byteorder="big")
    swapped: int = bcd(2, swap=True)
    both: int = bcd(2, byteorder="big", swap=True)
    next: u16


class Digit(Frame):
    """An arm."""

    value: int = text_int(1)


class Word(Frame):
    """Another arm."""

    value: bytes = data(prefix=text_int(1))


class DigitsSay(Frame):
    """Derived numbers in digits: a count, a length, a tag."""

    count: int = derived(text_int(2))
    length: int = derived(text_int(until=";", base=16))
    kind: int = derived(bcd(1))
    name: str = text(this.length - 1)
    items: list[int] = array(u8, this.count)
    body: Digit | Word | Unknown = switch(this.kind, {1: Digit, 12: Word}, otherwise=unknown())


class DigitsSize(Frame, size=this.size):
    """A frame whose size is in digits, as many as that takes."""

    size: int = derived(text_int(until=":"))
    body: bytes = data()


class PlainDigitsSay(Frame):
    """Numbers in digits that the user gives: a condition, a count, a length, a tag."""

    known: int = text_int(1)
    count: int = bcd(1)
    length: int = text_int(2)
    extra: int | None = optional(u16, when=this.known == 1)
    items: list[int] = array(u8, this.count)
    body: bytes = data(this.length)
    value: int = switch(this.known, {0: u8, 1: u16}, otherwise=text_int(3))


class Summed(Frame):
    """Checksums in digits, and digests."""

    start: bytes = const(b"$")
    body: bytes = data(until=b"*")
    check: int = checksum(text_int(2, base=16), "xor", over=this.body)
    digest: bytes = checksum(data(16), "md5", over=this.body)
    cut: bytes = checksum(data(8), "sha256")


class Signed(Frame):
    """A digest whose key is given from outside, and one whose key is in the frame."""

    secret: bytes = given()
    salt: bytes = data(2)
    body: bytes = data(prefix=u8)
    tag: bytes = checksum(data(32), "hmac-sha256", over=(this.body,), key=this.secret)
    short: bytes = checksum(data(4), "hmac-md5", key=this.salt)


class SignedInside(Frame):
    """It is given its key by the frame around it."""

    secret: bytes = data(prefix=u8)
    messages: list[Signed] = array(Signed.given(secret=this.secret), prefix=u8)


class SummedInDigits(Frame):
    """A checksum in half bytes at the end."""

    body: bytes = data(prefix=u8)
    check: int = checksum(bcd(1), lambda covered: sum(covered) % 100)


def _read_masked(buffer: bytes, offset: int, end: int) -> tuple[int, int]:
    return buffer[offset] ^ 0x55, offset + 1


def _write_masked(value: int) -> bytes:
    return bytes([value ^ 0x55])


class OwnNumbers(Frame):
    """Integers that functions of the user's make, as lengths, counts, conditions and tags."""

    length: int = mapped(u8, unpack=lambda raw: raw // 2, pack=lambda value: value * 2, values=range(8))
    words: int = mapped(text(prefix=u8), unpack=int, pack=str, values=range(3))
    count: int = custom(_read_masked, _write_masked, minimum=1, maximum=1, values=range(6))
    body: bytes = data(this.length)
    items: list[int] = array(u16, this.count * this.words)
    extra: int | None = optional(u8, when=this.count > 2)
    value: int = switch(this.words, {1: u8, 2: u16}, otherwise=text_int(3))


DIGIT_KINDS: list[type[Frame]] = [
    each
    for each in list(globals().values())
    if isinstance(each, type) and issubclass(each, Frame) and each not in (Frame, Signed)
]
