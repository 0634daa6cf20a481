"""PostgreSQL's frontend/backend protocol, version 3: the frame of its messages.

Source: PostgreSQL 15 manual, chapter 55.2 "Message Flow" and 55.7 "Message Formats": a type byte, then a length of four bytes
that counts itself but not the type, then the body. The first message of a client has no type. Clients and servers use the
same letters for different things, so that each side has its own set.

The bodies are kept as bytes.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import (
    Frame,
    Protocol,
    Session,
    data,
    derived,
    field,
    this,
    u8,
    u16,
    u32,
)
from framekit.protocol import Steps


class BackendType(IntEnum):
    """What a server sends."""

    AUTHENTICATION = ord("R")
    BACKEND_KEY_DATA = ord("K")
    BIND_COMPLETE = ord("2")
    CLOSE_COMPLETE = ord("3")
    COMMAND_COMPLETE = ord("C")
    COPY_BOTH_RESPONSE = ord("W")
    COPY_DATA = ord("d")
    COPY_DONE = ord("c")
    COPY_IN_RESPONSE = ord("G")
    COPY_OUT_RESPONSE = ord("H")
    DATA_ROW = ord("D")
    EMPTY_QUERY_RESPONSE = ord("I")
    ERROR_RESPONSE = ord("E")
    FUNCTION_CALL_RESPONSE = ord("V")
    NEGOTIATE_PROTOCOL_VERSION = ord("v")
    NO_DATA = ord("n")
    NOTICE_RESPONSE = ord("N")
    NOTIFICATION_RESPONSE = ord("A")
    PARAMETER_DESCRIPTION = ord("t")
    PARAMETER_STATUS = ord("S")
    PARSE_COMPLETE = ord("1")
    PORTAL_SUSPENDED = ord("s")
    READY_FOR_QUERY = ord("Z")
    ROW_DESCRIPTION = ord("T")


class FrontendType(IntEnum):
    """What a client sends, behind its first message."""

    BIND = ord("B")
    CLOSE = ord("C")
    COPY_DATA = ord("d")
    COPY_DONE = ord("c")
    COPY_FAIL = ord("f")
    DESCRIBE = ord("D")
    EXECUTE = ord("E")
    FLUSH = ord("H")
    FUNCTION_CALL = ord("F")
    PARSE = ord("P")
    PASSWORD = ord("p")
    QUERY = ord("Q")
    SYNC = ord("S")
    TERMINATE = ord("X")


class BackendMessage(Frame, size=this.length + 1):
    """One message of a server."""

    type: BackendType = field(u8)
    length: int = derived(u32)
    body: bytes = data()


class FrontendMessage(Frame, size=this.length + 1):
    """One message of a client."""

    type: FrontendType = field(u8)
    length: int = derived(u32)
    body: bytes = data()


class StartupMessage(Frame, size=this.length):
    """The first message of a client: the version, then names and values, each ended by a zero byte, and one zero byte more."""

    length: int = derived(u32)
    major: u16 = 3
    minor: u16 = 0
    parameters: bytes = data()


class RequestAnswer(Frame):
    """The single byte that answers a request for encryption: S or G if the server agrees, N if not."""

    answer: u8


SSL_REQUEST, GSS_REQUEST, CANCEL_REQUEST = 5679, 5680, 5678
"""Minor versions, with the major version 1234, that ask for something else than a session."""


def _client(session: Session) -> Steps:
    """A message without a type, several if encryption is asked for first; then messages."""
    while not session.joined:
        startup = yield StartupMessage
        session.asks = startup.minor if startup.major == 1234 else 0
        session.starts = session.counts["client"]
        if session.asks not in (SSL_REQUEST, GSS_REQUEST):
            break
        yield session.after("server", session.starts)
        if session.is_encrypted:
            yield None
    if not session.joined and session.asks == CANCEL_REQUEST:
        yield None
    while True:
        yield FrontendMessage


def _server(session: Session) -> Steps:
    """A byte for each request for encryption, then messages."""
    session.is_encrypted = False
    while not session.joined and (yield session.after("client", session.counts["server"] + 1)):
        if session.asks not in (SSL_REQUEST, GSS_REQUEST):
            break
        answer = yield RequestAnswer
        session.is_encrypted = answer.answer != ord("N")
        if session.is_encrypted:
            yield None
    while True:
        yield BackendMessage


PROTOCOL = Protocol(
    "postgresql",
    title="PostgreSQL frontend/backend protocol 3",
    source="PostgreSQL 15 manual, chapter 55",
    ports={"tcp": [5432]},
    client=_client,
    server=_server,
)
