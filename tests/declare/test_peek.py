"""A value that looks ahead is what is there, within the frame, and nothing else can be packed."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import (
    FrameDecoder,
    InvalidLength,
    PackError,
    SpecError,
    TruncatedFrame,
    array,
    data,
    make_frame,
    peek,
    text,
    trace,
    u4,
    u8,
    u16,
)
from framekit.testing.laws.decoding import events
from tests.kinds_peek import Peeked, PeekedShort


def test_it_takes_no_bytes_and_is_read_in_any_chunks() -> None:
    frame = Peeked(mark=200, head=1, value=b"\5\310", rest=b"ab")
    with pytest.raises(PackError, match=r"expected 02 as written 3 bytes ahead, found c8") as caught:
        Peeked(mark=200, head=1, value=b"\5\2", rest=b"ab").pack()
    assert (caught.value.path, caught.value.offset) == ("mark", 3)
    wire = frame.pack()
    assert (wire, Peeked.unpack(wire)) == (b"\0\1\5\310\2ab", frame)
    decoder = FrameDecoder(Peeked)
    assert [each for at in range(2 * len(wire)) for each in decoder.feed((wire * 2)[at : at + 1])] == [frame, frame]
    assert [span.path for span in trace(Peeked, wire).spans] == ["head", "value", "len(rest)", "rest"]


def test_it_looks_no_further_than_the_bytes_and_the_frame() -> None:
    with pytest.raises(TruncatedFrame):
        Peeked.unpack(b"\0\1\5")
    made = make_frame("Made", {"mark": (int, peek(u8, ahead=1)), "x": u8})
    with pytest.raises(PackError, match="expected nothing as written"):
        made(mark=1, x=1).pack()


def test_a_short_frame_looks_at_no_byte_of_the_next() -> None:
    assert PeekedShort.unpack(b"\1\2\3") == PeekedShort(mark=3, kind=1, value=b"\2\3")
    for wire in (b"\7\x55\x55", b"\7\x55\x55\x55\x55"):
        with pytest.raises(
            InvalidLength, match=r"expected 3 bytes for .*, only 2 bytes left before the end of the frame"
        ) as caught:
            PeekedShort.unpack_from(wire)
        assert (caught.value.path, caught.value.offset) == ("mark", 0)
    wire = b"\1\2\3" + b"\7\x55" + b"\1\2\3"
    whole = events(FrameDecoder(PeekedShort), [wire])
    assert len(whole) > 1
    for size in range(1, 8):
        assert events(FrameDecoder(PeekedShort), [wire[at : at + size] for at in range(0, len(wire), size)]) == whole


@pytest.mark.parametrize(
    "declared",
    [
        peek(u8, ahead=-1),
        peek(u8, ahead=1.5),  # type: ignore[arg-type]
        peek(u4),
        peek(data()),
        peek(text(prefix=u8)),
        peek(array(u8, 2)),
        peek(Peeked),
        array(peek(u8), 2),
    ],
)
def test_it_looks_at_one_value_of_a_fixed_size(declared: Any) -> None:
    with pytest.raises(SpecError):
        make_frame("Wrong", {"x": (object, declared), "y": u16})
