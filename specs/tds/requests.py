"""Messages of a TDS client: PRELOGIN, LOGIN7, SQL batches, remote procedure calls, transaction requests.

Source: [MS-TDS], section 2.2.5.3 (ALL_HEADERS), 2.2.6.3 (FEDAUTH), 2.2.6.4 (LOGIN7), 2.2.6.5 (PRELOGIN), 2.2.6.6 (RPC request),
2.2.6.7 (SQL batch), 2.2.6.9 (transaction manager request).
"""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import TypeAlias

from framekit import (
    Expr,
    Frame,
    Unknown,
    array,
    data,
    derived,
    field,
    i32,
    optional,
    peek,
    switch,
    this,
    u8,
    u16,
    u32,
    u64,
    unknown,
)
from framekit.specs.tds.types import LARGEST, VALUES, DataType, TypedValue, unicode_text


class PreloginToken(IntEnum):
    """Options of PRELOGIN (section 2.2.6.5)."""

    VERSION = 0
    ENCRYPTION = 1
    INSTOPT = 2
    THREADID = 3
    MARS = 4
    TRACEID = 5
    FEDAUTHREQUIRED = 6
    NONCEOPT = 7


class PreloginOption(Frame):
    """Where the value of an option is."""

    token: PreloginToken = field(u8, check=this != 0xFF)
    offset: u16 = field(doc="bytes from the start of PRELOGIN")
    length: u16


class Prelogin(Frame):
    """The capabilities of both sides (section 2.2.6.5). The values of the options are at their offsets."""

    options: list[PreloginOption] = array(PreloginOption, until=b"\xff")
    values: bytes = data(default=b"")


class Handshake(Frame):
    """A part of the TLS handshake, in packets of PRELOGIN (section 2.2.6.5)."""

    records: bytes = data()


class OptionFlags1(IntFlag):
    """How a client represents values (section 2.2.6.4); 0 is little-endian, ASCII and IEEE 754."""

    BYTE_ORDER_X68000 = 0x01
    CHARACTERS_EBCDIC = 0x02
    FLOAT_VAX = 0x04
    FLOAT_ND5000 = 0x08
    DUMPLOAD_OFF = 0x10
    USE_DB = 0x20
    DATABASE_FATAL = 0x40
    SET_LANGUAGE = 0x80


class OptionFlags2(IntFlag):
    """Properties of a client (section 2.2.6.4)."""

    LANGUAGE_FATAL = 0x01
    ODBC = 0x02
    TRANSACTION_BOUNDARY = 0x04
    CACHE_CONNECT = 0x08
    USER_SERVER = 0x10
    USER_REMOTE = 0x20
    USER_REPLICATION = 0x30
    INTEGRATED_SECURITY = 0x80


class TypeFlags(IntFlag):
    """The kind and the purpose of the SQL that a client sends (section 2.2.6.4)."""

    SQL_TSQL = 0x01
    OLEDB = 0x10
    READ_ONLY_INTENT = 0x20


class OptionFlags3(IntFlag):
    """Further options of a client (section 2.2.6.4)."""

    CHANGE_PASSWORD = 0x01
    SEND_YUKON_BINARY_XML = 0x02
    USER_INSTANCE = 0x04
    UNKNOWN_COLLATION_HANDLING = 0x08
    EXTENSION = 0x10


class Place(Frame, byteorder="little"):
    """Where a value of LOGIN7 is; lengths of text count characters."""

    offset: u16 = field(doc="bytes from the start of LOGIN7")
    length: u16


class Login7(Frame, size=this.length, byteorder="little"):
    """A client logs in (section 2.2.6.4). The values are at their offsets."""

    length: int = derived(u32, check=this <= LARGEST)
    tds_version: u32
    packet_size: u32
    client_program_version: u32
    client_process_id: u32
    connection_id: u32
    option_flags_1: OptionFlags1 = field(u8)
    option_flags_2: OptionFlags2 = field(u8)
    type_flags: TypeFlags = field(u8)
    option_flags_3: OptionFlags3 = field(u8)
    client_time_zone: i32
    client_lcid: u32
    host_name: Place
    user_name: Place
    password: Place
    application_name: Place
    server_name: Place
    extension: Place = field(doc="unused before TDS 7.4; contains the offset of the feature extension")
    client_interface_name: Place
    language: Place
    database: Place
    client_id: bytes = data(6)
    sspi: Place
    attached_database_file: Place
    new_password: Place
    sspi_long_length: u32
    values: bytes = data()


