"""What packets carry: TCP segments, datagrams, and payloads of other protocols.

Rules: an address is kept as the bytes in the packet; `show_address` converts it to text.
"""

from __future__ import annotations

import ipaddress
from typing import NamedTuple

from framekit.capture.packet import Packet

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
"""Bits in the flags of a segment (RFC 9293, section 3.1)."""


class Segment(NamedTuple):
    """A TCP segment.

    Attributes:
        packet: the packet that contained it; the last one, if it was in several IP fragments.
        source: the address of the sender.
        source_port: the port of the sender.
        destination: the address of the receiver.
        destination_port: the port of the receiver.
        sequence: the sequence number of the first byte, or of SYN.
        acknowledgment: the number of the next byte that the sender expects, if the flags include ACK.
        flags: FIN, SYN, RST, PSH, ACK and others.
        payload: the captured bytes of the payload.
        missing: the number of further bytes of the payload, which were not captured.
    """

    packet: Packet
    source: bytes
    source_port: int
    destination: bytes
    destination_port: int
    sequence: int
    acknowledgment: int
    flags: int
    payload: bytes
    missing: int


class Datagram(NamedTuple):
    """A UDP datagram, an SCTP message, or the payload of IP or of a link layer.

    Attributes:
        transport: "udp", "sctp", "ip" or "ethernet".
        packet: the packet that contained it; the last one, if it was in several fragments.
        source: the address of the sender, or b"".
        source_port: the port of the sender; for "ip" and "ethernet", the number of the protocol.
        destination: the address of the receiver, or b"".
        destination_port: the port of the receiver; for "ip" and "ethernet", the number of the protocol.
        payload: the captured bytes of the payload.
        missing: the number of further bytes of the payload, which were not captured.
    """

    transport: str
    packet: Packet
    source: bytes
    source_port: int
    destination: bytes
    destination_port: int
    payload: bytes
    missing: int


def show_address(address: bytes) -> str:
    """Return an address as text.

    >>> show_address(bytes([127, 0, 0, 1])), show_address(bytes(15) + b"\\1"), show_address(bytes(6))
    ('127.0.0.1', '::1', '00:00:00:00:00:00')
    """
    return str(ipaddress.ip_address(address)) if len(address) in (4, 16) else address.hex(":")


def show_endpoint(address: bytes, port: int) -> str:
    """Return an address with a port as text.

    >>> show_endpoint(bytes([127, 0, 0, 1]), 80), show_endpoint(bytes(15) + b"\\1", 80)
    ('127.0.0.1:80', '[::1]:80')
    """
    shown = show_address(address)
    return f"[{shown}]:{port}" if len(address) == 16 else f"{shown}:{port}"
