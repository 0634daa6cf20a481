"""Examples of values that are looked at before they are reached."""

from __future__ import annotations

from enum import IntEnum

from framekit import Frame, array, checksum, choose, data, field, peek, switch, text, this, u8, u16


class Mark(IntEnum):
    """What a byte further on says."""

    SHORT = 0
    LONG = 1


class Peeked(Frame):
    """A byte decides before it is reached."""

    mark: int = peek(u8, ahead=3)
    head: u16
    value: int = switch(this.mark, {range(128): u16}, otherwise=data(2))
    rest: bytes = data(prefix=u8)


class PeekedKinds(Frame):
    """Numbers, members, bytes and text that are looked at, one of them here, one in another frame."""

    now: int = peek(u16, check=this < 60_000)
    mark: Mark = peek(u8, ahead=4)
    magic: bytes = peek(data(2), ahead=1)
    name: str = peek(text(2, encoding="latin-1"))
    body: bytes = data(4)
    level: u8
    inner: Peeked
    sum: int = checksum(u8, "sum")


class PeekedInside(Frame):
    """Frames that look ahead within a size, and as items."""

    n: int = peek(u8, ahead=1)
    flags: u8
    count: u8 = field(check=this < 5)
    part: Peeked = field(size_prefix=u8)
    more: list[Peeked] = array(Peeked, prefix=u8)


class PeekedShort(Frame):
    """What it looks at is there only if enough follows, in the frame itself."""

    mark: int = peek(u8, ahead=2)
    kind: u8
    value: bytes = data(choose(this.kind == 7, 1, 2))


class PeekedShorts(Frame):
    """Frames one after another, none of which looks at the next."""

    items: list[PeekedShort] = array(PeekedShort, prefix=u8)


PEEK_KINDS: list[type[Frame]] = [
    each for each in list(globals().values()) if isinstance(each, type) and issubclass(each, Frame) and each is not Frame
]
