"""ApiVersions and Metadata: the capabilities and the contents of a cluster."""

from __future__ import annotations

from uuid import UUID

from framekit import Frame, array, bool8, choose, computed, data, field, given, i16, i32, i64, optional, switch, text, this, uuid
from framekit.specs.kafka.codes import ApiKey, ErrorCode
from framekit.specs.kafka.words import (
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
)

API_VERSIONS_VERSIONS = range(5)
METADATA_VERSIONS = range(14)


class ApiVersionsPart(Frame):
    """Base class of the parts of ApiVersions messages."""

    version: i16 = given(check=API_VERSIONS_VERSIONS)
    is_flexible: bool = computed(this.version >= 3)


class ApiVersionsRequest(ApiVersionsPart):
    """Asks for the supported APIs and their versions (ApiVersionsRequest.json)."""

    client_software_name: str | None = since(3, STRING)
    client_software_version: str | None = since(3, STRING)
    tagged_fields: list[TaggedField] = tagged_fields()


class ApiVersion(ApiVersionsPart):
    """The versions of an API that a broker supports."""

    api_key: ApiKey = field(i16)
    min_version: i16
    max_version: i16
    tagged_fields: list[TaggedField] = tagged_fields()


class SupportedFeatureKey(ApiVersionsPart):
    """A feature that a broker supports."""

    name: str = STRING
    min_version: i16
    max_version: i16
    tagged_fields: list[TaggedField] = tagged_fields()


class FinalizedFeatureKey(ApiVersionsPart):
    """A feature that is finalized for the whole cluster."""

    name: str = STRING
    max_version_level: i16
    min_version_level: i16
    tagged_fields: list[TaggedField] = tagged_fields()


class ApiVersionsTaggedField(Frame):
    """Tags: 0 for supported features, 1 for the epoch of finalized ones, 2 for these, 3 for readiness to leave ZooKeeper."""

    tag: int = field(VARINT)
    value: list[SupportedFeatureKey] | int | list[FinalizedFeatureKey] | bool | bytes = switch(
        this.tag,
        {
            0: array(SupportedFeatureKey.given(version=3), prefix=VARINT, bias=1),
            1: i64,
            2: array(FinalizedFeatureKey.given(version=3), prefix=VARINT, bias=1),
            3: bool8,
        },
        otherwise=data(),
        size_prefix=VARINT,
    )


class ApiVersionsResponse(Frame):
    """The APIs of a broker (ApiVersionsResponse.json).

    A broker that does not know the version of the request answers in version 0, with the error UNSUPPORTED_VERSION.
    """

    version: i16 = given(check=API_VERSIONS_VERSIONS, doc="of the request")
    error_code: ErrorCode = field(i16)
    answered_version: int = computed(choose(this.error_code == ErrorCode.UNSUPPORTED_VERSION, 0, this.version))
    is_flexible: bool = computed(this.answered_version >= 3)
    api_keys: list[ApiVersion] = switch(
        this.is_flexible,
        {
            True: array(ApiVersion.given(version=this.answered_version), prefix=VARINT, bias=1),
            False: array(ApiVersion.given(version=this.answered_version), prefix=i32),
        },
    )
    throttle_time_ms: int | None = optional(i32, when=this.answered_version >= 1, default=None)
    tagged_fields: list[ApiVersionsTaggedField] = tagged_fields(ApiVersionsTaggedField)


class MetadataPart(Frame):
    """Base class of the parts of Metadata messages."""

    version: i16 = given(check=METADATA_VERSIONS)
    is_flexible: bool = computed(this.version >= 9)


class MetadataRequestName(Frame):
    """The name of a topic, in version 9."""

    name: str = COMPACT_STRING
    tagged_fields: list[TaggedField] = TAGGED_FIELDS


class MetadataRequestTopic(Frame):
    """A topic by its identifier or by its name, since version 10. The other of the two is zero, or null."""

    topic_id: UUID = field(uuid)
    name: str | None = COMPACT_NULLABLE_STRING
    tagged_fields: list[TaggedField] = TAGGED_FIELDS


class MetadataRequest(MetadataPart):
    """Asks for the brokers of the partitions of topics (MetadataRequest.json).

    Null means all topics, which version 0 asks for with an empty array.
    """

    topics: list[str] | list[MetadataRequestName] | list[MetadataRequestTopic] | None = switch(
        this.version,
        {
            0: array(text(prefix=i16), prefix=i32),
            range(1, 9): array(text(prefix=i16), prefix=i32, null=-1),
            9: array(MetadataRequestName, prefix=VARINT, bias=1, null=0),
        },
        otherwise=array(MetadataRequestTopic, prefix=VARINT, bias=1, null=0),
    )
    allow_auto_topic_creation: bool | None = since(4, bool8)
    include_cluster_authorized_operations: bool | None = in_versions(8, 10, bool8)
    include_topic_authorized_operations: bool | None = since(8, bool8)
    tagged_fields: list[TaggedField] = tagged_fields()


class MetadataResponseBroker(MetadataPart):
    """A broker of the cluster."""

    node_id: i32
    host: str = STRING
    port: i32
    rack: str | None = nullable_since(1, NULLABLE_STRING)
    tagged_fields: list[TaggedField] = tagged_fields()


class MetadataResponsePartition(MetadataPart):
    """A partition of a topic."""

    error_code: ErrorCode = field(i16)
    partition_index: i32
    leader_id: i32
    leader_epoch: int | None = since(7, i32)
    replica_nodes: list[int] = array_of(i32)
    isr_nodes: list[int] = array_of(i32)
    offline_replicas: list[int] | None = since(5, array_of(i32))
    tagged_fields: list[TaggedField] = tagged_fields()


class MetadataResponseTopic(MetadataPart):
    """A topic of the cluster."""

    error_code: ErrorCode = field(i16)
    name: str | None = switch(this.version >= 12, {True: NULLABLE_STRING, False: STRING})
    topic_id: UUID | None = since(10, uuid)
    is_internal: bool | None = since(1, bool8)
    partitions: list[MetadataResponsePartition] = array_of(MetadataResponsePartition)
    topic_authorized_operations: int | None = since(8, i32)
    tagged_fields: list[TaggedField] = tagged_fields()


class MetadataResponse(MetadataPart):
    """The brokers and topics of a cluster (MetadataResponse.json)."""

    throttle_time_ms: int | None = since(3, i32)
    brokers: list[MetadataResponseBroker] = array_of(MetadataResponseBroker)
    cluster_id: str | None = nullable_since(2, NULLABLE_STRING)
    controller_id: int | None = since(1, i32)
    topics: list[MetadataResponseTopic] = array_of(MetadataResponseTopic)
    cluster_authorized_operations: int | None = in_versions(8, 10, i32)
    error_code: ErrorCode | None = since(13, i16)
    tagged_fields: list[TaggedField] = tagged_fields()
