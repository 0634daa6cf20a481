"""Connections: which segments belong together, which end is the client, and when ports are reused.

Strategy: a connection is identified by its addresses and ports. A SYN with another sequence number begins a new connection with
the same ones. The client is the end that sent SYN without ACK; if that was not captured, the end with the higher port.

Rules: the bytes that wait and the number of connections are bounded for all connections together; what is discarded is reported.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator

from framekit.capture.network.carried import ACK, SYN, Segment, show_endpoint
from framekit.capture.packet import Packet
from framekit.capture.tcp.side import HISTORY, Data, Event, Remark, Side

MAX_CONNECTIONS = 1 << 14
"""The maximum number of connections that are remembered at the same time."""
MANY, LITTLE = 512, 1 << 11
"""With `MANY` connections, each direction keeps only `LITTLE` bytes for comparison with repetitions."""
MAX_WAITING = 1 << 26
"""The maximum number of bytes in all connections that wait for missing ones."""
Endpoint = tuple[bytes, int]
CLIENT, SERVER = 0, 1


class Connection:
    """A TCP connection, or the datagrams that two endpoints exchange.

    Attributes:
        number: the number of the connection, from 0 on, in the order in which connections begin.
        transport: "tcp", "udp", "sctp", "ip" or "ethernet"; "text" if it is in a text.
        client: the address and port of the client.
        server: the address and port of the server.
        is_certain: whether the beginning was captured, so that it is known which end is the client.
        bytes: the numbers of bytes that the client and the server have sent.
        packets: the number of packets.
        first: the time of the first packet.
        last: the time of the last packet.
        protocol: the name of the protocol with which it is decoded; "" if it is not decoded.
    """

    def __init__(self, number: int, transport: str, client: Endpoint, server: Endpoint, packet: Packet) -> None:
        self.number = number
        self.transport = transport
        self.client = client
        self.server = server
        self.is_certain = False
        self.bytes = [0, 0]
        self.packets = 0
        self.first = self.last = packet.time
        self.protocol = ""

    def swap(self) -> None:
        """Swap client and server."""
        self.client, self.server = self.server, self.client
        self.bytes.reverse()

    def seen(self, packet: Packet) -> None:
        """Count a packet."""
        self.packets += 1
        self.last = packet.time

    def show(self, sender: Endpoint, receiver: Endpoint) -> str:
        """Return two endpoints as text."""
        return f"{show_endpoint(*sender)} -> {show_endpoint(*receiver)}"

    def __str__(self) -> str:
        return self.show(self.client, self.server)

    def __repr__(self) -> str:
        return f"<Connection {self.number}, {self.transport} {self}>"


class TcpConnection(Connection):
    """A TCP connection with its two directions."""

    def __init__(self, number: int, client: Endpoint, server: Endpoint, packet: Packet) -> None:
        super().__init__(number, "tcp", client, server, packet)
        self.sides = [Side(), Side()]
        self.has_begun = False  # events with a direction were returned, so client and server must not be swapped any more
        self.is_met = False  # it is in the list of connections
        self.is_wanted = True  # otherwise it only has a number

    def swap(self) -> None:
        """Swap client and server, including the directions."""
        super().swap()
        self.sides.reverse()

    @property
    def ended(self) -> bool:
        """True if both directions have ended."""
        return all(side.ended for side in self.sides)

    @property
    def waiting(self) -> int:
        """The number of bytes that wait for missing ones."""
        return sum(side.waiting for side in self.sides)


Happening = tuple[TcpConnection, int, Event]
"""A connection, CLIENT or SERVER for the direction, and the event."""


class Connections:
    """Sorts segments into connections.

    Args:
        server_ports: known ports of servers.
        numbers: the numbers of new connections.
    """

    def __init__(self, server_ports: frozenset[int], numbers: Iterator[int]) -> None:
        self._ports = server_ports
        self._numbers = numbers
        self._known: OrderedDict[tuple[Endpoint, Endpoint], TcpConnection] = OrderedDict()
        self._waiting = 0

    def take(self, segment: Segment) -> list[Happening]:
        """Return the events of a segment."""
        source = (segment.source, segment.source_port)
        happenings: list[Happening] = []
        connection = self._connection_of(segment, source, happenings)
        connection.seen(segment.packet)
        index = CLIENT if connection.client == source else SERVER
        side, other = connection.sides[index], connection.sides[1 - index]
        before = side.waiting
        side.remembers = HISTORY if len(self._known) < MANY else LITTLE
        events = side.take(segment)
        if segment.flags & ACK:
            other.acknowledge(segment.acknowledgment)
        for each in events:
            if type(each) is Data:
                connection.bytes[index] += len(each.data)
            happenings.append((connection, index, each))
        if events:
            connection.has_begun = True
        self._waiting += side.waiting - before
        if self._waiting > MAX_WAITING or len(self._known) > MAX_CONNECTIONS:
            happenings += self._relieve()
        return happenings

    def meet(self, segment: Segment) -> list[Happening]:
        """Give the connection of a segment its number without reassembling it, since the connection is unwanted.

        Returns:
            The last events of other connections that are closed to make room.
        """
        source = (segment.source, segment.source_port)
        happenings: list[Happening] = []
        connection = self._connection_of(segment, source, happenings)
        connection.is_wanted = False
        connection.sides[CLIENT if connection.client == source else SERVER].meet(segment)
        if len(self._known) > MAX_CONNECTIONS:
            happenings += self._relieve()
        return happenings

    def _connection_of(self, segment: Segment, source: Endpoint, happenings: list[Happening]) -> TcpConnection:
        """Return the connection of a segment, which may be new; add the last events of its predecessor to `happenings`."""
        target = (segment.destination, segment.destination_port)
        key = (source, target) if source < target else (target, source)
        connection = self._known.get(key)
        if connection is not None and segment.flags & SYN and _begins_anew(connection, segment, source):
            happenings += self._finish(connection)
            connection = None
        if connection is None:
            connection = self._known[key] = self._begin(segment, source, target)
        else:
            self._known.move_to_end(key)
            if segment.flags & SYN and not connection.is_certain and not connection.has_begun:
                self._settle(connection, segment, source)
        return connection

    def end(self) -> Iterator[Happening]:
        """Yield the last events of all connections, since no more segments will come."""
        while self._known:
            _, connection = self._known.popitem(last=False)
            yield from self._finish(connection)

    def _begin(self, segment: Segment, source: Endpoint, target: Endpoint) -> TcpConnection:
        is_from_client = source[1] > target[1]
        if (source[1] in self._ports) != (target[1] in self._ports):
            is_from_client = target[1] in self._ports
        client, server = (source, target) if is_from_client else (target, source)
        connection = TcpConnection(next(self._numbers), client, server, segment.packet)
        if segment.flags & SYN:
            self._settle(connection, segment, source)
        return connection

    def _settle(self, connection: TcpConnection, segment: Segment, source: Endpoint) -> None:
        """Determine from a SYN which end is the client."""
        is_client = not segment.flags & ACK
        if (connection.client == source) != is_client:
            connection.swap()
        connection.is_certain = True

    def _finish(self, connection: TcpConnection) -> list[Happening]:
        self._waiting -= connection.waiting
        happenings: list[Happening] = []
        if not connection.is_wanted:
            return happenings
        for index, side in enumerate(connection.sides):
            for each in side.finish():
                if type(each) is Data:
                    connection.bytes[index] += len(each.data)
                happenings.append((connection, index, each))
        return happenings

    def _relieve(self) -> list[Happening]:
        """Forget an ended connection among the longest silent ones; otherwise close the longest silent, or the largest one."""
        oldest = []
        for key in self._known:
            oldest.append(key)
            if len(oldest) == 64:
                break
        for key in oldest:
            if self._known[key].ended:
                self._waiting -= self._known.pop(key).waiting
                return []
        key = oldest[0]
        if self._waiting > MAX_WAITING:
            key = max(self._known, key=lambda each: self._known[each].waiting)
        connection = self._known.pop(key)
        happenings: list[Happening] = []
        for index, side in enumerate(connection.sides):
            if not side.ended and side.last is not None:
                reason = "too many connections are open, or too many bytes wait; later packets of this one are another connection"
                happenings.append((connection, index, Remark(side.next, reason, side.last)))
        return happenings + self._finish(connection)


def _begins_anew(connection: TcpConnection, segment: Segment, source: Endpoint) -> bool:
    """True if a SYN begins a new connection: its sequence number is not the one with which its side began."""
    return not connection.sides[CLIENT if connection.client == source else SERVER].began_with(segment.sequence)
