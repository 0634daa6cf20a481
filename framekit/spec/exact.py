"""Plain constants in kinds: what enters generated code is an int, a text or bytes of Python's own class.

Strategy: wherever a number, text or bytes is expected, a user may give an instance of a subclass, whose `repr` or `format` could
be anything, and constants are printed into generated code. So each constant of a kind is replaced by its plain value when a frame
is built.

Rules: values that a user sees again (the value of a constant, allowed values) stay as they are; generated code is given them as
objects, or their plain value.
"""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar

from framekit.spec.expr import Binary, Choice, Expr, Literal, Unary
from framekit.spec.kinds import Const, Custom
from framekit.spec.model import FieldSpec
from framekit.spec.transforms import Opaque

T = TypeVar("T")
_KEPT: dict[type, tuple[str, ...]] = {Const: ("value",), Opaque: ("functions", "python_type"), Custom: ("functions",)}
"""What stays as the user gave it."""


def plain_field(field: FieldSpec) -> FieldSpec:
    """A field with the plain constants of its kind, and of the expression that checks its value."""
    kind, check = with_plain_constants(field.kind), field.check
    if check is not None and check.expression is not None:
        check = dataclasses.replace(check, expression=plain_expression(check.expression))
    return field if kind is field.kind and check is field.check else dataclasses.replace(field, kind=kind, check=check)


def with_plain_constants(kind: T) -> T:
    """A kind, or a part of one, with every number, text and bytes in it as an instance of int, str or bytes itself."""
    changes = {}
    for each in dataclasses.fields(kind):  # type: ignore[arg-type]  # all kinds are dataclasses
        value = getattr(kind, each.name)
        if each.name not in _KEPT.get(type(kind), ()) and (plain := plain_constant(value)) is not value:
            changes[each.name] = plain
    return dataclasses.replace(kind, **changes) if changes else kind  # type: ignore[type-var]  # as above


def plain_constant(value: Any) -> Any:
    """The plain value of an instance of a subclass, found without any method that the subclass may have changed."""
    match value:
        case int() if type(value) not in (int, bool):
            return int.__index__(value)
        case str() if type(value) is not str:
            return str.__getitem__(value, slice(None))
        case bytes() if type(value) is not bytes:
            return bytes.__getitem__(value, slice(None))
        case Expr():
            return plain_expression(value)
        case tuple():
            plain = tuple(map(plain_constant, value))
            return value if all(new is old for new, old in zip(plain, value, strict=True)) else plain
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return with_plain_constants(value)
        case _:
            return value


def plain_expression(expression: Expr) -> Expr:
    """An expression with plain values for its literals."""
    match expression:
        case Literal(value):
            plain = plain_constant(value)
            return expression if plain is value else Literal(plain)
        case Unary(op, operand):
            inner = plain_expression(operand)
            return expression if inner is operand else Unary(op, inner)
        case Binary(op, left, right):
            first, second = plain_expression(left), plain_expression(right)
            return expression if first is left and second is right else Binary(op, first, second)
        case Choice(condition, then, otherwise):
            return Choice(*map(plain_expression, (condition, then, otherwise)))
        case _:
            return expression
