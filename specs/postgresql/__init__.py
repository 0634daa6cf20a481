"""PostgreSQL's frontend/backend protocol, version 3: every message of both sides, with COPY and streaming replication.

Source: PostgreSQL 17 manual, chapter 53 "Frontend/Backend Protocol": 53.7 "Message Formats", 53.8 "Error and Notice Message
Fields", and 53.4 "Streaming Replication Protocol". A message is a type byte, a length of four bytes that counts itself but not
the type, and a body. The first message of a client has no type. Clients and servers use the same letters for different
messages, so each side has its own set.

A client's answers to an authentication request have the type "p" for all methods; the session tracks which method was requested.
Column values are kept as bytes, because their format depends on their type. Texts are in the encoding of the client, which is
UTF-8 in most sessions; other bytes are kept as surrogate escapes.
"""

from __future__ import annotations

from framekit import Frame, Protocol, Session, u8
from framekit.protocol import Steps, Wait
from framekit.specs.postgresql.backend import (
    AuthenticationRequest,
    BackendKeyData,
    BackendMessage,
    BindComplete,
    CloseComplete,
    Column,
    CommandComplete,
    CopyBothResponse,
    CopyData,
    CopyDone,
    CopyInResponse,
    CopyOutResponse,
    CopyResponse,
    DataRow,
    Detail,
    EmptyQueryResponse,
    ErrorResponse,
    FunctionCallResponse,
    NegotiateProtocolVersion,
    NoData,
    NoticeResponse,
    NotificationResponse,
    ParameterDescription,
    ParameterStatus,
    ParseComplete,
    PortalSuspended,
    ReadyForQuery,
    RowDescription,
)
from framekit.specs.postgresql.codes import (
    REQUESTS,
    Authentication,
    BackendType,
    Format,
    FrontendType,
    NoticeField,
    Request,
    Target,
    TransactionStatus,
)
from framekit.specs.postgresql.frontend import (
    AuthenticationResponse,
    Bind,
    CancelRequest,
    Close,
    CopyFail,
    Describe,
    EncryptionRequest,
    Execute,
    Flush,
    FrontendMessage,
    FunctionCall,
    Parameter,
    Parse,
    PasswordMessage,
    PasswordResponse,
    Query,
    SaslInitialResponse,
    SaslResponse,
    StartupMessage,
    StartupParameters,
    Sync,
    Terminate,
)
from framekit.specs.postgresql.replication import (
    HotStandbyFeedback,
    PrimaryKeepalive,
    ReplicationBackendMessage,
    ReplicationData,
    ReplicationFrontendMessage,
    ReplicationType,
    StandbyStatus,
    WalData,
)

__all__ = [
    "PROTOCOL",
    "Authentication",
    "AuthenticationRequest",
    "AuthenticationResponse",
    "BackendKeyData",
    "BackendMessage",
    "BackendType",
    "Bind",
    "BindComplete",
    "CancelRequest",
    "Close",
    "CloseComplete",
    "Column",
    "CommandComplete",
    "CopyBothResponse",
    "CopyData",
    "CopyDone",
    "CopyFail",
    "CopyInResponse",
    "CopyOutResponse",
    "CopyResponse",
    "DataRow",
    "Describe",
    "Detail",
    "EmptyQueryResponse",
    "EncryptionRequest",
    "ErrorResponse",
    "Execute",
    "Flush",
    "Format",
    "FrontendMessage",
    "FrontendType",
    "FunctionCall",
    "FunctionCallResponse",
    "HotStandbyFeedback",
    "NegotiateProtocolVersion",
    "NoData",
    "NoticeField",
    "NoticeResponse",
    "NotificationResponse",
    "Parameter",
    "ParameterDescription",
    "ParameterStatus",
    "Parse",
    "ParseComplete",
    "PasswordMessage",
    "PasswordResponse",
    "PortalSuspended",
    "PrimaryKeepalive",
    "Query",
    "ReadyForQuery",
    "ReplicationBackendMessage",
    "ReplicationData",
    "ReplicationFrontendMessage",
    "ReplicationType",
    "Request",
    "RequestAnswer",
    "RowDescription",
    "SaslInitialResponse",
    "SaslResponse",
    "StandbyStatus",
    "StartupMessage",
    "StartupParameters",
    "Sync",
    "Target",
    "Terminate",
    "TransactionStatus",
    "WalData",
]


class RequestAnswer(Frame):
    """The single byte that answers a request for encryption: S or G if the server agrees, N if not."""

    answer: u8


def _client(session: Session) -> Steps:
    """A message without a type, several if encryption is requested first; then answers to the server, and messages."""
    session.asked, session.is_replicating = None, False
    while not session.joined:
        startup = yield StartupMessage
        session.asks = startup.minor if startup.major == REQUESTS else 0
        session.starts = session.counts["client"]
        if session.asks not in (Request.ENCRYPTION, Request.GSS_ENCRYPTION):
            break
        yield session.after("server", session.starts)
        if session.is_encrypted:
            yield None
    if not session.joined and session.asks == Request.CANCEL:
        yield None
    if not session.joined:
        yield Wait(lambda: session.asked is not None)
        if session.asked in (Authentication.CLEARTEXT_PASSWORD, Authentication.MD5_PASSWORD):
            yield PasswordResponse
        elif session.asked == Authentication.SASL:
            yield SaslResponse
    while True:
        message = yield ReplicationFrontendMessage if session.is_replicating else FrontendMessage
        if isinstance(message.body, Query) and message.body.query.upper().startswith("START_REPLICATION"):
            yield session.after("server", session.counts["server"] + 1)


def _server(session: Session) -> Steps:
    """A byte for each request for encryption, then messages."""
    session.is_encrypted = session.is_replicating = False
    session.asked = None
    while not session.joined and (yield session.after("client", session.counts["server"] + 1)):
        if session.asks not in (Request.ENCRYPTION, Request.GSS_ENCRYPTION):
            break
        answer = yield RequestAnswer
        session.is_encrypted = answer.answer != ord("N")
        if session.is_encrypted:
            yield None
    while True:
        message = yield ReplicationBackendMessage if session.is_replicating else BackendMessage
        if isinstance(message.body, AuthenticationRequest):
            session.asked = message.body.kind
        elif isinstance(message.body, ErrorResponse) and session.asked is None:
            session.asked = Authentication.OK  # it asks for nothing
        elif isinstance(message.body, CopyBothResponse):
            session.is_replicating = True


PROTOCOL = Protocol(
    "postgresql",
    title="PostgreSQL frontend/backend protocol 3",
    source="PostgreSQL 17 manual, chapter 53",
    ports={"tcp": [5432]},
    client=_client,
    server=_server,
)
