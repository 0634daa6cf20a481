"""BER values, and the parts shared by LDAP operations (RFC 4511, sections 4.1 and 5.1)."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any, Generic, TypeVar

from framekit import Frame, array, ber_length, const, data, field, mapped, text, u8
from framekit.specs.ldap.codes import Tag

T = TypeVar("T")


def read_integer(raw: bytes) -> int:
    """The integer that bytes in two's complement represent."""
    if not raw:
        raise ValueError("expected at least 1 byte for an integer")
    return int.from_bytes(raw, "big", signed=True)


def write_integer(number: int) -> bytes:
    """The fewest bytes that represent an integer."""
    return number.to_bytes((number + (number < 0)).bit_length() // 8 + 1, "big", signed=True)


def _reader(codes: type[IntEnum] | None) -> Callable[[bytes], int]:
    members: dict[int, IntEnum] = {int(each): each for each in codes or ()}

    def read(raw: bytes) -> int:
        number = read_integer(raw)
        return members.get(number, number)

    return read


def number(codes: type[IntEnum] | None = None, **options: Any) -> Any:
    """An integer with its length, which may be a member of `codes`; others stay integers."""
    values = list(codes or (0, 1, 127, 128, 2**31 - 1))
    wire = data(prefix=ber_length, limit=9)
    return mapped(wire, unpack=_reader(codes), pack=write_integer, name="ber_integer", values=values, **options)


def _read_boolean(raw: bytes) -> bool:
    if len(raw) != 1:
        raise ValueError(f"expected 1 byte for a boolean, got {len(raw)}")
    return raw != b"\0"


BOOLEAN: Any = mapped(
    data(prefix=ber_length, limit=1),
    unpack=_read_boolean,
    pack=lambda value: b"\xff" if value else b"\0",
    name="ber_boolean",
    values=[False, True],
)
STRING: Any = text(prefix=ber_length, errors="surrogateescape")
EMPTY_STRING: Any = text(prefix=ber_length, errors="surrogateescape", default="")
OCTETS: Any = data(prefix=ber_length)


class Sequence(Frame, Generic[T]):
    """A sequence of BER."""

    _tag: int = const(Tag.SEQUENCE, u8)
    content: T = field(size_prefix=ber_length)


class String(Frame):
    """Text, a name or an address with its tag (section 4.1.2)."""

    _tag: int = const(Tag.OCTET_STRING, u8)
    value: str = STRING


class OctetString(Frame):
    """A value with its tag."""

    _tag: int = const(Tag.OCTET_STRING, u8)
    value: bytes = OCTETS


class PartialAttribute(Frame):
    """An attribute and some of its values (section 4.1.7)."""

    _type_tag: int = const(Tag.OCTET_STRING, u8)
    type: str = STRING
    _values_tag: int = const(Tag.SET, u8)
    values: list[OctetString] = array(OctetString, size_prefix=ber_length)


class AttributeValueAssertion(Frame):
    """An attribute, and a value that it is compared with (section 4.1.6)."""

    _description_tag: int = const(Tag.OCTET_STRING, u8)
    description: str = STRING
    _assertion_value_tag: int = const(Tag.OCTET_STRING, u8)
    assertion_value: bytes = OCTETS
