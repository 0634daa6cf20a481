"""Values shared by submessages, and the parameters of discovery and of inline QoS."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

from framekit import (
    Frame,
    align,
    array,
    bool8,
    data,
    field,
    i32,
    ipv4,
    ipv6,
    pad,
    switch,
    text,
    this,
    u8,
    u16,
    u16be,
    u24be,
    u32,
    u32be,
)
from framekit.specs.rtps.codes import EntityKind, LocatorKind, ParameterIdentifier

P = ParameterIdentifier


class Version(Frame):
    """A version of the protocol (section 9.3.2.2)."""

    major: u8 = 2
    minor: u8 = 5


class EntityId(Frame):
    """An entity of a participant (section 9.3.1.2)."""

    key: u24be
    kind: EntityKind = field(u8)


class Guid(Frame):
    """An entity of the domain (section 9.3.1)."""

    prefix: bytes = data(12)
    entity: EntityId


class SequenceNumber(Frame, byteorder="outer"):
    """The number of a change (section 9.3.2.7)."""

    high: i32 = 0
    low: u32

    @property
    def value(self) -> int:
        """The 64-bit number."""
        return int(self.high) << 32 | self.low


class SequenceNumberSet(Frame, byteorder="outer"):
    """A set of numbers among up to 256 from a base on (section 9.4.2.6)."""

    base: SequenceNumber
    number_of_bits: u32 = field(check=this <= 256)
    bitmap: list[int] = array(u32, count=(this.number_of_bits + 31) // 32)


class FragmentNumberSet(Frame, byteorder="outer"):
    """A set of fragments among up to 256 from a base on (section 9.4.2.8)."""

    base: u32
    number_of_bits: u32 = field(check=this <= 256)
    bitmap: list[int] = array(u32, count=(this.number_of_bits + 31) // 32)


class Time(Frame, byteorder="outer"):
    """A time since 1970, or a duration (sections 9.3.2.3 and 9.3.2.4)."""

    seconds: i32
    fraction: u32 = field(doc="2**-32 s")


class Ipv4Address(Frame):
    """An IPv4 address in the 16 bytes of a locator."""

    zero: bytes = data(12, strip=False, default=bytes(12))
    address: ipv4


class Locator(Frame, byteorder="outer"):
    """A destination address (section 9.3.2.5)."""

    kind: LocatorKind = field(i32)
    port: u32
    address: Ipv4Address | IPv6Address | bytes = switch(
        this.kind, {LocatorKind.UDP_V4: Ipv4Address, LocatorKind.UDP_V6: ipv6}, otherwise=data(16)
    )


class String(Frame, byteorder="outer"):
    """A string, whose length includes its zero byte, padded to four bytes."""

    value: str = text(prefix=u32, until="\0", errors="surrogateescape")
    _pad: None = align(4)


class Property(Frame, byteorder="outer"):
    """A name and its value (DDS Security 1.1, section 7.2.1)."""

    name: String
    value: String


class PropertyList(Frame, byteorder="outer"):
    """Properties; binary ones, which DDS Security has after them, are kept as bytes."""

    properties: list[Property] = array(Property, prefix=u32)
    binary: bytes = data(default=b"")


class Octets(Frame, byteorder="outer"):
    """Data of a user, padded to four bytes."""

    value: bytes = data(prefix=u32)
    _pad: None = align(4)


class DurabilityService(Frame, byteorder="outer"):
    """The history of a durability service."""

    cleanup_delay: Time
    history_kind: u32
    history_depth: i32
    max_samples: i32
    max_instances: i32
    max_samples_per_instance: i32


class KindAndDuration(Frame, byteorder="outer"):
    """Reliability (1 is best effort, 2 reliable) with its time of blocking, or liveliness with its lease."""

    kind: u32
    duration: Time


class History(Frame, byteorder="outer"):
    """The number of kept changes: kind 0 keeps the last ones, and 1 keeps all."""

    kind: u32
    depth: i32


class ResourceLimits(Frame, byteorder="outer"):
    """Limits of what is kept; -1 is unlimited."""

    max_samples: i32
    max_instances: i32
    max_samples_per_instance: i32


class Presentation(Frame, byteorder="outer"):
    """The scope of coherent presentation: 0 is an instance, 1 a topic, 2 a group."""

    access_scope: u32
    coherent_access: bool8
    ordered_access: bool8
    _pad: None = pad(2)


class ContentFilterProperty(Frame, byteorder="outer"):
    """A filter of a reader (section 9.6.3.2)."""

    content_filtered_topic_name: String
    related_topic_name: String
    filter_class_name: String
    filter_expression: String
    expression_parameters: list[String] = array(String, prefix=u32)


class ContentFilterInfo(Frame, byteorder="outer"):
    """The filters that a change has passed (section 9.6.4.1)."""

    filter_result: list[int] = array(u32, prefix=u32)
    filter_signatures: list[list[int]] = array(array(u32, 4), prefix=u32)


class OriginalWriterInfo(Frame, byteorder="outer"):
    """The original writer of a change that a service sends again (section 9.6.4.8)."""

    writer: Guid
    sequence_number: SequenceNumber


class Flag(Frame):
    """A truth value, padded to four bytes."""

    value: bool8
    _pad: None = pad(3)


class Vendor(Frame):
    """The vendor of an implementation, padded to four bytes (section 9.3.2.3)."""

    value: u16be
    _pad: None = pad(2)


class PaddedVersion(Frame):
    """The version of the protocol, padded to four bytes."""

    version: Version
    _pad: None = pad(2)


class Parameter(Frame, byteorder="outer"):
    """A parameter (section 9.4.2.11)."""

    identifier: ParameterIdentifier = field(u16)
    value: (
        String
        | int
        | list[String]
        | Octets
        | Time
        | KindAndDuration
        | DurabilityService
        | History
        | ResourceLimits
        | Presentation
        | Flag
        | Vendor
        | PaddedVersion
        | IPv4Address
        | Locator
        | Guid
        | list[Guid]
        | EntityId
        | PropertyList
        | ContentFilterProperty
        | ContentFilterInfo
        | SequenceNumber
        | OriginalWriterInfo
        | bytes
    ) = switch(
        this.identifier,
        {
            (P.TOPIC_NAME, P.TYPE_NAME, P.ENTITY_NAME, P.DOMAIN_TAG): String,
            (P.USER_DATA, P.GROUP_DATA, P.TOPIC_DATA): Octets,
            P.PARTITION: array(String, prefix=u32),
            (P.PARTICIPANT_LEASE_DURATION, P.TIME_BASED_FILTER, P.DEADLINE, P.LATENCY_BUDGET, P.LIFESPAN): Time,
            (P.RELIABILITY, P.LIVELINESS): KindAndDuration,
            P.DURABILITY_SERVICE: DurabilityService,
            P.HISTORY: History,
            P.RESOURCE_LIMITS: ResourceLimits,
            P.PRESENTATION: Presentation,
            P.EXPECTS_INLINE_QOS: Flag,
            P.VENDOR_ID: Vendor,
            P.PROTOCOL_VERSION: PaddedVersion,
            P.STATUS_INFO: u32be,
            (
                P.DURABILITY,
                P.OWNERSHIP,
                P.DESTINATION_ORDER,
                P.DOMAIN_ID,
                P.BUILTIN_ENDPOINT_SET,
                P.PARTICIPANT_BUILTIN_ENDPOINTS,
                P.DEFAULT_UNICAST_PORT,
                P.METATRAFFIC_UNICAST_PORT,
                P.METATRAFFIC_MULTICAST_PORT,
                P.BUILTIN_ENDPOINT_QOS,
            ): u32,
            (
                P.OWNERSHIP_STRENGTH,
                P.TRANSPORT_PRIORITY,
                P.PARTICIPANT_MANUAL_LIVELINESS_COUNT,
                P.TYPE_MAX_SIZE_SERIALIZED,
            ): i32,
            (
                P.UNICAST_LOCATOR,
                P.MULTICAST_LOCATOR,
                P.DEFAULT_UNICAST_LOCATOR,
                P.DEFAULT_MULTICAST_LOCATOR,
                P.METATRAFFIC_UNICAST_LOCATOR,
                P.METATRAFFIC_MULTICAST_LOCATOR,
            ): Locator,
            (
                P.MULTICAST_IPADDRESS,
                P.DEFAULT_UNICAST_IPADDRESS,
                P.METATRAFFIC_UNICAST_IPADDRESS,
                P.METATRAFFIC_MULTICAST_IPADDRESS,
            ): ipv4,
            (P.PARTICIPANT_GUID, P.GROUP_GUID, P.ENDPOINT_GUID): Guid,
            P.GROUP_ENTITY_ID: EntityId,
            P.DIRECTED_WRITE: array(Guid, prefix=u32),
            P.PROPERTY_LIST: PropertyList,
            P.CONTENT_FILTER_PROPERTY: ContentFilterProperty,
            P.CONTENT_FILTER_INFO: ContentFilterInfo,
            (P.COHERENT_SET, P.GROUP_COHERENT_SET, P.GROUP_SEQUENCE_NUMBER): SequenceNumber,
            P.ORIGINAL_WRITER_INFO: OriginalWriterInfo,
        },
        otherwise=data(),
        size_prefix=u16,
    )


class BigParameterList(Frame, byteorder="big"):
    """Parameters up to the sentinel, whose length has no meaning (section 9.4.2.11), in big-endian order."""

    parameters: list[Parameter] = array(Parameter, until=b"\0\1", default_factory=list)
    sentinel_length: u16 = 0


class LittleParameterList(Frame, byteorder="little"):
    """The same in little-endian order."""

    parameters: list[Parameter] = array(Parameter, until=b"\1\0", default_factory=list)
    sentinel_length: u16 = 0
