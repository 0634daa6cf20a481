"""MySQL's client/server protocol: packets, and what a server sends first and answers.

Source: MySQL 8.0 Source Code Documentation, "Client/Server Protocol": "MySQL Packets", "Integer Types" (length-encoded integers),
"Protocol::HandshakeV10", "OK_Packet", "ERR_Packet", "Capabilities Flags", "SERVER_STATUS_flags_enum".

The layouts are those of protocol 4.1, in which neither side asked for CLIENT_SESSION_TRACK. A payload of 2^24 - 1 bytes goes
on in the next packet; packets are not put together here.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import Any

from framekit import (
    Frame,
    Protocol,
    Unknown,
    choose,
    computed,
    data,
    derived,
    escaped,
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
    u64,
    unknown,
)

SHORTEST = 13
"""The second part of the scramble has this many bytes at least."""


class CapabilitiesLow(IntFlag):
    """The lower half of what a server can do."""

    LONG_PASSWORD = 1 << 0
    FOUND_ROWS = 1 << 1
    LONG_FLAG = 1 << 2
    CONNECT_WITH_DB = 1 << 3
    NO_SCHEMA = 1 << 4
    COMPRESS = 1 << 5
    ODBC = 1 << 6
    LOCAL_FILES = 1 << 7
    IGNORE_SPACE = 1 << 8
    PROTOCOL_41 = 1 << 9
    INTERACTIVE = 1 << 10
    SSL = 1 << 11
    IGNORE_SIGPIPE = 1 << 12
    TRANSACTIONS = 1 << 13
    RESERVED = 1 << 14
    SECURE_CONNECTION = 1 << 15


class CapabilitiesHigh(IntFlag):
    """The upper half of what a server can do."""

    MULTI_STATEMENTS = 1 << 0
    MULTI_RESULTS = 1 << 1
    PS_MULTI_RESULTS = 1 << 2
    PLUGIN_AUTH = 1 << 3
    CONNECT_ATTRS = 1 << 4
    PLUGIN_AUTH_LENENC_CLIENT_DATA = 1 << 5
    CAN_HANDLE_EXPIRED_PASSWORDS = 1 << 6
    SESSION_TRACK = 1 << 7
    DEPRECATE_EOF = 1 << 8
    OPTIONAL_RESULTSET_METADATA = 1 << 9
    ZSTD_COMPRESSION_ALGORITHM = 1 << 10
    QUERY_ATTRIBUTES = 1 << 11
    MULTI_FACTOR_AUTHENTICATION = 1 << 12
    CAPABILITY_EXTENSION = 1 << 13
    SSL_VERIFY_SERVER_CERT = 1 << 14
    REMEMBER_OPTIONS = 1 << 15


class ServerStatus(IntFlag):
    """The state of a session."""

    IN_TRANS = 1 << 0
    AUTOCOMMIT = 1 << 1
    MORE_RESULTS_EXIST = 1 << 3
    QUERY_NO_GOOD_INDEX_USED = 1 << 4
    QUERY_NO_INDEX_USED = 1 << 5
    CURSOR_EXISTS = 1 << 6
    LAST_ROW_SENT = 1 << 7
    DB_DROPPED = 1 << 8
    NO_BACKSLASH_ESCAPES = 1 << 9
    METADATA_CHANGED = 1 << 10
    QUERY_WAS_SLOW = 1 << 11
    PS_OUT_PARAMS = 1 << 12
    IN_TRANS_READONLY = 1 << 13
    SESSION_STATE_CHANGED = 1 << 14


class ResponseKind(IntEnum):
    """The first byte of a payload that a server begins with, or answers a command by that has no rows."""

    OK = 0x00
    HANDSHAKE_V10 = 10
    ERROR = 0xFF


LENGTH_ENCODED: Any = escaped(u8, {0xFB: -1, 0xFC: u16, 0xFD: u24, 0xFE: u64})
"""A length-encoded integer; 0xFB stands for NULL, which only a column can be."""


class Packet(Frame, byteorder="little"):
    """A packet of either side: the length of its payload, a number that counts up within a command, and the payload."""

    length: int = derived(u24)
    sequence_id: u8
    payload: bytes = data(this.length)


class HandshakeV10(Frame, byteorder="little"):
    """What a server sends first, behind the byte that says version 10: itself, and a scramble in two parts.

    MariaDB has flags of its own in the last four of the reserved bytes.
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


class Ok(Frame, byteorder="little"):
    """A command is done. The text is counted, which the document has only for CLIENT_SESSION_TRACK, but servers do always."""

    affected_rows: int = field(LENGTH_ENCODED, check=this >= 0, default=0)
    last_insert_id: int = field(LENGTH_ENCODED, check=this >= 0, default=0)
    status: ServerStatus = field(u16)
    warnings: u16 = 0
    info: str | None = optional(text(prefix=LENGTH_ENCODED, errors="surrogateescape"), default=None)


class Error(Frame, byteorder="little"):
    """A command failed. Before the handshake, a server leaves out the state and its mark; such an error is refused here."""

    code: u16
    _mark: None = pad(1, fill=ord("#"), strict=True)
    sql_state: str = text(5, encoding="ascii", strip=False)
    message: str = text(errors="surrogateescape")


class Response(Frame, byteorder="little"):
    """A packet of a server that begins a session, or answers a command that has no rows; other kinds keep their bytes."""

    length: int = derived(u24)
    sequence_id: u8
    kind: ResponseKind = derived(u8)
    body: HandshakeV10 | Ok | Error | Unknown = switch(
        this.kind,
        {ResponseKind.OK: Ok, ResponseKind.HANDSHAKE_V10: HandshakeV10, ResponseKind.ERROR: Error},
        otherwise=unknown(),
        size=this.length - 1,
    )


PROTOCOL = Protocol(
    "mysql",
    title="MySQL client/server protocol",
    source="MySQL internals manual, client/server protocol",
    ports={"tcp": [3306]},
    client=Packet,
)
