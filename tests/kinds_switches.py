"""Examples of switches, bounded parts, ends, checks, checksums and recursion."""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import Generic, TypeVar

from framekit import (
    Frame,
    Unknown,
    align,
    array,
    bool8,
    byteorder_by,
    checksum,
    choose,
    computed,
    const,
    data,
    derived,
    field,
    fspec,
    item,
    leftover_of,
    optional,
    pad,
    switch,
    text,
    text_int,
    this,
    u3,
    u4,
    u5,
    u8,
    u16,
    u32,
    u64,
    uleb128,
    unknown,
    zigzag,
)

T = TypeVar("T")


class Kind(IntEnum):
    PING = 1
    DATA = 2
    NAME = 7


class Ping(Frame):
    """An arm of fixed size."""

    token: u16


class Data(Frame):
    """An arm of variable size."""

    values: list[int] = array(u16, prefix=u8)


class Name(Frame):
    """An arm that takes the rest."""

    name: str = text()


class SwitchDerived(Frame):
    """A tag that follows from the class, in a frame with a size."""

    kind: Kind = derived(u8)
    length: int = derived(u16)
    body: Ping | Data | Name | Unknown = switch(
        this.kind, {Kind.PING: Ping, Kind.DATA: Data, Kind.NAME: Name}, otherwise=unknown(), size=this.length
    )
    end: u8


class SwitchClosed(Frame):
    """Other tags are refused; two switches on one tag."""

    kind: int = derived(u8)
    first: Ping | Data = switch(this.kind, {1: Ping, 2: Data})
    second: Name | Ping = switch(this.kind, {2: Name, 1: Ping}, size_prefix=u8)


class SwitchPlain(Frame):
    """Ranges and sets of tags, arms that are no frames, and a tag that is given."""

    kind: u8
    body: object = switch(
        this.kind,
        {0: u8, range(1, 10): Ping, (20, 22, 24, 26, 28): text(prefix=u8), (200, 201): data(2), 255: array(u16, prefix=u8)},
        otherwise=u32,
    )


class SwitchBytes(Frame):
    """Tags of bytes, derived, and of text."""

    kind: bytes = derived(data(4))
    size: int = derived(u32)
    body: Ping | Data | Unknown = switch(this.kind, {b"PING": Ping, b"DATA": Data}, otherwise=unknown(limit=9), size=this.size)
    word: str = text(2)
    more: Ping | int = switch(this.word, {"pi": Ping, "u8": u8}, otherwise=u16)


class SwitchPadded(Frame):
    """Tags of bytes that are filled up, derived: a command by its name."""

    command: bytes = derived(data(6, pad=0))
    length: int = derived(u8)
    body: Ping | Data | Unknown = switch(
        this.command, {b"ping": Ping, b"data": Data}, otherwise=unknown(limit=9), size=this.length
    )


class SwitchBits(Frame):
    """An expression over bits as a tag."""

    kind: u4
    flags: u4
    body: Ping | Data = switch((this.kind & 3) + 1, {1: Ping, 2: Data, 3: Ping, 4: Ping})


class Body(Frame):
    """An open union."""


class BodyPing(Body, tag=1):
    """An arm of it."""

    token: u16


class BodyData(Body, tag=Kind.DATA):
    """Another arm of it."""

    data: bytes = data(prefix=u8)


class SwitchOpen(Frame):
    """Arms that are registered elsewhere."""

    kind: int = derived(u8)
    body: Body | Unknown = switch(this.kind, Body, otherwise=unknown(), size_prefix=u8)
    more: Body = switch(this.kind, Body, otherwise=unknown(), size_prefix=u16)


class Optionals(Frame):
    """Values that are there by an expression, and where bytes are left."""

    flags: u8
    timed: bool = derived(bool8)
    time: int | None = optional(u64, when=this.timed)
    name: str | None = optional(text(prefix=u8), when=this.flags & 4 != 0, default=None)
    ping: Ping | None = optional(Ping, when=this.flags > 9)
    length: int = derived(u8)
    body: bytes | None = optional(data(length=this.length), when=this.flags & 1)
    items: list[int] | None = optional(array(u8, prefix=uleb128), when=this.flags & 2)
    sized: Name | None = optional(Name, when=this.flags & 8, size_prefix=u8)
    more: int | None = optional(u16, default=None)
    last: str | None = optional(text(prefix=u8), default=None)
    end: bytes = data(default=b"")


