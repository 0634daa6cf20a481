"""All layers of a packet, from the link layer to what TCP, UDP and others carry.

Strategy: the layers are removed one after another; tunnels start over at an inner layer, up to a maximum depth.

Rules: a packet that cannot be decoded causes a note with the reason, never an exception. UDP that carries a tunnel yields both
the datagram itself and its contents.

Source: RFC 7348 (VXLAN, port 4789); 3GPP TS 29.281, sections 5.1 and 5.2 (GTP-U, port 2152); RFC 2784 (GRE).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from struct import Struct
from typing import NamedTuple

from framekit.capture.network.carried import SYN, Datagram, Segment
from framekit.capture.network.headers import EthernetIpv4Tcp, Tcp, Udp
from framekit.capture.network.ip import Defragmenter, Fragment, IpPayload, read_ipv4, read_ipv6, without_extensions
from framekit.capture.network.link import IPV4, IPV6, Link, ethernet_payload, link_payload
from framekit.capture.network.sctp import Messages
from framekit.capture.packet import Note, Packet
from framekit.declare.introspect import struct_format
from framekit.errors import UnpackError

TCP, UDP, SCTP, IP_IN_IP, IPV6_IN_IP, GRE = 6, 17, 132, 4, 41, 47
"""Protocol numbers in the IANA registry."""
TUNNELS = VXLAN_PORT, GTP_PORT = 4789, 2152
GTP_DATA = b"\xff"
"""The type of a GTP-U message that carries an IP packet."""
TRANSPARENT_ETHERNET = 0x6558
TCP_HEADS = 14 + 20 + 20
_read_heads = Struct(struct_format(EthernetIpv4Tcp)).unpack_from
"""Reads the values of the headers as a tuple, which takes an eighth of the time of reading three frames one after another."""
DEPTH = 8
"""The maximum depth of nested tunnels."""
ENDS = slice(26, 38)
"""The position of the addresses and ports of both ends in a packet with the most common headers."""
MAX_UNWANTED = 1 << 16
"""The maximum number of unwanted pairs of ends that are remembered."""
Carried = Segment | Datagram | Note


class Unwanted(NamedTuple):
    """An unwanted item; it is returned so that its conversation can be counted."""

    carried: Segment | Datagram


class Layers:
    """Removes the layers of packets, and keeps the fragments and chunks that wait for others.

    Args:
        is_wanted: decides by the transport and the ports of source and destination. What it rejects is returned as `Unwanted`:
            segments with SYN each time, others only once for most pairs of endpoints.
    """

    def __init__(self, is_wanted: Callable[[str, int, int], bool] | None = None) -> None:
        self._defragmenter = Defragmenter()
        self._messages = Messages()
        self._is_wanted = is_wanted
        self._unwanted_tcp: set[bytes] = set()
        self._unwanted_udp: set[bytes] = set()

    def take(self, packet: Packet) -> Sequence[Carried | Unwanted]:
        """Return what a packet carries, as a list: faster than an iterator, since most packets carry one item."""
        if packet.link == Link.ETHERNET and len(packet.data) >= TCP_HEADS:
            found = self._common(packet)
            if found is not None:
                return found
        carried = self._any(packet)
        wanted = self._is_wanted
        if wanted is None:
            return carried
        return [each if isinstance(each, Note) or wanted(*_ports(each)) else Unwanted(each) for each in carried]

    def _common(self, packet: Packet) -> Sequence[Carried | Unwanted] | None:
        """Return the same by reading all headers together, if they are the most common ones; None for others."""
        data = packet.data
        (
            kind, words_of_ip, total_size, fragment, protocol, source, destination, source_port, destination_port,
            sequence, acknowledgment, words, flags,
        ) = _read_heads(data)  # fmt: skip
        if kind != IPV4 or words_of_ip != 0x45 or fragment & 0x3FFF:
            return None
        wanted = self._is_wanted
        if protocol == TCP:
            if wanted is not None:
                both_ends = data[ENDS]
                if both_ends in self._unwanted_tcp and not flags & SYN:
                    return ()
                if not wanted("tcp", source_port, destination_port):
                    _remember(self._unwanted_tcp, both_ends)
                    ends = (source, source_port, destination, destination_port)
                    return (Unwanted(Segment(packet, *ends, sequence, acknowledgment, flags, b"", 0)),)
            begin = 34 + (words >> 4) * 4
            end = 14 + total_size if total_size else len(data)
            if begin < TCP_HEADS or end < TCP_HEADS:
                return None
            missing = max(0, end - max(begin, len(data)))
            return (
                Segment(
                    packet, source, source_port, destination, destination_port, sequence, acknowledgment, flags,
                    data[begin:end], missing,
                ),
            )  # fmt: skip
        if protocol == UDP and wanted is not None and destination_port not in TUNNELS:
            both_ends = data[ENDS]
            if both_ends in self._unwanted_udp:
                return ()
            if not wanted("udp", source_port, destination_port):
                _remember(self._unwanted_udp, both_ends)
        return None

    def _any(self, packet: Packet) -> list[Carried]:
        try:
            found = link_payload(packet.link, packet.data)
        except UnpackError as error:
            return [_damaged(packet, f"cut short within the link layer: {error.reason}")]
        if found is None:
            return [Note(f"unsupported packet with link type {packet.link}", 0, packet.number)]
        if found.type in (IPV4, IPV6):
            return self._ip(packet, found.type, packet.data, found.offset, 0)
        payload = packet.data[found.offset :]
        missing = max(0, packet.size - len(packet.data))
        return [Datagram("ethernet", packet, found.source, found.type, found.destination, found.type, payload, missing)]

    def end(self, last: int) -> Iterator[Note]:
        """Yield the notes on what is left after the last packet, whose number is `last`."""
        self._defragmenter.end()
        yield from self._notes(last)
        yield from self._messages.end(last)

    def _ip(self, packet: Packet, kind: int, data: bytes, offset: int, depth: int) -> list[Carried]:
        try:
            payload = read_ipv4(data, offset) if kind == IPV4 else read_ipv6(data, offset)
        except (UnpackError, ValueError, IndexError) as error:
            return [_damaged(packet, f"invalid IP header: {error.reason if isinstance(error, UnpackError) else error}")]
        notes: list[Carried] = []
        if isinstance(payload, Fragment):
            whole = self._defragmenter.add(payload, packet.number)
            notes += self._notes(packet.number)
            if whole is None:
                return notes
            payload = without_extensions(whole) if kind == IPV6 else whole
        found = notes
        try:  # items before an error are kept
            for each in self._transport(packet, payload, depth):
                found.append(each)
        except (UnpackError, IndexError) as error:
            reason = error.reason if isinstance(error, UnpackError) else "too short"
            found.append(_damaged(packet, f"invalid IP payload (protocol {payload.protocol}): {reason}"))
        return found

    def _notes(self, packet: int) -> Iterator[Note]:
        notes, self._defragmenter.notes = self._defragmenter.notes, []
        for each in notes:
            yield Note(each, 0, packet)

    def _transport(self, packet: Packet, ip: IpPayload, depth: int) -> Iterable[Carried]:
        protocol, source, destination, data, missing = ip
        if protocol == TCP:
            head = Tcp.unpack_from(data, 0)
            size = (head.words >> 4) * 4
            if size < 20:
                return [_damaged(packet, f"expected a TCP header of at least 20 bytes, found length {size}")]
            missing = max(0, missing - max(0, size - len(data)))  # options in the header are not payload
            return [
                Segment(
                    packet, source, head.source, destination, head.destination, head.sequence, head.acknowledgment, head.flags,
                    data[size:], missing,
                )
            ]  # fmt: skip
        if protocol == UDP:
            return self._udp(packet, ip, depth)
        if protocol == SCTP:
            return self._messages.take(packet, ip)
        if protocol in (IP_IN_IP, IPV6_IN_IP) and depth < DEPTH:
            return self._ip(packet, IPV4 if protocol == IP_IN_IP else IPV6, data, 0, depth + 1)
        if protocol == GRE and depth < DEPTH:
            return self._gre(packet, ip, depth + 1)
        return [Datagram("ip", packet, source, protocol, destination, protocol, data, missing)]

    def _udp(self, packet: Packet, ip: IpPayload, depth: int) -> Iterator[Carried]:
        head = Udp.unpack_from(ip.data, 0)
        end = head.size if head.size >= 8 else len(ip.data)  # 0 in jumbograms (RFC 2675)
        payload = ip.data[8:end]
        missing = max(0, min(end, len(ip.data) + ip.missing) - len(ip.data))
        yield Datagram("udp", packet, ip.source, head.source, ip.destination, head.destination, payload, missing)
        if head.destination == VXLAN_PORT and payload[:1] == b"\x08" and len(payload) > 8 and depth < DEPTH:
            yield from self._inner_ethernet(packet, payload, 8, depth + 1)
        elif head.destination == GTP_PORT and payload[:1] >= b"\x30" and payload[1:2] == GTP_DATA and depth < DEPTH:
            yield from self._gtp(packet, payload, depth + 1)

    def _gtp(self, packet: Packet, data: bytes, depth: int) -> Iterator[Carried]:
        offset = 8
        if data[0] >> 5 != 1:  # another version
            return
        if data[0] & 7:  # a sequence number, and the type of the first extension header
            offset += 4
            while data[offset - 1] and data[offset]:
                offset += data[offset] * 4
        version = data[offset] >> 4
        if version in (4, 6):
            yield from self._ip(packet, IPV4 if version == 4 else IPV6, data, offset, depth)

    def _inner_ethernet(self, packet: Packet, data: bytes, offset: int, depth: int) -> Iterator[Carried]:
        found = ethernet_payload(data, offset)
        if found.type in (IPV4, IPV6):
            yield from self._ip(packet, found.type, data, found.offset, depth)
        else:
            payload = data[found.offset :]
            yield Datagram("ethernet", packet, found.source, found.type, found.destination, found.type, payload, 0)

    def _gre(self, packet: Packet, ip: IpPayload, depth: int) -> Iterator[Carried]:
        data = ip.data
        flags, kind = int.from_bytes(data[:2], "big"), int.from_bytes(data[2:4], "big")
        offset = 4 + 4 * (flags >> 15 & 1) + 4 * (flags >> 13 & 1) + 4 * (flags >> 12 & 1)
        if flags & 7 == 0 and kind in (IPV4, IPV6):
            yield from self._ip(packet, kind, data, offset, depth)
        elif flags & 7 == 0 and kind == TRANSPARENT_ETHERNET:
            yield from self._inner_ethernet(packet, data, offset, depth)
        else:
            yield Datagram("ip", packet, ip.source, GRE, ip.destination, GRE, data, ip.missing)


def _remember(unwanted: set[bytes], ends: bytes) -> None:
    if len(unwanted) >= MAX_UNWANTED:
        unwanted.clear()  # which only means that they are returned once more
    unwanted.add(ends)


def _ports(carried: Segment | Datagram) -> tuple[str, int, int]:
    transport = "tcp" if isinstance(carried, Segment) else carried.transport
    return transport, carried.source_port, carried.destination_port


def _damaged(packet: Packet, reason: str) -> Note:
    return Note(f"packet {packet.number}: {reason}", 0, packet.number)
