"""Frames, stream pairs and other helpers for the tests of streams, datagrams and servers."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
import time
from collections.abc import Callable, Coroutine
from typing import Any

from framekit import Frame, FrameStream, data, u32
from tests.decoder.streams import Word

LONG = 10.0
"""Seconds after which a waiting test fails."""


class Blob(Frame):
    body: bytes = data(prefix=u32)


HI, THERE = Word(word="hi"), Word(word="there")


def own(url: str) -> str:
    """Make an abstract name in a URL unique to this process, because several processes may run the tests in parallel."""
    return f"{url}-{os.getpid()}" if "@" in url else url


def pair(frame: type[Any] = Word, **options: Any) -> tuple[FrameStream[Any], FrameStream[Any]]:
    """Two streams that are connected to each other."""
    left, right = socket.socketpair()
    return FrameStream(left, frame, **options), FrameStream(right, frame, **options)


def fill(sock: socket.socket) -> int:
    """Write zero bytes until a socket accepts no more, and return their number."""
    sent = 0
    while True:
        try:
            sent += sock.send(bytes(1 << 16), socket.MSG_DONTWAIT)
        except BlockingIOError:
            return sent


def drain(sock: socket.socket, size: int) -> bytes:
    """Receive exactly `size` bytes."""
    received = bytearray()
    while len(received) < size:
        piece = sock.recv(min(1 << 16, size - len(received)))
        assert piece, f"the stream ends after {len(received)} of {size} bytes"
        received += piece
    return bytes(received)


def wait_for(condition: Callable[[], object]) -> None:
    """Wait until a condition is true, for at most LONG seconds."""
    deadline = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < deadline, "it never became true"
        time.sleep(0.005)


def reset(sock: socket.socket) -> None:
    """Close a TCP connection with a reset."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def descriptors() -> set[str]:
    """The open descriptors of this process."""
    return set(os.listdir("/proc/self/fd"))


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine, which must end within LONG seconds."""

    async def limited() -> Any:
        async with asyncio.timeout(LONG):
            return await coroutine

    return asyncio.run(limited())
