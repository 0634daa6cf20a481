"""Diameter: a message and its attribute-value pairs (AVPs).

Source: RFC 6733, sections 3 (header), 4.1 (AVP header), 4.2 and 4.3 (data formats), 4.4 (grouped AVPs), 4.5 (the AVPs of the base
protocol); RFC 4005, section 4.

An AVP's code counts within its vendor; the values of the base protocol, which has no vendor, are typed, and those of vendors and
of other applications keep their bytes. Times are left as they stand: seconds since 1900. Which AVPs a command needs is no
part of this.
"""

from __future__ import annotations

from enum import IntEnum
from ipaddress import IPv4Address, IPv6Address

from framekit import (
    Frame,
    Protocol,
    align,
    array,
    bool1,
    const,
    data,
    derived,
    field,
    i32,
    ipv4,
    ipv6,
    optional,
    pad,
    switch,
    text,
    this,
    u8,
    u16,
    u24,
    u32,
    u64,
)


class Command(IntEnum):
    """The commands of the base protocol (section 3.1)."""

    CAPABILITIES_EXCHANGE = 257
    RE_AUTH = 258
    ACCOUNTING = 271
    ABORT_SESSION = 274
    SESSION_TERMINATION = 275
    DEVICE_WATCHDOG = 280
    DISCONNECT_PEER = 282


class AvpCode(IntEnum):
    """The AVPs of the base protocol (section 4.5)."""

    USER_NAME = 1
    CLASS = 25
    SESSION_TIMEOUT = 27
    PROXY_STATE = 33
    ACCT_SESSION_ID = 44
    ACCT_MULTI_SESSION_ID = 50
    EVENT_TIMESTAMP = 55
    ACCT_INTERIM_INTERVAL = 85
    HOST_IP_ADDRESS = 257
    AUTH_APPLICATION_ID = 258
    ACCT_APPLICATION_ID = 259
    VENDOR_SPECIFIC_APPLICATION_ID = 260
    REDIRECT_HOST_USAGE = 261
    REDIRECT_MAX_CACHE_TIME = 262
    SESSION_ID = 263
    ORIGIN_HOST = 264
    SUPPORTED_VENDOR_ID = 265
    VENDOR_ID = 266
    FIRMWARE_REVISION = 267
    RESULT_CODE = 268
    PRODUCT_NAME = 269
    SESSION_BINDING = 270
    SESSION_SERVER_FAILOVER = 271
    MULTI_ROUND_TIME_OUT = 272
    DISCONNECT_CAUSE = 273
    AUTH_REQUEST_TYPE = 274
    AUTH_GRACE_PERIOD = 276
    AUTH_SESSION_STATE = 277
    ORIGIN_STATE_ID = 278
    FAILED_AVP = 279
    PROXY_HOST = 280
    ERROR_MESSAGE = 281
    ROUTE_RECORD = 282
    DESTINATION_REALM = 283
    PROXY_INFO = 284
    RE_AUTH_REQUEST_TYPE = 285
    ACCOUNTING_SUB_SESSION_ID = 287
    AUTHORIZATION_LIFETIME = 291
    REDIRECT_HOST = 292
    DESTINATION_HOST = 293
    ERROR_REPORTING_HOST = 294
    TERMINATION_CAUSE = 295
    ORIGIN_REALM = 296
    EXPERIMENTAL_RESULT = 297
    EXPERIMENTAL_RESULT_CODE = 298
    INBAND_SECURITY_ID = 299
    ACCOUNTING_RECORD_TYPE = 480
    ACCOUNTING_REALTIME_REQUIRED = 483
    ACCOUNTING_RECORD_NUMBER = 485


