"""Diameter: messages and their attribute-value pairs (AVPs), including those of credit control.

Source: RFC 6733, sections 3 (header), 4.1 (AVP header), 4.2 and 4.3 (data formats), 4.4 (grouped AVPs), 4.5 (the AVPs of the base
protocol) and 7.1 (result codes); RFC 8506, section 8 (the AVPs of credit control).

Each vendor has its own AVP codes. The values of the base protocol and of credit control, which have no vendor, are typed; those
of vendors and of other applications keep their bytes. Times stay as sent: seconds since 1900. Which AVPs a command or a grouped
AVP requires is not declared.
"""

from __future__ import annotations

from enum import IntEnum
from ipaddress import IPv4Address, IPv6Address
from typing import Any

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
    i64,
    ipv4,
    ipv6,
    mapped,
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
from framekit.specs.diameter import codes
from framekit.specs.diameter.codes import Application, AvpCode, Command, ResultCode

__all__ = [
    "PROTOCOL",
    "Address",
    "AddressFamily",
    "Application",
    "Avp",
    "AvpCode",
    "Command",
    "Group",
    "Message",
    "ResultCode",
]


UTF8_STRINGS = (
    AvpCode.USER_NAME,
    AvpCode.ACCT_MULTI_SESSION_ID,
    AvpCode.SESSION_ID,
    AvpCode.PRODUCT_NAME,
    AvpCode.ERROR_MESSAGE,
    AvpCode.FILTER_ID,
    AvpCode.COST_UNIT,
    AvpCode.REDIRECT_SERVER_ADDRESS,
    AvpCode.SUBSCRIPTION_ID_DATA,
    AvpCode.SERVICE_CONTEXT_ID,
    AvpCode.SUBSCRIPTION_ID_E164,
    AvpCode.SUBSCRIPTION_ID_IMSI,
    AvpCode.SUBSCRIPTION_ID_SIP_URI,
    AvpCode.SUBSCRIPTION_ID_NAI,
    AvpCode.SUBSCRIPTION_ID_PRIVATE,
    AvpCode.REDIRECT_ADDRESS_URL,
    AvpCode.REDIRECT_ADDRESS_SIP_URI,
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
    AvpCode.RESTRICTION_FILTER_RULE,
)
UNSIGNED32 = (
    AvpCode.SESSION_TIMEOUT,
    AvpCode.EVENT_TIMESTAMP,
    AvpCode.ACCT_INTERIM_INTERVAL,
    AvpCode.REDIRECT_MAX_CACHE_TIME,
    AvpCode.SUPPORTED_VENDOR_ID,
    AvpCode.VENDOR_ID,
    AvpCode.FIRMWARE_REVISION,
    AvpCode.SESSION_BINDING,
    AvpCode.MULTI_ROUND_TIME_OUT,
    AvpCode.AUTH_GRACE_PERIOD,
    AvpCode.ORIGIN_STATE_ID,
    AvpCode.AUTHORIZATION_LIFETIME,
    AvpCode.EXPERIMENTAL_RESULT_CODE,
    AvpCode.INBAND_SECURITY_ID,
    AvpCode.ACCOUNTING_RECORD_NUMBER,
    AvpCode.CC_REQUEST_NUMBER,
    AvpCode.CC_TIME,
    AvpCode.CURRENCY_CODE,
    AvpCode.RATING_GROUP,
    AvpCode.SERVICE_IDENTIFIER,
    AvpCode.SERVICE_PARAMETER_TYPE,
    AvpCode.VALIDITY_TIME,
    AvpCode.TARIFF_TIME_CHANGE,
    AvpCode.G_S_U_POOL_IDENTIFIER,
)
UNSIGNED64 = (
    AvpCode.ACCOUNTING_SUB_SESSION_ID,
    AvpCode.CC_INPUT_OCTETS,
    AvpCode.CC_OUTPUT_OCTETS,
    AvpCode.CC_SERVICE_SPECIFIC_UNITS,
    AvpCode.CC_SUB_SESSION_ID,
    AvpCode.CC_TOTAL_OCTETS,
)
ENUMERATIONS: dict[AvpCode, type[IntEnum]] = {
    AvpCode.REDIRECT_HOST_USAGE: codes.RedirectHostUsage,
    AvpCode.SESSION_SERVER_FAILOVER: codes.SessionServerFailover,
    AvpCode.DISCONNECT_CAUSE: codes.DisconnectCause,
    AvpCode.AUTH_REQUEST_TYPE: codes.AuthRequestType,
    AvpCode.AUTH_SESSION_STATE: codes.AuthSessionState,
    AvpCode.RE_AUTH_REQUEST_TYPE: codes.ReAuthRequestType,
    AvpCode.TERMINATION_CAUSE: codes.TerminationCause,
    AvpCode.ACCOUNTING_RECORD_TYPE: codes.AccountingRecordType,
    AvpCode.ACCOUNTING_REALTIME_REQUIRED: codes.AccountingRealtimeRequired,
    AvpCode.CC_REQUEST_TYPE: codes.RequestType,
    AvpCode.CC_SESSION_FAILOVER: codes.SessionFailover,
    AvpCode.CHECK_BALANCE_RESULT: codes.CheckBalanceResult,
    AvpCode.CREDIT_CONTROL: codes.CreditControl,
    AvpCode.CREDIT_CONTROL_FAILURE_HANDLING: codes.FailureHandling,
    AvpCode.DIRECT_DEBITING_FAILURE_HANDLING: codes.DirectDebitingFailureHandling,
    AvpCode.REDIRECT_ADDRESS_TYPE: codes.RedirectAddressType,
    AvpCode.REQUESTED_ACTION: codes.RequestedAction,
    AvpCode.FINAL_UNIT_ACTION: codes.FinalUnitAction,
    AvpCode.SUBSCRIPTION_ID_TYPE: codes.SubscriptionIdType,
    AvpCode.TARIFF_CHANGE_USAGE: codes.TariffChangeUsage,
    AvpCode.CC_UNIT_TYPE: codes.UnitType,
    AvpCode.MULTIPLE_SERVICES_INDICATOR: codes.MultipleServices,
    AvpCode.USER_EQUIPMENT_INFO_TYPE: codes.UserEquipmentType,
}
GROUPED = (
    AvpCode.VENDOR_SPECIFIC_APPLICATION_ID,
    AvpCode.FAILED_AVP,
    AvpCode.PROXY_INFO,
    AvpCode.EXPERIMENTAL_RESULT,
    AvpCode.E2E_SEQUENCE,
    AvpCode.CC_MONEY,
    AvpCode.COST_INFORMATION,
    AvpCode.FINAL_UNIT_INDICATION,
    AvpCode.GRANTED_SERVICE_UNIT,
    AvpCode.REDIRECT_SERVER,
    AvpCode.REQUESTED_SERVICE_UNIT,
    AvpCode.SERVICE_PARAMETER_INFO,
    AvpCode.SUBSCRIPTION_ID,
    AvpCode.UNIT_VALUE,
    AvpCode.USED_SERVICE_UNIT,
    AvpCode.MULTIPLE_SERVICES_CREDIT_CONTROL,
    AvpCode.G_S_U_POOL_REFERENCE,
    AvpCode.USER_EQUIPMENT_INFO,
    AvpCode.USER_EQUIPMENT_INFO_EXTENSION,
    AvpCode.SUBSCRIPTION_ID_EXTENSION,
    AvpCode.REDIRECT_SERVER_EXTENSION,
    AvpCode.QOS_FINAL_UNIT_INDICATION,
)


