"""IPv4 against the examples of its documents, and against captures that others made."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

import pytest

from framekit import ChecksumMismatch, ConstMismatch, Frame, InvalidLength, PackError, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.captures import packets
from tests.specs.test_samples import load

ipv4: Any = load("ipv4")
FRAMES: list[type[Frame]] = [
    ipv4.OptionBody,
    ipv4.Option,
    ipv4.Ipv4Header,
    ipv4.Ipv4Packet,
]

PLAIN = bytes.fromhex("45000073000040004011b861c0a80001c0a800c7")
"""A header that is often used to explain the checksum of RFC 1071."""
SMALL = bytes.fromhex("45000015006f00007b01bb75c0000201c000020263")
"""RFC 791, appendix A, example 1: 21 bytes, with a time to live of 123."""
OPTIONS = bytes.fromhex("48000240006f00007b068bb4c0000201c0000202 880301 88040102 01 940307 00")
"""RFC 791, appendix A, example 3: options of three, four, one, three and one bytes."""
ROUTER_ALERT = bytes.fromhex("46c00020000040000102 4200 c0000201e0000016 94040000")
"""A header of IGMPv3 with RFC 2113's option."""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_a_plain_header() -> None:
    header = ipv4.Ipv4Header.unpack(PLAIN)
    assert (header.version, header.header_words, header.total_length) == (4, 5, 115)
    assert (header.dont_fragment, header.more_fragments, header.fragment_offset) == (True, False, 0)
    assert (header.time_to_live, header.protocol) == (64, ipv4.Protocol.UDP)
    assert header.header_checksum == 0xB861
    assert header.source == IPv4Address("192.168.0.1")
    assert header.destination == IPv4Address("192.168.0.199")
    assert header.options == []
    assert header.pack() == PLAIN


def test_the_header_can_be_made() -> None:
    header = ipv4.Ipv4Header(
        total_length=115,
        dont_fragment=True,
        protocol=ipv4.Protocol.UDP,
        source=IPv4Address("192.168.0.1"),
        destination=IPv4Address("192.168.0.199"),
    )
    assert header.pack() == PLAIN


def test_a_packet_has_the_payload_that_its_header_counts() -> None:
    packet = ipv4.Ipv4Packet.unpack(SMALL)
    assert (packet.header.identification, packet.header.time_to_live) == (111, 123)
    assert packet.header.protocol is ipv4.Protocol.ICMP
    assert packet.payload == b"c"
    assert packet.pack() == SMALL
    with pytest.raises(PackError, match="payload"):
        ipv4.Ipv4Packet(header=packet.header, payload=b"two").pack()
    with pytest.raises(TruncatedFrame):
        ipv4.Ipv4Packet.unpack(SMALL[:-1])


def test_options_of_all_sizes() -> None:
    header = ipv4.Ipv4Header.unpack(OPTIONS)
    assert header.header_words == 8
    read = [(option.type, None if option.body is None else option.body.data.hex()) for option in header.options]
    assert read == [
        (ipv4.OptionType.STREAM_ID, "01"),
        (ipv4.OptionType.STREAM_ID, "0102"),
        (ipv4.OptionType.NO_OPERATION, None),
        (ipv4.OptionType.ROUTER_ALERT, "07"),
        (ipv4.OptionType.END, None),
    ]
    assert header.pack() == OPTIONS


def test_router_alert() -> None:
    header = ipv4.Ipv4Header.unpack(ROUTER_ALERT)
    assert header.dscp == 48
    assert header.protocol is ipv4.Protocol.IGMP
    assert header.options == [ipv4.Option(type=ipv4.OptionType.ROUTER_ALERT, body=ipv4.OptionBody(data=b"\0\0"))]
    assert header.pack() == ROUTER_ALERT


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (PLAIN[:-1], TruncatedFrame, "destination"),
        (b"\x65" + PLAIN[1:], ConstMismatch, "version"),
        (b"\x44" + PLAIN[1:], InvalidLength, "options"),
        (b"\x46" + PLAIN[1:], TruncatedFrame, "options"),
        (PLAIN[:10] + b"\0\0" + PLAIN[12:], ChecksumMismatch, "header_checksum"),
        (PLAIN[:6] + b"\xc0" + PLAIN[7:], ConstMismatch, "_reserved"),
        (OPTIONS[:21] + b"\x01" + OPTIONS[22:], InvalidLength, "options[0].body.data"),
        (OPTIONS[:21] + b"\x30" + OPTIONS[22:], InvalidLength, "options[0].body.data"),
    ],
    ids=["cut", "version 6", "four words", "six words", "checksum", "reserved bit", "length of one", "length past the end"],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        ipv4.Ipv4Header.unpack(wire)
    assert caught.value.path == path


def test_options_that_fill_no_words_are_refused() -> None:
    header = ipv4.Ipv4Header.unpack(PLAIN)
    header.options = [ipv4.Option(type=ipv4.OptionType.NO_OPERATION)]
    with pytest.raises(PackError, match="not a multiple of 4"):
        header.pack()


@pytest.mark.parametrize("name", ["dns_udp.pcap", "modbus_small.pcap", "mqtt31.pcap", "ntp.pcap", "pgsql_psql.pcap", "tftp.pcap"])
def test_recorded_datagrams_unpack_and_pack_to_themselves(name: str) -> None:
    checked = 0
    for _, wire in packets(name):
        try:
            packet = ipv4.Ipv4Packet.unpack_from(wire)
        except ChecksumMismatch as error:
            assert error.found == 0, "recorded by the sender, whose network card was to fill it in"  # noqa: PT017
            continue
        length = packet.header.total_length
        assert len(packet.payload) == length - 20
        assert packet.pack() == wire[:length]
        checked += 1
    assert checked > 0
