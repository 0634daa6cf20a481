"""Examples of ends: several terminators, and the end of the surroundings as well as a terminator."""

from __future__ import annotations

from framekit import (
    Frame,
    array,
    bool8,
    checksum,
    choose,
    data,
    derived,
    field,
    item,
    leftover_of,
    optional,
    pad,
    rest,
    text,
    this,
    u2,
    u6,
    u8,
    u16,
    u24,
)


class Lines(Frame):
    """Several terminators, of which one is the end of another."""

    line: str = text(until=("\r\n", "\n"))
    word: bytes = data(until=(b"|", b";;", b"--"), limit=20)
    kept: bytes = data(until=(b"\0", b"\xff"), include=True)
    wide: str = text(until=("\0", "\n"), encoding="utf-16-le")
    end: u8


class OpenEnd(Frame):
    """A terminator that may be missing at the end."""

    head: u8
    part: bytes = data(until=b"|", or_end=True)


class OpenText(Frame):
    """Text that one of two terminators ends, or the end, with the terminator in it."""

    part: str = text(until=("\r\n", "\n"), or_end=True, include=True, limit=30)


class Split(Frame):
    """Items divided by a terminator, up to the end."""

    parts: list[str] = array(text(until=",", or_end=True))


class PaddedBuffers(Frame):
    """Buffers with a terminator, filled up with a pad, which may be before the terminator too."""

    name: str = text(20, until="@", pad="+")
    same: bytes = data(8, until=b"@", pad=b"@", or_end=True)
    wide: str = text(8, until="\0", pad=" ", encoding="utf-16-le", or_end=True, leftover="ignore")
    kept: bytes = data(6, until=b";", pad=0x20, strip=False)


class PadOfField(Frame):
    """Padding as long as fields say, of which some must hold its fill, and one is after the rest."""

    n: u8
    length: int = derived(u8)
    _: None = pad(this.n & 3, fill=0xFF, strict=True)
    name: bytes = data(this.length)
    _2: None = pad(this.length * 2)
    rest: bytes = data()
    _3: None = pad(this.n >> 6)
    end: u8


class Record(Frame):
    """An item."""

    length: u8
    value: u8


class Compound(Frame, size=choose(this.next != 0, this.next, rest)):
    """Says where the next one begins; the last of them says nothing, and takes the rest."""

    kind: u8
    next: u16
    body: bytes = data()


class Compounds(Frame):
    """Frames that chain."""

    head: u8
    messages: list[Compound] = array(Compound)


class ChainedPart(Frame, size=choose(this.last == 1, rest, this.next)):
    """The same by a flag, without anything that takes the rest."""

    last: u8
    next: u8
    values: list[int] = array(u16, prefix=u8)


class ChainedParts(Frame):
    """Frames that chain within a size, with more after them."""

    length: int = derived(u16)
    parts: list[ChainedPart] = array(ChainedPart, size=this.length)
    end: u8


class OpenItems(Frame):
    """Items up to one that says so, or up to the end."""

    records: list[Record] = array(Record, until=item.length == 0, or_end=True)


class UnlessShort(Frame):
    """An item with a number that may be absent."""

    is_short: bool8
    kind: int | None = optional(u8, when=this.is_short == 0)
    extra: u8 = 0


class UntilAbsent(Frame):
    """Items up to the first whose number is odd: one that is absent is 0."""

    items: list[UnlessShort] = array(UnlessShort, until=item.kind & 1 == 1)
    end: u16


class OpenMarker(Frame):
    """Items up to a marker, or up to the end, before a checksum."""

    values: list[int] = array(u16, until=b"\xff\xff", or_end=True)
    sum: int = checksum(u8, "sum")


class Buffers(Frame):
    """C strings that may fill their buffers, with what is after them ignored, kept, or refused."""

    name: str = text(8, until="\0", or_end=True, leftover="ignore")
    exact: bytes = data(4, until=b"\0", or_end=True)
    size: u8
    counted: bytes = data(this.size, until=b"\0", or_end=True, leftover="ignore")
    kept: bytes = data(prefix=u8, until=(b";", b"."), or_end=True, leftover="keep")
    after: bytes = leftover_of(this.kept)
    tail: OpenEnd = field(size_prefix=u8, leftover="ignore")


class Padded(Frame):
    """The rest before padding whose length a field says, and which packing may solve."""

    pad_length: int = derived(u8)
    body: bytes = data()
    padding: bytes = data(this.pad_length, default=b"")


class PaddedItems(Frame, size=this.size):
    """Items before parts that fields say, plain and computed, and before fields of fixed size."""

    size: int = derived(u8)
    few: u2
    more: u6
    items: list[int] = array(u16)
    sums: list[int] = array(u24, this.few)
    tail: str = text(this.more & 3)
    note: bytes = data(this.few + 1, until=b";", leftover="ignore")
    crc: int = checksum(u8, "sum")


class PaddedInside(Frame):
    """Such a frame within a size, and within bytes."""

    first: Padded = field(size_prefix=u8)
    second: Padded = field(within=data(prefix=u8))


END_KINDS: list[type[Frame]] = [
    each for each in list(globals().values()) if isinstance(each, type) and issubclass(each, Frame) and each is not Frame
]
