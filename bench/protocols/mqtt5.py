"""Hand-written MQTT 5: a PUBLISH with properties, and a CONNECT."""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct
from typing import Any

from bench.case import Case, spec
from bench.protocols.mqtt import FLAGS, QUALITIES, TWO, data, read_data, read_varint, unpack_identifier, varint

mqtt5: Any = spec("mqtt5")

TYPES = {int(each): each for each in mqtt5.PacketType}
IDENTIFIERS = {int(each): each for each in mqtt5.PropertyIdentifier}
BYTES = {1, 23, 25, 36, 37, 40, 41, 42}
SHORTS = {19, 33, 34, 35}
WORDS = {2, 17, 24, 39}
TEXTS = {3, 8, 18, 21, 26, 28, 31}
U16 = Struct(">H")
U32 = Struct(">I")
START = Struct(">7sBH")
NAME = b"\x00\x04MQTT\x05"


@dataclass(slots=True)
class StringPair:
    name: str
    value: str


@dataclass(slots=True)
class Property:
    identifier: Any
    value: Any


@dataclass(slots=True)
class Will:
    properties: list[Property]
    topic: str
    payload: bytes


@dataclass(slots=True)
class Connect:
    will_retain: bool
    will_quality: Any
    clean_start: bool
    keep_alive: int
    properties: list[Property]
    client_identifier: str
    will: Will | None
    user_name: str | None
    password: bytes | None


@dataclass(slots=True)
class Publish:
    topic: str
    properties: list[Property]
    payload: bytes


@dataclass(slots=True)
class AcknowledgedPublish:
    topic: str
    packet_identifier: int
    properties: list[Property]
    payload: bytes


@dataclass(slots=True)
class Packet:
    type: Any
    flags: Any
    body: Any


def read_properties(wire: bytes, offset: int, end: int) -> tuple[list[Property], int]:
    size, offset = read_varint(wire, offset)
    stop = offset + size
    if stop > end:
        raise ValueError("truncated")
    properties = []
    value: Any
    while offset < stop:
        number, offset = read_varint(wire, offset)
        if number in BYTES:
            value = wire[offset]
            offset += 1
        elif number in SHORTS:
            (value,) = U16.unpack_from(wire, offset)
            offset += 2
        elif number in WORDS:
            (value,) = U32.unpack_from(wire, offset)
            offset += 4
        elif number in TEXTS:
            raw, offset = read_data(wire, offset, stop)
            value = raw.decode()
        elif number == 38:
            name, offset = read_data(wire, offset, stop)
            raw, offset = read_data(wire, offset, stop)
            value = StringPair(name.decode(), raw.decode())
        elif number in (9, 22):
            value, offset = read_data(wire, offset, stop)
        elif number == 11:
            value, offset = read_varint(wire, offset)
        else:
            raise ValueError("no such property")
        properties.append(Property(IDENTIFIERS[number], value))
    if offset != stop:
        raise ValueError("truncated property")
    return properties, offset


def write_properties(properties: list[Property]) -> bytes:
    parts = []
    for each in properties:
        number = int(each.identifier)
        parts.append(varint(number))
        if number in BYTES:
            parts.append(bytes((each.value,)))
        elif number in SHORTS:
            parts.append(U16.pack(each.value))
        elif number in WORDS:
            parts.append(U32.pack(each.value))
        elif number in TEXTS:
            parts.append(data(each.value.encode()))
        elif number == 38:
            parts.append(data(each.value.name.encode()))
            parts.append(data(each.value.value.encode()))
        elif number in (9, 22):
            parts.append(data(each.value))
        elif number == 11:
            parts.append(varint(each.value))
        else:
            raise ValueError("no such property")
    wire = b"".join(parts)
    return varint(len(wire)) + wire


