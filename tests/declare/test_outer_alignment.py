"""Padding that is counted from the start of an outer frame, and from where functions of the user's count."""

from __future__ import annotations

import struct

import pytest

from framekit import (
    ConstMismatch,
    Frame,
    FrameDecoder,
    SpecError,
    align,
    array,
    bool1,
    checksum,
    data,
    derived,
    field,
    leftover_of,
    measure,
    optional,
    pad,
    this,
    u8,
    u16,
    uleb128,
)
from framekit import construct_schema as schema
from tests.kinds_alignment import AlignedBody, AlignedMessage, AlignedPoint, AlignedText
from tests.kinds_values import NamesAfter, NamesDeeper, NamesWithin


class Small(Frame):
    a: u8


def point(kind: int, name: str) -> AlignedPoint:
    return AlignedPoint(kind=kind, x=1.5, name=AlignedText(text=name))


def by_hand(start: int, kind: int, name: str) -> bytes:
    """A point that begins at an offset."""
    packed = bytes([kind])
    packed += b"\xee" * (-(start + len(packed)) % 8) + struct.pack(">d", 1.5)
    packed += bytes(-(start + len(packed)) % 4) + struct.pack(">I", len(name)) + name.encode()
    return packed


def test_padding_is_counted_from_the_nearest_frame_around_that_is_an_origin() -> None:
    items = [(2, "abc"), (3, ""), (4, "x" * 9)]
    body = b"\1\0\3"
    for kind, name in items:
        body += by_hand(len(body), kind, name)
    body += b"\0\7"
    frame = AlignedBody(a=1, points=[point(*each) for each in items], last=7)
    assert frame.pack() == body
    message = AlignedMessage(body=frame)
    assert message.size == len(body)
    packed = message.pack()
    assert packed[:-2] == b"\0\1\0" + struct.pack(">I", len(body)) + body
    assert AlignedMessage.unpack(packed) == message
    assert bytes(schema(AlignedMessage).build(message)) == packed


def test_a_frame_alone_counts_from_its_own_start_wherever_it_is_in_a_buffer() -> None:
    wire = by_hand(0, 2, "abc")
    assert point(2, "abc").pack() == wire
    assert AlignedPoint.unpack_from(b"junk!" + wire, 5) == point(2, "abc")
    assert measure(AlignedPoint, wire + b"more") == len(wire)
    assert list(AlignedPoint.iter_unpack(wire * 3)) == [point(2, "abc")] * 3
    decoder = FrameDecoder(AlignedPoint)
    found = [each for at in range(len(wire * 3)) for each in decoder.feed((wire * 3)[at : at + 1])]
    assert found == [point(2, "abc")] * 3


def test_an_error_in_the_padding_says_where() -> None:
    wire = bytearray(by_hand(0, 2, "abc"))
    wire[4] = 0
    with pytest.raises(ConstMismatch) as caught:
        AlignedPoint.unpack(bytes(wire))
    assert (caught.value.offset, caught.value.path) == (1, "_")


def test_what_has_no_size_before_the_frame_is_solved_is_refused_before_it() -> None:
    with pytest.raises(
        SpecError, match=r"Prefixed.points: the prefix of this field is a varint.* cannot determine where the padding"
    ):

        class Prefixed(Frame):
            points: list[AlignedPoint] = array(prefix=uleb128)

    with pytest.raises(SpecError, match=r"Counted.count: the size of this field depends on its value"):

        class Counted(Frame):
            count: int = derived(uleb128)
            points: list[AlignedPoint] = array(count=this.count)

    with pytest.raises(SpecError, match=r"Padded.gap: a derived field determines the size"):

        class Padded(Frame):
            count: int = derived(u8)
            gap: None = pad(this.count)
            points: list[AlignedPoint] = array(count=this.count)

    with pytest.raises(SpecError, match=r"Summed.sum: this field is a checksum that may be absent"):

        class Summed(Frame):
            flag: u8
            head: bytes = data(4)
            sum: int | None = optional(checksum(u16, "sum"), when=this.flag > 0)
            point: AlignedPoint

    with pytest.raises(SpecError, match=r"Kept.left: this field is the leftover of another one"):

        class Kept(Frame):
            size: int = derived(u8)
            part: Small = field(size=this.size, leftover="keep")
            left: bytes = leftover_of(this.part)
            point: AlignedPoint

    # What comes after it may be of any size.
    class After(Frame):
        flag: u8
        point: AlignedPoint
        head: bytes = data(prefix=uleb128)
        sum: int | None = optional(checksum(u16, "sum"), when=this.flag > 0)

    frame = After(flag=1, point=point(1, "a"), head=b"xyz")
    assert After.unpack(frame.pack()) == frame


def test_it_is_refused_where_its_place_is_not_known() -> None:
    with pytest.raises(SpecError, match=r"cannot be used in a bitwise frame"):

        class Bits(Frame, bitwise=True):
            flag: bool1
            _: None = align(4, origin="outer")

    with pytest.raises(SpecError, match=r"cannot be in an arm of an open union"):

        class Base(Frame):
            pass

        class Arm(Base, tag=1):
            point: AlignedPoint

    with pytest.raises(SpecError, match=r'expected "frame" or "outer"'):

        class Wrong(Frame):
            _: None = align(4, origin="inner")  # type: ignore[arg-type]


def test_functions_of_ones_own_count_from_a_small_frame_that_is_an_origin() -> None:
    wire = b"\0\7" + b"\1" + b"\1y\0" + b"\5"
    assert NamesAfter.unpack(wire) == NamesAfter(head=7, deeper=NamesDeeper(kind=1, inside=NamesWithin(name="y", end=5)))
    pointing = b"\7\7" + b"\0" + b"\1y\xc0\0" + b"\5"  # to the byte 0 of the inner frame, which is an empty label
    assert NamesAfter.unpack(pointing).deeper.inside.name == "y"
