"""Produce and InitProducerId: records for a broker, and an identifier for the producer."""

from __future__ import annotations

from uuid import UUID

from framekit import Frame, array, computed, data, field, given, i16, i32, i64, switch, this, uuid
from framekit.specs.kafka.codes import ErrorCode
from framekit.specs.kafka.records import PRODUCED, Batches, Messages
from framekit.specs.kafka.words import (
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

PRODUCE_VERSIONS = range(14)
INIT_PRODUCER_ID_VERSIONS = range(6)


class ProducePart(Frame):
    """Base class of the parts of Produce messages."""

    version: i16 = given(check=PRODUCE_VERSIONS)
    is_flexible: bool = computed(this.version >= 9)


class PartitionProduceData(ProducePart):
    """Records for a partition."""

    index: i32
    records: Messages | Batches | None = PRODUCED
    tagged_fields: list[TaggedField] = tagged_fields()


class TopicProduceData(ProducePart):
    """Records for a topic."""

    name: str | None = until(12, STRING)
    topic_id: UUID | None = since(13, uuid)
    partition_data: list[PartitionProduceData] = array_of(PartitionProduceData)
    tagged_fields: list[TaggedField] = tagged_fields()


class ProduceRequest(ProducePart):
    """Records to be written (ProduceRequest.json). There is no response if `acks` is 0."""

    transactional_id: str | None = nullable_since(3, NULLABLE_STRING)
    acks: i16 = field(doc="0 for no answer, 1 after the leader has them, -1 after all replicas in sync have them")
    timeout_ms: i32
    topic_data: list[TopicProduceData] = array_of(TopicProduceData)
    tagged_fields: list[TaggedField] = tagged_fields()


class BatchIndexAndErrorMessage(ProducePart):
    """A record that caused its batch to be refused."""

    batch_index: i32
    batch_index_error_message: str | None = NULLABLE_STRING
    tagged_fields: list[TaggedField] = tagged_fields()


class LeaderIdAndEpoch(Frame):
    """The current leader of a partition."""

    leader_id: i32 = -1
    leader_epoch: i32 = -1
    tagged_fields: list[TaggedField] = TAGGED_FIELDS


class NodeEndpoint(Frame):
    """Where a broker is."""

    node_id: i32
    host: str = COMPACT_STRING
    port: i32
    rack: str | None = COMPACT_NULLABLE_STRING
    tagged_fields: list[TaggedField] = TAGGED_FIELDS


class PartitionProduceTaggedField(Frame):
    """Tag 0 has the leader that should be asked instead."""

    tag: int = field(VARINT)
    value: LeaderIdAndEpoch | bytes = switch(this.tag, {0: LeaderIdAndEpoch}, otherwise=data(), size_prefix=VARINT)


class PartitionProduceResponse(ProducePart):
    """Result for the records for a partition."""

    index: i32
    error_code: ErrorCode = field(i16)
    base_offset: i64
    log_append_time_ms: int | None = since(2, i64)
    log_start_offset: int | None = since(5, i64)
    record_errors: list[BatchIndexAndErrorMessage] | None = since(8, array_of(BatchIndexAndErrorMessage))
    error_message: str | None = nullable_since(8, NULLABLE_STRING)
    tagged_fields: list[PartitionProduceTaggedField] = tagged_fields(PartitionProduceTaggedField)


class TopicProduceResponse(ProducePart):
    """Result for the records for a topic."""

    name: str | None = until(12, STRING)
    topic_id: UUID | None = since(13, uuid)
    partition_responses: list[PartitionProduceResponse] = array_of(PartitionProduceResponse)
    tagged_fields: list[TaggedField] = tagged_fields()


class ProduceTaggedField(Frame):
    """Tag 0 has the brokers that lead the partitions."""

    tag: int = field(VARINT)
    value: list[NodeEndpoint] | bytes = switch(
        this.tag, {0: array(NodeEndpoint, prefix=VARINT, bias=1)}, otherwise=data(), size_prefix=VARINT
    )


class ProduceResponse(ProducePart):
    """Result for the records (ProduceResponse.json)."""

    responses: list[TopicProduceResponse] = array_of(TopicProduceResponse)
    throttle_time_ms: int | None = since(1, i32)
    tagged_fields: list[ProduceTaggedField] = tagged_fields(ProduceTaggedField)


class InitProducerIdPart(Frame):
    """Base class of the parts of InitProducerId messages."""

    version: i16 = given(check=INIT_PRODUCER_ID_VERSIONS)
    is_flexible: bool = computed(this.version >= 2)


class InitProducerIdRequest(InitProducerIdPart):
    """Asks for a producer identifier (InitProducerIdRequest.json)."""

    transactional_id: str | None = NULLABLE_STRING
    transaction_timeout_ms: i32
    producer_id: int | None = since(3, i64)
    producer_epoch: int | None = since(3, i16)
    tagged_fields: list[TaggedField] = tagged_fields()


class InitProducerIdResponse(InitProducerIdPart):
    """A producer identifier (InitProducerIdResponse.json)."""

    throttle_time_ms: i32
    error_code: ErrorCode = field(i16)
    producer_id: i64
    producer_epoch: i16
    tagged_fields: list[TaggedField] = tagged_fields()
