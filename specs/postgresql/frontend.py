"""Messages of a PostgreSQL client: the first message, the bodies of all others, and the frame around them.

Source: PostgreSQL 17 manual, section 53.7.
"""

from __future__ import annotations

from typing import TypeAlias

from framekit import Frame, Unknown, array, data, derived, field, switch, this, u8, u16, u32, unknown
from framekit.specs.postgresql.backend import CopyData, CopyDone
from framekit.specs.postgresql.codes import REQUESTS, Format, FrontendType, Request, Target, string, value


class Parameter(Frame):
    """A setting that the client requests: user, database, and so on."""

    name: str = string(check=this != "")
    value: str = string()


class StartupParameters(Frame):
    """The start of a session."""

    parameters: list[Parameter] = array(until=b"\0")


class CancelRequest(Frame):
    """Cancels a request of another connection."""

    process_id: u32
    secret_key: bytes = data()


class EncryptionRequest(Frame):
    """Asks for TLS or for encryption by GSSAPI."""


class StartupMessage(Frame, size=this.length):
    """The first message of a client: a version and its settings, or a number for a request other than a session."""

    length: int = derived(u32)
    major: u16 = 3
    minor: u16 = 0
    body: StartupParameters | CancelRequest | EncryptionRequest = switch(
        this.major,
        {
            REQUESTS: switch(
                this.minor, {Request.CANCEL: CancelRequest, (Request.ENCRYPTION, Request.GSS_ENCRYPTION): EncryptionRequest}
            )
        },
        otherwise=StartupParameters,
    )


class Bind(Frame):
    """Binds values to the parameters of a statement, which creates a portal."""

    portal: str = string(default="")
    statement: str = string(default="")
    formats: list[Format] = array(field(u16, strict=True), prefix=u16, default_factory=list)
    parameters: list[bytes | None] = array(value(), prefix=u16)
    result_formats: list[Format] = array(field(u16, strict=True), prefix=u16, default_factory=list)


class Close(Frame):
    """Closes a statement or a portal."""

    target: Target = field(u8, strict=True)
    name: str = string()


class CopyFail(Frame):
    """The client aborts a copy."""

    reason: str = string()


class Describe(Frame):
    """Asks for the columns of a statement or a portal."""

    target: Target = field(u8, strict=True)
    name: str = string()


class Execute(Frame):
    """Runs a portal; 0 stands for all rows."""

    portal: str = string(default="")
    most_rows: u32 = 0


class Flush(Frame):
    """Asks for data that the server has not sent yet."""


class FunctionCall(Frame):
    """Calls a function by its object identifier."""

    function: u32
    formats: list[Format] = array(field(u16, strict=True), prefix=u16, default_factory=list)
    arguments: list[bytes | None] = array(value(), prefix=u16)
    result_format: Format = field(u16, strict=True)


class Parse(Frame):
    """Prepares a statement from a query."""

    statement: str = string(default="")
    query: str = string()
    types: list[int] = array(u32, prefix=u16, default_factory=list)


class AuthenticationResponse(Frame):
    """A client's answer: a password and a zero byte, or data of GSSAPI, SSPI or SASL."""

    data: bytes = data()


class PasswordMessage(Frame):
    """A password, in clear text or with MD5."""

    password: str = string()


class SaslInitialResponse(Frame):
    """The first answer of SASL: the mechanism that the client has chosen, and its data."""

    mechanism: str = string()
    data: bytes | None = value()


class Query(Frame):
    """A simple query."""

    query: str = string()


class Sync(Frame):
    """Ends a series of extended queries."""


class Terminate(Frame):
    """The client ends the session."""


FrontendBody: TypeAlias = (
    Bind
    | Close
    | CopyData
    | CopyDone
    | CopyFail
    | Describe
    | Execute
    | Flush
    | FunctionCall
    | Parse
    | AuthenticationResponse
    | Query
    | Sync
    | Terminate
    | Unknown
)
FRONTEND_BODIES = {
    FrontendType.BIND: Bind,
    FrontendType.CLOSE: Close,
    FrontendType.COPY_DATA: CopyData,
    FrontendType.COPY_DONE: CopyDone,
    FrontendType.COPY_FAIL: CopyFail,
    FrontendType.DESCRIBE: Describe,
    FrontendType.EXECUTE: Execute,
    FrontendType.FLUSH: Flush,
    FrontendType.FUNCTION_CALL: FunctionCall,
    FrontendType.PARSE: Parse,
    FrontendType.PASSWORD: AuthenticationResponse,
    FrontendType.QUERY: Query,
    FrontendType.SYNC: Sync,
    FrontendType.TERMINATE: Terminate,
}


class FrontendMessage(Frame, size=this.length + 1):
    """One message of a client."""

    type: FrontendType = derived(u8)
    length: int = derived(u32)
    body: FrontendBody = switch(this.type, FRONTEND_BODIES, otherwise=unknown())


class PasswordResponse(Frame, size=this.length + 1):
    """The message of a client that was asked for a password."""

    type: FrontendType = derived(u8)
    length: int = derived(u32)
    body: PasswordMessage | Unknown = switch(this.type, {FrontendType.PASSWORD: PasswordMessage}, otherwise=unknown())


class SaslResponse(Frame, size=this.length + 1):
    """The message of a client that was asked for SASL."""

    type: FrontendType = derived(u8)
    length: int = derived(u32)
    body: SaslInitialResponse | Unknown = switch(this.type, {FrontendType.PASSWORD: SaslInitialResponse}, otherwise=unknown())
