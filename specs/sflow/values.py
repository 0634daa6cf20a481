"""Values shared by several sFlow samples and records.

Source: sFlow Version 5 (sflow.org, July 2004), section 5.3.
"""

from __future__ import annotations

from enum import IntEnum
from ipaddress import IPv4Address, IPv6Address

from framekit import Frame, data, field, ipv4, ipv6, switch, this, u32


class AddressType(IntEnum):
    """Kinds of addresses."""

    UNKNOWN = 0
    IP_V4 = 1
    IP_V6 = 2


class Address(Frame):
    """An address of some type; one of an unknown type has no octets, and is b""."""

    type: AddressType = field(u32, strict=True)
    address: IPv4Address | IPv6Address | bytes = switch(
        this.type, {AddressType.UNKNOWN: data(0), AddressType.IP_V4: ipv4, AddressType.IP_V6: ipv6}
    )


class SourceType(IntEnum):
    """Sources of samples. Others stay integers."""

    INTERFACE = 0
    SMON_VLAN = 1
    PHYSICAL_ENTITY = 2
    LOGICAL_ENTITY = 3


class InterfaceFormat(IntEnum):
    """The format of the input or output interface of a packet."""

    IF_INDEX = 0
    DISCARDED = 1
    MULTIPLE_INTERFACES = 2
    RESERVED = 3


class DropReason(IntEnum):
    """The reason why a packet was dropped (sFlow Dropped Packet Notification Structures). Others stay integers."""

    NET_UNREACHABLE = 0
    HOST_UNREACHABLE = 1
    PROTOCOL_UNREACHABLE = 2
    PORT_UNREACHABLE = 3
    FRAG_NEEDED = 4
    SRC_ROUTE_FAILED = 5
    DST_NET_UNKNOWN = 6
    DST_HOST_UNKNOWN = 7
    SRC_HOST_ISOLATED = 8
    DST_NET_PROHIBITED = 9
    DST_HOST_PROHIBITED = 10
    DST_NET_TOS_UNREACHABLE = 11
    DST_HOST_TOS_UNREACHABLE = 12
    COMM_ADMIN_PROHIBITED = 13
    HOST_PRECEDENCE_VIOLATION = 14
    PRECEDENCE_CUTOFF = 15
    UNKNOWN = 256
    TTL_EXCEEDED = 257
    ACL = 258
    NO_BUFFER_SPACE = 259
    RED = 260
    TRAFFIC_SHAPING = 261
    PKT_TOO_BIG = 262
    SRC_MAC_IS_MULTICAST = 263
    VLAN_TAG_MISMATCH = 264
    INGRESS_VLAN_FILTER = 265
    INGRESS_SPANNING_TREE_FILTER = 266
    PORT_LIST_IS_EMPTY = 267
    PORT_LOOPBACK_FILTER = 268
    BLACKHOLE_ROUTE = 269
    NON_IP = 270
    UC_DIP_OVER_MC_DMAC = 271
    DIP_IS_LOOPBACK_ADDRESS = 272
    SIP_IS_MC = 273
    SIP_IS_LOOPBACK_ADDRESS = 274
    IP_HEADER_CORRUPTED = 275
    IPV4_SIP_IS_LIMITED_BC = 276
    IPV6_MC_DIP_RESERVED_SCOPE = 277
    IPV6_MC_DIP_INTERFACE_LOCAL_SCOPE = 278
    UNRESOLVED_NEIGH = 279
    MC_REVERSE_PATH_FORWARDING = 280
    NON_ROUTABLE_PACKET = 281
    DECAP_ERROR = 282
    OVERLAY_SMAC_IS_MC = 283
    UNKNOWN_L2 = 284
    UNKNOWN_L3 = 285
    UNKNOWN_L3_EXCEPTION = 286
    UNKNOWN_BUFFER = 287
    UNKNOWN_TUNNEL = 288
    UNKNOWN_L4 = 289
    SIP_IS_UNSPECIFIED = 290
    MLAG_PORT_ISOLATION = 291
    BLACKHOLE_ARP_NEIGH = 292
    SRC_MAC_IS_DMAC = 293
    DMAC_IS_RESERVED = 294
    SIP_IS_CLASS_E = 295
    MC_DMAC_MISMATCH = 296
    SIP_IS_DIP = 297
    DIP_IS_LOCAL_NETWORK = 298
    DIP_IS_LINK_LOCAL = 299
    OVERLAY_SMAC_IS_DMAC = 300
    EGRESS_VLAN_FILTER = 301
    UC_REVERSE_PATH_FORWARDING = 302
    SPLIT_HORIZON = 303
