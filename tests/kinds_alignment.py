"""Examples of padding that is counted from the start of an outer frame, as CDR aligns its values."""

from __future__ import annotations

from framekit import (
    Frame,
    align,
    array,
    checksum,
    const,
    data,
    derived,
    f64,
    field,
    optional,
    switch,
    text,
    this,
    u8,
    u16,
    u32,
    xor,
)


class AlignedText(Frame):
    """A string of CDR: its length is a multiple of four bytes from where the outer frame begins."""

    _: None = align(4, origin="outer")
    text: str = text(prefix=u32)


class AlignedPoint(Frame):
    """Strict padding before a double, and an aligned frame at the end."""

    kind: u8
    _: None = align(8, origin="outer", fill=0xEE, strict=True)
    x: f64
    name: AlignedText


class AlignedBody(Frame, origin=True):
    """Counts anew: what is inside does not move with what is around."""

    a: u8
    points: list[AlignedPoint] = array(prefix=u16)
    last: u16


class AlignedMessage(Frame):
    """A derived size of an aligned part, and a checksum after it."""

    magic: bytes = const(b"\0\1\0")
    size: int = derived(u32)
    body: AlignedBody = field(size=this.size)
    crc: int = checksum(u16, "crc-16/modbus")


class AlignedParts(Frame, size=this.total):
    """Aligned frames in every kind of part, after parts of several sizes, in a frame that says its size."""

    total: int = derived(u16)
    count: int = derived(u8)
    tag: u8
    lead: bytes = data(prefix=u8)
    own: None = align(4)
    points: list[AlignedPoint] = array(count=this.count)
    maybe: AlignedText | None = optional(AlignedText, when=this.tag > 3)
    chosen: int | AlignedText = switch(this.tag, {1: u8, 2: u16}, otherwise=AlignedText)
    sized: AlignedText = field(size_prefix=u8, leftover="ignore")
    inside: AlignedPoint = field(within=xor(0x55, data(prefix=u16)))
    _: None = align(16, origin="outer")
    rest: list[AlignedText] = array()


ALIGNMENT_KINDS: list[type[Frame]] = [
    each for each in list(globals().values()) if isinstance(each, type) and issubclass(each, Frame) and each is not Frame
]
