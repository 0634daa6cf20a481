"""A bitwise frame begins its fields at any bit, alone and inside a frame of bytes, and says of a fault at which bit it is."""

from __future__ import annotations

from typing import Any

import pytest

from bench.protocols.ais import PositionReport
from framekit import (
    ConstMismatch,
    Frame,
    FrameDecoder,
    PackError,
    SpecError,
    TrailingData,
    TruncatedFrame,
    UnpackError,
    align,
    array,
    asdict,
    bool8,
    byteorder_by,
    checksum,
    const,
    custom,
    data,
    f32,
    field,
    layout,
    leftover_of,
    make_frame,
    measure,
    optional,
    pad,
    peek,
    switch,
    text,
    text_int,
    this,
    timestamp,
    trace,
    u1,
    u2,
    u3,
    u4,
    u5,
    u6,
    u8,
    u12,
    u16,
    u16le,
    uleb128,
    unknown,
)
from tests.kinds_bitwise import Bitwise, BitwiseLowest, BitwisePoint, BitwiseTree


def test_a_message_of_ships_is_read_as_published() -> None:
    """An example in Eric S. Raymond's "AIVDM/AIVDO protocol decoding", which gives its values. A character encodes six bits."""
    sixes = (ord(each) - 48 - (8 if ord(each) > 87 else 0) for each in "177KQJ5000G?tO`K>RA1wUbN0TKH")
    wire = int("".join(f"{six:06b}" for six in sixes), 2).to_bytes(21, "big")
    report = PositionReport.unpack(wire)
    assert (report.mmsi, report.status, report.speed, report.course, report.heading) == (477553000, 5, 0.0, 510, 181)
    assert (report.longitude / 600_000, report.latitude / 600_000) == pytest.approx((-122.345833, 47.582833))
    assert (report.second, report.radio) == (15, 149208)
    assert report.pack() == wire


def test_what_was_read_moves_what_follows() -> None:
    known = Bitwise(known=True, precise=5, notes=[1, 2, 3])
    assert known.pack() == int("1" + f"{5:027b}" + "011" + "00001" + "00010" + "00011" + "00", 2).to_bytes(6, "big")
    assert Bitwise(known=False, notes=[31]).pack() == bytes([0b0_001_1111, 0b1_0000000])


def test_the_bits_that_fill_the_last_byte_are_zero_when_packed_and_ignored_when_read() -> None:
    assert Bitwise.unpack(bytes([0b0_001_1111, 0b1_1010101])) == Bitwise(known=False, notes=[31])
    with pytest.raises(TrailingData):
        Bitwise.unpack(bytes([0b0_001_1111, 0b1_0000000, 0]))


def test_the_lowest_bit_may_come_first() -> None:
    frame = BitwiseLowest(count=1, items=[-2], number=0x1234, flag=True)
    digits = "100" + "01111" + f"{0x1234:016b}"[::-1] + "1" + f"{0x0F:08b}"[::-1]
    assert frame.pack() == bytes(int(digits[at : at + 8][::-1], 2) for at in range(0, len(digits), 8))


def test_inside_a_frame_of_bytes_it_begins_and_ends_on_a_byte() -> None:
    holder = make_frame("Holder", {"points": (list[Any], array(BitwisePoint, prefix=u8)), "last": u8})
    wire = b"\2" + bytes([0b0000011_0]) + bytes([0b0000100_1, 0b1111_0000]) + b"\x77"
    frame = holder.unpack(wire)
    assert frame == holder(points=[BitwisePoint(x=3), BitwisePoint(x=4, y=-1)], last=0x77)
    assert frame.pack() == wire


def test_it_is_measured_and_decoded_in_any_chunks() -> None:
    frames = [Bitwise(known=True, precise=1 << 26, notes=[]), Bitwise(known=False, notes=[1] * 7), Bitwise(known=False, notes=[])]
    wire = b"".join(each.pack() for each in frames)
    assert [measure(Bitwise, wire[:size]) for size in (0, 1, 3, 4)] == [1, 4, 4, 4]
    for size in range(1, 5):
        decoder = FrameDecoder(Bitwise)
        assert [each for at in range(0, len(wire), size) for each in decoder.feed(wire[at : at + size])] == frames


def test_errors_name_the_byte_and_the_bit() -> None:
    with pytest.raises(TruncatedFrame, match=r"expected 27 bits for u27, only 15 bits left \(at bit 1 of the byte\)") as short:
        Bitwise.unpack(b"\x80\0")
    assert (short.value.path, short.value.offset, short.value.needed) == ("precise", 0, 2)
    with pytest.raises(PackError, match="cannot write 32 as u5") as many:
        Bitwise(known=True, precise=0, notes=[1, 32]).pack()
    assert (many.value.path, many.value.offset) == ("notes[1]", 4)
    made = make_frame("Made", {"before": u16, "body": make_frame("Body", {"x": u6, "y": (int, const(5, u3))}, bitwise=True)})
    with pytest.raises(ConstMismatch, match=r"\(at bit 6 of the byte\)") as wrong:
        made.unpack(b"\0\0\xfc\0")
    assert (wrong.value.path, wrong.value.offset) == ("body.y", 2)


def test_spans_tile_the_bytes_and_places_say_which_are_shared() -> None:
    frame = Bitwise(known=True, precise=5, notes=[1])
    record = trace(Bitwise, frame.pack())
    assert [(each.path, each.first, each.end) for each in record] == [
        ("known", 0, 1),
        ("precise", 0, 4),
        ("count(notes)", 3, 4),
        ("notes[0]", 3, 5),
    ]
    assert b"".join(each.wire for each in record) == frame.pack()
    assert asdict(frame, mode="json", places=True)["notes"] == {"value": [1], "offset": 3, "size": 2}


