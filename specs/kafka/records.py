"""Content of the field `records` in Produce and Fetch: record batches, or messages of the older formats.

Source: Apache Kafka documentation, section "Message Format", with "Old Message Format" (magic 0 and 1); KIP-74, which allows a
Fetch response to end within a batch.

The records of Produce are complete. The records of Fetch are read by a function, because nothing marks a truncated batch: it is
kept as bytes at the end of the list, as is any other unreadable part.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from framekit import (
    Frame,
    FramekitError,
    array,
    checksum,
    data,
    derived,
    field,
    i8,
    i32,
    i64,
    mapped,
    optional,
    pad,
    switch,
    this,
    u1,
    u3,
    u32,
)
from framekit.specs.kafka.batch import Compression, RecordBatch, TimestampType
from framekit.specs.kafka.words import VARINT

_HEAD = 12  # an offset, and a length that counts what follows it
_MAGIC = 16  # where the magic of an entry is, in all formats


class Message(Frame, size=this.message_size + _HEAD):
    """A message of the formats before record batches. If it is compressed, its value contains further messages."""

    offset: i64
    message_size: int = derived(i32)
    crc: int = checksum(u32, "crc32", over="after")
    magic: int = field(i8, check={0, 1})
    _: None = pad(bits=4)
    timestamp_type: TimestampType = field(u1, default=TimestampType.CREATE_TIME)
    compression: Compression = field(u3, default=Compression.NONE)
    timestamp: int | None = optional(i64, when=this.magic == 1, default=None)
    key: bytes | None = data(prefix=i32, null=-1)
    value: bytes | None = data(prefix=i32, null=-1)


class Messages(Frame):
    """Messages of a partition, up to version 2 of Produce."""

    messages: list[Message] = array(Message)


class Batches(Frame):
    """Record batches of a partition, since version 3 of Produce."""

    batches: list[RecordBatch] = array(RecordBatch)


PRODUCED: Any = switch(
    this.version >= 3,
    {
        True: switch(
            this.is_flexible,
            {True: field(Batches, size_prefix=VARINT, bias=1, null=0), False: field(Batches, size_prefix=i32, null=-1)},
        ),
        False: field(Messages, size_prefix=i32, null=-1),
    },
)
"""Records that a producer sends."""


def read_entries(raw: bytes | None) -> list[RecordBatch | Message | bytes] | None:
    """Read the batches and messages of a log, and the unreadable rest as bytes."""
    return None if raw is None else list(_entries(raw))


def _entries(raw: bytes) -> Iterator[RecordBatch | Message | bytes]:
    at = 0
    while at + _MAGIC < len(raw):
        kind = RecordBatch if raw[at + _MAGIC] == 2 else Message
        end = at + _HEAD + int.from_bytes(raw[at + 8 : at + _HEAD], "big")
        try:
            entry = kind.unpack(raw[at:end])
            if entry.pack() != raw[at:end]:
                break
        except FramekitError:
            break
        yield entry
        at = end
    if at < len(raw):
        yield raw[at:]


def write_entries(entries: list[RecordBatch | Message | bytes] | None) -> bytes | None:
    """The bytes of a log. Raises ValueError for items of other types, or if unreadable bytes are not at the end."""
    if entries is None:
        return None
    if any(not isinstance(each, RecordBatch | Message) for each in entries[:-1]):
        raise ValueError("expected record batches or messages; only the last entry may be bytes")
    raw = b"".join(each if isinstance(each, bytes) else each.pack() for each in entries)
    if read_entries(raw) != entries:
        raise ValueError("the packed entries would be read as different ones")
    return raw


_SAMPLES: list[Any] = [
    [],
    [Message(offset=7, magic=1, timestamp=0, key=None, value=b"a"), b"cut"],
    [RecordBatch(last_offset_delta=0, base_timestamp=0, max_timestamp=0, record_count=0, records=[])],
]
FETCHED: Any = switch(
    this.is_flexible,
    {
        True: mapped(
            data(prefix=VARINT, bias=1, null=0), unpack=read_entries, pack=write_entries, name="records", values=[None, *_SAMPLES]
        ),
        False: mapped(
            data(prefix=i32, null=-1), unpack=read_entries, pack=write_entries, name="records", values=[None, *_SAMPLES]
        ),
    },
)
"""Records that a consumer receives."""
