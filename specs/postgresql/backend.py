"""Messages of a PostgreSQL server: their bodies, and the frame around them.

Source: PostgreSQL 17 manual, section 53.7.
"""

from __future__ import annotations

from typing import TypeAlias

from framekit import Frame, Unknown, array, data, derived, field, i16, i32, switch, this, u8, u16, u32, unknown
from framekit.specs.postgresql.codes import Authentication, BackendType, Format, NoticeField, TransactionStatus, string, value


class AuthenticationRequest(Frame):
    """The data that the server asks for, or the confirmation that the client is authenticated."""

    kind: Authentication = field(u32)
    detail: bytes | list[str] = switch(
        this.kind,
        {Authentication.MD5_PASSWORD: data(4), Authentication.SASL: array(string(), until=b"\0")},
        otherwise=data(),
    )


class BackendKeyData(Frame):
    """The data that a client needs to cancel a request; the key has four bytes up to version 3.0."""

    process_id: u32
    secret_key: bytes = data()


class BindComplete(Frame):
    """A Bind has completed."""


class CloseComplete(Frame):
    """A Close has completed."""


class CommandComplete(Frame):
    """A command has completed: its name, and the number of affected rows."""

    tag: str = string()


class CopyResponse(Frame):
    """The start of a copy: the overall format, and that of each column."""

    format: Format = field(u8, strict=True)
    columns: list[Format] = array(field(u16, strict=True), prefix=u16)


class CopyInResponse(CopyResponse):
    """The client should send data."""


class CopyOutResponse(CopyResponse):
    """The server sends data."""


class CopyBothResponse(CopyResponse):
    """Both sides send data: streaming replication."""


class CopyData(Frame):
    """A piece of the copied data; pieces need not coincide with rows."""

    data: bytes = data()


class CopyDone(Frame):
    """The copy is complete."""


class DataRow(Frame):
    """A row; None stands for NULL."""

    values: list[bytes | None] = array(value(), prefix=u16)


class EmptyQueryResponse(Frame):
    """A query was empty."""


class Detail(Frame):
    """A field of an error or a notice."""

    kind: NoticeField = field(u8, check=this > 0)
    value: str = string()


class ErrorResponse(Frame):
    """An error."""

    fields: list[Detail] = array(until=b"\0")


class NoticeResponse(Frame):
    """A warning or a hint."""

    fields: list[Detail] = array(until=b"\0")


class FunctionCallResponse(Frame):
    """The result of a function."""

    result: bytes | None = value()


class NegotiateProtocolVersion(Frame):
    """The newest minor version that the server supports, and the options that it does not recognize."""

    newest_minor: u32
    unknown_options: list[str] = array(string(), prefix=u32)


class NoData(Frame):
    """A statement returns no rows."""


class NotificationResponse(Frame):
    """A notification from another client."""

    process_id: u32
    channel: str = string()
    payload: str = string()


class ParameterDescription(Frame):
    """The types of the parameters of a statement, as object identifiers."""

    types: list[int] = array(u32, prefix=u16)


class ParameterStatus(Frame):
    """A setting of the session, and its value."""

    name: str = string()
    value: str = string()


class ParseComplete(Frame):
    """A Parse has completed."""


class PortalSuspended(Frame):
    """An Execute has reached its limit of rows."""


class ReadyForQuery(Frame):
    """The server awaits a command."""

    status: TransactionStatus = field(u8, strict=True)


class Column(Frame):
    """A column of a result."""

    name: str = string()
    table: u32 = field(doc="its object identifier, or 0")
    attribute: i16 = field(doc="the number of the column in the table, or 0")
    type: u32 = field(doc="its object identifier")
    type_size: i16 = field(doc="negative for types of variable size")
    type_modifier: i32
    format: Format = field(u16, strict=True)


class RowDescription(Frame):
    """The columns of the rows that follow."""

    columns: list[Column] = array(prefix=u16)


BackendBody: TypeAlias = (
    AuthenticationRequest
    | BackendKeyData
    | BindComplete
    | CloseComplete
    | CommandComplete
    | CopyBothResponse
    | CopyData
    | CopyDone
    | CopyInResponse
    | CopyOutResponse
    | DataRow
    | EmptyQueryResponse
    | ErrorResponse
    | FunctionCallResponse
    | NegotiateProtocolVersion
    | NoData
    | NoticeResponse
    | NotificationResponse
    | ParameterDescription
    | ParameterStatus
    | ParseComplete
    | PortalSuspended
    | ReadyForQuery
    | RowDescription
    | Unknown
)
BACKEND_BODIES = {
    BackendType.AUTHENTICATION: AuthenticationRequest,
    BackendType.BACKEND_KEY_DATA: BackendKeyData,
    BackendType.BIND_COMPLETE: BindComplete,
    BackendType.CLOSE_COMPLETE: CloseComplete,
    BackendType.COMMAND_COMPLETE: CommandComplete,
    BackendType.COPY_BOTH_RESPONSE: CopyBothResponse,
    BackendType.COPY_DATA: CopyData,
    BackendType.COPY_DONE: CopyDone,
    BackendType.COPY_IN_RESPONSE: CopyInResponse,
    BackendType.COPY_OUT_RESPONSE: CopyOutResponse,
    BackendType.DATA_ROW: DataRow,
    BackendType.EMPTY_QUERY_RESPONSE: EmptyQueryResponse,
    BackendType.ERROR_RESPONSE: ErrorResponse,
    BackendType.FUNCTION_CALL_RESPONSE: FunctionCallResponse,
    BackendType.NEGOTIATE_PROTOCOL_VERSION: NegotiateProtocolVersion,
    BackendType.NO_DATA: NoData,
    BackendType.NOTICE_RESPONSE: NoticeResponse,
    BackendType.NOTIFICATION_RESPONSE: NotificationResponse,
    BackendType.PARAMETER_DESCRIPTION: ParameterDescription,
    BackendType.PARAMETER_STATUS: ParameterStatus,
    BackendType.PARSE_COMPLETE: ParseComplete,
    BackendType.PORTAL_SUSPENDED: PortalSuspended,
    BackendType.READY_FOR_QUERY: ReadyForQuery,
    BackendType.ROW_DESCRIPTION: RowDescription,
}


class BackendMessage(Frame, size=this.length + 1):
    """One message of a server."""

    type: BackendType = derived(u8)
    length: int = derived(u32)
    body: BackendBody = switch(this.type, BACKEND_BODIES, otherwise=unknown())
