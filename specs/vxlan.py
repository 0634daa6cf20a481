"""VXLAN: Ethernet frames in UDP datagrams, each with the identifier of its network.

Source: RFC 7348, section 5; draft-smith-vxlan-group-policy-05, section 2 (the flags G, D and A, and the group policy ID).

The inner frame is that of the Ethernet spec. Reserved bits and octets are kept, because extensions use them.
"""

from __future__ import annotations

from framekit import Frame, Protocol, bool1, field, u2, u3, u4, u8, u16, u24
from framekit.specs.ethernet import EthernetFrame, EtherType, VlanTag

__all__ = ["PROTOCOL", "EtherType", "EthernetFrame", "Packet", "VlanTag"]


class Packet(Frame):
    """The VXLAN header, and the inner frame."""

    has_group_policy: bool1 = field(default=False, doc="G: the group policy ID is valid")
    reserved_1: u3 = 0
    has_network_identifier: bool1 = field(default=True, doc="I: the network identifier is valid, which it must be")
    reserved_2: u4 = 0
    do_not_learn: bool1 = field(default=False, doc="D: the egress must not learn the source address")
    reserved_3: u2 = 0
    policy_applied: bool1 = field(default=False, doc="A: the group policy has been applied")
    reserved_4: u3 = 0
    group_policy_id: u16 = 0
    network_identifier: u24
    reserved_5: u8 = 0
    frame: EthernetFrame


PROTOCOL = Protocol("vxlan", title="VXLAN", source="RFC 7348", ports={"udp": [4789]}, client=Packet)
