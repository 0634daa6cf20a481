"""The packets of the captures that others made, by a reader of a few lines: classic pcap over Ethernet.

Source: the pcap format as libpcap's pcap-savefile(5) describes it; RFC 894 (IPv4 over Ethernet).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import pytest

from tests.specs.test_samples import CAPTURES

ETHERNET = 1
IPV4 = b"\x08\x00"


def packets(name: str) -> Iterator[tuple[int, bytes]]:
    """The number of a packet, from 1 up, and its bytes, for each that is whole and IPv4. Skips where the captures are absent."""
    path = CAPTURES / name
    if not path.exists():
        pytest.skip(f"there is no {path}: captures that others made are not part of the project")
    wire = path.read_bytes()
    order = {b"\xd4\xc3\xb2\xa1": "<", b"\xa1\xb2\xc3\xd4": ">"}[wire[:4]]
    assert struct.unpack_from(order + "I", wire, 20) == (ETHERNET,)
    offset, number = 24, 0
    while offset < len(wire):
        captured, original = struct.unpack_from(order + "8xII", wire, offset)
        offset += 16
        packet, number = wire[offset : offset + captured], number + 1
        offset += captured
        if captured == original and packet[12:14] == IPV4:
            yield number, packet[14:]


def payloads(name: str, protocol: int) -> Iterator[tuple[int, bytes]]:
    """The number of a packet and what its IPv4 datagram carries, where that is of a protocol."""
    for number, packet in packets(name):
        if packet[9] == protocol:
            yield number, packet[(packet[0] & 15) * 4 : int.from_bytes(packet[2:4], "big")]
