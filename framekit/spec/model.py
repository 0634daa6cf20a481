"""FieldSpec and FrameSpec, and what can be said of them before any byte: sizes, and whether a frame shows its own end.

Strategy: a FrameSpec is complete and checked when it is made (see validate.py), so that backends need not ask again. Sizes are
computed from kinds by one `match` each.

Rules: frozen data. `memo` is the one mutable thing: backends keep there what they made of a spec, so that it lives and dies
with the spec.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, assert_never

from framekit.spec.expr import Expr, Path
from framekit.spec.kinds import (
    Bytes,
    Const,
    Extent,
    Fixed,
    Given,
    Kind,
    Mapped,
    Nested,
    Padding,
    Prefixed,
    Repeat,
    Rest,
    Scalar,
    Text,
)


class Missing:
    """The type of MISSING: no default was given."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()


@dataclass(frozen=True)
class FieldSpec:
    """One field of a frame.

    Attributes:
        name: as declared; "(alignment at 5)" for what a C compiler puts between members.
        kind: what is on the wire.
        derived: packing computes it from the rest of the frame.
        default: the value of a field left out of the call, or MISSING.
        default_factory: makes that value anew for each frame, or None.
    """

    name: str
    kind: Kind
    derived: bool = False
    default: Any = MISSING
    default_factory: Callable[[], Any] | None = None

    @property
    def given(self) -> bool:
        """True where the user gives the value: not for const, derived and padding."""
        return not self.derived and not isinstance(self.kind, Const | Padding)

    @property
    def required(self) -> bool:
        """True where the user must give the value."""
        return self.given and isinstance(self.default, Missing) and self.default_factory is None


@dataclass(frozen=True)
class Relation:
    """A length, a count or a size that an expression over fields must equal.

    Attributes:
        expression: what the declaration says, as `this.length - 4`.
        consumer: the field whose length or count it is, or "" for the size of the frame itself.
        measures: what is measured of the consumer.
        solves: the derived field that packing computes from it, or None where it is only checked.
        inverse: that field's value as an expression over MEASURED, where `solves` is set.
    """

    expression: Expr
    consumer: str
    measures: Literal["length", "count", "size"]
    solves: str | None = None
    inverse: Expr | None = None


@dataclass(frozen=True, eq=False, repr=False)
class FrameSpec:
    """A frame, whole.

    Attributes:
        name: the class's name.
        module: where the class was declared.
        fields: in the order of the wire, alignment included.
        byteorder: one of `> < ! = @`.
        size: the size of the whole frame as an expression over its fields, or None.
        relations: what `length=`, `count=` and `size=` demand.
        frame_class: the class of the instances.
        draft_class: a class of the same layout whose attributes can be set: for frozen frames a twin, else `frame_class`.
        doc: the docstring of the class, or "".
        memo: what backends made of this spec.
    """

    name: str
    module: str
    fields: tuple[FieldSpec, ...]
    byteorder: str
    size: Expr | None
    relations: tuple[Relation, ...]
    frame_class: type[Any]
    draft_class: type[Any]
    doc: str = ""
    memo: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<FrameSpec {self.module}.{self.name}>"

    def field_named(self, name: str) -> FieldSpec | None:
        """The field of that name, or None."""
        return next((candidate for candidate in self.fields if candidate.name == name), None)

    def constant_at(self, path: Path) -> int | None:
        """The value of the integer constant at `path`, or None where there stands no such thing."""
        each = self.field_named(path[0])
        if each is not None and len(path) > 1:
            return each.kind.frame.constant_at(path[1:]) if isinstance(each.kind, Nested) else None
        return int(each.kind.value) if each is not None and isinstance(each.kind, Const) and holds_integer(each.kind) else None

    def solution_of(self, name: str) -> Relation:
        """The relation that packing solves for the derived field `name`."""
        return next(relation for relation in self.relations if relation.solves == name)


def minimum_size(kind: Kind) -> int:
    """The fewest bytes that a value of this kind takes."""
    match kind:
        case Scalar() | Padding():
            return kind.size
        case Bytes():
            return _least(kind.extent, 1)
        case Text():
            return minimum_size(kind.data)
        case Const():
            return len(kind.wire)
        case Repeat():
            return _least(kind.extent, minimum_size(kind.item))
        case Nested():
            return frame_minimum_size(kind.frame)
        case Mapped():
            return kind.base.size
        case _:
            assert_never(kind)


def maximum_size(kind: Kind) -> int | None:
    """The most bytes that a value of this kind can take, or None where the declaration sets no bound."""
    match kind:
        case Scalar() | Padding():
            return kind.size
        case Bytes():
            return _most(kind.extent, 1, kind.limit)
        case Text():
            return maximum_size(kind.data)
        case Const():
            return len(kind.wire)
        case Repeat():
            return _most(kind.extent, maximum_size(kind.item), kind.limit)
        case Nested():
            return frame_maximum_size(kind.frame)
        case Mapped():
            return kind.base.size
        case _:
            assert_never(kind)


