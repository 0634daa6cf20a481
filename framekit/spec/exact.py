"""Plain constants in kinds: constants in generated code are instances of int, str or bytes itself, not of a subclass.

Strategy: wherever a number, text or bytes is expected, a user may pass an instance of a subclass, whose `repr` or `format` could
return anything, and constants are printed into generated code. So each constant of a kind is replaced by its plain value when a
frame is built.

Rules: values that the user sees again (the value of a constant, allowed values) stay unchanged; generated code refers to them as
objects, or uses their plain value.
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
"""Attributes that stay as the user passed them."""


def plain_field(field: FieldSpec) -> FieldSpec:
    """Replace the constants of a field's kind, and of the expression that checks its value, by plain ones."""
    kind, check = with_plain_constants(field.kind), field.check
    if check is not None and check.expression is not None:
        check = dataclasses.replace(check, expression=plain_expression(check.expression))
    return field if kind is field.kind and check is field.check else dataclasses.replace(field, kind=kind, check=check)


def with_plain_constants(kind: T) -> T:
    """Replace every number, text and bytes in a kind, or in a part of one, by an instance of int, str or bytes itself."""
    changes = {}
    for each in dataclasses.fields(kind):  # type: ignore[arg-type]  # all kinds are dataclasses
        value = getattr(kind, each.name)
        if each.name not in _KEPT.get(type(kind), ()) and (plain := plain_constant(value)) is not value:
            changes[each.name] = plain
    return dataclasses.replace(kind, **changes) if changes else kind  # type: ignore[type-var]  # as above


def plain_constant(value: Any) -> Any:
    """Return the plain value of an instance of a subclass, without calling methods that the subclass may override."""
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
    """Replace the literals of an expression by plain values."""
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
