"""Requests that wait for their replies, on every driver: who gets which frame, what is kept, what a failure leaves."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from framekit import EndOfStream, Frame, FrameStream, StreamBusy, TruncatedFrame, UnpackError, const, text, this, u8
from framekit.net import aio
from framekit.net.replies import KEPT, Replies, matcher
from tests.net.support import LONG, pair, wait_for


class Numbered(Frame):
    mark: int = const(0x55, u8)
    id: u8
    word: str = text(prefix=u8)


ONE, TWO, NOTE = Numbered(id=1, word="one"), Numbered(id=2, word="two"), Numbered(id=0, word="note")


def answer(frame: Numbered) -> Numbered:
    return Numbered(id=frame.id, word=frame.word.upper())


# Threads


def test_a_reply_is_found_by_a_field_a_function_or_its_place() -> None:
    left, right = pair(Numbered, timeout=LONG)
    with left, right:
        right.write(NOTE, answer(ONE))
        assert left.request(ONE, reply=this.id) == answer(ONE)
        right.write(NOTE, answer(TWO))
        assert left.request(TWO, reply=lambda frame: frame.word.isupper()) == answer(TWO)
        right.write(NOTE)
        assert left.request(ONE) == NOTE
        assert [left.read(), left.try_read()] == [NOTE, NOTE]
        assert [right.read(), right.read(), right.read()] == [ONE, TWO, ONE]
        with pytest.raises(TimeoutError):
            left.read(timeout=0)


def test_requests_of_many_threads_share_a_stream_beside_one_that_reads() -> None:
    left, right = pair(Numbered, timeout=LONG)
    read: list[Any] = []

    def serve() -> None:
        asked = [right.read() for _ in range(100)]
        for index, frame in enumerate(reversed(asked)):
            right.write(answer(frame))
            if index % 10 == 0:
                right.write(NOTE)
        right.write(Numbered(id=255, word="end"))

    def read_notes() -> None:
        while (frame := left.read()).id != 255:
            read.append(frame)

    server, reader = threading.Thread(target=serve), threading.Thread(target=read_notes)
    with left, right, ThreadPoolExecutor(20) as pool:
        server.start()
        reader.start()
        frames = [Numbered(id=1 + number, word=str(number)) for number in range(100)]
        barrier = threading.Barrier(20)

        def ask(share: list[Numbered]) -> list[Numbered]:
            barrier.wait(LONG)
            with ThreadPoolExecutor(len(share)) as inner:
                return list(inner.map(lambda frame: left.request(frame, reply=this.id), share))

        shares = [frames[at : at + 5] for at in range(0, 100, 5)]
        found = [frame for share in pool.map(ask, shares) for frame in share]
        server.join(LONG)
        reader.join(LONG)
    assert found == [answer(frame) for frame in frames]
    assert read == [NOTE] * 10
    assert left.statistics.received == 111
    assert left.statistics.sent == 100


def test_a_request_that_times_out_loses_nothing() -> None:
    left, right = pair(Numbered, timeout=LONG)
    with left, right:
        right.write(NOTE)
        with pytest.raises(TimeoutError):
            left.request(ONE, reply=this.id, timeout=0.05)
        right.write(answer(ONE))
        assert [left.read(), left.read()] == [NOTE, answer(ONE)]
        assert left.statistics.sent == 1


def test_a_reply_that_was_given_to_a_request_that_gives_up_is_kept() -> None:
    replies: Replies[Any] = Replies()
    request = replies.expect(ONE, this.id, lambda: None)
    assert not replies.give(answer(TWO))
    assert replies.give(answer(ONE))
    assert not replies.give(answer(ONE))
    replies.forget(request)
    assert list(replies.kept) == [answer(ONE)]


def test_an_error_of_the_function_ends_its_request_alone() -> None:
    left, right = pair(Numbered, timeout=LONG)
    with left, right:
        right.write(NOTE)
        with pytest.raises(ZeroDivisionError):
            left.request(ONE, reply=lambda frame: 1 // 0 == 1)
        assert left.read() == NOTE


@pytest.mark.parametrize(("wrong", "kind"), [(7, TypeError), ("id", TypeError), (this.nothing, AttributeError)])
def test_what_cannot_tell_a_reply_is_refused_before_anything_is_sent(wrong: Any, kind: type[Exception]) -> None:
    left, right = pair(Numbered, timeout=LONG)
    with left, right:
        with pytest.raises(kind):
            left.request(ONE, reply=wrong)
        assert not right.try_read()


def test_a_frame_without_the_field_is_no_reply() -> None:
    class Other(Frame):
        x: u8

    assert not matcher(ONE, this.id)(Other(x=1))
    assert matcher(ONE, this.id)(answer(ONE))


def test_a_flood_of_other_frames_ends_a_request_and_is_kept() -> None:
    left, right = pair(Numbered, timeout=LONG)
    with left, right:
        flood = threading.Thread(target=right.write, args=[NOTE] * (KEPT + 10))
        flood.start()
        with pytest.raises(StreamBusy, match="1,024 frames"):
            left.request(ONE, reply=this.id)
        with pytest.raises(StreamBusy, match="not been read"):
            left.detach()
        assert [left.read() for _ in range(KEPT + 10)] == [NOTE] * (KEPT + 10)
        flood.join(LONG)


@pytest.mark.parametrize(("wire", "error"), [(b"", EndOfStream), (b"\x55\x01", TruncatedFrame), (b"\x56", UnpackError)])
def test_the_end_of_the_stream_and_bad_bytes_reach_every_request(wire: bytes, error: type[Exception]) -> None:
    left, sock = socket.socketpair()
    with FrameStream(left, Numbered, timeout=LONG) as stream, ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(stream.request, Numbered(id=1 + number, word=""), reply=this.id) for number in range(3)]
        wait_for(lambda: stream.statistics.sent == 3)
        sock.sendall(NOTE.pack() + wire)
        sock.shutdown(socket.SHUT_WR)
        for each in asked:
            with pytest.raises(error):
                each.result(LONG)
        assert stream.read() == NOTE
        with pytest.raises(error):
            stream.read()
        sock.close()


def test_two_readers_are_one_too_many_beside_requests_too() -> None:
    left, right = pair(Numbered, timeout=LONG)
    with left, right, ThreadPoolExecutor(2) as pool:
        asked = pool.submit(left.request, ONE, reply=this.id)
        wait_for(lambda: left._replies.is_reading)
        first = pool.submit(left.read)
        wait_for(lambda: left._replies.reader is not None)
        with pytest.raises(StreamBusy):
            left.read()
        right.write(NOTE, answer(ONE))
        assert (first.result(LONG), asked.result(LONG)) == (NOTE, answer(ONE))


def test_a_reader_waits_when_a_request_ends_or_begins_reading_meanwhile() -> None:
    """A thread may be suspended between taking the lock and recording that a request reads."""
    left, right = pair(Numbered, timeout=LONG)
    entered, go_on = threading.Event(), threading.Event()

    class Suspending(Replies[Any]):
        def __setattr__(self, name: str, value: Any) -> None:
            if name == "is_reading" and not entered.is_set() and hasattr(self, "_lock"):
                entered.set()
                go_on.wait(LONG)
            super().__setattr__(name, value)

    left._replies = Suspending()
    with left, right, ThreadPoolExecutor(2) as pool:
        asked = pool.submit(left.request, ONE, reply=this.id)
        assert entered.wait(LONG)
        reader = pool.submit(left.read)
        wait_for(lambda: reader.running())
        go_on.set()
        right.write(NOTE, answer(ONE))
        assert (reader.result(LONG), asked.result(LONG)) == (NOTE, answer(ONE))


# asyncio and anyio


async def _aio_pair() -> Any:
    left, right = socket.socketpair()
    return await aio.FrameStream.open(left, Numbered, timeout=LONG), await aio.FrameStream.open(right, Numbered, timeout=LONG)


async def _anyio_pair() -> Any:
    from anyio.abc import UNIXSocketStream

    from framekit.net.anyio import FrameStream as Stream

    left, right = socket.socketpair()
    return [Stream(await UNIXSocketStream.from_socket(sock), Numbered, timeout=LONG) for sock in (left, right)]


@pytest.fixture(params=["asyncio", "anyio on asyncio", "anyio on trio"])
def run(request: pytest.FixtureRequest) -> Callable[[Callable[[Any, Any, Any], Any]], None]:
    """Runs a function with two streams and a function that runs others at the same time."""
    anyio = pytest.importorskip("anyio", reason="the extra `anyio` is not installed")
    pytest.importorskip("trio", reason="trio is not installed")
    make = _aio_pair if request.param == "asyncio" else _anyio_pair

    async def together(*functions: Callable[[], Any]) -> list[Any]:
        found: list[Any] = [None] * len(functions)

        async def one(index: int) -> None:
            found[index] = await functions[index]()

        async with anyio.create_task_group() as group:
            for index in range(len(functions)):
                group.start_soon(one, index)
        return found

    def running(main: Callable[[Any, Any, Any], Any]) -> None:
        async def limited() -> None:
            with anyio.fail_after(LONG):
                left, right = await make()
                async with left, right:
                    await main(left, right, together)

        anyio.run(limited, backend=request.param.split()[-1])

    return running


Run = Callable[[Any], None]


def test_tasks_share_a_stream_beside_one_that_reads(run: Run) -> None:
    async def main(left: Any, right: Any, together: Any) -> None:
        frames = [Numbered(id=1 + number, word=str(number)) for number in range(50)]
        read: list[Any] = []

        async def serve() -> None:
            asked = [await right.read() for _ in frames]
            for frame in reversed(asked):
                await right.write(answer(frame), NOTE)
            await right.write(Numbered(id=255, word="end"))

        async def read_notes() -> None:
            while (frame := await left.read()).id != 255:
                read.append(frame)

        def ask(frame: Numbered) -> Callable[[], Any]:
            return lambda: left.request(frame, reply=this.id)

        _, _, *found = await together(serve, read_notes, *map(ask, frames))
        assert found == [answer(frame) for frame in frames]
        assert read == [NOTE] * 50
        assert (left.statistics.received, left.statistics.sent) == (101, 50)

    run(main)


def test_a_request_that_is_cancelled_loses_nothing(run: Run) -> None:
    async def main(left: Any, right: Any, together: Any) -> None:
        import anyio

        await right.write(NOTE)
        with anyio.move_on_after(0.05) as given_up:
            await left.request(ONE, reply=this.id)
        assert given_up.cancelled_caught
        await right.write(answer(ONE), answer(TWO))
        assert await left.request(TWO, reply=lambda frame: frame.id == 2) == answer(TWO)
        assert [await left.read(), await left.read()] == [NOTE, answer(ONE)]

    run(main)


def test_one_that_waits_goes_on_reading_when_the_other_is_done_or_cancelled(run: Run) -> None:
    async def main(left: Any, right: Any, together: Any) -> None:
        import anyio

        async def first() -> None:
            with anyio.move_on_after(0.05):
                await left.request(ONE, reply=this.id)

        async def second() -> Any:
            return await left.request(TWO, reply=this.id)

        async def serve() -> None:
            await anyio.sleep(0.1)
            await right.write(NOTE, answer(TWO), NOTE)

        async def reads() -> Any:
            await anyio.sleep(0.02)
            return [await left.read(), await left.read()]

        _, reply, _, read = await together(first, second, serve, reads)
        assert reply == answer(TWO)
        assert read == [NOTE, NOTE]

    run(main)


def test_errors_reach_every_task(run: Run) -> None:
    async def main(left: Any, right: Any, together: Any) -> None:
        async def ask() -> Any:
            with pytest.raises(EndOfStream):
                await left.request(ONE, reply=this.id)

        async def serve() -> None:
            await right.read()
            await right.read()
            await right.write(NOTE)
            await right.send_eof()

        await together(ask, ask, serve)
        assert await left.read() == NOTE
        with pytest.raises(EndOfStream):
            await left.read()

    run(main)


def test_a_stream_counts(run: Run) -> None:
    async def main(left: Any, right: Any, together: Any) -> None:
        await left.write(ONE, TWO)
        assert [await right.read(), await right.read()] == [ONE, TWO]
        size = len(ONE.pack() + TWO.pack())
        assert (left.statistics.sent, left.statistics.bytes_sent) == (2, size)
        assert (right.statistics.received, right.statistics.bytes_received, right.statistics.skipped) == (2, size, 0)

    run(main)


def test_a_stream_of_threads_counts_what_it_skips() -> None:
    left, sock = socket.socketpair()
    with FrameStream(left, Numbered, timeout=LONG, resync=True) as stream, sock:
        sock.sendall(b"junk" + ONE.pack() + TWO.pack()[:2])
        assert len([stream.read(), stream.read()]) == 2
        assert not stream.try_read()
        counted = stream.statistics
        assert (counted.received, counted.skipped, counted.bytes_received) == (1, 4, 4 + len(ONE.pack()) + 2)


def test_a_skipping_stream_of_asyncio_counts() -> None:
    async def main() -> None:
        left, sock = socket.socketpair()
        async with aio.FrameStream.open(left, Numbered, resync=True) as stream:
            sock.sendall(b"junk" + ONE.pack())
            assert [await stream.read(LONG), await stream.read(LONG)][1] == ONE
            assert (stream.statistics.received, stream.statistics.skipped) == (1, 4)
        sock.close()

    asyncio.run(main())
