"""Start of a session with a MySQL server: its handshake, the client's response, and authentication.

Source: MySQL 8.0 Source Code Documentation, "Connection Phase": "Protocol::HandshakeV10", "Protocol::HandshakeResponse41",
"Protocol::SSLRequest", "Protocol::AuthSwitchRequest", "Protocol::AuthMoreData".
"""

from __future__ import annotations

from enum import IntEnum

from framekit import (
    Frame,
    Unknown,
    array,
    choose,
    computed,
    data,
    derived,
    field,
    optional,
    pad,
    switch,
    text,
    this,
    u8,
    u16,
    u24,
    u32,
    unknown,
)
from framekit.specs.mysql.answers import Error, Ok
from framekit.specs.mysql.codes import LENGTH_ENCODED, CapabilitiesHigh, CapabilitiesLow, ServerStatus, counted

SHORTEST = 13
"""The minimum number of bytes of the second part of the scramble."""
SSL_REQUEST = 32
"""The number of bytes of a request for encryption."""


class HandshakeV10(Frame, byteorder="little"):
    """The first message of a server, after the byte for version 10: server information, and a scramble in two parts.

    MariaDB has additional flags in the last four of the reserved bytes.
    """

    server_version: str = text(until="\0")
    thread_id: u32
    scramble_begin: bytes = data(8)
    _filler: None = pad(1)
    capabilities_low: CapabilitiesLow = field(u16)
    character_set: u8
    status: ServerStatus = field(u16)
    capabilities_high: CapabilitiesHigh = field(u16)
    capabilities: int = computed(this.capabilities_low | this.capabilities_high << 16)
    scramble_length: u8 = 0
    reserved: bytes = data(10, default=bytes(10))
    scramble_rest: bytes | None = optional(
        data(choose(this.scramble_length > 8 + SHORTEST, this.scramble_length - 8, SHORTEST)),
        when=this.capabilities_low & CapabilitiesLow.SECURE_CONNECTION,
    )
    plugin: str | None = optional(text(until="\0"), when=this.capabilities_high & CapabilitiesHigh.PLUGIN_AUTH, default=None)


class Attribute(Frame, byteorder="little"):
    """A client's information about itself."""

    name: str = counted()
    value: str = counted()


class HandshakeResponse(Frame, byteorder="little"):
    """A client's answer to a handshake, in protocol 4.1.

    MariaDB has additional flags in the last four of the reserved bytes.
    """

    capabilities_low: CapabilitiesLow = field(u16)
    capabilities_high: CapabilitiesHigh = field(u16)
    max_packet_size: u32
    character_set: u8
    reserved: bytes = data(23, default=bytes(23))
    user: str = text(until="\0", errors="surrogateescape")
    authentication: bytes = switch(
        choose(
            this.capabilities_high & CapabilitiesHigh.PLUGIN_AUTH_LENENC_CLIENT_DATA != 0,
            2,
            choose(this.capabilities_low & CapabilitiesLow.SECURE_CONNECTION != 0, 1, 0),
        ),
        {2: data(prefix=LENGTH_ENCODED), 1: data(prefix=u8), 0: data(until=b"\0")},
    )
    database: str | None = optional(
        text(until="\0", errors="surrogateescape"), when=this.capabilities_low & CapabilitiesLow.CONNECT_WITH_DB, default=None
    )
    plugin: str | None = optional(text(until="\0"), when=this.capabilities_high & CapabilitiesHigh.PLUGIN_AUTH, default=None)
    attributes: list[Attribute] | None = optional(
        array(Attribute, size_prefix=LENGTH_ENCODED),
        when=this.capabilities_high & CapabilitiesHigh.CONNECT_ATTRS,
        default_factory=lambda: None,
    )
    compression_level: int | None = optional(
        u8, when=this.capabilities_high & CapabilitiesHigh.ZSTD_COMPRESSION_ALGORITHM, default=None
    )


class SslRequest(Frame, byteorder="little"):
    """The beginning of a response, after which both sides continue encrypted."""

    capabilities_low: CapabilitiesLow = field(u16)
    capabilities_high: CapabilitiesHigh = field(u16)
    max_packet_size: u32
    character_set: u8
    reserved: bytes = data(23, default=bytes(23))


class Login(Frame, byteorder="little"):
    """The first packet of a client."""

    length: int = derived(u24)
    sequence_id: u8 = 1
    body: HandshakeResponse | SslRequest = switch(
        this.length == SSL_REQUEST, {True: SslRequest, False: HandshakeResponse}, size=this.length
    )


class AuthenticationSwitch(Frame):
    """The server requests another method than the one that the client has begun with."""

    plugin: str = text(until="\0")
    data: bytes = data()


class AuthenticationData(Frame):
    """More data of the method."""

    data: bytes = data()


class ResponseKind(IntEnum):
    """The first byte of a server's first payload, and of its answers while a client authenticates."""

    OK = 0x00
    MORE_DATA = 0x01
    HANDSHAKE_V10 = 10
    SWITCH = 0xFE
    ERROR = 0xFF


class Response(Frame, byteorder="little"):
    """A packet of a server that begins a session, or answers a client that authenticates."""

    length: int = derived(u24)
    sequence_id: u8
    kind: ResponseKind = derived(u8)
    body: HandshakeV10 | Ok | Error | AuthenticationSwitch | AuthenticationData | Unknown = switch(
        this.kind,
        {
            ResponseKind.OK: Ok,
            ResponseKind.MORE_DATA: AuthenticationData,
            ResponseKind.HANDSHAKE_V10: HandshakeV10,
            ResponseKind.SWITCH: AuthenticationSwitch,
            ResponseKind.ERROR: Error,
        },
        otherwise=unknown(),
        size=this.length - 1,
    )


class Packet(Frame, byteorder="little"):
    """Any packet of either side: the length of its payload, a number that counts up within a command, and the payload."""

    length: int = derived(u24)
    sequence_id: u8
    payload: bytes = data(this.length)
