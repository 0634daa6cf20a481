"""Hand-written MQTT 3.1.1: a CONNECT with all optional parts, a PUBLISH, and a SUBSCRIBE."""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct
from typing import Any

from bench.case import Case, spec

mqtt: Any = spec("mqtt")
PacketType: Any = mqtt.PacketType
Flags: Any = mqtt.Flags
QualityOfService: Any = mqtt.QualityOfService

TYPES = {int(each): each for each in PacketType}
FLAGS = [Flags(number) for number in range(16)]
QUALITIES = {int(each): each for each in QualityOfService}
TWO = {6, 8, 10}
U16 = Struct(">H")
LEVEL = Struct(">BBH")


@dataclass(slots=True)
class Will:
    topic: str
    message: bytes


@dataclass(slots=True)
class Connect:
    protocol_name: str
    protocol_level: int
    will_retain: bool
    will_quality: Any
    clean_session: bool
    keep_alive: int
    client_identifier: str
    will: Will | None
    user_name: str | None
    password: bytes | None


@dataclass(slots=True)
class Publish:
    topic: str
    payload: bytes


@dataclass(slots=True)
class AcknowledgedPublish:
    topic: str
    packet_identifier: int
    payload: bytes


@dataclass(slots=True)
class Subscription:
    topic_filter: str
    quality: Any


@dataclass(slots=True)
class Subscribe:
    packet_identifier: int
    subscriptions: list[Subscription]


@dataclass(slots=True)
class Packet:
    type: Any
    flags: Any
    body: Any


