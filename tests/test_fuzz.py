"""A hundred thousand random inputs: a frame comes out, or an error of ours with path and offset."""

from __future__ import annotations

import random

import pytest

from framekit import Frame, SpecError, UnpackError, measure, trace
from tests.kinds import KINDS

INPUTS = 100_000
SHARE = INPUTS // len(KINDS) + 1


def inputs(frame: type[Frame], seed: int) -> list[bytes]:
    """Random bytes of random sizes; small bytes are frequent, so that lengths and counts are often possible."""
    source = random.Random(f"{frame.__name__} {seed}")
    made = []
    for _ in range(SHARE):
        size = source.choice((0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144))
        small = source.random() < 0.7
        made.append(bytes(source.choice((0, 0, 1, 2, 3, 255)) if small else source.randrange(256) for _ in range(size)))
    return made


@pytest.mark.parametrize("frame", KINDS, ids=lambda frame: frame.__name__)
def test_random_bytes_give_frames_or_our_errors(frame: type[Frame]) -> None:
    for wire in inputs(frame, 1):
        try:
            unpacked = frame.unpack(wire)
        except UnpackError as error:
            located = error.offset is not None and 0 <= error.offset <= len(wire)
            if not located or not error.reason:
                pytest.fail(f"{wire.hex(' ')}: {error!r} lacks offset or reason: {error.offset}")
        else:
            assert frame.unpack(unpacked.pack()).pack() == unpacked.pack()
            assert trace(frame, wire).end == len(wire)
        try:
            needed = measure(frame, wire)
        except (UnpackError, SpecError):
            continue
        assert needed >= 0
