"""Streams, chunks, datagrams: they are what they say, and scripted sockets do what their script says."""

from __future__ import annotations

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from framekit import DatagramEndpoint, Delimiter, Frame, FrameStream, LengthPrefix, SpecError, data, text, u8, u16, u32
from framekit.testing import (
    END,
    RESET,
    TIMEOUT,
    WOULD_BLOCK,
    ScriptedSocket,
    Sent,
    chunks,
    datagrams,
    packed,
    packed_sample,
    sample,
    streams,
)


class Word(Frame):
    word: str = text(prefix=u8)


class Rest(Frame):
    body: bytes = data(limit=40)


@given(streams(Word, min_frames=1))
def test_a_stream_is_the_bytes_of_its_frames(sent: Sent[Word]) -> None:
    assert list(Word.iter_unpack(sent.data)) == sent.frames


@given(streams(Rest, framing=LengthPrefix(u16), max_frames=3))
def test_a_stream_with_a_framing(sent: Sent[Rest]) -> None:
    assert sent.data == b"".join(len(each.pack()).to_bytes(2, "big") + each.pack() for each in sent.frames)


def test_what_cannot_be_in_a_stream_is_refused_at_once() -> None:
    with pytest.raises(SpecError):
        streams(Rest)
    assert find(streams(Word, framing=Delimiter(b"\n")), lambda sent: len(sent.frames) == 1).data == b"\0\n"


@given(st.binary(max_size=100).flatmap(lambda data: st.tuples(st.just(data), chunks(data))))
def test_chunks_are_the_bytes_and_none_is_empty(case: tuple[bytes, list[bytes]]) -> None:
    whole, pieces = case
    assert b"".join(pieces) == whole
    assert all(pieces)


def test_every_chunking_can_come_and_shrinks_to_one_chunk() -> None:
    assert find(chunks(b"abcd"), lambda pieces: len(pieces) == 4) == [b"a", b"b", b"c", b"d"]
    assert find(chunks(b"abcd"), lambda pieces: True) == [b"abcd"]
    assert find(chunks(bytes(60)), lambda pieces: len(pieces) == 60)


@given(datagrams(Word), datagrams(Word, max_frames=3), datagrams(Rest))
def test_a_datagram_can_be_sent(one: Sent[Word], several: Sent[Word], rest: Sent[Rest]) -> None:
    assert len(one.frames) == 1
    assert Rest.unpack(rest.data) == rest.frames[0]
    there = DatagramEndpoint.bind("udp://127.0.0.1:0", Word, frames="many")
    with there, DatagramEndpoint.connect(there.url, Word, frames="many") as here:
        here.send(*several.frames)
        assert there.recv(timeout=5).frames == several.frames


def test_packed_is_the_bytes_of_frames() -> None:
    assert find(packed(Word, word=st.just("hi")), lambda wire: True) == b"\x02hi"


def test_samples_are_the_same_in_each_run_and_differ_by_seed() -> None:
    assert sample(Word, 20) == sample(Word, 20)
    assert sample(Word, 20) != sample(Word, 20, seed=1)
    assert packed_sample(Word, 20) == [each.pack() for each in sample(Word, 20)]
    sample(Word, 20).clear()
    assert len(sample(Word, 20)) == 20


def test_a_script_is_followed() -> None:
    with ScriptedSocket(b"abc", WOULD_BLOCK, b"", TIMEOUT, b"d", END, b"never") as sock:
        assert (sock.recv(2), sock.recv(2)) == (b"ab", b"c")
        with pytest.raises(BlockingIOError):
            sock.recv(2)
        with pytest.raises(TimeoutError):
            sock.recv(2)
        buffer = bytearray(4)
        assert sock.recv_into(buffer) == 1
        assert buffer == b"d\0\0\0"
        assert (sock.recv(2), sock.recv(2)) == (b"", b"")
    with pytest.raises(OSError, match="closed"):
        sock.recv(2)


def test_a_reset_comes_again_and_again() -> None:
    with ScriptedSocket(b"x", RESET) as sock:
        assert sock.recv(9) == b"x"
        for _ in range(2):
            with pytest.raises(ConnectionResetError):
                sock.recv(9)


def test_writes_follow_a_script_too() -> None:
    with ScriptedSocket(writes=[2, WOULD_BLOCK, TIMEOUT, RESET]) as sock:
        assert sock.send(b"abc") == 2
        with pytest.raises(BlockingIOError):
            sock.send(b"c")
        with pytest.raises(TimeoutError):
            sock.send(b"c")
        with pytest.raises(ConnectionResetError):
            sock.send(b"c")
        assert sock.sent == b"ab"
    with ScriptedSocket(writes=[1, 1]) as sock:
        sock.sendall(b"hello")
        assert sock.sent == b"hello"


def test_a_stream_over_a_scripted_socket_waits_for_no_real_time() -> None:
    with ScriptedSocket(b"\x02", TIMEOUT, b"h", WOULD_BLOCK, b"i\0", RESET) as sock, FrameStream(sock, Word) as stream:
        with pytest.raises(TimeoutError):
            stream.read(timeout=60)
        assert stream.read(timeout=60) == Word(word="hi")
        assert stream.read() == Word(word="")
        with pytest.raises(ConnectionResetError):
            stream.read(timeout=60)
        stream.write(Word(word="yes"))
        assert sock.sent == b"\x03yes"


def test_a_frame_that_comes_in_a_line_is_read_by_a_file() -> None:
    class Number(Frame):
        n: u32

    with ScriptedSocket(b"\0\0", b"\0\7") as sock, sock.makefile("rb") as file:
        assert Number.unpack(file.read(4)) == Number(n=7)
