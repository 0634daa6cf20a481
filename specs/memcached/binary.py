"""The binary protocol (BinaryProtocolRevamped): client commands and server responses."""

from __future__ import annotations

from enum import IntEnum

from framekit import Frame, data, derived, field, switch, this, u8, u16, u32, u64


class Magic(IntEnum):
    """The first byte of a message; `Request` and `Response` read it to choose the protocol."""

    REQUEST = 0x80
    RESPONSE = 0x81


class Opcode(IntEnum):
    """The commands of the binary protocol."""

    GET = 0x00
    SET = 0x01
    ADD = 0x02
    REPLACE = 0x03
    DELETE = 0x04
    INCREMENT = 0x05
    DECREMENT = 0x06
    QUIT = 0x07
    FLUSH = 0x08
    GET_QUIETLY = 0x09
    NO_OPERATION = 0x0A
    VERSION = 0x0B
    GET_WITH_KEY = 0x0C
    GET_WITH_KEY_QUIETLY = 0x0D
    APPEND = 0x0E
    PREPEND = 0x0F
    STAT = 0x10
    SET_QUIETLY = 0x11
    ADD_QUIETLY = 0x12
    REPLACE_QUIETLY = 0x13
    DELETE_QUIETLY = 0x14
    INCREMENT_QUIETLY = 0x15
    DECREMENT_QUIETLY = 0x16
    QUIT_QUIETLY = 0x17
    FLUSH_QUIETLY = 0x18
    APPEND_QUIETLY = 0x19
    PREPEND_QUIETLY = 0x1A
    VERBOSITY = 0x1B
    TOUCH = 0x1C
    GET_AND_TOUCH = 0x1D
    GET_AND_TOUCH_QUIETLY = 0x1E
    SASL_LIST_MECHANISMS = 0x20
    SASL_AUTHENTICATE = 0x21
    SASL_STEP = 0x22
    GET_WITH_KEY_AND_TOUCH = 0x23
    GET_WITH_KEY_AND_TOUCH_QUIETLY = 0x24
    RANGE_GET = 0x30
    RANGE_SET = 0x31
    RANGE_SET_QUIETLY = 0x32
    RANGE_APPEND = 0x33
    RANGE_APPEND_QUIETLY = 0x34
    RANGE_PREPEND = 0x35
    RANGE_PREPEND_QUIETLY = 0x36
    RANGE_DELETE = 0x37
    RANGE_DELETE_QUIETLY = 0x38
    RANGE_INCREMENT = 0x39
    RANGE_INCREMENT_QUIETLY = 0x3A
    RANGE_DECREMENT = 0x3B
    RANGE_DECREMENT_QUIETLY = 0x3C
    SET_VBUCKET = 0x3D
    GET_VBUCKET = 0x3E
    DELETE_VBUCKET = 0x3F
    TAP_CONNECT = 0x40
    TAP_MUTATION = 0x41
    TAP_DELETE = 0x42
    TAP_FLUSH = 0x43
    TAP_OPAQUE = 0x44
    TAP_VBUCKET_SET = 0x45
    TAP_CHECKPOINT_START = 0x46
    TAP_CHECKPOINT_END = 0x47


class Status(IntEnum):
    """Result of a command of the binary protocol; servers send 0x20 and 0x21 for 0x08 and 0x09."""

    NO_ERROR = 0x0000
    KEY_NOT_FOUND = 0x0001
    KEY_EXISTS = 0x0002
    VALUE_TOO_LARGE = 0x0003
    INVALID_ARGUMENTS = 0x0004
    ITEM_NOT_STORED = 0x0005
    NON_NUMERIC_VALUE = 0x0006
    VBUCKET_ELSEWHERE = 0x0007
    AUTHENTICATION_ERROR = 0x0008
    AUTHENTICATION_CONTINUE = 0x0009
    AUTHENTICATION_ERROR_SENT = 0x0020
    AUTHENTICATION_CONTINUE_SENT = 0x0021
    UNKNOWN_COMMAND = 0x0081
    OUT_OF_MEMORY = 0x0082
    NOT_SUPPORTED = 0x0083
    INTERNAL_ERROR = 0x0084
    BUSY = 0x0085
    TEMPORARY_FAILURE = 0x0086


