"""DHCP: messages of clients, relay agents and servers, with typed options; also BOOTP with options.

Source: RFC 2131, section 2 (format), RFC 2132 (options), RFC 951 and 1542 (BOOTP), and the documents that
`framekit.specs.dhcp.options` names for other options; codes from the registry of IANA.

The options end with END, which may be followed by padding. Untyped options keep their bytes, among them vendor options (RFC 2132,
section 8.4), names in DNS format, and locations. If OPTION_OVERLOAD indicates that the server name or the boot file name contains
options, these fields stay text, with surrogate escapes. The parts of a split option (RFC 3396) are separate options, and each
must be a valid value of its type. BOOTP without the cookie is refused.
"""

from __future__ import annotations

from ipaddress import IPv4Address

from framekit import Frame, Protocol, array, bool1, const, data, derived, field, ipv4, pad, text, this, u8, u15, u16, u32
from framekit.specs.dhcp.codes import HardwareType, MessageType, NodeType, Operation, OptionCode, Overloaded, RelayCode
from framekit.specs.dhcp.options import (
    AddressPair,
    Authentication,
    ClasslessRoute,
    ClientFqdn,
    ClientIdentifier,
    DhcpMessageType,
    DirectoryAgent,
    MachineIdentifier,
    NetbiosNodeType,
    NetworkInterface,
    Nothing,
    Option,
    OptionOverload,
    ParameterRequestList,
    RelaySubOption,
    ServiceScope,
    SixRd,
    StatusCode,
    UserClass,
    VendorClass,
    VendorOption,
    VendorOptions,
)

__all__ = [
    "PROTOCOL",
    "AddressPair",
    "Authentication",
    "ClasslessRoute",
    "ClientFqdn",
    "ClientIdentifier",
    "DhcpMessageType",
    "DirectoryAgent",
    "HardwareType",
    "MachineIdentifier",
    "Message",
    "MessageType",
    "NetbiosNodeType",
    "NetworkInterface",
    "NodeType",
    "Nothing",
    "Operation",
    "Option",
    "OptionCode",
    "OptionOverload",
    "Overloaded",
    "ParameterRequestList",
    "RelayCode",
    "RelaySubOption",
    "ServiceScope",
    "SixRd",
    "StatusCode",
    "UserClass",
    "VendorClass",
    "VendorOption",
    "VendorOptions",
]


class Message(Frame):
    """A message (section 2).

    The fields are op, htype, hlen, hops, xid, secs, flags (two fields), ciaddr, yiaddr, siaddr, giaddr, chaddr,
    sname, file and options of the RFC.
    """

    operation: Operation = field(u8)
    hardware_type: HardwareType = field(u8, default=HardwareType.ETHERNET)
    hardware_address_length: int = derived(u8, check=this <= 16)
    hops: u8 = 0
    transaction_id: u32
    seconds: u16 = field(default=0, doc="s since the client began")
    broadcast: bool1 = False
    reserved: int = field(u15, default=0)
    client_address: ipv4 = field(default_factory=lambda: IPv4Address(0))
    your_address: ipv4 = field(default_factory=lambda: IPv4Address(0))
    server_address: ipv4 = field(default_factory=lambda: IPv4Address(0))
    relay_address: ipv4 = field(default_factory=lambda: IPv4Address(0))
    hardware_address: bytes = data(length=this.hardware_address_length)
    _: None = pad(16 - this.hardware_address_length)
    server_name: str = text(64, errors="surrogateescape", default="")
    boot_file_name: str = text(128, errors="surrogateescape", default="")
    _cookie: bytes = const(b"\x63\x82\x53\x63")
    options: list[Option] = array(Option, until=b"\xff")
    padding: bytes = data(default=b"")


PROTOCOL = Protocol("dhcp", title="DHCP", source="RFC 2131, RFC 2132", ports={"udp": [67, 68]}, client=Message)
