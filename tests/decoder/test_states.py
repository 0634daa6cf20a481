"""What a decoder is doing has a name."""

from __future__ import annotations

import pytest

from framekit import DecoderState, Frame, FrameDecoder, UnpackError, const, data, field, u8, u16


class Report(Frame):
    sync: int = const(0xAA, u8)
    level: u8 = field(check=range(4))
    body: bytes = data(prefix=u16)


GOOD = Report(level=1, body=b"ab").pack()
BAD = b"\xaa\x09\x00\x02ab"


def test_a_decoder_is_ready_gathers_and_ends() -> None:
    decoder = FrameDecoder(Report)
    assert decoder.state is DecoderState.READY
    assert decoder.feed(GOOD + GOOD[:4]) == [Report(level=1, body=b"ab")]
    assert decoder.state is DecoderState.GATHERING
    decoder.feed(GOOD[4:])
    assert decoder.state is DecoderState.READY
    decoder.receive_eof()
    assert decoder.state is DecoderState.ENDED


def test_an_error_after_a_good_frame_is_held() -> None:
    decoder = FrameDecoder(Report)
    decoder.feed(GOOD + BAD)
    assert decoder.state is DecoderState.HOLDING
    with pytest.raises(UnpackError):
        decoder.next_frame()
    assert decoder.state is DecoderState.READY


def test_the_rest_of_a_wrong_frame_is_passed() -> None:
    decoder = FrameDecoder(Report)
    with pytest.raises(UnpackError):
        decoder.feed(BAD[:5])
    assert decoder.state is DecoderState.PASSING
    assert decoder.feed(BAD[5:] + GOOD) == [Report(level=1, body=b"ab")]


def test_a_decoder_that_resynchronises_searches() -> None:
    decoder = FrameDecoder(Report, resync=True)
    decoder.feed(b"noise")
    assert decoder.state is DecoderState.SEARCHING


def test_a_detached_decoder_is_broken() -> None:
    decoder = FrameDecoder(Report)
    decoder.detach()
    assert decoder.state is DecoderState.BROKEN
