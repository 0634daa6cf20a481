"""LIN: the examples of its specification, and frames laid out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import ChecksumMismatch, ConstMismatch, Frame, InvalidValue, PackError, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

lin: Any = load("lin")
FRAMES: list[type[Frame]] = [
    lin.Header,
    lin.LinFrame,
    lin.ClassicFrame,
    lin.SinglePacket,
    lin.FirstPacket,
    lin.ConsecutivePacket,
    lin.Diagnosis,
]


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


@pytest.mark.parametrize(
    ("identifier", "protected"),
    [(0, 0x80), (1, 0xC1), (2, 0x42), (3, 0x03), (0x25, 0x25), (0x3B, 0xFB), (0x3C, 0x3C), (0x3D, 0x7D), (0x3F, 0xBF)],
)
def test_identifiers_are_protected(identifier: int, protected: int) -> None:
    header = lin.Header(identifier=identifier)
    assert header.pack() == bytes([0x55, protected])
    assert lin.Header.unpack(header.pack()) == header


def test_sums_carry() -> None:
    """Section 2.8.3."""
    assert lin.inverted_sum(bytes.fromhex("4a 55 93 e5")) == 0xE6
    assert lin.inverted_sum(b"\xff\xff") == 0
    assert lin.inverted_sum(b"\0") == 0xFF


@pytest.mark.parametrize(
    ("frame", "wire"),
    [
        (lin.LinFrame(identifier=0x25, payload=b"\x01\x02"), "55 25 0102 d7"),
        (lin.ClassicFrame(identifier=0x25, payload=b"\x01\x02"), "55 25 0102 fc"),
        (lin.LinFrame(identifier=lin.SpecialIdentifier.MASTER_REQUEST, payload=b"\0" + b"\xff" * 7), "55 3c 00ffffffffffffff 00"),
    ],
)
def test_frames_and_their_checksums(frame: Any, wire: str) -> None:
    assert frame.pack() == bytes.fromhex(wire)
    assert type(frame).unpack(bytes.fromhex(wire)) == frame


@pytest.mark.parametrize(
    ("wire", "address", "packet"),
    [
        ("7f 06 b2 00 ff7f ffff", lin.NodeAddress.BROADCAST, lin.SinglePacket(message=bytes.fromhex("b200ff7fffff"))),
        ("01 01 3e ffffffffff", 1, lin.SinglePacket(message=b"\x3e", unused=b"\xff" * 5)),
        ("01 10 08 22f190f18c", 1, lin.FirstPacket(message_length=8, message=bytes.fromhex("22f190f18c"))),
        ("01 21 f187f1ffffff", 1, lin.ConsecutivePacket(packet_number=1, message=bytes.fromhex("f187f1ffffff"))),
        ("00 ffffffffffffff", lin.NodeAddress.GO_TO_SLEEP, b"\xff" * 7),
    ],
)
def test_diagnosis(wire: str, address: int, packet: Any) -> None:
    raw = bytes.fromhex(wire)
    diagnosis = lin.Diagnosis.unpack(raw)
    assert (diagnosis.node_address, diagnosis.packet) == (address, packet)
    assert diagnosis.pack() == raw


@pytest.mark.parametrize(
    ("frame", "wire", "error", "path"),
    [
        (lin.Header, "54 80", ConstMismatch, "_sync"),
        (lin.Header, "55 00", InvalidValue, "identifier"),
        (lin.LinFrame, "55 25 0102 fc", ChecksumMismatch, "checksum"),
        (lin.ClassicFrame, "55 25 0102 d7", ChecksumMismatch, "checksum"),
        (lin.LinFrame, "55 25", TruncatedFrame, "payload"),
        (lin.LinFrame, "55 25 010203040506070809 00", UnpackError, "payload"),
        (lin.Diagnosis, "01 07 3e00", InvalidValue, "packet.length"),
    ],
)
def test_what_is_wrong_is_refused(frame: type[Frame], wire: str, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        frame.unpack(bytes.fromhex(wire))
    assert caught.value.path == path


def test_identifiers_have_six_bits() -> None:
    with pytest.raises(PackError, match="64"):
        lin.Header(identifier=64).pack()
