"""QUIC version 1: the frames of a packet, and their variable-length integers.

Source: RFC 9000, section 16 (integers), 12.4 (frames in packets, and types in the fewest bytes) and 19 (frames).

A payload consists of frames up to its end: `QuicFrame.iter_unpack(payload)`. A STREAM without a length extends to the end of the
packet, so it is the last frame. The type determines the fields of the body, and is given to it. Integers may be received in more
bytes than necessary; they are packed in the fewest bytes.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import Frame, array, data, derived, field, quic_varint, switch, text, this, u8, varint


class FrameType(IntEnum):
    """The frames (table 3). STREAM has three flag bits: 1 ends the stream, 2 adds the length, 4 adds the offset."""

    PADDING = 0x00
    PING = 0x01
    ACK = 0x02
    ACK_ECN = 0x03
    RESET_STREAM = 0x04
    STOP_SENDING = 0x05
    CRYPTO = 0x06
    NEW_TOKEN = 0x07
    STREAM = 0x08
    STREAM_FIN = 0x09
    STREAM_LENGTH = 0x0A
    STREAM_LENGTH_FIN = 0x0B
    STREAM_OFFSET = 0x0C
    STREAM_OFFSET_FIN = 0x0D
    STREAM_OFFSET_LENGTH = 0x0E
    STREAM_OFFSET_LENGTH_FIN = 0x0F
    MAX_DATA = 0x10
    MAX_STREAM_DATA = 0x11
    MAX_STREAMS_BIDIRECTIONAL = 0x12
    MAX_STREAMS_UNIDIRECTIONAL = 0x13
    DATA_BLOCKED = 0x14
    STREAM_DATA_BLOCKED = 0x15
    STREAMS_BLOCKED_BIDIRECTIONAL = 0x16
    STREAMS_BLOCKED_UNIDIRECTIONAL = 0x17
    NEW_CONNECTION_ID = 0x18
    RETIRE_CONNECTION_ID = 0x19
    PATH_CHALLENGE = 0x1A
    PATH_RESPONSE = 0x1B
    CONNECTION_CLOSE = 0x1C
    CONNECTION_CLOSE_APPLICATION = 0x1D
    HANDSHAKE_DONE = 0x1E


class Integer(Frame):
    """One integer of 1, 2, 4 or 8 bytes."""

    value: quic_varint


class Empty(Frame):
    """PADDING, PING and HANDSHAKE_DONE, which consist of a type only (sections 19.1, 19.2, 19.20)."""


class AckRange(Frame):
    """The number of missing packets below, minus one, and the number of received packets below these, minus one."""

    gap: quic_varint
    length: quic_varint


class Ack(Frame):
    """Received packets (section 19.3)."""

    largest_acknowledged: quic_varint
    delay: quic_varint
    range_count: int = derived(quic_varint)
    first_range: quic_varint = field(check=this <= this.largest_acknowledged)
    ranges: list[AckRange] = array(AckRange, count=this.range_count, default_factory=list)


class AckWithCounts(Ack):
    """The same, with the counts of packets with congestion marks (section 19.3.2)."""

    ect0_count: quic_varint
    ect1_count: quic_varint
    congestion_count: quic_varint


class ResetStream(Frame):
    """A sender aborts a stream (section 19.4)."""

    stream_id: quic_varint
    error_code: quic_varint
    final_size: quic_varint


class StopSending(Frame):
    """A receiver asks a sender to stop a stream (section 19.5)."""

    stream_id: quic_varint
    error_code: quic_varint


class Crypto(Frame):
    """Bytes of the handshake (section 19.6)."""

    offset: quic_varint
    data: bytes = data(prefix=quic_varint)


class NewToken(Frame):
    """A token for a later connection (section 19.7)."""

    length: int = derived(quic_varint, check=this > 0)
    token: bytes = data(length=this.length)


class StreamToEnd(Frame):
    """The first bytes of a stream, to the end of the packet (section 19.8)."""

    stream_id: quic_varint
    data: bytes = data()


class Stream(Frame):
    """The first bytes of a stream, with their length."""

    stream_id: quic_varint
    data: bytes = data(prefix=quic_varint)


class StreamAtOffsetToEnd(Frame):
    """Bytes within a stream, to the end of the packet."""

    stream_id: quic_varint
    offset: quic_varint
    data: bytes = data()


class StreamAtOffset(Frame):
    """Bytes within a stream, with their length."""

    stream_id: quic_varint
    offset: quic_varint
    data: bytes = data(prefix=quic_varint)


class Maximum(Frame):
    """MAX_DATA and DATA_BLOCKED: a limit of bytes for the connection (sections 19.9, 19.12)."""

    maximum: quic_varint


class StreamMaximum(Frame):
    """MAX_STREAM_DATA and STREAM_DATA_BLOCKED: a limit of bytes for a stream (sections 19.10, 19.13)."""

    stream_id: quic_varint
    maximum: quic_varint


class StreamCount(Frame):
    """MAX_STREAMS and STREAMS_BLOCKED: a limit of streams (sections 19.11, 19.14)."""

    maximum: quic_varint = field(check=this <= 1 << 60)


class NewConnectionId(Frame):
    """Another identifier for the connection (section 19.15)."""

    sequence_number: quic_varint
    retire_prior_to: quic_varint = field(check=this <= this.sequence_number)
    length: int = derived(u8, check=range(1, 21))
    connection_id: bytes = data(length=this.length)
    stateless_reset_token: bytes = data(16)


class RetireConnectionId(Frame):
    """An identifier that is no longer used (section 19.16)."""

    sequence_number: quic_varint


class PathData(Frame):
    """PATH_CHALLENGE, and PATH_RESPONSE with the same bytes (sections 19.17, 19.18)."""

    data: bytes = data(8)


class ConnectionClose(Frame):
    """An error of the protocol, and the type of the frame that caused it (section 19.19)."""

    error_code: quic_varint
    frame_type: FrameType = field(quic_varint)
    reason: str = text(prefix=quic_varint, default="")


class ApplicationClose(Frame):
    """An error of the application (section 19.19)."""

    error_code: quic_varint
    reason: str = text(prefix=quic_varint, default="")


class QuicFrame(Frame):
    """One frame; an unknown type is refused."""

    type: FrameType = field(varint("quic", bits=62, strict=True), strict=True)
    body: (
        Empty
        | Ack
        | AckWithCounts
        | ResetStream
        | StopSending
        | Crypto
        | NewToken
        | StreamToEnd
        | Stream
        | StreamAtOffsetToEnd
        | StreamAtOffset
        | Maximum
        | StreamMaximum
        | StreamCount
        | NewConnectionId
        | RetireConnectionId
        | PathData
        | ConnectionClose
        | ApplicationClose
    ) = switch(
        this.type,
        {
            (FrameType.PADDING, FrameType.PING, FrameType.HANDSHAKE_DONE): Empty,
            FrameType.ACK: Ack,
            FrameType.ACK_ECN: AckWithCounts,
            FrameType.RESET_STREAM: ResetStream,
            FrameType.STOP_SENDING: StopSending,
            FrameType.CRYPTO: Crypto,
            FrameType.NEW_TOKEN: NewToken,
            (FrameType.STREAM, FrameType.STREAM_FIN): StreamToEnd,
            (FrameType.STREAM_LENGTH, FrameType.STREAM_LENGTH_FIN): Stream,
            (FrameType.STREAM_OFFSET, FrameType.STREAM_OFFSET_FIN): StreamAtOffsetToEnd,
            (FrameType.STREAM_OFFSET_LENGTH, FrameType.STREAM_OFFSET_LENGTH_FIN): StreamAtOffset,
            (FrameType.MAX_DATA, FrameType.DATA_BLOCKED): Maximum,
            (FrameType.MAX_STREAM_DATA, FrameType.STREAM_DATA_BLOCKED): StreamMaximum,
            (
                FrameType.MAX_STREAMS_BIDIRECTIONAL,
                FrameType.MAX_STREAMS_UNIDIRECTIONAL,
                FrameType.STREAMS_BLOCKED_BIDIRECTIONAL,
                FrameType.STREAMS_BLOCKED_UNIDIRECTIONAL,
            ): StreamCount,
            FrameType.NEW_CONNECTION_ID: NewConnectionId,
            FrameType.RETIRE_CONNECTION_ID: RetireConnectionId,
            (FrameType.PATH_CHALLENGE, FrameType.PATH_RESPONSE): PathData,
            FrameType.CONNECTION_CLOSE: ConnectionClose,
            FrameType.CONNECTION_CLOSE_APPLICATION: ApplicationClose,
        },
    )
