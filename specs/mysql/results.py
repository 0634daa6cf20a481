"""Responses of a MySQL server to commands that return rows.

Source: MySQL 8.0 Source Code Documentation, "Text Resultset", "Column Definition", "Binary Protocol Resultset Row", and
"COM_STMT_PREPARE Response".

The values of binary rows are kept as bytes, because their sizes depend on the types of the columns. A row whose first value has
2^24 bytes or more, which takes several packets, is not distinguished from the end of the rows.
"""

from __future__ import annotations

from framekit import (
    Frame,
    array,
    const,
    data,
    derived,
    field,
    given,
    pad,
    peek,
    switch,
    text,
    this,
    u8,
    u16,
    u24,
    u32,
)
from framekit.specs.mysql.answers import EndPacket, ErrorPacket, OkEndPacket, OkPacket
from framekit.specs.mysql.codes import LENGTH_ENCODED, ColumnFlags, ColumnType, counted


class ColumnCount(Frame, byteorder="little"):
    """The number of columns that follow."""

    columns: int = field(LENGTH_ENCODED, check=this > 0)


class LocalInfile(Frame):
    """The server asks for a file of the client."""

    _header: int = const(0xFB, u8)
    file: str = text(errors="surrogateescape")


class PrepareOk(Frame, byteorder="little"):
    """A prepared statement: its number, and the numbers of columns and parameters that are described next."""

    _header: int = const(0x00, u8)
    statement: u32
    columns: u16
    parameters: u16
    _filler: None = pad(1)
    warnings: u16 = 0


class ColumnDefinition(Frame, byteorder="little"):
    """A column of a result, or a parameter of a statement."""

    catalog: str = counted(default="def")
    schema: str = counted()
    table: str = counted()
    original_table: str = counted()
    name: str = counted()
    original_name: str = counted()
    _length: int = const(12, u8)
    character_set: u16
    length: u32
    type: ColumnType = field(u8)
    flags: ColumnFlags = field(u16)
    decimals: u8 = 0
    _filler: None = pad(2)
    defaults: list[bytes | None] = array(
        data(prefix=LENGTH_ENCODED, null=-1), default_factory=list, doc="one in an answer to COM_FIELD_LIST, otherwise none"
    )


class Row(Frame, byteorder="little"):
    """A row as text; None stands for NULL."""

    columns: int = given()
    values: list[bytes | None] = array(data(prefix=LENGTH_ENCODED, null=-1), count=this.columns)


class BinaryRow(Frame):
    """A row of a prepared statement: bits for the values that are NULL, and the other values."""

    _header: int = const(0x00, u8)
    values: bytes = data()


class Result(Frame, byteorder="little"):
    """The first packet of an answer."""

    length: int = derived(u24)
    sequence_id: u8
    first: int = peek(u8)
    body: OkPacket | ErrorPacket | LocalInfile | ColumnCount = switch(
        this.first, {0x00: OkPacket, 0xFB: LocalInfile, 0xFF: ErrorPacket}, otherwise=ColumnCount, size=this.length
    )


class PrepareResult(Frame, byteorder="little"):
    """The first packet of an answer to the preparation of a statement."""

    length: int = derived(u24)
    sequence_id: u8
    first: int = peek(u8)
    body: PrepareOk | ErrorPacket = switch(this.first, {0x00: PrepareOk, 0xFF: ErrorPacket}, size=this.length)


class ColumnPacket(Frame, byteorder="little"):
    """A packet with a column, or the end of the columns."""

    ends_by_ok: bool = given(default=False, doc="the client has set CLIENT_DEPRECATE_EOF")
    length: int = derived(u24)
    sequence_id: u8
    first: int = peek(u8)
    body: ColumnDefinition | EndPacket | ErrorPacket | OkEndPacket = switch(
        this.first,
        {0xFE: switch(this.ends_by_ok, {True: OkEndPacket, False: EndPacket}), 0xFF: ErrorPacket},
        otherwise=ColumnDefinition,
        size=this.length,
    )


class RowPacket(Frame, byteorder="little"):
    """A packet with a row, or the end of the rows."""

    ends_by_ok: bool = given(default=False, doc="the client has set CLIENT_DEPRECATE_EOF")
    columns: int = given()
    length: int = derived(u24)
    sequence_id: u8
    first: int = peek(u8)
    body: Row | EndPacket | ErrorPacket | OkEndPacket = switch(
        this.first,
        {0xFE: switch(this.ends_by_ok, {True: OkEndPacket, False: EndPacket}), 0xFF: ErrorPacket},
        otherwise=Row.given(columns=this.columns),
        size=this.length,
    )


class BinaryRowPacket(Frame, byteorder="little"):
    """A packet with a row of a prepared statement, or the end of the rows."""

    ends_by_ok: bool = given(default=False, doc="the client has set CLIENT_DEPRECATE_EOF")
    length: int = derived(u24)
    sequence_id: u8
    first: int = peek(u8)
    body: BinaryRow | EndPacket | ErrorPacket | OkEndPacket = switch(
        this.first,
        {0xFE: switch(this.ends_by_ok, {True: OkEndPacket, False: EndPacket}), 0xFF: ErrorPacket},
        otherwise=BinaryRow,
        size=this.length,
    )
