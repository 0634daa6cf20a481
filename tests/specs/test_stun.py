"""STUN against the test vectors of RFC 5769, and messages laid out by hand."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest

from framekit import ConstMismatch, Frame, InvalidLength, InvalidValue, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

stun: Any = load("stun")
AttributeType = stun.AttributeType
FRAMES: list[type[Frame]] = [stun.Packet, stun.Datagram, stun.FramedMessage, stun.Attribute]

TRANSACTION = "b7e7a701 bc34d686 fa87dfae"
IPV4_RESPONSE = bytes.fromhex(
    f"0101003c 2112a442 {TRANSACTION}"
    "8022000b 74657374 20766563 746f7220"
    "00200008 0001a147 e112a643"
    "00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7"
    "80280004 c07d4c96"
)
"""RFC 5769, section 2.2; it fills up SOFTWARE with a space."""
IPV6_ADDRESS = bytes.fromhex("00200014 0002a147 0113a9fa a5d3f179 bc25f4b5 bed2b9d9")
"""An attribute of RFC 5769, section 2.3."""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_a_response() -> None:
    message = stun.Message.unpack(IPV4_RESPONSE)
    assert message.type is stun.MessageType.BINDING_SUCCESS_RESPONSE
    assert (message.method, message.message_class) == (1, stun.MessageClass.SUCCESS_RESPONSE)
    software, mapped, integrity, fingerprint = message.attributes
    assert (software.type, software.value) == (AttributeType.SOFTWARE, "test vector")
    assert (mapped.value.port, mapped.value.address) == (32853, IPv4Address("192.0.2.1"))
    assert len(integrity.value) == 20
    assert fingerprint.value == stun.fingerprint_of(IPV4_RESPONSE) == 0xC07D4C96
    assert message.pack() == IPV4_RESPONSE.replace(b"vector ", b"vector\0")


def test_an_ipv6_address_depends_on_the_transaction() -> None:
    transaction = bytes.fromhex(TRANSACTION)
    attribute = stun.Attribute.unpack(IPV6_ADDRESS, transaction_id=transaction)
    assert attribute.value.port == 32853
    assert attribute.value.address.address == IPv6Address("2001:db8:1234:5678:11:2233:4455:6677")
    assert attribute.pack() == IPV6_ADDRESS


@pytest.mark.parametrize("number", stun.MessageType)
def test_methods_and_classes(number: Any) -> None:
    message = stun.Message(type=number, transaction_id=bytes(12))
    assert number.name.endswith(message.message_class.name)
    assert message.method in {1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 0x80}


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        ("0001 0008 0001 0d96 c0000201", stun.Address(family=1, port=3478, address=IPv4Address("192.0.2.1"))),
        ("0009 0006 00000401 6e6f 0000", stun.ErrorCode(error_class=4, number=1, reason="no")),
        ("000a 0002 001a 0000", [26]),
        ("000c 0004 40000000", stun.ChannelNumber(number=0x4000)),
        ("000d 0004 00000258", 600),
        ("0018 0001 80 000000", stun.EvenPort(reserve_next=True)),
        ("0019 0004 11000000", stun.RequestedTransport(protocol=stun.Transport.UDP)),
        ("001d 0004 00020000", stun.PasswordAlgorithm(algorithm=stun.PasswordAlgorithmNumber.SHA_256)),
        ("0025 0000", stun.Nothing()),
        ("8004 0008 00000601 00000000", stun.Icmp(type=3, code=1, error_data=bytes(4))),
        ("802a 0008 0123456789abcdef", 0x123456789ABCDEF),
        ("8070 0004 00000003", b"\0\0\0\3"),
    ],
)
def test_values(wire: str, value: object) -> None:
    attribute = stun.Attribute.unpack(bytes.fromhex(wire), transaction_id=bytes(12))
    assert attribute.value == value
    assert attribute.pack() == bytes.fromhex(wire)


def test_channels() -> None:
    wire = bytes.fromhex("4001 0003 616263 00")
    (packet,) = stun.PROTOCOL.decoders()[0].feed(wire)
    assert packet.content == stun.ChannelData(channel_number=0x4001, data=b"abc")
    assert packet.pack() == wire
    datagram = stun.Datagram(first_byte=0x40, content=packet.content)
    assert datagram.pack() == wire[:7]
    assert stun.Datagram.unpack(wire).padding == b"\0"


def test_ice_over_tcp() -> None:
    wire = b"\0\x50" + IPV4_RESPONSE
    (framed,) = stun.ICE_TCP.decoders()[0].feed(wire)
    assert framed.message == stun.Message.unpack(IPV4_RESPONSE)


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (IPV4_RESPONSE[:4] + bytes(4) + IPV4_RESPONSE[8:], ConstMismatch, "content._cookie"),
        (IPV4_RESPONSE[:3] + b"\x3d" + IPV4_RESPONSE[4:], InvalidValue, "content.length"),
        (b"\x80" + IPV4_RESPONSE[1:], InvalidValue, "content"),
        (IPV4_RESPONSE[:-4], TruncatedFrame, "content"),
        (IPV4_RESPONSE[:41] + b"\3" + IPV4_RESPONSE[42:], InvalidValue, "content.attributes[1].value.family"),
        (IPV4_RESPONSE[:41] + b"\2" + IPV4_RESPONSE[42:], InvalidLength, "content.attributes[1].value.address.low"),
        (IPV4_RESPONSE[:-6] + b"\0\5" + IPV4_RESPONSE[-4:], InvalidLength, "content.attributes[3].value"),
        (b"\x40\0\0\4abc", TruncatedFrame, "content.data"),
    ],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        stun.Datagram.unpack(wire)
    assert caught.value.path == path
