"""FrameStream over sockets that block, have a timeout, or do not block; and its TLS."""

from __future__ import annotations

import io
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from framekit import (
    NEED_DATA,
    ChecksumMismatch,
    EndOfStream,
    Frame,
    FrameStream,
    FrameTooLarge,
    LengthPrefix,
    PackError,
    Skipped,
    SpecError,
    StreamBusy,
    StreamClosed,
    TruncatedFrame,
    connect,
    data,
    serve,
    u8,
    u16,
)
from tests.decoder.streams import Message, Word
from tests.net.support import HI, LONG, THERE, Blob, drain, fill, own, pair

CERTIFICATE = Path(__file__).with_name("localhost.pem")


@pytest.fixture
def raw() -> Iterator[tuple[socket.socket, socket.socket]]:
    left, right = socket.socketpair()
    with left, right:
        yield left, right


# Reading


@pytest.mark.parametrize("timeout", [None, 5.0, 0.0], ids=["blocking", "timed", "not blocking"])
def test_all_kinds_of_sockets_are_read_and_left_as_they_are(raw: Any, timeout: float | None) -> None:
    left, right = raw
    right.settimeout(timeout)
    stream = FrameStream(right, Word)
    assert stream.try_read() is NEED_DATA
    left.sendall(HI.pack() + THERE.pack()[:3])
    assert stream.read() == HI
    assert stream.try_read() is NEED_DATA
    with pytest.raises(TimeoutError):
        stream.read(timeout=0.01)
    left.sendall(THERE.pack()[3:])
    assert stream.read(timeout=5) == THERE
    if timeout == 0:
        with pytest.raises(BlockingIOError):
            stream.read()
    left.close()
    with pytest.raises(EndOfStream):
        stream.read()
    assert right.gettimeout() == timeout


def test_a_sockets_own_timeout_holds_for_the_whole_frame(raw: Any) -> None:
    left, right = raw
    right.settimeout(0.2)
    stream = FrameStream(right, Word)
    stop = threading.Event()

    def drip() -> None:
        for byte in Word(word="x" * 200).pack():
            if stop.wait(0.05):
                return
            left.send(bytes([byte]))

    thread = threading.Thread(target=drip)
    thread.start()
    begin = time.monotonic()
    with pytest.raises(TimeoutError):
        stream.read()
    assert time.monotonic() - begin < 2
    stop.set()
    thread.join()


@pytest.mark.parametrize("timeout", [1e9, float("inf"), 1e300])
def test_a_timeout_may_be_as_long_as_one_likes(raw: Any, timeout: float) -> None:
    left, right = raw
    stream = FrameStream(right, Word, timeout=timeout)
    threading.Timer(0.02, left.sendall, [HI.pack()]).start()
    assert stream.read() == HI
    stream.write(THERE, timeout=timeout)


@pytest.mark.parametrize("timeout", [-1, float("nan")])
def test_a_timeout_that_is_none_is_over_at_once(raw: Any, timeout: float) -> None:
    with pytest.raises(TimeoutError):
        FrameStream(raw[1], Word).read(timeout=timeout)


def test_a_timeout_at_any_byte_loses_nothing(raw: Any) -> None:
    left, right = raw
    stream = FrameStream(right, Message)
    messages = [Message(kind=1, body=b"abc"), Message(kind=2, body=b"")]
    wire = b"".join(each.pack() for each in messages)
    seen = []
    for at in range(len(wire)):
        left.send(wire[at : at + 1])
        try:
            seen.append(stream.read(timeout=0))
        except TimeoutError:
            continue
    assert seen == messages


def test_iteration_comes_to_the_end_of_the_stream() -> None:
    left, right = pair()
    with left, right:
        left.write(HI, THERE, HI)
        left.send_eof()
        assert list(right) == [HI, THERE, HI]
        right.write(THERE)  # the other side is open yet
        assert left.read() == THERE


def test_the_end_within_a_frame_is_no_clean_end(raw: Any) -> None:
    left, right = raw
    stream = FrameStream(right, Word)
    left.sendall(HI.pack() + THERE.pack()[:-1])
    left.close()
    assert stream.read() == HI
    for _ in range(2):
        with pytest.raises(TruncatedFrame) as caught:
            stream.read()
        assert caught.value.offset == 4