def _enumerated(kind: object, enumeration: type[IntEnum]) -> Any:
    """A number, which is read as a member or stays an integer."""
    members: dict[int, IntEnum] = {int(each): each for each in enumeration}

    def member_or_number(number: int) -> int:
        return members.get(number, number)

    return mapped(kind, unpack=member_or_number, pack=int, name=enumeration.__name__)


class AddressFamily(IntEnum):
    """The families of IANA's registry that have typed addresses here."""

    IPV4 = 1
    IPV6 = 2


class Address(Frame):
    """An address after the number of its family (section 4.3.1)."""

    family: AddressFamily = field(u16)
    address: IPv4Address | IPv6Address | bytes = switch(
        this.family, {AddressFamily.IPV4: ipv4, AddressFamily.IPV6: ipv6}, otherwise=data()
    )


class Group(Frame):
    """The content of a grouped AVP: AVPs (section 4.4)."""

    avps: list[Avp] = array()


class Avp(Frame):
    """One AVP. Its length excludes the padding after it, up to a multiple of four bytes."""

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
            UNSIGNED64: u64,
            AvpCode.EXPONENT: i32,
            AvpCode.VALUE_DIGITS: i64,
            **{code: _enumerated(i32, enumeration) for code, enumeration in ENUMERATIONS.items()},
            AvpCode.RESULT_CODE: _enumerated(u32, ResultCode),
            (AvpCode.AUTH_APPLICATION_ID, AvpCode.ACCT_APPLICATION_ID): _enumerated(u32, Application),
            (AvpCode.HOST_IP_ADDRESS, AvpCode.REDIRECT_ADDRESS_IP_ADDRESS): Address,
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
    application_id: Application = field(u32, default=Application.COMMON_MESSAGES)
    hop_by_hop_id: u32
    end_to_end_id: u32
    avps: list[Avp] = array(Avp)


PROTOCOL = Protocol("diameter", title="Diameter", source="RFC 6733, RFC 8506", ports={"tcp": [3868]}, client=Message)
