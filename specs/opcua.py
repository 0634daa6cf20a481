"""OPC UA over TCP: the messages of a connection, chunks of a secure channel, and the headers of requests and responses.

Source: OPC 10000-6 (OPC UA part 6, Mappings) 1.05, section 5.2 (binary encoding), 6.7 (secure conversation) and 7.1 (connection
protocol), with the identifiers of its annex A; OPC 10000-4 (part 4, Services), sections 7.33 and 7.34 (headers).

What follows the header of a request or a response is kept as bytes, but for OpenSecureChannel. The security policy of a channel
is in its OpenSecureChannel messages: chunks are read if it is None, and are bytes if it is another, since they are signed or
encrypted. If a capture does not have the opening of a channel, its policy is taken to be None. Chunks of a message that has
several are bytes, as it must be put together first.
"""

from __future__ import annotations

from enum import IntEnum

from framekit import (
    Frame,
    Protocol,
    Session,
    Timestamp,
    Unknown,
    array,
    choose,
    data,
    derived,
    field,
    given,
    i32,
    i64,
    optional,
    switch,
    text,
    this,
    timestamp,
    u1,
    u6,
    u8,
    u16,
    u32,
    unknown,
    uuid_le,
)
from framekit.protocol import Steps

NO_SECURITY = "http://opcfoundation.org/UA/SecurityPolicy#None"
"""The security policy of channels that can be read (OPC 10000-7)."""


class ChunkType(IntEnum):
    """Whether more chunks of a message follow (section 6.7.2.2)."""

    ABORT = ord("A")
    INTERMEDIATE = ord("C")
    FINAL = ord("F")


class ServiceType(IntEnum):
    """Identifiers of requests and responses in binary encoding (part 6, annex A). Others stay integers."""

    SERVICE_FAULT = 397
    FIND_SERVERS_REQUEST = 422
    FIND_SERVERS_RESPONSE = 425
    GET_ENDPOINTS_REQUEST = 428
    GET_ENDPOINTS_RESPONSE = 431
    REGISTER_SERVER_REQUEST = 437
    REGISTER_SERVER_RESPONSE = 440
    OPEN_SECURE_CHANNEL_REQUEST = 446
    OPEN_SECURE_CHANNEL_RESPONSE = 449
    CLOSE_SECURE_CHANNEL_REQUEST = 452
    CLOSE_SECURE_CHANNEL_RESPONSE = 455
    CREATE_SESSION_REQUEST = 461
    CREATE_SESSION_RESPONSE = 464
    ACTIVATE_SESSION_REQUEST = 467
    ACTIVATE_SESSION_RESPONSE = 470
    CLOSE_SESSION_REQUEST = 473
    CLOSE_SESSION_RESPONSE = 476
    CANCEL_REQUEST = 479
    CANCEL_RESPONSE = 482
    ADD_NODES_REQUEST = 488
    ADD_NODES_RESPONSE = 491
    ADD_REFERENCES_REQUEST = 494
    ADD_REFERENCES_RESPONSE = 497
    DELETE_NODES_REQUEST = 500
    DELETE_NODES_RESPONSE = 503
    DELETE_REFERENCES_REQUEST = 506
    DELETE_REFERENCES_RESPONSE = 509
    BROWSE_REQUEST = 527
    BROWSE_RESPONSE = 530
    BROWSE_NEXT_REQUEST = 533
    BROWSE_NEXT_RESPONSE = 536
    TRANSLATE_BROWSE_PATHS_TO_NODE_IDS_REQUEST = 554
    TRANSLATE_BROWSE_PATHS_TO_NODE_IDS_RESPONSE = 557
    REGISTER_NODES_REQUEST = 560
    REGISTER_NODES_RESPONSE = 563
    UNREGISTER_NODES_REQUEST = 566
    UNREGISTER_NODES_RESPONSE = 569
    QUERY_FIRST_REQUEST = 615
    QUERY_FIRST_RESPONSE = 618
    QUERY_NEXT_REQUEST = 621
    QUERY_NEXT_RESPONSE = 624
    READ_REQUEST = 631
    READ_RESPONSE = 634
    HISTORY_READ_REQUEST = 664
    HISTORY_READ_RESPONSE = 667
    WRITE_REQUEST = 673
    WRITE_RESPONSE = 676
    HISTORY_UPDATE_REQUEST = 700
    HISTORY_UPDATE_RESPONSE = 703
    CALL_REQUEST = 712
    CALL_RESPONSE = 715
    CREATE_MONITORED_ITEMS_REQUEST = 751
    CREATE_MONITORED_ITEMS_RESPONSE = 754
    MODIFY_MONITORED_ITEMS_REQUEST = 763
    MODIFY_MONITORED_ITEMS_RESPONSE = 766
    SET_MONITORING_MODE_REQUEST = 769
    SET_MONITORING_MODE_RESPONSE = 772
    SET_TRIGGERING_REQUEST = 775
    SET_TRIGGERING_RESPONSE = 778
    DELETE_MONITORED_ITEMS_REQUEST = 781
    DELETE_MONITORED_ITEMS_RESPONSE = 784
    CREATE_SUBSCRIPTION_REQUEST = 787
    CREATE_SUBSCRIPTION_RESPONSE = 790
    MODIFY_SUBSCRIPTION_REQUEST = 793
    MODIFY_SUBSCRIPTION_RESPONSE = 796
    SET_PUBLISHING_MODE_REQUEST = 799
    SET_PUBLISHING_MODE_RESPONSE = 802
    PUBLISH_REQUEST = 826
    PUBLISH_RESPONSE = 829
    REPUBLISH_REQUEST = 832
    REPUBLISH_RESPONSE = 835
    TRANSFER_SUBSCRIPTIONS_REQUEST = 841
    TRANSFER_SUBSCRIPTIONS_RESPONSE = 844
    DELETE_SUBSCRIPTIONS_REQUEST = 847
    DELETE_SUBSCRIPTIONS_RESPONSE = 850
    FIND_SERVERS_ON_NETWORK_REQUEST = 12208
    FIND_SERVERS_ON_NETWORK_RESPONSE = 12209
    REGISTER_SERVER_2_REQUEST = 12211
    REGISTER_SERVER_2_RESPONSE = 12212


