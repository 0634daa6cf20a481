"""What a frame gives to the frames inside it, as formulas.

Rules: a value that the field takes as it is needs no conversion; generated code then hands it on.
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
    """The value of an expression, for a given field of a frame inside the frame.

    Attributes:
        field: that is given.
        formula: the value.
        fits: true if the field can have every value of the formula, as it is.
    """

    field: FieldSpec
    formula: Formula
    fits: bool


def values_to_give(spec: FrameSpec, kind: Nested, formula: Callable[[Expr], Formula]) -> tuple[ValueToGive, ...]:
    """What a frame gives to one frame inside it, in the order of that frame's given fields.

    Args:
        spec: of the outer frame.
        kind: of the frame inside it.
        formula: gives the formula of an expression of the outer frame.
    """
    return tuple(
        ValueToGive(field, formula(expression), fits_as_it_is(spec, field, expression)) for field, expression in given_to(kind)
    )
