"""Conversations in a text: each stream of it is a direction, and there are no packets.

Strategy: the first two streams are a conversation, the next two another. A stream that begins anew, as with the next packet of a
dump, is a conversation of its own: its bytes do not continue those before.

Rules: what is found has the time of its line, if the text has one, and no packets. What is held of a block is one frame at most.
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
        streams: what the text calls each direction: the name of the stream, and words about it; None for one that there is not.
    """

    def __init__(self, number: int, packet: Packet) -> None:
        super().__init__(number, "text", (b"", 0), (b"", 0), packet)
        self.streams: list[tuple[str, str] | None] = [None, None]

    def stream_of(self, direction: str) -> tuple[str, str]:
        """The name of the stream of a direction, and words about it."""
        return self.streams[SERVER if direction == DIRECTIONS[SERVER] else CLIENT] or ("", "")


class Turns(ABC):
    """A conversation in a text.

    Args:
        connection: of the conversation.
        skip: bytes that are left out at the beginning of each direction.
    """

    def __init__(self, connection: TextConnection, skip: int) -> None:
        self.connection = connection
        self._skip = skip
        self._left = [skip, skip]
        self._open = [False, False]

    def take(self, side: int, piece: Piece) -> Iterator[Found]:
        """What is found with a piece."""
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
        """What is left when a direction has ended."""
        if self._open[side]:
            self._open[side] = False
            yield from map(self._placed, self.end_of(side))

    @property
    def is_over(self) -> bool:
        """All directions have ended."""
        return not any(self._open)

    @abstractmethod
    def take_from(self, side: int, data: bytes, packet: Packet) -> Iterator[Found]:
        """What is found with bytes. The packet has the time alone."""

    @abstractmethod
    def end_of(self, side: int) -> Iterator[Found]:
        """What is left of a direction."""

    def _placed(self, found: Found) -> Found:
        """Without packets, and with the place in the text as it is."""
        skip = self._skip
        if skip and found.error is not None:
            found.error.move(skip)
        return replace(found, packets=(), offset=found.offset + skip if found.direction else found.offset)


class StreamTurns(Turns):
    """Streams of bytes."""

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
    """Datagrams, each of which is a direction of its own.

    Args:
        connection: of the conversation.
        skip: bytes that are left out at the beginning.
        frames: decodes them.
        limit: the maximum number of bytes of one.
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
            reason = (
                f"a frame that does not show its own end takes all of the input, of which {self._limit} bytes are the maximum"
            )
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