class SecurityTokenRequestType(IntEnum):
    """Whether a channel is new (part 4, section 5.6.2)."""

    ISSUE = 0
    RENEW = 1


class MessageSecurityMode(IntEnum):
    """What is done to the messages of a channel (part 4, section 7.20)."""

    INVALID = 0
    NONE = 1
    SIGN = 2
    SIGN_AND_ENCRYPT = 3


class TwoByteNodeId(Frame):
    """A number of namespace 0 (section 5.2.2.9)."""

    identifier: u8 = 0


class FourByteNodeId(Frame, byteorder="little"):
    """A number of 16 bits."""

    namespace: u8 = 0
    identifier: u16


class NumericNodeId(Frame, byteorder="little"):
    """A number of 32 bits."""

    namespace: u16 = 0
    identifier: u32


class StringNodeId(Frame, byteorder="little"):
    """A string."""

    namespace: u16 = 0
    identifier: str | None = text(prefix=i32, null=-1)


class GuidNodeId(Frame, byteorder="little"):
    """A globally unique identifier."""

    namespace: u16 = 0
    identifier: uuid_le


class OpaqueNodeId(Frame, byteorder="little"):
    """Bytes."""

    namespace: u16 = 0
    identifier: bytes | None = data(prefix=i32, null=-1)


FORMS = {0: TwoByteNodeId, 1: FourByteNodeId, 2: NumericNodeId, 3: StringNodeId, 4: GuidNodeId, 5: OpaqueNodeId}
"""What identifies a node, by the encoding byte (table 15)."""


class NodeId(Frame):
    """A node (section 5.2.2.9); the encoding follows from the value."""

    encoding: int = derived(u8)
    value: TwoByteNodeId | FourByteNodeId | NumericNodeId | StringNodeId | GuidNodeId | OpaqueNodeId = switch(
        this.encoding, FORMS, default_factory=TwoByteNodeId
    )


class ExpandedNodeId(Frame, byteorder="little"):
    """A node, maybe of another server (section 5.2.2.10)."""

    has_namespace_uri: bool = derived(u1)
    has_server_index: bool = derived(u1)
    encoding: int = derived(u6)
    value: TwoByteNodeId | FourByteNodeId | NumericNodeId | StringNodeId | GuidNodeId | OpaqueNodeId = switch(
        this.encoding, FORMS, default_factory=TwoByteNodeId
    )
    namespace_uri: str | None = optional(text(prefix=i32), when=this.has_namespace_uri, default=None)
    server_index: int | None = optional(u32, when=this.has_server_index, default=None)


class ExtensionObject(Frame, byteorder="little"):
    """A structure of any type (section 5.2.2.15); encoding 1 is binary, and 2 XML."""

    type: NodeId = field(default_factory=NodeId)
    encoding: u8 = field(default=0, check=this <= 2)
    body: bytes | None = switch(this.encoding > 0, {False: data(0), True: data(prefix=i32, null=-1)}, default_factory=bytes)


