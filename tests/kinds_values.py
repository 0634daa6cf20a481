"""Examples of values that stand for others on the wire."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import construct

from framekit import (
    Frame,
    Timestamp,
    array,
    bcd,
    construct_field,
    custom,
    data,
    duration,
    field,
    fixed_point,
    i16,
    i32,
    i64,
    ipv4,
    ipv6,
    mac,
    mapped,
    ntp_timestamp,
    optional,
    scaled,
    text,
    timestamp,
    u4,
    u8,
    u12,
    u16,
    u32,
    u48,
    u64,
    u128,
    uleb128,
    uuid,
    uuid_le,
)
from framekit import pad as padding

EAST = timezone(timedelta(hours=5, minutes=30))


class Addresses(Frame):
    """Addresses and identifiers, alone and as items."""

    a: ipv4
    b: ipv6
    c: mac
    d: uuid
    guid: uuid_le
    routers: list[ipv4] = array(ipv4, prefix=u8)
    maybe: mac | None = optional(mac, default=None)


class Times(Frame, byteorder="little"):
    """Times and spans in every unit."""

    a: datetime = timestamp(u32)
    b: datetime = timestamp(i64, unit="ms", tz=EAST)
    c: datetime = timestamp(u64, unit="us")
    d: datetime = ntp_timestamp()
    e: timedelta = duration(u16)
    f: timedelta = duration(i32, unit="ms")
    g: timedelta = duration(u48, unit="us")
    h: timedelta = duration(uleb128)


class Numbers(Frame):
    """Numbers with a point, scaled numbers, decimal digits."""

    a: float = fixed_point(i32, 16)
    b: float = fixed_point(u8, 4)
    c: float = scaled(u12, 0.25, offset=-40)
    _: None = padding(bits=4)
    d: float = scaled(i16, 0.01)
    e: int = bcd(1)
    f: int = bcd(3)
    g: list[int] = array(bcd(2), 2)


class Half(Frame):
    """What a mapped value stands for."""

    x: u16


class Mine(Frame):
    """Values of the user's own, over several bases."""

    rate: Fraction = mapped(u32, unpack=lambda raw: Fraction(raw, 1000), pack=lambda value: int(value * 1000))
    upper: str = mapped(text(prefix=u8), unpack=str.swapcase, pack=str.swapcase, values=["", "Ab", "cD"])
    parity: str = mapped(u8, unpack={0: "even", 1: "odd"}.__getitem__, pack={"even": 0, "odd": 1}.__getitem__)
    pair: tuple[int, int] = mapped(data(2), unpack=tuple, pack=bytes, values=[(1, 2), (255, 0)])
    inner: int = mapped(Half, unpack=lambda frame: frame.x, pack=lambda x: Half(x=x))
    end: u8


def read_name(buffer: bytes, offset: int, end: int) -> tuple[str, int]:
    """A name of DNS's form: labels, or a pointer to labels that stand before."""
    labels: list[str] = []
    behind = 0
    limit = end
    while True:
        if offset >= limit:
            raise IndexError(offset)
        size = buffer[offset]
        if size >= 0xC0:
            if offset + 2 > limit:
                raise IndexError(offset)
            target = (size & 0x3F) << 8 | buffer[offset + 1]
            behind = behind or offset + 2
            if target >= offset:
                raise ValueError("a pointer points forward")
            limit, offset = offset, target
            continue
        if size > 63:
            raise ValueError("a label has at most 63 bytes")
        if offset + 1 + size > limit:
            raise IndexError(offset)
        labels.append(buffer[offset + 1 : offset + 1 + size].decode("latin-1"))
        if "." in labels[-1]:
            raise ValueError("a label with a dot in it cannot be told from two")
        offset += 1 + size
        if not size:
            return ".".join(labels[:-1]), behind or offset


def write_name(name: str) -> bytes:
    """The labels, one after another."""
    labels = [label.encode("latin-1") for label in name.split(".")] if name else []
    if any(not 0 < len(label) < 64 for label in labels):
        raise ValueError("a label has from 1 to 63 bytes")
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


class Names(Frame):
    """Functions of the user's, which look back in the frame."""

    first: str = custom(read_name, write_name, minimum=1, values=["", "a", "example.test"])
    second: str = custom(read_name, write_name, minimum=1, values=["b.c"])
    end: u16


class NamesInside(Frame, origin=True):
    """A frame inside others, from whose start its functions count."""

    kind: u8
    name: str = custom(read_name, write_name, minimum=1, values=["", "x.y"])


class NamesAround(Frame):
    """Holds frames from which functions count, bounded and not."""

    head: u16
    one: NamesInside
    two: NamesInside = field(size_prefix=u8)


class NamesWithin(Frame):
    """A function of the user's, which counts from where a frame around begins."""

    name: str = custom(read_name, write_name, minimum=1, values=["", "z"])
    end: u8


class NamesDeeper(Frame, origin=True):
    """Functions in a frame inside count from here, though this frame has none itself."""

    kind: u8
    inside: NamesWithin


class NamesAfter(Frame):
    """Holds a small frame from whose start functions count that are deeper inside."""

    head: u16
    deeper: NamesDeeper


class Construct(Frame):
    """Schemas of construct as fields."""

    kind: u8
    text: str = construct_field(construct.PascalString(construct.Byte, "ascii"), values=["", "hello"])
    pair: object = construct_field(construct.Byte[2], values=[[1, 2], [0, 255]])
    end: u8


class Exact(Frame):
    """Decimals for integers of any width, which lose nothing."""

    price: Decimal = scaled(u64, Decimal("1e-8"))
    half: Decimal = scaled(u4, Decimal("0.5"), offset=-3)
    third: Decimal = scaled(u4, Decimal(3))
    signed: Decimal = scaled(i32, Decimal("-0.001"), offset=Decimal("0.25"))
    wide: Decimal = scaled(u128, Decimal("1e-30"))
    filetime: Timestamp = timestamp(u64, unit="100ns", epoch="1601-01-01")
    signed_time: Timestamp = timestamp(i64, unit="ns")
    picoseconds: Timestamp = timestamp(u128, unit="ps", epoch="2000-01-01T12:00:00Z", rounding="nearest")
    since: datetime = timestamp(u32, epoch="1904-01-01")
    several: list[Decimal] = array(scaled(u16, Decimal("0.1")), prefix=u8)


VALUE_KINDS: list[type[Frame]] = [
    each for each in list(globals().values()) if isinstance(each, type) and issubclass(each, Frame) and each is not Frame
]
