"""Classes with a size, whose number says something else too."""

from __future__ import annotations

from framekit import (
    Frame,
    Unknown,
    array,
    bool8,
    checksum,
    const,
    data,
    derived,
    field,
    i16,
    leftover_of,
    mqtt_varint,
    optional,
    pad,
    switch,
    text,
    this,
    u4,
    u8,
    u16,
    u24,
    u32,
    uleb128,
    unknown,
)
from tests.testing.intricate.shared import Counting, Head, Named, One, Two, tried


@tried
class SizeData(Frame, size=this.size):
    size: int = derived(u16)
    body: bytes = data(this.size - 2)


@tried
class SizeDataPlain(Frame, size=this.size):
    size: u16
    body: bytes = data(this.size - 2)


@tried
class SizeDataCrc(Frame, size=this.size):
    size: int = derived(u16)
    body: bytes = data(this.size - 6)
    crc: int = checksum(u32, "crc32")


@tried
class SizeDataCrcPlain(Frame, size=this.size):
    size: u16
    body: bytes = data(this.size - 6)
    crc: int = checksum(u32, "crc32")


@tried
class SizeLater(Frame, size=this.size):
    kind: u8
    size: int = derived(u8)
    flags: u4
    level: u4
    body: str = text(this.size - 8)
    end: u8
    check: u8
    crc: int = checksum(u16, "sum")
    _: None = pad(1)


@tried
class SizeLaterPlain(Frame, size=this.size + 4):
    kind: u8
    size: u16
    body: str = text(this.size)
    mark: bytes = const(b"\x00")


