"""LIN: headers and frames with their protected identifiers and both checksums, and diagnostic frames.

Source: LIN Specification Package 2.2A, sections 2.3.1 (structure of frames: sync byte, protected identifier, data, checksum) and
3.2.1 (transport layer: diagnostic packets); LIN Specification Package 1.3 for the classic checksum.

The break that begins a header is not a byte, so it is not declared. A frame does not indicate the length of its data: the data
extend to the checksum at the end. Which checksum is used depends on the identifier, and on the version of the sending node.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from framekit import Expr, Frame, checksum, choose, const, data, derived, field, mapped, peek, switch, this, u4, u8, u12

SYNC = 0x55
MOST_IDENTIFIERS = 64
MOST_DATA = 8
"""Data bytes; there must be at least one, which is not checked."""


class SpecialIdentifier(IntEnum):
    """Identifiers with a special meaning (section 2.3.3.5 and 2.3.3.6); the others are for signals."""

    MASTER_REQUEST = 0x3C
    SLAVE_RESPONSE = 0x3D
    RESERVED_1 = 0x3E
    RESERVED_2 = 0x3F


def protect(identifier: int) -> int:
    """An identifier with its two parity bits (section 2.3.1.3)."""
    if not 0 <= identifier < MOST_IDENTIFIERS:
        raise ValueError(f"expected an identifier from 0 to 63, got {identifier}")
    first = (identifier ^ identifier >> 1 ^ identifier >> 2 ^ identifier >> 4) & 1
    second = ~(identifier >> 1 ^ identifier >> 3 ^ identifier >> 4 ^ identifier >> 5) & 1
    return identifier | first << 6 | second << 7


def identifier_of(protected: int) -> int:
    """The identifier in a protected identifier, whose parity must be right."""
    identifier = protected & (MOST_IDENTIFIERS - 1)
    if protect(identifier) != protected:
        raise ValueError(
            f"the parity of 0x{protected:02x} is wrong: identifier {identifier} is protected as 0x{protect(identifier):02x}"
        )
    return identifier


def inverted_sum(covered: bytes) -> int:
    """The checksum of bytes: their inverted sum, to which each carry is added (section 2.3.1.5)."""
    total = sum(covered)
    folded = (total - 1) % 0xFF + 1 if total else 0
    return 0xFF - folded


def checksum_of(covered: bytes) -> int:
    """The checksum of a protected identifier and data; for diagnostic frames, it excludes the identifier."""
    is_enhanced = covered[0] & (MOST_IDENTIFIERS - 1) < SpecialIdentifier.MASTER_REQUEST
    return inverted_sum(covered if is_enhanced else covered[1:])


IDENTIFIER: Any = mapped(
    u8, unpack=identifier_of, pack=protect, name="protected_identifier", values=list(range(MOST_IDENTIFIERS))
)


class Header(Frame):
    """The part of a frame that the master sends; a slave need not answer it."""

    _sync: int = const(SYNC, u8)
    identifier: int = IDENTIFIER


class LinFrame(Frame):
    """A frame of LIN 2.x: the checksum covers the protected identifier too, except in diagnostic frames."""

    _sync: int = const(SYNC, u8)
    identifier: int = IDENTIFIER
    payload: bytes = data(limit=MOST_DATA)
    checksum: int = checksum(u8, checksum_of, over=(this.identifier, this.payload))


class ClassicFrame(Frame):
    """A frame of LIN 1.x: the checksum covers the data only."""

    _sync: int = const(SYNC, u8)
    identifier: int = IDENTIFIER
    payload: bytes = data(limit=MOST_DATA)
    checksum: int = checksum(u8, inverted_sum, over=this.payload)


class PacketType(IntEnum):
    """Packets of the transport layer (section 3.2.1.3)."""

    SINGLE = 0
    FIRST = 1
    CONSECUTIVE = 2


class SinglePacket(Frame):
    """A message in one frame (section 3.2.1.3); unused bytes are 0xff."""

    _type: int = const(PacketType.SINGLE, u4)
    length: int = derived(u4, check=range(1, 7))
    message: bytes = data(length=this.length)
    unused: bytes = data(default=b"")


class FirstPacket(Frame):
    """The beginning of a message (section 3.2.1.3)."""

    _type: int = const(PacketType.FIRST, u4)
    message_length: u12 = field(check=this >= 7, doc="bytes of the whole message")
    message: bytes = data()


class ConsecutivePacket(Frame):
    """A later part of a message (section 3.2.1.3)."""

    _type: int = const(PacketType.CONSECUTIVE, u4)
    packet_number: u4 = field(doc="1 after the first packet; 0 follows 15")
    message: bytes = data()


class NodeAddress(IntEnum):
    """Addresses with a special meaning (section 4.2.3.2); others each belong to one slave."""

    GO_TO_SLEEP = 0
    FUNCTIONAL = 126
    BROADCAST = 127


_OTHER = 16
_PACKET: Expr = choose(this.node_address == NodeAddress.GO_TO_SLEEP, _OTHER, this.head >> 4)


class Diagnosis(Frame):
    """The data of a master's request or a slave's response: a packet of the transport layer (section 3.2.1.2).

    Data that are not a packet, as in the command that puts all slaves to sleep (section 2.6.3), stay bytes.
    """

    node_address: NodeAddress = field(u8)
    head: int = peek(u8)
    packet: SinglePacket | FirstPacket | ConsecutivePacket | bytes = switch(
        _PACKET,
        {
            PacketType.SINGLE: SinglePacket,
            PacketType.FIRST: FirstPacket,
            PacketType.CONSECUTIVE: ConsecutivePacket,
        },
        otherwise=data(),
    )
