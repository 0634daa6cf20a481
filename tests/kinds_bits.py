"""Examples of numbers that are not whole bytes: bits and varints."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from framekit import (
    Frame,
    array,
    ber_length,
    bool1,
    const,
    data,
    derived,
    escaped,
    field,
    fspec,
    i3,
    i12,
    mqtt_varint,
    optional,
    pad,
    quic_varint,
    sleb128,
    text,
    this,
    u1,
    u2,
    u3,
    u4,
    u5,
    u6,
    u7,
    u8,
    u10,
    u12,
    u13,
    u16,
    u16be,
    u20,
    u24le,
    u32,
    u63,
    u64,
    uleb128,
    varint,
    vlq,
    zigzag,
)


class Mode(IntEnum):
    OFF = 0
    ON = 1
    AUTO = 5


class Bit(IntFlag):
    A = 1
    B = 2
    D = 8


class BitsMsb(Frame):
    """Bits beside bytes, the first in the highest; bytes that begin within a byte."""

    version: u4 = 6
    traffic: u8
    label: u20
    whole: u16
    sign: i3
    rest: u5
    negative: i12
    top: u4
    flag: bool = field(u1)
    other: bool1
    long: u63
    odd: u7


class BitsLsb(Frame, byteorder="little", bitorder="lsb"):
    """Bits as C on little-endian machines and CAN databases have them."""

    a: u3
    b: i12
    c: bool1
    d: u16
    e: u13
    f: u3
    g: u6
    h: u20
    i: i12
    j: u2


class BitsMixed(Frame, byteorder="little"):
    """Bits in both orders, each where a byte begins."""

    high: u6 = field(bitorder="msb")
    low: u10
    first: i3 = field(bitorder="lsb")
    second: u13 = field(bitorder="lsb")
    mode: Mode = field(u4, bitorder="lsb")
    rest: u4
    whole: u16
    plain: u3
    last: u5


class BitsInside(Frame):
    """Bits of constants, enumerations, flags, pads and derived fields."""

    kind: Mode = field(u3)
    strict: Mode = field(u3, strict=True)
    fixed: int = const(2, u2)
    flags: Bit = field(u4, default=Bit(0))
    count: int = derived(u4)
    reserved: None = pad(bits=4, strict=True)
    skipped: None = pad(bits=3, fill=1)
    there: bool = derived(u1)
    words: list[int] = array(u16, count=this.count - 1)
    more: int | None = optional(u8, when=this.there)


class BitsPair(Frame):
    """Two bit fields, of which one is checked."""

    low: u4 = field(check=this <= 9)
    high: u4


class BitsNested(Frame):
    """A frame of bits inside others, opened and as items."""

    one: BitsPair
    pairs: list[BitsPair] = array(BitsPair, prefix=u8)
    end: u8


class Varints(Frame):
    """Every encoding of varints."""

    a: uleb128
    b: sleb128
    c: zigzag
    d: quic_varint
    e: mqtt_varint
    f: vlq
    g: int = field(varint("leb128", bits=32, strict=True))
    h: int = field(varint("sleb128", bits=20, strict=True))
    i: int = field(varint("quic", bits=20, strict=True))
    j: int = field(varint("vlq", bits=256, strict=True))
    k: Mode = field(uleb128)
    flags: fspec
    m: int = field(varint("fspec", bits=20, strict=True))
    fixed: int = const(300, uleb128)
    items: list[int] = array(zigzag, prefix=u8)


class VarintPrefixes(Frame):
    """Varints before data, text and arrays."""

    a: bytes = data(prefix=uleb128)
    b: str = text(prefix=quic_varint)
    c: list[int] = array(u16, prefix=mqtt_varint)
    d: list[str] = array(text(prefix=vlq), prefix=varint("leb128", bits=14))
    e: bytes = data(prefix=zigzag)
    f: list[int] = array(u16, size_prefix=sleb128)


class VarintDerived(Frame):
    """Varints that say a length and a count."""

    n: int = derived(uleb128)
    count: int = derived(quic_varint)
    body: bytes = data(length=this.n - 1)
    items: list[int] = array(u8, count=this.count)


class VarintSize(Frame, size=this.length):
    """A frame that counts itself, and the varint that says it too."""

    kind: u8
    length: int = derived(uleb128)
    body: bytes = data()


class VarintSizePlain(Frame, size=this.length + 1):
    """The same with a number that the user gives."""

    length: uleb128
    value: u32


class Escaped(Frame, byteorder="little"):
    """Integers whose first part tells the form, as numbers, prefixes, lengths and items."""

    plain: int = field(escaped(u8, {0xFD: u16, 0xFE: u32, 0xFF: u64}))
    strict: int = field(escaped(u16be, {0x8000: u32}, strict=True))
    mode: Mode = field(escaped(u8, {0xFF: u16}))
    ber: ber_length
    short: int = field(varint("ber", bits=16, strict=True))
    count: int = derived(escaped(u8, {3: u16}))
    items: list[int] = array(escaped(u8, {0x80: u16}), count=this.count)
    name: bytes = data(prefix=ber_length)
    rest: bytes = data(prefix=escaped(u8, {0xFA: u32}))


class BerSize(Frame, size=this.length):
    """A frame that counts itself in a length of BER."""

    length: int = derived(ber_length)
    body: bytes = data()


class BeginsWithBits(Frame):
    """Numbers whose first part is some bits of a byte: derived, given, strict, in a nested frame."""

    masked: bool1
    length: int = derived(escaped(u7, {126: u16, 127: u64}))
    body: bytes = data(length=this.length)
    high: u4
    plain: int = field(escaped(u4, {14: u8, 15: u24le}, strict=True), check=this < 70_000)
    flag: bool1
    other: u3
    more: int = derived(escaped(u4, {15: u8}))
    items: list[int] = array(u8, count=this.more)


class HoldsBitNumbers(Frame, byteorder="little"):
    """Such frames inside others, and a choice by such a number."""

    first: BeginsWithBits
    rest: list[BeginsWithBits] = array(BeginsWithBits, prefix=u8)
    part: BeginsWithBits = field(size_prefix=u16)


class BitItems(Frame, bitorder="msb"):
    """Arrays of bits, which end on a byte."""

    flags: list[bool] = array(bool1, 19)
    n: int = derived(u8)
    cells: list[int] = array(u10, count=this.n)
    more: list[int] = array(i3, prefix=u8, limit=40)
    m: u8
    plain: list[int] = array(u4, count=this.m)
    end: u16


class LowBitItems(Frame, byteorder="little", bitorder="lsb"):
    """The same, the first item in the lowest bits."""

    flags: list[bool] = array(bool1, 10)
    cells: list[int] = array(u12, prefix=u8)
    wide: list[int] = array(u63, 3)
    parts: list[list[int]] = array(array(u5, 3), 2)


BIT_KINDS: list[type[Frame]] = [
    each for each in list(globals().values()) if isinstance(each, type) and issubclass(each, Frame) and each is not Frame
]
