"""Times in the lines of logs and dumps.

Rules: a time without a date counts from midnight of 1970-01-01, and a number of seconds from whatever the log counts from, so
that differences are right. A date without a zone is taken for UTC. What may be read in two ways, such as 01/02/2026, is not read.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

NANOSECONDS = 1_000_000_000
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d\d):(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?"
_ZONE = r"(?:[ \t]?(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d))?(?![\w:])"
_DATED = re.compile(rf"(?<![\d.])(?P<year>\d{{4}})[-/.](?P<month>\d\d)[-/.](?P<day>\d\d)[T \t]+{_CLOCK}{_ZONE}")
_NAMED = re.compile(rf"\b(?P<name>[A-Z][a-z]{{2}}) +(?P<day>\d{{1,2}}), (?P<year>\d{{4}}) {_CLOCK}{_ZONE}")
_UNDATED = re.compile(rf"(?<![\w:./-]){_CLOCK}(?![\w:])")
_SECONDS = re.compile(r"^[ \t]*+(?:[\[(][ \t]*+)?(?P<second>\d{1,11})\.(?P<fraction>\d{1,9})s?[\])]?(?=[\s:])")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def time_in(text: str) -> int | None:
    """The time in the words of a line, in nanoseconds; None if there is none.

    >>> time_in("2026-01-02T03:04:05.678Z INFO RX:"), time_in("[   12.500000] uart:"), time_in("00:00:01,25 >")
    (1767323045678000000, 12500000000, 1250000000)
    >>> time_in("Arrival Time: Jan  2, 2026 03:04:05.678 UTC") == time_in("2026/01/02 03:04:05.678")
    True
    """
    found = _DATED.search(text) or _NAMED.search(text)
    if found is not None:
        month = int(found["month"]) if found.re is _DATED else _MONTHS.index(found["name"]) + 1 if found["name"] in _MONTHS else 0
        try:
            zone = _zone(found["zone"])
            moment = datetime(
                int(found["year"]),
                month,
                int(found["day"]),
                int(found["hour"]),
                int(found["minute"]),
                int(found["second"]),
                0,
                zone,
            )
        except ValueError:
            return None
        since = moment - datetime(1970, 1, 1, tzinfo=UTC)
        return (since.days * 86400 + since.seconds) * NANOSECONDS + _fraction(found["fraction"])
    seconds = _SECONDS.match(text)
    if seconds is not None:
        return int(seconds["second"]) * NANOSECONDS + _fraction(seconds["fraction"])
    clock = _UNDATED.search(text)
    if clock is None or int(clock["hour"]) > 23 or int(clock["minute"]) > 59 or int(clock["second"]) > 59:
        return None
    day = timedelta(hours=int(clock["hour"]), minutes=int(clock["minute"]), seconds=int(clock["second"]))
    return day.seconds * NANOSECONDS + _fraction(clock["fraction"])


def _fraction(digits: str | None) -> int:
    """Digits after the point of seconds, in nanoseconds."""
    return int((digits or "0").ljust(9, "0"))


def _zone(text: str | None) -> timezone:
    if text is None or not text.startswith(("+", "-")):
        return UTC
    size = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(size if text[0] == "+" else -size)
