"""Words for values that stand for others on the wire: addresses, times, scaled numbers, and the user's own by `mapped`.

Strategy: each word makes a MappedSpecifier: what is on the wire, and the transform between both, as data (spec/transforms.py).
Those without parameters are annotations (`ipv4`), the others are specifiers.
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
"""Maximum number of digits before or after the point of a step and of an offset."""
_EXACT_BITS = 53
"""What a float holds exactly. Source: IEEE 754, binary64."""


def _address(family: Literal["ipv4", "ipv6", "mac"], size: int) -> MappedSpecifier:
    return MappedSpecifier(base=DataSpecifier(amount=size), transform=Address(family))


ipv4: TypeAlias = Annotated[IPv4Address, _address("ipv4", 4)]
"""An IPv4 address of four bytes. Source: RFC 791, section 3.2."""
ipv6: TypeAlias = Annotated[IPv6Address, _address("ipv6", 16)]
"""An IPv6 address of sixteen bytes. Source: RFC 4291, section 2."""
mac: TypeAlias = Annotated[MacAddress, _address("mac", 6)]
"""A hardware address of six bytes. Source: IEEE 802-2014, section 8.2."""
uuid: TypeAlias = Annotated[uuids.UUID, MappedSpecifier(base=DataSpecifier(amount=16), transform=Uuid())]
"""A UUID of sixteen bytes in network order. Source: RFC 4122, section 4.1.2."""
uuid_le: TypeAlias = Annotated[uuids.UUID, MappedSpecifier(base=DataSpecifier(amount=16), transform=Uuid(little=True))]
"""A GUID of Windows: sixteen bytes, of which the first three parts are little-endian. Source: [MS-DTYP], section 2.3.4.2."""


def _integer(word: str, kind: object) -> Scalar | Bits | Varint:
    """The integer that a word stands on. Raises SpecError."""
    number = number_in(kind)
    if number is None or getattr(number, "number", "int") != "int":
        raise SpecError(f"{word}({spelled(kind)}): expected an integer kind; write for example {word}(u32)")
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
    """A time as a number of seconds, or of less, since 1970 or another moment.

    With seconds, milliseconds and microseconds it is a datetime, unless the annotation is `Timestamp`; with finer units it is
    always a `Timestamp`, which loses nothing, and goes beyond the year 9999.

    Args:
        kind: the integer on the wire, as `u32`.
        unit: what it counts: "s", "ms", "us", "100ns", "ns", "ps" or "fs".
        epoch: the moment that 0 is, in UTC: text such as "1601-01-01", a datetime, or a Timestamp; 1970 if left out.
        tz: the timezone of the datetime that reading gives; packing takes any, and refuses a datetime without one.
        rounding: what packing does with a time that is no whole number of units: "error" refuses it, "floor" takes the unit
            before it, "nearest" the nearest one, and of two the even one.
        check: a set of the values that are allowed.
        default: the value where the field is left out.
        default_factory: makes that value anew for each frame.
        doc: what the field is, for people.

    >>> from framekit import Frame, Timestamp, u32, u64
    >>> class Event(Frame):
    ...     at: datetime = timestamp(u32)
    ...     written: Timestamp = timestamp(u64, unit="100ns", epoch="1601-01-01")
    >>> event = Event.unpack(b"\\x65\\x92\\x00\\x80\\x01\\xda\\x3c\\x45\\x76\\x89\\xc0\\x01")
    >>> event.at.isoformat(), event.written
    ('2024-01-01T00:00:00+00:00', Timestamp('2024-01-01T00:00:00.0000001Z'))

    The present time, as it is rarely a whole number of milliseconds:

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
    """A time in NTP's 64 bits: seconds since 1900 began, and a fraction of 32 bits.

    Args:
        tz: the timezone that reading gives.
        check: a set of the values that are allowed.
        default: the value where the field is left out.
        default_factory: makes that value anew for each frame.
        doc: what the field is, for people.

    Seconds with the highest bit belong to 1968 to 2036, those without to the time from 2036 to 2104 (RFC 4330, section 3).
    Python has microseconds, so a finer fraction is rounded when reading.

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
    """A span of time as a number of seconds, milliseconds or microseconds.

    Args:
        kind: the integer on the wire, as `u16`.
        unit: what it counts: "s", "ms" or "us".
        rounding: as in `timestamp`.
        check: a set of the values that are allowed.
        default: the value where the field is left out.
        default_factory: makes that value anew for each frame.
        doc: what the field is, for people.

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
    """A number with so many binary digits behind the point, as a float.

    Args:
        kind: the integer on the wire, as `i32`; of at most 53 bits, which a float holds exactly.
        fraction_bits: binary digits behind the point, from 0 up.
        check: what the value must be, as in `field`.
        default: the value where the field is left out.
        default_factory: makes that value anew for each frame.
        doc: what the field is, for people.

    Packing rounds to the nearest step, as floats round to their width.

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
    """A physical value that the wire has as an integer: `raw * scale + offset`.

    Args:
        kind: the integer on the wire, as `i16`; for floats of at most 53 bits, which a float holds exactly.
        scale: what one step is worth; not 0. A Decimal makes Decimals, which lose nothing.
        offset: what is added.
        check: what the value must be, as in `field`.
        default: the value where the field is left out.
        default_factory: makes that value anew for each frame.
        doc: what the field is, for people.

    Packing rounds a float to the nearest step, as floats round to their width, and refuses a Decimal that is no whole number of
    steps.

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
                f"scaled(..., {scale!r}, offset={offset!r}): expected a finite Decimal other than 0, and a finite offset"
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
    """True for a number whose digits can be counted with."""
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
    """A value of one's own that stands for another on the wire.

    Args:
        base: what is on the wire: a scalar (`u16`), a Frame class, or what another word gives (`data(4)`).
        unpack: from the wire's value to one's own; raises ValueError or LookupError for what stands for nothing.
        pack: the way back; raises ValueError or TypeError for what cannot be written.
        name: what to call such values in messages; that of the annotation if left out.
        values: some values, for property tests, or a function that makes a hypothesis strategy of them; left out, they are made
            from the wire's values.
        to_json: from a value to what JSON can hold; if left out, the value itself if JSON can hold it, or else
            `{"wire": ...}` with what is on the wire.
        from_json: the way back.
        check: a set of the values that are allowed.
        default: the value where the field is left out.
        default_factory: makes that value anew for each frame.
        doc: what the field is, for people.

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
