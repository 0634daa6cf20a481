"""Streams that are interrupted where nobody expects it: by what a signal handler raises, by other threads, by a fork."""

from __future__ import annotations

import errno
import fcntl
import os
import select
import signal
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from framekit import (
    NEED_DATA,
    DatagramEndpoint,
    EndOfStream,
    FrameStream,
    StreamBusy,
    StreamClosed,
    TruncatedFrame,
    connect,
    serve,
)
from framekit.testing import ScriptedSocket
from tests.decoder.streams import Word
from tests.net.support import HI, LONG, THERE, Blob, drain, pair
from tests.net.test_blocking import tls_pair

LARGE = Blob(body=bytes(range(256)) * 8000)


class Alarm(Exception):
    """What a signal handler raises."""


@contextmanager
def handler_raises(number: signal.Signals, error: BaseException) -> Iterator[None]:
    def handle(*_: object) -> None:
        raise error

    before = signal.signal(number, handle)
    try:
        yield
    finally:
        signal.signal(number, before)


@pytest.fixture(autouse=True)
def _the_signal_of_sockets_is_ignored() -> Iterator[None]:
    """What would end the process, and comes from each socket that is asked for it, until it is closed."""
    before = signal.signal(signal.SIGIO, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGIO, before)


ALARMS = [Alarm(), KeyboardInterrupt(), TimeoutError("of the handler"), BlockingIOError(errno.EAGAIN, "of the handler")]


def signal_when_ready(sock: socket.socket) -> None:
    """Have SIGIO sent to this process when bytes come to a socket, or it has room again after it was found full."""
    fcntl.fcntl(sock, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(sock, fcntl.F_SETFL, fcntl.fcntl(sock, fcntl.F_GETFL) | os.O_ASYNC)


# Writing


@pytest.mark.parametrize("error", ALARMS, ids=lambda error: type(error).__name__)
def test_a_write_that_a_signal_handler_breaks_off_sends_nothing_twice(error: BaseException) -> None:
    left, right = socket.socketpair()
    with right, FrameStream(left, Blob) as stream:
        with handler_raises(signal.SIGALRM, error):
            signal.setitimer(signal.ITIMER_REAL, 0.05)
            with pytest.raises(type(error)):
                stream.write(LARGE)  # the system has taken a part, and waits for room
        for use in (lambda: stream.write(LARGE), lambda: stream.write(Blob(body=b"")), stream.flush):
            with pytest.raises(StreamClosed, match="interrupted"):
                use()
        stream.close()
        received = b"".join(iter(lambda: right.recv(1 << 16), b""))
        assert 0 < len(received) < len(LARGE.pack())
        assert LARGE.pack().startswith(received)


@pytest.mark.parametrize("error", ALARMS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("timeout", [None, LONG])
def test_a_write_that_is_interrupted_just_when_the_system_has_sent_is_broken_off(error: BaseException, timeout: Any) -> None:
    """The socket sends, and the signal comes before Python has taken the count."""
    left, right = socket.socketpair()
    with right, FrameStream(left, Word) as stream:
        signal_when_ready(right)
        with handler_raises(signal.SIGIO, error), pytest.raises(type(error)):
            stream.write(HI, timeout=timeout)
        with pytest.raises(StreamClosed, match="interrupted"):
            stream.write(HI, timeout=timeout)
        assert right.recv(100) == HI.pack()


@pytest.mark.parametrize("error", ALARMS, ids=lambda error: type(error).__name__)
def test_a_write_over_tls_that_a_signal_handler_breaks_off_sends_nothing_twice(error: BaseException) -> None:
    left, right = tls_pair()
    with FrameStream(right, Blob, max_frame_size=1 << 22) as other, FrameStream(left, Blob) as stream:
        with handler_raises(signal.SIGALRM, error):
            signal.setitimer(signal.ITIMER_REAL, 0.05)
            with pytest.raises(type(error)):
                stream.write(LARGE)
        got: list[Any] = []

        def read() -> None:
            with suppress(EndOfStream, TruncatedFrame, StreamClosed):
                got.append(other.read(timeout=LONG))

        reader = threading.Thread(target=read)
        reader.start()
        try:
            stream.write(LARGE)  # a timeout that came while it waited has lost nothing
        except StreamClosed:
            assert not isinstance(error, TimeoutError | BlockingIOError)
            other.close()
            reader.join()
        else:
            reader.join()
            assert got == [LARGE]
            assert other.try_read() is NEED_DATA


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "TLS"])
def test_a_write_that_timed_out_is_sent_once_whichever_thread_makes_it_again(tls: bool) -> None:
    left, right = tls_pair() if tls else socket.socketpair()
    with right, FrameStream(left, Blob) as stream:
        with pytest.raises(TimeoutError):
            stream.write(LARGE, timeout=0.02)
        with pytest.raises(StreamBusy):
            stream.write(Blob(body=b"in between"))
        threads = [threading.Thread(target=stream.write, args=(frame,)) for frame in (LARGE, LARGE)]
        threads[0].start()
        assert drain(right, len(LARGE.pack())) == LARGE.pack()
        threads[0].join()
        threads[1].start()  # one more that is as large is another
        assert drain(right, len(LARGE.pack())) == LARGE.pack()
        threads[1].join()
        stream.write(Blob(body=b""))
        assert drain(right, 4) == Blob(body=b"").pack()


