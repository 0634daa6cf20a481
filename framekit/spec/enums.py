"""Enumerations as mapped values: members of an IntEnum or IntFlag for integers on the wire.

Strategy: members are found in a dict, which is much quicker than calling the class, and which does not make Python remember
every combination of flags that ever came in.

Rules: an unknown value of an open enumeration stays an int; a strict one refuses it, both ways. Whatever is read packs to the
bytes it came from.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Flag, IntEnum, IntFlag
from typing import Any

from framekit.spec.kinds import Mapped, Scalar


def enumeration(base: Scalar, enum: type[IntEnum] | type[IntFlag], strict: bool) -> Mapped:
    """The mapping of an enumeration over an integer.

    Args:
        base: the integer on the wire.
        enum: its members.
        strict: refuse values that are no member (of flags: that have a bit no member has).
    """
    return Mapped(
        base=base,
        name=enum.__name__,
        unpack=_reader(enum, strict),
        pack=_strict_writer(enum) if strict else None,
        python_type=enum,
        to_json=_to_json,
        from_json=_from_json(enum),
    )


class _OpenMembers(dict[int, Any]):
    """Members by value; a value without a member is given back as it is, and not kept."""

    def __missing__(self, value: int) -> int:
        return value


def _known_bits(enum: type[Flag]) -> int:
    bits = 0
    for member in enum.__members__.values():
        bits |= int(member.value)
    return bits


def _reader(enum: type[IntEnum] | type[IntFlag], strict: bool) -> Callable[[int], Any]:
    if not issubclass(enum, Flag):
        members = {int(member): member for member in enum}
        return members.__getitem__ if strict else _OpenMembers(members).__getitem__
    known = _known_bits(enum)
    find = enum

    def read_flags(value: int) -> Any:
        if value & ~known:
            if strict:
                raise ValueError(f"bits {value & ~known:#x} have no name")
            return value
        member = find(value)
        return member if int(member) == value else value

    return read_flags


def _strict_writer(enum: type[IntEnum] | type[IntFlag]) -> Callable[[Any], int]:
    read = _reader(enum, True)

    def write(value: Any) -> int:
        read(value)
        return int(value)

    return write


def _to_json(value: Any) -> Any:
    return value.name if isinstance(value, IntEnum) else int(value)


def _from_json(enum: type[IntEnum] | type[IntFlag]) -> Callable[[Any], Any]:
    read = _reader(enum, False)

    def find(value: Any) -> Any:
        if isinstance(value, str):
            if value not in enum.__members__:
                raise ValueError(f"{value!r} is no name in {enum.__name__}; it has {', '.join(enum.__members__)}")
            return enum[value]
        return read(value)

    return find
