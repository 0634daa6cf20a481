"""MQTT 3.1, 3.1.1 and 5: a conversation of any version, and all fourteen control packets of 3.1.1.

Source: MQTT Version 3.1.1, OASIS Standard of 29 October 2014: section 1.5.3 (strings), 2.2 (fixed header), 2.3 (packet
identifiers) and chapter 3 (control packets). MQTT Version 5.0, OASIS Standard of 7 March 2019: section 3.1 (CONNECT).

The type and the four flags of the fixed header together select the body, because flags that a type does not allow are refused,
and the quality of service determines whether a PUBLISH has a packet identifier: its body is `Publish` for "at most once", and
`AcknowledgedPublish` otherwise. The caller supplies both. CONNECT is also accepted in the form of MQTT 3.1 ("MQIsdp", level 3).

The protocol level in CONNECT determines how all later packets are read: after level 5 they are those of mqtt5. If a capture does
not contain the CONNECT, 3.1.1 is assumed.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag

from framekit import (
    Expr,
    Frame,
    Protocol,
    Session,
    array,
    bool1,
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
)
from framekit.protocol import Steps
from framekit.specs import mqtt5


class PacketType(IntEnum):
    """The control packets (table 2.1); 0 and 15 are reserved."""

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


class ConnectReturnCode(IntEnum):
    """A server's answer to a CONNECT (table 3.1)."""

    ACCEPTED = 0
    UNACCEPTABLE_PROTOCOL_VERSION = 1
    IDENTIFIER_REJECTED = 2
    SERVER_UNAVAILABLE = 3
    BAD_USER_NAME_OR_PASSWORD = 4
    NOT_AUTHORIZED = 5


class SubscribeReturnCode(IntEnum):
    """A server's answer to each topic filter of a SUBSCRIBE (section 3.9.3)."""

    MAXIMUM_AT_MOST_ONCE = 0
    MAXIMUM_AT_LEAST_ONCE = 1
    MAXIMUM_EXACTLY_ONCE = 2
    FAILURE = 0x80


class Will(Frame):
    """The message that the server publishes when the connection is lost."""

    topic: str = text(prefix=u16)
    message: bytes = data(prefix=u16)


class Connect(Frame):
    """A client asks for a connection (section 3.1); flags for optional fields are derived from the fields that are present."""

    protocol_name: str = text(prefix=u16, check={"MQTT", "MQIsdp"}, default="MQTT")
    protocol_level: u8 = field(check={3, 4, 5}, default=4, doc="3 is MQTT 3.1, 4 is 3.1.1, and 5 is 5")
    has_user_name: bool = derived(u1)
    has_password: bool = derived(u1, check=(this <= this.has_user_name) | (this.protocol_level == 5))
    will_retain: bool1 = False
    will_quality: QualityOfService = field(u2, strict=True, default=QualityOfService.AT_MOST_ONCE)
    has_will: bool = derived(u1, check=this >= (this.will_retain | (this.will_quality > 0)))
    clean_session: bool1 = True
    _reserved: None = pad(bits=1, strict=True)
    keep_alive: u16 = 0
    properties: list[mqtt5.Property] | None = optional(
        array(mqtt5.Property, size_prefix=mqtt_varint), when=this.protocol_level == 5, default=None
    )
    client_identifier: str = text(prefix=u16)
    will: Will | mqtt5.Will | None = optional(
        switch(this.protocol_level, {(3, 4): Will, 5: mqtt5.Will}), when=this.has_will, default=None
    )
    user_name: str | None = optional(text(prefix=u16), when=this.has_user_name, default=None)
    password: bytes | None = optional(data(prefix=u16), when=this.has_password, default=None)


class ConnectAcknowledgement(Frame):
    """The answer to a CONNECT (section 3.2)."""

    _reserved: None = pad(bits=7, strict=True)
    session_present: bool1 = False
    return_code: ConnectReturnCode = field(u8)


