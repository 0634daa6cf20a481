"""The work of a decoder, counted and not timed: it is linear in the bytes, whatever the chunks; and memory follows the bytes."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from framekit import (
    Delimiter,
    EndOfStream,
    Frame,
    FrameDecoder,
    FrameTooLarge,
    Slip,
    array,
    checksum,
    const,
    data,
    derived,
    text,
    this,
    u8,
    u16,
    u32,
)
from framekit.compiler.codec import runtime
from framekit.decoder import gathering, search
from tests.decoder.streams import pieces

MIB = 1 << 20


class Name(Frame):
    name: str = text(prefix=u8)


class Names(Frame):
    names: list[Name] = array(Name, prefix=u32)


class Blob(Frame):
    body: bytes = data(prefix=u32)


class Line(Frame):
    line: bytes = data(until=b"\r\n")


class Ended(Frame):
    line: bytes = data(until=(b"\r\n", b"\n"))


class Text(Frame):
    text: bytes = data()


class Summed(Frame):
    body: bytes = data(prefix=u32)
    crc: int = checksum(u32, "crc32")


class Marked(Frame):
    magic: bytes = const(b"MG")
    body: bytes = data(prefix=u32)
    crc: int = checksum(u32, "crc32")


class Tagged(Frame):
    magic: bytes = const(b"\xaa\x55")
    length: int = derived(u16)
    body: bytes = data(this.length)
    end: bytes = const(b"!")


def lines_run(work: Callable[[], object]) -> int:
    """How many lines of framekit's and of generated code a piece of work runs."""
    count = 0

    def trace(frame: Any, event: str, argument: object) -> Any:
        nonlocal count
        name = frame.f_code.co_filename
        if "framekit" not in name or "/tests/" in name:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def decode(frame: type[Frame], wire: bytes, size: int, expected: int = 1, **options: Any) -> None:
    decoder = FrameDecoder(frame, max_frame_size=1 << 30, **options)
    frames = [each for piece in pieces(wire, size) for each in decoder.feed(piece)]
    assert len(frames) == expected


@pytest.mark.parametrize("size", [1, 2, 7, 64])
@pytest.mark.parametrize(
    ("make", "options"),
    [
        (lambda n: Names(names=[Name(name="abc")] * n), {}),
        (lambda n: Blob(body=bytes(4 * n)), {}),
        (lambda n: Line(line=b"\r" * 4 * n), {}),
        (lambda n: Text(text=b"x" * 4 * n), {"framing": Delimiter(b"\n")}),
    ],
    ids=["counted array", "blob", "line", "delimited"],
)
def test_one_frame_in_small_chunks(make: Callable[[int], Frame], options: dict[str, Any], size: int) -> None:
    def work(n: int) -> int:
        frame = make(n)
        wire = frame.pack() + (b"\n" if options else b"")
        return lines_run(lambda: decode(type(frame), wire, size, **options))

    work(10)  # what is made at the first use
    small, large = work(100), work(800)
    assert large < 9 * small


@pytest.mark.parametrize("size", [1, 9, 500, 1 << 20])
def test_many_frames(size: int) -> None:
    def work(n: int) -> int:
        wire = Name(name="abc").pack() * n
        return lines_run(lambda: decode(Name, wire, size, n))

    work(10)
    small, large = work(100), work(800)
    assert large < 9 * small


@pytest.mark.parametrize("size", [1, 64, 1 << 20])
@pytest.mark.parametrize(
    "garbage", [b"x", b"\xaa\x55", b"\xaa\x55\xff\xff", b"\xaa\x55\x00\x09", b"\0\1"], ids=lambda garbage: garbage.hex()
)
def test_garbage_is_skipped_in_linear_work(garbage: bytes, size: int) -> None:
    good = Tagged(body=b"abc").pack()

    small, large = (work_of_garbage(garbage, good, n, size) for n in (100, 800))
    assert large < 9 * small


