"""Examples of what stands beside a length: constants and numbers in another byte order, parts that say less than they need."""

from __future__ import annotations

from framekit import (
    Frame,
    array,
    checksum,
    const,
    data,
    derived,
    field,
    item,
    leftover_of,
    mapped,
    text,
    this,
    u8,
    u16le,
    u32,
    uleb128,
)


class MagicBeforeLength(Frame):
    """A constant, a length and a number after the bytes, of which the last alone has a byte order."""

    magic: bytes = const(b"FK")
    body: bytes = data(prefix=u8)
    number: u16le


class MagicBehindBytes(Frame):
    """A little-endian length with a constant behind its bytes."""

    body: bytes = data(prefix=u16le)
    magic: bytes = const(b"AB")


class LittleMagicBeforeLength(Frame, byteorder="little"):
    """The same in a little-endian frame."""

    magic: bytes = const(b"FK")
    body: bytes = data(prefix=u8)
    number: u32


class EndsWithin(Frame):
    """Terminators within a length: what is after them is an error, ignored, or kept."""

    buffer: str = text(6, until="\0", leftover="ignore")
    zeroed: str = text(6, until="\0")
    parts: list[bytes] = array(data(4, until=b";"), prefix=u8)
    counted: bytes = data(prefix=u8, until=b";")
    size: u8
    kept: str = text(this.size, until="\0", encoding="utf-16-le", leftover="keep")
    after: bytes = leftover_of(this.kept)
    included: bytes = data(prefix=u8, until=b"\r\n", include=True, leftover="ignore")


class Information(Frame):
    """Bytes that take the rest before a checksum at the end, as in HDLC."""

    address: u8
    information: bytes = data()
    fcs: int = checksum(u16le, "crc-16/ibm-sdlc")


class Pair(Frame):
    """An item of fixed size."""

    left: u8
    right: u8


class BeforeTrailer(Frame):
    """Items and a bounded frame that take the rest before fields of fixed size."""

    size: int = derived(u8)
    inner: Information = field(size=this.size)
    pairs: list[Pair] = array(Pair)
    number: u16le
    magic: bytes = const(b"ZZ")


class AroundRest(Frame):
    """A frame that takes the rest itself, before a number."""

    inner: Information
    number: u32


class BeforeEnd(Frame, size=this.length):
    """A frame that counts itself, with text that takes what that leaves before its end."""

    length: int = derived(u8)
    note: str = text()
    mark: u8


class Four(Frame):
    """What takes four bytes."""

    number: u32


class MayBeShort(Frame):
    """A part whose prefix can say less than four bytes."""

    part: Four = field(size_prefix=u8)


class ShortItems(Frame):
    """A count of such parts, each of which could take less than it needs."""

    items: list[MayBeShort] = array(MayBeShort, 2)
    end: u8


class LongConstant(Frame):
    """A constant number that may be written in more bytes than it needs."""

    magic: int = const(300, uleb128)
    end: u8


class LongConstants(Frame):
    """Items with such a constant, up to one that says it is the last, and a count of them."""

    until: list[LongConstant] = array(LongConstant, until=item.end == 0)
    counted: list[LongConstant] = array(LongConstant, 2)


class LongConstantInSize(Frame, size=this.size):
    """A derived size over such a constant, which is packed in its shortest form."""

    size: int = derived(u8)
    magic: int = const(300, uleb128)


class MappedUntil(Frame):
    """Items up to a marker that stand for another value; measuring finds their end without them."""

    words: tuple[int, ...] = mapped(array(u8, until=b"\xff\xff"), unpack=tuple, pack=list, values=[(), (1, 2)])
    end: u8


class Lengthy(Frame):
    """Bytes with a derived length."""

    length: int = derived(u8)
    body: bytes = data(this.length)


class UntilEmpty(Frame):
    """Items up to the first of derived length 0."""

    items: list[Lengthy] = array(Lengthy, until=item.length == 0)


class SizeBesideDerived(Frame, size=this.head.length + 9):
    """A size that depends on a number which the frame inside derives."""

    head: Lengthy
    rest: bytes = data()


class SizedByDerived(Frame):
    """A part whose size is such a number."""

    head: Lengthy
    part: Lengthy = field(size=this.head.length)


LENGTH_KINDS: list[type[Frame]] = [
    each for each in list(globals().values()) if isinstance(each, type) and issubclass(each, Frame) and each is not Frame
]
