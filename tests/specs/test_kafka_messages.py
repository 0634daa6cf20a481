"""Kafka's requests and responses: bytes that another implementation has made of the definitions, and conversations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from framekit import ConstMismatch, Frame, InvalidLength, InvalidValue, PackError, TrailingData, UnpackError
from framekit.testing import check_all
from tests.specs.test_kafka import BATCH
from tests.specs.test_samples import load

kafka: Any = load("kafka")
Request, Response, ApiKey, ErrorCode = kafka.Request, kafka.Response, kafka.ApiKey, kafka.ErrorCode
FRAMES: list[type[Frame]] = [
    Request,
    Response,
    kafka.Message,
    kafka.ConsumerProtocolSubscription,
    kafka.ConsumerProtocolAssignment,
]

API_VERSIONS_REQUEST = "00000024 0012 0003 00000001 0007 72646b61666b61 00 0b 6c696272646b61666b61 06 322e332e30 00"
API_VERSIONS_RESPONSE = (
    "0000003d 00000001 0000 03 0000 0000 0009 00 0012 0000 0003 00 00000000"
    "02 00 17 02 11 6d657461646174612e76657273696f6e 0001 0013 00 01 08 000000000000002a"
)
METADATA_REQUEST = (
    "0000002e 0003 000c 00000002 0007 72646b61666b61 00 02 00000000000000000000000000000000 07 6f7264657273 00 01 00 00"
)
METADATA_RESPONSE = (
    "0000004a 00000003 00000001 00000001 0005 6b61666b61 00002384 ffff 00000001 00000001 0000 0006 6f7264657273 00"
    "00000001 0000 00000000 00000001 00000001 00000001 00000001 00000001"
)
JOIN_GROUP_REQUEST = (
    "0000004f 000b 0005 00000004 0007 72646b61666b61 0001 67 00002710 000493e0 0000 ffff 0008 636f6e73756d6572"
    "00000001 0005 72616e6765 00000016 0001 00000001 0006 6f7264657273 ffffffff 00000000"
)
OFFSET_FETCH_RESPONSE = (
    "0000002e 00000005 00 00000000 02 02 67 02 07 6f7264657273 02 00000000 0000000000000011 00000002 01 0000 00 00 0000 00 00"
)
CREATE_TOPICS_RESPONSE = (
    "00000032 00000006 00 00000000 02 02 74 00000000000000000000000000000005 0024 07 657869737473 ffffffff ffff 00"
    "01 00 02 001d 00"
)


def request(wire: str) -> Any:
    """Read a request, which must pack to the same bytes."""
    read = Request.unpack(bytes.fromhex(wire))
    assert read.pack() == bytes.fromhex(wire)
    return read


def response(wire: str, api_key: int, api_version: int, request_correlation_id: int) -> Any:
    """Read a response, which must pack to the same bytes."""
    given = {"api_key": api_key, "api_version": api_version, "request_correlation_id": request_correlation_id}
    read = Response.unpack(bytes.fromhex(wire), **given)
    assert read.pack() == bytes.fromhex(wire)
    return read


def heartbeat(correlation_id: int) -> Any:
    body = kafka.HeartbeatRequest(version=0, group_id="g", generation_id=1, member_id="m")
    return Request(api_key=ApiKey.HEARTBEAT, api_version=0, correlation_id=correlation_id, client_id="me", body=body)


def alive(correlation_id: int) -> bytes:
    """The response to a heartbeat."""
    return bytes.fromhex("00000006") + correlation_id.to_bytes(4, "big") + b"\0\0"


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame, examples=5)


def test_requests_of_flexible_versions_have_tagged_fields_in_their_header() -> None:
    asked = request(API_VERSIONS_REQUEST)
    assert (asked.api_key, asked.api_version, asked.client_id, asked.header_tagged_fields) == (18, 3, "rdkafka", [])
    assert asked.body == kafka.ApiVersionsRequest(version=3, client_software_name="librdkafka", client_software_version="2.3.0")
    topics = [kafka.MetadataRequestTopic(topic_id=UUID(int=0), name="orders")]
    expected = kafka.MetadataRequest(
        version=12, topics=topics, allow_auto_topic_creation=True, include_topic_authorized_operations=False
    )
    assert request(METADATA_REQUEST).body == expected
    joining = request(JOIN_GROUP_REQUEST).body
    assert (joining.session_timeout_ms, joining.group_instance_id, joining.reason) == (10_000, None, None)
    (protocol,) = joining.protocols
    assert protocol.name == "range"
    subscription = kafka.ConsumerProtocolSubscription.unpack(protocol.metadata)
    assert subscription == kafka.ConsumerProtocolSubscription(version=1, topics=["orders"], owned_partitions=[])


def test_responses_are_read_as_the_request_has_it() -> None:
    versions = response(API_VERSIONS_RESPONSE, 18, 3, 1).body
    assert [(each.api_key, each.max_version) for each in versions.api_keys] == [(ApiKey.PRODUCE, 9), (ApiKey.API_VERSIONS, 3)]
    features, epoch = versions.tagged_fields
    assert (features.value[0].name, epoch.value) == ("metadata.version", 42)
    metadata = response(METADATA_RESPONSE, 3, 1, 3).body
    assert [(each.host, each.port, each.rack) for each in metadata.brokers] == [("kafka", 9092, None)]
    assert metadata.topics[0].partitions[0].replica_nodes == [1]
    assert (metadata.throttle_time_ms, metadata.cluster_id) == (None, None)
    offsets = response(OFFSET_FETCH_RESPONSE, 9, 8, 5).body
    assert offsets.groups[0].topics[0].partitions[0].committed_offset == 17
    (created,) = response(CREATE_TOPICS_RESPONSE, 19, 7, 6).body.topics
    assert (created.error_code, created.error_message) == (ErrorCode.TOPIC_ALREADY_EXISTS, "exists")
    assert (created.configs, created.tagged_fields[0].value) == (None, 29)


def test_a_broker_that_does_not_know_the_version_answers_api_versions_in_version_0() -> None:
    body = response("00000010 00000009 0023 00000001 0012 0000 0003", 18, 4, 9).body
    assert (body.error_code, body.throttle_time_ms) == (ErrorCode.UNSUPPORTED_VERSION, None)
    assert body.api_keys == [kafka.ApiVersion(version=0, api_key=ApiKey.API_VERSIONS, min_version=0, max_version=3)]


def test_other_apis_and_versions_are_bytes() -> None:
    assert request("0000000c 0064 0000 00000001 ffff abcd").body.data == b"\xab\xcd"
    assert request("0000000d 000c 0009 00000001 ffff 00 abcd").body.data == b"\xab\xcd"
    assert response("00000006 00000001 abcd", 100, 0, 1).body.data == b"\xab\xcd"
    assert response("00000006 00000001 abcd", 12, 0, 2).body == b"\xab\xcd"
    assert request("0000000c 0007 0000 00000001 00000005").client_id is None  # the first ControlledShutdown has none


def test_what_fetch_has_may_be_cut_off() -> None:
    batch = kafka.RecordBatch.unpack(BATCH)
    old = kafka.Message(offset=3, magic=1, timestamp=1000, key=None, value=b"old")

    def fetched(records: Any) -> Any:
        return kafka.PartitionData(version=2, partition_index=0, error_code=ErrorCode.NONE, high_watermark=9, records=records)

    partition = fetched([old, batch, BATCH[:30]])
    assert partition.pack()[18:] == old.pack() + BATCH + BATCH[:30]
    assert kafka.PartitionData.unpack(partition.pack(), version=2) == partition
    wrong = BATCH[:-1] + bytes([BATCH[-1] ^ 1])
    assert kafka.PartitionData.unpack(fetched([batch, wrong]).pack(), version=2).records == [batch, wrong]
    for refused in ([b"cut", batch], [BATCH], ["text"]):
        with pytest.raises(PackError):
            fetched(refused).pack()
    produced = kafka.PartitionProduceData(version=3, index=0, records=kafka.Batches(batches=[batch]))
    assert kafka.PartitionProduceData.unpack(produced.pack(), version=3).records.batches == [batch]


@pytest.mark.parametrize("server_first", [False, True])
def test_a_conversation(server_first: bool) -> None:
    unanswered = kafka.ProduceRequest(version=3, transactional_id=None, acks=0, timeout_ms=1, topic_data=[])
    produce = Request(api_key=ApiKey.PRODUCE, api_version=3, correlation_id=2, client_id=None, body=unanswered)
    asked = bytes.fromhex(API_VERSIONS_REQUEST) + produce.pack() + heartbeat(3).pack()
    answers = bytes.fromhex(API_VERSIONS_RESPONSE) + alive(3)
    from_client, from_server = kafka.PROTOCOL.decoders()
    found = from_server.feed(answers) if server_first else []
    assert found == []
    assert [each.correlation_id for each in from_client.feed(asked)] == [1, 2, 3]
    first, second = from_server.feed(b"" if server_first else answers)
    assert (type(first.body), type(second.body)) == (kafka.ApiVersionsResponse, kafka.HeartbeatResponse)


def test_a_response_that_is_missing_costs_one_more() -> None:
    from_client, from_server = kafka.PROTOCOL.decoders()
    from_client.feed(b"".join(heartbeat(number).pack() for number in range(4)))
    assert [type(each.body) for each in from_server.feed(alive(0) + alive(2) + alive(3))] == [
        kafka.HeartbeatResponse,
        bytes,
        kafka.HeartbeatResponse,
    ]


def test_tokens_follow_the_first_version_of_the_handshake() -> None:
    from_client, from_server = kafka.PROTOCOL.decoders()
    choice = kafka.SaslHandshakeRequest(version=0, mechanism="PLAIN")
    handshake = Request(api_key=ApiKey.SASL_HANDSHAKE, api_version=0, correlation_id=1, client_id="me", body=choice)
    token = b"\0\0\0\6\0u\0pwd"
    assert len(from_client.feed(handshake.pack() + token + heartbeat(2).pack())) == 1
    accepted = bytes.fromhex("00000011 00000001 0000 00000001 0005 504c41494e")
    assert [type(each).__name__ for each in from_server.feed(accepted + b"\0\0\0\0")] == ["Response", "SaslToken"]
    assert [type(each).__name__ for each in from_client.feed(b"")] == ["SaslToken", "Request"]
    assert from_server.feed(alive(2))[0].body.error_code == ErrorCode.NONE


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        ("0000000e 0012 0003 00000001 ffff 00 00 01 00", UnpackError, "body.client_software_name"),
        ("0000000c 0003 0000 00000001 ffff ffff", UnpackError, "body.topics"),
        ("0000000e 0003 0000 00000001 ffff ffffffff", InvalidLength, "body.topics"),
        ("0000000f 0003 0001 00000001 ffff ffffffff 00", TrailingData, ""),
    ],
)
def test_wrong_bytes_are_refused(wire: str, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        Request.unpack(bytes.fromhex(wire))
    assert caught.value.path == path


def test_what_a_version_does_not_have_is_refused() -> None:
    for wrong in (
        kafka.HeartbeatRequest(version=2, group_id="g", generation_id=1, member_id="m", group_instance_id="i"),
        kafka.HeartbeatResponse(version=0, throttle_time_ms=0, error_code=ErrorCode.NONE),
        kafka.HeartbeatResponse(version=1, error_code=ErrorCode.NONE),
        kafka.HeartbeatResponse(version=9, throttle_time_ms=0, error_code=ErrorCode.NONE),
        kafka.DeleteTopicsResponse(
            version=0, responses=[kafka.DeletableTopicResult(version=1, name="t", error_code=ErrorCode.NONE)]
        ),
    ):
        with pytest.raises(PackError):
            wrong.pack()
    with pytest.raises(InvalidValue, match="version"):
        kafka.HeartbeatResponse.unpack(b"\0\0", version=5)
    with pytest.raises(ConstMismatch):
        kafka.PartitionProduceData.unpack(
            b"\0\0\0\0" + len(BATCH).to_bytes(4, "big") + BATCH[:16] + b"\1" + BATCH[17:], version=3
        )
