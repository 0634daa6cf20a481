"""The blocks of pcapng, declared once for both byte orders.

Source: draft-ietf-opsawg-pcapng, sections 3 and 4; the systemd journal block and the decryption secrets block from its sections
4.7 and 4.8, the obsolete packet block from its appendix A.

Rules: unknown and custom blocks are kept unchanged. Options are read only on request.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from typing import Any, Literal

from framekit.declare.frame import Frame
from framekit.declare.scalars import i64, u16, u32
from framekit.declare.sequences import array, data
from framekit.declare.variants import switch, unknown
from framekit.declare.vocabulary import (
    align,
    derived,
    field,
)
from framekit.spec.expr import item, this

SECTION = 0x0A0D0D0A
"""The type of a section header: the same in both byte orders."""
MAGIC = 0x1A2B3C4D
"""The number by which a section header shows its byte order."""
MAX_BLOCK = 1 << 27
"""The maximum length of a block that is accepted, in bytes."""


class BlockType(IntEnum):
    """The type of a block. Other types are custom blocks or not in the registry yet."""

    INTERFACE = 1
    OBSOLETE_PACKET = 2
    SIMPLE_PACKET = 3
    NAMES = 4
    STATISTICS = 5
    PACKET = 6
    JOURNAL = 9
    SECRETS = 10
    CUSTOM = 0xBAD
    CUSTOM_NOT_COPIED = 0x40000BAD
    SECTION = 0x0A0D0D0A


class Section(Frame, byteorder="outer"):
    """A section header, whose byte order applies up to the next section."""

    magic: u32 = field(check={MAGIC})
    major: u16
    minor: u16
    section_length: i64
    options: bytes = data()


class Interface(Frame, byteorder="outer"):
    """An interface; the packets of its section refer to interfaces by position, from 0 on."""

    link: u16
    _reserved: u16 = 0
    snap_length: u32
    options: bytes = data()


class EnhancedPacket(Frame, byteorder="outer"):
    """A packet."""

    interface: u32
    time_high: u32
    time_low: u32
    captured: int = derived(u32)
    original: u32
    packet: bytes = data(this.captured)
    _padding: None = align(4)
    options: bytes = data()


class ObsoletePacket(Frame, byteorder="outer"):
    """A packet in the form used before 2009."""

    interface: u16
    drops: u16
    time_high: u32
    time_low: u32
    captured: int = derived(u32)
    original: u32
    packet: bytes = data(this.captured)
    _padding: None = align(4)
    options: bytes = data()


class SimplePacket(Frame, byteorder="outer"):
    """A packet of the first interface, without a time. The bytes after the captured ones are padding."""

    original: u32
    content: bytes = data()


class Journal(Frame, byteorder="outer"):
    """A systemd journal entry, with its padding."""

    entry: bytes = data()


class Secrets(Frame, byteorder="outer"):
    """Keys for decrypting packets."""

    kind: u32
    length: int = derived(u32)
    secrets: bytes = data(this.length)
    _padding: None = align(4)
    options: bytes = data()


class Statistics(Frame, byteorder="outer"):
    """The counters of an interface."""

    interface: u32
    time_high: u32
    time_low: u32
    options: bytes = data()


class Name(Frame, byteorder="outer"):
    """An address with its names, each terminated by a zero byte; type 0 ends the list."""

    type: u16
    length: int = derived(u16)
    value: bytes = data(this.length)
    _padding: None = align(4)


class Names(Frame, byteorder="outer"):
    """Addresses with their names."""

    records: list[Name] = array(Name, until=item.type == 0)
    options: bytes = data()


class Custom(Frame, byteorder="outer"):
    """A custom block, with the number of the enterprise that defines it."""

    enterprise: u32
    content: bytes = data()


@cache
def block_of(order: Literal["big", "little"]) -> type[Any]:
    """Return the frame class of a block in a section of that byte order."""

    class Block(Frame, byteorder=order):
        type: u32
        length: int = derived(u32)
        body: Any = switch(
            this.type,
            {
                BlockType.PACKET: EnhancedPacket,
                BlockType.SIMPLE_PACKET: SimplePacket,
                BlockType.INTERFACE: Interface,
                BlockType.STATISTICS: Statistics,
                BlockType.NAMES: Names,
                BlockType.SECTION: Section,
                BlockType.OBSOLETE_PACKET: ObsoletePacket,
                BlockType.SECRETS: Secrets,
                BlockType.JOURNAL: Journal,
                BlockType.CUSTOM: Custom,
                BlockType.CUSTOM_NOT_COPIED: Custom,
            },
            otherwise=unknown(),
            size=this.length - 12,
        )
        length_again: u32 = field(check=this == this.length)

    return Block


@cache
def option_of(order: Literal["big", "little"]) -> type[Any]:
    """Return the frame class of an option in a section of that byte order."""

    class SectionOption(Frame, byteorder=order):
        code: u16
        length: int = derived(u16)
        value: bytes = data(this.length)
        _padding: None = align(4)

    return SectionOption
