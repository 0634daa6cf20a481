"""Ethernet: frames with an EtherType or a length, VLAN tags, and ARP.

Source: IEEE 802.3, clause 3 (MAC frames); IEEE 802.1Q, clause 9 (tags); RFC 826 and RFC 5227, section 1 (ARP); numbers from the
registries of IANA (IEEE 802 numbers, ARP parameters).

A frame begins after the preamble and has no frame check sequence, as in captures. The content for EtherTypes other than those of
tags and ARP is bytes, which include the padding of short frames. An EtherType of at most 1500 is the length of the content, which
begins with an IEEE 802.2 (LLC) header and may be followed by padding.
"""

from __future__ import annotations

from enum import IntEnum
from ipaddress import IPv4Address

from framekit import Frame, MacAddress, bool1, data, field, given, ipv4, mac, switch, this, u3, u8, u12, u16


class EtherType(IntEnum):
    """The content of a frame: common values of the registry of IEEE 802 numbers. Others stay integers."""

    IPV4 = 0x0800
    ARP = 0x0806
    WAKE_ON_LAN = 0x0842
    TRILL = 0x22F3
    STREAM_RESERVATION = 0x22EA
    DECNET = 0x6003
    RARP = 0x8035
    APPLETALK = 0x809B
    APPLETALK_ARP = 0x80F3
    VLAN = 0x8100
    IPX = 0x8137
    IPV6 = 0x86DD
    MAC_CONTROL = 0x8808
    SLOW_PROTOCOLS = 0x8809
    MPLS = 0x8847
    MPLS_UPSTREAM = 0x8848
    PPPOE_DISCOVERY = 0x8863
    PPPOE_SESSION = 0x8864
    EAPOL = 0x888E
    PROFINET = 0x8892
    HYPER_SCSI = 0x889A
    ATA_OVER_ETHERNET = 0x88A2
    ETHERCAT = 0x88A4
    SERVICE_VLAN = 0x88A8
    POWERLINK = 0x88AB
    GOOSE = 0x88B8
    GSE_MANAGEMENT = 0x88B9
    SAMPLED_VALUES = 0x88BA
    LLDP = 0x88CC
    SERCOS_3 = 0x88CD
    HOMEPLUG = 0x88E1
    MEDIA_REDUNDANCY = 0x88E3
    MACSEC = 0x88E5
    PROVIDER_BACKBONE_BRIDGE = 0x88E7
    PTP = 0x88F7
    NC_SI = 0x88F8
    PARALLEL_REDUNDANCY = 0x88FB
    CFM = 0x8902
    FCOE = 0x8906
    FCOE_INITIALIZATION = 0x8914
    ROCE = 0x8915
    TT_ETHERNET = 0x891D
    HIGH_AVAILABILITY_RING = 0x892F
    NSH = 0x894F
    LOOPBACK = 0x9000
    REDUNDANCY_TAG = 0xF1C1


class HardwareType(IntEnum):
    """Kinds of hardware addresses (IANA's registry). Others stay integers."""

    ETHERNET = 1
    EXPERIMENTAL_ETHERNET = 2
    AX25 = 3
    PRONET = 4
    CHAOS = 5
    IEEE_802 = 6
    ARCNET = 7
    HYPERCHANNEL = 8
    LANSTAR = 9
    AUTONET = 10
    LOCALTALK = 11
    LOCALNET = 12
    ULTRA_LINK = 13
    SMDS = 14
    FRAME_RELAY = 15
    ATM = 16
    HDLC = 17
    FIBRE_CHANNEL = 18
    ATM_RFC2225 = 19
    SERIAL_LINE = 20
    ATM_BURROWS = 21
    MIL_STD_188_220 = 22
    METRICOM = 23
    IEEE_1394 = 24
    MAPOS = 25
    TWINAXIAL = 26
    EUI64 = 27
    HIPARP = 28
    ISO_7816_3 = 29
    ARPSEC = 30
    IPSEC_TUNNEL = 31
    INFINIBAND = 32
    TIA_102 = 33
    WIEGAND = 34
    PURE_IP = 35
    EXPERIMENT_1 = 36
    HFI = 37
    UNIFIED_BUS = 38
    EXPERIMENT_2 = 256
    AETHERNET = 257


