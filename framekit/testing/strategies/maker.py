"""Strategy that draws a frame field by field.

Strategy: fields are drawn in the order of the wire. A field that determines a later one (as its length, count, tag or presence),
plain or derived, is drawn among the numbers for which that is possible, and the later field is drawn to fit. The size of a
bounded part is computed from the part. Values that are given beforehand come first, and the others are fitted to them.

Rules: every drawn frame can be packed, unless the codec is wrong; shrinking leads to the smallest frame.
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
"""Maximum number of draws of a value whose size no number can represent, and of a frame that cannot be packed."""

UNFITTED = 6
"""Maximum number of draws of a frame if nothing fits a field that was drawn; for some declarations nothing ever does."""

REFUSAL: Key[PackError] = Key("refusal")
"""Error of the last frame that could not be packed, for the message that too few frames can be generated."""
ROOM: Key[int] = Key("room")

Overrides = Mapping[str, st.SearchStrategy[Any]]


def frames_of(spec: FrameSpec, depth: int = 0, room: int = LONGEST) -> st.SearchStrategy[Any]:
    """Return valid instances of a frame at a depth of nesting, with at most `room` bytes for one value."""
    depth = min(depth, DEEP)
    room = min(room, _room_in(spec))
    key: Key[st.SearchStrategy[Any]] = Key("frames", (depth, room))
    return spec.memo.once(key, lambda: _composed(spec, depth, room, {}))


def frames_with(spec: FrameSpec, overrides: Overrides, depth: int = 0, room: int = LONGEST) -> st.SearchStrategy[Any]:
    """Return valid instances of a frame with the values of some fields drawn from other strategies."""
    return _composed(spec, min(depth, DEEP), min(room, _room_in(spec)), overrides)


def _composed(spec: FrameSpec, depth: int, room: int, overrides: Overrides) -> st.SearchStrategy[Any]:
    if spec.given is not None:
        said = given_by_name(spec, spec.given)  # omitted ones have their defaults, as when reading
        overrides = {**{name: st.just(value) for name, value in said.items()}, **overrides}

    @st.composite
    def frames(draw: st.DrawFn) -> Any:  # the spec is not an argument, because hypothesis would print it in full
        fault: PackError | None = None
        unfitted = 0
        for _ in range(REDRAWS):
            with opened():
                try:
                    frame = with_what_is_ahead(spec, _FrameMaker(draw, spec, depth, room).make(overrides))
                except (UnsatisfiedAssumption, PackError):  # nothing fits the values drawn, or a nested frame is impossible
                    unfitted += 1
                    if unfitted == UNFITTED:
                        break
                    continue
            fault = _refusal(spec, frame) if depth == 0 else None
            if fault is None:
                return frame
        if overrides and fault is not None:
            given = ", ".join(f"{name}={getattr(frame, name)!r}" for name in overrides)
            fault.add_note(f"with {given}, from the overrides of frames({spec.name}, ...)")
            raise fault
        if fault is not None:
            spec.memo.keep(REFUSAL, fault)
        assume(False)

    return frames()


def with_what_is_ahead(spec: FrameSpec, frame: Any) -> Any:
    """Set the fields of a frame that look ahead to the values of the following bytes. Raises PackError."""
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
            raise PackError("the bytes ahead are not a valid value of this field", frame=spec.name, path=each.name) from None
    return with_values(frame, **values)


def _refusal(spec: FrameSpec, frame: Any) -> PackError | None:
    """Return the error that packing a frame raises, or None; also None if codec and interpreter differ, which a law reports."""
    try:
        frame.pack()
    except PackError as fault:
        try:
            pack_carefully(spec, frame)
        except FramekitError:
            return fault
    except Exception:  # a law reports the errors of users' functions
        return None
    return None


def _room_in(spec: FrameSpec) -> int:
    """Return the maximum number of bytes for one value of a frame, given the limit of the frame's size."""
    if spec.size is None:
        return LONGEST
    size = spec.size
    return spec.memo.once(ROOM, lambda: min(LONGEST, most_said(spec, size) // SHARES))


class _FrameMaker(Sizer):
    """Maker of one frame."""

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

    # Values that begin with the marker of the preceding field

    def _begin(self, field: FieldSpec, value: Any) -> Any:
        """Return a value that begins with the pending marker, and keep the rest of the marker for the next field."""
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
        """Return bits of the marker; the last field of a group removes the group's bytes from the marker."""
        assert bits.order is not None
        group = int.from_bytes(self.marker[: bits.group].ljust(bits.group, b"\0"), bits.order)
        later = self.spec.fields[self.spec.fields.index(field) + 1 :]
        following = bits_of(later[0].kind) if later else None
        if following is None or following.first:
            self.marker = self.marker[bits.group :]
        number = group >> bits.shift & bits.mask
        if bits.signed and number > bits.maximum:
            number -= bits.mask + 1
        value = member_of(field.kind, number)
        assume(self.maker.allows(field, value))
        return value

    def _begin_fixed(self, field: FieldSpec) -> None:
        """Do the same for a constant, which must match the marker, and for a derived number, which is read from it."""
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
        """Draw a value, and draw again if no number can represent its size, for example if a part must take whole words."""
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
        """Keep a value; return False if no number can represent its size."""
        self.scope[field.name] = self.values[field.name] = value
        return not self.outline.parts or self.settle_sizes(field)

    # Fields that determine others

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
            # For a bitmap, its bits determine which fields are present.
            own = () if relation.measures == "bitmap" and others else (relation,)
            told = sorted((*own, *others), key=lambda each: each.measures != "tag")
            self.scope[field.name] = self.draw(self.telling(field, tuple(told)))

    def _draw_field(self, field: FieldSpec) -> Any:
        if self.spec.order_by is not None and field.name == self.spec.order_by.field:
            return self.draw(st.sampled_from(list(self.spec.order_by.orders)))
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
        """Return values of a field; if the size of a bounded part is already determined, those of exactly that size."""
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
        """Return values for the leftover of a bounded part; of the exact size if the part is already drawn."""
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
        """Return True for a part whose size depends on a fixed field."""
        extent = kind.extent if isinstance(kind, Sized) else None
        return isinstance(extent, FromFields) and any(path[0] in self.fixed for path in references(extent.expression))

    def _numbers_for_checks(self, field: FieldSpec) -> list[Any]:
        """Return values that satisfy the checks of fixed fields, if this field is the last to which those checks refer."""
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
        """Adjust the fields of a nested frame that determine later fields of this frame."""
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
        """Return a nested frame whose field determines a possible value in this frame; unchanged if any value is possible."""
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
        """Return nested frames with the values of the field at a path drawn from a strategy."""
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
            # Its own size determines whether it is present, and is known only after it is drawn.
            return self._draw_present(field) if self.draw(st.booleans()) else None
        return self._draw_present(field) if self.said_here(kind.when) else None

    def _draw_present(self, field: FieldSpec) -> Any:
        """Draw a present value; a number is drawn among those for which its relations are possible."""
        if integer_base(field.present_kind) is None:
            return self.draw(self._checked(field))
        present = replace(field, kind=field.present_kind)
        if told := self.outline.tells.get(field.name, ()):
            return self.draw(self.telling(present, told))
        if helped := self.outline.helps.get(field.name):
            return self.draw(self.helping(present, helped, (field.name,)))
        return self.draw(self._checked(field))

    def _is_needed(self, field: FieldSpec) -> bool:
        """Return True if a later fixed field has bytes, so that this field must be present."""
        later = self.spec.fields[self.spec.fields.index(field) + 1 :]
        there = [each for each in later if each.name in self.fixed and self.scope[each.name] is not None]
        return any(self.size_here(each) > 0 for each in there)
