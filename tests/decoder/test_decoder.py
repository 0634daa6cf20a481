"""FrameDecoder: what goes in, what comes out, what is refused, what is kept."""

from __future__ import annotations

import pytest

from framekit import (
    NEED_DATA,
    ChecksumMismatch,
    ConstMismatch,
    EndOfStream,
    Frame,
    FrameDecoder,
    FrameTooLarge,
    InvalidLength,
    InvalidValue,
    Skipped,
    SpecError,
    StreamClosed,
    TruncatedFrame,
    UnpackError,
    array,
    const,
    custom,
    data,
    derived,
    this,
    u8,
    u16,
    u32,
)
from framekit.testing.laws.decoding import events, shown
from tests.decoder.streams import Message, Word, pieces
from tests.kinds_lengths import EndsWithin

GOOD = Message(kind=1, body=b"abc").pack()
BAD = GOOD[:-1] + bytes([GOOD[-1] ^ 1])
WRONG_MAGIC = b"fk" + GOOD[2:]
NO_LENGTH = b"FK\0\0" + GOOD[4:]


def test_frames_come_when_they_are_whole() -> None:
    decoder = FrameDecoder(Word)
    assert decoder.next_frame() is NEED_DATA
    decoder.receive_data(b"\x02hi\x05th")
    assert decoder.next_frame() == Word(word="hi")
    assert decoder.next_frame() is NEED_DATA
    assert not decoder.next_frame()
    decoder.receive_data(bytearray(b"ere"))
    assert decoder.next_frame() == Word(word="there")


def test_an_empty_buffer_is_no_end_of_file() -> None:
    decoder = FrameDecoder(Word)
    decoder.receive_data(b"")
    assert decoder.feed(b"") == []
    assert decoder.feed(b"\x01a") == [Word(word="a")]


def test_chunks_may_wait_for_each_other() -> None:
    decoder = FrameDecoder(Word)
    for piece in (b"\x03a", b"b", b"c\x01", b"d\x00"):
        decoder.receive_data(piece)
    assert decoder.buffered == 7
    assert [decoder.next_frame() for _ in range(4)] == [Word(word="abc"), Word(word="d"), Word(word=""), NEED_DATA]
    assert decoder.buffered == 0


def test_the_end_of_the_stream_is_clean_behind_a_frame_only() -> None:
    decoder = FrameDecoder(Word)
    decoder.receive_data(b"\x01a\x02b")
    decoder.receive_eof()
    assert decoder.next_frame() == Word(word="a")
    for _ in range(2):
        with pytest.raises(TruncatedFrame) as caught:
            decoder.next_frame()
        assert (caught.value.needed, caught.value.offset, caught.value.path) == (1, 3, "word")
    assert decoder.trailing_data == b"\x02b"
    decoder = FrameDecoder(Word)
    decoder.receive_eof()
    for _ in range(2):
        with pytest.raises(EOFError):
            decoder.next_frame()
    with pytest.raises(EndOfStream):
        decoder.receive_data(b"x")


def test_what_feed_gives_at_the_end() -> None:
    decoder = FrameDecoder(Word)
    decoder.receive_data(b"\x01a")
    decoder.receive_eof()
    assert decoder.feed(b"") == [Word(word="a")]
    with pytest.raises(EndOfStream):
        decoder.feed(b"")


@pytest.mark.parametrize(
    ("chunks", "needed"),
    [([], 9), ([b"F"], 4), ([b"FK\0"], 2), ([b"FK\0\x0c"], 1), ([b"FK\0\x0c", b"\1"], 7), ([GOOD], 0)],
)
def test_bytes_needed(chunks: list[bytes], needed: int) -> None:
    decoder = FrameDecoder(Message)
    for chunk in chunks:
        decoder.receive_data(chunk)
    assert decoder.bytes_needed == needed
    if needed:
        assert decoder.next_frame() is NEED_DATA
        assert decoder.bytes_needed == needed


class Large(Frame):
    body: bytes = data(prefix=u32)


def test_what_is_best_read_next_is_the_rest_of_a_large_frame_and_then_as_much_again() -> None:
    decoder = FrameDecoder(Large)
    assert decoder.read_size == 1 << 16
    wire = Large(body=bytes(100_000)).pack()
    decoder.feed(wire[:40_000])
    assert decoder.read_size == len(wire) - 40_000
    assert len(decoder.feed(wire[40_000:])) == 1
    assert decoder.read_size == len(wire)


def test_a_frame_that_takes_all_there_is_cannot_be_streamed() -> None:
    class Rest(Frame):
        kind: u8
        body: bytes = data()

    with pytest.raises(SpecError, match="LengthPrefix"):
        FrameDecoder(Rest)


