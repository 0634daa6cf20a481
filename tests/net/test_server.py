"""Servers of threads, of asyncio and of anyio: caps, idle peers, exhausted descriptors, handlers that fail, orderly shutdown."""

from __future__ import annotations

import asyncio
import errno
import logging
import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import pytest

from framekit import EndOfStream, InvalidAddress, SpecError, StreamClosed, connect, data, make_frame, serve, u8
from framekit.net import aio
from tests.decoder.streams import Word
from tests.net.servers import AioServer, AnyioServer, BlindLoop
from tests.net.support import HI, LONG, THERE, Blob, descriptors, own, reset, run, wait_for


async def aio_echo(stream: Any) -> None:
    async for frame in stream:
        if frame == Word(word="fail"):
            raise ZeroDivisionError("as asked")
        await stream.write(frame)


def thread_echo(stream: Any) -> None:
    for frame in stream:
        if frame == Word(word="fail"):
            raise ZeroDivisionError("as asked")
        stream.write(frame)


Make = Callable[..., Any]


@pytest.fixture(params=["threads", "asyncio", "asyncio without add_reader", "anyio on asyncio", "anyio on trio"])
def make(request: pytest.FixtureRequest) -> Make:
    kind: str = request.param
    if kind.startswith("anyio"):
        pytest.importorskip("trio", reason="trio is not installed")

    def made(url: str = "tcp://127.0.0.1:0", frame: Any = Word, handler: Any = aio_echo, **options: Any) -> Any:
        if kind == "threads":
            return serve(url, frame, thread_echo, **options)
        if kind.startswith("asyncio"):
            loop = BlindLoop if kind == "asyncio without add_reader" else None
            return AioServer(url, frame, handler, loop=loop, **options)
        return AnyioServer(kind.split()[-1], url, frame, handler, **options)

    return made


def exchange(server: Any) -> None:
    with connect(server.url, Word, timeout=LONG) as stream:
        stream.write(HI)
        assert stream.read() == HI


def test_a_cap_on_connections(make: Make) -> None:
    with make(max_connections=2) as server:
        first, second, third = (connect(server.url, Word, timeout=LONG) for _ in range(3))
        for stream in (first, second):
            stream.write(HI)
            assert stream.read() == HI
        third.write(THERE)
        with pytest.raises(TimeoutError):
            third.read(timeout=0.2)
        assert server.connections == 2
        first.close()
        assert third.read() == THERE
        second.close()
        third.close()
        wait_for(lambda: server.connections == 0)


def test_idle_peers_are_cut(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "framekit.server")
    with make(idle_timeout=0.2) as server:
        with connect(server.url, Word, timeout=LONG) as silent, connect(server.url, Blob, timeout=LONG) as slow:
            slow._channel.sock.sendall(b"\x05ab")  # a header, then nothing
            for stream in (silent, slow):
                with pytest.raises(EndOfStream):
                    stream.read()
        exchange(server)
        wait_for(lambda: server.connections == 0)
    assert sum(record.levelno == logging.INFO for record in caplog.records) >= 2


def test_a_peer_that_takes_nothing_is_cut(make: Make) -> None:
    with make(frame=Blob, idle_timeout=0.3) as server:
        with connect(server.url, Blob) as stream, suppress(OSError):
            while True:
                stream.write(Blob(body=bytes(100_000)), timeout=5)
        wait_for(lambda: server.connections == 0)


