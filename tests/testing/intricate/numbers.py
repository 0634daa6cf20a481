"""Numbers that say a length together, that are checked, limited, of bits, of a variable width."""

from __future__ import annotations

import struct
from decimal import Decimal

from framekit import (
    Frame,
    align,
    array,
    checksum,
    computed,
    data,
    derived,
    f32,
    f64,
    field,
    i8,
    mapped,
    quic_varint,
    text,
    this,
    u4,
    u8,
    u12,
    u16,
    u24,
    u32,
    uleb128,
)
from tests.testing.intricate.shared import Named, Two, tried


@tried
class Product(Frame):
    width: int = derived(u8)
    height: u8
    pixels: bytes = data(this.width * this.height)


@tried
class ProductPlain(Frame):
    width: u8
    height: u8
    pixels: bytes = data(this.width * this.height)


@tried
class ProductOther(Frame):
    width: u8
    height: int = derived(u8)
    pixels: list[int] = array(u16, count=this.width * this.height)
    crc: int = checksum(u8, "xor")


@tried
class ProductThree(Frame):
    width: u8
    height: u8
    depth: u8
    pixels: bytes = data(this.width * this.height * this.depth)


@tried
class ProductAndLength(Frame):
    width: u8
    row: bytes = data(this.width)
    height: u8
    pixels: bytes = data(this.width * this.height)


@tried
class ProductBits(Frame):
    size: u4
    step: u4
    tables: list[int] = array(u16, count=(this.size + 1) * this.step)


@tried
class Sum(Frame):
    low: u8
    high: u8
    body: bytes = data(this.low + this.high * 256)


@tried
class Difference(Frame):
    end: u8
    start: u8
    body: bytes = data(this.end - this.start)


@tried
class Computed(Frame):
    n: u8
    body: bytes = data(this.n * 2)
    double: int = computed(this.n * 2)


@tried
class Checked(Frame):
    n: int = derived(u8, check=this >= 3)
    body: bytes = data(this.n)
    low: u8
    high: int = field(u16, check=(this > this.low) & (this < this.low + 300))


@tried
class CheckedSize(Frame, size=this.size):
    size: int = derived(u16, check=range(8, 200))
    body: bytes = data(this.size - 6)
    crc: int = checksum(u32, "crc32")


@tried
class CheckedEven(Frame):
    n: int = field(u8, check=this & 1 == 0)
    body: bytes = data(this.n)
    m: int = derived(u8, check=this & 3 == 0)
    name: str = text(this.m)


@tried
class BitLengths(Frame):
    kind: u4
    n: int = derived(u12)
    flag: u4
    m: u12
    body: bytes = data(this.n)
    more: list[int] = array(u24, count=this.m)


@tried
class BitSize(Frame, size=this.n):
    kind: u4
    n: int = derived(u12)
    body: bytes = data(this.n - 6)
    crc: int = checksum(u32, "crc32")


@tried
class VarintLengths(Frame):
    n: int = derived(uleb128)
    body: bytes = data(this.n)
    m: quic_varint
    more: str = text(this.m)
    items: list[int] = array(uleb128, prefix=uleb128)


@tried
class VarintShared(Frame):
    n: int = derived(uleb128)
    items: list[int] = array(u16, size=this.n)
    again: bytes = data(this.n)


@tried
class Limited(Frame, max_items=8):
    n: u16
    items: list[int] = array(u8, count=this.n)
    rows: list[list[int]] = array(array(u16, prefix=u16), prefix=u16)


@tried
class LimitedData(Frame):
    n: int = derived(u32)
    body: bytes = data(this.n, limit=20)
    m: u32
    items: list[int] = array(u8, count=this.m, limit=5)


@tried
class Aligned(Frame):
    n: int = derived(u8)
    name: bytes = data(this.n)
    _: None = align(4)
    value: u32


@tried
class AlignedSize(Frame, size=this.size):
    size: int = derived(u8)
    name: bytes = data(prefix=u8)
    _: None = align(4)
    value: u32


@tried
class SumsOver(Frame):
    head: int = checksum(u16, "sum", over="after")
    n: int = derived(u8)
    body: bytes = data(this.n)
    tail: int = checksum(u8, "xor", over=(this.n, this.body))


@tried
class NanMapped(Frame):
    value: float = mapped(f64, unpack=lambda raw: raw - raw, pack=lambda v: v)
    single: float = mapped(
        u32,
        unpack=lambda raw: struct.unpack(">f", raw.to_bytes(4, "big"))[0],
        pack=lambda v: int.from_bytes(struct.pack(">f", v), "big"),
    )
    pair: tuple[int, tuple[float]] = mapped(
        data(8), unpack=lambda raw: (1, struct.unpack(">d", raw)), pack=lambda v: struct.pack(">d", v[1][0])
    )
    price: Decimal = mapped(f32, unpack=Decimal, pack=float)
    listed: float = mapped(f64, unpack=lambda raw: raw, pack=lambda v: v, values=[1.0, float("nan"), 2.0])


@tried
class Sums2(Frame):
    a: u8
    b: int = derived(u8)
    c: u8
    body: bytes = data(this.a + this.b - this.c)


@tried
class Quot(Frame):
    total: u8
    each: u8
    body: list[int] = array(u16, count=this.total // this.each)


@tried
class PadTo(Frame):
    n: int = derived(u8)
    body: bytes = data(this.n)
    padding: bytes = data((4 - this.n % 4) % 4)


@tried
class MaxItems2(Frame, max_items=6):
    n: u8
    m: u8
    rows: list[list[int]] = array(array(u8, count=this.n), count=this.m)
    more: list[Two] = array(Two, prefix=u8)


@tried
class NegOff(Frame):
    n: i8
    body: bytes = data(this.n + 3)


@tried
class CheckOther(Frame):
    n: int = derived(u8)
    body: bytes = data(this.n)
    copy: int = field(u8, check=this == this.n)


class RestF(Frame):
    a: u8
    b: bytes = data()


@tried
class FixedSizeRest(Frame):
    inner: RestF = field(size=8)
    name: Named = field(size=8)
    x: Two = field(size=8, leftover="ignore")
