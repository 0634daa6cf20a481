"""Hand-written RADIUS: attributes are split by their lengths, and read according to their types."""

from __future__ import annotations

from ipaddress import IPv4Address
from struct import Struct
from typing import Any

from bench.case import Case, spec

radius: Any = spec("radius")
Code: Any = radius.Code
AttributeType: Any = radius.AttributeType

CODES: dict[int, Any] = {int(each): each for each in Code}
TYPES: dict[int, Any] = {int(each): each for each in AttributeType}
TEXTS = frozenset((11, 18, 22))
ADDRESSES = frozenset((4, 8, 9, 14))
INTEGERS = frozenset((5, 6, 7, 10, 12, 13, 15, 16, 23, 27, 28, 29, 37, 38, 61, 62))
HEAD = Struct("!BBH16s")
INTEGER = Struct("!I")


class ChapPasswordByHand:
    __slots__ = ("identifier", "response")

    def __init__(self, identifier: int, response: bytes) -> None:
        self.identifier = identifier
        self.response = response


class VendorSpecificByHand:
    __slots__ = ("string", "vendor_id")

    def __init__(self, vendor_id: int, string: bytes) -> None:
        self.vendor_id = vendor_id
        self.string = string


class AttributeByHand:
    __slots__ = ("type", "value")

    def __init__(self, type: Any, value: Any) -> None:
        self.type = type
        self.value = value


class PacketByHand:
    __slots__ = ("attributes", "authenticator", "code", "identifier")

    def __init__(self, code: Any, identifier: int, authenticator: bytes, attributes: list[AttributeByHand]) -> None:
        self.code = code
        self.identifier = identifier
        self.authenticator = authenticator
        self.attributes = attributes


def unpack_value(kind: int, body: bytes) -> Any:
    if kind in INTEGERS:
        return INTEGER.unpack(body)[0]
    if kind in ADDRESSES:
        if len(body) != 4:
            raise ValueError("expected an address of 4 bytes")
        return IPv4Address(body)
    if kind == 1:
        return body.decode("utf-8", "surrogateescape")
    if kind in TEXTS:
        return body.decode("utf-8")
    if kind == 3:
        if len(body) != 17:
            raise ValueError("expected a CHAP password of 17 bytes")
        return ChapPasswordByHand(body[0], body[1:])
    if kind == 26:
        (vendor,) = INTEGER.unpack_from(body)
        if vendor >> 24:
            raise ValueError("the highest byte of a vendor is 0")
        return VendorSpecificByHand(vendor, body[4:])
    return body


def unpack(wire: bytes) -> PacketByHand:
    code, identifier, length, authenticator = HEAD.unpack_from(wire)
    if length != len(wire) or length > 4096:
        raise ValueError("wrong length")
    attributes = []
    offset = 20
    while offset < length:
        if offset + 2 > length:
            raise ValueError("truncated attribute")
        kind, size = wire[offset], wire[offset + 1]
        end = offset + size
        if size < 2 or end > length:
            raise ValueError("wrong length of an attribute")
        attributes.append(AttributeByHand(TYPES.get(kind, kind), unpack_value(kind, wire[offset + 2 : end])))
        offset = end
    return PacketByHand(CODES.get(code, code), identifier, authenticator, attributes)


def pack_value(kind: int, value: Any) -> Any:
    if kind in INTEGERS:
        return INTEGER.pack(value)
    if kind in ADDRESSES:
        return value.packed
    if kind == 1:
        return value.encode("utf-8", "surrogateescape")
    if kind in TEXTS:
        return value.encode("utf-8")
    if kind == 3:
        if len(value.response) != 16:
            raise ValueError("expected a CHAP response of 16 bytes")
        return bytes((value.identifier,)) + value.response
    if kind == 26:
        if value.vendor_id >> 24:
            raise ValueError("the highest byte of a vendor is 0")
        return INTEGER.pack(value.vendor_id) + value.string
    return value


def pack(packet: PacketByHand) -> bytes:
    if len(packet.authenticator) != 16:
        raise ValueError("expected an authenticator of 16 bytes")
    parts = [b""]
    length = 20
    for attribute in packet.attributes:
        kind = attribute.type
        body = pack_value(kind, attribute.value)
        size = len(body) + 2
        parts.append(bytes((kind, size)))
        parts.append(body)
        length += size
    if length > 4096:
        raise ValueError("too long")
    parts[0] = HEAD.pack(packet.code, packet.identifier, length, packet.authenticator)
    return b"".join(parts)


CASES: list[Case] = [
    Case(
        "RADIUS Access-Request",
        radius.Packet,
        bytes.fromhex(
            "010000380f403f9473978057bd83d5cb98f4227a01066e656d6f02120dbe708d93d413ce3196e43f782a0aee0406c0a80110050600000003"
        ),
        unpack,
        pack,
    ),
    Case(
        "RADIUS Access-Accept",
        radius.Packet,
        bytes.fromhex("0200002686fe220e7624ba2a1005f6bf9b55e0b20606000000010f06000000000e06c0a80103"),
        unpack,
        pack,
    ),
]