def test_errors_and_skips_are_those_of_the_decoder(raw: Any) -> None:
    left, right = raw
    good = Message(kind=1, body=b"abc")
    bad = good.pack()[:-1] + b"?"
    left.sendall(good.pack() + bad + good.pack())
    stream = FrameStream(right, Message)
    assert stream.read() == good
    with pytest.raises(ChecksumMismatch):
        stream.read()
    assert stream.read() == good
    left.sendall(b"garbage" + good.pack())
    searching = FrameStream(right, Message, resync=True)
    skipped = searching.read()
    assert isinstance(skipped, Skipped)
    assert skipped.data == b"garbage"
    assert searching.read() == good


def test_a_large_frame_is_read_in_large_pieces(raw: Any) -> None:
    left, right = raw
    blob = Blob(body=bytes(range(256)) * 8192)
    thread = threading.Thread(target=left.sendall, args=(blob.pack(),))
    thread.start()
    assert FrameStream(right, Blob, max_frame_size=1 << 22).read(timeout=LONG) == blob
    thread.join()


def test_a_second_reader_is_an_error() -> None:
    left, right = pair()
    with left, right:
        thread = threading.Thread(target=right.read)
        thread.start()
        while not right._reading.locked():
            time.sleep(0.001)
        with pytest.raises(StreamBusy):
            right.read()
        with pytest.raises(StreamBusy):
            right.try_read()
        with pytest.raises(StreamBusy):
            right.detach()
        left.write(HI)
        thread.join()


def test_close_wakes_who_reads() -> None:
    left, right = pair()
    seen: list[BaseException] = []

    def read() -> None:
        try:
            right.read()
        except StreamClosed as error:
            seen.append(error)

    with left:
        thread = threading.Thread(target=read)
        thread.start()
        while not right._reading.locked():
            time.sleep(0.001)
        time.sleep(0.02)
        right.close()
        thread.join(5)
        assert len(seen) == 1
        for use in (right.read, right.try_read, lambda: right.write(HI), right.flush, right.detach):
            with pytest.raises(StreamClosed):
                use()  # type: ignore[operator]
        right.close()


# Writing


class Counting(socket.socket):
    """A socket that counts what is sent by each call."""

    sizes: list[int]

    def send(self, data: Any, *flags: int) -> int:
        sent = super().send(data, *flags)
        self.sizes = [*getattr(self, "sizes", []), sent]
        return sent


def test_frames_given_together_go_out_in_one_call() -> None:
    left, right = socket.socketpair()
    counting = Counting(fileno=left.detach())
    with FrameStream(counting, Word) as stream, right:
        stream.write(HI, THERE, HI)
        stream.write()
        assert counting.sizes == [12]
        assert right.recv(100) == HI.pack() + THERE.pack() + HI.pack()


def test_what_cannot_be_packed_is_refused_before_anything_is_sent() -> None:
    left, right = pair()
    with left, right:
        with pytest.raises(PackError):
            left.write(HI, Word(word="x" * 256))
        with pytest.raises(TypeError, match="expected Word, got Blob"):
            left.write(HI, Blob(body=b""))
        assert right.try_read() is NEED_DATA
        left.write(HI)
        assert right.read() == HI


@pytest.mark.parametrize("mode", ["not blocking", "timed", "timeout of the call", "timeout of the stream"])
def test_a_write_that_times_out_is_sent_once_when_it_is_made_again(raw: Any, mode: str) -> None:
    left, right = raw
    options: dict[str, Any] = {}
    if mode == "not blocking":
        left.setblocking(False)
    elif mode == "timed":
        left.settimeout(0.02)
    elif mode == "timeout of the call":
        options["timeout"] = 0.02
    stream = FrameStream(left, Blob, timeout=0.02 if mode == "timeout of the stream" else None)
    first, second = Blob(body=b"1" * 400_000), Blob(body=b"2" * 1000)
    with pytest.raises((TimeoutError, BlockingIOError)):
        stream.write(first, **options)
    assert 0 < stream.unsent < 400_004
    received = bytearray()
    for frame in (first, second, second):
        while True:
            try:
                stream.write(frame, **options)
                break
            except (TimeoutError, BlockingIOError):
                received += right.recv(50_000)
    assert stream.unsent == 0
    left.shutdown(socket.SHUT_WR)
    while piece := right.recv(1 << 16):
        received += piece
    assert received == first.pack() + 2 * second.pack()


