"""Link layers: from a packet to an EtherType and the bytes of that protocol.

Source: the registry of link types at tcpdump.org (LINKTYPE_) and the IEEE registry of EtherTypes; for the PPI header, the "PPI
Header format" of CACE (2007), sections 3.1 and 3.2; for the Radiotap header, radiotap.org; for the header of 802.11 data frames,
IEEE 802.11, section 9.3.2.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from framekit.capture.network.headers import CookedLinux, CookedLinux2, Ethernet


class Link(IntEnum):
    """The supported link types."""

    NULL = 0
    ETHERNET = 1
    RAW_BSD = 12
    RAW_OPENBSD = 14
    RAW = 101
    WIFI = 105
    LOOP = 108
    LINUX = 113
    RADIOTAP = 127
    PPI = 192
    IPV4 = 228
    IPV6 = 229
    LINUX_2 = 276


IPV4, IPV6 = 0x0800, 0x86DD
VLANS = frozenset([0x8100, 0x88A8, 0x9100])
PPPOE_SESSION, MPLS, MPLS_MULTICAST = 0x8864, 0x8847, 0x8848
LINK_LIMIT = 1536
"""EtherTypes begin here; smaller numbers are lengths."""
_FAMILIES = {2: IPV4, 10: IPV6, 24: IPV6, 28: IPV6, 30: IPV6}
"""The numbers of the IP address families on systems that write LINKTYPE_NULL: AF_INET6 differs between them."""
_PPP = {0x0021: IPV4, 0x0057: IPV6}
_DEPTH = 8


class LinkPayload(NamedTuple):
    """The payload of a link layer.

    Attributes:
        type: the EtherType; 0 if the link layer has none.
        offset: the offset of the first byte after the headers.
        source: the address of the sender, or b"".
        destination: the address of the receiver, or b"".
    """

    type: int
    offset: int
    source: bytes = b""
    destination: bytes = b""


def link_payload(link: int, data: bytes) -> LinkPayload | None:
    """Return the payload of a packet of a link type; None if it is unknown.

    Raises:
        UnpackError: the packet is too short for the headers.
    """
    match link:
        case Link.ETHERNET:
            return ethernet_payload(data, 0)
        case Link.RAW | Link.RAW_BSD | Link.RAW_OPENBSD | Link.IPV4 | Link.IPV6:
            return _by_version(data, 0)
        case Link.LINUX:
            head = CookedLinux.unpack_from(data, 0)
            return _behind(head.protocol, data, 16, head.address[: head.address_size])
        case Link.LINUX_2:
            newer = CookedLinux2.unpack_from(data, 0)
            return _behind(newer.protocol, data, 20, newer.address[: newer.address_size])
        case Link.NULL | Link.LOOP:
            family = int.from_bytes(data[:4], "big" if link == Link.LOOP or data[:2] == b"\0\0" else "little")
            return LinkPayload(_FAMILIES.get(family, 0), 4)
        case Link.PPI:
            size = int.from_bytes(data[2:4], "little")
            inner = int.from_bytes(data[4:8], "little")
            found = link_payload(inner, data[size:]) if size >= 8 and inner != Link.PPI else None
            return None if found is None else found._replace(offset=found.offset + size)
        case Link.RADIOTAP:
            size = int.from_bytes(data[2:4], "little")
            return _wifi(data, size) if size >= 8 else None
        case Link.WIFI:
            return _wifi(data, 0)
    return None


def ethernet_payload(data: bytes, offset: int) -> LinkPayload:
    """Return the payload of an Ethernet frame. Raises UnpackError if the frame is too short."""
    head = Ethernet.unpack_from(data, offset)
    return _behind(head.type, data, offset + 14, head.source, head.destination)


def _behind(kind: int, data: bytes, offset: int, source: bytes = b"", destination: bytes = b"") -> LinkPayload:
    """Skip VLAN tags, MPLS labels, and the PPPoE header."""
    for _ in range(_DEPTH):
        if kind in VLANS:
            kind = int.from_bytes(data[offset + 2 : offset + 4], "big")
            offset += 4
        elif kind == PPPOE_SESSION:
            kind = _PPP.get(int.from_bytes(data[offset + 6 : offset + 8], "big"), 0)
            offset += 8
        elif kind in (MPLS, MPLS_MULTICAST):
            is_last = data[offset + 2 : offset + 3] and data[offset + 2] & 1
            offset += 4
            if is_last:
                found = _by_version(data, offset)
                return LinkPayload(0 if found is None else found.type, offset, source, destination)
        elif kind < LINK_LIMIT:
            return _service_access(data, offset, source, destination)
        else:
            break
    return LinkPayload(kind, offset, source, destination)


def _service_access(data: bytes, offset: int, source: bytes, destination: bytes) -> LinkPayload:
    """Read an IEEE 802.2 header, which an EtherType follows if it has the SNAP extension (RFC 1042)."""
    if data[offset : offset + 6] in (b"\xaa\xaa\x03\0\0\0", b"\xaa\xaa\x03\0\0\xf8"):
        return LinkPayload(int.from_bytes(data[offset + 6 : offset + 8], "big"), offset + 8, source, destination)
    return LinkPayload(0, offset, source, destination)


def _by_version(data: bytes, offset: int) -> LinkPayload | None:
    version = data[offset] >> 4 if offset < len(data) else 0
    return LinkPayload({4: IPV4, 6: IPV6}[version], offset) if version in (4, 6) else None


def _wifi(data: bytes, offset: int) -> LinkPayload | None:
    """Return the payload of an unencrypted data frame; None for other frames."""
    head = data[offset : offset + 24]
    if len(head) < 24 or head[0] & 0x0C != 0x08 or head[0] & 0x40 or head[1] & 0x40:
        return None
    size = 24 + (6 if head[1] & 3 == 3 else 0) + (2 if head[0] & 0x80 else 0)
    return _service_access(data, offset + size, head[10:16], head[4:10])
