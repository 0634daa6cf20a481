"""The functions of a transform, which convert a wire value to the value that it represents, and back.

Strategy: one `match` for each direction. Members of an enumeration are looked up in a dict, which is much faster than calling the
class, and does not make Python remember every combination of flags that was ever received.

Rules: a value that can be packed unpacks to the same value, except for numbers that packing rounds as floats are rounded (fixed
point, scaled). A wire value that Python cannot represent is refused when reading. The functions raise ValueError, TypeError or
LookupError.

Sources: RFC 4122 (UUID, network order); RFC 5905, section 6 (NTP's timestamps) and RFC 4330, section 3 (their eras);
POSIX.1-2017, section 4.16 (seconds since the epoch).
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow
from enum import IntEnum, IntFlag
from typing import TYPE_CHECKING, Any, assert_never
from uuid import UUID

from framekit.spec.expr import evaluate
from framekit.spec.timestamps import UNITS, Timestamp
from framekit.spec.transformed_bytes import deflate, inflate, rotate, xor
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
    Rounding,
    Scaled,
    ScaledDecimal,
    Time,
    Transform,
    Uuid,
    Xor,
    python_type_of,
)

if TYPE_CHECKING:
    from framekit.spec.model import Check

_ONE = timedelta(microseconds=1)
_EXACT = Context(prec=200, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])
"""Arithmetic that is exact, or raises an error."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NTP_EPOCH = datetime(1900, 1, 1, tzinfo=UTC)
_NTP_ERA = 1 << 32
KEPT_COMBINATIONS = 1 << 10
"""Maximum number of combinations of flags that one field caches: enough to be fast, and bounded for hostile bytes."""


def unpack_of(transform: Transform) -> Callable[..., Any]:
    """Return the function from a wire value to the value that it represents."""
    match transform:
        case Enumeration(enum, strict):
            return member_of(enum, strict)
        case Flags(enum, strict):
            return member_of(enum, strict)
        case Scaled(step, offset):
            return lambda number: number * step + offset
        case FixedPoint(bits):
            step = 0.5**bits
            return lambda number: number * step
        case Time(unit, tz, _, epoch):
            step, start = UNITS[unit] // UNITS["us"], epoch.attoseconds // UNITS["us"]
            return lambda number: (_EPOCH + timedelta(microseconds=start + number * step)).astimezone(tz)
        case Instant(unit, _, epoch):
            return lambda number: Timestamp(epoch.attoseconds + number * UNITS[unit])
        case NtpTime(tz):
            return lambda number: _from_ntp(number).astimezone(tz)
        case Duration(microseconds):
            return lambda number: timedelta(microseconds=number * microseconds)
        case Address():
            return python_type_of(transform)
        case Uuid(little):
            return lambda wire: UUID(bytes_le=wire) if little else UUID(bytes=wire)
        case ScaledDecimal(step, offset):
            return lambda number: _EXACT.add(_EXACT.multiply(Decimal(number), step), offset)
        case Deflated(compression, limit):
            return lambda wire: inflate(bytes(wire), compression, limit)
        case Xor(key):
            return xor if key is None else lambda wire: xor(bytes(wire), key)
        case Rotated(bits):
            return _rotate if bits is None else lambda wire: rotate(bytes(wire), bits)
        case Restricted():
            return _allowed_by(transform.check)
        case Opaque() | Framed():
            return transform.functions.unpack
        case _:
            assert_never(transform)


