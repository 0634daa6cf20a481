"""Which protocol a conversation is of, if that is not known: by its ports, then by whose first frames decode.

Strategy: the first bytes of a conversation wait until they show something. A protocol whose usual port it is, and whose frames
decode, is taken. Without a usual port, two frames must decode that hold something which is right and could be wrong, such as a
constant or a member of an enumeration, and nothing unknown. How much that says is measured too: as many bytes made at random are
given to the same protocol, and one that would take those has no evidence for itself.

Rules: each guess says on what it is founded. A conversation of which nobody decodes the first bytes is given as opaque bytes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from framekit.capture.datagrams import DatagramFrames
from framekit.capture.found import Found
from framekit.capture.network.carried import Datagram
from framekit.capture.packet import Packet
from framekit.capture.streams import DIRECTIONS, StreamFrames, found_of
from framekit.capture.tcp.connections import Connection
from framekit.capture.tcp.side import Data, End, Event
from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.errors import FramekitError
from framekit.protocol.protocol import Protocol
from framekit.protocol.session import Session
from framekit.protocol.stepping import Stepping
from framekit.spec import kinds

FIRST_BYTES = 1 << 14
"""Bytes of a conversation that wait at most until a guess is made."""
FIRST_EVENTS = 12
"""Pieces of data of a conversation that wait at most."""
FIRST_DATAGRAMS = 4
"""Datagrams that wait at most."""
ENOUGH = 2
"""Frames with known values that a guess without a usual port needs."""
TRIES = 16
"""How often bytes made at random are tried."""

Sides = tuple[Sequence[bytes], Sequence[bytes]]
"""What the client and the server have sent so far: pieces of a stream, or datagrams."""


@dataclass(frozen=True)
class Guess:
    """What a conversation is taken for.

    Attributes:
        protocol: the protocol, or None if none fits.
        reason: on what that is founded, in words.
    """

    protocol: Protocol | None
    reason: str


@dataclass(frozen=True)
class Fit:
    """How the first bytes of a conversation fit a protocol.

    Attributes:
        frames: how many frames decode.
        telling: how many of them hold something that could be wrong and is right.
        error: why the bytes are not of the protocol, or "".
    """

    frames: int
    telling: int = 0
    error: str = ""

    @property
    def is_good(self) -> bool:
        """Frames decode, and nothing else comes between."""
        return bool(self.frames) and not self.error


def guess(protocols: Sequence[Protocol], connection: Connection, sides: Sides, *, is_stream: bool, is_last: bool) -> Guess | None:
    """What a conversation is taken for; None if more of it should be seen first.

    Args:
        protocols: that may be.
        connection: for transport and ports.
        sides: what was sent so far.
        is_stream: they are pieces of streams, not datagrams.
        is_last: there will not be more to see.
    """
    ports = (connection.server[1], connection.client[1])
    usual = {each.name: port for port in reversed(ports) for each in protocols if _has(each, connection.transport, port)}
    fits = {each.name: fit(each, sides, is_stream=is_stream) for each in protocols if _is_carried_by(each, connection, usual)}
    named = {each.name: each for each in protocols}
    by_port = [name for name in usual if name in fits and fits[name].is_good]
    if by_port:
        best = max(by_port, key=lambda name: fits[name].frames)
        return Guess(named[best], f"port {usual[best]}, and {_decode(fits[best].frames)}")
    waits = [name for name in usual if name in fits and not fits[name].error]
    good = [name for name in fits if fits[name].is_good and fits[name].telling >= ENOUGH]
    if not is_last and (waits or not good or not all(sides)):
        return None
    noise = {name: taken_at_random(named[name], sides, is_stream=is_stream) for name in good}
    founded = sorted((name for name in good if noise[name] < TRIES // 2), key=lambda name: (noise[name], -fits[name].frames))
    if founded:
        best, *others = founded
        also = [name for name in others if noise[name] == noise[best] and fits[name].frames == fits[best].frames]
        doubt = f"; as those of {', '.join(also)} would" if also else ""
        return Guess(named[best], f"{_decode(fits[best].frames)}{doubt}")
    if usual:
        best = next(iter(usual))
        error = fits[best].error if best in fits else ""
        return Guess(named[best], f"port {usual[best]} alone{f'; its first bytes do not decode: {error}' if error else ''}")
    return Guess(None, f"none of {len(protocols)} protocols decodes its first bytes")


def _has(protocol: Protocol, transport: str, port: int) -> bool:
    return port in protocol.ports.get(transport, ())


def _is_carried_by(protocol: Protocol, connection: Connection, usual: dict[str, int]) -> bool:
    """A protocol that names transports is tried over those only."""
    return (
        protocol.name in usual or connection.transport == "text" or connection.transport in protocol.ports or not protocol.ports
    )


def _decode(frames: int) -> str:
    return f"its first {frames} frames decode" if frames > 1 else "its first frame decodes"


def fit(protocol: Protocol, sides: Sides, *, is_stream: bool) -> Fit:
    """How what was sent fits a protocol."""
    return _fit_stream(protocol, sides) if is_stream else _fit_datagrams(protocol, sides)


def _fit_stream(protocol: Protocol, sides: Sides) -> Fit:
    frames = telling = 0
    try:
        conversation = protocol.conversation(on_error="raise", resync=False)
        for side in (0, 1):
            for data in sides[side]:
                conversation.sides[side].receive_data(data)
                for _, _, _, item in conversation.drain(side):
                    if isinstance(item, FramekitError):
                        return Fit(frames, telling, item.reason)
                    if isinstance(item, Frame):
                        frames += 1
                        telling += is_telling(item)
    except FramekitError as error:
        return Fit(0, 0, error.reason)
    return Fit(frames, telling)


def _fit_datagrams(protocol: Protocol, sides: Sides) -> Fit:
    session = Session()
    frames = telling = 0
    for side, sends in enumerate(protocol.sides):
        state = Stepping(sends, session)
        state.advance(None)
        state.settle(gives_up=True)
        for data in sides[side]:
            if state.expected is None:
                return Fit(frames, telling, state.ended)
            try:
                frame = state.expected[0].unpack(data)
            except FramekitError as error:
                return Fit(frames, telling, error.reason)
            frames += 1
            telling += is_telling(frame)
            if not state.is_fixed:
                state.advance(frame)
                state.settle(gives_up=True)
    return Fit(frames, telling)


def is_telling(frame: Frame) -> bool:
    """The frame holds something that can be right or wrong, and is right."""
    return (_evidence(frame) or 0) > 0


def _evidence(frame: Frame) -> int | None:
    """How many values of a frame are right where others would be wrong; None if one is not known.

    Constants, checksums and members of enumerations count; a member that is zero does not, as zeros are common.
    """
    found = 0
    for each in spec_of(type(frame)).fields:
        if isinstance(each.kind, kinds.Const | kinds.Checksum):
            found += 1
            continue
        value = getattr(frame, each.name, None)
        for item in value if isinstance(value, list) else (value,):
            if isinstance(item, Frame):
                inner = _evidence(item)
                if inner is None:
                    return None
                found += inner
            elif isinstance(item, kinds.Unknown) or _is_no_member(each.kind, item):
                return None
            elif isinstance(item, IntEnum) and item:
                found += 1
    return found


def _is_no_member(kind: kinds.Kind, value: object) -> bool:
    """A number that is not in its enumeration."""
    return type(value) is int and isinstance(kind, kinds.Mapped) and issubclass(kind.python_type, IntEnum)


def taken_at_random(protocol: Protocol, sides: Sides, *, is_stream: bool) -> int:
    """Of `TRIES` conversations of bytes made at random, as long as this one: how many would fit the protocol as well."""
    source = random.Random(0)  # noqa: S311  # the same guess each time
    made: list[Sides] = [
        ([source.randbytes(len(each)) for each in sides[0]], [source.randbytes(len(each)) for each in sides[1]])
        for _ in range(TRIES)
    ]
    return sum(fit(protocol, each, is_stream=is_stream).is_good for each in made)


class _Guessed:
    """What waits of a conversation, and the note that says for what it is taken."""

    def __init__(self, connection: Connection, protocols: Sequence[Protocol], *, is_stream: bool) -> None:
        self.connection = connection
        self._protocols = protocols
        self._is_stream = is_stream
        self.sides: tuple[list[bytes], list[bytes]] = ([], [])
        self.size = 0
        self.reason = ""
        """Why the bytes of the conversation are not decoded, once that is known."""

    def add(self, side: int, data: bytes) -> None:
        """Remember data until there is a guess."""
        self.sides[side].append(data)
        self.size += len(data)

    def decide(self, first: Packet, *, is_last: bool) -> tuple[Found, Protocol | None] | None:
        """The note of a guess, and what the conversation is taken for; None if more should be seen first.

        Args:
            first: the packet of the first data that waits.
            is_last: there will not be more to see.
        """
        made = guess(self._protocols, self.connection, self.sides, is_stream=self._is_stream, is_last=is_last)
        if made is None:
            return None
        self.sides = ([], [])
        if made.protocol is None:
            self.reason = made.reason
            reason = f"not decoded: {made.reason}"
        else:
            reason = f"taken for {made.protocol.name}: {made.reason}"
        note = Found(None, "note", reason, None, b"", 0, 0, "", self.connection, (first.number,), first.time, first.time)
        return note, made.protocol

    def opaque(self, side: int, data: bytes, offset: int, packets: tuple[int, ...], time: int | None) -> Found:
        """Bytes that nobody decodes."""
        direction = DIRECTIONS[side]
        return Found(None, "opaque", self.reason, None, data, offset, len(data), direction, self.connection, packets, time, time)


class GuessedStream:
    """A connection whose protocol shows itself; used as StreamFrames is.

    Args:
        connection: of the bytes.
        protocols: that may be.
        make: gives the decoders for a protocol.
    """

    def __init__(self, connection: Connection, protocols: Sequence[Protocol], make: Callable[[Protocol], StreamFrames]) -> None:
        self._guessed = _Guessed(connection, protocols, is_stream=True)
        self._make = make
        self._frames: StreamFrames | None = None
        self._waiting: list[tuple[int, Event]] = []
        self._joined: set[int] = set()
        self._ended = [False, False]

    @property
    def ended(self) -> bool:
        """Both directions have, and all of them was given."""
        return all(self._ended) and not self._waiting

    def join(self, side: int) -> None:
        """A direction does not begin at its beginning."""
        self._joined.add(side)
        if self._frames is not None:
            self._frames.join(side)

    def take(self, side: int, event: Event) -> Iterator[Found]:
        """What an event of a direction shows."""
        if isinstance(event, End):
            self._ended[side] = True
        if self._frames is not None:
            yield from self._frames.take(side, event)
        elif self._guessed.reason:
            yield from self._opaque(side, event)
        else:
            self._waiting.append((side, event))
            if isinstance(event, Data):
                self._guessed.add(side, event.data)
            enough = self._guessed.size >= FIRST_BYTES or len(self._waiting) >= FIRST_EVENTS or all(self._ended)
            if self._guessed.size and (isinstance(event, Data) or enough):
                yield from self._decide(is_last=enough)
            elif all(self._ended):
                yield from self._give_up_waiting()

    def _decide(self, *, is_last: bool) -> Iterator[Found]:
        first = next(event for _, event in self._waiting if isinstance(event, Data)).packet
        decided = self._guessed.decide(first, is_last=is_last)
        if decided is None:
            return
        note, protocol = decided
        yield note
        if protocol is not None:
            self._frames = self._make(protocol)
            for side in self._joined:
                self._frames.join(side)
        yield from self._give_up_waiting()

    def _give_up_waiting(self) -> Iterator[Found]:
        waiting, self._waiting = self._waiting, []
        for side, event in waiting:
            yield from self._opaque(side, event) if self._frames is None else self._frames.take(side, event)

    def _opaque(self, side: int, event: Event) -> Iterator[Found]:
        if isinstance(event, Data):
            yield self._guessed.opaque(side, event.data, event.offset, (event.packet.number,), event.packet.time)
        elif not isinstance(event, End):
            yield found_of(self._guessed.connection, side, event)


class GuessedDatagrams:
    """A conversation in datagrams whose protocol shows itself; used as DatagramFrames is.

    Args:
        connection: of the datagrams.
        protocols: that may be.
        make: gives the decoder for a protocol.
    """

    def __init__(self, connection: Connection, protocols: Sequence[Protocol], make: Callable[[Protocol], DatagramFrames]) -> None:
        self._guessed = _Guessed(connection, protocols, is_stream=False)
        self._make = make
        self._frames: DatagramFrames | None = None
        self._waiting: list[tuple[int, Datagram]] = []

    def take(self, side: int, datagram: Datagram) -> Iterator[Found]:
        """The frames of a datagram, and of those that have waited for it."""
        if self._frames is not None:
            yield from self._frames.take(side, datagram)
        elif self._guessed.reason:
            yield self._opaque(side, datagram)
        else:
            self._waiting.append((side, datagram))
            self._guessed.add(side, datagram.payload)
            yield from self._decide(is_last=len(self._waiting) >= FIRST_DATAGRAMS)

    def end(self) -> Iterator[Found]:
        """What has waited."""
        if self._waiting:
            yield from self._decide(is_last=True)

    def _decide(self, *, is_last: bool) -> Iterator[Found]:
        decided = self._guessed.decide(self._waiting[0][1].packet, is_last=is_last)
        if decided is None:
            return
        note, protocol = decided
        yield note
        if protocol is not None:
            self._frames = self._make(protocol)
        waiting, self._waiting = self._waiting, []
        for side, datagram in waiting:
            if self._frames is None:
                yield self._opaque(side, datagram)
            else:
                yield from self._frames.take(side, datagram)

    def _opaque(self, side: int, datagram: Datagram) -> Found:
        packet = datagram.packet
        return self._guessed.opaque(side, datagram.payload, 0, (packet.number,), packet.time)
