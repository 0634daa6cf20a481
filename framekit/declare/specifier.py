"""Specifiers: the objects that the functions of the vocabulary return, for the right-hand side of a field.

Strategy: a specifier stores its arguments. When the annotation is known, `field_spec` in resolve/field.py combines the two into a
kind.

Rules: specifiers are plain data, with one class for each function; nothing is checked here that needs the frame.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from framekit.errors import SpecError
from framekit.spec.expr import Expr
from framekit.spec.kinds import Bits, Order, Scalar, Varint
from framekit.spec.model import MISSING
from framekit.spec.record import record
from framekit.spec.transforms import Transform


@record(kw_only=True, eq=False)
class Specifier:
    """The attributes of all specifiers: a default, a check of the value, and a description."""

    default: Any = MISSING
    default_factory: Callable[[], Any] | None = None
    check: Any = None
    doc: str = ""
    shown_in: int = 10

    def __repr__(self) -> str:
        return f"{type(self).__name__.removesuffix('Specifier').lower()}(...)"

    def __call__(self, *arguments: Any, **named: Any) -> NoReturn:
        """Raise SpecError: in a class body, a field with the same name hides the function that was to be called."""
        raise SpecError(
            f"a field of this class hides the function that is called here: its value is {self!r}; rename the field, "
            f"or write `import framekit as fk` and fk.{type(self).__name__.removesuffix('Specifier').lower()}(...)"
        )


@record(kw_only=True, eq=False)
class Sizing:
    """The bounds of a value: a size or a size prefix, and the treatment of leftover bytes."""

    size: Any = None
    size_prefix: Any = None
    leftover: Any = "error"
    bias: Any = 0
    null: Any = None


@record(kw_only=True, eq=False)
class FieldSpecifier(Specifier):
    """`field(kind)`; if `kind` is None, the annotation determines the kind."""

    kind: Any = None
    strict: bool = False
    sizing: Sizing = Sizing()
    within: Any = None
    bitorder: Any = None


@record(kw_only=True, eq=False)
class DigitsSpecifier(FieldSpecifier):
    """`text_int(...)` and `bcd(...)`: a number, as a field, a prefix, or any other place for a number."""


@record(kw_only=True, eq=False)
class PeekSpecifier(Specifier):
    """`peek(kind, ahead=...)`."""

    kind: Any
    ahead: Any


@record(kw_only=True, eq=False)
class GivenSpecifier(Specifier):
    """`given()`; the annotation determines its values."""


@record(kw_only=True, eq=False)
class ConstSpecifier(Specifier):
    """`const(value, kind)`."""

    value: Any
    kind: Any = None


@record(kw_only=True, eq=False)
class DerivedSpecifier(Specifier):
    """`derived(kind)`."""

    kind: Any


@record(kw_only=True, eq=False)
class PadSpecifier(Specifier):
    """`pad(size, fill)`, or `bits` instead of a size."""

    size: Any
    bits: Any
    fill: Any
    strict: Any


@record(kw_only=True, eq=False)
class AlignSpecifier(Specifier):
    """`align(to, fill)`."""

    to: Any
    origin: Any
    fill: Any
    strict: Any


@record(kw_only=True, eq=False)
class DataSpecifier(Specifier):
    """`data(...)`, or `text(...)` if it has an encoding. `amount` is the length: a number, an expression, or None."""

    amount: Any
    prefix: Any = None
    until: Any = None
    or_end: Any = False
    consume: bool = True
    include: bool = False
    pad: bytes | int | str | None = None
    strip: bool | None = None
    limit: int | None = None
    view: bool = False
    encoding: str | None = None
    errors: str = "strict"
    leftover: Any = "error"
    bias: Any = 0
    null: Any = None


@record(kw_only=True, eq=False)
class ArraySpecifier(Specifier):
    """`array(item, ...)`. `amount` is the count: a number, an expression, or None."""

    item: Any
    amount: Any
    prefix: Any
    until: Any = None
    or_end: Any = False
    consume: bool = True
    limit: int | None = None
    sizing: Sizing = Sizing()
    bias: Any = 0
    null: Any = None


@record(kw_only=True, eq=False)
class SwitchSpecifier(Specifier):
    """`switch(on, arms, ...)`."""

    on: Any
    arms: Any
    otherwise: Any = None
    sizing: Sizing = Sizing()


@record(kw_only=True, eq=False)
class UnknownSpecifier(Specifier):
    """`unknown()`, for `otherwise=` of a switch."""

    limit: int | None = None


@record(kw_only=True, eq=False)
class OptionalSpecifier(Specifier):
    """`optional(item, when=...)`."""

    item: Any
    when: Any = None
    sizing: Sizing = Sizing()


@record(kw_only=True, eq=False)
class ChecksumSpecifier(Specifier):
    """`checksum(kind, algorithm, over=..., key=...)`."""

    kind: Any
    algorithm: Any
    over: Any
    key: Any = None


@record(kw_only=True, eq=False)
class MappedSpecifier(Specifier):
    """`mapped(base, ...)` and the functions based on it."""

    base: Any
    transform: Transform
    argument: Any = None


@record(kw_only=True, eq=False)
class CustomSpecifier(Specifier):
    """`custom(unpack, pack, ...)`, or a construct schema as a field if it has a `schema`."""

    name: str
    unpack: Any
    pack: Any
    minimum: Any
    maximum: Any
    values: Any
    schema: Any = None


@record(kw_only=True, eq=False)
class ComputedSpecifier(Specifier):
    """`computed(expression)`."""

    expression: Any


@record(kw_only=True, eq=False)
class LeftOfSpecifier(Specifier):
    """`leftover_of(this.name)`."""

    reference: Any


@record
class ByteOrderBy:
    """`byteorder_by(this.name, big=..., little=...)`: the field that determines the byte order, and the order for each value."""

    reference: Expr
    orders: tuple[tuple[Any, Order], ...]


def spelled(said: Any) -> str:
    """An argument as the user wrote it, for messages: the name of an alias such as `u16` or of a class, otherwise the repr."""
    number, word = number_in(said), word_in(said)
    if number is not None:
        return number.name
    if word is not None:
        return str(getattr(word, "name", repr(word)))
    return said.__name__ if isinstance(said, type) else repr(said)


def number_in(kind: Any) -> Scalar | Bits | Varint | None:
    """Return the number in an alias such as u16 or u4, or in `text_int(...)`; None if there is none."""
    if isinstance(kind, DigitsSpecifier):
        kind = kind.kind
    for extra in getattr(kind, "__metadata__", ()):
        if isinstance(extra, Scalar | Bits | Varint):
            return extra
    return None


def word_in(kind: Any) -> Specifier | None:
    """Return the specifier in an alias such as ipv4, or None if there is none."""
    for extra in getattr(kind, "__metadata__", ()):
        if isinstance(extra, Specifier):
            return extra
    return None
