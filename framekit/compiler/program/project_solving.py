"""A pass that keeps the writing steps up to the one that solves a derived field or computes a checksum.

Rules: the solved number is the one that packing would write. Later steps, such as the checks of other fields, are not run;
earlier ones are.
"""

from __future__ import annotations

from dataclasses import replace

from framekit.compiler.program.program import Program
from framekit.compiler.program.shared_steps import Guard
from framekit.compiler.program.writing_steps import Solve, SolveSize, WriteChecksum, WriteSteps


def solving(program: Program, name: str) -> WriteSteps:
    """Return the steps that solve the derived field or checksum `name`; its number is in the place of that name."""
    for index, step in enumerate(program.solve):
        if isinstance(step, Solve | SolveSize | WriteChecksum) and step.place == (name,):
            return tuple(replace(each, enters=False) if isinstance(each, Guard) else each for each in program.solve[: index + 1])
    raise LookupError(name)