def read_varint(wire: bytes, offset: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = wire[offset]
        offset += 1
        value |= (byte & 127) << shift
        if byte < 128:
            if not byte and shift:
                raise ValueError("length is not in its shortest form")
            return value, offset
        shift += 7
        if shift > 21:
            raise ValueError("length of more than 4 bytes")


def varint(value: int) -> bytes:
    if value < 128:
        return bytes((value,))
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    if len(out) > 4:
        raise ValueError("too long")
    return bytes(out)


def read_data(wire: bytes, offset: int, end: int) -> tuple[bytes, int]:
    start = offset + 2
    if start > end:
        raise ValueError("truncated")
    stop = start + (wire[offset] << 8 | wire[offset + 1])
    if stop > end:
        raise ValueError("truncated")
    return wire[start:stop], stop


def data(value: bytes) -> bytes:
    return U16.pack(len(value)) + value


def unpack_connect(wire: bytes, offset: int, end: int) -> Connect:
    name, offset = read_data(wire, offset, end)
    if name not in (b"MQTT", b"MQIsdp"):
        raise ValueError("wrong protocol")
    if offset + 4 > end:
        raise ValueError("truncated")
    level, flags, keep_alive = LEVEL.unpack_from(wire, offset)
    if level not in (3, 4):
        raise ValueError("wrong level")
    quality = QUALITIES.get(flags >> 3 & 3)
    if flags & 1 or quality is None or flags & 0xC0 == 0x40 or (flags & 0x38 and not flags & 4):
        raise ValueError("wrong flags")
    client, offset = read_data(wire, offset + 4, end)
    will = user_name = password = None
    if flags & 4:
        topic, offset = read_data(wire, offset, end)
        message, offset = read_data(wire, offset, end)
        will = Will(topic.decode(), message)
    if flags & 0x80:
        raw, offset = read_data(wire, offset, end)
        user_name = raw.decode()
    if flags & 0x40:
        password, offset = read_data(wire, offset, end)
    if offset != end:
        raise ValueError("trailing bytes")
    return Connect(
        name.decode(),
        level,
        bool(flags & 0x20),
        quality,
        bool(flags & 2),
        keep_alive,
        client.decode(),
        will,
        user_name,
        password,
    )


def pack_connect(body: Connect) -> bytes:
    if body.protocol_name not in ("MQTT", "MQIsdp") or body.protocol_level not in (3, 4):
        raise ValueError("wrong protocol")
    flags = int(body.will_quality) << 3 | body.clean_session << 1 | body.will_retain << 5
    tail = [data(body.client_identifier.encode())]
    if body.will is not None:
        flags |= 4
        tail.append(data(body.will.topic.encode()))
        tail.append(data(body.will.message))
    elif flags & 0x38:
        raise ValueError("quality of service without a will")
    if body.user_name is not None:
        flags |= 0x80
        tail.append(data(body.user_name.encode()))
    if body.password is not None:
        if body.user_name is None:
            raise ValueError("password without a user name")
        flags |= 0x40
        tail.append(data(body.password))
    return data(body.protocol_name.encode()) + LEVEL.pack(body.protocol_level, flags, body.keep_alive) + b"".join(tail)


def unpack_identifier(wire: bytes, offset: int, end: int) -> int:
    if offset + 2 > end:
        raise ValueError("truncated")
    number = wire[offset] << 8 | wire[offset + 1]
    if not number:
        raise ValueError("missing identifier")
    return number


def unpack_subscribe(wire: bytes, offset: int, end: int) -> Subscribe:
    identifier = unpack_identifier(wire, offset, end)
    offset += 2
    subscriptions = []
    while offset < end:
        topic, offset = read_data(wire, offset, end)
        if offset >= end:
            raise ValueError("truncated")
        subscriptions.append(Subscription(topic.decode(), QUALITIES[wire[offset]]))
        offset += 1
    return Subscribe(identifier, subscriptions)


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
            body = AcknowledgedPublish(topic.decode(), unpack_identifier(wire, offset, end), wire[offset + 2 : end])
        else:
            body = Publish(topic.decode(), wire[offset:end])
        return Packet(kind, FLAGS[flags], body)
    if flags != (2 if kind in TWO else 0):
        raise ValueError("wrong flags")
    if kind == 1:
        body = unpack_connect(wire, offset, end)
    elif kind == 8:
        body = unpack_subscribe(wire, offset, end)
    else:
        raise NotImplementedError(kind)
    return Packet(kind, FLAGS[flags], body)


def pack(packet: Packet) -> bytes:
    body, flags = packet.body, int(packet.flags)
    if packet.type == 3:
        if flags & 6 == 6:
            raise ValueError("wrong flags")
        if flags & 6:
            if not body.packet_identifier:
                raise ValueError("missing identifier")
            wire = data(body.topic.encode()) + U16.pack(body.packet_identifier) + body.payload
        else:
            wire = data(body.topic.encode()) + body.payload
    else:
        if flags != (2 if packet.type in TWO else 0):
            raise ValueError("wrong flags")
        if packet.type == 1:
            wire = pack_connect(body)
        elif packet.type == 8:
            if not body.packet_identifier:
                raise ValueError("missing identifier")
            parts = [U16.pack(body.packet_identifier)]
            for each in body.subscriptions:
                parts.append(data(each.topic_filter.encode()))
                parts.append(bytes((each.quality,)))
            wire = b"".join(parts)
        else:
            raise NotImplementedError(packet.type)
    return bytes((packet.type << 4 | flags,)) + varint(len(wire)) + wire


CONNECT = bytes.fromhex("1022 0004 4d515454 04 ce 000a 0002 6161 0003 612f62 0003 627965 0003 616461 0003 00ff01")
PUBLISH = bytes.fromhex("32ce01 0003 612f62 000a") + bytes(199)
SUBSCRIBE = bytes.fromhex("820e 000a 0003 612f62 01 0003 632f64 02")
CASES = [
    Case("mqtt CONNECT", mqtt.Packet, CONNECT, unpack, pack),
    Case("mqtt PUBLISH, 199 bytes", mqtt.Packet, PUBLISH, unpack, pack),
    Case("mqtt SUBSCRIBE", mqtt.Packet, SUBSCRIBE, unpack, pack),
]
