"""RADIUS: a session of three requests and their answers, and packets that are none."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest

from framekit import Frame, InvalidLength, InvalidValue, PackError, TrailingData, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import CAPTURES, load

radius: Any = load("radius")
FRAMES: list[type[Frame]] = [radius.ChapPassword, radius.VendorSpecific, radius.EapPacket, radius.Attribute, radius.Packet]
CAPTURE = "radius.pcap"
# RFC 2865, section 7.1: nemo logs in by Telnet, with a password; and the answer.
REQUEST = bytes.fromhex(
    "01000038 0f403f9473978057bd83d5cb98f4227a 01066e656d6f 02120dbe708d93d413ce3196e43f782a0aee 0406c0a80110 050600000003"
)
ACCEPT = bytes.fromhex("02000026 86fe220e7624ba2a1005f6bf9b55e0b2 060600000001 0f0600000000 0e06c0a80103")


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_the_examples_of_the_document() -> None:
    request = radius.Packet.unpack(REQUEST)
    assert (request.code, request.identifier, request.length) == (radius.Code.ACCESS_REQUEST, 0, 56)
    assert [(each.type.name, each.value) for each in request.attributes] == [
        ("USER_NAME", "nemo"),
        ("USER_PASSWORD", bytes.fromhex("0dbe708d93d413ce3196e43f782a0aee")),
        ("NAS_IP_ADDRESS", IPv4Address("192.168.1.16")),
        ("NAS_PORT", 3),
    ]
    assert request.pack() == REQUEST
    accept = radius.Packet.unpack(ACCEPT)
    assert [(each.type.name, each.value) for each in accept.attributes] == [
        ("SERVICE_TYPE", 1),
        ("LOGIN_SERVICE", 0),
        ("LOGIN_IP_HOST", IPv4Address("192.168.1.3")),
    ]
    assert accept.pack() == ACCEPT


def test_attributes_of_every_kind() -> None:
    kinds = radius.AttributeType
    attributes = [
        (kinds.USER_NAME, "j\udcf6rg", "01 06 6a f6 72 67"),
        (kinds.CHAP_PASSWORD, radius.ChapPassword(identifier=22, response=bytes(16)), "03 13 16" + "00" * 16),
        (kinds.REPLY_MESSAGE, "née", "12 06 6e c3 a9 65"),
        (kinds.VENDOR_SPECIFIC, radius.VendorSpecific(vendor_id=2, string=b"\1\3x"), "1a 09 00 00 00 02 01 03 78"),
        (
            kinds.VENDOR_SPECIFIC,
            radius.VendorSpecific(vendor_id=radius.Vendor.CISCO, string=[radius.VendorAttribute(type=1, value=b"x")]),
            "1a 09 00 00 00 09 01 03 78",
        ),
        (kinds.SERVICE_TYPE, radius.ServiceType.FRAMED, "06 06 00 00 00 02"),
        (kinds.SERVICE_TYPE, 77, "06 06 00 00 00 4d"),
        (kinds.EVENT_TIMESTAMP, datetime(2020, 1, 1, tzinfo=UTC), "37 06 5e 0b e1 00"),
        (kinds.EGRESS_VLANID, radius.EgressVlan(tagging=radius.VlanTagging.TAGGED, vlan_id=123), "38 06 31 00 00 7b"),
        (kinds.EGRESS_VLAN_NAME, radius.EgressVlanName(tagging=radius.VlanTagging.UNTAGGED, name="a"), "3a 04 32 61"),
        (kinds.TUNNEL_TYPE, radius.TunnelTypeValue(tag=1, value=radius.TunnelType.VLAN), "40 06 01 00 00 0d"),
        (kinds.TUNNEL_PREFERENCE, radius.TaggedInteger(tag=0, value=5), "53 06 00 00 00 05"),
        (kinds.TUNNEL_PRIVATE_GROUP_ID, radius.TaggedText(first_byte=1, tag=1, value="10"), "51 05 01 31 30"),
        (kinds.TUNNEL_PRIVATE_GROUP_ID, radius.TaggedText(first_byte=0x31, value="10"), "51 04 31 30"),
        (kinds.TUNNEL_PASSWORD, radius.TunnelPassword(tag=0, salt=0x8001, string=b"ab"), "45 07 00 80 01 61 62"),
        (kinds.FRAMED_IPV6_ADDRESS, IPv6Address("2001:db8::1"), "a8 12 20010db8000000000000000000000001"),
        (kinds.FRAMED_IPV6_PREFIX, radius.Ipv6Prefix(prefix_length=32, prefix=b"\x20\1\x0d\xb8"), "61 08 00 20 20 01 0d b8"),
        (kinds.ERROR_CAUSE, radius.ErrorCause.SESSION_CONTEXT_NOT_FOUND, "65 06 00 00 01 f7"),
        (kinds.OPERATOR_NAME, radius.OperatorName(namespace="1", name="a.example"), "7e 0c 31 61 2e 65 78 61 6d 70 6c 65"),
        (kinds.EXTENDED_ATTRIBUTE_1, radius.Extended(extended_type=1, value=b"ab"), "f1 05 01 61 62"),
        (kinds.EXTENDED_ATTRIBUTE_5, radius.LongExtended(extended_type=1, more=True, value=b"a"), "f5 05 01 80 61"),
        (kinds.CLASS, b"c", "19 03 63"),
        (80, b"ab", "50 04 61 62"),
    ]
    for kind, value, wire in attributes:
        attribute = radius.Attribute(type=kind, value=value)
        assert attribute.pack().hex(" ") == bytes.fromhex(wire).hex(" ")
        assert radius.Attribute.unpack(bytes.fromhex(wire)) == attribute


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (REQUEST[:-1], TruncatedFrame, None),
        (REQUEST + b"\0", TrailingData, ""),
        (REQUEST[:2] + b"\0\x13" + REQUEST[4:], UnpackError, None),
        (REQUEST[:2] + b"\x10\x01" + REQUEST[4:] + bytes(4097 - len(REQUEST)), InvalidValue, "length"),
        (ACCEPT[:21] + b"\x01" + ACCEPT[22:], InvalidLength, "attributes[0]"),
        (ACCEPT[:21] + b"\x05" + ACCEPT[22:], InvalidLength, "attributes[0].value"),
        (ACCEPT[:21] + b"\x07" + ACCEPT[22:], TrailingData, "attributes[0]"),
        (ACCEPT[:21] + b"\x13" + ACCEPT[22:], UnpackError, "attributes[0]"),
        (ACCEPT[:20] + b"\x12\x06\xff\xff\xff\xff" + ACCEPT[26:], InvalidValue, "attributes[0].value"),
        (ACCEPT[:20] + b"\x1a\x06\x01\0\0\0" + ACCEPT[26:], InvalidValue, "attributes[0].value.vendor_id"),
    ],
)
def test_wrong_bytes_are_refused(wire: bytes, error: type[UnpackError], path: str | None) -> None:
    with pytest.raises(error) as caught:
        radius.Packet.unpack(wire)
    assert path is None or caught.value.path == path


def test_wrong_values_are_refused() -> None:
    with pytest.raises(PackError):
        radius.Attribute(type=radius.AttributeType.CLASS, value=bytes(254)).pack()
    with pytest.raises(PackError):
        radius.Attribute(type=radius.AttributeType.NAS_PORT, value=IPv4Address("192.0.2.1")).pack()


def captured() -> Iterator[tuple[bytes, list[list[Any]]]]:
    """Each packet of the capture, beside what an independent dissector says of it."""
    path = CAPTURES / CAPTURE
    if not path.exists():
        pytest.skip(f"there is no {path}: captures that others made are not part of the project")
    wire, packets, offset = path.read_bytes(), [], 24
    while offset < len(wire):
        (size,) = struct.unpack_from("<8xI4x", wire, offset)
        packets.append(wire[offset + 16 : offset + 16 + size])
        offset += 16 + size
    for line in (CAPTURES / "truth" / f"{CAPTURE}.jsonl").read_text().splitlines():
        unit = json.loads(line)
        yield packets[unit["frame"] - 1][unit["off"] : unit["off"] + unit["size"]], unit["fields"]


def test_an_eap_packet_is_put_together_of_its_attributes() -> None:
    parts = [bytes.fromhex("0266000a01"), b"steve"]
    attributes = [radius.Attribute(type=radius.AttributeType.EAP_MESSAGE, value=part) for part in parts]
    packet = radius.Packet(code=radius.Code.ACCESS_REQUEST, identifier=1, authenticator=bytes(16), attributes=attributes)
    eap = radius.EapPacket(code=radius.EapCode.RESPONSE, identifier=0x66, type=radius.EapType.IDENTITY, type_data=b"steve")
    assert packet.eap == eap
    assert eap.pack() == b"".join(parts)
    assert radius.EapPacket.unpack(bytes.fromhex("03670004")) == radius.EapPacket(code=radius.EapCode.SUCCESS, identifier=0x67)
    assert radius.Packet(code=1, identifier=1, authenticator=bytes(16), attributes=[]).eap is None


def test_packets_agree_with_an_independent_dissector() -> None:
    checked = 0
    for wire, fields in captured():
        packet = radius.Packet.unpack(wire)
        assert packet.pack() == wire
        shown = {name: value for name, _, _, _, value, _ in fields}
        assert (packet.code, packet.identifier, packet.length) == (
            int(shown["radius.code"]),
            int(shown["radius.id"]),
            int(shown["radius.length"]),
        )
        whole = [(offset, bytes.fromhex(raw)) for name, offset, _, raw, *_ in fields if name == "radius.avp"]
        assert [each.pack() for each in packet.attributes] == [raw for _, raw in whole]
        values = {each.type: each.value for each in packet.attributes}
        if "radius.User_Name" in shown:
            assert values[radius.AttributeType.USER_NAME] == shown["radius.User_Name"]
            assert str(values[radius.AttributeType.NAS_IP_ADDRESS]) == shown["radius.NAS_IP_Address"]
            assert values[radius.AttributeType.NAS_PORT] == int(shown["radius.NAS_Port"])
        checked += 1
    assert checked == 6
