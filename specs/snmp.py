"""SNMP, versions 1, 2c and 3: messages in BER, with their protocol data units and typed variable values.

Source: RFC 1157 (version 1); RFC 1901 and RFC 3416 (version 2c); RFC 3412, section 6, and RFC 3414, section 2.4 (version 3 and
its user-based security model); RFC 3411, section 5 (identifiers of engines); RFC 2578 (types of values); ITU-T X.690, section 8
(BER).

Each sequence of the standard is a frame with a tag and `content`. Lengths of any form are read and packed in the fewest bytes,
and so are integers: a message that uses other forms packs to different bytes of the same meaning. The version and the flags of
version 3 have one byte each, with lengths of the short form. Encrypted data stay bytes, as do the security parameters of models
other than the user-based one, and the part of an engine identifier after its format.
"""

from __future__ import annotations

import re
from enum import IntEnum
from ipaddress import IPv4Address
from typing import Any

from framekit import (
    Frame,
    Protocol,
    array,
    ber_length,
    bool1,
    const,
    data,
    derived,
    field,
    ipv4,
    mapped,
    optional,
    switch,
    text,
    this,
    u5,
    u8,
    u31,
)


class Tag(IntEnum):
    """Tags of the values of variables (RFC 2578; RFC 3416, section 3)."""

    INTEGER = 0x02
    OCTET_STRING = 0x04
    NULL = 0x05
    OBJECT_IDENTIFIER = 0x06
    SEQUENCE = 0x30
    IP_ADDRESS = 0x40
    COUNTER_32 = 0x41
    GAUGE_32 = 0x42
    TIME_TICKS = 0x43
    OPAQUE = 0x44
    NSAP_ADDRESS = 0x45
    COUNTER_64 = 0x46
    UNSIGNED_INTEGER_32 = 0x47
    NO_SUCH_OBJECT = 0x80
    NO_SUCH_INSTANCE = 0x81
    END_OF_MIB_VIEW = 0x82


class Version(IntEnum):
    """Versions of messages."""

    SNMP_1 = 0
    SNMP_2C = 1
    SNMP_3 = 3


class PduType(IntEnum):
    """Protocol data units (RFC 3416, section 3; RFC 1157 for TRAP_1)."""

    GET_REQUEST = 0xA0
    GET_NEXT_REQUEST = 0xA1
    RESPONSE = 0xA2
    SET_REQUEST = 0xA3
    TRAP_1 = 0xA4
    GET_BULK_REQUEST = 0xA5
    INFORM_REQUEST = 0xA6
    TRAP_2 = 0xA7
    REPORT = 0xA8


class ErrorStatus(IntEnum):
    """Result of a request (RFC 3416, section 3). Others stay integers."""

    NO_ERROR = 0
    TOO_BIG = 1
    NO_SUCH_NAME = 2
    BAD_VALUE = 3
    READ_ONLY = 4
    GENERAL_ERROR = 5
    NO_ACCESS = 6
    WRONG_TYPE = 7
    WRONG_LENGTH = 8
    WRONG_ENCODING = 9
    WRONG_VALUE = 10
    NO_CREATION = 11
    INCONSISTENT_VALUE = 12
    RESOURCE_UNAVAILABLE = 13
    COMMIT_FAILED = 14
    UNDO_FAILED = 15
    AUTHORIZATION_ERROR = 16
    NOT_WRITABLE = 17
    INCONSISTENT_NAME = 18


class GenericTrap(IntEnum):
    """Generic traps of version 1 (RFC 1157, section 4.1.6). Others stay integers."""

    COLD_START = 0
    WARM_START = 1
    LINK_DOWN = 2
    LINK_UP = 3
    AUTHENTICATION_FAILURE = 4
    EGP_NEIGHBOR_LOSS = 5
    ENTERPRISE_SPECIFIC = 6


class SecurityModel(IntEnum):
    """Security models (RFC 3411, section 5; RFC 5591 for the last). Others stay integers."""

    ANY = 0
    SNMP_1 = 1
    SNMP_2C = 2
    USER_BASED = 3
    TRANSPORT = 4


