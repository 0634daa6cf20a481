"""The closed set of wire kinds.

Strategy: a kind contains facts (sizes, ranges, byte order, the source of its length), never code that reads or writes. Each
backend has one `match` over `Kind` that ends in `assert_never`, so that a forgotten kind is a type error.

The numeric kinds are in numbers.py.

Rules: the data is frozen. In a finished FrameSpec every `Scalar` has its byte order and its final size, and every `Bits` has its
place. Users do not add kinds; they add values, as a `Mapped` over an existing kind or as a `Custom` pair of functions. The
meaning of a mapped value is data too (transforms.py).
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
    """A fixed length or count: `number` bytes or items."""

    number: int


@record
class Prefixed:
    """A length or count in a prefix, which directly precedes the value.

    Attributes:
        prefix: the number before the value.
        bias: the prefix minus the length or count.
        null: the prefix that indicates that there is no value, which is None then; or None if there always is a value.
    """

    prefix: Scalar | Varint
    bias: int = 0
    null: int | None = None

    @property
    def maximum(self) -> int:
        """The maximum length or count that the prefix can express."""
        return self.prefix.maximum - self.bias


@record
class FromFields:
    """A length or count that is an expression over fields that were read before."""

    expression: Expr


@record
class Rest:
    """The rest of the frame."""


@record
class Before:
    """The rest of the frame, except the bytes that the fields after it take.

    Attributes:
        size: the number of bytes that those fields always take.
        more: an expression over earlier fields for the number of further bytes that those fields take, or None.
    """

    size: int
    more: Expr | None = None


@record
class Until:
    """An extent up to a terminator. For items, the terminator is at the place where the next item would begin.

    Attributes:
        marker: the bytes of the terminator.
        consume: True if the terminator belongs to the field; otherwise it is left for what follows.
        include: True if the terminator is part of the value.
        unit: the width of a character in bytes; the terminator begins at a multiple of it from the start of the field.
        others: further terminators; packing writes `marker`.
        or_end: True if the end of the surroundings ends the field too.
    """

    marker: bytes
    consume: bool = True
    include: bool = False
    unit: int = 1
    others: tuple[bytes, ...] = ()
    or_end: bool = False

    @property
    def markers(self) -> tuple[bytes, ...]:
        """All terminators."""
        return (self.marker, *self.others)

    @property
    def longest(self) -> int:
        """The length of the longest terminator in bytes."""
        return max(map(len, self.markers))


@record
class UntilItem:
    """An extent of items up to the first for which an expression is true, which is an item too.

    Attributes:
        expression: the expression over the item that was read last.
        or_end: True if the end of the surroundings ends the items too.
    """

    expression: Expr
    or_end: bool = False


@record
class LeftoverOf:
    """The leftover of the preceding field: the bytes of its `size=` that it does not take."""

    field: str


Extent: TypeAlias = Fixed | Prefixed | FromFields | Rest | Before | Until | UntilItem | LeftoverOf


@record
class Bytes:
    """Uninterpreted bytes.

    Attributes:
        extent: the source of the length in bytes.
        pad: the bytes of one character that fill a short value up to a fixed length, or b"" if the length must be exact.
        strip: True if trailing pads are removed when reading.
        limit: the maximum number of bytes, or None.
        view: True if reading returns a memoryview of the buffer instead of a copy.
    """

    extent: Extent
    pad: bytes = b""
    strip: bool = False
    limit: int | None = None
    view: bool = False


@record
class Text:
    """Text: `data` decoded by `encoding`. `errors` is the name of Python's error handler for reading."""

    data: Bytes
    encoding: str = "utf-8"
    errors: str = "strict"


@record
class Const:
    """A constant. `value` is the value of `base`, and `wire` its bytes, or b"" for bits, which have no bytes of their own."""

    base: Scalar | Bits | Varint | Bytes | Text
    value: Any
    wire: bytes

    @property
    def plain(self) -> int | float | bytes:
        """The value as the struct module takes it: a plain number for a member of an enumeration, bytes for text."""
        if isinstance(self.base, Bytes | Text):
            return self.wire
        return float(self.value) if isinstance(self.base, Scalar) and self.base.number == "float" else int(self.value)


@record
class Padding:
    """Bytes or bits without a meaning, which are written as `fill` and skipped when reading.

    Attributes:
        size: the number of bytes; 0 if `bits` is set.
        fill: the value of each byte that is written; for bits, 0 or 1.
        strict: True if reading refuses anything except the fill.
        bits: the bits, if the padding is not whole bytes.
        implicit: True for padding that a C compiler inserts between members.
    """

    size: int
    fill: int = 0
    strict: bool = False
    bits: Bits | None = None
    implicit: bool = False


@record
class Filler:
    """Bytes without a meaning whose number is computed, by alignment or by an expression.

    Attributes:
        to: the alignment: the bytes extend to the next multiple of it, counted from the start of the frame; 1 if `size` is set.
        fill: the value of each byte that is written.
        strict: True if reading refuses anything except the fill.
        size: an expression over earlier fields for the number of bytes, or None.
        outer: True if the offset counts from the start of the outermost frame, or of the nearest outer frame with `origin`.
    """

    to: int
    fill: int = 0
    strict: bool = False
    size: Expr | None = None
    outer: bool = False


@record
class Repeat:
    """An array of items of one kind. `extent` counts items; `limit` is the maximum number of items, or None."""

    item: Kind
    extent: Extent
    limit: int | None = None

    @property
    def bits(self) -> Bits | None:
        """The item, if items are bits that continue across bytes up to a whole byte at the end; None for other items."""
        return self.item if isinstance(self.item, Bits) else None


