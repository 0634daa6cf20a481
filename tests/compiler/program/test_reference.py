"""docs/reference/program.md defines every step, in the words of its docstring."""

from __future__ import annotations

import pytest

from tests.compiler.program.reference import GROUPS, PAGE, reference, sentence

STEPS = list(dict.fromkeys(step for _, _, steps in GROUPS for step in steps))


def test_the_page_is_what_the_docstrings_say() -> None:
    assert PAGE.read_text() == reference(), "run python -m tests.compiler.program.reference"


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_a_step_is_frozen_and_defined_in_one_sentence(step: type) -> None:
    assert issubclass(step, tuple) or step.__setattr__ is not object.__setattr__
    defined = sentence(step)
    assert defined.endswith(".")
    assert ". " not in defined.replace("e.g. ", "")