@tried
class SizeCount(Frame, size=this.size):
    size: int = derived(u16)
    items: list[int] = array(u16, count=(this.size - 4) // 2)
    crc: int = checksum(u16, "sum")


@tried
class SizeCountPlain(Frame, size=this.size):
    size: u16
    items: list[int] = array(u16, count=(this.size - 4) // 2)
    crc: int = checksum(u16, "sum")


@tried
class SizeArray(Frame, size=this.size):
    size: int = derived(u16)
    items: list[int] = array(u32, size=this.size - 3)
    end: u8


@tried
class SizeArrayPlain(Frame, size=this.size):
    size: u8
    items: list[int] = array(u32, size=this.size - 2)
    end: u8


@tried
class SizeNested(Frame, size=this.size):
    size: int = derived(u16)
    inner: Named = field(size=this.size - 4)
    crc: int = checksum(u16, "sum")


@tried
class SizeNestedPlain(Frame, size=this.size):
    size: u16
    inner: Named = field(size=this.size - 4)
    crc: int = checksum(u16, "sum")


@tried
class SizeSwitch(Frame, size=this.size):
    kind: int = derived(u8)
    size: int = derived(u16)
    body: One | Named | Unknown = switch(this.kind, {1: One, 2: Named}, otherwise=unknown(), size=this.size - 7)
    crc: int = checksum(u32, "crc32", over=(this.kind, this.body))


@tried
class SizeSwitchPlain(Frame, size=this.size):
    kind: u8
    size: u16
    body: int | str | bytes = switch(this.kind, {1: u32, 2: text()}, otherwise=data(), size=this.size - 3)


@tried
class SizeVarint(Frame, size=this.size):
    size: u8
    name: str = text(prefix=u8)
    body: bytes = data(prefix=u8)
    crc: int = checksum(u16, "sum")


@tried
class SizeWithVariable(Frame, size=this.size):
    """What is shared must fit around a text of any length."""

    size: int = derived(u16)
    n: int = derived(u8)
    name: bytes = data(this.n)
    body: bytes = data(this.size - this.n - 5)
    crc: int = checksum(u16, "sum")


@tried
class SizeWithPrefixed(Frame, size=this.size):
    size: int = derived(u16)
    name: str = text(prefix=u8)
    options: u8
    more: bytes = data(this.size - 14)
    crc: int = checksum(u16, "sum")


@tried
class SizeHeader(Frame, size=this.words * 4):
    version: u4
    words: int = derived(u4)
    kind: u8
    options: list[int] = array(u16, count=this.words * 2 - 1)


@tried
class SizeHeaderPlain(Frame, size=this.words * 4):
    version: u4
    words: u4
    kind: u8
    options: bytes = data(this.words * 4 - 2)


@tried
class SizeOptional(Frame, size=this.size):
    size: int = derived(u8)
    flag: bool8
    extra: int | None = optional(u16, when=this.flag)
    body: bytes = data()


@tried
class SizeTail(Frame, size=this.size):
    size: int = derived(u8)
    body: bytes = data(prefix=u8)
    extra: int | None = optional(u16)
    more: int | None = optional(u16)


@tried
class SizeOfWholeInner(Frame):
    """The same, nested."""

    count: int = derived(u8)
    items: list[SizeDataCrc] = array(SizeDataCrc, count=this.count)
    end: u8


@tried
class SizeVarintLength(Frame, size=this.size + 1):
    kind: u8
    size: int = derived(mqtt_varint)
    body: bytes = data(this.size - 3)
    crc: int = checksum(u16, "sum")


@tried
class SizeInHeader(Frame, size=this.head.size):
    head: Head
    body: bytes = data(this.head.size - 5)
    crc: int = checksum(u16, "sum")


@tried
class SizedSized(Frame, size=this.n):
    n: int = derived(u8)
    flag: bool8
    inner: Named | None = optional(Named, when=this.flag)
    other: bytes = data(prefix=u8)


@tried
class OptSize(Frame, size=this.n):
    n: u8
    flag: u8
    body: bytes | None = optional(data(this.n - 3), when=this.flag)
    end: u8


@tried
class SizePad(Frame, size=this.size):
    size: int = derived(u16)
    n: int = derived(u8)
    body: bytes = data(this.n)
    padding: bytes = data(this.size - this.n - 3)


@tried
class Shift(Frame, size=this.size << 2):
    size: int = derived(u8)
    opts: bytes = data((this.size << 2) - 4)
    x: u24


@tried
class ShiftPlain(Frame, size=this.size << 2):
    size: u8
    name: str = text(until="\0")
    x: u24


@tried
class BothRest(Frame, size=this.size):
    size: u8
    n: u8
    opts: bytes = data(this.n)
    rest: list[int] = array(u16)


@tried
class CrcFrame(Frame, size=this.size):
    size: int = derived(u16)
    crc: int = checksum(u32, "crc32", over="frame")
    kind: u8
    name: str = text(this.size - 9)
    end: bytes = const(b"\r\n")


@tried
class StartMark(Frame, size=this.length + 5):
    start: bytes = const(b"\x02")
    length: int = derived(u16)
    payload: list[Two] = array(Two, size=this.length)
    crc: int = checksum(u8, "xor", over=(this.length, this.payload))
    stop: bytes = const(b"\x03")


@tried
class VarintSize(Frame, size=this.n):
    n: int = derived(uleb128)
    body: bytes = data(prefix=u8)
    end: u8


@tried
class OffDer(Frame, size=this.n + 4):
    n: int = derived(i16)
    body: bytes = data(this.n)
    k: u16


@tried
class LimitKeep(Frame, size=this.n):
    n: u8
    x: Two = field(size=this.n - 1, leftover="keep")
    rest: bytes = leftover_of(this.x)


@tried
class ArmTail(Frame, size=this.n):
    n: int = derived(u16)
    kind: int = derived(u8)
    body: One | Counting | Unknown = switch(this.kind, {1: One, 2: Counting}, otherwise=unknown(), size=this.n - 4)
    end: u8


@tried
class CheckSize(Frame, size=this.n):
    n: u8
    copy: int = field(u8, check=this == this.n ^ 0xFF)
    body: bytes = data()


@tried
class CheckSize2(Frame, size=this.n):
    n: int = derived(u8)
    copy: int = field(u8, check=this == 255 - this.n)
    body: bytes = data(this.n - 4)
    crc: int = checksum(u16, "sum")


@tried
class ConstLen(Frame):
    n: int = const(5, u8)
    body: bytes = data(this.n)
    inner: Named = field(size=this.n)


@tried
class ConstSize(Frame, size=this.n):
    n: int = const(12, u8)
    name: str = text(prefix=u8)
    body: bytes = data(prefix=u8)


class PlainCounting(Frame):
    n: u8
    body: bytes = data(this.n)


@tried
class SizeTaggedLater(Frame, size=this.words * 2):
    """What says the size says a presence too, together with a number after it."""

    words: int = derived(u8)
    head: Head
    body: One | Two | Unknown | None = optional(
        switch(this.head.size, {1: One, 2: Two}, otherwise=unknown(), size_prefix=u8), when=this.words + this.head.kind == 7
    )
    name: str = text(until=";")


@tried
class SizeInCounting(Frame, size=this.head.n + 4):
    """The number of a nested frame says something in it, and how long the whole is."""

    head: PlainCounting
    name: str = text(prefix=u8)
    end: u8


@tried
class SizeOfOptional(Frame, size=this.n):
    there: bool8
    n: u8
    body: bytes | None = optional(data(this.n - 3), when=this.there)
    more: bytes = data()
