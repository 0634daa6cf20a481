"""Compare the decoder and the streams with hand-written code, in one run.

    python bench/streams.py

Strategy: as in codec.py, the contestants of a row take turns, and the minimum time of each counts. From memory, chunks of 64 KiB
are decoded; over a socketpair, another process sends the frames.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
import sys
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.codec import measure
from framekit import Frame, FrameDecoder, FrameStream, data, derived, this, u8, u16, u32, u64

CHUNK = 1 << 16
SMALL_FRAMES = 20_000
LARGE_FRAMES = 400
ROUNDS = 40


class Small(Frame):
    """A frame of 64 bytes: a header of 16 bytes, and a body of 48."""

    length: int = derived(u16)
    kind: u8
    flags: u8
    sequence: u32
    time: u64
    body: bytes = data(this.length - 16)


class Large(Frame):
    """A length prefix, and 64 KiB."""

    body: bytes = data(prefix=u32)


class HandWritten:
    """Hand-written equivalent of Small."""

    __slots__ = ("body", "flags", "kind", "sequence", "time")

    kind: int
    flags: int
    sequence: int
    time: int
    body: bytes


_header = struct.Struct(">HBBIQ")
_length = struct.Struct(">H")
_large = struct.Struct(">I")
SMALL = Small(kind=1, flags=2, sequence=3, time=4, body=b"x" * 48).pack()
SMALL_STREAM = SMALL * SMALL_FRAMES
CHUNKS = [SMALL_STREAM[at : at + CHUNK] for at in range(0, len(SMALL_STREAM), CHUNK)]
LARGE = Large(body=bytes(1 << 16)).pack()


def unpack_by_hand(wire: bytes) -> HandWritten:
    length, kind, flags, sequence, moment = _header.unpack_from(wire)
    if length != len(wire):
        raise ValueError("wrong length")
    made = HandWritten.__new__(HandWritten)
    made.kind, made.flags, made.sequence, made.time = kind, flags, sequence, moment
    made.body = wire[16:]
    return made


def by_feed() -> int:
    decoder = FrameDecoder(Small)
    return sum(len(decoder.feed(chunk)) for chunk in CHUNKS)


def by_next_frame() -> int:
    decoder = FrameDecoder(Small)
    count = 0
    for chunk in CHUNKS:
        decoder.receive_data(chunk)
        while decoder.next_frame():
            count += 1
    return count


def by_a_loop() -> int:
    """Decode with a common loop, in which a buffer grows at its end and is cut at its start."""
    buffer = b""
    count = 0
    for chunk in CHUNKS:
        buffer += chunk
        frames = []
        offset, end = 0, len(buffer)
        while end - offset >= 2:
            (length,) = _length.unpack_from(buffer, offset)
            if length < 16 or length > 1 << 20:
                raise ValueError("wrong length")
            if end - offset < length:
                break
            frames.append(unpack_by_hand(buffer[offset : offset + length]))
            offset += length
        buffer = buffer[offset:]
        count += len(frames)
    return count


def by_readexactly(unpack: Callable[[bytes], Any] = unpack_by_hand) -> int:
    """Read the header and then the rest of each frame, as is common with asyncio's streams."""

    async def main() -> int:
        reader = asyncio.StreamReader(limit=1 << 30)
        reader.feed_data(SMALL_STREAM)
        reader.feed_eof()
        count = 0
        for _ in range(SMALL_FRAMES):
            head = await reader.readexactly(2)
            (length,) = _length.unpack(head)
            body = await reader.readexactly(length - 2)
            unpack(head + body)
            count += 1
        return count

    return asyncio.run(main())


def by_readexactly_and_unpack() -> int:
    return by_readexactly(Small.unpack)


@contextmanager
def sent(wire: bytes, count: int) -> Any:
    """Yield a socket to which another process sends the same bytes `count` times."""
    here, there = socket.socketpair()
    child = os.fork()
    if child == 0:
        here.close()
        batch = wire * max(1, (1 << 20) // len(wire))
        try:
            for _ in range(count * len(wire) // len(batch)):
                there.sendall(batch)
        finally:
            os._exit(0)
    there.close()
    with here:
        yield here
    os.waitpid(child, 0)


def large_by_stream() -> int:
    with sent(LARGE, LARGE_FRAMES) as sock:
        return sum(len(frame.body) for frame in FrameStream(sock, Large))


def large_by_exact_buffer() -> int:
    total = 0
    with sent(LARGE, LARGE_FRAMES) as sock:
        head = bytearray(4)
        while sock.recv_into(head, 4, socket.MSG_WAITALL) == 4:
            (length,) = _large.unpack(head)
            body = bytearray(length)
            view = memoryview(body)
            while view:
                view = view[sock.recv_into(view) :]
            total += len(body)
    return total


def small_by_stream() -> int:
    with sent(SMALL, SMALL_FRAMES) as sock:
        return sum(1 for _ in FrameStream(sock, Small))


def small_by_makefile() -> int:
    """Call read() twice per frame on a buffered file."""
    count = 0
    with sent(SMALL, SMALL_FRAMES) as sock, sock.makefile("rb", buffering=CHUNK) as file:
        while head := file.read(2):
            unpack_by_hand(head + file.read(_length.unpack(head)[0] - 2))
            count += 1
    return count


def best(*contestants: Callable[[], object]) -> list[float]:
    """Return the minimum time of each contestant in seconds."""
    return list(measure({each.__name__: each for each in contestants}, calls=1, rounds=ROUNDS).values())


def main() -> None:
    assert by_feed() == by_next_frame() == by_a_loop() == by_readexactly() == SMALL_FRAMES
    feed, single, loop, exactly, unpacked = best(by_feed, by_next_frame, by_a_loop, by_readexactly, by_readexactly_and_unpack)
    print(f"64 bytes, feed: {feed / loop:.2f} times a hand-written loop")
    print(f"64 bytes, two calls of readexactly: {exactly / feed:.1f} times feed; with Frame.unpack {unpacked / feed:.1f} times")
    print(f"64 bytes, next_frame: {single / loop:.2f} times a hand-written loop")
    stream, makefile = best(small_by_stream, small_by_makefile)
    print(f"64 bytes over a socketpair: {stream / makefile:.2f} times two calls of read() on a buffered file")
    stream, exact = best(large_by_stream, large_by_exact_buffer)
    print(f"64 KiB over a socketpair: {stream / exact:.2f} times recv_into with an exact buffer")


if __name__ == "__main__":
    main()
