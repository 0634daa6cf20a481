"""ISO-TP: the frames that carry long messages over CAN and CAN FD, used for vehicle diagnostics.

Source: ISO 15765-2:2016, section 9.6 (protocol control information): single frame, first frame, consecutive frame and flow
control, with the longer forms of the first two.

A frame here is the data of one CAN frame. The first four bits determine its kind; in extended and mixed addressing, an address
byte precedes them (section 9.5). The bytes that fill up a CAN frame are in `padding`; those of the last consecutive frame are in
its data, because only the first frame contains the length of the message.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import Expr, Frame, choose, const, data, derived, field, peek, switch, this, u4, u8, u12, u16, u32


class FrameType(IntEnum):
    """The frames (section 9.6.1, table 9)."""

    SINGLE = 0
    FIRST = 1
    CONSECUTIVE = 2
    FLOW_CONTROL = 3


class FlowStatus(IntEnum):
    """Whether a sender may continue (section 9.6.5.2). Others stay integers."""

    CONTINUE_TO_SEND = 0
    WAIT = 1
    OVERFLOW = 2


class SingleFrame(Frame):
    """A message in one CAN frame of up to eight bytes (section 9.6.2.1)."""

    _type: int = const(FrameType.SINGLE, u4)
    length: int = derived(u4, check=range(1, 8))
    payload: bytes = data(length=this.length)
    padding: bytes = data(default=b"")


class LongSingleFrame(Frame):
    """A message in one CAN FD frame (section 9.6.2.1): the length has a separate byte."""

    _escape: int = const(0, u8)
    length: int = derived(u8, check=range(7, 63))
    payload: bytes = data(length=this.length)
    padding: bytes = data(default=b"")


class FirstFrame(Frame):
    """The beginning of a message (section 9.6.3.1)."""

    _type: int = const(FrameType.FIRST, u4)
    message_length: u12 = field(check=this >= 7, doc="bytes of the whole message")
    payload: bytes = data()


LONGEST_SHORT = 0xFFF
"""The maximum number of bytes of a message whose length has twelve bits."""


class LongFirstFrame(Frame):
    """The beginning of a message of more than 4095 bytes (section 9.6.3.1)."""

    _escape: int = const(FrameType.FIRST << 12, u16)
    message_length: u32 = field(check=this > LONGEST_SHORT, doc="bytes of the whole message")
    payload: bytes = data()


class ConsecutiveFrame(Frame):
    """A later part of a message (section 9.6.4)."""

    _type: int = const(FrameType.CONSECUTIVE, u4)
    sequence_number: u4 = field(doc="1 after the first frame; 0 follows 15")
    payload: bytes = data()


SHORTEST_MICROSECONDS, LONGEST_MICROSECONDS = 0xF1, 0xF9
"""Minimum separation times that count 100 microseconds."""
LONGEST_MILLISECONDS = 0x7F


class FlowControl(Frame):
    """The receiver's instructions for continuing (section 9.6.5)."""

    _type: int = const(FrameType.FLOW_CONTROL, u4)
    status: FlowStatus = field(u4, default=FlowStatus.CONTINUE_TO_SEND)
    block_size: u8 = field(default=0, doc="consecutive frames up to the next flow control; 0: all of them")
    separation_time: u8 = field(default=0, doc="between frames: 0 to 0x7f are milliseconds, 0xf1 to 0xf9 are 100 to 900 us")
    padding: bytes = data(default=b"")

    @property
    def separation(self) -> float:
        """The minimum time between frames in seconds; reserved values mean the longest time (section 9.6.5.4)."""
        if self.separation_time <= LONGEST_MILLISECONDS:
            return self.separation_time / 1000
        if SHORTEST_MICROSECONDS <= self.separation_time <= LONGEST_MICROSECONDS:
            return (self.separation_time - SHORTEST_MICROSECONDS + 1) / 10_000
        return LONGEST_MILLISECONDS / 1000


_LONG_SINGLE, _LONG_FIRST = 16, 17
_KIND: Expr = choose(
    this.head == FrameType.FIRST << 12,
    _LONG_FIRST,
    choose(this.head >> 8 == 0, _LONG_SINGLE, this.head >> 12),
)
"""A frame, selected by its first four bits; in the longer forms, the bits of the length are 0."""


class Pdu(Frame):
    """The data of a CAN frame: any of the frames, each of which can also be packed on its own."""

    head: int = peek(u16)
    content: SingleFrame | LongSingleFrame | FirstFrame | LongFirstFrame | ConsecutiveFrame | FlowControl = switch(
        _KIND,
        {
            FrameType.SINGLE: SingleFrame,
            _LONG_SINGLE: LongSingleFrame,
            FrameType.FIRST: FirstFrame,
            _LONG_FIRST: LongFirstFrame,
            FrameType.CONSECUTIVE: ConsecutiveFrame,
            FrameType.FLOW_CONTROL: FlowControl,
        },
    )


class AddressedPdu(Frame):
    """The same after an address byte: the target of extended addressing, or the extension of mixed addressing."""

    address: u8
    pdu: Pdu
