"""MAVLink 2: packets laid out by hand, and the numbers that follow from the declarations of the messages."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import (
    ChecksumMismatch,
    ConstMismatch,
    Frame,
    InvalidValue,
    TruncatedFrame,
    UnpackError,
    checksum,
    data,
    spec_of,
    u16le,
)
from framekit.spec.kinds import Mapped, Repeat, Text
from framekit.spec.model import MISSING
from framekit.spec.numbers import Scalar
from framekit.testing import check_all
from tests.specs.test_samples import load

mavlink: Any = load("mavlink")
Packet = mavlink.Packet
Id = mavlink.MessageId

HEARTBEAT = bytes.fromhex("fd 09 00 00 01 01 01 000000 00000000 02 03 51 03 03 f21c")


def completed(wire: bytes) -> bytes:
    return wire + mavlink.checksum_of(wire[1:]).to_bytes(2, "little")


@pytest.mark.parametrize("frame", [mavlink.Packet, mavlink.Statustext], ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_a_heartbeat() -> None:
    packet = Packet.unpack(HEARTBEAT)
    assert (packet.message_id, packet.sequence, packet.system_id, packet.component_id) == (Id.HEARTBEAT, 1, 1, 1)
    beat = packet.payload
    assert (beat.type, beat.autopilot, beat.system_status) == (
        mavlink.MavType.QUADROTOR, mavlink.MavAutopilot.ARDUPILOTMEGA, mavlink.MavState.STANDBY,
    )  # fmt: skip
    flags = mavlink.MavModeFlag
    assert beat.base_mode == flags.CUSTOM_MODE_ENABLED | flags.STABILIZE_ENABLED | flags.MANUAL_INPUT_ENABLED
    assert packet.pack() == HEARTBEAT
    assert Packet(sequence=1, system_id=1, component_id=1, message_id=0, payload=beat).pack() == HEARTBEAT


def test_zeros_at_the_end_of_a_payload_are_left_out() -> None:
    packet = Packet(sequence=1, system_id=1, component_id=1, message_id=Id.PING, payload=mavlink.Ping(
        time_usec=5, seq=0, target_system=0, target_component=0
    ))  # fmt: skip
    wire = packet.pack()
    assert (packet.length, wire[10:11]) == (1, b"\x05")
    assert Packet.unpack(wire) == packet
    nothing = completed(bytes.fromhex("fd 01 00 00 01 01 01 040000 00"))
    assert Packet.unpack(nothing).payload.time_usec == 0
    assert Packet.unpack(nothing).pack() == nothing
    whole = completed(bytes.fromhex("fd 0e 00 00 01 01 01 040000 0500000000000000 00000000 00 00"))
    assert Packet.unpack(whole) == packet


def test_extensions() -> None:
    short = completed(bytes.fromhex("fd 03 00 00 01 01 01 4d0000 9001 04"))
    assert Packet.unpack(short).payload == mavlink.CommandAck(command=400, result=mavlink.MavResult.FAILED)
    longer = completed(bytes.fromhex("fd 09 00 00 01 01 01 4d0000 9001 05 32 07000000 ff"))
    ack = Packet.unpack(longer).payload
    assert (ack.result, ack.progress, ack.result_param2, ack.target_system, ack.target_component) == (5, 50, 7, 255, 0)
    assert Packet.unpack(longer).pack() == longer
    later = completed(bytes.fromhex("fd 0b 00 00 01 01 01 4d0000 9001 05 32 07000000 ff 01 99"))
    assert Packet.unpack(later).payload == mavlink.CommandAck(
        command=400, result=5, progress=50, result_param2=7, target_system=255, target_component=1
    )


def test_a_position_and_a_text() -> None:
    wire = completed(bytes.fromhex(
        "fd 1c 00 00 07 01 01 210000 10270000 8096981c f0a5d000 a0860100 10270000 0a00 f6ff 0000 2823"
    ))  # fmt: skip
    packet = Packet.unpack(wire)
    assert packet.payload == mavlink.GlobalPositionInt(
        time_boot_ms=10_000, lat=479762048, lon=13673968, alt=100_000, relative_alt=10_000, vx=10, vy=-10, vz=0, hdg=9000
    )
    assert packet.pack() == wire
    text = mavlink.Statustext(severity=mavlink.MavSeverity.WARNING, text="Low battery")
    packet = Packet(sequence=8, system_id=1, component_id=1, message_id=Id.STATUSTEXT, payload=text)
    assert (packet.length, packet.pack()[10:22]) == (12, b"\x04Low battery")
    assert Packet.unpack(packet.pack()).payload == text


def test_a_signature() -> None:
    key = bytes(range(32))
    packet = Packet.unpack(HEARTBEAT)
    packet.signature = mavlink.Signature(link_id=3, timestamp=1_000_000, signature=bytes(6))
    packet.signature.signature = mavlink.signature_of(key, packet.pack())
    wire = packet.pack()
    assert (len(wire), wire[2], packet.incompatibility_flags) == (len(HEARTBEAT) + 13, 1, 1)
    read = Packet.unpack(wire)
    assert read == packet
    assert read.signature.signature == mavlink.signature_of(key, wire) != mavlink.signature_of(bytes(32), wire)


def test_messages_that_are_not_declared() -> None:
    wire = bytes.fromhex("fd 03 00 00 01 01 01 ffff00 010200 abcd")
    packet = Packet.unpack(wire)
    assert (packet.message_id, packet.payload, packet.checksum, packet.other_checksum) == (65535, b"\1\2\0", None, 0xCDAB)
    assert packet.pack() == wire


def test_packets_are_found_between_others() -> None:
    drone, _ = mavlink.PROTOCOL.decoders(on_error="skip")
    first = bytes.fromhex("fe 09 00 01 01 00 00000000 02 03 51 03 03 0000")  # MAVLink 1
    found = drone.feed(first + HEARTBEAT + b"\xfd" + HEARTBEAT)
    assert [each.message_id for each in found if isinstance(each, Packet)] == [Id.HEARTBEAT, Id.HEARTBEAT]


NAMES = {
    "u8": "uint8_t", "i8": "int8_t", "u16": "uint16_t", "i16": "int16_t", "u32": "uint32_t", "i32": "int32_t",
    "u64": "uint64_t", "i64": "int64_t", "f32": "float",
}  # fmt: skip
SPELLED = {"vcc": "Vcc", "vservo": "Vservo", "icao_address": "ICAO_address"}


class Summed(Frame):
    """Bytes, and the CRC of MAVLink."""

    content: bytes = data()
    crc: int = checksum(u16le, "crc-16/mcrf4xx")


def shape(kind: Any) -> tuple[str, int]:
    """The type that MAVLink has for a kind, and the length of an array, or 0."""
    match kind:
        case Mapped():
            return shape(kind.base)
        case Scalar():
            return NAMES[kind.name], 0
        case Repeat():
            return shape(kind.item)[0], kind.extent.number
        case Text():
            return "char", kind.data.extent.number
        case _:
            return "uint8_t", kind.extent.number


@pytest.mark.parametrize("number", mavlink.MESSAGES, ids=lambda number: Id(number).name)
def test_the_number_of_each_message_follows_from_its_fields(number: int) -> None:
    frame, extra, size = mavlink.MESSAGES[number]
    described = f"{Id(number).name} ".encode()
    for each in spec_of(frame).fields:
        kind, length = shape(each.kind)
        if each.default is MISSING and each.default_factory is None:  # no extension
            described += f"{kind} {SPELLED.get(each.name, each.name)} ".encode() + bytes([length] * (length > 0))
    low, high = Summed(content=described).pack()[-2:]
    assert low ^ high == extra
    assert len(frame.unpack(bytes(size)).pack()) == size


def test_the_checksum_is_that_of_the_catalogue() -> None:
    assert Summed(content=HEARTBEAT[1:-2] + b"\x32").pack()[-2:] == HEARTBEAT[-2:]


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (b"\xfe" + HEARTBEAT[1:], ConstMismatch, "_start"),
        (HEARTBEAT[:-1] + b"\0", ChecksumMismatch, "checksum"),
        (HEARTBEAT[:2] + b"\2" + HEARTBEAT[3:], InvalidValue, "incompatibility_flags"),
        (HEARTBEAT[:-4], TruncatedFrame, "payload"),
        (HEARTBEAT[:2] + b"\1" + HEARTBEAT[3:], TruncatedFrame, "signature.link_id"),
    ],
    ids=["start", "checksum", "flags", "cut", "no signature"],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        Packet.unpack(wire)
    assert caught.value.path == path
