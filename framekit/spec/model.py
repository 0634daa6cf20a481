"""FieldSpec and FrameSpec: a frame as frozen data.

Strategy: a FrameSpec is complete and checked when it is handed out (see validate.py), so that backends need not check it again.
Questions about sizes are answered in sizes.py.

Rules: the data is frozen. Only `memo` is mutable: backends cache there what they derive from a spec, so that it has the
lifetime of the spec. The relations are set once, after the fields have been checked, because frames may contain each other.
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
"""The bases in which a number can be shown."""

FIXED_LIMIT = 1 << 30
"""Maximum fixed number of bytes or items, and of bytes that packing fills up, because a frame is made in memory."""

MAX_DEPTH = 64
"""Maximum depth of nested frames if a frame may contain itself. Python's own limit is about 1,000 calls."""

MAX_EMPTY_ITEMS = 1 << 12
"""Maximum total of items that take no bytes in all arrays of a frame, because no bytes bound a hostile count of them."""


class Missing:
    """The type of MISSING, which indicates that no default was given."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()


@record
class Between:
    """A closed interval of values that have an order: numbers, bytes, text or others.

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
    """A condition on a value: an expression, a range of integers, or a set of values. Exactly one attribute is not None.

    Attributes:
        expression: an expression over the value, and over other fields.
        allowed: the values that are allowed.
    """

    expression: Expr | None = None
    allowed: range | frozenset[Any] | Between | None = None

    @property
    def looks_at_others(self) -> bool:
        """True if the condition depends on other fields too."""
        return self.expression is not None and any(references(self.expression))

    def allows(self, value: Any) -> bool:
        """Return True if a value is allowed. A range is not searched item by item, which could take forever."""
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
        name: the name as declared; "(alignment at 5)" for the padding that a C compiler inserts between members.
        kind: the form on the wire.
        derived: True if packing computes the value from the rest of the frame.
        default: the value if the constructor call omits the field, or MISSING.
        default_factory: makes that value anew for each frame, or None.
        check: the condition on its values, or None.
        doc: a description for readers, or "".
        base: the base in which a number is shown to readers.
        declared_at: the class statement that declares the field; None if it was not declared in a file.
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
        """The name of the file that declares the field, as in tracebacks."""
        return None if self.declared_at is None else self.declared_at.file

    @property
    def line(self) -> int | None:
        """The line number in that file, from 1 up."""
        return None if self.declared_at is None else self.declared_at.line_of(self.name)

    @property
    def settable(self) -> bool:
        """True if the user gives the value, unlike that of constants, derived fields, checksums and padding."""
        return not self.derived and not isinstance(self.kind, Const | Padding | Filler) and checksum_in(self.kind) is None

    @property
    def is_hidden(self) -> bool:
        """True for bits that belong to a number of the user's and are not an attribute."""
        return not self.name.isidentifier()

    @property
    def present_kind(self) -> Kind:
        """The kind of the value if it is present."""
        return self.kind.inner if isinstance(self.kind, Optional) else self.kind

    @property
    def is_checked_by_others(self) -> bool:
        """True if the check= depends on other fields of the frame."""
        return self.check is not None and self.check.looks_at_others

    @property
    def required(self) -> bool:
        """True if the user must give the value."""
        return self.settable and isinstance(self.default, Missing) and self.default_factory is None


def may_be_absent(field: FieldSpec | None, path: Path) -> bool:
    """Return True if the value at a path, which begins at a field, may be None; an expression takes None as 0."""
    return may_be_absent_in(None if field is None else field.kind, path[1:])


def may_be_absent_in(kind: Kind | None, path: Path) -> bool:
    """Return True if the value at a path, which begins inside a value of a kind, may be None."""
    for name in path:
        inner = kind.inner if isinstance(kind, Sized) else kind
        found = inner.frame.field_named(name) if isinstance(inner, Nested) else None
        kind = None if found is None else found.kind
    return isinstance(kind, Optional)


def computes_as_integer(field: FieldSpec) -> bool:
    """Return True for flags, which an expression takes as plain integers because their own operators are many times slower."""
    kind = field.present_kind
    return isinstance(kind, Mapped) and issubclass(kind.python_type, IntFlag)


Measure: TypeAlias = Literal["length", "count", "size", "tag", "presence", "head", "bitmap"]


