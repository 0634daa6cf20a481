"""Hostile inputs, a hundred thousand in each run of the tests: a frame comes out, or an error of ours with path and offset."""

from __future__ import annotations

import pytest

from framekit import Frame, SpecError, UnpackError, measure, trace
from tests.hostile import good_frames, hostile_inputs, must_be_a_frame_or_refused
from tests.kinds import KINDS

INPUTS = 100_000
SHARE = INPUTS // len(KINDS) + 1


@pytest.mark.parametrize("frame", KINDS, ids=lambda frame: frame.__name__)
def test_hostile_bytes_give_frames_or_our_errors(frame: type[Frame]) -> None:
    for index, wire in enumerate(hostile_inputs(good_frames(frame), SHARE, frame.__name__)):
        if must_be_a_frame_or_refused(frame, wire) and index % 10 == 0:
            assert trace(frame, wire).end == len(wire)
        try:
            needed = measure(frame, wire)
        except (UnpackError, SpecError):
            continue
        assert needed >= 0