def work_of_garbage(garbage: bytes, good: bytes, n: int, size: int) -> int:
    wire = garbage * (4 * n // len(garbage)) + good

    def work() -> None:
        decoder = FrameDecoder(Tagged, resync=True, max_skip=1 << 30)
        for piece in pieces(wire, size):
            decoder.feed(piece)
        decoder.receive_eof()
        with suppress(EndOfStream):
            decoder.feed(b"")
        assert decoder.trailing_data == b""

    return lines_run(work)


@pytest.mark.parametrize(
    ("garbage", "frame", "options"),
    [
        (b"A" * 200_000 + b"\xc0", Text, {"framing": Slip()}),
        (b"\xff" * 200_000, Summed, {}),
        (b"MG\0\0\xff\xff" * 30_000, Marked, {}),
    ],
    ids=["one unit", "lengths", "headers"],
)
def test_searches_look_at_bytes_that_are_linear_in_the_stream(
    garbage: bytes, frame: type[Frame], options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = 0
    charge = search.Budget.charge

    def counted(self: Any, size: int, offset: int) -> bool:
        nonlocal seen
        seen += size
        return charge(self, size, offset)

    monkeypatch.setattr(search.Budget, "charge", counted)
    decoder = FrameDecoder(frame, resync=True, max_skip=1 << 30, **options)
    for piece in pieces(garbage, 65_536):
        decoder.feed(piece)
    decoder.receive_eof()
    with suppress(EndOfStream):
        decoder.feed(b"")
    assert decoder.offset == len(garbage)
    assert seen <= 17 * len(garbage) + 2 * search.WORK_AT_LEAST


@pytest.mark.parametrize(("wire", "lines", "size"), [(b"x\n" * 20_000, 20_000, 40_000), (b"x" * 40_000 + b"\n", 1, 7)])
def test_a_terminator_that_does_not_occur_is_looked_for_in_linear_work(
    wire: bytes, lines: int, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = 0

    def counting(find: Callable[..., int]) -> Callable[..., int]:
        def counted(buffer: Any, marker: bytes, offset: int, end: int, unit: int = 1) -> int:
            nonlocal seen
            at = find(buffer, marker, offset, end, unit)
            seen += (at if at >= 0 else end) - offset + len(marker)
            return at

        return counted

    for name in ("find_aligned", "find_in_view"):
        monkeypatch.setattr(runtime, name, counting(getattr(runtime, name)))
    decoder = FrameDecoder(Ended)
    assert sum(len(decoder.feed(piece)) for piece in pieces(wire, size)) == lines
    assert len(wire) < seen < 300 * lines + 10 * len(wire)


def test_bytes_copied_for_a_large_frame_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    copied = 0
    add, joined = gathering.Gathering.add, gathering.Gathering.joined

    def counted_add(self: Any, chunk: bytes, at: int, end: int) -> int:
        nonlocal copied
        behind = add(self, chunk, at, end)
        copied += behind - at
        return behind

    def counted_joined(self: Any) -> bytes:
        nonlocal copied
        whole = joined(self)
        copied += len(whole)
        return whole

    monkeypatch.setattr(gathering.Gathering, "add", counted_add)
    monkeypatch.setattr(gathering.Gathering, "joined", counted_joined)
    wire = Blob(body=bytes(4 * MIB)).pack()
    decode(Blob, wire, 4096)
    assert copied <= 2 * len(wire)
    copied = 0
    names = Names(names=[Name(name="x" * 63)] * (4 * MIB // 64)).pack()
    decode(Names, names, 4096)
    assert copied <= 2 * len(names)


def test_a_million_small_frames_are_read_once_each() -> None:
    calls = read = 0
    decoder = FrameDecoder(Name)
    read_many = decoder._read_many
    assert read_many is not None

    def counted(buffer: bytes, offset: int, *arguments: Any) -> int:
        nonlocal calls, read
        behind = read_many(buffer, offset, *arguments)
        calls += 1
        read += behind - offset
        return behind

    decoder._read_many = counted
    wire = Name(name="abc").pack() * 1_000_000
    chunks = pieces(wire, 65_535)
    assert sum(len(decoder.feed(chunk)) for chunk in chunks) == 1_000_000
    assert calls <= 2 * len(chunks)
    assert read <= len(wire)


def test_chunks_that_wait_are_counted_and_kept_in_linear_work() -> None:
    def work(n: int) -> int:
        decoder = FrameDecoder(Name)
        wire = Name(name="abc").pack() * n

        def receive() -> None:
            for piece in pieces(wire, 1):
                decoder.receive_data(piece)
                assert decoder.buffered > 0
            assert len(decoder.feed(b"")) == n

        return lines_run(receive)

    work(10)
    assert work(800) < 9 * work(100)


def test_nothing_is_allocated_on_the_word_of_a_length() -> None:
    decoder = FrameDecoder(Blob, max_frame_size=1 << 40)
    decoder.feed(b"")
    tracemalloc.start()
    try:
        decoder.feed(b"\xff\xff\xff\xff")
        for _ in range(100):
            decoder.feed(bytes(100))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 100_000
    refusing = FrameDecoder(Blob)
    with pytest.raises(FrameTooLarge):
        refusing.feed(b"\xff\xff\xff\xff")


@pytest.mark.parametrize("size", [1, 3, 100, 5000])
def test_memory_follows_the_bytes_that_have_come(size: int) -> None:
    wire = Blob(body=bytes(200_000)).pack()
    chunks = pieces(wire, size)[:-1]
    decoder = FrameDecoder(Blob)
    tracemalloc.start()
    try:
        for chunk in chunks:
            assert decoder.feed(chunk) == []
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 2 * len(wire)
