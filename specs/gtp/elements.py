"""Values of the information elements of GTPv2-C (TS 29.274, section 8): one frame for each structured value."""

from __future__ import annotations

from enum import IntEnum
from ipaddress import IPv4Address, IPv6Address

from framekit import (
    Frame,
    MacAddress,
    array,
    bool1,
    data,
    derived,
    field,
    given,
    ipv4,
    ipv6,
    mac,
    optional,
    switch,
    this,
    u1,
    u2,
    u3,
    u4,
    u5,
    u6,
    u8,
    u16,
    u20,
    u21,
    u24,
    u27,
    u28,
    u32,
    u40,
)
from framekit.specs.gtp.codes2 import CauseValue, PdnType, RadioAccess
from framekit.specs.gtp.identities import NETWORK


class OffendingElement(Frame):
    """The element that a cause is about; its length is written as 0."""

    type: u8
    length: u16 = 0
    spare: u4 = 0
    instance: u4 = 0


class Cause(Frame):
    """Reason for a request or for its refusal (section 8.4)."""

    value: CauseValue = field(u8)
    spare: u5 = 0
    pdn_connection_error: bool1 = False
    bearer_context_error: bool1 = False
    originated_by_remote_node: bool1 = False
    offending_element: OffendingElement | None = optional(OffendingElement, default=None)
    extension: bytes = data(default=b"")


class MaximumBitRate(Frame):
    """The aggregate maximum bit rates (section 8.7)."""

    uplink: u32 = field(doc="kbit/s")
    downlink: u32 = field(doc="kbit/s")


class BearerIdentity(Frame):
    """An EPS bearer (section 8.8)."""

    spare: u4 = 0
    identity: u4


class Indication(Frame):
    """Flags (section 8.12); the octets after the second were added by later releases."""

    dual_address_bearer: bool1 = False
    direct_tunnel: bool1 = False
    handover: bool1 = False
    direct_forwarding: bool1 = False
    operation: bool1 = False
    idle_mode_signalling_reduction_supported: bool1 = False
    idle_mode_signalling_reduction_activated: bool1 = False
    sgw_change: bool1 = False
    subscribed_qos_change: bool1 = False
    unauthenticated_imsi: bool1 = False
    change_f_teid_support: bool1 = False
    change_reporting_support: bool1 = False
    piggybacking_supported: bool1 = False
    s5_s8_protocol_type: bool1 = False
    scope: bool1 = False
    ms_validated: bool1 = False
    further_octets: list[int] = array(u8, default_factory=list)


class ConfigurationOption(Frame):
    """A protocol or a parameter (TS 24.008, section 10.5.6.3)."""

    identifier: u16 = field(base=16)
    contents: bytes = data(prefix=u8)


class ConfigurationOptions(Frame):
    """Protocol configuration options (section 8.13)."""

    extension: bool1 = True
    spare: u4 = 0
    configuration_protocol: u3 = 0
    options: list[ConfigurationOption] = array(ConfigurationOption, default_factory=list)


class PdnAddress(Frame):
    """The addresses of a user (section 8.14)."""

    spare: u5 = 0
    type: PdnType = field(u3)
    prefix_length: int | None = optional(u8, when=(this.type == PdnType.IPV6) | (this.type == PdnType.IPV4V6), default=None)
    prefix: IPv6Address | None = optional(ipv6, when=(this.type == PdnType.IPV6) | (this.type == PdnType.IPV4V6), default=None)
    address: IPv4Address | None = optional(ipv4, when=(this.type == PdnType.IPV4) | (this.type == PdnType.IPV4V6), default=None)


class RetentionPriority(Frame):
    """Allocation and retention priority (section 8.86): each flag is set if the capability or vulnerability is disabled."""

    spare: u1 = 0
    preemption_capability_disabled: bool1 = False
    priority_level: u4
    second_spare: u1 = 0
    preemption_vulnerability_disabled: bool1 = False


class FlowQuality(Frame):
    """Quality of service of a flow (section 8.16)."""

    label: u8 = field(doc="the QoS class identifier")
    maximum_bit_rate_uplink: u40 = field(doc="kbit/s")
    maximum_bit_rate_downlink: u40 = field(doc="kbit/s")
    guaranteed_bit_rate_uplink: u40 = field(doc="kbit/s")
    guaranteed_bit_rate_downlink: u40 = field(doc="kbit/s")


class BearerQuality(Frame):
    """Quality of service of a bearer (section 8.15)."""

    priority: RetentionPriority
    flow: FlowQuality


class AddressAndMask(Frame):
    """IPv4 addresses of a packet filter."""

    address: ipv4
    mask: ipv4


class Ipv6AddressAndMask(Frame):
    """IPv6 addresses of a packet filter."""

    address: ipv6
    mask: ipv6


class Ipv6Prefix(Frame):
    """A prefix of the IPv6 addresses of a packet filter."""

    address: ipv6
    prefix_length: u8


class PortRange(Frame):
    """Ports of a packet filter."""

    low: u16
    high: u16


class TrafficClass(Frame):
    """Types of service or traffic classes of a packet filter."""

    value: u8
    mask: u8


