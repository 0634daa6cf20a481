"""Sizes that follow from values: those of bounded parts, and that of the frame itself.

Strategy: the number that gives the size of a part is computed from the part, and the one that gives the size of the frame from
all its fields. If the latter also determines something else, it is already drawn; if it is then wrong, another number is tried
that is correct for everything, and if there is none, a text, bytes or an array with its own length takes up the difference.

Rules: a derived number is kept only in the scope, because packing computes it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from types import SimpleNamespace
from typing import Any, assert_never

from hypothesis import assume
from hypothesis import strategies as st

from framekit.compiler.explain.frame_writer import value_size
from framekit.errors import FramekitError
from framekit.spec.chains import said_size, takes_rest_if
from framekit.spec.checksum_order import room_of
from framekit.spec.expr import Path, references
from framekit.spec.kinds import (
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Filler,
    FromFields,
    Given,
    Integer,
    Kind,
    LeftoverOf,
    LookAhead,
    Mapped,
    Nested,
    Optional,
    Padding,
    Prefixed,
    Repeat,
    Rest,
    Scalar,
    Sized,
    Switch,
    Text,
    Until,
    Varint,
    checksum_in,
    integer_base,
)
from framekit.spec.model import FieldSpec, FrameSpec, Relation
from framekit.spec.sizes import fixed_size, minimum_size
from framekit.testing.strategies.limits import SMALL
from framekit.testing.strategies.measuring import field_at, is_derived, number_kind, size_of, with_value
from framekit.testing.strategies.telling import Teller
from framekit.testing.strategies.usable import member_of

NEAR = 64
"""Maximum number of bytes by which a frame is made longer if no number gives its size."""


class Sizer(Teller):
    """Settles the sizes of a frame.

    Attributes:
        values: the values of the fields that the constructor takes.
    """

    values: dict[str, Any]
    draw: st.DrawFn

    # Bounded parts

    def settle_sizes(self, field: FieldSpec) -> bool:
        """Compute the number that gives the size of a bounded part once the part is drawn; return False if there is none."""
        for relation in self.outline.parts:
            keeper = _keeper(self.spec, relation)
            if field.name != keeper or self.scope.get(relation.consumer) is None:
                continue
            paths = list(references(relation.expression))
            size = sum(self.size_here(each) for each in self.spec.fields if each.name in (relation.consumer, keeper))
            if paths and not self._settle(relation, paths, size):
                return False
        return True

    def _settle(self, relation: Relation, paths: list[Path], size: int) -> bool:
        path = paths[0]
        target = field_at(self.spec, path)
        assert target is not None
        whole = number_kind(target.kind)
        assert whole is not None
        if path[0] in self.fixed:
            return self.number_of(relation.expression, path, self._value_at(path)) == size
        found = [
            number
            for number in self.numbers_saying(relation.expression, path, whole, size, size)
            if self.maker.allows(target, member_of(target.kind, number))
        ]
        if not found:
            return False
        self._set(path, found[0])
        return True

    def _set(self, path: Path, number: int) -> None:
        target = field_at(self.spec, path)
        assert target is not None
        self.scope.update(with_value(self.scope, path, member_of(target.kind, number)))
        if path[0] in self.values:
            self.values[path[0]] = self.scope[path[0]]

    def _value_at(self, path: Path) -> Any:
        return reduce(getattr, path[1:], self.scope[path[0]])

    def size_here(self, field: FieldSpec) -> int:
        """Return the length of a field's value in bytes."""
        size = fixed_size(field.kind)
        if size is not None:
            return size
        value = self.scope[field.name]
        bare = field.present_kind
        if value is None:
            return 0
        if isinstance(bare, Sized) and isinstance(bare.extent, FromFields):
            return size_of(bare.inner, value, self.scope)
        return size_of(bare, value, self.scope)

    # The frame itself

    def fit(self, bound: Relation, rest: FieldSpec | None) -> int:
        """Correct the number that gives the frame's size; return the number of bytes left for `rest`, the last field."""
        path = (bound.solves,) if bound.solves is not None else next(references(said_size(bound.expression)), None)
        size = self.total(rest)
        unit = 1
        if rest is not None and isinstance(rest.kind, Repeat):
            unit = fixed_size(rest.kind.item) or 1
        if path is None or (len(path) > 1 and is_derived(self.spec, path)):
            left = int(self.maker.number(bound.expression, self.scope)) - size
            assume(left == 0 or (rest is not None and left > 0) or (left > 0 and self._stretch(left)))
            return left
        target = field_at(self.spec, path)
        assert target is not None
        whole = number_kind(target.kind)
        assert whole is not None
        others = [each for each in self.telling_parts(path) if each is not bound]
        if others or path[0] in self.fixed or (path[0] in self.scope and self._is_looked_at(path)) or self.is_told_inside(path):
            return self._fit_told(bound, others, path, target, rest, unit)
        if fixed_size(target.kind) is None:
            size += 1

        if self._is_last_of_chain(bound, path):
            return self.draw(st.integers(0, SMALL)) * unit if rest is not None else 0

        def leftover_of(number: int) -> int:
            counted = self.number_of(bound.expression, path, number)
            return -1 if counted is None else counted - size

        room = SMALL * unit if rest else 0
        fitting = [n for n in self.numbers_saying(bound.expression, path, whole, size, size + room) if leftover_of(n) % unit == 0]
        if fixed_size(target.kind) is None:
            fitting = [n for n in fitting if n < 1 << 6]  # these take one byte in every encoding
        fitting = [n for n in fitting if self.maker.allows(target, member_of(target.kind, n))]
        if not fitting and rest is None:
            return self._stretch_to(bound, path, whole, target, size)
        if not fitting and bound.solves is not None:
            return 0  # packing raises an error with the reason
        assume(fitting)
        number = self.draw(st.sampled_from(fitting))
        self._set(path, number)
        return leftover_of(number)

    def _is_last_of_chain(self, bound: Relation, path: Path) -> bool:
        """Return True for a frame that takes the rest, as its fields determine or are made to determine."""
        condition = takes_rest_if(bound.expression)
        if condition is None:
            return False
        if path in references(condition):
            if self.number_of(bound.expression, path, 0) is not None or not self.draw(st.booleans()):
                return False
            self._set(path, 0)
            return True
        return bool(self.maker.number(condition, self.scope))

    def likely_sizes(self, field: FieldSpec, bound: Relation) -> list[Any]:
        """Return values of a field that gives the frame's size, and determines something else together with a later field."""
        whole = number_kind(field.kind)
        assert whole is not None
        least = sum(minimum_size(each.kind) for each in self.spec.fields)
        numbers = self.numbers_saying(bound.expression, (field.name,), whole, least, least + NEAR)
        return [member_of(field.kind, number) for number in numbers if self.maker.allows(field, number)]

    def is_told_inside(self, path: Path) -> bool:
        """Return True for a field of a nested frame that determines others in it, or is determined by them."""
        holder = self.spec
        for name in path[:-1]:
            kind = holder.field_named(name)
            assert kind is not None
            bare = kind.kind.inner if isinstance(kind.kind, Sized) else kind.kind
            assert isinstance(bare, Nested)
            holder = bare.frame
            said = {other[0] for relation in holder.relations for other in references(relation.expression)}
            consumers = {relation.consumer for relation in holder.relations}
            if path[path.index(name) + 1] in said | consumers:
                return True
        return False

    def _is_looked_at(self, path: Path) -> bool:
        """Return True for a number to which the check of another field refers."""
        checks = ((each.name, each.check.expression) for each in self.spec.fields if each.check is not None)
        return any(each is not None and path in references(each) for name, each in checks if name != path[0])

    def telling_parts(self, path: Path) -> list[Relation]:
        """Return the relations that depend on a number, except that of the frame's size."""
        told = [each for each in self.outline.every if path in references(each.expression)]
        return [each for each in told if each.measures != "size"]

    def _fit_told(
        self, bound: Relation, others: list[Relation], path: Path, target: FieldSpec, rest: FieldSpec | None, unit: int
    ) -> int:
        """Do the same if the number is already drawn because it also determines something else."""
        whole = number_kind(target.kind)
        assert whole is not None
        counted = self.number_of(bound.expression, path, self._value_at(path))
        left = -1 if counted is None else counted - self._total_with(path, rest)
        if left == 0 or (rest is not None and left > 0 and left % unit == 0):
            return left
        if path[0] not in self.fixed:
            truths = [self.truth(each, path) for each in others if each.consumer in self.scope]
            size = self._total_with(path, rest)
            for number in self.numbers_saying(bound.expression, path, whole, size, size):
                if all(is_true(number) for is_true in truths) and self.maker.allows(target, number):
                    self._set(path, number)
                    return 0
        assume(rest is None and counted is not None and self._stretch(left))
        return 0

    def _total_with(self, path: Path, rest: FieldSpec | None) -> int:
        """Return the size of all fields except `rest`, including the number that gives the frame's size."""
        field = self.spec.field_named(path[0])
        assert field is not None
        size = self.total(rest)
        if len(path) == 1 and fixed_size(field.kind) is None:
            size += value_size(_plain(field.kind), self.scope[path[0]], SimpleNamespace())
        return size

    def total(self, rest: FieldSpec | None) -> int:
        """Return the size of all fields except `rest` and a varint that gives the size, whose own length depends on it."""
        total = 0
        says = {path[0] for path in references(self.spec.size)} if self.spec.size is not None else set()
        for each in self.spec.fields:
            if each is rest or (each.name in says and fixed_size(each.kind) is None and not isinstance(each.kind, Nested)):
                continue
            if isinstance(each.kind, Filler):
                total += (
                    -total % each.kind.to if each.kind.size is None else max(0, self.maker.number(each.kind.size, self.scope))
                )
            elif checksum_in(each.kind) is not None:
                total += self.maker.number(room_of(each.kind), self.scope)
            elif each.derived and each.name in self.scope and fixed_size(each.kind) is None:
                total += value_size(_plain(each.kind), self.scope[each.name], SimpleNamespace())
            elif each.derived or not each.settable:
                total += fixed_size(each.kind) or 0
            else:
                total += self.size_here(each)
        return total

    # Values that take up a difference in size

    def _stretch_to(self, bound: Relation, path: Path, whole: Integer, target: FieldSpec, size: int) -> int:
        """Lengthen the frame to the next size that a number can represent."""
        least = self.total(None)
        for number in self.numbers_saying(bound.expression, path, whole, size, size + NEAR)[:4]:
            counted = self.number_of(bound.expression, path, number)
            allowed = self.maker.allows(target, member_of(target.kind, number))
            if counted is not None and allowed and self._stretch(counted - size):
                self._set(path, number)
                assume(self.total(None) - least == counted - size)
                return 0
        assume(False)
        return 0

    def _stretch(self, by: int) -> bool:
        """Lengthen a value that has its own length, or shorten it if `by` is negative; return False if there is none."""
        for each in reversed(self.spec.fields):
            value = self.values.get(each.name)
            kind = _without_end(each.present_kind)
            if value is None or kind is None or each.name in self.fixed or each.name in self.outline.tells:
                continue
            try:
                content = size_of(kind, value, self.scope)
                unit = fixed_size(kind.item) or 0 if isinstance(kind, Repeat) else 1
                if content + by < 0 or not unit or by % unit:
                    continue
                before = self.size_here(each)
                changed = self.draw(self.maker.of_size(kind, content + by))
                self.scope[each.name] = changed
                if self.size_here(each) - before == by and self.maker.allows(each, changed):
                    self.values[each.name] = changed
                    return True
            except FramekitError:
                pass
            self.scope[each.name] = value
        return False


