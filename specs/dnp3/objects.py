"""DNP3 objects: the layout for each group and variation (IEEE Std 1815-2012, annex A)."""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import Any, TypeAlias

from framekit import (
    Frame,
    Timestamp,
    bool1,
    data,
    f32,
    f64,
    field,
    i16,
    i32,
    timestamp,
    u2,
    u4,
    u7,
    u8,
    u16,
    u32,
    u48,
)


class BinaryFlags(IntFlag):
    """The state and the quality of a binary point (A.3 and A.6)."""

    ONLINE = 0x01
    RESTART = 0x02
    COMMUNICATION_LOST = 0x04
    REMOTE_FORCED = 0x08
    LOCAL_FORCED = 0x10
    CHATTER_FILTER = 0x20
    STATE = 0x80


class CounterFlags(IntFlag):
    """The quality of a counter (A.9)."""

    ONLINE = 0x01
    RESTART = 0x02
    COMMUNICATION_LOST = 0x04
    REMOTE_FORCED = 0x08
    LOCAL_FORCED = 0x10
    ROLLOVER = 0x20
    DISCONTINUITY = 0x40


class AnalogFlags(IntFlag):
    """The quality of an analog value (A.13)."""

    ONLINE = 0x01
    RESTART = 0x02
    COMMUNICATION_LOST = 0x04
    REMOTE_FORCED = 0x08
    LOCAL_FORCED = 0x10
    OVER_RANGE = 0x20
    REFERENCE_ERROR = 0x40


class DoubleBit(IntEnum):
    """The state of a point with two bits (A.4)."""

    INTERMEDIATE = 0
    OFF = 1
    ON = 2
    INDETERMINATE = 3


class Operation(IntEnum):
    """The operation of an output (A.8.1)."""

    NUL = 0
    PULSE_ON = 1
    PULSE_OFF = 2
    LATCH_ON = 3
    LATCH_OFF = 4


class TripClose(IntEnum):
    """Which of a pair of relays acts (A.8.1)."""

    NUL = 0
    CLOSE = 1
    TRIP = 2


class CommandStatus(IntEnum):
    """Result of a command (A.8.1)."""

    SUCCESS = 0
    TIMEOUT = 1
    NO_SELECT = 2
    FORMAT_ERROR = 3
    NOT_SUPPORTED = 4
    ALREADY_ACTIVE = 5
    HARDWARE_ERROR = 6
    LOCAL = 7
    TOO_MANY_OBJECTS = 8
    NOT_AUTHORIZED = 9
    AUTOMATION_INHIBIT = 10
    PROCESSING_LIMITED = 11
    OUT_OF_RANGE = 12
    DOWNSTREAM_LOCAL = 13
    ALREADY_COMPLETE = 14
    BLOCKED = 15
    CANCELED = 16
    BLOCKED_OTHER_MASTER = 17
    DOWNSTREAM_FAIL = 18
    NON_PARTICIPATING = 126
    UNDEFINED = 127


MILLISECONDS: Any = timestamp(u48, unit="ms")
"""A time since 1970, in UTC (A.22.1)."""


class ObjectValue(Frame, byteorder="little", bitorder="lsb"):
    """An object's value."""


class DeviceAttribute(ObjectValue):
    """An attribute of a device (A.2), selected by the variation."""

    data_type: u8
    content: bytes = data(prefix=u8)


class Binary(ObjectValue):
    """A binary input or output with its flags (A.3.2)."""

    flags: BinaryFlags = field(u8)


class BinaryAtTime(ObjectValue):
    """A binary event with its time (A.3.4)."""

    flags: BinaryFlags = field(u8)
    time: Timestamp = MILLISECONDS


class BinaryAtRelativeTime(ObjectValue):
    """A binary event with a time that counts from a common one (A.3.5)."""

    flags: BinaryFlags = field(u8)
    milliseconds: u16 = field(doc="after the common time of occurrence (group 51)")


class Double(ObjectValue):
    """A double-bit input with its flags (A.4.2)."""

    online: bool1 = True
    restart: bool1 = False
    communication_lost: bool1 = False
    remote_forced: bool1 = False
    local_forced: bool1 = False
    chatter_filter: bool1 = False
    state: DoubleBit = field(u2)


class DoubleAtTime(Double):
    """A double-bit event with its time (A.4.4)."""

    time: Timestamp = MILLISECONDS


class DoubleAtRelativeTime(Double):
    """A double-bit event with a time that counts from a common one (A.4.5)."""

    milliseconds: u16 = field(doc="after the common time of occurrence (group 51)")