def test_a_write_that_sent_nothing_leaves_no_trace(raw: Any) -> None:
    left, right = raw
    sent = fill(left)
    stream = FrameStream(left, Word)
    with pytest.raises(TimeoutError):
        stream.write(HI, timeout=0)
    assert stream.unsent == 0
    while sent:
        sent -= len(right.recv(min(sent, 1 << 16)))
    stream.write(THERE)
    assert right.recv(100) == THERE.pack()


def test_another_write_is_refused_until_the_first_is_complete(raw: Any) -> None:
    left, right = raw
    stream = FrameStream(left, Blob)
    first, second = Blob(body=b"1" * 400_000), Blob(body=b"2" * 1000)
    with pytest.raises(TimeoutError):
        stream.write(first, timeout=0.01)
    unsent = stream.unsent
    with pytest.raises(StreamBusy, match="unsent"):
        stream.write(second)
    assert stream.unsent == unsent
    other = threading.Thread(target=stream.write, args=(first,))
    other.start()
    assert drain(right, len(first.pack())) == first.pack()
    other.join()
    stream.write(second)
    stream.write(Blob(body=b"3"))
    assert drain(right, 1009) == second.pack() + Blob(body=b"3").pack()


def test_flush_sends_the_rest(raw: Any) -> None:
    left, right = raw
    stream = FrameStream(left, Blob)
    with pytest.raises(TimeoutError):
        stream.write(Blob(body=b"1" * 400_000), timeout=0.01)
    with pytest.raises(StreamBusy, match="unsent"):
        stream.detach()
    with pytest.raises(TimeoutError):
        stream.flush(timeout=0.01)
    thread = threading.Thread(target=stream.flush)
    thread.start()
    received = 0
    while received < 400_004:
        received += len(right.recv(1 << 16))
    thread.join()
    assert stream.unsent == 0


def test_threads_share_the_writing_side() -> None:
    left, right = pair(Blob)
    with left, right:

        def send(number: int) -> None:
            for size in range(0, 3000, 37):
                left.write(Blob(body=bytes([number]) * size), Blob(body=bytes([number]) * size))

        threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for _ in range(8 * 82):
            one, two = right.read(timeout=LONG), right.read(timeout=LONG)
            assert one == two
            assert len(set(one.body)) <= 1
        for thread in threads:
            thread.join()


def test_a_broken_stream_stays_broken(raw: Any) -> None:
    left, right = raw
    stream = FrameStream(left, Word)
    right.close()
    with pytest.raises(BrokenPipeError):
        for _ in range(100):
            stream.write(HI)
    with pytest.raises(BrokenPipeError):
        stream.write(HI)


