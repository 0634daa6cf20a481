"""Hand-written code of a benchmark does the same work as framekit: both pack the bytes that they unpacked."""

from __future__ import annotations

import pytest

from bench.case import Case
from bench.hand_written import cases


@pytest.mark.parametrize("case", cases([]), ids=lambda case: case.name)
def test_both_sides_of_a_case_pack_what_they_unpacked(case: Case) -> None:
    case.check()
