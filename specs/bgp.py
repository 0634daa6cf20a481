"""BGP-4: the four messages, with the path attributes of an UPDATE.

Source: RFC 4271, section 4 (messages) and 5 (path attributes); RFC 5492, section 4 (capabilities, as an optional parameter of
OPEN); RFC 6793, sections 3 and 4 (numbers of autonomous systems of four bytes); RFC 4760 (other address families); RFC 1997, RFC
4360 and RFC 8092 (communities); RFC 4456 (route reflection); RFC 9234 (roles); numbers from the registries of IANA.

Whether AS numbers have four bytes in an UPDATE depends on the OPENs of both speakers, so this is given to a message. If a capture
lacks either OPEN, four bytes are assumed, which all current speakers support. Destinations of families other than IPv4 and IPv6
unicast and multicast are kept as bytes. Path identifiers (RFC 7911) are not supported.

The caller supplies the flags and the type of a path attribute; they determine the size of its length field and the type of its
value. Which flags are valid for which type is not declared.
"""

from __future__ import annotations

from enum import IntEnum
from ipaddress import IPv4Address, IPv4Network
from typing import Literal, TypeAlias

from framekit import (
    Expr,
    Frame,
    Protocol,
    Session,
    Unknown,
    array,
    bool1,
    const,
    data,
    derived,
    field,
    given,
    ipv4,
    pad,
    switch,
    text,
    this,
    u8,
    u12,
    u16,
    u24,
    u32,
    unknown,
)
from framekit.protocol import Steps


class MessageType(IntEnum):
    """The messages (section 4.1)."""

    OPEN = 1
    UPDATE = 2
    NOTIFICATION = 3
    KEEPALIVE = 4


class ParameterType(IntEnum):
    """Optional parameters of an OPEN. Others stay integers."""

    CAPABILITIES = 2


class AttributeType(IntEnum):
    """Path attributes (section 5, and IANA's registry). Others stay integers, and their values bytes."""

    ORIGIN = 1
    AS_PATH = 2
    NEXT_HOP = 3
    MULTI_EXIT_DISC = 4
    LOCAL_PREF = 5
    ATOMIC_AGGREGATE = 6
    AGGREGATOR = 7
    COMMUNITIES = 8
    ORIGINATOR_ID = 9
    CLUSTER_LIST = 10
    MP_REACH_NLRI = 14
    MP_UNREACH_NLRI = 15
    EXTENDED_COMMUNITIES = 16
    AS4_PATH = 17
    AS4_AGGREGATOR = 18
    PMSI_TUNNEL = 22
    TUNNEL_ENCAPSULATION = 23
    TRAFFIC_ENGINEERING = 24
    IPV6_EXTENDED_COMMUNITIES = 25
    AIGP = 26
    PE_DISTINGUISHER_LABELS = 27
    BGP_LS = 29
    LARGE_COMMUNITY = 32
    BGPSEC_PATH = 33
    ONLY_TO_CUSTOMER = 35
    D_PATH = 36
    SFP = 37
    BFD_DISCRIMINATOR = 38
    BGP_PREFIX_SID = 40
    ATTR_SET = 128


class AddressFamily(IntEnum):
    """Families of addresses (IANA's registry of address family numbers). Others stay integers."""

    IPV4 = 1
    IPV6 = 2
    L2VPN = 25
    BGP_LS = 16388


class SubsequentFamily(IntEnum):
    """The use of the destinations of a family (IANA's registry of SAFI parameters). Others stay integers."""

    UNICAST = 1
    MULTICAST = 2
    LABELED = 4
    VPLS = 65
    EVPN = 70
    BGP_LS = 71
    SR_POLICY = 73
    VPN = 128
    ROUTE_TARGET = 132
    FLOW_SPECIFICATION = 133


class CapabilityCode(IntEnum):
    """Capabilities (IANA's registry). Others stay integers, and their values bytes."""

    MULTIPROTOCOL = 1
    ROUTE_REFRESH = 2
    OUTBOUND_ROUTE_FILTERING = 3
    EXTENDED_NEXT_HOP = 5
    EXTENDED_MESSAGE = 6
    BGPSEC = 7
    MULTIPLE_LABELS = 8
    ROLE = 9
    GRACEFUL_RESTART = 64
    FOUR_OCTET_NUMBERS = 65
    DYNAMIC = 67
    MULTISESSION = 68
    ADD_PATH = 69
    ENHANCED_ROUTE_REFRESH = 70
    LONG_LIVED_GRACEFUL_RESTART = 71
    FQDN = 73
    BFD_STRICT = 74
    SOFTWARE_VERSION = 75
    PATHS_LIMIT = 76
    CISCO_ROUTE_REFRESH = 128