class DiagnosticInfo(Frame, byteorder="little"):
    """What a vendor says of an error (section 5.2.2.12): places in the table of strings, and a cause."""

    mask: int = derived(u8)
    symbolic_id: int | None = optional(i32, when=this.mask & 0x01, default=None)
    namespace_uri: int | None = optional(i32, when=this.mask & 0x02, default=None)
    locale: int | None = optional(i32, when=this.mask & 0x08, default=None)
    localized_text: int | None = optional(i32, when=this.mask & 0x04, default=None)
    additional_info: str | None = optional(text(prefix=i32), when=this.mask & 0x10, default=None)
    inner_status_code: int | None = optional(u32, when=this.mask & 0x20, default=None)
    inner_diagnostic_info: DiagnosticInfo | None = optional(when=this.mask & 0x40, default=None)


class RequestHeader(Frame, byteorder="little"):
    """What every request begins with (part 4, section 7.33)."""

    authentication_token: NodeId = field(default_factory=NodeId)
    timestamp: Timestamp = timestamp(i64, unit="100ns", epoch="1601-01-01")
    request_handle: u32 = 0
    return_diagnostics: u32 = field(default=0, base=16)
    audit_entry_id: str | None = text(prefix=i32, null=-1, default=None)
    timeout_hint: u32 = field(default=0, doc="ms")
    additional_header: ExtensionObject = field(default_factory=ExtensionObject)


class ResponseHeader(Frame, byteorder="little"):
    """What every response begins with (part 4, section 7.34)."""

    timestamp: Timestamp = timestamp(i64, unit="100ns", epoch="1601-01-01")
    request_handle: u32 = 0
    service_result: u32 = field(default=0, base=16)
    service_diagnostics: DiagnosticInfo = field(default_factory=DiagnosticInfo)
    string_table: list[str | None] | None = array(text(prefix=i32, null=-1), prefix=i32, null=-1, default_factory=list)
    additional_header: ExtensionObject = field(default_factory=ExtensionObject)


class Request(Frame):
    """A request; what it asks for is kept as bytes."""

    header: RequestHeader
    parameters: bytes = data(default=b"")


class Response(Frame):
    """A response; what it answers is kept as bytes."""

    header: ResponseHeader
    parameters: bytes = data(default=b"")


class OpenSecureChannelRequest(Frame, byteorder="little"):
    """A client opens a channel (part 4, section 5.6.2)."""

    header: RequestHeader
    client_protocol_version: u32 = 0
    request_type: SecurityTokenRequestType = field(u32)
    security_mode: MessageSecurityMode = field(u32)
    client_nonce: bytes | None = data(prefix=i32, null=-1)
    requested_lifetime: u32 = field(doc="ms")


class OpenSecureChannelResponse(Frame, byteorder="little"):
    """The channel is open (part 4, section 5.6.2)."""

    header: ResponseHeader
    server_protocol_version: u32 = 0
    channel_id: u32
    token_id: u32
    created_at: Timestamp = timestamp(i64, unit="100ns", epoch="1601-01-01")
    revised_lifetime: u32 = field(doc="ms")
    server_nonce: bytes | None = data(prefix=i32, null=-1)


class Service(Frame, byteorder="little"):
    """The identifier of a service, in the encoding of four bytes, and what it says (section 6.2)."""

    namespace: u8 = 0
    type: ServiceType = field(u16)
    message: OpenSecureChannelRequest | OpenSecureChannelResponse | Request | Response | bytes = switch(
        this.namespace,
        {
            0: switch(
                this.type,
                {
                    ServiceType.OPEN_SECURE_CHANNEL_REQUEST: OpenSecureChannelRequest,
                    ServiceType.OPEN_SECURE_CHANNEL_RESPONSE: OpenSecureChannelResponse,
                    tuple(each for each in ServiceType if each.name.endswith("_REQUEST") and each != 446): Request,
                    tuple(each for each in ServiceType if not each.name.endswith("_REQUEST") and each != 449): Response,
                },
                otherwise=data(),
            )
        },
        otherwise=data(),
    )


class Content(Frame):
    """A message, which begins with a node identifier; only the encoding of four bytes is used for services."""

    encoding: int = derived(u8)
    service: Service | Unknown = switch(this.encoding, {1: Service}, otherwise=unknown())


class Error(Frame, byteorder="little"):
    """ERR: the connection is closed (section 7.1.2.5); also why a message is given up (section 6.7.3)."""

    error: u32 = field(base=16)
    reason: str | None = text(prefix=i32, null=-1, default=None)


