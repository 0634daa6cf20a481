"""Pieces of bytes to frames: each stream of the input, and each block of it, has a decoder of its own.

Strategy: a frame that shows its own end goes through FrameDecoder. One that does not takes a whole block, which is gathered
up to the limit of a frame.

Rules: a fault ends its own block only; with "skip" it ends nothing as long as the decoder knows how to go on. What is held of
a stream is at most one frame and one piece.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from framekit.capture.found import Found as Captured
from framekit.capture.text.pieces import Piece
from framekit.declare.frame import Frame
from framekit.decoder import NEED_DATA, FrameDecoder, Skipped
from framekit.errors import EndOfStream, FramekitError, FrameTooLarge, SpecError, UnpackError, hex_look


@dataclass(frozen=True)
class Found:
    """A frame that was found.

    Attributes:
        frame: the frame.
        offset: of its first byte in its block.
        size: how many bytes it takes.
        data: its bytes, or b"" unless they were asked for.
        stream: the stream it is of.
        about: what the input calls the stream.
        source: what the capture knows of it, if it is of one.
    """

    frame: Frame
    offset: int
    size: int
    data: bytes
    stream: str = ""
    about: str = ""
    source: Captured | None = None


@dataclass(frozen=True)
class Bad:
    """Bytes that are not such a frame.

    Attributes:
        error: what is wrong, with the fields that were read before the fault.
        offset: of the first byte in its block.
        data: the bytes.
        stream: the stream they are of.
        about: what the input calls the stream.
        source: what the capture knows of them, if they are of one.
    """

    error: FramekitError
    offset: int
    data: bytes
    stream: str = ""
    about: str = ""
    source: Captured | None = None


@dataclass(frozen=True)
class Options:
    """How to decode.

    Attributes:
        max_frame_size: the maximum size of a frame in bytes.
        skips: go on after a bad frame.
        resync: search for the next frame after bytes that are none.
        skip: bytes to leave out at the start of each block.
        keeps: keep the bytes of each frame.
    """

    max_frame_size: int
    skips: bool = False
    resync: bool = False
    skip: int = 0
    keeps: bool = False


class Decoding:
    """Decodes the streams of an input."""

    def __init__(self, frame: type[Frame], options: Options) -> None:
        self._frame = frame
        self._options = options
        self._blocks: dict[str, _Block] = {}
        self._is_alone = False
        try:
            self._decoder()
        except SpecError:
            self._is_alone = True

    def _decoder(self) -> FrameDecoder[Any]:
        options = self._options
        return FrameDecoder(
            self._frame, max_frame_size=options.max_frame_size, max_skip=1 << 62, on_error="skip", resync=options.resync
        )

    def take(self, piece: Piece) -> Iterator[Found | Bad]:
        """The frames that are whole with these bytes."""
        block = self._blocks.get(piece.stream)
        if block is None or piece.begins:
            if block is not None:
                yield from block.end()
            kind: _Block = _Whole(self._frame, self._options) if self._is_alone else _Stream(self._decoder(), self._options)
            block = self._blocks[piece.stream] = kind
            block.stream = piece.stream
        block.about = piece.about or block.about
        data = piece.data
        if block.left:
            block.left, data = max(0, block.left - len(data)), data[block.left :]
        if data and not block.dead:
            yield from block.take(data)

    def end(self) -> Iterator[Found | Bad]:
        """The frames, and the faults, that the end of the input shows."""
        for block in self._blocks.values():
            yield from block.end()

    @property
    def dead(self) -> bool:
        """True if no block can go on."""
        return bool(self._blocks) and all(block.dead for block in self._blocks.values())


class _Block:
    """A block of a stream."""

    stream = ""
    about = ""
    dead = False

    def __init__(self, options: Options) -> None:
        self._options = options
        self.left = options.skip

    def take(self, data: bytes) -> Iterator[Found | Bad]:
        """Decode further bytes."""
        raise NotImplementedError

    def end(self) -> Iterator[Found | Bad]:
        """Decode what is left."""
        raise NotImplementedError

    def bad(self, error: FramekitError, offset: int, data: bytes) -> Bad:
        """A fault, with its offsets counted from the start of the block."""
        skip = self._options.skip
        if skip and error.offset is not None:
            inside = error.offset - offset
            error.look = hex_look(data, inside, 1, offset + skip) if 0 <= inside <= len(data) else ""
            error.offset += skip
        return Bad(error, offset + skip, data, self.stream, self.about)


class _Stream(_Block):
    """A block of frames that show their own ends."""

    def __init__(self, decoder: FrameDecoder[Any], options: Options) -> None:
        super().__init__(options)
        self._decoder = decoder
        self._window = Window() if options.keeps else None

    def take(self, data: bytes) -> Iterator[Found | Bad]:
        if self._window is not None:
            self._window.add(data)
        self._decoder.receive_data(data)
        return self._drain()

    def end(self) -> Iterator[Found | Bad]:
        if not self.dead:
            self._decoder.receive_eof()
            yield from self._drain()
        self.dead = True

    def _drain(self) -> Iterator[Found | Bad]:
        decoder, window, skip = self._decoder, self._window, self._options.skip
        goes_on = self._options.skips or self._options.resync
        while True:
            start = decoder.offset
            try:
                item = decoder.next_frame()
            except EndOfStream:
                return
            except UnpackError as error:
                self.dead = True
                yield self.bad(error, start, decoder.trailing_data)
                return
            if item is NEED_DATA:
                return
            if isinstance(item, Skipped):
                self.dead = not goes_on
                yield self.bad(item.error, item.offset, item.data)
                if self.dead:
                    return
                continue
            end = decoder.offset
            data = b"" if window is None else window.take(start, end)
            yield Found(item, start + skip, end - start, data, self.stream, self.about)


class _Whole(_Block):
    """A block that is one frame."""

    def __init__(self, frame: type[Frame], options: Options) -> None:
        super().__init__(options)
        self._frame = frame
        self._data = bytearray()

    def take(self, data: bytes) -> Iterator[Found | Bad]:
        limit = self._options.max_frame_size
        self._data += data[: limit + 1 - len(self._data)]
        if len(self._data) > limit:
            self.dead = True
            error = FrameTooLarge(
                f"a frame that does not show its own end takes the whole input, which has more than {limit} bytes, the maximum",
                declared=len(self._data),
                limit=limit,
                frame=self._frame.__name__,
            )
            yield self.bad(error, 0, b"")

    def end(self) -> Iterator[Found | Bad]:
        if self.dead or not self._data:
            return
        self.dead = True
        data = bytes(self._data)
        try:
            frame = self._frame.unpack(data)
        except UnpackError as error:
            yield self.bad(error, 0, data)
            return
        yield Found(frame, self._options.skip, len(data), data, self.stream, self.about)


class Window:
    """The bytes of a stream that have not been taken yet.

    >>> window = Window()
    >>> window.add(b"abc"); window.add(b"def")
    >>> window.take(1, 4), window.take(4, 6)
    (b'bcd', b'ef')
    """

    def __init__(self) -> None:
        self._chunks: deque[bytes] = deque()
        self._base = 0

    def add(self, data: bytes) -> None:
        """Append bytes."""
        self._chunks.append(data)

    def take(self, start: int, end: int) -> bytes:
        """The bytes between two offsets; what is before them is given up."""
        while self._chunks and self._base + len(self._chunks[0]) <= start:
            self._base += len(self._chunks.popleft())
        parts: list[bytes] = []
        at = self._base
        for chunk in self._chunks:
            if at >= end:
                break
            parts.append(chunk[max(0, start - at) : end - at])
            at += len(chunk)
        return b"".join(parts)
