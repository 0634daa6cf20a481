"""EtherNet/IP and CIP: packets of a real controller, and paths laid out by hand as volume 1 of the CIP library draws them."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

import pytest

from framekit import Frame, InvalidLength, InvalidValue, PackError, TruncatedFrame, Unknown, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

enip: Any = load("enip")
Message, Service, Segment, SegmentType = enip.Message, enip.Service, enip.Segment, enip.SegmentType
FRAMES: list[type[Frame]] = [Segment, Message, enip.Item, enip.EncapsulatedPacket, enip.Datagram]

HEAD = "7000 {length} 00010211 00000000 0000000000000000 00000000 00000000 {timeout} 0200"
REQUEST = bytes.fromhex(
    HEAD.format(length="2000", timeout="0100") + "a100 0400 010b7c00 b100 0c00 8b07 03 02 208b 2401 0100 0800"
)
REPLY = bytes.fromhex(
    HEAD.format(length="4800", timeout="0000") + "a100 0400 2800fe80 b100 3400 8b07 83 00 00 00 0100 0800 0000 24000000"
    "474d542d30353a3030204561737465726e2054696d652028555320262043616e61646129"
)
IDENTITY = bytes.fromhex(
    "6300 3300 00000000 00000000 00000000c1debed1 00000000 0100 0c00 2d00 0100 0002 af12 0a0101a4 0000000000000000"
    "0100 0c00 3a00 04 03 3000 8e4d5200 0b 313735362d454e42542f41 03"
)
IMPLICIT = bytes.fromhex("0200 0280 0800 03064b00 db943f00 b100 0600 a587e80f0300")


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_an_attribute_is_asked_for_over_a_connection() -> None:
    packet = enip.EncapsulatedPacket.unpack(REQUEST)
    assert packet.command is enip.Command.SEND_UNIT_DATA
    address, connected = (each.value for each in packet.data.items)
    assert (address.connection, connected.sequence) == (0x7C0B01, 1931)
    path = enip.Path(segments=[Segment(type=SegmentType.CLASS_8, value=139), Segment(type=SegmentType.INSTANCE_8, value=1)])
    assert connected.message == Message(
        is_reply=False, service=Service.GET_ATTRIBUTE_LIST, path=path, data=enip.AttributeList(attributes=[8])
    )
    assert packet.pack() == REQUEST
    reply = enip.EncapsulatedPacket.unpack(REPLY)
    message = reply.data.items[1].value.message
    assert (message.is_reply, message.general_status, message.additional_status) == (True, enip.GeneralStatus.SUCCESS, [])
    assert (message.data.count, message.data.first, message.data.status) == (1, 8, enip.GeneralStatus.SUCCESS)
    assert message.data.values == b"$\0\0\0GMT-05:00 Eastern Time (US & Canada)"
    assert reply.pack() == REPLY


def test_an_identity_and_the_question_for_it() -> None:
    packet = enip.EncapsulatedPacket.unpack(IDENTITY)
    (item,) = packet.data.items
    assert (item.type, item.value.product_name) == (enip.ItemType.LIST_IDENTITY, "1756-ENBT/A")
    assert (item.value.socket_address.address, item.value.socket_address.port) == (IPv4Address("10.1.1.164"), 44818)
    assert packet.pack() == IDENTITY
    question = enip.EncapsulatedPacket(command=enip.Command.LIST_IDENTITY)
    assert question.pack() == bytes.fromhex("6300") + bytes(22)
    assert enip.EncapsulatedPacket.unpack(question.pack()).data is None


def test_a_datagram_is_a_command_or_implicit_data() -> None:
    packet = enip.Datagram.unpack(IMPLICIT).packet
    address, item = (each.value for each in packet.items)
    assert (address.connection, address.sequence, item.data.hex()) == (0x4B0603, 4166875, "a587e80f0300")
    assert packet.pack() == IMPLICIT
    assert enip.Datagram.unpack(IDENTITY).packet == enip.EncapsulatedPacket.unpack(IDENTITY)


@pytest.mark.parametrize(
    ("wire", "kind", "value"),
    [
        ("20 06", 0x20, 6),
        ("25 00 3412", 0x25, 0x1234),
        ("2a 00 78563412", 0x2A, 0x12345678),
        ("34 04 0100 0c00 3a00 84 03", 0x34, (4, 1, 12, 58, 0x84, 3)),
        ("01 02", 0x01, 2),
        ("12 09 3130 2e31 2e31 2e31 37 00", 0x12, b"10.1.1.17"),
        ("0f 1200 01", 0x0F, (18, 1)),
        ("43 0a", 0x43, 10),
        ("63 616263", 0x63, "abc"),
        ("64 61626364 00", 0x64, "abcd"),
        ("91 05 6d6f746f72 00", 0x91, "motor"),
        ("60 c7 3412", 0x60, (0xC7, 0x1234)),
        ("80 02 01020304", 0x80, b"\1\2\3\4"),
        ("c7", 0xC7, ()),
    ],
)
def test_segments_of_a_path(wire: str, kind: int, value: object) -> None:
    segment = Segment.unpack(bytes.fromhex(wire))
    found = segment.value
    if isinstance(found, Frame):
        values = tuple(getattr(found, name) for name in type(found).__match_args__)
        found = values[0] if len(values) == 1 else values
    assert (segment.type, found) == (kind, value)
    assert segment.pack() == bytes.fromhex(wire)


def test_several_services_in_a_packet() -> None:
    path = enip.Path(segments=[Segment(type=SegmentType.ANSI_EXTENDED_SYMBOL, value=enip.Symbol(name="rate"))])
    first = Message(is_reply=False, service=0x4C, path=path, data=b"\1\0")
    second = Message(is_reply=False, service=Service.NO_OPERATION, path=enip.Path(segments=[]), data=b"")
    packet = enip.MultipleServices.of([first, second])
    assert packet.pack() == bytes.fromhex("0200 0600 1000 4c 03 9104 72617465 0100 17 00")
    assert enip.MultipleServices.unpack(packet.pack()).messages == [first, second]
    with pytest.raises(ValueError, match="offsets"):
        _ = enip.MultipleServices(offsets=[8], services=b"\x17\0").messages


def test_a_service_that_failed_has_no_list() -> None:
    message = Message.unpack(bytes.fromhex("83 00 05 01 0700"))
    assert message.general_status is enip.GeneralStatus.PATH_DESTINATION_UNKNOWN
    assert (message.additional_status, message.data) == ([7], b"")
    with pytest.raises(PackError, match="path"):
        Message(is_reply=False, service=Service.RESET, data=b"").pack()


def test_an_item_that_nobody_knows_is_kept() -> None:
    wire = bytes.fromhex("8700 0200 0102")
    item = enip.Item.unpack(wire)
    assert item.value == Unknown(tag=0x87, data=b"\1\2")
    assert item.pack() == wire


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (REQUEST[:-1], TruncatedFrame, ""),
        (REQUEST[:42] + b"\x0d" + REQUEST[43:], InvalidLength, "data.items[1].value"),
        (REQUEST[:47] + b"\x09" + REQUEST[48:], InvalidLength, "data.items[1].value.message.path.segments"),
        (REQUEST[:48] + b"\x23" + REQUEST[49:], InvalidValue, "data.items[1].value.message.path.segments[0].value"),
    ],
    ids=["cut", "length of an item", "size of a path", "reserved segment"],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        enip.EncapsulatedPacket.unpack(wire)
    assert caught.value.path == path