def test_a_handler_that_fails_ends_its_connection_alone(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    with make() as server, connect(server.url, Word, timeout=LONG) as good:
        with connect(server.url, Word, timeout=LONG) as bad:
            bad.write(Word(word="fail"))
            with pytest.raises(EndOfStream):
                bad.read()
        good.write(HI)
        assert good.read() == HI
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "tcp://127.0.0.1:" in record.getMessage()
    assert record.exc_info is not None
    assert "as asked" in str(record.exc_info[1])


def test_bad_bytes_are_logged_with_peer_and_path(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    with make(max_frame_size=3) as server:
        with connect(server.url, Word, timeout=LONG) as stream:
            stream._channel.sock.sendall(b"\xff")
            with pytest.raises((EndOfStream, ConnectionResetError)):
                stream.read()
        exchange(server)
    (record,) = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert "tcp://127.0.0.1:" in record.getMessage()
    reason = "expected at most 3 bytes (max_frame_size=), the frame takes at least 256"
    assert f"bad bytes: Word at byte 0: {reason}" in record.getMessage()


def test_bad_bytes_and_failures_in_a_task_group_of_a_handler_are_logged_one_by_one(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    async def reads(stream: Any) -> None:
        await stream.read()

    async def handler(stream: Any) -> None:
        try:
            async with asyncio.TaskGroup() as inner:
                inner.create_task(reads(stream))
        except ExceptionGroup as group:
            raise ExceptionGroup("nested", [group, ZeroDivisionError("as asked")]) from None

    with make(handler=handler, max_frame_size=3) as server:
        if type(server).__name__ != "AioServer":
            pytest.skip("a TaskGroup is asyncio's")
        with connect(server.url, Word, timeout=LONG) as stream:
            stream._channel.sock.sendall(b"\xff")
            with pytest.raises((EndOfStream, ConnectionResetError)):
                stream.read()
    bad, failed = sorted(
        (record for record in caplog.records if record.levelno >= logging.WARNING), key=lambda each: each.levelno
    )
    assert "bad bytes: Word at byte 0" in bad.getMessage()
    assert "the handler failed" in failed.getMessage()
    assert failed.exc_info is not None
    assert "as asked" in str(failed.exc_info[1])


def test_a_frame_that_a_handler_cannot_pack_is_its_failure(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    async def handler(stream: Any) -> None:
        await stream.write(Word(word="x" * 256))

    with make(handler=handler) as server:
        if type(server).__name__ == "Server":
            pytest.skip("the same function of serving.py")
        with connect(server.url, Word, timeout=LONG) as stream, pytest.raises(EndOfStream):
            stream.read()
    (record,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert "the handler failed" in record.getMessage()


def test_shutdown_lets_handlers_finish() -> None:
    begun, go_on = threading.Event(), threading.Event()
    finished = []

    def handler(stream: Any) -> None:
        begun.set()
        go_on.wait(LONG)
        stream.write(stream.read())
        finished.append(True)

    server = serve("tcp://127.0.0.1:0", Word, handler)
    with connect(server.url, Word, timeout=LONG) as stream:
        stream.write(HI)
        begun.wait(LONG)
        stopping = threading.Thread(target=server.shutdown, args=(LONG,))
        stopping.start()
        wait_for(lambda: not server._acceptor.is_alive())
        with pytest.raises(OSError, match="refused"):
            connect(server.url, Word)
        go_on.set()
        assert stream.read() == HI
        stopping.join(LONG)
        assert finished == [True]
    server.shutdown()


def test_shutdown_of_asyncio_lets_handlers_finish() -> None:
    async def main() -> None:
        go_on = asyncio.Event()

        async def handler(stream: Any) -> None:
            await go_on.wait()
            await stream.write(await stream.read())

        server = await aio.serve("tcp://127.0.0.1:0", Word, handler)
        async with aio.connect(server.url, Word) as stream:
            await stream.write(HI)
            await asyncio.sleep(0.05)
            stopping = asyncio.create_task(server.shutdown(LONG))
            await asyncio.sleep(0.05)
            with pytest.raises(OSError, match=r"[Cc]onnect"):
                await aio.connect(server.url, Word)
            go_on.set()
            assert await stream.read() == HI
            await stopping
        await server.shutdown()

    run(main())


def test_shutdown_cuts_what_is_left_after_the_grace(make: Make) -> None:
    server = make()
    streams = [connect(server.url, Word, timeout=LONG) for _ in range(5)]
    for stream in streams:
        stream.write(HI)
        assert stream.read() == HI
    begin = time.monotonic()
    server.shutdown(grace=0.2)
    assert 0.2 <= time.monotonic() - begin < 3
    for stream in streams:
        with pytest.raises((EndOfStream, ConnectionResetError)):
            stream.read()
        stream.close()


@pytest.mark.parametrize("stuck", [1, 12])
def test_shutdown_waits_once_for_all_handlers_that_do_not_end(stuck: int) -> None:
    go_on = threading.Event()

    def handler(stream: Any) -> None:
        stream.write(stream.read())
        go_on.wait(LONG)

    server = serve("tcp://127.0.0.1:0", Word, handler)
    streams = [connect(server.url, Word, timeout=LONG) for _ in range(stuck)]
    for stream in streams:
        stream.write(HI)
        assert stream.read() == HI
    begin = time.monotonic()
    server.shutdown(grace=0.1)
    assert 1.1 <= time.monotonic() - begin < 2.5
    for stream in streams:  # cut, though the handler goes on
        with pytest.raises((EndOfStream, ConnectionResetError)):
            stream.read()
        stream.close()
    go_on.set()
    wait_for(lambda: server.connections == 0)


def test_shutdown_does_not_wait_until_a_want_of_descriptors_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    def accept(self: socket.socket) -> Any:
        waiting.set()
        raise OSError(errno.EMFILE, "too many")

    waiting = threading.Event()
    monkeypatch.setattr(socket.socket, "accept", accept)
    monkeypatch.setattr("framekit.net.serving.SHORTEST_PAUSE", LONG)
    with serve("tcp://127.0.0.1:0", Word, thread_echo) as server, socket.create_connection(server.address):
        waiting.wait(LONG)
        begin = time.monotonic()
        server.shutdown(0)
        assert time.monotonic() - begin < LONG / 2


def test_a_handler_may_shut_its_server_down() -> None:
    holder: list[Any] = []

    def handler(stream: Any) -> None:
        stream.write(stream.read())
        holder[0].shutdown(grace=0)

    server = serve("tcp://127.0.0.1:0", Word, handler)
    holder.append(server)
    with connect(server.url, Word, timeout=LONG) as stream:
        stream.write(HI)
        assert stream.read() == HI
        waiter = threading.Thread(target=server.wait)
        waiter.start()
        waiter.join(LONG)
        assert not waiter.is_alive()
    wait_for(lambda: server.connections == 0)


@contextmanager
def few_descriptors(spare: int) -> Iterator[None]:
    """Let this process open so few descriptors more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = max(map(int, descriptors()))
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 1 + spare, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_server_outlives_a_want_of_descriptors(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    with make() as server, ExitStack() as taken:
        before = len(descriptors())
        exchange(server)
        wait_for(lambda: len(descriptors()) <= before)  # else one falls free while there are to be none
        with few_descriptors(8):
            with suppress(OSError):
                while True:
                    last = taken.enter_context(socket.socket())
            last.close()
            with socket.create_connection(server.address) as client:
                wait_for(lambda: any("cannot accept" in record.getMessage() for record in caplog.records))
                taken.close()
                client.settimeout(LONG)
                client.sendall(HI.pack())
                assert client.recv(10) == HI.pack()
        exchange(server)


@pytest.mark.parametrize("fault", [errno.ECONNABORTED, errno.EPROTO])
def test_a_connection_that_is_gone_already_is_passed_over(fault: int, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.socket.accept
    faults = [fault]

    def accept(self: socket.socket) -> Any:
        if faults:
            raise OSError(faults.pop(), "gone")
        return real(self)

    monkeypatch.setattr(socket.socket, "accept", accept)
    with serve("tcp://127.0.0.1:0", Word, thread_echo) as server:
        exchange(server)
    assert not faults


def test_peers_that_reset_do_no_harm(make: Make) -> None:
    with make() as server:
        for size in (0, 1, 3):
            for _ in range(20):
                sock = socket.create_connection(server.address)
                sock.sendall(HI.pack()[:size])
                reset(sock)
        exchange(server)
        wait_for(lambda: server.connections == 0)


@pytest.mark.parametrize(("url", "size"), [("unix:@framekit-buffered", 300_000), ("tcp://127.0.0.1:0", 8_000_000)])
def test_an_answer_that_is_still_buffered_when_the_handler_returns_gives_its_place_back(url: str, size: int) -> None:
    """asyncio's transports cannot be aborted after what was buffered has gone out, which closes them."""

    async def handler(stream: Any) -> None:
        await stream.write(await stream.read())
        buffered.append(stream._protocol.transport.get_write_buffer_size())

    async def main() -> None:
        async with aio.serve(own(url), Blob, handler, max_connections=2, max_frame_size=1 << 24) as server:
            blob = Blob(body=bytes(size))
            for _ in range(5):
                async with aio.connect(server.url, Blob, max_frame_size=1 << 24) as stream:
                    await stream.write(blob)
                    assert await stream.read(timeout=LONG) == blob
                    with pytest.raises(EndOfStream):
                        await stream.read(timeout=LONG)
            async with asyncio.timeout(LONG):
                while server.connections:
                    await asyncio.sleep(0.01)

    buffered: list[int] = []
    run(main())
    assert len(buffered) == 5
    assert all(buffered)


@pytest.mark.parametrize("fault", [OSError(errno.EIO, "of the system"), ZeroDivisionError()], ids=repr)
def test_a_connection_that_cannot_be_closed_gives_its_place_back(make: Make, fault: Exception, monkeypatch: Any) -> None:
    def cannot(*_: object) -> None:
        raise fault

    with make(max_connections=1) as server:
        with monkeypatch.context() as patch:
            patch.setattr("framekit.net.channel.PlainChannel.say_goodbye", cannot)
            patch.setattr("framekit.net.aio.protocol.FrameProtocol.abort", cannot)
            patch.setattr("framekit.net.anyio.stream.FrameStream.aclose", cannot)
            with socket.create_connection(server.address) as sock:
                sock.sendall(HI.pack())
                assert sock.recv(100) == HI.pack()
            wait_for(lambda: server.connections == 0)
        exchange(server)


def test_peers_that_close_their_half_get_their_answers(make: Make) -> None:
    with make() as server, connect(server.url, Word, timeout=LONG) as stream:
        stream.write(*[HI] * 1000)
        stream.send_eof()
        assert list(stream) == [HI] * 1000


def test_what_cannot_be_served_is_refused(make: Make) -> None:
    for url in ("udp://127.0.0.1:0", "unixgram:x", "tcp://127.0.0.1", "unix:"):
        with pytest.raises(InvalidAddress):
            make(url)
    with pytest.raises(ValueError, match="max_connections"):
        make(max_connections=0)
    with pytest.raises(SpecError):
        make(frame=make_frame("Rest", {"kind": u8, "body": data()}))
    with make() as server, pytest.raises(OSError, match="in use"):
        make(server.url)


def test_a_port_can_be_taken_again_at_once(make: Make) -> None:
    with make() as server:
        url = server.url
        stream = connect(url, Word, timeout=LONG)
        stream.write(HI)
        assert stream.read() == HI
        server.shutdown(0)
    with make(url) as server:
        exchange(server)
    stream.close()


def test_streams_of_a_server_are_closed_when_the_handler_is_done() -> None:
    kept: list[Any] = []
    with serve("tcp://127.0.0.1:0", Word, kept.append) as server, connect(server.url, Word, timeout=LONG) as stream:
        with pytest.raises(EndOfStream):
            stream.read()
        wait_for(lambda: server.connections == 0)
        with pytest.raises(StreamClosed):
            kept[0].write(HI)
