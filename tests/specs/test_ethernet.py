"""Ethernet: frames of captures, with tags, lengths and ARP."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

import pytest

from framekit import Frame, MacAddress, PackError, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

ethernet: Any = load("ethernet")
ADDRESSES = "ffffffffffff 003088010002"
REQUEST = bytes.fromhex(ADDRESSES + "0806 0001080006040001 003088010002 c0a8cb05 000000000000 c0a8cb03") + bytes(18)


@pytest.mark.parametrize("frame", [ethernet.Arp, ethernet.VlanTag, ethernet.EthernetFrame], ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_an_arp_request_with_padding() -> None:
    frame = ethernet.EthernetFrame.unpack(REQUEST)
    assert frame.destination == MacAddress("ff:ff:ff:ff:ff:ff")
    assert frame.payload.padding == bytes(18)
    assert frame.payload.arp == ethernet.Arp(
        operation=ethernet.ArpOperation.REQUEST,
        sender_hardware_address=MacAddress("00:30:88:01:00:02"),
        sender_protocol_address=IPv4Address("192.168.203.5"),
        target_hardware_address=MacAddress("00:00:00:00:00:00"),
        target_protocol_address=IPv4Address("192.168.203.3"),
    )
    assert frame.pack() == REQUEST


def test_addresses_of_other_sizes_are_bytes() -> None:
    wire = bytes.fromhex("0021 0800 01 02 0002 aa bbcc dd eeff")
    arp = ethernet.Arp.unpack(wire)
    assert (arp.sender_hardware_address, arp.target_protocol_address) == (b"\xaa", b"\xee\xff")
    assert arp.pack() == wire
    with pytest.raises(PackError, match="sender_hardware_address"):
        ethernet.Arp(
            operation=1,
            hardware_length=2,
            sender_hardware_address=b"a",
            sender_protocol_address=IPv4Address(0),
            target_hardware_address=b"ab",
            target_protocol_address=IPv4Address(0),
        ).pack()


def test_tags_stand_in_each_other() -> None:
    wire = bytes.fromhex(ADDRESSES + "88a8 2064 8100 f001 86dd 60")
    frame = ethernet.EthernetFrame.unpack(wire)
    inner = ethernet.VlanTag(
        priority=7, drop_eligible=True, vlan_identifier=1, ether_type=ethernet.EtherType.IPV6, payload=b"\x60"
    )
    assert frame.payload == ethernet.VlanTag(priority=1, vlan_identifier=100, ether_type=ethernet.EtherType.VLAN, payload=inner)
    assert frame.pack() == wire


def test_a_small_ether_type_is_a_length() -> None:
    wire = bytes.fromhex("0180c2000000 003088010002 0003 424203") + bytes(43)
    frame = ethernet.EthernetFrame.unpack(wire)
    assert frame.payload == ethernet.SizedPayload(size=3, content=bytes.fromhex("424203"), padding=bytes(43))
    assert frame.pack() == wire


@pytest.mark.parametrize(
    ("wire", "path"),
    [
        (REQUEST[:13], "ether_type"),
        (REQUEST[:30], "payload.arp.sender_protocol_address"),
        (REQUEST[:12] + b"\0\x40" + REQUEST[14:], "payload.content"),
    ],
)
def test_missing_bytes_are_refused(wire: bytes, path: str) -> None:
    with pytest.raises(UnpackError) as caught:
        ethernet.EthernetFrame.unpack(wire)
    assert isinstance(caught.value, TruncatedFrame)
    assert caught.value.path == path
