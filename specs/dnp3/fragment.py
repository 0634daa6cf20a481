"""Fragments of the application layer of DNP3: object headers and objects (IEEE Std 1815-2012, clause 4)."""

from __future__ import annotations

from enum import IntEnum, IntFlag
from functools import reduce
from operator import or_
from typing import Any

from framekit import (
    Expr,
    Frame,
    array,
    bool1,
    choose,
    data,
    derived,
    field,
    given,
    optional,
    switch,
    this,
    u1,
    u2,
    u3,
    u4,
    u8,
    u16,
    u32,
)
from framekit.specs.dnp3 import objects
from framekit.specs.dnp3.objects import AnyValue


class ApplicationFunction(IntEnum):
    """Functions of fragments (table 4-2)."""

    CONFIRM = 0
    READ = 1
    WRITE = 2
    SELECT = 3
    OPERATE = 4
    DIRECT_OPERATE = 5
    DIRECT_OPERATE_NO_RESPONSE = 6
    IMMEDIATE_FREEZE = 7
    IMMEDIATE_FREEZE_NO_RESPONSE = 8
    FREEZE_AND_CLEAR = 9
    FREEZE_AND_CLEAR_NO_RESPONSE = 10
    FREEZE_AT_TIME = 11
    FREEZE_AT_TIME_NO_RESPONSE = 12
    COLD_RESTART = 13
    WARM_RESTART = 14
    INITIALIZE_DATA = 15
    INITIALIZE_APPLICATION = 16
    START_APPLICATION = 17
    STOP_APPLICATION = 18
    SAVE_CONFIGURATION = 19
    ENABLE_UNSOLICITED = 20
    DISABLE_UNSOLICITED = 21
    ASSIGN_CLASS = 22
    DELAY_MEASUREMENT = 23
    RECORD_CURRENT_TIME = 24
    OPEN_FILE = 25
    CLOSE_FILE = 26
    DELETE_FILE = 27
    GET_FILE_INFORMATION = 28
    AUTHENTICATE_FILE = 29
    ABORT_FILE = 30
    ACTIVATE_CONFIGURATION = 31
    AUTHENTICATION_REQUEST = 32
    AUTHENTICATION_REQUEST_NO_ACKNOWLEDGEMENT = 33
    RESPONSE = 129
    UNSOLICITED_RESPONSE = 130
    AUTHENTICATION_RESPONSE = 131


class Indications(IntFlag):
    """Internal indications of an outstation (4.2.2.6): the first octet, IIN1, has the lower bits."""

    BROADCAST = 0x0001
    CLASS_1_EVENTS = 0x0002
    CLASS_2_EVENTS = 0x0004
    CLASS_3_EVENTS = 0x0008
    NEED_TIME = 0x0010
    LOCAL_CONTROL = 0x0020
    DEVICE_TROUBLE = 0x0040
    DEVICE_RESTART = 0x0080
    FUNCTION_NOT_SUPPORTED = 0x0100
    OBJECT_UNKNOWN = 0x0200
    PARAMETER_ERROR = 0x0400
    EVENT_BUFFER_OVERFLOW = 0x0800
    ALREADY_EXECUTING = 0x1000
    CONFIGURATION_CORRUPT = 0x2000


class Group(IntEnum):
    """Groups of objects (annex A)."""

    DEVICE_ATTRIBUTES = 0
    BINARY_INPUT = 1
    BINARY_INPUT_EVENT = 2
    DOUBLE_BIT_INPUT = 3
    DOUBLE_BIT_INPUT_EVENT = 4
    BINARY_OUTPUT = 10
    BINARY_OUTPUT_EVENT = 11
    BINARY_OUTPUT_COMMAND = 12
    BINARY_OUTPUT_COMMAND_EVENT = 13
    COUNTER = 20
    FROZEN_COUNTER = 21
    COUNTER_EVENT = 22
    FROZEN_COUNTER_EVENT = 23
    ANALOG_INPUT = 30
    FROZEN_ANALOG_INPUT = 31
    ANALOG_INPUT_EVENT = 32
    FROZEN_ANALOG_INPUT_EVENT = 33
    ANALOG_INPUT_DEADBAND = 34
    ANALOG_OUTPUT_STATUS = 40
    ANALOG_OUTPUT = 41
    ANALOG_OUTPUT_EVENT = 42
    ANALOG_OUTPUT_COMMAND_EVENT = 43
    TIME_AND_DATE = 50
    COMMON_TIME_OF_OCCURRENCE = 51
    TIME_DELAY = 52
    CLASS_OBJECTS = 60
    FILE_CONTROL = 70
    INTERNAL_INDICATIONS = 80
    DEVICE_STORAGE = 81
    DEVICE_PROFILE = 82
    DATA_SET_REGISTRATION = 83
    DATA_SET_PROTOTYPE = 85
    DATA_SET_DESCRIPTOR = 86
    DATA_SET = 87
    DATA_SET_EVENT = 88
    APPLICATION = 90
    STATUS_OF_REQUESTED_OPERATION = 91
    FLOATING_POINT = 100
    BINARY_CODED_DECIMAL = 101
    UNSIGNED_INTEGER = 102
    OCTET_STRING = 110
    OCTET_STRING_EVENT = 111
    VIRTUAL_TERMINAL_OUTPUT = 112
    VIRTUAL_TERMINAL_EVENT = 113
    AUTHENTICATION = 120
    SECURITY_STATISTIC = 121
    SECURITY_STATISTIC_EVENT = 122