class Counting(Frame):
    """A header that counts its own options, and what follows it."""

    words: int = derived(u4, check=this <= 5)
    version: u4 = 1
    total: u8 = field(check=this >= this.words * 4)
    options: bytes = data(length=this.words * 4 - 4)


class LooksAtDerived(Frame):
    """A length over numbers of a nested frame, one of which that frame derives."""

    head: Counting
    payload: bytes = data(length=this.head.total - this.head.words * 4)
    flags: u8
    body: Ping | Data = switch(this.head.words * 2 - this.head.words, {1: Ping, range(2, 6): Data})


class Nullable(Frame):
    """A length that says by -1, or by its greatest, that nothing is there."""

    n: int = derived(zigzag)
    key: bytes | None = optional(data(length=this.n), when=this.n >= 0)
    size: int = derived(u16)
    body: Name | None = optional(Name, when=this.size != 0xFFFF, size=this.size, default=None)


class Compares(Frame):
    """Comparisons with bytes and text."""

    mark: bytes = data(2, check=(this == b"ab") | (this == b"cd") | (this == b"ef"))
    word: str = text(prefix=u8)
    name: str = text(until="\0", limit=9)
    first: int | None = optional(u8, when=this.mark == b"ab")
    second: int | None = optional(u16, when=(this.word == "yes") & (this.mark != b"cd"))
    third: Ping | int = switch(this.name, {"ping": Ping, "u8": u8}, otherwise=u32)
    tags: list[Tagged] = array(until=item.tag == b"end")


class Tagged(Frame):
    """An item that bytes end."""

    tag: bytes = data(3)
    value: u8


class Ends(Frame):
    """Bytes, text and arrays up to a terminator."""

    line: bytes = data(until=b"\r\n")
    c_string: str = text(until="\0")
    wide: str = text(until="\0", encoding="utf-16-le")
    included: bytes = data(until=b";", include=True)
    limited: bytes = data(until=b"aa", limit=4)
    both: str = text(until=b"--", include=True, limit=6)
    kept: bytes = data(until=b"|", consume=False)
    bar: bytes = const(b"|")
    names: list[str] = array(text(until="\0"), until=b"\0")
    pairs: list[Ping] = array(Ping, until=b"\xff\xff\xff", limit=5)
    open: list[int] = array(u8, until=b"\xee", consume=False)
    stop: bytes = const(b"\xee")
    chain: list[Link] = array(until=item.more == 0)
    numbers: list[int] = array(u8, until=item & 0x80 != 0, limit=6)
    groups: list[int] = array(uleb128, until=item == 0)


class Link(Frame):
    """An item that says whether there are more."""

    more: u8
    value: bytes = data(prefix=u8)


class EndsByItem(Frame):
    """Arrays that an item ends which is no plain number and no frame alone."""

    names: list[str] = array(text(until="\0"), until=item == "")
    words: list[str] = array(text(4, encoding="ascii", pad=" "), until=item == "stop")
    chunks: list[bytes] = array(data(prefix=uleb128), until=item == b"")


class Bounded(Frame):
    """Parts with sizes, and what becomes of bytes left in them."""

    n: int = derived(u8)
    total: int = derived(uleb128)
    plain: u8
    one: Ping = field(size=this.n + 1)
    kept: Data = field(size=this.total, leftover="keep")
    more: bytes = leftover_of(this.kept, default=b"")
    ignored: Ping = field(size=4, leftover="ignore")
    prefixed: Name = field(size_prefix=uleb128)
    words: list[int] = array(u16, size_prefix=u8)
    items: list[Data] = array(Data, size=this.plain)
    counted: list[int] = array(u8, prefix=u8, size_prefix=u16)
    parts: list[Sub] = array(size_prefix=u16)


