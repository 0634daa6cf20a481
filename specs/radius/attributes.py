"""Attributes of RADIUS."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from ipaddress import IPv4Address, IPv6Address
from typing import Any, TypeAlias

from framekit import (
    Frame,
    array,
    bool1,
    data,
    derived,
    field,
    ipv4,
    ipv6,
    mapped,
    optional,
    pad,
    peek,
    switch,
    text,
    this,
    timestamp,
    u8,
    u12,
    u16,
    u24,
    u32,
    u64,
)
from framekit.specs.radius import codes
from framekit.specs.radius.codes import AttributeType, EapCode, EapType, TunnelMedium, TunnelType, Vendor, VlanTagging


class ChapPassword(Frame):
    """A CHAP response: the identifier of the challenge, and the hash (section 5.3)."""

    identifier: u8
    response: bytes = data(16)


class VendorAttribute(Frame, size=this.length):
    """An attribute within a vendor's, as recommended (section 5.26)."""

    type: u8
    length: int = derived(u8)
    value: bytes = data()


class VendorSpecific(Frame):
    """A vendor-specific attribute: an SMI enterprise number, and data of any form (section 5.26)."""

    vendor_id: Vendor = field(u32, check=range(1 << 24))
    string: list[VendorAttribute] | bytes = switch(this.vendor_id, {tuple(Vendor): array(VendorAttribute)}, otherwise=data())


class SubAttribute(Frame, size=this.length):
    """A part of an attribute that has several (RFC 8044, section 3.13; RFC 6930, section 4.1)."""

    type: u8
    length: int = derived(u8)
    value: bytes = data()


class TunnelTypeValue(Frame):
    """A tunneling protocol (RFC 2868, section 3.1). Attributes of one tunnel have the same tag; 0 means untagged."""

    tag: u8
    value: TunnelType = field(u24)


class TunnelMediumType(Frame):
    """The transport medium of a tunnel (RFC 2868, section 3.2)."""

    tag: u8
    value: TunnelMedium = field(u24)


class TaggedInteger(Frame):
    """A number that belongs to a tunnel (RFC 2868, section 3.8)."""

    tag: u8
    value: u24


class TaggedText(Frame):
    """A text that belongs to a tunnel: it has a tag if its first byte is at most 31 (RFC 2868, sections 3.3 to 3.10)."""

    first_byte: u8 = peek(u8)
    tag: int | None = optional(u8, when=this.first_byte <= 0x1F, default=None)
    value: str = text(errors="surrogateescape")


class TunnelPassword(Frame):
    """A hidden password of a tunnel (RFC 2868, section 3.5)."""

    tag: u8
    salt: u16
    string: bytes = data()


class EgressVlan(Frame):
    """A VLAN that is allowed on egress (RFC 4675, section 2.1)."""

    tagging: VlanTagging = field(u8)
    _: None = pad(bits=12)
    vlan_id: u12


class EgressVlanName(Frame):
    """The name of a VLAN that is allowed on egress (RFC 4675, section 2.3)."""

    tagging: VlanTagging = field(u8)
    name: str = text(errors="surrogateescape")


class Ipv6Prefix(Frame):
    """A prefix, whose trailing zero bytes may be omitted (RFC 3162, section 2.3)."""

    _reserved: None = pad(1)
    prefix_length: u8 = field(check=this <= 128, doc="bits")
    prefix: bytes = data(limit=16)


class Ipv4Prefix(Frame):
    """A prefix (RFC 8044, section 3.11)."""

    _reserved: None = pad(1)
    prefix_length: u8 = field(check=this <= 32, doc="bits")
    prefix: ipv4


class OperatorName(Frame):
    """The name of an operator in a namespace: `0` TADIG, `1` realm, `2` E.212, `3` ICC (RFC 5580, section 4.1)."""

    namespace: str = text(1, encoding="ascii", errors="surrogateescape")
    name: str = text(errors="surrogateescape")