class Role(IntEnum):
    """The role of a speaker towards its peer (RFC 9234, section 4.1)."""

    PROVIDER = 0
    ROUTE_SERVER = 1
    ROUTE_SERVER_CLIENT = 2
    CUSTOMER = 3
    PEER = 4


class PathDirection(IntEnum):
    """The directions in which a speaker supports several paths to a destination (RFC 7911, section 4)."""

    RECEIVE = 1
    SEND = 2
    BOTH = 3


class OriginCode(IntEnum):
    """Where a route comes from (section 5.1.1)."""

    IGP = 0
    EGP = 1
    INCOMPLETE = 2


class SegmentType(IntEnum):
    """Whether the order of a segment's systems is significant (section 4.3)."""

    AS_SET = 1
    AS_SEQUENCE = 2


class ErrorCode(IntEnum):
    """The reason why a connection is closed (section 4.5). Others stay integers."""

    MESSAGE_HEADER_ERROR = 1
    OPEN_MESSAGE_ERROR = 2
    UPDATE_MESSAGE_ERROR = 3
    HOLD_TIMER_EXPIRED = 4
    FINITE_STATE_MACHINE_ERROR = 5
    CEASE = 6


class Multiprotocol(Frame):
    """A family for which the speaker has routes (RFC 4760, section 8)."""

    family: AddressFamily = field(u16)
    _reserved: None = pad(1)
    subsequent: SubsequentFamily = field(u8)


class RoleCapability(Frame):
    """The role of the speaker towards its peer (RFC 9234, section 4.1)."""

    role: Role = field(u8)


class RestartFamily(Frame):
    """A family for which forwarding goes on during a restart (RFC 4724, section 3)."""

    family: AddressFamily = field(u16)
    subsequent: SubsequentFamily = field(u8)
    forwarding: bool1 = False
    _: None = pad(bits=7)


class GracefulRestart(Frame):
    """The speaker keeps forwarding while it restarts (RFC 4724, section 3; RFC 8538, section 2)."""

    restarted: bool1 = False
    notification: bool1 = False
    _: None = pad(bits=2)
    restart_time: u12 = field(doc="seconds")
    families: list[RestartFamily] = array(default_factory=list)


class FourOctetNumber(Frame):
    """The number of the speaker's autonomous system (RFC 6793, section 3)."""

    autonomous_system: u32


class PathFamily(Frame):
    """A family of which several paths to a destination may be sent (RFC 7911, section 4)."""

    family: AddressFamily = field(u16)
    subsequent: SubsequentFamily = field(u8)
    direction: PathDirection = field(u8)


class AddPath(Frame):
    """Several paths to a destination may be sent (RFC 7911, section 4)."""

    families: list[PathFamily] = array()


class LongLivedFamily(Frame):
    """A family of which routes are kept for long (RFC 9494, section 3)."""

    family: AddressFamily = field(u16)
    subsequent: SubsequentFamily = field(u8)
    forwarding: bool1 = False
    _: None = pad(bits=7)
    stale_time: u24 = field(doc="seconds")


class LongLivedGracefulRestart(Frame):
    """Routes are kept for long while a speaker is away (RFC 9494, section 3)."""

    families: list[LongLivedFamily] = array()


class Fqdn(Frame):
    """The name of the speaker (draft-walton-bgp-hostname-capability)."""

    host: str = text(prefix=u8)
    domain: str = text(prefix=u8, default="")


