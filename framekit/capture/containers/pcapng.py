"""pcapng: sections, interfaces, packets, and the blocks between them.

Source: draft-ietf-opsawg-pcapng, sections 3 and 4; the options if_tsresol, if_tsoffset, epb_flags and opt_comment from its
sections 3.5, 4.2 and 4.3.

Strategy: the first bytes of a block show its type, its length, and, if it begins a section, the byte order from there on; the
block is then read as a whole.

Rules: a block that cannot be read ends the file, since the beginning of the next one is unknown. An error in an option does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from framekit.capture.containers import blocks
from framekit.capture.packet import CaptureError, Note, Packet
from framekit.errors import UnpackError

NANOSECONDS = 1_000_000_000
HEAD = 12
SMALLEST = 12
COMMENT, FLAGS, RESOLUTION, OFFSET = 1, 2, 9, 14
PREAMBLE = blocks.SECTION.to_bytes(4, "big")


@dataclass
class InterfaceClock:
    """An interface, and how its times are counted.

    Attributes:
        link: the link type.
        snap_length: the maximum number of bytes captured per packet; 0 for all.
        per_second: the number of time units per second.
        start: the second from which times are counted, since 1970.
    """

    link: int
    snap_length: int
    per_second: int = 1_000_000
    start: int = 0

    def nanoseconds(self, steps: int) -> int:
        """Return a time in nanoseconds since 1970."""
        return self.start * NANOSECONDS + steps * NANOSECONDS // self.per_second


@dataclass
class SectionState:
    """What is known about the current section."""

    order: Literal["big", "little"] = "big"
    interfaces: list[InterfaceClock] = field(default_factory=list)


def options_of(data: bytes, order: Literal["big", "little"]) -> list[tuple[int, bytes]]:
    """Return the options of a block as codes and values. Raises UnpackError."""
    options: list[tuple[int, bytes]] = []
    for option in blocks.option_of(order).iter_unpack(data):
        if option.code == 0:
            break
        options.append((option.code, option.value))
    return options


def order_of(head: bytes) -> Literal["big", "little"] | None:
    """Return the byte order of the section that begins with these bytes; None if they do not begin a section."""
    if head[:4] != PREAMBLE:
        return None
    if head[8:12] == blocks.MAGIC.to_bytes(4, "big"):
        return "big"
    return "little" if head[8:12] == blocks.MAGIC.to_bytes(4, "little") else None


def read_blocks(read: Callable[[], bytes]) -> Iterator[tuple[Any, int, Literal["big", "little"]] | Note]:
    """Yield the blocks of a pcapng file, each with its offset and its byte order.

    Args:
        read: a function that returns the next bytes of the file; b"" at the end.

    Raises:
        CaptureError: a block cannot be read.
    """
    buffer, at, base, number = b"", 0, 0, 0
    order: Literal["big", "little"] | None = None
    size, unpack = HEAD, None
    while True:
        if len(buffer) - at < size:
            parts = [buffer[at:]]
            missing = size - len(parts[0])
            while missing > 0 and (more := read()):
                parts.append(more)
                missing -= len(more)
            base += at
            buffer, at = b"".join(parts), 0
            if missing > 0:
                if buffer:
                    yield Note(f"the file ends within block {number + 1}; missing bytes: {missing}", base, number)
                return
        head = buffer[at : at + HEAD]
        order = order_of(head) or order
        if order is None:
            raise CaptureError("the file does not begin with the section header of a pcapng file", offset=base)
        size = int.from_bytes(head[4:8], order)
        if not SMALLEST <= size <= blocks.MAX_BLOCK or size % 4:
            expected = f"expected a multiple of 4 from {SMALLEST} to {blocks.MAX_BLOCK}"
            raise CaptureError(f"block {number + 1} has the invalid length {size}; {expected}", offset=base + at)
        if len(buffer) - at < size:
            continue
        unpack = blocks.block_of(order).unpack
        number += 1
        try:
            block = unpack(buffer[at : at + size])
        except UnpackError as error:
            where = base + at + (error.offset or 0)
            raise CaptureError(f"block {number} is invalid: {error.path}: {error.reason}", offset=where) from None
        yield block, base + at, order
        at += size
        size = HEAD


class PacketReader:
    """A reader of the packets in blocks.

    Attributes:
        number: the number of packets so far.
    """

    def __init__(self) -> None:
        self.number = 0
        self._section = SectionState()

    def take(self, block: Any, offset: int, order: Literal["big", "little"]) -> Packet | Note | None:
        """Return the packet of a block, or a note on a fault in it; None for other blocks."""
        body = block.body
        match body:
            case blocks.EnhancedPacket() | blocks.ObsoletePacket():
                return self._packet(body, offset, order)
            case blocks.SimplePacket():
                return self._simple(body, offset)
            case blocks.Section():
                self._section = SectionState(order)
            case blocks.Interface():
                return self._interface(body, offset, order)
            case _:  # a block without a packet
                return None
        return None

    def _interface(self, body: blocks.Interface, offset: int, order: Literal["big", "little"]) -> Note | None:
        clock = InterfaceClock(body.link, body.snap_length)
        self._section.interfaces.append(clock)
        try:
            options = options_of(body.options, order)
        except UnpackError as error:
            return Note(f"the options of an interface are invalid: {error.reason}", offset, self.number)
        for code, value in options:
            if code == RESOLUTION and value:
                clock.per_second = 1 << (value[0] & 0x7F) if value[0] & 0x80 else 10 ** value[0]
            elif code == OFFSET and len(value) == 8:
                clock.start = int.from_bytes(value, order, signed=True)
        return None

    def _packet(self, body: Any, offset: int, order: Literal["big", "little"]) -> Packet | Note:
        self.number += 1
        if body.interface >= len(self._section.interfaces):
            return Note(f"packet {self.number} refers to interface {body.interface}, which is not declared", offset, self.number)
        clock = self._section.interfaces[body.interface]
        time = clock.nanoseconds(body.time_high << 32 | body.time_low)
        inbound, comment = None, ""
        if body.options:
            try:
                options = options_of(body.options, order)
            except UnpackError as error:
                comment, options = f"invalid options: {error.reason}", []
            for code, value in options:
                if code == COMMENT:
                    comment = value.decode("utf-8", "replace")
                elif code == FLAGS and len(value) == 4:
                    inbound = {1: True, 2: False}.get(int.from_bytes(value, order) & 3)
        return Packet(self.number, time, clock.link, body.packet, body.original, body.interface, inbound, comment)

    def _simple(self, body: blocks.SimplePacket, offset: int) -> Packet | Note:
        self.number += 1
        if not self._section.interfaces:
            return Note(f"packet {self.number} refers to interface 0, which is not declared", offset, self.number)
        clock = self._section.interfaces[0]
        captured = min(body.original, clock.snap_length or body.original)
        return Packet(self.number, None, clock.link, body.content[:captured], body.original)


def read_pcapng(read: Callable[[], bytes]) -> Iterator[Packet | Note]:
    """Yield the packets of a pcapng file. Raises CaptureError as `read_blocks` does."""
    reader = PacketReader()
    for found in read_blocks(read):
        if isinstance(found, Note):
            yield found._replace(packet=reader.number)
            continue
        made = reader.take(*found)
        if made is not None:
            yield made
