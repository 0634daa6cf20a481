"""SOME/IP: messages of automotive service-oriented middleware, segments of long ones, and service discovery.

Source: AUTOSAR PRS_SOMEIPProtocol R22-11 (document 696), sections 4.1.2 (header), 4.2.1.4 (segments of SOME/IP-TP) and
4.2.6 (return codes); AUTOSAR PRS_SOMEIPServiceDiscoveryProtocol R22-11 (document 802), sections 4.1.2.2 to 4.1.2.4.

The payloads of services are described by the interface of each service, which is not on the wire: they stay bytes, and so does
the payload of a segment. The indexes of an entry determine which options it refers to, as on the wire.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import (
    Frame,
    Protocol,
    Unknown,
    array,
    bool1,
    const,
    data,
    derived,
    field,
    ipv4,
    ipv6,
    switch,
    text,
    this,
    u3,
    u4,
    u5,
    u7,
    u8,
    u16,
    u24,
    u28,
    u32,
    unknown,
)

DISCOVERY_SERVICE, DISCOVERY_METHOD = 0xFFFF, 0x8100
"""The message identifier of service discovery (document 802, section 4.1.2.1)."""


class MessageType(IntEnum):
    """Types of messages (table 4.4); 0x20 is added for segments, and 0x40 for acknowledgements (R4.1 and before)."""

    REQUEST = 0x00
    REQUEST_NO_RETURN = 0x01
    NOTIFICATION = 0x02
    TP_REQUEST = 0x20
    TP_REQUEST_NO_RETURN = 0x21
    TP_NOTIFICATION = 0x22
    REQUEST_ACKNOWLEDGEMENT = 0x40
    REQUEST_NO_RETURN_ACKNOWLEDGEMENT = 0x41
    NOTIFICATION_ACKNOWLEDGEMENT = 0x42
    RESPONSE = 0x80
    ERROR = 0x81
    TP_RESPONSE = 0xA0
    TP_ERROR = 0xA1
    RESPONSE_ACKNOWLEDGEMENT = 0xC0
    ERROR_ACKNOWLEDGEMENT = 0xC1


class ReturnCode(IntEnum):
    """Whether a request was processed (table 4.14); 0x20 to 0x5E are errors of a service, and stay integers."""

    OK = 0x00
    NOT_OK = 0x01
    UNKNOWN_SERVICE = 0x02
    UNKNOWN_METHOD = 0x03
    NOT_READY = 0x04
    NOT_REACHABLE = 0x05
    TIMEOUT = 0x06
    WRONG_PROTOCOL_VERSION = 0x07
    WRONG_INTERFACE_VERSION = 0x08
    MALFORMED_MESSAGE = 0x09
    WRONG_MESSAGE_TYPE = 0x0A
    E2E_REPEATED = 0x0B
    E2E_WRONG_SEQUENCE = 0x0C
    E2E = 0x0D
    E2E_NOT_AVAILABLE = 0x0E
    E2E_NO_NEW_DATA = 0x0F


class EntryType(IntEnum):
    """Types of entries of service discovery; a time to live of 0 means stop or refuse."""

    FIND_SERVICE = 0x00
    OFFER_SERVICE = 0x01
    SUBSCRIBE_EVENTGROUP = 0x06
    SUBSCRIBE_EVENTGROUP_ACKNOWLEDGEMENT = 0x07


class OptionType(IntEnum):
    """The options of service discovery."""

    CONFIGURATION = 0x01
    LOAD_BALANCING = 0x02
    IPV4_ENDPOINT = 0x04
    IPV6_ENDPOINT = 0x06
    IPV4_MULTICAST = 0x14
    IPV6_MULTICAST = 0x16
    IPV4_DISCOVERY_ENDPOINT = 0x24
    IPV6_DISCOVERY_ENDPOINT = 0x26


class TransportProtocol(IntEnum):
    """Transport protocols of endpoints, as in IANA's protocol numbers."""

    TCP = 0x06
    UDP = 0x11


class Eventgroup(Frame):
    """The end of an entry that is about an eventgroup."""

    reserved: u8 = 0
    initial_data_requested: bool1 = False
    reserved_flags: u3 = 0
    counter: u4 = field(default=0, doc="distinguishes subscriptions of one subscriber to the same eventgroup")
    eventgroup: u16


class Entry(Frame):
    """An entry of 16 bytes about a service, or about an eventgroup of one (document 802, section 4.1.2.3).

    An entry has two runs of options: the index of the first option of each, and how many options it has.
    """

    type: EntryType = field(u8)
    first_index: u8 = 0
    second_index: u8 = 0
    first_count: u4 = 0
    second_count: u4 = 0
    service: u16 = field(base=16)
    instance: u16 = field(base=16, doc="0xFFFF: all instances")
    major_version: u8 = field(doc="0xFF: any")
    time_to_live: u24 = field(doc="seconds; 0xFFFFFF: until the next reboot")
    detail: int | Eventgroup | bytes = switch(
        this.type,
        {range(0x04): u32, range(0x04, 0x08): Eventgroup},
        otherwise=data(4),
    )
    """The minor version of a service, where 0xFFFFFFFF means any; or the eventgroup."""


