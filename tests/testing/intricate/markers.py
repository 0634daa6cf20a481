"""Terminators that belong to a value, or are left for the next field."""

from __future__ import annotations

from framekit import Frame, array, const, data, derived, item, optional, switch, text, this, u4, u8, u16
from tests.testing.intricate.shared import Named, Two, tried


@tried
class Marked(Frame):
    name: str = text(until=b"\xab", include=True, encoding="latin-1")
    body: bytes = data(until=b"\r\n", include=True)


@tried
class MarkedUtf8(Frame):
    name: str = text(until=b"\xab", include=True)
    other: str = text(until=b"\xff\xfe")


@tried
class Chained(Frame):
    a: bytes = data(until=b"|", consume=False)
    b: bytes = data(until=b";", consume=False)
    c: bytes = data(until=b"\n")


@tried
class ChainedText(Frame):
    a: str = text(until="|", consume=False)
    b: str = text(until=";", consume=False)
    c: str = text(prefix=u8)


@tried
class ChainedConst(Frame):
    items: list[int] = array(u8, until=b"\xff\xff", consume=False)
    mark: bytes = const(b"\xff\xff")
    end: u8


@tried
class ChainedRest(Frame):
    a: bytes = data(until=b"=", consume=False)
    b: bytes = data()


@tried
class ChainedNumber(Frame):
    items: list[Named] = array(Named, until=b"\x00\x01", consume=False)
    kind: u16
    end: u8


@tried
class ChainedNested(Frame):
    a: bytes = data(until=b"\x07", consume=False)
    inner: Two
    b: bytes = data(until=b"\x09\x09", consume=False)
    items: list[Two] = array(Two, 2)


@tried
class ChainedFixed(Frame):
    a: str = text(until="#", consume=False)
    b: bytes = data(3)
    c: bytes = data(until=b"!", consume=False)
    d: str = text(4)


@tried
class UntilItemCount(Frame):
    n: u8
    items: list[int] = array(u8, until=item == this.n)
    more: list[Two] = array(Two, until=item.value == 0)


@tried
class ChainBits(Frame):
    a: bytes = data(until=b"\x45", consume=False)
    version: u4
    words: u4
    b: bytes = data(this.words)


@tried
class ChainDerived(Frame):
    a: bytes = data(until=b"\x05", consume=False)
    n: int = derived(u8)
    b: bytes = data(this.n)


@tried
class ChainOpt(Frame):
    flag: u8
    a: bytes = data(until=b"|", consume=False)
    b: bytes | None = optional(data(until=b";", consume=False), when=this.flag)
    c: bytes = data(until=b"\n")


@tried
class ChainSwitch(Frame):
    kind: u8
    a: bytes = data(until=b"|", consume=False)
    b: int | bytes = switch(this.kind, {1: u16, 2: data(until=b"!")}, otherwise=data(prefix=u8))


@tried
class ChainPair(Frame):
    a: bytes = data(until=b"<<", consume=False)
    x: u8
    y: u8


@tried
class ChainList(Frame):
    a: list[Named] = array(Named, until=b"\x02zz", consume=False)
    b: list[Named] = array(Named, until=b"\x00", consume=True)


@tried
class ChainInclude(Frame):
    a: str = text(until="=", consume=False)
    b: str = text(until=";", include=True)


@tried
class ChainSame(Frame):
    a: str = text(until="=", consume=False)
    b: str = text(until="=", consume=False)
    c: str = text(4)


@tried
class Utf16(Frame):
    a: str = text(until="\0", encoding="utf-16-le", include=True)
    b: str = text(until="|", encoding="utf-16-be", consume=False)
    c: str = text(8, encoding="utf-16-be")


@tried
class Latin(Frame):
    a: str = text(until=b"\xab", include=True, encoding="cp1252", limit=5)
    b: str = text(until=b"\xff", include=True, encoding="utf-8", errors="surrogateescape")


@tried
class IncludeList(Frame):
    items: list[str] = array(text(until=b"\x80", include=True), prefix=u8)
