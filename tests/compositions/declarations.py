"""Random declarations over the whole vocabulary, and every kind inside every kind inside every kind.

Strategy: a declaration is built from the inside out. A leaf is a word that holds no other; a layer is a word around another. Each
adds the fields that it refers to (a tag, a length, a flag) to the body of the frame that is being built. A chain of layers around
a leaf becomes one field of a frame, and a trailer follows it if the frame allows that.

Rules: every choice is made by a seeded generator, so that a declaration can be made again from its name. A combination that the
vocabulary refuses is a SpecError, and nothing else may be raised.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum, IntFlag
from typing import Any

import framekit as fk
from framekit import Frame, SpecError, item, make_frame, this
from framekit.declare.specifier import Specifier

Word = Any
"""What a word of the vocabulary gives: a specifier, an annotation such as u16, or a Frame class."""


class Hue(IntEnum):
    RED = 1
    BLUE = 2


class Mark(IntFlag):
    LOW = 1
    HIGH = 0x80


class Pair(Frame):
    """Of fixed size and with two byte orders, so that it is opened inside others and takes two runs."""

    a: fk.u16le
    b: fk.u16be


class Label(Frame):
    """Of variable size, with a derived length."""

    n: int = fk.derived(fk.u8)
    name: str = fk.text(this.n)


class Chunk(Frame, size=this.size):
    """Counts itself, and takes the rest of that."""

    size: int = fk.derived(fk.u8)
    body: bytes = fk.data()


class Bitten(Frame):
    """Bits that share a byte."""

    high: fk.u3
    low: fk.u5


class Scattered(Frame, bitwise=True):
    """Bits at places that depend on what was read, over one byte or several."""

    there: fk.bool1
    number: int | None = fk.optional(fk.u12, when=this.there)
    items: list[int] = fk.array(fk.u5, prefix=fk.u2)


class Checked(Frame):
    """A constant, a check and a checksum."""

    magic: bytes = fk.const(b"<")
    kind: fk.u8 = fk.field(check=this < 250)
    sum: int = fk.checksum(fk.u8, "sum", over=this.kind)


class Aligned(Frame):
    """A number at a multiple of four bytes from where the outermost frame begins."""

    kind: fk.u8
    _: None = fk.align(4, origin="outer")
    number: fk.u16


class Tail(Frame):
    """Takes all that is left."""

    rest: bytes = fk.data()


@dataclass
class Body:
    """The fields of a frame in the making.

    Attributes:
        source: of all choices.
        fields: name and declaration, in the order of the wire.
        derived: numbers are derived, where the vocabulary allows that.
    """

    source: random.Random
    derived: bool
    fields: list[tuple[str, Any]] = field(default_factory=list)

    def add(self, stem: str, declared: Any) -> str:
        """A field with a name of its own."""
        name = f"{stem}{len(self.fields)}"
        self.fields.append((name, declared))
        return name

    def number(self, stem: str) -> Any:
        """A reference to a new number before what is being built."""
        kind = self.source.choice([fk.u8, fk.u8, fk.u16le, fk.uleb128, fk.text_int(until=";"), fk.bcd(2)])
        return getattr(this, self.add(stem, (int, fk.derived(kind)) if self.derived else fk.u8))

    def plain(self, stem: str) -> Any:
        """A reference to a new number that the user gives."""
        return getattr(this, self.add(stem, fk.u8))


LEAVES: dict[str, Callable[[Body], Word]] = {
    "u8": lambda body: fk.u8,
    "i16le": lambda body: fk.i16le,
    "u24": lambda body: fk.u24,
    "f32": lambda body: fk.f32,
    "bool8": lambda body: fk.bool8,
    "uleb128": lambda body: fk.uleb128,
    "zigzag": lambda body: fk.zigzag,
    "ipv4": lambda body: fk.ipv4,
    "enum": lambda body: fk.mapped(fk.u8, unpack=Hue, pack=int),
    "bcd": lambda body: fk.bcd(2),
    "digits": lambda body: fk.text_int(until="|", base=16),
    "digits fixed": lambda body: fk.text_int(3, pad=" "),
    "data digits": lambda body: fk.data(prefix=fk.text_int(until=":")),
    "data null": lambda body: fk.data(prefix=fk.i8, null=-1),
    "text biased": lambda body: fk.text(prefix=fk.u8, bias=1, null=0),
    "numbers null": lambda body: fk.array(fk.u16le, prefix=fk.uleb128, bias=2, null=1),
    "data any end": lambda body: fk.data(until=(b"|\n", b"\n", b";")),
    "data open": lambda body: fk.data(until=b"|", or_end=True),
    "text open": lambda body: fk.text(until=("\0", "."), or_end=True, include=True),
    "buffer": lambda body: fk.text(5, until="\0"),
    "buffer open": lambda body: fk.text(5, until="\0", or_end=True, leftover="ignore"),
    "buffer padded": lambda body: fk.data(6, until=b"|", pad=b"|", or_end=True),
    "bit items": lambda body: fk.array(fk.u4, count=body.number("count")),
    "flags": lambda body: fk.array(fk.bool1, 12),
    "deflated": lambda body: fk.deflated(fk.data(prefix=fk.u8), compression="raw", limit=50),
    "xor field": lambda body: fk.xor(body.plain("key"), fk.data(prefix=fk.u8)),
    "item checked": lambda body: fk.field(fk.u16le, check=range(3, 90)),
    "item constant": lambda body: fk.const(b"FK"),
    "const bytes": lambda body: fk.const(b"FK"),
    "const number": lambda body: fk.const(0x1234, fk.u16le),
    "const varint": lambda body: fk.const(300, fk.uleb128),
    "mapped": lambda body: fk.mapped(fk.text(prefix=fk.u8), unpack=str.upper, pack=str.lower, values=["", "A", "XYZ"]),
    "mapped items": lambda body: fk.mapped(fk.array(fk.uleb128, prefix=fk.u8), unpack=_small, pack=list, values=[(), (1, 99)]),
    "custom": lambda body: fk.custom(_read_byte, _write_byte, minimum=1, maximum=1, values=range(256)),
    "data fixed": lambda body: fk.data(2),
    "data padded": lambda body: fk.data(3, pad=0x20),
    "data prefix": lambda body: fk.data(prefix=fk.u8),
    "data prefix le": lambda body: fk.data(prefix=fk.u16le),
    "data length": lambda body: fk.data(body.number("length")),
    "data until": lambda body: fk.data(until=b"|"),
    "data kept": lambda body: fk.data(until=b"|", consume=False),
    "data included": lambda body: fk.data(until=b"\xfe", include=True, limit=9),
    "data rest": lambda body: fk.data(),
    "data escaped": lambda body: fk.data(prefix=fk.escaped(fk.u8, {0x80: fk.u16, 0xFF: fk.u32le})),
    "data within": lambda body: fk.data(prefix=fk.ber_length, until=b";", leftover="ignore"),
    "data chosen": lambda body: _chosen(body),
    "data padded by a field": lambda body: _padded(body),
    "data after a bitmap": lambda body: _mapped_out(body),
    "data peeked": lambda body: _peeked(body),
    "ber": lambda body: fk.ber_length,
    "decimal": lambda body: fk.scaled(fk.u16le, Decimal("0.01"), offset=1),
    "moment": lambda body: fk.timestamp(fk.u32, unit="100ns", epoch="1601-01-01"),
    "text fixed": lambda body: fk.text(3),
    "text prefix": lambda body: fk.text(prefix=fk.uleb128),
    "text until": lambda body: fk.text(until="\0"),
    "text wide": lambda body: fk.text(prefix=fk.u16le, encoding="utf-16-le", limit=20),
    "Pair": lambda body: Pair,
    "Label": lambda body: Label,
    "Chunk": lambda body: Chunk,
    "Bitten": lambda body: Bitten,
    "Scattered": lambda body: Scattered,
    "Checked": lambda body: Checked,
    "Aligned": lambda body: Aligned,
    "Tail": lambda body: Tail,
    "Empty": lambda body: Nothing,
}


def _mapped_out(body: Body) -> Word:
    """Bytes after optional fields of which a bitmap says which are there."""
    flags = getattr(this, body.add("bitmap", (int, fk.derived(fk.fspec) if body.derived else fk.fspec)))
    body.add("maybe", (Any, fk.optional(fk.u16le, when=flags & 2)))
    body.add("maybe", (Any, fk.optional(fk.data(prefix=fk.u8), when=flags >> 9 & 1)))
    return fk.data(1)


def _padded(body: Body) -> Word:
    """Bytes after padding as long as a field says."""
    body.add("pad", (None, fk.pad(body.plain("size") & 7, fill=0x20, strict=body.source.random() < 0.5)))
    return fk.data(1)


def _chosen(body: Body) -> Word:
    """Bytes whose length is in one of two fields, of which one may be absent."""
    short = body.plain("short")
    long = getattr(this, body.add("long", (Any, fk.optional(fk.u16, when=short == 9))))
    return fk.data(fk.choose(short == 9, long, short & 7))


def _peeked(body: Body) -> Word:
    """Bytes after a number that looks at what may be among them, after them, or not there."""
    body.add("ahead", (int, fk.peek(fk.u8, ahead=body.source.randrange(4))))
    return fk.data(prefix=fk.u8)


class Nothing(Frame):
    """No fields."""


def _small(items: list[int]) -> tuple[int, ...]:
    if any(each > 99 for each in items):
        raise ValueError("an item is over 99")
    return tuple(items)


def _read_byte(buffer: bytes, offset: int, end: int) -> tuple[int, int]:
    if offset >= end:
        raise IndexError(offset)
    return buffer[offset] ^ 0x55, offset + 1


def _write_byte(value: int) -> bytes:
    return bytes([value ^ 0x55])


Inner = Callable[[Body], Word]


def declared(word: Word) -> Any:
    """What declares a field of a word: annotations and classes have field() around them."""
    return (Any, word if isinstance(word, Specifier) else fk.field(word))


def _nested(body: Body, inner: Inner, trailer: bool) -> Word:
    inside = Body(body.source, body.derived)
    inside.add("part", declared(inner(inside)))
    if trailer:
        inside.add("after", fk.u8)
    return make_frame(f"Inner{len(inside.fields)}", inside.fields)


def _given_frame(body: Body, inner: Inner) -> Word:
    inside = Body(body.source, body.derived)
    there = inside.add("there", (bool, fk.given()))
    size = inside.add("size", (fk.u8, fk.given()))
    inside.add("head", fk.data(getattr(this, size) & 3))
    inside.add("part", (Any, fk.optional(inner(inside), when=getattr(this, there))))
    flag = body.plain("flag")
    return make_frame("Told", inside.fields).given(**{there: flag & 1 == 1, size: flag >> 1})


def _sized_frame(body: Body, inner: Inner) -> Word:
    inside = Body(body.source, body.derived)
    size = inside.number("total")
    inside.add("part", declared(inner(inside)))
    return make_frame("Bounded", inside.fields, size=size)


def _until_part(body: Body, inner: Inner) -> Word:
    inside = Body(body.source, body.derived)
    inside.add("part", declared(inner(inside)))
    last = inside.add("last", fk.u8)
    return fk.array(make_frame("Part", inside.fields), until=getattr(item, last) > 99)


LAYERS: dict[str, Callable[[Body, Inner], Word]] = {
    "array fixed": lambda body, inner: fk.array(inner(body), 2),
    "array prefix": lambda body, inner: fk.array(inner(body), prefix=fk.u8),
    "array count": lambda body, inner: fk.array(inner(body), count=body.number("count"), limit=9),
    "array rest": lambda body, inner: fk.array(inner(body)),
    "array until": lambda body, inner: fk.array(inner(body), until=b"\xff\xff"),
    "array kept": lambda body, inner: fk.array(inner(body), until=b"\xff", consume=False),
    "array until item": lambda body, inner: fk.array(inner(body), until=item == 0),
    "array open": lambda body, inner: fk.array(inner(body), until=b"\xee", or_end=True),
    "array open item": lambda body, inner: fk.array(inner(body), until=item == 3, or_end=True),
    "array until bytes": lambda body, inner: fk.array(inner(body), until=item == b"ab"),
    "array until text": lambda body, inner: fk.array(inner(body), until=item == "ab"),
    "array until size": lambda body, inner: fk.array(inner(body), until=fk.size_of(item) != 2),
    "array until part": lambda body, inner: _until_part(body, inner),
    "array size": lambda body, inner: fk.array(inner(body), size=body.number("size")),
    "array size fixed": lambda body, inner: fk.array(inner(body), size=6),
    "array size_prefix": lambda body, inner: fk.array(inner(body), size_prefix=fk.u8),
    "array counted and sized": lambda body, inner: fk.array(
        inner(body), prefix=fk.u8, size=body.number("size"), leftover="ignore"
    ),
    "switch": lambda body, inner: fk.switch(body.plain("tag"), {0: inner(body), 1: fk.u16}),
    "switch otherwise": lambda body, inner: fk.switch(body.plain("tag"), {0: fk.u16}, otherwise=inner(body)),
    "switch size": lambda body, inner: fk.switch(body.plain("tag"), {0: inner(body), (1, 2): fk.u16}, size=body.number("size")),
    "switch size_prefix": lambda body, inner: fk.switch(
        body.plain("tag"), {0: inner(body), 1: fk.data()}, otherwise=fk.unknown(), size_prefix=fk.u8
    ),
    "switch of frames": lambda body, inner: fk.switch(
        body.number("tag"), {1: _nested(body, inner, False), 2: Pair, 3: Label}, otherwise=fk.unknown(), size=body.number("size")
    ),
    "optional": lambda body, inner: fk.optional(inner(body)),
    "optional when": lambda body, inner: fk.optional(inner(body), when=body.plain("flag") & 1 == 1),
    "optional size": lambda body, inner: fk.optional(inner(body), when=body.plain("flag") > 3, size=body.number("size")),
    "optional size_prefix": lambda body, inner: fk.optional(inner(body), when=body.plain("flag") > 3, size_prefix=fk.u16le),
    "frame": lambda body, inner: _nested(body, inner, True),
    "frame alone": lambda body, inner: _nested(body, inner, False),
    "frame given": lambda body, inner: _given_frame(body, inner),
    "frame bounded": lambda body, inner: _sized_frame(body, inner),
    "frame within": lambda body, inner: fk.field(_nested(body, inner, False), within=fk.data(body.number("length"))),
    "frame within end": lambda body, inner: fk.field(
        _nested(body, inner, False), within=fk.xor(0x55, fk.data(until=b"\xee", or_end=True))
    ),
    "frame sized": lambda body, inner: fk.field(_nested(body, inner, False), size=body.number("size")),
    "frame size_prefix": lambda body, inner: fk.field(_nested(body, inner, False), size_prefix=fk.u8, leftover="ignore"),
    "mapped": lambda body, inner: fk.mapped(inner(body), unpack=lambda value: value, pack=lambda value: value),
}


ENDLESS = {
    *(("array until size", leaf) for leaf in ("i16le", "bcd", "item checked", "item constant", "const bytes", "const number")),
    *(("array until size", leaf) for leaf in ("data fixed", "decimal", "flags", "const varint")),
    ("array until bytes", "ipv4"),
    ("array until bytes", "bcd"),
    ("array until bytes", "item constant"),
    ("array until bytes", "const bytes"),
    ("array until bytes", "xor field"),
    ("array until bytes", "data included"),
    ("array until text", "mapped"),
}
"""Layers around leaves of which no frame can be made, which takes long to find out."""


@dataclass(frozen=True)
class Composition:
    """Layers around a leaf.

    Attributes:
        layers: their names, outermost first.
        leaf: its name.
        derived: numbers are derived where that is allowed.
        seed: of what is left to chance.
    """

    layers: tuple[str, ...]
    leaf: str
    derived: bool = True
    seed: int = 0

    def __str__(self) -> str:
        return f"{' of '.join((*self.layers, self.leaf))} ({'derived' if self.derived else 'plain'}, {self.seed})"

    def frame(self) -> type[Frame] | None:
        """The frame, or None if the vocabulary refuses it. A trailer follows if the frame allows one."""
        for trailer in (True, False):
            body = Body(random.Random(f"{self}"), self.derived)
            try:
                after = body.number("after") if trailer and body.source.random() < 0.3 else None
                word = self._word(body, self.layers)
                body.add("part", declared(word))
                if trailer:
                    body.add("trailer", fk.u16 if after is None else fk.data(after))
                return make_frame("Composed", body.fields, byteorder=body.source.choice(["big", "little"]))
            except SpecError:
                continue
        return None

    def _word(self, body: Body, layers: tuple[str, ...]) -> Word:
        if not layers:
            return LEAVES[self.leaf](body)
        if (*layers, self.leaf) in ENDLESS:
            raise SpecError("no item can be what ends the array")
        return LAYERS[layers[0]](body, lambda inner: self._word(inner, layers[1:]))


def every_composition(depth: int) -> Iterator[Composition]:
    """Every leaf in `depth` layers of every kind, with derived and with plain numbers."""

    def chains(left: int) -> Iterator[tuple[str, ...]]:
        if not left:
            yield ()
            return
        for name in LAYERS:
            for rest in chains(left - 1):
                yield (name, *rest)

    for layers in chains(depth):
        for leaf in LEAVES:
            for derived in (True, False):
                yield Composition(layers, leaf, derived)


BESIDE: list[Callable[[], Word]] = [
    *(lambda kind=kind: fk.field(kind) for kind in (fk.u8, fk.u16, fk.u16le, fk.u32be, fk.bool8)),
    lambda: fk.const(b"FK"),
    lambda: fk.const(0x1234, fk.u16),
    lambda: fk.const(300, fk.uleb128),
]
"""What stands beside the parts of a random frame: numbers and constants in every byte order."""


def random_frame(seed: int) -> type[Frame] | None:
    """A frame of several random parts that stand one after another, or None if the vocabulary refuses it."""
    source = random.Random(seed)
    for trailer in (True, False):
        body = Body(source, source.random() < 0.6)
        try:
            if source.random() < 0.5:
                body.add("first", declared(source.choice(BESIDE)()))
            for _ in range(source.randint(1, 4)):
                layers = tuple(source.choices(list(LAYERS), k=source.choice((0, 0, 1, 1, 2))))
                composition = Composition(layers, source.choice(list(LEAVES)))
                body.add("part", declared(composition._word(body, layers)))
                body.add("next", declared(source.choice(BESIDE)()))
            if trailer:
                sum_of = fk.checksum(fk.u16, "internet", over=source.choice(["before", "frame"]))
                body.add("sum", (int, fk.optional(sum_of, when=body.plain("flag") > 99) if source.random() < 0.3 else sum_of))
            return make_frame("Random", body.fields, byteorder=source.choice(["big", "little"]))
        except SpecError:
            continue
    return None
