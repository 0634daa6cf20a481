"""Requests and responses, and how the two sides of a connection match them.

Source: Apache Kafka protocol guide, "Common Request and Response Structure" and "Network"; RequestHeader.json and
ResponseHeader.json.
"""

from __future__ import annotations

from collections import deque
from functools import reduce
from operator import or_
from typing import Any, TypeAlias

from framekit import (
    Expr,
    Frame,
    Protocol,
    Session,
    Unknown,
    Wait,
    computed,
    data,
    derived,
    field,
    given,
    i16,
    i32,
    switch,
    text,
    this,
    unknown,
)
from framekit.protocol import Steps
from framekit.specs.kafka.cluster import (
    API_VERSIONS_VERSIONS,
    METADATA_VERSIONS,
    ApiVersionsRequest,
    ApiVersionsResponse,
    MetadataRequest,
    MetadataResponse,
)
from framekit.specs.kafka.codes import ApiKey, ErrorCode
from framekit.specs.kafka.fetch import (
    FETCH_VERSIONS,
    LIST_OFFSETS_VERSIONS,
    FetchRequest,
    FetchResponse,
    ListOffsetsRequest,
    ListOffsetsResponse,
)
from framekit.specs.kafka.groups import (
    FIND_COORDINATOR_VERSIONS,
    HEARTBEAT_VERSIONS,
    JOIN_GROUP_VERSIONS,
    LEAVE_GROUP_VERSIONS,
    SYNC_GROUP_VERSIONS,
    FindCoordinatorRequest,
    FindCoordinatorResponse,
    HeartbeatRequest,
    HeartbeatResponse,
    JoinGroupRequest,
    JoinGroupResponse,
    LeaveGroupRequest,
    LeaveGroupResponse,
    SyncGroupRequest,
    SyncGroupResponse,
)
from framekit.specs.kafka.offsets import (
    OFFSET_COMMIT_VERSIONS,
    OFFSET_FETCH_VERSIONS,
    OffsetCommitRequest,
    OffsetCommitResponse,
    OffsetFetchRequest,
    OffsetFetchResponse,
)
from framekit.specs.kafka.produce import (
    INIT_PRODUCER_ID_VERSIONS,
    PRODUCE_VERSIONS,
    InitProducerIdRequest,
    InitProducerIdResponse,
    ProduceRequest,
    ProduceResponse,
)
from framekit.specs.kafka.sasl import (
    SASL_AUTHENTICATE_VERSIONS,
    SASL_HANDSHAKE_VERSIONS,
    SaslAuthenticateRequest,
    SaslAuthenticateResponse,
    SaslHandshakeRequest,
    SaslHandshakeResponse,
    SaslToken,
)
from framekit.specs.kafka.topics import (
    CREATE_TOPICS_VERSIONS,
    DELETE_TOPICS_VERSIONS,
    CreateTopicsRequest,
    CreateTopicsResponse,
    DeleteTopicsRequest,
    DeleteTopicsResponse,
)
from framekit.specs.kafka.words import ABSENT, TaggedField, tagged_fields

FIRST_FLEXIBLE = {
    ApiKey.PRODUCE: 9,
    ApiKey.FETCH: 12,
    ApiKey.LIST_OFFSETS: 6,
    ApiKey.METADATA: 9,
    ApiKey.OFFSET_COMMIT: 8,
    ApiKey.OFFSET_FETCH: 6,
    ApiKey.FIND_COORDINATOR: 3,
    ApiKey.JOIN_GROUP: 6,
    ApiKey.HEARTBEAT: 4,
    ApiKey.LEAVE_GROUP: 4,
    ApiKey.SYNC_GROUP: 4,
    ApiKey.API_VERSIONS: 3,
    ApiKey.CREATE_TOPICS: 5,
    ApiKey.DELETE_TOPICS: 4,
    ApiKey.INIT_PRODUCER_ID: 2,
    ApiKey.SASL_AUTHENTICATE: 2,
}
"""The first flexible version of each API that is known here; SaslHandshake has none."""


def _is_flexible(*left_out: ApiKey) -> Expr:
    """True for requests whose header ends with tagged fields."""
    known = {key: first for key, first in FIRST_FLEXIBLE.items() if key not in left_out}
    return reduce(or_, [(this.api_key == int(key)) & (this.api_version >= first) for key, first in known.items()])


def _in(versions: range, body: type[Frame]) -> Any:
    """A body in the versions that are known, and bytes in others."""
    return switch(this.api_version, {versions: body.given(version=this.api_version)}, otherwise=unknown())


