"""TCP: the header of a segment with its options, and the whole segment.

Source: RFC 9293, section 3.1 (header) and section 3.2 (end of list, no-operation, maximum segment size); RFC 7323, section 2.2
(window scale) and section 3.2 (timestamps); RFC 2018, sections 2 and 3 (selective acknowledgments); RFC 3168, section 6.1 (CWR
and ECE).

The checksum also covers a pseudo-header with the IP addresses, which are not in these bytes: it is a plain field, and
`checksum_over` computes its value. The caller fills up the options to whole words, with end-of-list or no-operation options.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag
from ipaddress import IPv4Address, IPv6Address

from framekit import Frame, array, const, data, derived, field, optional, switch, this, u4, u8, u16, u32


class Flags(IntFlag):
    """The control bits."""

    CWR = 0x80
    ECE = 0x40
    URG = 0x20
    ACK = 0x10
    PSH = 0x08
    RST = 0x04
    SYN = 0x02
    FIN = 0x01


class OptionKind(IntEnum):
    """Kinds of options. Others stay integers."""

    END = 0
    NO_OPERATION = 1
    MAXIMUM_SEGMENT_SIZE = 2
    WINDOW_SCALE = 3
    SACK_PERMITTED = 4
    SACK = 5
    TIMESTAMPS = 8


class MaximumSegmentSize(Frame):
    """The size of the largest segment that the sender accepts."""

    length: int = const(4, u8)
    size: u16


class WindowScale(Frame):
    """The number of bits by which the sender's windows are shifted to the left."""

    length: int = const(3, u8)
    shift: u8


class SackPermitted(Frame):
    """The sender understands selective acknowledgments."""

    length: int = const(2, u8)


class SackBlock(Frame):
    """A run of received bytes: the number of the first one, and of the first one after them."""

    left: u32
    right: u32


class Sack(Frame):
    """A selective acknowledgment."""

    length: int = derived(u8)
    blocks: list[SackBlock] = array(SackBlock, size=this.length - 2)


class Timestamps(Frame):
    """The sender's clock, and the last clock value that it has received."""

    length: int = const(10, u8)
    value: u32
    echo_reply: u32


class OtherOption(Frame):
    """An option of any other kind; the length counts the kind and itself."""

    length: int = derived(u8)
    data: bytes = data(length=this.length - 2)


class Option(Frame):
    """An option: a kind only (END, NO_OPERATION), or a kind with a body."""

    kind: OptionKind = field(u8)
    body: MaximumSegmentSize | WindowScale | SackPermitted | Sack | Timestamps | OtherOption | None = optional(
        switch(
            this.kind,
            {
                OptionKind.MAXIMUM_SEGMENT_SIZE: MaximumSegmentSize,
                OptionKind.WINDOW_SCALE: WindowScale,
                OptionKind.SACK_PERMITTED: SackPermitted,
                OptionKind.SACK: Sack,
                OptionKind.TIMESTAMPS: Timestamps,
            },
            otherwise=OtherOption,
        ),
        when=this.kind > OptionKind.NO_OPERATION,
        default=None,
    )


class TcpHeader(Frame):
    """The header, of 20 to 60 bytes."""

    source_port: u16
    destination_port: u16
    sequence: u32
    acknowledgment: u32 = 0
    data_offset: int = derived(u4)
    reserved: u4 = 0
    flags: Flags = field(u8)
    window: u16
    checksum: u16 = 0
    urgent_pointer: u16 = 0
    options: list[Option] = array(Option, size=(this.data_offset - 5) * 4, default_factory=list)


class TcpSegment(TcpHeader):
    """A segment: the header, and data to the end of the datagram."""

    payload: bytes = data(default=b"")


def checksum_over(source: IPv4Address | IPv6Address, destination: IPv4Address | IPv6Address, segment: bytes) -> int:
    """The checksum for a segment whose checksum field is 0; or 0 if the segment already has the right one."""
    size, protocol = len(segment), 6
    words = source.packed + destination.packed + size.to_bytes(4, "big") + protocol.to_bytes(4, "big") + segment + bytes(size % 2)
    total = sum(int.from_bytes(words[at : at + 2], "big") for at in range(0, len(words), 2))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF
