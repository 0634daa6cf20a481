"""Hostile inputs, a hundred thousand in each run of the tests: a frame comes out, or an error of ours with path and offset."""

from __future__ import annotations

import pytest

from framekit import Frame, SpecError, UnpackError, measure, trace
from framekit.testing import hostile_inputs, packed_sample
from framekit.testing.laws.refusals import require_frame_or_error
from tests.kinds import KINDS
from tests.specs.catalogue import ROOTS, load_roots

INPUTS = 100_000
SHARE = INPUTS // len(KINDS) + 1
PROTOCOL_INPUTS = 600
"""For each protocol in a run of the tests; bench/fuzz.py throws a hundred thousand."""


@pytest.mark.parametrize("frame", KINDS, ids=lambda frame: frame.__name__)
def test_hostile_bytes_give_frames_or_our_errors(frame: type[Frame]) -> None:
    for index, wire in enumerate(hostile_inputs(packed_sample(frame, 40), SHARE, frame.__name__)):
        if require_frame_or_error(frame, wire) and index % 10 == 0:
            assert trace(frame, wire).end == len(wire)
        try:
            needed = measure(frame, wire)
        except (UnpackError, SpecError):
            continue
        assert needed >= 0


@pytest.mark.parametrize("name", ROOTS)
def test_hostile_bytes_give_messages_of_a_protocol_or_our_errors(name: str) -> None:
    for frame in load_roots(name):
        for wire in hostile_inputs(packed_sample(frame, 20), PROTOCOL_INPUTS, f"{name} {frame.__name__}"):
            require_frame_or_error(frame, wire)
