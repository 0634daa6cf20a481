"""CreateTopics and DeleteTopics."""

from __future__ import annotations

from uuid import UUID

from framekit import Frame, array, bool8, computed, data, field, given, i8, i16, i32, switch, this, uuid
from framekit.specs.kafka.codes import ConfigSource, ErrorCode
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
    nullable_since,
    since,
    tagged_fields,
    until,
)

CREATE_TOPICS_VERSIONS = range(8)
DELETE_TOPICS_VERSIONS = range(7)


class CreateTopicsPart(Frame):
    """Base class of the parts of CreateTopics messages."""

    version: i16 = given(check=CREATE_TOPICS_VERSIONS)
    is_flexible: bool = computed(this.version >= 5)


class CreatableReplicaAssignment(CreateTopicsPart):
    """The brokers that a partition is assigned to."""

    partition_index: i32
    broker_ids: list[int] = array_of(i32)
    tagged_fields: list[TaggedField] = tagged_fields()


class CreatableTopicConfig(CreateTopicsPart):
    """A setting of a new topic."""

    name: str = STRING
    value: str | None = NULLABLE_STRING
    tagged_fields: list[TaggedField] = tagged_fields()


class CreatableTopic(CreateTopicsPart):
    """A new topic."""

    name: str = STRING
    num_partitions: i32 = field(doc="-1 with assignments, or for the default of the broker")
    replication_factor: i16 = field(doc="-1 with assignments, or for the default of the broker")
    assignments: list[CreatableReplicaAssignment] = array_of(CreatableReplicaAssignment)
    configs: list[CreatableTopicConfig] = array_of(CreatableTopicConfig)
    tagged_fields: list[TaggedField] = tagged_fields()


class CreateTopicsRequest(CreateTopicsPart):
    """Creates topics (CreateTopicsRequest.json)."""

    topics: list[CreatableTopic] = array_of(CreatableTopic)
    timeout_ms: i32 = 60000
    validate_only: bool | None = since(1, bool8)
    tagged_fields: list[TaggedField] = tagged_fields()


class CreatableTopicConfigs(Frame):
    """A setting of a topic, since version 5."""

    name: str = COMPACT_STRING
    value: str | None = COMPACT_NULLABLE_STRING
    read_only: bool8
    config_source: ConfigSource = field(i8)
    is_sensitive: bool8
    tagged_fields: list[TaggedField] = TAGGED_FIELDS


class CreatableTopicTaggedField(Frame):
    """Tag 0 has the reason for missing settings."""

    tag: int = field(VARINT)
    value: int | bytes = switch(this.tag, {0: i16}, otherwise=data(), size_prefix=VARINT)


class CreatableTopicResult(CreateTopicsPart):
    """Result for a topic."""

    name: str = STRING
    topic_id: UUID | None = since(7, uuid)
    error_code: ErrorCode = field(i16)
    error_message: str | None = nullable_since(1, NULLABLE_STRING)
    num_partitions: int | None = since(5, i32)
    replication_factor: int | None = since(5, i16)
    configs: list[CreatableTopicConfigs] | None = switch(
        this.version >= 5,
        {True: array(CreatableTopicConfigs, prefix=VARINT, bias=1, null=0), False: ABSENT},
        default_factory=lambda: None,
    )
    tagged_fields: list[CreatableTopicTaggedField] = tagged_fields(CreatableTopicTaggedField)


class CreateTopicsResponse(CreateTopicsPart):
    """Result for the topics (CreateTopicsResponse.json)."""

    throttle_time_ms: int | None = since(2, i32)
    topics: list[CreatableTopicResult] = array_of(CreatableTopicResult)
    tagged_fields: list[TaggedField] = tagged_fields()


class DeleteTopicsPart(Frame):
    """Base class of the parts of DeleteTopics messages."""

    version: i16 = given(check=DELETE_TOPICS_VERSIONS)
    is_flexible: bool = computed(this.version >= 4)


class DeleteTopicState(DeleteTopicsPart):
    """A topic by its name or its identifier, since version 6."""

    name: str | None = NULLABLE_STRING
    topic_id: UUID = field(uuid)
    tagged_fields: list[TaggedField] = tagged_fields()


class DeleteTopicsRequest(DeleteTopicsPart):
    """Deletes topics (DeleteTopicsRequest.json)."""

    topics: list[DeleteTopicState] | None = since(6, array_of(DeleteTopicState))
    topic_names: list[str] | None = until(5, array_of(STRING))
    timeout_ms: i32
    tagged_fields: list[TaggedField] = tagged_fields()


class DeletableTopicResult(DeleteTopicsPart):
    """Result for a topic."""

    name: str | None = switch(this.version >= 6, {True: NULLABLE_STRING, False: STRING})
    topic_id: UUID | None = since(6, uuid)
    error_code: ErrorCode = field(i16)
    error_message: str | None = nullable_since(5, NULLABLE_STRING)
    tagged_fields: list[TaggedField] = tagged_fields()


class DeleteTopicsResponse(DeleteTopicsPart):
    """Result for the topics (DeleteTopicsResponse.json)."""

    throttle_time_ms: int | None = since(1, i32)
    responses: list[DeletableTopicResult] = array_of(DeletableTopicResult)
    tagged_fields: list[TaggedField] = tagged_fields()
