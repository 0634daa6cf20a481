"""SSH before encryption: the version lines of both sides, then packets up to NEWKEYS. Later bytes cannot be read.

Source: RFC 4253, sections 4.2 (protocol version exchange), 6 (binary packet protocol; 6.6: keys and signatures), 7 (key
exchange), 8 (Diffie-Hellman), 10 (service request) and 11 (additional messages); RFC 4419, section 5 (group exchange); RFC 5656,
sections 3.1 (ECDSA) and 4 (ECDH); RFC 8308, section 2 (extensions); RFC 8709 (Ed25519 and Ed448); message numbers from RFC 4250,
section 4.1.2.

The meaning of the numbers 30 to 49 depends on the key exchange method: there is a packet class for each method, which the
protocol selects from the offers of both sides. If the method is unknown, and for methods from other documents, a Packet keeps
those messages as bytes. Keys and signatures of other algorithms are bytes too. Integers of any size (mpint, RFC 4251, section 5)
are their bytes on the wire.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Literal, TypeAlias

from framekit import (
    Frame,
    Protocol,
    Session,
    Unknown,
    Wait,
    array,
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
    """Numbers of messages in packets."""

    DISCONNECT = 1
    IGNORE = 2
    UNIMPLEMENTED = 3
    DEBUG = 4
    SERVICE_REQUEST = 5
    SERVICE_ACCEPT = 6
    EXT_INFO = 7
    NEWCOMPRESS = 8
    KEXINIT = 20
    NEWKEYS = 21
    KEX_30 = 30
    KEX_31 = 31
    KEX_32 = 32
    KEX_33 = 33
    KEX_34 = 34


class DisconnectReason(IntEnum):
    """The reason why a side ends the connection (RFC 4250, section 4.2.2)."""

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
    """A line before the packets. The line that begins with `SSH-` identifies a side; a server may send others before it.

    It should end with CR LF. Old servers send LF alone, so the CR is a part of the line here.
    """

    line: str = text(until="\n", errors="surrogateescape")


class KeyExchangeInit(Frame):
    """The algorithms that a side supports, as lists of names separated by commas (section 7.1)."""

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


class RsaKey(Frame):
    """A key of ssh-rsa (RFC 4253, section 6.6)."""

    e: bytes = data(prefix=u32)
    n: bytes = data(prefix=u32)


class DssKey(Frame):
    """A key of ssh-dss (RFC 4253, section 6.6)."""

    p: bytes = data(prefix=u32)
    q: bytes = data(prefix=u32)
    g: bytes = data(prefix=u32)
    y: bytes = data(prefix=u32)


class EcdsaKey(Frame):
    """A key of ECDSA: the name of the curve, and a point (RFC 5656, section 3.1)."""

    identifier: str = text(prefix=u32, encoding="ascii", errors="surrogateescape")
    q: bytes = data(prefix=u32)


class EdwardsKey(Frame):
    """A key of Ed25519 or Ed448 (RFC 8709, section 4)."""

    key: bytes = data(prefix=u32)


ECDSA = ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521")


class HostKey(Frame):
    """A public key of the server, whose fields depend on the format."""

    format: str = text(prefix=u32, encoding="ascii", errors="surrogateescape")
    key: RsaKey | DssKey | EcdsaKey | EdwardsKey | bytes = switch(
        this.format,
        {"ssh-rsa": RsaKey, "ssh-dss": DssKey, ECDSA: EcdsaKey, ("ssh-ed25519", "ssh-ed448"): EdwardsKey},
        otherwise=data(),
    )


class EcdsaSignature(Frame):
    """Two integers (RFC 5656, section 3.1.2)."""

    r: bytes = data(prefix=u32)
    s: bytes = data(prefix=u32)


class Signature(Frame):
    """The server's signature of the exchange (RFC 4253, section 6.6)."""

    format: str = text(prefix=u32, encoding="ascii", errors="surrogateescape")
    signature: EcdsaSignature | bytes = switch(
        this.format, {ECDSA: field(EcdsaSignature, size_prefix=u32)}, otherwise=data(prefix=u32)
    )


class DiffieHellmanInit(Frame):
    """The client's part (RFC 4253, section 8)."""

    e: bytes = data(prefix=u32)


class DiffieHellmanReply(Frame):
    """The server's part (RFC 4253, section 8)."""

    host_key: HostKey = field(size_prefix=u32)
    f: bytes = data(prefix=u32)
    signature: Signature = field(size_prefix=u32)


class OldGroupRequest(Frame):
    """Asks for a group of a size (RFC 4419, section 5)."""

    preferred: u32 = field(doc="bits")


