"""Transforms as data: the closed set of relations between a mapped value and the value on the wire.

Strategy: each transform is a frozen dataclass of facts, so that code that exports a declaration sees a scale, an epoch or the
members of an enumeration. The Python functions are made from the facts (conversion.py).

Rules: only `Opaque`, which is a pair of the user's functions, and `Framed`, whose frame may be declared later, contain callables.
Each question about transforms is answered by one `match` that ends in `assert_never`.
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
"""The unit of a time that is a number on the wire."""
POSIX = Timestamp("1970-01-01")
"""The epoch of POSIX times."""
Rounding: TypeAlias = Literal["error", "floor", "nearest"]
"""How packing treats a time that is not a whole number of units; "nearest" rounds halves to the even number."""


@record
class Enumeration:
    """Members of an IntEnum for integers. Other integers are refused if `strict` is true, and otherwise stay integers."""

    enum: type[IntEnum]
    strict: bool


@record
class Flags:
    """Combinations of members of an IntFlag.

    A value with bits that have no member is refused if `strict` is true, and otherwise stays an integer.
    """

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
    """A float for an integer of which `fraction_bits` binary digits are after the point."""

    fraction_bits: int


@record
class Time:
    """A datetime for the number of units since an epoch, counted as in POSIX.1-2017, section 4.16, from 1970.

    Attributes:
        unit: "s", "ms" or "us".
        tz: the timezone of the values that are read.
        rounding: how packing treats a time between two units.
        epoch: the time that 0 represents.
    """

    unit: TimeUnit
    tz: tzinfo
    rounding: Rounding
    epoch: Timestamp = POSIX


@record
class Instant:
    """A Timestamp for the number of units since an epoch. `rounding` and `epoch` are those of Time."""

    unit: TimeUnit
    rounding: Rounding
    epoch: Timestamp = POSIX


@record
class NtpTime:
    """A datetime for a 64-bit NTP timestamp: seconds since 1900-01-01, and a fraction of 32 bits (RFC 5905, section 6)."""

    tz: tzinfo


@record
class Duration:
    """A timedelta for a number of units of `microseconds` each. `rounding` is that of Time."""

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
        little: True if the first three parts are little-endian, as in a GUID of Windows ([MS-DTYP], section 2.3.4.2).
    """

    little: bool = False


@record(eq=False)
class Functions:
    """A pair of the user's functions, which is equal only to itself.

    Attributes:
        unpack: converts a wire value to a value.
        pack: converts a value to a wire value.
    """

    unpack: Callable[..., Any]
    pack: Callable[[Any], Any]


@record
class Deflated:
    """Bytes for compressed bytes, which inflate to at most `limit` bytes (RFC 1950, 1951, 1952)."""

    compression: Compression
    limit: int


@record
class Xor:
    """Bytes for bytes combined with a key by exclusive or. If `key` is None, the key is the argument of the mapped kind."""

    key: bytes | None


@record
class Rotated:
    """Bytes for bytes whose bits are rotated; reading rotates to the left.

    If `bits` is None, the number of bits is the argument of the mapped kind.
    """

    bits: int | None


@record
class Framed:
    """A frame for the bytes that contain it.

    Attributes:
        name: the name of the frame's class.
        target: returns the spec of the frame when it is needed.
        functions: unpack and pack the frame.
        padded: True if bytes after the frame are padding, which reading ignores.
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
    """The wire value itself, if a check allows it. `python_type` is the class of the values."""

    check: Check
    python_type: type


@record
class Opaque:
    """Values of the user's own kind.

    Attributes:
        name: the name of the values.
        functions: `unpack` converts a wire value, and raises ValueError or LookupError if it represents no value; `pack` returns
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
    """Return the class of the values."""
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
    """Return the name of the values: the word of the vocabulary, or the name of an enumeration."""
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
    """Return True for times that a datetime cannot represent, because it is limited to microseconds."""
    return UNITS[unit] < UNITS["us"] or bool(epoch.attoseconds % UNITS["us"])
