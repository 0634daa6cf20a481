"""`--where`: a condition on the fields of a frame, interpreted as data and never executed as Python.

Strategy: Python's parser turns the text into a tree, in which only a few kinds of nodes are allowed; the tree is evaluated
for each frame.

Rules: names refer to fields. A comparison with a field that a frame does not have is false, because a capture has frames of
several classes. The length of the text and the size of shifts are bounded, so that numbers stay small.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from enum import Enum
from typing import Any

from framekit.declare.frame import Frame

MAX_LENGTH = 1000
MAX_SHIFT = 1024
MEMBERS = 12
"""Maximum number of members of an enumeration that a hint names."""
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: _is_in(left, right),
    ast.NotIn: lambda left, right: not _is_in(left, right),
}
_COMPUTE: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
}
_ALLOWED = (
    *(ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.Invert, ast.Compare, ast.BinOp),
    *(ast.Attribute, ast.Name, ast.Load, ast.Constant, ast.Subscript, ast.Tuple, ast.List, ast.cmpop, ast.operator),
)


class _Missing(Exception):
    """Raised if a frame does not have a field."""


class Where:
    """Condition on the fields of a frame.

    Args:
        text: such as `this.kind == 3 and this.name == "ada"`. Enumerations compare with numbers and with names of their members.

    Raises:
        ValueError: the text is not a valid condition.

    >>> from framekit import Frame, u8
    >>> class Ping(Frame):
    ...     token: u8
    >>> [Where("this.token > 2")(Ping(token=number)) for number in (1, 3)]
    [False, True]
    >>> where = Where("this.nope == 1")
    >>> where(Ping(token=1)), where.hint()
    (False, "no frame has a field 'nope'")
    """

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise ValueError(f"expected at most {MAX_LENGTH} characters, got {len(text)}")
        try:
            self._unknown: dict[str, str] = {}  # a reason for each name that some frame lacked
            self._known: set[str] = set()
            self._tree = ast.parse(text.strip(), mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError) as fault:
            raise ValueError(f"not a valid expression: {getattr(fault, 'msg', fault)}") from None
        for node in ast.walk(self._tree):
            if not isinstance(node, _ALLOWED) or isinstance(node, ast.Pow | ast.Div | ast.MatMult):
                allowed = "use only fields, constants, comparisons and integer arithmetic"
                raise ValueError(f"{ast.unparse(node)!r} is not allowed in a condition; {allowed}")
            if isinstance(node, ast.Name) and node.id not in ("this", "True", "False", "None"):
                raise ValueError(f"unknown name {node.id!r}; write a field as this.{node.id}")

    def __call__(self, frame: Frame) -> bool:
        """Return True if a frame meets the condition."""
        try:
            return bool(self._value(self._tree.body, frame))
        except (_Missing, TypeError, ZeroDivisionError, IndexError, KeyError, ValueError):
            return False

    def hint(self) -> str:
        """Return a possible reason why the condition matched no frame, or "" if none is known."""
        return next((reason for name, reason in self._unknown.items() if name not in self._known), "")

    def _field(self, value: Any, name: str) -> Any:
        try:
            found = _field(value, name)
        except _Missing:
            self._unknown.setdefault(name, f"no frame has a field {name!r}")
            raise
        self._known.add(name)
        return found

    def _compared(self, sign: Callable[[Any, Any], Any], left: Any, right: Any) -> bool:
        for one, other in ((left, right), (right, left)):
            for name in other if isinstance(other, list) else (other,):
                if isinstance(one, Enum) and isinstance(name, str) and name not in type(one).__members__:
                    members = ", ".join(list(type(one).__members__)[:MEMBERS])
                    self._unknown.setdefault(repr(name), f"{name!r} is not a member of {type(one).__name__} ({members})")
        return _compare(sign, left, right)

    def _value(self, node: ast.expr, frame: Frame) -> Any:
        match node:
            case ast.Constant(value):
                return value
            case ast.Name():
                return frame
            case ast.Attribute(inner, name):
                return self._field(self._value(inner, frame), name)
            case ast.Subscript(inner, index):
                return self._value(inner, frame)[self._value(index, frame)]
            case ast.Tuple(items) | ast.List(items):
                return [self._value(each, frame) for each in items]
            case ast.BoolOp(ast.And(), parts):
                return all(self._holds(each, frame) for each in parts)
            case ast.BoolOp(ast.Or(), parts):
                return any(self._holds(each, frame) for each in parts)
            case ast.UnaryOp(ast.Not(), inner):
                return not self._holds(inner, frame)
            case ast.UnaryOp(ast.USub(), inner):
                return -self._value(inner, frame)
            case ast.UnaryOp(ast.Invert(), inner):
                return ~self._value(inner, frame)
            case ast.Compare(left, signs, others):
                values = [self._value(each, frame) for each in (left, *others)]
                return all(
                    self._compared(_COMPARE[type(sign)], first, second)
                    for sign, first, second in zip(signs, values, values[1:], strict=False)
                )
            case ast.BinOp(left, sign, right):
                return self._compute(_COMPUTE[type(sign)], self._value(left, frame), self._value(right, frame))
        raise TypeError(ast.dump(node))

    def _holds(self, node: ast.expr, frame: Frame) -> bool:
        try:
            return bool(self._value(node, frame))
        except (_Missing, TypeError, ZeroDivisionError, IndexError, KeyError, ValueError):
            return False

    def _compute(self, compute: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
        if not isinstance(left, int | float) or not isinstance(right, int | float):
            raise TypeError("arithmetic requires numbers")
        if compute is operator.lshift and right > MAX_SHIFT:
            raise ValueError("the shift is too large")
        return compute(left, right)


def _field(value: Any, name: str) -> Any:
    if not isinstance(value, Frame) or name.startswith("__"):
        raise _Missing(name)
    try:
        found = getattr(value, name)
    except Exception:
        raise _Missing(name) from None
    if callable(found):
        raise _Missing(name)
    return found


def _is_in(left: Any, right: Any) -> bool:
    if isinstance(right, list):
        return any(_compare(operator.eq, left, each) for each in right)
    return left in right


def _compare(sign: Callable[[Any, Any], Any], left: Any, right: Any) -> bool:
    if isinstance(left, Enum) and isinstance(right, str):
        left = left.name
    elif isinstance(right, Enum) and isinstance(left, str):
        right = right.name
    elif isinstance(right, str) and left is not None and not isinstance(left, str | int | float | bytes | Frame | list):
        left = str(left)  # an address, a time
    return bool(sign(left, right))
