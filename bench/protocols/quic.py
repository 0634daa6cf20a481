"""Hand-written frames of QUIC: an ACK with three ranges, and a STREAM."""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct
from typing import Any

from bench.case import Case, spec

quic: Any = spec("quic")

TYPES = {int(each): each for each in quic.FrameType}
U16 = Struct(">H")
U32 = Struct(">I")
U64 = Struct(">Q")


@dataclass(slots=True)
class AckRange:
    gap: int
    length: int


@dataclass(slots=True)
class Ack:
    largest_acknowledged: int
    delay: int
    first_range: int
    ranges: list[AckRange]


@dataclass(slots=True)
class StreamAtOffset:
    stream_id: int
    offset: int
    data: bytes


@dataclass(slots=True)
class QuicFrame:
    type: Any
    body: Any


def read(wire: bytes, offset: int) -> tuple[int, int]:
    first = wire[offset]
    if first < 0x40:
        return first, offset + 1
    if first < 0x80:
        return (first & 0x3F) << 8 | wire[offset + 1], offset + 2
    if first < 0xC0:
        return U32.unpack_from(wire, offset)[0] & 0x3FFFFFFF, offset + 4
    return U64.unpack_from(wire, offset)[0] & 0x3FFFFFFFFFFFFFFF, offset + 8


def write(value: int) -> bytes:
    if value < 0x40:
        return bytes((value,))
    if value < 0x4000:
        return U16.pack(value | 0x4000)
    if value < 0x40000000:
        return U32.pack(value | 0x80000000)
    if value < 0x4000000000000000:
        return U64.pack(value | 0xC000000000000000)
    raise ValueError("more than 62 bits")


def unpack(wire: bytes) -> QuicFrame:
    number, offset = read(wire, 0)
    if offset > 1:
        raise ValueError("type is missing, or not in its shortest form")
    kind = TYPES[number]
    body: Any
    if number == 2:
        largest, offset = read(wire, offset)
        delay, offset = read(wire, offset)
        count, offset = read(wire, offset)
        first, offset = read(wire, offset)
        if first > largest:
            raise ValueError("range below 0")
        if count * 2 > len(wire) - offset:
            raise ValueError("truncated ranges")
        ranges = []
        for _ in range(count):
            gap, offset = read(wire, offset)
            length, offset = read(wire, offset)
            ranges.append(AckRange(gap, length))
        body = Ack(largest, delay, first, ranges)
    elif number in (14, 15):
        stream_id, offset = read(wire, offset)
        position, offset = read(wire, offset)
        length, offset = read(wire, offset)
        start = offset
        offset += length
        body = StreamAtOffset(stream_id, position, wire[start:offset])
    else:
        raise NotImplementedError(kind)
    if offset != len(wire):
        raise ValueError("wrong length")
    return QuicFrame(kind, body)


def pack(frame: QuicFrame) -> bytes:
    body = frame.body
    if frame.type == 2:
        if body.first_range > body.largest_acknowledged:
            raise ValueError("range below 0")
        parts = [
            write(frame.type),
            write(body.largest_acknowledged),
            write(body.delay),
            write(len(body.ranges)),
            write(body.first_range),
        ]
        for each in body.ranges:
            parts.append(write(each.gap))
            parts.append(write(each.length))
        return b"".join(parts)
    if frame.type in (14, 15):
        return write(frame.type) + write(body.stream_id) + write(body.offset) + write(len(body.data)) + body.data
    raise NotImplementedError(frame.type)


ACK = bytes.fromhex("02 80012345 4400 03 10 01 02 05 4123 00 09")
STREAM = bytes.fromhex("0f 04 80100000 43e8") + bytes(1000)
CASES = [
    Case("quic ACK, three ranges", quic.QuicFrame, ACK, unpack, pack),
    Case("quic STREAM, 1000 bytes", quic.QuicFrame, STREAM, unpack, pack),
]
