"""BACnet's network layer: the header of its protocol data units, and router messages (ASHRAE 135-2020, clause 6)."""

from __future__ import annotations

from enum import IntEnum

from framekit import Frame, Unknown, array, bool1, const, data, derived, field, optional, switch, this, u1, u2, u8, u16, unknown
from framekit.specs.bacnet.application import Apdu


class NetworkMessageType(IntEnum):
    """Messages of the network layer (clause 6.2.4). Others stay integers."""

    WHO_IS_ROUTER_TO_NETWORK = 0x00
    I_AM_ROUTER_TO_NETWORK = 0x01
    I_COULD_BE_ROUTER_TO_NETWORK = 0x02
    REJECT_MESSAGE_TO_NETWORK = 0x03
    ROUTER_BUSY_TO_NETWORK = 0x04
    ROUTER_AVAILABLE_TO_NETWORK = 0x05
    INITIALIZE_ROUTING_TABLE = 0x06
    INITIALIZE_ROUTING_TABLE_ACK = 0x07
    ESTABLISH_CONNECTION_TO_NETWORK = 0x08
    DISCONNECT_CONNECTION_TO_NETWORK = 0x09
    CHALLENGE_REQUEST = 0x0A
    SECURITY_PAYLOAD = 0x0B
    SECURITY_RESPONSE = 0x0C
    REQUEST_KEY_UPDATE = 0x0D
    UPDATE_KEY_SET = 0x0E
    UPDATE_DISTRIBUTION_KEY = 0x0F
    REQUEST_MASTER_KEY = 0x10
    SET_MASTER_KEY = 0x11
    WHAT_IS_NETWORK_NUMBER = 0x12
    NETWORK_NUMBER_IS = 0x13


class Priority(IntEnum):
    """Priorities of messages (clause 6.2.2)."""

    NORMAL = 0
    URGENT = 1
    CRITICAL_EQUIPMENT = 2
    LIFE_SAFETY = 3


class NetworkAddress(Frame):
    """A station of a network; without an address, all of its stations. The network 65535 is all networks."""

    network: u16
    address: bytes = data(prefix=u8)


class WhoIsRouter(Frame):
    """Asks which routers can reach a network, or any (clause 6.4.1)."""

    network: int | None = optional(u16, default=None)


class IAmRouter(Frame):
    """Networks that a router can reach (clause 6.4.2)."""

    networks: list[int] = array(u16)


class ICouldBeRouter(Frame):
    """A network that a router could reach over a connection (clause 6.4.3)."""

    network: u16
    performance_index: u8


class RejectMessage(Frame):
    """A message has not been forwarded (clause 6.4.4)."""

    reason: u8 = field(doc="1: no route to the network, 2: busy, 3: unknown message, 4: too long, 5: security, 6: addressing")
    network: u16


class RouterBusy(Frame):
    """Networks for which a router accepts no messages (clause 6.4.5)."""

    networks: list[int] = array(u16)


class RouterAvailable(Frame):
    """Networks for which a router accepts messages again (clause 6.4.6)."""

    networks: list[int] = array(u16)


class RoutingPort(Frame):
    """An entry of a routing table (clause 6.4.7)."""

    network: u16
    port: u8
    information: bytes = data(prefix=u8)


class InitializeRoutingTable(Frame):
    """Writes a routing table, or asks for it if there are no entries (clause 6.4.7)."""

    ports: list[RoutingPort] = array(RoutingPort, prefix=u8, default_factory=list)


class InitializeRoutingTableAck(Frame):
    """Confirms a routing table, or returns it (clause 6.4.8)."""

    ports: list[RoutingPort] = array(RoutingPort, prefix=u8, default_factory=list)


class EstablishConnection(Frame):
    """Asks for a connection to a network (clause 6.4.9)."""

    network: u16
    termination_time: u8 = field(doc="seconds; 0 means unlimited")


class DisconnectConnection(Frame):
    """Asks to end a connection to a network (clause 6.4.10)."""

    network: u16


class WhatIsNetworkNumber(Frame):
    """Asks for the number of the local network (clause 6.4.19)."""


class NetworkNumberIs(Frame):
    """The number of the local network (clause 6.4.20)."""

    network: u16
    is_configured: u8 = field(doc="0: learned, 1: configured")


class NetworkMessage(Frame):
    """A message of the network layer; types from 0x80 on are vendor-specific."""

    type: NetworkMessageType = derived(u8)
    vendor: int | None = optional(u16, when=this.type >= 0x80, default=None)
    body: (
        WhoIsRouter
        | IAmRouter
        | ICouldBeRouter
        | RejectMessage
        | RouterBusy
        | RouterAvailable
        | InitializeRoutingTable
        | InitializeRoutingTableAck
        | EstablishConnection
        | DisconnectConnection
        | WhatIsNetworkNumber
        | NetworkNumberIs
        | Unknown
    ) = switch(
        this.type,
        {
            NetworkMessageType.WHO_IS_ROUTER_TO_NETWORK: WhoIsRouter,
            NetworkMessageType.I_AM_ROUTER_TO_NETWORK: IAmRouter,
            NetworkMessageType.I_COULD_BE_ROUTER_TO_NETWORK: ICouldBeRouter,
            NetworkMessageType.REJECT_MESSAGE_TO_NETWORK: RejectMessage,
            NetworkMessageType.ROUTER_BUSY_TO_NETWORK: RouterBusy,
            NetworkMessageType.ROUTER_AVAILABLE_TO_NETWORK: RouterAvailable,
            NetworkMessageType.INITIALIZE_ROUTING_TABLE: InitializeRoutingTable,
            NetworkMessageType.INITIALIZE_ROUTING_TABLE_ACK: InitializeRoutingTableAck,
            NetworkMessageType.ESTABLISH_CONNECTION_TO_NETWORK: EstablishConnection,
            NetworkMessageType.DISCONNECT_CONNECTION_TO_NETWORK: DisconnectConnection,
            NetworkMessageType.WHAT_IS_NETWORK_NUMBER: WhatIsNetworkNumber,
            NetworkMessageType.NETWORK_NUMBER_IS: NetworkNumberIs,
        },
        otherwise=unknown(),
    )


class Npdu(Frame):
    """A protocol data unit of the network layer (clause 6.2); the flags are derived from the fields that are present."""

    _version: int = const(1, u8)
    is_network_message: bool = derived(u1)
    reserved: bool1 = False
    has_destination: bool = derived(u1)
    second_reserved: bool1 = False
    has_source: bool = derived(u1)
    expects_reply: bool1 = False
    priority: Priority = field(u2, default=Priority.NORMAL)
    destination: NetworkAddress | None = optional(NetworkAddress, when=this.has_destination, default=None)
    source: NetworkAddress | None = optional(NetworkAddress, when=this.has_source, default=None)
    hop_count: int | None = optional(u8, when=this.has_destination, default=None)
    content: NetworkMessage | Apdu = switch(this.is_network_message, {True: NetworkMessage, False: Apdu})
