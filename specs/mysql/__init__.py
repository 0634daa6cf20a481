"""MySQL's client/server protocol: the start of a session, commands, and responses with columns and rows.

Source: MySQL 8.0 Source Code Documentation, "Client/Server Protocol".

The layouts are those of protocol 4.1. The kind of a packet depends on the request of the client, which the session remembers. A
payload of 2^24 - 1 bytes continues in the next packet; packets are not assembled here. After a request for encryption, and if
both sides compress, no further frames are decoded. The values of binary rows and of parameters are kept as bytes.
"""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from typing import Any

from framekit import Protocol, Session
from framekit.protocol import Steps, Wait
from framekit.specs.mysql.answers import Change, EndPacket, Error, ErrorPacket, Ok, OkEndPacket, OkPacket, Variable
from framekit.specs.mysql.codes import (
    CapabilitiesHigh,
    CapabilitiesLow,
    ColumnFlags,
    ColumnType,
    Command,
    ServerStatus,
    StateChange,
)
from framekit.specs.mysql.commands import (
    BinlogDump,
    BinlogDumpGtid,
    Execute,
    Fetch,
    FieldList,
    LongData,
    Nothing,
    Number,
    Option,
    Prepare,
    Query,
    Refresh,
    RegisterReplica,
    Request,
    Schema,
)
from framekit.specs.mysql.login import (
    Attribute,
    AuthenticationData,
    AuthenticationSwitch,
    HandshakeResponse,
    HandshakeV10,
    Login,
    Packet,
    Response,
    ResponseKind,
    SslRequest,
)
from framekit.specs.mysql.results import (
    BinaryRow,
    BinaryRowPacket,
    ColumnCount,
    ColumnDefinition,
    ColumnPacket,
    LocalInfile,
    PrepareOk,
    PrepareResult,
    Result,
    Row,
    RowPacket,
)

__all__ = [
    "PROTOCOL",
    "Attribute",
    "AuthenticationData",
    "AuthenticationSwitch",
    "BinaryRow",
    "BinaryRowPacket",
    "BinlogDump",
    "BinlogDumpGtid",
    "CapabilitiesHigh",
    "CapabilitiesLow",
    "Change",
    "ColumnCount",
    "ColumnDefinition",
    "ColumnFlags",
    "ColumnPacket",
    "ColumnType",
    "Command",
    "EndPacket",
    "Error",
    "ErrorPacket",
    "Execute",
    "Fetch",
    "FieldList",
    "HandshakeResponse",
    "HandshakeV10",
    "LocalInfile",
    "Login",
    "LongData",
    "Nothing",
    "Number",
    "Ok",
    "OkEndPacket",
    "OkPacket",
    "Option",
    "Packet",
    "Prepare",
    "PrepareOk",
    "PrepareResult",
    "Query",
    "Refresh",
    "RegisterReplica",
    "Request",
    "Response",
    "ResponseKind",
    "Result",
    "Row",
    "RowPacket",
    "Schema",
    "ServerStatus",
    "SslRequest",
    "StateChange",
    "Variable",
]

SILENT = (Command.QUIT, Command.STATEMENT_CLOSE, Command.STATEMENT_SEND_LONG_DATA)
"""Commands without an answer."""
OPAQUE = (Command.STATISTICS, Command.BINLOG_DUMP, Command.BINLOG_DUMP_GTID, Command.CHANGE_USER, Command.TABLE_DUMP)
"""Commands whose answers are kept as packets: text, events, or another authentication."""


def _client(session: Session) -> Steps:
    """A response to the handshake, data of authentication, and commands; packets, if the beginning was not seen."""
    session.commands, session.asks, session.is_ready = [], 0, False
    session.has_attributes = session.ends_by_ok = session.is_opaque = False
    while session.joined:
        yield Packet
    yield session.after("server")
    login = yield Login
    both = login.body.capabilities_high & session.server_high
    session.has_attributes = bool(both & CapabilitiesHigh.QUERY_ATTRIBUTES)
    session.ends_by_ok = bool(both & CapabilitiesHigh.DEPRECATE_EOF)
    is_compressed = bool(login.body.capabilities_low & session.server_low & CapabilitiesLow.COMPRESS)
    session.is_encrypted = isinstance(login.body, SslRequest)
    if session.is_encrypted:
        yield None
    answers = 0
    while not session.is_ready and (yield Wait(partial(_is_asked, session, answers))) and not session.is_ready:
        answers += 1
        yield Packet
    if is_compressed:
        session.is_opaque = True
        yield None
    while True:
        request = yield Request.given(has_attributes=session.has_attributes)
        session.commands.append(request)


