"""Minecraft, Java Edition: packet framing, and the handshake, status and login packets.

Source: "Java Edition protocol" of the Minecraft Wiki (minecraft.wiki): sections "Packet format", "Data types", "Handshaking",
"Status" and "Login", and its notes on earlier versions of the protocol. Version numbers are protocol versions: 735 is Minecraft
1.16, 759 is 1.19, 761 is 1.19.3, 764 is 1.20.2, 766 is 1.20.5 and 768 is 1.21.2.

The content of a login depends on the version in the handshake, which is given to its packets; the chat keys of versions 759 and
760 stay bytes. Configuration and play packets are an identifier and bytes, because they differ in each version. Compressed
packets are inflated into these too, and compressed again when packing; the indicated length is not checked. After the answer to
an encryption request, nothing is decoded. The ping of servers before version 1.7 is not declared.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any
from uuid import UUID

from framekit import (
    Expr,
    Frame,
    Protocol,
    Session,
    Unknown,
    array,
    bool8,
    data,
    deflated,
    derived,
    field,
    given,
    i64,
    mapped,
    optional,
    switch,
    text,
    this,
    u16,
    unknown,
    uuid,
    varint,
)
from framekit.protocol import Steps, Wait

VARINT = varint("leb128", bits=32)
LENGTH = varint("leb128", bits=21)
LONGEST_INFLATED = 1 << 23
"""The maximum number of bytes of a packet before compression."""
NEWEST = 769
"""The version that is assumed if none is given: Minecraft 1.21.4."""


def read_signed(number: int) -> int:
    """The number that 32 bits in two's complement represent."""
    return number - (1 << 32) if number >> 31 else number


def write_signed(number: int) -> int:
    """The 32 bits of a number."""
    if not -(1 << 31) <= number < 1 << 31:
        raise ValueError(f"expected an integer of at most 32 bits, got {number}")
    return number & (1 << 32) - 1


SIGNED: Any = mapped(
    VARINT, unpack=read_signed, pack=write_signed, name="varint_32", values=[0, -1, 47, 769, 2**31 - 1, -(2**31)]
)


def string(length: int, **options: Any) -> Any:
    """A text of a limited number of characters, each of which has up to three bytes."""
    return text(prefix=VARINT, limit=3 * length, **options)


class Intent(IntEnum):
    """The intent of a client ("Handshake"). Others stay integers."""

    STATUS = 1
    LOGIN = 2
    TRANSFER = 3


class StatusIdentifier(IntEnum):
    """Status packets; an answer has the identifier of its request."""

    STATUS = 0
    PING = 1


class LoginRequestIdentifier(IntEnum):
    """Packets of clients during the login. Others stay integers."""

    LOGIN_START = 0
    ENCRYPTION_RESPONSE = 1
    PLUGIN_RESPONSE = 2
    LOGIN_ACKNOWLEDGED = 3
    COOKIE_RESPONSE = 4


class LoginResponseIdentifier(IntEnum):
    """Packets of servers during the login. Others stay integers."""

    DISCONNECT = 0
    ENCRYPTION_REQUEST = 1
    LOGIN_SUCCESS = 2
    SET_COMPRESSION = 3
    PLUGIN_REQUEST = 4
    COOKIE_REQUEST = 5


class Handshake(Frame):
    """The first packet ("Handshake")."""

    protocol_version: int = SIGNED
    """Version of the client; -1 if a status is requested and the version is not known."""
    server_address: str = string(255)
    server_port: u16
    intent: Intent = field(VARINT)


class Handshaking(Frame):
    """A packet of the handshake."""

    identifier: int = derived(VARINT)
    body: Handshake | Unknown = switch(this.identifier, {0: Handshake}, otherwise=unknown())


class StatusRequest(Frame):
    """Asks for the status ("Status Request")."""


class Ping(Frame):
    """Asks for an answer, or is the answer ("Ping Request" and "Pong Response")."""

    timestamp: i64 = field(doc="any number; clients of the game use milliseconds")


