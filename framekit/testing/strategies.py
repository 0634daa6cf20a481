"""Hypothesis strategies that make valid frames from a declaration.

Strategy: fields are drawn in the order of the wire. A field that says something of a later one (a length, a count, a tag, a
presence), plain or derived, is drawn among the numbers for which that can be; what it says is then drawn to fit. The size of a
bounded part is worked out from the part itself.

Rules: what is made can be packed; shrinking goes to the smallest frame.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, TypeVar

from hypothesis import assume
from hypothesis import strategies as st

from framekit.compiler.explain.writing import value_size
from framekit.declare.convert import replace
from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.errors import PackError
from framekit.spec.choices import arm_for, listed_tags
from framekit.spec.expr import Expr, Path, Ref, compared, references
from framekit.spec.kinds import (
    Align,
    Bytes,
    Const,
    Given,
    Kind,
    LeftOf,
    Nested,
    Optional,
    Repeat,
    Sized,
    Switch,
    Text,
    integer_base,
)
from framekit.spec.model import FieldSpec, FrameSpec, Relation
from framekit.spec.sizes import fixed_size, is_greedy, walk
from framekit.testing.values import LONGEST, SMALL, Scope, ValueMaker

F = TypeVar("F", bound=Frame)

PAIRS = 256
"""Of two numbers that say something together, so many values of each are tried."""

REDRAWS = 12
"""A value whose size no number can say is drawn again so often, before the whole frame is given up."""

CANDIDATES = 512
"""Numbers below this are tried for a field that says a length or a size."""


def frames(cls: type[F]) -> st.SearchStrategy[F]:
    """Valid instances of a frame.

    >>> from framekit import Frame, u8
    >>> class Byte(Frame):
    ...     number: u8
    >>> from hypothesis import find
    >>> find(frames(Byte), lambda frame: frame.number > 9)
    Byte(number=10)
    """
    return frames_of(spec_of(cls), 0)


def packed(cls: type[Frame]) -> st.SearchStrategy[bytes]:
    """The bytes of valid instances of a frame."""
    return frames(cls).map(lambda frame: frame.pack())


def frames_of(spec: FrameSpec, depth: int) -> st.SearchStrategy[Any]:
    """Valid instances of a frame that stands so deep in others."""

    @st.composite
    def frames(draw: st.DrawFn) -> Any:  # without the spec as an argument, which hypothesis would print whole
        return _FrameMaker(draw, spec, depth).make()

    key = f"frames at {min(depth, 4)}"
    if key not in spec.memo:
        spec.memo[key] = frames()
    return spec.memo[key]  # type: ignore[no-any-return]


class _FrameMaker:
    """Draws one frame."""

    def __init__(self, draw: st.DrawFn, spec: FrameSpec, depth: int) -> None:
        self.draw = draw
        self.spec = spec
        self.values: dict[str, Any] = {}
        self.scope: Scope = {each.name: each.kind.value for each in spec.fields if isinstance(each.kind, Const)}
        self.maker = ValueMaker(spec, self.scope, depth, lambda inner: frames_of(inner, depth + 1))
        self.absent = False

    def make(self) -> Any:
        spec = self.spec
        bound = next((each for each in spec.relations if each.measures == "size"), None)
        rest = spec.fields[-1] if bound is not None and is_greedy(spec.fields[-1].kind) else None
        for each in spec.fields:
            if each.derived:
                self._draw_derived(each)
            elif each.given and each is not rest:
                self._draw_fitting(each)
        if bound is not None:
            self._fit(bound, rest)
        return spec.frame_class(**self.values)

    def _draw_fitting(self, field: FieldSpec) -> None:
        """Draw a value; another where no number can say its size, as where a part must take whole words."""
        assume(any(self._keep(field, self._draw_field(field)) for _ in range(REDRAWS)))

    def _keep(self, field: FieldSpec, value: Any) -> bool:
        """Take a value; False where no number can say its size."""
        self.scope[field.name] = self.values[field.name] = value
        return self._settle_sizes(field)

    # Fields that say something of others

    def _draw_derived(self, field: FieldSpec) -> None:
        if field.name in self.scope:
            return
        relation = self.spec.solution_of(field.name)
        for path in references(relation.expression):
            other = self.spec.field_named(path[0])
            if other is not None and other.derived and other is not field:
                self._draw_derived(other)
        if relation.measures != "size" and not self._measures_part(relation):
            self.scope[field.name] = self.draw(self._telling(field, relation))

    def _measures_part(self, relation: Relation) -> bool:
        """True for the size of a bounded part, which is known when that is made."""
        consumer = self.spec.field_named(relation.consumer)
        return relation.measures == "length" and consumer is not None and any(isinstance(k, Sized) for k in walk(consumer.kind))

    def _draw_field(self, field: FieldSpec) -> Any:
        if self.spec.choice is not None and field.name == self.spec.choice.field:
            return self.draw(st.sampled_from(list(self.spec.choice.orders)))
        kind = field.kind
        if isinstance(kind, Optional):
            return self._draw_optional(field, kind)
        if self.absent:
            return self.draw(self.maker.of_size(kind, 0))
        # Of a length that also says whether its part is there, the length is what to draw it by.
        for relation in sorted(self.spec.relations, key=lambda relation: relation.measures == "presence"):
            told = self._is_told_by(relation, field.name) and relation.measures != "size" and not self._measures_part(relation)
            if told and not self._compared_with(field.name):
                return self.draw(self._telling(field, relation))
            pair = self._pair(relation, field)
            if pair is not None:
                return self.draw(pair)
        strategy = self.maker.values(kind)
        literals = self._compared_with(field.name)
        if literals:
            strategy = st.sampled_from(literals) | strategy
        value = self.draw(self.maker.checked(field, strategy))
        if isinstance(kind, Nested):
            value = self._tell_inside(field.name, value)
        return value

    def _pair(self, relation: Relation, field: FieldSpec) -> st.SearchStrategy[Any] | None:
        """Of a tag that two plain fields tell together: values of the first for which the second has one."""
        paths = list(dict.fromkeys(references(relation.expression)))
        other = self.spec.field_named(paths[-1][0]) if len(paths) == 2 else None
        if relation.measures != "tag" or other is None or paths[0] != (field.name,) or len(paths[1]) > 1:
            return None
        consumer = self.spec.field_named(relation.consumer)
        assert consumer is not None
        switch = next(each for each in walk(consumer.kind) if isinstance(each, Switch))
        key = f"pairs of {field.name} and {other.name}"
        if key not in self.spec.memo:
            seconds = self._candidates(other)[:PAIRS]
            self.spec.memo[key] = [
                first
                for first in self._candidates(field)[:PAIRS]
                if any(
                    arm_for(switch, self.maker.number(switch.on, {**self.scope, field.name: first, other.name: second}))
                    is not None
                    for second in seconds
                )
            ]
        return _sampled([self.maker.member(field.kind, number) for number in self.spec.memo[key]])

    def _is_told_by(self, relation: Relation, name: str) -> bool:
        """True where a field is the last that an expression waits for; the others are drawn freely."""
        paths = list(references(relation.expression))
        order = [each.name for each in self.spec.fields]
        return (name,) in paths and max(order.index(path[0]) for path in paths) == order.index(name)

    def _compared_with(self, name: str) -> list[bytes | str]:
        """The bytes or text with which expressions compare a field, as far as the field can hold them."""
        found = [value for each in self.spec.relations for path, value in compared(each.expression) if path == (name,)]
        field = self.spec.field_named(name)
        size = None if field is None else fixed_size(field.kind)
        return [value for value in found if size is None or len(value) == size]

    def _tell_inside(self, name: str, value: Any) -> Any:
        """A field of a nested frame may say something of a later field of this one."""
        for relation in self.spec.relations:
            for path in references(relation.expression):
                if path[0] == name and len(path) > 1 and relation.measures != "size":
                    field = _field_at(self.spec, path)
                    if field is None or not field.given or path[-1] in _said_inside(value) or _is_checked_by_others(field):
                        continue
                    self.scope[name] = value
                    value = _with(self.scope, path, self.draw(self._telling(field, relation, path)))[name]
        return value

    def _telling(self, field: FieldSpec, relation: Relation, path: Path | None = None) -> st.SearchStrategy[Any]:
        """Values of a field for which what it says can be."""
        here = path or (field.name,)
        consumer = self.spec.field_named(relation.consumer)
        assert consumer is not None
        kind = consumer.kind.inner if isinstance(consumer.kind, Optional) else consumer.kind
        if relation.measures == "tag":
            switch = next(each for each in walk(kind) if isinstance(each, Switch))
            return self._tags(field, switch, here)
        if relation.measures == "presence":
            return self.maker.checked(field, self.maker.values(field.kind))
        most = self._most(kind)

        def fits(number: int) -> bool:
            counted = self._number(relation.expression, here, number)
            return counted is not None and 0 <= counted <= most and self.maker.allows(field, number)

        alone = set(references(relation.expression)) == {here}
        key = f"numbers for {'.'.join(here)} of {relation.consumer}"
        fitting: list[int] | None = self.spec.memo.get(key) if alone else None
        if fitting is None:
            fitting = [number for number in self._candidates(field) if fits(number)] or self._long(field, relation, here)
            if alone and (field.check is None or field.check.expression is None):
                self.spec.memo[key] = fitting
        return _sampled([*fitting, *self._absent_numbers(field, consumer)])

    def _absent_numbers(self, field: FieldSpec, consumer: FieldSpec) -> list[int]:
        """The numbers that say that a part is absent, where its own length does."""
        whole = integer_base(field.kind)
        when = consumer.kind.when if isinstance(consumer.kind, Optional) else None
        if whole is None or when is None or set(references(when)) != {(field.name,)}:
            return []
        tried = [number for number in (0, -1, whole.minimum, whole.maximum) if whole.minimum <= number <= whole.maximum]
        return [number for number in tried if not self._number(when, (field.name,), number)][:1]

    def _long(self, field: FieldSpec, relation: Relation, path: Path) -> list[int]:
        """The first numbers for which what is counted may be, however long: a check may ask for many."""
        whole = integer_base(field.kind)
        found: list[int] = []
        for number in range(0 if whole is None else min(whole.maximum, LONGEST) + 1):
            counted = self._number(relation.expression, path, number) if self.maker.allows(field, number) else None
            if counted is not None and counted >= 0:
                found.append(number)
            if len(found) == 3:
                break
        return found

    def _most(self, kind: Kind) -> int:
        if any(isinstance(each, Sized) for each in walk(kind)):
            return 4 * SMALL
        inner = kind.data if isinstance(kind, Text) else kind
        limit = getattr(inner, "limit", None)
        return SMALL if limit is None else min(SMALL, limit)

    def _candidates(self, field: FieldSpec) -> list[int]:
        whole = integer_base(field.kind)
        if whole is None:
            return [0, 1]
        return list(range(max(0, whole.minimum), min(CANDIDATES, whole.maximum + 1)))

    def _tags(self, field: FieldSpec, switch: Switch, path: Path) -> st.SearchStrategy[Any]:
        alone = isinstance(switch.on, Ref)
        takes_all = switch.unknown is not None or switch.otherwise is not None
        if alone:
            listed = [tag for arm in switch.arms for tag in (listed_tags(arm) or [arm.tags[0][0]])]  # type: ignore[index]
            known = [self.maker.member(field.kind, tag) for tag in listed if self.maker.allows(field, tag)]
            strategy = st.sampled_from(known) if known else st.nothing()
            return strategy | self.maker.checked(field, self.maker.values(field.kind)) if takes_all else strategy
        fitting = []
        for number in self._candidates(field):
            tag = self._number(switch.on, path, number)
            if tag is not None and (takes_all or arm_for(switch, tag) is not None) and self.maker.allows(field, number):
                fitting.append(number)
        return _sampled([self.maker.member(field.kind, number) for number in fitting])

    def _number(self, expression: Expr, path: Path, number: int) -> int | None:
        try:
            return int(self.maker.number(expression, _with(self.scope, path, number)))
        except (ArithmeticError, LookupError, AttributeError, PackError):
            return None

    # Optional values, and sizes that follow from parts

    def _draw_optional(self, field: FieldSpec, kind: Optional) -> Any:
        strategy = self.maker.checked(field, self.maker.values(kind.inner))
        if kind.when is None:
            value = None if self.absent else self.draw(st.none() | strategy)
            self.absent = value is None
            return value
        told = next((each for each in self.spec.relations if each.consumer == field.name and self._measures_part(each)), None)
        if told is not None and told.solves is not None and (told.solves,) in references(kind.when):
            # Its own size says whether it is there, and is known when it is.
            value = self.draw(st.none() | strategy)
            if value is None:
                self.scope[told.solves] = told.absent
            return value
        return self.draw(strategy) if self.maker.number(kind.when, self.scope) else None

    def _settle_sizes(self, field: FieldSpec) -> bool:
        """A number that says the size of a bounded part is worked out when the part is there; False where there is none."""
        for relation in self.spec.relations:
            if not self._measures_part(relation):
                continue
            keeper = next(
                (
                    each.name
                    for each in self.spec.fields
                    if isinstance(each.kind, Bytes) and each.kind.extent == LeftOf(relation.consumer)
                ),
                relation.consumer,
            )
            if field.name != keeper or self.scope.get(relation.consumer) is None:
                continue
            paths = list(references(relation.expression))
            size = sum(self._size(each) for each in self.spec.fields if each.name in (relation.consumer, keeper))
            if paths and not self._settle(relation, paths, size):
                return False
        return True

    def _settle(self, relation: Relation, paths: list[Path], size: int) -> bool:
        path = paths[0]
        target = _field_at(self.spec, path)
        assert target is not None
        whole = integer_base(target.kind)
        assert whole is not None
        found = next(
            (
                n
                for n in range(max(0, whole.minimum), min(1 << 12, whole.maximum) + 1)
                if self._number(relation.expression, path, n) == size
            ),
            None,
        )
        if found is None:
            return False
        self.scope.update(_with(self.scope, path, found))
        if path[0] in self.values:
            self.values[path[0]] = self.scope[path[0]]
        return True

    def _size(self, field: FieldSpec) -> int:
        size = fixed_size(field.kind)
        return self._variable_size(field) if size is None else size

    def _variable_size(self, field: FieldSpec) -> int:
        kind = field.kind
        bare = kind.inner if isinstance(kind, Optional) else kind
        if isinstance(bare, Sized) and isinstance(bare.extent, Given):
            return value_size(bare.inner, self.scope[field.name], SimpleNamespace(**self.scope))
        return value_size(field.kind, self.scope[field.name], SimpleNamespace(**self.scope))

    # The size of the frame itself

    def _fit(self, bound: Relation, rest: FieldSpec | None) -> None:
        scope, values = self.scope, self.values
        size = self._total(rest)
        if rest is not None and not _fits_any_size(rest.kind):
            self._draw_fitting(rest)
            size = self._total(None)
            rest = None
        left = self._fit_size(bound, size, rest)
        if rest is not None:
            scope[rest.name] = values[rest.name] = self.draw(self.maker.of_size(rest.kind, left))

    def _total(self, rest: FieldSpec | None) -> int:
        """The size of all fields but `rest`, and but a varint that says the size, whose own size depends on it."""
        total = 0
        says = {path[0] for path in references(self.spec.size)} if self.spec.size is not None else set()
        for each in self.spec.fields:
            if each is rest or (each.name in says and fixed_size(each.kind) is None and not isinstance(each.kind, Nested)):
                continue
            if isinstance(each.kind, Align):
                total += -total % each.kind.to
            elif each.derived or not each.given:
                total += fixed_size(each.kind) or 0
            else:
                total += self._size(each)
        return total

    def _fit_size(self, bound: Relation, size: int, rest: FieldSpec | None) -> int:
        """Choose the number that says the frame's size, so that it is true; returns the bytes left for the last field."""
        path = (bound.solves,) if bound.solves is not None else next(references(bound.expression), None)
        unit = 1
        if rest is not None and isinstance(rest.kind, Repeat):
            unit = fixed_size(rest.kind.item) or 1
        if path is None:
            return int(self.maker.number(bound.expression, self.scope)) - size
        target = _field_at(self.spec, path)
        assert target is not None
        whole = integer_base(target.kind)
        assert whole is not None
        if fixed_size(target.kind) is None:
            size += 1

        def left(number: int) -> int:
            counted = self._number(bound.expression, path, number)
            return -1 if counted is None else counted - size

        highest = min(CANDIDATES, whole.maximum + 1) if fixed_size(target.kind) is not None else 60
        fitting = [
            number for number in range(highest) if 0 <= left(number) <= (SMALL * unit if rest else 0) and left(number) % unit == 0
        ]
        assume(fitting)
        number = self.draw(st.sampled_from(fitting))
        if bound.solves is None:
            self.values[path[0]] = _with(self.scope, path, number)[path[0]]
        return left(number)


