"""NTP: a capture of clients and servers, with and without authentication, against an independent dissector."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import Any

import pytest

from framekit import Frame, PackError, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import CAPTURES, load

ntp: Any = load("ntp")
FRAMES: list[type[Frame]] = [ntp.Timestamp, ntp.Authentication, ntp.NtpPacket]
# A server's answer, put together by figure 8 of RFC 5905.
ANSWER = struct.pack(
    ">BBbbIII8I", 0b00_100_100, 2, 6, -20, 0x8000, 0x18000, 0xC0000201, 1, 2, 0xDCF25CBE, 0x80000000, 3, 4, 0xDCF25CBF, 5
)


def datagrams() -> Iterator[bytes]:
    """What the UDP datagrams of the capture hold."""
    path = CAPTURES / "ntp.pcap"
    if not path.exists():
        pytest.skip(f"there is no {path}: captures with an independent reading are not part of the project")
    wire, offset = path.read_bytes(), 24
    while offset < len(wire):
        (size,) = struct.unpack_from("<I", wire, offset + 8)
        packet = wire[offset + 16 : offset + 16 + size]
        (length,) = struct.unpack_from(">H", packet, 38)
        yield packet[42 : 34 + length]
        offset += 16 + size


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_a_packet_unpacks_and_packs_to_itself() -> None:
    packet = ntp.NtpPacket.unpack(ANSWER)
    assert packet == ntp.NtpPacket(
        leap_indicator=ntp.LeapIndicator.NO_WARNING,
        version=4,
        mode=ntp.Mode.SERVER,
        stratum=2,
        poll=6,
        precision=-20,
        root_delay=0.5,
        root_dispersion=1.5,
        reference_identifier=bytes([192, 0, 2, 1]),
        reference_timestamp=ntp.Timestamp(seconds=1, fraction=2),
        origin_timestamp=ntp.Timestamp(seconds=0xDCF25CBE, fraction=0x80000000),
        receive_timestamp=ntp.Timestamp(seconds=3, fraction=4),
        transmit_timestamp=ntp.Timestamp(seconds=0xDCF25CBF, fraction=5),
    )
    assert packet.pack() == ANSWER


def test_a_client_gives_the_mode_and_its_time() -> None:
    packet = ntp.NtpPacket(mode=ntp.Mode.CLIENT, transmit_timestamp=ntp.Timestamp(seconds=1))
    assert packet.pack() == b"\x23" + bytes(39) + b"\0\0\0\1" + bytes(4)


def test_the_packets_of_a_capture() -> None:
    wires = list(datagrams())
    units = [json.loads(line) for line in (CAPTURES / "truth" / "ntp.pcap.jsonl").read_text().splitlines()]
    assert len(wires) == len(units) == 8
    for wire, unit in zip(wires, units, strict=True):
        packet = ntp.NtpPacket.unpack(wire)
        assert packet.pack() == wire
        raw = {name: bytes.fromhex(value) for name, _, _, value, _, _ in unit["fields"]}
        shown = {name: value for name, _, _, _, value, _ in unit["fields"]}
        assert packet.leap_indicator == int(shown["ntp.flags.li"])
        assert packet.version == int(shown["ntp.flags.vn"])
        assert packet.mode == int(shown["ntp.flags.mode"])
        assert packet.stratum == int(shown["ntp.stratum"])
        assert (packet.poll, packet.precision) == struct.unpack("bb", raw["ntp.ppoll"] + raw["ntp.precision"])
        assert packet.root_delay == int(shown["ntp.rootdelay"]) / 65536
        assert packet.root_dispersion == int(shown["ntp.rootdispersion"]) / 65536
        assert packet.reference_identifier == raw["ntp.refid"]
        for name, stamp in (
            ("ntp.reftime", packet.reference_timestamp),
            ("ntp.org", packet.origin_timestamp),
            ("ntp.rec", packet.receive_timestamp),
            ("ntp.xmt", packet.transmit_timestamp),
        ):
            assert (stamp.seconds, stamp.fraction) == struct.unpack(">II", raw[name])
        if "ntp.keyid" in raw:
            assert packet.authentication.key_identifier == int.from_bytes(raw["ntp.keyid"], "big")
            assert packet.authentication.digest == raw.get("ntp.mac", b"")
        else:
            assert packet.authentication is None


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (b"", TruncatedFrame, "leap_indicator"),
        (ANSWER[:-1], TruncatedFrame, "transmit_timestamp.fraction"),
        (ANSWER + b"\0\0\0", UnpackError, "authentication.key_identifier"),
    ],
)
def test_wrong_bytes_are_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        ntp.NtpPacket.unpack(wire)
    assert caught.value.path == path


def test_wrong_values_are_refused() -> None:
    with pytest.raises(PackError, match="version"):
        ntp.NtpPacket(version=8, mode=ntp.Mode.CLIENT, transmit_timestamp=ntp.Timestamp()).pack()
