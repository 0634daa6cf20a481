"""Words for values that stand for others on the wire: addresses, times, scaled numbers, and the user's own by `mapped`.

Strategy: each word makes a MappedSpecifier: what is on the wire, and the pair of functions between both. Those without
parameters are annotations (`ipv4`), the others stand on the right-hand side.

Rules: what packs unpacks to the same value, or packing refuses it; numbers that the wire rounds (fixed point, scaled) are the
exception, as floats are. A value that the wire may hold but Python cannot is refused when reading.

Sources: RFC 4122 (UUID, network order); RFC 5905, section 6 (NTP's timestamps) and RFC 4330, section 3 (their eras);
POSIX.1-2017, section 4.16 (seconds since the epoch).
"""

from __future__ import annotations

import uuid as uuids
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from ipaddress import IPv4Address, IPv6Address
from typing import Annotated, Any, Literal, TypeAlias, TypeVar, cast

from framekit.declare.scalars import u64be
from framekit.declare.specifier import DataSpecifier, MappedSpecifier, number_in, spelled
from framekit.errors import SpecError, in_one_line
from framekit.spec.addresses import MacAddress
from framekit.spec.kinds import Bits, Scalar, Varint
from framekit.spec.model import MISSING

T = TypeVar("T")
Unit: TypeAlias = Literal["s", "ms", "us"]
Rounding: TypeAlias = Literal["error", "floor", "nearest"]
"""What packing does with a time that is no whole number of units; "nearest" rounds halves to the even number."""

_MICROSECONDS: dict[str, int] = {"s": 1_000_000, "ms": 1_000, "us": 1}
_ONE = timedelta(microseconds=1)
_NTP_EPOCH = datetime(1900, 1, 1, tzinfo=UTC)
_NTP_ERA = 1 << 32
_EXACT_BITS = 53
"""What a float holds exactly. Source: IEEE 754, binary64."""


