"""The program and the Python source of a frame for each kind, so that a change of either shows as a diff.

`python -m tests.compiler.golden` writes the files anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from framekit import Frame, codec_source, show_program
from framekit.declare.declaration import spec_of
from framekit.spec.kinds import Kind
from framekit.spec.structure import walk
from tests.kinds import KINDS

FOLDER = Path(__file__).parent


def examples() -> dict[str, type[Frame]]:
    """For each kind, the frame of tests/kinds*.py with the fewest fields that holds it."""
    found: dict[str, type[Frame]] = {}
    for kind in get_args(Kind):
        holding = [each for each in KINDS if any(isinstance(part, kind) for part in parts_of(each))]
        found[kind.__name__.lower()] = min(holding, key=lambda each: (len(spec_of(each).fields), each.__name__))
    return found


def parts_of(frame: type[Frame]) -> list[Kind]:
    """The kinds of the fields of a frame, and those inside them."""
    return [part for field in spec_of(frame).fields for part in walk(field.kind)]


def golden(frame: type[Frame]) -> str:
    """The content of the file of a frame."""
    return f"{show_program(frame)}\n{codec_source(frame)}"
