"""Flow records of sFlow: information about a sampled packet.

Source: sFlow Version 5 (sflow.org, July 2004), section 5.3; sFlow 802.11 Structures; sFlow Port NAT Structures; sFlow Tunnel
Structures; sFlow Host Structures; sFlow HTTP Structures (sockets); sFlow Dropped Packet Notification Structures; sFlow Transit
Delay Structures; all of sflow.org.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import (
    Frame,
    Unknown,
    align,
    array,
    data,
    derived,
    field,
    ipv4,
    ipv6,
    mac,
    pad,
    switch,
    text,
    this,
    u32,
    u64,
    unknown,
)
from framekit.specs.sflow.values import Address


class HeaderProtocol(IntEnum):
    """The protocol of a sampled header. Others stay integers."""

    ETHERNET_ISO88023 = 1
    ISO88024_TOKENBUS = 2
    ISO88025_TOKENRING = 3
    FDDI = 4
    FRAME_RELAY = 5
    X25 = 6
    PPP = 7
    SMDS = 8
    AAL5 = 9
    AAL5_IP = 10
    IPV4 = 11
    IPV6 = 12
    MPLS = 13
    POS = 14
    IEEE80211_MAC = 15
    IEEE80211_AMPDU = 16
    IEEE80211_AMSDU_SUBFRAME = 17


class FlowFormat(IntEnum):
    """Formats of flow records; those of an enterprise have its number times 4096 added. Others stay integers."""

    SAMPLED_HEADER = 1
    SAMPLED_ETHERNET = 2
    SAMPLED_IPV4 = 3
    SAMPLED_IPV6 = 4
    EXTENDED_SWITCH = 1001
    EXTENDED_ROUTER = 1002
    EXTENDED_GATEWAY = 1003
    EXTENDED_USER = 1004
    EXTENDED_URL = 1005
    EXTENDED_MPLS = 1006
    EXTENDED_NAT = 1007
    EXTENDED_MPLS_TUNNEL = 1008
    EXTENDED_MPLS_VC = 1009
    EXTENDED_MPLS_FTN = 1010
    EXTENDED_MPLS_LDP_FEC = 1011
    EXTENDED_VLAN_TUNNEL = 1012
    EXTENDED_80211_PAYLOAD = 1013
    EXTENDED_80211_RX = 1014
    EXTENDED_80211_TX = 1015
    EXTENDED_80211_AGGREGATION = 1016
    EXTENDED_NAT_PORT = 1020
    EXTENDED_L2_TUNNEL_EGRESS = 1021
    EXTENDED_L2_TUNNEL_INGRESS = 1022
    EXTENDED_IPV4_TUNNEL_EGRESS = 1023
    EXTENDED_IPV4_TUNNEL_INGRESS = 1024
    EXTENDED_IPV6_TUNNEL_EGRESS = 1025
    EXTENDED_IPV6_TUNNEL_INGRESS = 1026
    EXTENDED_DECAPSULATE_EGRESS = 1027
    EXTENDED_DECAPSULATE_INGRESS = 1028
    EXTENDED_VNI_EGRESS = 1029
    EXTENDED_VNI_INGRESS = 1030
    EXTENDED_EGRESS_QUEUE = 1036
    EXTENDED_ACL = 1037
    EXTENDED_FUNCTION = 1038
    EXTENDED_TRANSIT_DELAY = 1039
    EXTENDED_QUEUE_DEPTH = 1040
    EXTENDED_SOCKET_IPV4 = 2100
    EXTENDED_SOCKET_IPV6 = 2101


class SampledHeader(Frame):
    """The first octets of a packet."""

    header_protocol: HeaderProtocol = field(u32)
    frame_length: u32 = field(doc="octets of the packet, before sampling")
    stripped: u32 = field(doc="octets that were removed from the packet")
    header: bytes = data(prefix=u32)
    _: None = align(4)


class SampledEthernet(Frame):
    """The header of an Ethernet frame."""

    length: u32
    source_mac: mac
    _: None = pad(2)
    destination_mac: mac
    _padding: None = pad(2)
    type: u32 = field(base=16)


class SampledIpv4(Frame):
    """The header of an IPv4 packet."""

    length: u32
    protocol: u32
    source_ip: ipv4
    destination_ip: ipv4
    source_port: u32
    destination_port: u32
    tcp_flags: u32 = field(base=16)
    type_of_service: u32


class SampledIpv6(Frame):
    """The header of an IPv6 packet."""

    length: u32
    protocol: u32
    source_ip: ipv6
    destination_ip: ipv6
    source_port: u32
    destination_port: u32
    tcp_flags: u32 = field(base=16)
    priority: u32


class ExtendedSwitch(Frame):
    """VLANs and priorities of IEEE 802.1."""

    source_vlan: u32
    source_priority: u32
    destination_vlan: u32
    destination_priority: u32


class ExtendedRouter(Frame):
    """The route of a packet."""

    next_hop: Address
    source_mask_length: u32
    destination_mask_length: u32


class AsPathType(IntEnum):
    """Whether the order of a segment's systems is significant."""

    AS_SET = 1
    AS_SEQUENCE = 2


