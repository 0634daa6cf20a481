"""The closed set of wire kinds.

Strategy: a kind holds facts (sizes, ranges, byte order, where its length comes from), never code that reads or writes. Each
backend has one `match` over `Kind` that ends in `assert_never`, so that a kind forgotten somewhere is a type error.

The numbers among them are in numbers.py.

Rules: frozen data; inside a finished FrameSpec every `Scalar` has its byte order and its final size, and every `Bits` its
place. Users do not add kinds, they add values: a `Mapped` over a kind that is here, or a `Custom` pair of functions. What a
mapped value represents is data too (transforms.py).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, assert_never

from framekit.spec.conversion import pack_of, unpack_of
from framekit.spec.numbers import Bits as Bits
from framekit.spec.numbers import Order as Order
from framekit.spec.numbers import Scalar as Scalar
from framekit.spec.numbers import Varint as Varint
from framekit.spec.record import record
from framekit.spec.transforms import Functions, Transform, name_of, python_type_of

if TYPE_CHECKING:
    from framekit.spec.expr import Expr
    from framekit.spec.model import FrameSpec

Leftover: TypeAlias = Literal["error", "fill", "ignore", "keep"]


@record
class Fixed:
    """The declaration itself says how much: `number` bytes or items."""

    number: int


@record
class Prefixed:
    """A number that directly precedes the value says how much.

    Attributes:
        prefix: the number.
        bias: what it is more than the length or the count.
        null: the number that says that there is no value, which is None then; or None if there always is one.
    """

    prefix: Scalar | Varint
    bias: int = 0
    null: int | None = None

    @property
    def maximum(self) -> int:
        """The greatest length or count that it can say."""
        return self.prefix.maximum - self.bias


@record
class FromFields:
    """An expression over fields already read says how much."""

    expression: Expr


@record
class Rest:
    """All that is left of the frame."""


@record
class Before:
    """All that is left of the frame but what the fields after it take.

    Attributes:
        size: bytes that they always take.
        more: an expression over fields before it that says how many bytes more they take, or None.
    """

    size: int
    more: Expr | None = None


@record
class Until:
    """It goes up to a marker. For items, the marker stands where the next item would begin.

    Attributes:
        marker: the bytes that end it.
        consume: the marker belongs to the field; else it is left for what follows.
        include: the marker is part of the value.
        unit: the marker begins at a multiple of so many bytes from the field's start: the width of a character.
        others: markers that end it as well; packing writes `marker`.
        or_end: the end of the surroundings ends it too.
    """

    marker: bytes
    consume: bool = True
    include: bool = False
    unit: int = 1
    others: tuple[bytes, ...] = ()
    or_end: bool = False

    @property
    def markers(self) -> tuple[bytes, ...]:
        """All markers."""
        return (self.marker, *self.others)

    @property
    def longest(self) -> int:
        """Bytes of the longest marker."""
        return max(map(len, self.markers))


@record
class UntilItem:
    """Items go on until an expression over the last one is true; that one is still an item.

    Attributes:
        expression: over the last item.
        or_end: the end of the surroundings ends them too.
    """

    expression: Expr
    or_end: bool = False


@record
class LeftoverOf:
    """What the field before left of the bytes that its `size=` gave it."""

    field: str


Extent: TypeAlias = Fixed | Prefixed | FromFields | Rest | Before | Until | UntilItem | LeftoverOf


@record
class Bytes:
    """Bytes as they are.

    Attributes:
        extent: where the length comes from, in bytes.
        pad: what fills a short value up to a fixed length (one character's bytes), or b"" where values must be exact.
        strip: trailing pads are taken off when reading.
        limit: the most bytes allowed, or None.
        view: reading gives a memoryview of the buffer, and copies nothing.
    """

    extent: Extent
    pad: bytes = b""
    strip: bool = False
    limit: int | None = None
    view: bool = False


@record
class Text:
    """Bytes that stand for text: `data` decoded by `encoding`. `errors` is Python's error handler for reading."""

    data: Bytes
    encoding: str = "utf-8"
    errors: str = "strict"


@record
class Const:
    """The same value always. `value` is what `base` holds, `wire` its bytes; b"" for bits, which have no bytes of their own."""

    base: Scalar | Bits | Varint | Bytes | Text
    value: Any
    wire: bytes

    @property
    def plain(self) -> int | float | bytes:
        """What struct has for the value: a plain number where an enumeration has a member, bytes where there is text."""
        if isinstance(self.base, Bytes | Text):
            return self.wire
        return float(self.value) if isinstance(self.base, Scalar) and self.base.number == "float" else int(self.value)


@record
class Padding:
    """Bytes or bits without a meaning: written as `fill`, skipped when reading.

    Attributes:
        size: bytes; 0 where `bits` says how many bits.
        fill: what is written into each byte; for bits, 0 or 1.
        strict: reading refuses anything else than the fill.
        bits: the bits, where it is not whole bytes.
        implicit: it is what a C compiler puts between members.
    """

    size: int
    fill: int = 0
    strict: bool = False
    bits: Bits | None = None
    implicit: bool = False


@record
class Filler:
    """Bytes without a meaning whose number is computed: up to a multiple of a number, or as many as an expression says.

    Attributes:
        to: they go up to the next multiple of it, counted from the start of the frame; 1 if `size` says how many there are.
        fill: what is written into each byte.
        strict: reading refuses anything else than the fill.
        size: an expression over fields before it that says how many there are, or None.
        outer: the multiple is counted from the start of the outermost frame, or of the nearest one around with `origin`.
    """

    to: int
    fill: int = 0
    strict: bool = False
    size: Expr | None = None
    outer: bool = False


@record
class Repeat:
    """Items of one kind, one after another; `extent` counts items. `limit` is the most items allowed, or None."""

    item: Kind
    extent: Extent
    limit: int | None = None

    @property
    def bits(self) -> Bits | None:
        """The item, if items are bits that run on over bytes; the run ends on a whole byte. None for any other items."""
        return self.item if isinstance(self.item, Bits) else None


@record
class Nested:
    """A frame inside a frame.

    Attributes:
        name: of its class.
        target: gives its spec, when it is needed, since its class may come later in the file.
        given: what is given to it from outside: the name of each such field, and its value as an expression over fields of the
            outer frame.
    """

    name: str
    target: Callable[[], FrameSpec]
    given: tuple[tuple[str, Expr], ...] = ()

    @property
    def frame(self) -> FrameSpec:
        """The frame that is here."""
        return self.target()


@record
class Sized:
    """A value of a size in bytes.

    Attributes:
        inner: the value.
        extent: how many bytes it has.
        leftover: what becomes of bytes that the value does not take: they are an error, or must be the fill, or are ignored, or
            kept by another field.
        fill: one character's bytes, with which packing fills up a part whose leftover must be the fill, or is ignored.
    """

    inner: Kind
    extent: Fixed | Prefixed | FromFields | Before
    leftover: Leftover = "error"
    fill: bytes = b"\0"

    @property
    def fills(self) -> bool:
        """Packing fills up, as far as the value takes fewer bytes."""
        return self.leftover in ("fill", "ignore")


Tag: TypeAlias = int | bytes | str | range


@record
class Arm:
    """One choice of a switch, and the tags that stand for it."""

    tags: tuple[Tag, ...]
    kind: Kind


@record
class Switch:
    """One of several kinds, chosen by an expression.

    Attributes:
        on: what is compared with the tags.
        closed: the arms that the declaration lists.
        otherwise: what stands there for all other tags, or None where they are refused.
        unknown: other tags give an `Unknown` with bytes of this extent; None where they do not.
        union: gives the arms that were registered for a union so far, or None.
        union_name: what to call the union.
    """

    on: Expr
    closed: tuple[Arm, ...]
    otherwise: Kind | None = None
    unknown: Bytes | None = None
    union: Callable[[], tuple[Arm, ...]] | None = None
    union_name: str = ""

    @property
    def arms(self) -> tuple[Arm, ...]:
        """The arms that are known now."""
        return self.closed if self.union is None else self.union()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """All kinds that may stand here."""
        rest: tuple[Kind | None, ...] = (self.otherwise, self.unknown)
        return (*(arm.kind for arm in self.arms), *(kind for kind in rest if kind is not None))


@record
class Optional:
    """A value that may be absent, None then: present where `when` is true, or, without one, where bytes are left."""

    inner: Kind
    when: Expr | None = None


@record
class Algorithm:
    """How a checksum is computed. `name` is for people.

    `function` takes bytes, and the key if the checksum has one; it gives a number or the bytes of a digest.
    """

    name: str
    function: Callable[..., Any]


Over: TypeAlias = Literal["before", "after", "frame"] | tuple[str, ...]


@record
class Checksum:
    """A number, or a digest, that follows from other bytes of the frame.

    Attributes:
        base: what is on the wire: a number, a number in digits of a fixed width, or the bytes of a digest.
        algorithm: how it is computed.
        over: which bytes: all before it, all after it, the whole frame with its own bytes as zero, or those of some fields.
        key: the field of bytes that is the key of the digest, or None if it has none.
    """

    base: Scalar | Varint | Bytes
    algorithm: Algorithm
    over: Over = "before"
    key: Expr | None = None

    @property
    def size(self) -> int:
        """Its bytes."""
        match self.base:
            case Scalar():
                return self.base.size
            case Varint():
                return self.base.shortest
            case Bytes(Fixed(number)):
                return number
            case _:
                raise AssertionError(f"{self.base} has no fixed size")


@record
class Mapped:
    """Values that represent the values of `base`: members of an enumeration for integers, and the like.

    Attributes:
        base: what is on the wire.
        transform: how a value represents it.
        argument: an expression over other fields, whose value the functions take too; or None.
    """

    base: Kind
    transform: Transform
    argument: Expr | None = None

    @property
    def name(self) -> str:
        """What to call the values, as `Color`."""
        return name_of(self.transform)

    @property
    def python_type(self) -> type:
        """The class of the values."""
        return python_type_of(self.transform)

    @cached_property
    def unpack(self) -> Callable[..., Any]:
        """Wire value, and argument if there is one, to value; raises ValueError or LookupError if there is no such value."""
        return unpack_of(self.transform)

    @cached_property
    def pack(self) -> Callable[..., Any] | None:
        """Value, and argument if there is one, to wire value, raising ValueError or TypeError; None to take it as it is."""
        return pack_of(self.transform)


@record
class Custom:
    """A pair of the user's functions.

    Attributes:
        name: what to call it.
        functions: `unpack` is `(buffer, offset, end) -> (value, offset after it)`, where `buffer` begins where the frame does;
            `pack` is `(value) -> bytes`.
        minimum: the minimum number of bytes of a value.
        maximum: the maximum number of bytes, or None.
        python_type: the class of the values, or object if it is not known.
    """

    name: str
    functions: Functions
    minimum: int = 0
    maximum: int | None = None
    python_type: type = object


@record
class Given:
    """A value that is known from outside the frame, and takes no bytes.

    Attributes:
        base: the values that it may have; it says nothing about the wire.
    """

    base: Kind


@record
class LookAhead:
    """A value that is looked at before it is reached, and takes no bytes here.

    Attributes:
        base: what is there; of a fixed size.
        ahead: how many bytes after this place it begins.
    """

    base: Kind
    ahead: int


Integer: TypeAlias = Scalar | Bits | Varint
Kind: TypeAlias = (
    Scalar
    | Bits
    | Varint
    | Bytes
    | Text
    | Const
    | Padding
    | Filler
    | Repeat
    | Nested
    | Sized
    | Switch
    | Optional
    | Checksum
    | Mapped
    | Custom
    | Given
    | LookAhead
)


class Unknown:
    """What stands where a switch knows no arm for the tag: the tag, and the bytes as they came.

    >>> Unknown(7, b"ab")
    Unknown(tag=7, data=b'ab')
    """

    __slots__ = ("data", "tag")
    __match_args__ = ("tag", "data")

    def __init__(self, tag: Any, data: bytes) -> None:
        self.tag = tag
        self.data = data

    def __eq__(self, other: object) -> bool:
        if type(other) is not Unknown:
            return NotImplemented
        return bool(self.tag == other.tag and self.data == other.data)

    def __hash__(self) -> int:
        return hash((Unknown, self.tag, self.data))

    def __repr__(self) -> str:
        return f"Unknown(tag={self.tag!r}, data={self.data!r})"


def checksum_in(kind: Kind) -> Checksum | None:
    """The checksum that a field is, also one that may be absent; None for any other kind."""
    inner = kind.inner if isinstance(kind, Optional) else kind
    return inner if isinstance(inner, Checksum) else None


def bits_of(kind: Kind) -> Bits | None:
    """The bits that a kind takes in a group, or None where it has whole bytes."""
    match kind:
        case Bits():
            return kind
        case Mapped() | Const():
            return kind.base if isinstance(kind.base, Bits) else None
        case Padding():
            return kind.bits
        case (
            Scalar()
            | Varint()
            | Bytes()
            | Text()
            | Filler()
            | Repeat()
            | Nested()
            | Sized()
            | Switch()
            | Optional()
            | Checksum()
            | Custom()
            | Given()
            | LookAhead()
        ):
            return None
        case _:
            assert_never(kind)


def wire_base(kind: Kind) -> Kind:
    """What is on the wire for a mapped value, a constant or a checksum; any other kind itself."""
    while isinstance(kind, Mapped | Const | Checksum):
        kind = kind.base
    return kind


def integer_base(kind: Kind) -> Integer | None:
    """The integer that is on the wire for a kind, or None where there is none."""
    match kind:
        case Scalar():
            return kind if kind.number == "int" else None
        case Bits() | Varint():
            return kind
        case Mapped() | Const() | Given() | LookAhead():
            return integer_base(kind.base)
        case (
            Bytes()
            | Text()
            | Padding()
            | Filler()
            | Repeat()
            | Nested()
            | Sized()
            | Switch()
            | Optional()
            | Checksum()
            | Custom()
        ):
            return None
        case _:
            assert_never(kind)