def frame_minimum_size(spec: FrameSpec) -> int:
    """The fewest bytes that a frame takes."""
    return sum(minimum_size(each.kind) for each in spec.fields)


def frame_maximum_size(spec: FrameSpec) -> int | None:
    """The most bytes that a frame can take, or None where the declaration sets no bound."""
    total = 0
    for each in spec.fields:
        size = maximum_size(each.kind)
        if size is None:
            return None
        total += size
    return total


def fixed_size(kind: Kind) -> int | None:
    """The size of every value of this kind in bytes, or None where values differ in size."""
    match kind:
        case Scalar() | Padding():
            return kind.size
        case Bytes():
            return kind.extent.number if isinstance(kind.extent, Fixed) else None
        case Text():
            return fixed_size(kind.data)
        case Const():
            return len(kind.wire)
        case Repeat():
            item = fixed_size(kind.item) if isinstance(kind.extent, Fixed) else None
            return kind.extent.number * item if isinstance(kind.extent, Fixed) and item is not None else None
        case Nested():
            return frame_fixed_size(kind.frame)
        case Mapped():
            return kind.base.size
        case _:
            assert_never(kind)


def frame_fixed_size(spec: FrameSpec) -> int | None:
    """The size of every frame of this spec in bytes, or None where frames differ in size."""
    total = 0
    for each in spec.fields:
        size = fixed_size(each.kind)
        if size is None:
            return None
        total += size
    return total


def is_greedy(kind: Kind) -> bool:
    """True where the bytes alone do not show where the value ends: it takes all there is."""
    match kind:
        case Scalar() | Const() | Padding() | Mapped():
            return False
        case Bytes():
            return isinstance(kind.extent, Rest)
        case Text():
            return is_greedy(kind.data)
        case Repeat():
            return isinstance(kind.extent, Rest) or is_greedy(kind.item)
        case Nested():
            return not is_self_delimiting(kind.frame)
        case _:
            assert_never(kind)


def is_self_delimiting(spec: FrameSpec) -> bool:
    """True where a frame's own bytes show where it ends, so that frames can follow one another in a stream."""
    return spec.size is not None or not any(is_greedy(each.kind) for each in spec.fields)


def alignment_of(kind: Kind) -> int:
    """What a C compiler asks of the offset of a member of this kind, in bytes."""
    match kind:
        case Scalar():
            return kind.alignment
        case Bytes() | Text() | Padding():
            return 1
        case Const():
            return alignment_of(kind.base)
        case Repeat():
            return alignment_of(kind.item)
        case Nested():
            return frame_alignment(kind.frame)
        case Mapped():
            return kind.base.alignment
        case _:
            assert_never(kind)


def frame_alignment(spec: FrameSpec) -> int:
    """What a C compiler asks of the offset of this frame inside another, in bytes: 1 unless its byte order is `@`."""
    if spec.byteorder != "@":
        return 1
    return max((alignment_of(each.kind) for each in spec.fields), default=1)


def extents(kind: Kind) -> Iterator[Extent]:
    """The extents in this kind and in its items, outermost first; not those of nested frames."""
    match kind:
        case Bytes():
            yield kind.extent
        case Text():
            yield kind.data.extent
        case Repeat():
            yield kind.extent
            yield from extents(kind.item)
        case Scalar() | Const() | Padding() | Nested() | Mapped():
            return
        case _:
            assert_never(kind)


def holds_integer(kind: Kind) -> bool:
    """True where a value of this kind can stand in an expression."""
    match kind:
        case Scalar():
            return kind.number != "float"
        case Mapped():
            return issubclass(kind.python_type, int) and kind.base.number == "int"
        case Const():
            return holds_integer(kind.base)
        case Bytes() | Text() | Padding() | Repeat() | Nested():
            return False
        case _:
            assert_never(kind)


def _least(extent: Extent, unit: int) -> int:
    match extent:
        case Fixed(number):
            return number * unit
        case Prefixed(prefix):
            return prefix.size
        case Given() | Rest():
            return 0
        case _:
            assert_never(extent)


def _most(extent: Extent, unit: int | None, limit: int | None) -> int | None:
    match extent:
        case Fixed(number):
            return None if unit is None else number * unit
        case Prefixed(prefix):
            number = prefix.maximum if limit is None else min(prefix.maximum, limit)
            return None if unit is None else prefix.size + number * unit
        case Given() | Rest():
            return None if unit is None or limit is None else limit * unit
        case _:
            assert_never(extent)
