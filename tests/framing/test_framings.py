"""Every framing: what it makes of payloads, what it refuses, and that it composes with the decoder."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from framekit import (
    Cobs,
    Delimiter,
    Frame,
    FrameDecoder,
    FrameTooLarge,
    Framing,
    Hdlc,
    InvalidLength,
    InvalidValue,
    LengthPrefix,
    PackError,
    Skipped,
    Slip,
    SpecError,
    UnpackError,
    checksum,
    data,
    f32,
    field,
    mqtt_varint,
    quic_varint,
    u8,
    u16,
    u16le,
    u24,
    u32,
    u64le,
    uleb128,
)
from framekit.testing.laws.decoding import events
from tests.decoder.streams import pieces


class Note(Frame):
    level: u8 = field(check={1, 2, 3})
    body: bytes = data()


class Checked(Frame):
    address: u8 = 0xFF
    control: u8 = 3
    body: bytes = data(3)
    fcs: int = checksum(u16le, "crc-16/ibm-sdlc")


FRAMINGS: dict[str, Framing] = {
    "u8": LengthPrefix(u8),
    "u16": LengthPrefix(u16),
    "u24": LengthPrefix(u24),
    "u64le": LengthPrefix(u64le),
    "u32 with itself": LengthPrefix(u32, includes_itself=True),
    "uleb128 with itself": LengthPrefix(uleb128, includes_itself=True),
    "uleb128": LengthPrefix(uleb128),
    "mqtt": LengthPrefix(mqtt_varint),
    "quic": LengthPrefix(quic_varint),
    "delimiter": Delimiter(b"\r\n"),
    "cobs": Cobs(),
    "slip": Slip(),
    "hdlc": Hdlc(),
    "hdlc with XON": Hdlc(b"\x11\x13"),
}
SPECIAL = b"\0\x01\x7d\x7e\xc0\xdb\xdc\xdd\xff\x11\x13\x5d\x5e"
payloads = st.binary(max_size=40) | st.lists(st.sampled_from(SPECIAL), max_size=40).map(bytes)
every_framing = pytest.mark.parametrize("framing", FRAMINGS.values(), ids=FRAMINGS)


@every_framing
@given(bodies=st.lists(payloads, max_size=4), size=st.integers(1, 30))
def test_frames_come_out_as_they_went_in(framing: Framing, bodies: list[bytes], size: int) -> None:
    if isinstance(framing, Delimiter):
        bodies = [body.replace(b"\r", b".").replace(b"\n", b".") for body in bodies]
    notes = [Note(level=1, body=body) for body in bodies]
    wire = b"".join(framing.encode(note.pack()) for note in notes)
    decoder = FrameDecoder(Note, framing=framing)
    assert [each for piece in pieces(wire, size) for each in decoder.feed(piece)] == notes
    assert decoder.trailing_data == b""


@every_framing
@given(wire=st.binary(max_size=60) | st.lists(st.sampled_from(SPECIAL), max_size=60).map(bytes), size=st.integers(1, 9))
def test_whatever_the_bytes_any_chunking_gives_the_same(framing: Framing, wire: bytes, size: int) -> None:
    for mode in ({}, {"on_error": "skip"}, {"resync": True}, {"max_frame_size": 10}):
        options: dict[str, Any] = {**mode, "framing": framing}
        assert events(FrameDecoder(Note, **options), pieces(wire, size)) == events(FrameDecoder(Note, **options), [wire])


@pytest.mark.parametrize("framing", [Cobs(), Slip(), Hdlc(), Hdlc(b"\x11\x13")], ids=["cobs", "slip", "hdlc", "hdlc with XON"])
@given(payload=payloads | st.integers(250, 520).map(lambda size: b"x" * size))
@example(payload=b"x" * 254)
@example(payload=b"x" * 254 + b"\0")
@example(payload=b"x" * 508)
def test_stuffing(framing: Any, payload: bytes) -> None:
    if not payload and not isinstance(framing, Cobs):
        return
    unit = framing.encode(payload)
    unit = unit[framing.skip_fill(unit, 0, len(unit)) :]
    assert framing.marker not in unit[:-1]
    assert framing.decode(unit) == payload
    for at in range(len(payload)):
        if payload[at] not in SPECIAL:
            assert unit[framing.place_of(unit, at)] == payload[at]


@pytest.mark.parametrize(
    ("payload", "coded"),
    [
        ("00", "01 01 00"),
        ("00 00", "01 01 01 00"),
        ("00 11 00", "01 02 11 01 00"),
        ("11 22 00 33", "03 11 22 02 33 00"),
        ("11 22 33 44", "05 11 22 33 44 00"),
        ("11 00 00 00", "02 11 01 01 01 00"),
    ],
)
def test_cobs_as_in_its_document(payload: str, coded: str) -> None:
    """The examples that Wikipedia's article on COBS works through (of the paper's encoding)."""
    assert Cobs().encode(bytes.fromhex(payload)) == bytes.fromhex(coded)
    assert Cobs().decode(bytes.fromhex(coded)) == bytes.fromhex(payload)


def test_hdlc_with_the_checksum_of_the_frame() -> None:
    frame = Checked(body=b"\x7e\x7d!")
    unit = Hdlc().encode(frame.pack())
    assert unit.startswith(b"\x7e\xff\x03\x7d\x5e\x7d\x5d!")
    decoder = FrameDecoder(Checked, framing=Hdlc(), on_error="skip")
    # flags may be shared, repeated, or stand alone; what is aborted or cut is skipped
    stream = b"\x7e\x7e" + unit[1:] + unit[1:] + b"\x7e\xff\x03\x7d\x7e" + unit
    items = decoder.feed(stream)
    assert [item for item in items if isinstance(item, Checked)] == [frame] * 3
    (aborted,) = (item for item in items if isinstance(item, Skipped))
    assert aborted.data == b"\xff\x03\x7d\x7e"
    assert "aborted" in str(aborted.error)


@pytest.mark.parametrize(
    ("framing", "unit", "error", "at"),
    [
        (Cobs(), b"\x05ab\0", InvalidValue, 0),
        (Cobs(), b"\x02a\x09\0", InvalidValue, 2),
        (Cobs(), b"\0", InvalidValue, 0),
        (Slip(), b"ab\xdbx\xc0", InvalidValue, 2),
        (Slip(), b"ab\xdb\xc0", InvalidValue, 2),
        (Hdlc(), b"ab\x7d\x7e", InvalidValue, 2),
        (Hdlc(), b"a\x7d\x7d\x5d\x7e", InvalidValue, 1),
        (Slip(), b"ab", UnpackError, 2),
        (LengthPrefix(u16, includes_itself=True), b"\0\1", InvalidLength, 0),
    ],
)
def test_what_is_no_unit_is_refused_with_its_place(framing: Framing, unit: bytes, error: type[UnpackError], at: int) -> None:
    with pytest.raises(error) as caught:
        framing.decode(unit)
    assert caught.value.offset == at


def test_an_error_in_the_frame_has_its_place_in_the_stream() -> None:
    good = Note(level=1, body=b"")
    for framing, at in ((LengthPrefix(u16), 2), (Slip(), 1), (Cobs(), 1), (Delimiter(b"\n"), 0)):
        decoder = FrameDecoder(Note, framing=framing)
        first = framing.encode(good.pack())
        assert decoder.feed(first + framing.encode(b"\x09")) == [good]
        with pytest.raises(InvalidValue) as caught:
            decoder.next_frame()
        assert (caught.value.path, caught.value.offset) == ("level", len(first) + at)


def test_a_unit_that_is_too_short_is_no_end_of_the_stream() -> None:
    class Pair(Frame):
        one: u16
        two: u16

    decoder = FrameDecoder(Pair, framing=Slip())
    good = Pair(one=1, two=2)
    assert decoder.feed(Slip().encode(good.pack()) + Slip().encode(b"\0\1\2") + Slip().encode(good.pack())) == [good]
    with pytest.raises(InvalidLength, match="in the Slip unit") as caught:
        decoder.next_frame()
    assert not caught.value.fatal
    assert decoder.next_frame() == good


def test_a_length_is_held_against_the_limit_at_once() -> None:
    decoder = FrameDecoder(Note, framing=LengthPrefix(u32), max_frame_size=100)
    with pytest.raises(FrameTooLarge) as caught:
        decoder.feed(b"\xff\xff\xff\xff")
    assert caught.value.declared == 2**32 + 3
    with pytest.raises(InvalidLength):
        FrameDecoder(Note, framing=LengthPrefix(u16, includes_itself=True)).feed(b"\0\1")


def test_a_run_of_flags_is_no_frame_that_grows() -> None:
    decoder = FrameDecoder(Note, framing=Hdlc(), max_frame_size=10)
    for _ in range(100):
        assert decoder.feed(b"\x7e" * 5) == []
    assert decoder.feed(Hdlc().encode(b"\x01!")) == [Note(level=1, body=b"!")]


def test_what_cannot_be_framed_is_refused() -> None:
    with pytest.raises(PackError) as caught:
        Delimiter(b"\r\n").encode(b"a\r\nb")
    assert caught.value.offset == 1
    with pytest.raises(PackError):
        Delimiter(b"aa").encode(b"xa")
    with pytest.raises(PackError):
        LengthPrefix(u8).encode(bytes(256))
    with pytest.raises(ValueError, match="must not be empty"):
        Delimiter(b"")
    with pytest.raises(ValueError, match="0x5e"):
        Hdlc(b"\x5e")
    for framing in (Slip(), Hdlc()):
        with pytest.raises(PackError):
            framing.encode(b"")
    with pytest.raises(SpecError):
        LengthPrefix(f32)


def test_a_framing_of_ones_own() -> None:
    class Line(Framing):
        """Lines of hexadecimal digits."""

        def encode(self, payload: bytes, /) -> bytes:
            return payload.hex().encode() + b"\n"

        def decode(self, unit: bytes, /) -> bytes:
            try:
                return bytes.fromhex(unit.decode())
            except ValueError as error:
                raise InvalidValue(str(error), offset=0) from None

        def measuring(self, buffer: bytes | bytearray, offset: int, end: int, /) -> Any:
            end = yield offset + 1  # it may ask for what is there already
            while (found := buffer.find(b"\n", offset, end)) < 0:
                end = yield end + 1
            return found + 1

        def place_of(self, unit: bytes, at: int, /) -> int:
            return 2 * at

    decoder = FrameDecoder(Note, framing=Line(), on_error="skip")
    items = decoder.feed(b"016869\nxx\n02\n")
    assert items == [Note(level=1, body=b"hi"), Skipped(7, b"xx\n", InvalidValue("")), Note(level=2, body=b"")]
