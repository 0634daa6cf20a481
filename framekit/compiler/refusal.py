"""Refused, which generated code raises for invalid bytes and values, and conversions that raise it.

Rules: none of them gives a reason; explain determines it.
"""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """Raised by generated code that refuses bytes or values. It has no details: explain determines the reason."""


class Unfinished(Refused):
    """Raised if the end of a part is not in the bytes so far, and more may arrive."""


def as_bytes(data: Any) -> bytes:
    """Convert any buffer to bytes. Unlike `bytes(data)`, an integer is refused."""
    return memoryview(data).tobytes()


def as_wire(value: Any) -> bytes:
    """Convert a bytes-like value to bytes, if it is equal to them. Raises Refused or TypeError."""
    if isinstance(value, bytes | bytearray):
        return bytes(value)
    if isinstance(value, memoryview):
        wire = value.tobytes()
        if value == wire:
            return wire
    raise Refused


def as_number(value: Any) -> int | float:
    """Return an int or float unchanged. Raises Refused for anything else, including bool."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused
    return value


def as_bool(value: Any) -> bool:
    """Convert True, False, 1 or 0 to bool. Raises Refused for anything else."""
    if value is True or value is False:
        return value
    if type(value) is int and value in (0, 1):
        return bool(value)
    raise Refused
