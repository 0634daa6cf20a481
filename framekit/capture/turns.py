"""Conversations in a text: each stream of it is a direction, and there are no packets.

Rules: what is found has the time of its line, if the text has one, and no packets.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import replace

from framekit.capture.datagrams import DatagramFrames
from framekit.capture.found import Found
from framekit.capture.guessing import GuessedDatagrams, GuessedStream
from framekit.capture.network.carried import Datagram
from framekit.capture.packet import Packet
from framekit.capture.streams import StreamFrames
from framekit.capture.tcp.connections import CLIENT, SERVER, Connection
from framekit.capture.tcp.side import Data, End
from framekit.capture.text.pieces import Piece


class Turns(ABC):
    """A conversation in a text."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.names: list[str] = []

    def take(self, side: int, piece: Piece) -> Iterator[Found]:
        """What is found with a piece."""
        packet = packet_of(piece)
        self.connection.seen(packet)
        self.connection.bytes[side] += len(piece.data)
        yield from map(_without_packets, self.take_from(side, piece, packet))

    @abstractmethod
    def take_from(self, side: int, piece: Piece, packet: Packet) -> Iterator[Found]:
        """The same, with packets that are none."""

    @abstractmethod
    def end(self) -> Iterator[Found]:
        """What is left at the end of the text."""


class StreamTurns(Turns):
    """Streams of bytes."""

    def __init__(self, connection: Connection, frames: StreamFrames | GuessedStream) -> None:
        super().__init__(connection)
        self._frames = frames
        self._offsets = [0, 0]

    def take_from(self, side: int, piece: Piece, packet: Packet) -> Iterator[Found]:
        """See Turns."""
        offset = self._offsets[side]
        self._offsets[side] += len(piece.data)
        yield from self._frames.take(side, Data(offset, piece.data, packet))

    def end(self) -> Iterator[Found]:
        """See Turns."""
        for side in (CLIENT, SERVER):
            yield from map(_without_packets, self._frames.take(side, End(self._offsets[side], "")))


class DatagramTurns(Turns):
    """Datagrams, each of which is a block of the text."""

    def __init__(self, connection: Connection, frames: DatagramFrames | GuessedDatagrams) -> None:
        super().__init__(connection)
        self._frames = frames
        self._waiting: dict[int, tuple[Packet, list[bytes]]] = {}

    def take_from(self, side: int, piece: Piece, packet: Packet) -> Iterator[Found]:
        """See Turns."""
        if piece.begins:
            yield from self._whole(side)
        self._waiting.setdefault(side, (packet, []))[1].append(piece.data)

    def _whole(self, side: int) -> Iterator[Found]:
        packet, parts = self._waiting.pop(side, (None, []))
        if packet is not None:
            yield from self._frames.take(side, Datagram("text", packet, b"", 0, b"", 0, b"".join(parts), 0))

    def end(self) -> Iterator[Found]:
        """See Turns."""
        for side in list(self._waiting):
            yield from map(_without_packets, self._whole(side))
        if isinstance(self._frames, GuessedDatagrams):
            yield from map(_without_packets, self._frames.end())


def packet_of(piece: Piece) -> Packet:
    """What stands for a packet in a text: its time is known at most."""
    return Packet(0, piece.time, 0, b"", 0)


def _without_packets(found: Found) -> Found:
    return replace(found, packets=())
