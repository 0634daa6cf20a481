"""The counters of a stream."""

from __future__ import annotations

from dataclasses import dataclass

from framekit.decoder import Skipped


@dataclass(slots=True)
class StreamStatistics:
    """The counters of a stream.

    Attributes:
        received: frames that were decoded, whether or not they have been read.
        sent: frames that were passed to the system completely, or that wait in the asyncio transport.
        bytes_received: bytes that arrived, including those after the last frame.
        bytes_sent: bytes that were sent.
        skipped: bytes that were not part of a frame, and were passed over by `resync` or `on_error="skip"`.
    """

    received: int = 0
    sent: int = 0
    bytes_received: int = 0
    bytes_sent: int = 0
    skipped: int = 0


def count_item(statistics: StreamStatistics, item: object) -> None:
    """Count an item that was decoded: a frame, or skipped bytes."""
    if isinstance(item, Skipped):
        statistics.skipped += len(item.data)
    else:
        statistics.received += 1
