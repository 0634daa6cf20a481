"""One direction of a connection: segments in any order become bytes in order.

Source: RFC 9293, sections 3.4 (sequence numbers), 3.5 and 3.6 (SYN, FIN, RST), 3.8.4 (keep-alives).

Strategy: sequence numbers are unwrapped to offsets in the stream; offset 0 is the first byte behind SYN. What comes before its
turn waits. A direction without SYN begins with the lowest number of its first segments.

Rules: of bytes that come twice the first are taken, and a note says so where the second differ. What is missing is waited for
until the receiver has confirmed it and more segments have come, or until too much waits; then it is a `Gap`.
"""

from __future__ import annotations

from typing import NamedTuple

from framekit.capture.network.carried import FIN, RST, SYN, Segment
from framekit.capture.network.pieces import Piece, Pieces
from framekit.capture.packet import Packet

MODULUS = 1 << 32
HALF = 1 << 31
MAX_WAITING = 1 << 20
"""Bytes of a direction that may wait for missing ones: the largest windows in common use."""
MAX_PIECES = 4096
PATIENCE = 64
"""Segments that may come after a byte is known to be missing before it is given up."""
JOIN_SEGMENTS = 16
"""Segments of a direction without SYN that are looked at before it begins."""
JOIN_TIME = 200_000_000
"""Nanoseconds after which it begins in any case: longer than the usual delays of a network."""
HISTORY = 1 << 15
"""Bytes of a direction that are kept to compare repetitions with; `Side.remembers` may be less."""


class Data(NamedTuple):
    """Bytes of a stream, in order."""

    offset: int
    data: bytes
    packet: Packet


class Gap(NamedTuple):
    """Bytes of a stream that are missing."""

    offset: int
    size: int
    packet: Packet


class Remark(NamedTuple):
    """Something that must be known of a stream."""

    offset: int
    reason: str
    packet: Packet


class End(NamedTuple):
    """The stream has ended: by "FIN", "RST", or "" where its end was not captured."""

    offset: int
    reason: str


Event = Data | Gap | Remark | End


