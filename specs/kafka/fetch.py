"""Fetch and ListOffsets: records from a broker, and their offsets."""

from __future__ import annotations

from uuid import UUID

from framekit import Frame, array, computed, data, field, given, i8, i16, i32, i64, switch, this, uuid
from framekit.specs.kafka.batch import RecordBatch
from framekit.specs.kafka.codes import ErrorCode, IsolationLevel
from framekit.specs.kafka.produce import LeaderIdAndEpoch, NodeEndpoint
from framekit.specs.kafka.records import FETCHED, Message
from framekit.specs.kafka.words import (
    COMPACT_NULLABLE_STRING,
    STRING,
    TAGGED_FIELDS,
    VARINT,
    TaggedField,
    array_of,
    nullable_array_of,
    nullable_since,
    since,
    tagged_fields,
    until,
)

FETCH_VERSIONS = range(19)
LIST_OFFSETS_VERSIONS = range(12)


class FetchPart(Frame):
    """Base class of the parts of Fetch messages."""

    version: i16 = given(check=FETCH_VERSIONS)
    is_flexible: bool = computed(this.version >= 12)


class FetchPartitionTaggedField(Frame):
    """Tag 0 has the directory of a follower, and 1 the high watermark that it knows."""

    tag: int = field(VARINT)
    value: UUID | int | bytes = switch(this.tag, {0: uuid, 1: i64}, otherwise=data(), size_prefix=VARINT)


class FetchPartition(FetchPart):
    """A partition whose records are requested."""

    partition: i32
    current_leader_epoch: int | None = since(9, i32)
    fetch_offset: i64
    last_fetched_epoch: int | None = since(12, i32)
    log_start_offset: int | None = since(5, i64)
    partition_max_bytes: i32
    tagged_fields: list[FetchPartitionTaggedField] = tagged_fields(FetchPartitionTaggedField)


class FetchTopic(FetchPart):
    """A topic whose records are requested."""

    topic: str | None = until(12, STRING)
    topic_id: UUID | None = since(13, uuid)
    partitions: list[FetchPartition] = array_of(FetchPartition)
    tagged_fields: list[TaggedField] = tagged_fields()


class ForgottenTopic(FetchPart):
    """Partitions that leave a fetch session."""

    topic: str | None = until(12, STRING)
    topic_id: UUID | None = since(13, uuid)
    partitions: list[int] = array_of(i32)
    tagged_fields: list[TaggedField] = tagged_fields()


class ReplicaState(Frame):
    """The requesting follower, since version 15."""

    replica_id: i32 = -1
    replica_epoch: i64 = -1
    tagged_fields: list[TaggedField] = TAGGED_FIELDS


class FetchRequestTaggedField(Frame):
    """Tag 0 has the identifier of the cluster, and 1 the requesting follower."""

    tag: int = field(VARINT)
    value: str | ReplicaState | bytes | None = switch(
        this.tag, {0: COMPACT_NULLABLE_STRING, 1: ReplicaState}, otherwise=data(), size_prefix=VARINT
    )


class FetchRequest(FetchPart):
    """Asks for records (FetchRequest.json)."""

    replica_id: int | None = until(14, i32)
    max_wait_ms: i32
    min_bytes: i32
    max_bytes: int | None = since(3, i32)
    isolation_level: IsolationLevel | None = since(4, i8)
    session_id: int | None = since(7, i32)
    session_epoch: int | None = since(7, i32)
    topics: list[FetchTopic] = array_of(FetchTopic)
    forgotten_topics_data: list[ForgottenTopic] | None = since(7, array_of(ForgottenTopic))
    rack_id: str | None = since(11, STRING)
    tagged_fields: list[FetchRequestTaggedField] = tagged_fields(FetchRequestTaggedField)


class EpochEndOffset(Frame):
    """The largest epoch, and where it ends."""

    epoch: i32 = -1
    end_offset: i64 = -1
    tagged_fields: list[TaggedField] = TAGGED_FIELDS


class SnapshotId(Frame):
    """A snapshot that is to be fetched instead."""

    end_offset: i64 = -1
    epoch: i32 = -1
    tagged_fields: list[TaggedField] = TAGGED_FIELDS


class PartitionDataTaggedField(Frame):
    """Tag 0 has the offset where the logs diverge, 1 the leader of the partition, and 2 the available snapshot."""

    tag: int = field(VARINT)
    value: EpochEndOffset | LeaderIdAndEpoch | SnapshotId | bytes = switch(
        this.tag, {0: EpochEndOffset, 1: LeaderIdAndEpoch, 2: SnapshotId}, otherwise=data(), size_prefix=VARINT
    )


