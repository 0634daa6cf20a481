"""What is found in a capture: frames, and whatever takes the place of frames.

Rules: an item that is not a frame has a reason. Times are `datetime`s in UTC, for people; `time_ns` has the full precision.
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


@dataclass(slots=True)  # not frozen: creating a frozen instance takes three times as long
class Found:
    """A frame, or whatever takes the place of frames.

    Attributes:
        frame: the frame; None if it is something else.
        kind: "" for a frame; otherwise "skipped" (bytes that are not a frame), "gap" (bytes that were not captured), "opaque"
            (bytes that are not decoded), "error" (ends the frames of a side), or "note" (a remark on packets).
        reason: why it is not a frame, in words.
        error: the error that the bytes caused, with path and offset, or None.
        data: the bytes of the frame, if they are kept, or of what takes its place; b"" for a gap.
        offset: the offset of the first byte, in the stream of this direction or in the datagram.
        size: its length in bytes.
        direction: the sender, "client" or "server"; "" if it does not concern a direction.
        connection: the connection or conversation; None if it does not concern one.
        packets: the numbers of the packets that contained its bytes.
        time_ns: when its last byte was captured, in nanoseconds since 1970 UTC; None if unknown.
        first_time_ns: the same for its first byte.
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
        """When its last byte was captured, in UTC, truncated to microseconds."""
        return as_time(self.time_ns)

    @property
    def first_time(self) -> datetime | None:
        """When its first byte was captured, in UTC, truncated to microseconds."""
        return as_time(self.first_time_ns)


def as_time(nanoseconds: int | None) -> datetime | None:
    """Return a time in nanoseconds since 1970 as a datetime, truncated to microseconds; None if datetime cannot represent it.

    >>> as_time(1_500_000_000)
    datetime.datetime(1970, 1, 1, 0, 0, 1, 500000, tzinfo=datetime.timezone.utc)
    """
    if nanoseconds is None:
        return None
    try:
        return EPOCH + timedelta(microseconds=nanoseconds // 1000)
    except OverflowError:
        return None
