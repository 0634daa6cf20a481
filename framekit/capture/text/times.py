"""Times in the lines of logs and dumps.

Rules: a time without a date counts from midnight of 1970-01-01, and a number of seconds from whatever the log counts from, so
that differences are correct. A date without a zone is assumed to be UTC. Ambiguous values, such as 01/02/2026 or a zone like CST,
are not read.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

NANOSECONDS = 1_000_000_000
DAY = 86_400 * NANOSECONDS
LATE = 3600 * NANOSECONDS
"""How far a line may precede the last one if midnight is between them, in nanoseconds."""
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d\d):(?P<second>\d\d)(?:[.,](?P<fraction>\d++))?(?:[ \t]?(?P<half>[AaPp][Mm]))?"
_NAMES = (
    r"(?:[CEMP][DS]T|A[CEKW]?[DS]T|CES?T|EES?T|WES?T|BST|IST|JST|KST|MSK|SGT|HKT|HST|CAT|EAT|WAT|SAST|NZ[DS]T|UT"
    r"|[\w. ]{1,40}? (?:Standard|Daylight|Summer) Time)"
)
"""Unsupported zones: most of these abbreviations are ambiguous."""
_ZONE = rf"(?:[ \t]?(?P<zone>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?|{_NAMES}))?(?![\w:])"
_DATED = re.compile(rf"(?<![\d.])(?P<year>\d{{4}})[-/.](?P<month>\d\d)[-/.](?P<day>\d\d)[T \t]+{_CLOCK}{_ZONE}")
_NAMED = re.compile(rf"\b(?P<name>[A-Z][a-z]{{2}}) +(?P<day>\d{{1,2}}), (?P<year>\d{{4}}) {_CLOCK}{_ZONE}")
_UNDATED = re.compile(rf"(?<![\w:./-]){_CLOCK}(?![\w:])")
_SECONDS = re.compile(
    r"^[ \t]*+(?:[\[(][ \t]*+(?P<second>\d{1,11})\.(?P<fraction>\d++)s?[\])]"
    r"|(?P<bare>\d{1,11})\.(?P<digits>\d{3}\d*+)s?)(?=[\s:])"
)
"""A number of seconds; without brackets, it needs three decimal places, since other numbers begin lines too."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Clock:
    """Reads the times of a text in order: a time without a date more than half a day before the last one is on the next day.

    >>> clock = Clock()
    >>> [clock.time_in(text) for text in ("23:59:59 RX", "00:00:01 RX")]
    [86399000000000, 86401000000000]
    """

    def __init__(self) -> None:
        self._days = 0
        self._last = 0

    def time_in(self, text: str) -> int | None:
        """Return the time in the words of a line, in nanoseconds; None if there is none."""
        dated = time_in(text)
        if dated is None or not _is_undated(text):
            return dated
        moment = dated + self._days * DAY
        if self._last - moment > DAY // 2:
            self._days += 1
            moment += DAY
        elif 0 <= self._last - (moment - DAY) < LATE and self._days:
            return moment - DAY  # a late line from before midnight
        self._last = moment
        return moment


def time_in(text: str) -> int | None:
    """Return the time in the words of a line, in nanoseconds; None if there is none.

    >>> time_in("2026-01-02T03:04:05.678Z INFO RX:"), time_in("[   12.500000] uart:"), time_in("00:00:01,25 >")
    (1767323045678000000, 12500000000, 1250000000)
    >>> time_in("Arrival Time: Jan  2, 2026 03:04:05.678 UTC") == time_in("2026/01/02 03:04:05.678")
    True
    """
    found = _DATED.search(text) or _NAMED.search(text)
    if found is not None:
        month = int(found["month"]) if found.re is _DATED else _MONTHS.index(found["name"]) + 1 if found["name"] in _MONTHS else 0
        clock = _seconds_of_day(found)
        if clock is None:
            return None
        try:
            zone = _zone(found["zone"])
            moment = datetime(int(found["year"]), month, int(found["day"]), tzinfo=zone) + timedelta(seconds=clock)
        except (ValueError, OverflowError):
            return None
        since = moment - datetime(1970, 1, 1, tzinfo=UTC)
        return (since.days * 86400 + since.seconds) * NANOSECONDS + _fraction(found["fraction"])
    seconds = _SECONDS.match(text)
    if seconds is not None:
        whole, fraction = seconds["second"] or seconds["bare"], seconds["fraction"] or seconds["digits"]
        return int(whole) * NANOSECONDS + _fraction(fraction)
    undated = _UNDATED.search(text)
    clock = None if undated is None else _seconds_of_day(undated)
    return None if undated is None or clock is None else clock * NANOSECONDS + _fraction(undated["fraction"])


def _is_undated(text: str) -> bool:
    """True if the time in the words has no date and is not a number of seconds."""
    return not (_DATED.search(text) or _NAMED.search(text) or _SECONDS.match(text))


def _seconds_of_day(found: re.Match[str]) -> int | None:
    """Return the number of seconds since midnight; None if it is not a time of day."""
    hour, minute, second, half = int(found["hour"]), int(found["minute"]), int(found["second"]), found["half"]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in ("PM", "pm", "Pm", "pM") else 0)
    return hour * 3600 + minute * 60 + second if hour < 24 and minute < 60 and second < 60 else None


def _fraction(digits: str | None) -> int:
    """Return the decimal places of seconds in nanoseconds, truncated."""
    return int((digits or "0")[:9].ljust(9, "0"))


def _zone(text: str | None) -> timezone:
    """Return a time zone. Raises ValueError for an unsupported zone."""
    if text in (None, "Z", "UTC", "GMT"):
        return UTC
    assert text is not None
    if text[0] not in "+-":
        raise ValueError(text)
    size = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]) if len(text) > 3 else 0)
    return timezone(size if text[0] == "+" else -size)