class Prefix(IntEnum):
    """The prefix of each object (table 4-5)."""

    NONE = 0
    INDEX_8 = 1
    INDEX_16 = 2
    INDEX_32 = 3
    SIZE_8 = 4
    SIZE_16 = 5
    SIZE_32 = 6


class RangeSpecifier(IntEnum):
    """The form of the count or the range of objects (table 4-6)."""

    START_STOP_8 = 0
    START_STOP_16 = 1
    START_STOP_32 = 2
    ADDRESSES_8 = 3
    ADDRESSES_16 = 4
    ADDRESSES_32 = 5
    ALL = 6
    COUNT_8 = 7
    COUNT_16 = 8
    COUNT_32 = 9
    VARIABLE = 11


class Object(Frame, byteorder="little"):
    """An object after the prefix that the header indicates (4.2.2.7.3.2)."""

    type: int = given(check=range(1 << 16), doc="the group in the higher octet, the variation in the lower")
    prefix: int = given(check=range(4), doc="0: no index; 1 to 3: an index of 8, 16 or 32 bits")
    index: int | None = optional(switch(this.prefix, {1: u8, 2: u16, 3: u32}), when=this.prefix > 0, default=None)
    value: AnyValue = switch(this.type, {**objects.VALUES, objects.STRINGS: data(this.type & 0xFF)})


class SizedObject(Frame, byteorder="little"):
    """An object after its size, such as one of a file (group 70) or of authentication (group 120)."""

    prefix: int = given(check=range(4, 7), doc="4 to 6: a size of 8, 16 or 32 bits")
    content: bytes = switch(this.prefix, {4: data(prefix=u8), 5: data(prefix=u16), 6: data(prefix=u32)})


class Range(Frame, byteorder="little"):
    """The first and the last requested index or address."""

    width: int = given(check=range(3), doc="0 to 2: 8, 16 or 32 bits")
    start: int = switch(this.width, {0: u8, 1: u16, 2: u32})
    stop: int = switch(this.width, {0: u8, 1: u16, 2: u32})


class Everything(Frame):
    """All objects of the group and the variation."""


class Objects8(Frame, byteorder="little", bitorder="lsb"):
    """Objects of consecutive indexes of 8 bits."""

    type: int = given(check=range(1 << 16), doc="as in Object")
    start: u8
    stop: int = derived(u8)
    objects: list[Object] = array(Object.given(type=this.type, prefix=0), count=this.stop - this.start + 1)


class Objects16(Frame, byteorder="little", bitorder="lsb"):
    """Objects of consecutive indexes of 16 bits."""

    type: int = given(check=range(1 << 16), doc="as in Object")
    start: u16
    stop: int = derived(u16)
    objects: list[Object] = array(Object.given(type=this.type, prefix=0), count=this.stop - this.start + 1)


class Objects32(Frame, byteorder="little", bitorder="lsb"):
    """Objects of consecutive indexes of 32 bits."""

    type: int = given(check=range(1 << 16), doc="as in Object")
    start: u32
    stop: int = derived(u32)
    objects: list[Object] = array(Object.given(type=this.type, prefix=0), count=this.stop - this.start + 1)


class Bits8(Frame, byteorder="little", bitorder="lsb"):
    """Points of one bit of consecutive indexes of 8 bits."""

    start: u8
    stop: int = derived(u8)
    states: list[bool] = array(bool1, count=this.stop - this.start + 1)


class Bits16(Frame, byteorder="little", bitorder="lsb"):
    """Points of one bit of consecutive indexes of 16 bits."""

    start: u16
    stop: int = derived(u16)
    states: list[bool] = array(bool1, count=this.stop - this.start + 1)


class Bits32(Frame, byteorder="little", bitorder="lsb"):
    """Points of one bit of consecutive indexes of 32 bits."""

    start: u32
    stop: int = derived(u32)
    states: list[bool] = array(bool1, count=this.stop - this.start + 1)


class BitPairs8(Frame, byteorder="little", bitorder="lsb"):
    """Points of two bits, as in DoubleBit, of consecutive indexes of 8 bits."""

    start: u8
    stop: int = derived(u8)
    states: list[int] = array(u2, count=this.stop - this.start + 1)


class BitPairs16(Frame, byteorder="little", bitorder="lsb"):
    """Points of two bits, as in DoubleBit, of consecutive indexes of 16 bits."""

    start: u16
    stop: int = derived(u16)
    states: list[int] = array(u2, count=this.stop - this.start + 1)


class BitPairs32(Frame, byteorder="little", bitorder="lsb"):
    """Points of two bits, as in DoubleBit, of consecutive indexes of 32 bits."""

    start: u32
    stop: int = derived(u32)
    states: list[int] = array(u2, count=this.stop - this.start + 1)