def _of_class(cls: type, plain: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def pack(value: Any) -> Any:
        if type(value) is not cls:
            raise TypeError(f"it is no {cls.__name__}")
        return plain(value)

    return pack


def _address(name: str, cls: type, size: int, plain: Callable[[Any], bytes], make: Callable[[bytes], Any]) -> MappedSpecifier:
    return MappedSpecifier(
        base=DataSpecifier(amount=size),
        name=name,
        unpack=make,
        pack=_of_class(cls, plain),
        python_type=cls,
        to_json=str,
        from_json=lambda value: value if type(value) is cls else cls(value),
    )


ipv4: TypeAlias = Annotated[IPv4Address, _address("ipv4", IPv4Address, 4, lambda value: value.packed, IPv4Address)]
"""An IPv4 address of four bytes. Source: RFC 791, section 3.2."""
ipv6: TypeAlias = Annotated[IPv6Address, _address("ipv6", IPv6Address, 16, lambda value: value.packed, IPv6Address)]
"""An IPv6 address of sixteen bytes. Source: RFC 4291, section 2."""
mac: TypeAlias = Annotated[MacAddress, _address("mac", MacAddress, 6, lambda value: value.packed, MacAddress)]
"""A hardware address of six bytes. Source: IEEE 802-2014, section 8.2."""
uuid: TypeAlias = Annotated[
    uuids.UUID, _address("uuid", uuids.UUID, 16, lambda value: value.bytes, lambda wire: uuids.UUID(bytes=wire))
]
"""A UUID of sixteen bytes in network order. Source: RFC 4122, section 4.1.2."""


def _integer(word: str, kind: object) -> Scalar | Bits | Varint:
    """The integer that a word stands on. Raises SpecError."""
    number = number_in(kind)
    if number is None or getattr(number, "number", "int") != "int":
        raise SpecError(f"{word}({spelled(kind)}): it stands on an integer; write {word}(u32) or the like")
    return number


def _unit(word: str, unit: str) -> int:
    if unit not in _MICROSECONDS:
        raise SpecError(f'{word}(unit={unit!r}): Python counts microseconds; the units are "s", "ms" and "us"')
    return _MICROSECONDS[unit]


def _rounding(word: str, rounding: str) -> None:
    if rounding not in ("error", "floor", "nearest"):
        raise SpecError(f'{word}(rounding={rounding!r}): expected "error", "floor" or "nearest"')


def _whole(microseconds: int, step: int, rounding: Rounding) -> int:
    """A number of units. Raises ValueError if it is not whole, and must be."""
    number, rest = divmod(microseconds, step)
    if rest and rounding == "error":
        reason = f"{rest} microseconds of it are less than the unit on the wire, and would be lost"
        raise ValueError(f'{reason}; rounding="floor" or "nearest" allows that')
    if rounding == "nearest":
        number += 2 * rest > step or (2 * rest == step and number % 2)
    return number


def _aware(value: Any) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError("it is no datetime")
    if value.tzinfo is None or value.utcoffset() is None:
        raise ValueError("it has no timezone; give it one, as tzinfo=timezone.utc")
    return value


@in_one_line
def timestamp(
    kind: object,
    *,
    unit: Unit = "s",
    tz: tzinfo = UTC,
    rounding: Rounding = "error",
    default: datetime = cast(datetime, MISSING),
    default_factory: Callable[[], datetime] | None = None,
) -> datetime:
    """A time as a number of seconds, milliseconds or microseconds since 1970 began in UTC.

    Args:
        kind: the integer on the wire, as `u32`.
        unit: what it counts: "s", "ms" or "us".
        tz: the timezone that reading gives; packing takes any, and refuses a datetime without one.
        rounding: what packing does with a time that is no whole number of units: "error" refuses it, "floor" takes the unit
            before it, "nearest" the nearest one, and of two the even one.
        default: the value where the field is left out.
        default_factory: makes that value anew for each frame.

    >>> from framekit import Frame, u32
    >>> class Event(Frame):
    ...     at: datetime = timestamp(u32)
    >>> Event.unpack(b"\\x65\\x92\\x00\\x80").at.isoformat()
    '2024-01-01T00:00:00+00:00'

    The present time, as it is rarely a whole number of milliseconds:

    >>> from framekit import u64
    >>> class Now(Frame):
    ...     at: datetime = timestamp(u64, unit="ms", rounding="floor")
    >>> len(Now(at=datetime.now(UTC)).pack())
    8
    """
    _integer("timestamp", kind)
    step = _unit("timestamp", unit)
    _rounding("timestamp", rounding)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)

    def unpack(number: int) -> datetime:
        return (epoch + timedelta(microseconds=number * step)).astimezone(tz)

    def pack(value: datetime) -> int:
        return _whole((_aware(value) - epoch) // _ONE, step, rounding)

    return cast(datetime, _time("timestamp", kind, unpack, pack, default, default_factory))


def ntp_timestamp(
    *,
    tz: tzinfo = UTC,
    default: datetime = cast(datetime, MISSING),
    default_factory: Callable[[], datetime] | None = None,
) -> datetime:
    """A time in NTP's 64 bits: seconds since 1900 began, and a fraction of 32 bits.

    Args:
        tz: the timezone that reading gives.
        default: the value where the field is left out.
        default_factory: makes that value anew for each frame.

    Seconds with the highest bit belong to 1968 to 2036, those without to the time from 2036 to 2104 (RFC 4330, section 3).
    Python has microseconds, so a finer fraction is rounded when reading.

    >>> from framekit import Frame
    >>> class Packet(Frame):
    ...     transmit: datetime = ntp_timestamp()
    >>> Packet.unpack(bytes.fromhex("e93c7f00 80000000")).transmit.isoformat()
    '2024-01-01T00:00:00.500000+00:00'
    """

    def unpack(number: int) -> datetime:
        seconds, fraction = divmod(number, _NTP_ERA)
        seconds += 0 if seconds >> 31 else _NTP_ERA
        rest = min(999_999, (fraction * 1_000_000 + _NTP_ERA // 2) // _NTP_ERA)
        return (_NTP_EPOCH + timedelta(seconds=seconds, microseconds=rest)).astimezone(tz)

    def pack(value: datetime) -> int:
        microseconds = (_aware(value) - _NTP_EPOCH) // _ONE
        seconds, rest = divmod(microseconds, 1_000_000)
        if not _NTP_ERA // 2 <= seconds < _NTP_ERA + _NTP_ERA // 2:
            raise ValueError("NTP's 64 bits go from 1968-01-20 to 2104-02-26")
        return (seconds % _NTP_ERA << 32) | (rest * _NTP_ERA + 500_000) // 1_000_000

    return cast(datetime, _time("ntp_timestamp", u64be, unpack, pack, default, default_factory))


def _time(name: str, kind: object, unpack: Any, pack: Any, default: Any, default_factory: Any) -> MappedSpecifier:
    return MappedSpecifier(
        base=kind,
        name=name,
        unpack=unpack,
        pack=pack,
        python_type=datetime,
        to_json=lambda value: _aware(value).isoformat(),
        from_json=lambda value: datetime.fromisoformat(value) if isinstance(value, str) else _aware(value),
        default=default,
        default_factory=default_factory,
    )


@in_one_line
def duration(
    kind: object,
    *,
    unit: Unit = "s",
    rounding: Rounding = "error",
    default: timedelta = cast(timedelta, MISSING),
    default_factory: Callable[[], timedelta] | None = None,
) -> timedelta:
    """A span of time as a number of seconds, milliseconds or microseconds.

    Args:
        kind: the integer on the wire, as `u16`.
        unit: what it counts: "s", "ms" or "us".
        rounding: as in `timestamp`.
        default: the value where the field is left out.
        default_factory: makes that value anew for each frame.

    >>> from framekit import Frame, u16
    >>> class Timer(Frame):
    ...     period: timedelta = duration(u16, unit="ms")
    >>> Timer.unpack(b"\\x05\\xdc").period
    datetime.timedelta(seconds=1, microseconds=500000)
    """
    _integer("duration", kind)
    step = _unit("duration", unit)
    _rounding("duration", rounding)

    def pack(value: timedelta) -> int:
        if type(value) is not timedelta:
            raise TypeError("it is no timedelta")
        return _whole(value // _ONE, step, rounding)

    specifier = MappedSpecifier(
        base=kind,
        name="duration",
        unpack=lambda number: timedelta(microseconds=number * step),
        pack=pack,
        python_type=timedelta,
        to_json=_seconds_to_json,
        from_json=_seconds_from_json,
        default=default,
        default_factory=default_factory,
    )
    return cast(timedelta, specifier)


def _seconds_to_json(value: timedelta) -> float | str:
    """Seconds as a number, or as decimal digits if a float would lose some of them."""
    microseconds = value // _ONE
    seconds = value / timedelta(seconds=1)
    return seconds if round(seconds * 1_000_000) == microseconds else str(Decimal(microseconds).scaleb(-6))


def _seconds_from_json(value: Any) -> timedelta:
    if isinstance(value, str):
        return int(Decimal(value).scaleb(6)) * _ONE
    return value if isinstance(value, timedelta) else timedelta(seconds=value)


@in_one_line
def fixed_point(
    kind: object,
    fraction_bits: int,
    *,
    check: object = None,
    default: float = cast(float, MISSING),
    default_factory: Callable[[], float] | None = None,
) -> float:
    """A number with so many binary digits behind the point, as a float.

    Args:
        kind: the integer on the wire, as `i32`; of at most 53 bits, which a float holds exactly.
        fraction_bits: binary digits behind the point, from 0 up.
        check: what the value must be, as in `field`.
        default: the value where the field is left out.
        default_factory: makes that value anew for each frame.

    Packing rounds to the nearest step, as floats round to their width.

    >>> from framekit import Frame, i32
    >>> class Matrix(Frame):
    ...     scale: float = fixed_point(i32, 16)
    >>> Matrix(scale=-1.5).pack().hex()
    'fffe8000'
    """
    if not isinstance(fraction_bits, int) or not 0 <= fraction_bits <= 256:
        raise SpecError(f"fixed_point(..., {fraction_bits!r}): the digits behind the point are a number from 0 to 256")
    return _scaled("fixed_point", kind, 0.5**fraction_bits, 0.0, check, default, default_factory)


@in_one_line
def scaled(
    kind: object,
    scale: float,
    *,
    offset: float = 0.0,
    check: object = None,
    default: float = cast(float, MISSING),
    default_factory: Callable[[], float] | None = None,
) -> float:
    """A physical value that the wire has as an integer: `raw * scale + offset`.

    Args:
        kind: the integer on the wire, as `i16`; of at most 53 bits, which a float holds exactly.
        scale: what one step is worth; not 0.
        offset: what is added.
        check: what the value must be, as in `field`.
        default: the value where the field is left out.
        default_factory: makes that value anew for each frame.

    Packing rounds to the nearest step, as floats round to their width.

    >>> from framekit import Frame, u8
    >>> class Sensor(Frame):
    ...     celsius: float = scaled(u8, 0.5, offset=-40)
    >>> Sensor.unpack(b"\\x7d").celsius, Sensor(celsius=22.4).pack()
    (22.5, b'}')
    """
    return _scaled("scaled", kind, scale, offset, check, default, default_factory)


def _scaled(
    word: str, kind: object, scale: float, offset: float, check: object, default: Any, default_factory: Callable[[], float] | None
) -> float:
    number = _integer(word, kind)
    if number.maximum.bit_length() > _EXACT_BITS:
        raise SpecError(f"{word}({spelled(kind)}): a float holds {_EXACT_BITS} bits, and this has more; use a narrower one")
    if not isinstance(scale, int | float) or not scale or scale != scale or abs(scale) == float("inf"):
        raise SpecError(f"{word}(..., {scale!r}): one step is worth a number that is not 0")

    step = float(scale)

    def unpack(raw: int) -> float:
        return raw * step + offset

    def pack(value: float) -> int:
        if type(value) is not float and (isinstance(value, bool) or not isinstance(value, (int, float))):
            raise TypeError("it is no number")
        return round((value - offset) / step)

    if any(pack(unpack(raw)) != raw for raw in (number.minimum, number.minimum + 1, number.maximum - 1, number.maximum)):
        raise SpecError(f"{word}({spelled(kind)}, {scale!r}, offset={offset!r}): a float cannot hold all of its values apart")
    specifier = MappedSpecifier(
        base=kind,
        name=word,
        unpack=unpack,
        pack=pack,
        python_type=float,
        to_json=float,
        from_json=float,
        check=check,
        default=default,
        default_factory=default_factory,
    )
    return cast(float, specifier)


def bcd(
    size: int,
    *,
    check: object = None,
    default: int = cast(int, MISSING),
    default_factory: Callable[[], int] | None = None,
) -> int:
    """A number as decimal digits, two in each byte: the highest first, or in a little-endian frame the lowest byte first.

    Args:
        size: bytes, from 1 up; the number has twice as many digits.
        check: what the value must be, as in `field`.
        default: the value if the field is left out.
        default_factory: makes that value anew for each frame.

    A half byte over 9 is refused when reading.

    >>> from framekit import Frame
    >>> class Clock(Frame):
    ...     year: int = bcd(2)
    >>> Clock(year=2024).pack().hex(), Clock.unpack(b"\\x19\\x99").year
    ('2024', 1999)
    >>> class Meter(Frame, byteorder="little"):
    ...     total: int = bcd(3)
    >>> Meter(total=1234).pack().hex()
    '341200'
    """
    if not isinstance(size, int) or not 1 <= size <= 64:
        raise SpecError(f"bcd({size!r}): it has from 1 to 64 bytes")

    def unpack(wire: bytes) -> int:
        digits = wire.hex()
        if not digits.isdecimal():
            raise ValueError(f"{digits} has a half byte over 9")
        return int(digits)

    def pack(value: int) -> bytes:
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError("it is no integer")
        if not 0 <= value < 100**size:
            raise ValueError(f"it has from 0 to {2 * size} digits")
        return bytes.fromhex(f"{value:0{2 * size}d}")

    specifier = MappedSpecifier(
        base=DataSpecifier(amount=size),
        name="bcd",
        unpack=unpack,
        pack=pack,
        python_type=int,
        to_json=int,
        from_json=int,
        integers_up_to=100**size - 1,
        follows_order=True,
        check=check,
        default=default,
        default_factory=default_factory,
    )
    return cast(int, specifier)


def mapped(
    base: object,
    *,
    unpack: Callable[[Any], T],
    pack: Callable[[T], Any],
    name: str = "",
    values: Any = None,
    to_json: Callable[[T], Any] | None = None,
    from_json: Callable[[Any], T] | None = None,
    default: T = cast(Any, MISSING),
    default_factory: Callable[[], T] | None = None,
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
        default: the value where the field is left out.
        default_factory: makes that value anew for each frame.

    >>> from fractions import Fraction
    >>> from framekit import Frame, u32
    >>> class Rate(Frame):
    ...     value: Fraction = mapped(u32, unpack=lambda raw: Fraction(raw, 1000), pack=lambda value: int(value * 1000))
    >>> Rate.unpack(b"\\x00\\x00\\x05\\xdc").value
    Fraction(3, 2)
    """
    specifier = MappedSpecifier(
        base=base,
        name=name,
        unpack=unpack,
        pack=pack,
        python_type=object,
        to_json=to_json,
        from_json=from_json,
        values=values,
        default=default,
        default_factory=default_factory,
    )
    return cast(T, specifier)
