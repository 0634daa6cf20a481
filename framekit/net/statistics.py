"""What a stream has received and sent so far."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class StreamStatistics:
    """What a stream has received and sent so far.

    Attributes:
        received: frames that were decoded, whether or not they were read already.
        sent: frames that were handed to the system whole, or that wait in the transport of asyncio.
        bytes_received: bytes that came in; those after the last frame are among them.
        bytes_sent: bytes that went out.
        skipped: bytes that were not part of a frame, and were passed over by `resync` or `on_error="skip"`.
    """

    received: int = 0
    sent: int = 0
    bytes_received: int = 0
    bytes_sent: int = 0
    skipped: int = 0
