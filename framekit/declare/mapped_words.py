"""Values that are represented by others on the wire: addresses, times, scaled numbers, and user-defined ones with `mapped`.

Strategy: each creates a MappedSpecifier: the kind on the wire, and the transform between wire and value, as data
(spec/transforms.py). Those without parameters are annotations (`ipv4`), the others are functions.
"""

from __future__ import annotations

import uuid as uuids
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from ipaddress import IPv4Address, IPv6Address
from typing import Annotated, Any, Literal, TypeAlias, TypeVar, cast, overload

from framekit.compiler.companions import Companions, register
from framekit.declare.scalars import u64be
from framekit.declare.specifier import DataSpecifier, MappedSpecifier, number_in, spelled
from framekit.errors import SpecError, in_one_line
from framekit.spec.addresses import MacAddress
from framekit.spec.kinds import Bits, Mapped, Scalar, Varint
from framekit.spec.model import MISSING
from framekit.spec.timestamps import UNITS, Timestamp
from framekit.spec.transforms import (
    POSIX,
    Address,
    Duration,
    FixedPoint,
    Functions,
    NtpTime,
    Opaque,
    Rounding,
    Scaled,
    ScaledDecimal,
    Time,
    TimeUnit,
    Uuid,
)

T = TypeVar("T")
Unit: TypeAlias = Literal["s", "ms", "us"]
_MICROSECONDS: dict[str, int] = {"s": 1_000_000, "ms": 1_000, "us": 1}
MOST_DIGITS = 60
"""Maximum number of digits before or after the decimal point of a scale or an offset."""
_EXACT_BITS = 53
"""Number of bits of an integer that a float represents exactly. Source: IEEE 754, binary64."""


def _address(family: Literal["ipv4", "ipv6", "mac"], size: int) -> MappedSpecifier:
    return MappedSpecifier(base=DataSpecifier(amount=size), transform=Address(family))


ipv4: TypeAlias = Annotated[IPv4Address, _address("ipv4", 4)]
"""An IPv4 address in four bytes. Source: RFC 791, section 3.2."""
ipv6: TypeAlias = Annotated[IPv6Address, _address("ipv6", 16)]
"""An IPv6 address in sixteen bytes. Source: RFC 4291, section 2."""
mac: TypeAlias = Annotated[MacAddress, _address("mac", 6)]
"""A hardware (MAC) address in six bytes. Source: IEEE 802-2014, section 8.2."""
uuid: TypeAlias = Annotated[uuids.UUID, MappedSpecifier(base=DataSpecifier(amount=16), transform=Uuid())]
"""A UUID in sixteen bytes, in network order. Source: RFC 4122, section 4.1.2."""
uuid_le: TypeAlias = Annotated[uuids.UUID, MappedSpecifier(base=DataSpecifier(amount=16), transform=Uuid(little=True))]
"""A Windows GUID: sixteen bytes, with the first three parts little-endian. Source: [MS-DTYP], section 2.3.4.2."""


def _integer(word: str, kind: object) -> Scalar | Bits | Varint:
    """The integer on the wire for a specifier. Raises SpecError."""
    number = number_in(kind)
    if number is None or getattr(number, "number", "int") != "int":
        raise SpecError(f"{word}({spelled(kind)}): expected an integer kind, for example {word}(u32)")
    return number


def _unit(word: str, unit: str) -> int:
    if unit not in _MICROSECONDS:
        raise SpecError(f'{word}(unit={unit!r}): expected "s", "ms" or "us", because Python counts microseconds')
    return _MICROSECONDS[unit]


def _rounding(word: str, rounding: str) -> None:
    if rounding not in ("error", "floor", "nearest"):
        raise SpecError(f'{word}(rounding={rounding!r}): expected "error", "floor" or "nearest"')