class RelayOutputBlock(ObjectValue):
    """A command to a binary output, CROB (A.8.1), or a pattern control block (A.8.2)."""

    operation: Operation = field(u4)
    queue: bool1 = field(default=False, doc="obsolete")
    clear: bool1 = False
    trip_close: TripClose = field(u2, default=TripClose.NUL)
    count: u8 = 1
    on_time: u32 = field(doc="in milliseconds")
    off_time: u32 = field(doc="in milliseconds")
    status: CommandStatus = field(u7, default=CommandStatus.SUCCESS)
    reserved: bool1 = False


class BinaryCommandEvent(ObjectValue):
    """A command to a binary output that was executed (A.8.4)."""

    status: CommandStatus = field(u7)
    commanded_state: bool1


class BinaryCommandEventAtTime(BinaryCommandEvent):
    """The same with its time (A.8.5)."""

    time: Timestamp = MILLISECONDS


class Counter32(ObjectValue):
    """A counter of 32 bits with its flags (A.9.1)."""

    flags: CounterFlags = field(u8)
    count: u32


class Counter16(ObjectValue):
    """A counter of 16 bits with its flags (A.9.2)."""

    flags: CounterFlags = field(u8)
    count: u16


class Counter32AtTime(Counter32):
    """A counter of 32 bits with its flags and a time (A.10.5)."""

    time: Timestamp = MILLISECONDS


class Counter16AtTime(Counter16):
    """A counter of 16 bits with its flags and a time (A.10.6)."""

    time: Timestamp = MILLISECONDS


class Analog32(ObjectValue):
    """An analog value of 32 bits with its flags (A.13.1)."""

    flags: AnalogFlags = field(u8)
    value: i32


class Analog16(ObjectValue):
    """An analog value of 16 bits with its flags (A.13.2)."""

    flags: AnalogFlags = field(u8)
    value: i16


class AnalogSingle(ObjectValue):
    """An analog value in single precision with its flags (A.13.5)."""

    flags: AnalogFlags = field(u8)
    value: f32


class AnalogDouble(ObjectValue):
    """An analog value in double precision with its flags (A.13.6)."""

    flags: AnalogFlags = field(u8)
    value: f64


class Analog32AtTime(Analog32):
    """The same as Analog32 with a time (A.15.3)."""

    time: Timestamp = MILLISECONDS


class Analog16AtTime(Analog16):
    """The same as Analog16 with a time (A.15.4)."""

    time: Timestamp = MILLISECONDS


class AnalogSingleAtTime(AnalogSingle):
    """The same as AnalogSingle with a time (A.15.7)."""

    time: Timestamp = MILLISECONDS


class AnalogDoubleAtTime(AnalogDouble):
    """The same as AnalogDouble with a time (A.15.8)."""

    time: Timestamp = MILLISECONDS


class AnalogCommand32(ObjectValue):
    """A command to an analog output, in 32 bits (A.19.1)."""

    value: i32
    status: CommandStatus = field(u8, default=CommandStatus.SUCCESS)


class AnalogCommand16(ObjectValue):
    """A command to an analog output, in 16 bits (A.19.2)."""

    value: i16
    status: CommandStatus = field(u8, default=CommandStatus.SUCCESS)


class AnalogCommandSingle(ObjectValue):
    """A command to an analog output, in single precision (A.19.3)."""

    value: f32
    status: CommandStatus = field(u8, default=CommandStatus.SUCCESS)


class AnalogCommandDouble(ObjectValue):
    """A command to an analog output, in double precision (A.19.4)."""

    value: f64
    status: CommandStatus = field(u8, default=CommandStatus.SUCCESS)


class Time(ObjectValue):
    """A time: of a clock, of its last record, or common to events (A.22 and A.23)."""

    time: Timestamp = MILLISECONDS


class TimeAndInterval(ObjectValue):
    """The start of an activity, and the time until it is repeated (A.22.2)."""

    time: Timestamp = MILLISECONDS
    interval: u32 = field(doc="in milliseconds")


class IndexedTime(ObjectValue):
    """The start of an activity, and how often it is repeated (A.22.4)."""

    time: Timestamp = MILLISECONDS
    interval_count: u32
    interval_units: u8


class StorageBuffer(ObjectValue):
    """The fill level and the content of a buffer (A.27)."""

    fill: u8 = field(doc="in percent")
    group: u8
    variation: u8


def _of(group: int, *variations: int) -> tuple[int, ...]:
    return tuple(group << 8 | each for each in variations)


