"""Conversations of unknown protocol: events wait until a guess is made, and are then decoded from the first byte on.

Rules: what waits is bounded for each conversation, and for all of them together. The bytes of a conversation that no protocol
decodes are yielded as `opaque`.
"""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from framekit.capture.datagrams import DatagramFrames
from framekit.capture.found import Found
from framekit.capture.guessing.deciding import Candidates, Choice, Decodes, Guess
from framekit.capture.network.carried import Datagram
from framekit.capture.packet import Packet
from framekit.capture.streams import DIRECTIONS, StreamFrames, found_of
from framekit.capture.tcp.connections import Connection
from framekit.capture.tcp.side import Data, End, Event
from framekit.protocol.protocol import Protocol

MAX_BYTES = 1 << 14
"""The maximum number of bytes of a conversation that wait for a guess."""
MAX_EVENTS = 12
"""The maximum number of events of a stream that wait."""
MAX_DATAGRAMS = 4
"""The maximum number of datagrams of a conversation that wait."""
MAX_WAITING = 1 << 24
"""The maximum number of bytes that wait in all conversations; beyond it, a guess is made immediately."""
EVENT_COST = 256
"""The number of bytes that an event counts in addition to those of its packet."""

E = TypeVar("E")


@dataclass
class Waiting:
    """The amount that waits in all conversations of a pass.

    Attributes:
        size: the amount in bytes.
    """

    size: int = 0


class Undecided(ABC, Generic[E]):
    """A conversation whose protocol is not known yet.

    Args:
        connection: the conversation.
        candidates: the protocols that it may have.
        make: returns the decoders for the chosen protocol.
        waiting: the amount that waits in all conversations.
        limit: the maximum number of events that wait.
    """

    def __init__(
        self,
        connection: Connection,
        candidates: Candidates[E],
        make: Callable[[Protocol], Decodes[E]],
        waiting: Waiting,
        limit: int,
    ) -> None:
        self._connection = connection
        self._choice: Choice[E] | None = Choice(candidates, connection)
        self._make = make
        self._waiting = waiting
        self._limit = limit
        self._events: list[tuple[int, E]] = []
        self._size = self._cost = 0
        self._has_sent = [False, False]
        self._joined: frozenset[int] = frozenset()
        self._frames: Decodes[E] | None = None
        self._reason = ""

    @abstractmethod
    def _bytes_of(self, event: E) -> tuple[bytes, Packet] | None:
        """Return the bytes in an event, and their packet; None if the event has no bytes."""

    @abstractmethod
    def _opaque(self, side: int, event: E) -> Iterator[Found]:
        """Yield what is found if an event is not decoded."""

    def _take(self, side: int, event: E, *, is_over: bool = False) -> Iterator[Found]:
        """Yield what is found with an event; with `is_over`, it is the last one."""
        if self._choice is None:
            yield from self._pass_on(side, event)
            return
        self._events.append((side, event))
        brought = self._bytes_of(event)
        if brought is not None:
            data, packet = brought
            self._has_sent[side] = True
            self._size += len(data)
            cost = len(packet.data or data) + EVENT_COST
            self._cost += cost
            self._waiting.size += cost
        is_last = is_over or self._size >= MAX_BYTES or len(self._events) >= self._limit or self._waiting.size >= MAX_WAITING
        # While frames are searched for, trying again with every event would search the same bytes every time.
        is_worth_a_look = not self._joined or len(self._events).bit_count() == 1
        if (brought is not None and is_worth_a_look) or is_last:
            yield from self._decide(is_last=is_last)

    def _decide(self, *, is_last: bool) -> Iterator[Found]:
        choice, events = self._choice, self._events
        assert choice is not None
        first = next((brought[1] for _, event in events if (brought := self._bytes_of(event)) is not None), None)
        if first is None:
            made: Guess | None = Guess(None, "none of its bytes were captured")
        else:
            tried = [(side, event) for side, event in events if not isinstance(event, End)]
            made = choice.make(tried, self._joined, has_both_sides=all(self._has_sent), is_last=is_last)
        if made is None:
            return
        self._choice, self._events = None, []
        self._waiting.size -= self._cost
        if made.protocol is None:
            self._reason = made.reason
            reason = f"not decoded: {made.reason}"
        else:
            self._frames = self._make(made.protocol)
            reason = f"decoded as {made.protocol.name}: {made.reason}"
        packets, time = ((first.number,), first.time) if first is not None else ((), self._connection.first)
        yield Found(None, "note", reason, None, b"", 0, 0, "", self._connection, packets, time, time)
        for side, event in events:
            yield from self._pass_on(side, event)

    def _pass_on(self, side: int, event: E) -> Iterator[Found]:
        yield from self._opaque(side, event) if self._frames is None else self._frames.take(side, event)

    def _opaque_bytes(self, side: int, data: bytes, offset: int, packet: Packet) -> Found:
        packets, time = (packet.number,), packet.time
        size, direction = len(data), DIRECTIONS[side]
        return Found(None, "opaque", self._reason, None, data, offset, size, direction, self._connection, packets, time, time)


