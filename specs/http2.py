"""HTTP/2: the frames, and the field lists of a conversation.

Source: RFC 9113, section 3.4 (preface), 4.1 (layout), 4.3 (field blocks), 6 (frame types), 6.5.2 (settings) and 7 (error codes).

The caller supplies the type and the flags of the header, which together select the body: the flags PADDED and PRIORITY of DATA,
HEADERS and PUSH_PROMISE determine its content. Undefined flags are kept.

Field blocks (RFC 7541) stay bytes in the frame, so that it packs to the original bytes. The meaning of a block depends on all
blocks before it. If the package hpack is installed (`pip install framekit[hpack]`), the protocol decodes them with one table for
each side: the frame with END_HEADERS has the list in `field_list`, which occupies no bytes, as lines `name: value`. The list is
empty for all other frames, if the beginning of the conversation is missing, and after an invalid block. If frames are missing
(bytes that were not captured, or that are not a frame), later lists may be wrong.

Padding is a separate field, and its length is derived from it. The receiver must check that padding is zero, and which frame
types require a stream.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from framekit import (
    Frame,
    Protocol,
    Session,
    Unknown,
    array,
    const,
    data,
    derived,
    field,
    given,
    pad,
    switch,
    this,
    u1,
    u8,
    u16,
    u24,
    u31,
    u32,
    unknown,
)
from framekit.protocol import Steps


class FrameType(IntEnum):
    """The frames (section 6). Others stay integers."""

    DATA = 0
    HEADERS = 1
    PRIORITY = 2
    RST_STREAM = 3
    SETTINGS = 4
    PUSH_PROMISE = 5
    PING = 6
    GOAWAY = 7
    WINDOW_UPDATE = 8
    CONTINUATION = 9


class SettingIdentifier(IntEnum):
    """Settings (section 6.5.2). Others stay integers, and are ignored."""

    HEADER_TABLE_SIZE = 1
    ENABLE_PUSH = 2
    MAX_CONCURRENT_STREAMS = 3
    INITIAL_WINDOW_SIZE = 4
    MAX_FRAME_SIZE = 5
    MAX_HEADER_LIST_SIZE = 6


class ErrorCode(IntEnum):
    """The reason why a stream or a connection ends (section 7). Others stay integers."""

    NO_ERROR = 0x0
    PROTOCOL_ERROR = 0x1
    INTERNAL_ERROR = 0x2
    FLOW_CONTROL_ERROR = 0x3
    SETTINGS_TIMEOUT = 0x4
    STREAM_CLOSED = 0x5
    FRAME_SIZE_ERROR = 0x6
    REFUSED_STREAM = 0x7
    CANCEL = 0x8
    COMPRESSION_ERROR = 0x9
    CONNECT_ERROR = 0xA
    ENHANCE_YOUR_CALM = 0xB
    INADEQUATE_SECURITY = 0xC
    HTTP_1_1_REQUIRED = 0xD


END_STREAM = 0x01
"""Of DATA and HEADERS."""
ACK = 0x01
"""Of SETTINGS and PING."""
END_HEADERS = 0x04
"""Of HEADERS, PUSH_PROMISE and CONTINUATION."""
PADDED = 0x08
"""Of DATA, HEADERS and PUSH_PROMISE."""
PRIORITY = 0x20
"""Of HEADERS."""


class Preface(Frame):
    """The first bytes of a client (section 3.4)."""

    _text: bytes = const(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")


class Data(Frame):
    """DATA (section 6.1)."""

    content: bytes = data(default=b"")


class PaddedData(Frame):
    """DATA with the flag PADDED."""

    pad_length: int = derived(u8)
    content: bytes = data()
    padding: bytes = data(this.pad_length, default=b"")


class Headers(Frame):
    """HEADERS (section 6.2)."""

    fragment: bytes = data()


class PaddedHeaders(Frame):
    """HEADERS with the flag PADDED."""

    pad_length: int = derived(u8)
    fragment: bytes = data()
    padding: bytes = data(this.pad_length, default=b"")


class Priority(Frame):
    """PRIORITY (section 6.3), which is deprecated; the weight on the wire is one less than the actual weight."""

    exclusive: bool = field(u1, default=False)
    stream_dependency: u31
    weight: u8


class PriorityHeaders(Frame):
    """HEADERS with the flag PRIORITY."""

    priority: Priority
    fragment: bytes = data()


class PaddedPriorityHeaders(Frame):
    """HEADERS with both flags."""

    pad_length: int = derived(u8)
    priority: Priority
    fragment: bytes = data()
    padding: bytes = data(this.pad_length, default=b"")


class ResetStream(Frame):
    """RST_STREAM (section 6.4)."""

    error_code: ErrorCode = field(u32)


class Setting(Frame):
    """One value of SETTINGS."""

    identifier: SettingIdentifier = field(u16)
    value: u32


class Settings(Frame):
    """SETTINGS (section 6.5)."""

    settings: list[Setting] = array(Setting, default_factory=list)


class SettingsAcknowledgement(Frame):
    """SETTINGS with the flag ACK, which must be empty."""


class PushPromise(Frame):
    """PUSH_PROMISE (section 6.6)."""

    _: None = pad(bits=1)
    promised_stream_id: u31
    fragment: bytes = data()


class PaddedPushPromise(Frame):
    """PUSH_PROMISE with the flag PADDED."""

    pad_length: int = derived(u8)
    _: None = pad(bits=1)
    promised_stream_id: u31
    fragment: bytes = data()
    padding: bytes = data(this.pad_length, default=b"")


class Ping(Frame):
    """PING, or the answer with the flag ACK (section 6.7)."""

    opaque: bytes = data(8)


class GoAway(Frame):
    """GOAWAY (section 6.8)."""

    _: None = pad(bits=1)
    last_stream_id: u31
    error_code: ErrorCode = field(u32)
    debug_data: bytes = data(default=b"")


class WindowUpdate(Frame):
    """WINDOW_UPDATE (section 6.9)."""

    _: None = pad(bits=1)
    increment: u31 = field(check=this > 0)


class Continuation(Frame):
    """CONTINUATION (section 6.10)."""

    fragment: bytes = data()


class Http2Frame(Frame):
    """One frame. The maximum length is negotiated (SETTINGS_MAX_FRAME_SIZE) and not declared."""

    field_list: str = given(default="", doc="of the block that this frame ends: lines of a name, a colon and a value")
    length: int = derived(u24)
    type: FrameType = field(u8)
    flags: u8 = 0
    _: None = pad(bits=1)
    stream_id: u31
    payload: (
        Data
        | PaddedData
        | Headers
        | PaddedHeaders
        | PriorityHeaders
        | PaddedPriorityHeaders
        | Priority
        | ResetStream
        | Settings
        | SettingsAcknowledgement
        | PushPromise
        | PaddedPushPromise
        | Ping
        | GoAway
        | WindowUpdate
        | Continuation
        | Unknown
    ) = switch(
        this.type,
        {
            FrameType.DATA: switch(this.flags & PADDED, {0: Data, PADDED: PaddedData}),
            FrameType.HEADERS: switch(
                this.flags & (PADDED | PRIORITY),
                {0: Headers, PADDED: PaddedHeaders, PRIORITY: PriorityHeaders, PADDED | PRIORITY: PaddedPriorityHeaders},
            ),
            FrameType.PRIORITY: Priority,
            FrameType.RST_STREAM: ResetStream,
            FrameType.SETTINGS: switch(this.flags & ACK, {0: Settings, ACK: SettingsAcknowledgement}),
            FrameType.PUSH_PROMISE: switch(this.flags & PADDED, {0: PushPromise, PADDED: PaddedPushPromise}),
            FrameType.PING: Ping,
            FrameType.GOAWAY: GoAway,
            FrameType.WINDOW_UPDATE: WindowUpdate,
            FrameType.CONTINUATION: Continuation,
        },
        otherwise=unknown(),
        size=this.length,
    )


BLOCK_LIMIT = 1 << 20
"""The maximum number of bytes of a collected field block, and of a table."""


class FieldLists:
    """The field lists of one side (RFC 7541, section 2.2).

    Args:
        is_known: the side is read from its beginning. If not, there are no lists.
    """

    def __init__(self, *, is_known: bool) -> None:
        self._decoder: Any = _make_decoder() if is_known else None
        self._block = b""

    def take(self, frame: Http2Frame) -> None:
        """Add the fragment of a frame, and give the frame the list that it ends."""
        fragment: bytes | None = getattr(frame.payload, "fragment", None)
        if self._decoder is None or fragment is None:
            return
        self._block = self._block + fragment if frame.type == FrameType.CONTINUATION else fragment
        if len(self._block) > BLOCK_LIMIT:
            self._decoder = None
        elif frame.flags & END_HEADERS:
            self._end_block(frame)

    def _end_block(self, frame: Http2Frame) -> None:
        from hpack import HPACKError

        block, self._block = self._block, b""
        try:
            fields = self._decoder.decode(block, raw=True)
        except HPACKError:
            self._decoder = None
        else:
            frame.field_list = "\n".join(f"{_shown(name)}: {_shown(value)}" for name, value in fields)


def _make_decoder() -> Any:
    """A decoder, or None if the package hpack is not installed. The sides negotiate the table size; it is not checked here."""
    try:
        from hpack import Decoder
    except ImportError:
        return None
    decoder = Decoder()
    decoder.max_allowed_table_size = BLOCK_LIMIT
    return decoder


def _shown(text: bytes) -> str:
    """A name or a value in readable form, on one line."""
    return text.decode("utf-8", "backslashreplace").replace("\r", "\\r").replace("\n", "\\n")


def _frames(session: Session) -> Steps:
    """Frames; those that end a field block are given its list."""
    lists = FieldLists(is_known=not session.joined)
    while True:
        lists.take((yield Http2Frame))


def _client(session: Session) -> Steps:
    """The preface, then frames."""
    if not session.joined:
        yield Preface
    yield from _frames(session)


PROTOCOL = Protocol(
    "http2", title="HTTP/2 with prior knowledge", source="RFC 9113", ports={"tcp": [80, 8080]}, client=_client, server=_frames
)
