"""DHCP options and their values.

Source: RFC 2132, sections 3 to 9; RFC 3004 (user class), RFC 3046 (relay agents), RFC 3118 (authentication), RFC 3442 (classless
routes), RFC 3925 (vendors), RFC 4578 (PXE), RFC 4702 (domain names of clients), RFC 5969 (6rd), RFC 6926 (bulk leasequery).
"""

from __future__ import annotations

from ipaddress import IPv4Address

from framekit import (
    Frame,
    array,
    bool1,
    bool8,
    data,
    field,
    i32,
    ipv4,
    ipv6,
    switch,
    text,
    this,
    u4,
    u8,
    u16,
    u32,
    u64,
)
from framekit.specs.dhcp.codes import MessageType, NodeType, OptionCode, Overloaded, RelayCode


class Nothing(Frame):
    """PAD and END, which consist of their code only, and the value of RAPID_COMMIT."""


class AddressPair(Frame):
    """A destination with its mask (POLICY_FILTER, section 4.3) or with its router (STATIC_ROUTE, section 5.8)."""

    destination: ipv4
    mask_or_router: ipv4


class NetbiosNodeType(Frame):
    """The value of NETBIOS_NODE_TYPE (section 8.7)."""

    type: NodeType = field(u8)


class OptionOverload(Frame):
    """The value of OPTION_OVERLOAD (section 9.3)."""

    fields: Overloaded = field(u8)


class DhcpMessageType(Frame):
    """The value of DHCP_MESSAGE_TYPE (section 9.6)."""

    type: MessageType = field(u8)


class ParameterRequestList(Frame):
    """The value of PARAMETER_REQUEST_LIST (section 9.8)."""

    codes: list[OptionCode] = array(u8)


class ClientIdentifier(Frame):
    """The value of CLIENT_IDENTIFIER (section 9.14): a hardware type and address, or type 0 or 255 and something else."""

    type: u8
    identifier: bytes = data()


class UserClass(Frame):
    """The value of USER_CLASS (RFC 3004, section 4)."""

    classes: list[bytes] = array(data(prefix=u8))


class DirectoryAgent(Frame):
    """The value of DIRECTORY_AGENT (RFC 2610, section 3)."""

    mandatory: u8
    addresses: list[IPv4Address] = array(ipv4)


class ServiceScope(Frame):
    """The value of SERVICE_SCOPE (RFC 2610, section 4)."""

    mandatory: u8
    scopes: str = text(errors="surrogateescape")


class ClientFqdn(Frame):
    """The value of CLIENT_FQDN (RFC 4702, section 2); the name is in DNS wire format if the flag is set."""

    reserved: u4 = 0
    no_server_update: bool1 = False
    canonical_wire_format: bool1 = False
    server_overrides: bool1 = False
    server_updates: bool1 = False
    response_code_1: u8 = 0
    response_code_2: u8 = 0
    domain_name: bytes = data()


class RelaySubOption(Frame):
    """A part of RELAY_AGENT_INFORMATION (RFC 3046, section 2.0)."""

    code: RelayCode = field(u8)
    value: bytes = data(prefix=u8)


class Authentication(Frame):
    """The value of AUTHENTICATION (RFC 3118, section 2)."""

    protocol: u8
    algorithm: u8
    replay_detection_method: u8
    replay_detection: u64
    information: bytes = data()


class NetworkInterface(Frame):
    """The value of CLIENT_NETWORK_INTERFACE (RFC 4578, section 2.2)."""

    type: u8
    major_version: u8
    minor_version: u8


class MachineIdentifier(Frame):
    """The value of CLIENT_MACHINE_IDENTIFIER (RFC 4578, section 2.3); type 0 has a GUID of 16 bytes."""

    type: u8
    identifier: bytes = data()


