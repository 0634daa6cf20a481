"""A line that falls silent within a false start: the good frame after it comes when the gap is over, in every driver."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import Any

import anyio
import pytest

from framekit import NEED_DATA, Frame, FrameStream, Skipped, TruncatedFrame, const, data, u8
from framekit.net import aio
from framekit.net import anyio as framekit_anyio

GAP = 0.05
PATIENCE = 10.0


class Report(Frame):
    sync: int = const(0xAA, u8)
    body: bytes = data(prefix=u8)


GOOD = Report(body=b"x")
WIRE = b"\xaa\x40" + GOOD.pack()
EXPECTED = [Skipped(0, b"\xaa\x40", TruncatedFrame("", needed=1)), GOOD]


@pytest.mark.parametrize("timeout", [None, 0.0, PATIENCE])
def test_a_blocking_stream_gives_up_a_false_start(timeout: float | None) -> None:
    here, there = socket.socketpair()
    here.settimeout(timeout)
    with there, FrameStream(here, Report, resync=True, gap_timeout=GAP) as stream:
        there.sendall(WIRE)
        found: list[Any] = []
        begin = time.monotonic()
        while len(found) < 2 and time.monotonic() < begin + PATIENCE:
            try:
                found.append(stream.read())
            except BlockingIOError:
                time.sleep(GAP / 5)
        assert found == EXPECTED
        assert time.monotonic() - begin >= GAP * 0.9


def test_polling_gives_up_a_false_start_when_the_gap_is_over() -> None:
    here, there = socket.socketpair()
    with there, FrameStream(here, Report, resync=True, gap_timeout=GAP) as stream:
        there.sendall(WIRE)
        assert stream.try_read() is NEED_DATA
        time.sleep(2 * GAP)
        found = [item for _ in range(5) if (item := stream.try_read())]
        assert found == EXPECTED


def test_a_read_that_times_out_before_the_gap_keeps_the_candidate() -> None:
    here, there = socket.socketpair()
    with there, FrameStream(here, Report, resync=True, gap_timeout=PATIENCE) as stream:
        there.sendall(WIRE)
        with pytest.raises(TimeoutError):
            stream.read(timeout=GAP)
        there.sendall(bytes(0x40 - len(GOOD.pack())))
        assert stream.read() == Report(body=GOOD.pack() + bytes(0x40 - len(GOOD.pack())))


def test_an_asyncio_stream_gives_up_a_false_start() -> None:
    async def main() -> list[Any]:
        here, there = socket.socketpair()
        with there:
            async with aio.FrameStream.open(here, Report, resync=True, gap_timeout=GAP, timeout=PATIENCE) as stream:
                there.sendall(WIRE)
                return [await stream.read(), await stream.read()]

    assert asyncio.run(main()) == EXPECTED


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_an_anyio_stream_gives_up_a_false_start(backend: str) -> None:
    async def main() -> list[Any]:
        here, there = socket.socketpair()
        here.setblocking(False)
        with there:
            inner = await anyio.abc.SocketStream.from_socket(here)
            async with framekit_anyio.FrameStream(inner, Report, resync=True, gap_timeout=GAP) as stream:
                there.sendall(WIRE)
                with anyio.fail_after(PATIENCE):
                    return [await stream.read(), await stream.read()]

    assert anyio.run(main, backend=backend) == EXPECTED


WRONG: list[dict[str, Any]] = [{"gap_timeout": 1.0}, *({"gap_timeout": gap, "resync": True} for gap in (0.0, -1.0))]


@pytest.mark.parametrize("options", WRONG)
def test_a_gap_needs_a_stream_that_resynchronises(options: dict[str, Any]) -> None:
    here, there = socket.socketpair()
    with here, there, pytest.raises(ValueError, match="gap_timeout="):
        FrameStream(here, Report, **options)
