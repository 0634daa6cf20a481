"""Numbers that are correct for existing values: lengths, counts, tags and presences of values that were given beforehand.

Strategy: a relation is inverted if possible; otherwise likely numbers are tried. The candidates are then checked against every
relation that the number takes part in; relations that refer to parts of a value are checked by writing the value.

Rules: if no number is correct, any is taken, and packing raises the error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import SimpleNamespace
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from framekit.compiler.explain.frame_writer import wire_of
from framekit.declare.convert import asdict
from framekit.declare.frame import Frame
from framekit.errors import FramekitError
from framekit.spec.expr import Expr, Path, Ref, evaluate
from framekit.spec.kinds import Arm, Integer, Kind, Nested, Sized, Switch, Unknown, integer_base
from framekit.spec.model import FieldSpec, FrameSpec, Relation
from framekit.spec.structure import walk
from framekit.spec.tags import arm_for, listed_tags
from framekit.testing.strategies.kind_values import ValueMaker
from framekit.testing.strategies.measuring import Scope, size_of, with_value
from framekit.testing.strategies.usable import member_of

CANDIDATES = 512
"""Exclusive upper bound of the numbers that are tried for a field if its expression cannot be inverted."""


class Fitter:
    """Draws fields that determine others so that they fit existing values.

    Attributes:
        scope: the values of the fields drawn so far, including derived fields and constants.
        fixed: the names of fields whose values exist before the others are drawn.
    """

    def __init__(self, spec: FrameSpec, scope: Scope, maker: ValueMaker) -> None:
        self.spec = spec
        self.scope = scope
        self.maker = maker
        self.fixed: frozenset[str] = frozenset()

    # Values of expressions

    def said(self, expression: Expr, path: Path, number: Any) -> Any:
        """Return the value of an expression if the field at `path` is `number`, or None if it has no value."""
        try:
            return self.maker.number(expression, with_value(self.scope, path, number))
        except (ArithmeticError, LookupError, AttributeError, FramekitError):
            return None

    def said_here(self, expression: Expr) -> Any:
        """Return the value of an expression over the fields drawn so far, or None if it has no value."""
        try:
            return self.maker.number(expression, self.scope)
        except ArithmeticError:
            return None

    def number_of(self, expression: Expr, path: Path, number: Any) -> int | None:
        """Return the same as an integer."""
        said = self.said(expression, path, number)
        return None if said is None else int(said)

    def numbers_saying(self, expression: Expr, path: Path, whole: Integer, low: int, high: int) -> list[int]:
        """Return numbers at `path` for which an expression is from `low` to `high`; only small ones if it is not linear."""
        first = max(0, whole.minimum)
        at_first, at_next = (self.number_of(expression, path, number) for number in (first, first + 1))
        tried: Iterable[int] = range(first, min(CANDIDATES, whole.maximum + 1))
        if at_first is not None and at_next is not None and at_next > at_first:  # assume that it is linear, as nearly all are
            step = at_next - at_first
            least = first + max(0, -(-(low - at_first) // step))
            tried = range(least, min(whole.maximum, first + (high - at_first) // step) + 1)
        return [n for n in tried if (said := self.number_of(expression, path, n)) is not None and low <= said <= high]

    def candidates(self, field: FieldSpec, most: int = CANDIDATES) -> range:
        """Return the numbers of a field from 0, or its minimum, to less than `most`."""
        whole = integer_base(field.kind)
        return range(2) if whole is None else range(max(0, whole.minimum), min(most, whole.maximum + 1))

    def sampled(self, values: list[Any]) -> st.SearchStrategy[Any]:
        """Return a strategy for one of the values; if there is none, the fields drawn before are rejected."""
        assume(values)
        return st.sampled_from(values)

    # Correct numbers

    def true_of(
        self, field: FieldSpec, told: list[Relation], path: Path, can_be: Callable[[int], bool]
    ) -> st.SearchStrategy[Any]:
        """Return values of a field for which its relations to fixed fields are correct and all others are possible."""
        turned = (self._solutions(field, each, path) for each in told)
        tried = next((each for each in turned if each is not None), None)
        if tried is None:
            whole = integer_base(field.kind)
            small = self.candidates(field)
            tried = [*small, *(sorted(self.maker.likely(whole) - set(small)) if whole is not None else ())]
        truths = [self.truth(each, path) for each in told]
        fits = [n for n in tried if self.maker.allows(field, n) and all(is_true(n) for is_true in truths)]
        fits = [n for n in fits if can_be(n)] or fits
        return st.sampled_from([member_of(field.kind, n) for n in fits]) if fits else self.maker.checked(field)

    def _solutions(self, field: FieldSpec, relation: Relation, path: Path) -> list[Any] | None:
        """Return the numbers for which a relation can be correct; None if it cannot be inverted."""
        value = self.scope[relation.consumer]
        whole = integer_base(field.kind)
        kind = self._consumer(relation).present_kind
        if relation.measures == "presence" or value is None:
            return None
        if relation not in self.spec.relations:
            if relation.measures == "tag":
                return None
            sizes = sorted(set(_sizes_in(value)))
            if not sizes or whole is None:
                return None
            return [n for size in sizes for n in self.numbers_saying(relation.expression, path, whole, size, size)]
        wanted = self._wanted(relation, kind, value)
        if isinstance(relation.expression, Ref):
            return wanted
        if relation.inverse is not None and path == (relation.solves,):
            return [n for each in wanted if (n := self._inverse(relation.inverse, each)) is not None]
        if whole is None or not all(isinstance(each, int) for each in wanted):
            return None
        return [n for each in wanted for n in self.numbers_saying(relation.expression, path, whole, each, each)]

    def _consumer(self, relation: Relation) -> FieldSpec:
        field = self.spec.field_named(relation.consumer)
        assert field is not None
        return field

    def _inverse(self, inverse: Expr, measured: Any) -> int | None:
        try:
            return int(evaluate(inverse, lambda name: measured if name[0] == "<measured>" else self.scope[name[0]]))
        except (ArithmeticError, LookupError):
            return None

    def _wanted(self, relation: Relation, kind: Kind, value: Any) -> list[Any]:
        if relation.measures == "tag":
            return self._tags_of(switch_in(kind, relation), value)
        return [len(value) if relation.measures == "count" else size_of(kind, value, self.scope)]

    def truth(self, relation: Relation, path: Path) -> Callable[[Any], bool]:
        """Return a function that checks if a number is correct for a value; the required result is computed once."""
        value = self.scope[relation.consumer]
        if relation.measures == "presence":
            return lambda number: bool(self.said(relation.expression, path, number)) == (value is not None)
        if value is None:
            return lambda number: True
        kind = self._consumer(relation).present_kind
        if relation not in self.spec.relations:
            return lambda number: self._can_be_written(kind, value, with_value(self.scope, path, number))
        wanted = self._wanted(relation, kind, value)
        return lambda number: self.said(relation.expression, path, number) in wanted

    def _can_be_written(self, kind: Kind, value: Any, scope: Scope) -> bool:
        """Return False if a value cannot be written; True if that depends on fields that are not drawn yet."""
        try:
            wire_of(kind, value, SimpleNamespace(**scope))
        except FramekitError:
            return False
        except AttributeError:
            return True
        return True

    # Tags

    def _tags_of(self, switch: Switch, value: Any) -> list[Any]:
        """Return tags whose arms accept a value."""
        if isinstance(value, Unknown):
            return [value.tag]
        found = [tag for arm in switch.arms if self._takes(arm.kind, value) for tag in some_tags(arm)]
        if not found and switch.otherwise is not None:
            tried = [number for number in range(CANDIDATES) if arm_for(switch, number) is None]
            return tried[:3]
        return found

    def _takes(self, kind: Kind, value: Any) -> bool:
        inner = kind.inner if isinstance(kind, Sized) else kind
        if isinstance(inner, Nested):
            return type(value) is inner.frame.frame_class
        return self._can_be_written(inner, value, self.scope)


def switch_in(kind: Kind, relation: Relation) -> Switch:
    """Return the switch of a field whose tag is given by a relation."""
    return next(each for each in walk(kind) if isinstance(each, Switch) and each.on is relation.expression)


def some_tags(arm: Arm) -> list[Any]:
    """Return the tags of an arm one by one, or only the first if there are too many."""
    listed = listed_tags(arm)
    if listed:
        return listed
    first = arm.tags[0]
    return [first[0]] if isinstance(first, range) else [first]


def _sizes_in(value: Any) -> Iterator[int]:
    """Yield the lengths of the lists, bytes and texts in a value, at any depth."""
    match value:
        case bytes():
            yield len(value)
        case str():
            yield len(value.encode("utf-8", "surrogatepass"))
        case list():
            yield len(value)
            for each in value:
                yield from _sizes_in(each)
        case Frame():
            yield from _sizes_in(list(asdict(value, mode="json").values()))