class GroupRequest(Frame):
    """Asks for a group within a range of sizes (RFC 4419, section 3)."""

    minimum: u32 = field(doc="bits")
    preferred: u32 = field(doc="bits")
    maximum: u32 = field(doc="bits")


class Group(Frame):
    """The group: a prime, and a generator (RFC 4419, section 3)."""

    p: bytes = data(prefix=u32)
    g: bytes = data(prefix=u32)


class GroupInit(Frame):
    """The client's part (RFC 4419, section 3)."""

    e: bytes = data(prefix=u32)


class GroupReply(Frame):
    """The server's part (RFC 4419, section 3)."""

    host_key: HostKey = field(size_prefix=u32)
    f: bytes = data(prefix=u32)
    signature: Signature = field(size_prefix=u32)


class EllipticCurveInit(Frame):
    """The client's ephemeral public key (RFC 5656, section 4; RFC 8731)."""

    q_client: bytes = data(prefix=u32)


class EllipticCurveReply(Frame):
    """The server's ephemeral public key (RFC 5656, section 4; RFC 8731)."""

    host_key: HostKey = field(size_prefix=u32)
    q_server: bytes = data(prefix=u32)
    signature: Signature = field(size_prefix=u32)


class DelayCompression(Frame):
    """The algorithms that a side supports for compression after authentication (RFC 8308, section 3.2)."""

    compression_algorithms_client_to_server: str = text(prefix=u32, encoding="ascii", errors="surrogateescape")
    compression_algorithms_server_to_client: str = text(prefix=u32, encoding="ascii", errors="surrogateescape")


class Extension(Frame):
    """An extension (RFC 8308, section 3)."""

    name: str = text(prefix=u32, encoding="ascii", errors="surrogateescape")
    value: str | DelayCompression | bytes = switch(
        this.name,
        {
            ("server-sig-algs", "no-flow-control", "elevation"): text(encoding="ascii", errors="surrogateescape"),
            "delay-compression": DelayCompression,
        },
        otherwise=data(),
        size_prefix=u32,
    )


class ExtensionInfo(Frame):
    """Extensions that a side supports (RFC 8308, section 2.3)."""

    extensions: list[Extension] = array(Extension, prefix=u32, limit=1024)


class NewCompress(Frame):
    """The compression negotiated by DelayCompression begins (RFC 8308, section 3.2)."""


class NewKeys(Frame):
    """The last unencrypted packet (section 7.3)."""


class Disconnect(Frame):
    """The end of the connection (section 11.1)."""

    reason: DisconnectReason = field(u32)
    description: str = text(prefix=u32, errors="surrogateescape", default="")
    language: str = text(prefix=u32, encoding="ascii", errors="surrogateescape", default="")


class Ignore(Frame):
    """Meaningless data (section 11.2)."""

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
    """The name of a requested or accepted service (section 10)."""

    name: str = text(prefix=u32, encoding="ascii", errors="surrogateescape")


class ServiceAccept(Service):
    """The same in the answer."""


COMMON: dict[int, type[Frame]] = {
    MessageNumber.DISCONNECT: Disconnect,
    MessageNumber.IGNORE: Ignore,
    MessageNumber.UNIMPLEMENTED: Unimplemented,
    MessageNumber.DEBUG: Debug,
    MessageNumber.SERVICE_REQUEST: Service,
    MessageNumber.SERVICE_ACCEPT: ServiceAccept,
    MessageNumber.EXT_INFO: ExtensionInfo,
    MessageNumber.NEWCOMPRESS: NewCompress,
    MessageNumber.KEXINIT: KeyExchangeInit,
    MessageNumber.NEWKEYS: NewKeys,
}
"""The messages for all methods of key exchange."""
Common: TypeAlias = (
    Disconnect
    | Ignore
    | Unimplemented
    | Debug
    | Service
    | ServiceAccept
    | ExtensionInfo
    | NewCompress
    | KeyExchangeInit
    | NewKeys
    | Unknown
)


class Packet(Frame, size=this.length + 4):
    """A packet that is neither encrypted nor compressed (section 6), whose method of key exchange is not known."""

    length: int = derived(u32)
    padding_length: int = derived(u8)
    number: MessageNumber = derived(u8)
    message: Common = switch(this.number, COMMON, otherwise=unknown(), size=this.length - this.padding_length - 2)
    padding: bytes = data(this.padding_length, default=bytes(4))


class DiffieHellmanPacket(Frame, size=this.length + 4):
    """A packet if the method is Diffie-Hellman with a fixed group (RFC 4253, section 8)."""

    length: int = derived(u32)
    padding_length: int = derived(u8)
    number: MessageNumber = derived(u8)
    message: Common | DiffieHellmanInit | DiffieHellmanReply = switch(
        this.number,
        COMMON | {30: DiffieHellmanInit, 31: DiffieHellmanReply},
        otherwise=unknown(),
        size=this.length - this.padding_length - 2,
    )
    padding: bytes = data(this.padding_length, default=bytes(4))


