"""Real captures against what an independent dissector says: where each unit ends, in which packet, and what its fields hold."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from framekit import Protocol
from tests.capture.truth import CAPTURES, CASES, GOLDEN, HEADS_ONLY, NOT_MODELLED, as_golden, compare, frames_of, units_of

needs_captures = pytest.mark.skipif(not CAPTURES.is_dir(), reason="the captures are not here")


@needs_captures
@pytest.mark.parametrize(("name", "word", "protocol", "options"), CASES, ids=lambda each: each if isinstance(each, str) else "")
def test_every_unit_is_found_in_its_packet_and_no_value_is_wrong(
    name: str, word: str, protocol: Protocol | list[Protocol], options: dict[str, Any]
) -> None:
    frames, others = frames_of(name, protocol, options)
    units = units_of(name, word)
    heads = word in HEADS_ONLY
    ours = Counter((each.packets[-1], 0 if heads else each.size) for each in frames)
    theirs = Counter((each.packet, 0 if heads else each.size) for each in units)
    missing, reason = NOT_MODELLED.get(name, (0, ""))
    shown = f"not found: {theirs - ours}; not in the truth: {ours - theirs}; {[each.reason for each in others][:5]}"
    assert (theirs - ours).total() == missing, shown
    assert reason or ours == theirs, shown
    score = compare(units, frames, heads=heads)
    assert not score.wrong, score.wrong[:5]
    assert as_golden(score) == json.loads(GOLDEN.read_text())[name]
