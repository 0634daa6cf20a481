"""WebSocket: message frames.

Source: RFC 6455, section 5.2 (the frame), section 5.3 (masking) and section 11.8 (opcodes); section 5.5 requires that control
frames are not fragmented and have at most 125 bytes.

A length of seven bits is the number of bytes; the values 126 and 127 indicate that the length is in the next two or eight bytes.
It must use the shortest possible form. A client masks what it sends with the preceding key: `payload` is the unmasked content.
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
    escaped,
    field,
    optional,
    text,
    this,
    u4,
    u7,
    u16,
    u64,
    xor,
)
from framekit.protocol import Steps

LONGEST_OF_CONTROL = 125
LONGEST = 0x7FFF_FFFF_FFFF_FFFF


class Opcode(IntEnum):
    """Kinds of frames. Those from 8 on are control frames. Others stay integers."""

    CONTINUATION = 0
    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


class WebSocketFrame(Frame):
    """One frame. `final` ends a message; the reserved bits are for extensions. It is masked if it has a key."""

    final: bool1 = True
    reserved_1: bool1 = False
    reserved_2: bool1 = False
    reserved_3: bool1 = False
    opcode: Opcode = field(u4, check=(this < Opcode.CLOSE) | (this.final == 1))
    masked: bool = derived(bool1)
    length: int = derived(
        escaped(u7, {126: u16, 127: u64}, strict=True),
        check=(this <= LONGEST) & ((this <= LONGEST_OF_CONTROL) | (this.opcode < Opcode.CLOSE)),
    )
    masking_key: bytes | None = optional(data(4), when=this.masked, default=None)
    payload: bytes = xor(this.masking_key, data(this.length))


class HttpHead(Frame):
    """An HTTP/1.1 request or response without a body: RFC 9112, section 2.1."""

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
