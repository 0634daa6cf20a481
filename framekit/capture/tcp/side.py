"""One direction of a connection: segments in any order become bytes in order.

Source: RFC 9293, sections 3.4 (sequence numbers), 3.5 and 3.6 (SYN, FIN, RST), 3.8.4 (keep-alives).

Strategy: sequence numbers are unwrapped to offsets in the stream; offset 0 is the first byte after SYN. Bytes that arrive early
wait. A direction without SYN begins with the lowest number of its first segments.

Rules: of bytes that arrive twice, the first copy is used, and a note reports a second copy that differs. Missing bytes are waited
for until the receiver has acknowledged them and more segments have arrived, or until too much waits; then they are a `Gap`.
"""

from __future__ import annotations

from typing import NamedTuple

from framekit.capture.network.carried import FIN, RST, SYN, Segment
from framekit.capture.network.pieces import Piece, Pieces
from framekit.capture.packet import Packet

MODULUS = 1 << 32
HALF = 1 << 31
MAX_WAITING = 1 << 20
"""The maximum number of bytes of a direction that wait for missing ones: the largest window in common use."""
MAX_PIECES = 4096
PATIENCE = 64
"""The number of segments to wait for bytes that are known to be missing, before they are a `Gap`."""
JOIN_SEGMENTS = 16
"""The number of segments to examine before a direction without SYN begins."""
JOIN_TIME = 200_000_000
"""The time in nanoseconds after which it begins in any case: longer than the usual delays of a network."""
HISTORY = 1 << 15
"""The number of bytes of a direction that are kept for comparison with repetitions; `Side.remembers` may be less."""


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
    """A remark on a stream."""

    offset: int
    reason: str
    packet: Packet


class End(NamedTuple):
    """The end of a stream: by "FIN", "RST", or "" if its end was not captured."""

    offset: int
    reason: str


Event = Data | Gap | Remark | End


class Side:
    """Reassembles one direction of a connection.

    Attributes:
        initial: the sequence number of SYN, or None.
        joined: whether the direction has begun without SYN.
        next: the offset of the next byte to return.
        ended: whether the direction has ended.
        last: the last packet.
        remembers: the number of returned bytes that are kept for comparison with repetitions.
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
        self._history = bytearray()  # the last returned bytes, up to `next`
        self._end: tuple[int, str] | None = None
        self._acknowledged: int | None = None
        self._patience = PATIENCE

    def began_with(self, number: int) -> bool:
        """True if a SYN with that number may be the one of this stream."""
        if self.initial is not None:
            return self.initial == number
        return self._met is None or (self._met - number - 1) % MODULUS <= MAX_WAITING  # the SYN arrived late

    def meet(self, segment: Segment) -> None:
        """Remember what `began_with` needs."""
        if segment.flags & SYN:
            self.initial = segment.sequence if self.initial is None else self.initial
        elif self._met is None:
            self._met = segment.sequence

    @property
    def waiting(self) -> int:
        """The number of bytes that wait for missing ones."""
        held = self._pieces.held
        return held + sum(len(each.payload) for each in self._early) if self._early else held

    def take(self, segment: Segment) -> list[Event]:
        """Return the events of a segment of this direction."""
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
            # Most segments continue where the last one ended. Handling them here takes a third of the time.
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
        """Note that the other side has received all bytes before a sequence number."""
        if self._started:
            self._acknowledged = max(self._acknowledged or 0, self._offset(number))

    def finish(self) -> list[Event]:
        """Return everything that is left, with gaps, since no more segments will come."""
        if self.ended:
            return []
        events = [] if self._started else self._join()
        while self._pieces.found and not self.ended:
            events += self._give_up_missing()
        if not self.ended:
            events += self._close(self._end[0] if self._end is not None else self.next, self._end[1] if self._end else "")
        return events

    def _join(self) -> list[Event]:
        """Begin without SYN, at the lowest sequence number."""
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
            events += [] if self.ended else self._add(each)  # anything after FIN is ignored
        return events

    def _offset(self, number: int) -> int:
        """Return the offset of a sequence number: the one nearest to the current position."""
        return self.next + (number - self._first - self.next + HALF) % MODULUS - HALF

    def _add(self, segment: Segment) -> list[Event]:
        events: list[Event] = []
        payload, flags, packet = segment.payload, segment.flags, segment.packet
        offset = self._offset(segment.sequence + (1 if flags & SYN else 0))
        end = offset + len(payload) + segment.missing
        if flags & RST:
            self._end = self._end or (max(offset, self.next), "RST")
            payload = b""  # an explanation, not data (RFC 9293, section 3.5.2)
        elif flags & FIN:
            self._end = (end, "FIN") if self._end is None or self._end[1] == "RST" else self._end
        is_keep_alive = len(payload) <= 1 and offset == self.next - 1 and not flags & (SYN | FIN | RST)
        if payload and not is_keep_alive:
            events += self._place(offset, payload, packet)
        if segment.missing and self.next == end - segment.missing:
            first = self._pieces.found[0].offset if self._pieces.found else end  # a waiting piece may contain a part of it
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
            reason = f"left out {count} bytes from before the beginning of the captured stream"
            events.append(Remark(offset, reason, packet))
        if offset < self.next:
            old = payload[: self.next - offset]
            if not self._agrees(offset, old):
                reason = f"{len(old)} bytes are repeated with different contents; the first copy is used"
                events.append(Remark(offset, reason, packet))
            payload, offset = payload[len(old) :], self.next
        if not payload:
            return events
        if offset == self.next and not self._pieces.found:
            self._deliver(events, Piece(offset, payload, packet))
            return events
        if self._pieces.add(offset, payload, packet):
            reason = f"{len(payload)} bytes are repeated with different contents; the first copy is used"
            events.append(Remark(offset, reason, packet))
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
        """Remember returned bytes."""
        self.next += len(data)
        self._history += data
        if len(self._history) > self.remembers:
            del self._history[: -self.remembers]

    def _agrees(self, offset: int, data: bytes) -> bool:
        """False if bytes differ from the returned ones; bytes that are no longer remembered are not compared."""
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
