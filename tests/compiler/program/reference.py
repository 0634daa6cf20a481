"""Makes docs/reference/program.md from the docstrings of the steps: `python -m tests.compiler.program.reference` writes it."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any, get_args

from framekit.compiler.program import measuring_steps, operands, reading_steps, shared_steps, show, writing_pieces, writing_steps

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "program.md"
HEAD = """# The program of a frame

A frame is lowered once to three lists of steps, which read it, find its end, and write it. A frame that does not determine its
own end has no list for finding it, and a frame whose byte order a field determines has a program for each order. These lists
determine every order of evaluation: when a `size=` takes effect and when it ends, when each derived field is solved, and when a
bound, a check or a checksum is verified. The generated codec prints these steps as Python. `show_program(F)` and `framekit show
--program` list them.

A step stores its result in a *place*, which is named after the field: `length`, `body.stop`. `frame.x` is an attribute of the
instance. A word after the name indicates what is stored about the field:

| word | meaning |
| --- | --- |
| `extent`, `size`, `stop` | its length or count, the size of a bounded part, and the end of that part |
| `tag`, `arm0`, `arm1`, … | the tag of a choice, and the result of each arm |
| `item`, `each`, `items`, `parts` | an item being read, an item being written, the list, and the bytes of its items |
| `bits` | the number that bit fields share |
| `at`, `behind`, `begin` | the start and end of the field, for a checksum or to read it again |
| `checked`, `value`, `opened` | the value being checked or written, and the instance of a small frame |

`offset` is the current position, and `end` is the end of the bytes that the frame, or the bounded part, may take.
"""
SHARED = (*get_args(reading_steps.ReadStep), *get_args(writing_steps.WriteStep))
GROUPS = [
    ("Shared steps", shared_steps.__name__, SHARED),
    ("Steps that read a frame", reading_steps.__name__, get_args(reading_steps.ReadStep)),
    ("How an array ends", reading_steps.__name__, get_args(reading_steps.Ending)),
    ("Steps that find the end of a frame", measuring_steps.__name__, get_args(measuring_steps.MeasureStep)),
    ("Steps that write a frame", writing_steps.__name__, get_args(writing_steps.WriteStep)),
    ("Pieces of a frame", writing_pieces.__name__, get_args(writing_pieces.Piece)),
    ("Arguments of struct", writing_pieces.__name__, get_args(writing_pieces.Argument)),
    ("Operands of formulas", operands.__name__, get_args(operands.Operand)),
]


NO_STEPS = {"How an array ends", "Pieces of a frame", "Arguments of struct", "Operands of formulas"}


def sentence(step: type[Any]) -> str:
    """Return the sentence that defines a step."""
    return (inspect.getdoc(step) or "").split("\n\n")[0].replace("\n", " ")


def reference() -> str:
    """Return the text of the page."""
    parts = [HEAD]
    for title, module, steps in GROUPS:
        own = [step for step in dict.fromkeys(steps) if step.__module__ == module]
        rows = [f"| {show.words(step.__name__)} | {sentence(step)} |" for step in own]
        parts.append(
            "\n".join(
                [
                    f"## {title}",
                    "",
                    "| name | meaning |" if title in NO_STEPS else "| step | what it does |",
                    "| --- | --- |",
                    *rows,
                    "",
                ]
            )
        )
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(reference())
