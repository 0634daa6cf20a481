"""BACnet/IP: the virtual link layer, the network layer, and the application layer with its tagged values.

Source: ANSI/ASHRAE 135-2020, annex J (BACnet/IP), clause 6 (network layer), 20.1 (protocol data units) and 20.2 (tags).

Service parameters are a flat list of tagged values. Values with application tags are read according to their types. Values with
context tags stay bytes, because their types depend on the service; the exception is the object named by the first parameter of a
common service. Segments, secured messages and network security messages stay bytes. The length of a tag is a plain field, which
must match its value.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import Frame, Protocol, Unknown, array, const, data, derived, field, ipv4, switch, this, u8, u16, unknown
from framekit.specs.bacnet.network import Npdu


class Function(IntEnum):
    """The functions of the virtual link layer (annex J.2). Others stay integers."""

    RESULT = 0x00
    WRITE_BROADCAST_DISTRIBUTION_TABLE = 0x01
    READ_BROADCAST_DISTRIBUTION_TABLE = 0x02
    READ_BROADCAST_DISTRIBUTION_TABLE_ACK = 0x03
    FORWARDED_NPDU = 0x04
    REGISTER_FOREIGN_DEVICE = 0x05
    READ_FOREIGN_DEVICE_TABLE = 0x06
    READ_FOREIGN_DEVICE_TABLE_ACK = 0x07
    DELETE_FOREIGN_DEVICE_TABLE_ENTRY = 0x08
    DISTRIBUTE_BROADCAST_TO_NETWORK = 0x09
    ORIGINAL_UNICAST_NPDU = 0x0A
    ORIGINAL_BROADCAST_NPDU = 0x0B
    SECURE_BVLL = 0x0C


class ResultCode(IntEnum):
    """Result of a function (annex J.2.1). Others stay integers."""

    SUCCESSFUL_COMPLETION = 0x0000
    WRITE_BROADCAST_DISTRIBUTION_TABLE_NAK = 0x0010
    READ_BROADCAST_DISTRIBUTION_TABLE_NAK = 0x0020
    REGISTER_FOREIGN_DEVICE_NAK = 0x0030
    READ_FOREIGN_DEVICE_TABLE_NAK = 0x0040
    DELETE_FOREIGN_DEVICE_TABLE_ENTRY_NAK = 0x0050
    DISTRIBUTE_BROADCAST_TO_NETWORK_NAK = 0x0060


class Result(Frame):
    """Result of a function (J.2.1)."""

    code: ResultCode = field(u16)


class DistributionEntry(Frame):
    """A node that forwards broadcasts."""

    address: ipv4
    port: u16
    mask: ipv4


class WriteDistributionTable(Frame):
    """Sets the nodes that forward broadcasts (J.2.2)."""

    entries: list[DistributionEntry] = array(DistributionEntry)


class ReadDistributionTable(Frame):
    """Asks for the nodes that forward broadcasts (J.2.3)."""


class ReadDistributionTableAck(Frame):
    """The nodes that forward broadcasts (J.2.4)."""

    entries: list[DistributionEntry] = array(DistributionEntry)


class ForwardedNpdu(Frame):
    """A forwarded broadcast, with the node that it came from (J.2.5)."""

    address: ipv4
    port: u16
    npdu: Npdu


class RegisterForeignDevice(Frame):
    """A node of another network asks for broadcasts (J.2.6)."""

    time_to_live: u16 = field(doc="seconds")


class ReadForeignDeviceTable(Frame):
    """Asks for the nodes of other networks (J.2.7)."""


class ForeignDevice(Frame):
    """A node of another network."""

    address: ipv4
    port: u16
    time_to_live: u16 = field(doc="seconds")
    remaining_time: u16 = field(doc="seconds")


class ReadForeignDeviceTableAck(Frame):
    """The nodes of other networks (J.2.8)."""

    devices: list[ForeignDevice] = array(ForeignDevice)


class DeleteForeignDevice(Frame):
    """A node of another network no longer receives broadcasts (J.2.9)."""

    address: ipv4
    port: u16


class DistributeBroadcast(Frame):
    """A node of another network asks for a broadcast (J.2.10)."""

    npdu: Npdu


class OriginalUnicast(Frame):
    """A message to one node (J.2.11)."""

    npdu: Npdu


class OriginalBroadcast(Frame):
    """A message to all nodes (J.2.12)."""

    npdu: Npdu


class SecureMessage(Frame):
    """A secured message (J.2.13; clause 24 of ASHRAE 135-2016)."""

    content: bytes = data()


class Message(Frame, size=this.length):
    """A message of the virtual link layer (J.2); the function is derived from the body."""

    _type: int = const(0x81, u8)
    function: Function = derived(u8)
    length: int = derived(u16, check=this >= 4)
    body: (
        Result
        | WriteDistributionTable
        | ReadDistributionTable
        | ReadDistributionTableAck
        | ForwardedNpdu
        | RegisterForeignDevice
        | ReadForeignDeviceTable
        | ReadForeignDeviceTableAck
        | DeleteForeignDevice
        | DistributeBroadcast
        | OriginalUnicast
        | OriginalBroadcast
        | SecureMessage
        | Unknown
    ) = switch(
        this.function,
        {
            Function.RESULT: Result,
            Function.WRITE_BROADCAST_DISTRIBUTION_TABLE: WriteDistributionTable,
            Function.READ_BROADCAST_DISTRIBUTION_TABLE: ReadDistributionTable,
            Function.READ_BROADCAST_DISTRIBUTION_TABLE_ACK: ReadDistributionTableAck,
            Function.FORWARDED_NPDU: ForwardedNpdu,
            Function.REGISTER_FOREIGN_DEVICE: RegisterForeignDevice,
            Function.READ_FOREIGN_DEVICE_TABLE: ReadForeignDeviceTable,
            Function.READ_FOREIGN_DEVICE_TABLE_ACK: ReadForeignDeviceTableAck,
            Function.DELETE_FOREIGN_DEVICE_TABLE_ENTRY: DeleteForeignDevice,
            Function.DISTRIBUTE_BROADCAST_TO_NETWORK: DistributeBroadcast,
            Function.ORIGINAL_UNICAST_NPDU: OriginalUnicast,
            Function.ORIGINAL_BROADCAST_NPDU: OriginalBroadcast,
            Function.SECURE_BVLL: SecureMessage,
        },
        otherwise=unknown(),
    )


PROTOCOL = Protocol("bacnet", title="BACnet/IP", source="ANSI/ASHRAE 135-2020", ports={"udp": [47808]}, client=Message)
