"""FieldSpec and FrameSpec: a frame as frozen data.

Strategy: a FrameSpec is complete and checked when it is handed out (see validate.py), so that backends need not ask again.
What can be said of sizes is in sizes.py.

Rules: frozen data. `memo` is the one mutable thing: backends keep there what they made of a spec, so that it lives and dies
with the spec. The relations are set once, when the fields have been checked, since frames may hold each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntFlag
from typing import Any, Literal, TypeAlias

from framekit.spec.declared_at import DeclaredAt
from framekit.spec.expr import Expr, Path, references
from framekit.spec.kinds import (
    Const,
    Filler,
    Kind,
    Mapped,
    Nested,
    Optional,
    Order,
    Padding,
    Sized,
    checksum_in,
    integer_base,
)
from framekit.spec.memo import Memo
from framekit.spec.record import record

Base: TypeAlias = Literal[2, 8, 10, 16]
"""The bases in which a number may be shown."""

FIXED_LIMIT = 1 << 30
"""The most bytes or items that a declaration can fix, and the most bytes that packing fills up: a frame is made in memory."""

MAX_DEPTH = 64
"""How deep frames may stand in each other, where a frame may hold itself. Python itself gives up at about 1,000 calls."""

MAX_EMPTY_ITEMS = 1 << 12
"""The most items that take no bytes in all arrays of a frame together, since no byte bounds a hostile count of them."""


class Missing:
    """The type of MISSING: no default was given."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()


@record
class Between:
    """Values from a lowest to a highest one, both included: numbers, bytes, text, or whatever else has an order.

    >>> 1.5 in Between(1, 2), "c" in Between("a", "b")
    (True, False)
    """

    low: Any
    high: Any

    def __contains__(self, value: object) -> bool:
        try:
            return bool(self.low <= value <= self.high)
        except TypeError:
            return False

    def __repr__(self) -> str:
        return f"between({self.low!r}, {self.high!r})"


@record
class Check:
    """What a value must hold: an expression over it, a range of integers, or a set of values. Just one of them is not None."""

    expression: Expr | None = None
    allowed: range | frozenset[Any] | Between | None = None

    @property
    def looks_at_others(self) -> bool:
        """True where it depends on other fields too."""
        return self.expression is not None and any(references(self.expression))

    def allows(self, value: Any) -> bool:
        """Whether a value is among those that are allowed. A range is never searched item by item, which may take forever."""
        if not isinstance(self.allowed, range):
            return value in (self.allowed or ())
        try:
            whole = int(value)
        except (TypeError, ValueError, OverflowError):
            return False
        return bool(whole == value) and whole in self.allowed

    def __str__(self) -> str:
        if self.expression is not None:
            return str(self.expression)
        if isinstance(self.allowed, Between):
            return repr(self.allowed)
        if isinstance(self.allowed, range):
            step = "" if self.allowed.step == 1 else f" in steps of {self.allowed.step}"
            return f"from {self.allowed.start} to {self.allowed[-1] if self.allowed else '?'}{step}"
        shown = sorted(
            self.allowed or (), key=lambda value: (not isinstance(value, int), value if isinstance(value, int) else repr(value))
        )
        return f"one of {', '.join(map(repr, shown))}"


