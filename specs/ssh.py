"""SSH before it is encrypted: the lines of both sides, then packets up to NEWKEYS, after which bytes cannot be read.

Source: RFC 4253, sections 4.2 (protocol version exchange), 6 (binary packet protocol), 7 (key exchange), 10 (service request)
and 11 (additional messages); the numbers of messages are those of RFC 4250, section 4.1.2.

The messages 30 to 49 have other bodies with each method of key exchange, so that they are kept as bytes.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import (
    Frame,
    Protocol,
    Session,
    Unknown,
    bool8,
    data,
    derived,
    field,
    switch,
    text,
    this,
    u8,
    u32,
    unknown,
)
from framekit.protocol import Steps


class MessageNumber(IntEnum):
    """Which message a packet carries."""

    DISCONNECT = 1
    IGNORE = 2
    UNIMPLEMENTED = 3
    DEBUG = 4
    SERVICE_REQUEST = 5
    SERVICE_ACCEPT = 6
    KEXINIT = 20
    NEWKEYS = 21


class DisconnectReason(IntEnum):
    """Why a side ends the connection (RFC 4250, section 4.2.2)."""

    HOST_NOT_ALLOWED_TO_CONNECT = 1
    PROTOCOL_ERROR = 2
    KEY_EXCHANGE_FAILED = 3
    RESERVED = 4
    MAC_ERROR = 5
    COMPRESSION_ERROR = 6
    SERVICE_NOT_AVAILABLE = 7
    PROTOCOL_VERSION_NOT_SUPPORTED = 8
    HOST_KEY_NOT_VERIFIABLE = 9
    CONNECTION_LOST = 10
    BY_APPLICATION = 11
    TOO_MANY_CONNECTIONS = 12
    AUTH_CANCELLED_BY_USER = 13
    NO_MORE_AUTH_METHODS_AVAILABLE = 14
    ILLEGAL_USER_NAME = 15


class Line(Frame):
    """A line before the packets. That which begins with `SSH-` identifies a side; a server may send others before it.

    It should end with CR LF; that old servers send LF alone is allowed for, so that the CR is a part of the line.
    """

    line: str = text(until="\n", errors="surrogateescape")


class KeyExchangeInit(Frame):
    """What a side supports, each a list of names with commas between them (section 7.1)."""

    cookie: bytes = data(16)
    kex_algorithms: str = text(prefix=u32, encoding="ascii")
    server_host_key_algorithms: str = text(prefix=u32, encoding="ascii")
    encryption_algorithms_client_to_server: str = text(prefix=u32, encoding="ascii")
    encryption_algorithms_server_to_client: str = text(prefix=u32, encoding="ascii")
    mac_algorithms_client_to_server: str = text(prefix=u32, encoding="ascii")
    mac_algorithms_server_to_client: str = text(prefix=u32, encoding="ascii")
    compression_algorithms_client_to_server: str = text(prefix=u32, encoding="ascii")
    compression_algorithms_server_to_client: str = text(prefix=u32, encoding="ascii")
    languages_client_to_server: str = text(prefix=u32, encoding="ascii", default="")
    languages_server_to_client: str = text(prefix=u32, encoding="ascii", default="")
    first_kex_packet_follows: bool8 = False
    reserved: u32 = 0


class NewKeys(Frame):
    """The last packet that is not encrypted (section 7.3)."""


class Disconnect(Frame):
    """The end of the connection (section 11.1)."""

    reason: DisconnectReason = field(u32)
    description: str = text(prefix=u32, errors="surrogateescape", default="")
    language: str = text(prefix=u32, encoding="ascii", errors="surrogateescape", default="")


class Ignore(Frame):
    """Data without a meaning (section 11.2)."""

    data: bytes = data(prefix=u32, default=b"")


class Debug(Frame):
    """A debugging message (section 11.3)."""

    always_display: bool8 = False
    message: str = text(prefix=u32, errors="surrogateescape")
    language: str = text(prefix=u32, encoding="ascii", errors="surrogateescape", default="")


class Unimplemented(Frame):
    """A message was not understood: the number of its packet (section 11.4)."""

    sequence_number: u32


class Service(Frame):
    """The name of a service that is asked for or accepted (section 10)."""

    name: str = text(prefix=u32, encoding="ascii", errors="surrogateescape")


class ServiceAccept(Service):
    """The same in the answer."""


class Packet(Frame, size=this.length + 4):
    """A packet that is neither encrypted nor compressed (section 6)."""

    length: int = derived(u32)
    padding_length: int = derived(u8)
    number: MessageNumber = derived(u8)
    message: Disconnect | Ignore | Unimplemented | Debug | Service | ServiceAccept | KeyExchangeInit | NewKeys | Unknown = switch(
        this.number,
        {
            MessageNumber.DISCONNECT: Disconnect,
            MessageNumber.IGNORE: Ignore,
            MessageNumber.UNIMPLEMENTED: Unimplemented,
            MessageNumber.DEBUG: Debug,
            MessageNumber.SERVICE_REQUEST: Service,
            MessageNumber.SERVICE_ACCEPT: ServiceAccept,
            MessageNumber.KEXINIT: KeyExchangeInit,
            MessageNumber.NEWKEYS: NewKeys,
        },
        otherwise=unknown(),
        size=this.length - this.padding_length - 2,
    )
    padding: bytes = data(this.padding_length, default=bytes(4))


def _side(session: Session) -> Steps:
    """Lines up to the identification, then packets up to NEWKEYS."""
    if session.joined:
        yield None
    while True:
        line = yield Line
        if line.line.startswith("SSH-"):
            break
    while True:
        packet = yield Packet
        if packet.number == MessageNumber.NEWKEYS:
            yield None


PROTOCOL = Protocol(
    "ssh",
    title="SSH transport before encryption",
    source="RFC 4253",
    ports={"tcp": [22]},
    client=_side,
)
