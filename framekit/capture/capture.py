"""open_capture: from a file that somebody recorded to frames.

Strategy: packets lose their layers, segments become streams, streams and datagrams become frames; each conversation has decoders
of its own. Text has streams already, without packets.

Rules: one pass over the file, in which what is found comes as soon as its last byte has. Memory is bounded by the limits of
reassembly and by one frame for each direction.
"""

from __future__ import annotations

import itertools
import os
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from framekit.capture.containers.opening import Unpacked, read_packets
from framekit.capture.datagrams import DatagramFrames
from framekit.capture.found import Found
from framekit.capture.network.carried import Datagram, Segment
from framekit.capture.network.layers import Layers
from framekit.capture.packet import CaptureError, Note, Packet
from framekit.capture.streams import StreamFrames
from framekit.capture.tcp.connections import CLIENT, SERVER, Connection, Connections, Endpoint, TcpConnection
from framekit.capture.tcp.side import Data, End, Event
from framekit.capture.text.pieces import DEFAULT_LIMIT, Piece
from framekit.capture.text.source import Source
from framekit.declare.frame import Frame
from framekit.decoder import FrameDecoder
from framekit.errors import SpecError
from framekit.protocol.protocol import Protocol

MAX_CONVERSATIONS = 1 << 14
"""Conversations in datagrams that are remembered at once."""


def open_capture(source: str | os.PathLike[str] | BinaryIO, *, form: str = "auto", limit: int = DEFAULT_LIMIT) -> Capture:
    """Open a capture: pcap or pcapng, also compressed with gzip or Zstandard, or any text that `framekit decode` reads.

    Args:
        source: a path, or a file that is open for reading bytes; such a one is read once.
        form: the form of a text, if it is not to be recognised; "raw" for bytes that are a stream themselves.
        limit: the maximum number of bytes that the `*` lines of a dump stand for.

    Raises:
        OSError: the file cannot be opened.
        CaptureError: it is compressed with Zstandard, and nothing that unpacks it is installed.

    >>> import io
    >>> from framekit import Frame, text, u8
    >>> class Word(Frame):
    ...     word: str = text(prefix=u8)
    >>> with open_capture(io.BytesIO(b"00000000  02 68 69 03 79 6f 75\\n")) as capture:
    ...     [found.frame.word for found in capture.frames(Word)]
    ['hi', 'you']
    """
    return Capture(source, form=form, limit=limit)


