"""EtherNet/IP and CIP: encapsulated commands, the items in them, and the messages of the Common Industrial Protocol.

Source: The CIP Networks Library, volume 2 (EtherNet/IP adaptation of CIP), chapter 2: 2-3 (encapsulation header), 2-4 (commands),
2-6 (common packet format) and 3-2 (connected data over UDP); volume 1 (Common Industrial Protocol), 2-4 (message router
requests and replies), appendices A (services), B (status codes) and C-1 (segments of a path).

The data of a service is kept as bytes, except for attribute lists and multiple service packets; services from 0x4B on have a
different meaning in each class. The values of an attribute list are bytes too, because only the class determines their lengths.
The services in a multiple service packet are bytes, because they are located by offsets at the start of the packet; `messages`
reads them. The data of an implicit connection is bytes: whether it begins with a count and a run/idle header was agreed when the
connection was opened. Segments of reserved types are refused, because their length is unknown.
"""

from __future__ import annotations

from framekit import (
    Frame,
    Protocol,
    Unknown,
    array,
    data,
    derived,
    field,
    ipv4,
    optional,
    peek,
    switch,
    text,
    this,
    u8,
    u16,
    u32,
    unknown,
)
from framekit.specs.enip.cip import (
    AttributeList,
    AttributeReplies,
    AttributeStatus,
    AttributeStatuses,
    AttributeValues,
    ElectronicKey,
    ElementaryType,
    ExtendedPort,
    ExtendedPortLongAddress,
    ExtendedSymbol,
    LongAddress,
    Message,
    MultipleServices,
    Path,
    Segment,
    Symbol,
    Words,
)
from framekit.specs.enip.codes import Capabilities, Command, EncapsulationStatus, GeneralStatus, ItemType, SegmentType, Service

__all__ = [
    "PROTOCOL",
    "AttributeList",
    "AttributeReplies",
    "AttributeStatus",
    "AttributeStatuses",
    "AttributeValues",
    "Capabilities",
    "Command",
    "ConnectedAddress",
    "ConnectedData",
    "Datagram",
    "ElectronicKey",
    "ElementaryType",
    "EncapsulatedPacket",
    "EncapsulationStatus",
    "ExtendedPort",
    "ExtendedPortLongAddress",
    "ExtendedSymbol",
    "GeneralStatus",
    "Identity",
    "ImplicitData",
    "ImplicitItem",
    "ImplicitPacket",
    "Item",
    "ItemType",
    "Items",
    "LongAddress",
    "Message",
    "MultipleServices",
    "NullAddress",
    "Path",
    "Registration",
    "Segment",
    "SegmentType",
    "SendData",
    "SequencedAddress",
    "Service",
    "ServiceInformation",
    "SocketAddress",
    "SocketAddressToOriginator",
    "SocketAddressToTarget",
    "Symbol",
    "UnconnectedData",
    "Words",
]


class NullAddress(Frame):
    """No address: the data belongs to no connection (volume 2, 2-6.3.1)."""


class ConnectedAddress(Frame, byteorder="little"):
    """A connection (volume 2, 2-6.3.2)."""

    connection: u32


class SequencedAddress(Frame, byteorder="little"):
    """A connection and the number of the datagram in it (volume 2, 2-6.3.3)."""

    connection: u32
    sequence: u32


class ConnectedData(Frame, byteorder="little"):
    """A message over a connection of transport class 2 or 3 (volume 2, 2-6.4.2)."""

    sequence: u16
    message: Message


class UnconnectedData(Frame):
    """A message outside a connection (volume 2, 2-6.4.1)."""

    message: Message


class SocketAddress(Frame, byteorder="big"):
    """An address in the order of networks (volume 2, table 2-6.13)."""

    family: u16 = 2
    port: u16
    address: ipv4
    zero: bytes = data(8, strip=False, default=bytes(8))


class SocketAddressToTarget(SocketAddress):
    """Where the originator sends to (volume 2, 2-6.5)."""


class SocketAddressToOriginator(SocketAddress):
    """Where the target sends to (volume 2, 2-6.5)."""


class Identity(Frame, byteorder="little"):
    """The identity of a device (volume 2, table 2-4.4)."""

    protocol_version: u16 = 1
    socket_address: SocketAddress
    vendor: u16
    device_type: u16
    product_code: u16
    major_revision: u8
    minor_revision: u8
    status: u16
    serial_number: u32
    product_name: str = text(prefix=u8, encoding="latin-1")
    state: u8