class AsPathSegment(Frame):
    """A segment of a path of autonomous systems."""

    type: AsPathType = field(u32)
    as_numbers: list[int] = array(u32, prefix=u32)


class ExtendedGateway(Frame):
    """BGP information about the destination."""

    next_hop: Address
    autonomous_system: u32
    source_as: u32
    source_peer_as: u32
    destination_as_path: list[AsPathSegment] = array(AsPathSegment, prefix=u32)
    communities: list[int] = array(u32, prefix=u32)
    local_preference: u32


class ExtendedUser(Frame):
    """The source and destination users of a packet; the character sets are IANA numbers, such as 106 for UTF-8."""

    source_charset: u32
    source_user: bytes = data(prefix=u32)
    _: None = align(4)
    destination_charset: u32
    destination_user: bytes = data(prefix=u32)
    _padding: None = align(4)


class UrlDirection(IntEnum):
    """The address that a URL belongs to."""

    SOURCE = 1
    DESTINATION = 2


class ExtendedUrl(Frame):
    """The URL that a packet belongs to."""

    direction: UrlDirection = field(u32)
    url: str = text(prefix=u32, errors="surrogateescape")
    _: None = align(4)
    host: str = text(prefix=u32, errors="surrogateescape")
    _padding: None = align(4)


class ExtendedMpls(Frame):
    """Stacks of MPLS labels (RFC 3032), the top first."""

    next_hop: Address
    in_stack: list[int] = array(u32, prefix=u32)
    out_stack: list[int] = array(u32, prefix=u32)


class ExtendedNat(Frame):
    """Addresses after translation."""

    source_address: Address
    destination_address: Address


class ExtendedMplsTunnel(Frame):
    """The tunnel of a packet."""

    tunnel_name: str = text(prefix=u32, errors="surrogateescape")
    _: None = align(4)
    tunnel_id: u32
    tunnel_cos: u32


class ExtendedMplsVc(Frame):
    """The virtual circuit of a packet."""

    vc_instance_name: str = text(prefix=u32, errors="surrogateescape")
    _: None = align(4)
    vll_vc_id: u32
    vc_label_cos: u32


class ExtendedMplsFtn(Frame):
    """The entry of mplsFTNTable (RFC 3814)."""

    description: str = text(prefix=u32, errors="surrogateescape")
    _: None = align(4)
    mask: u32


class ExtendedMplsLdpFec(Frame):
    """The entry of mplsFecTable (RFC 3815)."""

    address_prefix_length: u32


class ExtendedVlanTunnel(Frame):
    """Tags that were stripped, the outermost first: each is a TPID and a TCI."""

    stack: list[int] = array(u32, prefix=u32)


class Extended80211Payload(Frame):
    """The payload of a frame of IEEE 802.11 after decryption."""

    cipher_suite: u32 = field(base=16)
    data: bytes = data(prefix=u32)
    _: None = align(4)