class ComponentType(IntEnum):
    """Components of packet filters (TS 24.008, table 10.5.162)."""

    IPV4_REMOTE_ADDRESS = 0x10
    IPV4_LOCAL_ADDRESS = 0x11
    IPV6_REMOTE_ADDRESS = 0x20
    IPV6_REMOTE_PREFIX = 0x21
    IPV6_LOCAL_PREFIX = 0x23
    PROTOCOL = 0x30
    LOCAL_PORT = 0x40
    LOCAL_PORT_RANGE = 0x41
    REMOTE_PORT = 0x50
    REMOTE_PORT_RANGE = 0x51
    SECURITY_PARAMETER_INDEX = 0x60
    TRAFFIC_CLASS = 0x70
    FLOW_LABEL = 0x80
    DESTINATION_MAC_ADDRESS = 0x81
    SOURCE_MAC_ADDRESS = 0x82
    CUSTOMER_VLAN = 0x83
    SERVICE_VLAN = 0x84
    CUSTOMER_VLAN_PRIORITY = 0x85
    SERVICE_VLAN_PRIORITY = 0x86
    ETHERTYPE = 0x87


class Component(Frame):
    """A condition for packets. Unknown types are refused, because nothing indicates where their values end."""

    type: ComponentType = field(u8, strict=True)
    value: int | MacAddress | AddressAndMask | Ipv6AddressAndMask | Ipv6Prefix | PortRange | TrafficClass = switch(
        this.type,
        {
            (ComponentType.IPV4_REMOTE_ADDRESS, ComponentType.IPV4_LOCAL_ADDRESS): AddressAndMask,
            ComponentType.IPV6_REMOTE_ADDRESS: Ipv6AddressAndMask,
            (ComponentType.IPV6_REMOTE_PREFIX, ComponentType.IPV6_LOCAL_PREFIX): Ipv6Prefix,
            (ComponentType.PROTOCOL, ComponentType.CUSTOMER_VLAN_PRIORITY, ComponentType.SERVICE_VLAN_PRIORITY): u8,
            (
                ComponentType.LOCAL_PORT,
                ComponentType.REMOTE_PORT,
                ComponentType.CUSTOMER_VLAN,
                ComponentType.SERVICE_VLAN,
                ComponentType.ETHERTYPE,
            ): u16,
            (ComponentType.LOCAL_PORT_RANGE, ComponentType.REMOTE_PORT_RANGE): PortRange,
            ComponentType.SECURITY_PARAMETER_INDEX: u32,
            ComponentType.TRAFFIC_CLASS: TrafficClass,
            ComponentType.FLOW_LABEL: u24,
            (ComponentType.DESTINATION_MAC_ADDRESS, ComponentType.SOURCE_MAC_ADDRESS): mac,
        },
    )


class Direction(IntEnum):
    """The direction of the packets that a filter is for."""

    PRE_RELEASE_7 = 0
    DOWNLINK = 1
    UPLINK = 2
    BIDIRECTIONAL = 3


class PacketFilter(Frame):
    """A filter of packets (TS 24.008, figure 10.5.144b); if it is to be deleted, only the first byte."""

    is_deleted: bool = given(default=False)
    spare: u2 = 0
    direction: Direction = field(u2, default=Direction.PRE_RELEASE_7)
    identifier: u4
    evaluation_precedence: int | None = optional(u8, when=this.is_deleted == 0, default=None)
    components: list[Component] | None = optional(array(Component, size_prefix=u8), when=this.is_deleted == 0, default=None)


class TemplateParameter(Frame):
    """A parameter of a template, such as an authorization token."""

    identifier: u8
    content: bytes = data(prefix=u8)


class TemplateOperation(IntEnum):
    """The operation on a template (TS 24.008, table 10.5.162)."""

    IGNORE = 0
    CREATE = 1
    DELETE = 2
    ADD_FILTERS = 3
    REPLACE_FILTERS = 4
    DELETE_FILTERS = 5
    NONE = 6


class TrafficFlowTemplate(Frame):
    """The packets that a bearer carries (section 8.19; TS 24.008, section 10.5.6.12)."""

    operation: TemplateOperation = field(u3)
    has_parameters: bool = derived(u1)
    count: int = derived(u4)
    filters: list[PacketFilter] = array(
        PacketFilter.given(is_deleted=this.operation == TemplateOperation.DELETE_FILTERS), count=this.count, default_factory=list
    )
    parameters: list[TemplateParameter] | None = optional(array(TemplateParameter), when=this.has_parameters, default=None)


class RadioAccessValue(Frame):
    """A radio access technology (section 8.17)."""

    type: RadioAccess = field(u8)


class LocationArea(Frame):
    """A location area (LAI)."""

    network: str = NETWORK
    area: u16 = field(base=16)


class LocatedCell(Frame):
    """A cell (CGI), service area (SAI) or routing area (RAI) of a location area."""

    network: str = NETWORK
    area: u16 = field(base=16)
    code: u16 = field(base=16)


class TrackingArea(Frame):
    """A tracking area (TAI)."""

    network: str = NETWORK
    code: u16 = field(base=16)


