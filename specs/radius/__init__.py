"""RADIUS: packets and their attributes.

Source: RFC 2865, sections 3 (packet format), 4 (packet types), 5 (attributes); RFC 2866, sections 3 and 5 (accounting); RFC 2868,
section 3 (tunnels); RFC 2869, section 5, and RFC 3579, section 3 (EAP, and others); RFC 3162, section 2, and RFC 6911, section 3
(IPv6); RFC 4675, section 2 (VLANs); RFC 5176, sections 2 and 3 (changes of authorization); RFC 6929, section 2 (extended
attributes); RFC 8044, section 3 (data types). The numbers are those of IANA's registries.

An attribute is a type, a length that counts both, and a value: a text, a string of bytes, an address, a prefix, a time, an
integer, or a structure. Strings keep their bytes, and so do the values of extended attributes. A vendor's attributes are
separated if `Vendor` lists the vendor, because others may use another layout than the document recommends. Passwords stay
obscured, as sent, and authenticators are not computed. An EAP packet may be split between attributes: `Packet.eap` joins it.
"""

from __future__ import annotations

from framekit import Frame, Protocol, array, data, derived, field, this, u8, u16
from framekit.specs.radius.attributes import (
    Attribute,
    ChapPassword,
    EapPacket,
    EgressVlan,
    EgressVlanName,
    Extended,
    Ipv4Prefix,
    Ipv6Prefix,
    LongExtended,
    OperatorName,
    SubAttribute,
    TaggedInteger,
    TaggedText,
    TunnelMediumType,
    TunnelPassword,
    TunnelTypeValue,
    VendorAttribute,
    VendorSpecific,
)
from framekit.specs.radius.codes import (
    AccountingAuthentic,
    AccountingStatus,
    AttributeType,
    Code,
    EapCode,
    EapType,
    ErrorCause,
    FramedCompression,
    FramedProtocol,
    FramedRouting,
    IngressFilters,
    LoginService,
    ManagementProtocol,
    PortType,
    PromptKind,
    ServiceType,
    TerminateCause,
    TerminationAction,
    TransportProtection,
    TunnelMedium,
    TunnelType,
    Vendor,
    VlanTagging,
    ZoneAccess,
)

__all__ = [
    "LARGEST",
    "PROTOCOL",
    "AccountingAuthentic",
    "AccountingStatus",
    "Attribute",
    "AttributeType",
    "ChapPassword",
    "Code",
    "EapCode",
    "EapPacket",
    "EapType",
    "EgressVlan",
    "EgressVlanName",
    "ErrorCause",
    "Extended",
    "FramedCompression",
    "FramedProtocol",
    "FramedRouting",
    "IngressFilters",
    "Ipv4Prefix",
    "Ipv6Prefix",
    "LoginService",
    "LongExtended",
    "ManagementProtocol",
    "OperatorName",
    "Packet",
    "PortType",
    "PromptKind",
    "ServiceType",
    "SubAttribute",
    "TaggedInteger",
    "TaggedText",
    "TerminateCause",
    "TerminationAction",
    "TransportProtection",
    "TunnelMedium",
    "TunnelMediumType",
    "TunnelPassword",
    "TunnelType",
    "TunnelTypeValue",
    "Vendor",
    "VendorAttribute",
    "VendorSpecific",
    "VlanTagging",
    "ZoneAccess",
]

LARGEST = 4096
"""The maximum number of bytes of a packet (section 3)."""


class Packet(Frame, size=this.length):
    """One packet: the content of a datagram to port 1812 or 1813; bytes after its length are ignored."""

    code: Code = field(u8)
    identifier: u8
    length: int = derived(u16, check=this <= LARGEST)
    authenticator: bytes = data(16)
    attributes: list[Attribute] = array(Attribute)

    @property
    def eap(self) -> EapPacket | None:
        """The EAP packet of all EAP-Message attributes (RFC 3579, section 3.1), or None. Raises UnpackError if it is invalid."""
        parts = [each.value for each in self.attributes if each.type == AttributeType.EAP_MESSAGE]
        fragments = [part for part in parts if isinstance(part, bytes)]
        return EapPacket.unpack(b"".join(fragments)) if fragments else None


PROTOCOL = Protocol(
    "radius", title="RADIUS", source="RFC 2865, RFC 2866, RFC 5176", ports={"udp": [1812, 1813, 1645, 1646, 3799]}, client=Packet
)
