"""Every frame of the kinds and the specs in a stream: at once, byte by byte, in every split in two, cut, hostile."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from framekit import NEED_DATA, EndOfStream, Frame, FrameDecoder, TruncatedFrame
from framekit.testing import hostile_inputs, packed_sample
from framekit.testing.laws.decoding import events, shown
from tests.decoder.streams import STREAMED, pieces, stream_of
from tests.scale import scaled

SPLITS = 30
"""Number of places at which a stream is split in a usual run; a thorough one splits it at every place."""
MODES: list[dict[str, Any]] = [
    {},
    {"on_error": "skip"},
    {"resync": True},
    {"max_frame_size": 20},
    {"max_frame_size": 30, "resync": True, "max_skip": 9},
]

every_frame = pytest.mark.parametrize("frame", STREAMED, ids=lambda frame: f"{frame.__module__}.{frame.__name__}")


@every_frame
def test_any_chunking_gives_the_same_frames(frame: type[Frame]) -> None:
    frames, wire = stream_of(frame)
    whole = events(FrameDecoder(frame), [wire])
    assert [shown for shown, *_ in whole[:-1]] == list(map(shown, frames))
    assert whole[-1][0] is EndOfStream
    for size in (1, 2, 3, 7, 16):
        assert events(FrameDecoder(frame), pieces(wire, size)) == whole
    for at in range(0, len(wire) + 1, scaled(1 + len(wire) // SPLITS, 1)):
        assert events(FrameDecoder(frame), [wire[:at], wire[at:]]) == whole


@every_frame
def test_batches_are_what_single_frames_are(frame: type[Frame]) -> None:
    frames, wire = stream_of(frame)
    for size in (1, 5, len(wire)):
        decoder = FrameDecoder(frame)
        fed = [each for piece in pieces(wire, size) for each in decoder.feed(piece)]
        assert list(map(repr, fed)) == list(map(repr, frames))
        assert decoder.trailing_data == b""


@every_frame
def test_frames_that_are_received_with_their_places_are_where_single_frames_are(frame: type[Frame]) -> None:
    frames, wire = stream_of(frame)
    for mode in ({}, {"resync": True}):
        for size in (5, len(wire)):
            decoder: FrameDecoder[Any] = FrameDecoder(frame, **mode)
            found: list[tuple[Any, int]] = []
            for piece in pieces(wire, size):
                start, quick = decoder.receive_frames(piece)
                found += [(each, start + behind) for each, behind in quick]
                while (item := decoder.next_frame()) is not NEED_DATA:
                    found.append((item, decoder.offset))
            ends = list(itertools.accumulate(len(each.pack()) for each in frames))
            assert [(shown(each), end) for each, end in found] == list(zip(map(shown, frames), ends, strict=True))


@every_frame
def test_the_beginning_of_a_frame_is_kept_and_its_end_told(frame: type[Frame]) -> None:
    _, wire = stream_of(frame, 2)
    last = packed_sample(frame, 10)[-1]
    for at in range(1, len(last), 1 + len(last) // 40):
        decoder = FrameDecoder(frame)
        events(decoder, [wire, last[:at]], ended=False)
        assert decoder.trailing_data == last[:at]
        assert decoder.offset == len(wire)
        assert 0 < decoder.bytes_needed <= len(last) - at
        decoder.receive_eof()
        with pytest.raises(TruncatedFrame) as caught:
            decoder.next_frame()
        assert caught.value.offset is not None
        assert len(wire) <= caught.value.offset <= len(wire) + at
        with pytest.raises(TruncatedFrame):
            decoder.next_frame()


@every_frame
def test_any_chunking_of_hostile_bytes_gives_the_same(frame: type[Frame]) -> None:
    good = packed_sample(frame, 10)
    for index, wire in enumerate(hostile_inputs(good, scaled(3, 15), frame.__name__, longest=200)):
        if index % 2:
            wire = good[index % len(good)][:300] + wire + good[-index % len(good)][:300]
        for mode in MODES:
            whole = events(FrameDecoder(frame, **mode), [wire])
            for size in (1, 6):
                assert events(FrameDecoder(frame, **mode), pieces(wire, size)) == whole, wire.hex()