@overload
def timestamp(
    kind: object,
    *,
    unit: Literal["100ns", "ns", "ps", "fs"],
    epoch: str | datetime | Timestamp = ...,
    rounding: Rounding = "error",
    check: object = None,
    default: Timestamp = ...,
    default_factory: Callable[[], Timestamp] | None = None,
    doc: str = "",
) -> Timestamp: ...
@overload
def timestamp(
    kind: object,
    *,
    unit: Unit = "s",
    epoch: str | datetime | Timestamp = ...,
    tz: tzinfo = UTC,
    rounding: Rounding = "error",
    check: object = None,
    default: datetime = ...,
    default_factory: Callable[[], datetime] | None = None,
    doc: str = "",
) -> datetime: ...
@in_one_line
def timestamp(
    kind: object,
    *,
    unit: TimeUnit = "s",
    epoch: str | datetime | Timestamp = POSIX,
    tz: tzinfo = UTC,
    rounding: Rounding = "error",
    check: object = None,
    default: Any = MISSING,
    default_factory: Callable[[], Any] | None = None,
    doc: str = "",
) -> Any:
    """A point in time, stored as a number of units since an epoch.

    With seconds, milliseconds and microseconds the value is a datetime, unless the annotation is `Timestamp`; with finer units it
    is always a `Timestamp`, which is exact and not limited to the year 9999.

    Args:
        kind: the integer on the wire, for example `u32`.
        unit: the unit of that integer: "s", "ms", "us", "100ns", "ns", "ps" or "fs".
        epoch: the time that 0 represents, in UTC: a string such as "1601-01-01", a datetime, or a Timestamp; 1970-01-01 by
            default.
        tz: the timezone of datetimes that reading returns; packing accepts any timezone, but rejects a datetime without one.
        rounding: how packing handles a time that is not a whole number of units: "error" rejects it, "floor" rounds it down,
            "nearest" rounds it to the nearest unit, and ties to the even one.
        check: a set of allowed values.
        default: the value if the field is not passed to the constructor.
        default_factory: called without arguments to create that value for each frame.
        doc: a description of the field.

    >>> from framekit import Frame, Timestamp, u32, u64
    >>> class Event(Frame):
    ...     at: datetime = timestamp(u32)
    ...     written: Timestamp = timestamp(u64, unit="100ns", epoch="1601-01-01")
    >>> event = Event.unpack(b"\\x65\\x92\\x00\\x80\\x01\\xda\\x3c\\x45\\x76\\x89\\xc0\\x01")
    >>> event.at.isoformat(), event.written
    ('2024-01-01T00:00:00+00:00', Timestamp('2024-01-01T00:00:00.0000001Z'))

    The current time is rarely a whole number of milliseconds, so this field rounds it down:

    >>> class Now(Frame):
    ...     at: datetime = timestamp(u64, unit="ms", rounding="floor")
    >>> len(Now(at=datetime.now(UTC)).pack())
    8
    """
    _integer("timestamp", kind)
    if unit not in UNITS:
        raise SpecError(f"timestamp(unit={unit!r}): expected one of {', '.join(UNITS)}")
    _rounding("timestamp", rounding)
    try:
        start = Timestamp(epoch)
    except (ValueError, TypeError) as fault:
        raise SpecError(f"timestamp(epoch={epoch!r}): {fault}") from None
    return MappedSpecifier(
        doc=doc,
        base=kind,
        transform=Time(unit, tz, rounding, start),
        check=check,
        default=default,
        default_factory=default_factory,
    )


def ntp_timestamp(
    *,
    tz: tzinfo = UTC,
    check: object = None,
    default: datetime = cast(datetime, MISSING),
    default_factory: Callable[[], datetime] | None = None,
    doc: str = "",
) -> datetime:
    """A point in time in the 64-bit NTP format.

    The format has 32 bits of seconds since 1900, and 32 bits of fraction.

    Args:
        tz: the timezone of datetimes that reading returns.
        check: a set of allowed values.
        default: the value if the field is not passed to the constructor.
        default_factory: called without arguments to create that value for each frame.
        doc: a description of the field.

    Seconds with the highest bit set are in the years 1968 to 2036, others in 2036 to 2104 (RFC 4330, section 3). Reading rounds
    the fraction to microseconds, the resolution of Python's datetime.

    >>> from framekit import Frame
    >>> class Packet(Frame):
    ...     transmit: datetime = ntp_timestamp()
    >>> Packet.unpack(bytes.fromhex("e93c7f00 80000000")).transmit.isoformat()
    '2024-01-01T00:00:00.500000+00:00'
    """
    specifier = MappedSpecifier(
        doc=doc, base=u64be, transform=NtpTime(tz), check=check, default=default, default_factory=default_factory
    )
    return cast(datetime, specifier)