@record
class FieldSpec:
    """One field of a frame.

    Attributes:
        name: as declared; "(alignment at 5)" for what a C compiler puts between members.
        kind: what is on the wire.
        derived: packing computes it from the rest of the frame.
        default: the value of a field left out of the call, or MISSING.
        default_factory: makes that value anew for each frame, or None.
        check: what its values must hold, or None.
        doc: what it is, for people, or "".
        base: in which to show a number to people.
        declared_at: the class statement that declares it; None if it was not declared in a file.
    """

    name: str
    kind: Kind
    derived: bool = False
    default: Any = MISSING
    default_factory: Callable[[], Any] | None = None
    check: Check | None = None
    doc: str = ""
    base: Base = 10
    declared_at: DeclaredAt | None = None

    @property
    def file(self) -> str | None:
        """The name of the file that declares it, as in tracebacks."""
        return None if self.declared_at is None else self.declared_at.file

    @property
    def line(self) -> int | None:
        """The line of that file, from 1 up."""
        return None if self.declared_at is None else self.declared_at.line_of(self.name)

    @property
    def settable(self) -> bool:
        """True where the user gives the value: not for constants, derived fields, checksums and padding."""
        return not self.derived and not isinstance(self.kind, Const | Padding | Filler) and checksum_in(self.kind) is None

    @property
    def is_hidden(self) -> bool:
        """True for bits that belong to a number of the user's, and are no attribute."""
        return not self.name.isidentifier()

    @property
    def present_kind(self) -> Kind:
        """The kind of the value where it is there."""
        return self.kind.inner if isinstance(self.kind, Optional) else self.kind

    @property
    def is_checked_by_others(self) -> bool:
        """True where its check= looks at other fields of its frame."""
        return self.check is not None and self.check.looks_at_others

    @property
    def required(self) -> bool:
        """True where the user must give the value."""
        return self.settable and isinstance(self.default, Missing) and self.default_factory is None


def may_be_absent(field: FieldSpec | None, path: Path) -> bool:
    """True if what a path leads to, from a field of a frame on, may be None, which an expression takes as 0."""
    return may_be_absent_in(None if field is None else field.kind, path[1:])


def may_be_absent_in(kind: Kind | None, path: Path) -> bool:
    """True if what a path leads to, from a value of a kind on, may be None."""
    for name in path:
        inner = kind.inner if isinstance(kind, Sized) else kind
        found = inner.frame.field_named(name) if isinstance(inner, Nested) else None
        kind = None if found is None else found.kind
    return isinstance(kind, Optional)


def computes_as_integer(field: FieldSpec) -> bool:
    """True for flags, which an expression takes as a plain integer: their own operators are many times slower."""
    kind = field.present_kind
    return isinstance(kind, Mapped) and issubclass(kind.python_type, IntFlag)


Measure: TypeAlias = Literal["length", "count", "size", "tag", "presence", "head", "bitmap"]


@dataclass(frozen=True, eq=False)
class Relation:
    """A length, a count, a size, a tag or a presence that an expression over fields must equal.

    Attributes:
        expression: what the declaration says, as `this.length - 4`.
        consumer: the field whose length or count it is, or "" for the size of the frame itself.
        measures: what is measured of the consumer. A "tag" is that of the arm to which the value belongs, a "presence" is
            1 if the value is not None; a "head" is computed from its value, and a "bitmap" from what is present, and nothing is
            measured.
        solves: the derived field that packing computes from it, or None where it is only checked.
        inverse: that field's value as an expression over MEASURED, where `solves` is set.
        absent: that field's value where the consumer is absent.
        part: the kind that is measured, since a bounded part may hold another whose size is a relation too; None for the size
            of the frame itself.
    """

    expression: Expr
    consumer: str
    measures: Measure
    solves: str | None = None
    inverse: Expr | None = None
    absent: int = 0
    part: Kind | None = None


@record
class OrderChoice:
    """The byte order of a frame, chosen by a field that stands in its head.

    Attributes:
        field: the field's name.
        orders: the byte order for each of its values.
        specs: the frame in each byte order.
    """

    field: str
    orders: dict[Any, Order]
    specs: dict[Order, FrameSpec]

    def spec_for(self, value: Any) -> FrameSpec | None:
        """The frame in the order that a value of the field stands for, or None where it stands for none."""
        try:
            return self.specs[self.orders[value]]
        except (KeyError, TypeError):
            return None


