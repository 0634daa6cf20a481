"""Peers, programs and moments that are out to break a stream or a server."""

from __future__ import annotations

import asyncio
import fcntl
import os
import socket
import ssl
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from framekit import DatagramEndpoint, FrameStream, Slip, StreamBusy, StreamClosed, TruncatedFrame, serve
from framekit.net import aio, unixfile
from tests.decoder.streams import Word
from tests.net.support import HI, LONG, THERE, Blob, own, run
from tests.net.test_aio import cancelled_at, half
from tests.net.test_blocking import contexts, tls_pair

FIRST = Blob(body=b"1" * 400_000)


class Flood:
    """A peer that sends the same bytes on and on."""

    def __init__(self, sock: socket.socket, data: bytes) -> None:
        self.stop = threading.Event()
        self.sock = sock
        self.thread = threading.Thread(target=self.run, args=(data,))
        self.thread.start()

    def run(self, data: bytes) -> None:
        try:
            while not self.stop.is_set():
                self.sock.send(data)
        except OSError:
            return

    def end(self) -> None:
        self.stop.set()
        self.sock.close()
        self.thread.join()


@pytest.mark.parametrize("timeout", [0, 0.1])
def test_fill_without_end_does_not_hold_a_read_beyond_its_time(timeout: float) -> None:
    left, right = socket.socketpair()
    with FrameStream(right, Word, framing=Slip()) as stream:
        left.settimeout(1)
        flood = Flood(left, b"\xc0" * 10_000)
        begin = time.monotonic()
        with pytest.raises(TimeoutError):
            stream.read(timeout=timeout)
        assert time.monotonic() - begin < 1
        stream.close()
        flood.end()


def test_what_does_not_block_waits_for_no_other_writer() -> None:
    left, right = socket.socketpair()
    with right, FrameStream(left, Blob) as stream:
        thread = threading.Thread(target=lambda: stream._writing.acquire(timeout=LONG))
        thread.start()
        thread.join()
        left.setblocking(False)
        begin = time.monotonic()
        with pytest.raises(BlockingIOError):
            stream.write(FIRST)
        with pytest.raises(StreamBusy):
            stream.detach()
        assert time.monotonic() - begin < 1
        stream._writing.release()


def test_close_ends_who_writes_with_an_error_of_ours() -> None:
    left, right = socket.socketpair()
    stream = FrameStream(left, Blob)
    seen: list[BaseException] = []

    def write() -> None:
        try:
            while True:
                stream.write(FIRST)
        except Exception as error:
            seen.append(error)

    thread = threading.Thread(target=write)
    thread.start()
    time.sleep(0.05)
    stream.close()
    thread.join(LONG)
    right.close()
    assert [type(error) for error in seen] == [StreamClosed]


def test_errors_that_are_raised_ever_again_do_not_grow() -> None:
    left, right = socket.socketpair()
    with left, FrameStream(right, Word) as stream:
        left.sendall(b"\x05x")
        left.shutdown(socket.SHUT_WR)
        for _ in range(100):
            with pytest.raises(TruncatedFrame) as caught:
                stream.read()
        assert len(caught.traceback) < 12
        assert caught.value.fatal
        assert "the stream has ended" in str(caught.value)


def test_bytes_that_were_read_already_come_first() -> None:
    left, right = socket.socketpair()
    with left:
        left.sendall(HI.pack() + THERE.pack() + b"\0\0\0\1")
        stream = FrameStream(right, Word)
        assert stream.read() == HI
        stream = FrameStream(*stream.detach()[:1], Word, unread=THERE.pack() + b"\0\0\0\1")
        assert stream.read() == THERE
        sock, unread = stream.detach()
        left.sendall(b"x")
        with FrameStream(sock, Blob, unread=unread) as blobs:
            assert blobs.read() == Blob(body=b"x")


def test_tls_is_ended_in_its_own_terms() -> None:
    left, right = tls_pair()
    right.suppress_ragged_eofs = False
    FrameStream(left, Word).close()
    assert right.recv(1) == b""
    right.close()
    left, right = tls_pair()
    with FrameStream(left, Word) as stream, FrameStream(right, Word) as other:
        with pytest.raises(OSError, match="TLS"):
            stream.send_eof()
        stream.write(HI)
        assert other.read(timeout=LONG) == HI


# Files


def test_a_lock_that_somebody_holds_is_not_waited_for_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unixfile, "LOCK_TRIES", 5)
    folder = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    with pytest.raises(OSError, match="lock"):
        serve(f"unix:{tmp_path / 's'}", Word, print)
    os.close(folder)


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_child_of_a_fork_does_not_remove_the_file(tmp_path: Path) -> None:
    path = tmp_path / "d"
    with DatagramEndpoint.bind(f"unixgram:{path}", Word) as endpoint:
        child = os.fork()
        if child == 0:
            endpoint.close()
            os._exit(0)
        os.waitpid(child, 0)
        assert path.exists()
    assert not path.exists()


def test_a_file_is_removed_though_the_folder_was_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    server = serve("unix:s", Word, print)
    monkeypatch.chdir("/")
    server.shutdown()
    assert not (tmp_path / "s").exists()


def test_a_datagram_to_a_path_where_nobody_is_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "gone"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as gone:
        gone.bind(str(path))
    with DatagramEndpoint.bind(own("unixgram:@framekit-sender"), Word) as sender:
        with pytest.raises(ConnectionRefusedError):
            sender.send(HI, to=str(path))
        assert sender.statistics.sent == 0


