"""FrameStream of asyncio: back-pressure both ways, cancellation at any await, timeouts, the end."""

from __future__ import annotations

import asyncio
import socket
import threading
import types
from collections.abc import Awaitable, Callable, Coroutine, Generator
from functools import partial
from typing import Any

import pytest

from framekit import NEED_DATA, ChecksumMismatch, EndOfStream, Skipped, StreamBusy, StreamClosed, TruncatedFrame
from framekit.net import aio
from framekit.net.aio.protocol import HIGH_WATER
from tests.decoder.streams import Message, Word
from tests.net.support import HI, LONG, THERE, Blob, own, reset, run
from tests.net.test_blocking import contexts

Stream = aio.FrameStream[Any]


async def pair(frame: type[Any] = Word, **options: Any) -> tuple[Stream, Stream]:
    left, right = socket.socketpair()
    return await aio.FrameStream.open(left, frame, **options), await aio.FrameStream.open(right, frame, **options)


async def half(frame: type[Any] = Word, **options: Any) -> tuple[socket.socket, Stream]:
    left, right = socket.socketpair()
    left.setblocking(False)
    return left, await aio.FrameStream.open(right, frame, **options)


@types.coroutine
def cancelled_at(coroutine: Coroutine[Any, Any, Any], step: int) -> Generator[Any, Any, Any]:
    """Run a coroutine, and cancel it where it awaits for the n-th time. Returns None then, else what it gives."""
    going_on: Callable[[], Any] = partial(coroutine.send, None)
    while True:
        try:
            awaited = going_on()
        except StopIteration as done:
            return done.value
        step -= 1
        if step == 0:
            with pytest.raises(asyncio.CancelledError):
                coroutine.throw(asyncio.CancelledError())
            return None
        try:
            value = yield awaited
            going_on = partial(coroutine.send, value)
        except BaseException as fault:  # a timeout, for one, comes as a cancellation from outside
            going_on = partial(coroutine.throw, fault)


async def until_done(make: Callable[[], Coroutine[Any, Any, Any]], step: int, done: Callable[[], bool]) -> None:
    """Call again and again, each call cancelled at its n-th await, until it is done.

    No call awaits more than three times, so that a sweep over n from 1 to 4 cancels at each of its awaits, and at none.
    """
    for _ in range(100_000):
        await cancelled_at(make(), step)
        if done():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never comes to its end")


def test_frames_both_ways() -> None:
    async def main() -> None:
        left, right = await pair()
        async with left, right:
            await left.write(HI, THERE)
            await right.write(THERE)
            assert [await right.read(), await right.read(), await left.read()] == [HI, THERE, THERE]
            assert right.try_read() is NEED_DATA
            await left.send_eof()
            assert [frame async for frame in right] == []
            with pytest.raises(EndOfStream):
                await right.read()
            with pytest.raises(EndOfStream):
                right.try_read()
            with pytest.raises(StreamClosed):
                await left.write(HI)
            await right.write(HI)
            assert await left.read() == HI

    run(main())


@pytest.mark.parametrize("step", range(1, 5))
def test_a_read_that_is_cancelled_at_any_await_loses_nothing(step: int) -> None:
    messages = [Message(kind=1, body=b"x" * size) for size in (0, 3, 40, 0, 5)]
    wire = b"".join(each.pack() for each in messages)

    async def main() -> list[Any]:
        peer, stream = await half(Message)
        seen: list[Any] = []

        async def drip() -> None:
            for at in range(len(wire)):
                peer.send(wire[at : at + 1])
                for _ in range(3):
                    await asyncio.sleep(0)

        async def read() -> None:
            seen.append(await stream.read(timeout=LONG))

        task = asyncio.create_task(drip())
        await until_done(read, step, lambda: len(seen) == len(messages))
        await task
        await stream.close()
        peer.close()
        return seen

    assert run(main()) == messages


@pytest.mark.parametrize("step", range(1, 5))
def test_a_write_that_is_cancelled_at_any_await_is_sent_once_or_not_at_all(step: int) -> None:
    blobs = [Blob(body=bytes([number]) * 100_000) for number in range(30)]

    async def main() -> list[Any]:
        left, right = await pair(Blob)
        written: list[Any] = []

        async def write() -> None:
            await left.write(blobs[len(written)], timeout=LONG)
            written.append(1)

        async def read() -> list[Any]:
            return [await right.read() for _ in blobs]

        task = asyncio.create_task(read())
        await until_done(write, step, lambda: len(written) == len(blobs))
        seen = await task
        assert right.try_read() is NEED_DATA
        await left.close()
        await right.close()
        return seen

    assert run(main()) == blobs


