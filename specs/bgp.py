"""BGP-4: the four messages, with the path attributes of an UPDATE.

Source: RFC 4271, section 4 (messages) and 5 (path attributes); RFC 5492, section 4 (capabilities, as an optional parameter of
OPEN); RFC 6793, sections 3 and 4 (numbers of autonomous systems of four bytes).

Whether the number of a system has four bytes in an UPDATE is what both speakers said in their OPENs: it is given to a message.
If a capture does not have both OPENs, they are taken to have four, which every speaker of today can do.

The flags and the type of a path attribute are given, and say how many bytes its length has and what its value is. Which flags
go with which type is not declared.
"""

from __future__ import annotations

from enum import IntEnum
from ipaddress import IPv4Address, IPv4Network
from typing import Literal

from framekit import (
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
    this,
    u8,
    u16,
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
    """Path attributes (section 5). Others stay integers, and their values bytes."""

    ORIGIN = 1
    AS_PATH = 2
    NEXT_HOP = 3
    MULTI_EXIT_DISC = 4
    LOCAL_PREF = 5
    ATOMIC_AGGREGATE = 6
    AGGREGATOR = 7


class OriginCode(IntEnum):
    """Where a route comes from (section 5.1.1)."""

    IGP = 0
    EGP = 1
    INCOMPLETE = 2


class SegmentType(IntEnum):
    """Whether the order of a segment's systems means anything (section 4.3)."""

    AS_SET = 1
    AS_SEQUENCE = 2


class ErrorCode(IntEnum):
    """Why a connection is closed (section 4.5). Others stay integers."""

    MESSAGE_HEADER_ERROR = 1
    OPEN_MESSAGE_ERROR = 2
    UPDATE_MESSAGE_ERROR = 3
    HOLD_TIMER_EXPIRED = 4
    FINITE_STATE_MACHINE_ERROR = 5
    CEASE = 6


class Capability(Frame):
    """What a speaker can do (RFC 5492)."""

    code: u8
    value: bytes = data(prefix=u8)


class Capabilities(Frame):
    """The optional parameter that has capabilities."""

    capabilities: list[Capability] = array(Capability)


class OptionalParameter(Frame):
    """A parameter of an OPEN; the type follows from the value."""

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
        """The destination, without the bits that mean nothing."""
        return IPv4Network((self.address.ljust(4, b"\0"), self.bits), strict=False)


class Origin(Frame):
    """The value of ORIGIN."""

    origin: OriginCode = field(u8, strict=True)


class Segment(Frame):
    """A segment of an AS_PATH."""

    wide: bool = given(doc="the numbers of systems have four bytes")
    type: SegmentType = field(u8, strict=True)
    systems: list[int] = switch(this.wide, {True: array(u32, prefix=u8), False: array(u16, prefix=u8)})


class AtomicAggregate(Frame):
    """The value of ATOMIC_AGGREGATE, which has none."""


class Aggregator(Frame):
    """The value of AGGREGATOR: who made one route of several."""

    wide: bool = given(doc="the number of the system has four bytes")
    autonomous_system: int = switch(this.wide, {True: u32, False: u16})
    address: ipv4


ARMS: dict[AttributeType, object] = {
    AttributeType.ORIGIN: Origin,
    AttributeType.AS_PATH: array(Segment.given(wide=this.wide)),
    AttributeType.NEXT_HOP: ipv4,
    AttributeType.MULTI_EXIT_DISC: u32,
    AttributeType.LOCAL_PREF: u32,
    AttributeType.ATOMIC_AGGREGATE: AtomicAggregate,
    AttributeType.AGGREGATOR: Aggregator.given(wide=this.wide),
}


class PathAttribute(Frame):
    """An attribute of the routes of an UPDATE (section 4.3)."""

    wide: bool = given(doc="numbers of systems have four bytes")
    optional: bool1 = False
    transitive: bool1 = False
    partial: bool1 = False
    extended_length: bool1 = False
    _: None = pad(bits=4)
    type: AttributeType = field(u8)
    value: Origin | list[Segment] | IPv4Address | int | AtomicAggregate | Aggregator | bytes = switch(
        this.extended_length,
        {
            0: switch(this.type, ARMS, otherwise=data(), size_prefix=u8),
            1: switch(this.type, ARMS, otherwise=data(), size_prefix=u16),
        },
    )


class Update(Frame):
    """Routes that are no more, and others with their attributes (section 4.3)."""

    wide: bool = given(doc="numbers of systems have four bytes")
    withdrawn_routes: list[Prefix] = array(Prefix, size_prefix=u16, default_factory=list)
    path_attributes: list[PathAttribute] = array(PathAttribute.given(wide=this.wide), size_prefix=u16, default_factory=list)
    reachable: list[Prefix] = array(Prefix, default_factory=list)


class Notification(Frame):
    """An error, after which the connection is closed (section 4.5)."""

    code: ErrorCode = field(u8)
    subcode: u8 = 0
    data: bytes = data(default=b"")


class Keepalive(Frame):
    """Nothing but a header (section 4.4)."""


class Message(Frame, size=this.length):
    """A message; the type follows from the body."""

    wide: bool = given(doc="numbers of systems have four bytes")
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


FOUR_OCTET_NUMBERS = 65
"""The code of the capability (RFC 6793, section 9)."""


def can_be_wide(message: Open) -> bool:
    """Whether an OPEN has the capability of numbers of four bytes."""
    lists = [each.value.capabilities for each in message.parameters if isinstance(each.value, Capabilities)]
    return any(capability.code == FOUR_OCTET_NUMBERS for each in lists for capability in each)


def _messages(session: Session, other: Literal["client", "server"]) -> Steps:
    """Messages of one side. What comes after its OPEN is read with what both sides have said."""
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
