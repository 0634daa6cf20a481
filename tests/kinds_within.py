"""Examples of frames within bytes, of bytes that stand for others, and of checks inside other words."""

from __future__ import annotations

from enum import IntEnum

from framekit import (
    Frame,
    array,
    between,
    checksum,
    const,
    data,
    deflated,
    derived,
    f32,
    field,
    i8,
    mapped,
    optional,
    rotated,
    switch,
    text,
    text_int,
    this,
    u8,
    u16,
    xor,
)


class Color(IntEnum):
    """Members for items."""

    RED = 1
    BLUE = 3


class Inner(Frame):
    """What stands within bytes."""

    key: u8
    name: str = text(prefix=u8)


class Greedy(Frame):
    """Takes all that holds it."""

    numbers: list[int] = array(u16)


class Within(Frame):
    """Frames within bytes that end in every way."""

    ended: Inner = field(Inner, within=data(until=b"|"))
    sized: Greedy = field(Greedy, within=data(prefix=u8))
    length: int = derived(u8)
    counted: Inner = field(Inner, within=data(this.length))
    padded: Inner = field(Inner, within=data(16, pad=0))
    rest: Greedy = field(Greedy, within=data())


class Transformed(Frame):
    """Frames within bytes that are transformed."""

    small: Greedy = field(Greedy, within=deflated(data(prefix=u8), limit=400))
    raw: Inner = field(Inner, within=deflated(data(prefix=u8), compression="raw"))
    masked: Inner = field(Inner, within=xor(0x5A, data(prefix=u8)))
    turned: Inner = field(Inner, within=rotated(3, data(prefix=u8)))


class TransformedItems(Frame):
    """A pair of functions of the user's, and items within bytes."""

    own: Inner = field(Inner, within=mapped(data(prefix=u8), unpack=lambda wire: wire[::-1], pack=lambda wire: wire[::-1]))
    items: list[Inner] = array(field(Inner, within=xor(b"key", data(prefix=u8))), prefix=u8)
    sum: int = checksum(u8, "sum")


class Masked(Frame):
    """Bytes whose key is a field, which may be absent."""

    flags: u8
    mask: bytes | None = optional(data(4), when=this.flags & 1 == 1)
    payload: bytes = xor(this.mask, data(prefix=u8))
    twice: bytes = xor(this.flags, xor(b"\x01\x02", data(3)))
    packed: bytes = deflated(data(prefix=u8), compression="gzip", limit=64)


class Checked(Frame):
    """Checks, constants and enumerations of items, arms and optional values; checks of an order."""

    offers: list[int] = array(field(u16, check=range(1, 100)), prefix=u8)
    odd: list[int] = array(field(u8, check=this & 1 == 1), 2)
    colors: list[Color] = array(field(u8), 2)
    marks: list[bytes] = array(const(b"AB"), prefix=u8)
    words: list[str] = array(text(3, check={"abc", "xyz"}), 2)
    digits: list[int] = array(text_int(2, check=between(3, 50)), 1)
    kind: u8
    value: int | bytes = switch(
        this.kind, {0: field(u8, check={1, 2}), 1: const(b"\x00\xff")}, otherwise=field(u16, check=this < 9)
    )
    maybe: int | None = optional(const(7, u16), when=this.kind > 3)
    celsius: f32 = field(check=between(-40, 125.5))
    level: u8 = field(check=between(3, 5))
    letters: bytes = data(2, check=between(b"aa", b"cz"))
    label: str = text(prefix=u8, check=between("a", "n"))


class Rest(Frame):
    """Takes all of what it is in."""

    value: bytes = data()


class Buffers(Frame):
    """Frames within buffers of a fixed length: with a pad that is taken off, with a terminator, with both."""

    padded: Rest = field(Rest, within=data(20, pad=b"@", strip=True))
    ended: Rest = field(Rest, within=data(20, until=b"@", leftover="ignore"))
    both: Rest = field(Rest, within=data(20, until=b"@", pad=b"+"))


class Divided(Frame):
    """Frames, and values of mapped text, that a terminator divides."""

    count: u8
    texts: list[str] = array(mapped(text(until=","), unpack=str.upper, pack=str.lower, values=["A", "B", ""]), this.count & 3)
    frames: list[Rest] = array(field(Rest, within=data(until=b"$", or_end=True)))


class Turned(Frame):
    """Bytes rotated as a field says."""

    turn: i8
    body: bytes = rotated(this.turn & 7, data(prefix=u8))
    items: list[bytes] = array(rotated(this.turn, data(2)), 2)


WITHIN_KINDS: list[type[Frame]] = [
    each for each in list(globals().values()) if isinstance(each, type) and issubclass(each, Frame) and each is not Frame
]
