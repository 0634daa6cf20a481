"""GTP version 1: the header with its extension headers, and information elements with their sizes.

Source: 3GPP TS 29.060, section 6 (header), 7.1 (messages) and 7.7 (information elements); TS 29.281, section 5 (the same header
for GTP-U) and 7 (its messages).
"""

from __future__ import annotations

from datetime import datetime
from ipaddress import IPv4Address, IPv6Address
from typing import Any

from framekit import (
    Expr,
    Frame,
    array,
    bool1,
    const,
    data,
    derived,
    field,
    item,
    optional,
    switch,
    this,
    timestamp,
    u1,
    u3,
    u4,
    u8,
    u16,
    u24,
    u32,
)
from framekit.specs.gtp import elements
from framekit.specs.gtp.codes1 import CauseValue, ElementType, ExtensionType, MessageType
from framekit.specs.gtp.identities import ADDRESS, ANY_ADDRESS, NAME, NETWORK, digits


class Cause(Frame):
    """Reason for a request or for its refusal (section 7.7.1)."""

    value: CauseValue = field(u8)


class RoutingArea(Frame):
    """A routing area (section 7.7.3)."""

    network: str = NETWORK
    area: u16 = field(base=16)
    code: u8 = field(base=16)


class EndUserAddress(Frame):
    """The address of a user (section 7.7.27); an organization defines its types: for 1, 0x21 is IPv4 and 0x57 is IPv6."""

    spare: u4 = 15
    organization: u4 = field(doc="0 is ETSI, 1 is IETF")
    type: u8 = field(base=16)
    address: IPv4Address | IPv6Address | bytes = ANY_ADDRESS


class SubscriberNumber(Frame):
    """The number of a subscriber (section 7.7.33)."""

    nature: u8 = field(base=16, doc="0x91: an international number of the plan E.164")
    number: str = digits()


class QualityOfService(Frame):
    """Quality of service (section 7.7.34); the profile is that of TS 24.008, section 10.5.6.5."""

    retention_priority: u8
    profile: bytes = data()


class UserLocation(Frame):
    """The location of a user (section 7.7.51)."""

    type: u8 = field(doc="0 is a cell, 1 is a service area, 2 is a routing area")
    location: elements.LocatedCell


class ExtensionHeaderTypes(Frame):
    """The extension headers that a node understands (section 7.7.40)."""

    types: list[ExtensionType] = array(field(u8), prefix=u8)


T = ElementType
_SIZED: dict[Any, Any] = {
    T.END_USER_ADDRESS: EndUserAddress,
    (T.ACCESS_POINT_NAME, T.FULLY_QUALIFIED_DOMAIN_NAME): NAME,
    T.PROTOCOL_CONFIGURATION_OPTIONS: elements.ConfigurationOptions,
    (T.GSN_ADDRESS, T.CHARGING_GATEWAY_ADDRESS): ADDRESS,
    (T.MSISDN, T.C_MSISDN): SubscriberNumber,
    T.QUALITY_OF_SERVICE_PROFILE: QualityOfService,
    T.TRAFFIC_FLOW_TEMPLATE: elements.TrafficFlowTemplate,
    (T.COMMON_FLAGS, T.EXTENDED_COMMON_FLAGS, T.EXTENDED_COMMON_FLAGS_2, T.DIRECT_TUNNEL_FLAGS): array(u8),
    (T.APN_RESTRICTION, T.HOP_COUNTER, T.BEARER_CONTROL_MODE, T.MS_INFO_CHANGE_REPORTING_ACTION): u8,
    T.RAT_TYPE: elements.RadioAccessValue,
    T.USER_LOCATION_INFORMATION: UserLocation,
    T.MS_TIME_ZONE: elements.TimeZone,
    T.IMEI_AND_SOFTWARE_VERSION: digits(),
    T.RFSP_INDEX: u16,
    T.EVOLVED_ALLOCATION_RETENTION_PRIORITY_1: elements.RetentionPriority,
    T.CSG_IDENTIFIER: elements.ClosedGroup,
    T.AGGREGATE_MAXIMUM_BIT_RATE: elements.MaximumBitRate,
    T.ULI_TIMESTAMP: timestamp(u32, epoch="1900-01-01"),
    T.PRIVATE_EXTENSION: elements.PrivateExtension,
}


class Element(Frame):
    """An information element: the type determines the size of the value below 128; from 128 on, a length precedes it.

    Unknown types below 128 are refused, because nothing indicates where their values end.
    """

    type: ElementType = field(u8)
    value: (
        int
        | str
        | bytes
        | datetime
        | IPv4Address
        | IPv6Address
        | list[int]
        | list[str]
        | Cause
        | RoutingArea
        | EndUserAddress
        | SubscriberNumber
        | QualityOfService
        | UserLocation
        | ExtensionHeaderTypes
        | elements.ConfigurationOptions
        | elements.TrafficFlowTemplate
        | elements.RadioAccessValue
        | elements.TimeZone
        | elements.RetentionPriority
        | elements.ClosedGroup
        | elements.MaximumBitRate
        | elements.PrivateExtension
    ) = switch(
        this.type,
        {
            T.CAUSE: Cause,
            (8, 11, 13, 14, 15, 19, 20, 21, 23, 24, 29): u8,
            (25, 26, 27, 28): u16,
            T.P_TMSI_SIGNATURE: u24,
            (4, 5, 16, 17, 127): u32,
            T.IMSI: digits(8),
            T.TUNNEL_ENDPOINT_IDENTIFIER_DATA_2: data(5),
            T.ROUTEING_AREA_IDENTITY: RoutingArea,
            T.RAB_CONTEXT: data(9),
            T.AUTHENTICATION_TRIPLET: data(28),
            T.EXTENSION_HEADER_TYPE_LIST: ExtensionHeaderTypes,
            (range(128, 141), range(142, 256)): switch(this.type, _SIZED, otherwise=data(), size_prefix=u16),
        },
    )


class ExtensionHeader(Frame, size=this.length * 4):
    """An extension header (section 6.1), whose type is in the preceding header."""

    length: int = derived(u8, check=this >= 1)
    content: bytes = data(length=this.length * 4 - 2)
    next_type: ExtensionType = field(u8, default=ExtensionType.NONE)


_HAS_NUMBERS: Expr = (this.has_extension_header == 1) | (this.has_sequence_number == 1) | (this.has_n_pdu_number == 1)
"""If any of the flags is set, all three numbers are present, and those without a flag have no meaning."""


class Version1(Frame, size=this.length + 8):
    """A message of GTPv1-C or GTP-U; G_PDU carries a user packet."""

    _version: int = const(1, u3)
    _protocol_type: int = const(1, u1)
    spare: u1 = 0
    has_extension_header: bool1 = False
    has_sequence_number: bool1 = False
    has_n_pdu_number: bool1 = False
    type: MessageType = field(u8)
    length: int = derived(u16)
    tunnel_endpoint_identifier: u32 = field(base=16)
    sequence_number: int | None = optional(u16, when=_HAS_NUMBERS, default=None)
    n_pdu_number: int | None = optional(u8, when=_HAS_NUMBERS, default=None)
    next_type: ExtensionType | None = optional(field(u8), when=_HAS_NUMBERS, default=None)
    extension_headers: list[ExtensionHeader] | None = optional(
        array(ExtensionHeader, until=item.next_type == ExtensionType.NONE),
        when=(this.has_extension_header == 1) & (this.next_type != ExtensionType.NONE),
        default=None,
    )
    body: list[Element] | bytes = switch(this.type, {MessageType.G_PDU: data()}, otherwise=array(Element))