def test_timeouts_lose_nothing() -> None:
    async def main() -> None:
        peer, stream = await half(timeout=0.01)
        with pytest.raises(TimeoutError):
            await stream.read()
        peer.send(HI.pack()[:2])
        with pytest.raises(TimeoutError):
            await stream.read(timeout=0.02)
        peer.send(HI.pack()[2:])
        assert await stream.read(timeout=LONG) == HI
        with pytest.raises(TimeoutError):  # as soon as the peer is slow
            while True:
                await stream.write(HI, THERE)
        stream.abort()
        await stream.close()
        peer.close()

    run(main())


def test_a_peer_that_floods_is_held_back() -> None:
    async def main() -> None:
        peer, stream = await half()
        wire = HI.pack() * 10_000
        sent = 0
        for _ in range(1000):
            try:
                sent += peer.send(wire)
            except BlockingIOError:
                await asyncio.sleep(0.001)
                if stream._protocol.paused:
                    break
        await asyncio.sleep(0.05)
        assert stream._protocol.paused
        assert stream._decoder.buffered < 3 * HIGH_WATER
        peer.setblocking(True)
        thread = threading.Thread(target=lambda: peer.shutdown(socket.SHUT_WR))
        thread.start()
        thread.join()
        count = 0
        try:
            async for frame in stream:
                assert frame == HI
                count += 1
        except TruncatedFrame:
            pass
        assert count == sent // len(HI.pack())
        await stream.close()
        peer.close()

    run(main())


def test_a_frame_larger_than_what_is_held_back_comes_through() -> None:
    async def main() -> None:
        left, right = await pair(Blob, max_frame_size=1 << 23)
        blobs = [Blob(body=b"x" * size) for size in (3 * HIGH_WATER, 10, 4 * HIGH_WATER)]
        task = asyncio.create_task(_write_all(left, blobs))
        assert [await right.read() for _ in blobs] == blobs
        await task
        await left.close()
        await right.close()

    run(main())


async def _write_all(stream: Stream, frames: list[Any]) -> None:
    for frame in frames:
        await stream.write(frame)


def test_writers_wait_while_the_peer_is_slow() -> None:
    async def main() -> None:
        left, right = await pair(Blob)
        blob = Blob(body=b"x" * 100_000)
        tasks = [asyncio.create_task(_write_all(left, [blob] * 10)) for _ in range(5)]
        await asyncio.sleep(0.05)
        assert left._protocol.transport.get_write_buffer_size() < 1 << 20
        assert not any(task.done() for task in tasks)
        assert [await right.read() for _ in range(50)] == [blob] * 50
        await asyncio.gather(*tasks)
        await left.close()
        await right.close()

    run(main())


def test_a_second_reader_is_an_error() -> None:
    async def main() -> None:
        left, right = await pair()
        task = asyncio.create_task(right.read())
        await asyncio.sleep(0)
        for use in (right.read, right.detach):
            with pytest.raises(StreamBusy):
                await use()
        with pytest.raises(StreamBusy):
            right.try_read()
        await left.write(HI)
        assert await task == HI
        await left.close()
        await right.close()

    run(main())


def test_close_wakes_who_reads_and_who_writes() -> None:
    async def main() -> None:
        peer, stream = await half(Blob)
        read = asyncio.create_task(stream.read())
        write = asyncio.create_task(_write_all(stream, [Blob(body=bytes(100_000))] * 100))
        await asyncio.sleep(0.02)
        stream.abort()
        for task in (read, write):
            with pytest.raises((StreamClosed, OSError)):
                await task
        for use in (stream.read, lambda: stream.write(Blob(body=b"")), stream.detach):
            with pytest.raises(StreamClosed):
                await use()
        await stream.close()
        await stream.close()
        assert "closed" in repr(stream)
        peer.close()

    run(main())


def test_frames_that_have_come_already_let_others_have_their_turn() -> None:
    async def main() -> None:
        peer, stream = await half()
        peer.send(HI.pack() * 3000)
        assert await stream.read() == HI
        turns = 0

        async def count() -> None:
            nonlocal turns
            while True:
                await asyncio.sleep(0)
                turns += 1

        counting = asyncio.create_task(count())
        for _ in range(2999):
            assert await stream.read() == HI
        assert 100 < turns < 1500
        counting.cancel()
        peer.send(HI.pack() * 1000)
        seen = 0
        for _ in range(10_000):  # one that is cancelled while others have their turn has lost nothing
            if await cancelled_at(stream.read(), 1) is not None:
                seen += 1
            if seen == 1000:
                break
            await asyncio.sleep(0)
        assert seen == 1000
        assert stream.try_read() is NEED_DATA
        await stream.close()
        peer.close()

    run(main())


