"""What is found in a capture: frames, and whatever takes the place of frames.

Rules: what is no frame says why. Times are `datetime`s in UTC for people; `time_ns` has all digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from framekit.capture.tcp.connections import Connection
from framekit.errors import FramekitError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Direction = Literal["client", "server", ""]
Kind = Literal["skipped", "gap", "opaque", "error", "note"]


@dataclass(slots=True)  # not frozen, which takes three times as long to make
class Found:
    """A frame, or whatever takes the place of frames.

    Attributes:
        frame: the frame; None where there is none.
        kind: "" for a frame; else "skipped" (bytes that are no frame), "gap" (bytes that were not captured), "opaque" (bytes
            that are not decoded), "error" (what ends the frames of a side), or "note" (something about packets).
        reason: why it is not a frame, in words.
        error: the error that the bytes gave, with path and offset, or None.
        data: the bytes of the frame, or of what is none; b"" for a gap.
        offset: of the first byte, in the stream of this direction, or in the datagram.
        size: how many bytes it takes.
        direction: who has sent it: "client" or "server"; "" if it is about no direction.
        connection: the connection or conversation; None if it is about none.
        packets: the numbers of the packets that its bytes were in.
        time_ns: when its last byte was captured, in nanoseconds since 1970 UTC; None if that is not known.
        first_time_ns: the same of its first byte.
    """

    frame: Any
    kind: Kind | Literal[""]
    reason: str
    error: FramekitError | None
    data: bytes
    offset: int
    size: int
    direction: Direction
    connection: Connection | None
    packets: tuple[int, ...]
    time_ns: int | None
    first_time_ns: int | None

    @property
    def time(self) -> datetime | None:
        """When its last byte was captured, in UTC, cut to microseconds."""
        return as_time(self.time_ns)

    @property
    def first_time(self) -> datetime | None:
        """When its first byte was captured, in UTC, cut to microseconds."""
        return as_time(self.first_time_ns)


def as_time(nanoseconds: int | None) -> datetime | None:
    """A time in nanoseconds since 1970 as datetime, cut to microseconds; None if there is none, or Python has no such year.

    >>> as_time(1_500_000_000)
    datetime.datetime(1970, 1, 1, 0, 0, 1, 500000, tzinfo=datetime.timezone.utc)
    """
    if nanoseconds is None:
        return None
    try:
        return EPOCH + timedelta(microseconds=nanoseconds // 1000)
    except OverflowError:
        return None
