"""Selection of the frames of a capture that are printed: by condition, by time, and by number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import click

from framekit.capture import Found
from framekit.cli.where import Where
from framekit.view.text import visible

FORMATS = ("tree", "line", "json", "jsonl", "csv", "hex", "html")
NANOSECONDS = 1_000_000_000


@dataclass(frozen=True)
class Wanted:
    """Criteria that select the frames to print.

    Attributes:
        where: the condition that frames must meet, or None.
        begin: the earliest time, in nanoseconds since 1970 or since the first packet, or None.
        end: the latest time, in the same unit, or None.
        is_relative: True if times are relative to the first item that has a time.
        limit: the maximum number of frames, or None.
    """

    where: Where | None = None
    begin: int | None = None
    end: int | None = None
    is_relative: bool = False
    limit: int | None = None


def condition_of(text: str | None) -> Where | None:
    """Parse the condition of `--where`, or raise a usage error."""
    try:
        return None if text is None else Where(text)
    except ValueError as fault:
        raise click.BadParameter(visible(str(fault)), param_hint="--where") from fault


def parse_times(text: str) -> tuple[int | None, int | None, bool]:
    """Parse two times separated by `..`, each of which may be omitted.

    A time is a number of seconds since the first packet, or an ISO 8601 date, which is in UTC unless it has an offset.

    >>> parse_times("1.5..")
    (1500000000, None, True)
    >>> parse_times("2026-01-01T00:00:00..2026-01-01T00:00:01")[2]
    False
    """
    first, dots, last = text.partition("..")
    if not dots:
        raise ValueError("expected two times as A..B, either of which may be omitted")
    parsed = [_parse_time(each) for each in (first, last)]
    kinds = {each[1] for each in parsed if each is not None}
    if len(kinds) > 1:
        raise ValueError("expected two times of the same kind: seconds since the first packet, or dates")
    begin, end = (None if each is None else each[0] for each in parsed)
    return begin, end, kinds != {False}


def _parse_time(text: str) -> tuple[int, bool] | None:
    text = text.strip()
    if not text:
        return None
    try:
        return round(float(text) * NANOSECONDS), True
    except (ValueError, OverflowError):
        pass
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    delta = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86400 + delta.seconds) * NANOSECONDS + delta.microseconds * 1000, False


class Selection:
    """Filter that selects the frames to print, and counts them.

    Args:
        wanted: the criteria.

    Attributes:
        seen: number of frames found.
        in_time: number of those frames that are within the times.
        chosen: number of those frames that are selected.
        others: number of items found that are not frames.
    """

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.seen = self.in_time = self.chosen = self.others = 0

    def of(self, found: Iterable[Found]) -> Iterator[Found]:
        """Yield the selected frames, and every other item that is within the times."""
        wanted, first = self.wanted, 0 if not self.wanted.is_relative else None
        if wanted.limit == 0:
            return
        for each in found:
            self.seen += each.frame is not None
            self.others += each.frame is None
            if each.time_ns is not None:
                if first is None:
                    first = each.time_ns
                since = each.time_ns - first
                if (wanted.begin is not None and since < wanted.begin) or (wanted.end is not None and since > wanted.end):
                    continue
            if each.frame is not None:
                self.in_time += 1
                if wanted.where is not None and not wanted.where(each.frame):
                    continue
                self.chosen += 1
            yield each
            if wanted.limit is not None and self.chosen >= wanted.limit:
                return  # before the next item is waited for


def until_error(found: Iterable[Found]) -> Iterator[Found]:
    """Yield items up to and including the first error."""
    for each in found:
        yield each
        if each.error is not None:
            return


def until_errors_of_each(found: Iterable[Found], is_one_stream: Callable[[], bool]) -> Iterator[Found]:
    """Yield the items of each direction up to its first error, and the bytes left after that error.

    Args:
        found: items found in a text.
        is_one_stream: returns True if there is only one direction, so that nothing can follow its error.
    """
    dead: dict[tuple[int, str], bool] = {}
    for each in found:
        key = (each.connection.number if each.connection is not None else -1, each.direction)
        if key in dead:
            if not dead[key] or each.kind != "opaque":
                continue
            dead[key] = False
        yield each
        if each.error is not None:
            dead[key] = each.kind == "error"
        if key in dead and not dead[key] and is_one_stream():
            return
