"""One example of each kind, run through every backend; the frames that the laws are checked on.

Each frame is here for one thing, which its docstring names. Bits and varints, switches and bounded parts, kinds
inside kinds, and mapped values have files of their own, which are joined here.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag

from framekit import (
    Frame,
    array,
    bool8,
    c_long,
    c_size_t,
    c_ulong,
    const,
    data,
    derived,
    f16,
    f32,
    f32le,
    f64,
    field,
    i8,
    i16,
    i24,
    i32,
    i40,
    i48,
    i56,
    i64,
    i128,
    pad,
    text,
    this,
    u8,
    u16,
    u16be,
    u16le,
    u24,
    u24le,
    u32,
    u32be,
    u40,
    u48,
    u56,
    u64,
    u64le,
    u128,
    u128le,
)
from tests.kinds_alignment import ALIGNMENT_KINDS
from tests.kinds_bits import BIT_KINDS
from tests.kinds_bitwise import BITWISE_KINDS
from tests.kinds_digits import DIGIT_KINDS
from tests.kinds_ends import END_KINDS
from tests.kinds_given import GIVEN_KINDS
from tests.kinds_index import INDEX_KINDS
from tests.kinds_lengths import LENGTH_KINDS
from tests.kinds_nested import NESTED_KINDS
from tests.kinds_null import NULL_KINDS
from tests.kinds_peek import PEEK_KINDS
from tests.kinds_switches import SWITCH_KINDS
from tests.kinds_values import VALUE_KINDS
from tests.kinds_within import WITHIN_KINDS


class Color(IntEnum):
    RED = 1
    GREEN = 2
    ALIAS = 2
    BLUE = 200


class Flags(IntFlag):
    SYN = 1
    ACK = 2
    FIN = 0x40
    BOTH = 3


class Unsigned(Frame):
    """All unsigned widths, network order."""

    a: u8
    b: u16
    c: u24
    d: u32
    e: u40
    f: u48
    g: u56
    h: u64
    i: u128


class SignedLittle(Frame, byteorder="little"):
    """All signed widths, little-endian."""

    a: i8
    b: i16
    c: i24
    d: i32
    e: i40
    f: i48
    g: i56
    h: i64
    i: i128


class Floats(Frame, byteorder=">"):
    """All floats and the bool."""

    half: f16
    single: f32
    double: f64
    flag: bool8


class Mixed(Frame, byteorder="little"):
    """Two byte orders in one frame, so several runs."""

    a: u16be
    b: u16
    c: u8
    d: u32be
    e: u24le
    f: f32le
    g: u64le
    h: u128le


class Native(Frame, byteorder="native"):
    """The platform's order, standard sizes."""

    a: u8
    b: u32
    c: c_long


class CLayout(Frame, byteorder="@"):
    """C's sizes and padding."""

    a: u8
    b: u16
    c: u8
    d: c_ulong
    e: c_size_t
    f: f64
    g: u8


class CInner(Frame, byteorder="@"):
    """A struct that is a member of another."""

    a: u8
    b: u32
    c: u8


class COuter(Frame, byteorder="@"):
    """C's structs in structs, and in arrays."""

    x: u8
    inner: CInner
    pair: list[CInner] = array(CInner, 2)
    items: list[int] = array(u16, 3)
    tail: bytes = data()


class Enums(Frame):
    """Open and strict enumerations and flags."""

    open: Color = field(u8)
    strict: Color = field(u16, strict=True)
    wide: Color = field(u24, default=Color.RED)
    flags: Flags = field(u8)
    known: Flags = field(u8, strict=True)
    several: list[Color] = array(u8, prefix=u8)


class Constants(Frame):
    """Constants of every base, and padding."""

    magic: bytes = const(b"FK")
    word: str = const("né")
    number: int = const(0x123456, u24)
    half: float = const(0.5, f32)
    yes: bool = const(True, bool8)
    kind: Color = const(Color.BLUE, u8)
    negative: int = const(-2, i24)
    _: None = pad(3)
    filled: None = pad(2, fill=0x20)
    end: u8


class FixedBytes(Frame):
    """Data and text of fixed length, padded and not."""

    exact: bytes = data(3)
    padded: bytes = data(4, pad=0x20)
    stripped: bytes = data(4, strip=True)
    kept: bytes = data(4, pad=b"\0", strip=False)
    name: str = text(6)
    spaced: str = text(6, pad=" ", encoding="ascii")
    wide: str = text(8, encoding="utf-16-le")
    whole: str = text(2, strip=False, encoding="latin-1")


class Prefixed(Frame):
    """Length prefixes of several widths."""

    a: bytes = data(prefix=u8)
    b: str = text(prefix=u16le)
    c: bytes = data(prefix=u24)
    d: str = text(prefix=u8, encoding="utf-16-be")
    e: str = text(prefix=u8, encoding="ascii", errors="surrogateescape")
    f: str = text(prefix=u8, encoding="cp1252")


class Limited(Frame):
    """Limits on what could be longer."""

    a: bytes = data(prefix=u32, limit=5)
    b: str = text(prefix=u8, limit=4)
    c: list[int] = array(u16, prefix=u32, limit=3)
    d: list[str] = array(text(prefix=u8), prefix=u8, limit=2)
    e: bytes = data(limit=6)


class Derived(Frame):
    """Derived lengths and counts with linear inverses."""

    n: int = derived(u8)
    count: int = derived(u16)
    words: int = derived(u24)
    body: bytes = data(length=this.n - 4)
    items: list[int] = array(i16, count=this.count)
    quads: list[int] = array(u8, count=this.words * 1 + 1 - 1)
    end: u8