UTF8_STRINGS = (
    AvpCode.USER_NAME,
    AvpCode.ACCT_MULTI_SESSION_ID,
    AvpCode.SESSION_ID,
    AvpCode.PRODUCT_NAME,
    AvpCode.ERROR_MESSAGE,
)
IDENTITIES = (
    AvpCode.ORIGIN_HOST,
    AvpCode.PROXY_HOST,
    AvpCode.ROUTE_RECORD,
    AvpCode.DESTINATION_REALM,
    AvpCode.REDIRECT_HOST,
    AvpCode.DESTINATION_HOST,
    AvpCode.ERROR_REPORTING_HOST,
    AvpCode.ORIGIN_REALM,
)
UNSIGNED32 = (
    AvpCode.SESSION_TIMEOUT,
    AvpCode.EVENT_TIMESTAMP,
    AvpCode.ACCT_INTERIM_INTERVAL,
    AvpCode.AUTH_APPLICATION_ID,
    AvpCode.ACCT_APPLICATION_ID,
    AvpCode.REDIRECT_MAX_CACHE_TIME,
    AvpCode.SUPPORTED_VENDOR_ID,
    AvpCode.VENDOR_ID,
    AvpCode.FIRMWARE_REVISION,
    AvpCode.RESULT_CODE,
    AvpCode.SESSION_BINDING,
    AvpCode.MULTI_ROUND_TIME_OUT,
    AvpCode.AUTH_GRACE_PERIOD,
    AvpCode.ORIGIN_STATE_ID,
    AvpCode.AUTHORIZATION_LIFETIME,
    AvpCode.EXPERIMENTAL_RESULT_CODE,
    AvpCode.INBAND_SECURITY_ID,
    AvpCode.ACCOUNTING_RECORD_NUMBER,
)
ENUMERATED = (
    AvpCode.REDIRECT_HOST_USAGE,
    AvpCode.SESSION_SERVER_FAILOVER,
    AvpCode.DISCONNECT_CAUSE,
    AvpCode.AUTH_REQUEST_TYPE,
    AvpCode.AUTH_SESSION_STATE,
    AvpCode.RE_AUTH_REQUEST_TYPE,
    AvpCode.TERMINATION_CAUSE,
    AvpCode.ACCOUNTING_RECORD_TYPE,
    AvpCode.ACCOUNTING_REALTIME_REQUIRED,
)
GROUPED = (
    AvpCode.VENDOR_SPECIFIC_APPLICATION_ID,
    AvpCode.FAILED_AVP,
    AvpCode.PROXY_INFO,
    AvpCode.EXPERIMENTAL_RESULT,
)


class AddressFamily(IntEnum):
    """The families of IANA's registry that have a type here."""

    IPV4 = 1
    IPV6 = 2


class Address(Frame):
    """An address behind the number of its family (section 4.3.1)."""

    family: AddressFamily = field(u16)
    address: IPv4Address | IPv6Address | bytes = switch(
        this.family, {AddressFamily.IPV4: ipv4, AddressFamily.IPV6: ipv6}, otherwise=data()
    )


class Group(Frame):
    """What a grouped AVP holds: AVPs (section 4.4)."""

    avps: list[Avp] = array()


class Avp(Frame):
    """One AVP. Its length leaves out the padding behind it, up to a multiple of four bytes."""

    code: AvpCode = field(u32)
    has_vendor: bool1 = False
    mandatory: bool1 = False
    protected: bool1 = False
    _reserved: None = pad(bits=5)
    length: int = derived(u24)
    vendor_id: int | None = optional(u32, when=this.has_vendor, default=None)
    value: str | bytes | int | Address | Group = switch(
        this.code * (1 - this.has_vendor),
        {
            UTF8_STRINGS: text(),
            IDENTITIES: text(encoding="ascii"),
            UNSIGNED32: u32,
            ENUMERATED: i32,
            AvpCode.ACCOUNTING_SUB_SESSION_ID: u64,
            AvpCode.HOST_IP_ADDRESS: Address,
            GROUPED: Group,
        },
        otherwise=data(),
        size=this.length - 8 - 4 * this.has_vendor,
    )
    _padding: None = align(4)


class Message(Frame, size=this.length):
    """One message: a header of twenty bytes, and AVPs."""

    version: int = const(1, u8)
    length: int = derived(u24, check=this % 4 == 0)
    request: bool1
    proxiable: bool1 = False
    error: bool1 = False
    retransmitted: bool1 = False
    _reserved: None = pad(bits=4)
    command: Command = field(u24)
    application_id: u32 = 0
    hop_by_hop_id: u32
    end_to_end_id: u32
    avps: list[Avp] = array(Avp)


PROTOCOL = Protocol("diameter", title="Diameter", source="RFC 6733", ports={"tcp": [3868]}, client=Message)
