"""FrameStream over anyio's byte streams, on asyncio and on trio."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from framekit import EndOfStream, PackError, StreamBusy, StreamClosed, TruncatedFrame
from tests.decoder.streams import Message, Word
from tests.net.support import HI, LONG, THERE, Blob

anyio = pytest.importorskip("anyio", reason="the extra `anyio` is not installed")
pytest.importorskip("trio", reason="trio is not installed")

from framekit.net.anyio import FrameStream  # noqa: E402


@pytest.fixture(params=["asyncio", "trio"])
def run(request: pytest.FixtureRequest) -> Callable[[Callable[[], Awaitable[None]]], None]:
    def running(main: Callable[[], Awaitable[None]]) -> None:
        async def limited() -> None:
            with anyio.fail_after(LONG):
                await main()

        anyio.run(limited, backend=request.param)

    return running


async def pair(frame: type[Any] = Word, **options: Any) -> tuple[FrameStream[Any], FrameStream[Any]]:
    """Two streams that are connected over TCP."""
    left, right = await raw_pair()
    return FrameStream(left, frame, **options), FrameStream(right, frame, **options)


async def raw_pair() -> tuple[Any, Any]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        left = await anyio.connect_tcp("127.0.0.1", listener.getsockname()[1])
        accepted, _ = listener.accept()
    wrapped = await anyio.abc.SocketStream.from_socket(accepted)
    return left, wrapped


Run = Callable[[Any], None]


def test_frames_both_ways(run: Run) -> None:
    async def main() -> None:
        left, right = await pair()
        async with left, right:
            await left.write(HI, THERE)
            await right.write(THERE)
            assert [await right.read(), await right.read(), await left.read()] == [HI, THERE, THERE]
            with pytest.raises(PackError):
                await left.write(Word(word="x" * 256))
            await left.send_eof()
            assert [frame async for frame in right] == []
            with pytest.raises(EndOfStream):
                await right.read()
            with pytest.raises(StreamClosed):
                await left.write(HI)
        for use in (left.read, lambda: left.write(HI)):
            with pytest.raises(StreamClosed):
                await use()

    run(main)


@pytest.mark.parametrize("delay", [0.0003, 0.001])
def test_a_read_that_is_cancelled_loses_nothing(run: Run, delay: float) -> None:
    messages = [Message(kind=1, body=b"x" * size) for size in (0, 3, 40)]
    wire = b"".join(each.pack() for each in messages)

    async def main() -> None:
        sending, receiving = await raw_pair()
        stream = FrameStream(receiving, Message)
        seen: list[Any] = []

        async def drip() -> None:
            for at in range(len(wire)):
                await sending.send(wire[at : at + 1])
                await anyio.sleep(0.001)

        async with anyio.create_task_group() as group:
            group.start_soon(drip)
            while len(seen) < len(messages):
                with anyio.move_on_after(delay):
                    seen.append(await stream.read())
                await anyio.sleep(0.0005)
        assert seen == messages
        await sending.aclose()
        await stream.aclose()

    run(main)


def test_a_write_that_is_cancelled_breaks_the_writing_side(run: Run) -> None:
    async def main() -> None:
        left, right = await pair(Blob, max_frame_size=1 << 25)
        async with anyio.create_task_group() as group:
            group.start_soon(left.write, Blob(body=bytes(1 << 24)))  # more than the system takes
            while left._broken is None:  # it has begun to send
                await anyio.sleep(0.005)
            group.cancel_scope.cancel()
        with pytest.raises(StreamClosed, match="cancelled"):
            await left.write(Blob(body=b""))
        with pytest.raises(StreamClosed, match="cancelled"):
            left.detach()
        await right.write(Blob(body=b"the other side goes on"))
        assert await left.read() == Blob(body=b"the other side goes on")
        await left.aclose()
        await right.aclose()

    run(main)


def test_the_end_within_a_frame(run: Run) -> None:
    async def main() -> None:
        sending, receiving = await raw_pair()
        stream = FrameStream(receiving, Word)
        await sending.send(HI.pack() + b"\x05x")
        await sending.aclose()
        assert await stream.read() == HI
        with pytest.raises(TruncatedFrame):
            await stream.read()
        await stream.aclose()

    run(main)


def test_one_reader_and_many_writers(run: Run) -> None:
    async def main() -> None:
        left, right = await pair(Blob)

        async def send(number: int) -> None:
            for _ in range(20):
                await left.write(Blob(body=bytes([number]) * 20_000))

        async with anyio.create_task_group() as group:
            for number in range(5):
                group.start_soon(send, number)
            for _ in range(100):
                assert len(set((await right.read()).body)) == 1
        async with anyio.create_task_group() as group:
            group.start_soon(right.read)
            await anyio.sleep(0.01)
            with pytest.raises(StreamBusy):
                await right.read()
            with pytest.raises(StreamBusy):
                right.detach()
            await left.write(Blob(body=b""))
        await left.aclose()
        await right.aclose()

    run(main)


def test_another_protocol_goes_on(run: Run) -> None:
    async def main() -> None:
        sending, receiving = await raw_pair()
        stream = FrameStream(receiving, Word)
        await sending.send(HI.pack() + b"SSH-2.0")
        assert await stream.read() == HI
        under, unread = stream.detach()
        assert under is receiving
        assert unread == b"SSH-2.0"
        with pytest.raises(StreamClosed, match="detached"):
            await stream.read()
        await stream.aclose()
        await under.send(b"on it goes")
        assert await sending.receive() == b"on it goes"
        await under.aclose()
        await sending.aclose()

    run(main)


def test_each_read_is_a_checkpoint(run: Run) -> None:
    async def main() -> None:
        left, right = await pair()
        await left.write(*[HI] * 3000)
        turns = seen = 0

        async def count() -> None:
            nonlocal turns
            while True:
                await anyio.lowlevel.checkpoint()
                turns += 1

        async with anyio.create_task_group() as group:
            group.start_soon(count)
            for _ in range(2000):
                assert await right.read() == HI
            assert turns >= 1000
            group.cancel_scope.cancel()
        while seen < 1000:
            with anyio.CancelScope() as scope:
                if seen % 2:
                    scope.cancel()
                await right.read()
                assert not scope.cancel_called
                seen += 1
            if scope.cancelled_caught:  # nothing was lost
                assert await right.read() == HI
                seen += 1
        await left.aclose()
        with pytest.raises(EndOfStream):
            await right.read()
        await right.aclose()

    run(main)
