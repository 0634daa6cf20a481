"""Field tables (section 4.2.5.5 of the specification)."""

from __future__ import annotations

from framekit import (
    Frame,
    array,
    bool8,
    data,
    f32,
    f64,
    field,
    i8,
    i16,
    i32,
    i64,
    switch,
    text,
    this,
    u8,
    u16,
    u32,
    u64,
)
from framekit.specs.amqp.codes import FieldType as T


class Decimal(Frame):
    """A number with `scale` digits after the point."""

    scale: u8
    digits: i32


class NoField(Frame):
    """No value."""


class Value(Frame):
    """A value and its type; a time is a number of seconds since 1970."""

    type: T = field(u8)
    value: bool | int | float | Decimal | str | bytes | list[Value] | Table | NoField = switch(
        this.type,
        {
            T.BOOLEAN: bool8,
            T.SHORT_SHORT_INT: i8,
            T.SHORT_SHORT_UINT: u8,
            (T.SHORT_INT, T.SHORT_INT_OF_BROKERS): i16,
            T.SHORT_UINT: u16,
            T.LONG_INT: i32,
            T.LONG_UINT: u32,
            (T.LONG_LONG_INT, T.LONG_LONG_INT_OF_BROKERS): i64,
            T.FLOAT: f32,
            T.DOUBLE: f64,
            T.DECIMAL: Decimal,
            T.LONG_STRING: text(prefix=u32, errors="surrogateescape"),
            T.FIELD_ARRAY: array("Value", size_prefix=u32),
            T.TIMESTAMP: u64,
            T.FIELD_TABLE: "Table",
            T.NO_FIELD: NoField,
            T.BYTE_ARRAY: data(prefix=u32),
        },
    )


class Entry(Frame):
    """A name and its value."""

    name: str = text(prefix=u8, errors="surrogateescape")
    value: Value


class Table(Frame):
    """Values by name."""

    entries: list[Entry] = array(Entry, size_prefix=u32, default_factory=list)
