"""Frames, pairs of streams and awkward peers for the tests of the drivers."""

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
"""Seconds after which a test that waits has failed."""


class Blob(Frame):
    body: bytes = data(prefix=u32)


HI, THERE = Word(word="hi"), Word(word="there")


def own(url: str) -> str:
    """A URL of which an abstract name is this process's own, since several may run the tests at once."""
    return f"{url}-{os.getpid()}" if "@" in url else url


def pair(frame: type[Any] = Word, **options: Any) -> tuple[FrameStream[Any], FrameStream[Any]]:
    """Two streams that are connected with each other."""
    left, right = socket.socketpair()
    return FrameStream(left, frame, **options), FrameStream(right, frame, **options)


def fill(sock: socket.socket) -> int:
    """Write zeros until a socket takes no more; returns how many."""
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
    """Wait until a condition is true, which must come in time."""
    deadline = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < deadline, "it never became true"
        time.sleep(0.005)


def reset(sock: socket.socket) -> None:
    """Close a TCP connection by a reset."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def descriptors() -> set[str]:
    """The descriptors that this process has."""
    return set(os.listdir("/proc/self/fd"))


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine, which must come to its end in time."""

    async def limited() -> Any:
        async with asyncio.timeout(LONG):
            return await coroutine

    return asyncio.run(limited())