class Capture:
    """A capture, as `open_capture` opens it; a context manager.

    Attributes:
        kind: "pcap", "pcapng", or "text" (raw bytes among it).
    """

    def __init__(self, source: str | os.PathLike[str] | BinaryIO, *, form: str, limit: int) -> None:
        self._path = source if isinstance(source, str | os.PathLike) else None
        self._file: BinaryIO = source if self._path is None else Path(self._path).open("rb")  # type: ignore[assignment]  # noqa: SIM115
        self._form = form
        self._limit = limit
        try:
            self._unpacked: Unpacked | None = Unpacked(self._file)
        except BaseException:
            self.close()
            raise
        self.kind = self._unpacked.kind if form == "auto" and self._unpacked.kind else "text"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file, if `open_capture` has opened it."""
        if self._path is not None:
            self._file.close()

    def _begin(self) -> Unpacked:
        """The file from its first byte on."""
        unpacked, self._unpacked = self._unpacked, None
        if unpacked is not None:
            return unpacked
        if not self._file.seekable():
            raise CaptureError("the capture was read already, and cannot be read again")
        self._file.seek(0)
        return Unpacked(self._file)

    def packets(self) -> Iterator[Packet | Note]:
        """The packets, and notes of what is wrong with the file.

        Raises:
            CaptureError: the file is text, or cannot be read on.
        """
        if self.kind == "text":
            raise CaptureError("text has no packets; ask for its frames")
        return read_packets(self._begin())

    def frames(
        self,
        protocol: type[Frame] | Protocol,
        *,
        port: int | Iterable[int] | None = None,
        stream: int | None = None,
        direction: str | None = None,
        keep_bytes: bool = False,
        many: bool = False,
        **options: Any,
    ) -> Iterator[Found]:
        """What is found of a protocol, in the order in which the last bytes of each were captured.

        Args:
            protocol: a Protocol, or a Frame class that both sides send.
            port: of the server, instead of the protocol's; of a Frame class all conversations are decoded where it is left out.
            stream: the number of one connection.
            direction: "client" or "server": only what that one sends. The other side is decoded all the same, as the protocol
                may need it.
            keep_bytes: keep the bytes of frames in `Found.data`; datagrams always do.
            many: a datagram may carry several frames.
            options: of the decoders: `framing`, `max_frame_size`, `on_error` ("skip" if left out), `resync`, `max_skip`.

        Raises:
            CaptureError: the file cannot be read on; what was found before was given.
            DumpError: the same of a text.
        """
        if direction not in (None, "client", "server"):
            raise ValueError(f"direction= is 'client' or 'server', and not {direction!r}")
        chosen = Protocol.of(protocol)
        ports = None if port is None else frozenset([port] if isinstance(port, int) else port)
        decoding = _Decoding(chosen, ports, keep_bytes, many, {"on_error": "skip", **options})
        found = decoding.text(self._pieces()) if self.kind == "text" else decoding.packets(self.packets())
        for each in found:
            if direction is not None and each.direction not in (direction, ""):
                continue
            if stream is None or each.connection is None or each.connection.number == stream:
                yield each

    def connections(self) -> list[Connection]:
        """The connections of TCP, and who sends whom datagrams, with counts of packets and bytes.

        Raises:
            CaptureError: the file is text, or cannot be read on.
        """
        decoding = _Decoding(None, None, False, False, {})
        for _ in decoding.packets(self.packets()):
            pass
        return decoding.met

    def _pieces(self) -> Iterator[Piece]:
        for batch in Source(self._begin(), self._form, limit=self._limit).batches():
            yield from batch


class _Decoding:
    """One pass over a capture.

    Args:
        protocol: what is decoded; None to meet connections only.
        ports: of the server; None for those of the protocol, or any if it has none.
    """

    def __init__(
        self, protocol: Protocol | None, ports: frozenset[int] | None, keeps: bool, many: bool, options: dict[str, Any]
    ) -> None:
        self._protocol = protocol
        self._ports = ports
        self._keeps = keeps
        self._many = many
        self._options = options
        self._numbers = itertools.count()
        self._frames: dict[int, StreamFrames] = {}
        self._datagrams: OrderedDict[tuple[str, Endpoint, Endpoint], tuple[Connection, DatagramFrames | None]] = OrderedDict()
        self.met: list[Connection] = []
        self._met_up_to = -1
        known = ports or ({each for some in protocol.ports.values() for each in some} if protocol is not None else ())
        self._connections = Connections(frozenset(known), self._numbers)
        self._shows_end = protocol is not None and self._stream_is_possible(protocol)

    def _stream_is_possible(self, protocol: Protocol) -> bool:
        if not isinstance(protocol.client, type):
            return True
        try:
            FrameDecoder(protocol.client, framing=self._options.get("framing"))
        except SpecError:
            return False
        return True

    def packets(self, packets: Iterable[Packet | Note]) -> Iterator[Found]:
        """What is found in packets."""
        layers, last = Layers(), 0
        for packet in packets:
            if isinstance(packet, Note):
                yield _as_found(packet)
                continue
            last = packet.number
            for carried in layers.take(packet):
                if isinstance(carried, Segment):
                    if self._is_wanted("tcp", carried.source_port, carried.destination_port):
                        for connection, side, event in self._connections.take(carried):
                            yield from self._stream_event(connection, side, event)
                elif isinstance(carried, Datagram):
                    if self._is_wanted(carried.transport, carried.source_port, carried.destination_port):
                        yield from self._datagram(carried)
                else:
                    yield _as_found(carried)
        for note in layers.end(last):
            yield _as_found(note)
        for connection, side, event in self._connections.end():
            yield from self._stream_event(connection, side, event)

    def text(self, pieces: Iterable[Piece]) -> Iterator[Found]:
        """What is found in the pieces of a text, each stream of which is a direction; the first is called the client."""
        assert self._protocol is not None
        protocol = self._protocol
        packet = Packet(0, None, 0, b"", 0)
        names: dict[str, int] = {}
        offsets = [0, 0]
        connection = Connection(next(self._numbers), "text", (b"", 0), (b"", 0), packet)
        if not self._shows_end:
            yield from self._text_datagrams(pieces, connection)
            return
        frames = StreamFrames(connection, protocol.conversation(**self._options), self._keeps)
        for piece in pieces:
            side = names.setdefault(piece.stream, min(len(names), SERVER))
            connection.bytes[side] += len(piece.data)
            for found in frames.take(side, Data(offsets[side], piece.data, packet)):
                yield _without_packets(found)
            offsets[side] += len(piece.data)
        for side in (CLIENT, SERVER):
            for found in frames.take(side, End(offsets[side], "")):
                yield _without_packets(found)

    def _text_datagrams(self, pieces: Iterable[Piece], connection: Connection) -> Iterator[Found]:
        assert self._protocol is not None
        frames = DatagramFrames(connection, *self._protocol.sides, many=self._many)
        names: dict[str, int] = {}
        waiting: dict[int, list[bytes]] = {}
        for piece in pieces:
            side = names.setdefault(piece.stream, min(len(names), SERVER))
            if piece.begins and waiting.get(side):
                yield from self._text_datagram(frames, side, waiting.pop(side))
            waiting.setdefault(side, []).append(piece.data)
        for side, parts in waiting.items():
            yield from self._text_datagram(frames, side, parts)

    def _text_datagram(self, frames: DatagramFrames, side: int, parts: list[bytes]) -> Iterator[Found]:
        packet = Packet(0, None, 0, b"", 0)
        for found in frames.take(side, Datagram("text", packet, b"", 0, b"", 0, b"".join(parts), 0)):
            yield _without_packets(found)

    def _is_wanted(self, transport: str, source: int, target: int) -> bool:
        if self._protocol is None:
            return True
        if not self._shows_end and transport == "tcp":
            return False
        ports = self._ports
        if ports is None:
            if not self._protocol.ports:
                return True
            ports = frozenset(self._protocol.ports.get(transport, ()))
        return source in ports or target in ports

    def _stream_event(self, connection: TcpConnection, side: int, event: Event) -> Iterator[Found]:
        if self._protocol is None:
            if connection.number > self._met_up_to:
                self._met_up_to = connection.number
                self.met.append(connection)
            return
        frames = self._frames.get(connection.number)
        if frames is None:
            conversation = self._protocol.conversation(**self._options)
            frames = self._frames[connection.number] = StreamFrames(connection, conversation, self._keeps)
        if connection.sides[side].joined:
            frames.join(side)
        yield from frames.take(side, event)
        if frames.ended:
            del self._frames[connection.number]

    def _datagram(self, datagram: Datagram) -> Iterator[Found]:
        source, target = (datagram.source, datagram.source_port), (datagram.destination, datagram.destination_port)
        key = (datagram.transport, *((source, target) if source < target else (target, source)))
        known = self._datagrams.get(key)
        if known is None:
            ports = self._ports or (
                frozenset(self._protocol.ports.get(datagram.transport, ())) if self._protocol is not None else frozenset()
            )
            is_from_client = target[1] in ports or source[1] not in ports
            client, server = (source, target) if is_from_client else (target, source)
            connection = Connection(next(self._numbers), datagram.transport, client, server, datagram.packet)
            frames = None
            if self._protocol is not None:
                frames = DatagramFrames(connection, *self._protocol.sides, many=self._many)
            known = self._datagrams[key] = (connection, frames)
            if self._protocol is None:
                self.met.append(connection)
            if len(self._datagrams) > MAX_CONVERSATIONS:
                self._datagrams.popitem(last=False)
        else:
            self._datagrams.move_to_end(key)
        connection, frames = known
        side = CLIENT if connection.client == source else SERVER
        connection.seen(datagram.packet)
        connection.bytes[side] += len(datagram.payload)
        if frames is not None:
            yield from frames.take(side, datagram)


def _as_found(note: Note) -> Found:
    packets = (note.packet,) if note.packet else ()
    return Found(None, "note", note.reason, None, b"", note.offset, 0, "", None, packets, None, None)


def _without_packets(found: Found) -> Found:
    return replace(found, packets=())