class Capability(Frame):
    """A capability of a speaker (RFC 5492); the code is derived from the value."""

    code: CapabilityCode = derived(u8)
    value: (
        Multiprotocol | RoleCapability | GracefulRestart | FourOctetNumber | AddPath | LongLivedGracefulRestart | Fqdn | Unknown
    ) = switch(
        this.code,
        {
            CapabilityCode.MULTIPROTOCOL: Multiprotocol,
            CapabilityCode.ROLE: RoleCapability,
            CapabilityCode.GRACEFUL_RESTART: GracefulRestart,
            CapabilityCode.FOUR_OCTET_NUMBERS: FourOctetNumber,
            CapabilityCode.ADD_PATH: AddPath,
            CapabilityCode.LONG_LIVED_GRACEFUL_RESTART: LongLivedGracefulRestart,
            CapabilityCode.FQDN: Fqdn,
        },
        otherwise=unknown(),
        size_prefix=u8,
    )


class Capabilities(Frame):
    """The optional parameter that contains capabilities."""

    capabilities: list[Capability] = array(Capability)


class OptionalParameter(Frame):
    """A parameter of an OPEN; the type is derived from the value."""

    type: ParameterType = derived(u8)
    value: Capabilities | Unknown = switch(
        this.type, {ParameterType.CAPABILITIES: Capabilities}, otherwise=unknown(), size_prefix=u8
    )


class Open(Frame):
    """The first message of each side (section 4.2)."""

    _version: int = const(4, u8)
    autonomous_system: u16
    hold_time: u16 = field(check=(this == 0) | (this >= 3))
    identifier: ipv4
    parameters: list[OptionalParameter] = array(OptionalParameter, size_prefix=u8, default_factory=list)


