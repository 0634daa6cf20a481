"""The Network Time Protocol, version 4 and before it: the packet of 48 bytes, with or without authentication.

Source: RFC 5905, section 6 (data types) and 7.3 (packet header variables); 7.5 has extension fields, which are not read here.

Timestamps are kept as they stand on the wire: 2**-32 of a second is finer than a datetime, and zero means an unknown time.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import (
    Frame,
    Protocol,
    data,
    field,
    fixed_point,
    i8,
    optional,
    u2,
    u3,
    u8,
    u32,
)


class LeapIndicator(IntEnum):
    """Whether the last minute of the month has 61 or 59 seconds (figure 9)."""

    NO_WARNING = 0
    LAST_MINUTE_HAS_61_SECONDS = 1
    LAST_MINUTE_HAS_59_SECONDS = 2
    UNSYNCHRONIZED = 3


class Mode(IntEnum):
    """What the sender is to the receiver (figure 10)."""

    RESERVED = 0
    SYMMETRIC_ACTIVE = 1
    SYMMETRIC_PASSIVE = 2
    CLIENT = 3
    SERVER = 4
    BROADCAST = 5
    CONTROL_MESSAGE = 6
    PRIVATE = 7


class Timestamp(Frame):
    """Seconds since 1900 began, and a fraction in units of 2**-32 seconds."""

    seconds: u32 = 0
    fraction: u32 = 0


class Authentication(Frame):
    """The number of a key and a digest; none of it where the server refused the client's (a crypto-NAK)."""

    key_identifier: u32
    digest: bytes = data(default=b"")


class NtpPacket(Frame):
    """One packet, which is the whole of a UDP datagram. `poll` and `precision` are exponents of two, in seconds."""

    leap_indicator: LeapIndicator = field(u2, default=LeapIndicator.NO_WARNING)
    version: u3 = 4
    mode: Mode = field(u3)
    stratum: u8 = 0
    poll: i8 = 0
    precision: i8 = 0
    root_delay: float = fixed_point(u32, 16, default=0.0)
    root_dispersion: float = fixed_point(u32, 16, default=0.0)
    reference_identifier: bytes = data(4, default=bytes(4))
    reference_timestamp: Timestamp = field(default_factory=Timestamp)
    origin_timestamp: Timestamp = field(default_factory=Timestamp)
    receive_timestamp: Timestamp = field(default_factory=Timestamp)
    transmit_timestamp: Timestamp
    authentication: Authentication | None = optional(default=None)


PROTOCOL = Protocol("ntp", title="NTP 4", source="RFC 5905", ports={"udp": [123]}, client=NtpPacket)
