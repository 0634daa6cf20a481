"""Apache Kafka's record batch, version 2 of the message format, in log files and in produce and fetch messages.

Source: Apache Kafka 3.8 documentation, section 5.3 "Message Format": 5.3.1 record batch, 5.3.2 record, 5.3.3 record header.
Its varints are those of Protocol Buffers' sint32 and sint64.

A compressed batch is kept as bytes: everything after the record count is one compressed stream.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import (
    Frame,
    array,
    checksum,
    const,
    data,
    derived,
    field,
    i8,
    i16,
    i32,
    i64,
    pad,
    switch,
    text,
    this,
    u1,
    u3,
    u32,
    varint,
    zigzag,
)

VARINT = varint("zigzag", bits=32)


class Compression(IntEnum):
    """How the records are compressed (bits 0 to 2 of the attributes)."""

    NONE = 0
    GZIP = 1
    SNAPPY = 2
    LZ4 = 3
    ZSTD = 4


class TimestampType(IntEnum):
    """The meaning of the timestamps (bit 3 of the attributes)."""

    CREATE_TIME = 0
    LOG_APPEND_TIME = 1


class RecordHeader(Frame):
    """A name and a value defined by the application."""

    key: str = text(prefix=VARINT)
    value: bytes | None = data(prefix=VARINT, null=-1)


class RecordContent(Frame):
    """The part of a record that its length counts. Times and offsets are differences from those of the batch."""

    attributes: int = const(0, i8)
    timestamp_delta: zigzag
    offset_delta: int = field(VARINT)
    key: bytes | None = data(prefix=VARINT, null=-1)
    value: bytes | None = data(prefix=VARINT, null=-1)
    headers: list[RecordHeader] = array(RecordHeader, prefix=VARINT, default_factory=list)


class Record(Frame):
    """One record, after its length."""

    content: RecordContent = field(size_prefix=VARINT)


class RecordBatch(Frame, size=this.length + 12):
    """A header of 61 bytes, and the records; the CRC covers everything after it."""

    base_offset: i64 = 0
    length: int = derived(i32)
    partition_leader_epoch: i32 = -1
    magic: int = const(2, i8)
    crc: int = checksum(u32, "crc-32/iscsi", over="after")
    _: None = pad(bits=9)
    has_delete_horizon: bool = field(u1, default=False)
    is_control_batch: bool = field(u1, default=False)
    is_transactional: bool = field(u1, default=False)
    timestamp_type: TimestampType = field(u1, default=TimestampType.CREATE_TIME)
    compression: Compression = field(u3, default=Compression.NONE)
    last_offset_delta: i32
    base_timestamp: i64
    max_timestamp: i64
    producer_id: i64 = -1
    producer_epoch: i16 = -1
    base_sequence: i32 = -1
    record_count: i32 = field(check=this >= 0)
    records: list[Record] | bytes = switch(
        this.compression, {Compression.NONE: array(Record, count=this.record_count)}, otherwise=data()
    )
