"""Examples of kinds directly inside kinds: bounds inside bounds, two byte orders inside a checksum, items deep in frames."""

from __future__ import annotations

from framekit import (
    Frame,
    array,
    checksum,
    const,
    data,
    derived,
    field,
    leftover_of,
    mapped,
    optional,
    switch,
    text,
    this,
    u8,
    u16,
    u16be,
    u16le,
    u32,
    uleb128,
)


class BoundInBound(Frame):
    """A sized array as the arm of a sized switch; what follows keeps the bytes of its own."""

    tag: u8
    words: list[str] = switch(this.tag, {1: array(text(prefix=u8), size_prefix=u8)}, otherwise=array(u8), size_prefix=u8)
    rest: bytes = data()


class BoundInOptional(Frame):
    """Two sizes of one optional part, each with a derived number of its own."""

    there: u8
    outer: int = derived(u8)
    inner: int = derived(u8)
    part: list[bytes] | None = optional(array(data(prefix=u8), size=this.inner), when=this.there & 1 == 1, size=this.outer)
    end: u8


class PrefixAroundSize(Frame):
    """A prefix around a part whose own size is derived: the size does not count the prefix."""

    there: u8
    tag: u8
    n: int = derived(u8)
    part: int | None = optional(switch(this.tag, {1: u8, 3: u16}, size=this.n), when=this.there & 1 == 1, size_prefix=u8)


class TwoOrders(Frame):
    """Of fixed size, in two byte orders, so that it takes two runs of the frame around it."""

    a: u16le
    b: u16be


class SumOverTwoOrders(Frame):
    """A checksum over a frame whose fields lie in two runs."""

    head: TwoOrders
    tail: u8
    sum: int = checksum(u32, "crc32", over=this.head)


class Items(Frame):
    """An array, for a limit far above it."""

    items: list[int] = array(u8, prefix=u8)


class HoldsItems(Frame):
    """Between the array and the limit."""

    inner: Items
    fixed: list[TwoOrders] = array(TwoOrders, 2)


class LimitsDeepItems(Frame, max_items=8):
    """A limit of items that holds for arrays two frames deep."""

    holds: HoldsItems


class KeepsOfFixed(Frame):
    """A fixed size, and a field that keeps what the frame inside leaves of it."""

    head: Items = field(size=4, leftover="keep")
    more: bytes = leftover_of(this.head, default=b"")


class KeepsOfSwitch(Frame):
    """What one arm leaves is kept; another arm takes all."""

    tag: u8
    part: object = switch(this.tag, {0: u16}, otherwise=data(), size_prefix=u8, leftover="keep")
    more: bytes = leftover_of(this.part)


class LeavesTerminator(Frame):
    """Terminators that are left for the next field, also by an arm and by an optional part."""

    tag: u8
    first: bytes = data(until=b"|", consume=False)
    bar: bytes = const(b"|")
    second: object = switch(this.tag & 1, {0: data(until=b"<", consume=False), 1: u8})
    third: bytes | None = optional(data(until=b"<", consume=False), when=this.tag & 2 == 2)
    end: bytes = const(b"<>")


class MappedPrefix(Frame):
    """A mapped value over parts with prefixes of both kinds."""

    short: str = mapped(text(prefix=uleb128), unpack=str.upper, pack=str.lower, values=["", "A", "XYZ"])
    long: str = mapped(text(prefix=u16le), unpack=str.upper, pack=str.lower, values=["", "A", "XYZ"])


class Verb(Frame):
    """An open union whose arms have several tags."""


class Get(Verb, tag=(2, 3)):
    """Two tags."""

    key: u8


class Put(Verb, tag=range(4, 6)):
    """A range of tags."""

    key: u16


class Del(Verb, tag=9):
    """One tag."""


class SeveralTags(Frame):
    """A plain tag, which must belong to the arm of the value."""

    tag: u8
    body: Verb = switch(this.tag, Verb)


class ManyArrays(Frame):
    """More arrays in an item than its bytes bound: how many items there may be is limited."""

    n: u8
    a: list[int] = array(u8, count=this.n)
    b: list[int] = array(u8, count=this.n)
    c: list[int] = array(u8, count=this.n)
    d: list[int] = array(u8, count=this.n)
    e: list[int] = array(u8, count=this.n)


class LightItems(Frame):
    """Such items up to the end."""

    first: u8
    items: list[ManyArrays] = array(ManyArrays)


NESTED_KINDS: list[type[Frame]] = [
    each for each in list(globals().values()) if isinstance(each, type) and issubclass(each, Frame) and each not in (Frame, Verb)
]