class Configuration(Frame):
    """Strings of the form key=value, as in a TXT record of DNS-SD."""

    strings: list[str] = array(text(prefix=u8, errors="surrogateescape"), until=b"\0")


class LoadBalancing(Frame):
    """The priority and the weight of a service instance (a lower priority is preferred)."""

    priority: u16
    weight: u16


class Ipv4Endpoint(Frame):
    """Where a service can be reached by IPv4."""

    address: ipv4
    reserved: u8 = 0
    protocol: TransportProtocol = field(u8, default=TransportProtocol.UDP)
    port: u16


class Ipv6Endpoint(Frame):
    """Where a service can be reached by IPv6."""

    address: ipv6
    reserved: u8 = 0
    protocol: TransportProtocol = field(u8, default=TransportProtocol.UDP)
    port: u16


class Ipv4Multicast(Ipv4Endpoint):
    """Where events are sent to by IPv4 multicast."""


class Ipv6Multicast(Ipv6Endpoint):
    """Where events are sent to by IPv6 multicast."""


class Ipv4DiscoveryEndpoint(Ipv4Endpoint):
    """Where the sender's service discovery can be reached by IPv4."""


class Ipv6DiscoveryEndpoint(Ipv6Endpoint):
    """Where the sender's service discovery can be reached by IPv6."""


class Option(Frame):
    """An option that entries refer to (document 802, section 4.1.2.4); the type is derived from the body."""

    length: int = derived(u16, check=this >= 1)
    type: OptionType = derived(u8)
    discardable: bool1 = False
    reserved: u7 = 0
    body: (
        Configuration
        | LoadBalancing
        | Ipv4Endpoint
        | Ipv6Endpoint
        | Ipv4Multicast
        | Ipv6Multicast
        | Ipv4DiscoveryEndpoint
        | Ipv6DiscoveryEndpoint
        | Unknown
    ) = switch(
        this.type,
        {
            OptionType.CONFIGURATION: Configuration,
            OptionType.LOAD_BALANCING: LoadBalancing,
            OptionType.IPV4_ENDPOINT: Ipv4Endpoint,
            OptionType.IPV6_ENDPOINT: Ipv6Endpoint,
            OptionType.IPV4_MULTICAST: Ipv4Multicast,
            OptionType.IPV6_MULTICAST: Ipv6Multicast,
            OptionType.IPV4_DISCOVERY_ENDPOINT: Ipv4DiscoveryEndpoint,
            OptionType.IPV6_DISCOVERY_ENDPOINT: Ipv6DiscoveryEndpoint,
        },
        otherwise=unknown(),
        size=this.length - 1,
    )


class ServiceDiscovery(Frame):
    """The payload of a message of service discovery (document 802, section 4.1.2.2)."""

    reboot: bool1 = field(default=False, doc="the session numbers have not wrapped since the last reboot")
    unicast: bool1 = field(default=True, doc="the sender can receive by unicast")
    explicit_initial_data_control: bool1 = False
    reserved_flags: u5 = 0
    reserved: u24 = 0
    entries: list[Entry] = array(Entry, size_prefix=u32, default_factory=list)
    options: list[Option] = array(Option, size_prefix=u32, default_factory=list)


class Segment(Frame):
    """A part of a payload that is too long for one datagram (document 696, section 4.2.1.4)."""

    offset: u28 = field(doc="offset of the segment in the payload, in units of 16 bytes")
    reserved: u3 = 0
    more_segments: bool1
    payload: bytes = data()


class Message(Frame, size=this.length + 8):
    """A message (document 696, section 4.1.2); a magic cookie of a stream is one without a payload."""

    service: u16 = field(base=16)
    method: u16 = field(base=16, doc="from 0x8000 on, an event")
    length: int = derived(u32, check=this >= 8)
    client: u16 = field(default=0, base=16)
    session: u16 = field(default=0, base=16)
    _protocol_version: int = const(1, u8)
    interface_version: u8 = 1
    type: MessageType = field(u8)
    return_code: ReturnCode = field(u8, default=ReturnCode.OK)
    payload: ServiceDiscovery | Segment | bytes = switch(
        (this.service == DISCOVERY_SERVICE) & (this.method == DISCOVERY_METHOD),
        {
            True: ServiceDiscovery,
            False: switch(this.type >> 5 & 1, {1: Segment}, otherwise=data()),
        },
    )


class Datagram(Frame):
    """The messages of a datagram, which may be several."""

    messages: list[Message] = array(Message)


PROTOCOL = Protocol(
    "someip",
    title="SOME/IP and its service discovery",
    source="AUTOSAR PRS_SOMEIPProtocol, PRS_SOMEIPServiceDiscoveryProtocol",
    ports={"udp": [30490], "tcp": [30490]},
    client=Message,
    datagrams=Datagram,
)
