"""Examples of prefixes that say null, and of prefixes that say more than a length or a count."""

from __future__ import annotations

from typing import Any

from framekit import (
    Frame,
    array,
    data,
    derived,
    escaped,
    field,
    i8,
    i16,
    i32,
    leftover_of,
    switch,
    text,
    text_int,
    this,
    u8,
    u16,
    u16le,
    u24le,
    u32,
    u64le,
    uleb128,
)


class Nulls(Frame):
    """Bytes, text and arrays that may be null, by themselves and as items."""

    name: str | None = text(prefix=i32, null=-1)
    body: bytes | None = data(prefix=i16, null=-1, limit=200)
    items: list[str | None] = array(text(prefix=i8, null=-1), prefix=u8)
    keys: list[str] | None = array(text(prefix=i16), prefix=uleb128, bias=1, null=0)
    last: bytes | None = data(prefix=text_int(until="\r\n"), null=-1)


LENENC: Any = escaped(u8, {0xFB: -1, 0xFC: u16le, 0xFD: u24le, 0xFE: u64le})
"""The length-encoded integer of MySQL: one first number stands for null."""


class NullByFirstNumber(Frame):
    """A prefix of which one first number is null, by itself, in items, optional, and as a number."""

    name: str | None = text(prefix=LENENC, null=-1)
    cells: list[bytes | None] = array(data(prefix=LENENC, null=-1), prefix=LENENC)
    number: int = field(LENENC)
    wide: int = field(escaped(u16, {300: -1, 301: u32}, strict=True))
    count: int = derived(LENENC)
    items: list[int] = array(u8, count=this.count)


class Point(Frame):
    """Two numbers."""

    x: u8
    y: u8


class NullParts(Frame):
    """Parts of a size that may be null: a frame, text with its end within, an arm."""

    point: Point | None = field(size_prefix=i8, null=-1)
    within: str | None = text(prefix=u8, until="\0", leftover="ignore", null=255)
    kind: u8
    value: int | bytes | None = switch(this.kind, {0: u8}, otherwise=data(prefix=u8, null=255))


class Biased(Frame):
    """Prefixes that count themselves, or say one more; leftover bytes that a varint counts."""

    whole: bytes = data(prefix=u16, bias=2)
    numbers: list[int] = array(u16, prefix=u8, bias=1, limit=9)
    words: list[int] | None = array(u8, prefix=u8, null=3)
    part: Point = field(size_prefix=uleb128, bias=1, leftover="keep")
    more: bytes = leftover_of(this.part)
    length: int = derived(u8)
    rest: bytes = data(this.length)


NULL_KINDS: list[type[Frame]] = [
    each for each in list(globals().values()) if isinstance(each, type) and issubclass(each, Frame) and each is not Frame
]
