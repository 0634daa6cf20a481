"""ISO-TP: frames as ISO 15765-2 draws them, of diagnostic services as ISO 14229-1 has them."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import Frame, InvalidValue, PackError, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

isotp: Any = load("isotp")
FRAMES: list[type[Frame]] = [
    isotp.SingleFrame,
    isotp.LongSingleFrame,
    isotp.FirstFrame,
    isotp.LongFirstFrame,
    isotp.ConsecutiveFrame,
    isotp.FlowControl,
    isotp.Pdu,
    isotp.AddressedPdu,
]


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


@pytest.mark.parametrize(
    ("wire", "content"),
    [
        ("02 1003 cccccccccc", isotp.SingleFrame(payload=b"\x10\x03", padding=b"\xcc" * 5)),
        ("07 22f190f18cf187", isotp.SingleFrame(payload=bytes.fromhex("22f190f18cf187"))),
        ("00 08 22f190f18cf18701 0000", isotp.LongSingleFrame(payload=bytes.fromhex("22f190f18cf18701"), padding=b"\0\0")),
        ("1014 62f190574241", isotp.FirstFrame(message_length=20, payload=bytes.fromhex("62f190574241"))),
        ("1000 00001000 3601", isotp.LongFirstFrame(message_length=4096, payload=b"\x36\x01")),
        ("21 4142434445464748", isotp.ConsecutiveFrame(sequence_number=1, payload=b"ABCDEFGH")),
        ("30 00 00", isotp.FlowControl()),
        ("31 08 f2 aa", isotp.FlowControl(status=isotp.FlowStatus.WAIT, block_size=8, separation_time=0xF2, padding=b"\xaa")),
    ],
)
def test_frames(wire: str, content: Any) -> None:
    raw = bytes.fromhex(wire)
    pdu = isotp.Pdu.unpack(raw)
    assert pdu.content == content
    assert content.pack() == raw
    assert isotp.Pdu(head=pdu.head, content=content).pack() == raw


def test_an_address_before_a_frame() -> None:
    wire = bytes.fromhex("f1 02 3e00")
    frame = isotp.AddressedPdu.unpack(wire)
    assert (frame.address, frame.pdu.content) == (0xF1, isotp.SingleFrame(payload=b"\x3e\x00"))
    assert frame.pack() == wire


@pytest.mark.parametrize(("time", "seconds"), [(0, 0.0), (0x7F, 0.127), (0xF1, 0.0001), (0xF9, 0.0009), (0x80, 0.127)])
def test_separation_times(time: int, seconds: float) -> None:
    assert isotp.FlowControl(separation_time=time).separation == pytest.approx(seconds)


def test_a_message_of_several_frames() -> None:
    message = bytes(range(20))
    first = isotp.FirstFrame(message_length=len(message), payload=message[:6])
    others = [
        isotp.ConsecutiveFrame(sequence_number=1, payload=message[6:13]),
        isotp.ConsecutiveFrame(sequence_number=2, payload=message[13:]),
    ]
    frames = [isotp.Pdu.unpack(each.pack()).content for each in (first, *others)]
    assert b"".join(each.payload for each in frames)[: frames[0].message_length] == message


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        ("02", TruncatedFrame, "head"),
        ("03 1003", TruncatedFrame, "content.payload"),
        ("08 1003", InvalidValue, "content.length"),
        ("00 06 010203040506", InvalidValue, "content.length"),
        ("1006 010203040506", InvalidValue, "content.message_length"),
        ("1000 00000fff 0102", InvalidValue, "content.message_length"),
        ("40 00", InvalidValue, "content"),
    ],
)
def test_what_is_wrong_is_refused(wire: str, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        isotp.Pdu.unpack(bytes.fromhex(wire))
    assert caught.value.path == path


def test_a_short_frame_takes_seven_bytes() -> None:
    with pytest.raises(PackError, match="length"):
        isotp.SingleFrame(payload=bytes(8)).pack()
