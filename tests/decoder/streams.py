"""Frames that can be in a stream, and streams of them."""

from __future__ import annotations

from typing import Any

from framekit import (
    Frame,
    FrameDecoder,
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
from framekit.testing import packed_sample
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


def stream_of(frame: type[Frame], count: int = 4) -> tuple[list[Any], bytes]:
    """Some frames, and their bytes one behind another."""
    wires = packed_sample(frame, 10)[-count:]
    return [frame.unpack(wire) for wire in wires], b"".join(wires)


def pieces(data: bytes, size: int) -> list[bytes]:
    """The bytes in chunks of a size."""
    return [data[at : at + size] for at in range(0, len(data), size)]
