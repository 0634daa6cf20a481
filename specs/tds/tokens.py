"""Tokens sent by a TDS server.

Source: [MS-TDS], section 2.2.7 (the streams of tokens).
"""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import Any, TypeAlias

from framekit import (
    Expr,
    Frame,
    Unknown,
    array,
    data,
    derived,
    field,
    given,
    i32,
    item,
    optional,
    switch,
    this,
    u8,
    u16,
    u16be,
    u32,
    u32be,
    u64,
    unknown,
)
from framekit.specs.tds.types import INFOS, LARGEST, VALUES, DataType, LongName, ShortName, TypedValue, TypeInfo, unicode_text


class TokenType(IntEnum):
    """The tokens (section 2.2.7)."""

    TVP_ROW = 0x01
    OFFSET = 0x78
    RETURNSTATUS = 0x79
    COLMETADATA = 0x81
    ALTMETADATA = 0x88
    DATACLASSIFICATION = 0xA3
    TABNAME = 0xA4
    COLINFO = 0xA5
    ORDER = 0xA9
    ERROR = 0xAA
    INFO = 0xAB
    RETURNVALUE = 0xAC
    LOGINACK = 0xAD
    FEATUREEXTACK = 0xAE
    ROW = 0xD1
    NBCROW = 0xD2
    ALTROW = 0xD3
    ENVCHANGE = 0xE3
    SESSIONSTATE = 0xE4
    SSPI = 0xED
    FEDAUTHINFO = 0xEE
    DONE = 0xFD
    DONEPROC = 0xFE
    DONEINPROC = 0xFF


class DoneStatus(IntFlag):
    """How a statement ended (section 2.2.7.6); 0 is final."""

    MORE = 0x001
    ERROR = 0x002
    IN_TRANSACTION = 0x004
    COUNT = 0x010
    ATTENTION = 0x020
    RPC_IN_BATCH = 0x080
    SERVER_ERROR = 0x100


class ColumnFlags(IntFlag):
    """Properties of a column (section 2.2.7.4); one bit of UPDATEABLE means unknown."""

    NULLABLE = 0x0001
    CASE_SENSITIVE = 0x0002
    UPDATEABLE = 0x0004
    UPDATEABLE_UNKNOWN = 0x0008
    IDENTITY = 0x0010
    COMPUTED = 0x0020
    FIXED_LENGTH_CLR_TYPE = 0x0100
    SPARSE_COLUMN_SET = 0x0400
    ENCRYPTED = 0x0800
    HIDDEN = 0x2000
    KEY = 0x4000
    NULLABLE_UNKNOWN = 0x8000


class Change(IntEnum):
    """Kinds of changes of the environment (section 2.2.7.9)."""

    DATABASE = 1
    LANGUAGE = 2
    CHARACTER_SET = 3
    PACKET_SIZE = 4
    UNICODE_LCID = 5
    UNICODE_COMPARISON_FLAGS = 6
    SQL_COLLATION = 7
    BEGIN_TRANSACTION = 8
    COMMIT_TRANSACTION = 9
    ROLLBACK_TRANSACTION = 10
    ENLIST_DTC_TRANSACTION = 11
    DEFECT_TRANSACTION = 12
    DATABASE_MIRRORING_PARTNER = 13
    PROMOTE_TRANSACTION = 15
    TRANSACTION_MANAGER_ADDRESS = 16
    TRANSACTION_ENDED = 17
    RESET_COMPLETION = 18
    USER_INSTANCE = 19
    ROUTING = 20
    ENHANCED_ROUTING = 21


class Done(Frame, byteorder="little"):
    """DONE, DONEPROC and DONEINPROC after their status: a statement or a procedure has ended (sections 2.2.7.6 to 2.2.7.8)."""

    wide: bool = given(default=True, doc="TDS 7.2 or later")
    current_command: u16 = 0
    row_count: int = switch(this.wide, {True: u64, False: u32})


class ReturnStatus(Frame, byteorder="little"):
    """The status that a procedure returns (section 2.2.7.18)."""

    value: i32


class ReturnValue(Frame, byteorder="little"):
    """A parameter that a procedure returns (section 2.2.7.19)."""

    wide: bool = given(default=True, doc="TDS 7.2 or later")
    ordinal: u16
    name: ShortName
    status: u8 = field(doc="1: a parameter, 2: the value of a function")
    user_type: int = switch(this.wide, {True: u32, False: u16})
    flags: ColumnFlags = field(u16)
    type: DataType = field(u8)
    value: TypedValue = switch(this.type, VALUES)


