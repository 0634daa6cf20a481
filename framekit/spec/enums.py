"""Enumerations as mapped values: members of an IntEnum or IntFlag for integers on the wire.

Strategy: members are found in a dict, which is much quicker than calling the class, and which does not make Python remember
every combination of flags that ever came in.

Rules: an unknown value of an open enumeration stays an int; a strict one refuses it, both ways. Whatever is read packs to the
bytes it came from.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum, IntFlag
from typing import Any

from framekit.spec.kinds import Integer, Mapped


def enumeration(base: Integer, enum: type[IntEnum] | type[IntFlag], strict: bool) -> Mapped:
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


KEPT_COMBINATIONS = 1 << 10
"""The most combinations of flags that are kept for one field: enough to be quick, and a bound for hostile bytes."""


class _OpenMembers(dict[int, Any]):
    """Members by value; a value without a member is given back as it is, and not kept."""

    def __missing__(self, value: int) -> int:
        return value


class _OpenFlags(dict[int, Any]):
    """Flags by value.

    A combination is made when it first comes, and kept, up to KEPT_COMBINATIONS of them. Python's own cache of combinations,
    which has no bound, is left as it was.
    """

    def __init__(self, enum: type[IntFlag], strict: bool) -> None:
        super().__init__({int(member): member for member in enum.__members__.values()})
        self._enum = enum
        self._strict = strict
        self._known = 0
        for value in self:
            self._known |= value

    def __missing__(self, value: int) -> Any:
        if value & ~self._known:
            if self._strict:
                raise ValueError(f"bits {value & ~self._known:#x} have no name")
            return value
        cache: dict[Any, Any] = self._enum._value2member_map_
        kept = value in cache
        member = self._enum(value)
        if not kept:
            cache.pop(value, None)
        found = member if int(member) == value else value
        if len(self) < KEPT_COMBINATIONS:
            self[value] = found
        return found


def _reader(enum: type[IntEnum] | type[IntFlag], strict: bool) -> Callable[[int], Any]:
    if issubclass(enum, IntFlag):
        return _OpenFlags(enum, strict).__getitem__
    members = {int(member): member for member in enum}
    return members.__getitem__ if strict else _OpenMembers(members).__getitem__


def _strict_writer(enum: type[IntEnum] | type[IntFlag]) -> Callable[[Any], int]:
    if not issubclass(enum, IntFlag):
        return {int(member): int(member) for member in enum}.__getitem__
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
