"""Real captures against what an independent dissector says: where each unit ends, in which packet, and what its fields hold."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from tests.capture.truth.case import CAPTURES, Case
from tests.capture.truth.cases import PROTOCOLS, cases_of, golden_file
from tests.capture.truth.comparing import as_golden, compare, frames_of
from tests.capture.truth.units import units_of

needs_captures = pytest.mark.skipif(not CAPTURES.is_dir(), reason="the captures are not here")
ALL = [pytest.param(name, case, id=f"{name}-{case}") for name in PROTOCOLS for case in cases_of(name)]


@needs_captures
@pytest.mark.parametrize(("protocol", "case"), ALL)
def test_every_unit_is_found_in_its_packet_and_no_value_is_wrong(protocol: str, case: Case) -> None:
    frames, others = frames_of(case)
    units = units_of(case)
    heads = case.rules.heads_only
    ours = Counter((each.packets[-1], 0 if heads else each.size) for each in frames)
    theirs = Counter((each.packet, 0 if heads else each.size) for each in units)
    shown = f"not found: {theirs - ours}; not in the truth: {ours - theirs}; {[each.reason for each in others][:5]}"
    assert (theirs - ours).total() == case.not_found, shown
    assert case.reason or ours == theirs, shown
    score = compare(units, frames, case.rules)
    assert not score.wrong, score.wrong[:5]
    assert as_golden(score) == json.loads(golden_file(protocol).read_text())[case.capture]