@dataclass(frozen=True, eq=False, repr=False)
class FrameSpec:
    """A frame, whole.

    Attributes:
        name: the class's name.
        module: where the class was declared.
        fields: in the order of the wire, alignment included.
        byteorder: one of `> < ! = @`.
        size: the size of the whole frame as an expression over its fields, or None.
        relations: what `length=`, `count=`, `size=`, tags and presences demand.
        frame_class: the class of the instances.
        draft_class: a class of the same layout whose attributes can be set: for frozen frames a twin, else `frame_class`.
        doc: the docstring of the class, or "".
        computed: attributes that take no bytes, and their expressions over fields.
        max_depth: how deep frames may stand in each other.
        max_items: the most items in all arrays of a frame together, or None.
        origin: offsets in the functions of a custom field count from this frame's start.
        order_choice: how the byte order is chosen, or None where it is fixed.
        declared_at: the class statement; None if the class was not declared in a file.
        memo: what backends made of this spec.
        given: the values that are given to it from outside, by name; None if its reader gives them.
        unbound: the same frame without given values, or None if this is it.
        in_bits: of a bitwise frame: the same frame over the bits of its bytes, each as the digit 0 or 1; None for other frames.
        lsb: of a bitwise frame: the lowest bit of each byte comes first.
    """

    name: str
    module: str
    fields: tuple[FieldSpec, ...]
    byteorder: str
    size: Expr | None
    frame_class: type[Any]
    draft_class: type[Any]
    relations: tuple[Relation, ...] = ()
    doc: str = ""
    computed: tuple[tuple[str, Expr], ...] = ()
    max_depth: int = MAX_DEPTH
    max_items: int | None = None
    origin: bool = False
    order_choice: OrderChoice | None = None
    declared_at: DeclaredAt | None = None
    memo: Memo = field(default_factory=Memo)
    given: Mapping[str, Any] | None = None
    unbound: FrameSpec | None = None
    in_bits: FrameSpec | None = None
    lsb: bool = False

    @property
    def attributes(self) -> tuple[FieldSpec, ...]:
        """The fields that instances have as attributes, in their order: all but those that are hidden."""
        return tuple(each for each in self.fields if not each.is_hidden)

    @property
    def delegates(self) -> bool:
        """True if other specs are read and written for it: one for each byte order, or that of its bits."""
        return self.order_choice is not None or self.in_bits is not None

    def bind(self, given: Mapping[str, Any]) -> FrameSpec:
        """The same frame with its given values, which are looked at anew for each frame that is read."""
        bits = None if self.in_bits is None else self.in_bits.bind(given)
        return replace(self, given=given, unbound=self.unbound or self, in_bits=bits, memo=Memo())

    def __repr__(self) -> str:
        return f"<FrameSpec {self.module}.{self.name}>"

    def relate(self, relations: tuple[Relation, ...]) -> None:
        """Set the relations, once they have been worked out."""
        object.__setattr__(self, "relations", relations)

    def leave_trailers(self, fields: tuple[FieldSpec, ...]) -> None:
        """Set the fields anew, once it is known which of them leaves the bytes of those after it; a frame may hold itself."""
        object.__setattr__(self, "fields", fields)

    def field_named(self, name: str) -> FieldSpec | None:
        """The field of that name, or None."""
        return next((candidate for candidate in self.fields if candidate.name == name), None)

    def constant_at(self, path: Path) -> int | None:
        """The value of the integer constant at `path`, or None where there stands no such thing."""
        each = self.field_named(path[0]) if path else None
        if each is not None and len(path) > 1:
            return each.kind.frame.constant_at(path[1:]) if isinstance(each.kind, Nested) else None
        return int(each.kind.value) if each is not None and isinstance(each.kind, Const) and is_whole(each.kind) else None

    def solution_of(self, name: str) -> Relation:
        """The relation that packing solves for the derived field `name`."""
        return next(relation for relation in self.relations if relation.solves == name)


def is_whole(kind: Const) -> bool:
    """True for a constant that is an integer or a bool."""
    return integer_base(kind.base) is not None or getattr(kind.base, "number", None) == "bool"
