"""STUN, with the attributes of TURN and ICE, and TURN channels.

Source: RFC 8489, sections 5 (messages) and 14 (attributes); RFC 8656, sections 12 (channels) and 18 (attributes of TURN); RFC
8445, section 16.1 (attributes of ICE); RFC 6544, section 3, and RFC 4571, section 2 (framing of ICE over TCP).

A datagram is a message or channel data; over TCP, both are padded to a multiple of four bytes. ICE over TCP instead has a length
before each message: that is a separate protocol, ICE_TCP. FINGERPRINT is an attribute whose value depends on the message around
it: reading does not check it, and `fingerprint_of` computes it. The key for a message's integrity is not in the message, so its
digests stay bytes, as do vendor attributes. The padding of an attribute is ignored when reading, and packed as zeros. Messages of
RFC 3489 (without the magic cookie) are refused.
"""

from __future__ import annotations

import zlib

from framekit import Frame, Protocol, align, array, const, data, derived, field, peek, switch, this, u8, u16, u32
from framekit.specs.stun.attributes import (
    MAGIC_COOKIE,
    Address,
    AddressErrorCode,
    Attribute,
    ChangeRequest,
    ChannelNumber,
    ErrorCode,
    EvenPort,
    Icmp,
    NetworkInfo,
    Nothing,
    PasswordAlgorithm,
    RequestedFamily,
    RequestedTransport,
    ResponsePort,
    TransmitCounter,
    XorAddress,
    XorIpv6,
)
from framekit.specs.stun.codes import AttributeType, Family, MessageClass, MessageType, PasswordAlgorithmNumber, Transport

__all__ = [
    "ICE_TCP",
    "MAGIC_COOKIE",
    "PROTOCOL",
    "Address",
    "AddressErrorCode",
    "Attribute",
    "AttributeType",
    "ChangeRequest",
    "ChannelData",
    "ChannelNumber",
    "Datagram",
    "ErrorCode",
    "EvenPort",
    "Family",
    "FramedMessage",
    "Icmp",
    "Message",
    "MessageClass",
    "MessageType",
    "NetworkInfo",
    "Nothing",
    "Packet",
    "PasswordAlgorithm",
    "PasswordAlgorithmNumber",
    "RequestedFamily",
    "RequestedTransport",
    "ResponsePort",
    "TransmitCounter",
    "Transport",
    "XorAddress",
    "XorIpv6",
    "fingerprint_of",
]


class Message(Frame, size=this.length + 20):
    """A message (section 5); the length counts the attributes. The two highest bits of the type are 0."""

    type: MessageType = field(u16)
    length: int = derived(u16, check=this & 3 == 0)
    _cookie: int = const(MAGIC_COOKIE, u32)
    transaction_id: bytes = data(12)
    attributes: list[Attribute] = array(Attribute.given(transaction_id=this.transaction_id), default_factory=list)

    @property
    def message_class(self) -> MessageClass:
        """The class of the message: request, indication, or response."""
        return MessageClass(self.type >> 4 & 1 | self.type >> 7 & 2)

    @property
    def method(self) -> int:
        """The method, without the class, such as 1 for Binding."""
        return self.type & 0xF | self.type >> 1 & 0x70 | self.type >> 2 & 0xF80


class ChannelData(Frame):
    """Data of a peer (RFC 8656, section 12.4). The two highest bits of the channel number are 01."""

    channel_number: u16
    data: bytes = data(prefix=u16)


class Packet(Frame):
    """A packet of a TCP stream (RFC 8656, section 12.5); the two highest bits of the first byte select the content."""

    first_byte: u8 = peek(u8)
    content: Message | ChannelData = switch(this.first_byte >> 6, {0: Message, 1: ChannelData})
    _: None = align(4)


class Datagram(Frame):
    """A datagram; the two highest bits of the first byte select the content. The data of a channel may be padded."""

    first_byte: u8 = peek(u8)
    content: Message | ChannelData = switch(this.first_byte >> 6, {0: Message, 1: ChannelData})
    padding: bytes = data(default=b"")


class FramedMessage(Frame):
    """A message of ICE over TCP."""

    length: int = derived(u16)
    message: Message = field(size=this.length)


def fingerprint_of(wire: bytes) -> int:
    """Compute the value of FINGERPRINT (section 14.7).

    Args:
        wire: the bytes of a message whose last attribute is FINGERPRINT, with any value.

    Returns:
        The correct value.
    """
    return zlib.crc32(wire[:-8]) ^ 0x5354554E


ICE_TCP = Protocol("icetcp", title="ICE over TCP", source="RFC 6544, RFC 4571", client=FramedMessage)
PROTOCOL = Protocol(
    "stun",
    title="STUN and TURN",
    source="RFC 8489, RFC 8656, RFC 8445",
    ports={"tcp": [3478], "udp": [3478]},
    client=Packet,
    datagrams=Datagram,
)