class AbortedTransaction(Frame):
    """An aborted transaction, in versions 4 to 11."""

    producer_id: i64
    first_offset: i64


class TaggedAbortedTransaction(AbortedTransaction):
    """An aborted transaction, since version 12."""

    tagged_fields: list[TaggedField] = TAGGED_FIELDS


class PartitionData(FetchPart):
    """Records of a partition."""

    partition_index: i32
    error_code: ErrorCode = field(i16)
    high_watermark: i64
    last_stable_offset: int | None = since(4, i64)
    log_start_offset: int | None = since(5, i64)
    aborted_transactions: list[AbortedTransaction] | list[TaggedAbortedTransaction] | None = nullable_since(
        4, nullable_array_of(AbortedTransaction, TaggedAbortedTransaction)
    )
    preferred_read_replica: int | None = since(11, i32)
    records: list[RecordBatch | Message | bytes] | None = FETCHED
    tagged_fields: list[PartitionDataTaggedField] = tagged_fields(PartitionDataTaggedField)


class FetchableTopicResponse(FetchPart):
    """Records of a topic."""

    topic: str | None = until(12, STRING)
    topic_id: UUID | None = since(13, uuid)
    partitions: list[PartitionData] = array_of(PartitionData)
    tagged_fields: list[TaggedField] = tagged_fields()


class FetchResponseTaggedField(Frame):
    """Tag 0 has the brokers that lead the partitions."""

    tag: int = field(VARINT)
    value: list[NodeEndpoint] | bytes = switch(
        this.tag, {0: array(NodeEndpoint, prefix=VARINT, bias=1)}, otherwise=data(), size_prefix=VARINT
    )


class FetchResponse(FetchPart):
    """Records (FetchResponse.json)."""

    throttle_time_ms: int | None = since(1, i32)
    error_code: ErrorCode | None = since(7, i16)
    session_id: int | None = since(7, i32)
    responses: list[FetchableTopicResponse] = array_of(FetchableTopicResponse)
    tagged_fields: list[FetchResponseTaggedField] = tagged_fields(FetchResponseTaggedField)


class ListOffsetsPart(Frame):
    """Base class of the parts of ListOffsets messages."""

    version: i16 = given(check=LIST_OFFSETS_VERSIONS)
    is_flexible: bool = computed(this.version >= 6)


class ListOffsetsPartition(ListOffsetsPart):
    """A partition, and a time."""

    partition_index: i32
    current_leader_epoch: int | None = since(4, i32)
    timestamp: i64 = field(doc="in milliseconds since 1970; -1 for the end, -2 for the beginning")
    max_num_offsets: int | None = until(0, i32)
    tagged_fields: list[TaggedField] = tagged_fields()


class ListOffsetsTopic(ListOffsetsPart):
    """A topic."""

    name: str = STRING
    partitions: list[ListOffsetsPartition] = array_of(ListOffsetsPartition)
    tagged_fields: list[TaggedField] = tagged_fields()


class ListOffsetsRequest(ListOffsetsPart):
    """Asks for the offset of the first record after a time (ListOffsetsRequest.json)."""

    replica_id: i32 = -1
    isolation_level: IsolationLevel | None = since(2, i8)
    topics: list[ListOffsetsTopic] = array_of(ListOffsetsTopic)
    timeout_ms: int | None = since(10, i32)
    tagged_fields: list[TaggedField] = tagged_fields()


class ListOffsetsPartitionResponse(ListOffsetsPart):
    """The offset of a partition, or in version 0 several."""

    partition_index: i32
    error_code: ErrorCode = field(i16)
    old_style_offsets: list[int] | None = until(0, array_of(i64))
    timestamp: int | None = since(1, i64)
    offset: int | None = since(1, i64)
    leader_epoch: int | None = since(4, i32)
    tagged_fields: list[TaggedField] = tagged_fields()


class ListOffsetsTopicResponse(ListOffsetsPart):
    """The offsets of a topic."""

    name: str = STRING
    partitions: list[ListOffsetsPartitionResponse] = array_of(ListOffsetsPartitionResponse)
    tagged_fields: list[TaggedField] = tagged_fields()


class ListOffsetsResponse(ListOffsetsPart):
    """The offsets (ListOffsetsResponse.json)."""

    throttle_time_ms: int | None = since(2, i32)
    topics: list[ListOffsetsTopicResponse] = array_of(ListOffsetsTopicResponse)
    tagged_fields: list[TaggedField] = tagged_fields()