def _keeper(spec: FrameSpec, relation: Relation) -> str:
    """Return the field that takes the leftover of a bounded part, or the part itself."""
    kept = (
        each.name for each in spec.fields if isinstance(each.kind, Bytes) and each.kind.extent == LeftoverOf(relation.consumer)
    )
    return next(kept, relation.consumer)


def _without_end(kind: Kind) -> Kind | None:
    """Return the content of a kind that has its own length, as a kind that takes the rest; None for other kinds."""
    match kind:
        case Bytes(Prefixed() | Until(include=False)):
            return Bytes(Rest())
        case Text(Bytes(Prefixed() | Until(include=False))):
            return Text(Bytes(Rest()), kind.encoding, kind.errors)
        case Repeat(extent=Prefixed()):
            return replace(kind, extent=Rest())
        case (
            Scalar()
            | Bits()
            | Varint()
            | Bytes()
            | Text()
            | Const()
            | Padding()
            | Filler()
            | Repeat()
            | Nested()
            | Sized()
            | Switch()
            | Optional()
            | Checksum()
            | Mapped()
            | Custom()
            | Given()
            | LookAhead()
        ):
            return None
        case _:
            assert_never(kind)


def _plain(kind: Kind) -> Kind:
    """Return the varint on which a kind is based, or the kind itself."""
    whole = integer_base(kind)
    return whole if isinstance(whole, Varint) else kind
