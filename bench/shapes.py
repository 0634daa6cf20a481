"""Eight shapes of frames, and careful hand-written struct code for them with slotted dataclasses.

Strategy: each shape is the smallest frame that demonstrates one feature: a fixed header, length prefixes, nested frames with a
checksum, a stream, a tagged union. Both sides make the same checks, and their results are compared before anything is timed.

Rules: a hand-written function is as small as possible, and does no lookup in a loop that can be done before it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from framekit import Frame, FrameDecoder, array, checksum, const, data, derived, f64, switch, text, this, u8, u16, u32, u64


class Header(Frame):
    """A fixed header."""

    magic: bytes = const(b"FK")
    version: u8
    flags: u8
    kind: u16
    length: u32
    sequence: u32
    time: u64


class Named(Frame):
    """Two fields with a length prefix."""

    ident: u16
    name: str = text(prefix=u8)
    body: bytes = data(prefix=u16)


class Point(Frame):
    """A record of a batch."""

    sensor: u16
    value: f64


class Batch(Frame):
    """Frames inside a frame, and a checksum."""

    source: u32
    head: Point
    points: list[Point] = array(Point, prefix=u16)
    crc: int = checksum(u32, "crc32")


class Message(Frame):
    """A frame of a stream."""

    magic: bytes = const(b"FK")
    kind: u8
    sequence: u32
    body: bytes = data(prefix=u16)


class Kind(IntEnum):
    """The tags of a union."""

    PING = 1
    MOVE = 2
    SAY = 3


class Ping(Frame):
    """An arm."""

    token: u32


class Move(Frame):
    """An arm."""

    x: u16
    y: u16
    speed: f64


class Say(Frame):
    """An arm."""

    volume: u8
    words: str = text(prefix=u8)


class Event(Frame):
    """A tagged union."""

    sequence: u32
    kind: Kind = derived(u8)
    length: int = derived(u16)
    body: Ping | Move | Say = switch(this.kind, {Kind.PING: Ping, Kind.MOVE: Move, Kind.SAY: Say}, size=this.length)


@dataclass(slots=True)
class HeaderByHand:
    """Header."""

    version: int
    flags: int
    kind: int
    length: int
    sequence: int
    time: int


HEADER = struct.Struct("!2sBBHIIQ")


def unpack_header(wire: bytes) -> HeaderByHand:
    """Read a Header."""
    magic, version, flags, kind, length, sequence, time = HEADER.unpack(wire)
    if magic != b"FK":
        raise ValueError("no header")
    return HeaderByHand(version, flags, kind, length, sequence, time)


def unpack_header_from(wire: bytes, offset: int) -> HeaderByHand:
    """Read a Header inside a buffer."""
    magic, version, flags, kind, length, sequence, time = HEADER.unpack_from(wire, offset)
    if magic != b"FK":
        raise ValueError("no header")
    return HeaderByHand(version, flags, kind, length, sequence, time)


def pack_header(each: HeaderByHand) -> bytes:
    """Write a Header."""
    return HEADER.pack(b"FK", each.version, each.flags, each.kind, each.length, each.sequence, each.time)


def unpack_headers(wire: bytes) -> list[HeaderByHand]:
    """Read Headers that follow one another."""
    found = []
    for magic, version, flags, kind, length, sequence, time in HEADER.iter_unpack(wire):
        if magic != b"FK":
            raise ValueError("no header")
        found.append(HeaderByHand(version, flags, kind, length, sequence, time))
    return found


@dataclass(slots=True)
class NamedByHand:
    """Named."""

    ident: int
    name: str
    body: bytes


NAMED = struct.Struct("!HB")
LENGTH = struct.Struct("!H")


def unpack_named(wire: bytes) -> NamedByHand:
    """Read a Named."""
    ident, size = NAMED.unpack_from(wire)
    stop = 3 + size
    name = wire[3:stop].decode()
    (size,) = LENGTH.unpack_from(wire, stop)
    body = wire[stop + 2 :]
    if len(body) != size:
        raise ValueError("wrong length")
    return NamedByHand(ident, name, body)


def pack_named(each: NamedByHand) -> bytes:
    """Write a Named."""
    name, body = each.name.encode(), each.body
    return NAMED.pack(each.ident, len(name)) + name + LENGTH.pack(len(body)) + body


@dataclass(slots=True)
class PointByHand:
    """Point."""

    sensor: int
    value: float


@dataclass(slots=True)
class BatchByHand:
    """Batch."""

    source: int
    head: PointByHand
    points: list[PointByHand]


BATCH = struct.Struct("!IHdH")
POINT = struct.Struct("!Hd")
CRC = struct.Struct("!I")


def unpack_batch(wire: bytes) -> BatchByHand:
    """Read a Batch."""
    source, sensor, value, count = BATCH.unpack_from(wire)
    stop = 16 + 10 * count
    if len(wire) != stop + 4:
        raise ValueError("wrong length")
    (crc,) = CRC.unpack_from(wire, stop)
    if zlib.crc32(wire[:stop]) != crc:
        raise ValueError("wrong checksum")
    points = [PointByHand(*each) for each in POINT.iter_unpack(wire[16:stop])]
    return BatchByHand(source, PointByHand(sensor, value), points)


def pack_batch(each: BatchByHand) -> bytes:
    """Write a Batch."""
    pack, head = POINT.pack, each.head
    parts = [BATCH.pack(each.source, head.sensor, head.value, len(each.points))]
    parts += [pack(point.sensor, point.value) for point in each.points]
    wire = b"".join(parts)
    return wire + CRC.pack(zlib.crc32(wire))


@dataclass(slots=True)
class MessageByHand:
    """Message."""

    kind: int
    sequence: int
    body: bytes


MESSAGE = struct.Struct("!2sBIH")


class MessagesByHand:
    """Decoder of messages from the chunks of a stream."""

    def __init__(self) -> None:
        self.left = b""

    def feed(self, chunk: bytes) -> list[MessageByHand]:
        """Return the messages that are complete."""
        buffer = self.left + chunk if self.left else chunk
        found, offset, end, unpack = [], 0, len(buffer), MESSAGE.unpack_from
        while end - offset >= 9:
            magic, kind, sequence, size = unpack(buffer, offset)
            if magic != b"FK":
                raise ValueError("not a message")
            stop = offset + 9 + size
            if stop > end:
                break
            found.append(MessageByHand(kind, sequence, buffer[offset + 9 : stop]))
            offset = stop
        self.left = buffer[offset:]
        return found


def pack_message(each: MessageByHand) -> bytes:
    """Write a Message."""
    return MESSAGE.pack(b"FK", each.kind, each.sequence, len(each.body)) + each.body


@dataclass(slots=True)
class PingByHand:
    """Ping."""

    token: int


@dataclass(slots=True)
class MoveByHand:
    """Move."""

    x: int
    y: int
    speed: float


@dataclass(slots=True)
class SayByHand:
    """Say."""

    volume: int
    words: str


@dataclass(slots=True)
class EventByHand:
    """Event."""

    sequence: int
    body: PingByHand | MoveByHand | SayByHand


EVENT = struct.Struct("!IBH")
PING = struct.Struct("!I")
MOVE = struct.Struct("!HHd")
SAY = struct.Struct("!BB")


def unpack_event(wire: bytes) -> EventByHand:
    """Read an Event."""
    sequence, kind, length = EVENT.unpack_from(wire)
    if len(wire) != 7 + length:
        raise ValueError("wrong length")
    body: PingByHand | MoveByHand | SayByHand
    if kind == 1:
        body = PingByHand(*PING.unpack(wire[7:]))
    elif kind == 2:
        body = MoveByHand(*MOVE.unpack(wire[7:]))
    elif kind == 3:
        volume, size = SAY.unpack_from(wire, 7)
        if size != length - 2:
            raise ValueError("wrong length")
        body = SayByHand(volume, wire[9:].decode())
    else:
        raise ValueError("unknown kind")
    return EventByHand(sequence, body)


def pack_event(each: EventByHand) -> bytes:
    """Write an Event."""
    body = each.body
    if isinstance(body, PingByHand):
        kind, wire = 1, PING.pack(body.token)
    elif isinstance(body, MoveByHand):
        kind, wire = 2, MOVE.pack(body.x, body.y, body.speed)
    else:
        words = body.words.encode()
        kind, wire = 3, SAY.pack(body.volume, len(words)) + words
    return EVENT.pack(each.sequence, kind, len(wire)) + wire


@dataclass(frozen=True)
class Shape:
    """One comparison.

    Attributes:
        name: the name of the row.
        ours: the call of framekit.
        by_hand: the equivalent hand-written call.
        target: the target ratio.
        calls: the number of calls in a round.
    """

    name: str
    ours: Callable[[], Any]
    by_hand: Callable[[], Any]
    target: float
    calls: int = 1000


def _all(function: Callable[[Any], Any], values: list[Any]) -> Callable[[], Any]:
    return lambda: [function(each) for each in values]


def _plain(value: Any) -> Any:
    """Return the values of a frame or of a hand-written object, sorted by name."""
    if isinstance(value, list):
        return list(map(_plain, value))
    names = getattr(type(value), "__match_args__", None)
    return {name: _plain(getattr(value, name)) for name in sorted(names)} if names else value


def shapes() -> list[Shape]:
    """Return the comparisons. Raises AssertionError with the name of a row if the results of both sides differ."""
    found = _shapes()
    for each in found:
        assert _plain(each.ours()) == _plain(each.by_hand()), each.name
    return found


def _shapes() -> list[Shape]:
    header = Header(version=1, flags=2, kind=3, length=400, sequence=70_000, time=1 << 40)
    named = Named(ident=7, name="temperature", body=bytes(range(60)))
    mixed = [Named(ident=n, name="n" * (n % 40), body=bytes(n * 7 % 250)) for n in range(100)]
    batch = Batch(source=1, head=Point(sensor=1, value=0.5), points=[Point(sensor=n, value=n / 3) for n in range(8)])
    messages = [Message(kind=n % 5, sequence=n, body=bytes(20 + n % 60)) for n in range(2000)]
    events = [Ping(token=9), Move(x=1, y=2, speed=3.5), Say(volume=3, words="hello there")]
    union = [Event(sequence=n, body=events[n % 3]) for n in range(99)]
    stream = b"".join(each.pack() for each in messages)
    chunks = [stream[at : at + 65536] for at in range(0, len(stream), 65536)]
    many = header.pack() * 20_000
    buffer = bytes(8) + header.pack() + bytes(8)

    def ours_in_stream() -> list[Any]:
        decoder = FrameDecoder(Message)
        return [frame for chunk in chunks for frame in decoder.feed(chunk)]

    def by_hand_in_stream() -> list[Any]:
        decoder = MessagesByHand()
        return [frame for chunk in chunks for frame in decoder.feed(chunk)]

    header_by_hand, named_by_hand, batch_by_hand = (
        unpack_header(header.pack()),
        unpack_named(named.pack()),
        unpack_batch(batch.pack()),
    )
    header_wire, named_wire, batch_wire = header.pack(), named.pack(), batch.pack()
    mixed_wires, union_wires = [each.pack() for each in mixed], [each.pack() for each in union]
    mixed_by_hand = [unpack_named(each) for each in mixed_wires]
    union_by_hand = [unpack_event(each) for each in union_wires]
    messages_by_hand = by_hand_in_stream()
    header_unpack, named_unpack, batch_unpack, event_unpack = Header.unpack, Named.unpack, Batch.unpack, Event.unpack
    return [
        Shape("fixed header: decode", lambda: header_unpack(header_wire), lambda: unpack_header(header_wire), 0.90),
        Shape("fixed header: encode", lambda: header.pack(), lambda: pack_header(header_by_hand), 1.10),
        Shape("length-prefixed: decode", lambda: named_unpack(named_wire), lambda: unpack_named(named_wire), 0.78),
        Shape("length-prefixed: encode", lambda: named.pack(), lambda: pack_named(named_by_hand), 0.82),
        Shape("mixed lengths: decode", _all(named_unpack, mixed_wires), _all(unpack_named, mixed_wires), 0.82, 10),
        Shape("mixed lengths: encode", _all(Named.pack, mixed), _all(pack_named, mixed_by_hand), 0.88, 10),
        Shape("nested with crc: decode", lambda: batch_unpack(batch_wire), lambda: unpack_batch(batch_wire), 0.72, 300),
        Shape("nested with crc: encode", lambda: batch.pack(), lambda: pack_batch(batch_by_hand), 1.08, 300),
        Shape("stream: decode", ours_in_stream, by_hand_in_stream, 0.72, 1),
        Shape("stream: encode", _all(Message.pack, messages), _all(pack_message, messages_by_hand), 0.72, 1),
        Shape("union: decode", _all(event_unpack, union_wires), _all(unpack_event, union_wires), 0.72, 10),
        Shape("union: encode", _all(Event.pack, union), _all(pack_event, union_by_hand), 0.80, 10),
        Shape("unpack_from", lambda: Header.unpack_from(buffer, 8), lambda: unpack_header_from(buffer, 8), 1.0),
        Shape("bulk to objects", lambda: list(Header.iter_unpack(many)), lambda: unpack_headers(many), 1.0, 1),
    ]