class GroupExchangePacket(Frame, size=this.length + 4):
    """A packet if the method is Diffie-Hellman with a group that the server chooses (RFC 4419, section 5)."""

    length: int = derived(u32)
    padding_length: int = derived(u8)
    number: MessageNumber = derived(u8)
    message: Common | OldGroupRequest | GroupRequest | Group | GroupInit | GroupReply = switch(
        this.number,
        COMMON | {30: OldGroupRequest, 31: Group, 32: GroupInit, 33: GroupReply, 34: GroupRequest},
        otherwise=unknown(),
        size=this.length - this.padding_length - 2,
    )
    padding: bytes = data(this.padding_length, default=bytes(4))


class EllipticCurvePacket(Frame, size=this.length + 4):
    """A packet if the method is Diffie-Hellman over an elliptic curve, or a hybrid with one (RFC 5656, section 7.1)."""

    length: int = derived(u32)
    padding_length: int = derived(u8)
    number: MessageNumber = derived(u8)
    message: Common | EllipticCurveInit | EllipticCurveReply = switch(
        this.number,
        COMMON | {30: EllipticCurveInit, 31: EllipticCurveReply},
        otherwise=unknown(),
        size=this.length - this.padding_length - 2,
    )
    padding: bytes = data(this.padding_length, default=bytes(4))


AnyPacket: TypeAlias = Packet | DiffieHellmanPacket | GroupExchangePacket | EllipticCurvePacket
METHODS: tuple[tuple[str, type[AnyPacket]], ...] = (
    ("diffie-hellman-group-exchange-", GroupExchangePacket),
    ("diffie-hellman-", DiffieHellmanPacket),
    ("ecdh-", EllipticCurvePacket),
    ("curve25519-", EllipticCurvePacket),
    ("curve448-", EllipticCurvePacket),
    ("sntrup761x25519-", EllipticCurvePacket),
    ("mlkem768x25519-", EllipticCurvePacket),
    ("mlkem768nistp256-", EllipticCurvePacket),
    ("mlkem1024nistp384-", EllipticCurvePacket),
)
"""Prefixes of algorithm names, and their packets. The first match counts."""
NOT_METHODS = ("ext-info-", "kex-strict-", "kexguess2@")
"""Prefixes of names that are in the list for other purposes (RFC 8308, section 2.1)."""


def packet_class(client: KeyExchangeInit, server: KeyExchangeInit) -> type[AnyPacket]:
    """The packet class of the agreed key exchange: the first algorithm of the client that the server also supports."""
    theirs = server.kex_algorithms.split(",")
    ours = [name for name in client.kex_algorithms.split(",") if name in theirs and not name.startswith(NOT_METHODS)]
    return _packets_of(ours[0]) if ours else Packet


def _packets_of(algorithm: str) -> type[AnyPacket]:
    return next((packets for start, packets in METHODS if algorithm.startswith(start)), Packet)


def _is_wrong(guess: KeyExchangeInit, other: KeyExchangeInit) -> bool:
    """Whether a side has sent a first packet of a method that was not agreed on (section 7.1)."""
    pairs = (
        (guess.kex_algorithms, other.kex_algorithms),
        (guess.server_host_key_algorithms, other.server_host_key_algorithms),
    )
    return any(mine.split(",")[0] != theirs.split(",")[0] for mine, theirs in pairs)


def _side(session: Session, side: Literal["client", "server"]) -> Steps:
    """Lines up to the identification, then packets up to NEWKEYS."""
    if session.joined:
        yield None
    while True:
        line = yield Line
        if line.line.startswith("SSH-"):
            break
    expected: type[AnyPacket] = Packet
    while True:
        packet = yield expected
        if packet.number == MessageNumber.NEWKEYS:
            yield None
        if packet.number == MessageNumber.KEXINIT:
            setattr(session, side, packet.message)
            if not (yield Wait(lambda: all(hasattr(session, each) for each in ("client", "server")))):
                continue
            expected = packet_class(session.client, session.server)
            other = session.server if side == "client" else session.client
            if packet.message.first_kex_packet_follows and _is_wrong(packet.message, other):
                yield _packets_of(packet.message.kex_algorithms.split(",")[0])


def _client(session: Session) -> Steps:
    """The messages of the client."""
    yield from _side(session, "client")


def _server(session: Session) -> Steps:
    """The messages of the server."""
    yield from _side(session, "server")


PROTOCOL = Protocol(
    "ssh", title="SSH transport before encryption", source="RFC 4253", ports={"tcp": [22]}, client=_client, server=_server
)
