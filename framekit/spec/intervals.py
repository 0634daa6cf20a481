"""The interval of the values of an expression, computed from the intervals of its fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from framekit.spec.expr import SHIFT_LIMIT, Binary, Choice, Expr, Literal, Path, Ref, Unary, is_comparison, path_of

Interval: TypeAlias = tuple[int, int]
"""The minimum and the maximum."""


def interval_of(expression: Expr, interval_at: Callable[[Path], Interval | None]) -> Interval | None:
    """Return the interval of an expression, given the intervals of its fields by `interval_at`; None if it is not known.

    >>> from framekit import this
    >>> interval_of(this.n * 4 - 1, lambda path: (0, 15))
    (-1, 59)
    """
    match expression:
        case Literal(int() as value):
            return value, value
        case Ref():
            return interval_at(path_of(expression))
        case Unary("-", operand):
            inner = interval_of(operand, interval_at)
            return None if inner is None else (-inner[1], -inner[0])
        case Binary(op, left, right):
            if is_comparison(expression):
                return 0, 1
            first, second = interval_of(left, interval_at), interval_of(right, interval_at)
            return None if first is None or second is None else _combined(op, first, second)
        case Choice(_, then, otherwise):
            first, second = interval_of(then, interval_at), interval_of(otherwise, interval_at)
            return None if first is None or second is None else (min(first[0], second[0]), max(first[1], second[1]))
        case _:
            return None


def _combined(op: str, left: Interval, right: Interval) -> Interval | None:
    match op:
        case "+":
            return left[0] + right[0], left[1] + right[1]
        case "-":
            return left[0] - right[1], left[1] - right[0]
        case "*":
            corners = [one * other for one in left for other in right]
            return min(corners), max(corners)
        case "//" if right[0] > 0:
            corners = [one // other for one in left for other in right]
            return min(corners), max(corners)
        case "%" if right[0] > 0:
            return 0, right[1] - 1
        case "&" if left[0] >= 0 or right[0] >= 0:
            return 0, min(each[1] for each in (left, right) if each[0] >= 0)
        case "|" | "^" if left[0] >= 0 and right[0] >= 0:
            return 0, (1 << max(left[1], right[1]).bit_length()) - 1
        case "<<" if left[0] >= 0 and right[0] >= 0 and right[1] <= SHIFT_LIMIT:
            return left[0] << right[0], left[1] << right[1]
        case ">>" if left[0] >= 0 and right[0] >= 0:
            return left[0] >> right[1], left[1] >> right[0]
        case _:
            return None
