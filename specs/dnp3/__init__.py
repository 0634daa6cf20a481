"""DNP3: link frames with their blocks, and fragments of the application layer with their objects.

Source: IEEE Std 1815-2012, clauses 9 (data link layer), 8 (transport function) and 4 (application layer), and annex A (objects).

A fragment may continue over the blocks of a frame, and over several frames. A frame therefore has blocks, of which the first
shows the fragment header, and `fragments_of` assembles fragments and reads their objects. The caller supplies the length of a
frame, which excludes the CRCs and determines the number of blocks, and the qualifiers of an object header.

Objects preceded by their own size stay bytes (files, data sets and authentication). Other objects whose group and variation are
not modelled are refused, because nothing determines their length. Objects of one or two bits are supported only with a range of
indexes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum

from framekit import (
    Frame,
    Protocol,
    array,
    bool1,
    checksum,
    choose,
    const,
    data,
    derived,
    field,
    given,
    index,
    optional,
    switch,
    this,
    u1,
    u4,
    u6,
    u8,
    u16,
)
from framekit.specs.dnp3 import objects
from framekit.specs.dnp3.fragment import (
    ApplicationFunction,
    ApplicationStart,
    Everything,
    Fragment,
    Group,
    Indications,
    Object,
    ObjectHeader,
    Prefix,
    Range,
    RangeSpecifier,
)

__all__ = [
    "PROTOCOL",
    "ApplicationFunction",
    "ApplicationStart",
    "Block",
    "Control",
    "Everything",
    "FirstBlock",
    "Fragment",
    "Group",
    "Indications",
    "LinkFrame",
    "Object",
    "ObjectHeader",
    "Prefix",
    "Primary",
    "PrimaryFunction",
    "Range",
    "RangeSpecifier",
    "Secondary",
    "SecondaryFunction",
    "fragments_of",
    "objects",
]


class PrimaryFunction(IntEnum):
    """Functions of primary messages (table 9-1); 1 is obsolete."""

    RESET_LINK_STATES = 0
    RESET_USER_PROCESS = 1
    TEST_LINK_STATES = 2
    CONFIRMED_USER_DATA = 3
    UNCONFIRMED_USER_DATA = 4
    REQUEST_LINK_STATUS = 9


class SecondaryFunction(IntEnum):
    """Functions of secondary messages (table 9-2)."""

    ACK = 0
    NACK = 1
    LINK_STATUS = 11
    NOT_SUPPORTED = 15


class Primary(Frame, bitwise=True):
    """The control field of a message that begins a transaction of the link layer (9.2.4.1.3)."""

    frame_count: bool1 = False
    frame_count_valid: bool1 = False
    function: PrimaryFunction = field(u4)


class Secondary(Frame, bitwise=True):
    """The control field of a message that ends one (9.2.4.1.3)."""

    reserved: u1 = 0
    data_flow_control: bool1 = field(default=False, doc="the receiver has no space left")
    function: SecondaryFunction = field(u4)


class Control(Frame, bitwise=True):
    """The control octet of a link frame; the second bit is derived from the body."""

    from_master: bool1
    is_primary: int = derived(u1)
    body: Primary | Secondary = switch(this.is_primary, {1: Primary, 0: Secondary})


class FirstBlock(Frame, byteorder="little"):
    """The first block of user data, which begins with the transport octet (8.2.1)."""

    size: int = given(check=range(1, 17), doc="of the block, without its CRC")
    is_final: bool1 = True
    is_first: bool1 = True
    sequence: u6
    content: ApplicationStart | bytes = switch(
        this.is_first & (this.size > 2), {1: ApplicationStart}, otherwise=data(), size=this.size - 1
    )
    crc: int = checksum(u16, "crc-16/dnp")


class Block(Frame, byteorder="little"):
    """A block of user data after the first (9.2.3)."""

    size: int = given(check=range(1, 17), doc="of the block, without its CRC")
    content: bytes = data(this.size)
    crc: int = checksum(u16, "crc-16/dnp")


class LinkFrame(Frame, byteorder="little"):
    """One frame of the link layer (9.2)."""

    _start: bytes = const(b"\x05\x64")
    length: u8 = field(check=this >= 5, doc="the bytes of control, addresses and user data, without CRCs")
    control: Control
    destination: u16
    source: u16
    crc: int = checksum(u16, "crc-16/dnp")
    first_block: FirstBlock | None = optional(
        FirstBlock.given(size=choose(this.length < 21, this.length - 5, 16)), when=this.length > 5, default=None
    )
    blocks: list[Block] = array(
        Block.given(size=choose(this.length - 21 - index * 16 < 16, this.length - 21 - index * 16, 16)),
        count=choose(this.length > 21, (this.length - 6) // 16, 0),
        default_factory=list,
    )

    @property
    def user_data(self) -> bytes:
        """The bytes of all blocks without CRCs, which are a segment of the transport function."""
        first = b"" if self.first_block is None else self.first_block.pack()[:-2]
        return first + b"".join(block.content for block in self.blocks)


def fragments_of(frames: Iterable[LinkFrame]) -> Iterator[Fragment]:
    """Assemble the fragments that link frames carry (8.2): segments of a fragment have consecutive sequence numbers.

    Args:
        frames: of any stations, in the order in which they were received.

    Raises:
        UnpackError: the assembled bytes are not a fragment.
    """
    waiting: dict[tuple[int, int], tuple[int, bytes]] = {}
    for each in frames:
        first = each.first_block
        if first is None:
            continue
        way = (each.source, each.destination)
        expected, begun = waiting.pop(way, (-1, b""))
        if not first.is_first and first.sequence != expected:
            continue
        segment = (b"" if first.is_first else begun) + each.user_data[1:]
        if first.is_final:
            yield Fragment.unpack(segment)
        else:
            waiting[way] = ((first.sequence + 1) % 64, segment)


PROTOCOL = Protocol("dnp3", title="DNP3", source="IEEE Std 1815-2012", ports={"tcp": [20000], "udp": [20000]}, client=LinkFrame)