@in_one_line
def duration(
    kind: object,
    *,
    unit: Unit = "s",
    rounding: Rounding = "error",
    check: object = None,
    default: timedelta = cast(timedelta, MISSING),
    default_factory: Callable[[], timedelta] | None = None,
    doc: str = "",
) -> timedelta:
    """A duration, stored as a number of seconds, milliseconds or microseconds.

    Args:
        kind: the integer on the wire, for example `u16`.
        unit: the unit of that integer: "s", "ms" or "us".
        rounding: as in `timestamp`.
        check: a set of allowed values.
        default: the value if the field is not passed to the constructor.
        default_factory: called without arguments to create that value for each frame.
        doc: a description of the field.

    >>> from framekit import Frame, u16
    >>> class Timer(Frame):
    ...     period: timedelta = duration(u16, unit="ms")
    >>> Timer.unpack(b"\\x05\\xdc").period
    datetime.timedelta(seconds=1, microseconds=500000)
    """
    _integer("duration", kind)
    step = _unit("duration", unit)
    _rounding("duration", rounding)
    specifier = MappedSpecifier(
        doc=doc, base=kind, transform=Duration(step, rounding), check=check, default=default, default_factory=default_factory
    )
    return cast(timedelta, specifier)


@in_one_line
def fixed_point(
    kind: object,
    fraction_bits: int,
    *,
    check: object = None,
    default: float = cast(float, MISSING),
    default_factory: Callable[[], float] | None = None,
    doc: str = "",
) -> float:
    """A fixed-point number, as a float.

    Args:
        kind: the integer on the wire, for example `i32`; at most 53 bits wide, because a float is exact up to 53 bits.
        fraction_bits: the number of binary digits after the point, from 0 to 256.
        check: a constraint on the value, as in `field`.
        default: the value if the field is not passed to the constructor.
        default_factory: called without arguments to create that value for each frame.
        doc: a description of the field.

    Packing rounds to the nearest value that the field can represent.

    >>> from framekit import Frame, i32
    >>> class Matrix(Frame):
    ...     scale: float = fixed_point(i32, 16)
    >>> Matrix(scale=-1.5).pack().hex()
    'fffe8000'
    """
    if not isinstance(fraction_bits, int) or not 0 <= fraction_bits <= 256:
        raise SpecError(f"fixed_point(..., {fraction_bits!r}): expected 0 to 256 fraction bits")
    return _number("fixed_point", kind, FixedPoint(fraction_bits), check, default, default_factory, doc)


@in_one_line
@overload
def scaled(
    kind: object,
    scale: Decimal,
    *,
    offset: Decimal | int = 0,
    check: object = None,
    default: Decimal = ...,
    default_factory: Callable[[], Decimal] | None = None,
    doc: str = "",
) -> Decimal: ...
@overload
def scaled(
    kind: object,
    scale: float,
    *,
    offset: float = 0.0,
    check: object = None,
    default: float = ...,
    default_factory: Callable[[], float] | None = None,
    doc: str = "",
) -> float: ...
def scaled(
    kind: object,
    scale: Any,
    *,
    offset: Any = 0,
    check: object = None,
    default: Any = MISSING,
    default_factory: Callable[[], Any] | None = None,
    doc: str = "",
) -> Any:
    """A physical value, stored as an integer: `value = raw * scale + offset`.

    Args:
        kind: the integer on the wire, for example `i16`; for floats at most 53 bits wide, because a float is exact up to 53 bits.
        scale: the value of one step, other than 0. If it is a Decimal, the values are Decimals, which are exact.
        offset: the value that a raw 0 represents.
        check: a constraint on the value, as in `field`.
        default: the value if the field is not passed to the constructor.
        default_factory: called without arguments to create that value for each frame.
        doc: a description of the field.

    Packing rounds a float to the nearest step, but rejects a Decimal that is not a whole number of steps.

    >>> from decimal import Decimal
    >>> from framekit import Frame, u8, u64
    >>> class Sensor(Frame):
    ...     celsius: float = scaled(u8, 0.5, offset=-40)
    ...     price: Decimal = scaled(u64, Decimal("1e-8"))
    >>> sensor = Sensor(celsius=22.4, price=Decimal("0.1"))
    >>> sensor.pack().hex(), Sensor.unpack(sensor.pack())
    ('7d0000000000989680', Sensor(celsius=22.5, price=Decimal('0.10000000')))
    """
    if isinstance(scale, Decimal):
        if (
            not _is_exact(scale)
            or not scale
            or isinstance(offset, bool)
            or not isinstance(offset, Decimal | int)
            or not _is_exact(offset)
        ):
            raise SpecError(
                f"scaled(..., {scale!r}, offset={offset!r}): expected a finite Decimal other than 0, and a finite Decimal or "
                "int as offset"
            )
        _integer("scaled", kind)
        return MappedSpecifier(
            doc=doc,
            base=kind,
            transform=ScaledDecimal(scale, Decimal(offset)),
            check=check,
            default=default,
            default_factory=default_factory,
        )
    if not isinstance(scale, int | float) or not scale or scale != scale or abs(scale) == float("inf"):
        raise SpecError(f"scaled(..., {scale!r}): expected a finite number other than 0")
    return _number("scaled", kind, Scaled(float(scale), float(offset)), check, default, default_factory, doc)