class ClasslessRoute(Frame):
    """A part of CLASSLESS_STATIC_ROUTE (RFC 3442): the bits of a destination, the bytes for them, and a router."""

    width: u8 = field(check=this <= 32)
    destination: bytes = data(length=(this.width + 7) // 8)
    router: ipv4


class VendorClass(Frame):
    """A part of VENDOR_IDENTIFYING_VENDOR_CLASS (RFC 3925, section 3)."""

    enterprise_number: u32
    data: bytes = data(prefix=u8)


class VendorOption(Frame):
    """An option of a vendor (RFC 3925, section 4)."""

    code: u8
    value: bytes = data(prefix=u8)


class VendorOptions(Frame):
    """A part of VENDOR_IDENTIFYING_VENDOR_SPECIFIC_INFORMATION (RFC 3925, section 4)."""

    enterprise_number: u32
    options: list[VendorOption] = array(VendorOption, size_prefix=u8)


class StatusCode(Frame):
    """The value of STATUS_CODE (RFC 6926, section 6.2.2)."""

    code: u8
    message: str = text(errors="surrogateescape", default="")


class SixRd(Frame):
    """The value of SIX_RD (RFC 5969, section 7.1.1)."""

    ipv4_mask_length: u8
    prefix_length: u8
    prefix: ipv6
    border_relays: list[IPv4Address] = array(ipv4)


WITHOUT_LENGTH = (OptionCode.PAD, OptionCode.END)
ADDRESS = (
    OptionCode.SUBNET_MASK,
    OptionCode.SWAP_SERVER,
    OptionCode.BROADCAST_ADDRESS,
    OptionCode.ROUTER_SOLICITATION_ADDRESS,
    OptionCode.REQUESTED_IP_ADDRESS,
    OptionCode.SERVER_IDENTIFIER,
    OptionCode.SUBNET_SELECTION,
)
ADDRESSES = (
    *range(OptionCode.ROUTER, OptionCode.HOST_NAME),
    OptionCode.NIS_SERVERS,
    OptionCode.NTP_SERVERS,
    OptionCode.NETBIOS_NAME_SERVER,
    OptionCode.NETBIOS_DATAGRAM_DISTRIBUTION_SERVER,
    OptionCode.X_WINDOW_FONT_SERVER,
    OptionCode.X_WINDOW_DISPLAY_MANAGER,
    OptionCode.NIS_PLUS_SERVERS,
    *range(OptionCode.MOBILE_IP_HOME_AGENT, OptionCode.USER_CLASS),
    OptionCode.NDS_SERVERS,
    OptionCode.BCMCS_CONTROLLER_ADDRESSES,
    OptionCode.ASSOCIATED_IP,
    OptionCode.PANA_AGENT,
    OptionCode.CAPWAP_ACCESS_CONTROLLER,
    OptionCode.TFTP_SERVER_ADDRESS,
)
TEXT = (
    OptionCode.HOST_NAME,
    OptionCode.MERIT_DUMP_FILE,
    OptionCode.DOMAIN_NAME,
    OptionCode.ROOT_PATH,
    OptionCode.EXTENSIONS_PATH,
    OptionCode.NIS_DOMAIN,
    OptionCode.MESSAGE,
    OptionCode.NETWARE_IP_DOMAIN_NAME,
    OptionCode.NIS_PLUS_DOMAIN,
    OptionCode.TFTP_SERVER_NAME,
    OptionCode.BOOTFILE_NAME,
    OptionCode.NDS_TREE_NAME,
    OptionCode.NDS_CONTEXT,
    OptionCode.USER_AUTHENTICATION,
    OptionCode.PCODE,
    OptionCode.TCODE,
    OptionCode.CAPTIVE_PORTAL,
    OptionCode.MUD_URL,
    OptionCode.CONFIGURATION_FILE,
    OptionCode.PATH_PREFIX,
)
FLAG = (
    OptionCode.IP_FORWARDING,
    OptionCode.NON_LOCAL_SOURCE_ROUTING,
    OptionCode.ALL_SUBNETS_ARE_LOCAL,
    OptionCode.PERFORM_MASK_DISCOVERY,
    OptionCode.MASK_SUPPLIER,
    OptionCode.PERFORM_ROUTER_DISCOVERY,
    OptionCode.TRAILER_ENCAPSULATION,
    OptionCode.ETHERNET_ENCAPSULATION,
    OptionCode.TCP_KEEPALIVE_GARBAGE,
)
BYTE = (
    OptionCode.DEFAULT_IP_TIME_TO_LIVE,
    OptionCode.TCP_DEFAULT_TTL,
    OptionCode.AUTO_CONFIGURE,
    OptionCode.DHCP_STATE,
    OptionCode.DATA_SOURCE,
)
SHORT = (
    OptionCode.BOOT_FILE_SIZE,
    OptionCode.MAXIMUM_DATAGRAM_REASSEMBLY_SIZE,
    OptionCode.INTERFACE_MTU,
    OptionCode.MAXIMUM_DHCP_MESSAGE_SIZE,
)
SHORTS = (OptionCode.PATH_MTU_PLATEAU_TABLE, OptionCode.CLIENT_SYSTEM, OptionCode.NAME_SERVICE_SEARCH)
LONG = (
    OptionCode.PATH_MTU_AGING_TIMEOUT,
    OptionCode.ARP_CACHE_TIMEOUT,
    OptionCode.TCP_KEEPALIVE_INTERVAL,
    OptionCode.IP_ADDRESS_LEASE_TIME,
    OptionCode.RENEWAL_TIME,
    OptionCode.REBINDING_TIME,
    OptionCode.CLIENT_LAST_TRANSACTION_TIME,
    OptionCode.IPV6_ONLY_PREFERRED,
    OptionCode.BASE_TIME,
    OptionCode.START_TIME_OF_STATE,
    OptionCode.QUERY_START_TIME,
    OptionCode.QUERY_END_TIME,
    OptionCode.REBOOT_TIME,
)


class Option(Frame):
    """An option. All except PAD and END have a length; times are in seconds."""

    code: OptionCode = field(u8)
    value: (
        IPv4Address
        | int
        | bool
        | str
        | bytes
        | list[IPv4Address]
        | list[int]
        | Nothing
        | list[AddressPair]
        | NetbiosNodeType
        | OptionOverload
        | DhcpMessageType
        | ParameterRequestList
        | ClientIdentifier
        | UserClass
        | DirectoryAgent
        | ServiceScope
        | ClientFqdn
        | list[RelaySubOption]
        | Authentication
        | NetworkInterface
        | MachineIdentifier
        | list[ClasslessRoute]
        | list[VendorClass]
        | list[VendorOptions]
        | StatusCode
        | SixRd
    ) = switch(
        this.code,
        {WITHOUT_LENGTH: Nothing},
        otherwise=switch(
            this.code,
            {
                ADDRESS: ipv4,
                ADDRESSES: array(ipv4),
                TEXT: text(errors="surrogateescape"),
                FLAG: bool8,
                BYTE: u8,
                SHORT: u16,
                SHORTS: array(u16),
                LONG: u32,
                OptionCode.TIME_OFFSET: i32,
                (OptionCode.POLICY_FILTER, OptionCode.STATIC_ROUTE): array(AddressPair),
                OptionCode.NETBIOS_NODE_TYPE: NetbiosNodeType,
                OptionCode.OPTION_OVERLOAD: OptionOverload,
                OptionCode.DHCP_MESSAGE_TYPE: DhcpMessageType,
                OptionCode.PARAMETER_REQUEST_LIST: ParameterRequestList,
                OptionCode.CLIENT_IDENTIFIER: ClientIdentifier,
                OptionCode.USER_CLASS: UserClass,
                OptionCode.DIRECTORY_AGENT: DirectoryAgent,
                OptionCode.SERVICE_SCOPE: ServiceScope,
                OptionCode.RAPID_COMMIT: Nothing,
                OptionCode.CLIENT_FQDN: ClientFqdn,
                OptionCode.RELAY_AGENT_INFORMATION: array(RelaySubOption),
                OptionCode.AUTHENTICATION: Authentication,
                OptionCode.CLIENT_NETWORK_INTERFACE: NetworkInterface,
                OptionCode.CLIENT_MACHINE_IDENTIFIER: MachineIdentifier,
                OptionCode.CLASSLESS_STATIC_ROUTE: array(ClasslessRoute),
                OptionCode.VENDOR_IDENTIFYING_VENDOR_CLASS: array(VendorClass),
                OptionCode.VENDOR_IDENTIFYING_VENDOR_SPECIFIC_INFORMATION: array(VendorOptions),
                OptionCode.STATUS_CODE: StatusCode,
                OptionCode.SIX_RD: SixRd,
            },
            otherwise=data(),
            size_prefix=u8,
        ),
    )