class ServiceInformation(Frame, byteorder="little"):
    """The kind of encapsulation that a target supports (volume 2, table 2-4.11)."""

    protocol_version: u16 = 1
    capabilities: Capabilities = field(u16)
    name: str = text(16, encoding="latin-1")


class Item(Frame, byteorder="little"):
    """An item of the common packet format (volume 2, 2-6.2); the type is derived from the value."""

    type: ItemType = derived(u16)
    value: (
        NullAddress
        | Identity
        | ConnectedAddress
        | ConnectedData
        | UnconnectedData
        | ServiceInformation
        | SocketAddressToTarget
        | SocketAddressToOriginator
        | SequencedAddress
        | Unknown
    ) = switch(
        this.type,
        {
            ItemType.NULL_ADDRESS: NullAddress,
            ItemType.LIST_IDENTITY: Identity,
            ItemType.CONNECTED_ADDRESS: ConnectedAddress,
            ItemType.CONNECTED_DATA: ConnectedData,
            ItemType.UNCONNECTED_DATA: UnconnectedData,
            ItemType.LIST_SERVICES: ServiceInformation,
            ItemType.SOCKET_ADDRESS_TO_TARGET: SocketAddressToTarget,
            ItemType.SOCKET_ADDRESS_TO_ORIGINATOR: SocketAddressToOriginator,
            ItemType.SEQUENCED_ADDRESS: SequencedAddress,
        },
        otherwise=unknown(),
        size_prefix=u16,
    )


class Items(Frame, byteorder="little"):
    """The reply of ListServices, ListIdentity and ListInterfaces (volume 2, 2-4.2 to 2-4.4)."""

    items: list[Item] = array(Item, prefix=u16)


class Registration(Frame, byteorder="little"):
    """A session is registered (volume 2, 2-4.4)."""

    protocol_version: u16 = 1
    options: u16 = 0


class SendData(Frame, byteorder="little"):
    """SendRRData and SendUnitData (volume 2, 2-4.7 and 2-4.8): data for an interface; interface 0 is CIP."""

    interface: u32 = 0
    timeout: u16 = field(default=0, doc="seconds; 0 in SendUnitData")
    items: list[Item] = array(Item, prefix=u16)


class EncapsulatedPacket(Frame, byteorder="little", size=this.length + 24):
    """A command or the reply to one (volume 2, 2-3); missing data, as in most requests and in errors, is None."""

    command: Command = field(u16)
    length: int = derived(u16)
    session: u32 = 0
    status: EncapsulationStatus = field(u32, default=EncapsulationStatus.SUCCESS)
    sender_context: bytes = data(8, strip=False, default=bytes(8))
    options: u32 = 0
    data: Items | Registration | SendData | bytes | None = optional(
        switch(
            this.command,
            {
                (Command.LIST_SERVICES, Command.LIST_IDENTITY, Command.LIST_INTERFACES): Items,
                Command.REGISTER_SESSION: Registration,
                (Command.SEND_RR_DATA, Command.SEND_UNIT_DATA): SendData,
            },
            otherwise=data(),
        ),
        when=this.length > 0,
        default=None,
    )


class ImplicitData(Frame):
    """Data of an implicit connection (volume 2, 3-2.2)."""

    data: bytes = data()


class ImplicitItem(Frame, byteorder="little"):
    """An item of a datagram of implicit connections."""

    type: ItemType = derived(u16)
    value: ConnectedAddress | SequencedAddress | ImplicitData | Unknown = switch(
        this.type,
        {
            ItemType.CONNECTED_ADDRESS: ConnectedAddress,
            ItemType.SEQUENCED_ADDRESS: SequencedAddress,
            ItemType.CONNECTED_DATA: ImplicitData,
        },
        otherwise=unknown(),
        size_prefix=u16,
    )


class ImplicitPacket(Frame, byteorder="little"):
    """A datagram of an implicit connection: an address and data, without a header (volume 2, 3-2.2)."""

    items: list[ImplicitItem] = array(ImplicitItem, prefix=u16)


class Datagram(Frame, byteorder="little"):
    """A datagram of port 44818 or 2222: no command has the number 2, which is the item count of implicit data."""

    start: u16 = peek(u16)
    packet: EncapsulatedPacket | ImplicitPacket = switch(this.start, {2: ImplicitPacket}, otherwise=EncapsulatedPacket)


PROTOCOL = Protocol(
    "enip",
    title="EtherNet/IP with CIP",
    source="CIP Networks Library, volumes 1 and 2",
    ports={"tcp": [44818], "udp": [44818, 2222]},
    client=EncapsulatedPacket,
    datagrams=Datagram,
)