class PartName(Frame, byteorder="little"):
    """The name of a table: one name, or several parts from TDS 7.2 on."""

    wide: bool = given(default=True, doc="TDS 7.2 or later")
    parts: list[LongName] | LongName = switch(this.wide, {True: array(LongName, prefix=u8), False: LongName})


class Column(Frame, byteorder="little"):
    """A column of a result (section 2.2.7.4)."""

    wide: bool = given(default=True, doc="TDS 7.2 or later")
    user_type: int = switch(this.wide, {True: u32, False: u16})
    flags: ColumnFlags = field(u16)
    type: DataType = field(u8)
    info: TypeInfo = switch(this.type, INFOS)
    table_name: PartName | None = optional(
        PartName.given(wide=this.wide),
        when=(this.type == DataType.TEXTTYPE) | (this.type == DataType.NTEXTTYPE) | (this.type == DataType.IMAGETYPE),
        default=None,
    )
    name_length: int = derived(u8)
    name: str = unicode_text(this.name_length * 2)


class ColumnMetadata(Frame, byteorder="little"):
    """The columns of the rows that follow, or none (section 2.2.7.4)."""

    wide: bool = given(default=True, doc="TDS 7.2 or later")
    count: int = derived(u16)
    columns: list[Column] | None = optional(
        array(Column.given(wide=this.wide), count=this.count), when=this.count != 0xFFFF, default=None
    )


class Offset(Frame, byteorder="little"):
    """Where a keyword is in SQL text; before TDS 7.2 (section 2.2.7.15)."""

    identifier: u16
    offset: u16


class Order(Frame, byteorder="little"):
    """The columns by which rows are sorted (section 2.2.7.17)."""

    columns: list[int] = array(u16)


class Message(Frame, byteorder="little"):
    """INFO and ERROR (sections 2.2.7.10 and 2.2.7.13)."""

    wide: bool = given(default=True, doc="TDS 7.2 or later")
    number: i32
    state: u8
    severity: u8 = field(doc="the Class of the document")
    text: LongName
    server_name: ShortName
    procedure_name: ShortName
    line_number: int = switch(this.wide, {True: u32, False: u16})


class LoginAcknowledgement(Frame, byteorder="little"):
    """LOGINACK: the login was accepted (section 2.2.7.14)."""

    interface: u8 = field(doc="0: SQL_DFLT, 1: SQL_TSQL")
    tds_version: u32be
    program_name: ShortName
    major_version: u8
    minor_version: u8
    build_number: u16be


class Names(Frame):
    """A new and an old name."""

    new_value: ShortName
    old_value: ShortName


class Values(Frame):
    """New and old bytes."""

    new_value: bytes = data(prefix=u8)
    old_value: bytes = data(prefix=u8)


class Promotion(Frame, byteorder="little"):
    """A token of the distributed transaction coordinator, and no old value."""

    new_value: bytes = data(prefix=u32, limit=LARGEST)
    old_value: bytes = data(prefix=u8, default=b"")


class Route(Frame, byteorder="little"):
    """Another server to which the client should go."""

    protocol: u8 = field(default=0, doc="0: TCP")
    port: u16
    server: LongName
    database: LongName | None = optional(LongName, default=None)


class Routing(Frame, byteorder="little"):
    """A route, and an old value without bytes."""

    new_value: Route = field(size_prefix=u16)
    old_value: bytes = data(prefix=u16, limit=LARGEST, default=b"")


class EnvironmentChange(Frame, byteorder="little"):
    """ENVCHANGE: a change of the session (section 2.2.7.9)."""

    type: Change = field(u8)
    change: Names | Values | Promotion | Routing | Unknown = switch(
        this.type,
        {
            (
                Change.DATABASE,
                Change.LANGUAGE,
                Change.CHARACTER_SET,
                Change.PACKET_SIZE,
                Change.UNICODE_LCID,
                Change.UNICODE_COMPARISON_FLAGS,
                Change.DATABASE_MIRRORING_PARTNER,
                Change.USER_INSTANCE,
            ): Names,
            (
                Change.SQL_COLLATION,
                Change.BEGIN_TRANSACTION,
                Change.COMMIT_TRANSACTION,
                Change.ROLLBACK_TRANSACTION,
                Change.ENLIST_DTC_TRANSACTION,
                Change.DEFECT_TRANSACTION,
                Change.TRANSACTION_MANAGER_ADDRESS,
                Change.TRANSACTION_ENDED,
                Change.RESET_COMPLETION,
            ): Values,
            Change.PROMOTE_TRANSACTION: Promotion,
            (Change.ROUTING, Change.ENHANCED_ROUTING): Routing,
        },
        otherwise=unknown(),
    )