class Hello(Frame, byteorder="little"):
    """HEL: a client begins (section 7.1.2.3)."""

    protocol_version: u32 = 0
    receive_buffer_size: u32 = field(doc="bytes of a chunk")
    send_buffer_size: u32 = field(doc="bytes of a chunk")
    max_message_size: u32 = field(default=0, doc="bytes; 0 is without a limit")
    max_chunk_count: u32 = field(default=0, doc="0 is without a limit")
    endpoint_url: str | None = text(prefix=i32, null=-1)


class Acknowledge(Frame, byteorder="little"):
    """ACK: a server answers (section 7.1.2.4)."""

    protocol_version: u32 = 0
    receive_buffer_size: u32 = field(doc="bytes of a chunk")
    send_buffer_size: u32 = field(doc="bytes of a chunk")
    max_message_size: u32 = field(default=0, doc="bytes; 0 is without a limit")
    max_chunk_count: u32 = field(default=0, doc="0 is without a limit")


class ReverseHello(Frame, byteorder="little"):
    """RHE: a server has opened the connection, and the client shall begin (section 7.1.2.6)."""

    server_uri: str | None = text(prefix=i32, null=-1)
    endpoint_url: str | None = text(prefix=i32, null=-1)


class Chunk(Frame, byteorder="little"):
    """The sequence header and what a chunk has of a message (section 6.7.2.4)."""

    chunk: ChunkType = given(doc="whether more chunks follow")
    is_continued: bool = given(doc="the chunk before it was not the last of its message")
    sequence_number: u32
    request_id: u32
    content: Error | Content | bytes = switch(
        choose(this.chunk == ChunkType.FINAL, choose(this.is_continued, 0, ChunkType.FINAL), this.chunk),
        {ChunkType.ABORT: Error, ChunkType.FINAL: Content},
        otherwise=data(),
    )


class OpenSecureChannel(Frame, byteorder="little"):
    """OPN: a message that opens a channel or renews its keys (section 6.7.2.3)."""

    secure_channel_id: u32
    security_policy_uri: str = text(prefix=i32)
    sender_certificate: bytes | None = data(prefix=i32, null=-1, default=None)
    receiver_certificate_thumbprint: bytes | None = data(prefix=i32, null=-1, default=None)
    chunk: Chunk | bytes = switch(
        this.security_policy_uri == NO_SECURITY,
        {True: Chunk.given(chunk=ChunkType.FINAL, is_continued=False), False: data()},
    )


class SecureMessage(Frame, byteorder="little"):
    """MSG: a chunk of a request or a response (section 6.7.2.3)."""

    chunk_type: ChunkType = given(doc="whether more chunks follow")
    is_secured: bool = given(doc="the security policy of the channel is not None")
    is_continued: bool = given(doc="the chunk before it was not the last of its message")
    secure_channel_id: u32
    token_id: u32
    chunk: Chunk | bytes = switch(
        this.is_secured,
        {False: Chunk.given(chunk=this.chunk_type, is_continued=this.is_continued), True: data()},
    )


class CloseSecureChannel(SecureMessage):
    """CLO: the channel is closed (section 6.7.2.3)."""


class Message(Frame, byteorder="little", size=this.message_size):
    """A message of a connection; its type follows from the body (section 7.1.2.2)."""

    is_secured: bool = given(doc="the security policy of the channel is not None")
    is_continued: bool = given(doc="the chunk before it was not the last of its message")
    message_type: bytes = derived(data(3))
    chunk_type: ChunkType = field(u8, default=ChunkType.FINAL)
    message_size: int = derived(u32)
    body: Hello | Acknowledge | Error | ReverseHello | OpenSecureChannel | SecureMessage | CloseSecureChannel = switch(
        this.message_type,
        {
            b"HEL": Hello,
            b"ACK": Acknowledge,
            b"ERR": Error,
            b"RHE": ReverseHello,
            b"OPN": OpenSecureChannel,
            b"MSG": SecureMessage.given(chunk_type=this.chunk_type, is_secured=this.is_secured, is_continued=this.is_continued),
            b"CLO": CloseSecureChannel.given(
                chunk_type=this.chunk_type, is_secured=this.is_secured, is_continued=this.is_continued
            ),
        },
    )


def _messages(session: Session) -> Steps:
    """Messages of one side, whose own OpenSecureChannel says how the ones after it are secured."""
    is_secured = is_continued = False
    while True:
        message = yield Message.given(is_secured=is_secured, is_continued=is_continued)
        if isinstance(message.body, OpenSecureChannel):
            is_secured = message.body.security_policy_uri != NO_SECURITY
        is_continued = isinstance(message.body, SecureMessage) and message.chunk_type == ChunkType.INTERMEDIATE


PROTOCOL = Protocol("opcua", title="OPC UA over TCP", source="OPC 10000-6", ports={"tcp": [4840]}, client=_messages)
