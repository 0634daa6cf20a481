"""IPv6: the header, extension headers with their options, and the whole packet.

Source: RFC 8200, sections 3 (header) and 4 (extension headers, options); RFC 2474, section 3 (DSCP); RFC 3168, section 5 (ECN);
RFC 4302, section 2 (authentication header); RFC 6275, sections 6.1 to 6.4 (mobility); RFC 8754, section 2 (segment routing); RFC
2711 (router alert); RFC 2675 (jumbo payload); RFC 2473, section 4.1.1 (encapsulation limit); numbers from the registries of IANA.

An extension header contains whatever follows it, as determined by its next header field. The contents of a Fragment header and of
an ESP header are bytes, because they are a part of a packet and encrypted data. The content of a mobility message, and routing
headers of other types, are bytes too. Packets with a jumbo payload, whose length is 0, are refused.
"""

from __future__ import annotations

from enum import IntEnum
from ipaddress import IPv6Address
from typing import TypeAlias

from framekit import (
    Frame,
    array,
    bool1,
    const,
    data,
    derived,
    field,
    ipv6,
    optional,
    pad,
    switch,
    this,
    u2,
    u4,
    u6,
    u8,
    u13,
    u16,
    u20,
    u32,
)


class NextHeader(IntEnum):
    """The next header: an extension header, or a protocol (IANA's registry of protocol numbers). Others stay integers."""

    HOP_BY_HOP = 0
    ICMP = 1
    IGMP = 2
    IPV4 = 4
    TCP = 6
    EGP = 8
    UDP = 17
    DCCP = 33
    IPV6 = 41
    ROUTING = 43
    FRAGMENT = 44
    RSVP = 46
    GRE = 47
    ESP = 50
    AUTHENTICATION = 51
    ICMPV6 = 58
    NO_NEXT_HEADER = 59
    DESTINATION_OPTIONS = 60
    EIGRP = 88
    OSPF = 89
    PIM = 103
    IP_COMPRESSION = 108
    VRRP = 112
    L2TP = 115
    SCTP = 132
    MOBILITY = 135
    UDP_LITE = 136
    MPLS_IN_IP = 137
    HOST_IDENTITY = 139
    SHIM6 = 140
    ETHERNET = 143
    AGGREGATION_FRAGMENTATION = 144


class OptionType(IntEnum):
    """Types of options, with the bits that define how to handle unknown ones (section 4.2). Others stay integers."""

    PAD_1 = 0x00
    PAD_N = 0x01
    TUNNEL_ENCAPSULATION_LIMIT = 0x04
    ROUTER_ALERT = 0x05
    CALIPSO = 0x07
    SMF_DPD = 0x08
    PERFORMANCE = 0x0F
    IOAM = 0x11
    ALTERNATE_MARKING = 0x12
    RPL = 0x23
    QUICK_START = 0x26
    MINIMUM_PATH_MTU = 0x30
    IOAM_CHANGEABLE = 0x31
    RPL_OLD = 0x63
    MPL = 0x6D
    ENDPOINT_IDENTIFICATION = 0x8A
    ILNP_NONCE = 0x8B
    LINE_IDENTIFICATION = 0x8C
    JUMBO_PAYLOAD = 0xC2
    HOME_ADDRESS = 0xC9
    IP_DFF = 0xEE


class RoutingType(IntEnum):
    """Kinds of routing headers (IANA's registry). Others stay integers."""

    SOURCE_ROUTE = 0
    NIMROD = 1
    TYPE_2 = 2
    RPL = 3
    SEGMENT_ROUTING = 4
    COMPRESSED_16 = 5
    COMPRESSED_32 = 6


class MobilityType(IntEnum):
    """Messages of Mobile IPv6 (IANA's registry). Others stay integers."""

    BINDING_REFRESH_REQUEST = 0
    HOME_TEST_INIT = 1
    CARE_OF_TEST_INIT = 2
    HOME_TEST = 3
    CARE_OF_TEST = 4
    BINDING_UPDATE = 5
    BINDING_ACKNOWLEDGEMENT = 6
    BINDING_ERROR = 7
    FAST_BINDING_UPDATE = 8
    FAST_BINDING_ACKNOWLEDGEMENT = 9
    FAST_NEIGHBOR_ADVERTISEMENT = 10
    EXPERIMENTAL = 11
    HOME_AGENT_SWITCH = 12
    HEARTBEAT = 13
    HANDOVER_INITIATE = 14
    HANDOVER_ACKNOWLEDGE = 15
    BINDING_REVOCATION = 16
    LOCALIZED_ROUTING_INITIATION = 17
    LOCALIZED_ROUTING_ACKNOWLEDGMENT = 18
    UPDATE_NOTIFICATION = 19
    UPDATE_NOTIFICATION_ACKNOWLEDGEMENT = 20
    FLOW_BINDING = 21
    SUBSCRIPTION_QUERY = 22
    SUBSCRIPTION_RESPONSE = 23


class Option(Frame):
    """An option (section 4.2): a type alone (PAD_1), or with a value."""

    type: OptionType = field(u8)
    value: int | IPv6Address | bytes | None = optional(
        switch(
            this.type,
            {
                OptionType.TUNNEL_ENCAPSULATION_LIMIT: u8,
                OptionType.ROUTER_ALERT: u16,
                OptionType.JUMBO_PAYLOAD: u32,
                OptionType.HOME_ADDRESS: ipv6,
            },
            otherwise=data(),
            size_prefix=u8,
        ),
        when=this.type != OptionType.PAD_1,
        default=None,
    )


