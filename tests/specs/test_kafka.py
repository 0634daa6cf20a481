"""Kafka's record batch: one put together by the rules of the documentation, with a CRC of another library's."""

from __future__ import annotations

import gzip
import struct
from typing import Any

import anycrc
import pytest

from framekit import (
    ChecksumMismatch,
    ConstMismatch,
    Frame,
    InvalidLength,
    InvalidValue,
    PackError,
    TrailingData,
    TruncatedFrame,
    UnpackError,
)
from framekit.testing import check_all
from tests.specs.test_samples import load

kafka: Any = load("kafka")
FRAMES: list[type[Frame]] = [kafka.RecordHeader, kafka.Record]  # frames of the batch take minutes to generate
NOW = 1_700_000_000_000


def varint(number: int) -> bytes:
    """As Protocol Buffers writes a sint64: the sign in the lowest bit, seven bits to a byte, the lowest first."""
    folded = number * 2 if number >= 0 else -2 * number - 1
    groups = [folded >> shift & 0x7F for shift in range(0, max(folded.bit_length(), 1), 7)]
    return bytes([*(group | 0x80 for group in groups[:-1]), groups[-1]])


def counted(value: bytes | None) -> bytes:
    return varint(-1) if value is None else varint(len(value)) + value


def record(time: int, offset: int, key: bytes | None, value: bytes | None, headers: list[tuple[bytes, bytes | None]]) -> bytes:
    content = b"\0" + varint(time) + varint(offset) + counted(key) + counted(value) + varint(len(headers))
    content += b"".join(counted(name) + counted(each) for name, each in headers)
    return varint(len(content)) + content


def batch(
    attributes: int, count: int, records: bytes, *, magic: int = 2, crc: int | None = None, length: int | None = None
) -> bytes:
    checked = struct.pack(">hiqqqhii", attributes, count - 1, NOW, NOW + 250, -1, -1, -1, count) + records
    crc = anycrc.Model("CRC32-ISCSI").calc(checked) if crc is None else crc
    after_length = struct.pack(">ibI", 7, magic, crc) + checked
    return struct.pack(">qi", 1000, len(after_length) if length is None else length) + after_length


RECORDS = (
    record(0, 0, b"user-1", b"created", [(b"trace", b"\x01\x02"), ("naïve".encode(), None)])
    + record(-3, 1, None, b"x" * 200, [])
    + record(250, 2, b"", None, [])
)
BATCH = batch(0, 3, RECORDS)


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_the_crc_is_that_of_the_catalogue() -> None:
    assert anycrc.Model("CRC32-ISCSI").calc(b"123456789") == 0xE3069283


def test_a_batch_unpacks_and_packs_to_itself() -> None:
    read = kafka.RecordBatch.unpack(BATCH)
    assert (read.base_offset, read.length, read.partition_leader_epoch) == (1000, len(BATCH) - 12, 7)
    assert read.crc == int.from_bytes(BATCH[17:21], "big")
    assert (read.compression, read.timestamp_type) == (kafka.Compression.NONE, kafka.TimestampType.CREATE_TIME)
    assert (read.is_transactional, read.is_control_batch, read.has_delete_horizon) == (False, False, False)
    assert (read.base_timestamp, read.max_timestamp, read.last_offset_delta, read.record_count) == (NOW, NOW + 250, 2, 3)
    assert (read.producer_id, read.producer_epoch, read.base_sequence) == (-1, -1, -1)
    first, second, third = (each.content for each in read.records)
    assert first == kafka.RecordContent(
        timestamp_delta=0,
        offset_delta=0,
        key=b"user-1",
        value=b"created",
        headers=[kafka.RecordHeader(key="trace", value=b"\x01\x02"), kafka.RecordHeader(key="naïve", value=None)],
    )
    assert second == kafka.RecordContent(timestamp_delta=-3, offset_delta=1, key=None, value=b"x" * 200)
    assert third == kafka.RecordContent(timestamp_delta=250, offset_delta=2, key=b"", value=None)
    assert [len(each.pack()) for each in read.records] == [37, 209, 8]
    assert read.pack() == BATCH


def test_attributes() -> None:
    zipped = gzip.compress(RECORDS, mtime=0)
    wire = batch(0b111_1001, 3, zipped)
    read = kafka.RecordBatch.unpack(wire)
    assert (read.compression, read.timestamp_type) == (kafka.Compression.GZIP, kafka.TimestampType.LOG_APPEND_TIME)
    assert read.is_transactional
    assert read.is_control_batch
    assert read.has_delete_horizon
    assert gzip.decompress(read.records) == RECORDS
    assert read.pack() == wire


def test_two_batches_of_a_log() -> None:
    assert [each.record_count for each in kafka.RecordBatch.iter_unpack(BATCH + batch(0, 0, b""))] == [3, 0]


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (BATCH[:-1], TruncatedFrame, None),
        (BATCH + b"\0", TrailingData, ""),
        (batch(0, 3, RECORDS, magic=1), ConstMismatch, "magic"),
        (batch(0, 3, RECORDS, crc=0), ChecksumMismatch, "crc"),
        (batch(0, 3, RECORDS, length=48), InvalidLength, "record_count"),
        (batch(0, 4, RECORDS), UnpackError, "records[3].content"),
        (batch(0, 2, RECORDS), TrailingData, ""),
        (batch(0, -1, b""), InvalidValue, "record_count"),
        (batch(0, 1, record(0, 0, None, None, [])[:-1] + varint(-1)), UnpackError, "records[0].content.headers"),
        (batch(0, 1, b"\x0e" + b"\0\0\0\x03\x01\0\0"), InvalidLength, "records[0].content.key"),
        (batch(0, 1, b"\x0c" + b"\0\0\0\x0e\x01\0"), UnpackError, "records[0].content.key"),
        (batch(0, 1, b"\x0e" + b"\0\0\0\x01\x01\0\0"), TrailingData, "records[0].content"),
        (batch(0, 1, b"\x0c" + b"\1\0\0\x01\x01\0"), ConstMismatch, "records[0].content.attributes"),
        (batch(0, 1, b"\xff\xff\xff\xff\x1f"), UnpackError, "records"),
    ],
)
def test_wrong_bytes_are_refused(wire: bytes, error: type[UnpackError], path: str | None) -> None:
    with pytest.raises(error) as caught:
        kafka.RecordBatch.unpack(wire)
    assert path is None or caught.value.path == path


@pytest.mark.parametrize("flip", [0x01, 0x80, 0xFF])
def test_whatever_the_records_are_they_are_refused_or_read(flip: int) -> None:
    """With a CRC that holds, so that what is behind it is looked at."""
    read, paths = 0, set()
    for at in range(len(RECORDS)):
        records = RECORDS[:at] + bytes([RECORDS[at] ^ flip]) + RECORDS[at + 1 :]
        try:
            kafka.RecordBatch.unpack(batch(0, 3, records)).pack()
        except UnpackError as error:
            paths.add(error.path.partition("[")[0])
        else:
            read += 1
        with pytest.raises(UnpackError):
            kafka.RecordBatch.unpack(batch(0, 3, RECORDS[:at]))
    assert read > 0
    assert paths == {"records"}


def test_wrong_values_are_refused() -> None:
    read = kafka.RecordBatch.unpack(BATCH)
    read.record_count = 2
    with pytest.raises(PackError, match="records"):
        read.pack()
    with pytest.raises(PackError, match="value"):
        kafka.RecordHeader(key="a", value="text").pack()
