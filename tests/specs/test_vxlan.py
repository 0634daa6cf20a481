"""VXLAN: packets of a capture, and others laid out by hand as RFC 7348 draws them."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import Frame, MacAddress, PackError, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

vxlan: Any = load("vxlan")
Packet = vxlan.Packet
EthernetFrame = vxlan.EthernetFrame

ARP = bytes.fromhex("0800000000006400 ffffffffffff 003088010002 0806 0001080006040001003088010002c0a8cb05000000000000c0a8cb03")
"""A request for 192.168.203.3 in network 100."""
TAGGED = bytes.fromhex("8848 1234 abcdef 00 003088010002 00163e37f604 88a8 2064 8100 f001 86dd 60")
"""With a group policy that has been applied, and two tags."""


@pytest.mark.parametrize("frame", [vxlan.EthernetFrame, vxlan.Packet], ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_an_inner_frame() -> None:
    packet = Packet.unpack(ARP)
    assert (packet.has_network_identifier, packet.network_identifier, packet.has_group_policy) == (True, 100, False)
    assert packet.frame.destination == MacAddress("ff:ff:ff:ff:ff:ff")
    assert packet.frame.source == MacAddress("00:30:88:01:00:02")
    assert packet.frame.ether_type is vxlan.EtherType.ARP
    assert str(packet.frame.payload.arp.target_protocol_address) == "192.168.203.3"
    assert packet.pack() == ARP


def test_tags_and_a_group_policy() -> None:
    packet = Packet.unpack(TAGGED)
    assert (packet.has_group_policy, packet.do_not_learn, packet.policy_applied) == (True, True, True)
    assert (packet.group_policy_id, packet.network_identifier) == (0x1234, 0xABCDEF)
    outer = packet.frame.payload
    inner = outer.payload
    assert packet.frame.ether_type is vxlan.EtherType.SERVICE_VLAN
    assert (outer.priority, outer.drop_eligible, outer.vlan_identifier) == (1, False, 100)
    assert (inner.priority, inner.drop_eligible, inner.vlan_identifier) == (7, True, 1)
    assert (inner.ether_type, inner.payload) == (vxlan.EtherType.IPV6, b"\x60")
    assert packet.pack() == TAGGED


def test_a_packet_can_be_made() -> None:
    source, destination = MacAddress("02:00:00:00:00:01"), MacAddress("02:00:00:00:00:02")
    frame = EthernetFrame(destination=destination, source=source, ether_type=vxlan.EtherType.IPV4, payload=b"\x45")
    wire = Packet(network_identifier=5000, frame=frame).pack()
    assert wire.hex(" ", -4) == "08000000 00138800 02000000 00020200 00000001 080045"
    with pytest.raises(PackError):
        Packet(network_identifier=1 << 24, frame=frame).pack()


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (ARP[:7], TruncatedFrame, "reserved_5"),
        (ARP[:19], TruncatedFrame, "frame.source"),
        (TAGGED[:-2], TruncatedFrame, "frame.payload.payload.ether_type"),
        (ARP[:20] + b"\x81\0\0\1" * 70 + b"\x08\0", UnpackError, ""),
    ],
    ids=["header", "source", "tag", "too many tags"],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        Packet.unpack(wire)
    if path:
        assert caught.value.path == path