class Sub(Frame):
    """A part whose plain size is its own, with bytes that are ignored."""

    size: u8
    body: Ping = field(size=this.size, leftover="ignore")


class Ordered(Frame):
    """A value that is checked against one beside it."""

    low: u8
    high: u8 = field(check=this >= this.low)


class ChecksInside(Frame):
    """A frame whose checks look at its own fields, in one with fields of the same names."""

    low: u16
    ordered: Ordered
    high: bytes = data(2)


class Checks(Frame):
    """Constraints on values."""

    small: u8 = field(check=this <= 3)
    between: u16 = field(check=range(10, 1000))
    step: u8 = field(check=range(0, 250, 5))
    odd: u8 = field(check=(this & 1 == 1) & (this > this.small))
    one_of: Kind = field(u8, check={Kind.PING, Kind.NAME})
    word: bytes = data(2, check={b"ab", b"cd"})
    name: str = text(prefix=u8, check=["x", "yes"])
    maybe: int | None = optional(u8, when=this.small > 1)
    n: int = derived(u8, check=this < 5)
    body: bytes = data(this.n)


class Layouts(Frame):
    """Alignment, strict padding, computed attributes."""

    a: u8
    _: None = pad(1, strict=True)
    name: str = text(prefix=u8)
    p1: None = align(4)
    b: u16
    p2: None = align(8, fill=0xFF, strict=True)
    words: u8
    size: int = computed(this.words * 2)
    body: bytes = data(this.size)
    p3: None = align(2)


class Aligned(Frame, size=this.length):
    """Padding to a multiple that a size does not count, and a size that counts it."""

    length: int = derived(u16)
    n: int = derived(u8)
    value: bytes = data(this.n)
    _: None = align(4)


class Sums(Frame):
    """Checksums over what stands before, over fields, over what is to come, over the whole frame."""

    ahead: int = checksum(u32, "crc32", over=this.body)
    head: u16
    header: int = checksum(u16, "internet", over=this.head)
    body: bytes = data(prefix=u8)
    name: str = text(prefix=u8)
    crc8: int = checksum(u8, "crc-8/smbus", over=(this.body, this.name))
    adler: int = checksum(u32, "adler32", over=this.body)
    xor: int = checksum(u8, "xor", over=this.name)
    crc: int = checksum(u16, "CRC-16/MODBUS")


class Part(IntFlag):
    NAME = 1
    SIZE = 4
    PAIR = 0x80


class Bitmap(Frame):
    """A derived number of which each bit says whether a field is there; one bit says it of two."""

    parts: Part = derived(u8)
    name: str | None = optional(text(prefix=u8), when=this.parts & Part.NAME)
    size: int | None = optional(u16, when=this.parts & Part.SIZE == Part.SIZE)
    first: Ping | None = optional(Ping, when=this.parts >> 7 & 1)
    second: int | None = optional(u8, when=this.parts & Part.PAIR != 0)


class Chained(Frame):
    """A field specification of one octet or several, and a bitmap of bits."""

    presence: int = derived(fspec)
    source: int | None = optional(u16, when=this.presence & 1)
    last: int | None = optional(u8, when=this.presence >> 12 & 1)
    more: int = derived(u3)
    value: u5
    note: bytes | None = optional(data(prefix=u8), when=this.more & 4 > 0)


class SumOptional(Frame):
    """Checksums that flags say, over the frame, over a field, at the end after the rest; one with a key."""

    flags: u8
    key: bytes = data(2)
    whole: int | None = optional(checksum(u32, "sum", over="frame"), when=this.flags & 1 == 1)
    body: bytes = data()
    tag: bytes | None = optional(checksum(data(4), "hmac-sha256", key=this.key, over=this.body), when=this.flags & 2 == 2)
    digits: int | None = optional(checksum(text_int(2, base=16), "xor", over=this.body), when=this.flags > 3)
    end: u8


