"""SCTP messages: DATA chunks, reassembled if a message is in several of them.

Source: RFC 9260, sections 3.3.1 (DATA) and 6.9 (fragmentation and reassembly): the chunks of a message have consecutive numbers
(TSN).

Rules: of a chunk that arrives twice, the first copy is used. What waits for other chunks is bounded; discarded chunks are
reported.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import NamedTuple

from framekit.capture.network.carried import Datagram
from framekit.capture.network.headers import Sctp, SctpChunk, SctpData
from framekit.capture.network.ip import IpPayload
from framekit.capture.packet import Note, Packet

DATA = 0
DATA_HEAD = 16
"""The length of a DATA chunk before its payload, in bytes."""
FIRST, LAST = 2, 1
"""Flags of the chunks that begin and end a message."""
MODULUS = 1 << 32
MAX_WAITING = 1 << 22
"""The maximum number of bytes in all associations that wait for other chunks."""
PART_COST = 128
"""The number of bytes that a part counts in addition to its own, since empty parts take memory too."""
MAX_ASSOCIATIONS = 4096
REMEMBERED = 1024
"""The number of chunks that are remembered for each direction, to recognise those that arrive again."""

Key = tuple[bytes, int, bytes, int, int]
"""The source, its port, the destination, its port, and the verification tag: one direction of an association."""


class _Part(NamedTuple):
    """A chunk that contains a part of a message."""

    flags: int
    data: bytes
    missing: int
    packet: int


class _Direction:
    """What one side of an association has sent.

    Parts of one message with consecutive numbers form a run. Each end of a run refers to the other end, so that a new part is
    joined to its neighbours without a search.

    Attributes:
        held: the number of bytes that wait, including PART_COST for each part.
    """

    def __init__(self) -> None:
        self.seen: OrderedDict[int, None] = OrderedDict()
        self.parts: dict[int, _Part] = {}  # by TSN
        self.held = 0
        self._other_end: dict[int, int] = {}

    def is_new(self, number: int) -> bool:
        """True the first time that a chunk arrives."""
        if number in self.seen or number in self.parts:
            return False
        self.seen[number] = None
        if len(self.seen) > REMEMBERED:
            self.seen.popitem(last=False)
        return True

    def add(self, number: int, part: _Part) -> list[_Part]:
        """Add a part. Returns all parts of its message if it is complete now, otherwise none."""
        parts, other_end = self.parts, self._other_end
        parts[number] = part
        self.held += len(part.data) + PART_COST
        first = last = number
        before, after = parts.get((number - 1) % MODULUS), parts.get((number + 1) % MODULUS)
        if before is not None and not part.flags & FIRST and not before.flags & LAST:
            first = other_end.pop((number - 1) % MODULUS)
        if after is not None and not part.flags & LAST and not after.flags & FIRST:
            last = other_end.pop((number + 1) % MODULUS)
        other_end[first], other_end[last] = last, first
        if not (parts[first].flags & FIRST and parts[last].flags & LAST):
            return []
        other_end.pop(first)
        other_end.pop(last, None)
        count = (last - first) % MODULUS + 1
        whole = [parts.pop((first + index) % MODULUS) for index in range(count)]
        self.held -= sum(len(each.data) + PART_COST for each in whole)
        return whole


class Messages:
    """Finds the messages in SCTP packets."""

    def __init__(self) -> None:
        self._directions: OrderedDict[Key, _Direction] = OrderedDict()
        self._held = 0

    def take(self, packet: Packet, ip: IpPayload) -> Iterator[Datagram | Note]:
        """Yield the messages that a packet completes.

        Raises:
            UnpackError: the packet ends within a header. Everything before it has been yielded.
        """
        data = ip.data
        head = Sctp.unpack_from(data, 0)
        at = 12
        while at + 4 <= len(data):
            chunk = SctpChunk.unpack_from(data, at)
            if chunk.size < 4:
                reason = f"expected an SCTP chunk of at least 4 bytes, found length {chunk.size}"
                yield Note(f"packet {packet.number}: {reason}", 0, packet.number)
                return
            if chunk.type == DATA and chunk.size < DATA_HEAD:
                reason = f"expected an SCTP DATA chunk of at least {DATA_HEAD} bytes, found length {chunk.size}"
                yield Note(f"packet {packet.number}: {reason}", 0, packet.number)
            elif chunk.type == DATA:
                number = SctpData.unpack_from(data, at + 4).sequence
                payload, missing = data[at + DATA_HEAD : at + chunk.size], max(0, at + chunk.size - len(data))
                key = (ip.source, head.source, ip.destination, head.destination, head.tag)
                yield from self._chunk(packet, key, number, chunk.flags, payload, missing)
            at += -(-chunk.size // 4) * 4

    def _chunk(
        self, packet: Packet, key: Key, number: int, flags: int, payload: bytes, missing: int
    ) -> Iterator[Datagram | Note]:
        direction = self._directions.get(key)
        if direction is None:
            direction = self._directions[key] = _Direction()
            while len(self._directions) > MAX_ASSOCIATIONS:
                yield from self._give_up(next(iter(self._directions)), packet.number)
        self._directions.move_to_end(key)
        if not direction.is_new(number):
            return
        source, source_port, destination, destination_port, _ = key
        ends = (source, source_port, destination, destination_port)
        if flags & FIRST and flags & LAST:
            yield Datagram("sctp", packet, *ends, payload, missing)
            return
        before = direction.held
        whole = direction.add(number, _Part(flags, payload, missing, packet.number))
        self._held += direction.held - before
        if whole:
            yield Datagram("sctp", packet, *ends, *_joined(whole))
        while self._held > MAX_WAITING:
            yield from self._give_up(max(self._directions, key=lambda each: self._directions[each].held), packet.number)

    def end(self, last: int) -> Iterator[Note]:
        """Yield notes on incomplete messages after the last packet, whose number is `last`."""
        while self._directions:
            yield from self._give_up(next(iter(self._directions)), last)

    def _give_up(self, key: Key, packet: int) -> Iterator[Note]:
        direction = self._directions.pop(key)
        self._held -= direction.held
        if direction.parts:
            first = min(each.packet for each in direction.parts.values())
            size = sum(len(each.data) for each in direction.parts.values())
            reason = f"{size} bytes of incomplete SCTP messages, from packet {first} on, are discarded"
            yield Note(reason, 0, packet)


def _joined(parts: list[_Part]) -> tuple[bytes, int]:
    """Return the bytes of a message up to the first that were not captured, and the number of remaining ones."""
    count = next((index for index, each in enumerate(parts) if each.missing), len(parts) - 1) + 1
    data = b"".join(each.data for each in parts[:count])
    return data, sum(len(each.data) + each.missing for each in parts) - len(data)
