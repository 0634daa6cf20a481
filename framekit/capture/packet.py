"""What a container yields: packets with their capture times, and notes on what was lost.

Rules: times are whole nanoseconds since 1970, so that none is rounded. Nothing in a file is skipped without a `Note`.
"""

from __future__ import annotations

from typing import NamedTuple

from framekit.errors import FramekitError


class CaptureError(FramekitError):
    """A file is not a capture, or cannot be read any further."""

    code = "capture"


class Packet(NamedTuple):
    """Bytes that an interface sent or received.

    Attributes:
        number: the number of the packet, from 1 on, in the order of the file.
        time: nanoseconds since 1970-01-01 UTC; None if the container has no time for the packet.
        link: the link type, as in the pcap registry (`LINKTYPE_...`).
        data: the captured bytes.
        size: the original length of the packet in bytes; greater than that of `data` if the packet was truncated.
        interface: the number of the interface in its section, or 0.
        inbound: True if the packet was received, False if it was sent, None if unknown.
        comment: a comment by the person who recorded it, or "".
    """

    number: int
    time: int | None
    link: int
    data: bytes
    size: int
    interface: int = 0
    inbound: bool | None = None
    comment: str = ""


class Note(NamedTuple):
    """A remark for the reader of a capture, at its position among the packets.

    Attributes:
        reason: the remark, in words.
        offset: the offset in the decompressed file.
        packet: the number of the packet that it concerns, or of the last one before it.
    """

    reason: str
    offset: int
    packet: int