class Extended80211Rx(Frame):
    """How a frame of IEEE 802.11 was received."""

    ssid: bytes = data(prefix=u32)
    _: None = align(4)
    bssid: mac
    _padding: None = pad(2)
    version: u32
    channel: u32
    speed: u64 = field(doc="bits per second")
    rsni: u32
    rcpi: u32
    packet_duration: u32 = field(doc="microseconds")


class Extended80211Tx(Frame):
    """How a frame of IEEE 802.11 was sent."""

    ssid: bytes = data(prefix=u32)
    _: None = align(4)
    bssid: mac
    _padding: None = pad(2)
    version: u32
    transmissions: u32
    packet_duration: u32 = field(doc="microseconds")
    retrans_duration: u32 = field(doc="microseconds")
    channel: u32
    speed: u64 = field(doc="bits per second")
    power: u32 = field(doc="milliwatts")


class ExtendedNatPort(Frame):
    """Ports after translation."""

    source_port: u32
    destination_port: u32


class L2TunnelEgress(SampledEthernet):
    """The outer Ethernet header that is added."""


class L2TunnelIngress(SampledEthernet):
    """The outer Ethernet header that was removed."""


class Ipv4TunnelEgress(SampledIpv4):
    """The outer IPv4 header that is added."""


class Ipv4TunnelIngress(SampledIpv4):
    """The outer IPv4 header that was removed."""


class Ipv6TunnelEgress(SampledIpv6):
    """The outer IPv6 header that is added."""


class Ipv6TunnelIngress(SampledIpv6):
    """The outer IPv6 header that was removed."""


class DecapsulateEgress(Frame):
    """The tunnel ends here."""

    inner_header_offset: u32


class DecapsulateIngress(Frame):
    """The tunnel has ended here."""

    inner_header_offset: u32


class VniEgress(Frame):
    """The virtual network that a packet goes to."""

    vni: u32


class VniIngress(Frame):
    """The virtual network that a packet comes from."""

    vni: u32


class ExtendedEgressQueue(Frame):
    """The queue that a packet was put into."""

    queue: u32


class AclDirection(IntEnum):
    """Where a list of access control was applied. Others stay integers."""

    UNKNOWN = 0
    INGRESS = 1
    EGRESS = 2


class ExtendedAcl(Frame):
    """The rule that a packet was dropped for."""

    number: u32
    name: str = text(prefix=u32, errors="surrogateescape")
    _: None = align(4)
    direction: AclDirection = field(u32)


class ExtendedFunction(Frame):
    """The function of the software that dropped a packet."""

    symbol: str = text(prefix=u32, errors="surrogateescape")
    _: None = align(4)


class ExtendedTransitDelay(Frame):
    """The time that a packet spent in the device."""

    delay: u32 = field(doc="nanoseconds")


class ExtendedQueueDepth(Frame):
    """The depth of the queue when the packet left it."""

    depth: u32 = field(doc="octets")


class SocketIpv4(Frame):
    """The socket of an application."""

    protocol: u32
    local_ip: ipv4
    remote_ip: ipv4
    local_port: u32
    remote_port: u32


class SocketIpv6(Frame):
    """The socket of an application."""

    protocol: u32
    local_ip: ipv6
    remote_ip: ipv6
    local_port: u32
    remote_port: u32


