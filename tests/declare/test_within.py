"""Frames within bytes: errors say where in those bytes, nothing inflates beyond its limit, and streams are read as any others."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import pytest

from framekit import (
    Frame,
    FrameDecoder,
    InvalidLength,
    InvalidValue,
    PackError,
    SpecError,
    TrailingData,
    array,
    asdict,
    between,
    data,
    deflated,
    derived,
    f64,
    field,
    from_dict,
    i8,
    make_frame,
    mapped,
    rotated,
    text,
    this,
    u8,
    u16,
    u32,
    xor,
)
from tests.kinds_within import Buffers, Divided, Greedy, Inner, Rest, Transformed, Turned, Within


class Body(Frame):
    key: u8
    values: list[int] = array(field(u16, check=this < 1000), prefix=u8)


class Packet(Frame):
    length: int = derived(u32)
    body: Body = field(Body, within=deflated(data(this.length), limit=1000))
    more: bytes = data(prefix=u8)


def test_an_error_inside_has_its_path_and_the_offset_in_the_bytes_that_hold_it() -> None:
    held = zlib.compress(b"\1\2\0\1\xff\xff")
    wire = len(held).to_bytes(4, "big") + held + b"\0"
    with pytest.raises(InvalidValue, match=r"offset within the bytes that contain body") as caught:
        Packet.unpack(wire)
    assert (caught.value.path, caught.value.offset, caught.value.inside) == ("body.values[1]", 4, "body")
    decoder = FrameDecoder(Packet)
    good = Packet(body=Body(key=1, values=[]), more=b"")
    assert decoder.feed(good.pack() + wire) == [good]
    with pytest.raises(InvalidValue) as streamed:
        decoder.next_frame()
    assert (streamed.value.path, streamed.value.offset) == ("body.values[1]", 4)


@pytest.mark.parametrize(("inner", "error"), [(b"\1", InvalidLength), (b"\1\0\0", TrailingData), (b"\1\2\0\1", InvalidLength)])
def test_what_holds_a_frame_holds_exactly_that(inner: bytes, error: type[Exception]) -> None:
    made = make_frame("Made", {"body": (Body, field(Body, within=data(prefix=u8)))})
    with pytest.raises(error):
        made.unpack(bytes([len(inner)]) + inner)


def test_a_bomb_is_refused_before_it_fills_memory() -> None:
    made = make_frame("Bomb", {"x": (bytes, deflated(data(), limit=1 << 16))})
    bomb = zlib.compress(bytes(1 << 26))
    with pytest.raises(InvalidValue, match="inflate to more than the limit of 65536 bytes"):
        made.unpack(bomb)
    with pytest.raises(PackError, match="expected at most 65536 bytes"):
        made(x=bytes(1 + (1 << 16))).pack()


@pytest.mark.parametrize("wire", [b"", b"x", zlib.compress(b"abc")[:-1], zlib.compress(b"abc") + b"x"])
def test_what_does_not_inflate_is_refused(wire: bytes) -> None:
    with pytest.raises(InvalidValue):
        make_frame("Made", {"x": (bytes, deflated(data()))}).unpack(wire)


def test_a_frame_within_is_a_dict_in_json_and_its_fields_are_errors_with_a_path() -> None:
    packet = Packet(body=Body(key=1, values=[2]), more=b"")
    assert asdict(packet, mode="json")["body"] == {"key": 1, "values": [2]}
    assert from_dict(Packet, asdict(packet)) == packet
    with pytest.raises(PackError) as caught:
        Packet(body=Body(key=1, values=[2, 1000]), more=b"").pack()
    assert caught.value.path == "body.values[1]"
    with pytest.raises(PackError, match="expected Body"):
        Packet(body=Inner(key=1, name=""), more=b"").pack()  # type: ignore[arg-type]


def test_padding_after_a_frame_within_is_left_alone() -> None:
    wire = Within(
        ended=Inner(key=1, name="a"),
        sized=Greedy(numbers=[1]),
        counted=Inner(key=1, name=""),
        padded=Inner(key=0, name="\0"),
        rest=Greedy(numbers=[]),
    ).pack()
    assert Within.unpack(wire).padded == Inner(key=0, name="\0")


# RFC 6455, section 5.7: a masked text message that contains "Hello"
def test_a_frame_is_within_a_buffer_with_a_terminator_and_a_pad() -> None:
    wire = b"str1".ljust(20, b"@") + b"str+++bar+++@+++++++" * 2
    frame = Buffers.unpack(wire)
    assert (frame.padded.value, frame.ended.value, frame.both.value) == (b"str1", b"str+++bar+++", b"str+++bar")
    assert Buffers.unpack(frame.pack()) == frame
    with pytest.raises(PackError, match="ends with the pad b'@', which unpacking would strip"):
        Buffers(padded=Rest(value=b"a@"), ended=Rest(value=b""), both=Rest(value=b"")).pack()


def test_frames_within_bytes_are_divided_by_a_terminator() -> None:
    frame = Divided.unpack(b"\2a,b,A$B$$C")
    assert [each.value for each in frame.frames] == [b"A", b"B", b"", b"C"]
    assert frame.pack() == b"\2a,b,A$B$$C$"


def test_a_field_may_say_how_bytes_are_rotated() -> None:
    frame = Turned.unpack(b"\x04\x02\x12\x34\xab\xcd\x10\x02")
    assert (frame.body, frame.items) == (b"\x21\x43", [b"\xba\xdc", b"\x01\x20"])
    assert Turned(turn=-1, body=b"", items=[b"\x01\x80", b"\0\0"]).pack().hex() == "ff00" + "0201" + "0000"
    for declared, reason in (
        ({"n": (int, derived(u8)), "x": (bytes, data(this.n)), "b": (bytes, rotated(this.n, data(2)))}, "'?this.n'? is derived"),
        ({"n": u8, "b": (bytes, rotated(this.n, data(until=b"|")))}, "may contain the terminator"),
        ({"n": (bytes, data(2)), "b": (bytes, rotated(this.n, data(2)))}, "not an integer"),
    ):
        with pytest.raises(SpecError, match=reason):
            make_frame("Wrong", declared)


def test_websocket_masks_its_payload() -> None:
    class Masked(Frame):
        head: bytes = data(2)
        mask: bytes = data(4)
        payload: str = mapped(xor(this.mask, data(5)), unpack=bytes.decode, pack=str.encode)

    wire = bytes.fromhex("818537fa213d7f9f4d5158")
    assert Masked.unpack(wire).payload == "Hello"
    assert Masked.unpack(wire).pack() == wire


@pytest.mark.parametrize(
    "declared",
    [
        lambda: field(Body, within=u8),
        lambda: field(Body, within=text(prefix=u8)),
        lambda: field(u8, within=data(1)),
        lambda: deflated(data(prefix=u8), compression="bzip2"),  # type: ignore[arg-type]
        lambda: deflated(data(prefix=u8), limit=-1),
        lambda: deflated(text(prefix=u8)),  # type: ignore[arg-type]
        lambda: field(Body, within=data(prefix=i8, null=-1)),
        lambda: field(Greedy, within=data(8, pad=0)),
        lambda: deflated(data(prefix=i8, null=-1)),  # type: ignore[arg-type]
        lambda: xor(1, data(prefix=u8, null=0)),  # type: ignore[arg-type]
        lambda: xor(256, data(1)),
        lambda: xor(b"", data(1)),
        lambda: xor(this.nothing, data(1)),
        lambda: xor(this.x, data(until=b"|")),
        lambda: rotated(8, data(1)),
        lambda: rotated(0, data(1)),
        lambda: array(field(u8, check=this < this.y), 2),
        lambda: array(field(Body, check={1}), 2),
        lambda: field(f64, check=between(2, 1)),
        lambda: field(f64, check=between(2, "1")),
    ],
)
def test_wrong_declarations_are_refused(declared: Callable[[], object]) -> None:
    with pytest.raises(SpecError):
        make_frame("Wrong", {"y": u8, "z": (object, declared())})


def test_what_hands_over_no_bytes_is_refused_when_it_is_read() -> None:
    as_text = mapped(data(prefix=u8), unpack=lambda wire: wire.decode("latin-1"), pack=lambda word: word.encode("latin-1"))
    made = make_frame("Decoded", {"body": field(Body, within=as_text)})
    with pytest.raises(InvalidValue, match="expected bytes that contain Body, found 'ab'") as caught:
        made.unpack(b"\2ab")
    assert caught.value.path == "body"


def test_a_message_of_bytes_that_are_wrong_is_short() -> None:
    made = make_frame("Zipped", {"body": deflated(data(prefix=u32))})
    with pytest.raises(InvalidValue) as caught:
        made.unpack((1 << 16).to_bytes(4, "big") + b"\xff" * (1 << 16))
    assert len(str(caught.value)) < 1000


def test_a_frame_that_holds_itself_within_bytes_is_refused() -> None:
    with pytest.raises(SpecError, match="contains itself through within="):

        class Node(Frame):
            key: u8
            inner: Node = field(within=data(prefix=u8))

        Node(key=1)


def test_many_parts_are_read_from_a_stream_in_any_chunks() -> None:
    inner = Inner(key=3, name="x")
    greedy = Greedy(numbers=[1, 2, 3])
    frame = Transformed(small=greedy, raw=inner, masked=inner, turned=inner)
    wire = frame.pack() * 3
    decoder = FrameDecoder(Transformed)
    found = [each for at in range(len(wire)) for each in decoder.feed(wire[at : at + 1])]
    assert found == [frame] * 3
