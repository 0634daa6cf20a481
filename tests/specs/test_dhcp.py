"""DHCP: messages of a capture, and options laid out by hand as their RFCs draw them."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

import pytest

from framekit import ConstMismatch, Frame, InvalidLength, InvalidValue, PackError, TrailingData, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

dhcp: Any = load("dhcp")
Option = dhcp.Option
OptionCode = dhcp.OptionCode
FRAMES: list[type[Frame]] = [dhcp.Option, dhcp.Message]

HEAD = bytes.fromhex("01010600 b1556169 0000 8000" + "00" * 16 + "0090f591cd1f" + "00" * 10) + bytes(192)
REQUEST = (
    HEAD + bytes.fromhex("63825363 350103 3204c0a80ffa 0c06706f702d6f73 3712011c02030f06770c2c2f1a792a0405f921fc ff") + bytes(22)
)
"""A request that asks for 192.168.15.250, and is filled up to 300 bytes."""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_a_request() -> None:
    message = dhcp.Message.unpack(REQUEST)
    assert (message.operation, message.hardware_type) == (dhcp.Operation.REQUEST, dhcp.HardwareType.ETHERNET)
    assert (message.hardware_address_length, message.hardware_address.hex()) == (6, "0090f591cd1f")
    assert (message.transaction_id, message.broadcast, message.server_name) == (0xB1556169, True, "")
    kind, address, name, wanted = message.options
    assert kind.value == dhcp.DhcpMessageType(type=dhcp.MessageType.REQUEST)
    assert (address.code, address.value) == (OptionCode.REQUESTED_IP_ADDRESS, IPv4Address("192.168.15.250"))
    assert name.value == "pop-os"
    assert wanted.value.codes[:3] == [OptionCode.SUBNET_MASK, OptionCode.BROADCAST_ADDRESS, OptionCode.TIME_OFFSET]
    assert message.padding == bytes(22)
    assert message.pack() == REQUEST


def test_an_offer_can_be_made() -> None:
    offer = dhcp.Message(
        operation=dhcp.Operation.REPLY,
        transaction_id=7,
        your_address=IPv4Address("10.0.0.9"),
        hardware_address=b"\2\0\0\0\0\1",
        boot_file_name="pxelinux.0",
        options=[
            Option(code=OptionCode.DHCP_MESSAGE_TYPE, value=dhcp.DhcpMessageType(type=dhcp.MessageType.OFFER)),
            Option(code=OptionCode.ROUTER, value=[IPv4Address("10.0.0.1"), IPv4Address("10.0.0.2")]),
            Option(code=OptionCode.IP_ADDRESS_LEASE_TIME, value=86400),
        ],
    )
    wire = offer.pack()
    assert wire[:3] == b"\2\1\6"
    assert wire[16:20] == b"\x0a\0\0\x09"
    assert wire[108:120] == b"pxelinux.0\0\0"
    assert wire[236:] == bytes.fromhex("63825363 350102 03080a0000010a000002 330400015180 ff")
    assert dhcp.Message.unpack(wire) == offer


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        ("00", dhcp.Nothing()),
        ("0204ffffb9b0", -18000),
        ("130101", True),
        ("1904 0044 0128", [68, 296]),
        (
            "2108 0a000000 c0a80001",
            [dhcp.AddressPair(destination=IPv4Address("10.0.0.0"), mask_or_router=IPv4Address("192.168.0.1"))],
        ),
        ("2b03010203", b"\1\2\3"),
        ("3902 05dc", 1500),
        ("3d07 01 0090f591cd1f", dhcp.ClientIdentifier(type=1, identifier=bytes.fromhex("0090f591cd1f"))),
        ("4d08 03616263 03646566", dhcp.UserClass(classes=[b"abc", b"def"])),
        ("5000", dhcp.Nothing()),
        (
            "510b 05 00 00 0461646103636f6d",
            dhcp.ClientFqdn(canonical_wire_format=True, server_updates=True, domain_name=b"\4ada\3com"),
        ),
        ("5206 0104 00010002", [dhcp.RelaySubOption(code=dhcp.RelayCode.CIRCUIT_ID, value=b"\0\1\0\2")]),
        ("5d02 0007", [7]),
        ("5e03 01 03 10", dhcp.NetworkInterface(type=1, major_version=3, minor_version=16)),
        (
            "790d 00 0a000001 18 0a1100 0a000002",
            [
                dhcp.ClasslessRoute(width=0, destination=b"", router=IPv4Address("10.0.0.1")),
                dhcp.ClasslessRoute(width=24, destination=b"\x0a\x11\0", router=IPv4Address("10.0.0.2")),
            ],
        ),
        (
            "7d09 00000009 04 0102abcd",
            [dhcp.VendorOptions(enterprise_number=9, options=[dhcp.VendorOption(code=1, value=b"\xab\xcd")])],
        ),
        ("fc0161", b"a"),
    ],
)
def test_values(wire: str, value: object) -> None:
    option = Option.unpack(bytes.fromhex(wire))
    assert option.value == value
    assert option.pack() == bytes.fromhex(wire)


def test_a_value_must_fit_its_code() -> None:
    with pytest.raises(PackError, match="value"):
        Option(code=OptionCode.ROUTER, value="10.0.0.1").pack()


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (REQUEST[:236] + bytes(64), ConstMismatch, "_cookie"),
        (REQUEST[:2] + b"\x11" + REQUEST[3:], InvalidValue, "hardware_address_length"),
        (REQUEST[:277], TruncatedFrame, "options"),
        (REQUEST[:240] + b"\x32\x03abc\xff", InvalidLength, "options[0].value"),
        (REQUEST[:240] + b"\x32\x05abcde\xff", TrailingData, "options[0].value"),
        (REQUEST[:240] + b"\x79\x06\x21abcde\xff", InvalidValue, "options[0].value[0].width"),
        (REQUEST[:240] + b"\x0c\x7fabc\xff", TruncatedFrame, "options[0].value"),
    ],
    ids=["cookie", "hardware address", "no end", "short address", "long address", "width of a route", "length over the end"],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        dhcp.Message.unpack(wire)
    assert caught.value.path == path
