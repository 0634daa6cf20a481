"""Streams to hold a decoder against: how one that came at once is decoded, and what each chunking of it must give."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from framekit import (
    EndOfStream,
    Frame,
    FrameDecoder,
    FramekitError,
    Skipped,
    SpecError,
    checksum,
    const,
    data,
    derived,
    field,
    text,
    this,
    u8,
    u16,
    u32,
)
from tests.hostile import good_frames
from tests.kinds import KINDS
from tests.specs.catalogue import ROOTS, load_roots


class Word(Frame):
    word: str = text(prefix=u8)


class Message(Frame):
    magic: bytes = const(b"FK")
    length: int = derived(u16)
    kind: u8 = field(check={1, 2})
    body: bytes = data(this.length - 9)
    crc: int = checksum(u32, "crc32")


def delimits(frame: type[Frame]) -> bool:
    """True where a stream can hold such frames."""
    try:
        FrameDecoder(frame)
    except SpecError:
        return False
    return True


STREAMED = [each for each in [*KINDS, *(root for name in ROOTS for root in load_roots(name))] if delimits(each)]


def events(decoder: FrameDecoder[Any], chunks: Iterable[bytes], *, ended: bool = True) -> list[Any]:
    """What a decoder gives for bytes that come in these chunks: frames, skips and errors, each with where it left the decoder."""
    seen: list[Any] = []
    for chunk in chunks:
        decoder.receive_data(chunk)
        if not drain(decoder, seen):
            return seen
    if ended:
        decoder.receive_eof()
        drain(decoder, seen)
    return seen


def drain(decoder: FrameDecoder[Any], seen: list[Any]) -> bool:
    """Take what a decoder has; False where it has come to its end."""
    last: FramekitError | None = None
    while True:
        try:
            item = decoder.next_frame()
        except FramekitError as error:
            if error is last:  # it is raised ever again
                return False
            seen.append(described(error, decoder.offset))
            if isinstance(error, EndOfStream):
                return False
            last = error
            continue
        if not item:
            return True
        seen.append(described(item, decoder.offset))


def described(item: Any, offset: int) -> Any:
    """An event in a form that can be compared; frames by what they show, since a not-a-number equals nothing."""
    if isinstance(item, FramekitError):
        return type(item), item.path, item.offset, item.reason, offset
    return (item, type(item.error), offset) if isinstance(item, Skipped) else (repr(item), offset)


def stream_of(frame: type[Frame], count: int = 4) -> tuple[list[Any], bytes]:
    """Some frames, and their bytes one behind another."""
    wires = good_frames(frame, 10)[-count:]
    return [frame.unpack(wire) for wire in wires], b"".join(wires)


def pieces(data: bytes, size: int) -> list[bytes]:
    """The bytes in chunks of a size."""
    return [data[at : at + size] for at in range(0, len(data), size)]
