"""The steps that reading and writing have in common.

Rules: as for the other steps: frozen data, and the first sentence of each docstring defines the step.
"""

from __future__ import annotations

from dataclasses import dataclass

from framekit.compiler.program.operands import Amount, Formula, Place
from framekit.spec.model import FieldSpec


@dataclass(frozen=True)
class Guard:
    """Take over the limits of the outermost frame, or begin with those of this one; `enters` goes one frame deeper."""

    depth: int
    items: int | None
    enters: bool


@dataclass(frozen=True)
class Leave:
    """Come back from one frame deeper."""


@dataclass(frozen=True)
class Check:
    """Refuse a value that the `check=` of its field does not allow; None passes if the field is optional."""

    place: Place
    field: FieldSpec
    formula: Formula | None


@dataclass(frozen=True)
class Spend:
    """Count items against the limit of the outermost frame; `empty` ones, which may take no bytes, against another as well."""

    amount: Amount
    empty: bool
    guarded: bool
