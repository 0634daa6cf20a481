"""FindCoordinator, JoinGroup, SyncGroup, Heartbeat and LeaveGroup: consumers that share partitions.

The data that members exchange in JoinGroup and SyncGroup is bytes, because its form depends on the type of the group. Consumers
use `ConsumerProtocolSubscription` and `ConsumerProtocolAssignment`.
"""

from __future__ import annotations

from framekit import Frame, array, bool8, computed, data, field, given, i8, i16, i32, optional, switch, text, this
from framekit.specs.kafka.codes import CoordinatorType, ErrorCode
from framekit.specs.kafka.words import (
    ABSENT,
    BYTES,
    NULLABLE_STRING,
    STRING,
    TaggedField,
    array_of,
    nullable_since,
    since,
    tagged_fields,
    until,
)

FIND_COORDINATOR_VERSIONS = range(7)
JOIN_GROUP_VERSIONS = range(10)
SYNC_GROUP_VERSIONS = range(6)
HEARTBEAT_VERSIONS = range(5)
LEAVE_GROUP_VERSIONS = range(6)


class FindCoordinatorPart(Frame):
    """Base class of the parts of FindCoordinator messages."""

    version: i16 = given(check=FIND_COORDINATOR_VERSIONS)
    is_flexible: bool = computed(this.version >= 3)


class FindCoordinatorRequest(FindCoordinatorPart):
    """Asks who coordinates a group or a transaction (FindCoordinatorRequest.json)."""

    key: str | None = until(3, STRING)
    key_type: CoordinatorType | None = since(1, i8)
    coordinator_keys: list[str] | None = since(4, array_of(STRING))
    tagged_fields: list[TaggedField] = tagged_fields()


class Coordinator(FindCoordinatorPart):
    """The coordinator of a key, since version 4."""

    key: str = STRING
    node_id: i32
    host: str = STRING
    port: i32
    error_code: ErrorCode = field(i16)
    error_message: str | None = NULLABLE_STRING
    tagged_fields: list[TaggedField] = tagged_fields()


class FindCoordinatorResponse(FindCoordinatorPart):
    """The coordinators (FindCoordinatorResponse.json); up to version 3 there is one."""

    throttle_time_ms: int | None = since(1, i32)
    error_code: ErrorCode | None = until(3, i16)
    error_message: str | None = switch(
        this.version, {(0, 4, 5, 6): ABSENT, (1, 2, 3): NULLABLE_STRING}, default_factory=lambda: None
    )
    node_id: int | None = until(3, i32)
    host: str | None = until(3, STRING)
    port: int | None = until(3, i32)
    coordinators: list[Coordinator] | None = since(4, array_of(Coordinator))
    tagged_fields: list[TaggedField] = tagged_fields()


class JoinGroupPart(Frame):
    """Base class of the parts of JoinGroup messages."""

    version: i16 = given(check=JOIN_GROUP_VERSIONS)
    is_flexible: bool = computed(this.version >= 6)


class JoinGroupRequestProtocol(JoinGroupPart):
    """A protocol that a member supports, such as a way to assign partitions."""

    name: str = STRING
    metadata: bytes = BYTES
    tagged_fields: list[TaggedField] = tagged_fields()


class JoinGroupRequest(JoinGroupPart):
    """A member joins a group (JoinGroupRequest.json)."""

    group_id: str = STRING
    session_timeout_ms: i32
    rebalance_timeout_ms: int | None = since(1, i32)
    member_id: str = STRING
    group_instance_id: str | None = nullable_since(5, NULLABLE_STRING)
    protocol_type: str = STRING
    protocols: list[JoinGroupRequestProtocol] = array_of(JoinGroupRequestProtocol)
    reason: str | None = nullable_since(8, NULLABLE_STRING)
    tagged_fields: list[TaggedField] = tagged_fields()


class JoinGroupResponseMember(JoinGroupPart):
    """A member, as its leader sees it."""

    member_id: str = STRING
    group_instance_id: str | None = nullable_since(5, NULLABLE_STRING)
    metadata: bytes = BYTES
    tagged_fields: list[TaggedField] = tagged_fields()


class JoinGroupResponse(JoinGroupPart):
    """A member has joined a group (JoinGroupResponse.json)."""

    throttle_time_ms: int | None = since(2, i32)
    error_code: ErrorCode = field(i16)
    generation_id: i32 = -1
    protocol_type: str | None = nullable_since(7, NULLABLE_STRING)
    protocol_name: str | None = switch(this.version >= 7, {True: NULLABLE_STRING, False: STRING})
    leader: str = STRING
    skip_assignment: bool | None = since(9, bool8)
    member_id: str = STRING
    members: list[JoinGroupResponseMember] = array_of(JoinGroupResponseMember)
    tagged_fields: list[TaggedField] = tagged_fields()


class SyncGroupPart(Frame):
    """Base class of the parts of SyncGroup messages."""

    version: i16 = given(check=SYNC_GROUP_VERSIONS)
    is_flexible: bool = computed(this.version >= 4)


