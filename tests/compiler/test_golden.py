"""The program and the source of a frame for each kind are what the golden files show."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import Frame, FrameDecoder, FrameTooLarge
from framekit.testing import check_all
from tests.compiler.golden import FOLDER, FUSED, examples, golden

EXAMPLES = examples()


@pytest.mark.parametrize(("kind", "frame"), EXAMPLES.items(), ids=EXAMPLES)
def test_the_program_and_the_source_are_as_recorded(kind: str, frame: type[Frame]) -> None:
    assert golden(frame) == (FOLDER / f"{kind}.txt").read_text(), "run python -m tests.compiler.golden, and look at the diff"


def test_there_is_no_file_without_a_kind() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(EXAMPLES)


@pytest.mark.parametrize("frame", FUSED.values(), ids=FUSED)
def test_frames_that_passes_change_keep_the_laws(frame: type[Frame]) -> None:
    check_all(frame)


def test_a_frame_that_is_read_ahead_stops_at_the_limit_and_at_what_is_wrong() -> None:
    message: Any = FUSED["read_ahead"]
    good = [message(kind=number, body=bytes(number)).pack() for number in (0, 3, 255, 7)]
    wire = b"".join(good)
    assert [each.kind for each in FrameDecoder(message).feed(wire)] == [0, 3, 255, 7]
    assert len(FrameDecoder(message).feed(b"".join(good[:2]) + b"XX" + good[1][2:])) == 2
    long = message(kind=9, body=bytes(300)).pack()
    assert [len(each.body) for each in FrameDecoder(message).feed(long + wire + long)] == [300, 0, 3, 255, 7, 300]
    decoder = FrameDecoder(message, max_frame_size=259)
    assert len(decoder.feed(wire)) == 2
    with pytest.raises(FrameTooLarge):
        decoder.next_frame()
