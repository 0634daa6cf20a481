"""Conversations in a text: each of its streams is a direction, and there are no packets.

Strategy: the first two streams form a conversation, the next two another. A stream that begins anew, as with the next packet of a
dump, is a separate conversation: its bytes do not continue the ones before.

Rules: each item has the time of its line, if the text has one, and no packets. At most one frame of a block is held.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import replace

from framekit.capture.datagrams import DatagramFrames
from framekit.capture.found import Found
from framekit.capture.guessing.undecided import UndecidedDatagrams, UndecidedStream
from framekit.capture.network.carried import Datagram
from framekit.capture.packet import Packet
from framekit.capture.streams import DIRECTIONS, StreamFrames
from framekit.capture.tcp.connections import CLIENT, SERVER, Connection
from framekit.capture.tcp.side import Data, End
from framekit.capture.text.pieces import Piece
from framekit.errors import FrameTooLarge


class TextConnection(Connection):
    """A conversation in a text.

    Attributes:
        streams: for each direction, the name of the stream in the text and a description of it; None if there is no such stream.
    """

    def __init__(self, number: int, packet: Packet) -> None:
        super().__init__(number, "text", (b"", 0), (b"", 0), packet)
        self.streams: list[tuple[str, str] | None] = [None, None]

    def stream_of(self, direction: str) -> tuple[str, str]:
        """Return the name of the stream of a direction, and its description."""
        return self.streams[SERVER if direction == DIRECTIONS[SERVER] else CLIENT] or ("", "")


class Turns(ABC):
    """The decoding of a conversation in a text.

    Args:
        connection: the conversation.
        skip: the number of bytes to leave out at the beginning of each direction.
    """

    def __init__(self, connection: TextConnection, skip: int) -> None:
        self.connection = connection
        self._skip = skip
        self._left = [skip, skip]
        self._open = [False, False]

    def take(self, side: int, piece: Piece) -> Iterator[Found]:
        """Yield what is found with a piece."""
        connection = self.connection
        known = connection.streams[side]
        self._open[side] = True
        connection.streams[side] = (piece.stream, piece.about or (known[1] if known is not None else ""))
        packet = Packet(0, piece.time, 0, b"", 0)
        connection.seen(packet)
        data = piece.data
        if self._left[side]:
            self._left[side], data = max(0, self._left[side] - len(data)), data[self._left[side] :]
        connection.bytes[side] += len(data)
        if data:
            yield from map(self._placed, self.take_from(side, data, packet))

    def end(self, side: int) -> Iterator[Found]:
        """End a direction and yield what is left of it."""
        if self._open[side]:
            self._open[side] = False
            yield from map(self._placed, self.end_of(side))

    @property
    def is_over(self) -> bool:
        """True if all directions have ended."""
        return not any(self._open)

    @abstractmethod
    def take_from(self, side: int, data: bytes, packet: Packet) -> Iterator[Found]:
        """Yield what is found with bytes. The packet contains only the time."""

    @abstractmethod
    def end_of(self, side: int) -> Iterator[Found]:
        """Yield what is left of a direction."""

    def _placed(self, found: Found) -> Found:
        """Return an item without packets, and with its offset in the text."""
        skip = self._skip
        if skip and found.error is not None:
            found.error.move(skip)
        return replace(found, packets=(), offset=found.offset + skip if found.direction else found.offset)


class StreamTurns(Turns):
    """The decoding of streams."""

    def __init__(self, connection: TextConnection, skip: int, frames: StreamFrames | UndecidedStream) -> None:
        super().__init__(connection, skip)
        self._frames = frames
        self._offsets = [0, 0]

    def take_from(self, side: int, data: bytes, packet: Packet) -> Iterator[Found]:
        """See Turns."""
        offset = self._offsets[side]
        self._offsets[side] += len(data)
        yield from self._frames.take(side, Data(offset, data, packet))

    def end_of(self, side: int) -> Iterator[Found]:
        """See Turns."""
        yield from self._frames.take(side, End(self._offsets[side], ""))
        if self.is_over and not self._frames.ended:  # the other direction is not in the text
            yield from self._frames.take(1 - side, End(self._offsets[1 - side], ""))


class DatagramTurns(Turns):
    """The decoding of datagrams, each of which is a separate direction.

    Args:
        connection: the conversation.
        skip: the number of bytes to leave out at the beginning.
        frames: the decoder of the datagrams.
        limit: the maximum number of bytes of a datagram.
    """

    def __init__(self, connection: TextConnection, skip: int, frames: DatagramFrames | UndecidedDatagrams, limit: int) -> None:
        super().__init__(connection, skip)
        self._frames = frames
        self._limit = limit
        self._parts: list[bytearray | None] = [bytearray(), bytearray()]
        self._packets: list[Packet | None] = [None, None]

    def take_from(self, side: int, data: bytes, packet: Packet) -> Iterator[Found]:
        """See Turns."""
        parts = self._parts[side]
        if parts is None:
            return
        self._packets[side] = self._packets[side] or packet
        parts += data
        if len(parts) > self._limit:
            self._parts[side] = None
            reason = f"expected at most {self._limit} bytes, as a frame that does not show its own end takes all of the input"
            error = FrameTooLarge(reason, declared=len(parts), limit=self._limit, offset=0)
            time = packet.time
            yield Found(None, "error", reason, error, b"", 0, 0, DIRECTIONS[side], self.connection, (), time, time)

    def end_of(self, side: int) -> Iterator[Found]:
        """See Turns."""
        parts, packet = self._parts[side], self._packets[side]
        if parts and packet is not None:
            yield from self._frames.take(side, Datagram("text", packet, b"", 0, b"", 0, bytes(parts), 0))
        if self.is_over and isinstance(self._frames, UndecidedDatagrams):
            yield from self._frames.end()