@dataclass(frozen=True, eq=False)
class Relation:
    """A length, a count, a size, a tag or a presence that an expression over fields must equal.

    Attributes:
        expression: the expression in the declaration, such as `this.length - 4`.
        consumer: the field whose length or count it is, or "" for the size of the frame itself.
        measures: what is measured of the consumer. A "tag" is that of the arm to which the value belongs, and a "presence" is
            1 if the value is not None. Nothing is measured for a "head", which is computed from the value, or for a "bitmap",
            which is computed from the fields that are present.
        solves: the derived field that packing computes from the relation, or None if the relation is only checked.
        inverse: the value of that field as an expression over MEASURED, if `solves` is set.
        absent: the value of that field if the consumer is absent.
        part: the kind that is measured, because a bounded part may contain another one whose size is a relation too; None for
            the size of the frame itself.
    """

    expression: Expr
    consumer: str
    measures: Measure
    solves: str | None = None
    inverse: Expr | None = None
    absent: int = 0
    part: Kind | None = None


@record
class OrderBy:
    """The choice of a frame's byte order by a field in its head.

    Attributes:
        field: the name of the field.
        orders: the byte order for each value of the field.
        specs: the frame in each byte order.
    """

    field: str
    orders: dict[Any, Order]
    specs: dict[Order, FrameSpec]

    def spec_for(self, value: Any) -> FrameSpec | None:
        """Return the frame in the byte order that a value of the field selects, or None if it does not select one."""
        try:
            return self.specs[self.orders[value]]
        except (KeyError, TypeError):
            return None


@dataclass(frozen=True, eq=False, repr=False)
class FrameSpec:
    """A whole frame.

    Attributes:
        name: the name of the class.
        module: the module that declares the class.
        fields: the fields in wire order, including alignment.
        byteorder: one of `> < ! = @`.
        size: the size of the whole frame as an expression over its fields, or None.
        relations: the conditions of `length=`, `count=`, `size=`, tags and presences.
        frame_class: the class of the instances.
        draft_class: a class of the same layout whose attributes can be set: a twin for frozen frames, otherwise `frame_class`.
        doc: the docstring of the class, or "".
        computed: attributes that take no bytes, and their expressions over fields.
        max_depth: the maximum depth of nested frames.
        max_items: the maximum total of items in all arrays of a frame, or None.
        origin: True if offsets in the functions of a custom field count from the start of this frame.
        order_by: the choice of the byte order, or None if it is fixed.
        declared_at: the class statement; None if the class was not declared in a file.
        memo: what backends have derived from this spec.
        given: the values that are given to the frame from outside, by name; None if its reader gives them.
        unbound: the same frame without bound values, or None if this frame is that one.
        in_bits: for a bitwise frame, the same frame over the bits of its bytes, each as the digit 0 or 1; otherwise None.
        lsb: for a bitwise frame, True if the lowest bit of each byte comes first.
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
    order_by: OrderBy | None = None
    declared_at: DeclaredAt | None = None
    memo: Memo = field(default_factory=Memo)
    given: Mapping[str, Any] | None = None
    unbound: FrameSpec | None = None
    in_bits: FrameSpec | None = None
    lsb: bool = False

    @property
    def attributes(self) -> tuple[FieldSpec, ...]:
        """The fields that instances have as attributes, in wire order: all except hidden ones."""
        return tuple(each for each in self.fields if not each.is_hidden)

    @property
    def delegates(self) -> bool:
        """True if other specs are read and written in its place: one for each byte order, or the one over its bits."""
        return self.order_by is not None or self.in_bits is not None

    def bind(self, given: Mapping[str, Any]) -> FrameSpec:
        """Return the same frame with given values, which are looked up again for each frame that is read."""
        bits = None if self.in_bits is None else self.in_bits.bind(given)
        return replace(self, given=given, unbound=self.unbound or self, in_bits=bits, memo=Memo())

    def __repr__(self) -> str:
        return f"<FrameSpec {self.module}.{self.name}>"

    def relate(self, relations: tuple[Relation, ...]) -> None:
        """Set the relations after they have been determined."""
        object.__setattr__(self, "relations", relations)

    def leave_trailers(self, fields: tuple[FieldSpec, ...]) -> None:
        """Replace the fields after it is known which of them leaves bytes for those after it; a frame may contain itself."""
        object.__setattr__(self, "fields", fields)

    def field_named(self, name: str) -> FieldSpec | None:
        """Return the field of that name, or None."""
        return next((candidate for candidate in self.fields if candidate.name == name), None)

    def constant_at(self, path: Path) -> int | None:
        """Return the value of the integer constant at `path`, or None if there is no such constant."""
        each = self.field_named(path[0]) if path else None
        if each is not None and len(path) > 1:
            return each.kind.frame.constant_at(path[1:]) if isinstance(each.kind, Nested) else None
        return int(each.kind.value) if each is not None and isinstance(each.kind, Const) and is_whole(each.kind) else None

    def solution_of(self, name: str) -> Relation:
        """Return the relation that packing solves for the derived field `name`."""
        return next(relation for relation in self.relations if relation.solves == name)


def is_whole(kind: Const) -> bool:
    """Return True for a constant that is an integer or a bool."""
    return integer_base(kind.base) is not None or getattr(kind.base, "number", None) == "bool"
