"""The steps that reading and writing have in common.

Rules: as for the other steps, they are frozen data, and the first sentence of each docstring defines the step.
"""

from __future__ import annotations

from framekit.compiler.program.operands import Amount, Formula, Place
from framekit.spec.model import FieldSpec
from framekit.spec.record import record


@record
class Guard:
    """Inherit the limits of the outermost frame, or start with those of this one; `enters` goes one nesting level deeper."""

    depth: int
    items: int | None
    enters: bool


@record
class Leave:
    """Return to the outer nesting level."""


@record
class Check:
    """Reject a value that the `check=` of its field does not allow; None passes if the field is optional."""

    place: Place
    field: FieldSpec
    formula: Formula | None


@record
class Spend:
    """Count items against the limit of the outermost frame, and `empty` items, possibly of no bytes, against a second one too."""

    amount: Amount
    empty: bool
    guarded: bool