def test_a_write_that_an_exception_breaks_off_breaks_the_stream(raw: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    left, _ = raw
    stream = FrameStream(left, Word)

    def interrupted(*_: Any) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(stream._channel, "send", interrupted)
    with pytest.raises(KeyboardInterrupt):
        stream.write(HI)
    with pytest.raises(StreamClosed, match="it is unknown"):
        stream.write(HI)


# The rest


def test_another_protocol_goes_on_with_the_socket(raw: Any) -> None:
    left, right = raw
    left.sendall(HI.pack() + b"SSH-2.0-x\r\n")
    stream = FrameStream(right, Word)
    assert stream.read() == HI
    sock, unread = stream.detach()
    assert sock is right
    assert unread == b"SSH-2.0-x\r\n"
    stream.close()
    sock.sendall(b"on it goes")
    assert left.recv(100) == b"on it goes"
    with pytest.raises(StreamClosed, match="detached"):
        stream.read()
    with pytest.raises(StreamClosed, match="detached"):
        stream.write(HI)


def test_a_framing_goes_both_ways() -> None:
    class Note(Frame):
        level: u8
        body: bytes = data()

    left, right = pair(Note, framing=LengthPrefix(u16))
    with left, right:
        left.write(Note(level=1, body=b"hi"), Note(level=2, body=b""))
        assert [right.read(), right.read()] == [Note(level=1, body=b"hi"), Note(level=2, body=b"")]
    with pytest.raises(SpecError):
        connect("tcp://127.0.0.1:1", Note)


def test_the_two_directions_may_have_frames_of_their_own() -> None:
    left, right = socket.socketpair()
    with FrameStream(left, Word, sends=Blob) as here, FrameStream(right, Blob, sends=(Word, Message)) as there:
        here.write(Blob(body=b"x"))
        there.write(HI)
        assert (here.read(), there.read()) == (HI, Blob(body=b"x"))
        with pytest.raises(TypeError, match="expected Blob, got Word"):
            here.write(HI)
        with pytest.raises(TypeError, match="expected Word or Message, got Blob"):
            there.write(Blob(body=b""))


def test_only_stream_sockets_make_streams() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock, pytest.raises(ValueError, match="DatagramEndpoint"):
        FrameStream(sock, Word)


def test_a_stream_says_who_it_is() -> None:
    left, right = pair()
    with left, right:
        assert repr(left).startswith("<FrameStream of Word with an unnamed peer (")
        assert left.fileno() > 0
    assert "closed" in repr(left)


# TLS


def contexts() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(CERTIFICATE)
    return server, ssl.create_default_context(cafile=str(CERTIFICATE))


def tls_pair() -> tuple[ssl.SSLSocket, ssl.SSLSocket]:
    server, client = contexts()
    left, right = socket.socketpair()
    made: list[ssl.SSLSocket] = []
    thread = threading.Thread(target=lambda: made.append(server.wrap_socket(left, server_side=True)))
    thread.start()
    wrapped = client.wrap_socket(right, server_hostname="localhost")
    thread.join()
    return made[0], wrapped


@pytest.mark.parametrize("timeout", [None, 5.0, 0.0], ids=["blocking", "timed", "not blocking"])
def test_tls(timeout: float | None) -> None:
    left, right = tls_pair()
    right.settimeout(timeout)
    with FrameStream(left, Blob) as here, FrameStream(right, Blob) as there:
        with pytest.raises(TimeoutError):
            there.read(timeout=0.01)
        blobs = [Blob(body=b"x" * size) for size in (0, 5, 100_000, 20_000)]
        thread = threading.Thread(target=here.write, args=blobs)
        thread.start()
        assert [there.read(timeout=LONG) for _ in blobs] == blobs
        thread.join()
        assert there.try_read() is NEED_DATA
        there.write(*blobs[:2], timeout=5)
        assert [here.read(), here.read()] == blobs[:2]
        with pytest.raises(io.UnsupportedOperation):
            here.send_eof()
        if timeout == 0:
            with pytest.raises(BlockingIOError):
                there.read()
        assert there.detach() == (right, b"")
        assert right.gettimeout() == timeout
        right.close()


def test_a_write_over_tls_that_would_block_is_sent_once() -> None:
    left, right = tls_pair()
    right.settimeout(0)
    blob = Blob(body=b"1" * 2_000_000)
    with FrameStream(left, Blob, max_frame_size=1 << 22) as here, FrameStream(right, Blob) as there:
        got: list[Any] = []
        with pytest.raises(BlockingIOError):
            there.write(blob)
        thread = threading.Thread(target=lambda: got.extend((here.read(timeout=LONG), here.read(timeout=LONG))))
        thread.start()
        there.write(blob, timeout=LONG)
        there.write(Blob(body=b"2"), timeout=LONG)
        thread.join()
        assert got == [blob, Blob(body=b"2")]


# Connections


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:0", "tcp://[::1]:0", "tcp://localhost:0", "tcp://:0", "unix:@framekit-test"])
def test_connections(url: str, echo: Callable[..., Any]) -> None:
    with serve(own(url), Word, echo) as server, connect(server.url.replace("[::]", "localhost"), Word, timeout=LONG) as stream:
        stream.write(HI, THERE)
        assert [stream.read(), stream.read()] == [HI, THERE]
        assert stream.peer


def test_a_length_of_four_gigabytes_is_refused_at_once(raw: Any) -> None:
    left, right = raw
    left.sendall(b"\xff\xff\xff\xff")
    with pytest.raises(FrameTooLarge) as caught:
        FrameStream(right, Blob).read()
    assert caught.value.declared == 2**32 + 3


def test_a_url_is_no_socket() -> None:
    with pytest.raises(TypeError, match="connect\\(url, frame\\)"):
        FrameStream("tcp://localhost:1", Word)  # type: ignore[call-overload]
