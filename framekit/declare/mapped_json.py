"""Mapped values in JSON: the conversion of each to JSON and back.

Rules: there is one `match` for each direction; the conversion from JSON also accepts a value of the field, and returns it
unchanged.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from enum import IntEnum, IntFlag
from typing import Any, assert_never

from framekit.compiler.companions import companions_of
from framekit.spec.conversion import aware, member_of
from framekit.spec.timestamps import Timestamp
from framekit.spec.transforms import (
    Address,
    Deflated,
    Duration,
    Enumeration,
    FixedPoint,
    Flags,
    Framed,
    Instant,
    NtpTime,
    Opaque,
    Restricted,
    Rotated,
    Scaled,
    ScaledDecimal,
    Time,
    Transform,
    Uuid,
    Xor,
    python_type_of,
)

_ONE = timedelta(microseconds=1)


def value_to_json(transform: Transform, value: Any) -> Any:
    """Convert a value to a form that JSON can represent. Return NotImplemented if that depends on the wire value."""
    match transform:
        case Enumeration() | Flags():
            return value.name if isinstance(value, IntEnum) else int(value)
        case Scaled() | FixedPoint():
            return float(value)
        case ScaledDecimal():
            return str(Decimal(value))
        case Instant():
            return str(Timestamp(value))
        case Time() | NtpTime():
            return aware(value).isoformat()
        case Duration():
            return _seconds_to_json(value)
        case Address() | Uuid():
            return str(value)
        case Deflated() | Xor() | Rotated():
            return bytes(value).hex()
        case Framed() | Restricted():
            raise AssertionError(f"{transform} is converted as its contents")
        case Opaque():
            to_json = companions_of(transform.functions).to_json
            return NotImplemented if to_json is None else to_json(value)
        case _:
            assert_never(transform)


def value_from_json(transform: Transform, value: Any) -> Any:
    """Convert a value from JSON. Return NotImplemented if that depends on the wire value."""
    match transform:
        case Enumeration(enum) | Flags(enum):
            return _member_from_json(enum, value)
        case Scaled() | FixedPoint():
            return float(value)
        case ScaledDecimal():
            return _decimal_from_json(value)
        case Instant():
            return Timestamp(value)
        case Time() | NtpTime():
            return datetime.fromisoformat(value) if isinstance(value, str) else aware(value)
        case Duration():
            return _seconds_from_json(value)
        case Address() | Uuid():
            cls = python_type_of(transform)
            return value if type(value) is cls else cls(value)
        case Deflated() | Xor() | Rotated():
            return bytes.fromhex(value) if isinstance(value, str) else bytes(value)
        case Framed() | Restricted():
            raise AssertionError(f"{transform} is converted as its contents")
        case Opaque():
            from_json = companions_of(transform.functions).from_json
            return NotImplemented if from_json is None else from_json(value)
        case _:
            assert_never(transform)


def _decimal_from_json(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise TypeError(f"expected a decimal number as text, got {type(value).__name__}")
    try:
        return Decimal(value)
    except ArithmeticError:
        raise ValueError(f"expected a decimal number, got {value!r}") from None


def _member_from_json(enum: type[IntEnum] | type[IntFlag], value: Any) -> Any:
    if not isinstance(value, str):
        return member_of(enum, strict=False)(value)
    if value not in enum.__members__:
        raise ValueError(f"{enum.__name__} has no member {value!r}; its members are {', '.join(enum.__members__)}")
    return enum[value]


def _seconds_to_json(value: timedelta) -> float | str:
    """Seconds as a number, or as decimal digits if a float would be inexact."""
    microseconds = value // _ONE
    seconds = value / timedelta(seconds=1)
    return seconds if round(seconds * 1_000_000) == microseconds else str(Decimal(microseconds).scaleb(-6))


def _seconds_from_json(value: Any) -> timedelta:
    if isinstance(value, str):
        return int(Decimal(value).scaleb(6)) * _ONE
    return value if isinstance(value, timedelta) else timedelta(seconds=value)
