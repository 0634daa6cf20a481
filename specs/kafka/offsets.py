"""OffsetCommit and OffsetFetch: the position of a consumer group."""

from __future__ import annotations

from uuid import UUID

from framekit import Frame, array, bool8, computed, field, given, i16, i32, i64, switch, text, this, uuid
from framekit.specs.kafka.codes import ErrorCode
from framekit.specs.kafka.words import (
    ABSENT,
    COMPACT_NULLABLE_STRING,
    COMPACT_STRING,
    NULLABLE_STRING,
    STRING,
    TAGGED_FIELDS,
    VARINT,
    TaggedField,
    array_of,
    in_versions,
    nullable_since,
    since,
    tagged_fields,
    until,
)

OFFSET_COMMIT_VERSIONS = range(11)
OFFSET_FETCH_VERSIONS = range(11)


class OffsetCommitPart(Frame):
    """Base class of the parts of OffsetCommit messages."""

    version: i16 = given(check=OFFSET_COMMIT_VERSIONS)
    is_flexible: bool = computed(this.version >= 8)


class OffsetCommitRequestPartition(OffsetCommitPart):
    """The position of a group in a partition."""

    partition_index: i32
    committed_offset: i64
    committed_leader_epoch: int | None = since(6, i32)
    commit_timestamp: int | None = in_versions(1, 1, i64)
    committed_metadata: str | None = NULLABLE_STRING
    tagged_fields: list[TaggedField] = tagged_fields()


class OffsetCommitRequestTopic(OffsetCommitPart):
    """The position of a group in a topic."""

    name: str | None = until(9, STRING)
    topic_id: UUID | None = since(10, uuid)
    partitions: list[OffsetCommitRequestPartition] = array_of(OffsetCommitRequestPartition)
    tagged_fields: list[TaggedField] = tagged_fields()


class OffsetCommitRequest(OffsetCommitPart):
    """The position of a group (OffsetCommitRequest.json)."""

    group_id: str = STRING
    generation_id_or_member_epoch: int | None = since(1, i32)
    member_id: str | None = since(1, STRING)
    group_instance_id: str | None = nullable_since(7, NULLABLE_STRING)
    retention_time_ms: int | None = in_versions(2, 4, i64)
    topics: list[OffsetCommitRequestTopic] = array_of(OffsetCommitRequestTopic)
    tagged_fields: list[TaggedField] = tagged_fields()


class OffsetCommitResponsePartition(OffsetCommitPart):
    """Whether the offset of a partition was stored."""

    partition_index: i32
    error_code: ErrorCode = field(i16)
    tagged_fields: list[TaggedField] = tagged_fields()


class OffsetCommitResponseTopic(OffsetCommitPart):
    """Whether the offsets of a topic were stored."""

    name: str | None = until(9, STRING)
    topic_id: UUID | None = since(10, uuid)
    partitions: list[OffsetCommitResponsePartition] = array_of(OffsetCommitResponsePartition)
    tagged_fields: list[TaggedField] = tagged_fields()


class OffsetCommitResponse(OffsetCommitPart):
    """Whether the offsets were stored (OffsetCommitResponse.json)."""

    throttle_time_ms: int | None = since(3, i32)
    topics: list[OffsetCommitResponseTopic] = array_of(OffsetCommitResponseTopic)
    tagged_fields: list[TaggedField] = tagged_fields()


class OffsetFetchPart(Frame):
    """Base class of the parts of OffsetFetch messages."""

    version: i16 = given(check=OFFSET_FETCH_VERSIONS)
    is_flexible: bool = computed(this.version >= 6)


class OffsetFetchRequestTopic(Frame):
    """A topic, up to version 5."""

    name: str = text(prefix=i16)
    partition_indexes: list[int] = array(i32, prefix=i32)


class OffsetFetchRequestNamedTopic(Frame):
    """A topic, in versions 6 to 9."""

    name: str = COMPACT_STRING
    partition_indexes: list[int] = array(i32, prefix=VARINT, bias=1)
    tagged_fields: list[TaggedField] = TAGGED_FIELDS


class OffsetFetchRequestTopicId(Frame):
    """A topic by its identifier, since version 10."""

    topic_id: UUID = field(uuid)
    partition_indexes: list[int] = array(i32, prefix=VARINT, bias=1)
    tagged_fields: list[TaggedField] = TAGGED_FIELDS


class OffsetFetchRequestGroup(OffsetFetchPart):
    """A group, since version 8. Null means all of its topics."""

    group_id: str = COMPACT_STRING
    member_id: str | None = nullable_since(9, COMPACT_NULLABLE_STRING)
    member_epoch: int | None = since(9, i32)
    topics: list[OffsetFetchRequestNamedTopic] | list[OffsetFetchRequestTopicId] | None = switch(
        this.version >= 10,
        {
            True: array(OffsetFetchRequestTopicId, prefix=VARINT, bias=1, null=0),
            False: array(OffsetFetchRequestNamedTopic, prefix=VARINT, bias=1, null=0),
        },
    )
    tagged_fields: list[TaggedField] = TAGGED_FIELDS


class OffsetFetchRequest(OffsetFetchPart):
    """Asks for the position of a group (OffsetFetchRequest.json). Null means all of its topics."""

    group_id: str | None = until(7, STRING)
    topics: list[OffsetFetchRequestTopic] | list[OffsetFetchRequestNamedTopic] | None = switch(
        this.version,
        {
            (0, 1): array(OffsetFetchRequestTopic, prefix=i32),
            range(2, 6): array(OffsetFetchRequestTopic, prefix=i32, null=-1),
            (6, 7): array(OffsetFetchRequestNamedTopic, prefix=VARINT, bias=1, null=0),
        },
        otherwise=ABSENT,
        default_factory=lambda: None,
    )
    groups: list[OffsetFetchRequestGroup] | None = since(8, array_of(OffsetFetchRequestGroup))
    require_stable: bool | None = since(7, bool8)
    tagged_fields: list[TaggedField] = tagged_fields()


class OffsetFetchResponsePartition(OffsetFetchPart):
    """The position of a group in a partition."""

    partition_index: i32
    committed_offset: i64
    committed_leader_epoch: int | None = since(5, i32)
    metadata: str | None = NULLABLE_STRING
    error_code: ErrorCode = field(i16)
    tagged_fields: list[TaggedField] = tagged_fields()


class OffsetFetchResponseTopic(OffsetFetchPart):
    """The position of a group in a topic."""

    name: str | None = until(9, STRING)
    topic_id: UUID | None = since(10, uuid)
    partitions: list[OffsetFetchResponsePartition] = array_of(OffsetFetchResponsePartition)
    tagged_fields: list[TaggedField] = tagged_fields()


class OffsetFetchResponseGroup(OffsetFetchPart):
    """The position of a group, since version 8."""

    group_id: str = STRING
    topics: list[OffsetFetchResponseTopic] = array_of(OffsetFetchResponseTopic)
    error_code: ErrorCode = field(i16)
    tagged_fields: list[TaggedField] = tagged_fields()


class OffsetFetchResponse(OffsetFetchPart):
    """The positions of groups (OffsetFetchResponse.json); up to version 7 there is one group."""

    throttle_time_ms: int | None = since(3, i32)
    topics: list[OffsetFetchResponseTopic] | None = until(7, array_of(OffsetFetchResponseTopic))
    error_code: ErrorCode | None = in_versions(2, 7, i16)
    groups: list[OffsetFetchResponseGroup] | None = since(8, array_of(OffsetFetchResponseGroup))
    tagged_fields: list[TaggedField] = tagged_fields()