class UndecidedStream(Undecided[Event]):
    """A connection; used in the same way as StreamFrames."""

    def __init__(
        self,
        connection: Connection,
        candidates: Candidates[Event],
        make: Callable[[Protocol], StreamFrames],
        waiting: Waiting,
    ) -> None:
        super().__init__(connection, candidates, self._make_joined, waiting, MAX_EVENTS)
        self._make_stream = make
        self._stream: StreamFrames | None = None
        self._ended = [False, False]

    @property
    def ended(self) -> bool:
        """True if both directions have ended and everything in them was yielded."""
        return all(self._ended) and not self._events

    @property
    def held(self) -> int:
        """The approximate memory in bytes of what waits for the rest of its frames, once the protocol is known."""
        return 0 if self._stream is None else self._stream.held

    def give_up(self, reason: str) -> Iterator[Found]:
        """Stop decoding both directions: pending bytes are yielded as opaque."""
        if self._stream is not None:
            yield from self._stream.give_up(reason)

    def join(self, side: int) -> None:
        """Mark a direction whose beginning was not captured."""
        self._joined |= {side}
        if self._stream is not None:
            self._stream.join(side)

    def take(self, side: int, event: Event) -> Iterator[Found]:
        """Yield what is found with an event of a direction."""
        if isinstance(event, End):
            self._ended[side] = True
        yield from self._take(side, event, is_over=all(self._ended))

    def _make_joined(self, protocol: Protocol) -> StreamFrames:
        self._stream = self._make_stream(protocol)
        for side in self._joined:
            self._stream.join(side)
        return self._stream

    def _bytes_of(self, event: Event) -> tuple[bytes, Packet] | None:
        return (event.data, event.packet) if isinstance(event, Data) else None

    def _opaque(self, side: int, event: Event) -> Iterator[Found]:
        if isinstance(event, Data):
            yield self._opaque_bytes(side, event.data, event.offset, event.packet)
        elif not isinstance(event, End):
            yield found_of(self._connection, side, event)


class UndecidedDatagrams(Undecided[Datagram]):
    """A conversation in datagrams; used in the same way as DatagramFrames."""

    def __init__(
        self,
        connection: Connection,
        candidates: Candidates[Datagram],
        make: Callable[[Protocol], DatagramFrames],
        waiting: Waiting,
    ) -> None:
        super().__init__(connection, candidates, make, waiting, MAX_DATAGRAMS)

    def take(self, side: int, datagram: Datagram) -> Iterator[Found]:
        """Yield the frames of a datagram, and of earlier ones that were waiting."""
        yield from self._take(side, datagram)

    def end(self) -> Iterator[Found]:
        """Decide, and yield what was waiting."""
        if self._events:
            yield from self._decide(is_last=True)

    def _bytes_of(self, event: Datagram) -> tuple[bytes, Packet] | None:
        return event.payload, event.packet

    def _opaque(self, side: int, event: Datagram) -> Iterator[Found]:
        yield self._opaque_bytes(side, event.payload, 0, event.packet)


def random_event(event: Event, source: random.Random) -> Event:
    """Return the same event with random bytes."""
    return event._replace(data=source.randbytes(len(event.data))) if isinstance(event, Data) else event


def random_datagram(datagram: Datagram, source: random.Random) -> Datagram:
    """Return the same datagram with random bytes."""
    return datagram._replace(payload=source.randbytes(len(datagram.payload)))
