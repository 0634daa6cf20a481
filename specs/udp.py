"""UDP: datagrams.

Source: RFC 768; RFC 8200, section 8.1 (the checksum over IPv6).

The checksum also covers a pseudo-header with the IP addresses, which are not in these bytes: it is a plain field, 0 if the sender
has not computed one, and `checksum_over` computes its value. Datagrams whose length is 0 (RFC 2675, section 4) are refused.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

from framekit import Frame, data, derived, this, u16

PROTOCOL_NUMBER = 17
"""The number of UDP among the protocols of IP."""


class UdpDatagram(Frame, size=this.length):
    """A datagram: a header of eight bytes and a payload."""

    source_port: u16
    destination_port: u16
    length: int = derived(u16, check=this >= 8)
    checksum: u16 = 0
    payload: bytes = data(default=b"")


def checksum_over(source: IPv4Address | IPv6Address, destination: IPv4Address | IPv6Address, datagram: bytes) -> int:
    """Compute the checksum of a datagram.

    Args:
        source: the source address of the packet that contains the datagram.
        destination: the destination address of that packet.
        datagram: its bytes, with 0 in place of the checksum.
    """
    head = source.packed + destination.packed + len(datagram).to_bytes(4, "big") + PROTOCOL_NUMBER.to_bytes(4, "big")
    words = head + datagram + bytes(len(datagram) % 2)
    total = sum(int.from_bytes(words[at : at + 2], "big") for at in range(0, len(words), 2))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF or 0xFFFF  # 0 means that there is no checksum