@pytest.mark.parametrize("late", [False, True])
def test_what_is_called_after_the_connection_was_lost_gives_our_errors(late: bool) -> None:
    async def main() -> None:
        peer, stream = await half(Blob)
        await stream.write(Blob(body=bytes(1_000_000)))
        detaching = asyncio.create_task(stream.detach())
        await asyncio.sleep(0.01)
        peer.close()
        if late:
            await stream._protocol.closed
        with pytest.raises(OSError, match=r"."):
            await detaching
        stream.abort()
        stream.abort()
        await stream.close()

    run(main())


def test_errors_come_behind_the_frames_before_them() -> None:
    good = Message(kind=1, body=b"abc")

    async def main() -> None:
        peer, stream = await half(Message)
        peer.send(good.pack() + good.pack()[:-1] + b"?" + good.pack() + good.pack()[:4])
        peer.close()
        assert await stream.read() == good
        with pytest.raises(ChecksumMismatch):
            await stream.read()
        assert await stream.read() == good
        for _ in range(2):
            with pytest.raises(TruncatedFrame):
                await stream.read()
        await stream.close()
        peer, searching = await half(Message, resync=True)
        peer.send(b"garbage" + good.pack())
        assert [await searching.read(), await searching.read()] == [Skipped(0, b"garbage", EndOfStream("")), good]
        await searching.close()
        peer.close()

    run(main())


def test_a_reset_comes_behind_the_frames_before_it() -> None:
    async def main() -> None:
        accepted: asyncio.Future[Stream] = asyncio.get_running_loop().create_future()
        finished = asyncio.Event()

        async def handler(stream: Stream) -> None:
            accepted.set_result(stream)
            await finished.wait()

        async with aio.serve("tcp://127.0.0.1:0", Word, handler) as server:
            sock = socket.create_connection(server.address)
            sock.sendall(HI.pack())
            stream = await accepted
            assert await stream.read() == HI
            reset(sock)
            for _ in range(2):
                with pytest.raises(ConnectionResetError):
                    await stream.read()
            with pytest.raises(ConnectionResetError):
                await stream.write(HI)
            finished.set()

    run(main())


def test_another_protocol_goes_on_with_the_socket() -> None:
    async def main() -> None:
        peer, stream = await half()
        peer.send(HI.pack() + b"SSH-2.0-x\r\n")
        assert await stream.read() == HI
        await stream.write(THERE)
        sock, unread = await stream.detach()
        assert unread == b"SSH-2.0-x\r\n"
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(sock, b"on it goes")
        assert await loop.sock_recv(peer, 100) in (THERE.pack(), THERE.pack() + b"on it goes")
        await loop.sock_sendall(peer, b"back")
        assert await loop.sock_recv(sock, 100) == b"back"
        with pytest.raises(StreamClosed, match="detached"):
            await stream.read()
        await stream.close()
        sock.close()
        peer.close()

    run(main())


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:0", "tcp://[::1]:0", "tcp://localhost:0", "unix:@framekit-aio"])
@pytest.mark.parametrize("tls", [False, True], ids=["plain", "TLS"])
def test_connections(url: str, tls: bool) -> None:
    async def echo(stream: Stream) -> None:
        async for frame in stream:
            await stream.write(frame)

    async def main() -> None:
        if tls and not url.startswith("tcp://localhost"):
            return
        inside, outside = contexts() if tls else (None, None)
        async with aio.serve(own(url), Blob, echo, tls=inside) as server:
            target = server.url.replace("127.0.0.1", "localhost").replace("[::1]", "localhost") if tls else server.url
            async with aio.connect(target, Blob, tls=outside) as stream:
                blobs = [Blob(body=b"x" * size) for size in (0, 1, 100_000)]
                await stream.write(*blobs)
                assert [await stream.read() for _ in blobs] == blobs
                if tls:
                    with pytest.raises(NotImplementedError):
                        await stream.send_eof()
                    with pytest.raises(NotImplementedError):
                        await stream.detach()
            stream = await aio.connect(target, Blob, tls=outside)
            await stream.close()

    run(main())


def test_who_fails_does_not_wait_for_a_peer_that_takes_nothing() -> None:
    async def main() -> None:
        peer, stream = await half(Blob)
        with pytest.raises(ZeroDivisionError):
            async with stream:
                await stream.write(Blob(body=bytes(1 << 20)))
                raise ZeroDivisionError
        peer.close()

    run(main())


def test_awaitables_are_typed() -> None:
    async def main() -> None:
        made: Awaitable[aio.Server] = aio.serve("tcp://127.0.0.1:0", Word, lambda stream: stream.write(HI))
        server = await made
        await server.shutdown()

    run(main())
