"""The closed set of wire kinds.

Strategy: a kind holds facts (sizes, ranges, byte order, where its length comes from), never code that reads or writes. Each
backend has one `match` over `Kind` that ends in `assert_never`, so that a kind forgotten somewhere is a type error.

Rules: frozen data; inside a finished FrameSpec every `Scalar` has its byte order and its final size. Users do not add kinds,
they add values: a `Mapped` over a kind that is here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from framekit.spec.expr import Expr
    from framekit.spec.model import FrameSpec

Order: TypeAlias = Literal["big", "little"]
Number: TypeAlias = Literal["int", "float", "bool"]


@dataclass(frozen=True)
class Scalar:
    """A number of a fixed width.

    Attributes:
        name: the word of the vocabulary, as `u16`.
        size: bytes on the wire, 1 to 16.
        number: what Python sees: int, float or bool.
        signed: two's complement; without meaning for floats.
        code: the character of the struct module in its standard sizes, or "" for a width that struct lacks.
        order: the byte order, or None until the frame's is known.
        c_type: for a type whose size only C knows, its native struct character; else "".
        alignment: what C asks of its offset in a native layout, in bytes.
    """

    name: str
    size: int
    number: Number
    signed: bool
    code: str
    order: Order | None = None
    c_type: str = ""
    alignment: int = 1

    @property
    def minimum(self) -> int:
        """The least integer that fits."""
        return -(1 << (8 * self.size - 1)) if self.signed else 0

    @property
    def maximum(self) -> int:
        """The greatest integer that fits."""
        return (1 << (8 * self.size - self.signed)) - 1


@dataclass(frozen=True)
class Fixed:
    """The declaration itself says how much: `number` bytes or items."""

    number: int


@dataclass(frozen=True)
class Prefixed:
    """A number that stands directly before says how much."""

    prefix: Scalar


@dataclass(frozen=True)
class Given:
    """An expression over fields already read says how much."""

    expression: Expr


@dataclass(frozen=True)
class Rest:
    """All that is left of the frame."""


Extent: TypeAlias = Fixed | Prefixed | Given | Rest


@dataclass(frozen=True)
class Bytes:
    """Bytes as they are.

    Attributes:
        extent: where the length comes from, in bytes.
        pad: what fills a short value up to a fixed length (one character's bytes), or b"" where values must be exact.
        strip: trailing pads are taken off when reading.
        limit: the most bytes allowed, or None.
    """

    extent: Extent
    pad: bytes = b""
    strip: bool = False
    limit: int | None = None


@dataclass(frozen=True)
class Text:
    """Bytes that stand for text: `data` decoded by `encoding`. `errors` is Python's error handler for reading."""

    data: Bytes
    encoding: str = "utf-8"
    errors: str = "strict"


@dataclass(frozen=True)
class Const:
    """The same value always. `value` is what `base` holds, `wire` its bytes."""

    base: Scalar | Bytes | Text
    value: Any
    wire: bytes

    @property
    def plain(self) -> int | float | bytes:
        """What struct has for the value: a plain number where an enumeration has a member, bytes where there is text."""
        if not isinstance(self.base, Scalar):
            return self.wire
        return float(self.value) if self.base.number == "float" else int(self.value)


@dataclass(frozen=True)
class Padding:
    """Bytes without a meaning: written as `fill`, skipped when reading.

    `implicit` marks what a C compiler puts between members; `alignment` is then that of the member behind it.
    """

    size: int
    fill: int = 0
    implicit: bool = False


@dataclass(frozen=True)
class Repeat:
    """Items of one kind, one after another; `extent` counts items. `limit` is the most items allowed, or None."""

    item: Kind
    extent: Extent
    limit: int | None = None


@dataclass(frozen=True)
class Nested:
    """A frame inside a frame. The target is asked for when needed, since its class may come later in the file."""

    name: str
    target: Callable[[], FrameSpec]

    @property
    def frame(self) -> FrameSpec:
        """The frame that stands here."""
        return self.target()


@dataclass(frozen=True)
class Mapped:
    """Values that stand for the values of `base`: enum members for integers, and the like.

    Attributes:
        base: what is on the wire.
        name: what to call the values, as `Color`.
        unpack: wire value to value; raises ValueError or LookupError for a wire value that stands for nothing.
        pack: value to wire value, raising ValueError or TypeError; None where the wire takes the value as it is.
        python_type: the class of the values.
        to_json: value to what JSON can hold.
        from_json: the way back; takes a value too, and gives it back as it is.
    """

    base: Scalar
    name: str
    unpack: Callable[[Any], Any]
    pack: Callable[[Any], Any] | None
    python_type: type
    to_json: Callable[[Any], Any]
    from_json: Callable[[Any], Any]


Kind: TypeAlias = Scalar | Bytes | Text | Const | Padding | Repeat | Nested | Mapped


def describe(kind: Kind) -> str:
    """The kind in the words of the vocabulary.

    >>> describe(Repeat(Scalar("u16", 2, "int", False, "H"), Fixed(3)))
    'array(u16, 3)'
    """
    match kind:
        case Scalar():
            return kind.name if kind.size == 1 or kind.order is None else f"{kind.name} {kind.order}"
        case Bytes():
            return f"data({_arguments('length', kind.extent, kind.limit)})"
        case Text():
            return f"text({_arguments('length', kind.data.extent, kind.data.limit, kind.encoding)})"
        case Const():
            return f"const({kind.value!r}{f', {describe(kind.base)}' if isinstance(kind.base, Scalar) else ''})"
        case Padding():
            return f"alignment({kind.size})" if kind.implicit else f"pad({kind.size})"
        case Repeat():
            return f"array({describe(kind.item)}{_arguments(', count', kind.extent, kind.limit)})"
        case Nested():
            return kind.name
        case Mapped():
            return f"{kind.name}: {describe(kind.base)}"


def _arguments(word: str, extent: Extent, limit: int | None, encoding: str = "") -> str:
    lead = ", " if word.startswith(", ") else ""
    shown = [_describe_extent(extent, word.removeprefix(lead)), encoding, "" if limit is None else f"limit={limit}"]
    text = ", ".join(each for each in shown if each)
    return lead + text if text else ""


def _describe_extent(extent: Extent, word: str) -> str:
    match extent:
        case Fixed(number):
            return str(number)
        case Prefixed(prefix):
            return f"prefix={describe(prefix)}"
        case Given(expression):
            return f"{word}={expression}"
        case Rest():
            return ""
