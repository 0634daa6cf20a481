"""Numbers and letters of PostgreSQL's protocol, and its two kinds of values without a fixed size.

Source: PostgreSQL 17 manual, sections 53.7 and 53.8.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from framekit import data, i32, text


class BackendType(IntEnum):
    """Types of a server's messages."""

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
    """Types of a client's messages, after the first one."""

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


class Authentication(IntEnum):
    """Authentication requests and results (AuthenticationOk and related messages)."""

    OK = 0
    KERBEROS_V5 = 2
    CLEARTEXT_PASSWORD = 3
    MD5_PASSWORD = 5
    GSS = 7
    GSS_CONTINUE = 8
    SSPI = 9
    SASL = 10
    SASL_CONTINUE = 11
    SASL_FINAL = 12


class Format(IntEnum):
    """The format of values."""

    TEXT = 0
    BINARY = 1


class TransactionStatus(IntEnum):
    """The state of the transaction that a ready server reports."""

    IDLE = ord("I")
    IN_TRANSACTION = ord("T")
    FAILED = ord("E")


class Target(IntEnum):
    """The target of a Describe or a Close."""

    PORTAL = ord("P")
    STATEMENT = ord("S")


class NoticeField(IntEnum):
    """The fields of an error or a notice (53.8)."""

    SEVERITY = ord("S")
    SEVERITY_UNTRANSLATED = ord("V")
    CODE = ord("C")
    MESSAGE = ord("M")
    DETAIL = ord("D")
    HINT = ord("H")
    POSITION = ord("P")
    INTERNAL_POSITION = ord("p")
    INTERNAL_QUERY = ord("q")
    WHERE = ord("W")
    SCHEMA_NAME = ord("s")
    TABLE_NAME = ord("t")
    COLUMN_NAME = ord("c")
    DATA_TYPE_NAME = ord("d")
    CONSTRAINT_NAME = ord("n")
    FILE = ord("F")
    LINE = ord("L")
    ROUTINE = ord("R")


class Request(IntEnum):
    """Requests in the first message of a client, other than a session: minor numbers of the version 1234."""

    CANCEL = 5678
    ENCRYPTION = 5679
    GSS_ENCRYPTION = 5680


REQUESTS = 1234
"""The major version of requests."""


def string(**options: Any) -> Any:
    """A String in the manual's terms: bytes up to a zero byte. The options are those of text()."""
    return text(until="\0", errors="surrogateescape", **options)


def value() -> Any:
    """A value of a column or a parameter: its length and its bytes; -1 stands for NULL."""
    return data(prefix=i32, null=-1)
