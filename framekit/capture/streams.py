"""The frames of connections: the reassembled streams, decoded by the two sides of a protocol.

Strategy: each direction remembers which packet contained each of its bytes, for as long as frames may need it. An event in one
direction may let the other one continue.

Rules: every byte of a direction is in a frame, skipped, opaque, or in a gap, in the order of the stream.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any, Literal

from framekit.capture.found import Direction, Found, Kind
from framekit.capture.tcp.connections import Connection
from framekit.capture.tcp.side import Data, End, Event, Gap, Remark
from framekit.declare.frame import Frame
from framekit.decoder import Skipped
from framekit.errors import FramekitError
from framekit.protocol.conversation import Conversation
from framekit.protocol.side_reader import Opaque

DIRECTIONS: tuple[Literal["client"], Literal["server"]] = ("client", "server")
CHUNK_COST = 512
"""The memory overhead of a chunk of a stream in bytes, counted since a segment may contain a single byte."""


class Origins:
    """The chunks of a direction, which record the packet that contained each byte."""

    def __init__(self) -> None:
        self._chunks: deque[Data] = deque()

    def __len__(self) -> int:
        return len(self._chunks)

    def clear(self) -> None:
        """Forget all chunks."""
        self._chunks.clear()

    def add(self, chunk: Data) -> None:
        """Remember a chunk."""
        self._chunks.append(chunk)

    def take(self, start: int, end: int) -> list[Data]:
        """Return the chunks that contain the bytes between two offsets, and forget those before them."""
        chunks = self._chunks
        while chunks and chunks[0].offset + len(chunks[0].data) <= start:
            chunks.popleft()
        if chunks and chunks[0].offset + len(chunks[0].data) >= end:
            return [chunks[0]]
        found: list[Data] = []
        for chunk in chunks:
            if chunk.offset >= end:
                break
            found.append(chunk)
        return found


class StreamFrames:
    """A decoder of a connection.

    Args:
        connection: the connection to set in the results.
        conversation: both sides of the protocol.
        keeps: whether to keep the bytes of each frame.
    """

    def __init__(self, connection: Connection, conversation: Conversation, keeps: bool) -> None:
        self._connection = connection
        self._conversation = conversation
        self._keeps = keeps
        self._origins = (Origins(), Origins())
        self._joined = [False, False]
        self._ended = [False, False]

    @property
    def ended(self) -> bool:
        """True if both directions have ended and everything in them was yielded."""
        return all(self._ended)

    @property
    def held(self) -> int:
        """The approximate memory in bytes of what waits for the rest of its frames."""
        chunks = sum(map(len, self._origins))
        return sum(side.buffered for side in self._conversation.sides) + CHUNK_COST * chunks

    def give_up(self, reason: str) -> Iterator[Found]:
        """Stop decoding both directions: pending bytes are yielded as opaque."""
        for side, reader in enumerate(self._conversation.sides):
            reader.give_up(reason)
            yield from self._drain(side)
            self._origins[side].clear()

    def join(self, side: int) -> None:
        """Mark a direction whose beginning was not captured."""
        if not self._joined[side]:
            self._joined[side] = True
            self._conversation.sides[side].join()

    def take(self, side: int, event: Event) -> Iterator[Found]:
        """Yield what is found with an event of a direction."""
        reader = self._conversation.sides[side]
        match event:
            case Data():
                start, whole = reader.receive_frames(event.data)
                if whole:
                    yield from self._whole(side, event, start, whole)
                    if whole[-1][1] == len(event.data) and self._conversation.is_fixed:
                        return
                self._origins[side].add(event)
                yield from self._drain(side)
            case Gap(_, size, _):
                start = reader.offset
                skipped = reader.receive_gap(size)
                if skipped is not None:
                    yield self._found(side, start, start, skipped)
                yield found_of(self._connection, side, event)
            case Remark():
                yield found_of(self._connection, side, event)
            case End():
                reader.receive_eof()
                yield from self._drain(side)
                self._ended[side] = True

    def _whole(self, side: int, event: Data, start: int, frames: list[tuple[Frame, int]]) -> Iterator[Found]:
        """Yield the frames that are complete in the bytes of an event, which are at `start` in the stream."""
        packet, connection, direction, keeps, begin = event.packet, self._connection, DIRECTIONS[side], self._keeps, 0
        numbers, time = (packet.number,), packet.time
        for frame, end in frames:
            data = event.data[begin:end] if keeps else b""
            yield Found(frame, "", "", None, data, start + begin, end - begin, direction, connection, numbers, time, time)
            begin = end

    def _drain(self, side: int) -> Iterator[Found]:
        for at, start, end, item in self._conversation.drain(side):
            yield self._found(at, start, end, item)

    def _found(self, side: int, start: int, end: int, item: Any) -> Found:
        if isinstance(item, Frame):
            chunks = self._origins[side].take(start, end)
            data = b""
            if self._keeps:
                data = b"".join(each.data[max(0, start - each.offset) : end - each.offset] for each in chunks)
            first, last = chunks[0].packet, chunks[-1].packet
            numbers = (first.number,) if first is last else tuple(dict.fromkeys(each.packet.number for each in chunks))
            return Found(
                item, "", "", None, data, start, end - start, DIRECTIONS[side], self._connection, numbers, last.time, first.time
            )
        return self._not_a_frame(side, start, end, item)

    def _not_a_frame(self, side: int, start: int, end: int, item: Skipped | Opaque | FramekitError) -> Found:
        """Return the item for something that is not a frame."""
        kind: Kind
        error: FramekitError | None = None
        data = b""
        if isinstance(item, Skipped):
            kind, error, data, start = "skipped", item.error, item.data, item.offset
            reason = getattr(error, "reason", str(error))
            end = start + len(data)
        elif isinstance(item, Opaque):
            kind, reason, data, start = "opaque", item.reason, item.data, item.offset
            end = start + len(data)
        else:
            kind, error, reason = "error", item, item.reason
        chunks = self._origins[side].take(start, max(end, start + 1))
        return Found(
            None, kind, reason, error, data, start, end - start, DIRECTIONS[side], self._connection,
            (chunks[0].packet.number,) if len(chunks) == 1 else tuple(dict.fromkeys(each.packet.number for each in chunks)),
            chunks[-1].packet.time if chunks else None, chunks[0].packet.time if chunks else None,
        )  # fmt: skip


def found_of(connection: Connection, side: int, event: Gap | Remark) -> Found:
    """Return the item for a gap or for a note on a stream."""
    direction: Direction = DIRECTIONS[side]
    kind: Kind
    match event:
        case Gap(offset, size, packet):
            kind, reason = "gap", f"{size} byte{' was' if size == 1 else 's were'} not captured"
        case Remark(offset, reason, packet):
            kind, size = "note", 0
    return Found(None, kind, reason, None, b"", offset, size, direction, connection, (packet.number,), packet.time, packet.time)
