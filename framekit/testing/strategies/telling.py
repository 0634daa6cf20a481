"""Values of a field that determines others: a length, a count, a tag, a presence.

Strategy: such a field is drawn among the numbers for which its relations are possible; numbers are tried, because an expression
may be anything. If the values that it determines exist already, fitting.py finds the numbers that are correct for them.

Rules: results that follow from the declaration alone are computed once per spec.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from hypothesis import strategies as st

from framekit.spec.bitmaps import bits_of_bitmap
from framekit.spec.expr import INDEX, Choice, Expr, Path, Ref, compared, integers_in, references
from framekit.spec.kinds import Arm, Bytes, FromFields, Integer, Kind, Nested, Optional, Repeat, Sized, Switch, Text, integer_base
from framekit.spec.memo import Key
from framekit.spec.model import FieldSpec, FrameSpec, Relation
from framekit.spec.sizes import fixed_size, minimum_size
from framekit.spec.structure import extent_of, walk
from framekit.spec.tags import arm_for
from framekit.testing.strategies.budget import can_afford
from framekit.testing.strategies.fitting import Fitter, some_tags, switch_in
from framekit.testing.strategies.kind_values import ValueMaker
from framekit.testing.strategies.limits import DEEPEST, FEW, LONGEST, SMALL, rarely, up_to
from framekit.testing.strategies.measuring import (
    Scope,
    can_take,
    estimated,
    fits_any_size,
    holds_more,
    require_arms,
    rest_of,
    share_of_items,
)
from framekit.testing.strategies.settled import is_settled
from framekit.testing.strategies.usable import member_of

HELPERS = (1, 2, 0, 3, 4, 8, 16)
"""Values that are tried for later fields if several numbers determine a value together."""

PAIRS = 256
"""Number of values that are tried for each of two fields that determine a tag together."""

DEEP = 4
"""Depth in frames that contain each other from which arms that go no deeper are preferred."""


@dataclass(frozen=True)
class Outline:
    """Relations of a frame, arranged by its fields.

    Attributes:
        tells: for each field, the relations of which it is the last number to be drawn.
        literals: for each field, the bytes or text with which expressions compare it.
        parts: the relations that give the size of a bounded part by a number that determines nothing else.
        tied: those by a number that determines more, so that the part is made to the size.
        leading: the parts that are drawn first, because they cannot be made to a size.
        helps: for each field, the lengths and counts that it determines together with a later field, which is fitted to it.
        every: all relations, including lengths, counts and tags inside switches and arrays.
    """

    tells: dict[str, tuple[Relation, ...]]
    literals: dict[str, list[bytes | str]]
    parts: tuple[Relation, ...]
    tied: tuple[Relation, ...]
    leading: tuple[str, ...]
    helps: dict[str, tuple[Relation, ...]]
    every: tuple[Relation, ...]


OUTLINE: Key[Outline] = Key("outline")


def outline_of(spec: FrameSpec) -> Outline:
    """Return the outline of a frame, which is computed once."""
    return spec.memo.once(OUTLINE, lambda: _outline(spec))


def _outline(spec: FrameSpec) -> Outline:
    order = [each.name for each in spec.fields]
    bounded = [each for each in spec.relations if _measures_part(each)]
    tied = tuple(each for each in bounded if _says_more(spec, each))
    parts = tuple(each for each in bounded if each not in tied)
    tells: dict[str, list[Relation]] = {}
    # A number that is both a length and a presence is drawn as the length; one that is both a tag and a length inside one of
    # the arms is drawn as the tag.
    said = [relation for relation in spec.relations if relation.measures != "bitmap"]
    own = sorted(said, key=lambda relation: relation.measures == "presence")
    inner = tuple(each for each in _inner_extents(spec) if (INDEX,) not in references(each.expression))
    helps: dict[str, list[Relation]] = {}
    for relation in (*own, *inner):
        names = [path[0] for path in references(relation.expression)]
        if names and relation.measures in ("length", "count"):
            for name in set(names) - {max(names, key=order.index)}:
                helps.setdefault(name, []).append(relation)
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
    leading = tuple(each.consumer for each in tied if _leads(spec, each))[:1]
    return Outline(
        tells={name: tuple(each) for name, each in tells.items()},
        literals=literals,
        parts=parts,
        tied=tied,
        leading=leading,
        helps={name: tuple(each) for name, each in helps.items()},
        every=(*said, *inner),
    )


def _inner_extents(spec: FrameSpec) -> Iterator[Relation]:
    """Yield the lengths, counts and tags of parts inside a choice or an array, for which small numbers suffice."""
    known = {id(each.expression) for each in spec.relations}
    for field in spec.fields:
        for kind in walk(field.kind):
            extent = extent_of(kind)
            if isinstance(extent, FromFields) and id(extent.expression) not in known:
                yield Relation(extent.expression, field.name, "count" if isinstance(kind, Repeat) else "length")
            if isinstance(kind, Switch) and id(kind.on) not in known:
                yield Relation(kind.on, field.name, "tag")


def _measures_part(relation: Relation) -> bool:
    """Return True for the size of a bounded part, which is known once the part is drawn."""
    return relation.measures == "length" and isinstance(relation.part, Sized)


def _says_more(spec: FrameSpec, part: Relation) -> bool:
    """Return True if the number that gives the size of a part also gives another length or count, a tag, or a presence."""
    numbers = set(references(part.expression))
    worked_out = {next(iter(references(part.expression)), ())} if part.solves is None else {(part.solves,)}
    for each in (*spec.relations, *_inner_extents(spec)):
        others = set(references(each.expression))
        elsewhere = each.consumer != part.consumer
        if each is part or not numbers & others:
            continue
        if elsewhere and each.measures in ("length", "count"):
            return True
        if worked_out & others and (each.measures == "tag" or (elsewhere and each.measures == "presence")):
            return True
    return False


def _leads(spec: FrameSpec, part: Relation) -> bool:
    """Return True for a part that cannot be made to a size, and does not depend on other fields."""
    field = spec.field_named(part.consumer)
    if field is None or not isinstance(field.kind, Sized) or not is_settled(field.kind.inner):
        return False
    inner = field.kind.inner
    made = fits_any_size(inner) or fixed_size(inner) is not None or (isinstance(inner, Nested) and rest_of(inner.frame))
    return not made


class Teller(Fitter):
    """Draws the fields that determine others."""

    def __init__(self, spec: FrameSpec, scope: Scope, maker: ValueMaker) -> None:
        super().__init__(spec, scope, maker)
        self.outline = outline_of(spec)

    def telling(self, field: FieldSpec, told: tuple[Relation, ...], path: Path | None = None) -> st.SearchStrategy[Any]:
        """Return values of a field for which its relations are possible. `path` is its path if it is in a nested frame."""
        here = path or (field.name,)
        there = [each for each in told if each.consumer in self.fixed]
        if there:
            others = [each for each in told if each not in there and not self._undrawn(each, here)]
            return self.true_of(field, there, here, lambda n: all(self._can_be(each, here, n, LONGEST) for each in others))
        relation = told[0]
        consumer = self._consumer(relation)
        kind = consumer.present_kind
        if relation.measures == "tag":
            switch = switch_in(kind, relation)
            require_arms(self.spec, switch)
            return self._tags(field, switch, here, [each for each in told if each.measures == "length"])
        if relation.measures == "presence":
            return self._presences(field, told, here, kind)
        later = tuple(each for each in told if self._undrawn(each, here))
        if later:
            return self.helping(field, later, here)
        lasting = all(set(references(each.expression)) == {here} for each in told) and not field.is_checked_by_others
        key: Key[st.SearchStrategy[Any]] = Key("numbers", (here, relation.consumer, self.maker.depth, self.maker.room))
        if lasting and (known := self.spec.memo.get(key)) is not None:
            return known
        usual = self._possible(field, told, here)
        longest = self._longest(field, told, here, kind)
        numbers = self.sampled([*usual, *self._absent_numbers(field, consumer)])
        strategy = rarely(numbers, None if longest is None or not usual else self._long(field, told, here, max(usual), longest))
        return self.spec.memo.keep(key, strategy) if lasting else strategy

    def _undrawn(self, relation: Relation, path: Path) -> list[Path]:
        """Return the fields of a relation that are not drawn yet, except the one at a path."""
        paths = dict.fromkeys(references(relation.expression))
        return [each for each in paths if each != path and each[0] != "<item>" and each[0] not in self.scope]

    def helping(self, field: FieldSpec, told: tuple[Relation, ...], path: Path) -> st.SearchStrategy[Any]:
        """Return values of a field that gives a length or count together with later ones, mostly such that it is not zero."""
        relation = next((each for each in told if self._undrawn(each, path)), told[0])
        whole = integer_base(field.kind)
        if whole is None or relation.consumer in self.fixed:
            return self.maker.checked(field)
        drawn = [other for other in references(relation.expression) if other != path and other[0] in self.scope]
        key: Key[list[int]] = Key("helping numbers", (path, relation.consumer))
        found = None if drawn or field.is_checked_by_others else self.spec.memo.get(key)
        if found is None:
            found = [number for number in self._helpers(whole, relation) if self._helps(field, relation, path, number)]
            if not drawn and not field.is_checked_by_others:
                self.spec.memo.keep(key, found)
        values = self.maker.checked(field)
        if not found:
            return values
        usual = st.sampled_from([member_of(field.kind, number) for number in found])
        if isinstance(relation.expression, Choice):  # the numbers in its comparisons select an alternative
            choosing = [number for number in integers_in(relation.expression) if number in found]
            usual |= st.sampled_from([member_of(field.kind, number) for number in choosing or found])
        return rarely(usual, values)

    def _helpers(self, whole: Integer, relation: Relation) -> list[int]:
        """Return small numbers, and numbers near those in an expression."""
        beside = {each + step for each in integers_in(relation.expression) for step in range(-2, SMALL + 1)}
        numbers = {*range(2 * SMALL), *beside, *(1 << power for power in range(5, 17))}
        return sorted(number for number in numbers if whole.minimum <= number <= whole.maximum)

    def _helps(self, field: FieldSpec, relation: Relation, path: Path, number: int) -> bool:
        """Return True for a number with which later ones give a length or count that is small but not zero."""
        if not self.maker.allows(field, member_of(field.kind, number)):
            return False
        later = self._undrawn(relation, path)
        most = self._most(relation, self._consumer(relation).present_kind)
        for values in product(HELPERS, repeat=min(len(later), 3)):
            known = {**dict.fromkeys(later, 1), **dict(zip(later, values, strict=False)), path: number}
            try:
                said = self.maker.number_where(relation.expression, known)
            except (ArithmeticError, LookupError, AttributeError):
                continue
            if 0 < said <= most:
                return True
        return False

    def _long(self, field: FieldSpec, told: tuple[Relation, ...], path: Path, usual: int, longest: int) -> st.SearchStrategy[int]:
        """Return numbers that give more than the usual length, mostly the longest, as far as the budget of the frame allows."""
        least = min(usual + 1, longest)

        def made(number: int) -> st.SearchStrategy[int]:
            for tried in (number, longest):
                cost = self._cost(told, path, tried)
                if cost <= self.maker.room and self._is_possible(field, told, path, tried, LONGEST) and can_afford(cost):
                    return st.just(tried)
            return st.just(usual)

        return up_to(least, longest, made, each=0)

    def _cost(self, told: tuple[Relation, ...], path: Path, number: int) -> int:
        """Estimate the bytes of all parts that a number determines; other numbers are ignored, so that the result can be kept."""

        def said(expression: Expr) -> int | None:
            alone = all(each == path for each in references(expression))
            return self.number_of(expression, path, number) if alone else None

        return sum(estimated(self._consumer_kind(name), said) for name in {each.consumer for each in told})

    def _consumer_kind(self, name: str) -> Kind:
        field = self.spec.field_named(name)
        assert field is not None
        return field.present_kind

    def _presences(self, field: FieldSpec, told: tuple[Relation, ...], path: Path, kind: Kind) -> st.SearchStrategy[Any]:
        """Return any number or, equally often, one from a condition; below some depth, one without a recursive frame."""
        relation = told[0]
        bits = bits_of_bitmap(self.spec.fields, self.spec.size, field.name) if field.derived else {}
        if bits:
            some = st.lists(st.sampled_from(sorted(set(bits.values()))), unique=True).map(sum)
            return some.map(lambda number: member_of(field.kind, number))
        if self.maker.depth >= DEEPEST and any(holds_more(each) for each in walk(kind)):
            numbers = self.candidates(field)
            ending = [n for n in numbers if not self.said(relation.expression, path, n) and self.maker.allows(field, n)]
            if ending:
                return st.sampled_from(ending[:FEW]).map(lambda number: member_of(field.kind, number))
        values = self.maker.checked(field)
        compared = {number for each in told if each.measures == "presence" for number in integers_in(each.expression)}
        if len(compared) < 2 or any(self._undrawn(each, path) for each in told):
            return values
        whole = integer_base(field.kind)
        members = [member_of(field.kind, n) for n in sorted(compared) if whole and whole.minimum <= n <= whole.maximum]
        chosen = [member for member in members if self.maker.allows(field, member)]
        return values | st.sampled_from(chosen) if chosen else values

    # Lengths and counts

    def _possible(self, field: FieldSpec, told: tuple[Relation, ...], path: Path) -> list[int]:
        relation = told[0]
        whole = integer_base(field.kind)
        most = self._most(relation, self._consumer(relation).present_kind)
        numbers: Iterable[int] = (0, 1)
        if whole is not None:
            numbers = self.numbers_saying(relation.expression, path, whole, 0, most)
        found = [number for number in numbers if self._is_possible(field, told, path, number, most)]
        if relation.measures in ("length", "count") and len(found) > most:
            # Most numbers may give zero, as with a quotient; they should not outnumber the others.
            something = [number for number in found if self.number_of(relation.expression, path, number)]
            nothing = [number for number in found if number not in something]
            found = sorted((*something, *nothing[: max(1, len(something) // 2)]))
        return found or self._large(field, relation, path)

    def _is_possible(self, field: FieldSpec, told: tuple[Relation, ...], path: Path, number: int, most: int) -> bool:
        """Return True if all relations of a number are possible, as far as that is known."""
        return self.maker.allows(field, number) and all(self._can_be(each, path, number, most) for each in told)

    def _can_be(self, relation: Relation, path: Path, number: int, most: int) -> bool:
        if relation.measures == "tag" and relation in self.spec.relations and not self._undrawn(relation, path):
            switch = switch_in(self._consumer(relation).kind, relation)
            takes_all = switch.unknown is not None or switch.otherwise is not None
            return takes_all or arm_for(switch, self.said(relation.expression, path, number)) is not None
        if relation.measures not in ("length", "count") or relation not in self.spec.relations:
            return True
        said = self.number_of(relation.expression, path, number)
        kind = self._consumer(relation).present_kind
        limit = self._limit(kind)
        if said is None or not 0 <= said <= most or (limit is not None and said > limit):
            return False
        if not isinstance(kind, Sized) or relation not in self.outline.tied:
            return True
        return can_take(kind.inner, said) if fills(kind, relation) else said >= minimum_size(kind.inner)

    def _large(self, field: FieldSpec, relation: Relation, path: Path) -> list[int]:
        """Return the first numbers that are possible regardless of the length, because a check may require many."""
        whole = integer_base(field.kind)
        greatest = 0 if whole is None else min(whole.maximum, LONGEST)
        powers = (edge for power in range(18) for edge in ((1 << power) - 1, 1 << power, (1 << power) + 1))
        for tried in (powers, range(greatest + 1)):  # checks mostly compare with round numbers, and trying all numbers is slow
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

    def _longest(self, field: FieldSpec, told: tuple[Relation, ...], path: Path, kind: Kind) -> int | None:
        """Return the number that gives the longest value that is generated, or None."""
        whole, relation = integer_base(field.kind), told[0]
        if whole is None or not isinstance(kind, Bytes | Text | Repeat):
            return None
        limit = self._limit(kind)
        says_most = self.number_of(relation.expression, path, whole.maximum)
        most = LONGEST + 1 if says_most is None else says_most
        most = most if limit is None else min(most, limit)
        most = self.maker.most_items(kind.item, most) if isinstance(kind, Repeat) else self.maker.far(most)
        downwards: Iterable[int] = range(whole.maximum, max(whole.maximum - 256, -1), -1)
        near_most = self.numbers_saying(relation.expression, path, whole, max(0, most - 16), most)
        halves = (most >> power for power in range(1, most.bit_length()) if most >> power > SMALL)
        for number in (*downwards, *reversed(near_most), *halves):
            counted = self.number_of(relation.expression, path, number)
            allowed = counted is not None and 0 <= counted <= most and self.maker.allows(field, number)
            if allowed and self._cost(told, path, number) <= self.maker.room:
                return number
        return None

    def _most(self, relation: Relation, kind: Kind) -> int:
        items = next((each.item for each in walk(kind) if isinstance(each, Repeat)), None)
        if relation.measures == "count" and items is not None and fixed_size(items) is None:
            return self.maker.few
        if any(isinstance(each, Sized) for each in walk(kind)):
            return 4 * SMALL
        limit = self._limit(kind)
        return SMALL if limit is None else min(SMALL, limit)

    def _limit(self, kind: Kind) -> int | None:
        """Return the maximum number of bytes or items that the declaration allows for a part, or None."""
        limit: int | None = getattr(kind.data if isinstance(kind, Text) else kind, "limit", None)
        if self.spec.max_items is None or not isinstance(kind, Repeat):
            return limit
        share = share_of_items(self.spec)
        return share if limit is None else min(limit, share)

    def _absent_numbers(self, field: FieldSpec, consumer: FieldSpec) -> list[int]:
        """Return a number for which a part is absent, if the number that gives its length also determines its presence."""
        whole = integer_base(field.kind)
        when = consumer.kind.when if isinstance(consumer.kind, Optional) else None
        if whole is None or when is None or set(references(when)) != {(field.name,)}:
            return []
        tried = [number for number in (0, -1, whole.minimum, whole.maximum) if whole.minimum <= number <= whole.maximum]
        return [number for number in tried if not self.number_of(when, (field.name,), number)][:1]

    # Tags

    def pair(self, relation: Relation, field: FieldSpec) -> st.SearchStrategy[Any] | None:
        """Return values of the first of two plain fields that determine a tag together, for which the second has a value."""
        if relation.measures != "tag":
            return None
        paths = list(dict.fromkeys(references(relation.expression)))
        other = self.spec.field_named(paths[-1][0]) if len(paths) == 2 else None
        if other is None or paths[0] != (field.name,) or len(paths[1]) > 1:
            return None
        switch = switch_in(self._consumer(relation).kind, relation)
        key: Key[list[int]] = Key("pairs", (field.name, other.name))

        def paired() -> list[int]:
            seconds = self.candidates(other, PAIRS)
            return [
                first
                for first in self.candidates(field, PAIRS)
                if any(
                    arm_for(switch, self.maker.number(switch.on, {**self.scope, field.name: first, other.name: second}))
                    is not None
                    for second in seconds
                )
            ]

        return self.sampled([member_of(field.kind, number) for number in self.spec.memo.once(key, paired)])

    def _tags(self, field: FieldSpec, switch: Switch, path: Path, sizes: list[Relation]) -> st.SearchStrategy[Any]:
        takes_all = switch.unknown is not None or switch.otherwise is not None
        if isinstance(switch.on, Ref) and not sizes:
            arms = self._arms_here(switch)
            key: Key[st.SearchStrategy[Any]] = Key("tags", (path, id(switch), len(arms), len(switch.arms)))
            lone = not field.is_checked_by_others
            if lone and (known_tags := self.spec.memo.get(key)) is not None:
                return known_tags
            listed = _evenly([some_tags(arm) for arm in arms])
            known = [member_of(field.kind, tag) for tag in listed if self.maker.allows(field, tag)]
            strategy = st.sampled_from(known) if known else st.nothing()
            strategy = strategy | self.maker.checked(field) if takes_all else strategy
            return self.spec.memo.keep(key, strategy) if lone else strategy
        fitting: dict[int, list[int]] = {}
        for number in self.candidates(field):
            tag = self.number_of(switch.on, path, number)
            arm = None if tag is None else arm_for(switch, tag)
            if tag is None or not (takes_all or arm is not None) or not self.maker.allows(field, number):
                continue
            if all(self._leaves_room(each, switch, arm, self.number_of(each.expression, path, number)) for each in sizes):
                fitting.setdefault(id(arm), []).append(number)
        return self.sampled([member_of(field.kind, number) for number in _evenly(list(fitting.values()))])

    def _leaves_room(self, relation: Relation, switch: Switch, arm: Arm | None, size: int | None) -> bool:
        """Return False if a number is both a tag and a size, and the arm cannot have that size."""
        kind = self._consumer(relation).present_kind
        if not isinstance(kind, Sized) or kind.inner is not switch or size is None:
            return size is None or size >= 0
        chosen = switch.otherwise if arm is None else arm.kind
        if chosen is None:
            return size >= 0
        return can_take(chosen, size) if fills(kind, relation) else size >= minimum_size(chosen)

    def _arms_here(self, switch: Switch) -> tuple[Arm, ...]:
        """Return the arms to draw from; deep in frames that contain each other, only arms that go no deeper."""
        ending = tuple(arm for arm in switch.arms if not any(holds_more(each) for each in walk(arm.kind)))
        return ending if ending and self.maker.depth >= DEEP else switch.arms


def fills(kind: Sized, relation: Relation) -> bool:
    """Return True for a part whose value takes all its bytes, also because packing makes a derived size as small as possible."""
    return kind.leftover == "error" or (kind.fills and relation.solves is not None)


def _evenly(groups: list[list[Any]]) -> list[Any]:
    """Return the members of all groups, with members of small groups repeated, so that no group is rarely drawn."""
    largest = max(map(len, groups), default=0)
    return [each for group in groups for each in group * max(1, largest // (FEW * len(group)))]
