"""Messages of SCTP: DATA chunks, put together if a message is in several.

Source: RFC 9260, sections 3.3.1 (DATA) and 6.9 (fragmentation and reassembly): the chunks of a message have consecutive numbers
(TSN).

Rules: of a chunk that comes twice the first is taken. What waits for other chunks is bounded; what is given up is reported.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator

from framekit.capture.network.carried import Datagram
from framekit.capture.network.headers import Sctp, SctpChunk, SctpData
from framekit.capture.network.ip import IpPayload
from framekit.capture.packet import Note, Packet

DATA = 0
FIRST, LAST = 2, 1
"""Flags of the chunks that begin and end a message."""
MODULUS = 1 << 32
MAX_WAITING = 1 << 22
"""Bytes of all associations that may wait for other chunks."""
MAX_ASSOCIATIONS = 4096
REMEMBERED = 1024
"""Numbers of chunks that are remembered for each direction, to know those that come again."""

Key = tuple[bytes, int, bytes, int, int]
"""Source, its port, destination, its port, and the verification tag: one direction of an association."""


class _Direction:
    """What one side of an association has sent."""

    def __init__(self) -> None:
        self.seen: OrderedDict[int, None] = OrderedDict()
        self.parts: dict[int, tuple[int, bytes, int]] = {}
        """Flags, bytes, and the number of the packet, by TSN."""

    @property
    def held(self) -> int:
        """How many bytes wait."""
        return sum(len(data) for _, data, _ in self.parts.values())

    def is_new(self, number: int) -> bool:
        """True the first time that a chunk is met."""
        if number in self.seen or number in self.parts:
            return False
        self.seen[number] = None
        if len(self.seen) > REMEMBERED:
            self.seen.popitem(last=False)
        return True

    def joined(self, number: int) -> bytes | None:
        """The message that is whole with a chunk."""
        first = last = number
        while not self.parts[first][0] & FIRST:
            first = (first - 1) % MODULUS
            if first not in self.parts or self.parts[first][0] & LAST:
                return None
        while not self.parts[last][0] & LAST:
            last = (last + 1) % MODULUS
            if last not in self.parts or self.parts[last][0] & FIRST:
                return None
        count = (last - first) % MODULUS + 1
        return b"".join(self.parts.pop((first + index) % MODULUS)[1] for index in range(count))


class Messages:
    """Finds the messages in packets of SCTP."""

    def __init__(self) -> None:
        self._directions: OrderedDict[Key, _Direction] = OrderedDict()
        self._held = 0

    def take(self, packet: Packet, ip: IpPayload) -> Iterator[Datagram | Note]:
        """The messages that are whole with a packet. Raises UnpackError for one that is cut within a head."""
        data = ip.data
        head = Sctp.unpack_from(data, 0)
        at = 12
        while at + 4 <= len(data):
            chunk = SctpChunk.unpack_from(data, at)
            if chunk.size < 4:
                reason = f"a chunk of SCTP takes at least 4 bytes, not {chunk.size}"
                yield Note(f"packet {packet.number}: {reason}", 0, packet.number)
                return
            if chunk.type == DATA:
                number = SctpData.unpack_from(data, at + 4).sequence
                payload, missing = data[at + 16 : at + chunk.size], max(0, at + chunk.size - len(data))
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
        if missing:
            yield Note(f"{missing} bytes of a part of a message of SCTP were not captured", 0, packet.number)
        direction.parts[number] = (flags, payload, packet.number)
        self._held += len(payload)
        before = direction.held
        whole = direction.joined(number)
        if whole is not None:
            self._held -= before - direction.held
            yield Datagram("sctp", packet, *ends, whole, 0)
        while self._held > MAX_WAITING:
            yield from self._give_up(max(self._directions, key=lambda each: self._directions[each].held), packet.number)

    def end(self, last: int) -> Iterator[Note]:
        """No more packets come. `last` is the number of the last one."""
        while self._directions:
            yield from self._give_up(next(iter(self._directions)), last)

    def _give_up(self, key: Key, packet: int) -> Iterator[Note]:
        direction = self._directions.pop(key)
        self._held -= direction.held
        if direction.parts:
            first = min(number for _, _, number in direction.parts.values())
            yield Note(
                f"{direction.held} bytes of messages of SCTP, from packet {first} on, wait for chunks that did not come",
                0,
                packet,
            )