def _is_exact(number: Decimal | int) -> bool:
    """True for a finite number whose digits are few enough for exact arithmetic."""
    return Decimal(number).is_finite() and abs(Decimal(number).adjusted()) <= MOST_DIGITS


def _number(
    word: str,
    kind: object,
    transform: Scaled | FixedPoint,
    check: object,
    default: Any,
    default_factory: Callable[[], float] | None,
    doc: str,
) -> float:
    number = _integer(word, kind)
    if number.maximum.bit_length() > _EXACT_BITS:
        raise SpecError(
            f"{word}({spelled(kind)}): a float is exact for integers of at most {_EXACT_BITS} bits; use a narrower integer"
        )
    mapped = Mapped(number, transform)
    assert mapped.pack is not None
    ends = (number.minimum, number.minimum + 1, number.maximum - 1, number.maximum)
    if any(mapped.pack(mapped.unpack(raw)) != raw for raw in ends):
        raise SpecError(f"{word}({spelled(kind)}, ...): a float cannot represent all of its values exactly")
    specifier = MappedSpecifier(
        doc=doc, base=kind, transform=transform, check=check, default=default, default_factory=default_factory
    )
    return cast(float, specifier)


def mapped(
    base: object,
    *,
    unpack: Callable[[Any], T],
    pack: Callable[[T], Any],
    name: str = "",
    values: Any = None,
    to_json: Callable[[T], Any] | None = None,
    from_json: Callable[[Any], T] | None = None,
    check: object = None,
    default: T = cast(Any, MISSING),
    default_factory: Callable[[], T] | None = None,
    doc: str = "",
) -> T:
    """A value converted to and from its wire value by two functions.

    Args:
        base: the kind on the wire: a scalar (`u16`), a Frame class, or another specifier (`data(4)`).
        unpack: converts a wire value to a value; raises ValueError or LookupError if it has no meaning.
        pack: converts a value to its wire value; raises ValueError or TypeError if the value cannot be written.
        name: the name of such values in messages; by default the name of the annotation.
        values: sample values for property tests, or a function that returns a hypothesis strategy; by default they are made from
            wire values.
        to_json: converts a value to a form that JSON can represent; by default the value itself if JSON can represent it,
            otherwise `{"wire": ...}` with the wire value.
        from_json: converts that form back to a value.
        check: a set of allowed values.
        default: the value if the field is not passed to the constructor.
        default_factory: called without arguments to create that value for each frame.
        doc: a description of the field.

    >>> from fractions import Fraction
    >>> from framekit import Frame, u32
    >>> class Rate(Frame):
    ...     value: Fraction = mapped(u32, unpack=lambda raw: Fraction(raw, 1000), pack=lambda value: int(value * 1000))
    >>> Rate.unpack(b"\\x00\\x00\\x05\\xdc").value
    Fraction(3, 2)
    """
    functions = register(Functions(unpack, pack), Companions(to_json, from_json, values))
    specifier = MappedSpecifier(
        doc=doc,
        base=base,
        transform=Opaque(name, functions, object),
        check=check,
        default=default,
        default_factory=default_factory,
    )
    return cast(T, specifier)
