"""Nested frames, arrays in arrays, bounded parts, recursion, values that are not equal to themselves."""

from __future__ import annotations

from decimal import Decimal

from framekit import Frame, array, checksum, data, derived, f32, f64, field, leftover_of, mapped, text, this, u8, u16
from tests.testing.intricate.shared import Counting, Head, Named, Rest, Two, tried


@tried
class NestedDerived(Frame):
    n: int = derived(u8)
    items: list[Counting] = array(Counting, size=this.n)
    last: Counting


@tried
class NestedPlainLength(Frame):
    head: Head
    body: bytes = data(this.head.size - 3)
    end: u8


@tried
class ArrayOfArrays(Frame):
    rows: u8
    columns: u8
    cells: list[list[int]] = array(array(u8, count=this.columns), count=this.rows)


@tried
class ArrayOfArraysSized(Frame):
    n: int = derived(u16)
    cells: list[list[bytes]] = array(array(data(prefix=u8), prefix=u8), size=this.n)


@tried
class ArraySizedItems(Frame):
    n: int = derived(u8)
    items: list[Two] = array(Two, size=this.n)
    m: u16
    more: list[Named] = array(Named, size=this.m)


@tried
class ArrayOfBounded(Frame):
    each: u8
    n: int = derived(u8)
    items: list[Rest] = array(field(Rest, size=this.each), count=this.n)


@tried
class SharedCount(Frame):
    n: int = derived(u8)
    names: list[str] = array(text(prefix=u8), count=this.n)
    values: list[int] = array(u16, count=this.n)
    flags: bytes = data((this.n + 7) // 8)


@tried
class CountAndSize(Frame):
    n: int = derived(u8)
    size: int = derived(u16)
    items: list[Named] = array(Named, count=this.n, size=this.size)


@tried
class CountAndSizePlain(Frame):
    n: u8
    size: u16
    items: list[Two] = array(Two, count=this.n, size=this.size)
    end: u8


@tried
class Kept(Frame):
    n: int = derived(u16)
    body: Two = field(size=this.n, leftover="keep")
    rest: bytes = leftover_of(this.body)


@tried
class KeptPlain(Frame):
    n: u8
    body: Named = field(size=this.n, leftover="keep")
    rest: bytes = leftover_of(this.body)
    crc: int = checksum(u16, "sum")


@tried
class KeptShared(Frame, size=this.n):
    n: int = derived(u8)
    body: Two = field(size=this.n - 2, leftover="keep")
    rest: bytes = leftover_of(this.body)
    end: u8


@tried
class Ignored(Frame):
    n: u8
    body: Named = field(size=this.n, leftover="ignore")
    other: Two = field(size=6, leftover="ignore")


@tried
class Tree(Frame):
    value: u8
    n: int = derived(u8)
    children: list[Tree] = array(count=this.n)


@tried
class SizedTree(Frame, size=this.size):
    size: int = derived(u16)
    value: u8
    children: list[SizedTree] = array()


@tried
class MappedFloats(Frame):
    value: float = mapped(f64, unpack=lambda raw: raw * 2, pack=lambda value: value / 2)
    pair: tuple[float, str] = mapped(f64, unpack=lambda raw: (raw, "x"), pack=lambda value: value[0])
    price: Decimal = mapped(f32, unpack=Decimal, pack=float)


@tried
class KeptTied(Frame):
    n: u8
    body: Named = field(Named, size=this.n + 4, leftover="keep")
    left: bytes = leftover_of(this.body)
    again: bytes = data(this.n)
