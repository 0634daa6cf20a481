"""The headers of link layers, of IP, and of the protocols over IP, as far as needed to find the payload.

Source: IEEE 802.3 and 802.1Q; the LINKTYPE_ pages of tcpdump.org (SLL, SLL2); RFC 791, section 3.1 (IPv4); RFC 8200, sections 3
and 4 (IPv6); RFC 4302, section 2 (AH); RFC 2784, section 2, and RFC 2890 (GRE); RFC 7348, section 5 (VXLAN); RFC 9293, section
3.1 (TCP); RFC 768 (UDP); RFC 9260, sections 3.1 to 3.3 (SCTP); RFC 2516, section 4 (PPPoE).

Rules: addresses stay bytes here, since most of them are only compared. Values that the hardware of a sender fills in later are
not checked.
"""

from __future__ import annotations

from framekit.declare.frame import Frame
from framekit.declare.scalars import u8, u16, u32
from framekit.declare.sequences import data
from framekit.declare.vocabulary import (
    pad,
)


class Ethernet(Frame):
    """IEEE 802.3; a type below 1536 is a length."""

    destination: bytes = data(6)
    source: bytes = data(6)
    type: u16


class CookedLinux(Frame):
    """LINKTYPE_LINUX_SLL."""

    packet_type: u16
    hardware: u16
    address_size: u16
    address: bytes = data(8)
    protocol: u16


class CookedLinux2(Frame):
    """LINKTYPE_LINUX_SLL2."""

    protocol: u16
    reserved: u16
    interface: u32
    hardware: u16
    packet_type: u8
    address_size: u8
    address: bytes = data(8)


class Ipv4(Frame):
    """The fixed part of the header; options follow it."""

    version_words: u8
    service: u8
    total_size: u16
    identification: u16
    flags_offset: u16
    time_to_live: u8
    protocol: u8
    checksum: u16
    source: bytes = data(4)
    destination: bytes = data(4)


class Ipv6(Frame):
    """The header; extension headers may follow it."""

    version_flow: u32
    payload_size: u16
    next_header: u8
    hop_limit: u8
    source: bytes = data(16)
    destination: bytes = data(16)


class Ipv6Fragment(Frame):
    """The extension header of a fragment."""

    next_header: u8
    reserved: u8
    offset_flags: u16
    identification: u32


class Tcp(Frame):
    """The fixed part of the header; options follow it."""

    source: u16
    destination: u16
    sequence: u32
    acknowledgment: u32
    words: u8
    flags: u8
    window: u16
    checksum: u16
    urgent: u16


class EthernetIpv4Tcp(Frame):
    """The headers of most packets together: Ethernet, IPv4 without options, TCP. UDP has its ports at the same offset."""

    _addresses: None = pad(12)
    type: u16
    version_words: u8
    _service: None = pad(1)
    total_size: u16
    _identification: None = pad(2)
    flags_offset: u16
    _time_to_live: None = pad(1)
    protocol: u8
    _checksum: None = pad(2)
    source: bytes = data(4)
    destination: bytes = data(4)
    source_port: u16
    destination_port: u16
    sequence: u32
    acknowledgment: u32
    words: u8
    flags: u8


class Udp(Frame):
    """The header of a datagram."""

    source: u16
    destination: u16
    size: u16
    checksum: u16


class Sctp(Frame):
    """The header of a packet; chunks follow it."""

    source: u16
    destination: u16
    tag: u32
    checksum: u32


class SctpChunk(Frame):
    """The header of a chunk."""

    type: u8
    flags: u8
    size: u16


class SctpData(Frame):
    """The fields before the payload in a DATA chunk."""

    sequence: u32
    stream: u16
    stream_sequence: u16
    payload_protocol: u32