class HeaderType(IntEnum):
    """The headers of a request (section 2.2.5.3)."""

    QUERY_NOTIFICATIONS = 1
    TRANSACTION_DESCRIPTOR = 2
    TRACE_ACTIVITY = 3


class QueryNotifications(Frame, byteorder="little"):
    """Asks for notifications about a query (section 2.2.5.3.1)."""

    notify_id: str = unicode_text(prefix=u16, limit=LARGEST)
    deployment: str = unicode_text(prefix=u16, limit=LARGEST)
    timeout: int | None = optional(u32, default=None)


class TransactionDescriptor(Frame, byteorder="little"):
    """The transaction of a request, and how many requests are outstanding (section 2.2.5.3.2)."""

    transaction_descriptor: u64
    outstanding_request_count: u32


class TraceActivity(Frame, byteorder="little"):
    """An identifier to trace a request by (section 2.2.5.3.3)."""

    activity_id: bytes = data(16)
    sequence: u32


class Header(Frame, size=this.length, byteorder="little"):
    """A header of a request."""

    length: int = derived(u32, check=this <= LARGEST)
    type: HeaderType = derived(u16)
    body: QueryNotifications | TransactionDescriptor | TraceActivity | Unknown = switch(
        this.type,
        {
            HeaderType.QUERY_NOTIFICATIONS: QueryNotifications,
            HeaderType.TRANSACTION_DESCRIPTOR: TransactionDescriptor,
            HeaderType.TRACE_ACTIVITY: TraceActivity,
        },
        otherwise=unknown(),
    )


class AllHeaders(Frame, size=this.total_length, byteorder="little"):
    """The headers that a request begins with from TDS 7.2 on (section 2.2.5.3)."""

    total_length: int = derived(u32, check=this <= LARGEST)
    headers: list[Header] = array(Header)


_HAS_HEADERS: Expr = (this.second == 0) | (this.second == 0xFFFF)
"""The upper half of the length of the headers, which cannot be a character of SQL text or a name, or a procedure number."""


class SqlBatch(Frame, byteorder="little"):
    """SQL text (section 2.2.6.7), after the headers of TDS 7.2 and later."""

    second: int = peek(u16, ahead=2, default=0)
    headers: AllHeaders | None = optional(AllHeaders, when=_HAS_HEADERS, default=None)
    sql_text: str = unicode_text(limit=LARGEST)


class ProcedureId(IntEnum):
    """Procedures with a number (section 2.2.6.6)."""

    SP_CURSOR = 1
    SP_CURSOR_OPEN = 2
    SP_CURSOR_PREPARE = 3
    SP_CURSOR_EXECUTE = 4
    SP_CURSOR_PREP_EXEC = 5
    SP_CURSOR_UNPREPARE = 6
    SP_CURSOR_FETCH = 7
    SP_CURSOR_OPTION = 8
    SP_CURSOR_CLOSE = 9
    SP_EXECUTE_SQL = 10
    SP_PREPARE = 11
    SP_EXECUTE = 12
    SP_PREP_EXEC = 13
    SP_PREP_EXEC_RPC = 14
    SP_UNPREPARE = 15


class CallOptions(IntFlag):
    """How a procedure is called (section 2.2.6.6)."""

    WITH_RECOMPILE = 1
    NO_METADATA = 2
    REUSE_METADATA = 4


class ParameterStatus(IntFlag):
    """Properties of a parameter (section 2.2.6.6)."""

    BY_REFERENCE = 1
    DEFAULT_VALUE = 2
    ENCRYPTED = 8


NUMBERED = 0xFFFF
"""The length of a name that indicates a number."""
NEXT_CALL = 0xFF
"""The length of a parameter name that indicates the next call (BatchFlag)."""


class Call(Frame, byteorder="little"):
    """The called procedure, by its number or its name, and the call options."""

    name_length: u16
    procedure_id: ProcedureId | None = optional(field(u16), when=this.name_length == NUMBERED, default=None)
    procedure_name: str | None = optional(
        unicode_text(this.name_length * 2, limit=LARGEST), when=this.name_length != NUMBERED, default=None
    )
    options: CallOptions = field(u16, default=CallOptions(0))


class NoValue(Frame):
    """No value, because there is no parameter."""


