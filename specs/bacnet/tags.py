"""Tagged values of BACnet's application layer (ASHRAE 135-2020, clause 20.2): a tag, a length, and a value of the tag's type."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from framekit import (
    Expr,
    Frame,
    bool1,
    choose,
    data,
    escaped,
    f32,
    f64,
    field,
    given,
    i8,
    i16,
    i24,
    i32,
    i40,
    i48,
    i56,
    i64,
    optional,
    switch,
    text,
    this,
    u3,
    u4,
    u8,
    u10,
    u16,
    u22,
    u24,
    u32,
    u40,
    u48,
    u56,
    u64,
)


class ApplicationTag(IntEnum):
    """The types of application values, which identify themselves (clause 20.2.1.4)."""

    NULL = 0
    BOOLEAN = 1
    UNSIGNED_INTEGER = 2
    SIGNED_INTEGER = 3
    REAL = 4
    DOUBLE = 5
    OCTET_STRING = 6
    CHARACTER_STRING = 7
    BIT_STRING = 8
    ENUMERATED = 9
    DATE = 10
    TIME = 11
    OBJECT_IDENTIFIER = 12


class ObjectType(IntEnum):
    """Types of objects (clause 21). Others stay integers; those from 128 on are vendor-specific."""

    ANALOG_INPUT = 0
    ANALOG_OUTPUT = 1
    ANALOG_VALUE = 2
    BINARY_INPUT = 3
    BINARY_OUTPUT = 4
    BINARY_VALUE = 5
    CALENDAR = 6
    COMMAND = 7
    DEVICE = 8
    EVENT_ENROLLMENT = 9
    FILE = 10
    GROUP = 11
    LOOP = 12
    MULTI_STATE_INPUT = 13
    MULTI_STATE_OUTPUT = 14
    NOTIFICATION_CLASS = 15
    PROGRAM = 16
    SCHEDULE = 17
    AVERAGING = 18
    MULTI_STATE_VALUE = 19
    TREND_LOG = 20
    LIFE_SAFETY_POINT = 21
    LIFE_SAFETY_ZONE = 22
    ACCUMULATOR = 23
    PULSE_CONVERTER = 24
    EVENT_LOG = 25
    GLOBAL_GROUP = 26
    TREND_LOG_MULTIPLE = 27
    LOAD_CONTROL = 28
    STRUCTURED_VIEW = 29
    ACCESS_DOOR = 30
    TIMER = 31
    ACCESS_CREDENTIAL = 32
    ACCESS_POINT = 33
    ACCESS_RIGHTS = 34
    ACCESS_USER = 35
    ACCESS_ZONE = 36
    CREDENTIAL_DATA_INPUT = 37
    BITSTRING_VALUE = 39
    CHARACTERSTRING_VALUE = 40
    DATE_PATTERN_VALUE = 41
    DATE_VALUE = 42
    DATETIME_PATTERN_VALUE = 43
    DATETIME_VALUE = 44
    INTEGER_VALUE = 45
    LARGE_ANALOG_VALUE = 46
    OCTETSTRING_VALUE = 47
    POSITIVE_INTEGER_VALUE = 48
    TIME_PATTERN_VALUE = 49
    TIME_VALUE = 50
    NOTIFICATION_FORWARDER = 51
    ALERT_ENROLLMENT = 52
    CHANNEL = 53
    LIGHTING_OUTPUT = 54
    BINARY_LIGHTING_OUTPUT = 55
    NETWORK_PORT = 56
    ELEVATOR_GROUP = 57
    ESCALATOR = 58
    LIFT = 59
    STAGING = 60
    AUDIT_LOG = 61
    AUDIT_REPORTER = 62


class CharacterSet(IntEnum):
    """Character sets (clause 20.2.9). Others stay integers."""

    UTF_8 = 0
    DBCS = 1
    JIS_X_0208 = 2
    UCS_4 = 3
    UCS_2 = 4
    ISO_8859_1 = 5


class ObjectIdentifier(Frame):
    """An object of a device (clause 20.2.14)."""

    type: ObjectType = field(u10)
    instance: u22 = field(doc="4194303: any, or unknown")


class CharacterString(Frame):
    """Text (clause 20.2.9); in DBCS and JIS X 0208 it stays bytes."""

    character_set: CharacterSet = field(u8, default=CharacterSet.UTF_8)
    text: str | bytes = switch(
        this.character_set,
        {
            CharacterSet.UTF_8: text(errors="surrogateescape"),
            CharacterSet.UCS_4: text(encoding="utf-32-be"),
            CharacterSet.UCS_2: text(encoding="utf-16-be"),
            CharacterSet.ISO_8859_1: text(encoding="latin-1"),
        },
        otherwise=data(),
    )


class BitString(Frame):
    """Bits (clause 20.2.10), the first in the highest bit; the last byte may end with unused bits."""

    unused_bits: u8 = field(check=this <= 7)
    bits: bytes = data()


class Date(Frame):
    """A date, or a pattern of dates (clause 20.2.12); 255 means any."""

    year: u8 = field(doc="years since 1900")
    month: u8 = field(doc="13: odd months, 14: even months")
    day: u8 = field(doc="32: the last day, 33: odd days, 34: even days")
    day_of_week: u8 = field(doc="1: Monday")


class Time(Frame):
    """A time of day, or a pattern of times (clause 20.2.13); 255 means any."""

    hour: u8
    minute: u8
    second: u8
    hundredths: u8


CONTEXT, CONTEXT_OBJECT = 0x100, 0x101
"""In place of the number of an application tag: a value whose type the service determines, and a known object."""
EXTENDED, OPENING, CLOSING = 5, 6, 7
"""Lengths with a special meaning (clause 20.2.1.3): the length follows, and values follow up to the closing tag."""

_LENGTH: Expr = choose(
    ((this.is_context == 1) & (this.length_or_type >= OPENING))
    | ((this.is_context == 0) & (this.number == ApplicationTag.BOOLEAN)),
    0,
    choose(this.length_or_type == EXTENDED, this.extended_length, this.length_or_type),
)
"""The number of bytes of the value: 0 for a boolean, whose value is in the tag, and for opening and closing tags."""
_UNSIGNED: Any = switch(_LENGTH, {1: u8, 2: u16, 3: u24, 4: u32, 5: u40, 6: u48, 7: u56, 8: u64})
_SIGNED: Any = switch(_LENGTH, {1: i8, 2: i16, 3: i24, 4: i32, 5: i40, 6: i48, 7: i56, 8: i64})


class TaggedValue(Frame):
    """A value with its tag. The parts of a constructed value are between an opening and a closing tag of the same number."""

    is_object: bool = given(default=False, doc="the service determines that a context tag is an object identifier")
    number: u4 = field(doc="an ApplicationTag, or the number of a parameter; 15: the extended number is the number")
    is_context: bool1 = field(default=False, doc="the number belongs to the service")
    length_or_type: u3 = field(
        check=(this <= EXTENDED) | (this.is_context == 1),
        doc="the length; 5: extended length; 6: opening tag; 7: closing tag; the value of a boolean",
    )
    extended_number: int | None = optional(u8, when=this.number == 15, default=None)
    extended_length: int | None = optional(
        escaped(u8, {254: u16, 255: u32}), when=(this.length_or_type == EXTENDED), default=None
    )
    value: int | float | bytes | CharacterString | BitString | Date | Time | ObjectIdentifier = switch(
        choose(
            this.is_context == 1,
            choose((this.is_object == 1) & (_LENGTH == 4), CONTEXT_OBJECT, CONTEXT),
            this.number,
        ),
        {
            ApplicationTag.UNSIGNED_INTEGER: _UNSIGNED,
            ApplicationTag.SIGNED_INTEGER: _SIGNED,
            ApplicationTag.REAL: f32,
            ApplicationTag.DOUBLE: f64,
            ApplicationTag.CHARACTER_STRING: CharacterString,
            ApplicationTag.BIT_STRING: BitString,
            ApplicationTag.ENUMERATED: _UNSIGNED,
            ApplicationTag.DATE: Date,
            ApplicationTag.TIME: Time,
            (ApplicationTag.OBJECT_IDENTIFIER, CONTEXT_OBJECT): ObjectIdentifier,
        },
        otherwise=data(),
        size=_LENGTH,
    )
    """Bytes if it is a context tag, and empty for a null, a boolean, and an opening or a closing tag."""