# Servers


@pytest.mark.parametrize("options", [{"max_frame_size": 0}, {"on_error": "drop"}, {"bogus": 1}, {"sends": 5}, {"framing": 5}])
def test_options_that_make_no_sense_are_refused_at_once(options: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError, AttributeError)):
        serve("tcp://127.0.0.1:0", Word, print, **options)
    with pytest.raises((TypeError, ValueError, AttributeError)):
        run(aio.serve("tcp://127.0.0.1:0", Word, print, **options)._coroutine)


def test_handlers_of_the_wrong_kind_are_refused() -> None:
    async def handler(stream: Any) -> None: ...

    with pytest.raises(TypeError, match=r"framekit\.net\.aio"):
        serve("tcp://127.0.0.1:0", Word, handler)
    with pytest.raises(TypeError, match="handler function"):
        serve("tcp://127.0.0.1:0", Word, None)  # type: ignore[arg-type]


def test_a_peer_that_takes_nothing_does_not_keep_its_place_when_the_handler_is_done() -> None:
    async def main() -> None:
        async def handler(stream: Any) -> None:
            await stream.write(Blob(body=bytes(20_000_000)))

        async with aio.serve("tcp://127.0.0.1:0", Blob, handler, idle_timeout=0.2, max_connections=1) as server:
            with socket.create_connection(server.address):
                for _ in range(100):
                    await asyncio.sleep(0.05)
                    if server.connections == 0:
                        break
                assert server.connections == 0

    run(main())


def test_closing_waits_no_longer_than_the_timeout_for_a_peer_that_takes_nothing() -> None:
    async def main() -> None:
        peer, stream = await half(Blob, timeout=0.1)
        await stream.write(Blob(body=bytes(20_000_000)))
        begin = time.monotonic()
        await stream.close()
        assert time.monotonic() - begin < 5
        peer.close()

    run(main())


def test_a_silent_peer_does_not_keep_its_place_before_tls_has_begun() -> None:
    inside, outside = contexts()

    async def main() -> None:
        async def echo(stream: Any) -> None:
            async for frame in stream:
                await stream.write(frame)

        options: dict[str, Any] = {"tls": inside, "idle_timeout": 0.3, "max_connections": 1}
        async with aio.serve("tcp://127.0.0.1:0", Word, echo, **options) as server:
            with socket.create_connection(server.address):
                url = server.url
                async with aio.connect(url, Word, tls=outside, server_hostname="localhost", connect_timeout=LONG) as stream:
                    await stream.write(HI)
                    assert await stream.read(timeout=LONG) == HI

    run(main())


def test_waiting_for_a_server_can_be_cancelled() -> None:
    async def main() -> None:
        async with aio.serve("tcp://127.0.0.1:0", Word, lambda stream: stream.write(HI)) as server:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await server.wait()
            stopping = asyncio.create_task(server.shutdown(LONG))
            waiting = asyncio.create_task(server.wait())
            await asyncio.sleep(0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            await stopping

    run(main())


@pytest.mark.parametrize("turns", range(6))
def test_a_connection_that_comes_while_the_server_stops_is_not_lost(turns: int) -> None:
    async def main() -> None:
        async def echo(stream: Any) -> None:
            async for frame in stream:
                await stream.write(frame)

        server = await aio.serve("tcp://127.0.0.1:0", Word, echo)
        with socket.create_connection(server.address):
            for _ in range(turns):
                await asyncio.sleep(0)
            await server.shutdown(0)

    run(main())


@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_detach_that_is_cancelled_can_be_made_again(step: int) -> None:
    async def main() -> None:
        peer, stream = await half()
        peer.send(HI.pack() + b"more")
        assert await stream.read() == HI
        result = await cancelled_at(stream.detach(), step)
        sock, unread = result if result is not None else await stream.detach()
        assert unread == b"more"
        sock.close()
        peer.close()
        await stream.close()

    run(main())


def test_datagrams_without_end_let_others_have_their_turn() -> None:
    async def main() -> None:
        async with aio.DatagramEndpoint.bind("udp://127.0.0.1:0", Word) as endpoint:
            sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            sock.connect(endpoint.address)
            flood = Flood(sock, HI.pack())
            begin = time.monotonic()
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    async for _ in endpoint:
                        pass
            assert time.monotonic() - begin < 2
            flood.end()

    run(main())


def test_sending_datagrams_without_end_lets_others_have_their_turn() -> None:
    async def main() -> None:
        async with aio.DatagramEndpoint.connect("udp://127.0.0.1:9", Word) as endpoint:
            begin = time.monotonic()
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    while time.monotonic() - begin < LONG:
                        with suppress(ConnectionRefusedError):
                            await endpoint.send(HI)
            assert time.monotonic() - begin < LONG / 2

    run(main())


def test_a_connect_by_datagram_that_is_cancelled_leaves_nothing() -> None:
    async def main() -> None:
        task = asyncio.ensure_future(aio.DatagramEndpoint.connect("udp://localhost:9", Word)._coroutine)
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(main())


def test_the_context_of_tls_names_its_host() -> None:
    with pytest.raises(ssl.SSLError):
        inside, outside = contexts()

        async def main() -> None:
            async with aio.serve("tcp://127.0.0.1:0", Word, lambda stream: stream.write(HI), tls=inside) as server:
                await aio.connect(server.url, Word, tls=outside, server_hostname="elsewhere.test")

        run(main())