class StatusResponse(Frame):
    """The status ("Status Response")."""

    status: str = string(32767)
    """JSON."""


class StatusQuestion(Frame):
    """A client's packet for the status."""

    identifier: StatusIdentifier = derived(VARINT)
    body: StatusRequest | Ping | Unknown = switch(
        this.identifier, {StatusIdentifier.STATUS: StatusRequest, StatusIdentifier.PING: Ping}, otherwise=unknown()
    )


class StatusAnswer(Frame):
    """A server's packet for the status."""

    identifier: StatusIdentifier = derived(VARINT)
    body: StatusResponse | Ping | Unknown = switch(
        this.identifier, {StatusIdentifier.STATUS: StatusResponse, StatusIdentifier.PING: Ping}, otherwise=unknown()
    )


_HAS_OPTIONAL_UUID: Expr = (this.version >= 761) & (this.version < 764)


class LoginStart(Frame):
    """The player who logs in ("Login Start")."""

    version: int = given(default=NEWEST, doc="of the protocol")
    name: str = string(16)
    has_player: bool | None = optional(bool8, when=_HAS_OPTIONAL_UUID, default=None)
    player: UUID | None = optional(uuid, when=(this.version >= 764) | (this.has_player == 1), default=None)
    keys: bytes = data(default=b"")
    """For chat, in versions 759 and 760."""


class EncryptionResponse(Frame):
    """The shared secret, encrypted with the server's key ("Encryption Response")."""

    shared_secret: bytes = data(prefix=VARINT)
    verify_token: bytes = data(prefix=VARINT)


class PluginResponse(Frame):
    """The answer to a question of a plugin ("Login Plugin Response")."""

    message: int = field(VARINT)
    is_understood: bool8
    data: bytes = data(default=b"")


class LoginAcknowledged(Frame):
    """Acknowledges the login ("Login Acknowledged")."""


class CookieResponse(Frame):
    """Data that a server has asked the client to keep ("Cookie Response")."""

    key: str = string(32767)
    has_payload: bool = derived(bool8)
    payload: bytes | None = optional(data(prefix=VARINT, limit=5120), when=this.has_payload, default=None)


class LoginQuestion(Frame):
    """A client's packet for the login."""

    version: int = given(default=NEWEST, doc="of the protocol")
    identifier: LoginRequestIdentifier = derived(VARINT)
    body: LoginStart | EncryptionResponse | PluginResponse | LoginAcknowledged | CookieResponse | Unknown = switch(
        this.identifier,
        {
            LoginRequestIdentifier.LOGIN_START: LoginStart.given(version=this.version),
            LoginRequestIdentifier.ENCRYPTION_RESPONSE: EncryptionResponse,
            LoginRequestIdentifier.PLUGIN_RESPONSE: PluginResponse,
            LoginRequestIdentifier.LOGIN_ACKNOWLEDGED: LoginAcknowledged,
            LoginRequestIdentifier.COOKIE_RESPONSE: CookieResponse,
        },
        otherwise=unknown(),
    )


class Disconnect(Frame):
    """The reason why the client cannot play ("Disconnect (login)")."""

    reason: str = string(262144)
    """A text component, in JSON."""


class EncryptionRequest(Frame):
    """The key of the server ("Encryption Request")."""

    version: int = given(default=NEWEST, doc="of the protocol")
    server_identifier: str = string(20, default="")
    public_key: bytes = data(prefix=VARINT)
    """DER."""
    verify_token: bytes = data(prefix=VARINT)
    should_authenticate: bool | None = optional(bool8, when=this.version >= 766, default=None)


class Property(Frame):
    """A property of a player, such as the skin."""

    name: str = string(64)
    value: str = string(32767)
    has_signature: bool = derived(bool8)
    signature: str | None = optional(string(1024), when=this.has_signature, default=None)


