"""What a mapped value is, as data: the closed set of ways in which a value represents another on the wire.

Strategy: each way is a frozen dataclass of facts, so that whatever exports a declaration sees a scale, an epoch or the members of
an enumeration. Python's functions follow from the facts (conversion.py).

Rules: only `Opaque`, which is a pair of functions of the user's, and `Framed`, whose frame may come later, hold callables. A
question about a way is answered by one `match` that ends in `assert_never`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from enum import IntEnum, IntFlag
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, assert_never
from uuid import UUID

from framekit.spec.addresses import MacAddress
from framekit.spec.record import record
from framekit.spec.timestamps import UNITS, Timestamp
from framekit.spec.transformed_bytes import Compression

if TYPE_CHECKING:
    from framekit.spec.model import Check, FrameSpec

TimeUnit: TypeAlias = Literal["s", "ms", "us", "100ns", "ns", "ps", "fs"]
"""What a number counts."""
POSIX = Timestamp("1970-01-01")
"""The moment from which POSIX counts."""
Rounding: TypeAlias = Literal["error", "floor", "nearest"]
"""What packing does with a time that is no whole number of units; "nearest" rounds halves to the even number."""


@record
class Enumeration:
    """Members of an IntEnum for integers. `strict` refuses other integers, which else stay integers."""

    enum: type[IntEnum]
    strict: bool


@record
class Flags:
    """Combinations of the members of an IntFlag. `strict` refuses bits without a member; else such a value stays an integer."""

    enum: type[IntFlag]
    strict: bool


@record
class Scaled:
    """A float for an integer: `integer * step + offset`."""

    step: float
    offset: float


@record
class ScaledDecimal:
    """A Decimal for an integer: `integer * step + offset`, exactly."""

    step: Decimal
    offset: Decimal


@record
class FixedPoint:
    """A float for an integer, of which some binary digits are after the point."""

    fraction_bits: int


@record
class Time:
    """A datetime for the number of units since an epoch, as POSIX.1-2017, section 4.16, counts them from 1970.

    Attributes:
        unit: "s", "ms" or "us".
        tz: the timezone that reading gives.
        rounding: of a time between two units, when packing.
        epoch: the moment that 0 is.
    """

    unit: TimeUnit
    tz: tzinfo
    rounding: Rounding
    epoch: Timestamp = POSIX


@record
class Instant:
    """A Timestamp for the number of units since an epoch. `rounding` and `epoch` are as for Time."""

    unit: TimeUnit
    rounding: Rounding
    epoch: Timestamp = POSIX


@record
class NtpTime:
    """A datetime for NTP's 64 bits: seconds since 1900 began, and a fraction of 32 bits (RFC 5905, section 6)."""

    tz: tzinfo


@record
class Duration:
    """A timedelta for a number of units of some microseconds. `rounding` is as for Time."""

    microseconds: int
    rounding: Rounding


@record
class Address:
    """An address for its bytes: IPv4Address, IPv6Address, or MacAddress for a hardware address."""

    family: Literal["ipv4", "ipv6", "mac"]


@record
class Uuid:
    """A UUID for sixteen bytes in network order (RFC 4122, section 4.1.2).

    Attributes:
        little: its first three parts are little-endian, as in a GUID of Windows ([MS-DTYP], section 2.3.4.2).
    """

    little: bool = False


@record(eq=False)
class Functions:
    """A pair of functions of the user's, equal to itself alone.

    Attributes:
        unpack: from what is on the wire to a value.
        pack: the way back.
    """

    unpack: Callable[..., Any]
    pack: Callable[[Any], Any]


@record
class Deflated:
    """Bytes for compressed ones, of at most `limit` bytes (RFC 1950, 1951, 1952)."""

    compression: Compression
    limit: int


@record
class Xor:
    """Bytes for bytes that are combined with a key by exclusive or; without a key it is the argument of the mapped kind."""

    key: bytes | None


@record
class Rotated:
    """Bytes for bytes of which each has its bits rotated; reading rotates to the left.

    Without a number of bits, that is the argument of the mapped kind.
    """

    bits: int | None


@record
class Framed:
    """A frame for the bytes that hold it.

    Attributes:
        name: of its class.
        target: gives its spec, when it is needed.
        functions: unpack and pack it.
        padded: bytes after the frame are padding, and left alone.
    """

    name: str
    target: Callable[[], FrameSpec]
    functions: Functions
    padded: bool

    @property
    def frame(self) -> FrameSpec:
        """The frame."""
        return self.target()


@record
class Restricted:
    """The value itself, which must be among those that a check allows. `python_type` is the class of the values."""

    check: Check
    python_type: type


@record
class Opaque:
    """Values of the user's own.

    Attributes:
        name: what to call them.
        functions: `unpack` takes a wire value, and raises ValueError or LookupError for one that represents nothing; `pack` gives
            the wire value, and raises ValueError or TypeError.
        python_type: the class of the values.
    """

    name: str
    functions: Functions
    python_type: type


Transform: TypeAlias = (
    Enumeration
    | Flags
    | Scaled
    | ScaledDecimal
    | FixedPoint
    | Time
    | Instant
    | NtpTime
    | Duration
    | Address
    | Uuid
    | Deflated
    | Xor
    | Rotated
    | Framed
    | Restricted
    | Opaque
)


def python_type_of(transform: Transform) -> type:
    """The class of the values."""
    match transform:
        case Enumeration(enum) | Flags(enum):
            return enum
        case Scaled() | FixedPoint():
            return float
        case ScaledDecimal():
            return Decimal
        case Time() | NtpTime():
            return datetime
        case Instant():
            return Timestamp
        case Duration():
            return timedelta
        case Address(family):
            return {"ipv4": IPv4Address, "ipv6": IPv6Address, "mac": MacAddress}[family]
        case Uuid():
            return UUID
        case Deflated() | Xor() | Rotated():
            return bytes
        case Framed():
            return transform.frame.frame_class
        case Opaque() | Restricted():
            return transform.python_type
        case _:
            assert_never(transform)


def name_of(transform: Transform) -> str:
    """What the values are called: the word of the vocabulary, or the name of an enumeration."""
    match transform:
        case Enumeration(enum) | Flags(enum):
            return enum.__name__
        case Scaled() | ScaledDecimal():
            return "scaled"
        case FixedPoint():
            return "fixed_point"
        case Time() | Instant():
            return "timestamp"
        case NtpTime():
            return "ntp_timestamp"
        case Duration():
            return "duration"
        case Address(family):
            return family
        case Uuid():
            return "uuid_le" if transform.little else "uuid"
        case Deflated():
            return "deflated"
        case Xor():
            return "xor"
        case Rotated():
            return "rotated"
        case Restricted():
            return f"check={transform.check}"
        case Opaque() | Framed():
            return transform.name
        case _:
            assert_never(transform)


def is_finer_than_datetime(unit: TimeUnit, epoch: Timestamp) -> bool:
    """True for times that a datetime cannot hold, which has microseconds."""
    return UNITS[unit] < UNITS["us"] or bool(epoch.attoseconds % UNITS["us"])
