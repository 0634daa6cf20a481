"""Draws one frame, field by field.

Strategy: fields are drawn in the order of the wire. A field that says something of a later one (a length, a count, a tag, a
presence), plain or derived, is drawn among the numbers for which that can be; what it says is then drawn to fit. The size of a
bounded part is worked out from the part itself. Values that are given beforehand come first, and the others are fitted to them.

Rules: what is made can be packed, or the codec is wrong; shrinking goes to the smallest frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.errors import UnsatisfiedAssumption

from framekit.compiler.explain.frame_writer import bytes_ahead, pack_carefully
from framekit.compiler.explain.items import ItemHolder
from framekit.compiler.explain.reading import trace
from framekit.declare.convert import replace as with_values
from framekit.errors import FramekitError, PackError, UnpackError
from framekit.spec.expr import Expr, Path, references
from framekit.spec.given import given_by_name
from framekit.spec.kinds import (
    Bits,
    Bytes,
    Const,
    Fixed,
    FromFields,
    Kind,
    LeftoverOf,
    LookAhead,
    Nested,
    Optional,
    Rest,
    Sized,
    Until,
    bits_of,
    integer_base,
)
from framekit.spec.memo import Key
from framekit.spec.model import FieldSpec, FrameSpec, Relation
from framekit.spec.sizes import is_greedy
from framekit.spec.structure import extent_of
from framekit.testing.strategies.beginning import begun, fixed_wire, joined, left_behind
from framekit.testing.strategies.budget import opened
from framekit.testing.strategies.fitting import some_tags, switch_in
from framekit.testing.strategies.kind_values import ValueMaker
from framekit.testing.strategies.limits import LONGEST, SHARES
from framekit.testing.strategies.measuring import Scope, field_at, fits_any_size, most_said, size_of, with_value
from framekit.testing.strategies.sizing import Sizer
from framekit.testing.strategies.telling import DEEP, fills
from framekit.testing.strategies.usable import member_of

REDRAWS = 12
"""A value whose size no number can say is drawn again so often, and so is a frame that cannot be packed."""

UNFITTED = 6
"""So often a frame is drawn again where nothing fits a field that was drawn; there are declarations that nothing fits at all."""

REFUSAL: Key[PackError] = Key("refusal")
"""Why the last frame could not be packed, for the message that too few frames can be made."""
ROOM: Key[int] = Key("room")

Overrides = Mapping[str, st.SearchStrategy[Any]]


def frames_of(spec: FrameSpec, depth: int = 0, room: int = LONGEST) -> st.SearchStrategy[Any]:
    """Valid instances of a frame that stands so deep in others, where one value may take so many bytes at the most."""
    depth = min(depth, DEEP)
    room = min(room, _room_in(spec))
    key: Key[st.SearchStrategy[Any]] = Key("frames", (depth, room))
    return spec.memo.once(key, lambda: _composed(spec, depth, room, {}))


def frames_with(spec: FrameSpec, overrides: Overrides, depth: int = 0, room: int = LONGEST) -> st.SearchStrategy[Any]:
    """Valid instances of a frame with the values of some fields drawn from elsewhere."""
    return _composed(spec, min(depth, DEEP), min(room, _room_in(spec)), overrides)


def _composed(spec: FrameSpec, depth: int, room: int, overrides: Overrides) -> st.SearchStrategy[Any]:
    if spec.given is not None:
        said = given_by_name(spec, spec.given)  # those that were left out have their defaults, as when reading
        overrides = {**{name: st.just(value) for name, value in said.items()}, **overrides}

    @st.composite
    def frames(draw: st.DrawFn) -> Any:  # without the spec as an argument, which hypothesis would print whole
        fault: PackError | None = None
        unfitted = 0
        for _ in range(REDRAWS):
            with opened():
                try:
                    frame = with_what_is_ahead(spec, _FrameMaker(draw, spec, depth, room).make(overrides))
                except (UnsatisfiedAssumption, PackError):  # nothing fits what was drawn; or a nested frame cannot be
                    unfitted += 1
                    if unfitted == UNFITTED:
                        break
                    continue
            fault = _refusal(spec, frame) if depth == 0 else None
            if fault is None:
                return frame
        if overrides and fault is not None:
            given = ", ".join(f"{name}={getattr(frame, name)!r}" for name in overrides)
            fault.add_note(f"with {given}, as frames({spec.name}, ...) was told")
            raise fault
        if fault is not None:
            spec.memo.keep(REFUSAL, fault)
        assume(False)

    return frames()


def with_what_is_ahead(spec: FrameSpec, frame: Any) -> Any:
    """A frame whose fields that look ahead have the values that are there. Raises PackError."""
    looking = [each for each in spec.fields if isinstance(each.kind, LookAhead)]
    if not looking:
        return frame
    found = bytes_ahead(spec, frame)
    values: dict[str, Any] = {}
    for each in looking:
        assert isinstance(each.kind, LookAhead)
        holder = FrameSpec("ahead", "", (FieldSpec("item", each.kind.base),), "!", None, ItemHolder, ItemHolder)
        try:
            values[each.name] = trace(holder, memoryview(found[each.name])).frame.item
        except UnpackError:
            raise PackError("what is ahead is no value of it", frame=spec.name, path=each.name) from None
    return with_values(frame, **values)


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
    size = spec.size
    return spec.memo.once(ROOM, lambda: min(LONGEST, most_said(spec, size) // SHARES))


class _FrameMaker(Sizer):
    """Draws one frame."""

    def __init__(self, draw: st.DrawFn, spec: FrameSpec, depth: int, room: int) -> None:
        self.draw = draw
        self.values: dict[str, Any] = {}
        scope: Scope = {each.name: each.kind.value for each in spec.fields if isinstance(each.kind, Const)}

        def nested(inner: FrameSpec, room: int, given: Overrides) -> st.SearchStrategy[Any]:
            return frames_with(inner, given, depth + 1, room) if given else frames_of(inner, depth + 1, room)

        maker = ValueMaker(spec, scope, depth, room, nested)
        super().__init__(spec, scope, maker)
        self.absent = False
        self.marker = b""

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
            if self.marker and not each.settable:
                self._begin_fixed(each)
            if each.derived:
                self._draw_derived(each)
            elif each.settable and each is not rest:
                self._draw_fitting(each)
        if bound is not None:
            self._fit(bound, rest)
        assume(not self.marker)
        return spec.frame_class(**self.values)

    def _fit(self, bound: Relation, rest: FieldSpec | None) -> None:
        if rest is not None and not fits_any_size(rest.kind):
            self._draw_fitting(rest)
            rest = None
        left = self.fit(bound, rest)
        if rest is not None:
            assume(left >= 0)
            value = self._begin(rest, self.draw(self.maker.of_size(rest.kind, left)))
            self.scope[rest.name] = self.values[rest.name] = value

    # What begins with the marker of the field before it

    def _begin(self, field: FieldSpec, value: Any) -> Any:
        """A value that begins with the marker that is waiting, and then what it leaves to the next field."""
        bits = bits_of(field.kind)
        if self.marker and bits is not None:
            return self._begin_bits(field, bits)
        if self.marker:
            found = begun(self.spec, field.present_kind, value, self.marker, self.scope)
            assume(found is not None and (found[0] is None or found[0] == value or self.maker.allows(field, found[0])))
            assert found is not None
            value, self.marker = found
        extent = extent_of(field.present_kind)
        if value is not None and isinstance(extent, Until) and not extent.consume:
            marker = joined(self.marker, extent.marker)
            assume(marker is not None)
            self.marker = marker or b""
        return value

    def _begin_bits(self, field: FieldSpec, bits: Bits) -> Any:
        """Bits of a marker; the last field of a group takes its bytes away."""
        assert bits.order is not None
        group = int.from_bytes(self.marker[: bits.group].ljust(bits.group, b"\0"), bits.order)
        behind = self.spec.fields[self.spec.fields.index(field) + 1 :]
        following = bits_of(behind[0].kind) if behind else None
        if following is None or following.first:
            self.marker = self.marker[bits.group :]
        number = group >> bits.shift & bits.mask
        if bits.signed and number > bits.maximum:
            number -= bits.mask + 1
        value = member_of(field.kind, number)
        assume(self.maker.allows(field, value))
        return value

    def _begin_fixed(self, field: FieldSpec) -> None:
        """The same for what is not given: a constant that is the marker, a derived number that is made of it."""
        wire = fixed_wire(field.kind)
        if wire is not None:
            left = left_behind(wire, self.marker)
            assume(left is not None)
            self.marker = left or b""
        elif field.derived and bits_of(field.kind) is None:
            found = begun(self.spec, field.kind, member_of(field.kind, 0), self.marker, self.scope)
            assume(found is not None and self.maker.allows(field, found[0]))
            assert found is not None
            self.scope[field.name], self.marker = found

    def _draw_fitting(self, field: FieldSpec) -> None:
        """Draw a value; another where no number can say its size, as where a part must take whole words."""
        if field.name in self.fixed:
            value = self.values[field.name]
            assume(self._begin(field, value) == value)
            if isinstance(field.kind, Optional) and field.kind.when is None:
                self.absent = value is None
            self._keep(field, value)
            return
        for _ in range(REDRAWS):
            if self._keep(field, self._begin(field, self._draw_field(field))):
                return
        assume(False)

    def _keep(self, field: FieldSpec, value: Any) -> bool:
        """Take a value; False where no number can say its size."""
        self.scope[field.name] = self.values[field.name] = value
        return not self.outline.parts or self.settle_sizes(field)

    # Fields that say something of others

    def _draw_derived(self, field: FieldSpec) -> None:
        if field.name in self.scope:
            return
        relation = self.spec.solution_of(field.name)
        for path in references(relation.expression):
            other = self.spec.field_named(path[0])
            if other is not None and other.derived and other is not field:
                self._draw_derived(other)
        others = tuple(each for each in self.outline.tells.get(field.name, ()) if each is not relation)
        if relation.measures == "size":
            if others:
                self.scope[field.name] = self.draw(self.telling(field, others))
            elif any((field.name,) in references(each.expression) for each in self.outline.every if each is not relation):
                self.scope[field.name] = self.draw(self.sampled(self.likely_sizes(field, relation)))
        elif relation not in self.outline.parts:
            # Of a bitmap, what each of its bits says: which fields there are.
            own = () if relation.measures == "bitmap" and others else (relation,)
            told = sorted((*own, *others), key=lambda each: each.measures != "tag")
            self.scope[field.name] = self.draw(self.telling(field, tuple(told)))

    def _draw_field(self, field: FieldSpec) -> Any:
        if self.spec.order_choice is not None and field.name == self.spec.order_choice.field:
            return self.draw(st.sampled_from(list(self.spec.order_choice.orders)))
        kind = field.kind
        if isinstance(kind, Optional):
            value = self._draw_optional(field, kind)
            for relation in self.spec.relations:
                if value is None and relation.consumer == field.name and relation.solves is not None:
                    self.scope[relation.solves] = relation.absent if relation.measures != "presence" else False
            return value
        if self.absent:
            return self.draw(self.maker.of_size(kind, 0))
        literals = self.outline.literals.get(field.name)
        told = () if literals else self.outline.tells.get(field.name, ())
        if told:
            return self.draw(self.telling(field, told))
        helped = self.outline.helps.get(field.name)
        if helped:
            return self.draw(self.helping(field, helped, (field.name,)))
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
        if isinstance(kind, Bytes) and isinstance(kind.extent, LeftoverOf):
            return self.maker.checked(field, self._left(kind.extent.field, kind))
        if isinstance(kind, Sized) and isinstance(kind.extent, FromFields):
            told = next((each for each in self.spec.relations if each.part is kind), None)
            if told is not None and (told in self.outline.tied or self._is_told_by_fixed(kind)):
                size = self.maker.amount(kind.extent.expression)
                exact = fills(kind, told)
                return self.maker.checked(
                    field, self.maker.of_size(kind.inner, size) if exact else self.maker.bounded(kind, size)
                )
        return self.maker.checked(field)

    def _left(self, name: str, kind: Bytes) -> st.SearchStrategy[Any]:
        """What a part left of its size: what that leaves, where it is there already."""
        part = next((each for each in self.outline.tied if each.consumer == name), None)
        owner = self.spec.field_named(name)
        if owner is not None and isinstance(owner.kind, Sized) and isinstance(owner.kind.extent, Fixed):
            size = owner.kind.extent.number
            left = size - size_of(owner.kind.inner, self.scope[name], self.scope)
        elif part is None or self.scope.get(name) is None:
            return self.maker.values(kind)
        else:
            left = self.maker.amount(part.expression) - self.size_here(self._consumer(part))
        assume(left >= 0)
        return self.maker.of_size(Bytes(Rest()), left)

    def _is_told_by_fixed(self, kind: Kind) -> bool:
        """True for a part whose size hangs on a fixed field."""
        extent = kind.extent if isinstance(kind, Sized) else None
        return isinstance(extent, FromFields) and any(path[0] in self.fixed for path in references(extent.expression))

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
                found.append(member_of(field.kind, number))
        return found

    def _tell_inside(self, name: str, value: Any) -> Any:
        """A field of a nested frame may say something of a later field of this one."""
        for relation in self.spec.relations:
            for path in references(relation.expression):
                if path[0] == name and len(path) > 1 and relation.measures != "size":
                    field = field_at(self.spec, path)
                    if field is None or not field.settable:
                        continue
                    self.scope[name] = value
                    if integer_base(field.kind) is None or self.is_told_inside(path) or field.is_checked_by_others:
                        value = self._made_around(relation, path, field, value)
                    elif relation not in self.outline.parts:
                        value = with_value(self.scope, path, self.draw(self.telling(field, (relation,), path)))[name]
        return value

    def _made_around(self, relation: Relation, path: Path, field: FieldSpec, value: Any) -> Any:
        """A nested frame that is fitted to what one of its fields says of this one; the same where any value will do."""
        if relation.measures == "tag":
            switch = switch_in(self._consumer(relation).kind, relation)
            tags = [tag for arm in switch.arms for tag in some_tags(arm)]
            takes_all = switch.unknown is not None or switch.otherwise is not None
            if takes_all and self.draw(st.integers(0, len(tags))) == len(tags):
                return value
            assume(tags)
            chosen = st.sampled_from([member_of(field.kind, tag) for tag in tags])
        elif integer_base(field.kind) is not None and relation not in self.outline.parts:
            chosen = self.telling(field, (relation,), path)
        else:
            return value
        frame = self.spec.field_named(path[0])
        assert frame is not None
        kind = frame.kind.inner if isinstance(frame.kind, Sized) else frame.kind
        assert isinstance(kind, Nested)
        return self.draw(self._with_inner(kind.frame, path[1:], chosen))

    def _with_inner(self, spec: FrameSpec, path: Path, strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        """Nested frames with the values of the field at a path drawn from a strategy."""
        if len(path) > 1:
            field = spec.field_named(path[0])
            assert field is not None
            kind = field.kind.inner if isinstance(field.kind, Sized) else field.kind
            assert isinstance(kind, Nested)
            strategy = self._with_inner(kind.frame, path[1:], strategy)
        return frames_with(spec, {path[0]: strategy}, self.maker.depth + 1, self.maker.room)

    # Optional values, and sizes that follow from parts

    def _draw_optional(self, field: FieldSpec, kind: Optional) -> Any:
        if kind.when is None:
            there = not self.absent and (self._is_needed(field) or self.draw(st.booleans()))
            self.absent = not there
            return self._draw_present(field) if there else None
        told = next((each for each in self.spec.relations if each.consumer == field.name and each in self.outline.parts), None)
        if told is not None and told.solves is not None and (told.solves,) in references(kind.when):
            # Its own size says whether it is there, and is known when it is.
            return self._draw_present(field) if self.draw(st.booleans()) else None
        return self._draw_present(field) if self.said_here(kind.when) else None

    def _draw_present(self, field: FieldSpec) -> Any:
        """A value that is there; a number for which what it says can be."""
        if integer_base(field.present_kind) is None:
            return self.draw(self._checked(field))
        present = replace(field, kind=field.present_kind)
        if told := self.outline.tells.get(field.name, ()):
            return self.draw(self.telling(present, told))
        if helped := self.outline.helps.get(field.name):
            return self.draw(self.helping(present, helped, (field.name,)))
        return self.draw(self._checked(field))

    def _is_needed(self, field: FieldSpec) -> bool:
        """True where bytes of a fixed field stand behind, so that those of this one are there."""
        behind = self.spec.fields[self.spec.fields.index(field) + 1 :]
        there = [each for each in behind if each.name in self.fixed and self.scope[each.name] is not None]
        return any(self.size_here(each) > 0 for each in there)