class Extended(Frame):
    """An extended attribute (RFC 6929, section 2.1)."""

    extended_type: u8
    value: bytes = data()


class LongExtended(Frame):
    """An extended attribute that may be split into several (RFC 6929, section 2.2; RFC 7499, section 3)."""

    extended_type: u8
    more: bool1 = False
    truncation: bool1 = False
    _: None = pad(bits=6)
    value: bytes = data()


class EapPacket(Frame, size=this.length):
    """A packet of EAP (RFC 3748, section 4). Success and failure have no type."""

    code: EapCode = field(u8)
    identifier: u8
    length: int = derived(u16)
    type: EapType | None = optional(field(u8), when=(this.code != EapCode.SUCCESS) & (this.code != EapCode.FAILURE), default=None)
    type_data: bytes = data(default=b"")


def _enumerated(enumeration: type[IntEnum]) -> Any:
    """A 32-bit number, which is read as a member or stays an integer."""
    members: dict[int, IntEnum] = {int(each): each for each in enumeration}

    def member_or_number(number: int) -> int:
        return members.get(number, number)

    return mapped(u32, unpack=member_or_number, pack=int, name=enumeration.__name__)


TEXTS = (AttributeType.FILTER_ID, AttributeType.REPLY_MESSAGE, AttributeType.FRAMED_ROUTE)
"""Texts that must be UTF-8 (section 5)."""
LENIENT_TEXTS = (
    AttributeType.USER_NAME,
    AttributeType.CALLBACK_NUMBER,
    AttributeType.CALLBACK_ID,
    AttributeType.CALLED_STATION_ID,
    AttributeType.CALLING_STATION_ID,
    AttributeType.NAS_IDENTIFIER,
    AttributeType.LOGIN_LAT_SERVICE,
    AttributeType.LOGIN_LAT_NODE,
    AttributeType.FRAMED_APPLETALK_ZONE,
    AttributeType.ACCT_SESSION_ID,
    AttributeType.ACCT_MULTI_SESSION_ID,
    AttributeType.LOGIN_LAT_PORT,
    AttributeType.ACCT_TUNNEL_CONNECTION,
    AttributeType.ARAP_SECURITY_DATA,
    AttributeType.CONNECT_INFO,
    AttributeType.CONFIGURATION_TOKEN,
    AttributeType.NAS_PORT_ID,
    AttributeType.FRAMED_POOL,
    AttributeType.NAS_FILTER_RULE,
    AttributeType.FRAMED_IPV6_ROUTE,
    AttributeType.FRAMED_IPV6_POOL,
    *range(AttributeType.DIGEST_RESPONSE, AttributeType.SIP_AOR + 1),
    AttributeType.MANAGEMENT_POLICY_ID,
    AttributeType.DS_LITE_TUNNEL_NAME,
    AttributeType.SERVICE_SELECTION,
    AttributeType.GSS_ACCEPTOR_SERVICE_NAME,
    AttributeType.GSS_ACCEPTOR_HOST_NAME,
    AttributeType.GSS_ACCEPTOR_REALM_NAME,
    AttributeType.DELEGATED_IPV6_PREFIX_POOL,
    AttributeType.STATEFUL_IPV6_ADDRESS_POOL,
    AttributeType.ALLOWED_CALLED_STATION_ID,
    AttributeType.WLAN_VENUE_LANGUAGE,
    AttributeType.WLAN_VENUE_NAME,
)
"""Texts that need not be UTF-8; other bytes are read as surrogate escapes."""
IPV4_ADDRESSES = (
    AttributeType.NAS_IP_ADDRESS,
    AttributeType.FRAMED_IP_ADDRESS,
    AttributeType.FRAMED_IP_NETMASK,
    AttributeType.LOGIN_IP_HOST,
    AttributeType.PMIP6_HOME_LMA_IPV4_ADDRESS,
    AttributeType.PMIP6_VISITED_LMA_IPV4_ADDRESS,
    AttributeType.PMIP6_HOME_DHCP4_SERVER_ADDRESS,
    AttributeType.PMIP6_VISITED_DHCP4_SERVER_ADDRESS,
    AttributeType.PMIP6_HOME_IPV4_GATEWAY,
    AttributeType.PMIP6_VISITED_IPV4_GATEWAY,
)
IPV6_ADDRESSES = (
    AttributeType.NAS_IPV6_ADDRESS,
    AttributeType.LOGIN_IPV6_HOST,
    AttributeType.PMIP6_HOME_LMA_IPV6_ADDRESS,
    AttributeType.PMIP6_VISITED_LMA_IPV6_ADDRESS,
    AttributeType.PMIP6_HOME_DHCP6_SERVER_ADDRESS,
    AttributeType.PMIP6_VISITED_DHCP6_SERVER_ADDRESS,
    AttributeType.FRAMED_IPV6_ADDRESS,
    AttributeType.DNS_SERVER_IPV6_ADDRESS,
)
IPV6_PREFIXES = (
    AttributeType.FRAMED_IPV6_PREFIX,
    AttributeType.DELEGATED_IPV6_PREFIX,
    AttributeType.MIP6_HOME_LINK_PREFIX,
    AttributeType.PMIP6_HOME_HN_PREFIX,
    AttributeType.PMIP6_VISITED_HN_PREFIX,
    AttributeType.ROUTE_IPV6_INFORMATION,
)
INTERFACES = (
    AttributeType.FRAMED_INTERFACE_ID,
    AttributeType.PMIP6_HOME_INTERFACE_ID,
    AttributeType.PMIP6_VISITED_INTERFACE_ID,
)
INTEGERS = (
    AttributeType.NAS_PORT,
    AttributeType.FRAMED_MTU,
    AttributeType.LOGIN_TCP_PORT,
    AttributeType.FRAMED_IPX_NETWORK,
    AttributeType.SESSION_TIMEOUT,
    AttributeType.IDLE_TIMEOUT,
    AttributeType.FRAMED_APPLETALK_LINK,
    AttributeType.FRAMED_APPLETALK_NETWORK,
    AttributeType.ACCT_DELAY_TIME,
    AttributeType.ACCT_INPUT_OCTETS,
    AttributeType.ACCT_OUTPUT_OCTETS,
    AttributeType.ACCT_SESSION_TIME,
    AttributeType.ACCT_INPUT_PACKETS,
    AttributeType.ACCT_OUTPUT_PACKETS,
    AttributeType.ACCT_LINK_COUNT,
    AttributeType.ACCT_INPUT_GIGAWORDS,
    AttributeType.ACCT_OUTPUT_GIGAWORDS,
    AttributeType.PORT_LIMIT,
    AttributeType.ARAP_SECURITY,
    AttributeType.PASSWORD_RETRY,
    AttributeType.ACCT_INTERIM_INTERVAL,
    AttributeType.ACCT_TUNNEL_PACKETS_LOST,
    AttributeType.LOCATION_CAPABLE,
    AttributeType.REQUESTED_LOCATION_INFO,
    AttributeType.MANAGEMENT_PRIVILEGE_LEVEL,
    AttributeType.PKM_SAID,
    AttributeType.EAP_LOWER_LAYER,
    AttributeType.MOBILITY_DOMAIN_ID,
    AttributeType.PREAUTH_TIMEOUT,
    AttributeType.WLAN_VENUE_INFO,
    *range(AttributeType.WLAN_REASON_CODE, AttributeType.WLAN_RF_BAND + 1),
)
TAGGED_TEXTS = (
    AttributeType.TUNNEL_CLIENT_ENDPOINT,
    AttributeType.TUNNEL_SERVER_ENDPOINT,
    AttributeType.TUNNEL_PRIVATE_GROUP_ID,
    AttributeType.TUNNEL_ASSIGNMENT_ID,
    AttributeType.TUNNEL_CLIENT_AUTH_ID,
    AttributeType.TUNNEL_SERVER_AUTH_ID,
)
ENUMERATIONS: dict[int, type[IntEnum]] = {
    AttributeType.SERVICE_TYPE: codes.ServiceType,
    AttributeType.FRAMED_PROTOCOL: codes.FramedProtocol,
    AttributeType.FRAMED_ROUTING: codes.FramedRouting,
    AttributeType.FRAMED_COMPRESSION: codes.FramedCompression,
    AttributeType.LOGIN_SERVICE: codes.LoginService,
    AttributeType.TERMINATION_ACTION: codes.TerminationAction,
    AttributeType.ACCT_STATUS_TYPE: codes.AccountingStatus,
    AttributeType.ACCT_AUTHENTIC: codes.AccountingAuthentic,
    AttributeType.ACCT_TERMINATE_CAUSE: codes.TerminateCause,
    AttributeType.INGRESS_FILTERS: codes.IngressFilters,
    AttributeType.NAS_PORT_TYPE: codes.PortType,
    AttributeType.ARAP_ZONE_ACCESS: codes.ZoneAccess,
    AttributeType.PROMPT: codes.PromptKind,
    AttributeType.ERROR_CAUSE: codes.ErrorCause,
    AttributeType.FRAMED_MANAGEMENT_PROTOCOL: codes.ManagementProtocol,
    AttributeType.MANAGEMENT_TRANSPORT_PROTECTION: codes.TransportProtection,
}
Value: TypeAlias = (
    str
    | bytes
    | int
    | IPv4Address
    | IPv6Address
    | datetime
    | ChapPassword
    | VendorSpecific
    | TunnelTypeValue
    | TunnelMediumType
    | TaggedInteger
    | TaggedText
    | TunnelPassword
    | EgressVlan
    | EgressVlanName
    | Ipv6Prefix
    | Ipv4Prefix
    | OperatorName
    | list[SubAttribute]
    | Extended
    | LongExtended
)


