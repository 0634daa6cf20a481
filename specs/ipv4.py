"""IPv4: the header of a datagram, its options, and the whole datagram.

Source: RFC 791, section 3.1 (header and options) and appendix B (bit numbering); RFC 2474, section 3 (DSCP); RFC 3168,
section 5 (ECN); RFC 1071 (the checksum); numbers of protocols and options from the registries of IANA.

The checksum covers only the header, so the header is a separate frame; the total length is a plain field of it, and the datagram
checks it against its payload. The caller fills up the options to whole words, with end-of-list or no-operation options.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import (
    Frame,
    array,
    bool1,
    checksum,
    const,
    data,
    derived,
    field,
    ipv4,
    optional,
    pad,
    this,
    u2,
    u4,
    u6,
    u8,
    u13,
    u16,
)


class Protocol(IntEnum):
    """Protocols of the payload. Others stay integers."""

    ICMP = 1
    IGMP = 2
    IPV4 = 4
    TCP = 6
    UDP = 17
    IPV6 = 41
    GRE = 47
    ESP = 50
    AH = 51
    OSPF = 89
    SCTP = 132


class OptionType(IntEnum):
    """Types of options, with the copied flag and the class that belong to them. Others stay integers."""

    END = 0
    NO_OPERATION = 1
    RECORD_ROUTE = 7
    TIMESTAMP = 68
    SECURITY = 130
    LOOSE_SOURCE_ROUTE = 131
    STREAM_ID = 136
    STRICT_SOURCE_ROUTE = 137
    ROUTER_ALERT = 148


class OptionBody(Frame):
    """The part of a multi-byte option after its type; the length counts the type and itself."""

    length: int = derived(u8)
    data: bytes = data(length=this.length - 2)


class Option(Frame):
    """An option: a type only (END, NO_OPERATION), or a type with a body."""

    type: OptionType = field(u8)
    body: OptionBody | None = optional(OptionBody, when=this.type > OptionType.NO_OPERATION, default=None)


class Ipv4Header(Frame):
    """The header, of 20 to 60 bytes."""

    version: int = const(4, u4)
    header_words: int = derived(u4)
    dscp: u6 = 0
    ecn: u2 = 0
    total_length: u16 = field(check=range(20, 65536))
    identification: u16 = 0
    _reserved: None = pad(bits=1, strict=True)
    dont_fragment: bool1 = False
    more_fragments: bool1 = False
    fragment_offset: u13 = 0
    time_to_live: u8 = 64
    protocol: Protocol = field(u8)
    header_checksum: int = checksum(u16, "internet", over="frame")
    source: ipv4
    destination: ipv4
    options: list[Option] = array(Option, size=(this.header_words - 5) * 4, default_factory=list)


class Ipv4Packet(Frame):
    """A datagram: the header and the payload."""

    header: Ipv4Header
    payload: bytes = data(length=this.header.total_length - this.header.header_words * 4)
