"""The values that a frame gives to its nested frames, as formulas.

Rules: a value that the given field accepts unchanged needs no conversion; the generated code passes it on.
"""

from __future__ import annotations

from collections.abc import Callable

from framekit.compiler.program.operands import Formula
from framekit.spec.expr import Expr
from framekit.spec.given import fits_as_it_is, given_to
from framekit.spec.kinds import Nested
from framekit.spec.model import FieldSpec, FrameSpec
from framekit.spec.record import record


@record
class ValueToGive:
    """The value of an expression, for a given field of a nested frame.

    Attributes:
        field: the given field.
        formula: the formula of the value.
        fits: True if the field can have every value of the formula, unchanged.
    """

    field: FieldSpec
    formula: Formula
    fits: bool


def values_to_give(spec: FrameSpec, kind: Nested, formula: Callable[[Expr], Formula]) -> tuple[ValueToGive, ...]:
    """Return the values that a frame gives to one nested frame, in the order of that frame's given fields.

    Args:
        spec: the spec of the outer frame.
        kind: the kind of the nested frame.
        formula: returns the formula of an expression of the outer frame.
    """
    return tuple(
        ValueToGive(field, formula(expression), fits_as_it_is(spec, field, expression)) for field, expression in given_to(kind)
    )