def test_the_layout_is_known_up_to_the_first_field_that_moves() -> None:
    made = make_frame("Made", {"a": u3, "b": u12, "c": (int, optional(u4, when=this.a == 1)), "d": u1}, bitwise=True)
    assert [(each.path, each.offset, each.size, each.bits) for each in layout(made)] == [
        ("a", 0, 1, (0, 3)),
        ("b", 0, 2, (3, 12)),
        ("c", 1, None, None),
        ("d", None, None, None),
    ]


def test_many_small_frames_take_time_in_proportion_to_their_bytes() -> None:
    """Of each frame, only its own bytes are looked at: with 10,000 of them, anything else would show."""
    tiny = make_frame("Tiny", {"n": u2, "items": (list[int], array(u6, this.n, limit=3))}, bitwise=True)
    holder = make_frame("Holder", {"items": (list[Any], array(tiny, prefix=u16))})
    wire = (10_000).to_bytes(2, "big") + bytes(10_000)
    assert len(holder.unpack(wire).items) == 10_000
    assert len(trace(holder, wire).frame.items) == 10_000


def test_a_frame_without_a_bound_is_measured_and_the_bytes_after_it_are_left() -> None:
    tree = BitwiseTree(label=1, branches=[BitwiseTree(label=7, branches=[])])
    assert BitwiseTree.unpack_from(tree.pack() + b"\xff" * 1000) == tree
    assert trace(BitwiseTree, tree.pack() + b"").frame == tree


def test_a_search_for_a_frame_without_a_bound_ends_at_the_bytes_that_have_come() -> None:
    tree = BitwiseTree(label=1, branches=[BitwiseTree(label=7, branches=[])])
    decoder = FrameDecoder(BitwiseTree, resync=True)
    data = b"\xff" * 5 + tree.pack() * 40
    found = [each for at in range(len(data)) for each in decoder.feed(data[at : at + 1])]
    assert tree in found


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        (f32, "takes whole bytes"),
        (bool8, "takes whole bytes"),
        (uleb128, "takes whole bytes"),
        (text_int(3), "takes whole bytes"),
        (u16le, "write u16"),
        (data(), "goes on to the end of the bytes"),
        (array(u4), "goes on to the end of the bytes"),
        (optional(u4), "goes on to the end of the bytes"),
        (data(until=b"\0"), "applies to whole bytes"),
        (data(4, pad=0), "applies to whole bytes"),
        (array(u4, until=b"\0"), "expected an expression"),
        (array(u4, 2, size=1), "count whole bytes"),
        (checksum(u8, "sum"), "covers whole bytes"),
        (custom(lambda buffer, offset, end: (0, offset), lambda value: b""), "takes? whole bytes"),
        (switch(this.a, {1: u8}, otherwise=unknown()), "goes on to the end"),
        (leftover_of(this.a), "whole"),
        (peek(u3, ahead=1), "leave out ahead="),
        (pad(1, fill=0x20), "all 0 or all 1"),
        (align(4, fill=3), "all 0 or all 1"),
        (field(make_frame("Whole", {"x": u8})), "declare it with bitwise=True"),
        (field(BitwiseLowest), "different bitorder="),
        (timestamp(u16le), "write u16"),
    ],
)
def test_what_needs_whole_bytes_is_refused(declared: Any, reason: str) -> None:
    with pytest.raises(SpecError, match=reason):
        make_frame("Wrong", {"a": u5, "x": declared}, bitwise=True)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"byteorder": "little"}, "bitorder="),
        ({"byteorder": byteorder_by(this.a, big=1, little=2)}, "bitorder="),
        ({"size": this.a}, "counts whole bytes"),
        ({"base": make_frame("Base", {"x": u8})}, "cannot inherit"),
    ],
)
def test_options_that_need_whole_bytes_are_refused(options: dict[str, Any], reason: str) -> None:
    with pytest.raises(SpecError, match=reason):
        make_frame("Wrong", {"a": u8}, bitwise=True, **options)


def test_a_subclass_goes_on_at_the_next_bit() -> None:
    base = make_frame("Base", {"a": u3}, bitwise=True)
    made = make_frame("Made", {"b": u5, "name": (str, text(1))}, base=base)
    assert made(a=7, b=0, name="A").pack() == b"\xe0A"


class Grove(Frame, max_depth=30):
    """Holds a bitwise frame that may hold itself, and allows more depth than that does alone."""

    tree: BitwiseTree
    last: u8


def tree_of_depth(depth: int) -> BitwiseTree:
    return BitwiseTree(label=depth & 7, branches=[tree_of_depth(depth - 1)] if depth > 1 else [])


def test_the_depth_of_bitwise_frames_inside_is_that_of_the_outermost_frame() -> None:
    grove = Grove(tree=tree_of_depth(30), last=7)
    assert Grove.unpack(grove.pack()) == grove
    assert measure(Grove, grove.pack()) == len(grove.pack())
    assert FrameDecoder(Grove).feed(grove.pack()) == [grove]
    deep = int("00101" * 40, 2).to_bytes(25, "big")  # each holds one more
    with pytest.raises(UnpackError, match="exceeds the limit of 30"):
        Grove.unpack(deep)
    with pytest.raises(UnpackError, match="exceeds the limit of 8"):
        BitwiseTree.unpack(deep)
