"""Input of the command: raw bytes or a hex dump, as blocks of chunks; and the frames in a block.

Strategy: read by chunks, ask the frame's own measure how much it needs, and hold no more than one frame and a chunk.

Rules: frames before a fault are given out first; offsets in errors count from the start of the block.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from framekit.capture.hexdump import InputForm, is_text, read_dump, tell_form
from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.declare.introspect import measure
from framekit.errors import FrameTooLarge, SpecError, UnpackError, hex_look
from framekit.spec.sizes import is_self_delimiting

CHUNK = 1 << 16


@dataclass(frozen=True)
class Found:
    """A frame that was found, the bytes it was made from, and their offset in the block."""

    frame: Frame
    data: bytes
    offset: int


def read_head(file: BinaryIO) -> tuple[bytes, InputForm, bool]:
    """The beginning of an input, what form it has, and whether that is a mere guess: text that is no known dump."""
    head = file.read(CHUNK)
    form = tell_form(head, cut=len(head) == CHUNK)
    return head, form, form == "raw" and is_text(head)


def read_blocks(head: bytes, file: BinaryIO, form: InputForm) -> Iterator[Iterator[bytes]]:
    """The blocks of an input: one for raw bytes, one for each packet of a dump that has packets.

    Args:
        head: what has been read of the file already.
        file: open for reading bytes; a pipe is read as the bytes come.
        form: what it holds.
    """
    read = getattr(file, "read1", file.read)
    chunks = itertools.chain([head] if head else [], iter(lambda: read(CHUNK), b""))
    if form == "raw":
        yield chunks
        return
    lines = io.TextIOWrapper(io.BufferedReader(_Chunks(chunks)), "ascii", errors="replace")
    yield from read_dump(iter(lambda: lines.readline(CHUNK), ""), form)


class _Chunks(io.RawIOBase):
    """Chunks as a file, so that lines can be read from it without holding more than one."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._left = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed's name for any buffer
        """Fill the buffer from the next chunk."""
        if not self._left:
            self._left = next(self._chunks, b"")
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


def find_frames(frame: type[Frame], chunks: Iterator[bytes], max_frame_size: int) -> Iterator[Found]:
    """The frames of a block, one after another.

    Args:
        frame: the class.
        chunks: the bytes.
        max_frame_size: the most bytes of a frame that shows its own end.

    Raises:
        UnpackError: what comes next is no such frame; its offset counts from the start of the block.
    """
    if not is_self_delimiting(spec_of(frame)):
        data = b"".join(chunks)
        if data:
            yield Found(frame.unpack(data), data, 0)
        return
    buffer = bytearray()
    base = 0  # the offset of the first byte of the buffer
    position = 0  # where the next frame begins in it
    needed = 1
    ended = False
    while True:
        while len(buffer) - position < needed and not ended:
            del buffer[:position]
            base, position = base + position, 0
            chunk = next(chunks, None)
            ended = chunk is None
            buffer += chunk or b""
        left = len(buffer) - position
        if not left:
            return
        try:
            if left < needed:
                frame.unpack(bytes(buffer[position:]))
            needed = _measure(frame, buffer, position, max_frame_size)
            if needed > left:
                continue
            if not needed:
                raise SpecError("a frame of no bytes never comes to the end of the input; give it a field", frame=frame.__name__)
            data = bytes(buffer[position : position + needed])
            found = Found(frame.unpack(data), data, base + position)
        except UnpackError as fault:
            inside = fault.offset or 0
            fault.offset = base + position + inside
            fault.look = hex_look(bytes(buffer[position : position + inside + CHUNK]), inside, base=base + position)
            raise
        yield found
        position += needed
        needed = 1


def _measure(frame: type[Frame], buffer: bytearray, position: int, max_frame_size: int) -> int:
    """What the frame at `position` needs. Errors count their offset from there."""
    try:
        needed = measure(frame, buffer, position)
    except UnpackError as fault:
        fault.offset = (fault.offset or 0) - position
        raise
    if needed > max_frame_size:
        raise FrameTooLarge(
            f"the frame says that it has {needed} bytes, and the limit is {max_frame_size}; "
            f"raise it with --max-frame-size if that is true",
            declared=needed,
            limit=max_frame_size,
            frame=frame.__name__,
            offset=0,
        )
    return needed
