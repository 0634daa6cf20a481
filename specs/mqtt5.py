"""MQTT 5: all fifteen control packets, with properties and reason codes.

Source: MQTT Version 5.0, OASIS Standard of 7 March 2019: section 1.5 (data representation), 2.1 (fixed header), 2.2.2
(properties), 2.4 (reason codes) and chapter 3 (control packets).

The caller supplies the type of a packet and its flags; the quality of service determines whether a PUBLISH has a packet
identifier. A property is read in any position: which packets may have which properties, which may be repeated, and which numbers
are valid (0 or 1, or nonzero) is not declared.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag

from framekit import (
    Expr,
    Frame,
    Protocol,
    array,
    bool1,
    const,
    data,
    derived,
    field,
    mqtt_varint,
    optional,
    pad,
    switch,
    text,
    this,
    u1,
    u2,
    u4,
    u8,
    u16,
    u32,
)


class PacketType(IntEnum):
    """The control packets (table 2-1); 0 is reserved."""

    CONNECT = 1
    CONNACK = 2
    PUBLISH = 3
    PUBACK = 4
    PUBREC = 5
    PUBREL = 6
    PUBCOMP = 7
    SUBSCRIBE = 8
    SUBACK = 9
    UNSUBSCRIBE = 10
    UNSUBACK = 11
    PINGREQ = 12
    PINGRESP = 13
    DISCONNECT = 14
    AUTH = 15


class Flags(IntFlag):
    """The flags of a PUBLISH (section 3.3.1). PUBREL, SUBSCRIBE and UNSUBSCRIBE have AT_LEAST_ONCE, all others have no flags."""

    RETAIN = 1
    AT_LEAST_ONCE = 2
    EXACTLY_ONCE = 4
    DUPLICATE = 8


class QualityOfService(IntEnum):
    """Delivery guarantee of a message (section 4.3)."""

    AT_MOST_ONCE = 0
    AT_LEAST_ONCE = 1
    EXACTLY_ONCE = 2


class RetainHandling(IntEnum):
    """When the server sends retained messages to a subscription (section 3.8.3.1)."""

    SEND = 0
    SEND_IF_NEW = 1
    DO_NOT_SEND = 2


class ReasonCode(IntEnum):
    """Result of an operation (table 2-6); 0 is also a normal disconnection, and a granted quality of service 0."""

    SUCCESS = 0x00
    GRANTED_QOS_1 = 0x01
    GRANTED_QOS_2 = 0x02
    DISCONNECT_WITH_WILL = 0x04
    NO_MATCHING_SUBSCRIBERS = 0x10
    NO_SUBSCRIPTION_EXISTED = 0x11
    CONTINUE_AUTHENTICATION = 0x18
    RE_AUTHENTICATE = 0x19
    UNSPECIFIED_ERROR = 0x80
    MALFORMED_PACKET = 0x81
    PROTOCOL_ERROR = 0x82
    IMPLEMENTATION_SPECIFIC_ERROR = 0x83
    UNSUPPORTED_PROTOCOL_VERSION = 0x84
    CLIENT_IDENTIFIER_NOT_VALID = 0x85
    BAD_USER_NAME_OR_PASSWORD = 0x86
    NOT_AUTHORIZED = 0x87
    SERVER_UNAVAILABLE = 0x88
    SERVER_BUSY = 0x89
    BANNED = 0x8A
    SERVER_SHUTTING_DOWN = 0x8B
    BAD_AUTHENTICATION_METHOD = 0x8C
    KEEP_ALIVE_TIMEOUT = 0x8D
    SESSION_TAKEN_OVER = 0x8E
    TOPIC_FILTER_INVALID = 0x8F
    TOPIC_NAME_INVALID = 0x90
    PACKET_IDENTIFIER_IN_USE = 0x91
    PACKET_IDENTIFIER_NOT_FOUND = 0x92
    RECEIVE_MAXIMUM_EXCEEDED = 0x93
    TOPIC_ALIAS_INVALID = 0x94
    PACKET_TOO_LARGE = 0x95
    MESSAGE_RATE_TOO_HIGH = 0x96
    QUOTA_EXCEEDED = 0x97
    ADMINISTRATIVE_ACTION = 0x98
    PAYLOAD_FORMAT_INVALID = 0x99
    RETAIN_NOT_SUPPORTED = 0x9A
    QOS_NOT_SUPPORTED = 0x9B
    USE_ANOTHER_SERVER = 0x9C
    SERVER_MOVED = 0x9D
    SHARED_SUBSCRIPTIONS_NOT_SUPPORTED = 0x9E
    CONNECTION_RATE_EXCEEDED = 0x9F
    MAXIMUM_CONNECT_TIME = 0xA0
    SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED = 0xA1
    WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED = 0xA2


class PropertyIdentifier(IntEnum):
    """Identifiers of properties (table 2-4)."""

    PAYLOAD_FORMAT_INDICATOR = 1
    MESSAGE_EXPIRY_INTERVAL = 2
    CONTENT_TYPE = 3
    RESPONSE_TOPIC = 8
    CORRELATION_DATA = 9
    SUBSCRIPTION_IDENTIFIER = 11
    SESSION_EXPIRY_INTERVAL = 17
    ASSIGNED_CLIENT_IDENTIFIER = 18
    SERVER_KEEP_ALIVE = 19
    AUTHENTICATION_METHOD = 21
    AUTHENTICATION_DATA = 22
    REQUEST_PROBLEM_INFORMATION = 23
    WILL_DELAY_INTERVAL = 24
    REQUEST_RESPONSE_INFORMATION = 25
    RESPONSE_INFORMATION = 26
    SERVER_REFERENCE = 28
    REASON_STRING = 31
    RECEIVE_MAXIMUM = 33
    TOPIC_ALIAS_MAXIMUM = 34
    TOPIC_ALIAS = 35
    MAXIMUM_QOS = 36
    RETAIN_AVAILABLE = 37
    USER_PROPERTY = 38
    MAXIMUM_PACKET_SIZE = 39
    WILDCARD_SUBSCRIPTION_AVAILABLE = 40
    SUBSCRIPTION_IDENTIFIER_AVAILABLE = 41
    SHARED_SUBSCRIPTION_AVAILABLE = 42


class StringPair(Frame):
    """A name and a value (section 1.5.7)."""

    name: str = text(prefix=u16)
    value: str = text(prefix=u16)


class Property(Frame):
    """A property: the identifier determines the type of the value."""

    identifier: PropertyIdentifier = field(mqtt_varint, strict=True)
    value: int | str | bytes | StringPair = switch(
        this.identifier,
        {
            (
                PropertyIdentifier.PAYLOAD_FORMAT_INDICATOR,
                PropertyIdentifier.REQUEST_PROBLEM_INFORMATION,
                PropertyIdentifier.REQUEST_RESPONSE_INFORMATION,
                PropertyIdentifier.MAXIMUM_QOS,
                PropertyIdentifier.RETAIN_AVAILABLE,
                PropertyIdentifier.WILDCARD_SUBSCRIPTION_AVAILABLE,
                PropertyIdentifier.SUBSCRIPTION_IDENTIFIER_AVAILABLE,
                PropertyIdentifier.SHARED_SUBSCRIPTION_AVAILABLE,
            ): u8,
            (
                PropertyIdentifier.SERVER_KEEP_ALIVE,
                PropertyIdentifier.RECEIVE_MAXIMUM,
                PropertyIdentifier.TOPIC_ALIAS_MAXIMUM,
                PropertyIdentifier.TOPIC_ALIAS,
            ): u16,
            (
                PropertyIdentifier.MESSAGE_EXPIRY_INTERVAL,
                PropertyIdentifier.SESSION_EXPIRY_INTERVAL,
                PropertyIdentifier.WILL_DELAY_INTERVAL,
                PropertyIdentifier.MAXIMUM_PACKET_SIZE,
            ): u32,
            PropertyIdentifier.SUBSCRIPTION_IDENTIFIER: mqtt_varint,
            (
                PropertyIdentifier.CONTENT_TYPE,
                PropertyIdentifier.RESPONSE_TOPIC,
                PropertyIdentifier.ASSIGNED_CLIENT_IDENTIFIER,
                PropertyIdentifier.AUTHENTICATION_METHOD,
                PropertyIdentifier.RESPONSE_INFORMATION,
                PropertyIdentifier.SERVER_REFERENCE,
                PropertyIdentifier.REASON_STRING,
            ): text(prefix=u16),
            (PropertyIdentifier.CORRELATION_DATA, PropertyIdentifier.AUTHENTICATION_DATA): data(prefix=u16),
            PropertyIdentifier.USER_PROPERTY: StringPair,
        },
    )


class Will(Frame):
    """The message that the server publishes when the connection is lost."""

    properties: list[Property] = array(Property, size_prefix=mqtt_varint, default_factory=list)
    topic: str = text(prefix=u16)
    payload: bytes = data(prefix=u16)


class Connect(Frame):
    """A client asks for a connection (section 3.1); flags for optional fields are derived from the fields that are present."""

    _protocol_name: bytes = const(b"\x00\x04MQTT")
    _protocol_version: int = const(5, u8)
    has_user_name: bool = derived(u1)
    has_password: bool = derived(u1)
    will_retain: bool1 = False
    will_quality: QualityOfService = field(u2, strict=True, default=QualityOfService.AT_MOST_ONCE)
    has_will: bool = derived(u1, check=this >= (this.will_retain | (this.will_quality > 0)))
    clean_start: bool1 = True
    _reserved: None = pad(bits=1, strict=True)
    keep_alive: u16 = 0
    properties: list[Property] = array(Property, size_prefix=mqtt_varint, default_factory=list)
    client_identifier: str = text(prefix=u16)
    will: Will | None = optional(Will, when=this.has_will, default=None)
    user_name: str | None = optional(text(prefix=u16), when=this.has_user_name, default=None)
    password: bytes | None = optional(data(prefix=u16), when=this.has_password, default=None)


class ConnectAcknowledgement(Frame):
    """The answer to a CONNECT (section 3.2)."""

    _reserved: None = pad(bits=7, strict=True)
    session_present: bool1 = False
    reason_code: ReasonCode = field(u8, strict=True)
    properties: list[Property] = array(Property, size_prefix=mqtt_varint, default_factory=list)


class Publish(Frame):
    """A message that is not acknowledged (section 3.3)."""

    topic: str = text(prefix=u16)
    properties: list[Property] = array(Property, size_prefix=mqtt_varint, default_factory=list)
    payload: bytes = data()


class AcknowledgedPublish(Frame):
    """A message of a quality of service over 0 (section 3.3)."""

    topic: str = text(prefix=u16)
    packet_identifier: u16 = field(check=this > 0)
    properties: list[Property] = array(Property, size_prefix=mqtt_varint, default_factory=list)
    payload: bytes = data()


class Acknowledgement(Frame):
    """PUBACK, PUBREC, PUBREL and PUBCOMP (sections 3.4 to 3.7): a missing reason code means success."""

    packet_identifier: u16 = field(check=this > 0)
    reason_code: ReasonCode | None = optional(field(u8, strict=True), default=None)
    properties: list[Property] | None = optional(array(Property, size_prefix=mqtt_varint), default_factory=lambda: None)


class Subscription(Frame):
    """A topic filter of a SUBSCRIBE, and its options (section 3.8.3.1)."""

    topic_filter: str = text(prefix=u16)
    _reserved: None = pad(bits=2, strict=True)
    retain_handling: RetainHandling = field(u2, strict=True, default=RetainHandling.SEND)
    retain_as_published: bool1 = False
    no_local: bool1 = False
    quality: QualityOfService = field(u2, strict=True)


class Subscribe(Frame):
    """A client subscribes to topics (section 3.8)."""

    packet_identifier: u16 = field(check=this > 0)
    properties: list[Property] = array(Property, size_prefix=mqtt_varint, default_factory=list)
    subscriptions: list[Subscription] = array(Subscription)


class SubscribeAcknowledgement(Frame):
    """SUBACK and UNSUBACK (sections 3.9 and 3.11): one code for each topic filter."""

    packet_identifier: u16 = field(check=this > 0)
    properties: list[Property] = array(Property, size_prefix=mqtt_varint, default_factory=list)
    reason_codes: list[ReasonCode] = array(field(u8, strict=True))


class Unsubscribe(Frame):
    """A client cancels subscriptions (section 3.10)."""

    packet_identifier: u16 = field(check=this > 0)
    properties: list[Property] = array(Property, size_prefix=mqtt_varint, default_factory=list)
    topic_filters: list[str] = array(text(prefix=u16))


class Empty(Frame):
    """PINGREQ and PINGRESP, which have only the fixed header (sections 3.12 and 3.13)."""


class Reason(Frame):
    """DISCONNECT and AUTH (sections 3.14 and 3.15): a missing reason code means 0."""

    reason_code: ReasonCode | None = optional(field(u8, strict=True), default=None)
    properties: list[Property] | None = optional(array(Property, size_prefix=mqtt_varint), default_factory=lambda: None)


_HAS_TWO: Expr = (this.type == PacketType.PUBREL) | (this.type == PacketType.SUBSCRIBE) | (this.type == PacketType.UNSUBSCRIBE)
FITTING: Expr = ((this.type == PacketType.PUBLISH) & (this & 6 != 6)) | (
    (this.type != PacketType.PUBLISH) & (this == Flags.AT_LEAST_ONCE * _HAS_TWO)
)
"""Flags that are valid for a type (table 2-2); quality of service 3 is invalid."""


class Packet(Frame):
    """One control packet."""

    type: PacketType = field(u4, strict=True)
    flags: Flags = field(u4, default=Flags(0), check=FITTING)
    length: int = derived(mqtt_varint)
    body: (
        Connect
        | ConnectAcknowledgement
        | Publish
        | AcknowledgedPublish
        | Acknowledgement
        | Subscribe
        | SubscribeAcknowledgement
        | Unsubscribe
        | Empty
        | Reason
    ) = switch(
        this.type,
        {
            PacketType.CONNECT: Connect,
            PacketType.CONNACK: ConnectAcknowledgement,
            PacketType.PUBLISH: switch(this.flags >> 1 & 3, {0: Publish, (1, 2): AcknowledgedPublish}),
            (PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBREL, PacketType.PUBCOMP): Acknowledgement,
            PacketType.SUBSCRIBE: Subscribe,
            (PacketType.SUBACK, PacketType.UNSUBACK): SubscribeAcknowledgement,
            PacketType.UNSUBSCRIBE: Unsubscribe,
            (PacketType.PINGREQ, PacketType.PINGRESP): Empty,
            (PacketType.DISCONNECT, PacketType.AUTH): Reason,
        },
        size=this.length,
    )


PROTOCOL = Protocol("mqtt5", title="MQTT 5", source="OASIS MQTT 5.0", ports={"tcp": [1883]}, client=Packet)