class SourceRoute(Frame):
    """Addresses to visit (RFC 2460, section 4.4, which RFC 5095 deprecates)."""

    _reserved: None = pad(4)
    addresses: list[IPv6Address] = array(ipv6)


class HomeRoute(Frame):
    """The home address of a mobile node (RFC 6275, section 6.4.1)."""

    _reserved: None = pad(4)
    home_address: ipv6


class SegmentTlv(Frame):
    """An object after the segments: a type alone (0, a byte of padding), or with a value (RFC 8754, section 2.1)."""

    type: u8
    value: bytes | None = optional(data(prefix=u8), when=this.type != 0, default=None)


class SegmentRoute(Frame):
    """Segments to visit, in reverse order (RFC 8754, section 2)."""

    last_entry: u8
    flags: u8 = 0
    tag: u16 = 0
    segments: list[IPv6Address] = array(ipv6, count=this.last_entry + 1)
    objects: list[SegmentTlv] = array(SegmentTlv, default_factory=list)


Payload: TypeAlias = "Routing | Fragment | Security | Authentication | DestinationOptions | Mobility | bytes"
ARMS: dict[NextHeader, str] = {
    NextHeader.ROUTING: "Routing",
    NextHeader.FRAGMENT: "Fragment",
    NextHeader.ESP: "Security",
    NextHeader.AUTHENTICATION: "Authentication",
    NextHeader.DESTINATION_OPTIONS: "DestinationOptions",
    NextHeader.MOBILITY: "Mobility",
}


class HopByHop(Frame):
    """Options for every node on the path (section 4.3). They must directly follow the header of the packet."""

    next_header: NextHeader = field(u8)
    length: int = derived(u8, doc="units of 8 bytes, without the first")
    options: list[Option] = array(Option, size=this.length * 8 + 6)
    payload: Payload = switch(this.next_header, ARMS, otherwise=data())


class DestinationOptions(Frame):
    """Options for the destination (section 4.6)."""

    next_header: NextHeader = field(u8)
    length: int = derived(u8, doc="units of 8 bytes, without the first")
    options: list[Option] = array(Option, size=this.length * 8 + 6)
    payload: Payload = switch(this.next_header, ARMS, otherwise=data())


class Routing(Frame):
    """Nodes to visit on the path (section 4.4)."""

    next_header: NextHeader = field(u8)
    length: int = derived(u8, doc="units of 8 bytes, without the first")
    type: RoutingType = field(u8)
    segments_left: u8
    route: SourceRoute | HomeRoute | SegmentRoute | bytes = switch(
        this.type,
        {
            RoutingType.SOURCE_ROUTE: SourceRoute,
            RoutingType.TYPE_2: HomeRoute,
            RoutingType.SEGMENT_ROUTING: SegmentRoute,
        },
        otherwise=data(),
        size=this.length * 8 + 4,
    )
    payload: Payload = switch(this.next_header, ARMS, otherwise=data())


class Fragment(Frame):
    """A part of a packet (section 4.5)."""

    next_header: NextHeader = field(u8, doc="of the packet, at the start of its first fragment")
    _reserved: None = pad(1)
    offset: u13 = field(doc="units of 8 bytes")
    _: None = pad(bits=2)
    more: bool1
    identification: u32
    payload: bytes = data()


class Security(Frame):
    """An encapsulating security payload (RFC 4303, section 2); everything after these fields is encrypted."""

    security_parameters_index: u32
    sequence_number: u32
    payload: bytes = data()


class Authentication(Frame):
    """An authentication header (RFC 4302, section 2)."""

    next_header: NextHeader = field(u8)
    length: int = derived(u8, doc="units of 4 bytes, minus 2")
    _reserved: None = pad(2)
    security_parameters_index: u32
    sequence_number: u32
    integrity_check_value: bytes = data(length=this.length * 4 - 4)
    payload: Payload = switch(this.next_header, ARMS, otherwise=data())


class Mobility(Frame):
    """A message of Mobile IPv6, after which nothing should follow (RFC 6275, section 6.1.1)."""

    next_header: NextHeader = field(u8, default=NextHeader.NO_NEXT_HEADER)
    length: int = derived(u8, doc="units of 8 bytes, without the first")
    type: MobilityType = field(u8)
    _reserved: None = pad(1)
    checksum: u16 = 0
    message: bytes = data(length=this.length * 8 + 2)
    payload: bytes = data(default=b"")


class Ipv6Packet(Frame):
    """A packet (section 3): a header of 40 bytes, and what it carries."""

    _version: int = const(6, u4)
    dscp: u6 = 0
    ecn: u2 = 0
    flow_label: u20 = 0
    payload_length: int = derived(u16)
    next_header: NextHeader = field(u8)
    hop_limit: u8 = 64
    source: ipv6
    destination: ipv6
    payload: HopByHop | Routing | Fragment | Security | Authentication | DestinationOptions | Mobility | bytes = switch(
        this.next_header, {**ARMS, NextHeader.HOP_BY_HOP: HopByHop}, otherwise=data(), size=this.payload_length
    )