RequestBody: TypeAlias = (
    ProduceRequest
    | FetchRequest
    | ListOffsetsRequest
    | MetadataRequest
    | OffsetCommitRequest
    | OffsetFetchRequest
    | FindCoordinatorRequest
    | JoinGroupRequest
    | HeartbeatRequest
    | LeaveGroupRequest
    | SyncGroupRequest
    | SaslHandshakeRequest
    | ApiVersionsRequest
    | CreateTopicsRequest
    | DeleteTopicsRequest
    | InitProducerIdRequest
    | SaslAuthenticateRequest
    | Unknown
)
ResponseBody: TypeAlias = (
    ProduceResponse
    | FetchResponse
    | ListOffsetsResponse
    | MetadataResponse
    | OffsetCommitResponse
    | OffsetFetchResponse
    | FindCoordinatorResponse
    | JoinGroupResponse
    | HeartbeatResponse
    | LeaveGroupResponse
    | SyncGroupResponse
    | SaslHandshakeResponse
    | ApiVersionsResponse
    | CreateTopicsResponse
    | DeleteTopicsResponse
    | InitProducerIdResponse
    | SaslAuthenticateResponse
    | Unknown
    | bytes
)


class Request(Frame, size=this.size + 4):
    """A request, with its header of version 1, of version 2 if it is flexible, or of version 0 for the first ControlledShutdown.

    The text of the client is never compact, so that brokers can read the header of any ApiVersions. Requests of APIs or versions
    that are not known here have all that follows the client as bytes.
    """

    size: int = derived(i32)
    api_key: ApiKey = field(i16)
    api_version: i16
    correlation_id: i32
    client_id: str | None = switch(
        (this.api_key == int(ApiKey.CONTROLLED_SHUTDOWN)) & (this.api_version == 0),
        {True: ABSENT, False: text(prefix=i16, null=-1)},
        default_factory=lambda: None,
    )
    is_flexible: bool = computed(_is_flexible())
    header_tagged_fields: list[TaggedField] = tagged_fields()
    body: RequestBody = switch(
        this.api_key,
        {
            ApiKey.PRODUCE: _in(PRODUCE_VERSIONS, ProduceRequest),
            ApiKey.FETCH: _in(FETCH_VERSIONS, FetchRequest),
            ApiKey.LIST_OFFSETS: _in(LIST_OFFSETS_VERSIONS, ListOffsetsRequest),
            ApiKey.METADATA: _in(METADATA_VERSIONS, MetadataRequest),
            ApiKey.OFFSET_COMMIT: _in(OFFSET_COMMIT_VERSIONS, OffsetCommitRequest),
            ApiKey.OFFSET_FETCH: _in(OFFSET_FETCH_VERSIONS, OffsetFetchRequest),
            ApiKey.FIND_COORDINATOR: _in(FIND_COORDINATOR_VERSIONS, FindCoordinatorRequest),
            ApiKey.JOIN_GROUP: _in(JOIN_GROUP_VERSIONS, JoinGroupRequest),
            ApiKey.HEARTBEAT: _in(HEARTBEAT_VERSIONS, HeartbeatRequest),
            ApiKey.LEAVE_GROUP: _in(LEAVE_GROUP_VERSIONS, LeaveGroupRequest),
            ApiKey.SYNC_GROUP: _in(SYNC_GROUP_VERSIONS, SyncGroupRequest),
            ApiKey.SASL_HANDSHAKE: _in(SASL_HANDSHAKE_VERSIONS, SaslHandshakeRequest),
            ApiKey.API_VERSIONS: _in(API_VERSIONS_VERSIONS, ApiVersionsRequest),
            ApiKey.CREATE_TOPICS: _in(CREATE_TOPICS_VERSIONS, CreateTopicsRequest),
            ApiKey.DELETE_TOPICS: _in(DELETE_TOPICS_VERSIONS, DeleteTopicsRequest),
            ApiKey.INIT_PRODUCER_ID: _in(INIT_PRODUCER_ID_VERSIONS, InitProducerIdRequest),
            ApiKey.SASL_AUTHENTICATE: _in(SASL_AUTHENTICATE_VERSIONS, SaslAuthenticateRequest),
        },
        otherwise=unknown(),
    )


