"""Hand-written record batch of Kafka: one Struct for the header, and varints read in place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from struct import Struct

import anycrc

from bench.case import Case, spec

kafka = spec("kafka")

HEADER = Struct(">qiibIhiqqqhii")
TAIL = Struct(">hiqqqhii")
HEAD = Struct(">qiibI")
crc32c = anycrc.Model("CRC32-ISCSI").calc


class Compression(IntEnum):
    NONE = 0
    GZIP = 1
    SNAPPY = 2
    LZ4 = 3
    ZSTD = 4


class TimestampType(IntEnum):
    CREATE_TIME = 0
    LOG_APPEND_TIME = 1


COMPRESSIONS = {int(each): each for each in Compression}
TIMESTAMP_TYPES = {int(each): each for each in TimestampType}


@dataclass(slots=True)
class RecordHeader:
    key: str
    value: bytes | None


@dataclass(slots=True)
class Record:
    timestamp_delta: int
    offset_delta: int
    key: bytes | None
    value: bytes | None
    headers: list[RecordHeader]


@dataclass(slots=True)
class RecordBatch:
    base_offset: int
    partition_leader_epoch: int
    has_delete_horizon: bool
    is_control_batch: bool
    is_transactional: bool
    timestamp_type: TimestampType
    compression: int
    last_offset_delta: int
    base_timestamp: int
    max_timestamp: int
    producer_id: int
    producer_epoch: int
    base_sequence: int
    record_count: int
    records: list[Record] | bytes


def read_varint(wire: bytes, offset: int, end: int, bits: int = 32) -> tuple[int, int]:
    folded = shift = 0
    while True:
        if offset >= end:
            raise ValueError("too short")
        byte = wire[offset]
        offset += 1
        folded |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
        shift += 7
        if shift >= bits:
            raise ValueError("varint too long")
    if folded >> bits:
        raise ValueError("varint too large")
    return (folded >> 1) ^ -(folded & 1), offset


def write_varint(number: int, bits: int = 32) -> bytes:
    folded = (number << 1) ^ (number >> bits - 1)
    if folded < 0 or folded >> bits:
        raise ValueError("varint too large")
    if folded < 0x80:
        return bytes((folded,))
    out = bytearray()
    while folded >= 0x80:
        out.append(folded & 0x7F | 0x80)
        folded >>= 7
    out.append(folded)
    return bytes(out)


def read_bytes(wire: bytes, offset: int, end: int) -> tuple[bytes | None, int]:
    length, offset = read_varint(wire, offset, end)
    if length < 0:
        if length != -1:
            raise ValueError("wrong length")
        return None, offset
    behind = offset + length
    if behind > end:
        raise ValueError("too short")
    return wire[offset:behind], behind


def write_bytes(value: bytes | None) -> bytes:
    if value is None:
        return b"\x01"
    return write_varint(len(value)) + value


def read_record(wire: bytes, offset: int, end: int) -> tuple[Record, int]:
    length, offset = read_varint(wire, offset, end)
    stop = offset + length
    if length < 0 or stop > end:
        raise ValueError("wrong length of a record")
    if offset >= stop or wire[offset]:
        raise ValueError("invalid attributes")
    timestamp_delta, offset = read_varint(wire, offset + 1, stop, 64)
    offset_delta, offset = read_varint(wire, offset, stop)
    key, offset = read_bytes(wire, offset, stop)
    value, offset = read_bytes(wire, offset, stop)
    count, offset = read_varint(wire, offset, stop)
    if not 0 <= count <= stop - offset:
        raise ValueError("wrong number of headers")
    headers = []
    for _ in range(count):
        size, offset = read_varint(wire, offset, stop)
        behind = offset + size
        if size < 0 or behind > stop:
            raise ValueError("wrong length of a header key")
        name = wire[offset:behind].decode()
        content, offset = read_bytes(wire, behind, stop)
        headers.append(RecordHeader(name, content))
    if offset != stop:
        raise ValueError("trailing data in a record")
    return Record(timestamp_delta, offset_delta, key, value, headers), offset


def write_record(record: Record) -> bytes:
    parts = [
        b"\0",
        write_varint(record.timestamp_delta, 64),
        write_varint(record.offset_delta),
        write_bytes(record.key),
        write_bytes(record.value),
        write_varint(len(record.headers)),
    ]
    for header in record.headers:
        name = header.key.encode()
        parts += (write_varint(len(name)), name, write_bytes(header.value))
    content = b"".join(parts)
    return write_varint(len(content)) + content


def unpack_batch(wire: bytes) -> RecordBatch:
    (
        base_offset,
        length,
        epoch,
        magic,
        crc,
        attributes,
        last_offset_delta,
        base_timestamp,
        max_timestamp,
        producer_id,
        producer_epoch,
        base_sequence,
        count,
    ) = HEADER.unpack_from(wire)
    if length + 12 != len(wire):
        raise ValueError("wrong length")
    if magic != 2:
        raise ValueError("wrong magic")
    if crc32c(wire[21:]) != crc:
        raise ValueError("wrong CRC")
    if count < 0:
        raise ValueError("wrong number of records")
    compression = attributes & 7
    records: list[Record] | bytes
    if compression:
        records = wire[61:]
    else:
        offset, end = 61, len(wire)
        if count > end - offset:
            raise ValueError("wrong number of records")
        records = []
        for _ in range(count):
            record, offset = read_record(wire, offset, end)
            records.append(record)
        if offset != end:
            raise ValueError("trailing data")
    return RecordBatch(
        base_offset,
        epoch,
        attributes & 0x40 != 0,
        attributes & 0x20 != 0,
        attributes & 0x10 != 0,
        TIMESTAMP_TYPES[attributes >> 3 & 1],
        COMPRESSIONS.get(compression, compression),
        last_offset_delta,
        base_timestamp,
        max_timestamp,
        producer_id,
        producer_epoch,
        base_sequence,
        count,
        records,
    )


def pack_batch(batch: RecordBatch) -> bytes:
    if batch.compression:
        if type(batch.records) is not bytes:
            raise ValueError("compressed records must be bytes")
        body = batch.records
    else:
        if len(batch.records) != batch.record_count:
            raise ValueError("wrong number of records")
        body = b"".join([write_record(each) for each in batch.records])  # type: ignore[arg-type]
    attributes = (
        batch.has_delete_horizon << 6
        | batch.is_control_batch << 5
        | batch.is_transactional << 4
        | batch.timestamp_type << 3
        | batch.compression
    )
    checked = (
        TAIL.pack(
            attributes,
            batch.last_offset_delta,
            batch.base_timestamp,
            batch.max_timestamp,
            batch.producer_id,
            batch.producer_epoch,
            batch.base_sequence,
            batch.record_count,
        )
        + body
    )
    return HEAD.pack(batch.base_offset, 9 + len(checked), batch.partition_leader_epoch, 2, crc32c(checked)) + checked


NOW = 1_700_000_000_000
RECORDS = [
    Record(0, 0, b"user-1", b"created", [RecordHeader("trace", b"\1\2"), RecordHeader("none", None)]),
    Record(-3, 1, None, b"x" * 200, []),
    Record(250, 2, b"", None, []),
]
SMALL = RecordBatch(
    1000, 7, False, False, False, TimestampType.CREATE_TIME, Compression.NONE, 2, NOW, NOW + 250, -1, -1, -1, 3, RECORDS
)
LOG = [Record(number, number, b"key-%d" % number, b"v" * 50, []) for number in range(100)]
LARGE = RecordBatch(
    1000, 7, False, False, False, TimestampType.CREATE_TIME, Compression.NONE, 99, NOW, NOW + 99, -1, -1, -1, 100, LOG
)
CASES: list[Case] = [
    Case("kafka: batch of 3 records", kafka.RecordBatch, pack_batch(SMALL), unpack_batch, pack_batch),
    Case("kafka: batch of 100 records", kafka.RecordBatch, pack_batch(LARGE), unpack_batch, pack_batch),
]
