"""SocketCAN against frames as the kernel's header lays them out, and J1939's messages against values worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import Frame, InvalidValue, PackError, TrailingData, TruncatedFrame, UnpackError
from framekit.testing import check_all, check_refusals, check_round_trip
from tests.specs.test_samples import load

can: Any = load("socketcan")
FRAMES: list[Any] = [
    can.CanFrame,
    can.EngineController,
    can.ControllerName,
]

STANDARD = bytes.fromhex("23010000 03 00 00 00 1122330000000000")
"""Identifier 0x123 and three bytes, as can-utils write 123#112233."""
ENGINE = bytes.fromhex("0004f08c 08 00 00 00 f17d876813 00f387")
"""Parameter group 61444 (F004) of priority 3 from address 0."""
REMOTE = bytes.fromhex("ff070040 00 00 00 00 0000000000000000")
CLAIM = bytes.fromhex("450320390a81030a")
"""A name of every part."""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_two_laws_of_the_frame() -> None:
    check_round_trip(can.CanFrame)
    check_refusals(can.CanFrame)


def test_a_standard_frame() -> None:
    frame = can.CanFrame.unpack(STANDARD)
    assert frame == can.CanFrame(identifier=0x123, data=b"\x11\x22\x33")
    assert (frame.length, frame.extended, frame.remote, frame.error) == (3, False, False, False)
    assert frame.pack() == STANDARD


def test_a_remote_frame() -> None:
    frame = can.CanFrame.unpack(REMOTE)
    assert frame == can.CanFrame(identifier=0x7FF, remote=True)
    assert frame.pack() == REMOTE


def test_an_extended_frame_and_its_signals() -> None:
    frame = can.CanFrame.unpack(ENGINE)
    assert (frame.identifier, frame.extended) == (0x0CF00400, True)
    assert frame.pack() == ENGINE
    engine = can.EngineController.unpack(frame.data)
    assert engine == can.EngineController(
        torque_mode=1,
        actual_torque_fraction=1.875,
        demanded_torque=0.0,
        actual_torque=10.0,
        speed=621.0,
        source_address=0,
        starter_mode=3,
        engine_demand=10.0,
    )
    assert engine.pack() == frame.data
    engine.speed = 0x10000 / 8
    with pytest.raises(PackError, match="speed"):
        engine.pack()


def test_signals_over_the_borders_of_bytes() -> None:
    name = can.ControllerName.unpack(CLAIM)
    whole = int.from_bytes(CLAIM, "little")
    parts = [(name.identity, 21), (name.manufacturer, 11), (name.controller_instance, 3), (name.function_instance, 5)]
    parts += [(name.function, 8), (name.reserved, 1), (name.vehicle_system, 7), (name.vehicle_system_instance, 4)]
    parts += [(name.industry_group, 3), (name.arbitrary_address, 1)]
    for value, bits in parts:
        assert value == whole & (1 << bits) - 1
        whole >>= bits
    assert (name.identity, name.manufacturer, name.function) == (0x345, 0x1C9, 0x81)
    assert name.pack() == CLAIM


def test_what_stands_behind_the_data_means_nothing() -> None:
    assert can.CanFrame.unpack(STANDARD[:11] + b"\xaa" * 5) == can.CanFrame.unpack(STANDARD)


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (STANDARD[:-1], TruncatedFrame, "_rest"),
        (ENGINE[:-1], TruncatedFrame, "data"),
        (STANDARD + b"\0", TrailingData, ""),
        (STANDARD[:4] + b"\x09" + STANDARD[5:], InvalidValue, "length"),
        (STANDARD[:7] + b"\x08" + STANDARD[8:], InvalidValue, "raw_length"),
        (ENGINE[:3] + b"\x0c" + ENGINE[4:], InvalidValue, "extended"),
    ],
    ids=["cut", "cut data", "longer", "nine bytes", "raw length of 8", "long identifier"],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        can.CanFrame.unpack(wire)
    assert caught.value.path == path


@pytest.mark.parametrize(
    "values", [{"identifier": 0x800}, {"identifier": 1, "data": bytes(9)}, {"identifier": 1 << 29, "extended": True}]
)
def test_what_cannot_be_written(values: dict[str, Any]) -> None:
    with pytest.raises(PackError):
        can.CanFrame(**values).pack()