def unpack_connect(wire: bytes, offset: int, end: int) -> Connect:
    if offset + 10 > end:
        raise ValueError("truncated")
    name, flags, keep_alive = START.unpack_from(wire, offset)
    if name != NAME:
        raise ValueError("wrong protocol")
    quality = QUALITIES.get(flags >> 3 & 3)
    if flags & 1 or quality is None or (flags & 0x38 and not flags & 4):
        raise ValueError("wrong flags")
    properties, offset = read_properties(wire, offset + 10, end)
    client, offset = read_data(wire, offset, end)
    will = user_name = password = None
    if flags & 4:
        will_properties, offset = read_properties(wire, offset, end)
        topic, offset = read_data(wire, offset, end)
        payload, offset = read_data(wire, offset, end)
        will = Will(will_properties, topic.decode(), payload)
    if flags & 0x80:
        raw, offset = read_data(wire, offset, end)
        user_name = raw.decode()
    if flags & 0x40:
        password, offset = read_data(wire, offset, end)
    if offset != end:
        raise ValueError("trailing bytes")
    return Connect(
        bool(flags & 0x20), quality, bool(flags & 2), keep_alive, properties, client.decode(), will, user_name, password
    )


def pack_connect(body: Connect) -> bytes:
    flags = int(body.will_quality) << 3 | body.clean_start << 1 | body.will_retain << 5
    tail = [write_properties(body.properties), data(body.client_identifier.encode())]
    if body.will is not None:
        flags |= 4
        tail += [write_properties(body.will.properties), data(body.will.topic.encode()), data(body.will.payload)]
    elif flags & 0x38:
        raise ValueError("quality of service without a will")
    if body.user_name is not None:
        flags |= 0x80
        tail.append(data(body.user_name.encode()))
    if body.password is not None:
        flags |= 0x40
        tail.append(data(body.password))
    return START.pack(NAME, flags, body.keep_alive) + b"".join(tail)


def unpack(wire: bytes) -> Packet:
    first = wire[0]
    kind, flags = TYPES[first >> 4], first & 15
    length, offset = read_varint(wire, 1)
    end = offset + length
    if end != len(wire):
        raise ValueError("wrong length")
    body: Any
    if kind == 3:
        topic, offset = read_data(wire, offset, end)
        quality = flags >> 1 & 3
        if quality == 3:
            raise ValueError("wrong flags")
        if quality:
            identifier = unpack_identifier(wire, offset, end)
            properties, offset = read_properties(wire, offset + 2, end)
            body = AcknowledgedPublish(topic.decode(), identifier, properties, wire[offset:end])
        else:
            properties, offset = read_properties(wire, offset, end)
            body = Publish(topic.decode(), properties, wire[offset:end])
        return Packet(kind, FLAGS[flags], body)
    if flags != (2 if kind in TWO else 0):
        raise ValueError("wrong flags")
    if kind == 1:
        return Packet(kind, FLAGS[flags], unpack_connect(wire, offset, end))
    raise NotImplementedError(kind)


def pack(packet: Packet) -> bytes:
    body, flags = packet.body, int(packet.flags)
    if packet.type == 3:
        if flags & 6 == 6:
            raise ValueError("wrong flags")
        topic = data(body.topic.encode())
        if flags & 6:
            if not body.packet_identifier:
                raise ValueError("missing identifier")
            topic += U16.pack(body.packet_identifier)
        wire = topic + write_properties(body.properties) + body.payload
    else:
        if flags != (2 if packet.type in TWO else 0):
            raise ValueError("wrong flags")
        if packet.type != 1:
            raise NotImplementedError(packet.type)
        wire = pack_connect(body)
    return bytes((packet.type << 4 | flags,)) + varint(len(wire)) + wire


PUBLISH = bytes.fromhex("3017 0000 12 230003 0b8001 26 0001 61 0002 6263 09 0001 00 6869")
CONNECT = bytes.fromhex(
    "102e 0004 4d515454 05 ce 000a 05 11 0000000a 0002 6161 05 18 00000007 0003 612f62 0003 627965 0003 616461 0003 00ff01"
)
CASES = [
    Case("mqtt5 PUBLISH, four properties", mqtt5.Packet, PUBLISH, unpack, pack),
    Case("mqtt5 CONNECT", mqtt5.Packet, CONNECT, unpack, pack),
]