@record
class Nested:
    """A frame inside a frame.

    Attributes:
        name: the name of the inner frame's class.
        target: returns the spec of the inner frame when it is needed, because its class may be declared later in the file.
        given: the name of each field that is given from outside, and its value as an expression over fields of the outer frame.
    """

    name: str
    target: Callable[[], FrameSpec]
    given: tuple[tuple[str, Expr], ...] = ()

    @property
    def frame(self) -> FrameSpec:
        """The inner frame."""
        return self.target()


@record
class Sized:
    """A part with a size in bytes.

    Attributes:
        inner: the value in the part.
        extent: the source of the size in bytes.
        leftover: how bytes that the value does not take are treated: they are an error, must be the fill, are ignored, or are
            kept by another field.
        fill: the bytes of one character with which packing fills a part whose leftover must be the fill or is ignored.
    """

    inner: Kind
    extent: Fixed | Prefixed | FromFields | Before
    leftover: Leftover = "error"
    fill: bytes = b"\0"

    @property
    def fills(self) -> bool:
        """True if packing fills the bytes that the value does not take."""
        return self.leftover in ("fill", "ignore")


Tag: TypeAlias = int | bytes | str | range


@record
class Arm:
    """One choice of a switch, and its tags."""

    tags: tuple[Tag, ...]
    kind: Kind


@record
class Switch:
    """One of several kinds, chosen by an expression.

    Attributes:
        on: the expression that is compared with the tags.
        closed: the arms in the declaration.
        otherwise: the kind for all other tags, or None if there is none.
        unknown: the bytes of the `Unknown` that other tags give, or None if they give none.
        union: returns the arms that are registered for an open union so far; None for a closed switch.
        union_name: the name of the union.
    """

    on: Expr
    closed: tuple[Arm, ...]
    otherwise: Kind | None = None
    unknown: Bytes | None = None
    union: Callable[[], tuple[Arm, ...]] | None = None
    union_name: str = ""

    @property
    def arms(self) -> tuple[Arm, ...]:
        """The arms that are known at present."""
        return self.closed if self.union is None else self.union()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """All kinds that are possible here."""
        rest: tuple[Kind | None, ...] = (self.otherwise, self.unknown)
        return (*(arm.kind for arm in self.arms), *(kind for kind in rest if kind is not None))


@record
class Optional:
    """A value that may be absent, and is None then. It is present if `when` is true or, without `when`, if bytes are left."""

    inner: Kind
    when: Expr | None = None


@record
class Algorithm:
    """The algorithm of a checksum. `name` is for readers.

    `function` takes bytes, and the key if the checksum has one; it returns a number, or the bytes of a digest.
    """

    name: str
    function: Callable[..., Any]


Over: TypeAlias = Literal["before", "after", "frame"] | tuple[str, ...]


@record
class Checksum:
    """A number or a digest that is computed from other bytes of the frame.

    Attributes:
        base: the form on the wire: a number, a number in digits of a fixed width, or the bytes of a digest.
        algorithm: how the checksum is computed.
        over: the bytes that it covers: all before it, all after it, the whole frame with its own bytes as zero, or those of some
            fields.
        key: the field that contains the key of the digest, or None if there is no key.
    """

    base: Scalar | Varint | Bytes
    algorithm: Algorithm
    over: Over = "before"
    key: Expr | None = None

    @property
    def size(self) -> int:
        """The size of the checksum in bytes."""
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
    """Values that represent the values of `base`, such as members of an enumeration for integers.

    Attributes:
        base: the form on the wire.
        transform: the relation between a value and its wire value.
        argument: an expression over other fields, whose value is an argument of the functions, or None.
    """

    base: Kind
    transform: Transform
    argument: Expr | None = None

    @property
    def name(self) -> str:
        """The name of the values, such as `Color`."""
        return name_of(self.transform)

    @property
    def python_type(self) -> type:
        """The class of the values."""
        return python_type_of(self.transform)

    @cached_property
    def unpack(self) -> Callable[..., Any]:
        """Convert a wire value, and the argument if there is one, to a value; raises ValueError or LookupError."""
        return unpack_of(self.transform)

    @cached_property
    def pack(self) -> Callable[..., Any] | None:
        """Convert a value, and the argument if there is one, to a wire value; raises ValueError or TypeError.

        None if the value is packed unchanged.
        """
        return pack_of(self.transform)


@record
class Custom:
    """A pair of the user's functions.

    Attributes:
        name: the name of the kind.
        functions: `unpack` is `(buffer, offset, end) -> (value, offset after it)`, where `buffer` begins at the start of the
            frame; `pack` is `(value) -> bytes`.
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
    """A value that is given from outside the frame, and takes no bytes.

    Attributes:
        base: the kind that determines which values are possible; its form on the wire is not used.
    """

    base: Kind


@record
class LookAhead:
    """A value that is read ahead of its place, and takes no bytes here.

    Attributes:
        base: the kind of the value, which has a fixed size.
        ahead: the distance from here to the value in bytes.
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
    """The value of a switch that has no arm for the tag: the tag, and the bytes as received.

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
    """Return the checksum of a field, which may be optional; None for any other kind."""
    inner = kind.inner if isinstance(kind, Optional) else kind
    return inner if isinstance(inner, Checksum) else None


def bits_of(kind: Kind) -> Bits | None:
    """Return the bits that a kind takes in a group, or None if it takes whole bytes."""
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
    """Return the wire kind of a mapped value, a constant or a checksum; any other kind is returned unchanged."""
    while isinstance(kind, Mapped | Const | Checksum):
        kind = kind.base
    return kind


def integer_base(kind: Kind) -> Integer | None:
    """Return the integer that a kind has on the wire, or None if it has none."""
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