class Part(Frame, byteorder="little"):
    """A parameter with its name, type and value; or the next call, which the length of the name indicates (BatchFlag)."""

    name_length: u8 = 0
    next_call: Call | None = optional(Call, when=this.name_length == NEXT_CALL, default=None)
    name: str | None = optional(unicode_text(this.name_length * 2), when=this.name_length != NEXT_CALL, default=None)
    status: ParameterStatus | None = optional(field(u8), when=this.name_length != NEXT_CALL, default=None)
    type: DataType | None = optional(field(u8), when=this.name_length != NEXT_CALL, default=None)
    value: TypedValue | NoValue = switch(this.type, {0: NoValue, **VALUES})


class RpcRequest(Frame, byteorder="little"):
    """Calls of procedures, each with its parameters (section 2.2.6.6)."""

    second: int = peek(u16, ahead=2, default=0)
    headers: AllHeaders | None = optional(AllHeaders, when=_HAS_HEADERS, default=None)
    call: Call
    parts: list[Part] = array(Part, default_factory=list)


class TransactionRequest(IntEnum):
    """A client's requests to the transaction manager (section 2.2.6.9)."""

    TM_GET_DTC_ADDRESS = 0
    TM_PROPAGATE_XACT = 1
    TM_BEGIN_XACT = 5
    TM_PROMOTE_XACT = 6
    TM_COMMIT_XACT = 7
    TM_ROLLBACK_XACT = 8
    TM_SAVE_XACT = 9


class IsolationLevel(IntEnum):
    """The isolation of a transaction from others (section 2.2.6.9)."""

    UNCHANGED = 0
    READ_UNCOMMITTED = 1
    READ_COMMITTED = 2
    REPEATABLE_READ = 3
    SERIALIZABLE = 4
    SNAPSHOT = 5


class GetDtcAddress(Frame, byteorder="little"):
    """Asks for the address of the distributed transaction coordinator."""

    address: bytes = data(prefix=u16, limit=LARGEST)


class PropagateTransaction(Frame, byteorder="little"):
    """Imports a transaction of the coordinator."""

    buffer: bytes = data(prefix=u16, limit=LARGEST)


class BeginTransaction(Frame, byteorder="little"):
    """Begins a transaction."""

    isolation_level: IsolationLevel = field(u8)
    name: str = unicode_text(prefix=u8, default="")


class PromoteTransaction(Frame):
    """Turns the transaction into a distributed one."""


class EndTransaction(Frame, byteorder="little"):
    """Commits or rolls back a transaction; with the flag 1, begins another."""

    name: str = unicode_text(prefix=u8, default="")
    flags: u8 = 0
    next: BeginTransaction | None = optional(BeginTransaction, when=this.flags & 1 == 1, default=None)


class SaveTransaction(Frame, byteorder="little"):
    """Sets a savepoint."""

    name: str = unicode_text(prefix=u8)


class TransactionManagerRequest(Frame, byteorder="little"):
    """A request about transactions (section 2.2.6.9)."""

    headers: AllHeaders
    type: TransactionRequest = field(u16)
    body: (
        GetDtcAddress | PropagateTransaction | BeginTransaction | PromoteTransaction | EndTransaction | SaveTransaction | Unknown
    ) = switch(
        this.type,
        {
            TransactionRequest.TM_GET_DTC_ADDRESS: GetDtcAddress,
            TransactionRequest.TM_PROPAGATE_XACT: PropagateTransaction,
            TransactionRequest.TM_BEGIN_XACT: BeginTransaction,
            TransactionRequest.TM_PROMOTE_XACT: PromoteTransaction,
            (TransactionRequest.TM_COMMIT_XACT, TransactionRequest.TM_ROLLBACK_XACT): EndTransaction,
            TransactionRequest.TM_SAVE_XACT: SaveTransaction,
        },
        otherwise=unknown(),
    )


class FederatedTokenData(Frame, byteorder="little"):
    """The token, and the nonce of the server if it sent one."""

    token: bytes = data(prefix=u32, limit=LARGEST)
    nonce: bytes | None = optional(data(32), default=None)


class FederatedToken(Frame, byteorder="little"):
    """A token of federated authentication (section 2.2.6.3)."""

    data: FederatedTokenData = field(size_prefix=u32)


class Attention(Frame):
    """Cancels a request (section 2.2.1.7)."""


RequestBody: TypeAlias = (
    Prelogin | Handshake | Login7 | SqlBatch | RpcRequest | TransactionManagerRequest | FederatedToken | Attention
)
