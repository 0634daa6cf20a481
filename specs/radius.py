"""RADIUS: a packet and its attributes.

Source: RFC 2865, sections 3 (packet format), 4 (packet types), 5 (attributes); RFC 2866, section 3 (accounting).

An attribute is a type, a length that counts both, and a value: a text, a string of bytes, an address, or an integer. Those of
other documents keep their bytes. Passwords stay as they were hidden, and neither authenticators nor the contents of
vendor-specific attributes are looked into.
"""

from __future__ import annotations

from enum import IntEnum
from ipaddress import IPv4Address

from framekit import (
    Frame,
    Protocol,
    array,
    data,
    derived,
    field,
    ipv4,
    switch,
    text,
    this,
    u8,
    u16,
    u32,
)

LARGEST = 4096
"""The most bytes of a packet (section 3)."""


class Code(IntEnum):
    """What a packet is for."""

    ACCESS_REQUEST = 1
    ACCESS_ACCEPT = 2
    ACCESS_REJECT = 3
    ACCOUNTING_REQUEST = 4
    ACCOUNTING_RESPONSE = 5
    ACCESS_CHALLENGE = 11
    STATUS_SERVER = 12
    STATUS_CLIENT = 13


class AttributeType(IntEnum):
    """The attributes of RFC 2865; other documents have more."""

    USER_NAME = 1
    USER_PASSWORD = 2
    CHAP_PASSWORD = 3
    NAS_IP_ADDRESS = 4
    NAS_PORT = 5
    SERVICE_TYPE = 6
    FRAMED_PROTOCOL = 7
    FRAMED_IP_ADDRESS = 8
    FRAMED_IP_NETMASK = 9
    FRAMED_ROUTING = 10
    FILTER_ID = 11
    FRAMED_MTU = 12
    FRAMED_COMPRESSION = 13
    LOGIN_IP_HOST = 14
    LOGIN_SERVICE = 15
    LOGIN_TCP_PORT = 16
    REPLY_MESSAGE = 18
    CALLBACK_NUMBER = 19
    CALLBACK_ID = 20
    FRAMED_ROUTE = 22
    FRAMED_IPX_NETWORK = 23
    STATE = 24
    CLASS = 25
    VENDOR_SPECIFIC = 26
    SESSION_TIMEOUT = 27
    IDLE_TIMEOUT = 28
    TERMINATION_ACTION = 29
    CALLED_STATION_ID = 30
    CALLING_STATION_ID = 31
    NAS_IDENTIFIER = 32
    PROXY_STATE = 33
    LOGIN_LAT_SERVICE = 34
    LOGIN_LAT_NODE = 35
    LOGIN_LAT_GROUP = 36
    FRAMED_APPLETALK_LINK = 37
    FRAMED_APPLETALK_NETWORK = 38
    FRAMED_APPLETALK_ZONE = 39
    CHAP_CHALLENGE = 60
    NAS_PORT_TYPE = 61
    PORT_LIMIT = 62
    LOGIN_LAT_PORT = 63


TEXTS = (AttributeType.FILTER_ID, AttributeType.REPLY_MESSAGE, AttributeType.FRAMED_ROUTE)
ADDRESSES = (
    AttributeType.NAS_IP_ADDRESS,
    AttributeType.FRAMED_IP_ADDRESS,
    AttributeType.FRAMED_IP_NETMASK,
    AttributeType.LOGIN_IP_HOST,
)
INTEGERS = (
    AttributeType.NAS_PORT,
    AttributeType.SERVICE_TYPE,
    AttributeType.FRAMED_PROTOCOL,
    AttributeType.FRAMED_ROUTING,
    AttributeType.FRAMED_MTU,
    AttributeType.FRAMED_COMPRESSION,
    AttributeType.LOGIN_SERVICE,
    AttributeType.LOGIN_TCP_PORT,
    AttributeType.FRAMED_IPX_NETWORK,
    AttributeType.SESSION_TIMEOUT,
    AttributeType.IDLE_TIMEOUT,
    AttributeType.TERMINATION_ACTION,
    AttributeType.FRAMED_APPLETALK_LINK,
    AttributeType.FRAMED_APPLETALK_NETWORK,
    AttributeType.NAS_PORT_TYPE,
    AttributeType.PORT_LIMIT,
)


class ChapPassword(Frame):
    """A CHAP response: the identifier of the challenge, and the hash (section 5.3)."""

    identifier: u8
    response: bytes = data(16)


class VendorSpecific(Frame):
    """An attribute of a vendor's own: its SMI enterprise number, and whatever it likes (section 5.26)."""

    vendor_id: u32 = field(check=range(1 << 24))
    string: bytes = data()


class Attribute(Frame, size=this.length):
    """One attribute. A user's name need not be UTF-8, so that it reads with surrogate escapes."""

    type: AttributeType = field(u8)
    length: int = derived(u8)
    value: str | bytes | int | IPv4Address | ChapPassword | VendorSpecific = switch(
        this.type,
        {
            AttributeType.USER_NAME: text(errors="surrogateescape"),
            AttributeType.CHAP_PASSWORD: ChapPassword,
            TEXTS: text(),
            ADDRESSES: ipv4,
            INTEGERS: u32,
            AttributeType.VENDOR_SPECIFIC: VendorSpecific,
        },
        otherwise=data(),
    )


class Packet(Frame, size=this.length):
    """One packet: what a datagram to port 1812 or 1813 holds; bytes behind its length are to be ignored."""

    code: Code = field(u8)
    identifier: u8
    length: int = derived(u16, check=this <= LARGEST)
    authenticator: bytes = data(16)
    attributes: list[Attribute] = array(Attribute)


PROTOCOL = Protocol(
    "radius", title="RADIUS", source="RFC 2865, RFC 2866, RFC 5176", ports={"udp": [1812, 1813, 1645, 1646, 3799]}, client=Packet
)
