"""TCP against options laid out as its documents say, and against captures that others made."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

import pytest

from framekit import ConstMismatch, Frame, InvalidLength, PackError, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.captures import packets, payloads
from tests.specs.test_samples import load

tcp: Any = load("tcp")
Kind = tcp.OptionKind
FRAMES: list[type[Frame]] = [
    tcp.MaximumSegmentSize,
    tcp.WindowScale,
    tcp.SackPermitted,
    tcp.Sack,
    tcp.Timestamps,
    tcp.OtherOption,
    tcp.Option,
    tcp.TcpHeader,
    tcp.TcpSegment,
]

SYN = bytes.fromhex("d8c801f688fb9ad200000000a002aaaafe3000000204ffd70402080a0156fee40000000001030307")
"""The start of a connection, as Linux begins one over the loopback."""
HOLES = bytes.fromhex(
    "0050c350 00000001 000013ec d010 2000 0000 0000 0101051a 0000177000001964 00001d4c00002134 000023280000251c fd0400aa"
)
"""An acknowledgment with three blocks, laid out as RFC 2018, section 3 says, and an option of experiments (RFC 4727)."""
PADDED = bytes.fromhex("0050c350 00000001 000013ec 7012 2000 0000 0000 020405b4 00000000")
"""One option, the end of the list, and zero bytes to the end of the header."""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_a_recorded_start_of_a_connection() -> None:
    header = tcp.TcpHeader.unpack(SYN)
    assert (header.source_port, header.destination_port) == (55496, 502)
    assert (header.sequence, header.acknowledgment, header.data_offset) == (0x88FB9AD2, 0, 10)
    assert header.flags is tcp.Flags.SYN
    assert (header.window, header.checksum, header.urgent_pointer) == (43690, 0xFE30, 0)
    assert header.options == [
        tcp.Option(kind=Kind.MAXIMUM_SEGMENT_SIZE, body=tcp.MaximumSegmentSize(size=65495)),
        tcp.Option(kind=Kind.SACK_PERMITTED, body=tcp.SackPermitted()),
        tcp.Option(kind=Kind.TIMESTAMPS, body=tcp.Timestamps(value=22478564, echo_reply=0)),
        tcp.Option(kind=Kind.NO_OPERATION),
        tcp.Option(kind=Kind.WINDOW_SCALE, body=tcp.WindowScale(shift=7)),
    ]
    assert header.pack() == SYN


def test_blocks_and_an_unknown_option() -> None:
    header = tcp.TcpHeader.unpack(HOLES)
    assert header.flags == tcp.Flags.ACK
    _, _, sack, other = header.options
    assert [(block.left, block.right) for block in sack.body.blocks] == [(6000, 6500), (7500, 8500), (9000, 9500)]
    assert (sack.body.length, other.kind, other.body) == (26, 0xFD, tcp.OtherOption(data=b"\0\xaa"))
    assert header.pack() == HOLES


def test_the_end_of_the_list_and_what_fills_the_header() -> None:
    header = tcp.TcpHeader.unpack(PADDED)
    assert [option.kind for option in header.options] == [Kind.MAXIMUM_SEGMENT_SIZE, *[Kind.END] * 4]
    assert header.flags == tcp.Flags.SYN | tcp.Flags.ACK
    assert header.pack() == PADDED


def test_a_segment_has_data_behind_its_options() -> None:
    segment = tcp.TcpSegment.unpack(SYN + b"early")
    assert segment.payload == b"early"
    assert segment.pack() == SYN + b"early"


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (SYN[:-1], TruncatedFrame, "options"),
        (SYN[:12] + b"\x40" + SYN[13:], InvalidLength, "options"),
        (SYN[:12] + b"\xf0" + SYN[13:], TruncatedFrame, "options"),
        (SYN[:21] + b"\x05" + SYN[22:], ConstMismatch, "options[0].body.length"),
        (HOLES[:23] + b"\x19" + HOLES[24:], InvalidLength, "options[2].body.blocks"),
        (HOLES[:49] + b"\x01" + HOLES[50:], InvalidLength, "options[3].body.data"),
        (HOLES[:49] + b"\x05" + HOLES[50:], InvalidLength, "options[3].body.data"),
    ],
    ids=["cut", "four words", "fifteen words", "segment size of five", "half a block", "length of one", "length past the end"],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        tcp.TcpHeader.unpack(wire)
    assert caught.value.path == path


def test_what_does_not_belong_together_is_refused() -> None:
    header = tcp.TcpHeader.unpack(SYN)
    for option in (
        tcp.Option(kind=Kind.NO_OPERATION, body=tcp.SackPermitted()),
        tcp.Option(kind=Kind.TIMESTAMPS),
        tcp.Option(kind=Kind.TIMESTAMPS, body=tcp.WindowScale(shift=1)),
        tcp.Option(kind=Kind.NO_OPERATION),
    ):
        header.options = [option]
        with pytest.raises(PackError):
            header.pack()


@pytest.mark.parametrize("name", ["dns_tcp_multi.pcap", "modbus_small.pcap", "mqtt31.pcap", "pgsql_psql.pcap"])
def test_recorded_segments_unpack_and_pack_to_themselves(name: str) -> None:
    checked = 0
    for _, wire in payloads(name, protocol=6):
        segment = tcp.TcpSegment.unpack(wire)
        assert segment.data_offset == wire[12] >> 4
        assert segment.payload == wire[segment.data_offset * 4 :]
        assert segment.pack() == wire
        checked += 1
    assert checked > 0


def test_the_checksum_of_recorded_segments() -> None:
    right = 0
    for _, packet in packets("mqtt31.pcap"):
        wire = packet[20 : int.from_bytes(packet[2:4], "big")]
        right += tcp.checksum_over(IPv4Address(packet[12:16]), IPv4Address(packet[16:20]), wire) == 0
    assert right > 0
