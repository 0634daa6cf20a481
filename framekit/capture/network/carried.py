"""What packets carry: segments of TCP, datagrams, and payloads of other protocols.

Rules: an address is the bytes of the packet; `show_address` makes text of it.
"""

from __future__ import annotations

import ipaddress
from typing import NamedTuple

from framekit.capture.packet import Packet

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
"""Bits of a segment's flags (RFC 9293, section 3.1)."""


class Segment(NamedTuple):
    """A segment of TCP.

    Attributes:
        packet: the packet that it has come in: the last one, if IP had cut it into fragments.
        source: address of the sender.
        source_port: its port.
        destination: address of the receiver.
        destination_port: its port.
        sequence: number of the first byte, or of SYN.
        acknowledgment: number of the next byte that the sender expects, if the flags have ACK.
        flags: FIN, SYN, RST, PSH, ACK and others.
        payload: the bytes that were captured of what it carries.
        missing: how many further bytes it carried, which were not captured.
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
    """A datagram of UDP, a DATA chunk of SCTP, or the payload of IP or of a link layer.

    Attributes:
        transport: "udp", "sctp", "ip" or "ethernet".
        packet: the packet that it has come in: the last one, if it was cut into fragments.
        source: address of the sender, or b"".
        source_port: its port; for "ip" and "ethernet" the number of the protocol.
        destination: address of the receiver, or b"".
        destination_port: its port; for "ip" and "ethernet" the number of the protocol.
        payload: the bytes that were captured of what it carries.
        missing: how many further bytes it carried, which were not captured.
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
    """An address as text.

    >>> show_address(bytes([127, 0, 0, 1])), show_address(bytes(15) + b"\\1"), show_address(bytes(6))
    ('127.0.0.1', '::1', '00:00:00:00:00:00')
    """
    return str(ipaddress.ip_address(address)) if len(address) in (4, 16) else address.hex(":")


def show_endpoint(address: bytes, port: int) -> str:
    """An address with a port as text.

    >>> show_endpoint(bytes([127, 0, 0, 1]), 80), show_endpoint(bytes(15) + b"\\1", 80)
    ('127.0.0.1:80', '[::1]:80')
    """
    shown = show_address(address)
    return f"[{shown}]:{port}" if len(address) == 16 else f"{shown}:{port}"
