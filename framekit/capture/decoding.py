"""One pass over a capture: which conversation each packet belongs to, and what decodes it.

Strategy: packets are stripped of their layers, segments become streams, and streams and datagrams become frames; each
conversation has its own decoders. Text already has streams, without packets. From several protocols, guessing/ chooses one for
each conversation.

Rules: each item is yielded as soon as its last byte has arrived. Memory is bounded by the limits of reassembly and by one frame
per direction.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from framekit.capture.datagrams import DatagramFrames
from framekit.capture.found import Found
from framekit.capture.guessing.deciding import Candidates
from framekit.capture.guessing.undecided import UndecidedDatagrams, UndecidedStream, Waiting, random_datagram, random_event
from framekit.capture.network.carried import Datagram, Segment
from framekit.capture.network.layers import Layers, Unwanted
from framekit.capture.packet import Note, Packet
from framekit.capture.streams import CHUNK_COST, StreamFrames
from framekit.capture.tcp.connections import CLIENT, SERVER, Connection, Connections, Endpoint, TcpConnection
from framekit.capture.tcp.side import Data, Event
from framekit.capture.text.pieces import Piece
from framekit.capture.turns import DatagramTurns, StreamTurns, TextConnection, Turns
from framekit.decoder import FrameDecoder
from framekit.decoder.limits import MAX_FRAME_SIZE
from framekit.errors import SpecError
from framekit.protocol.protocol import Protocol

MAX_CONVERSATIONS = 1 << 14
"""The maximum number of datagram conversations that are remembered at the same time."""
MAX_HELD = 1 << 26
"""The maximum number of bytes in all connections that may wait for the rest of their frames."""
CHECK_EVERY = 1 << 23
"""The number of bytes in all connections between two checks of how many wait."""
NO_PORTS: frozenset[int] = frozenset()


class Decoding:
    """One pass over a capture.

    Args:
        protocols: the protocols to decode. From several, one is chosen for each conversation; with none, conversations are only
            listed.
        ports: the ports of the server; None for those of a single protocol, or for any port if it has none or there are several
            protocols.
        keeps: whether to keep the bytes of frames.
        many: whether a datagram may carry several frames.
        options: the options of the decoders.

    Attributes:
        met: the conversations, if no protocol was given.
        conversations: the number of conversations so far.
        decoded: the number of conversations that have decoders.
    """

    def __init__(
        self,
        protocols: Sequence[Protocol],
        ports: frozenset[int] | None,
        *,
        keeps: bool = False,
        many: bool = False,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        self._protocols = tuple(protocols)
        self._ports = ports
        # The usual ports of the only protocol, by transport; None if any port is possible, or `ports` overrides them.
        self._usual: dict[str, frozenset[int]] | None = None
        if ports is None and len(self._protocols) == 1 and self._protocols[0].ports:
            self._usual = {transport: frozenset(each) for transport, each in self._protocols[0].ports.items()}
        self._keeps = keeps
        self._many = many
        self._options = dict(options or {})
        self.conversations = self.decoded = 0
        self._numbers = iter(self._number, None)
        self._frames: dict[int, StreamFrames | UndecidedStream] = {}
        self._datagrams: OrderedDict[
            tuple[str, Endpoint, Endpoint], tuple[Connection, DatagramFrames | UndecidedDatagrams | None]
        ] = OrderedDict()
        self.met: list[Connection] = []
        known = ports or {port for each in self._protocols for some in each.ports.values() for port in some}
        self._connections = Connections(frozenset(known), self._numbers)
        self._in_streams = tuple(filter(self._stream_is_possible, self._protocols))
        self._waiting = Waiting()
        self._taken = 0  # bytes since the last check of what all connections hold
        self._stream_candidates = Candidates(self._in_streams, self._attempt_stream, random_event)
        self._datagram_candidates = Candidates(self._protocols, self._attempt_datagrams, random_datagram)

    def _number(self) -> int:
        """Return the number of a new conversation."""
        self.conversations += 1
        return self.conversations - 1

    def _stream_is_possible(self, protocol: Protocol) -> bool:
        """True if at least one side may have frames that a stream can carry; what a function yields is not known yet."""
        framing = {**protocol.options, **self._options}.get("framing")
        for sends in protocol.sides:
            if not isinstance(sends, type):
                return True
            try:
                FrameDecoder(sends, framing=framing)
            except SpecError:
                continue
            return True
        return False

    def packets(self, packets: Iterable[Packet | Note]) -> Iterator[Found]:
        """Yield what is found in packets."""
        layers, last = Layers(self._is_wanted if self._protocols else None), 0
        for packet in packets:
            if isinstance(packet, Note):
                yield _as_found(packet)
                continue
            last = packet.number
            for carried in layers.take(packet):
                if isinstance(carried, Segment):
                    for connection, side, event in self._connections.take(carried):
                        yield from self._stream_event(connection, side, event)
                elif isinstance(carried, Datagram):
                    yield from self._datagram(carried)
                elif isinstance(carried, Unwanted):
                    yield from self._meet(carried.carried)
                else:
                    yield _as_found(carried)
        for note in layers.end(last):
            yield _as_found(note)
        for _, guessed in self._datagrams.values():
            if isinstance(guessed, UndecidedDatagrams):
                yield from guessed.end()
        for connection, side, event in self._connections.end():
            yield from self._stream_event(connection, side, event)

    def text(self, pieces: Iterable[Piece], skip: int = 0, client: str | None = None) -> Iterator[Found]:
        """Yield what is found in the pieces of a text.

        Args:
            pieces: the pieces of the text.
            skip: the number of bytes to leave out at the beginning of each block.
            client: the name of the client's stream, in lower case; None for the first stream of each conversation.
        """
        places: dict[str, tuple[Turns, int]] = {}
        turns: list[Turns] = []
        for piece in pieces:
            place = places.get(piece.stream)
            if place is None or piece.begins:
                wanted = None if client is None else CLIENT if piece.stream.lower() == client else SERVER
                if place is not None:
                    before, wanted = place
                    yield from before.end(wanted)
                    turns = [each for each in turns if not each.is_over or each is turns[-1]]
                side = _free_side(turns[-1], wanted) if turns else None
                if side is None:
                    turns.append(self._new_turns(Packet(0, piece.time, 0, b"", 0), skip))
                    side = CLIENT if wanted is None else wanted
                place = places[piece.stream] = (turns[-1], side)
            yield from place[0].take(place[1], piece)
        for each in turns:
            for side in (CLIENT, SERVER):
                yield from each.end(side)

    def _new_turns(self, packet: Packet, skip: int) -> Turns:
        connection = TextConnection(next(self._numbers), packet)
        if self._in_streams:
            return StreamTurns(connection, skip, self._new_stream(connection))
        limit = self._options.get("max_frame_size", MAX_FRAME_SIZE)
        return DatagramTurns(connection, skip, self._new_datagrams(connection), limit)

    def _is_wanted(self, transport: str, source: int, target: int) -> bool:
        if not self._in_streams and transport == "tcp":
            return False
        ports = self._ports if self._usual is None else self._usual.get(transport, NO_PORTS)
        return ports is None or source in ports or target in ports

    def _new_stream(self, connection: Connection) -> StreamFrames | UndecidedStream:
        self.decoded += 1
        if len(self._protocols) > 1:
            make = partial(self._stream_of, connection)
            return UndecidedStream(connection, self._stream_candidates, make, self._waiting)
        return self._stream_of(connection, self._protocols[0])

    def _stream_of(self, connection: Connection, protocol: Protocol) -> StreamFrames:
        connection.protocol = protocol.name
        return StreamFrames(connection, protocol.conversation(**self._options), self._keeps)

    def _attempt_stream(self, connection: Connection, protocol: Protocol, joined: frozenset[int]) -> StreamFrames:
        """Return decoders that report the first error."""
        frames = StreamFrames(connection, protocol.conversation(**{**self._options, "on_error": "raise", "resync": False}), False)
        for side in joined:
            frames.join(side)
        return frames

    def _attempt_datagrams(self, connection: Connection, protocol: Protocol, _joined: frozenset[int]) -> DatagramFrames:
        return self._datagram_frames(connection, protocol)

    def _new_datagrams(self, connection: Connection) -> DatagramFrames | UndecidedDatagrams:
        self.decoded += 1
        if len(self._protocols) > 1:
            make = partial(self._datagrams_of, connection)
            return UndecidedDatagrams(connection, self._datagram_candidates, make, self._waiting)
        return self._datagrams_of(connection, self._protocols[0])

    def _datagrams_of(self, connection: Connection, protocol: Protocol) -> DatagramFrames:
        connection.protocol = protocol.name
        return self._datagram_frames(connection, protocol)

    def _datagram_frames(self, connection: Connection, protocol: Protocol) -> DatagramFrames:
        given = {**protocol.options, **self._options}.get("given")
        return DatagramFrames(connection, *protocol.datagram_sides, many=self._many, given=given)

    def _stream_event(self, connection: TcpConnection, side: int, event: Event) -> Iterator[Found]:
        if not self._protocols:
            if not connection.is_met:
                connection.is_met = True
                self.met.append(connection)
            return
        frames = self._frames.get(connection.number)
        if frames is None:
            frames = self._frames[connection.number] = self._new_stream(connection)
        if connection.sides[side].joined:
            frames.join(side)
        yield from frames.take(side, event)
        if frames.ended:
            del self._frames[connection.number]
        if type(event) is Data:
            self._taken += len(event.data) + CHUNK_COST
            if self._taken > CHECK_EVERY:
                self._taken = 0
                yield from self._relieve()

    def _relieve(self) -> Iterator[Found]:
        """Stop decoding the connections that hold most, as long as all of them together hold too much."""
        held = {number: frames.held for number, frames in self._frames.items()}
        total = sum(held.values())
        while total > MAX_HELD:
            number = max(held, key=held.__getitem__)
            total -= held.pop(number)
            yield from self._frames[number].give_up("too many bytes in all connections wait for the rest of their frames")

    def _meet(self, unwanted: Segment | Datagram) -> Iterator[Found]:
        """Count an unwanted conversation, so that numbers do not depend on which conversations are wanted."""
        if isinstance(unwanted, Segment):
            for connection, side, event in self._connections.meet(unwanted):
                yield from self._stream_event(connection, side, event)
        else:
            yield from self._datagram(unwanted, is_wanted=False)

    def _datagram(self, datagram: Datagram, *, is_wanted: bool = True) -> Iterator[Found]:
        source, target = (datagram.source, datagram.source_port), (datagram.destination, datagram.destination_port)
        key = (datagram.transport, *((source, target) if source < target else (target, source)))
        known = self._datagrams.get(key)
        if known is None:
            ports = self._ports or {port for each in self._protocols for port in each.ports.get(datagram.transport, ())}
            is_from_client = target[1] in ports or source[1] not in ports
            client, server = (source, target) if is_from_client else (target, source)
            connection = Connection(next(self._numbers), datagram.transport, client, server, datagram.packet)
            known = self._datagrams[key] = (
                connection,
                self._new_datagrams(connection) if self._protocols and is_wanted else None,
            )
            if not self._protocols:
                self.met.append(connection)
            if len(self._datagrams) > MAX_CONVERSATIONS:
                _, (_, forgotten) = self._datagrams.popitem(last=False)
                if isinstance(forgotten, UndecidedDatagrams):
                    yield from forgotten.end()
        else:
            self._datagrams.move_to_end(key)
        connection, frames = known
        side = CLIENT if connection.client == source else SERVER
        connection.seen(datagram.packet)
        connection.bytes[side] += len(datagram.payload)
        if frames is not None:
            yield from frames.take(side, datagram)


def _free_side(turns: Turns, wanted: int | None) -> int | None:
    """Return the side of a conversation that a stream can be: the one it was before, or any; None if it is taken."""
    sides = (CLIENT, SERVER) if wanted is None else (wanted,)
    return next((side for side in sides if turns.connection.streams[side] is None), None)


def _as_found(note: Note) -> Found:
    packets = (note.packet,) if note.packet else ()
    return Found(None, "note", note.reason, None, b"", note.offset, 0, "", None, packets, None, None)