def test_a_frame_that_may_take_no_bytes_cannot_be_streamed() -> None:
    class Nothing(Frame):
        pass

    with pytest.raises(SpecError, match="the frame can be empty"):
        FrameDecoder(Nothing)


def test_arguments_are_checked() -> None:
    with pytest.raises(ValueError, match="max_frame_size"):
        FrameDecoder(Word, max_frame_size=0)
    with pytest.raises(ValueError, match="on_error"):
        FrameDecoder(Word, on_error="ignore")  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="framing"):
        FrameDecoder(Word, framing=u16)  # type: ignore[call-overload]
    with pytest.raises(TypeError):
        FrameDecoder(Word).receive_data("text")  # type: ignore[arg-type]


# Errors


def test_frames_before_a_bad_one_come_first_and_those_behind_it_after() -> None:
    decoder = FrameDecoder(Message)
    assert decoder.feed(GOOD + BAD + GOOD) == [Message.unpack(GOOD)]
    with pytest.raises(ChecksumMismatch) as caught:
        decoder.feed(GOOD)
    assert caught.value.offset == len(GOOD) + 8
    assert "00000014" in caught.value.look or "0000000c" in caught.value.look
    assert decoder.offset == 2 * len(GOOD)
    assert decoder.feed(b"") == [Message.unpack(GOOD)] * 2


def test_a_bad_frame_whose_end_is_known_can_be_skipped() -> None:
    decoder = FrameDecoder(Message, on_error="skip")
    first, skipped, last = decoder.feed(GOOD + BAD + GOOD)
    assert first == last == Message.unpack(GOOD)
    assert skipped == Skipped(len(GOOD), BAD, ChecksumMismatch(""))
    assert isinstance(skipped, Skipped)
    assert isinstance(skipped.error, ChecksumMismatch)


def test_a_length_that_cannot_be_true_is_the_end() -> None:
    decoder = FrameDecoder(Message, on_error="skip")
    assert decoder.feed(GOOD + NO_LENGTH + GOOD) == [Message.unpack(GOOD)]
    for _ in range(2):
        with pytest.raises(InvalidLength) as caught:
            decoder.next_frame()
        assert (caught.value.path, caught.value.offset) == ("body", len(GOOD) + 5)
    with pytest.raises(InvalidLength):
        decoder.receive_data(GOOD)
    assert decoder.trailing_data == NO_LENGTH + GOOD


def test_a_size_over_the_limit_is_refused_at_the_header() -> None:
    class Big(Frame):
        length: int = derived(u32)
        body: bytes = data(this.length)

    decoder = FrameDecoder(Big, max_frame_size=100)
    for piece in pieces(b"\xff\xff\xff", 1):
        assert decoder.feed(piece) == []
    with pytest.raises(FrameTooLarge) as caught:
        decoder.feed(b"\xff")
    assert (caught.value.declared, caught.value.limit, caught.value.offset) == (2**32 + 3, 100, 0)
    assert decoder.buffered == 4
    fitting = FrameDecoder(Big, max_frame_size=100)
    assert fitting.feed(Big(body=bytes(96)).pack()) == [Big(body=bytes(96))]
    with pytest.raises(FrameTooLarge):
        FrameDecoder(Big, max_frame_size=100).feed(Big(body=bytes(97)).pack())


def test_another_protocol_is_told_by_its_first_bytes() -> None:
    class Request(Frame):
        magic: bytes = const(b"KV")
        length: int = derived(u32)
        body: bytes = data(this.length)

    for size in (1, 3, 100):
        decoder = FrameDecoder(Request, max_frame_size=1000)
        with pytest.raises(ConstMismatch) as caught:
            for piece in pieces(b"GET / HTTP/1.0\r\n\r\n", size):
                decoder.feed(piece)
        assert (caught.value.path, caught.value.fatal) == ("magic", True)


def test_what_is_said_already_needs_no_more_bytes() -> None:
    class Big(Frame):
        body: bytes = data(prefix=u32)

    decoder = FrameDecoder(Big)
    decoder.receive_data(b"\xff\xff\xff\xff")
    assert decoder.bytes_needed == 0
    with pytest.raises(FrameTooLarge):
        decoder.next_frame()


def test_a_frame_that_never_ends_is_refused_at_the_limit() -> None:
    class Line(Frame):
        line: bytes = data(until=b"\n")

    decoder = FrameDecoder(Line, max_frame_size=10)
    assert decoder.feed(b"x" * 9) == []
    with pytest.raises(FrameTooLarge) as caught:
        decoder.feed(b"x")
    assert caught.value.declared == 11


