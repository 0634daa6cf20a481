"""Timestamp: a time without the limits of datetime, which ends at microseconds and at the year 9999.

Strategy: a time is a whole number of attoseconds since 1970-01-01 in UTC, counted as in POSIX, without leap seconds. Dates are
in the Gregorian calendar, even before its introduction and after the year 9999 (ISO 8601; a year with more digits has a sign).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from functools import total_ordering

SECOND = 10**18
"""The number of attoseconds in a second."""

UNITS = {
    "s": SECOND,
    "ms": SECOND // 10**3,
    "us": SECOND // 10**6,
    "100ns": SECOND // 10**7,
    "ns": SECOND // 10**9,
    "ps": SECOND // 10**12,
    "fs": SECOND // 10**15,
}
"""The number of attoseconds in each unit."""

_DAY = 86_400
_ERA_DAYS = 146_097  # of 400 years
_ERA_SECONDS = _ERA_DAYS * _DAY
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WRITTEN = re.compile(
    r"([+-]?\d{4,})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,18}))?)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII
)


@total_ordering
class Timestamp:
    """A time in UTC without leap seconds, with a resolution of attoseconds.

    Args:
        value: text as in ISO 8601, in UTC if it names no timezone; an aware datetime; another Timestamp; or an integer, the
            number of attoseconds since 1970-01-01.

    Raises:
        ValueError: the text is not a time, or the datetime has no timezone.

    >>> Timestamp("2024-01-01T00:00:00.1234567Z").nanoseconds
    1704067200123456700
    >>> Timestamp("1601-01-01") < Timestamp("+30828-09-14")
    True
    """

    __slots__ = ("attoseconds",)
    attoseconds: int

    def __init__(self, value: str | datetime | Timestamp | int) -> None:
        if isinstance(value, Timestamp):
            self.attoseconds = value.attoseconds
        elif isinstance(value, datetime):
            self.attoseconds = _from_datetime(value)
        elif isinstance(value, str):
            self.attoseconds = _from_text(value)
        elif isinstance(value, int) and not isinstance(value, bool):
            self.attoseconds = value
        else:
            raise TypeError(f"expected text, a datetime or an integer, got {type(value).__name__}")

    @property
    def nanoseconds(self) -> int:
        """The number of nanoseconds since 1970-01-01, rounded down."""
        return self.attoseconds // UNITS["ns"]

    def to_datetime(self, tz: tzinfo = UTC) -> datetime:
        """Convert to a datetime, rounded down to microseconds.

        Raises:
            OverflowError: the time is not within the years 1 to 9999.
        """
        return (_EPOCH + timedelta(microseconds=self.attoseconds // UNITS["us"])).astimezone(tz)

    def __eq__(self, other: object) -> bool:
        return self.attoseconds == other.attoseconds if isinstance(other, Timestamp) else NotImplemented

    def __lt__(self, other: Timestamp) -> bool:
        return self.attoseconds < other.attoseconds if isinstance(other, Timestamp) else NotImplemented

    def __hash__(self) -> int:
        return hash((Timestamp, self.attoseconds))

    def __str__(self) -> str:
        seconds, fraction = divmod(self.attoseconds, SECOND)
        eras, rest = divmod(seconds, _ERA_SECONDS)
        day = _EPOCH + timedelta(seconds=rest)  # within 400 years, after which the calendar repeats
        year = day.year + 400 * eras
        shown = f"{year:04d}" if 0 <= year <= 9999 else f"{year:+05d}"
        digits = f".{fraction:018d}".rstrip("0") if fraction else ""
        return f"{shown}-{day:%m-%dT%H:%M:%S}{digits}Z"

    def __repr__(self) -> str:
        return f"Timestamp('{self}')"


def _from_datetime(value: datetime) -> int:
    if value.tzinfo is None or value.utcoffset() is None:
        raise ValueError("the datetime has no timezone; give it one, such as tzinfo=UTC")
    return (value - _EPOCH) // timedelta(microseconds=1) * UNITS["us"]


def _from_text(text: str) -> int:
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a timestamp; write it as 2024-01-01T00:00:00.5Z")
    year, month, day, hour, minute, second, digits, zone = found.groups()
    eras, within = divmod(int(year) - 2000, 400)
    moment = datetime(2000 + within, int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=UTC)
    seconds = (moment - _EPOCH) // timedelta(seconds=1) + eras * _ERA_SECONDS
    if zone not in (None, "Z"):
        ahead = 60 * int(zone[1:3]) + int(zone[4:6])
        if ahead >= 24 * 60:
            raise ValueError(f"{text!r} has no valid timezone; write an offset of less than 24 hours")
        seconds -= 60 * (ahead if zone[0] == "+" else -ahead)
    return seconds * SECOND + int((digits or "").ljust(18, "0"))
