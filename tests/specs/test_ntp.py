"""NTP: captures of clients, servers and ntpq against an independent dissector, and messages put together by the documents."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest

from framekit import Frame, InvalidValue, PackError, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import CAPTURES, load

ntp: Any = load("ntp")
FRAMES: list[type[Frame]] = [ntp.Timestamp, ntp.Authentication, ntp.NtpPacket, ntp.ControlMessage, ntp.Datagram]
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
        ntp.NtpPacket(version=0, mode=ntp.Mode.CLIENT, transmit_timestamp=ntp.Timestamp()).pack()
    with pytest.raises(PackError, match="version"):
        ntp.NtpPacket(version=8, mode=ntp.Mode.CLIENT, transmit_timestamp=ntp.Timestamp()).pack()


def test_a_status_is_that_of_the_system_a_peer_or_an_error() -> None:
    request = ntp.Datagram.unpack(bytes.fromhex("160200470000beb900000000"))
    assert request.content == ntp.ControlMessage(
        version=2, operation=ntp.Operation.READ_VARIABLES, sequence=71, association=48825, status=0, association_id=48825, data=""
    )
    answer = ntp.Datagram.unpack(bytes.fromhex("168100450618000000000008bebd961abebc8011"))
    assert answer.content.status == ntp.SystemStatus(
        clock_source=ntp.ClockSource.NTP, event_count=1, event=ntp.SystemEvent.NO_SYSTEM_PEER
    )
    peer = ntp.PeerStatus(
        configured=True, reachable=True, selection=ntp.Selection.SYSTEM_PEER, event_count=1, event=ntp.PeerEvent.SYSTEM_PEER
    )
    assert answer.content.data[0] == ntp.Association(association_id=48829, status=peer)
    of_peer = ntp.ControlMessage.unpack(bytes.fromhex("16820047961abebd0000000361623d00"))
    assert (of_peer.status, of_peer.data) == (peer, "ab=")
    refused = ntp.ControlMessage.unpack(bytes.fromhex("16c200470400beb900000000"))
    assert refused.status == ntp.ErrorStatus(error=ntp.ControlError.UNKNOWN_ASSOCIATION)
    clock = ntp.ControlMessage.unpack(bytes.fromhex("168400470001beb900000000"))
    assert clock.status == ntp.ClockStatus(status=ntp.ClockEvent.NOMINAL, event=ntp.ClockEvent.NO_REPLY)
    for message in (of_peer, refused, clock):
        assert ntp.ControlMessage.unpack(message.pack()) == message


def test_private_messages_have_items_of_one_size() -> None:
    request = bytes.fromhex("1700032a00000000") + bytes(40)
    message = ntp.Datagram.unpack(request).content
    assert (message.implementation, message.request) == (ntp.Implementation.XNTPD, ntp.Request.MONITOR_LIST_1)
    assert (message.items, message.rest) == ([], bytes(40))
    host = ntp.MonitoredHost(
        last_time=1,
        first_time=2,
        restrict_flags=0,
        count=3,
        address=IPv4Address("192.0.2.1"),
        destination_address=IPv4Address("192.0.2.2"),
        flags=1,
        port=123,
        mode=ntp.Mode.CLIENT,
        version=4,
        is_ipv6=0,
        address_ipv6=IPv6Address("::"),
        destination_address_ipv6=IPv6Address("::"),
    )
    answer = ntp.PrivateMessage(response=True, implementation=3, request=42, item_size=72, items=[host, host])
    wire = answer.pack()
    assert wire[:8] == bytes.fromhex("9700032a00020048")
    assert ntp.Datagram.unpack(wire).content == answer
    stats = ntp.PrivateMessage.unpack(bytes.fromhex("97000305000200020102 0304"))
    assert stats.items == [b"\1\2", b"\3\4"]


def test_the_mode_chooses_what_a_datagram_holds() -> None:
    assert ntp.Datagram.unpack(ANSWER).content == ntp.NtpPacket.unpack(ANSWER)
    with pytest.raises(InvalidValue) as caught:
        ntp.Datagram.unpack(bytes.fromhex("168100450618000000000200") + bytes(512))
    assert caught.value.path == "content.count"
