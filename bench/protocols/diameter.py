"""Hand-written Diameter: AVPs are split by their lengths, and read according to their codes."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from struct import Struct
from typing import Any

from bench.case import Case, spec

diameter: Any = spec("diameter")

COMMANDS: dict[int, Any] = {int(each): each for each in diameter.Command}
CODES: dict[int, Any] = {int(each): each for each in diameter.AvpCode}
FAMILIES: dict[int, Any] = {int(each): each for each in diameter.AddressFamily}
UTF8_STRINGS = frozenset((1, 50, 263, 269, 281))
IDENTITIES = frozenset((264, 280, 282, 283, 292, 293, 294, 296))
UNSIGNED32 = frozenset((27, 55, 85, 258, 259, 262, 265, 266, 267, 268, 270, 272, 276, 278, 291, 298, 299, 485))
ENUMERATED = frozenset((261, 271, 273, 274, 277, 285, 295, 480, 483))
GROUPED = frozenset((260, 279, 284, 297))
HEAD = Struct("!IIIII")
AVP_HEAD = Struct("!II")
U16 = Struct("!H")
U32 = Struct("!I")
I32 = Struct("!i")
U64 = Struct("!Q")
MAX_DEPTH = 64


class AddressByHand:
    __slots__ = ("address", "family")

    def __init__(self, family: Any, address: Any) -> None:
        self.family = family
        self.address = address


class GroupByHand:
    __slots__ = ("avps",)

    def __init__(self, avps: list[AvpByHand]) -> None:
        self.avps = avps


class AvpByHand:
    __slots__ = ("code", "has_vendor", "mandatory", "protected", "value", "vendor_id")

    def __init__(self, code: Any, has_vendor: bool, mandatory: bool, protected: bool, vendor_id: int | None, value: Any) -> None:
        self.code = code
        self.has_vendor = has_vendor
        self.mandatory = mandatory
        self.protected = protected
        self.vendor_id = vendor_id
        self.value = value


class MessageByHand:
    __slots__ = (
        "application_id",
        "avps",
        "command",
        "end_to_end_id",
        "error",
        "hop_by_hop_id",
        "proxiable",
        "request",
        "retransmitted",
    )

    def __init__(
        self,
        request: bool,
        proxiable: bool,
        error: bool,
        retransmitted: bool,
        command: Any,
        application_id: int,
        hop_by_hop_id: int,
        end_to_end_id: int,
        avps: list[AvpByHand],
    ) -> None:
        self.request = request
        self.proxiable = proxiable
        self.error = error
        self.retransmitted = retransmitted
        self.command = command
        self.application_id = application_id
        self.hop_by_hop_id = hop_by_hop_id
        self.end_to_end_id = end_to_end_id
        self.avps = avps


def unpack_address(body: bytes) -> AddressByHand:
    (family,) = U16.unpack_from(body)
    address: Any = body[2:]
    if family < 3 and family:
        if len(address) != (4 if family == 1 else 16):
            raise ValueError("wrong length of an address")
        address = IPv4Address(address) if family == 1 else IPv6Address(address)
    return AddressByHand(FAMILIES.get(family, family), address)


def unpack_value(code: int, body: bytes, depth: int) -> Any:
    if code in UNSIGNED32:
        return U32.unpack(body)[0]
    if code in IDENTITIES:
        return body.decode("ascii")
    if code in UTF8_STRINGS:
        return body.decode("utf-8")
    if code == 257:
        return unpack_address(body)
    if code in GROUPED:
        return GroupByHand(unpack_avps(body, 0, depth))
    if code in ENUMERATED:
        return I32.unpack(body)[0]
    if code == 287:
        return U64.unpack(body)[0]
    return body


def unpack_avps(wire: bytes, offset: int, depth: int) -> list[AvpByHand]:
    if depth > MAX_DEPTH:
        raise ValueError("too deep")
    avps = []
    whole = len(wire)
    while offset < whole:
        if offset + 8 > whole:
            raise ValueError("truncated AVP")
        code, flags = AVP_HEAD.unpack_from(wire, offset)
        length = flags & 0xFFFFFF
        end = offset + length
        padded = offset + (length + 3 & ~3)
        if padded > whole:
            raise ValueError("truncated AVP")
        if flags & 0x80000000:
            if length < 12:
                raise ValueError("wrong length of an AVP")
            (vendor_id,) = U32.unpack_from(wire, offset + 8)
            value: Any = wire[offset + 12 : end]
        else:
            if length < 8:
                raise ValueError("wrong length of an AVP")
            vendor_id = None
            value = unpack_value(code, wire[offset + 8 : end], depth + 1)
        avps.append(
            AvpByHand(
                CODES.get(code, code),
                vendor_id is not None,
                bool(flags & 0x40000000),
                bool(flags & 0x20000000),
                vendor_id,
                value,
            )
        )
        offset = padded
    return avps


def unpack(wire: bytes) -> MessageByHand:
    first, second, application_id, hop_by_hop_id, end_to_end_id = HEAD.unpack_from(wire)
    if first >> 24 != 1:
        raise ValueError("wrong version")
    length = first & 0xFFFFFF
    if length % 4 or length != len(wire):
        raise ValueError("wrong length")
    command = second & 0xFFFFFF
    return MessageByHand(
        bool(second & 0x80000000),
        bool(second & 0x40000000),
        bool(second & 0x20000000),
        bool(second & 0x10000000),
        COMMANDS.get(command, command),
        application_id,
        hop_by_hop_id,
        end_to_end_id,
        unpack_avps(wire, 20, 1),
    )


def pack_address(value: AddressByHand) -> bytes:
    address = value.address
    if value.family == 1 or value.family == 2:
        if type(address) is not (IPv4Address if value.family == 1 else IPv6Address):
            raise ValueError("address of another family")
        address = address.packed
    return U16.pack(value.family) + address


def pack_value(code: int, value: Any) -> Any:
    if code in UNSIGNED32:
        return U32.pack(value)
    if code in IDENTITIES:
        return value.encode("ascii")
    if code in UTF8_STRINGS:
        return value.encode("utf-8")
    if code == 257:
        return pack_address(value)
    if code in GROUPED:
        parts: list[bytes] = []
        pack_avps(value.avps, parts)
        return b"".join(parts)
    if code in ENUMERATED:
        return I32.pack(value)
    if code == 287:
        return U64.pack(value)
    return value


def pack_avps(avps: list[AvpByHand], parts: list[bytes]) -> None:
    for avp in avps:
        flags = (0x40000000 if avp.mandatory else 0) | (0x20000000 if avp.protected else 0)
        if avp.has_vendor:
            if avp.vendor_id is None:
                raise ValueError("missing vendor")
            body = avp.value
            length = 12 + len(body)
            if length >> 24:
                raise ValueError("too long")
            parts.append(AVP_HEAD.pack(avp.code, flags | 0x80000000 | length))
            parts.append(U32.pack(avp.vendor_id))
        else:
            if avp.vendor_id is not None:
                raise ValueError("vendor without the vendor flag")
            body = pack_value(avp.code, avp.value)
            length = 8 + len(body)
            if length >> 24:
                raise ValueError("too long")
            parts.append(AVP_HEAD.pack(avp.code, flags | length))
        parts.append(body)
        if length & 3:
            parts.append(bytes(-length & 3))


def pack(message: MessageByHand) -> bytes:
    parts = [b""]
    pack_avps(message.avps, parts)
    length = 20 + sum(map(len, parts))
    if length >> 24 or message.command >> 24:
        raise ValueError("too long")
    parts[0] = HEAD.pack(
        1 << 24 | length,
        (0x80000000 if message.request else 0)
        | (0x40000000 if message.proxiable else 0)
        | (0x20000000 if message.error else 0)
        | (0x10000000 if message.retransmitted else 0)
        | message.command,
        message.application_id,
        message.hop_by_hop_id,
        message.end_to_end_id,
    )
    return b"".join(parts)


CASES: list[Case] = [
    Case(
        "Diameter answer, 9 AVPs",
        diameter.Message,
        bytes.fromhex(
            "010000a4000001010000000000000001000000020000010c4000000c000007d1000001084000001b7365727665722e6578616d706c652e74"
            "6573740000000128400000146578616d706c652e74657374000001164000000c6b063354000001014000000e0001c0000202000000000"
            "10a4000000c000000000000010d00000014667265654469616d657465720000010b0000000c000027d9000001024000000cffffffff"
        ),
        unpack,
        pack,
    ),
    Case(
        "Diameter answer, grouped AVP",
        diameter.Message,
        bytes.fromhex(
            "0100008800000118000000000000000500000006000001084000001b7365727665722e6578616d706c652e746573740000000128400000"
            "146578616d706c652e746573740000010c4000000c000013890000011740000018000003e7c000000f000028af00000000000001190000"
            "00204449414d455445525f4156505f554e535550504f52544544"
        ),
        unpack,
        pack,
    ),
]
