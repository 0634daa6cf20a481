"""Numbers that are true of what is there already: lengths, counts, tags and presences of values that were given beforehand.

Strategy: what a relation says is turned around where it can be, else likely numbers are tried; what is left is tried on all that
the number tells. What stands deeper in a value is tried by writing the value.

Rules: where no number is true, any is taken; packing then says what cannot be.
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
"""Numbers below this are tried for a field that says something by an expression that cannot be turned around."""


class Fitter:
    """Fits the fields that say something to values that are there.

    Attributes:
        scope: the fields drawn so far, derived ones and constants among them.
        fixed: the names of those that are there before the others are drawn.
    """

    def __init__(self, spec: FrameSpec, scope: Scope, maker: ValueMaker) -> None:
        self.spec = spec
        self.scope = scope
        self.maker = maker
        self.fixed: frozenset[str] = frozenset()

    # What expressions say

    def said(self, expression: Expr, path: Path, number: Any) -> Any:
        """What an expression says where the field at `path` is `number`, or None where it says nothing."""
        try:
            return self.maker.number(expression, with_value(self.scope, path, number))
        except (ArithmeticError, LookupError, AttributeError, FramekitError):
            return None

    def said_here(self, expression: Expr) -> Any:
        """What an expression says of the fields drawn so far, or None where it says nothing."""
        try:
            return self.maker.number(expression, self.scope)
        except ArithmeticError:
            return None

    def number_of(self, expression: Expr, path: Path, number: Any) -> int | None:
        """The same, of what says a number."""
        said = self.said(expression, path, number)
        return None if said is None else int(said)

    def numbers_saying(self, expression: Expr, path: Path, whole: Integer, low: int, high: int) -> list[int]:
        """The numbers at `path` for which an expression is from `low` to `high`; of some expressions, the small ones only."""
        first = max(0, whole.minimum)
        at_first, behind = (self.number_of(expression, path, number) for number in (first, first + 1))
        tried: Iterable[int] = range(first, min(CANDIDATES, whole.maximum + 1))
        if at_first is not None and behind is not None and behind > at_first:  # it is linear, as nearly all are
            step = behind - at_first
            least = first + max(0, -(-(low - at_first) // step))
            tried = range(least, min(whole.maximum, first + (high - at_first) // step) + 1)
        return [n for n in tried if (said := self.number_of(expression, path, n)) is not None and low <= said <= high]

    def candidates(self, field: FieldSpec, most: int = CANDIDATES) -> range:
        """The numbers from 0 for a field, below `most`."""
        whole = integer_base(field.kind)
        return range(2) if whole is None else range(max(0, whole.minimum), min(most, whole.maximum + 1))

    def sampled(self, values: list[Any]) -> st.SearchStrategy[Any]:
        """One of the values; where there is none, the fields drawn before cannot be, and others are drawn."""
        assume(values)
        return st.sampled_from(values)

    # What is true

    def true_of(
        self, field: FieldSpec, told: list[Relation], path: Path, can_be: Callable[[int], bool]
    ) -> st.SearchStrategy[Any]:
        """Values of a field for which all that it tells of fixed fields is true, and all else can be."""
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
        """The numbers for which a relation can hold; None where it cannot be turned around."""
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
        """Tells of a number whether what it says of a value is true; what it must say is worked out once."""
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
        """False where a value cannot be: not where that hangs on fields that are not drawn yet."""
        try:
            wire_of(kind, value, SimpleNamespace(**scope))
        except FramekitError:
            return False
        except AttributeError:
            return True
        return True

    # Tags

    def _tags_of(self, switch: Switch, value: Any) -> list[Any]:
        """The tags for which a value can stand."""
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
    """The switch of a field whose tag a relation is."""
    return next(each for each in walk(kind) if isinstance(each, Switch) and each.on is relation.expression)


def some_tags(arm: Arm) -> list[Any]:
    """The tags of an arm one by one, or the first of them where they are too many."""
    listed = listed_tags(arm)
    if listed:
        return listed
    first = arm.tags[0]
    return [first[0]] if isinstance(first, range) else [first]


def _sizes_in(value: Any) -> Iterator[int]:
    """The sizes of the lists, bytes and texts in a value, at any depth."""
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
