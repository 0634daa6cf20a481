"""QUIC's integers and frames against the examples of RFC 9000 and RFC 9001."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import Frame, InvalidValue, PackError, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

quic: Any = load("quic")
QuicFrame = quic.QuicFrame
FrameType = quic.FrameType
FRAMES: list[type[Frame]] = [quic.Integer, quic.Ack, quic.AckWithCounts, quic.NewConnectionId, quic.QuicFrame]

CLIENT_INITIAL = bytes.fromhex(
    "060040f1010000ed0303ebf8fa56f129 39b9584a3896472ec40bb863cfd3e868"
    "04fe3a47f06a2b69484c000004130113 02010000c000000010000e00000b6578"
    "616d706c652e636f6dff01000100000a 00080006001d00170018001000070005"
    "04616c706e0005000501000000000033 00260024001d00209370b2c9caa47fba"
    "baf4559fedba753de171fa71f50f1ce1 5d43e994ec74d748002b000302030400"
    "0d0010000e0403050306030203080408 050806002d00020101001c0002400100"
    "3900320408ffffffffffffffff050480 00ffff07048000ffff08011001048000"
    "75300901100f088394c8f03e51570806 048000ffff"
)
"""RFC 9001, appendix A.2: the first frame that a client sends."""
SERVER_INITIAL = bytes.fromhex(
    "02000000000600405a020000560303ee fce7f7b37ba1d1632e96677825ddf739"
    "88cfc79825df566dc5430b9a045a1200 130100002e00330024001d00209d3c94"
    "0d89690b84d08a60993c144eca684d10 81287c834d5311bcf32bb9da1a002b00"
    "020304"
)
"""RFC 9001, appendix A.3: the payload of the server's answer."""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


@pytest.mark.parametrize(
    ("wire", "value"),
    [("c2197c5eff14e88c", 151288809941952652), ("9d7f3e7d", 494878333), ("7bbd", 15293), ("25", 37)],
)
def test_the_integers_of_appendix_a1(wire: str, value: int) -> None:
    assert quic.Integer.unpack(bytes.fromhex(wire)).value == value
    assert quic.Integer(value=value).pack().hex() == wire


def test_an_integer_may_be_longer_than_it_needs() -> None:
    assert quic.Integer.unpack(b"\x40\x25") == quic.Integer.unpack(b"\x25")


def test_the_first_frames_of_a_connection() -> None:
    wire = CLIENT_INITIAL + bytes(917)
    crypto, *padding = QuicFrame.iter_unpack(wire)
    assert crypto.type is FrameType.CRYPTO
    assert crypto.body.offset == 0
    assert (len(crypto.body.data), crypto.body.data[:4]) == (241, b"\x01\0\0\xed")
    assert {each.type for each in padding} == {FrameType.PADDING}
    assert len(padding) == 917
    assert crypto.pack() == CLIENT_INITIAL
    ack, crypto = QuicFrame.iter_unpack(SERVER_INITIAL)
    assert ack.body == quic.Ack(largest_acknowledged=0, delay=0, first_range=0)
    assert (crypto.body.offset, len(crypto.body.data)) == (0, 90)
    assert ack.pack() + crypto.pack() == SERVER_INITIAL


@pytest.mark.parametrize(
    ("wire", "frame"),
    [
        ("01", QuicFrame(type=FrameType.PING, body=quic.Empty())),
        (
            "03 4064 0a 01 05 02 03 01 02 00",
            QuicFrame(
                type=FrameType.ACK_ECN,
                body=quic.AckWithCounts(
                    largest_acknowledged=100,
                    delay=10,
                    first_range=5,
                    ranges=[quic.AckRange(gap=2, length=3)],
                    ect0_count=1,
                    ect1_count=2,
                    congestion_count=0,
                ),
            ),
        ),
        ("09 04 6869", QuicFrame(type=FrameType.STREAM_FIN, body=quic.StreamToEnd(stream_id=4, data=b"hi"))),
        ("0a 04 02 6869", QuicFrame(type=FrameType.STREAM_LENGTH, body=quic.Stream(stream_id=4, data=b"hi"))),
        (
            "0c 04 4400 6869",
            QuicFrame(type=FrameType.STREAM_OFFSET, body=quic.StreamAtOffsetToEnd(stream_id=4, offset=1024, data=b"hi")),
        ),
        (
            "0f 04 4400 02 6869",
            QuicFrame(type=FrameType.STREAM_OFFSET_LENGTH_FIN, body=quic.StreamAtOffset(stream_id=4, offset=1024, data=b"hi")),
        ),
        ("10 80100000", QuicFrame(type=FrameType.MAX_DATA, body=quic.Maximum(maximum=1 << 20))),
        (
            "18 01 00 04 01020304 000102030405060708090a0b0c0d0e0f",
            QuicFrame(
                type=FrameType.NEW_CONNECTION_ID,
                body=quic.NewConnectionId(
                    sequence_number=1,
                    retire_prior_to=0,
                    connection_id=b"\1\2\3\4",
                    stateless_reset_token=bytes(range(16)),
                ),
            ),
        ),
        (
            "1c 0a 06 03 627965",
            QuicFrame(
                type=FrameType.CONNECTION_CLOSE,
                body=quic.ConnectionClose(error_code=10, frame_type=FrameType.CRYPTO, reason="bye"),
            ),
        ),
        ("1d 4100 00", QuicFrame(type=FrameType.CONNECTION_CLOSE_APPLICATION, body=quic.ApplicationClose(error_code=256))),
    ],
    ids=lambda value: value.type.name if isinstance(value, Frame) else "",
)
def test_a_frame_unpacks_and_packs(wire: str, frame: Frame) -> None:
    assert QuicFrame.unpack(bytes.fromhex(wire)) == frame
    assert frame.pack() == bytes.fromhex(wire)


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        ("1f", InvalidValue, "type"),
        ("4001", InvalidValue, "type"),
        ("02 03 00 00 04", InvalidValue, "body.first_range"),
        ("07 00", InvalidValue, "body.length"),
        ("12 d000000000000001", InvalidValue, "body.maximum"),
        ("18 01 02 01 00", InvalidValue, "body.retire_prior_to"),
        ("18 01 01 15" + "00" * 37, InvalidValue, "body.length"),
        ("06 00 02 61", TruncatedFrame, "body.data"),
        ("1a 00", TruncatedFrame, "body.data"),
        ("10 80", TruncatedFrame, "body.maximum"),
    ],
)
def test_what_is_wrong_is_refused(wire: str, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        QuicFrame.unpack(bytes.fromhex(wire))
    assert caught.value.path == path


def test_an_integer_has_62_bits() -> None:
    with pytest.raises(PackError):
        quic.Integer(value=1 << 62).pack()