def pack_of(transform: Transform) -> Callable[..., Any] | None:
    """Return the function from a value to the wire value that represents it; None if the value is packed unchanged."""
    match transform:
        case Enumeration(enum, strict) | Flags(enum, strict):
            return _strict_writer(enum) if strict else None
        case Scaled(step, offset):
            return _to_steps(step, offset)
        case ScaledDecimal():
            return lambda value: _to_whole_steps(value, transform.step, transform.offset)
        case FixedPoint(bits):
            return _to_steps(0.5**bits, 0.0)
        case Time(unit, _, rounding, epoch):
            step, start = UNITS[unit] // UNITS["us"], epoch.attoseconds // UNITS["us"]
            return lambda value: whole_units((aware(value) - _EPOCH) // _ONE - start, step, rounding)
        case Instant(unit, rounding, epoch):
            return lambda value: whole_units(
                _of_class(value, Timestamp).attoseconds - epoch.attoseconds, UNITS[unit], rounding, "attoseconds"
            )
        case NtpTime():
            return _to_ntp
        case Duration(microseconds, rounding):
            return lambda value: whole_units(_of_class(value, timedelta) // _ONE, microseconds, rounding)
        case Address():
            cls = python_type_of(transform)
            return lambda value: _of_class(value, cls).packed
        case Uuid(little):
            return lambda value: _of_class(value, UUID).bytes_le if little else _of_class(value, UUID).bytes
        case Deflated(compression, limit):
            return lambda value: deflate(as_plain_bytes(value), compression, limit)
        case Xor(key):
            return _xor_back if key is None else lambda value: xor(as_plain_bytes(value), key)
        case Rotated(bits):
            return _rotate_back if bits is None else lambda value: rotate(as_plain_bytes(value), -bits)
        case Restricted():
            return _allowed_by(transform.check)
        case Opaque() | Framed():
            return transform.functions.pack
        case _:
            assert_never(transform)


def as_plain_bytes(value: Any) -> bytes:
    """Convert a bytes-like value to bytes. Raises TypeError for other values."""
    if not isinstance(value, bytes | bytearray | memoryview):
        raise TypeError(f"expected bytes, got {type(value).__name__}")
    return bytes(value)


def _rotate(wire: Any, bits: int) -> bytes:
    return rotate(bytes(wire), bits)


def _rotate_back(value: Any, bits: int) -> bytes:
    return rotate(as_plain_bytes(value), -bits)


def _xor_back(value: Any, key: Any) -> bytes:
    return xor(value if type(value) is bytes else as_plain_bytes(value), key)


def _allowed_by(check: Check) -> Callable[[Any], Any]:
    """Return a function that returns a value that a check allows, and raises ValueError for other values."""

    def allowed(value: Any) -> Any:
        expression = check.expression
        holds = check.allows(value) if expression is None else evaluate(expression, lambda path: value)
        if not holds:
            raise ValueError(f"{value!r} is not allowed here")
        return value

    return allowed


def _of_class(value: Any, cls: type) -> Any:
    if type(value) is not cls:
        raise TypeError(f"expected {cls.__name__}, got {type(value).__name__}")
    return value


def _to_whole_steps(value: Any, step: Decimal, offset: Decimal) -> int:
    """Convert a Decimal to a number of steps. Raises ValueError if that is not a whole number."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise TypeError(f"expected Decimal, got {type(value).__name__}")
    try:
        above = _EXACT.subtract(Decimal(value), offset)
        steps, left = _EXACT.divide_int(above, step), _EXACT.remainder(above, step)
    except ArithmeticError:  # NaN, infinity, or a number with far more digits than a field has
        raise ValueError(f"{value} is not a multiple of {step}") from None
    if left:
        raise ValueError(f"{value} is not a multiple of {step}" + (f", counted from {offset}" if offset else ""))
    return int(steps)


def _to_steps(step: float, offset: float) -> Callable[[Any], int]:
    def pack(value: Any) -> int:
        if type(value) is not float and (isinstance(value, bool) or not isinstance(value, (int, float))):
            raise TypeError(f"expected a number, got {type(value).__name__}")
        return round((value - offset) / step)

    return pack


# Times


def aware(value: Any) -> datetime:
    """Return a datetime that has a timezone. Raises TypeError or ValueError for anything else."""
    if not isinstance(value, datetime):
        raise TypeError(f"expected a datetime, got {type(value).__name__}")
    if value.tzinfo is None or value.utcoffset() is None:
        raise ValueError("the datetime has no timezone; give it one, such as tzinfo=timezone.utc")
    return value


def whole_units(amount: int, step: int, rounding: Rounding, counted: str = "microseconds") -> int:
    """Convert an amount to a number of units. Raises ValueError if it is not a whole number and rounding is not allowed."""
    number, rest = divmod(amount, step)
    if rest and rounding == "error":
        lost = f"{rest} {counted.removesuffix('s') if rest == 1 else counted}"
        raise ValueError(f'not a whole number of units: {lost} would be lost; use rounding="floor" or rounding="nearest"')
    if rounding == "nearest":
        number += 2 * rest > step or (2 * rest == step and number % 2)
    return number


def _from_ntp(number: int) -> datetime:
    seconds, fraction = divmod(number, _NTP_ERA)
    seconds += 0 if seconds >> 31 else _NTP_ERA
    rest = min(999_999, (fraction * 1_000_000 + _NTP_ERA // 2) // _NTP_ERA)
    return _NTP_EPOCH + timedelta(seconds=seconds, microseconds=rest)


def _to_ntp(value: Any) -> int:
    microseconds = (aware(value) - _NTP_EPOCH) // _ONE
    seconds, rest = divmod(microseconds, 1_000_000)
    if not _NTP_ERA // 2 <= seconds < _NTP_ERA + _NTP_ERA // 2:
        raise ValueError("a 64-bit NTP timestamp ranges from 1968-01-20 to 2104-02-26")
    return (seconds % _NTP_ERA << 32) | (rest * _NTP_ERA + 500_000) // 1_000_000


# Enumerations


def member_of(enum: type[IntEnum] | type[IntFlag], strict: bool) -> Callable[[int], Any]:
    """Return the function from an integer to the member with that value, or, if not `strict`, to the integer itself."""
    if issubclass(enum, IntFlag):
        return _OpenFlags(enum, strict).__getitem__
    members = {int(member): member for member in enum}
    return members.__getitem__ if strict else _OpenMembers(members).__getitem__


class _OpenMembers(dict[int, Any]):
    """Members by value; a value without a member is returned unchanged, and not cached."""

    def __missing__(self, value: int) -> int:
        return value


class _OpenFlags(dict[int, Any]):
    """Flags by value.

    A combination is made when it first occurs, and cached, up to KEPT_COMBINATIONS of them. Python's own cache of combinations,
    which is unbounded, stays unchanged.
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


def _strict_writer(enum: type[IntEnum] | type[IntFlag]) -> Callable[[Any], int]:
    if not issubclass(enum, IntFlag):
        return {int(member): int(member) for member in enum}.__getitem__
    read = member_of(enum, strict=True)

    def write(value: Any) -> int:
        read(value)
        return operator.index(value)

    return write
