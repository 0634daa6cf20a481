"""Packets and files of packets, made byte by byte with struct, so that they do not share code with what reads them."""

from __future__ import annotations

import struct
from collections.abc import Sequence

FIN, SYN, RST, ACK = 1, 2, 4, 16
CLIENT, SERVER = (bytes([10, 0, 0, 1]), 40000), (bytes([10, 0, 0, 2]), 80)
Endpoint = tuple[bytes, int]


def pcap(
    packets: Sequence[bytes],
    *,
    order: str = "<",
    magic: int = 0xA1B2C3D4,
    link: int = 1,
    sizes: Sequence[int] = (),
    apart: int = 1,
) -> bytes:
    parts = [struct.pack(f"{order}IHHiIII", magic, 2, 4, 0, 0, 262144, link)]
    for index, packet in enumerate(packets):
        size = sizes[index] if sizes else len(packet)
        parts.append(struct.pack(f"{order}IIII", 1000 + index * apart, index, len(packet), size) + packet)
    return b"".join(parts)


def block(order: str, kind: int, body: bytes) -> bytes:
    size = 12 + len(body)
    return struct.pack(f"{order}II", kind, size) + body + struct.pack(f"{order}I", size)


def section(order: str) -> bytes:
    return block(order, 0x0A0D0D0A, struct.pack(f"{order}IHHq", 0x1A2B3C4D, 1, 0, -1))


def option(order: str, code: int, value: bytes) -> bytes:
    return struct.pack(f"{order}HH", code, len(value)) + value + bytes(-len(value) % 4)


def interface(order: str, link: int = 1, options: bytes = b"") -> bytes:
    return block(order, 1, struct.pack(f"{order}HHI", link, 0, 0) + options)


def enhanced(order: str, data: bytes, time: int = 0, number: int = 0, options: bytes = b"") -> bytes:
    head = struct.pack(f"{order}IIIII", number, time >> 32, time & 0xFFFFFFFF, len(data), len(data))
    return block(order, 6, head + data + bytes(-len(data) % 4) + options)


def ethernet(payload: bytes, kind: int = 0x0800, tags: bytes = b"") -> bytes:
    return bytes(12) + tags + struct.pack(">H", kind) + payload


def ipv4(payload: bytes, protocol: int, source: bytes, target: bytes, *, ident: int = 1, flags_offset: int = 0) -> bytes:
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), ident, flags_offset, 64, protocol, 0)
    return head + source + target + payload


def ipv6(payload: bytes, protocol: int, source: bytes, target: bytes) -> bytes:
    return struct.pack(">IHBB", 6 << 28, len(payload), protocol, 64) + source + target + payload


def udp(payload: bytes, source: int, target: int) -> bytes:
    return struct.pack(">HHHH", source, target, 8 + len(payload), 0) + payload


def tcp(payload: bytes, source: int, target: int, sequence: int, acknowledgment: int = 0, flags: int = ACK) -> bytes:
    head = struct.pack(">HHIIBBHHH", source, target, sequence % 2**32, acknowledgment % 2**32, 0x50, flags, 1000, 0, 0)
    return head + payload


def segment(
    source: Endpoint, target: Endpoint, sequence: int, payload: bytes = b"", *, flags: int = ACK, acknowledgment: int = 0
) -> bytes:
    """A whole packet of Ethernet."""
    return ethernet(ipv4(tcp(payload, source[1], target[1], sequence, acknowledgment, flags), 6, source[0], target[0]))