class EngineFormat(IntEnum):
    """The format of the rest of an engine's identifier (RFC 3411, section 5). Others stay integers."""

    IPV4 = 1
    IPV6 = 2
    MAC = 3
    TEXT = 4
    OCTETS = 5


def read_integer(raw: bytes) -> int:
    """The integer that bytes in two's complement represent."""
    if not raw:
        raise ValueError("expected at least 1 byte for an integer")
    return int.from_bytes(raw, "big", signed=True)


def write_integer(number: int) -> bytes:
    """The fewest bytes that represent an integer."""
    return number.to_bytes((number + (number < 0)).bit_length() // 8 + 1, "big", signed=True)


def read_object(raw: bytes) -> str:
    """An object identifier with dots: the first number encodes two, and each is in base 128."""
    if not raw:
        return ""
    if raw[-1] & 0x80:
        raise ValueError("the last number is truncated")
    arcs, number = [], 0
    for byte in raw:
        if byte == 0x80 and not number:
            raise ValueError("a number begins with a redundant byte 0x80")
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            arcs.append(number)
            number = 0
    root = min(arcs[0] // 40, 2)
    return ".".join(map(str, [root, arcs[0] - 40 * root, *arcs[1:]]))


def write_object(name: str) -> bytes:
    """The bytes of an object identifier, of at least two numbers or of none."""
    if not name:
        return b""
    if not re.fullmatch(r"(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))+", name, re.ASCII):
        raise ValueError(f"{name!r} is not an object identifier")
    root, second, *rest = map(int, name.split("."))
    if root > 2 or (root < 2 and second >= 40):
        raise ValueError(f"an object identifier cannot begin with {root}.{second}")
    raw = bytearray()
    for arc in (40 * root + second, *rest):
        groups = range((max(arc.bit_length(), 1) - 1) // 7, -1, -1)
        raw += bytes(arc >> 7 * group & 0x7F | (0x80 if group else 0) for group in groups)
    return bytes(raw)


MOST_BYTES = 128 * 5
"""Of an object identifier: RFC 2578, section 3.5, allows 128 numbers of 32 bits."""


def integer(codes: type[IntEnum] | None = None, **options: Any) -> Any:
    """An integer of any length, which may be a member of `codes`; others stay integers."""
    members: dict[int, IntEnum] = {int(each): each for each in codes or ()}

    def read(raw: bytes) -> int:
        number = read_integer(raw)
        return members.get(number, number)

    return mapped(
        data(prefix=ber_length, limit=9),
        unpack=read,
        pack=write_integer,
        name="ber_integer",
        values=list(codes or (0, 1, -1, 127, 128, -129, 2**31 - 1, 2**32 - 1, 2**64 - 1)),
        **options,
    )


INTEGER: Any = integer()
OBJECT: Any = mapped(
    data(prefix=ber_length, limit=MOST_BYTES),
    unpack=read_object,
    pack=write_object,
    name="ber_object_identifier",
    values=["", "0.0", "1.3.6.1.2.1.1.5.0", "2.999.3", "1.3.6.1.4.1.4294967295"],
)


class Binding(Frame):
    """A variable and its value, which is missing in a request for it."""

    _name_tag: int = const(Tag.OBJECT_IDENTIFIER, u8)
    name: str = OBJECT
    type: Tag = field(u8, default=Tag.NULL)
    value: int | str | bytes | IPv4Address = switch(
        this.type,
        {
            (Tag.INTEGER, Tag.COUNTER_32, Tag.GAUGE_32, Tag.TIME_TICKS, Tag.COUNTER_64, Tag.UNSIGNED_INTEGER_32): INTEGER,
            Tag.OBJECT_IDENTIFIER: OBJECT,
            Tag.IP_ADDRESS: field(ipv4, size_prefix=ber_length),
        },
        otherwise=data(prefix=ber_length),
    )


class VariableBinding(Frame):
    """The sequence of a variable and its value."""

    _tag: int = const(Tag.SEQUENCE, u8)
    content: Binding = field(size_prefix=ber_length)


class Request(Frame):
    """A protocol data unit of the common form (RFC 3416, section 3)."""

    _request_identifier_tag: int = const(Tag.INTEGER, u8)
    request_identifier: int = INTEGER
    _error_status_tag: int = const(Tag.INTEGER, u8)
    error_status: ErrorStatus = integer(ErrorStatus, default=ErrorStatus.NO_ERROR)
    _error_index_tag: int = const(Tag.INTEGER, u8)
    error_index: int = integer(default=0)
    """Which variable is wrong, counted from 1."""
    _bindings_tag: int = const(Tag.SEQUENCE, u8)
    bindings: list[VariableBinding] = array(VariableBinding, size_prefix=ber_length)


class GetRequest(Request):
    """Asks for values."""


class GetNextRequest(Request):
    """Asks for the variables after those named."""


class Response(Request):
    """The answer to a request."""


class SetRequest(Request):
    """Asks for values to be changed."""


class InformRequest(Request):
    """A notification that asks for an answer."""


class Trap(Request):
    """A notification; the first two variables are sysUpTime.0 and snmpTrapOID.0."""


class Report(Request):
    """Reports that a message of version 3 was not accepted."""


class GetBulkRequest(Frame):
    """Asks for many variables after those named (RFC 3416, section 4.2.3)."""

    _request_identifier_tag: int = const(Tag.INTEGER, u8)
    request_identifier: int = INTEGER
    _non_repeaters_tag: int = const(Tag.INTEGER, u8)
    non_repeaters: int = INTEGER
    _maximum_repetitions_tag: int = const(Tag.INTEGER, u8)
    maximum_repetitions: int = INTEGER
    _bindings_tag: int = const(Tag.SEQUENCE, u8)
    bindings: list[VariableBinding] = array(VariableBinding, size_prefix=ber_length)


class TrapOfVersion1(Frame):
    """A notification (RFC 1157, section 4.1.6)."""

    _enterprise_tag: int = const(Tag.OBJECT_IDENTIFIER, u8)
    enterprise: str = OBJECT
    _agent_address_tag: int = const(Tag.IP_ADDRESS, u8)
    agent_address: IPv4Address = field(ipv4, size_prefix=ber_length)
    _generic_trap_tag: int = const(Tag.INTEGER, u8)
    generic_trap: GenericTrap = integer(GenericTrap)
    _specific_trap_tag: int = const(Tag.INTEGER, u8)
    specific_trap: int = INTEGER
    _time_stamp_tag: int = const(Tag.TIME_TICKS, u8)
    time_stamp: int = INTEGER
    """Hundredths of a second since the start."""
    _bindings_tag: int = const(Tag.SEQUENCE, u8)
    bindings: list[VariableBinding] = array(VariableBinding, size_prefix=ber_length)


class Pdu(Frame):
    """A protocol data unit; the type is derived from the body."""

    type: PduType = derived(u8)
    body: (
        GetRequest | GetNextRequest | Response | SetRequest | TrapOfVersion1 | GetBulkRequest | InformRequest | Trap | Report
    ) = switch(
        this.type,
        {
            PduType.GET_REQUEST: GetRequest,
            PduType.GET_NEXT_REQUEST: GetNextRequest,
            PduType.RESPONSE: Response,
            PduType.SET_REQUEST: SetRequest,
            PduType.TRAP_1: TrapOfVersion1,
            PduType.GET_BULK_REQUEST: GetBulkRequest,
            PduType.INFORM_REQUEST: InformRequest,
            PduType.TRAP_2: Trap,
            PduType.REPORT: Report,
        },
        size_prefix=ber_length,
    )


class Community(Frame):
    """A message of version 1 or 2c after its version."""

    _community_tag: int = const(Tag.OCTET_STRING, u8)
    community: str = text(prefix=ber_length, errors="surrogateescape")
    pdu: Pdu


class Enterprise(Frame):
    """The enterprise whose rules an engine's identifier follows."""

    conforms: bool1 = field(default=True, doc="according to RFC 3411; otherwise eight enterprise-specific bytes follow")
    number: u31


class EngineIdentifier(Frame):
    """The identifier of an engine (RFC 3411, section 5); empty if it is not known yet."""

    enterprise: Enterprise | None = optional(Enterprise, default=None)
    format: EngineFormat | None = optional(field(u8), default=None)
    content: bytes = data(default=b"")


class Header(Frame):
    """The header of version 3 (RFC 3412, section 6)."""

    _identifier_tag: int = const(Tag.INTEGER, u8)
    identifier: int = INTEGER
    _maximum_size_tag: int = const(Tag.INTEGER, u8)
    maximum_size: int = INTEGER
    """The maximum number of bytes of a message that the sender accepts."""
    _flags_tag: bytes = const(b"\x04\x01")
    reserved: u5 = 0
    is_reportable: bool1 = False
    is_encrypted: bool1 = False
    is_authenticated: bool1 = False
    _security_model_tag: int = const(Tag.INTEGER, u8)
    security_model: SecurityModel = integer(SecurityModel, default=SecurityModel.USER_BASED)


class UserBasedParameters(Frame):
    """The parameters of the user-based security model (RFC 3414, section 2.4)."""

    _engine_tag: int = const(Tag.OCTET_STRING, u8)
    engine: EngineIdentifier = field(size_prefix=ber_length)
    _engine_boots_tag: int = const(Tag.INTEGER, u8)
    engine_boots: int = INTEGER
    _engine_time_tag: int = const(Tag.INTEGER, u8)
    engine_time: int = INTEGER
    """Seconds since the last boot."""
    _user_name_tag: int = const(Tag.OCTET_STRING, u8)
    user_name: str = text(prefix=ber_length, errors="surrogateescape")
    _authentication_parameters_tag: int = const(Tag.OCTET_STRING, u8)
    authentication_parameters: bytes = data(prefix=ber_length)
    _privacy_parameters_tag: int = const(Tag.OCTET_STRING, u8)
    privacy_parameters: bytes = data(prefix=ber_length)


class UserBasedSecurity(Frame):
    """The sequence of these parameters."""

    _tag: int = const(Tag.SEQUENCE, u8)
    content: UserBasedParameters = field(size_prefix=ber_length)


class ScopedPdu(Frame):
    """A protocol data unit with its context."""

    _engine_tag: int = const(Tag.OCTET_STRING, u8)
    engine: EngineIdentifier = field(size_prefix=ber_length)
    _name_tag: int = const(Tag.OCTET_STRING, u8)
    name: str = text(prefix=ber_length, errors="surrogateescape", default="")
    pdu: Pdu


class EncryptedPdu(Frame):
    """A protocol data unit with its context, encrypted."""

    content: bytes = data()


class Version3(Frame):
    """A message of version 3 after its version (RFC 3412, section 6)."""

    _header_tag: int = const(Tag.SEQUENCE, u8)
    header: Header = field(size_prefix=ber_length)
    _security_tag: int = const(Tag.OCTET_STRING, u8)
    security: UserBasedSecurity | bytes = switch(
        this.header.security_model, {SecurityModel.USER_BASED: UserBasedSecurity}, otherwise=data(), size_prefix=ber_length
    )
    data_tag: int = derived(u8)
    data: ScopedPdu | EncryptedPdu = switch(
        this.data_tag, {Tag.SEQUENCE: ScopedPdu, Tag.OCTET_STRING: EncryptedPdu}, size_prefix=ber_length
    )


class Content(Frame):
    """The content of a message: its version, and fields that depend on it."""

    _version_tag: bytes = const(b"\x02\x01")
    version: Version = field(u8)
    body: Community | Version3 = switch(this.version, {(Version.SNMP_1, Version.SNMP_2C): Community, Version.SNMP_3: Version3})


class Message(Frame):
    """A message: a sequence."""

    _tag: int = const(Tag.SEQUENCE, u8)
    content: Content = field(size_prefix=ber_length)


PROTOCOL = Protocol(
    "snmp",
    title="SNMP versions 1, 2c and 3",
    source="RFC 1157, RFC 3416, RFC 3412, RFC 3414",
    ports={"udp": [161, 162]},
    client=Message,
)
