"""Bitwise frames: fields at any bit, whose places depend on what was read."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from framekit import (
    Frame,
    align,
    array,
    bool1,
    computed,
    const,
    data,
    derived,
    field,
    given,
    i5,
    i7,
    i12,
    optional,
    pad,
    peek,
    scaled,
    switch,
    text,
    this,
    u2,
    u3,
    u4,
    u5,
    u6,
    u7,
    u8,
    u12,
    u16,
    u27,
    u32,
)


class Bitwise(Frame, bitwise=True):
    """A condition, an array with a prefix of bits."""

    known: bool1
    precise: int | None = optional(u27, when=this.known)
    notes: list[int] = array(u5, prefix=u3)


class Weather(IntEnum):
    CLEAR = 0
    RAIN = 5
    SNOW = 11


class Lamps(IntFlag):
    RED = 1
    GREEN = 2
    BLUE = 4


class BitwiseNumbers(Frame, bitwise=True):
    """Every kind of number, with a constant and a pad among them."""

    low: i5
    sync: int = const(0b101, u3)
    weather: Weather = field(u4)
    lamps: Lamps = field(u3)
    gap: None = pad(bits=2)
    height: float = scaled(i12, 0.5)
    wide: u32
    ready: bool1
    high: i7


class BitwiseLowest(Frame, bitwise=True, bitorder="lsb"):
    """The lowest bit first."""

    count: u3
    items: list[int] = array(i5, this.count)
    number: u16
    flag: bool1
    mark: bytes = const(b"\x0f")


class BitwiseOctets(Frame, bitwise=True):
    """Bytes and text within a byte."""

    start: u3
    length: int = derived(u4)
    body: bytes = data(this.length)
    name: str = text(prefix=u5)
    code: bytes = data(2)
    mark: bytes = const(b"\xd3")


class BitwisePoint(Frame, bitwise=True):
    x: i7
    y: int | None = optional(i5, when=this.x > 3)


class BitwiseSegment(Frame, bitwise=True):
    wide: bool = given()
    length: int = switch(this.wide, {True: u12, False: u6})


class BitwiseNested(Frame, bitwise=True):
    """Frames and arrays of them at any bit, one of which is given a value."""

    wide: bool1
    first: BitwisePoint
    points: list[BitwisePoint] = array(BitwisePoint, prefix=u2)
    segments: list[BitwiseSegment] = array(BitwiseSegment.given(wide=this.wide), prefix=u3)


class BitwiseShort(Frame, bitwise=True):
    number: u2


class BitwiseLong(Frame, bitwise=True):
    number: u12
    more: list[int] = array(u2, prefix=u2)


class BitwiseChoice(Frame, bitwise=True):
    """A derived tag of bits, a derived count, an alignment."""

    kind: int = derived(u3)
    count: int = derived(u5)
    value: BitwiseShort | BitwiseLong = switch(this.kind, {1: BitwiseShort, 6: BitwiseLong})
    even: None = align(1)
    codes: list[int] = array(u7, this.count)


class BitwiseAhead(Frame, bitwise=True):
    """A bit that decides before it is reached."""

    long: bool1 = peek(bool1)
    number: int = switch(this.long, {True: u12, False: u4})
    rest: u5
    twice: int = computed(this.rest * 2)


class BitwiseTree(Frame, bitwise=True, max_depth=8):
    """A frame that may hold itself."""

    label: u3
    branches: list[BitwiseTree] = array(prefix=u2)


class BitwiseShape(Frame, bitwise=True):
    """An open union, whose arms go on at any bit."""

    flag: bool1


class BitwiseCircle(BitwiseShape, tag=1):
    radius: u5


class BitwisePolygon(BitwiseShape, tag=4):
    sides: list[int] = array(u3, prefix=u2)


class BitwiseUnion(Frame, bitwise=True):
    kind: int = derived(u3)
    shape: BitwiseShape = switch(this.kind, BitwiseShape)
    last: u2


class BitwiseInside(Frame):
    """Bitwise frames in a frame of bytes, each of which begins at a byte."""

    before: u8
    position: Bitwise
    points: list[BitwisePoint] = array(BitwisePoint, prefix=u8)
    tree: BitwiseTree
    sized: BitwiseNumbers = field(BitwiseNumbers, size=9)
    after: u16


BITWISE_KINDS: list[type[Frame]] = [
    Bitwise,
    BitwiseNumbers,
    BitwiseLowest,
    BitwiseOctets,
    BitwiseNested,
    BitwiseChoice,
    BitwiseAhead,
    BitwiseTree,
    BitwiseUnion,
    BitwiseInside,
]
