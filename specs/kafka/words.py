"""The types of Kafka's messages: strings, bytes and arrays in their two forms, and tagged fields.

Source: Apache Kafka protocol guide, "Protocol Primitive Types"; KIP-482 (flexible versions, and tagged fields).

A frame that uses these types has two fields: `version`, which is given, and `is_flexible`, which is true in flexible versions. In
flexible versions, a length or a count is a varint that is greater by one, and 0 means null. In other versions, a text length is
an i16, other lengths and counts are i32, and -1 means null.
"""

from __future__ import annotations

from typing import Any

from framekit import Frame, array, data, field, i16, i32, mapped, optional, switch, text, this, varint

VARINT = varint("leb128", bits=32)
"""UNSIGNED_VARINT."""

COMPACT_STRING: Any = text(prefix=VARINT, bias=1)
COMPACT_NULLABLE_STRING: Any = text(prefix=VARINT, bias=1, null=0)
STRING: Any = switch(this.is_flexible, {True: COMPACT_STRING, False: text(prefix=i16)})
NULLABLE_STRING: Any = switch(this.is_flexible, {True: COMPACT_NULLABLE_STRING, False: text(prefix=i16, null=-1)})
BYTES: Any = switch(this.is_flexible, {True: data(prefix=VARINT, bias=1), False: data(prefix=i32)})


class TaggedField(Frame):
    """An optional field of a message, with its number. Unknown fields are bytes."""

    tag: int = field(VARINT)
    value: bytes = data(prefix=VARINT)


TAGGED_FIELDS: Any = array(TaggedField, prefix=VARINT, default_factory=list)
"""The tagged fields of a struct that exists in flexible versions only."""


def tagged_fields(item: type[Frame] = TaggedField) -> Any:
    """The tagged fields at the end of a struct, absent in versions that are not flexible.

    Args:
        item: the class of one of them, with the known fields.
    """
    return switch(this.is_flexible, {True: array(item, prefix=VARINT), False: array(item, 0)}, default_factory=list)


def array_of(item: Any) -> Any:
    """An array. The version is given to items that are parts of a message."""
    kind = _of_version(item)
    return switch(this.is_flexible, {True: array(kind, prefix=VARINT, bias=1), False: array(kind, prefix=i32)})


def nullable_array_of(plain: Any, flexible: Any) -> Any:
    """An array that may be null, with items for versions that are not flexible, and for those that are."""
    arms = {True: array(flexible, prefix=VARINT, bias=1, null=0), False: array(plain, prefix=i32, null=-1)}
    return switch(this.is_flexible, arms)


def since(first: int, kind: Any) -> Any:
    """A field that exists since a version, and is None before."""
    return optional(kind, when=this.version >= first, default=None)


def until(last: int, kind: Any) -> Any:
    """A field that exists up to a version, and is None later."""
    return optional(kind, when=this.version <= last, default=None)


def in_versions(first: int, last: int, kind: Any) -> Any:
    """A field that exists from one version up to another, and is None in all others."""
    return optional(kind, when=(this.version >= first) & (this.version <= last), default=None)


def nullable_since(first: int, kind: Any) -> Any:
    """A field that exists since a version and may be null, and is None before."""
    return switch(this.version >= first, {True: kind, False: ABSENT}, default_factory=lambda: None)


def _pack_absent(value: object) -> bytes:
    if value is not None:
        raise ValueError(f"expected None, because this version does not have the field, got {type(value).__name__}")
    return b""


ABSENT: Any = mapped(data(0), unpack=lambda _: None, pack=_pack_absent, name="absent", values=[None])
"""A field that a version does not have."""


def _of_version(item: Any) -> Any:
    """A kind of item; the version is given to it if it is a part of a message."""
    return item.given(version=this.version) if isinstance(item, type) and issubclass(item, Frame) else item