class ArpOperation(IntEnum):
    """The operation of an ARP message (IANA's registry of operation codes). Others stay integers."""

    REQUEST = 1
    REPLY = 2
    REVERSE_REQUEST = 3
    REVERSE_REPLY = 4
    DYNAMIC_REVERSE_REQUEST = 5
    DYNAMIC_REVERSE_REPLY = 6
    DYNAMIC_REVERSE_ERROR = 7
    INVERSE_REQUEST = 8
    INVERSE_REPLY = 9
    NAK = 10
    MARS_REQUEST = 11
    MARS_MULTI = 12
    MARS_SERVER = 13
    MARS_JOIN = 14
    MARS_LEAVE = 15
    MARS_NAK = 16
    MARS_UNSERVED = 17
    MARS_SERVER_JOIN = 18
    MARS_SERVER_LEAVE = 19
    MARS_GROUP_LIST_REQUEST = 20
    MARS_GROUP_LIST_REPLY = 21
    MARS_REDIRECT_MAP = 22
    MAPOS_UNARP = 23
    EXPERIMENT_1 = 24
    EXPERIMENT_2 = 25


class Arp(Frame):
    """A message of ARP or RARP (RFC 826). Addresses of six and four bytes are read as Ethernet and IPv4 addresses."""

    hardware_type: HardwareType = field(u16, default=HardwareType.ETHERNET)
    protocol_type: EtherType = field(u16, default=EtherType.IPV4)
    hardware_length: u8 = 6
    protocol_length: u8 = 4
    operation: ArpOperation = field(u16)
    sender_hardware_address: MacAddress | bytes = switch(
        this.hardware_length, {6: mac}, otherwise=data(length=this.hardware_length)
    )
    sender_protocol_address: IPv4Address | bytes = switch(
        this.protocol_length, {4: ipv4}, otherwise=data(length=this.protocol_length)
    )
    target_hardware_address: MacAddress | bytes = switch(
        this.hardware_length, {6: mac}, otherwise=data(length=this.hardware_length)
    )
    target_protocol_address: IPv4Address | bytes = switch(
        this.protocol_length, {4: ipv4}, otherwise=data(length=this.protocol_length)
    )


class ArpPayload(Frame):
    """A message of ARP, and the padding of a short frame."""

    arp: Arp
    padding: bytes = data(default=b"")


class SizedPayload(Frame):
    """Content with a length, which begins with an IEEE 802.2 header, and the padding of a short frame."""

    size: int = given(doc="bytes of the content", check=range(1501))
    content: bytes = data(length=this.size)
    padding: bytes = data(default=b"")


ARMS: dict[object, object] = {
    range(1501): SizedPayload.given(size=this.ether_type),
    (EtherType.VLAN, EtherType.SERVICE_VLAN): "VlanTag",
    (EtherType.ARP, EtherType.RARP): ArpPayload,
}


class VlanTag(Frame):
    """The fields after the EtherType of a tag: the tag and the tagged content (IEEE 802.1Q, clause 9.6)."""

    priority: u3 = 0
    drop_eligible: bool1 = False
    vlan_identifier: u12
    ether_type: EtherType = field(u16)
    payload: VlanTag | ArpPayload | SizedPayload | bytes = switch(this.ether_type, ARMS, otherwise=data())


class EthernetFrame(Frame):
    """A frame (IEEE 802.3, clause 3)."""

    destination: mac
    source: mac
    ether_type: EtherType = field(u16)
    payload: VlanTag | ArpPayload | SizedPayload | bytes = switch(this.ether_type, ARMS, otherwise=data())
