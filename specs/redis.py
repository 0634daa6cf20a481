"""Redis: the values of RESP 2 and RESP 3, and inline commands.

Source: "Redis serialization protocol specification" of the Redis documentation (RESP 2, RESP 3, inline commands), and "RESP3
specification" by Salvatore Sanfilippo, 2018 (attributes, errors with a length).

Commands are arrays of bulk strings; their meaning is not declared. Doubles are text as sent, because the same number can be
written in several ways. Streamed strings and aggregates, whose length is `?`, are refused: no release of Redis sends them.
"""

from __future__ import annotations

import re
from enum import IntEnum

from framekit import Frame, Protocol, array, const, data, field, mapped, peek, switch, text, text_int, this, u8

CRLF = "\r\n"
LENGTH = text_int(until=CRLF)
LONGEST_INTEGER = 24
"""The maximum number of characters of an integer, including leading zeros."""


class Type(IntEnum):
    """The first byte of a value."""

    SIMPLE_STRING = 0x2B
    SIMPLE_ERROR = 0x2D
    INTEGER = 0x3A
    BULK_STRING = 0x24
    ARRAY = 0x2A
    NULL = 0x5F
    BOOLEAN = 0x23
    DOUBLE = 0x2C
    BIG_NUMBER = 0x28
    BULK_ERROR = 0x21
    VERBATIM_STRING = 0x3D
    MAP = 0x25
    ATTRIBUTE = 0x7C
    SET = 0x7E
    PUSH = 0x3E


class Bulk(Frame):
    """Bytes of a preceding length, and the end of the line (RESP, bulk strings)."""

    data: bytes = data()
    _end: bytes = const(b"\r\n")


class Verbatim(Frame):
    """Text and its format: `txt` or `mkd` (RESP 3, verbatim strings)."""

    encoding: str = text(3, strip=False, encoding="ascii")
    _colon: bytes = const(b":")
    data: bytes = data()
    _end: bytes = const(b"\r\n")


class Null(Frame):
    """No value (RESP 3, nulls)."""

    _end: bytes = const(b"\r\n")


class Pair(Frame):
    """A key and its value (RESP 3, maps)."""

    key: Value
    value: Value


class Attributed(Frame):
    """A value with attributes, which do not count as an item of the surrounding aggregate (RESP 3, attributes)."""

    attributes: list[Pair] = array(Pair, prefix=LENGTH)
    value: Value


def _read_boolean(letter: str) -> bool:
    if letter not in ("t", "f"):
        raise ValueError(f"expected 't' or 'f' for a boolean, got {letter!r}")
    return letter == "t"


def _read_number(digits: str) -> int:
    if re.fullmatch("[+-]?[0-9]+", digits) is None:
        raise ValueError("expected digits, with an optional sign before them")
    return int(digits)


def _read_integer(digits: str) -> int:
    if len(digits) > LONGEST_INTEGER:
        raise ValueError("expected an integer of at most 64 bits")
    return _in_range(_read_number(digits))


def _in_range(value: int) -> int:
    if not -(2**63) <= value < 2**63:
        raise ValueError("expected an integer of at most 64 bits")
    return value


LINE = text(until=CRLF, errors="surrogateescape")
BOOLEAN = mapped(text(until=CRLF), unpack=_read_boolean, pack=lambda value: "t" if value else "f", values=[True, False])
INTEGER = mapped(
    text(until=CRLF, encoding="ascii"),
    unpack=_read_integer,
    pack=lambda value: str(_in_range(value)),
    values=[0, -1, 2**63 - 1, -(2**63)],
)
BIG_NUMBER = mapped(text(until=CRLF, encoding="ascii", limit=4000), unpack=_read_number, pack=str, values=[0, 10**40, -(10**40)])


class Value(Frame):
    """A value. Strings, errors with a length, and arrays may be None, as RESP 2 writes nulls."""

    type: Type = field(u8, strict=True)
    value: str | int | bool | Bulk | Verbatim | Null | Attributed | list[Pair] | list[Value] | None = switch(
        this.type,
        {
            (Type.SIMPLE_STRING, Type.SIMPLE_ERROR, Type.DOUBLE): LINE,
            Type.INTEGER: INTEGER,
            Type.BIG_NUMBER: BIG_NUMBER,
            Type.BULK_STRING: field(Bulk, size_prefix=LENGTH, bias=-2, null=-1),
            Type.BULK_ERROR: field(Bulk, size_prefix=LENGTH, bias=-2),
            Type.VERBATIM_STRING: field(Verbatim, size_prefix=LENGTH, bias=-2),
            Type.ARRAY: array("Value", prefix=LENGTH, null=-1),
            (Type.SET, Type.PUSH): array("Value", prefix=LENGTH),
            Type.MAP: array(Pair, prefix=LENGTH),
            Type.ATTRIBUTE: Attributed,
            Type.NULL: Null,
            Type.BOOLEAN: BOOLEAN,
        },
    )


class Inline(Frame):
    """A command as a line of words (RESP, inline commands)."""

    line: str = text(until=("\r\n", "\n"), errors="surrogateescape")


class Command(Frame):
    """A message of a client: an array of bulk strings, or a line (RESP, sending commands). `mark` is its first byte."""

    mark: u8 = peek(u8, default=Type.ARRAY, check=this != 0x0A)
    command: Value | Inline = switch(this.mark, {Type.ARRAY: Value}, otherwise=Inline)


def command(*words: bytes) -> Command:
    """Make a command from its words.

    >>> command(b"GET", b"name").pack()
    b'*2\\r\\n$3\\r\\nGET\\r\\n$4\\r\\nname\\r\\n'
    """
    items = [Value(type=Type.BULK_STRING, value=Bulk(data=word)) for word in words]
    return Command(command=Value(type=Type.ARRAY, value=items))


PROTOCOL = Protocol(
    "redis", title="Redis serialization protocol", source="RESP 2, RESP 3", ports={"tcp": [6379]}, client=Command, server=Value
)
