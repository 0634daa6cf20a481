"""Makes docs/reference/program.md of the docstrings of the steps: `python -m tests.compiler.program.reference` writes it."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any, get_args

from framekit.compiler.program import measuring_steps, operands, reading_steps, shared_steps, show, writing_pieces, writing_steps

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "program.md"
HEAD = """# The program of a frame

A frame is lowered once to three lists of steps: they read it, find its end, and write it. A frame that does not show its own
end has no list to find it, and a frame whose byte order a field chooses has a program for each order. All that is decided
about order is decided there: when a `size=` starts and stops to bind, which derived field is solved when, where a bound, a
check or a checksum is looked at. The generated codec prints these steps as Python. `show_program(F)` and `framekit show
--program` list them.

A step leaves its result in a *place*, named after the field: `length`, `body.stop`. `frame.x` is an attribute of the instance. A
word after the name says what is held about the field:

| word | what it is |
| --- | --- |
| `extent`, `size`, `stop` | its length or count, the size of a bounded part, and where that part ends |
| `tag`, `arm0`, `arm1`, … | the tag of a choice, and what each arm makes |
| `item`, `each`, `items`, `parts` | an item that is read, an item that is written, the list, and the bytes of its items |
| `bits` | the number that bit fields share |
| `at`, `behind`, `begin` | where it begins and ends, for a checksum or a second look |
| `checked`, `value`, `opened` | the value that is being checked or written, and the instance of a small frame |

`offset` is where reading has come to, and
`end` the end of the bytes that the frame, or the bounded part, may take.
"""
SHARED = (*get_args(reading_steps.ReadStep), *get_args(writing_steps.WriteStep))
GROUPS = [
    ("Steps of reading and writing", shared_steps.__name__, SHARED),
    ("Steps that read", reading_steps.__name__, get_args(reading_steps.ReadStep)),
    ("How an array ends", reading_steps.__name__, get_args(reading_steps.Ending)),
    ("Steps that find the end", measuring_steps.__name__, get_args(measuring_steps.MeasureStep)),
    ("Steps that write", writing_steps.__name__, get_args(writing_steps.WriteStep)),
    ("Pieces of a frame", writing_pieces.__name__, get_args(writing_pieces.Piece)),
    ("What struct takes", writing_pieces.__name__, get_args(writing_pieces.Argument)),
    ("Operands of formulas", operands.__name__, get_args(operands.Operand)),
]


NO_STEPS = {"How an array ends", "Pieces of a frame", "What struct takes", "Operands of formulas"}


def sentence(step: type[Any]) -> str:
    """The sentence that defines a step."""
    return (inspect.getdoc(step) or "").split("\n\n")[0].replace("\n", " ")


def reference() -> str:
    """The page."""
    parts = [HEAD]
    for title, module, steps in GROUPS:
        own = [step for step in dict.fromkeys(steps) if step.__module__ == module]
        rows = [f"| {show.words(step.__name__)} | {sentence(step)} |" for step in own]
        parts.append(
            "\n".join(
                [
                    f"## {title}",
                    "",
                    "| name | what it is |" if title in NO_STEPS else "| step | what it does |",
                    "| --- | --- |",
                    *rows,
                    "",
                ]
            )
        )
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(reference())
