"""IPv6: packets of captures, and extension headers laid out by hand as the documents draw them."""

from __future__ import annotations

from ipaddress import IPv6Address
from typing import Any

import pytest

from framekit import Frame, InvalidLength, PackError, TrailingData, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

ipv6: Any = load("ipv6")
FRAMES: list[type[Frame]] = [ipv6.Option, ipv6.HopByHop, ipv6.Routing, ipv6.Authentication, ipv6.Mobility, ipv6.Ipv6Packet]
SOURCE, GROUP = IPv6Address("fe80::1"), IPv6Address("ff02::16")
REPORT = bytes.fromhex("6b80000a 000c 00 01" + SOURCE.packed.hex() + GROUP.packed.hex() + "3a00 0502 0000 0100 8f00abcd")
"""A report of multicast listeners, with a router alert."""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_options_for_every_node() -> None:
    packet = ipv6.Ipv6Packet.unpack(REPORT)
    options = [
        ipv6.Option(type=ipv6.OptionType.ROUTER_ALERT, value=0),
        ipv6.Option(type=ipv6.OptionType.PAD_N, value=b""),
    ]
    assert packet == ipv6.Ipv6Packet(
        dscp=46,
        flow_label=10,
        next_header=ipv6.NextHeader.HOP_BY_HOP,
        hop_limit=1,
        source=SOURCE,
        destination=GROUP,
        payload=ipv6.HopByHop(next_header=ipv6.NextHeader.ICMPV6, options=options, payload=bytes.fromhex("8f00abcd")),
    )
    assert packet.payload_length == 12
    assert packet.pack() == REPORT


@pytest.mark.parametrize(
    ("number", "wire", "payload"),
    [
        (17, "0102", b"\1\2"),
        (
            44,
            "11 00 0009 00000007 6869",
            ipv6.Fragment(next_header=17, offset=1, more=True, identification=7, payload=b"hi"),
        ),
        (
            43,
            "3b 02 04 01 00 00 0000" + GROUP.packed.hex() + "6869",
            ipv6.Routing(
                next_header=59,
                type=ipv6.RoutingType.SEGMENT_ROUTING,
                segments_left=1,
                route=ipv6.SegmentRoute(last_entry=0, segments=[GROUP]),
                payload=b"hi",
            ),
        ),
        (
            43,
            "3b 02 02 01 00000000" + SOURCE.packed.hex(),
            ipv6.Routing(next_header=59, type=2, segments_left=1, route=ipv6.HomeRoute(home_address=SOURCE), payload=b""),
        ),
        (
            51,
            "32 04 0000 00000001 00000002 000102030405060708090a0b 00000003 00000004 ff",
            ipv6.Authentication(
                next_header=ipv6.NextHeader.ESP,
                security_parameters_index=1,
                sequence_number=2,
                integrity_check_value=bytes(range(12)),
                payload=ipv6.Security(security_parameters_index=3, sequence_number=4, payload=b"\xff"),
            ),
        ),
        (
            60,
            "06 00 01 04 00000000 6869",
            ipv6.DestinationOptions(next_header=6, options=[ipv6.Option(type=1, value=bytes(4))], payload=b"hi"),
        ),
        (
            135,
            "3b 00 00 00 1234 0000",
            ipv6.Mobility(type=ipv6.MobilityType.BINDING_REFRESH_REQUEST, checksum=0x1234, message=bytes(2)),
        ),
    ],
)
def test_each_header(number: int, wire: str, payload: object) -> None:
    packet = ipv6.Ipv6Packet(next_header=number, source=SOURCE, destination=GROUP, payload=payload)
    assert packet.pack()[40:] == bytes.fromhex(wire)
    assert ipv6.Ipv6Packet.unpack(packet.pack()) == packet


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (b"\x40" + REPORT[1:], UnpackError, "_version"),
        (REPORT[:-1], TruncatedFrame, "payload"),
        (REPORT + b"\0", TrailingData, ""),
        (REPORT[:41] + b"\2" + REPORT[42:], InvalidLength, "payload.options"),
        (REPORT[:43] + b"\3" + REPORT[44:], (TrailingData, InvalidLength), "payload.options[0].value"),
    ],
)
def test_wrong_bytes_are_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        ipv6.Ipv6Packet.unpack(wire)
    assert caught.value.path == path


def test_options_fill_whole_units() -> None:
    with pytest.raises(PackError):
        ipv6.HopByHop(next_header=59, options=[ipv6.Option(type=0)], payload=b"").pack()
