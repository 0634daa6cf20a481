"""Hand-written BGP-4: an UPDATE with all attributes, and an OPEN."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address
from struct import Struct
from typing import Any

from bench.case import Case, spec

bgp: Any = spec("bgp")

MARKER = b"\xff" * 16
HEADER = Struct(">16sHB")
OPEN_HEAD = Struct(">BHH4sB")
U16 = Struct(">H")
U32 = Struct(">I")
AGGREGATOR = Struct(">H4s")
ATTRIBUTES = {int(each): each for each in bgp.AttributeType}
PARAMETERS = {int(each): each for each in bgp.ParameterType}
ORIGINS = {int(each): each for each in bgp.OriginCode}
SEGMENTS = {int(each): each for each in bgp.SegmentType}
COMMUNITIES = [Struct(f">{count}I") for count in range(256)]
SYSTEMS = [Struct(f">{count}H") for count in range(256)]


@dataclass(slots=True)
class Capability:
    code: int
    value: bytes


@dataclass(slots=True)
class Parameter:
    type: int
    value: Any


@dataclass(slots=True)
class Open:
    autonomous_system: int
    hold_time: int
    identifier: IPv4Address
    parameters: list[Parameter]


@dataclass(slots=True)
class Prefix:
    bits: int
    address: bytes


@dataclass(slots=True)
class Segment:
    type: Any
    systems: list[int]


@dataclass(slots=True)
class Aggregator:
    autonomous_system: int
    address: IPv4Address


@dataclass(slots=True)
class PathAttribute:
    optional: bool
    transitive: bool
    partial: bool
    extended_length: bool
    type: Any
    value: Any


@dataclass(slots=True)
class Update:
    withdrawn_routes: list[Prefix]
    path_attributes: list[PathAttribute]
    reachable: list[Prefix]


@dataclass(slots=True)
class Message:
    type: int
    body: Any


def read_prefixes(wire: bytes, offset: int, end: int) -> list[Prefix]:
    prefixes = []
    while offset < end:
        bits = wire[offset]
        if bits > 32:
            raise ValueError("too many bits")
        stop = offset + 1 + (bits + 7) // 8
        if stop > end:
            raise ValueError("truncated prefix")
        prefixes.append(Prefix(bits, wire[offset + 1 : stop]))
        offset = stop
    return prefixes


def write_prefixes(prefixes: list[Prefix]) -> bytes:
    parts = []
    for each in prefixes:
        if each.bits > 32 or len(each.address) != (each.bits + 7) // 8:
            raise ValueError("wrong prefix")
        parts.append(bytes((each.bits,)))
        parts.append(each.address)
    return b"".join(parts)


def read_value(kind: int, wire: bytes, offset: int, end: int) -> Any:
    size = end - offset
    if kind == 2:
        segments = []
        while offset < end:
            if offset + 2 > end:
                raise ValueError("truncated segment")
            order, count = SEGMENTS[wire[offset]], wire[offset + 1]
            offset += 2
            if offset + 2 * count > end:
                raise ValueError("truncated segment")
            segments.append(Segment(order, list(SYSTEMS[count].unpack_from(wire, offset))))
            offset += 2 * count
        return segments
    if kind == 8:
        if size % 4:
            raise ValueError("truncated community")
        return list(COMMUNITIES[size // 4].unpack_from(wire, offset))
    if kind > 7:
        return wire[offset:end]
    if size != (0, 1, 0, 4, 4, 4, 0, 6)[kind]:
        raise ValueError("wrong length of an attribute")
    if kind == 1:
        return ORIGINS[wire[offset]]
    if kind == 3:
        return IPv4Address(wire[offset:end])
    if kind in (4, 5):
        return U32.unpack_from(wire, offset)[0]
    if kind == 7:
        system, address = AGGREGATOR.unpack_from(wire, offset)
        return Aggregator(system, IPv4Address(address))
    return None


def write_value(kind: int, value: Any) -> bytes:
    if kind == 1:
        return bytes((value,))
    if kind == 2:
        return b"".join(bytes((each.type, len(each.systems))) + SYSTEMS[len(each.systems)].pack(*each.systems) for each in value)
    if kind == 3:
        return value.packed  # type: ignore[no-any-return]
    if kind in (4, 5):
        return U32.pack(value)
    if kind == 6:
        return b""
    if kind == 7:
        return AGGREGATOR.pack(value.autonomous_system, value.address.packed)
    if kind == 8:
        return COMMUNITIES[len(value)].pack(*value)
    return value  # type: ignore[no-any-return]


def read_attributes(wire: bytes, offset: int, end: int) -> list[PathAttribute]:
    attributes = []
    while offset < end:
        if offset + 3 > end:
            raise ValueError("truncated attribute")
        flags, kind = wire[offset], wire[offset + 1]
        if flags & 16:
            if offset + 4 > end:
                raise ValueError("truncated attribute")
            size = wire[offset + 2] << 8 | wire[offset + 3]
            offset += 4
        else:
            size = wire[offset + 2]
            offset += 3
        stop = offset + size
        if stop > end:
            raise ValueError("truncated attribute")
        attributes.append(
            PathAttribute(
                bool(flags & 128),
                bool(flags & 64),
                bool(flags & 32),
                bool(flags & 16),
                ATTRIBUTES.get(kind, kind),
                read_value(kind, wire, offset, stop),
            )
        )
        offset = stop
    return attributes


def write_attributes(attributes: list[PathAttribute]) -> bytes:
    parts = []
    for each in attributes:
        value = write_value(each.type, each.value)
        flags = each.optional << 7 | each.transitive << 6 | each.partial << 5 | each.extended_length << 4
        parts.append(bytes((flags, each.type)))
        parts.append(U16.pack(len(value)) if each.extended_length else bytes((len(value),)))
        parts.append(value)
    return b"".join(parts)


def read_parameters(wire: bytes, offset: int, end: int) -> list[Parameter]:
    parameters = []
    while offset < end:
        if offset + 2 > end:
            raise ValueError("truncated parameter")
        kind, stop = wire[offset], offset + 2 + wire[offset + 1]
        offset += 2
        if stop > end:
            raise ValueError("truncated parameter")
        value: Any = wire[offset:stop]
        if kind == 2:
            value = []
            while offset < stop:
                if offset + 2 > stop:
                    raise ValueError("truncated capability")
                last = offset + 2 + wire[offset + 1]
                if last > stop:
                    raise ValueError("truncated capability")
                value.append(Capability(wire[offset], wire[offset + 2 : last]))
                offset = last
        parameters.append(Parameter(PARAMETERS.get(kind, kind), value))
        offset = stop
    return parameters


def write_parameters(parameters: list[Parameter]) -> bytes:
    parts = []
    for each in parameters:
        value = each.value
        if each.type == 2:
            value = b"".join(bytes((one.code, len(one.value))) + one.value for one in value)
        parts.append(bytes((each.type, len(value))) + value)
    return b"".join(parts)


def unpack(wire: bytes) -> Message:
    marker, length, kind = HEADER.unpack_from(wire)
    if marker != MARKER:
        raise ValueError("wrong marker")
    if not 19 <= length <= 4096 or length != len(wire):
        raise ValueError("wrong length")
    body: Any
    if kind == 1:
        version, system, hold_time, identifier, size = OPEN_HEAD.unpack_from(wire, 19)
        if version != 4 or 0 < hold_time < 3 or 29 + size != length:
            raise ValueError("invalid OPEN")
        body = Open(system, hold_time, IPv4Address(identifier), read_parameters(wire, 29, length))
    elif kind == 2:
        start = 21 + (wire[19] << 8 | wire[20])
        if start + 2 > length:
            raise ValueError("wrong length of withdrawn routes")
        stop = start + 2 + (wire[start] << 8 | wire[start + 1])
        if stop > length:
            raise ValueError("wrong length of attributes")
        body = Update(read_prefixes(wire, 21, start), read_attributes(wire, start + 2, stop), read_prefixes(wire, stop, length))
    else:
        raise NotImplementedError(kind)
    return Message(kind, body)


def pack(message: Message) -> bytes:
    body = message.body
    if message.type == 1:
        if 0 < body.hold_time < 3:
            raise ValueError("wrong hold time")
        parameters = write_parameters(body.parameters)
        wire = OPEN_HEAD.pack(4, body.autonomous_system, body.hold_time, body.identifier.packed, len(parameters)) + parameters
    elif message.type == 2:
        withdrawn, attributes = write_prefixes(body.withdrawn_routes), write_attributes(body.path_attributes)
        reachable = write_prefixes(body.reachable)
        wire = b"".join((U16.pack(len(withdrawn)), withdrawn, U16.pack(len(attributes)), attributes, reachable))
    else:
        raise NotImplementedError(message.type)
    length = 19 + len(wire)
    if length > 4096:
        raise ValueError("too long")
    return HEADER.pack(MARKER, length, message.type) + wire


UPDATE = bytes.fromhex(
    "ff" * 16 + "005c 02 0004 18 0a0b0c 003c"
    "40 01 01 00"
    "50 02 000c 02 02 fe09 fe0a 01 02 0001 0002"
    "40 03 04 c0a8000f"
    "80 04 04 00000064"
    "40 05 04 000000c8"
    "40 06 00"
    "c0 07 06 fe09 c0a80001"
    "c0 08 04 fe090001"
    "15 0a0b08 00"
)
OPEN = bytes.fromhex("ff" * 16 + "002d 01 04 fe09 00b4 c0a8000f 10 02 06 0104 00010001 02 02 0200 63 02 abcd")
CASES = [
    Case("bgp UPDATE, eight attributes", bgp.Message, UPDATE, unpack, pack, {"wide": False}),
    Case("bgp OPEN", bgp.Message, OPEN, unpack, pack, {"wide": False}),
]
