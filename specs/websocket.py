"""WebSocket: the frame of its messages.

Source: RFC 6455, section 5.2 (the frame) and section 11.8 (opcodes); section 5.5 says that control frames are whole, and have at
most 125 bytes.

A length of seven bits says how many bytes there are, or, as 126 or 127, that two or eight bytes behind it do; it must be the
shortest that can. The key of a masked frame stands behind them. So the bytes behind the first two have six shapes, which a switch
over the mask bit and the length tells apart; `make` finds the right one. Payloads of masked frames stay masked: `unmasked` is
for these.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import (
    Frame,
    Protocol,
    Session,
    bool1,
    data,
    derived,
    field,
    switch,
    text,
    this,
    u4,
    u7,
    u16,
    u64,
)
from framekit.protocol import Steps

LONGEST_SHORT = 125
LONGEST_MEDIUM = 0xFFFF
LONGEST = 0x7FFF_FFFF_FFFF_FFFF
MASKED = 128


class Opcode(IntEnum):
    """What a frame is. From 8 on, they are control frames. Others stay integers."""

    CONTINUATION = 0
    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


class Short(Frame):
    """At most 125 bytes."""

    payload: bytes = data()


class Medium(Frame):
    """From 126 bytes on."""

    length: int = derived(u16, check=this > LONGEST_SHORT)
    payload: bytes = data(length=this.length)


class Long(Frame):
    """From 65,536 bytes on."""

    length: int = derived(u64, check=(this > LONGEST_MEDIUM) & (this <= LONGEST))
    payload: bytes = data(length=this.length)


class MaskedShort(Frame):
    """At most 125 bytes, masked."""

    masking_key: bytes = data(4)
    payload: bytes = data()


class MaskedMedium(Frame):
    """From 126 bytes on, masked."""

    length: int = derived(u16, check=this > LONGEST_SHORT)
    masking_key: bytes = data(4)
    payload: bytes = data(length=this.length)


class MaskedLong(Frame):
    """From 65,536 bytes on, masked."""

    length: int = derived(u64, check=(this > LONGEST_MEDIUM) & (this <= LONGEST))
    masking_key: bytes = data(4)
    payload: bytes = data(length=this.length)


class WebSocketFrame(Frame):
    """One frame. `final` ends a message; the reserved bits are extensions'."""

    final: bool1 = True
    reserved_1: bool1 = False
    reserved_2: bool1 = False
    reserved_3: bool1 = False
    opcode: Opcode = field(u4, check=(this < Opcode.CLOSE) | (this.final == 1))
    masked: bool1
    short_length: u7 = field(check=(this <= LONGEST_SHORT) | (this.opcode < Opcode.CLOSE))
    content: Short | Medium | Long | MaskedShort | MaskedMedium | MaskedLong = switch(
        this.masked * MASKED + this.short_length,
        {
            range(126): field(Short, size=this.short_length),
            126: Medium,
            127: Long,
            range(MASKED, MASKED + 126): field(MaskedShort, size=this.short_length + 4),
            MASKED + 126: MaskedMedium,
            MASKED + 127: MaskedLong,
        },
    )


def make(opcode: Opcode, payload: bytes, *, masking_key: bytes | None = None, final: bool = True) -> WebSocketFrame:
    """A frame of the shape that the payload needs. With a key, the payload is one that is masked already."""
    size = len(payload)
    content: Short | Medium | Long | MaskedShort | MaskedMedium | MaskedLong
    if size <= LONGEST_SHORT:
        short, content = (
            size,
            Short(payload=payload) if masking_key is None else MaskedShort(masking_key=masking_key, payload=payload),
        )
    elif size <= LONGEST_MEDIUM:
        short, content = (
            126,
            Medium(payload=payload) if masking_key is None else MaskedMedium(masking_key=masking_key, payload=payload),
        )
    else:
        short, content = (
            127,
            Long(payload=payload) if masking_key is None else MaskedLong(masking_key=masking_key, payload=payload),
        )
    return WebSocketFrame(final=final, opcode=opcode, masked=masking_key is not None, short_length=short, content=content)


def unmasked(payload: bytes, masking_key: bytes) -> bytes:
    """A masked payload without its mask, or one with it. Source: RFC 6455, section 5.3."""
    size = len(payload)
    key = (masking_key * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(size, "big")


class HttpHead(Frame):
    """A request or an answer of HTTP/1.1 without a body: RFC 9112, section 2.1."""

    head: str = text(until="\r\n\r\n", encoding="latin-1")


def _client(session: Session) -> Steps:
    """The request to change to WebSocket, then frames once the server has agreed."""
    if not session.joined:
        yield HttpHead
        if (yield session.after("server")) and not session.is_upgraded:
            yield None
    while True:
        yield WebSocketFrame


def _server(session: Session) -> Steps:
    """The answer, then frames if it agrees."""
    if not session.joined:
        answer = yield HttpHead
        session.is_upgraded = answer.head.split(" ", 2)[1:2] == ["101"]
        if not session.is_upgraded:
            yield None
    while True:
        yield WebSocketFrame


PROTOCOL = Protocol(
    "websocket", title="WebSocket", source="RFC 6455", ports={"tcp": [80, 8080, 8888]}, client=_client, server=_server
)
