"""Refused, with which code gives up on bytes or values, and values taken as what they must be.

Rules: none of them says what is wrong; explain finds out.
"""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """Generated code gives up on these bytes or values. It carries nothing: explain finds out why."""


class Unfinished(Refused):
    """The end of a part was not found in the bytes that are there, and more may come."""


def as_bytes(data: Any) -> bytes:
    """Any buffer as bytes. Unlike `bytes(data)`, an integer is no buffer."""
    return memoryview(data).tobytes()


def as_wire(value: Any) -> bytes:
    """A bytes-like value as bytes, if it equals them. Raises Refused or TypeError."""
    if isinstance(value, bytes | bytearray):
        return bytes(value)
    if isinstance(value, memoryview):
        wire = value.tobytes()
        if value == wire:
            return wire
    raise Refused


def as_number(value: Any) -> int | float:
    """A number of Python's own as it is. Raises Refused for anything else, a bool included."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused
    return value


def as_bool(value: Any) -> bool:
    """True or False, also when given as 1 or 0. Raises Refused."""
    if value is True or value is False:
        return value
    if type(value) is int and value in (0, 1):
        return bool(value)
    raise Refused