class SyncGroupRequestAssignment(SyncGroupPart):
    """The assignment of a member by its leader."""

    member_id: str = STRING
    assignment: bytes = BYTES
    tagged_fields: list[TaggedField] = tagged_fields()


class SyncGroupRequest(SyncGroupPart):
    """A member asks for its assignment, and the leader supplies it (SyncGroupRequest.json)."""

    group_id: str = STRING
    generation_id: i32
    member_id: str = STRING
    group_instance_id: str | None = nullable_since(3, NULLABLE_STRING)
    protocol_type: str | None = nullable_since(5, NULLABLE_STRING)
    protocol_name: str | None = nullable_since(5, NULLABLE_STRING)
    assignments: list[SyncGroupRequestAssignment] = array_of(SyncGroupRequestAssignment)
    tagged_fields: list[TaggedField] = tagged_fields()


class SyncGroupResponse(SyncGroupPart):
    """The assignment of a member (SyncGroupResponse.json)."""

    throttle_time_ms: int | None = since(1, i32)
    error_code: ErrorCode = field(i16)
    protocol_type: str | None = nullable_since(5, NULLABLE_STRING)
    protocol_name: str | None = nullable_since(5, NULLABLE_STRING)
    assignment: bytes = BYTES
    tagged_fields: list[TaggedField] = tagged_fields()


class HeartbeatPart(Frame):
    """Base class of the parts of Heartbeat messages."""

    version: i16 = given(check=HEARTBEAT_VERSIONS)
    is_flexible: bool = computed(this.version >= 4)


class HeartbeatRequest(HeartbeatPart):
    """A member is alive (HeartbeatRequest.json)."""

    group_id: str = STRING
    generation_id: i32
    member_id: str = STRING
    group_instance_id: str | None = nullable_since(3, NULLABLE_STRING)
    tagged_fields: list[TaggedField] = tagged_fields()


class HeartbeatResponse(HeartbeatPart):
    """Whether a member is still in its group (HeartbeatResponse.json)."""

    throttle_time_ms: int | None = since(1, i32)
    error_code: ErrorCode = field(i16)
    tagged_fields: list[TaggedField] = tagged_fields()


class LeaveGroupPart(Frame):
    """Base class of the parts of LeaveGroup messages."""

    version: i16 = given(check=LEAVE_GROUP_VERSIONS)
    is_flexible: bool = computed(this.version >= 4)


class MemberIdentity(LeaveGroupPart):
    """A member that leaves, since version 3."""

    member_id: str = STRING
    group_instance_id: str | None = NULLABLE_STRING
    reason: str | None = nullable_since(5, NULLABLE_STRING)
    tagged_fields: list[TaggedField] = tagged_fields()


class LeaveGroupRequest(LeaveGroupPart):
    """Members leave a group (LeaveGroupRequest.json); up to version 2 there is one."""

    group_id: str = STRING
    member_id: str | None = until(2, STRING)
    members: list[MemberIdentity] | None = since(3, array_of(MemberIdentity))
    tagged_fields: list[TaggedField] = tagged_fields()


class MemberResponse(LeaveGroupPart):
    """A member that has left, since version 3."""

    member_id: str = STRING
    group_instance_id: str | None = NULLABLE_STRING
    error_code: ErrorCode = field(i16)
    tagged_fields: list[TaggedField] = tagged_fields()


class LeaveGroupResponse(LeaveGroupPart):
    """Members have left (LeaveGroupResponse.json)."""

    throttle_time_ms: int | None = since(1, i32)
    error_code: ErrorCode = field(i16)
    members: list[MemberResponse] | None = since(3, array_of(MemberResponse))
    tagged_fields: list[TaggedField] = tagged_fields()


class TopicPartition(Frame):
    """Partitions of a topic."""

    topic: str = text(prefix=i16)
    partitions: list[int] = array(i32, prefix=i32)


class ConsumerProtocolSubscription(Frame):
    """The subscription of a consumer: `metadata` in a group of the type "consumer" (ConsumerProtocolSubscription.json)."""

    version: i16 = field(check=this >= 0)
    topics: list[str] = array(text(prefix=i16), prefix=i32)
    user_data: bytes | None = data(prefix=i32, null=-1, default=None)
    owned_partitions: list[TopicPartition] | None = optional(
        array(TopicPartition, prefix=i32), when=this.version >= 1, default=None
    )
    generation_id: int | None = optional(i32, when=this.version >= 2, default=None)
    rack_id: str | None = nullable_since(3, text(prefix=i16, null=-1))
    newer: bytes = data(default=b"", doc="added by versions after 3")


class ConsumerProtocolAssignment(Frame):
    """The assignment of a consumer: `assignment` in a group of the type "consumer" (ConsumerProtocolAssignment.json)."""

    version: i16 = field(check=this >= 0)
    assigned_partitions: list[TopicPartition] = array(TopicPartition, prefix=i32)
    user_data: bytes | None = data(prefix=i32, null=-1, default=None)
    newer: bytes = data(default=b"", doc="added by versions after 3")