class Shared(Frame):
    """Two parts that share one derived length."""

    n: int = derived(u8)
    left: list[int] = array(u8, count=this.n)
    right: list[int] = array(u16, count=this.n)


class FromFields(Frame):
    """Lengths from plain fields, also through a nested frame and a constant."""

    n: u8
    unit: Color = const(Color.GREEN, u8)
    body: bytes = data(length=this.n * this.unit)
    rows: list[bytes] = array(data(length=this.n), prefix=u8)


class Point(Frame):
    """Of fixed size, so that it is opened inside others."""

    x: i16
    y: i16


class Header(Frame):
    """A nested frame whose fields another frame refers to."""

    kind: u8
    n: u8
    at: Point


class Nested(Frame):
    """Frames in frames, opened and not."""

    header: Header
    body: bytes = data(length=this.header.n)
    names: Named
    origin: Point
    end: u16


class Named(Frame):
    """Of variable size, so that it is called inside others."""

    n: u8
    name: str = text(length=this.n)


class LooksInto(Frame):
    """A length that stands in a nested frame of variable size."""

    named: Named
    body: bytes = data(length=this.named.n + 1)


class Arrays(Frame):
    """Arrays of everything."""

    few: list[int] = array(u16, 3)
    many: list[int] = array(u16, 20)
    odd: list[int] = array(u24, prefix=u8)
    flags: list[bool] = array(bool8, prefix=u8)
    floats: list[float] = array(f32, prefix=u8)
    points: list[Point] = array(Point, prefix=u16)
    fixed_points: list[Point] = array(Point, 2)
    names: list[Named] = array(Named, prefix=u8)
    texts: list[str] = array(text(prefix=u8), prefix=u8)
    rows: list[list[int]] = array(array(u8, prefix=u8), prefix=u8)
    grid: list[list[int]] = array(array(u16, 2), 2)
    fixed_texts: list[str] = array(text(3), prefix=u8)
    colors: list[Color] = array(field(u16), prefix=u8)
    rest: list[int] = array(u32)


class RestOfNames(Frame):
    """Items of variable size to the end."""

    first: u8
    names: list[str] = array(text(prefix=u8))


class RestOfPoints(Frame):
    """Frames of fixed size to the end."""

    points: list[Point] = array(Point, limit=8)


class RestOfText(Frame):
    """Text to the end."""

    kind: u8
    message: str = text()


class Counted(Frame, size=this.length + 3):
    """A frame that counts itself."""

    kind: u8
    length: int = derived(u16)
    body: bytes = data()


class CountedPlain(Frame, size=this.length):
    """A size given by the user."""

    length: u8
    _: None = pad(1)
    kind: int = const(7, u8)
    end: bytes = data()


class CountedDeep(Frame, size=this.head.n * 4):
    """A size inside a nested frame, and a variable frame inside the bound."""

    head: CountHead
    inner: Counted
    rest: list[int] = array(u8)


class CountedItems(Frame, size=this.n):
    """Items of variable size to the end that a plain field tells."""

    n: u8
    items: list[bytes] = array(data(prefix=u8))


class CountedTight(Frame, size=this.total):
    """A derived size in a narrow field, over large items."""

    total: int = derived(u8)
    items: list[bytes] = array(data(40), prefix=u8)


class Compared(Frame):
    """Truth values and comparisons as lengths and counts."""

    there: bool8
    level: u8
    kind: Color = const(Color.GREEN, u8)
    items: list[int] = array(u16, count=this.there)
    extra: bytes = data(length=this.level > 3)
    pair: list[int] = array(u8, count=this.kind)
    half: float = const(0.1, f32)


class CountHead(Frame):
    """The head of CountedDeep."""

    n: u8


class CountedFixed(Frame, size=this.n + 1):
    """A size of a frame of fixed size."""

    n: int = derived(u8)
    value: u32


class Inherited(Counted):
    """The bound of a base, and a field behind the base's would be never read; so it is the base alone."""


class Base(Frame, byteorder="little", size=this.total):
    """A header to inherit from."""

    total: int = derived(u16)
    kind: u8


class Child(Base):
    """Fields behind the base's, in the base's order."""

    value: u32
    name: str = text()


class Frozen(Frame, frozen=True):
    """Cannot be changed; holds another that cannot."""

    x: u8
    name: str = text(prefix=u8)


class HoldsFrozen(Frame):
    """Holds frozen frames, opened and not."""

    point: FrozenPoint
    named: Frozen


class FrozenPoint(Frame, frozen=True):
    """Frozen and of fixed size."""

    x: u8
    y: u8


class Keywords(Frame):
    """Fields called after what generated code uses."""

    self: u8
    buffer: u16
    offset: bytes = data(prefix=u8)
    end: u8
    data: u8
    frame: u8
    start: u8
    stop: u8
    new: u8
    struct_0: u8
    len: str = text(prefix=u8)
    Keywords: u8
    value: u24
    size: u8


class Empty(Frame):
    """No fields at all."""


BASIC_KINDS: list[type[Frame]] = [
    each for each in list(globals().values()) if isinstance(each, type) and issubclass(each, Frame) and each is not Frame
]
KINDS = [
    *BASIC_KINDS,
    *BIT_KINDS,
    *SWITCH_KINDS,
    *GIVEN_KINDS,
    *DIGIT_KINDS,
    *END_KINDS,
    *INDEX_KINDS,
    *LENGTH_KINDS,
    *NESTED_KINDS,
    *NULL_KINDS,
    *PEEK_KINDS,
    *BITWISE_KINDS,
    *VALUE_KINDS,
    *WITHIN_KINDS,
    *ALIGNMENT_KINDS,
]