class Prefix(Frame):
    """A destination: a number of bits, and as many bytes as these need."""

    bits: u8 = field(check=this <= 32)
    address: bytes = data(length=(this.bits + 7) // 8)

    @property
    def network(self) -> IPv4Network:
        """The destination, without unused bits."""
        return IPv4Network((self.address.ljust(4, b"\0"), self.bits), strict=False)


class Origin(Frame):
    """The value of ORIGIN."""

    origin: OriginCode = field(u8, strict=True)


class Segment(Frame):
    """A segment of an AS_PATH."""

    wide: bool = given(doc="AS numbers have four bytes")
    type: SegmentType = field(u8, strict=True)
    systems: list[int] = switch(this.wide, {True: array(u32, prefix=u8), False: array(u16, prefix=u8)})


class AtomicAggregate(Frame):
    """The value of ATOMIC_AGGREGATE, which is empty."""


class Aggregator(Frame):
    """The value of AGGREGATOR: the speaker that combined several routes."""

    wide: bool = given(doc="the AS number has four bytes")
    autonomous_system: int = switch(this.wide, {True: u32, False: u16})
    address: ipv4


class LargeCommunity(Frame):
    """A community of three numbers (RFC 8092, section 3)."""

    administrator: u32
    function: u32
    parameter: u32


class LongPrefix(Frame):
    """A destination of either family: a number of bits, and as many bytes as these need (RFC 4760, section 5)."""

    bits: u8 = field(check=this <= 128)
    address: bytes = data(length=(this.bits + 7) // 8)


IS_ADDRESSES: Expr = (this.family <= AddressFamily.IPV6) & (this.subsequent <= SubsequentFamily.MULTICAST)
"""The destinations are prefixes of addresses."""


class Reachable(Frame):
    """The value of MP_REACH_NLRI: destinations of a family, and how they are reached (RFC 4760, section 3)."""

    family: AddressFamily = field(u16)
    subsequent: SubsequentFamily = field(u8)
    next_hop: bytes = data(prefix=u8)
    _reserved: None = pad(1)
    destinations: list[LongPrefix] | bytes = switch(IS_ADDRESSES, {1: array(LongPrefix), 0: data()})


class Unreachable(Frame):
    """The value of MP_UNREACH_NLRI: withdrawn destinations of a family (RFC 4760, section 4)."""

    family: AddressFamily = field(u16)
    subsequent: SubsequentFamily = field(u8)
    destinations: list[LongPrefix] | bytes = switch(IS_ADDRESSES, {1: array(LongPrefix), 0: data()})


ARMS: dict[AttributeType, object] = {
    AttributeType.ORIGIN: Origin,
    AttributeType.AS_PATH: array(Segment.given(wide=this.wide)),
    AttributeType.NEXT_HOP: ipv4,
    AttributeType.MULTI_EXIT_DISC: u32,
    AttributeType.LOCAL_PREF: u32,
    AttributeType.ATOMIC_AGGREGATE: AtomicAggregate,
    AttributeType.AGGREGATOR: Aggregator.given(wide=this.wide),
    AttributeType.COMMUNITIES: array(u32),
    AttributeType.ORIGINATOR_ID: ipv4,
    AttributeType.CLUSTER_LIST: array(ipv4),
    AttributeType.MP_REACH_NLRI: Reachable,
    AttributeType.MP_UNREACH_NLRI: Unreachable,
    AttributeType.EXTENDED_COMMUNITIES: array(data(8)),
    AttributeType.AS4_PATH: array(Segment.given(wide=True)),
    AttributeType.AS4_AGGREGATOR: Aggregator.given(wide=True),
    AttributeType.LARGE_COMMUNITY: array(LargeCommunity),
    AttributeType.ONLY_TO_CUSTOMER: u32,
}
AttributeValue: TypeAlias = (
    Origin
    | list[Segment]
    | IPv4Address
    | int
    | AtomicAggregate
    | Aggregator
    | list[int]
    | list[IPv4Address]
    | Reachable
    | Unreachable
    | list[bytes]
    | list[LargeCommunity]
    | bytes
)


class PathAttribute(Frame):
    """An attribute of the routes of an UPDATE (section 4.3)."""

    wide: bool = given(doc="AS numbers have four bytes")
    optional: bool1 = False
    transitive: bool1 = False
    partial: bool1 = False
    extended_length: bool1 = False
    _: None = pad(bits=4)
    type: AttributeType = field(u8)
    value: AttributeValue = switch(
        this.extended_length,
        {
            0: switch(this.type, ARMS, otherwise=data(), size_prefix=u8),
            1: switch(this.type, ARMS, otherwise=data(), size_prefix=u16),
        },
    )


class Update(Frame):
    """Withdrawn routes, and advertised ones with their attributes (section 4.3)."""

    wide: bool = given(doc="AS numbers have four bytes")
    withdrawn_routes: list[Prefix] = array(Prefix, size_prefix=u16, default_factory=list)
    path_attributes: list[PathAttribute] = array(PathAttribute.given(wide=this.wide), size_prefix=u16, default_factory=list)
    reachable: list[Prefix] = array(Prefix, default_factory=list)


class Notification(Frame):
    """An error, after which the connection is closed (section 4.5)."""

    code: ErrorCode = field(u8)
    subcode: u8 = 0
    data: bytes = data(default=b"")


class Keepalive(Frame):
    """A header only (section 4.4)."""


class Message(Frame, size=this.length):
    """A message; the type is derived from the body."""

    wide: bool = given(doc="AS numbers have four bytes")
    _marker: bytes = const(b"\xff" * 16)
    length: int = derived(u16, check=range(19, 4097))
    type: MessageType = derived(u8)
    body: Open | Update | Notification | Keepalive = switch(
        this.type,
        {
            MessageType.OPEN: Open,
            MessageType.UPDATE: Update.given(wide=this.wide),
            MessageType.NOTIFICATION: Notification,
            MessageType.KEEPALIVE: Keepalive,
        },
    )


def can_be_wide(message: Open) -> bool:
    """Whether an OPEN has the capability of four-byte AS numbers."""
    lists = [each.value.capabilities for each in message.parameters if isinstance(each.value, Capabilities)]
    return any(capability.code == CapabilityCode.FOUR_OCTET_NUMBERS for each in lists for capability in each)


def _messages(session: Session, other: Literal["client", "server"]) -> Steps:
    """Messages of one side. Those after its OPEN are read with the capabilities of both sides."""
    while True:
        message = yield Message.given(wide=getattr(session, "is_wide", True))
        if isinstance(message.body, Open):
            session.is_wide = getattr(session, "is_wide", True) and can_be_wide(message.body)
            yield session.after(other)


def _client(session: Session) -> Steps:
    """The messages of the side that opened the connection."""
    yield from _messages(session, "server")


def _server(session: Session) -> Steps:
    """The messages of the side that accepted it."""
    yield from _messages(session, "client")


PROTOCOL = Protocol("bgp", title="BGP-4", source="RFC 4271, RFC 6793", ports={"tcp": [179]}, client=_client, server=_server)