def _sampled(values: list[Any]) -> st.SearchStrategy[Any]:
    """One of the values; where there is none, the fields drawn before cannot be, and others are drawn."""
    assume(values)
    return st.sampled_from(values)


def _is_checked_by_others(field: FieldSpec) -> bool:
    """True for a field whose check= looks at other fields of its frame."""
    return field.check is not None and field.check.expression is not None and any(references(field.check.expression))


def _said_inside(frame: Any) -> set[str]:
    """The fields of a frame that say something of others in it."""
    return {path[0] for relation in spec_of(type(frame)).relations for path in references(relation.expression)}


def _fits_any_size(kind: Kind) -> bool:
    """True where values can be made that take just so many bytes."""
    return isinstance(kind, Bytes | Text) or (isinstance(kind, Repeat) and fixed_size(kind.item) is not None)


def _field_at(spec: FrameSpec, path: Path) -> FieldSpec | None:
    field = spec.field_named(path[0])
    if field is None or len(path) == 1:
        return field
    kind = field.kind.inner if isinstance(field.kind, Sized) else field.kind
    return _field_at(kind.frame, path[1:]) if isinstance(kind, Nested) else None


def _with(scope: Scope, path: Path, number: Any) -> Scope:
    """The fields with the one at `path` changed."""

    def changed(frame: Any, names: Path) -> Any:
        inner = number if len(names) == 1 else changed(getattr(frame, names[0]), names[1:])
        return replace(frame, **{names[0]: inner})

    return {**scope, path[0]: number if len(path) == 1 else changed(scope[path[0]], path[1:])}