class StorageExtras(Frame):
    """Extras of SET, ADD and REPLACE."""

    flags: u32 = 0
    expiration: u32 = 0


class CounterExtras(Frame):
    """Extras of INCREMENT and DECREMENT."""

    delta: u64
    initial: u64 = 0
    expiration: u32 = 0


class Expiration(Frame):
    """Extras of TOUCH, and of the commands that also touch an item."""

    expiration: u32


class Verbosity(Frame):
    """Extras of VERBOSITY."""

    verbosity: u32


class ItemExtras(Frame):
    """Extras of the answer to a GET of any kind."""

    flags: u32


class BinaryRequest(Frame, size=this.total_body_length + 24):
    """A command of the binary protocol (packet structure; commands)."""

    magic: Magic = field(u8, default=Magic.REQUEST)
    opcode: Opcode = field(u8)
    key_length: int = derived(u16)
    extras_length: int = derived(u8)
    data_type: u8 = 0
    vbucket: u16 = 0
    total_body_length: int = derived(u32)
    opaque: u32 = 0
    cas: u64 = 0
    extras: StorageExtras | CounterExtras | Expiration | Verbosity | bytes = switch(
        this.opcode,
        {
            (
                Opcode.SET,
                Opcode.ADD,
                Opcode.REPLACE,
                Opcode.SET_QUIETLY,
                Opcode.ADD_QUIETLY,
                Opcode.REPLACE_QUIETLY,
            ): StorageExtras,
            (
                Opcode.INCREMENT,
                Opcode.DECREMENT,
                Opcode.INCREMENT_QUIETLY,
                Opcode.DECREMENT_QUIETLY,
            ): CounterExtras,
            (
                Opcode.TOUCH,
                Opcode.GET_AND_TOUCH,
                Opcode.GET_AND_TOUCH_QUIETLY,
                Opcode.GET_WITH_KEY_AND_TOUCH,
                Opcode.GET_WITH_KEY_AND_TOUCH_QUIETLY,
            ): Expiration,
            Opcode.VERBOSITY: Verbosity,
        },
        otherwise=data(),
        size=this.extras_length,
    )
    key: bytes = data(this.key_length, default=b"")
    value: bytes = data(default=b"")


class BinaryResponse(Frame, size=this.total_body_length + 24):
    """An answer of the binary protocol. The extras and the value depend on the command if the status is NO_ERROR."""

    magic: Magic = field(u8, default=Magic.RESPONSE)
    opcode: Opcode = field(u8)
    key_length: int = derived(u16)
    extras_length: int = derived(u8)
    data_type: u8 = 0
    status: Status = field(u16, default=Status.NO_ERROR)
    total_body_length: int = derived(u32)
    opaque: u32 = 0
    cas: u64 = 0
    extras: ItemExtras | bytes = switch(
        (this.status << 8) + this.opcode,
        {
            (
                Opcode.GET,
                Opcode.GET_QUIETLY,
                Opcode.GET_WITH_KEY,
                Opcode.GET_WITH_KEY_QUIETLY,
                Opcode.GET_AND_TOUCH,
                Opcode.GET_AND_TOUCH_QUIETLY,
                Opcode.GET_WITH_KEY_AND_TOUCH,
                Opcode.GET_WITH_KEY_AND_TOUCH_QUIETLY,
            ): ItemExtras,
        },
        otherwise=data(),
        size=this.extras_length,
    )
    key: bytes = data(this.key_length, default=b"")
    value: int | bytes = switch((this.status << 8) + this.opcode, {(Opcode.INCREMENT, Opcode.DECREMENT): u64}, otherwise=data())
