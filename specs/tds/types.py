"""Data types of TDS: type descriptions, and values that directly follow their description.

Source: [MS-TDS], section 2.2.5.1.2 (collation), 2.2.5.2.3 (values in parts), 2.2.5.4 (types), 2.2.5.5 (their descriptions and
values), 2.2.5.6 (TYPE_INFO).
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any
from uuid import UUID

from framekit import (
    Frame,
    array,
    bool1,
    data,
    derived,
    f32,
    f64,
    field,
    i16,
    i32,
    i64,
    optional,
    switch,
    text,
    this,
    u4,
    u8,
    u16,
    u20,
    u32,
    u64,
    uuid_le,
)


class DataType(IntEnum):
    """The types of values (section 2.2.5.4)."""

    NULLTYPE = 0x1F
    IMAGETYPE = 0x22
    TEXTTYPE = 0x23
    GUIDTYPE = 0x24
    VARBINARYTYPE = 0x25
    INTNTYPE = 0x26
    VARCHARTYPE = 0x27
    DATENTYPE = 0x28
    TIMENTYPE = 0x29
    DATETIME2NTYPE = 0x2A
    DATETIMEOFFSETNTYPE = 0x2B
    BINARYTYPE = 0x2D
    CHARTYPE = 0x2F
    INT1TYPE = 0x30
    BITTYPE = 0x32
    INT2TYPE = 0x34
    DECIMALTYPE = 0x37
    INT4TYPE = 0x38
    DATETIM4TYPE = 0x3A
    FLT4TYPE = 0x3B
    MONEYTYPE = 0x3C
    DATETIMETYPE = 0x3D
    FLT8TYPE = 0x3E
    NUMERICTYPE = 0x3F
    SSVARIANTTYPE = 0x62
    NTEXTTYPE = 0x63
    BITNTYPE = 0x68
    DECIMALNTYPE = 0x6A
    NUMERICNTYPE = 0x6C
    FLTNTYPE = 0x6D
    MONEYNTYPE = 0x6E
    DATETIMNTYPE = 0x6F
    MONEY4TYPE = 0x7A
    INT8TYPE = 0x7F
    BIGVARBINTYPE = 0xA5
    BIGVARCHRTYPE = 0xA7
    BIGBINARYTYPE = 0xAD
    BIGCHARTYPE = 0xAF
    NVARCHARTYPE = 0xE7
    NCHARTYPE = 0xEF
    UDTTYPE = 0xF0
    XMLTYPE = 0xF1
    TVPTYPE = 0xF3
    JSONTYPE = 0xF4
    VECTORTYPE = 0xF5


PARTS = 0xFFFF
"""The maximum length of a type whose values come in parts."""
LARGEST = 32_767 - 8
"""The maximum size of a packet after its header (section 2.2.3.1.3), and therefore of a value that is read."""


def unicode_text(length: Any = None, **options: Any) -> Any:
    """Text in UTF-16, whose lengths count bytes. The options are those of text()."""
    return text(length, encoding="utf-16-le", errors="surrogatepass", **options)


class ShortName(Frame, byteorder="little"):
    """B_VARCHAR: up to 255 characters (section 2.2.5.1.2)."""

    length: int = derived(u8)
    text: str = unicode_text(this.length * 2)


class LongName(Frame, byteorder="little"):
    """US_VARCHAR: up to 65535 characters (section 2.2.5.1.2)."""

    length: int = derived(u16)
    text: str = unicode_text(this.length * 2, limit=LARGEST)


class Collation(Frame, byteorder="little", bitorder="lsb"):
    """How text is encoded and compared (section 2.2.5.1.2)."""

    lcid: u20
    ignore_case: bool1 = False
    ignore_accent: bool1 = False
    ignore_kana: bool1 = False
    ignore_width: bool1 = False
    binary: bool1 = False
    binary2: bool1 = False
    utf8: bool1 = False
    reserved: bool1 = False
    version: u4 = 0
    sort_id: u8 = 0


class Parts(Frame, byteorder="little"):
    """PLP_BODY: a value in parts, or none (section 2.2.5.2.3)."""

    total_length: u64
    parts: list[bytes] | None = optional(
        array(data(prefix=u32, limit=LARGEST), until=b"\0\0\0\0"), when=this.total_length != 0xFFFF_FFFF_FFFF_FFFF, default=None
    )


class DateTime(Frame, byteorder="little"):
    """DATETIME: days since 1900-01-01, and 300ths of a second since midnight (section 2.2.5.5.1.8)."""

    days: i32
    ticks: u32


class SmallDateTime(Frame, byteorder="little"):
    """SMALLDATETIME: days since 1900-01-01, and minutes since midnight (section 2.2.5.5.1.8)."""

    days: u16
    minutes: u16


class Money(Frame, byteorder="little"):
    """MONEY: ten-thousandths, upper four bytes first (section 2.2.5.5.1.2)."""

    high: i32
    low: u32


class NoInfo(Frame):
    """A type of fixed length, which needs no description."""


class LengthInfo(Frame, byteorder="little"):
    """The maximum length of values whose length takes one byte."""

    maximum: u8


class DecimalInfo(LengthInfo):
    """The maximum length of decimal numbers, the number of digits, and the number of digits after the point."""

    precision: u8
    scale: u8


class ScaleInfo(Frame, byteorder="little"):
    """The number of digits of fractional seconds."""

    scale: u8


class BinaryInfo(Frame, byteorder="little"):
    """The maximum length of bytes."""

    maximum: u16


class TextInfo(BinaryInfo):
    """The maximum length of text, and its collation."""

    collation: Collation


class LargeInfo(Frame, byteorder="little"):
    """The maximum length of IMAGE and SSVARIANT."""

    maximum: u32


class LargeTextInfo(LargeInfo):
    """The maximum length of TEXT and NTEXT, and the collation."""

    collation: Collation


class XmlSchema(Frame):
    """The schema of XML (section 2.2.5.5.3)."""

    database: ShortName
    owning_schema: ShortName
    collection: LongName


class XmlInfo(Frame):
    """The schema of XML, if there is one."""

    schema_present: u8
    schema: XmlSchema | None = optional(XmlSchema, when=this.schema_present == 1, default=None)


class UserTypeName(Frame):
    """The name of a user-defined type, in a request (section 2.2.5.5.2)."""

    database: ShortName
    schema: ShortName
    type: ShortName


class UserTypeInfo(Frame, byteorder="little"):
    """The name of a user-defined type, in a result (section 2.2.5.5.2)."""

    maximum: u16
    database: ShortName
    schema: ShortName
    type: ShortName
    assembly: LongName


class IntegerValue(LengthInfo):
    """An integer of 1, 2, 4 or 8 bytes, or none."""

    length: u8
    value: int | None = optional(switch(this.length, {1: u8, 2: i16, 4: i32, 8: i64}), when=this.length != 0, default=None)


class FloatValue(LengthInfo):
    """A number of 4 or 8 bytes, or none."""

    length: u8
    value: float | None = optional(switch(this.length, {4: f32, 8: f64}), when=this.length != 0, default=None)


class MoneyValue(LengthInfo):
    """An amount of money, or none."""

    length: u8
    value: int | Money | None = optional(switch(this.length, {4: i32, 8: Money}), when=this.length != 0, default=None)


class DateTimeValue(LengthInfo):
    """A date with a time, or none."""

    length: u8
    value: SmallDateTime | DateTime | None = optional(
        switch(this.length, {4: SmallDateTime, 8: DateTime}), when=this.length != 0, default=None
    )


class GuidValue(LengthInfo):
    """A GUID, or none."""

    length: u8 = field(check={0, 16})
    value: UUID | None = optional(uuid_le, when=this.length == 16, default=None)


class ShortValue(LengthInfo):
    """Bits, bytes or characters of older types; no bytes mean null."""

    value: bytes = data(prefix=u8)


class DecimalValue(DecimalInfo):
    """A sign (1 for positive) and a number in little-endian order; no bytes mean null."""

    value: bytes = data(prefix=u8)


class DateValue(Frame):
    """Days since 0001-01-01, in three bytes; no bytes mean null."""

    value: bytes = data(prefix=u8)


class TimeValue(ScaleInfo):
    """A time, with a date and an offset in some types; no bytes mean null."""

    value: bytes = data(prefix=u8)


class BinaryValue(BinaryInfo):
    """Bytes, whole or in parts."""

    value: bytes | Parts | None = switch(this.maximum, {PARTS: Parts}, otherwise=data(prefix=u16, null=0xFFFF, limit=LARGEST))


class CharacterValue(TextInfo):
    """Characters in the code page of the collation, whole or in parts."""

    value: bytes | Parts | None = switch(this.maximum, {PARTS: Parts}, otherwise=data(prefix=u16, null=0xFFFF, limit=LARGEST))


class UnicodeValue(TextInfo):
    """Text, whole or in parts."""

    value: str | Parts | None = switch(
        this.maximum, {PARTS: Parts}, otherwise=unicode_text(prefix=u16, null=0xFFFF, limit=LARGEST)
    )


class LargeValue(LargeInfo):
    """An IMAGE or an SSVARIANT."""

    value: bytes | None = data(prefix=u32, null=0xFFFF_FFFF, limit=LARGEST)


class LargeTextValue(LargeTextInfo):
    """A TEXT, in the code page of the collation."""

    value: bytes | None = data(prefix=u32, null=0xFFFF_FFFF, limit=LARGEST)


class LargeUnicodeValue(LargeTextInfo):
    """An NTEXT."""

    value: str | None = unicode_text(prefix=u32, null=0xFFFF_FFFF, limit=LARGEST)


class XmlValue(XmlInfo):
    """An XML document, in parts."""

    value: Parts


class UserTypeValue(UserTypeName):
    """A value of a user-defined type, in parts."""

    value: Parts


class VectorInfo(BinaryInfo):
    """The maximum length of vectors, and the type of their dimensions."""

    dimension_type: u8


class VectorValue(VectorInfo):
    """A vector."""

    value: bytes | None = data(prefix=u16, null=0xFFFF, limit=LARGEST)


class Null(Frame):
    """A value of NULLTYPE."""


TypedValue = (
    int
    | float
    | SmallDateTime
    | DateTime
    | Money
    | Null
    | IntegerValue
    | FloatValue
    | MoneyValue
    | DateTimeValue
    | GuidValue
    | ShortValue
    | DecimalValue
    | DateValue
    | TimeValue
    | BinaryValue
    | CharacterValue
    | UnicodeValue
    | LargeValue
    | LargeTextValue
    | LargeUnicodeValue
    | XmlValue
    | UserTypeValue
    | VectorValue
    | Parts
)
_T = DataType
VALUES: dict[Any, Any] = {
    _T.NULLTYPE: Null,
    (_T.INT1TYPE, _T.BITTYPE): u8,
    _T.INT2TYPE: i16,
    (_T.INT4TYPE, _T.MONEY4TYPE): i32,
    _T.INT8TYPE: i64,
    _T.FLT4TYPE: f32,
    _T.FLT8TYPE: f64,
    _T.DATETIM4TYPE: SmallDateTime,
    _T.DATETIMETYPE: DateTime,
    _T.MONEYTYPE: Money,
    _T.INTNTYPE: IntegerValue,
    _T.FLTNTYPE: FloatValue,
    _T.MONEYNTYPE: MoneyValue,
    _T.DATETIMNTYPE: DateTimeValue,
    _T.GUIDTYPE: GuidValue,
    (_T.BITNTYPE, _T.CHARTYPE, _T.VARCHARTYPE, _T.BINARYTYPE, _T.VARBINARYTYPE): ShortValue,
    (_T.DECIMALTYPE, _T.NUMERICTYPE, _T.DECIMALNTYPE, _T.NUMERICNTYPE): DecimalValue,
    _T.DATENTYPE: DateValue,
    (_T.TIMENTYPE, _T.DATETIME2NTYPE, _T.DATETIMEOFFSETNTYPE): TimeValue,
    (_T.BIGVARBINTYPE, _T.BIGBINARYTYPE): BinaryValue,
    (_T.BIGVARCHRTYPE, _T.BIGCHARTYPE): CharacterValue,
    (_T.NVARCHARTYPE, _T.NCHARTYPE): UnicodeValue,
    (_T.IMAGETYPE, _T.SSVARIANTTYPE): LargeValue,
    _T.TEXTTYPE: LargeTextValue,
    _T.NTEXTTYPE: LargeUnicodeValue,
    _T.XMLTYPE: XmlValue,
    _T.UDTTYPE: UserTypeValue,
    _T.JSONTYPE: Parts,
    _T.VECTORTYPE: VectorValue,
}
"""Descriptions with values, by type."""

TypeInfo = (
    NoInfo
    | LengthInfo
    | DecimalInfo
    | ScaleInfo
    | BinaryInfo
    | TextInfo
    | LargeInfo
    | LargeTextInfo
    | XmlInfo
    | UserTypeInfo
    | VectorInfo
)
INFOS: dict[Any, Any] = {
    (
        _T.NULLTYPE,
        _T.INT1TYPE,
        _T.BITTYPE,
        _T.INT2TYPE,
        _T.INT4TYPE,
        _T.INT8TYPE,
        _T.FLT4TYPE,
        _T.FLT8TYPE,
        _T.DATETIM4TYPE,
        _T.DATETIMETYPE,
        _T.MONEYTYPE,
        _T.MONEY4TYPE,
        _T.DATENTYPE,
        _T.JSONTYPE,
    ): NoInfo,
    (
        _T.INTNTYPE,
        _T.FLTNTYPE,
        _T.MONEYNTYPE,
        _T.DATETIMNTYPE,
        _T.GUIDTYPE,
        _T.BITNTYPE,
        _T.CHARTYPE,
        _T.VARCHARTYPE,
        _T.BINARYTYPE,
        _T.VARBINARYTYPE,
    ): LengthInfo,
    (_T.DECIMALTYPE, _T.NUMERICTYPE, _T.DECIMALNTYPE, _T.NUMERICNTYPE): DecimalInfo,
    (_T.TIMENTYPE, _T.DATETIME2NTYPE, _T.DATETIMEOFFSETNTYPE): ScaleInfo,
    (_T.BIGVARBINTYPE, _T.BIGBINARYTYPE): BinaryInfo,
    (_T.BIGVARCHRTYPE, _T.BIGCHARTYPE, _T.NVARCHARTYPE, _T.NCHARTYPE): TextInfo,
    (_T.IMAGETYPE, _T.SSVARIANTTYPE): LargeInfo,
    (_T.TEXTTYPE, _T.NTEXTTYPE): LargeTextInfo,
    _T.XMLTYPE: XmlInfo,
    _T.UDTTYPE: UserTypeInfo,
    _T.VECTORTYPE: VectorInfo,
}
"""Descriptions without values, by type."""