class Feature(Frame, byteorder="little"):
    """A feature that the server acknowledges, with its data."""

    identifier: u8 = field(check=this != 0xFF)
    data: bytes = data(prefix=u32, limit=LARGEST)


class FeatureAcknowledgement(Frame):
    """FEATUREEXTACK (section 2.2.7.11)."""

    features: list[Feature] = array(Feature, until=b"\xff")


class FederatedInformation(Frame, byteorder="little"):
    """An option of FEDAUTHINFO, and where its value is."""

    identifier: u8 = field(doc="1: STSURL, 2: SPN")
    length: u32
    offset: u32 = field(doc="bytes from the start of the count of options")


class FederatedAuthentication(Frame, byteorder="little"):
    """FEDAUTHINFO: how to get a token (section 2.2.7.12)."""

    options: list[FederatedInformation] = array(prefix=u32)
    values: bytes = data()


class SessionState(Frame, byteorder="little"):
    """SESSIONSTATE (section 2.2.7.21)."""

    sequence_number: u32
    status: u8 = field(doc="1: recoverable")
    states: bytes = data(doc="identifiers, lengths (of 1 byte, or 0xFF and 4 bytes) and values")


class Unread(Frame):
    """A row; its bytes, and those of the tokens after it, are in `rest`."""


TokenBody: TypeAlias = (
    Done
    | ReturnStatus
    | ReturnValue
    | ColumnMetadata
    | Unread
    | Offset
    | Order
    | Message
    | LoginAcknowledgement
    | EnvironmentChange
    | FeatureAcknowledgement
    | FederatedAuthentication
    | SessionState
    | bytes
)
TOKENS: dict[Any, Any] = {
    (TokenType.DONE, TokenType.DONEPROC, TokenType.DONEINPROC): Done.given(wide=this.wide),
    TokenType.RETURNSTATUS: ReturnStatus,
    TokenType.RETURNVALUE: ReturnValue.given(wide=this.wide),
    TokenType.COLMETADATA: ColumnMetadata.given(wide=this.wide),
    TokenType.OFFSET: Offset,
    TokenType.ORDER: field(Order, size_prefix=u16),
    (TokenType.INFO, TokenType.ERROR): field(Message.given(wide=this.wide), size_prefix=u16),
    TokenType.LOGINACK: field(LoginAcknowledgement, size_prefix=u16),
    TokenType.ENVCHANGE: field(EnvironmentChange, size_prefix=u16),
    TokenType.FEATUREEXTACK: FeatureAcknowledgement,
    TokenType.FEDAUTHINFO: field(FederatedAuthentication, size_prefix=u32),
    TokenType.SESSIONSTATE: field(SessionState, size_prefix=u32),
    (TokenType.SSPI, TokenType.COLINFO, TokenType.TABNAME): data(prefix=u16, limit=LARGEST),
    (TokenType.ROW, TokenType.NBCROW, TokenType.ALTROW): Unread,
}


class Token(Frame, byteorder="little"):
    """A token of the response; DONE, DONEPROC and DONEINPROC have a status."""

    wide: bool = given(default=True, doc="TDS 7.2 or later")
    type: TokenType = field(u8)
    status: DoneStatus | None = optional(field(u16), when=this.type >= TokenType.DONE, default=None)
    body: TokenBody = switch(this.type, TOKENS)


_IS_LAST: Expr = (item.status & DoneStatus.MORE == 0) & (
    (item.type >= TokenType.SSPI) | ((item.type >= TokenType.ROW) & (item.type < TokenType.ENVCHANGE))
)
"""Whether no further token is read: after a final DONE or a row, and after SSPI or FEDAUTHINFO, which are sent alone."""


class Response(Frame):
    """The tokens of a server (section 2.2.7), up to a final DONE or the first row."""

    wide: bool = given(default=True, doc="TDS 7.2 or later")
    tokens: list[Token] = array(Token.given(wide=this.wide), until=_IS_LAST)
    rest: bytes = data(default=b"")
