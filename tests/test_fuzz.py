"""Hostile inputs, 100,000 in a thorough run and a share in each: a frame comes out, or an error of ours with path and offset."""

from __future__ import annotations

import pytest

from framekit import Frame, SpecError, UnpackError, measure, trace
from framekit.testing import hostile_inputs, packed_sample
from framekit.testing.laws.refusals import require_frame_or_error
from tests.kinds import KINDS
from tests.scale import scaled
from tests.specs.catalogue import ROOTS, load_roots

INPUTS, FEW_INPUTS = 100_000, 4_000
"""For all kinds together."""
PROTOCOL_INPUTS, FEW_PROTOCOL_INPUTS = 600, 60
"""For each protocol; bench/fuzz.py throws a hundred thousand."""


@pytest.mark.parametrize("frame", KINDS, ids=lambda frame: frame.__name__)
def test_hostile_bytes_give_frames_or_our_errors(frame: type[Frame]) -> None:
    count = scaled(FEW_INPUTS, INPUTS) // len(KINDS) + 1
    for index, wire in enumerate(hostile_inputs(packed_sample(frame, 40), count, frame.__name__)):
        if require_frame_or_error(frame, wire) and index % 10 == 0:
            assert trace(frame, wire).end == len(wire)
        try:
            needed = measure(frame, wire)
        except (UnpackError, SpecError):
            continue
        assert needed >= 0


@pytest.mark.parametrize("name", ROOTS)
def test_hostile_bytes_give_messages_of_a_protocol_or_our_errors(name: str) -> None:
    count = scaled(FEW_PROTOCOL_INPUTS, PROTOCOL_INPUTS)
    for frame in load_roots(name):
        for wire in hostile_inputs(packed_sample(frame, 20), count, f"{name} {frame.__name__}"):
            require_frame_or_error(frame, wire)
