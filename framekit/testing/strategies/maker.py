"""Draws one frame, field by field.

Strategy: fields are drawn in the order of the wire. A field that says something of a later one (a length, a count, a tag, a
presence), plain or derived, is drawn among the numbers for which that can be; what it says is then drawn to fit. The size of a
bounded part is worked out from the part itself. Values that are given beforehand come first, and the others are fitted to them.

Rules: what is made can be packed, or the codec is wrong; shrinking goes to the smallest frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from framekit.compiler.explain.writing import pack_carefully
from framekit.declare.declaration import spec_of
from framekit.errors import FramekitError, PackError
from framekit.spec.expr import Expr, Path, references
from framekit.spec.kinds import Align, Bytes, Const, Given, Kind, LeftOf, Nested, Optional, Repeat, Sized, integer_base
from framekit.spec.model import FieldSpec, FrameSpec, Relation
from framekit.spec.sizes import fixed_size, is_greedy
from framekit.testing.strategies.limits import LONGEST, SHARES, SMALL
from framekit.testing.strategies.measuring import Scope, field_at, fits_any_size, most_said, size_of, with_value
from framekit.testing.strategies.telling import DEEP, Teller
from framekit.testing.strategies.values import ValueMaker

REDRAWS = 12
"""A value whose size no number can say is drawn again so often, and so is a frame that cannot be packed."""

Overrides = Mapping[str, st.SearchStrategy[Any]]


def frames_of(spec: FrameSpec, depth: int = 0, room: int = LONGEST) -> st.SearchStrategy[Any]:
    """Valid instances of a frame that stands so deep in others, where one value may take so many bytes at the most."""
    depth = min(depth, DEEP)
    room = min(room, _room_in(spec))
    key = f"frames at {depth} in {room}"
    if key not in spec.memo:
        spec.memo[key] = _composed(spec, depth, room, {})
    return spec.memo[key]  # type: ignore[no-any-return]


def frames_with(spec: FrameSpec, overrides: Overrides) -> st.SearchStrategy[Any]:
    """Valid instances of a frame with the values of some fields drawn from elsewhere."""
    return _composed(spec, 0, _room_in(spec), overrides)


def _composed(spec: FrameSpec, depth: int, room: int, overrides: Overrides) -> st.SearchStrategy[Any]:
    @st.composite
    def frames(draw: st.DrawFn) -> Any:  # without the spec as an argument, which hypothesis would print whole
        if depth > 0:
            return _FrameMaker(draw, spec, depth, room).make(overrides)
        for _ in range(REDRAWS):
            frame = _FrameMaker(draw, spec, depth, room).make(overrides)
            fault = _refusal(spec, frame)
            if fault is None:
                return frame
        assert fault is not None
        if overrides:
            given = ", ".join(f"{name}={getattr(frame, name)!r}" for name in overrides)
            fault.add_note(f"with {given}, as frames({spec.name}, ...) was told")
            raise fault
        spec.memo["refusal"] = fault  # for whoever has to say why there are too few frames
        assume(False)

    return frames()


def _refusal(spec: FrameSpec, frame: Any) -> PackError | None:
    """Why a frame cannot be packed, or None where it can: where codec and interpreter differ, a law is to tell."""
    try:
        frame.pack()
    except PackError as fault:
        try:
            pack_carefully(spec, frame)
        except FramekitError:
            return fault
    except Exception:  # what a function of the user's raises is for a law to tell
        return None
    return None


def _room_in(spec: FrameSpec) -> int:
    """The most bytes of one value in a frame, whose size may be narrow."""
    if spec.size is None:
        return LONGEST
    if "room" not in spec.memo:
        spec.memo["room"] = min(LONGEST, most_said(spec, spec.size) // SHARES)
    return spec.memo["room"]  # type: ignore[no-any-return]


class _FrameMaker(Teller):
    """Draws one frame."""

    def __init__(self, draw: st.DrawFn, spec: FrameSpec, depth: int, room: int) -> None:
        self.draw = draw
        self.values: dict[str, Any] = {}
        scope: Scope = {each.name: each.kind.value for each in spec.fields if isinstance(each.kind, Const)}
        maker = ValueMaker(spec, scope, depth, room, lambda inner, room: frames_of(inner, depth + 1, room))
        super().__init__(spec, scope, maker)
        self.absent = False

    def make(self, overrides: Overrides) -> Any:
        spec = self.spec
        for name, strategy in overrides.items():
            self.scope[name] = self.values[name] = self.draw(strategy)
        self.fixed = frozenset(overrides)
        for name in self.outline.leading:
            field = spec.field_named(name)
            assert field is not None
            if name not in self.fixed and not self._is_told_by_fixed(field.kind):
                self.scope[name] = self.values[name] = self.draw(self.maker.checked(field))
                self.fixed |= {name}
        bound = next((each for each in spec.relations if each.measures == "size"), None)
        rest = spec.fields[-1] if bound is not None and is_greedy(spec.fields[-1].kind) else None
        if rest is not None and rest.name in self.fixed:
            rest = None
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
        if field.name in self.fixed:
            value = self.values[field.name]
            if isinstance(field.kind, Optional) and field.kind.when is None:
                self.absent = value is None
            self._keep(field, value)
            return
        for _ in range(REDRAWS):
            if self._keep(field, self._draw_field(field)):
                return
        assume(False)

    def _keep(self, field: FieldSpec, value: Any) -> bool:
        """Take a value; False where no number can say its size."""
        self.scope[field.name] = self.values[field.name] = value
        return not self.outline.parts or self._settle_sizes(field)

    # Fields that say something of others

    def _draw_derived(self, field: FieldSpec) -> None:
        if field.name in self.scope:
            return
        relation = self.spec.solution_of(field.name)
        for path in references(relation.expression):
            other = self.spec.field_named(path[0])
            if other is not None and other.derived and other is not field:
                self._draw_derived(other)
        if relation.measures != "size" and relation not in self.outline.parts:
            others = [each for each in self.outline.tells.get(field.name, ()) if each is not relation]
            self.scope[field.name] = self.draw(self.telling(field, (relation, *others)))

    def _draw_field(self, field: FieldSpec) -> Any:
        if self.spec.choice is not None and field.name == self.spec.choice.field:
            return self.draw(st.sampled_from(list(self.spec.choice.orders)))
        kind = field.kind
        if isinstance(kind, Optional):
            return self._draw_optional(field, kind)
        if self.absent:
            return self.draw(self.maker.of_size(kind, 0))
        literals = self.outline.literals.get(field.name)
        told = () if literals else self.outline.tells.get(field.name, ())
        if told:
            return self.draw(self.telling(field, told))
        compared = self._numbers_for_checks(field)
        if compared:
            return self.draw(st.sampled_from(compared))
        for relation in self.spec.relations:
            pair = self.pair(relation, field)
            if pair is not None:
                return self.draw(pair)
        strategy = self._checked(field)
        if literals:
            strategy = self.maker.checked(field, st.sampled_from(literals) | self.maker.values(kind))
        value = self.draw(strategy)
        if isinstance(kind, Nested):
            value = self._tell_inside(field.name, value)
        return value

    def _checked(self, field: FieldSpec) -> st.SearchStrategy[Any]:
        """Values of a field; of a part whose size is told already, those of just that size."""
        kind = field.present_kind
        if isinstance(kind, Sized) and isinstance(kind.extent, Given):
            told = next((each for each in self.spec.relations if each.consumer == field.name and each.measures == "length"), None)
            if told is not None and (told in self.outline.tied or self._is_told_by_fixed(kind)):
                size = int(self.maker.number(kind.extent.expression, self.scope))
                assume(0 <= size <= LONGEST)
                return self.maker.checked(field, self.maker.of_size(kind.inner, size))
        return self.maker.checked(field)

    def _is_told_by_fixed(self, kind: Kind) -> bool:
        """True for a part whose size hangs on a fixed field."""
        extent = kind.extent if isinstance(kind, Sized) else None
        return isinstance(extent, Given) and any(path[0] in self.fixed for path in references(extent.expression))

    def _numbers_for_checks(self, field: FieldSpec) -> list[Any]:
        """Values for which the checks of fixed fields let those through, where it is the last one that they look at."""
        here = (field.name,)
        whole = integer_base(field.kind)
        asking: list[tuple[Expr, Any]] = []
        for each in self.spec.fields:
            expression = None if each.check is None or each.name not in self.fixed else each.check.expression
            names = () if expression is None else tuple(path for path in references(expression) if path)
            if expression is not None and here in names and all(path == here or path[0] in self.scope for path in names):
                asking.append((expression, self.values[each.name]))
        if not asking or whole is None:
            return []
        found = []
        for number in sorted(self.maker.likely(whole), key=lambda number: (abs(number), number < 0)):
            scope = {**self.scope, field.name: number}
            if self.maker.allows(field, number) and all(self.maker.number(e, scope, alone=value) for e, value in asking):
                found.append(self.maker.member(field.kind, number))
        return found

    def _tell_inside(self, name: str, value: Any) -> Any:
        """A field of a nested frame may say something of a later field of this one."""
        for relation in self.spec.relations:
            for path in references(relation.expression):
                if path[0] == name and len(path) > 1 and relation.measures != "size":
                    field = field_at(self.spec, path)
                    if field is None or not field.given or path[-1] in _said_inside(value) or field.is_checked_by_others:
                        continue
                    self.scope[name] = value
                    value = with_value(self.scope, path, self.draw(self.telling(field, (relation,), path)))[name]
        return value

    # Optional values, and sizes that follow from parts

    def _draw_optional(self, field: FieldSpec, kind: Optional) -> Any:
        strategy = self._checked(field)
        if kind.when is None:
            needed = self._is_needed(field)
            value = None if self.absent else self.draw(strategy if needed else st.none() | strategy)
            self.absent = value is None
            return value
        told = next((each for each in self.spec.relations if each.consumer == field.name and each in self.outline.parts), None)
        if told is not None and told.solves is not None and (told.solves,) in references(kind.when):
            # Its own size says whether it is there, and is known when it is.
            value = self.draw(st.none() | strategy)
            if value is None:
                self.scope[told.solves] = told.absent
            return value
        return self.draw(strategy) if self.maker.number(kind.when, self.scope) else None

    def _is_needed(self, field: FieldSpec) -> bool:
        """True where bytes of a fixed field stand behind, so that those of this one are there."""
        behind = self.spec.fields[self.spec.fields.index(field) + 1 :]
        there = [each for each in behind if each.name in self.fixed and self.scope[each.name] is not None]
        return any(self._size(each) > 0 for each in there)

    def _settle_sizes(self, field: FieldSpec) -> bool:
        """A number that says the size of a bounded part is worked out when the part is there; False where there is none."""
        for relation in self.outline.parts:
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
        target = field_at(self.spec, path)
        assert target is not None
        whole = integer_base(target.kind)
        assert whole is not None
        found = self.numbers_saying(relation.expression, path, whole, size, size)
        if path[0] in self.fixed:
            return self.number_of(relation.expression, path, self._value_at(path)) == size
        if not found:
            return False
        self.scope.update(with_value(self.scope, path, found[0]))
        if path[0] in self.values:
            self.values[path[0]] = self.scope[path[0]]
        return True

    def _size(self, field: FieldSpec) -> int:
        size = fixed_size(field.kind)
        return self._variable_size(field) if size is None else size

    def _variable_size(self, field: FieldSpec) -> int:
        bare = field.present_kind
        if isinstance(bare, Sized) and isinstance(bare.extent, Given):
            return size_of(bare.inner, self.scope[field.name], self.scope)
        return size_of(field.kind, self.scope[field.name], self.scope)

    # The size of the frame itself

    def _fit(self, bound: Relation, rest: FieldSpec | None) -> None:
        scope, values = self.scope, self.values
        size = self._total(rest)
        if rest is not None and not fits_any_size(rest.kind):
            self._draw_fitting(rest)
            size = self._total(None)
            rest = None
        left = self._fit_size(bound, size, rest)
        if rest is not None:
            scope[rest.name] = values[rest.name] = self.draw(self.maker.of_size(rest.kind, left))

    def _value_at(self, path: Path) -> Any:
        return reduce(getattr, path[1:], self.scope[path[0]])

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
        target = field_at(self.spec, path)
        assert target is not None
        whole = integer_base(target.kind)
        assert whole is not None
        if fixed_size(target.kind) is None:
            size += 1

        def left(number: int) -> int:
            counted = self.number_of(bound.expression, path, number)
            return -1 if counted is None else counted - size

        if path[0] in self.fixed:
            assume(left(self._value_at(path)) == 0 or rest is not None)
            return left(self._value_at(path))
        room = SMALL * unit if rest else 0
        fitting = [n for n in self.numbers_saying(bound.expression, path, whole, size, size + room) if left(n) % unit == 0]
        if fixed_size(target.kind) is None:
            fitting = [n for n in fitting if n < 1 << 6]  # it takes one byte then in every encoding
        if not fitting and bound.solves is not None:
            return 0  # packing says why there is no such size
        assume(fitting)
        number = self.draw(st.sampled_from(fitting))
        if bound.solves is None:
            self.values[path[0]] = with_value(self.scope, path, number)[path[0]]
        return left(number)


def _said_inside(frame: Any) -> set[str]:
    """The fields of a frame that say something of others in it."""
    return {path[0] for relation in spec_of(type(frame)).relations for path in references(relation.expression)}
