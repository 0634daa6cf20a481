"""What a container holds: packets with the time at which they were captured, and what was lost of them.

Rules: times are whole nanoseconds since 1970, so that none is rounded. Nothing that a file holds is passed over without a `Note`.
"""

from __future__ import annotations

from typing import NamedTuple

from framekit.errors import FramekitError


class CaptureError(FramekitError):
    """A file that is no capture, or that cannot be read on from some place."""

    code = "capture"


class Packet(NamedTuple):
    """Bytes that an interface has sent or received.

    Attributes:
        number: from 1 on, in the order of the file.
        time: nanoseconds since 1970-01-01 UTC; None if the container has no time for it.
        link: the link type, as in the registry of pcap (LINKTYPE_).
        data: the bytes that were captured.
        size: how many bytes the packet had; more than `data` has if it was cut short.
        interface: the number of the interface in its section, or 0.
        inbound: it was received; False if it was sent, None if that is not known.
        comment: of the one who recorded it, or "".
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
    """Something that the reader of a capture must know, in its place between the packets.

    Attributes:
        reason: what it is, in words.
        offset: in the file, once it is unpacked.
        packet: the number of the packet that it is about, or of the last one before it.
    """

    reason: str
    offset: int
    packet: int
