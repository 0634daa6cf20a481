"""Commands of a MySQL client.

Source: MySQL 8.0 Source Code Documentation, "Command Phase": "Utility Commands", "Text Protocol", "Prepared Statements",
"Replication Protocol".

Parameter values are kept as bytes, because an earlier command determines their types.
"""

from __future__ import annotations

from framekit import Frame, data, derived, field, given, optional, switch, text, this, u8, u16, u24, u32, u64
from framekit.specs.mysql.codes import LENGTH_ENCODED, Command


class Nothing(Frame):
    """A command without parameters."""


class Query(Frame, byteorder="little"):
    """A query. If there are attributes, their names, types and values precede its text, and are kept in it."""

    has_attributes: bool = given(default=False, doc="both sides have set CLIENT_QUERY_ATTRIBUTES")
    attributes: int | None = optional(field(LENGTH_ENCODED, check=this >= 0), when=this.has_attributes, default=None)
    attribute_sets: int | None = optional(field(LENGTH_ENCODED, check=this >= 0), when=this.has_attributes, default=None)
    query: str = text(errors="surrogateescape")


class Schema(Frame):
    """A schema that is selected, created or dropped."""

    schema: str = text(errors="surrogateescape")


class FieldList(Frame):
    """Asks for the columns of a table."""

    table: str = text(until="\0", errors="surrogateescape")
    wildcard: str = text(errors="surrogateescape")


class Number(Frame, byteorder="little"):
    """A command with a number: a connection, or a statement."""

    number: u32


class Option(Frame, byteorder="little"):
    """Switches multiple statements on (0) or off (1)."""

    option: u16


class Refresh(Frame):
    """The parts to flush."""

    what: u8


class Prepare(Frame):
    """Prepares a statement from a query."""

    query: str = text(errors="surrogateescape")


class Execute(Frame, byteorder="little"):
    """Runs a statement."""

    statement: u32
    flags: u8 = 0
    iterations: u32 = 1
    parameters: bytes = data()


class LongData(Frame, byteorder="little"):
    """A piece of a parameter."""

    statement: u32
    parameter: u16
    data: bytes = data()


class Fetch(Frame, byteorder="little"):
    """Asks for rows of a cursor."""

    statement: u32
    rows: u32


class BinlogDump(Frame, byteorder="little"):
    """Asks for the binary log from a position on."""

    position: u32
    flags: u16
    server: u32
    file: str = text(errors="surrogateescape")


class BinlogDumpGtid(Frame, byteorder="little"):
    """Asks for the binary log without some transactions."""

    flags: u16
    server: u32
    file: str = text(prefix=u32, errors="surrogateescape")
    position: u64
    sets: bytes = data(prefix=u32)


class RegisterReplica(Frame, byteorder="little"):
    """A replica identifies itself."""

    server: u32
    host: str = text(prefix=u8, errors="surrogateescape")
    user: str = text(prefix=u8, errors="surrogateescape")
    password: str = text(prefix=u8, errors="surrogateescape")
    port: u16
    rank: u32
    source: u32


class Request(Frame, byteorder="little"):
    """A packet of a client that begins a command."""

    has_attributes: bool = given(default=False, doc="both sides have set CLIENT_QUERY_ATTRIBUTES")
    length: int = derived(u24)
    sequence_id: u8 = 0
    command: Command = field(u8)
    body: (
        Nothing
        | Query
        | Schema
        | FieldList
        | Number
        | Option
        | Refresh
        | Prepare
        | Execute
        | LongData
        | Fetch
        | BinlogDump
        | BinlogDumpGtid
        | RegisterReplica
        | bytes
    ) = switch(
        this.command,
        {
            (
                Command.QUIT,
                Command.STATISTICS,
                Command.PROCESS_INFO,
                Command.DEBUG,
                Command.PING,
                Command.RESET_CONNECTION,
            ): Nothing,
            Command.QUERY: Query.given(has_attributes=this.has_attributes),
            (Command.INIT_DB, Command.CREATE_DB, Command.DROP_DB): Schema,
            Command.FIELD_LIST: FieldList,
            (Command.PROCESS_KILL, Command.STATEMENT_CLOSE, Command.STATEMENT_RESET): Number,
            Command.SET_OPTION: Option,
            Command.REFRESH: Refresh,
            Command.STATEMENT_PREPARE: Prepare,
            Command.STATEMENT_EXECUTE: Execute,
            Command.STATEMENT_SEND_LONG_DATA: LongData,
            Command.STATEMENT_FETCH: Fetch,
            Command.BINLOG_DUMP: BinlogDump,
            Command.BINLOG_DUMP_GTID: BinlogDumpGtid,
            Command.REGISTER_REPLICA: RegisterReplica,
        },
        otherwise=data(),
        size=this.length - 1,
    )