class LoginSuccess(Frame):
    """The player who has logged in ("Login Success")."""

    version: int = given(default=NEWEST, doc="of the protocol")
    player: UUID | str = switch(this.version >= 735, {True: uuid, False: string(36)})
    name: str = string(16)
    properties: list[Property] | None = optional(array(Property, prefix=VARINT, limit=16), when=this.version >= 759, default=None)
    is_strict: bool | None = optional(bool8, when=(this.version == 766) | (this.version == 767), default=None)
    """Whether the client disconnects after a packet that it cannot read."""


class SetCompression(Frame):
    """Packets after this one have an uncompressed length ("Set Compression")."""

    threshold: int = SIGNED
    """Minimum size in bytes of packets that are compressed; negative if none are."""


class PluginRequest(Frame):
    """A question of a plugin ("Login Plugin Request")."""

    message: int = field(VARINT)
    channel: str = string(32767)
    data: bytes = data(default=b"")


class CookieRequest(Frame):
    """Asks for data that the client has kept ("Cookie Request")."""

    key: str = string(32767)


class LoginAnswer(Frame):
    """A server's packet for the login."""

    version: int = given(default=NEWEST, doc="of the protocol")
    identifier: LoginResponseIdentifier = derived(VARINT)
    body: Disconnect | EncryptionRequest | LoginSuccess | SetCompression | PluginRequest | CookieRequest | Unknown = switch(
        this.identifier,
        {
            LoginResponseIdentifier.DISCONNECT: Disconnect,
            LoginResponseIdentifier.ENCRYPTION_REQUEST: EncryptionRequest.given(version=this.version),
            LoginResponseIdentifier.LOGIN_SUCCESS: LoginSuccess.given(version=this.version),
            LoginResponseIdentifier.SET_COMPRESSION: SetCompression,
            LoginResponseIdentifier.PLUGIN_REQUEST: PluginRequest,
            LoginResponseIdentifier.COOKIE_REQUEST: CookieRequest,
        },
        otherwise=unknown(),
    )


class Payload(Frame):
    """A packet of the configuration or of play, or one that was compressed."""

    identifier: int = field(VARINT)
    data: bytes = data(default=b"")


_INFLATED: Any = field(Payload, within=deflated(data(), compression="zlib", limit=LONGEST_INFLATED))


class CompressedPayload(Frame):
    """A packet after compression has been set ("With compression")."""

    inflated_length: int = field(VARINT, default=0, doc="0 if the packet is not compressed")
    content: Payload = switch(this.inflated_length == 0, {True: Payload, False: _INFLATED})


class CompressedQuestion(Frame):
    """A packet of a client for the login after compression has been set."""

    version: int = given(default=NEWEST, doc="of the protocol")
    inflated_length: int = field(VARINT, default=0, doc="0 if the packet is not compressed")
    content: LoginQuestion | Payload = switch(
        this.inflated_length == 0, {True: LoginQuestion.given(version=this.version), False: _INFLATED}
    )


class CompressedAnswer(Frame):
    """A packet of a server for the login after compression has been set."""

    version: int = given(default=NEWEST, doc="of the protocol")
    inflated_length: int = field(VARINT, default=0, doc="0 if the packet is not compressed")
    content: LoginAnswer | Payload = switch(
        this.inflated_length == 0, {True: LoginAnswer.given(version=this.version), False: _INFLATED}
    )


class HandshakePacket(Frame):
    """A packet of the handshake, after its length ("Without compression")."""

    length: int = derived(LENGTH)
    content: Handshaking = field(size=this.length)


class StatusQuestionPacket(Frame):
    """A packet of a client for the status, after its length."""

    length: int = derived(LENGTH)
    content: StatusQuestion = field(size=this.length)


class StatusAnswerPacket(Frame):
    """A packet of a server for the status, after its length."""

    length: int = derived(LENGTH)
    content: StatusAnswer = field(size=this.length)


