"""Responses of a MySQL server to any command: OK, an error, the end of a part.

Source: MySQL 8.0 Source Code Documentation, "Generic Response Packets": "OK_Packet", "ERR_Packet", "EOF_Packet".
"""

from __future__ import annotations

from framekit import Frame, array, const, data, field, optional, pad, switch, text, this, u8, u16
from framekit.specs.mysql.codes import LENGTH_ENCODED, ServerStatus, StateChange, counted


class Variable(Frame, byteorder="little"):
    """A system variable and its new value."""

    name: str = counted()
    value: str = counted()


class Change(Frame, byteorder="little"):
    """A change in the state of a session."""

    kind: StateChange = field(u8)
    value: Variable | str | bytes = switch(
        this.kind,
        {StateChange.SYSTEM_VARIABLES: Variable, StateChange.SCHEMA: counted()},
        otherwise=data(),
        size_prefix=LENGTH_ENCODED,
    )


class Ok(Frame, byteorder="little"):
    """A command succeeded. The text has a length, although this is documented only for CLIENT_SESSION_TRACK."""

    affected_rows: int = field(LENGTH_ENCODED, check=this >= 0, default=0)
    last_insert_id: int = field(LENGTH_ENCODED, check=this >= 0, default=0)
    status: ServerStatus = field(u16)
    warnings: u16 = 0
    info: str | None = optional(counted(), default=None)
    changes: list[Change] | None = optional(array(Change, size_prefix=LENGTH_ENCODED), default_factory=lambda: None)


class Error(Frame, byteorder="little"):
    """A command failed. Before the handshake, a server leaves out the state and its mark; such an error is refused here."""

    code: u16
    _mark: None = pad(1, fill=ord("#"), strict=True)
    sql_state: str = text(5, encoding="ascii", strip=False)
    message: str = text(errors="surrogateescape")


class OkPacket(Frame, byteorder="little"):
    """The payload of an OK packet."""

    _header: int = const(0x00, u8)
    ok: Ok


class ErrorPacket(Frame, byteorder="little"):
    """The payload of an error packet."""

    _header: int = const(0xFF, u8)
    error: Error


class EndPacket(Frame, byteorder="little"):
    """The payload of a packet that ends columns or rows, if the client has not set CLIENT_DEPRECATE_EOF."""

    _header: int = const(0xFE, u8)
    warnings: u16 = 0
    status: ServerStatus = field(u16)


class OkEndPacket(Frame, byteorder="little"):
    """The payload of a packet that ends rows, if the client has set CLIENT_DEPRECATE_EOF."""

    _header: int = const(0xFE, u8)
    ok: Ok
