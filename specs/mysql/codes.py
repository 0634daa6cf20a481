"""Numbers and flags of MySQL's protocol, and its integers and texts.

Source: MySQL 8.0 Source Code Documentation, "Client/Server Protocol": "Integer Types", "Capabilities Flags",
"SERVER_STATUS_flags_enum", "Command Phase", "Column Definition Flags", and field_types.h.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import Any

from framekit import escaped, text, u8, u16, u24, u64

LENGTH_ENCODED: Any = escaped(u8, {0xFB: -1, 0xFC: u16, 0xFD: u24, 0xFE: u64})
"""A length-encoded integer; 0xFB stands for NULL, which is valid only for columns."""


def counted(**options: Any) -> Any:
    """A text after its length-encoded length. The options are those of text()."""
    return text(prefix=LENGTH_ENCODED, errors="surrogateescape", **options)


class CapabilitiesLow(IntFlag):
    """The lower half of the capabilities of a server."""

    LONG_PASSWORD = 1 << 0
    FOUND_ROWS = 1 << 1
    LONG_FLAG = 1 << 2
    CONNECT_WITH_DB = 1 << 3
    NO_SCHEMA = 1 << 4
    COMPRESS = 1 << 5
    ODBC = 1 << 6
    LOCAL_FILES = 1 << 7
    IGNORE_SPACE = 1 << 8
    PROTOCOL_41 = 1 << 9
    INTERACTIVE = 1 << 10
    SSL = 1 << 11
    IGNORE_SIGPIPE = 1 << 12
    TRANSACTIONS = 1 << 13
    RESERVED = 1 << 14
    SECURE_CONNECTION = 1 << 15


class CapabilitiesHigh(IntFlag):
    """The upper half of the capabilities of a server."""

    MULTI_STATEMENTS = 1 << 0
    MULTI_RESULTS = 1 << 1
    PS_MULTI_RESULTS = 1 << 2
    PLUGIN_AUTH = 1 << 3
    CONNECT_ATTRS = 1 << 4
    PLUGIN_AUTH_LENENC_CLIENT_DATA = 1 << 5
    CAN_HANDLE_EXPIRED_PASSWORDS = 1 << 6
    SESSION_TRACK = 1 << 7
    DEPRECATE_EOF = 1 << 8
    OPTIONAL_RESULTSET_METADATA = 1 << 9
    ZSTD_COMPRESSION_ALGORITHM = 1 << 10
    QUERY_ATTRIBUTES = 1 << 11
    MULTI_FACTOR_AUTHENTICATION = 1 << 12
    CAPABILITY_EXTENSION = 1 << 13
    SSL_VERIFY_SERVER_CERT = 1 << 14
    REMEMBER_OPTIONS = 1 << 15


class ServerStatus(IntFlag):
    """The state of a session."""

    IN_TRANS = 1 << 0
    AUTOCOMMIT = 1 << 1
    MORE_RESULTS_EXIST = 1 << 3
    QUERY_NO_GOOD_INDEX_USED = 1 << 4
    QUERY_NO_INDEX_USED = 1 << 5
    CURSOR_EXISTS = 1 << 6
    LAST_ROW_SENT = 1 << 7
    DB_DROPPED = 1 << 8
    NO_BACKSLASH_ESCAPES = 1 << 9
    METADATA_CHANGED = 1 << 10
    QUERY_WAS_SLOW = 1 << 11
    PS_OUT_PARAMS = 1 << 12
    IN_TRANS_READONLY = 1 << 13
    SESSION_STATE_CHANGED = 1 << 14


class Command(IntEnum):
    """Commands of a client."""

    SLEEP = 0
    QUIT = 1
    INIT_DB = 2
    QUERY = 3
    FIELD_LIST = 4
    CREATE_DB = 5
    DROP_DB = 6
    REFRESH = 7
    SHUTDOWN = 8
    STATISTICS = 9
    PROCESS_INFO = 10
    CONNECT = 11
    PROCESS_KILL = 12
    DEBUG = 13
    PING = 14
    TIME = 15
    DELAYED_INSERT = 16
    CHANGE_USER = 17
    BINLOG_DUMP = 18
    TABLE_DUMP = 19
    CONNECT_OUT = 20
    REGISTER_REPLICA = 21
    STATEMENT_PREPARE = 22
    STATEMENT_EXECUTE = 23
    STATEMENT_SEND_LONG_DATA = 24
    STATEMENT_CLOSE = 25
    STATEMENT_RESET = 26
    SET_OPTION = 27
    STATEMENT_FETCH = 28
    DAEMON = 29
    BINLOG_DUMP_GTID = 30
    RESET_CONNECTION = 31


class ColumnType(IntEnum):
    """The types of columns."""

    DECIMAL = 0
    TINY = 1
    SHORT = 2
    LONG = 3
    FLOAT = 4
    DOUBLE = 5
    NULL = 6
    TIMESTAMP = 7
    LONGLONG = 8
    INT24 = 9
    DATE = 10
    TIME = 11
    DATETIME = 12
    YEAR = 13
    NEWDATE = 14
    VARCHAR = 15
    BIT = 16
    VECTOR = 242
    JSON = 245
    NEWDECIMAL = 246
    ENUM = 247
    SET = 248
    TINY_BLOB = 249
    MEDIUM_BLOB = 250
    LONG_BLOB = 251
    BLOB = 252
    VAR_STRING = 253
    STRING = 254
    GEOMETRY = 255


class ColumnFlags(IntFlag):
    """Information about a column."""

    NOT_NULL = 1 << 0
    PRIMARY_KEY = 1 << 1
    UNIQUE_KEY = 1 << 2
    MULTIPLE_KEY = 1 << 3
    BLOB = 1 << 4
    UNSIGNED = 1 << 5
    ZEROFILL = 1 << 6
    BINARY = 1 << 7
    ENUM = 1 << 8
    AUTO_INCREMENT = 1 << 9
    TIMESTAMP = 1 << 10
    SET = 1 << 11
    NO_DEFAULT_VALUE = 1 << 12
    ON_UPDATE_NOW = 1 << 13
    PART_KEY = 1 << 14
    NUMERIC = 1 << 15


class StateChange(IntEnum):
    """Kinds of changes in a session."""

    SYSTEM_VARIABLES = 0
    SCHEMA = 1
    STATE = 2
    GTIDS = 3
    TRANSACTION_CHARACTERISTICS = 4
    TRANSACTION_STATE = 5