class Attribute(Frame, size=this.length):
    """One attribute (section 5)."""

    type: AttributeType = field(u8)
    length: int = derived(u8)
    value: Value = switch(
        this.type,
        {
            TEXTS: text(),
            LENIENT_TEXTS: text(errors="surrogateescape"),
            IPV4_ADDRESSES: ipv4,
            IPV6_ADDRESSES: ipv6,
            IPV6_PREFIXES: Ipv6Prefix,
            (AttributeType.PMIP6_HOME_IPV4_HOA, AttributeType.PMIP6_VISITED_IPV4_HOA): Ipv4Prefix,
            INTERFACES: data(8),
            INTEGERS: u32,
            **{number: _enumerated(enumeration) for number, enumeration in ENUMERATIONS.items()},
            AttributeType.MIP6_FEATURE_VECTOR: u64,
            AttributeType.EVENT_TIMESTAMP: timestamp(u32),
            AttributeType.CHAP_PASSWORD: ChapPassword,
            AttributeType.VENDOR_SPECIFIC: VendorSpecific,
            AttributeType.EGRESS_VLANID: EgressVlan,
            AttributeType.EGRESS_VLAN_NAME: EgressVlanName,
            AttributeType.TUNNEL_TYPE: TunnelTypeValue,
            AttributeType.TUNNEL_MEDIUM_TYPE: TunnelMediumType,
            AttributeType.TUNNEL_PREFERENCE: TaggedInteger,
            AttributeType.TUNNEL_PASSWORD: TunnelPassword,
            TAGGED_TEXTS: TaggedText,
            AttributeType.OPERATOR_NAME: OperatorName,
            AttributeType.IPV6_6RD_CONFIGURATION: array(SubAttribute),
            tuple(range(AttributeType.EXTENDED_ATTRIBUTE_1, AttributeType.EXTENDED_ATTRIBUTE_4 + 1)): Extended,
            (AttributeType.EXTENDED_ATTRIBUTE_5, AttributeType.EXTENDED_ATTRIBUTE_6): LongExtended,
        },
        otherwise=data(),
    )
