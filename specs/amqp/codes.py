"""Codes of AMQP 0-9-1: frames, methods, replies and field types."""

from __future__ import annotations

from enum import IntEnum


class FrameType(IntEnum):
    """Frame types (section 4.2.3 of the specification), and the first letter of a protocol header."""

    METHOD = 1
    HEADER = 2
    BODY = 3
    HEARTBEAT = 8
    PROTOCOL_HEADER = ord("A")


class ClassIdentifier(IntEnum):
    """The classes of methods (chapter 1 of the reference)."""

    CONNECTION = 10
    CHANNEL = 20
    EXCHANGE = 40
    QUEUE = 50
    BASIC = 60
    CONFIRM = 85
    TX = 90


class ReplyCode(IntEnum):
    """Reasons for closing or returning something (section 1.2 of the reference); 312 is an extension of RabbitMQ."""

    REPLY_SUCCESS = 200
    CONTENT_TOO_LARGE = 311
    NO_ROUTE = 312
    NO_CONSUMERS = 313
    CONNECTION_FORCED = 320
    INVALID_PATH = 402
    ACCESS_REFUSED = 403
    NOT_FOUND = 404
    RESOURCE_LOCKED = 405
    PRECONDITION_FAILED = 406
    FRAME_ERROR = 501
    SYNTAX_ERROR = 502
    COMMAND_INVALID = 503
    CHANNEL_ERROR = 504
    UNEXPECTED_FRAME = 505
    RESOURCE_ERROR = 506
    NOT_ALLOWED = 530
    NOT_IMPLEMENTED = 540
    INTERNAL_ERROR = 541


class FieldType(IntEnum):
    """Types of values in a table (section 4.2.1 of the specification; the letters s, l and x as brokers use them)."""

    BOOLEAN = ord("t")
    SHORT_SHORT_INT = ord("b")
    SHORT_SHORT_UINT = ord("B")
    SHORT_INT = ord("U")
    SHORT_INT_OF_BROKERS = ord("s")
    SHORT_UINT = ord("u")
    LONG_INT = ord("I")
    LONG_UINT = ord("i")
    LONG_LONG_INT = ord("L")
    LONG_LONG_INT_OF_BROKERS = ord("l")
    FLOAT = ord("f")
    DOUBLE = ord("d")
    DECIMAL = ord("D")
    LONG_STRING = ord("S")
    FIELD_ARRAY = ord("A")
    TIMESTAMP = ord("T")
    FIELD_TABLE = ord("F")
    NO_FIELD = ord("V")
    BYTE_ARRAY = ord("x")


class MethodIdentifier(IntEnum):
    """The methods: the class in the high 16 bits, and the method in the low ones (chapter 1 of the reference)."""

    CONNECTION_START = 10 << 16 | 10
    CONNECTION_START_OK = 10 << 16 | 11
    CONNECTION_SECURE = 10 << 16 | 20
    CONNECTION_SECURE_OK = 10 << 16 | 21
    CONNECTION_TUNE = 10 << 16 | 30
    CONNECTION_TUNE_OK = 10 << 16 | 31
    CONNECTION_OPEN = 10 << 16 | 40
    CONNECTION_OPEN_OK = 10 << 16 | 41
    CONNECTION_CLOSE = 10 << 16 | 50
    CONNECTION_CLOSE_OK = 10 << 16 | 51
    CONNECTION_BLOCKED = 10 << 16 | 60
    CONNECTION_UNBLOCKED = 10 << 16 | 61
    CONNECTION_UPDATE_SECRET = 10 << 16 | 70
    CONNECTION_UPDATE_SECRET_OK = 10 << 16 | 71
    CHANNEL_OPEN = 20 << 16 | 10
    CHANNEL_OPEN_OK = 20 << 16 | 11
    CHANNEL_FLOW = 20 << 16 | 20
    CHANNEL_FLOW_OK = 20 << 16 | 21
    CHANNEL_CLOSE = 20 << 16 | 40
    CHANNEL_CLOSE_OK = 20 << 16 | 41
    EXCHANGE_DECLARE = 40 << 16 | 10
    EXCHANGE_DECLARE_OK = 40 << 16 | 11
    EXCHANGE_DELETE = 40 << 16 | 20
    EXCHANGE_DELETE_OK = 40 << 16 | 21
    EXCHANGE_BIND = 40 << 16 | 30
    EXCHANGE_BIND_OK = 40 << 16 | 31
    EXCHANGE_UNBIND = 40 << 16 | 40
    EXCHANGE_UNBIND_OK = 40 << 16 | 51
    QUEUE_DECLARE = 50 << 16 | 10
    QUEUE_DECLARE_OK = 50 << 16 | 11
    QUEUE_BIND = 50 << 16 | 20
    QUEUE_BIND_OK = 50 << 16 | 21
    QUEUE_PURGE = 50 << 16 | 30
    QUEUE_PURGE_OK = 50 << 16 | 31
    QUEUE_DELETE = 50 << 16 | 40
    QUEUE_DELETE_OK = 50 << 16 | 41
    QUEUE_UNBIND = 50 << 16 | 50
    QUEUE_UNBIND_OK = 50 << 16 | 51
    BASIC_QOS = 60 << 16 | 10
    BASIC_QOS_OK = 60 << 16 | 11
    BASIC_CONSUME = 60 << 16 | 20
    BASIC_CONSUME_OK = 60 << 16 | 21
    BASIC_CANCEL = 60 << 16 | 30
    BASIC_CANCEL_OK = 60 << 16 | 31
    BASIC_PUBLISH = 60 << 16 | 40
    BASIC_RETURN = 60 << 16 | 50
    BASIC_DELIVER = 60 << 16 | 60
    BASIC_GET = 60 << 16 | 70
    BASIC_GET_OK = 60 << 16 | 71
    BASIC_GET_EMPTY = 60 << 16 | 72
    BASIC_ACK = 60 << 16 | 80
    BASIC_REJECT = 60 << 16 | 90
    BASIC_RECOVER_ASYNC = 60 << 16 | 100
    BASIC_RECOVER = 60 << 16 | 110
    BASIC_RECOVER_OK = 60 << 16 | 111
    BASIC_NACK = 60 << 16 | 120
    CONFIRM_SELECT = 85 << 16 | 10
    CONFIRM_SELECT_OK = 85 << 16 | 11
    TX_SELECT = 90 << 16 | 10
    TX_SELECT_OK = 90 << 16 | 11
    TX_COMMIT = 90 << 16 | 20
    TX_COMMIT_OK = 90 << 16 | 21
    TX_ROLLBACK = 90 << 16 | 30
    TX_ROLLBACK_OK = 90 << 16 | 31