class EutranCell(Frame):
    """A cell of E-UTRAN (ECGI); its identifier begins with that of the eNodeB."""

    network: str = NETWORK
    spare: u4 = 0
    identifier: u28 = field(base=16)


class MacroNodeB(Frame):
    """A macro eNodeB."""

    network: str = NETWORK
    spare: u4 = 0
    identifier: u20 = field(base=16)


class ExtendedMacroNodeB(Frame):
    """An extended macro eNodeB; a short identifier has 18 bits."""

    network: str = NETWORK
    is_short: bool1 = False
    spare: u2 = 0
    identifier: u21 = field(base=16)


class UserLocation(Frame):
    """The location of a user (section 8.21); the flags are derived from the fields that are present."""

    has_extended_macro_node_b: bool = derived(u1)
    has_macro_node_b: bool = derived(u1)
    has_location_area: bool = derived(u1)
    has_eutran_cell: bool = derived(u1)
    has_tracking_area: bool = derived(u1)
    has_routing_area: bool = derived(u1)
    has_service_area: bool = derived(u1)
    has_cell: bool = derived(u1)
    cell: LocatedCell | None = optional(LocatedCell, when=this.has_cell, default=None)
    service_area: LocatedCell | None = optional(LocatedCell, when=this.has_service_area, default=None)
    routing_area: LocatedCell | None = optional(LocatedCell, when=this.has_routing_area, default=None)
    tracking_area: TrackingArea | None = optional(TrackingArea, when=this.has_tracking_area, default=None)
    eutran_cell: EutranCell | None = optional(EutranCell, when=this.has_eutran_cell, default=None)
    location_area: LocationArea | None = optional(LocationArea, when=this.has_location_area, default=None)
    macro_node_b: MacroNodeB | None = optional(MacroNodeB, when=this.has_macro_node_b, default=None)
    extended_macro_node_b: ExtendedMacroNodeB | None = optional(
        ExtendedMacroNodeB, when=this.has_extended_macro_node_b, default=None
    )


class TunnelEndpoint(Frame):
    """A fully qualified tunnel endpoint identifier, F-TEID (section 8.22)."""

    has_ipv4: bool = derived(u1)
    has_ipv6: bool = derived(u1)
    interface_type: u6 = field(doc="table 8.22-1: 4 and 5 are S5/S8 of user data, 6 and 7 of control, ...")
    identifier: u32 = field(base=16, doc="or a GRE key")
    ipv4_address: IPv4Address | None = optional(ipv4, when=this.has_ipv4, default=None)
    ipv6_address: IPv6Address | None = optional(ipv6, when=this.has_ipv6, default=None)


class TraceReference(Frame):
    """A trace (section 8.45)."""

    network: str = NETWORK
    identifier: u24


class UniqueTemporaryIdentity(Frame):
    """A globally unique temporary identity, GUTI (section 8.47)."""

    network: str = NETWORK
    mme_group: u16
    mme_code: u8
    temporary_identity: u32 = field(base=16)


class TypedContainer(Frame):
    """Transparent data with its type: F-Container and F-Cause (sections 8.48 and 8.49)."""

    spare: u4 = 0
    type: u4
    content: bytes = data(default=b"")


class CompleteRequest(Frame):
    """A NAS message that is passed on (section 8.46)."""

    type: u8
    content: bytes = data(default=b"")


class BearerFlags(Frame):
    """Flags of a bearer (section 8.32)."""

    spare: u4 = 0
    activity_status: bool1 = False
    srvcc: bool1 = False
    video: bool1 = False
    prohibit_payload_compression: bool1 = False


class PdnTypeValue(Frame):
    """The type of a connection (section 8.34)."""

    spare: u5 = 0
    type: PdnType = field(u3)


class TimeZone(Frame):
    """The time zone of a user (section 8.44), as in TS 24.008, section 10.5.3.8."""

    time_zone: u8 = field(doc="quarters of an hour as two digits, the higher one in the lower half, with a bit for the sign")
    spare: u6 = 0
    daylight_saving: u2 = field(default=0, doc="hours")


class SelectionMode(Frame):
    """The origin of the choice of the access point (section 8.58)."""

    spare: u6 = 0
    mode: u2


class ConnectionSet(Frame):
    """A set of connections, FQ-CSID (section 8.62), of a node that has an address or, of type 2, a number."""

    node_type: u4
    count: int = derived(u4)
    node: IPv4Address | IPv6Address | int = switch(this.node_type, {0: ipv4, 1: ipv6, 2: u32})
    identifiers: list[int] = array(u16, count=this.count)


class ClosedGroup(Frame):
    """A closed subscriber group (section 8.78)."""

    spare: u5 = 0
    identifier: u27


class Timer(Frame):
    """A time to wait (section 8.87)."""

    unit: u3 = field(doc="0: 2 seconds, 1: a minute, 2: 10 minutes, 3: an hour, 4: 10 hours, 7: unlimited")
    value: u5


class PrivateExtension(Frame):
    """A private extension of an enterprise (section 8.67)."""

    enterprise: u16
    content: bytes = data(default=b"")
