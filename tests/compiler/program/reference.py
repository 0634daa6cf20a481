"""Makes docs/reference/program.md of the docstrings of the steps: `python -m tests.compiler.program.reference` writes it."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any, get_args

from framekit.compiler.program import measuring_steps, operands, reading_steps, shared_steps, show, writing_steps

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "program.md"
HEAD = """# The program of a frame

A frame is lowered once to three lists of steps: they read it, find its end, and write it. All that is decided about order is
decided there: when a `size=` starts and stops to bind, which derived field is solved when, where a bound, a check or a checksum
is looked at. The generated codec prints these steps as Python. `show_program(F)` and `framekit show --program` list them.

A step leaves its result in a *place*, named after the field: `length`, `body.stop`. `offset` is where reading has come to, and
`end` the end of the bytes that the frame, or the bounded part, may take.
"""
SHARED = (*get_args(reading_steps.ReadStep), *get_args(writing_steps.WriteStep))
GROUPS = [
    ("Steps of reading and writing", shared_steps.__name__, SHARED),
    ("Steps that read", reading_steps.__name__, get_args(reading_steps.ReadStep)),
    ("How an array ends", reading_steps.__name__, get_args(reading_steps.Ending)),
    ("Steps that find the end", measuring_steps.__name__, get_args(measuring_steps.MeasureStep)),
    ("Steps that write", writing_steps.__name__, get_args(writing_steps.WriteStep)),
    ("Pieces of a frame", writing_steps.__name__, get_args(writing_steps.Piece)),
    ("What struct takes", writing_steps.__name__, get_args(writing_steps.Argument)),
    ("Operands of formulas", operands.__name__, get_args(operands.Operand)),
]


def sentence(step: type[Any]) -> str:
    """The sentence that defines a step."""
    return (inspect.getdoc(step) or "").split("\n\n")[0].replace("\n", " ")


def reference() -> str:
    """The page."""
    parts = [HEAD]
    for title, module, steps in GROUPS:
        own = [step for step in dict.fromkeys(steps) if step.__module__ == module]
        rows = [f"| {show.words(step.__name__)} | {sentence(step)} |" for step in own]
        parts.append("\n".join([f"## {title}", "", "| step | what it does |", "| --- | --- |", *rows, ""]))
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(reference())