class Side:
    """Puts one direction of a connection together.

    Attributes:
        initial: the sequence number of SYN, or None.
        joined: the direction has begun without SYN.
        next: the offset of the next byte that is to be given.
        ended: nothing comes any more.
        last: the last packet.
        remembers: how many bytes that were given are kept to compare repetitions with.
    """

    def __init__(self) -> None:
        self.initial: int | None = None
        self.joined = False
        self.next = 0
        self.ended = False
        self.last: Packet | None = None
        self.remembers = HISTORY
        self._first = 0  # the sequence number of offset 0
        self._met: int | None = None  # the sequence number of the first segment without SYN
        self._started = False
        self._early: list[Segment] = []
        self._pieces: Pieces[Packet] = Pieces()
        self._history = bytearray()  # the last bytes that were given, up to `next`
        self._end: tuple[int, str] | None = None
        self._acknowledged: int | None = None
        self._patience = PATIENCE

    def began_with(self, number: int) -> bool:
        """True if a SYN with that number can be the one of this stream."""
        if self.initial is not None:
            return self.initial == number
        return self._met is None or (self._met - number - 1) % MODULUS <= MAX_WAITING  # the SYN has come late

    def meet(self, segment: Segment) -> None:
        """Remember what `began_with` must know."""
        if segment.flags & SYN:
            self.initial = segment.sequence if self.initial is None else self.initial
        elif self._met is None:
            self._met = segment.sequence

    @property
    def waiting(self) -> int:
        """How many bytes wait for missing ones."""
        held = self._pieces.held
        return held + sum(len(each.payload) for each in self._early) if self._early else held

    def take(self, segment: Segment) -> list[Event]:
        """What a segment of this direction shows."""
        self.last = segment.packet
        if self.ended:
            return []
        payload, next_ = segment.payload, self.next
        if (
            payload
            and self._started
            and not self._pieces.found
            and self._end is None
            and not segment.flags & (SYN | FIN | RST)
            and not segment.missing
            and (segment.sequence - self._first - next_) % MODULUS == 0
        ):
            # Most segments just go on where the last one ended. Doing all of it here takes a third of the time.
            self._remember(payload)
            return [Data(next_, payload, segment.packet)]
        return self._take_any(segment)

    def _take_any(self, segment: Segment) -> list[Event]:
        self.meet(segment)
        if segment.flags & SYN and not self._started:
            return self._start((segment.sequence + 1) % MODULUS, segment)
        if self._started:
            return self._add(segment)
        if segment.payload or segment.missing or segment.flags & (FIN | RST):
            self._early.append(segment)
        early = self._early
        if not early:
            return []
        passed = (segment.packet.time or 0) - (early[0].packet.time or 0)
        return self._join() if len(early) >= JOIN_SEGMENTS or passed > JOIN_TIME else []

    def acknowledge(self, number: int) -> None:
        """The other side has all bytes before a sequence number."""
        if self._started:
            self._acknowledged = max(self._acknowledged or 0, self._offset(number))

    def finish(self) -> list[Event]:
        """No more segments come: give what is here, with its gaps."""
        if self.ended:
            return []
        events = [] if self._started else self._join()
        while self._pieces.found and not self.ended:
            events += self._give_up_missing()
        if not self.ended:
            events += self._close(self._end[0] if self._end is not None else self.next, self._end[1] if self._end else "")
        return events

    def _join(self) -> list[Event]:
        """Begin without SYN, at the lowest number."""
        early = self._early
        if not early:
            return []
        anchor = early[0].sequence
        lowest = min((each.sequence - anchor + HALF) % MODULUS - HALF for each in early)
        self.joined = True
        return self._start((anchor + lowest) % MODULUS, None)

    def _start(self, first: int, segment: Segment | None) -> list[Event]:
        self._first, self._started = first, True
        early, self._early = self._early, []
        events: list[Event] = []
        for each in early if segment is None else (segment, *early):
            events += [] if self.ended else self._add(each)  # what comes after FIN is nothing
        return events

    def _offset(self, number: int) -> int:
        """The offset of a sequence number: the one nearest to where the stream is."""
        return self.next + (number - self._first - self.next + HALF) % MODULUS - HALF

    def _add(self, segment: Segment) -> list[Event]:
        events: list[Event] = []
        payload, flags, packet = segment.payload, segment.flags, segment.packet
        offset = self._offset(segment.sequence + (1 if flags & SYN else 0))
        end = offset + len(payload) + segment.missing
        if flags & RST:
            self._end = self._end or (max(offset, self.next), "RST")
            payload = b""  # a reason in words, and no data (RFC 9293, section 3.5.2)
        elif flags & FIN:
            self._end = (end, "FIN") if self._end is None or self._end[1] == "RST" else self._end
        is_keep_alive = len(payload) <= 1 and offset == self.next - 1 and not flags & (SYN | FIN | RST)
        if payload and not is_keep_alive:
            events += self._place(offset, payload, packet)
        if segment.missing and self.next == end - segment.missing:
            first = self._pieces.found[0].offset if self._pieces.found else end  # what waits may have a part of it
            events += self._skip(min(segment.missing, first - self.next), packet)
        if self._pieces.found:
            self._patience -= 1
            hole_is_confirmed = self._acknowledged is not None and self._acknowledged >= self._pieces.found[0].offset
            while self._pieces.found and (
                self._pieces.held > MAX_WAITING
                or len(self._pieces.found) > MAX_PIECES
                or (hole_is_confirmed and self._patience <= 0)
            ):
                events += self._give_up_missing()
                hole_is_confirmed = False
        if self._end is not None and self.next >= self._end[0] and not self.ended:
            events += self._close(*self._end)
        return events

    def _place(self, offset: int, payload: bytes, packet: Packet) -> list[Event]:
        events: list[Event] = []
        if offset < 0 and self.joined:
            count = min(-offset, len(payload))
            reason = f"{count} bytes are from before the place at which the stream is joined; they are left out"
            events.append(Remark(offset, reason, packet))
        if offset < self.next:
            old = payload[: self.next - offset]
            if not self._agrees(offset, old):
                reason = f"{len(old)} bytes are repeated with other contents; the first are taken"
                events.append(Remark(offset, reason, packet))
            payload, offset = payload[len(old) :], self.next
        if not payload:
            return events
        if offset == self.next and not self._pieces.found:
            self._deliver(events, Piece(offset, payload, packet))
            return events
        if self._pieces.add(offset, payload, packet):
            events.append(Remark(offset, f"{len(payload)} bytes are repeated with other contents; the first are taken", packet))
        return events + self._drain()

    def _drain(self) -> list[Event]:
        events: list[Event] = []
        for piece in self._pieces.take_until(self.next):
            self._deliver(events, piece)
            self._patience = PATIENCE
        return events

    def _deliver(self, events: list[Event], piece: Piece[Packet]) -> None:
        events.append(Data(piece.offset, piece.data, piece.tag))
        self._remember(piece.data)

    def _remember(self, data: bytes) -> None:
        """Bytes were given."""
        self.next += len(data)
        self._history += data
        if len(self._history) > self.remembers:
            del self._history[: -self.remembers]

    def _agrees(self, offset: int, data: bytes) -> bool:
        """False if bytes differ from those that were given; what is not remembered is not compared."""
        base = self.next - len(self._history)
        low, high = max(offset, base), offset + len(data)
        return low >= high or self._history[low - base : high - base] == data[low - offset :]

    def _skip(self, size: int, packet: Packet) -> list[Event]:
        gap = Gap(self.next, size, packet)
        self.next += size
        self._history.clear()
        return [gap, *self._drain()]

    def _give_up_missing(self) -> list[Event]:
        first = self._pieces.found[0]
        self._patience = PATIENCE
        return self._skip(first.offset - self.next, first.tag)

    def _close(self, offset: int, reason: str) -> list[Event]:
        events: list[Event] = []
        if offset > self.next and self.last is not None:
            events.append(Gap(self.next, offset - self.next, self.last))
            self.next = offset
        self.ended = True
        self._history.clear()
        return [*events, End(self.next, reason)]
