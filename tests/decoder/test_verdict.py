"""What the codec says of the first bytes of a frame stays true when more come."""

from __future__ import annotations

import pytest

from framekit import Frame, array, u8, u16, u32
from framekit.compiler.codec import codec_of
from framekit.declare.declaration import spec_of
from framekit.decoder.verdict import verdict


class Pair(Frame):
    a: u8
    b: u16


class Lists(Frame):
    lists: list[list[Pair]] = array(array(Pair, size_prefix=u8), until=b"\xff\xff")
    next: u8


class Kept(Frame):
    lists: list[list[Pair]] = array(array(Pair, size_prefix=u8), until=b"\xff\xff\xff", consume=False)
    next: u32


class Outer(Frame):
    number: u8
    inner: Lists


PAIRS = [[], [Pair(a=255, b=0xFFFF)], [Pair(a=1, b=2), Pair(a=3, b=4)]]
FRAMES = [Lists(lists=PAIRS, next=0), Kept(lists=PAIRS, next=0xFFFFFF07), Outer(number=255, inner=Lists(lists=PAIRS, next=255))]


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: type(frame).__name__)
def test_no_beginning_of_a_good_frame_is_refused(frame: Frame) -> None:
    codec, wire = codec_of(spec_of(type(frame))), frame.pack()
    assert verdict(codec, wire, 1000).size == len(wire)
    for end in range(1, len(wire)):
        assert verdict(codec, wire[:end], 1000) == (0, 0), wire[:end].hex()


def test_what_is_wrong_is_known_once_the_marker_has_come_or_can_not() -> None:
    codec = codec_of(spec_of(Lists))
    assert verdict(codec, bytes([4, 0]), 1000) == (0, 0)
    assert verdict(codec, bytes([4, 0, 0]), 1000) == (0, 1)
