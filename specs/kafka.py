"""Apache Kafka's record batch, version 2 of the message format, as it stands in log files and in produce and fetch messages.

Source: Apache Kafka 3.8 documentation, section 5.3 "Message Format": 5.3.1 record batch, 5.3.2 record, 5.3.3 record header.
Its varints are those of Protocol Buffers' sint32 and sint64.

A compressed batch is kept as bytes: what follows the number of its records is one compressed stream.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import (
    Frame,
    array,
    checksum,
    const,
    custom,
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
    """What the timestamps tell (bit 3 of the attributes)."""

    CREATE_TIME = 0
    LOG_APPEND_TIME = 1


def read_nullable(buffer: bytes, offset: int, end: int) -> tuple[bytes | None, int]:
    """Bytes behind a varint that counts them, where -1 stands for none at all."""
    folded = shift = 0
    while True:
        if offset >= end:
            raise IndexError("the length has no end")
        byte = buffer[offset]
        offset += 1
        folded |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
        if shift >= 35:
            raise ValueError("a length has at most five bytes")
    if folded >= 1 << 32:
        raise ValueError("a length has at most 32 bits")
    if folded == 1:
        return None, offset
    if folded & 1:
        raise ValueError("the length is less than -1")
    behind = offset + (folded >> 1)
    if behind > end:
        raise IndexError("the length is more than there is")
    return bytes(buffer[offset:behind]), behind


def write_nullable(value: bytes | None) -> bytes:
    """The way back."""
    if value is None:
        return b"\x01"
    if type(value) is not bytes:
        raise TypeError("it is neither bytes nor None")
    folded = len(value) << 1
    length = bytearray()
    while folded > 0x7F:
        length.append(folded & 0x7F | 0x80)
        folded >>= 7
    length.append(folded)
    return bytes(length) + value


SOME_VALUES = [None, b"", b"value", bytes(64), bytes(range(256))]


class RecordHeader(Frame):
    """A name and a value of the application's own."""

    key_length: int = derived(VARINT)
    key: str = text(length=this.key_length)
    value: bytes | None = custom(read_nullable, write_nullable, name="nullable bytes", minimum=1, values=SOME_VALUES)


class RecordContent(Frame):
    """What the length of a record counts. Times and offsets are told as differences from those of the batch."""

    attributes: int = const(0, i8)
    timestamp_delta: zigzag
    offset_delta: int = field(VARINT)
    key: bytes | None = custom(read_nullable, write_nullable, name="nullable bytes", minimum=1, values=SOME_VALUES)
    value: bytes | None = custom(read_nullable, write_nullable, name="nullable bytes", minimum=1, values=SOME_VALUES)
    header_count: int = derived(VARINT)
    headers: list[RecordHeader] = array(RecordHeader, count=this.header_count, default_factory=list)


class Record(Frame):
    """One record, behind its length."""

    length: int = derived(VARINT)
    content: RecordContent = field(size=this.length)


class RecordBatch(Frame, size=this.length + 12):
    """A header of 61 bytes, and the records; the CRC covers all that follows it."""

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
