"""The program and the source of a frame for each kind are what the golden files show."""

from __future__ import annotations

import pytest

from framekit import Frame
from tests.compiler.golden import FOLDER, examples, golden

EXAMPLES = examples()


@pytest.mark.parametrize(("kind", "frame"), EXAMPLES.items(), ids=EXAMPLES)
def test_the_program_and_the_source_are_as_recorded(kind: str, frame: type[Frame]) -> None:
    assert golden(frame) == (FOLDER / f"{kind}.txt").read_text(), "run python -m tests.compiler.golden, and look at the diff"


def test_there_is_no_file_without_a_kind() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(EXAMPLES)
