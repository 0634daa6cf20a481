"""Values of a field that says something of others: a length, a count, a tag, a presence.

Strategy: such a field is drawn among the numbers for which what it says can be; numbers are tried, since an expression may be
anything. Where the value that it tells of is there already, only the numbers that are true of it are left.

Rules: what follows from the declaration alone is worked out once a spec.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from framekit.compiler.explain.writing import wire_of
from framekit.declare.convert import replace
from framekit.errors import FramekitError
from framekit.spec.choices import arm_for, listed_tags
from framekit.spec.expr import Expr, Path, Ref, compared, evaluate, references
from framekit.spec.kinds import (
    Arm,
    Bytes,
    Given,
    Integer,
    Kind,
    Nested,
    Optional,
    Repeat,
    Sized,
    Switch,
    Text,
    Unknown,
    integer_base,
)
from framekit.spec.model import FieldSpec, FrameSpec, Relation
from framekit.spec.sizes import extent_of, fixed_size, walk
from framekit.testing.strategies.texts import SMALL
from framekit.testing.strategies.values import FEW, LONGEST, Scope, ValueMaker, holds_more, rarely, size_of

PAIRS = 256
"""Of two numbers that say something together, so many values of each are tried."""

DEEP = 4
"""So deep in frames that hold each other, what goes no deeper is drawn, where there is such."""

CANDIDATES = 512
"""Numbers below this are tried for a field that says a length or a size."""

MANY = (1 << 16) + 1
"""Numbers below this are tried for a field that tells of a value which is there already."""


@dataclass(frozen=True)
class Outline:
    """What the relations of a frame say of its fields.

    Attributes:
        tells: for each field, the relations for which it is the last number that is waited for.
        literals: for each field, the bytes or text with which expressions compare it.
        parts: the relations that say the size of a bounded part.
    """

    tells: dict[str, tuple[Relation, ...]]
    literals: dict[str, list[bytes | str]]
    parts: tuple[Relation, ...]


def outline_of(spec: FrameSpec) -> Outline:
    """The outline of a frame, worked out once."""
    key = "outline"
    if key not in spec.memo:
        order = [each.name for each in spec.fields]
        parts = tuple(each for each in spec.relations if _measures_part(spec, each))
        tells: dict[str, list[Relation]] = {}
        # Of a length that also says whether its part is there, the length is what to draw it by; of a tag that is also a
        # length within one of the arms, the tag.
        own = sorted(spec.relations, key=lambda relation: relation.measures == "presence")
        for relation in (*own, *_inner_extents(spec)):
            names = [path[0] for path in references(relation.expression)]
            if names and relation.measures != "size" and relation not in parts:
                last = max(names, key=order.index)
                if (last,) in references(relation.expression):
                    tells.setdefault(last, []).append(relation)
        literals: dict[str, list[bytes | str]] = {}
        for relation in spec.relations:
            for path, value in compared(relation.expression):
                field = spec.field_named(path[0]) if len(path) == 1 else None
                if field is not None and fixed_size(field.kind) in (None, len(value)):
                    literals.setdefault(path[0], []).append(value)
        spec.memo[key] = Outline({name: tuple(each) for name, each in tells.items()}, literals, parts)
    return spec.memo[key]  # type: ignore[no-any-return]


def _inner_extents(spec: FrameSpec) -> Iterator[Relation]:
    """The lengths and counts that are told to what stands within a choice or an array: small numbers will do for them."""
    known = {id(each.expression) for each in spec.relations}
    for field in spec.fields:
        for kind in walk(field.kind):
            extent = extent_of(kind)
            if isinstance(extent, Given) and id(extent.expression) not in known:
                yield Relation(extent.expression, field.name, "count" if isinstance(kind, Repeat) else "length")


def _measures_part(spec: FrameSpec, relation: Relation) -> bool:
    """True for the size of a bounded part, which is known when that is made."""
    consumer = spec.field_named(relation.consumer)
    return relation.measures == "length" and consumer is not None and any(isinstance(k, Sized) for k in walk(consumer.kind))


class Teller:
    """Draws the fields that say something of others.

    Attributes:
        scope: the fields drawn so far, derived ones and constants among them.
        fixed: the names of those that were given beforehand.
    """

    def __init__(self, spec: FrameSpec, scope: Scope, maker: ValueMaker) -> None:
        self.spec = spec
        self.outline = outline_of(spec)
        self.scope = scope
        self.maker = maker
        self.fixed: frozenset[str] = frozenset()

    def telling(self, field: FieldSpec, relation: Relation, path: Path | None = None) -> st.SearchStrategy[Any]:
        """Values of a field for which what it says can be. `path` leads to it where it stands in a nested frame."""
        here = path or (field.name,)
        consumer = self.spec.field_named(relation.consumer)
        assert consumer is not None
        kind = consumer.present_kind
        if consumer.name in self.fixed:
            return self._true_of(field, relation, here, kind)
        if relation.measures == "tag":
            return self._tags(field, switch_in(kind), here)
        if relation.measures == "presence":
            return self.maker.checked(field)
        alone = set(references(relation.expression)) == {here}
        key = f"numbers for {'.'.join(here)} of {relation.consumer} in {self.maker.room}"
        found: tuple[list[int], list[int]] | None = self.spec.memo.get(key) if alone else None
        if found is None:
            found = self._possible(field, relation, here, kind), self._longest(field, relation, here, kind)
            if alone and not is_checked_by_others(field):
                self.spec.memo[key] = found
        usual, longest = found
        return rarely(self.sampled([*usual, *self._absent_numbers(field, consumer)]), longest)

    def number_of(self, expression: Expr, path: Path, number: Any) -> int | None:
        """What an expression says where the field at `path` is `number`, or None where it says nothing."""
        try:
            return int(self.maker.number(expression, with_value(self.scope, path, number)))
        except (ArithmeticError, LookupError, AttributeError, FramekitError):
            return None

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

    def sampled(self, values: list[Any]) -> st.SearchStrategy[Any]:
        """One of the values; where there is none, the fields drawn before cannot be, and others are drawn."""
        assume(values)
        return st.sampled_from(values)

    def candidates(self, field: FieldSpec, most: int = CANDIDATES) -> range:
        """The numbers from 0 for a field, below `most`."""
        whole = integer_base(field.kind)
        return range(2) if whole is None else range(max(0, whole.minimum), min(most, whole.maximum + 1))

    # Lengths and counts

    def _possible(self, field: FieldSpec, relation: Relation, path: Path, kind: Kind) -> list[int]:
        whole = integer_base(field.kind)
        most = self._most(relation, kind)
        if whole is None:
            found = [n for n in (0, 1) if 0 <= (self.number_of(relation.expression, path, n) or 0) <= most]
        else:
            found = self.numbers_saying(relation.expression, path, whole, 0, most)
        return [number for number in found if self.maker.allows(field, number)] or self._large(field, relation, path)

    def _large(self, field: FieldSpec, relation: Relation, path: Path) -> list[int]:
        """The first numbers for which what is counted may be, however long: a check may ask for many."""
        whole = integer_base(field.kind)
        greatest = 0 if whole is None else min(whole.maximum, LONGEST)
        powers = (edge for power in range(18) for edge in ((1 << power) - 1, 1 << power, (1 << power) + 1))
        for tried in (powers, range(greatest + 1)):  # checks mostly compare with round numbers, and trying all is slow
            found: list[int] = []
            for number in sorted(set(tried)) if tried is powers else tried:
                counted = self.number_of(relation.expression, path, number) if self.maker.allows(field, number) else None
                if counted is not None and counted >= 0 and number <= greatest:
                    found.append(number)
                if len(found) == 3:
                    break
            if found:
                return found
        return []

    def _longest(self, field: FieldSpec, relation: Relation, path: Path, kind: Kind) -> list[int]:
        """The number that says the most that there can be, as far as that is made."""
        whole = integer_base(field.kind)
        if whole is None or not isinstance(kind, Bytes | Text | Repeat):
            return []
        limit = (kind.data if isinstance(kind, Text) else kind).limit
        most = self.maker.room if limit is None else min(self.maker.room, limit)
        downwards: Iterable[int] = range(whole.maximum, max(whole.maximum - 256, -1), -1)
        near_limit: Iterable[int] = () if limit is None else range(min(whole.maximum, 2 * limit + 16), 0, -1)[:CANDIDATES]
        for number in (*downwards, *near_limit):
            counted = self.number_of(relation.expression, path, number)
            if counted is None or not 0 <= counted <= most or not self.maker.allows(field, number):
                continue
            return [number] if not isinstance(kind, Repeat) or self.maker.can_be_many(kind.item, counted) else []
        return []

    def _most(self, relation: Relation, kind: Kind) -> int:
        items = next((each.item for each in walk(kind) if isinstance(each, Repeat)), None)
        if relation.measures == "count" and items is not None and fixed_size(items) is None:
            return FEW
        if any(isinstance(each, Sized) for each in walk(kind)):
            return 4 * SMALL
        limit = getattr(kind.data if isinstance(kind, Text) else kind, "limit", None)
        return SMALL if limit is None else min(SMALL, limit)

    def _absent_numbers(self, field: FieldSpec, consumer: FieldSpec) -> list[int]:
        """The numbers that say that a part is absent, where its own length does."""
        whole = integer_base(field.kind)
        when = consumer.kind.when if isinstance(consumer.kind, Optional) else None
        if whole is None or when is None or set(references(when)) != {(field.name,)}:
            return []
        tried = [number for number in (0, -1, whole.minimum, whole.maximum) if whole.minimum <= number <= whole.maximum]
        return [number for number in tried if not self.number_of(when, (field.name,), number)][:1]

    # Tags

    def pair(self, relation: Relation, field: FieldSpec) -> st.SearchStrategy[Any] | None:
        """Of a tag that two plain fields tell together: values of the first for which the second has one."""
        if relation.measures != "tag":
            return None
        paths = list(dict.fromkeys(references(relation.expression)))
        other = self.spec.field_named(paths[-1][0]) if len(paths) == 2 else None
        if other is None or paths[0] != (field.name,) or len(paths[1]) > 1:
            return None
        consumer = self.spec.field_named(relation.consumer)
        assert consumer is not None
        switch = switch_in(consumer.kind)
        key = f"pairs of {field.name} and {other.name}"
        if key not in self.spec.memo:
            seconds = self.candidates(other, PAIRS)
            self.spec.memo[key] = [
                first
                for first in self.candidates(field, PAIRS)
                if any(
                    arm_for(switch, self.maker.number(switch.on, {**self.scope, field.name: first, other.name: second}))
                    is not None
                    for second in seconds
                )
            ]
        return self.sampled([self.maker.member(field.kind, number) for number in self.spec.memo[key]])

    def _tags(self, field: FieldSpec, switch: Switch, path: Path) -> st.SearchStrategy[Any]:
        takes_all = switch.unknown is not None or switch.otherwise is not None
        if isinstance(switch.on, Ref):
            arms = self._arms_here(switch)
            key = f"tags of {'.'.join(path)} with {len(arms)} of {len(switch.arms)} arms"
            lone = not is_checked_by_others(field)
            if lone and key in self.spec.memo:
                return self.spec.memo[key]  # type: ignore[no-any-return]
            listed = _evenly([_some_tags(arm) for arm in arms])
            known = [self.maker.member(field.kind, tag) for tag in listed if self.maker.allows(field, tag)]
            strategy = st.sampled_from(known) if known else st.nothing()
            strategy = strategy | self.maker.checked(field) if takes_all else strategy
            if lone:
                self.spec.memo[key] = strategy
            return strategy
        fitting: dict[int, list[int]] = {}
        for number in self.candidates(field):
            tag = self.number_of(switch.on, path, number)
            arm = None if tag is None else arm_for(switch, tag)
            if tag is not None and (takes_all or arm is not None) and self.maker.allows(field, number):
                fitting.setdefault(id(arm), []).append(number)
        return self.sampled([self.maker.member(field.kind, number) for number in _evenly(list(fitting.values()))])

    def _arms_here(self, switch: Switch) -> tuple[Arm, ...]:
        """The arms from which one is drawn: deep in frames that hold each other, those that go no deeper."""
        ending = tuple(arm for arm in switch.arms if not any(holds_more(each) for each in walk(arm.kind)))
        return ending if ending and self.maker.depth >= DEEP else switch.arms

    # What is true of a value that is there already

    def _true_of(self, field: FieldSpec, relation: Relation, path: Path, kind: Kind) -> st.SearchStrategy[Any]:
        value = self.scope[relation.consumer]
        inner = relation not in self.spec.relations and not (relation.measures == "count" and isinstance(value, list))
        if inner or (value is None and relation.measures != "presence"):
            return self.maker.checked(field)
        wanted: list[Any] = [value is not None]
        if relation.measures == "tag":
            wanted = self._tags_of(switch_in(kind), value)
        elif relation.measures == "count":
            wanted = [len(value)]
        elif relation.measures == "length":
            wanted = [size_of(kind, value, self.scope)]
        if isinstance(relation.expression, Ref) and relation.measures != "presence":
            fits = wanted
        elif relation.inverse is not None:
            fits = [int(evaluate(relation.inverse, lambda name: wanted[0] if name[0] == "<measured>" else self.scope[name[0]]))]
        else:
            fits = [n for n in self.candidates(field, MANY) if self._says(relation, path, n) in wanted]
        return self.sampled([self.maker.member(field.kind, n) for n in fits if self.maker.allows(field, n)])

    def _says(self, relation: Relation, path: Path, number: int) -> Any:
        said = self.number_of(relation.expression, path, number)
        return bool(said) if relation.measures == "presence" else said

    def _tags_of(self, switch: Switch, value: Any) -> list[Any]:
        """The tags for which a value can stand."""
        if isinstance(value, Unknown):
            return [value.tag]
        found = [tag for arm in switch.arms if self._takes(arm.kind, value) for tag in _some_tags(arm)]
        if not found and switch.otherwise is not None:
            tried = [number for number in range(CANDIDATES) if arm_for(switch, number) is None]
            return tried[:3]
        return found

    def _takes(self, kind: Kind, value: Any) -> bool:
        inner = kind.inner if isinstance(kind, Sized) else kind
        if isinstance(inner, Nested):
            return type(value) is inner.frame.frame_class
        try:
            wire_of(inner, value, SimpleNamespace(**self.scope))
        except FramekitError:
            return False
        return True


def switch_in(kind: Kind) -> Switch:
    """The switch of a field that is one."""
    return next(each for each in walk(kind) if isinstance(each, Switch))


def is_checked_by_others(field: FieldSpec) -> bool:
    """True for a field whose check= looks at other fields of its frame."""
    return field.check is not None and field.check.looks_at_others


def with_value(scope: Scope, path: Path, number: Any) -> Scope:
    """The fields with the one at `path` changed."""

    def changed(frame: Any, names: Path) -> Any:
        inner = number if len(names) == 1 else changed(getattr(frame, names[0]), names[1:])
        return replace(frame, **{names[0]: inner})

    return {**scope, path[0]: number if len(path) == 1 else changed(scope[path[0]], path[1:])}


def _some_tags(arm: Arm) -> list[Any]:
    """The tags of an arm one by one, or the first of them where they are too many."""
    listed = listed_tags(arm)
    if listed:
        return listed
    first = arm.tags[0]
    return [first[0]] if isinstance(first, range) else [first]


def _evenly(groups: list[list[Any]]) -> list[Any]:
    """The members of some groups, those of small groups several times, so that no group is drawn seldom."""
    largest = max(map(len, groups), default=0)
    return [each for group in groups for each in group * max(1, largest // (FEW * len(group)))]
