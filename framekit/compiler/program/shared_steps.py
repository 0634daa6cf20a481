"""The steps that reading and writing have in common.

Rules: as for the other steps: frozen data, and the first sentence of each docstring defines the step.
"""

from __future__ import annotations

from framekit.compiler.program.operands import Amount, Formula, Place
from framekit.spec.model import FieldSpec
from framekit.spec.record import record


@record
class Guard:
    """Take over the limits of the outermost frame, or begin with those of this one; `enters` goes one frame deeper."""

    depth: int
    items: int | None
    enters: bool


@record
class Leave:
    """Come back from one frame deeper."""


@record
class Check:
    """Refuse a value that the `check=` of its field does not allow; None passes if the field is optional."""

    place: Place
    field: FieldSpec
    formula: Formula | None


@record
class Spend:
    """Count items against the limit of the outermost frame; `empty` ones, which may take no bytes, against another as well."""

    amount: Amount
    empty: bool
    guarded: bool