# Searching


@pytest.mark.parametrize(
    "garbage", [b"\0", b"garbage", b"FK", b"FK\0\0", b"FK\x7f\xff\1", BAD, WRONG_MAGIC, GOOD[:-1], NO_LENGTH[:6]]
)
def test_garbage_is_skipped_to_the_next_frame(garbage: bytes) -> None:
    stream = GOOD + garbage + GOOD + GOOD
    for size in (1, 4, len(stream)):
        decoder = FrameDecoder(Message, resync=True)
        items = [item for piece in pieces(stream, size) for item in decoder.feed(piece)]
        if garbage == b"FK\x7f\xff\1":  # it promises 32,767 bytes, which never come: only the end of the stream tells
            decoder.receive_eof()
            items += decoder.feed(b"")
        good = Message.unpack(GOOD)
        assert items == [good, Skipped(len(GOOD), garbage, InvalidValue("")), good, good]


def test_what_is_left_at_the_end_is_skipped_too() -> None:
    for tail in (b"F", GOOD[:-1], b"garbage"):
        decoder = FrameDecoder(Message, resync=True)
        decoder.receive_data(GOOD + tail)
        decoder.receive_eof()
        assert decoder.next_frame() == Message.unpack(GOOD)
        assert decoder.next_frame() == Skipped(len(GOOD), tail, InvalidValue(""))
        with pytest.raises(EndOfStream):
            decoder.next_frame()


def test_a_search_gives_up_where_it_may_skip_no_more() -> None:
    for size in (1, 1000):
        decoder = FrameDecoder(Message, resync=True, max_skip=20)
        seen = events(decoder, pieces(GOOD + bytes(20) + GOOD + bytes(21) + GOOD, size))
        assert [event[0] for event in seen[:1]] == [shown(Message.unpack(GOOD))]
        assert seen[1][0] == Skipped(12, bytes(20), InvalidValue(""))
        assert seen[3][0] is ConstMismatch
        assert seen[3][2] == 44
        assert decoder.trailing_data.startswith(bytes(21))


def test_a_false_header_does_not_hide_the_frames_behind_it_once_it_is_wrong_already() -> None:
    false = b"FK\x70\x00\x09"  # the kind is none, though the length promises much
    decoder = FrameDecoder(Message, resync=True)
    assert decoder.feed(b"?" + false + GOOD) == [Skipped(0, b"?" + false, InvalidValue("")), Message.unpack(GOOD)]


# What another protocol goes on with


def test_the_bytes_behind_are_handed_over() -> None:
    decoder = FrameDecoder(Word)
    decoder.receive_data(b"\x05START\x16\x03")
    decoder.receive_data(b"\x01more")
    assert decoder.next_frame() == Word(word="START")
    assert decoder.trailing_data == b"\x16\x03\x01more"
    assert decoder.detach() == b"\x16\x03\x01more"
    assert decoder.trailing_data == b""
    with pytest.raises(StreamClosed):
        decoder.next_frame()
    with pytest.raises(StreamClosed):
        decoder.receive_data(b"x")


def test_frames_read_by_a_users_function() -> None:
    def read(buffer: bytes, offset: int, end: int) -> tuple[bytes, int]:
        stop = buffer.find(b";", offset, end)
        if stop < 0:
            raise IndexError("no semicolon has come")
        return buffer[offset:stop], stop + 1

    class Tokens(Frame):
        count: int = derived(u8)
        tokens: list[bytes] = array(custom(read, lambda value: value + b";"), this.count)

    stream = Tokens(tokens=[b"a", b"bc"]).pack() + Tokens(tokens=[b"d"]).pack()
    whole = events(FrameDecoder(Tokens), [stream])
    assert len(whole) == 3
    assert events(FrameDecoder(Tokens), pieces(stream, 1)) == whole


def test_the_message_for_bytes_after_a_terminator_does_not_depend_on_how_many_have_arrived() -> None:
    wire = bytes(12) + b"\x03;\1\0\0;\0\0\0;\0\0\0" + b"\r" + bytes(12) + b";\n" + bytes(10) + b"\x0e" + bytes(13) + b"\r\n"
    messages = set()
    for cut in range(1, len(wire)):
        decoder = FrameDecoder(EndsWithin)
        with pytest.raises(UnpackError) as caught:
            decoder.feed(wire[:cut])
            decoder.feed(wire[cut:])
        messages.add(str(caught.value).partition("\n")[0])
    assert len(messages) == 1
