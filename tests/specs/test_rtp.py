"""RTP: packets of calls; RTCP: packets laid out by hand as RFC 3550 and RFC 4585 draw them."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import ConstMismatch, Frame, InvalidLength, PackError, TruncatedFrame, Unknown, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

rtp: Any = load("rtp")
PacketType = rtp.PacketType

AUDIO = bytes.fromhex("816fcddb1e5153bfb80974d80000011c48")
"""One octet of Opus, with a contributing source."""
EXTENDED = bytes.fromhex("907848b6d17f3d75001a7e73bede000130a179db6a7f08e1")
"""With a header extension of 4 octets, which is encrypted."""
REPORTS = bytes.fromhex(
    "81c8000c 00001646 83aa7e80 80000000 0009e886 00000111 00038000"
    "001a7e73 40 00000c 0001 48bc 00000010 7e808000 00018000"
    "81ca0004 00001646 0105 6140622e63 0602 6869 00"
)
"""A sender report with one block, and a description: CNAME a@b.c and TOOL hi."""


@pytest.mark.parametrize("frame", [rtp.RtpPacket, rtp.RtcpCompound, rtp.Datagram], ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_a_packet_with_a_contributing_source() -> None:
    packet = rtp.Datagram.unpack(AUDIO).content
    assert (packet.payload_type, packet.sequence_number, packet.timestamp) == (111, 52699, 508646335)
    assert (packet.ssrc, packet.csrc, packet.csrc_count) == (0xB80974D8, [0x11C], 1)
    assert (packet.extension, packet.payload) == (None, b"\x48")
    assert packet.pack() == AUDIO


def test_a_header_extension() -> None:
    packet = rtp.RtpPacket.unpack(EXTENDED)
    assert packet.extension == rtp.HeaderExtension(profile=0xBEDE, data=bytes.fromhex("30a179db"))
    assert packet.payload.hex() == "6a7f08e1"
    assert packet.pack() == EXTENDED
    with pytest.raises(PackError):
        rtp.HeaderExtension(profile=0xBEDE, data=b"\x10\xff\0").pack()  # no whole words


def test_elements_of_a_header_extension() -> None:
    one = rtp.OneByteElement
    read = rtp.OneByteElements.unpack(bytes.fromhex("10aa 00 21bbcc f0ff30"))
    assert read.elements == [
        one(identifier=1, data=b"\xaa"),
        one(identifier=0),
        one(identifier=2, length=1, data=b"\xbb\xcc"),
        one(identifier=15, data=b"\xff\x30"),
    ]
    assert read.pack().hex() == "10aa0021bbccf0ff30"
    read = rtp.TwoByteElements.unpack(bytes.fromhex("0100 00 0202abcd"))
    assert [each.data for each in read.elements] == [b"", None, b"\xab\xcd"]


def test_padding_is_a_part_of_the_payload() -> None:
    packet = rtp.RtpPacket(padding=True, payload_type=0, sequence_number=1, timestamp=2, ssrc=3, payload=b"abc\0\0\3")
    assert rtp.RtpPacket.unpack(packet.pack()).media == b"abc"
    packet.padding = False
    assert packet.media == b"abc\0\0\3"


def test_a_sender_report_and_a_description() -> None:
    report, description = (each.packet for each in rtp.Datagram.unpack(REPORTS).content.packets)
    assert (report.ssrc, report.ntp_seconds, report.ntp_fraction) == (0x1646, 2208988800, 1 << 31)
    assert (report.sender_packet_count, report.sender_octet_count, report.reception_report_count) == (273, 229376, 1)
    (block,) = report.reports
    assert (block.fraction_lost, block.cumulative_lost, block.cycles, block.highest_sequence_number) == (64, 12, 1, 18620)
    assert [(each.type, each.value) for each in description.chunks[0].items] == [
        (rtp.SdesType.CNAME, "a@b.c"),
        (rtp.SdesType.TOOL, "hi"),
    ]
    assert rtp.Datagram.unpack(REPORTS).pack() == REPORTS


@pytest.mark.parametrize(
    ("wire", "packet"),
    [
        ("81c90007 00000001 00000002 00ffffff 00000000 00000000 00000000 00000000", rtp.ReceiverReport(ssrc=1, reports=[
            rtp.ReportBlock(
                ssrc=2, fraction_lost=0, cumulative_lost=-1, cycles=0, highest_sequence_number=0, interarrival_jitter=0,
                last_sr=0, delay_since_last_sr=0,
            ),
        ])),
        ("80c90001 00000001", rtp.ReceiverReport(ssrc=1)),
        ("81cb0003 00000001 04 6c656674 000000", rtp.Goodbye(sources=[1], reason=rtp.Reason(text="left"))),
        ("82cb0002 00000001 00000002", rtp.Goodbye(sources=[1, 2])),
        ("85cc0003 00000001 6e616d65 01020304", rtp.Application(subtype=5, ssrc=1, name=b"name", data=b"\1\2\3\4")),
        ("81cd0003 00000001 00000002 48bc 8001", rtp.TransportFeedback(
            sender_ssrc=1, media_ssrc=2, control_information=rtp.GenericNack(
                nacks=[rtp.Nack(packet_identifier=0x48BC, lost_packets=0x8001)]
            ),
        )),
        ("8fcd0003 00000001 00000002 00000003", rtp.TransportFeedback(
            sender_ssrc=1, media_ssrc=2, control_information=Unknown(tag=15, data=b"\0\0\0\3")
        )),
        ("81ce0002 00000001 00000002", rtp.PayloadFeedback(
            sender_ssrc=1, media_ssrc=2, control_information=rtp.PictureLoss()
        )),
        ("82ce0003 00000001 00000002 00080081", rtp.PayloadFeedback(
            sender_ssrc=1, media_ssrc=2, control_information=rtp.SliceLosses(
                slices=[rtp.SliceLoss(first=1, number=2, picture_id=1)]
            ),
        )),
        ("80cf0002 00000001 04000000", rtp.OtherPacket(
            count=0, packet_type=PacketType.XR, data=bytes.fromhex("0000000104000000")
        )),
    ],
    ids=["receiver report", "empty report", "bye and why", "bye", "application", "nack", "other feedback", "pli", "sli", "xr"],
)  # fmt: skip
def test_packets(wire: str, packet: Any) -> None:
    (read,) = rtp.RtcpCompound.unpack(bytes.fromhex(wire)).packets
    assert read.packet == packet
    assert packet.pack() == bytes.fromhex(wire)


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (b"\x01" + AUDIO[1:], ConstMismatch, "content._version"),
        (b"\x8f" + AUDIO[1:], TruncatedFrame, "content.csrc"),
        (EXTENDED[:15] + b"\x03" + EXTENDED[16:], TruncatedFrame, "content.extension.data"),
        (REPORTS[:3] + b"\x07" + REPORTS[4:], InvalidLength, "content.packets[0].packet.reports"),
        (REPORTS[:-4], TruncatedFrame, "content.packets[1].packet"),
    ],
    ids=["version", "sources", "extension", "length of a report", "cut"],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        rtp.Datagram.unpack(wire)
    assert caught.value.path == path
