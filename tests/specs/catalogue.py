"""The protocols of specs/ and their outermost frames: what is thrown hostile bytes at."""

from __future__ import annotations

from typing import Any

from framekit import Frame
from framekit.declare.declaration import spec_of
from framekit.spec.given import given_fields
from tests.specs.test_samples import load

ROOTS: dict[str, tuple[str, ...]] = {
    "amqp": ("AmqpFrame",),
    "asterix": ("Datagram",),
    "bacnet": ("Message",),
    "bgp": ("Message",),
    "bitcoin": ("Message",),
    "bittorrent": ("PeerMessage", "Handshake", "Message", "Value"),
    "c37118": ("Message",),
    "coap": ("Message", "StreamMessage", "Content"),
    "dhcp": ("Message",),
    "diameter": ("Message",),
    "dnp3": ("LinkFrame", "Fragment"),
    "dns": ("DnsMessage", "DnsOverTcp"),
    "elf": ("ElfHeader",),
    "enip": ("EncapsulatedPacket", "ImplicitPacket", "Datagram", "Message"),
    "ethernet": ("EthernetFrame",),
    "gtp": ("Datagram", "Version1", "Version2"),
    "http2": ("Http2Frame",),
    "iec104": ("Apdu",),
    "ipfix": ("Message",),
    "ipv4": ("Ipv4Header", "Ipv4Packet"),
    "ipv6": ("Ipv6Packet",),
    "iso8583": ("Message", "FramedMessage"),
    "isotp": ("Pdu", "AddressedPdu"),
    "itch": ("Message", "DownstreamPacket", "RequestPacket", "SoupPacket"),
    "kafka": ("RecordBatch", "Request", "Response"),
    "ldap": ("Message",),
    "lin": ("Header", "LinFrame", "ClassicFrame", "Diagnosis"),
    "mavlink": ("Packet",),
    "mdns": ("MdnsMessage",),
    "memcached": ("Request", "Response", "BinaryRequest", "BinaryResponse", "Datagram"),
    "minecraft": (
        "HandshakePacket",
        "StatusQuestionPacket",
        "StatusAnswerPacket",
        "LoginQuestionPacket",
        "LoginAnswerPacket",
        "Packet",
    ),
    "modbus": ("TcpRequest", "TcpResponse", "RtuRequest", "RtuResponse"),
    "mqtt": ("Packet",),
    "mqtt5": ("Packet",),
    "mysql": ("Packet", "HandshakeV10", "Response", "Login", "Request", "Result", "PrepareResult", "ColumnPacket"),
    "netflow": ("Export",),
    "nmea": ("Line",),
    "ntp": ("Datagram", "NtpPacket"),
    "opcua": ("Message",),
    "pcap": ("PcapFile",),
    "pcapng": ("PcapngFile",),
    "pgcopy": ("CopyFile",),
    "png": ("Png",),
    "postgresql": ("BackendMessage", "FrontendMessage", "StartupMessage"),
    "ptp": ("Message",),
    "quic": ("QuicFrame",),
    "radius": ("Packet", "EapPacket"),
    "redis": ("Command", "Value"),
    "rtp": ("Datagram", "OneByteElements", "TwoByteElements"),
    "rtps": ("Message",),
    "s7": ("Packet",),
    "sflow": ("Datagram",),
    "smb2": ("RequestPacket", "ResponsePacket"),
    "snmp": ("Message",),
    "socketcan": ("CanFrame",),
    "socks": ("Greeting", "Request", "Reply", "Socks4Reply"),
    "someip": ("Message", "Datagram"),
    "ssh": ("Line", "Packet", "DiffieHellmanPacket", "GroupExchangePacket", "EllipticCurvePacket"),
    "stun": ("Packet", "Datagram", "FramedMessage"),
    "syslog": ("Message", "StreamMessage"),
    "tcp": ("TcpHeader", "TcpSegment"),
    "tds": ("Packet",),
    "tftp": ("TftpPacket",),
    "tls": ("Record", "Handshake"),
    "ubx": ("UbxFrame",),
    "udp": ("UdpDatagram",),
    "vxlan": ("Packet",),
    "websocket": ("WebSocketFrame",),
}


GIVEN: dict[str, dict[str, Any]] = {
    "bgp": {"wide": True},
    "kafka": {"api_key": 3, "api_version": 12, "request_correlation_id": 7},
    "opcua": {"is_secured": False, "is_continued": False},
    "tds": {"begins": True, "wide": True, "phase": 1},
}
"""What outermost frames are given, those that need it."""


def load_roots(name: str) -> list[type[Frame]]:
    """The outermost frames of a protocol, with what they are given if they need it."""
    module = load(name)
    frames = [getattr(module, each) for each in ROOTS[name]]
    found = []
    for frame in frames:
        fields = given_fields(spec_of(frame))
        values = GIVEN.get(name, {each.name: each.default for each in fields})
        found.append(frame.given(**values) if fields else frame)
    return found


SPEC_FRAMES = [getattr(load(name), each) for name in ROOTS for each in ROOTS[name]]
"""The outermost frames of all protocols; `pytest --framekit specs` holds the laws for the others too."""