class FlowRecord(Frame):
    """A record; the format is derived from the class of the data."""

    flow_format: FlowFormat = derived(u32)
    flow_data_length: int = derived(u32)
    flow_data: (
        SampledHeader
        | SampledEthernet
        | SampledIpv4
        | SampledIpv6
        | ExtendedSwitch
        | ExtendedRouter
        | ExtendedGateway
        | ExtendedUser
        | ExtendedUrl
        | ExtendedMpls
        | ExtendedNat
        | ExtendedMplsTunnel
        | ExtendedMplsVc
        | ExtendedMplsFtn
        | ExtendedMplsLdpFec
        | ExtendedVlanTunnel
        | Extended80211Payload
        | Extended80211Rx
        | Extended80211Tx
        | ExtendedNatPort
        | L2TunnelEgress
        | L2TunnelIngress
        | Ipv4TunnelEgress
        | Ipv4TunnelIngress
        | Ipv6TunnelEgress
        | Ipv6TunnelIngress
        | DecapsulateEgress
        | DecapsulateIngress
        | VniEgress
        | VniIngress
        | ExtendedEgressQueue
        | ExtendedAcl
        | ExtendedFunction
        | ExtendedTransitDelay
        | ExtendedQueueDepth
        | SocketIpv4
        | SocketIpv6
        | Unknown
    ) = switch(
        this.flow_format,
        {
            FlowFormat.SAMPLED_HEADER: SampledHeader,
            FlowFormat.SAMPLED_ETHERNET: SampledEthernet,
            FlowFormat.SAMPLED_IPV4: SampledIpv4,
            FlowFormat.SAMPLED_IPV6: SampledIpv6,
            FlowFormat.EXTENDED_SWITCH: ExtendedSwitch,
            FlowFormat.EXTENDED_ROUTER: ExtendedRouter,
            FlowFormat.EXTENDED_GATEWAY: ExtendedGateway,
            FlowFormat.EXTENDED_USER: ExtendedUser,
            FlowFormat.EXTENDED_URL: ExtendedUrl,
            FlowFormat.EXTENDED_MPLS: ExtendedMpls,
            FlowFormat.EXTENDED_NAT: ExtendedNat,
            FlowFormat.EXTENDED_MPLS_TUNNEL: ExtendedMplsTunnel,
            FlowFormat.EXTENDED_MPLS_VC: ExtendedMplsVc,
            FlowFormat.EXTENDED_MPLS_FTN: ExtendedMplsFtn,
            FlowFormat.EXTENDED_MPLS_LDP_FEC: ExtendedMplsLdpFec,
            FlowFormat.EXTENDED_VLAN_TUNNEL: ExtendedVlanTunnel,
            FlowFormat.EXTENDED_80211_PAYLOAD: Extended80211Payload,
            FlowFormat.EXTENDED_80211_RX: Extended80211Rx,
            FlowFormat.EXTENDED_80211_TX: Extended80211Tx,
            FlowFormat.EXTENDED_NAT_PORT: ExtendedNatPort,
            FlowFormat.EXTENDED_L2_TUNNEL_EGRESS: L2TunnelEgress,
            FlowFormat.EXTENDED_L2_TUNNEL_INGRESS: L2TunnelIngress,
            FlowFormat.EXTENDED_IPV4_TUNNEL_EGRESS: Ipv4TunnelEgress,
            FlowFormat.EXTENDED_IPV4_TUNNEL_INGRESS: Ipv4TunnelIngress,
            FlowFormat.EXTENDED_IPV6_TUNNEL_EGRESS: Ipv6TunnelEgress,
            FlowFormat.EXTENDED_IPV6_TUNNEL_INGRESS: Ipv6TunnelIngress,
            FlowFormat.EXTENDED_DECAPSULATE_EGRESS: DecapsulateEgress,
            FlowFormat.EXTENDED_DECAPSULATE_INGRESS: DecapsulateIngress,
            FlowFormat.EXTENDED_VNI_EGRESS: VniEgress,
            FlowFormat.EXTENDED_VNI_INGRESS: VniIngress,
            FlowFormat.EXTENDED_EGRESS_QUEUE: ExtendedEgressQueue,
            FlowFormat.EXTENDED_ACL: ExtendedAcl,
            FlowFormat.EXTENDED_FUNCTION: ExtendedFunction,
            FlowFormat.EXTENDED_TRANSIT_DELAY: ExtendedTransitDelay,
            FlowFormat.EXTENDED_QUEUE_DEPTH: ExtendedQueueDepth,
            FlowFormat.EXTENDED_SOCKET_IPV4: SocketIpv4,
            FlowFormat.EXTENDED_SOCKET_IPV6: SocketIpv6,
        },
        otherwise=unknown(),
        size=this.flow_data_length,
    )
