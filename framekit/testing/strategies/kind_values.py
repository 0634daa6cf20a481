"""Hypothesis strategies for the values of single kinds.

Strategy: there is one strategy per kind; expressions for lengths and counts are evaluated over the fields drawn before.

Rules: edges (0, the maximum, empty values, every member, an unknown member) are more frequent than by chance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from functools import partial, reduce
from typing import Any, assert_never

from hypothesis import assume
from hypothesis import strategies as st

from framekit.compiler.companions import companions_of
from framekit.compiler.text import strip_pads
from framekit.declare.convert import replace
from framekit.errors import SpecError
from framekit.spec.describe import describe
from framekit.spec.expr import INDEX, SIZE_OF_ITEM, Expr, Path, compared, evaluate, integers_in, references
from framekit.spec.kinds import (
    Before,
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Extent,
    Filler,
    Fixed,
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
    Unknown,
    Until,
    UntilItem,
    Varint,
    integer_base,
)
from framekit.spec.memo import Key
from framekit.spec.model import Between, FieldSpec, FrameSpec
from framekit.spec.sizes import fixed_size
from framekit.spec.structure import asks_for_index, prefix_of
from framekit.spec.tags import arm_for
from framekit.spec.transforms import Deflated, Framed, Opaque, Restricted, Rotated, Xor
from framekit.testing.strategies.array_ends import before_marker, lists_until, lists_until_by_index
from framekit.testing.strategies.floats import floats_of
from framekit.testing.strategies.giving import given_strategies
from framekit.testing.strategies.integers import integers_of
from framekit.testing.strategies.limits import (
    DEEPEST,
    FAR,
    FEW,
    FEWER,
    LONG,
    LONGEST,
    LONGEST_ITEMS,
    MANY_ARRAYS,
    SHARES,
    SMALL,
    rarely,
    up_to,
)
from framekit.testing.strategies.measuring import (
    Scope,
    count_arrays,
    holds_more,
    most_said,
    require_arms,
    rest_of,
    share_of_items,
    size_of,
    stretched,
)
from framekit.testing.strategies.settled import is_settled
from framekit.testing.strategies.texts import (
    character_size,
    ended_before,
    ended_of_size,
    ending,
    integer_lists,
    many,
    repeated,
    texts,
)
from framekit.testing.strategies.usable import as_read, can_be_held, can_be_written, equals_itself, is_mapped, member_of, only


class ValueMaker:
    """Maker of strategies for the values of a frame's fields.

    Args:
        spec: the frame.
        scope: the values of the fields drawn so far.
        depth: the depth of nesting of the frame.
        room: the maximum length of a long value in bytes; the enclosing part may have a limited size.
        frames_of: returns the strategy for a nested frame; takes its spec, the room, and strategies for its given values.
    """

    def __init__(
        self,
        spec: FrameSpec,
        scope: Scope,
        depth: int,
        room: int,
        frames_of: Callable[[FrameSpec, int, Mapping[str, st.SearchStrategy[Any]]], st.SearchStrategy[Any]],
    ) -> None:
        self.spec = spec
        self.scope = scope
        self.depth = depth
        self.room = room
        self.frames_of = frames_of

    @property
    def few(self) -> int:
        """Maximum number of items of an array if each takes several draws; fewer in nested frames or with many arrays."""
        return FEWER if self.depth > 0 or count_arrays(self.spec) > MANY_ARRAYS else FEW

    def number(self, expression: Expr, scope: Scope | None = None, *, alone: Any = None, item: Any = None, size: int = 0) -> Any:
        """Return the value of an expression over the fields drawn so far."""

        def value_of(path: Path) -> Any:
            if not path:
                return alone
            if path == SIZE_OF_ITEM:
                return size
            value = item if path[0] == "<item>" else (self.scope if scope is None else scope)[path[0]]
            for name in path[1:]:
                value = getattr(value, name)
            return value

        return evaluate(expression, value_of)

    def number_where(self, expression: Expr, known: dict[Path, int]) -> int:
        """Return the value of an expression with given values for fields that are not drawn yet."""

        def value_of(path: Path) -> Any:
            return known[path] if path in known else reduce(getattr, path[1:], self.scope[path[0]])

        return int(evaluate(expression, value_of))

    # Checks

    def allows(self, field: FieldSpec, value: Any) -> bool:
        """Return True if a field accepts a value: its check= passes, and a strict enumeration has it."""
        check = field.check
        if isinstance(field.kind, Mapped) and isinstance(value, int) and not is_mapped(field.kind, value):
            return False
        if check is None:
            return True
        if check.expression is not None:
            try:
                return bool(self.number(check.expression, alone=value))
            except ArithmeticError:
                return False
            except LookupError:  # the check refers to a field that is not drawn yet
                return True
        return check.allows(value)

    def checked(self, field: FieldSpec, strategy: st.SearchStrategy[Any] | None = None) -> st.SearchStrategy[Any]:
        """Return values of a field that pass its check=, from a strategy or from all values of its kind."""
        kind = field.present_kind
        lone = not field.is_checked_by_others
        key: Key[st.SearchStrategy[Any]] = Key("values of a field", (field.name, self.depth, self.room))
        lasting = strategy is None and lone and is_settled(kind)
        if lasting and (known := self.spec.memo.get(key)) is not None:
            return known
        found = self._checked(field, kind, lone, strategy)
        return self.spec.memo.keep(key, found) if lasting else found

    def _checked(
        self, field: FieldSpec, kind: Kind, lone: bool, strategy: st.SearchStrategy[Any] | None
    ) -> st.SearchStrategy[Any]:
        check = field.check
        if check is None:
            return self.values(kind) if strategy is None else strategy
        if isinstance(check.allowed, frozenset):
            return st.sampled_from(sorted(check.allowed, key=repr))
        if isinstance(check.allowed, Between):
            return self._between(field, check.allowed, self.values(kind) if strategy is None else strategy)
        whole = integer_base(kind)
        if whole is None:
            made = self.values(kind) if strategy is None else strategy
            named = () if check.expression is None else compared(check.expression)
            literals = [value for path, value in named if not path and self.allows(field, value)]
            if literals:  # a text or bytes that a check compares with is hardly ever drawn by chance
                return st.sampled_from(literals) | made.map(lambda value: value if self.allows(field, value) else literals[0])
            return only(made, lambda value: self.allows(field, value))
        if isinstance(check.allowed, range) and check.allowed.step == 1:
            edges = st.sampled_from([check.allowed.start, check.allowed.stop - 1])
            return (st.integers(check.allowed.start, check.allowed.stop - 1) | edges).map(partial(member_of, kind))
        key: Key[list[int]] = Key("numbers that are allowed", (field.name,))
        fitting = self.spec.memo.get(key) if lone else None
        if fitting is None:
            fitting = self._allowed_numbers(field, whole, lone)
            if lone:
                self.spec.memo.keep(key, fitting)
        assume(fitting)
        return st.sampled_from(fitting).map(partial(member_of, kind))

    def _between(self, field: FieldSpec, allowed: Between, made: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        """Return values in a range, including its ends; unrestricted draws hardly ever hit the range."""
        tried = [allowed.low, allowed.high]
        if isinstance(allowed.low, int | float) and isinstance(allowed.high, int | float):
            tried += [allowed.low + (allowed.high - allowed.low) * part / 8 for part in range(1, 8)]
        fitting = [value for each in tried for value in as_read(field.present_kind, each, self.scope) if value in allowed]
        return (
            only(made, lambda value: value in allowed)
            if not fitting
            else st.sampled_from(fitting) | made.map(lambda value: value if value in allowed else fitting[0])
        )

    def checked_alone(self, field: FieldSpec) -> st.SearchStrategy[Any]:
        """Return values of a field without a name, such as an item with a check."""
        return self._checked(field, field.kind, True, None)

    def _allowed_numbers(self, field: FieldSpec, whole: Integer, lone: bool) -> list[int]:
        """Return numbers that pass a check: small ones, edges, and those near the values of other fields."""
        assert field.check is not None
        tried = self.likely(whole, field.check.expression)
        if lone:
            mentioned = field.check.allowed or range(-300, (1 << 12) + 1)
            assert isinstance(mentioned, range)
            tried |= {number for number in mentioned[: 1 << 13] if whole.minimum <= number <= whole.maximum}
        allowed = [number for number in tried if self.allows(field, number)]
        return sorted(allowed, key=lambda number: (abs(number), number < 0))

    def likely(self, whole: Integer, expression: Expr | None = None) -> set[int]:
        """Return numbers that may satisfy an expression: small ones, edges, powers of two, and results of its numbers."""
        edges = {whole.minimum, whole.maximum, whole.minimum + 1, whole.maximum - 1, *range(-16, 65)}
        others = [value for value in self.scope.values() if isinstance(value, int)]
        if expression is not None:
            used = [self.scope.get(path[0]) for path in references(expression) if path]
            pool = [value for value in (*used, *integers_in(expression)) if isinstance(value, int)]
            pairs = [(one, other) for one in pool for other in pool]
            others += [made for one, other in pairs for made in (one, one + other, one - other, one * other, one ^ other)]
        edges |= {value + step for value in others for step in (-1, 0, 1)} | {1 << power for power in range(17)}
        return {number for number in edges if whole.minimum <= number <= whole.maximum}

    # Kinds

    def values(self, kind: Kind) -> st.SearchStrategy[Any]:
        """Return values of a kind; if they do not depend on the fields drawn so far, the strategy is made once per spec."""
        if not is_settled(kind):
            return self._values(kind)
        key: Key[st.SearchStrategy[Any]] = Key("values of a kind", (id(kind), self.depth, self.room))
        return self.spec.memo.once(key, lambda: self._values(kind))

    def _values(self, kind: Kind) -> st.SearchStrategy[Any]:
        prefix = prefix_of(kind)
        if prefix is None or prefix.null is None:
            return self._present(kind)
        present = self._present(kind)
        if prefix.null >= prefix.bias:  # a value of one length would be written as null
            present = only(present, lambda value: can_be_written(kind, value))
        return st.none() | present

    def _present(self, kind: Kind) -> st.SearchStrategy[Any]:
        """Return values of a kind except null."""
        match kind:
            case Scalar():
                return self._scalars(kind)
            case Bits() | Varint():
                return st.booleans() if kind.number == "bool" else integers_of(kind)
            case Mapped():
                return self._mapped(kind)
            case Bytes():
                return self._bytes(kind)
            case Text():
                return self._texts(kind)
            case Repeat():
                return self._lists(kind)
            case Nested():
                return self.frames_of(kind.frame, self.room, given_strategies(kind, self.number))
            case Given() | LookAhead():
                return self.values(kind.base)
            case Sized():
                return self._sized(kind)
            case Switch():
                return self._arms(kind)
            case Custom():
                return only(self._listed(companions_of(kind.functions).values, describe(kind)), equals_itself)
            case Optional() | Const() | Padding() | Filler() | Checksum():
                return st.nothing()
            case _:
                assert_never(kind)

    def _scalars(self, kind: Scalar) -> st.SearchStrategy[Any]:
        if kind.number == "bool":
            return st.booleans()
        if kind.number == "float":
            return floats_of(kind.size)
        return integers_of(kind)

    def _listed(self, values: Any, what: str) -> st.SearchStrategy[Any]:
        if values is None:
            raise SpecError(f"the possible values of {what} are unknown; declare them with values=", frame=self.spec.name)
        if callable(values):
            made = values()
            assert isinstance(made, st.SearchStrategy)
            return made
        return (
            st.integers(values[0], values[-1])
            if isinstance(values, range) and values.step == 1
            else st.sampled_from(list(values))
        )

    def _mapped(self, kind: Mapped) -> st.SearchStrategy[Any]:
        values = companions_of(kind.transform.functions).values if isinstance(kind.transform, Opaque) else None
        if values is not None:
            return only(self._listed(values, describe(kind)), equals_itself)
        transform = kind.transform
        if isinstance(transform, Framed):
            fitting = self.frames_of(transform.frame, self.room, {})
            return only(fitting, lambda frame: can_be_held(kind, frame, self.scope))
        if isinstance(transform, Restricted):
            fitting = self.checked_alone(FieldSpec("", kind.base, check=transform.check))
            return only(fitting, lambda value: can_be_written(kind, value))
        if isinstance(transform, Xor | Rotated):
            raws = self.values(kind.base)
            fitting = raws if kind.argument is not None else raws.map(kind.unpack)
            return only(fitting, lambda value: can_be_held(kind, value, self.scope))
        if isinstance(transform, Deflated):
            return only(st.binary(max_size=SMALL), lambda value: can_be_held(kind, value, self.scope))
        # The values of a mapped base are not the numbers on the wire.
        base = None if isinstance(kind.base, Mapped) else integer_base(kind.base)
        if issubclass(kind.python_type, Enum):
            # The values are those that reading can return: a member that fits, or the number itself if that is allowed.
            members = [each for each in kind.python_type if base is None or base.minimum <= each.value <= base.maximum]
            known = st.sampled_from(members) if members else st.nothing()
            return known if kind.pack is not None or base is None else known | integers_of(base).map(kind.unpack)
        raws = self.values(kind.base)
        if base is not None and base.maximum - base.minimum < 1 << 10:
            made = [raw for raw in range(base.minimum, base.maximum + 1) if is_mapped(kind, raw)]
            if not made:
                raise SpecError(f"{describe(kind)} has no value that can be both read and written", frame=self.spec.name)
            return st.sampled_from(made).map(kind.unpack)
        if base is not None and not (is_mapped(kind, base.minimum) and is_mapped(kind, base.maximum)):
            raws = st.integers(0, min(base.maximum, (1 << 31) - 1))
        return only(raws, lambda raw: is_mapped(kind, raw)).map(kind.unpack)

    def _bytes(self, kind: Bytes) -> st.SearchStrategy[bytes]:
        least, most, longest = self.bounds(kind.extent, kind.limit)
        if kind.pad and isinstance(kind.extent, Fixed):
            size = kind.extent.number
            values = st.binary(min_size=0 if kind.strip else size, max_size=size) if size <= LONG else repeated(size)
            return values.map(lambda value: strip_pads(value, kind.pad)) if kind.strip else values
        usual = st.binary(min_size=least, max_size=most) if least <= LONG else repeated(least)
        if isinstance(kind.extent, Until):
            ended = usual.map(lambda value: ended_before(value, kind.extent, kind.limit))
            return ended.map(lambda value: strip_pads(value, kind.pad)) if kind.strip else ended
        return rarely(usual, up_to(most + 1, longest, repeated) if longest > most else None)

    def _texts(self, kind: Text) -> st.SearchStrategy[str]:
        extent = kind.data.extent
        if isinstance(extent, Until) and extent.include and not ending(kind, extent.marker):
            raise SpecError(f"no text in {kind.encoding} ends with {extent.marker!r}", frame=self.spec.name)
        least, most, longest = self.bounds(kind.data.extent, kind.data.limit)
        usual = texts(kind, least, most)
        if longest <= most or isinstance(kind.data.extent, Until):
            return usual
        unit = character_size(kind)
        return rarely(usual, up_to(most + 1, longest, lambda size: texts(kind, size - size % unit, size)))

    def bounds(self, extent: Extent, limit: int | None) -> tuple[int, int, int]:
        """Return the minimum and the maximum of a usual length or count, and the longest to generate, or 0 for none."""
        most = SMALL if limit is None else min(SMALL, limit)
        match extent:
            case Fixed(number):
                return number, number, 0
            case Prefixed():
                longest = extent.maximum if limit is None else min(extent.maximum, limit)
                return 0, min(most, extent.maximum), self.far(longest)
            case FromFields(expression):
                number = self.amount(expression)
                return number, number, 0
            case Rest() | Before() | LeftoverOf() | Until() | UntilItem():
                return 0, most, 0 if limit is None else self.far(limit)
            case _:
                assert_never(extent)

    def amount(self, expression: Expr) -> int:
        """Return the length or count given by an expression; reject the example if it is not possible."""
        try:
            number = int(self.number(expression))
        except ArithmeticError:
            number = -1
        assume(0 <= number <= LONGEST)
        return number

    def far(self, longest: int) -> int:
        """Return the longest length to generate for a part with a maximum length."""
        return longest if longest <= self.room else min(self.room, FAR)

    def most_items(self, item: Kind, count: int) -> int:
        """Return the number of items of a long array with at most `count` items; 0 if only usual ones are generated."""
        size = fixed_size(item)
        return min(count, LONGEST_ITEMS, self.room // max(1, size)) if size is not None and size <= SMALL else 0

    def _lists(self, kind: Repeat) -> st.SearchStrategy[list[Any]]:
        least, most, _ = self.bounds(kind.extent, kind.limit)
        if not isinstance(kind.item, Scalar | Bits | Varint):
            most = max(least, min(most, self.few))
        if self.spec.max_items is not None:
            most = max(least, min(most, share_of_items(self.spec)))
        if least == 0 and holds_more(kind.item):
            most = min(most, 2) if self.depth < DEEPEST else 0
        if isinstance(kind.extent, UntilItem):
            until = self._lists_until(kind, kind.extent.expression, most)
            return until | until.map(lambda items: items[:-1]) if kind.extent.or_end else until
        if asks_for_index(kind.item):
            return self._lists_by_index(kind.item, least, most)
        items = self.values(kind.item)
        if isinstance(kind.extent, Until):
            marker = kind.extent.marker
            return st.lists(items, max_size=most).map(lambda found: before_marker(kind.item, found, marker, self.scope))
        if least > SMALL:
            return many(items, least)
        usual = st.lists(items, min_size=least, max_size=most)
        if isinstance(kind.item, Scalar) and kind.item.number == "int":
            usual = rarely(integer_lists(kind.item, least, most), usual)
        longest = self._longest_list(kind)
        each = fixed_size(kind.item) or 1
        long = up_to(most + 1, longest, lambda size: many(items, size), each=each) if longest > most else None
        return rarely(usual, long)

    def _lists_by_index(self, item: Kind, least: int, most: int) -> st.SearchStrategy[list[Any]]:
        """Return lists whose items depend on their index."""

        def of_length(count: int) -> st.SearchStrategy[list[Any]]:
            items: list[st.SearchStrategy[Any]] = []
            for index in range(count):
                try:
                    items.append(self._beside({**self.scope, INDEX: index}).values(item))
                except ArithmeticError:  # the expression has no value from this index on
                    break
            assume(len(items) >= least)
            return st.tuples(*items).map(list)

        return st.integers(least, most).flatmap(of_length)

    def _longest_list(self, kind: Repeat) -> int:
        if isinstance(kind.extent, Prefixed):
            longest = kind.extent.maximum
        elif kind.limit is not None and isinstance(kind.extent, Rest):
            longest = kind.limit
        else:
            return 0
        limits = [each for each in (kind.limit, self.spec.max_items and share_of_items(self.spec)) if each is not None]
        return self.most_items(kind.item, min([longest, *limits]))

    def _lists_until(self, kind: Repeat, expression: Expr, most: int) -> st.SearchStrategy[list[Any]]:
        asks = SIZE_OF_ITEM in references(expression)

        def ends(item: Any) -> bool:
            size = self._size(kind.item, item) if asks else 0
            return bool(self.number(expression, item=item, size=size))

        longest = max(0, min(3, most - 1))
        if asks_for_index(kind.item):
            by_index = [self._beside({**self.scope, INDEX: number}).values(kind.item) for number in range(longest + 1)]
            return lists_until_by_index(kind.item, expression, by_index, ends)
        return lists_until(kind.item, expression, self.values(kind.item), ends, longest)

    def _sized(self, kind: Sized) -> st.SearchStrategy[Any]:
        match kind.extent:
            case Prefixed() as extent:
                inner = self._within(extent.maximum).values(kind.inner)
                return only(inner, lambda value: self._size(kind.inner, value) <= extent.maximum)
            case FromFields(expression):
                return self._within(most_said(self.spec, expression)).values(kind.inner)
            case Before():
                return self.values(kind.inner)
            case Fixed(number):
                return self.values(kind.inner) if fixed_size(kind.inner) == number else self.bounded(kind, number)

    def bounded(self, kind: Sized, size: int) -> st.SearchStrategy[Any]:
        """Return values of a part of `size` bytes, which take all of them unless a leftover is allowed."""
        if kind.leftover == "error":
            return self.of_size(kind.inner, size)
        return only(self._within(size).values(kind.inner), lambda value: self._size(kind.inner, value) <= size)

    def _within(self, size: int) -> ValueMaker:
        """Return a maker for the values of a part with a maximum size."""
        return ValueMaker(self.spec, self.scope, self.depth, min(self.room, size // SHARES), self.frames_of)

    def _beside(self, scope: Scope) -> ValueMaker:
        return ValueMaker(self.spec, scope, self.depth, self.room, self.frames_of)

    def of_size(self, kind: Kind, size: int) -> st.SearchStrategy[Any]:
        """Return values that take exactly `size` bytes."""
        match kind:
            case Bytes(Rest()):
                return st.binary(min_size=size, max_size=size) if size <= LONG else repeated(size)
            case Text(Bytes(Rest())):
                return texts(Text(Bytes(Fixed(size)), kind.encoding, kind.errors), size, size)
            case Bytes(Until(include=False, consume=True) as until):
                return ended_of_size(until, size)
            case Repeat(extent=Rest()) if fixed_size(kind.item):
                number = size // (fixed_size(kind.item) or 1)
                return st.lists(self.values(kind.item), min_size=number, max_size=number)
            case Nested() if (rest := rest_of(kind.frame)) is not None:
                last, before = rest
                assume(size >= before)
                ends = self.of_size(last.kind, size - before)
                return st.tuples(self.frames_of(kind.frame, 0, given_strategies(kind, self.number)), ends).map(
                    lambda pair: replace(pair[0], **{last.name: pair[1]})
                )
            case Switch():
                require_arms(self.spec, kind)
                tag = self.number(kind.on)
                arm = arm_for(kind, tag)
                chosen = kind.otherwise if arm is None else arm.kind
                if chosen is not None:
                    return self.of_size(chosen, size)
                assume(kind.unknown is not None)
                return self.of_size(Bytes(Rest()), size).map(lambda data: Unknown(tag, data))
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
                | Optional()
                | Checksum()
                | Mapped()
                | Custom()
                | Given()
                | LookAhead()
            ):
                fixed = fixed_size(kind)
                assume(fixed is None or fixed == size)
                made = self._within(size).values(kind)
                return only(made.map(lambda value: stretched(kind, value, size)), lambda value: self._size(kind, value) == size)
            case _:
                assert_never(kind)

    def _size(self, kind: Kind, value: Any) -> int:
        return size_of(kind, value, self.scope)

    def _arms(self, kind: Switch) -> st.SearchStrategy[Any]:
        require_arms(self.spec, kind)
        tag = self.number(kind.on)
        arm = arm_for(kind, tag)
        if arm is not None and isinstance(arm.kind, Sized) and isinstance(arm.kind.extent, FromFields):
            # The size of an arm is not settled from its value, so the value is made to the size.
            return self.bounded(arm.kind, self.amount(arm.kind.extent.expression))
        if arm is not None:
            return self.values(arm.kind)
        if kind.otherwise is not None:
            return self.values(kind.otherwise)
        assume(kind.unknown is not None)
        assert kind.unknown is not None
        return self.values(kind.unknown).map(lambda data: Unknown(tag, data))
