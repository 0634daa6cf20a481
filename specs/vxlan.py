"""VXLAN: Ethernet frames in UDP datagrams, each with the identifier of its network.

Source: RFC 7348, section 5; draft-smith-vxlan-group-policy-05, section 2 (the flags G, D and A, and the group policy ID).

The inner frame is modelled up to its EtherType, VLAN tags included (IEEE 802.3, clause 3; IEEE 802.1Q, clause 9); what follows is
bytes. An EtherType below 1536 is a length. Reserved bits and octets are kept, since extensions use them.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import Frame, Protocol, bool1, data, field, mac, switch, this, u2, u3, u4, u8, u12, u16, u24


class EtherType(IntEnum):
    """What an Ethernet frame carries, from the registry of IEEE 802 numbers. Others stay integers."""

    IPV4 = 0x0800
    ARP = 0x0806
    VLAN = 0x8100
    IPV6 = 0x86DD
    MAC_CONTROL = 0x8808
    SLOW_PROTOCOLS = 0x8809
    MPLS = 0x8847
    MPLS_UPSTREAM = 0x8848
    PPPOE_DISCOVERY = 0x8863
    PPPOE_SESSION = 0x8864
    EAPOL = 0x888E
    SERVICE_VLAN = 0x88A8
    LLDP = 0x88CC
    MACSEC = 0x88E5
    PTP = 0x88F7
    CFM = 0x8902
    NSH = 0x894F


class VlanTag(Frame):
    """What follows the EtherType of a tag: the tag, and what is tagged (IEEE 802.1Q, clause 9.6)."""

    priority: u3 = 0
    drop_eligible: bool1 = False
    vlan_identifier: u12
    ether_type: EtherType = field(u16)
    payload: VlanTag | bytes = switch(this.ether_type, {(EtherType.VLAN, EtherType.SERVICE_VLAN): "VlanTag"}, otherwise=data())


class EthernetFrame(Frame):
    """The inner frame, without a frame check sequence (IEEE 802.3, clause 3)."""

    destination: mac
    source: mac
    ether_type: EtherType = field(u16)
    payload: VlanTag | bytes = switch(this.ether_type, {(EtherType.VLAN, EtherType.SERVICE_VLAN): VlanTag}, otherwise=data())


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