AnyValue: TypeAlias = (
    DeviceAttribute
    | Binary
    | BinaryAtTime
    | BinaryAtRelativeTime
    | Double
    | DoubleAtTime
    | DoubleAtRelativeTime
    | RelayOutputBlock
    | BinaryCommandEvent
    | BinaryCommandEventAtTime
    | Counter32
    | Counter16
    | Counter32AtTime
    | Counter16AtTime
    | Analog32
    | Analog16
    | AnalogSingle
    | AnalogDouble
    | Analog32AtTime
    | Analog16AtTime
    | AnalogSingleAtTime
    | AnalogDoubleAtTime
    | AnalogCommand32
    | AnalogCommand16
    | AnalogCommandSingle
    | AnalogCommandDouble
    | Time
    | TimeAndInterval
    | IndexedTime
    | StorageBuffer
    | int
    | float
    | bytes
)
VALUES: dict[tuple[int, ...] | range, Any] = {
    range(1, 256): DeviceAttribute,
    _of(1, 2) + _of(2, 1) + _of(10, 2) + _of(11, 1): Binary,
    _of(2, 2) + _of(11, 2): BinaryAtTime,
    _of(2, 3): BinaryAtRelativeTime,
    _of(3, 2) + _of(4, 1): Double,
    _of(4, 2): DoubleAtTime,
    _of(4, 3): DoubleAtRelativeTime,
    _of(12, 1, 2): RelayOutputBlock,
    _of(13, 1): BinaryCommandEvent,
    _of(13, 2): BinaryCommandEventAtTime,
    _of(20, 1, 3) + _of(21, 1, 3) + _of(22, 1, 3) + _of(23, 1, 3): Counter32,
    _of(20, 2, 4) + _of(21, 2, 4) + _of(22, 2, 4) + _of(23, 2, 4): Counter16,
    _of(21, 5, 7) + _of(22, 5, 7) + _of(23, 5, 7): Counter32AtTime,
    _of(21, 6, 8) + _of(22, 6, 8) + _of(23, 6, 8): Counter16AtTime,
    _of(20, 5, 7) + _of(21, 9, 11) + _of(34, 2): u32,
    _of(20, 6, 8) + _of(21, 10, 12) + _of(34, 1) + _of(52, 1, 2) + _of(101, 1): u16,
    _of(30, 1) + _of(31, 1) + _of(32, 1) + _of(33, 1) + _of(40, 1) + _of(42, 1) + _of(43, 1): Analog32,
    _of(30, 2) + _of(31, 2) + _of(32, 2) + _of(33, 2) + _of(40, 2) + _of(42, 2) + _of(43, 2): Analog16,
    _of(30, 5) + _of(31, 7) + _of(32, 5) + _of(33, 5) + _of(40, 3) + _of(42, 5) + _of(43, 5): AnalogSingle,
    _of(30, 6) + _of(31, 8) + _of(32, 6) + _of(33, 6) + _of(40, 4) + _of(42, 6) + _of(43, 6): AnalogDouble,
    _of(31, 3) + _of(32, 3) + _of(33, 3) + _of(42, 3) + _of(43, 3): Analog32AtTime,
    _of(31, 4) + _of(32, 4) + _of(33, 4) + _of(42, 4) + _of(43, 4): Analog16AtTime,
    _of(32, 7) + _of(33, 7) + _of(42, 7) + _of(43, 7): AnalogSingleAtTime,
    _of(32, 8) + _of(33, 8) + _of(42, 8) + _of(43, 8): AnalogDoubleAtTime,
    _of(30, 3) + _of(31, 5): i32,
    _of(30, 4) + _of(31, 6): i16,
    _of(34, 3): f32,
    _of(41, 1): AnalogCommand32,
    _of(41, 2): AnalogCommand16,
    _of(41, 3): AnalogCommandSingle,
    _of(41, 4): AnalogCommandDouble,
    _of(50, 1, 3) + _of(51, 1, 2): Time,
    _of(50, 2): TimeAndInterval,
    _of(50, 4): IndexedTime,
    _of(81, 1): StorageBuffer,
    _of(102, 1): u8,
}
"""The layout of an object, by its group and its variation in one number; strings are not included."""
BITS = (*_of(1, 1), *_of(10, 1), *_of(12, 3), *_of(80, 1))
"""Objects of one bit, without flags."""
BIT_PAIRS = 3 << 8 | 1
"""Objects of two bits, without flags."""
STRINGS = range(110 << 8 | 1, 114 << 8)
"""Objects whose variation is their length (A.33 to A.36)."""