class ObjectKind(IntEnum):
    """The layout of the objects of a header, as determined by `_KIND`."""

    NONE = 0
    OBJECTS = 1
    BITS = 2
    BIT_PAIRS = 3
    SIZED = 4


_HAS_DATA: Expr = (
    ((this.function >= ApplicationFunction.WRITE) & (this.function <= ApplicationFunction.DIRECT_OPERATE_NO_RESPONSE))
    | ((this.function == ApplicationFunction.FREEZE_AT_TIME) & (this.group == Group.TIME_AND_DATE))
    | ((this.function == ApplicationFunction.FREEZE_AT_TIME_NO_RESPONSE) & (this.group == Group.TIME_AND_DATE))
    | (this.function >= ApplicationFunction.OPEN_FILE)
)
"""Other requests have headers without objects."""
_TYPE: Expr = (this.group << 8) + this.variation
_IS_BITS: Any = reduce(or_, (each == _TYPE for each in objects.BITS))
_KIND: Expr = choose(
    this.prefix >= Prefix.SIZE_8,
    ObjectKind.SIZED,
    choose(
        _HAS_DATA,
        choose(_IS_BITS, ObjectKind.BITS, choose(_TYPE == objects.BIT_PAIRS, ObjectKind.BIT_PAIRS, ObjectKind.OBJECTS)),
        ObjectKind.NONE,
    ),
)
_INDEX: Any = switch(this.prefix, {1: u8, 2: u16, 3: u32})
R = RangeSpecifier


class ObjectHeader(Frame, byteorder="little"):
    """A header of objects, and the objects that it announces (4.2.2.7)."""

    function: int = given(check=range(256), doc="of the fragment, which determines whether there are objects or headers only")
    group: Group = field(u8)
    variation: u8
    reserved: u1 = 0
    prefix: Prefix = field(u3, default=Prefix.NONE)
    range: RangeSpecifier = field(u4)
    content: (
        Range
        | Everything
        | Objects8
        | Objects16
        | Objects32
        | Bits8
        | Bits16
        | Bits32
        | BitPairs8
        | BitPairs16
        | BitPairs32
        | int
        | list[int]
        | list[Object]
        | list[SizedObject]
    ) = switch(
        _KIND,
        {
            ObjectKind.NONE: switch(
                this.range,
                {
                    (R.START_STOP_8, R.ADDRESSES_8): Range.given(width=0),
                    (R.START_STOP_16, R.ADDRESSES_16): Range.given(width=1),
                    (R.START_STOP_32, R.ADDRESSES_32): Range.given(width=2),
                    R.ALL: Everything,
                    R.COUNT_8: switch(this.prefix, {0: u8}, otherwise=array(_INDEX, prefix=u8)),
                    R.COUNT_16: switch(this.prefix, {0: u16}, otherwise=array(_INDEX, prefix=u16)),
                    R.COUNT_32: switch(this.prefix, {0: u32}, otherwise=array(_INDEX, prefix=u32)),
                },
            ),
            ObjectKind.OBJECTS: switch(
                this.range,
                {
                    R.START_STOP_8: Objects8.given(type=_TYPE),
                    R.START_STOP_16: Objects16.given(type=_TYPE),
                    R.START_STOP_32: Objects32.given(type=_TYPE),
                    R.ALL: Everything,
                    R.COUNT_8: array(Object.given(type=_TYPE, prefix=this.prefix), prefix=u8),
                    R.COUNT_16: array(Object.given(type=_TYPE, prefix=this.prefix), prefix=u16),
                    R.COUNT_32: array(Object.given(type=_TYPE, prefix=this.prefix), prefix=u32),
                },
            ),
            ObjectKind.BITS: switch(this.range, {R.START_STOP_8: Bits8, R.START_STOP_16: Bits16, R.START_STOP_32: Bits32}),
            ObjectKind.BIT_PAIRS: switch(
                this.range, {R.START_STOP_8: BitPairs8, R.START_STOP_16: BitPairs16, R.START_STOP_32: BitPairs32}
            ),
            ObjectKind.SIZED: switch(
                this.range, {(R.COUNT_8, R.VARIABLE): array(SizedObject.given(prefix=this.prefix), prefix=u8)}
            ),
        },
    )


class ApplicationHeader(Frame, byteorder="little"):
    """The header of a fragment (4.2.2)."""

    is_first: bool1 = True
    is_final: bool1 = True
    confirm: bool1 = field(default=False, doc="a confirmation is requested")
    unsolicited: bool1 = False
    sequence: u4
    function: ApplicationFunction = field(u8)
    indications: Indications | None = optional(field(u16), when=(this.function >= 129) & (this.function <= 131), default=None)


class ApplicationStart(ApplicationHeader):
    """The header of a fragment, and the part of its objects in the first block."""

    objects: bytes = data(default=b"")


class Fragment(ApplicationHeader):
    """A whole fragment: a request or a response, assembled from the user data of link frames."""

    objects: list[ObjectHeader] = array(ObjectHeader.given(function=this.function), default_factory=list)