class Publish(Frame):
    """A message that is not acknowledged (section 3.3)."""

    topic: str = text(prefix=u16)
    payload: bytes = data()


class AcknowledgedPublish(Frame):
    """A message of a quality of service over 0 (section 3.3)."""

    topic: str = text(prefix=u16)
    packet_identifier: u16 = field(check=this > 0)
    payload: bytes = data()


class Acknowledgement(Frame):
    """PUBACK, PUBREC, PUBREL, PUBCOMP and UNSUBACK, which have only the identifier (sections 3.4 to 3.7, and 3.11)."""

    packet_identifier: u16 = field(check=this > 0)


class Subscription(Frame):
    """A topic filter of a SUBSCRIBE, and the quality of service that the client asks for."""

    topic_filter: str = text(prefix=u16)
    quality: QualityOfService = field(u8, strict=True)


class Subscribe(Frame):
    """A client subscribes to topics (section 3.8)."""

    packet_identifier: u16 = field(check=this > 0)
    subscriptions: list[Subscription] = array(Subscription)


class SubscribeAcknowledgement(Frame):
    """The answer to a SUBSCRIBE, with one code for each of its topic filters (section 3.9)."""

    packet_identifier: u16 = field(check=this > 0)
    return_codes: list[SubscribeReturnCode] = array(field(u8, strict=True))


class Unsubscribe(Frame):
    """A client cancels subscriptions (section 3.10)."""

    packet_identifier: u16 = field(check=this > 0)
    topic_filters: list[str] = array(text(prefix=u16))


class Empty(Frame):
    """PINGREQ, PINGRESP and DISCONNECT, which have only the fixed header (sections 3.12 to 3.14)."""


_HAS_TWO: Expr = (this.type == PacketType.PUBREL) | (this.type == PacketType.SUBSCRIBE) | (this.type == PacketType.UNSUBSCRIBE)
FITTING: Expr = ((this.type == PacketType.PUBLISH) & (this & 6 != 6)) | (
    (this.type != PacketType.PUBLISH) & (this == Flags.AT_LEAST_ONCE * _HAS_TWO)
)
"""Flags that are valid for a type (table 2.2); quality of service 3 is invalid."""


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
    ) = switch(
        this.type,
        {
            PacketType.CONNECT: Connect,
            PacketType.CONNACK: ConnectAcknowledgement,
            PacketType.PUBLISH: switch(this.flags >> 1 & 3, {0: Publish, (1, 2): AcknowledgedPublish}),
            (
                PacketType.PUBACK,
                PacketType.PUBREC,
                PacketType.PUBREL,
                PacketType.PUBCOMP,
                PacketType.UNSUBACK,
            ): Acknowledgement,
            PacketType.SUBSCRIBE: Subscribe,
            PacketType.SUBACK: SubscribeAcknowledgement,
            PacketType.UNSUBSCRIBE: Unsubscribe,
            (PacketType.PINGREQ, PacketType.PINGRESP, PacketType.DISCONNECT): Empty,
        },
        size=this.length,
    )


LEVEL_5 = 5
"""The protocol level in the CONNECT of MQTT 5."""


def _packets(session: Session) -> Steps:
    """Packets of a side, read according to the protocol level."""
    while True:
        yield mqtt5.Packet if getattr(session, "level", 0) == LEVEL_5 else Packet


def _client(session: Session) -> Steps:
    """A CONNECT, and packets of the version that it names."""
    first = yield Packet
    if isinstance(first.body, Connect):
        session.level = first.body.protocol_level
    yield from _packets(session)


def _server(session: Session) -> Steps:
    """Packets, which only answer those of the client."""
    if not session.joined:
        yield session.after("client")
    yield from _packets(session)


PROTOCOL = Protocol(
    "mqtt",
    title="MQTT 3.1, 3.1.1 and 5",
    source="OASIS MQTT 3.1.1 and 5.0",
    ports={"tcp": [1883]},
    client=_client,
    server=_server,
)
