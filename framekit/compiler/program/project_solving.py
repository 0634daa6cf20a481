"""A pass: the writing steps up to the one that solves a derived field, or computes a checksum.

Rules: what is solved is what packing would write. The steps after it, such as the checks of other fields, are not run; those
before it are.
"""

from __future__ import annotations

from dataclasses import replace

from framekit.compiler.program.program import Program
from framekit.compiler.program.shared_steps import Guard
from framekit.compiler.program.writing_steps import Solve, SolveSize, WriteChecksum, WriteSteps


def solving(program: Program, name: str) -> WriteSteps:
    """The steps that solve the derived field or the checksum of that name; its number is in the place of its name."""
    for index, step in enumerate(program.solve):
        if isinstance(step, Solve | SolveSize | WriteChecksum) and step.place == (name,):
            return tuple(replace(each, enters=False) if isinstance(each, Guard) else each for each in program.solve[: index + 1])
    raise LookupError(name)