class LoginQuestionPacket(Frame):
    """A packet of a client for the login, after its length."""

    version: int = given(default=NEWEST, doc="of the protocol")
    is_compressed: bool = given(default=False, doc="compression has been set")
    length: int = derived(LENGTH)
    content: LoginQuestion | CompressedQuestion = switch(
        this.is_compressed,
        {False: LoginQuestion.given(version=this.version), True: CompressedQuestion.given(version=this.version)},
        size=this.length,
    )


class LoginAnswerPacket(Frame):
    """A packet of a server for the login, after its length."""

    version: int = given(default=NEWEST, doc="of the protocol")
    is_compressed: bool = given(default=False, doc="compression has been set")
    length: int = derived(LENGTH)
    content: LoginAnswer | CompressedAnswer = switch(
        this.is_compressed,
        {False: LoginAnswer.given(version=this.version), True: CompressedAnswer.given(version=this.version)},
        size=this.length,
    )


class Packet(Frame):
    """A packet of the configuration or of play, after its length."""

    is_compressed: bool = given(default=False, doc="compression has been set")
    length: int = derived(LENGTH)
    content: Payload | CompressedPayload = switch(this.is_compressed, {False: Payload, True: CompressedPayload}, size=this.length)


CONFIGURED = 764
"""From this version on, the client acknowledges the login."""


def _body(packet: LoginQuestionPacket | LoginAnswerPacket) -> object:
    """The body of a login packet."""
    content = packet.content
    if isinstance(content, CompressedQuestion | CompressedAnswer):
        return getattr(content.content, "body", None)
    return content.body


def _client(session: Session) -> Steps:
    """The handshake; then the status or the login, in which each packet but the first answers one of the server."""
    if session.joined:
        yield None
    packet = yield HandshakePacket
    handshake = packet.content.body
    session.handshake = handshake
    if not isinstance(handshake, Handshake) or handshake.intent not in set(Intent):
        yield None
    while handshake.intent == Intent.STATUS:
        yield StatusQuestionPacket
    yield LoginQuestionPacket, {"given": {"version": handshake.protocol_version, "is_compressed": False}}
    is_compressed, body = False, None
    while not isinstance(body, LoginAcknowledged):
        yield Wait(lambda: bool(getattr(session, "asked", None)))
        is_compressed, question = session.asked.pop(0)
        if isinstance(question, LoginSuccess) and handshake.protocol_version < CONFIGURED:
            break
        given_values = {"version": handshake.protocol_version, "is_compressed": is_compressed}
        body = _body((yield LoginQuestionPacket, {"given": given_values}))
        if isinstance(body, EncryptionResponse):
            yield None
    while True:
        yield Packet, {"given": {"is_compressed": is_compressed}}


def _server(session: Session) -> Steps:
    """Answers to the handshake: the status, or the login up to its success."""
    session.asked = []
    if session.joined:
        yield None
    yield session.after("client")
    handshake: Any = getattr(session, "handshake", None)
    if not isinstance(handshake, Handshake) or handshake.intent not in set(Intent):
        yield None
    while handshake.intent == Intent.STATUS:
        yield StatusAnswerPacket
    is_compressed, body = False, None
    while not isinstance(body, LoginSuccess):
        given_values = {"version": handshake.protocol_version, "is_compressed": is_compressed}
        body = _body((yield LoginAnswerPacket, {"given": given_values}))
        if isinstance(body, SetCompression):
            is_compressed = body.threshold >= 0
        else:
            session.asked.append((is_compressed, body))
        if isinstance(body, EncryptionRequest):
            yield None
    while True:
        yield Packet, {"given": {"is_compressed": is_compressed}}


PROTOCOL = Protocol(
    "minecraft",
    title="Minecraft Java Edition",
    source="minecraft.wiki, Java Edition protocol",
    ports={"tcp": [25565]},
    client=_client,
    server=_server,
)
