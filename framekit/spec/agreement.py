"""Checks that the frames inside a value have the values that the outer frame gives them.

Strategy: a check is made once for a kind, as a tree of functions over the parts of the kind in which frames are given values;
the rest of a value is not visited. Expressions are numbered, so that generated code can pass a tuple of their values.

Rules: an arm is chosen by the tag of the switch, as when reading.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple, TypeAlias, assert_never

from framekit.spec.expr import Expr, Literal
from framekit.spec.given import converter, given_fields, given_to
from framekit.spec.kinds import (
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Filler,
    Given,
    Kind,
    LookAhead,
    Mapped,
    Nested,
    Optional,
    Padding,
    Repeat,
    Scalar,
    Sized,
    Switch,
    Text,
    Varint,
)
from framekit.spec.structure import walk
from framekit.spec.tags import arm_for, listed_tags


class Disagreement(NamedTuple):
    """A given value of a nested frame that differs from what the outer frame gives.

    Attributes:
        where: the path from the field to the given value, such as `[3].wide`.
        expected: the value that the outer frame gives.
        found: the value that the nested frame has.
    """

    where: str
    expected: Any
    found: Any


Evaluate: TypeAlias = Callable[[int, int], Any]
"""Returns the value of the expression with a number; the second argument is the value of `index`."""
Find: TypeAlias = Callable[[Any, Evaluate, int], Disagreement | None]


def takes_given(kind: Kind) -> bool:
    """Return True if a frame in a kind is given values."""
    return any(isinstance(each, Nested) and bool(given_fields(each.frame)) for each in walk(kind))


class GivenCheck:
    """A check that finds the first nested frame in a value whose given value differs from what it is given.

    Args:
        kind: the kind of the value.

    Attributes:
        expressions: the expressions that give values to frames in the kind, and those that choose among the frames.
        find: returns the first disagreement in a value, or None. Its second argument returns the value of each expression, and
            its third is the value of `index` outside the arrays in the kind.
    """

    def __init__(self, kind: Kind) -> None:
        self.expressions: list[Expr] = []
        self.find: Find = self._of(kind) or _agrees

    def differs(self, value: Any, values: tuple[Any, ...]) -> bool:
        """Return True if a frame in a value differs; `values` are those of the expressions, none of which uses `index`."""
        return self.find(value, lambda number, index: values[number], 0) is not None

    def _of(self, kind: Kind) -> Find | None:
        """Return the check of a kind, or None if no frame in it is given a value."""
        match kind:
            case Nested():
                return self._of_frame(kind)
            case Repeat():
                return _of_present(_of_items(self._of(kind.item)))
            case Sized():  # a part may be null, as an array may
                return _of_present(self._of(kind.inner))
            case Optional():
                return _of_present(self._of(kind.inner))
            case Switch():
                return self._of_switch(kind)
            case Mapped():
                return _of_mapped(self._of(kind.base), kind.pack)
            case (
                Scalar()
                | Bits()
                | Varint()
                | Bytes()
                | Text()
                | Const()
                | Padding()
                | Filler()
                | Checksum()
                | Custom()
                | Given()
                | LookAhead()
            ):
                return None
            case _:
                assert_never(kind)

    def _number(self, expression: Expr) -> int:
        self.expressions.append(expression)
        return len(self.expressions) - 1

    def _of_frame(self, kind: Nested) -> Find | None:
        checks = [self._of_value(field.name, field.kind, expression) for field, expression in given_to(kind)]
        if len(checks) < 2:
            return checks[0] if checks else None

        def find(frame: Any, evaluate: Evaluate, index: int) -> Disagreement | None:
            for check in checks:
                found = check(frame, evaluate, index)
                if found is not None:
                    return found
            return None

        return find

    def _of_value(self, name: str, kind: Kind, expression: Expr) -> Find:
        assert isinstance(kind, Given)
        convert = converter(kind.base)
        number = None if isinstance(expression, Literal) else self._number(expression)
        constant = expression.value if isinstance(expression, Literal) else None

        def find(frame: Any, evaluate: Evaluate, index: int) -> Disagreement | None:
            has = frame[name] if isinstance(frame, dict) else getattr(frame, name)
            expected = constant if number is None else evaluate(number, index)
            if has is expected:
                return None
            with suppress(ValueError, TypeError, LookupError):
                expected = convert(expected)
            return None if has == expected else Disagreement(f".{name}", expected, has)

        return find

    def _of_switch(self, kind: Switch) -> Find | None:
        if not takes_given(kind):
            return None
        tag = self._number(kind.on)
        checks = [(arm, self._of(arm.kind)) for arm in kind.arms]
        otherwise = None if kind.otherwise is None else self._of(kind.otherwise)
        by_tag: dict[Any, Find | None] = {}
        for arm, check in checks:
            for each in listed_tags(arm) or ():
                by_tag[each] = check

        def find(value: Any, evaluate: Evaluate, index: int) -> Disagreement | None:
            chosen = evaluate(tag, index)
            if chosen in by_tag:
                check = by_tag[chosen]
            else:  # a tag in a long range, of an arm that was added to an open union later, or without an arm
                arm = arm_for(kind, chosen)
                check = otherwise if arm is None else GivenCheck(arm.kind).find
            return None if check is None else check(value, evaluate, index)

        return find


def _agrees(value: Any, evaluate: Evaluate, index: int) -> Disagreement | None:
    return None


def _of_items(check: Find | None) -> Find | None:
    if check is None:
        return None

    def find(items: Any, evaluate: Evaluate, index: int) -> Disagreement | None:
        for number, item in enumerate(items):
            found = check(item, evaluate, number)
            if found is not None:
                return found._replace(where=f"[{number}]{found.where}")
        return None

    return find


def _of_present(check: Find | None) -> Find | None:
    return None if check is None else lambda value, evaluate, index: None if value is None else check(value, evaluate, index)


def _of_mapped(check: Find | None, pack: Callable[[Any], Any] | None) -> Find | None:
    if check is None or pack is None:
        return check
    return lambda value, evaluate, index: check(pack(value), evaluate, index)