class Response(Frame, size=this.size + 4):
    """A response, which does not identify its request: the fields of the request are given.

    Its header has version 0, or version 1 if the request is flexible; that of ApiVersions always has version 0. A response with
    another correlation ID than the request has all that follows it as bytes.
    """

    api_key: ApiKey = given(doc="of the request")
    api_version: i16 = given(doc="of the request")
    request_correlation_id: i32 = given(doc="of the request")
    size: int = derived(i32)
    correlation_id: i32
    is_answer: bool = computed(this.correlation_id == this.request_correlation_id)
    is_flexible: bool = computed(this.is_answer & _is_flexible(ApiKey.API_VERSIONS))
    header_tagged_fields: list[TaggedField] = tagged_fields()
    body: ResponseBody = switch(
        this.is_answer,
        {
            True: switch(
                this.api_key,
                {
                    ApiKey.PRODUCE: _in(PRODUCE_VERSIONS, ProduceResponse),
                    ApiKey.FETCH: _in(FETCH_VERSIONS, FetchResponse),
                    ApiKey.LIST_OFFSETS: _in(LIST_OFFSETS_VERSIONS, ListOffsetsResponse),
                    ApiKey.METADATA: _in(METADATA_VERSIONS, MetadataResponse),
                    ApiKey.OFFSET_COMMIT: _in(OFFSET_COMMIT_VERSIONS, OffsetCommitResponse),
                    ApiKey.OFFSET_FETCH: _in(OFFSET_FETCH_VERSIONS, OffsetFetchResponse),
                    ApiKey.FIND_COORDINATOR: _in(FIND_COORDINATOR_VERSIONS, FindCoordinatorResponse),
                    ApiKey.JOIN_GROUP: _in(JOIN_GROUP_VERSIONS, JoinGroupResponse),
                    ApiKey.HEARTBEAT: _in(HEARTBEAT_VERSIONS, HeartbeatResponse),
                    ApiKey.LEAVE_GROUP: _in(LEAVE_GROUP_VERSIONS, LeaveGroupResponse),
                    ApiKey.SYNC_GROUP: _in(SYNC_GROUP_VERSIONS, SyncGroupResponse),
                    ApiKey.SASL_HANDSHAKE: _in(SASL_HANDSHAKE_VERSIONS, SaslHandshakeResponse),
                    ApiKey.API_VERSIONS: _in(API_VERSIONS_VERSIONS, ApiVersionsResponse),
                    ApiKey.CREATE_TOPICS: _in(CREATE_TOPICS_VERSIONS, CreateTopicsResponse),
                    ApiKey.DELETE_TOPICS: _in(DELETE_TOPICS_VERSIONS, DeleteTopicsResponse),
                    ApiKey.INIT_PRODUCER_ID: _in(INIT_PRODUCER_ID_VERSIONS, InitProducerIdResponse),
                    ApiKey.SASL_AUTHENTICATE: _in(SASL_AUTHENTICATE_VERSIONS, SaslAuthenticateResponse),
                },
                otherwise=unknown(),
            ),
            False: data(),
        },
    )


MOST_WAITING = 4096
"""The maximum number of pending requests; earlier ones are dropped."""
TOKENS = {"PLAIN": 1, "OAUTHBEARER": 1, "SCRAM-SHA-256": 2, "SCRAM-SHA-512": 2}
"""The number of tokens that each side sends in a mechanism."""


class _Exchange:
    """The state that the two sides of a connection share.

    Attributes:
        waiting: requests without a response yet: their correlation IDs, API keys and versions.
        mechanism: of the expected SASL tokens, "" if there are none.
        is_accepted: the broker's answer to the mechanism, or None.
    """

    def __init__(self) -> None:
        self.waiting: deque[tuple[int, int, int]] = deque(maxlen=MOST_WAITING)
        self.mechanism = ""
        self.is_accepted: bool | None = None

    def ask(self, request: Request) -> None:
        """Remember a request if it will be answered."""
        if not (isinstance(request.body, ProduceRequest) and request.body.acks == 0):
            self.waiting.append((request.correlation_id, request.api_key, request.api_version))

    def answer(self, correlation_id: int) -> None:
        """Remove the request of a response and all earlier ones, which will no longer be answered."""
        if any(correlation_id == each[0] for each in self.waiting):
            while self.waiting.popleft()[0] != correlation_id:
                pass


def _exchange(session: Session) -> _Exchange:
    """The state of a session, which the first side creates."""
    if not hasattr(session, "exchange"):
        session.exchange = _Exchange()
    exchange: _Exchange = session.exchange
    return exchange


def _client(session: Session) -> Steps:
    """Requests; after a SaslHandshake of version 0 that is accepted, the tokens of its mechanism."""
    exchange = _exchange(session)
    while True:
        request = yield Request
        exchange.ask(request)
        if isinstance(request.body, SaslHandshakeRequest) and request.api_version == 0:
            exchange.is_accepted, exchange.mechanism = None, request.body.mechanism
            yield Wait(lambda: exchange.is_accepted is not None)
            if exchange.is_accepted is not False:
                yield from _tokens(exchange.mechanism)


def _server(session: Session) -> Steps:
    """Responses in the order of the requests."""
    exchange = _exchange(session)
    asked: dict[str, int] = {}
    while True:
        if not exchange.waiting:
            yield Wait(lambda: bool(exchange.waiting))
        awaited = exchange.waiting[0] if exchange.waiting else (-1, -1, -1)
        asked.update(zip(("request_correlation_id", "api_key", "api_version"), awaited, strict=True))
        response = yield Response, {"given": asked}
        exchange.answer(response.correlation_id)
        if isinstance(response.body, SaslHandshakeResponse) and response.api_version == 0:
            exchange.is_accepted = response.body.error_code == ErrorCode.NONE
            if exchange.is_accepted:
                yield from _tokens(exchange.mechanism)


def _tokens(mechanism: str) -> Steps:
    """The tokens of a side. If their number is unknown, nothing after them can be read."""
    if mechanism not in TOKENS:
        yield None
    for _ in range(TOKENS.get(mechanism, 0)):
        yield SaslToken


PROTOCOL = Protocol(
    "kafka",
    title="Apache Kafka",
    source="Apache Kafka protocol guide",
    ports={"tcp": [9092]},
    client=_client,
    server=_server,
)
