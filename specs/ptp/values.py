"""Values shared by several PTP messages and TLVs.

Source: IEEE 1588-2019, section 5.3 (derived data types).
"""

from __future__ import annotations

from framekit import Frame, align, data, field, i48, text, this, u8, u16, u32, u48
from framekit.specs.ptp.codes import ClockAccuracy, NetworkProtocol


class TimeInterval(Frame):
    """A time in units of 2**-16 nanoseconds (section 5.3.2), as whole nanoseconds (rounded down) and the rest."""

    nanoseconds: i48 = 0
    fraction: u16 = field(default=0, doc="units of 2**-16 nanoseconds")


class Timestamp(Frame):
    """A time since the epoch of the timescale (section 5.3.3)."""

    seconds: u48 = 0
    nanoseconds: u32 = field(default=0, check=this < 1_000_000_000)


class PortIdentity(Frame):
    """A port of a clock (section 5.3.5)."""

    clock_identity: bytes = data(8)
    port_number: u16


class PortAddress(Frame):
    """The address of a port in its network (section 5.3.6)."""

    network_protocol: NetworkProtocol = field(u16)
    address: bytes = data(prefix=u16)


class ClockQuality(Frame):
    """Quality of a clock (section 5.3.7)."""

    clock_class: u8
    clock_accuracy: ClockAccuracy = field(u8)
    offset_scaled_log_variance: u16


class PaddedText(Frame):
    """A text, and an octet of padding if its size would be odd (section 5.3.9)."""

    text: str = text(prefix=u8, errors="surrogateescape")
    _: None = align(2)
