"""A stream does not wait for what need not come: wrong constants, false starts, silent lines, noise."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import (
    NEED_DATA,
    Cobs,
    ConstMismatch,
    Delimiter,
    EndOfStream,
    Frame,
    FrameDecoder,
    FrameTooLarge,
    Framing,
    Hdlc,
    InvalidValue,
    LengthPrefix,
    PackError,
    Skipped,
    Slip,
    TruncatedFrame,
    array,
    checksum,
    const,
    custom,
    data,
    derived,
    field,
    switch,
    text,
    this,
    u8,
    u16,
    u32,
)
from framekit.testing.laws.decoding import events
from tests.decoder.streams import pieces

HTTP = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


class Tagged(Frame):
    magic: bytes = const(b"FK")
    kind: u8
    length: int = derived(u16)
    body: bytes = data(this.length)


class Checked(Frame):
    length: int = derived(u16)
    magic: bytes = const(b"FK")
    kind: u8 = field(check=this < 4)
    body: bytes = data(this.length)


@pytest.mark.parametrize(
    ("frame", "wire", "kind", "offset"),
    [
        (Tagged, HTTP, ConstMismatch, 0),
        (Tagged, b"FX\1", ConstMismatch, 0),
        (Checked, b"\xff\xffFX", ConstMismatch, 2),
        (Checked, b"\xff\xffFK\7", InvalidValue, 4),
    ],
)
def test_a_wrong_constant_or_check_is_an_error_as_soon_as_its_bytes_are_there(
    frame: type[Frame], wire: bytes, kind: type[Exception], offset: int
) -> None:
    wire = wire.ljust(5, b"\xff")
    whole = events(FrameDecoder(frame), [wire])
    assert (whole[0][0], whole[0][2]) == (kind, offset)
    assert events(FrameDecoder(frame), pieces(wire, 1)) == whole
    decoder = FrameDecoder(frame)
    decoder.receive_data(wire)
    with pytest.raises(kind):
        decoder.next_frame()
    assert decoder.next_frame() is NEED_DATA


def test_what_follows_a_frame_that_was_refused_early_is_read_once_its_rest_has_come() -> None:
    bad = bytearray(Checked(kind=1, body=bytes(300)).pack())
    bad[3] = 0
    good = Checked(kind=1, body=b"ab")
    wire = bytes(bad) + good.pack()
    whole = events(FrameDecoder(Checked), [wire])
    assert [event[0] for event in whole[:1]] == [ConstMismatch]
    for size in (1, 3, 100, 304):
        assert events(FrameDecoder(Checked), pieces(wire, size)) == whole
    decoder = FrameDecoder(Checked)
    with pytest.raises(ConstMismatch):
        decoder.feed(wire[:10])
    assert decoder.bytes_needed == len(bad) - 10
    assert decoder.trailing_data == b""
    assert decoder.feed(wire[10:]) == [good]


def test_a_stream_that_ends_within_a_frame_that_was_refused_says_so() -> None:
    for size in (1, 4, 99):
        decoder = FrameDecoder(Checked)
        seen = events(decoder, pieces(b"\1\0FX" + bytes(9), size))
        assert [event[0] for event in seen] == [ConstMismatch, TruncatedFrame]
        assert seen[1][2] == 13


def test_a_constant_behind_a_length_prefix_is_looked_at_early_too() -> None:
    decoder = FrameDecoder(Tagged, framing=LengthPrefix(u16))
    with pytest.raises(ConstMismatch) as caught:
        decoder.feed(b"\xff\xffGE")
    assert caught.value.offset == 2


class Inner(Frame):
    length: int = derived(u16)
    kind: u8 = field(check={1, 0x41})
    body: bytes = data(this.length)
    crc: int = checksum(u32, "crc32")


class Nested(Frame):
    sync: int = const(0xAA, u8)
    inner: Inner


class Armed(Frame):
    sync: int = const(0xAA, u8)
    tag: int = derived(u8)
    size: int = derived(u16)
    arm: Inner | Tagged = switch(this.tag, {0x55: Inner, 0xAA: Tagged}, size=this.size)


@pytest.mark.parametrize("good", [Nested(inner=Inner(kind=1, body=b"x")), Armed(arm=Inner(kind=1, body=b"x"))], ids=repr)
def test_a_stray_sync_byte_before_a_good_frame_heals_soon(good: Frame) -> None:
    stray = b"\xaa\x55" if isinstance(good, Nested) else b"\xaa\x55\x7f"
    wire = stray + good.pack() + good.pack() * 3
    decoder = FrameDecoder(type(good), resync=True)
    items = [item for piece in pieces(wire, 1) for item in decoder.feed(piece)]
    assert items == [Skipped(0, stray, InvalidValue("")), good, good, good, good]


class Report(Frame):
    sync: int = const(0xAA, u8)
    body: bytes = data(prefix=u8)


def test_a_silent_line_gives_up_a_false_start() -> None:
    decoder = FrameDecoder(Report, resync=True)
    wire = b"\xaa\x40" + Report(body=b"x").pack() + Report(body=b"y").pack() + b"\xaa\x09zz"
    assert decoder.feed(wire) == []
    decoder.flush_candidate()
    skipped = decoder.next_frame()
    assert skipped == Skipped(0, b"\xaa\x40", TruncatedFrame("", needed=1))
    assert isinstance(skipped, Skipped)
    assert "no more bytes arrived" in str(skipped.error)
    assert decoder.feed(b"") == [Report(body=b"x"), Report(body=b"y")]
    assert decoder.trailing_data == b"\xaa\x09zz"
    assert decoder.feed(b"1234567") == [Report(body=b"zz1234567")]


def test_a_silent_line_without_a_whole_frame_waits_with_the_next_possible_start() -> None:
    decoder = FrameDecoder(Report, resync=True)
    assert decoder.feed(b"\xaa\x40\xaa\x03ab") == []
    decoder.flush_candidate()
    assert decoder.next_frame() is NEED_DATA
    assert decoder.feed(b"c") == [Skipped(0, b"\xaa\x40", TruncatedFrame("", needed=1)), Report(body=b"abc")]
    decoder.flush_candidate()  # nothing waits
    assert decoder.feed(Report(body=b"d").pack()) == [Report(body=b"d")]


def test_only_a_decoder_that_resynchronises_gives_up_a_candidate() -> None:
    with pytest.raises(ValueError, match="resync=True"):
        FrameDecoder(Report).flush_candidate()


class Line(Frame):
    magic: bytes = const(b"$")
    body: bytes = data()


@pytest.mark.parametrize("framing", [Delimiter(b"\n"), Delimiter(b"\r\n"), Slip(), Hdlc(), Cobs()], ids=lambda each: each.name)
@pytest.mark.parametrize("noise", [33, 64, 200, 16 * 32, 16 * 32 + 1, 40 * 32])
def test_noise_longer_than_a_frame_is_skipped_up_to_the_next_delimiter(framing: Framing, noise: int) -> None:
    good = Line(body=b"good")
    marker: bytes = framing.marker  # type: ignore[attr-defined]
    wire = framing.encode(good.pack()) + b"?" * noise + marker + framing.encode(good.pack())
    make = lambda: FrameDecoder(Line, framing=framing, max_frame_size=32, on_error="skip")  # noqa: E731
    whole = events(make(), [wire])
    items = [event[0] for event in whole[:-1]]
    skipped = [item[0] if isinstance(item, tuple) else item for item in items if isinstance(item, (tuple, Skipped))]
    assert b"".join(each.data for each in skipped).startswith(b"?" * noise)
    is_fill = not isinstance(framing, Delimiter)  # a marker directly after a piece of noise ends nothing
    assert len(skipped) == -(-(noise + (0 if is_fill else len(marker))) // (16 * 32))
    assert isinstance(skipped[0].error, FrameTooLarge)
    assert len(items) == 2 + len(skipped)
    assert whole[-1][0] is EndOfStream
    for size in (1, 7, 100):
        assert events(make(), pieces(wire, size)) == whole


def read_sum(buffer: bytes, offset: int, end: int) -> tuple[bytes, int]:
    """Bytes up to one that is zero."""
    stop = buffer.find(b"\0", offset, end)
    if stop < 0:
        raise IndexError(offset)
    return buffer[offset:stop], stop + 1


def write_sum(value: bytes) -> bytes:
    if b"\0" in value:
        raise PackError("a zero ends it")
    return value + b"\0"


class Unbounded(Frame):
    sync: bytes = const(b"UB")
    body: bytes = custom(read_sum, write_sum, minimum=1, values=[b"", b"abc"])
    end: u8 = field(check={7})


@pytest.mark.parametrize("size", [1_000, 20_000, 200_000])
def test_a_search_for_frames_that_only_reading_measures_does_not_depend_on_chunks(size: int) -> None:
    frame = Unbounded(body=b"x" * size, end=7)
    wire = b"0123456789" + frame.pack() + frame.pack()
    whole = events(FrameDecoder(Unbounded, resync=True), [wire])
    assert whole[0][0] == Skipped(0, b"0123456789", InvalidValue(""))
    assert len(whole) == 4
    for chunk in (size // 3, 4096, len(wire) - 1):
        assert events(FrameDecoder(Unbounded, resync=True), pieces(wire, chunk)) == whole


def test_bytes_that_are_nearly_frames_cost_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """The careful interpreter, which is slow, looks at hardly any of them."""
    calls: list[Any] = []
    from framekit.decoder import verdict

    careful = verdict.carefully
    monkeypatch.setattr(verdict, "carefully", lambda *arguments: calls.append(1) or careful(*arguments))
    bad = bytearray(Inner(kind=1, body=b"abcdef").pack())
    bad[-1] ^= 1
    wire = bytes(bad) * 500
    decoder = FrameDecoder(Inner, resync=True)
    decoder.feed(wire)
    assert len(calls) < 20


class Spelled(Frame):
    word: str = text(until="\n", limit=20)


def test_text_that_is_cut_is_not_taken_for_wrong() -> None:
    decoder = FrameDecoder(Spelled, resync=True)
    wire = "?" * 30 + "\nnée\n"
    items = [item for piece in pieces(wire.encode(), 1) for item in decoder.feed(piece)]
    assert items[-1] == Spelled(word="née")


class Rows(Frame):
    points: list[Inner] = array(Inner, limit=2)


class Pairs(Frame):
    pairs: list[list[int]] = array(array(u16, 2), limit=2)


class Names(Frame):
    n: u8
    names: list[str] = array(text(prefix=u8), count=this.n)


@pytest.mark.parametrize("frame", [Rows, Pairs, Names])
@pytest.mark.parametrize("size", [*range(16), 40])
def test_what_is_wrong_early_in_a_unit_is_said_with_the_end_of_the_unit_in_mind(frame: type[Frame], size: int) -> None:
    wire = bytes([0, size]) + b"\x09\1\2\3" * 10
    whole = events(FrameDecoder(frame, framing=LengthPrefix(u16)), [wire])
    for step in (1, 3, 7):
        assert events(FrameDecoder(frame, framing=LengthPrefix(u16)), pieces(wire, step)) == whole