class SumLast(Frame):
    """The common form: one checksum at the end, over all before; and a function of one's own."""

    body: bytes = data(prefix=u8)
    plain: int = checksum(u16, "sum", over=this.body)
    own: int = checksum(u8, lambda covered: len(covered) & 0xFF, over=this.body)
    crc: int = checksum(u32, "crc32")


class SumAhead(Frame):
    """A checksum in a header, over all that is to come."""

    kind: u8
    ahead: int = checksum(u32, "crc32", over="after")
    sums: SumLast
    body: bytes = data()


class SumFrame(Frame, byteorder="little"):
    """A checksum over the whole frame, its own bytes as zero."""

    version: u8
    sum: int = checksum(u16, "internet", over="frame")
    rest: bytes = data()


class Tree(Frame):
    """A frame that holds itself: in an array, and where a field says so."""

    value: u8
    children: list[Tree] = array(prefix=u8)
    left: Tree | None = optional(when=this.value & 1)


class Cell(Frame):
    """The arm that goes on."""

    head: u8
    tail: Cons


class End(Frame):
    """The arm that ends."""


class Cons(Frame):
    """A frame that holds itself through a switch."""

    kind: int = derived(u8)
    rest: Cell | End = switch(this.kind, {0: End, 1: Cell})


class Marked(Frame, byteorder=byteorder_by(this.mark, big=b"MM", little=(b"II", b"RO"))):
    """A byte order that a field chooses, also for frames inside. One order has two marks."""

    mark: bytes = data(2)
    answer: u16
    inner: Follows
    items: list[Follows] = array(prefix=u16)
    name: str = text(prefix=u32)


class Follows(Frame, byteorder="outer"):
    """Takes the order of the frame around it."""

    x: u16
    y: u32


class MarkedByte(Frame, byteorder=byteorder_by(this.order, big=2, little=1)):
    """The mark is a number of one byte."""

    kind: u8
    order: u8
    value: u64


class Envelope(Frame, Generic[T]):
    """A generic frame."""

    kind: u8
    length: int = derived(u8)
    body: T = field(size=this.length)


class Views(Frame):
    """Memoryviews, and what stands beside them."""

    head: bytes = data(2)
    view: memoryview = data(prefix=u8, view=True)
    name: str = text(prefix=u8)
    line: str = text(until="\0")
    inner: Data
    rest: memoryview = data(view=True)


class ChosenLength(Frame):
    """A length in one of three forms, of which the first tells the others."""

    short: u8
    extended: int | None = optional(u16, when=this.short == 126)
    long: int | None = optional(u64, when=this.short == 127)
    body: bytes = data(length=choose(this.short == 126, this.extended, choose(this.short == 127, this.long, this.short)))


class Option(Frame):
    """An item with a prefix of its own."""

    contents: bytes = data(prefix=u8)


class Options(Frame):
    """Items up to the end."""

    options: list[Option] = array(Option)


class TwoWays(Frame):
    """An array that is counted by a prefix, or by the bytes of a part, beside another one whose items have prefixes."""

    kind: u8
    value: list[int] | Options = switch(
        this.kind, {1: array(u8, prefix=u8), (3, 4): switch(this.kind, {3: Options, 4: array(u8)}, size_prefix=u16)}
    )


class AbsentIsZero(Frame):
    """Numbers over fields that may be absent: a count, a length, a tag, a condition."""

    flag: u8
    count: int | None = optional(u8, when=this.flag & 1 == 1)
    items: list[int] = array(u8, count=this.count)
    more: bytes = data(this.count * 2 + 1)
    kind: int | None = optional(u8, when=this.flag & 2 == 2)
    body: int = switch(this.kind, {0: u8, 1: u16}, otherwise=u32)
    option: int | None = optional(u8, when=this.count > 3)
    rest: bytes = data(choose(this.option == 0, 0, 12 // (this.option & 7 | 1)))


SWITCH_KINDS: list[type[Frame]] = [
    each
    for each in list(globals().values())
    if isinstance(each, type) and issubclass(each, Frame) and each not in (Frame, Body, Envelope)
]
SWITCH_KINDS += [Envelope[Ping], Envelope[Data]]