def test_writers_that_time_out_now_and_then_never_mix_or_repeat_frames() -> None:
    """Several threads write with short timeouts, each until its frame is sent, to a peer that is slow."""
    left, right = socket.socketpair()
    left.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
    count, writers = 12, 4
    with right, FrameStream(left, Blob) as stream:

        def write_all(number: int) -> None:
            for index in range(count):
                frame = Blob(body=bytes([number, index]) * 4000)
                while True:
                    try:
                        stream.write(frame, timeout=0.001)
                        break
                    except (TimeoutError, StreamBusy):
                        pause.wait(0.0005)

        pause = threading.Event()
        threads = [threading.Thread(target=write_all, args=(number,)) for number in range(writers)]
        for thread in threads:
            thread.start()
        size = len(Blob(body=bytes(8000)).pack())
        seen = [Blob.unpack(drain(right, size)).body for _ in range(count * writers)]
        for thread in threads:
            thread.join()
        right.setblocking(False)
        with pytest.raises(BlockingIOError):
            right.recv(1)
    assert sorted(seen) == sorted(bytes([number, index]) * 4000 for number in range(writers) for index in range(count))


# Reading


@pytest.mark.parametrize("error", ALARMS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("timeout", [None, LONG])
def test_what_was_received_when_a_signal_handler_raised_is_not_lost(error: BaseException, timeout: Any) -> None:
    """The call that receives makes room for the peer, which SIGIO says: the bytes are there, and Python has not assigned them."""
    left, right = socket.socketpair()
    frames = [Blob(body=number.to_bytes(4, "big") * 2000) for number in range(300)]
    wire, alarms = memoryview(b"".join(frame.pack() for frame in frames)), 0
    size = len(frames[0].pack())
    signal_when_ready(left)
    poll = select.poll()
    poll.register(left, select.POLLOUT)
    seen: list[Any] = []
    with left, FrameStream(right, Blob) as stream:
        while wire:
            with suppress(BlockingIOError):
                while wire:
                    wire = wire[left.send(wire, socket.MSG_DONTWAIT) :]
            poll.poll(0)  # found full, it says when there is room
            with handler_raises(signal.SIGIO, error):
                try:
                    while len(seen) < len(frames) - len(wire) // size - 1:
                        seen.append(stream.read(timeout=timeout))
                except type(error):
                    alarms += 1
        seen += [stream.read(timeout=LONG) for _ in frames[len(seen) :]]
    assert alarms >= 3 or isinstance(error, BlockingIOError)  # which may be taken for what another process has read
    assert seen == frames


def test_what_was_received_when_a_signal_handler_raised_is_handed_over() -> None:
    left, right = socket.socketpair()
    with left, right:
        stream = FrameStream(right, Word)
        stream._channel.received.append(b"SSH")  # as an interrupted read leaves it
        assert stream.detach() == (right, b"SSH")


def test_a_read_over_tls_that_may_have_lost_bytes_breaks_the_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    left, right = tls_pair()
    with FrameStream(left, Word) as writer, FrameStream(right, Word) as stream:
        writer.write(HI, THERE)
        real = ssl.SSLSocket.recv

        def interrupted(sock: ssl.SSLSocket, size: int) -> bytes:
            real(sock, size)
            raise Alarm  # as a signal handler does behind the call

        monkeypatch.setattr(ssl.SSLSocket, "recv", interrupted)
        with pytest.raises(Alarm):
            stream.read(timeout=LONG)
        monkeypatch.undo()
        writer.write(THERE)
        for use in (stream.read, stream.try_read, stream.detach):
            with pytest.raises(StreamClosed, match="interrupted"):
                use()


def test_a_read_over_tls_that_is_interrupted_while_it_waits_goes_on() -> None:
    left, right = tls_pair()
    with FrameStream(left, Word) as writer, FrameStream(right, Word) as stream:
        with handler_raises(signal.SIGALRM, Alarm()):
            signal.setitimer(signal.ITIMER_REAL, 0.03)
            with pytest.raises(Alarm):
                stream.read()
        writer.write(HI)
        assert stream.read(timeout=LONG) == HI


def test_decoding_that_is_interrupted_breaks_the_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    left, right = pair()
    with left, right:
        left.write(HI, THERE)

        def interrupted() -> None:
            raise Alarm

        with monkeypatch.context() as patch:
            patch.setattr(right._decoder, "next_frame", interrupted)
            with pytest.raises(Alarm):
                right.read()
        with pytest.raises(StreamClosed, match="interrupted"):
            right.read()


def test_a_datagram_that_was_received_when_a_signal_handler_raised_is_not_lost(tmp_path: Path) -> None:
    words = [Word(word=str(number) + "x" * 200) for number in range(60)]
    left, seen, alarms = list(words), [], 0
    poll = select.poll()
    with (
        DatagramEndpoint.bind(f"unixgram:{tmp_path / 'd'}", Word) as server,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender,
    ):
        sender.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
        sender.connect(server.address)
        signal_when_ready(sender)
        poll.register(sender, select.POLLOUT)
        while left:
            with suppress(BlockingIOError):
                while left:
                    sender.send(left[0].pack(), socket.MSG_DONTWAIT)
                    left.pop(0)
            poll.poll(0)  # found full, it says when there is room
            with handler_raises(signal.SIGIO, Alarm()):
                try:
                    while len(seen) < len(words) - len(left):
                        seen.append(server.recv(timeout=LONG).frame)
                except Alarm:
                    alarms += 1
        seen += [server.recv(timeout=LONG).frame for _ in words[len(seen) :]]
    assert alarms >= 3
    assert seen == words


# A peer that is gone


def test_a_peer_that_no_longer_acknowledges_is_no_timeout_of_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    def times_out(*_: object) -> int:
        raise TimeoutError(errno.ETIMEDOUT, "Connection timed out")

    for name, use in [("recv", FrameStream.read), ("recv", FrameStream.try_read), ("send", lambda stream: stream.write(HI))]:
        with ScriptedSocket() as sock, FrameStream(sock, Word) as stream:
            with monkeypatch.context() as patch:
                patch.setattr(sock, name, times_out)
                with pytest.raises(ConnectionAbortedError, match="acknowledges"):
                    use(stream)
            with pytest.raises(ConnectionAbortedError):
                use(stream)


# Forks

forks = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
"""Python warns of a fork beside threads, such as those of a server, or of a test run in several processes."""


def in_a_child(work: Callable[[], object]) -> None:
    """Do something in a child process of a fork, which must succeed there."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "TLS"])
@forks
def test_a_child_that_closes_its_stream_leaves_the_connection_to_the_parent(tls: bool) -> None:
    left, right = tls_pair() if tls else socket.socketpair()
    with FrameStream(left, Word) as here, FrameStream(right, Word) as there:

        def close() -> None:
            here.close()
            with pytest.raises(StreamClosed):
                here.read()

        in_a_child(close)
        here.write(HI)
        there.write(THERE)
        assert (there.read(timeout=LONG), here.read(timeout=LONG)) == (HI, THERE)


@forks
def test_a_child_closes_what_it_has_made_itself() -> None:
    def talk() -> None:
        left, right = pair()
        with right:
            left.close()
            with pytest.raises(EndOfStream):
                right.read(timeout=LONG)

    in_a_child(talk)


@forks
def test_a_child_that_closes_its_endpoint_leaves_it_to_the_parent() -> None:
    with DatagramEndpoint.bind("udp://127.0.0.1:0", Word) as server, DatagramEndpoint.connect(server.url, Word) as client:
        in_a_child(lambda: (server.close(), client.close()))
        client.send(HI)
        datagram = server.recv(timeout=LONG)
        server.send(THERE, to=datagram.address)
        assert client.recv(timeout=LONG).frame == THERE


@forks
def test_a_child_that_shuts_its_server_down_leaves_it_to_the_parent(echo: Any) -> None:
    with serve("tcp://127.0.0.1:0", Word, echo) as server, connect(server.url, Word, timeout=LONG) as stream:
        stream.write(HI)
        assert stream.read() == HI
        in_a_child(server.shutdown)
        stream.write(THERE)
        assert stream.read() == THERE
        with connect(server.url, Word, timeout=LONG) as another:
            another.write(HI)
            assert another.read() == HI
