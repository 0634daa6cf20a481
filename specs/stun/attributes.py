"""STUN attributes and their values.

Source: RFC 8489, section 14; RFC 8656, section 18 (TURN); RFC 8445, section 16.1 (ICE); RFC 5780, section 7 (NAT behaviour);
RFC 6062, section 6.2 (TURN over TCP); draft-thatcher-ice-network-cost (GOOG_NETWORK_INFO).
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

from framekit import (
    Frame,
    align,
    array,
    bool1,
    data,
    field,
    given,
    ipv4,
    ipv6,
    mapped,
    pad,
    switch,
    text,
    this,
    u3,
    u7,
    u8,
    u9,
    u16,
    u32,
    u64,
    xor,
)
from framekit.specs.stun.codes import AttributeType, Family, PasswordAlgorithmNumber, Transport

MAGIC_COOKIE = 0x2112A442


class Nothing(Frame):
    """The value of DONT_FRAGMENT and USE_CANDIDATE."""


class Address(Frame):
    """A transport address (section 14.1)."""

    _: None = pad(1)
    family: Family = field(u8, strict=True)
    port: u16
    address: IPv4Address | IPv6Address = switch(this.family, {Family.IPV4: ipv4, Family.IPV6: ipv6})


class XorIpv6(Frame):
    """An IPv6 address that is combined with the magic cookie and the transaction ID; both parts are shown uncombined."""

    transaction_id: bytes = given()
    high: bytes = xor(MAGIC_COOKIE.to_bytes(4, "big"), data(4))
    low: bytes = xor(this.transaction_id, data(12))

    @property
    def address(self) -> IPv6Address:
        """The address."""
        return IPv6Address(self.high + self.low)


def _port(number: int) -> int:
    return number ^ MAGIC_COOKIE >> 16


def _address(number: int) -> IPv4Address:
    return IPv4Address(number ^ MAGIC_COOKIE)


def _number(address: IPv4Address) -> int:
    return int(address) ^ MAGIC_COOKIE


class XorAddress(Frame):
    """A transport address that is combined with the magic cookie, so that no NAT changes it (section 14.2)."""

    transaction_id: bytes = given()
    _: None = pad(1)
    family: Family = field(u8, strict=True)
    port: int = mapped(u16, unpack=_port, pack=_port)
    address: IPv4Address | XorIpv6 = switch(
        this.family,
        {Family.IPV4: mapped(u32, unpack=_address, pack=_number), Family.IPV6: XorIpv6.given(transaction_id=this.transaction_id)},
    )


class ErrorCode(Frame):
    """The reason why a request failed (section 14.8): the hundreds digit of a code, and the rest of it."""

    _: None = pad(2)
    _bits: None = pad(bits=5)
    error_class: u3 = field(check=range(3, 7))
    number: u8 = field(check=range(100))
    reason: str = text(errors="surrogateescape", default="")

    @property
    def code(self) -> int:
        """The code, such as 401."""
        return self.error_class * 100 + self.number


class AddressErrorCode(Frame):
    """The reason why no address of a family was allocated (RFC 8656, section 18.12)."""

    family: Family = field(u8)
    _: None = pad(bits=13)
    error_class: u3 = field(check=range(3, 7))
    number: u8 = field(check=range(100))
    reason: str = text(errors="surrogateescape", default="")


class PasswordAlgorithm(Frame):
    """An algorithm, and its parameters (sections 14.11 and 14.12)."""

    algorithm: PasswordAlgorithmNumber = field(u16)
    parameters: bytes = data(prefix=u16, default=b"")
    _: None = align(4)


class ChangeRequest(Frame):
    """The address from which a server should answer (RFC 5780, section 7.2)."""

    _first: None = pad(bits=29)
    change_ip: bool1 = False
    change_port: bool1 = False
    _last: None = pad(bits=1)


class ChannelNumber(Frame):
    """The number of a channel (RFC 8656, section 18.1)."""

    number: u16 = field(check=range(0x4000, 0x5000))
    _: None = pad(2)


class RequestedFamily(Frame):
    """The value of REQUESTED_ADDRESS_FAMILY and ADDITIONAL_ADDRESS_FAMILY (RFC 8656, sections 18.6 and 18.11)."""

    family: Family = field(u8)
    _: None = pad(3)


class EvenPort(Frame):
    """The port of a relay should be even, and the next one be reserved (RFC 8656, section 18.7)."""

    reserve_next: bool1 = False
    _: None = pad(bits=7)


class RequestedTransport(Frame):
    """The value of REQUESTED_TRANSPORT (RFC 8656, section 18.8)."""

    protocol: Transport = field(u8)
    _: None = pad(3)


class Icmp(Frame):
    """An ICMP message that a relay received (RFC 8656, section 18.13)."""

    _: None = pad(2)
    type: u7
    code: u9
    error_data: bytes = data(4)


class ResponsePort(Frame):
    """The value of RESPONSE_PORT (RFC 5780, section 7.5)."""

    port: u16


class TransmitCounter(Frame):
    """How often the messages of a transaction were sent (RFC 7982, section 3)."""

    _: None = pad(2)
    requests: u8
    responses: u8


class NetworkInfo(Frame):
    """The value of GOOG_NETWORK_INFO."""

    network_id: u16
    network_cost: u16


ADDRESS = (
    AttributeType.MAPPED_ADDRESS,
    AttributeType.RESPONSE_ADDRESS,
    AttributeType.SOURCE_ADDRESS,
    AttributeType.CHANGED_ADDRESS,
    AttributeType.REFLECTED_FROM,
    AttributeType.ALTERNATE_SERVER,
    AttributeType.RESPONSE_ORIGIN,
    AttributeType.OTHER_ADDRESS,
)
XOR_ADDRESS = (AttributeType.XOR_MAPPED_ADDRESS, AttributeType.XOR_PEER_ADDRESS, AttributeType.XOR_RELAYED_ADDRESS)
TEXT = (
    AttributeType.USERNAME,
    AttributeType.REALM,
    AttributeType.NONCE,
    AttributeType.SOFTWARE,
    AttributeType.ALTERNATE_DOMAIN,
    AttributeType.THIRD_PARTY_AUTHORIZATION,
)
NUMBER = (
    AttributeType.LIFETIME,
    AttributeType.TIMER_VAL,
    AttributeType.PRIORITY,
    AttributeType.CONNECTION_ID,
    AttributeType.CACHE_TIMEOUT,
    AttributeType.FINGERPRINT,
)


class Attribute(Frame):
    """An attribute (section 14). The length excludes the padding to a multiple of four; times are in seconds."""

    transaction_id: bytes = given(doc="of the message")
    type: AttributeType = field(u16)
    value: (
        Address
        | XorAddress
        | str
        | int
        | bytes
        | list[int]
        | Nothing
        | ErrorCode
        | AddressErrorCode
        | PasswordAlgorithm
        | list[PasswordAlgorithm]
        | ChangeRequest
        | ChannelNumber
        | RequestedFamily
        | EvenPort
        | RequestedTransport
        | Icmp
        | ResponsePort
        | TransmitCounter
        | NetworkInfo
    ) = switch(
        this.type,
        {
            ADDRESS: Address,
            XOR_ADDRESS: XorAddress.given(transaction_id=this.transaction_id),
            TEXT: text(errors="surrogateescape"),
            NUMBER: u32,
            (AttributeType.ICE_CONTROLLED, AttributeType.ICE_CONTROLLING): u64,
            AttributeType.UNKNOWN_ATTRIBUTES: array(u16),
            (AttributeType.DONT_FRAGMENT, AttributeType.USE_CANDIDATE): Nothing,
            AttributeType.MESSAGE_INTEGRITY: data(20),
            AttributeType.USERHASH: data(32),
            AttributeType.RESERVATION_TOKEN: data(8),
            AttributeType.ERROR_CODE: ErrorCode,
            AttributeType.ADDRESS_ERROR_CODE: AddressErrorCode,
            AttributeType.PASSWORD_ALGORITHM: PasswordAlgorithm,
            AttributeType.PASSWORD_ALGORITHMS: array(PasswordAlgorithm),
            AttributeType.CHANGE_REQUEST: ChangeRequest,
            AttributeType.CHANNEL_NUMBER: ChannelNumber,
            (AttributeType.REQUESTED_ADDRESS_FAMILY, AttributeType.ADDITIONAL_ADDRESS_FAMILY): RequestedFamily,
            AttributeType.EVEN_PORT: EvenPort,
            AttributeType.REQUESTED_TRANSPORT: RequestedTransport,
            AttributeType.ICMP: Icmp,
            AttributeType.RESPONSE_PORT: ResponsePort,
            AttributeType.TRANSACTION_TRANSMIT_COUNTER: TransmitCounter,
            AttributeType.GOOG_NETWORK_INFO: NetworkInfo,
        },
        otherwise=data(),
        size_prefix=u16,
    )
    _: None = align(4)