def _is_asked(session: Session, answers: int) -> bool:
    """Whether the server has asked for more than the client has answered, or has accepted the client."""
    return bool(session.is_ready or session.asks > answers)


def _has_asked(session: Session, done: int) -> bool:
    """Whether a command is still unanswered, or no further command will come."""
    return bool(session.is_opaque or len(session.commands) > done)


def _server(session: Session) -> Steps:
    """A handshake, answers while the client authenticates, and answers to commands; packets, if the beginning was not seen."""
    while session.joined:
        yield Packet
    hello = yield Response
    if not isinstance(hello.body, HandshakeV10):
        yield None
    session.server_low, session.server_high = hello.body.capabilities_low, hello.body.capabilities_high
    yield session.after("client")
    if session.is_encrypted:
        yield None
    answer = None
    while not isinstance(answer, Ok | Error):
        answer = (yield Response).body
        if isinstance(answer, AuthenticationSwitch) or (isinstance(answer, AuthenticationData) and _wants_answer(answer)):
            session.asks += 1
    session.is_ready = True
    done = 0
    while (yield Wait(partial(_has_asked, session, done))):
        if session.is_opaque:
            yield None
        command = session.commands[done].command
        done += 1
        if command in OPAQUE:
            while len(session.commands) == done:
                yield Packet
        elif command not in SILENT:
            yield from _answer(session, command)
    while True:  # the commands are not in the capture
        yield Packet


def _wants_answer(answer: AuthenticationData) -> bool:
    """Whether a client answers: to anything except a fast-authentication notice (caching_sha2_password)."""
    return answer.data != b"\3"


def _answer(session: Session, command: Command) -> Steps:
    """The packets of the answer to a command."""
    if command == Command.FIELD_LIST:
        column = None
        while not isinstance(column, EndPacket | ErrorPacket | OkEndPacket):
            column = (yield ColumnPacket.given(ends_by_ok=session.ends_by_ok)).body
    elif command == Command.STATEMENT_PREPARE:
        made = (yield PrepareResult).body
        if isinstance(made, PrepareOk):
            yield from _columns(session, made.parameters)
            yield from _columns(session, made.columns)
    elif command == Command.STATEMENT_FETCH:
        yield from _rows(BinaryRowPacket.given(ends_by_ok=session.ends_by_ok))
    else:
        more = True
        while more:
            more = yield from _result(session, command)


def _result(session: Session, command: Command) -> Generator[Any, Any, bool]:
    """One result of a command; returns whether another follows."""
    head = (yield Result).body
    if isinstance(head, LocalInfile):
        yield Packet
        head = (yield Result).body
    if isinstance(head, OkPacket):
        return bool(head.ok.status & ServerStatus.MORE_RESULTS_EXIST)
    if not isinstance(head, ColumnCount):
        return False
    yield from _columns(session, head.columns)
    if command == Command.STATEMENT_EXECUTE:
        return (yield from _rows(BinaryRowPacket.given(ends_by_ok=session.ends_by_ok)))
    return (yield from _rows(RowPacket.given(columns=head.columns, ends_by_ok=session.ends_by_ok)))


def _columns(session: Session, count: int) -> Steps:
    """Columns, and the packet that ends them unless the client has deprecated it."""
    for _ in range(count + (count > 0 and not session.ends_by_ok)):
        yield ColumnPacket.given(ends_by_ok=session.ends_by_ok)


def _rows(packet: type[RowPacket | BinaryRowPacket]) -> Generator[Any, Any, bool]:
    """Rows up to their end; returns whether another result follows."""
    while True:
        row = (yield packet).body
        if isinstance(row, EndPacket):
            return bool(row.status & ServerStatus.MORE_RESULTS_EXIST)
        if isinstance(row, OkEndPacket):
            return bool(row.ok.status & ServerStatus.MORE_RESULTS_EXIST)
        if isinstance(row, ErrorPacket):
            return False


PROTOCOL = Protocol(
    "mysql",
    title="MySQL client/server protocol",
    source="MySQL 8.0 Source Code Documentation, Client/Server Protocol",
    ports={"tcp": [3306]},
    client=_client,
    server=_server,
)
