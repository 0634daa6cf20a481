"""Checks: the meaning of `check=` for a field, and for a value inside another specifier."""

from __future__ import annotations

from typing import Any

from framekit.declare.resolve.context import FieldContext
from framekit.spec.describe import describe
from framekit.spec.expr import Expr
from framekit.spec.given import class_of
from framekit.spec.kinds import Bits, Bytes, Const, Custom, Kind, Mapped, Scalar, Text, Varint
from framekit.spec.model import Between, Check
from framekit.spec.transforms import Restricted


def check_of(check: Any, context: FieldContext) -> Check:
    """Return the Check for the argument of `check=`."""
    if isinstance(check, Expr):
        return Check(expression=context.expand(check))
    if isinstance(check, Between) and isinstance(check.low, int) and isinstance(check.high, int):
        return Check(allowed=range(check.low, check.high + 1))
    if isinstance(check, range | Between):
        return Check(allowed=check)
    if isinstance(check, set | frozenset | list | tuple):
        try:
            return Check(allowed=frozenset(check))
        except TypeError as fault:
            context.refuse(f"check={check!r}: {fault}; the allowed values must be hashable")
    context.refuse(
        f"check={check!r}: expected an expression (`this <= 3`), a range, between(low, high), or a set of allowed values"
    )


def restricted(kind: Kind, check: Any, word: str, context: FieldContext) -> Mapped:
    """Return a kind whose values are checked, for use inside another specifier."""
    if isinstance(kind, Bits):
        context.refuse(f"{kind.name} in {word}() cannot have a check, except in a frame with bitwise=True")
    if not isinstance(kind, Scalar | Varint | Bytes | Text | Mapped | Custom):
        context.refuse(f"check={check} applies to numbers, bytes and text; check the fields inside {describe(kind)} instead")
    made = check_of(check, context)
    if made.looks_at_others:
        context.refuse(
            f"check={made} inside {word}() can refer only to the value, as `this`; declare a frame to refer to other fields"
        )
    return Mapped(kind, Restricted(made, kind.python_type if isinstance(kind, Custom) else class_of(kind)))


def only_constant(kind: Const, context: FieldContext) -> Mapped:
    """Return the kind of a constant inside another specifier, where the caller passes the value and it must be the constant."""
    if isinstance(kind.base, Scalar | Varint | Bytes | Text):
        return Mapped(kind.base, Restricted(Check(allowed=frozenset({kind.value})), type(kind.value)))
    context.refuse(
        f"{describe(kind)} does not take whole bytes; use it inside another specifier only in a frame with bitwise=True"
    )
