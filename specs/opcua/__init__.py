"""OPC UA over TCP: connection messages, secure channel chunks, and the common services.

Source: OPC 10000-6 (OPC UA part 6, Mappings) 1.05, section 5.2 (binary encoding), 6.7 (secure conversation) and 7.1 (connection
protocol), with the identifiers of its annex A; OPC 10000-4 (part 4, Services).

The parameters of the services for discovery, sessions, browsing, attributes, methods, monitored items and subscriptions are
declared; those of others are kept as bytes, and so are the structures in extension objects. The security policy of a channel is
in its OpenSecureChannel messages: chunks are read if it is None, and are bytes otherwise, because they are signed or encrypted.
If a capture does not contain the opening of a channel, the policy None is assumed. The chunks of a multi-chunk message are bytes,
because the message must be assembled first.

- codes.py: services, types and enumerations
- types.py: values of the built-in types
- services.py: requests and responses
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from framekit import (
    Frame,
    Protocol,
    Session,
    Unknown,
    choose,
    data,
    derived,
    field,
    given,
    i32,
    switch,
    text,
    this,
    u8,
    u16,
    u32,
    unknown,
)
from framekit.protocol import Steps
from framekit.specs.opcua.codes import (
    ApplicationType,
    AttributeId,
    BrowseDirection,
    BuiltInType,
    MessageSecurityMode,
    MonitoringMode,
    NodeClass,
    SecurityTokenRequestType,
    ServiceType,
    TimestampsToReturn,
    UserTokenType,
)
from framekit.specs.opcua.services import (
    ActivateSessionRequest,
    ActivateSessionResponse,
    ApplicationDescription,
    BrowseDescription,
    BrowseNextRequest,
    BrowsePath,
    BrowsePathResult,
    BrowsePathTarget,
    BrowseRequest,
    BrowseResponse,
    BrowseResult,
    CallMethodRequest,
    CallMethodResult,
    CallRequest,
    CallResponse,
    CancelRequest,
    CancelResponse,
    CloseSessionRequest,
    CreateMonitoredItemsRequest,
    CreateMonitoredItemsResponse,
    CreateSessionRequest,
    CreateSessionResponse,
    CreateSubscriptionRequest,
    CreateSubscriptionResponse,
    DeleteMonitoredItemsRequest,
    DeleteSubscriptionsRequest,
    EndpointDescription,
    FindServersRequest,
    FindServersResponse,
    GetEndpointsRequest,
    GetEndpointsResponse,
    MonitoredItemCreateRequest,
    MonitoredItemCreateResult,
    MonitoringParameters,
    NotificationMessage,
    OpenSecureChannelRequest,
    OpenSecureChannelResponse,
    PublishRequest,
    PublishResponse,
    ReadRequest,
    ReadResponse,
    ReadValueId,
    ReferenceDescription,
    RegisterNodesRequest,
    RegisterNodesResponse,
    RelativePathElement,
    RepublishRequest,
    RepublishResponse,
    Request,
    RequestHeader,
    Response,
    ResponseHeader,
    ResultsResponse,
    SetPublishingModeRequest,
    SignatureData,
    SignedSoftwareCertificate,
    SubscriptionAcknowledgement,
    TranslateBrowsePathsRequest,
    TranslateBrowsePathsResponse,
    UserTokenPolicy,
    ViewDescription,
    WriteRequest,
    WriteValue,
)
from framekit.specs.opcua.types import (
    DataValue,
    DiagnosticInfo,
    ExpandedNodeId,
    ExtensionObject,
    FourByteNodeId,
    GuidNodeId,
    LocalizedText,
    NodeId,
    NumericNodeId,
    OpaqueNodeId,
    QualifiedName,
    StringNodeId,
    TwoByteNodeId,
    Variant,
)

__all__ = [
    "NO_SECURITY",
    "PROTOCOL",
    "SERVICES",
    "Acknowledge",
    "ActivateSessionRequest",
    "ActivateSessionResponse",
    "ApplicationDescription",
    "ApplicationType",
    "AttributeId",
    "BrowseDescription",
    "BrowseDirection",
    "BrowseNextRequest",
    "BrowsePath",
    "BrowsePathResult",
    "BrowsePathTarget",
    "BrowseRequest",
    "BrowseResponse",
    "BrowseResult",
    "BuiltInType",
    "CallMethodRequest",
    "CallMethodResult",
    "CallRequest",
    "CallResponse",
    "CancelRequest",
    "CancelResponse",
    "Chunk",
    "ChunkType",
    "CloseSecureChannel",
    "CloseSessionRequest",
    "Content",
    "CreateMonitoredItemsRequest",
    "CreateMonitoredItemsResponse",
    "CreateSessionRequest",
    "CreateSessionResponse",
    "CreateSubscriptionRequest",
    "CreateSubscriptionResponse",
    "DataValue",
    "DeleteMonitoredItemsRequest",
    "DeleteSubscriptionsRequest",
    "DiagnosticInfo",
    "EndpointDescription",
    "Error",
    "ExpandedNodeId",
    "ExtensionObject",
    "FindServersRequest",
    "FindServersResponse",
    "FourByteNodeId",
    "GetEndpointsRequest",
    "GetEndpointsResponse",
    "GuidNodeId",
    "Hello",
    "LocalizedText",
    "Message",
    "MessageSecurityMode",
    "MonitoredItemCreateRequest",
    "MonitoredItemCreateResult",
    "MonitoringMode",
    "MonitoringParameters",
    "NodeClass",
    "NodeId",
    "NotificationMessage",
    "NumericNodeId",
    "OpaqueNodeId",
    "OpenSecureChannel",
    "OpenSecureChannelRequest",
    "OpenSecureChannelResponse",
    "PublishRequest",
    "PublishResponse",
    "QualifiedName",
    "ReadRequest",
    "ReadResponse",
    "ReadValueId",
    "ReferenceDescription",
    "RegisterNodesRequest",
    "RegisterNodesResponse",
    "RelativePathElement",
    "RepublishRequest",
    "RepublishResponse",
    "Request",
    "RequestHeader",
    "Response",
    "ResponseHeader",
    "ResultsResponse",
    "ReverseHello",
    "SecureMessage",
    "SecurityTokenRequestType",
    "Service",
    "ServiceType",
    "SetPublishingModeRequest",
    "SignatureData",
    "SignedSoftwareCertificate",
    "StringNodeId",
    "SubscriptionAcknowledgement",
    "TimestampsToReturn",
    "TranslateBrowsePathsRequest",
    "TranslateBrowsePathsResponse",
    "TwoByteNodeId",
    "UserTokenPolicy",
    "UserTokenType",
    "Variant",
    "ViewDescription",
    "WriteRequest",
    "WriteValue",
]

NO_SECURITY = "http://opcfoundation.org/UA/SecurityPolicy#None"
"""The security policy of channels that can be read (OPC 10000-7)."""


class ChunkType(IntEnum):
    """Whether more chunks of a message follow (section 6.7.2.2)."""

    ABORT = ord("A")
    INTERMEDIATE = ord("C")
    FINAL = ord("F")


SERVICES: dict[Any, type[Frame]] = {
    ServiceType.OPEN_SECURE_CHANNEL_REQUEST: OpenSecureChannelRequest,
    ServiceType.OPEN_SECURE_CHANNEL_RESPONSE: OpenSecureChannelResponse,
    ServiceType.FIND_SERVERS_REQUEST: FindServersRequest,
    ServiceType.FIND_SERVERS_RESPONSE: FindServersResponse,
    ServiceType.GET_ENDPOINTS_REQUEST: GetEndpointsRequest,
    ServiceType.GET_ENDPOINTS_RESPONSE: GetEndpointsResponse,
    ServiceType.CREATE_SESSION_REQUEST: CreateSessionRequest,
    ServiceType.CREATE_SESSION_RESPONSE: CreateSessionResponse,
    ServiceType.ACTIVATE_SESSION_REQUEST: ActivateSessionRequest,
    ServiceType.ACTIVATE_SESSION_RESPONSE: ActivateSessionResponse,
    ServiceType.CLOSE_SESSION_REQUEST: CloseSessionRequest,
    ServiceType.CANCEL_REQUEST: CancelRequest,
    ServiceType.CANCEL_RESPONSE: CancelResponse,
    ServiceType.BROWSE_REQUEST: BrowseRequest,
    (ServiceType.BROWSE_RESPONSE, ServiceType.BROWSE_NEXT_RESPONSE): BrowseResponse,
    ServiceType.BROWSE_NEXT_REQUEST: BrowseNextRequest,
    ServiceType.TRANSLATE_BROWSE_PATHS_TO_NODE_IDS_REQUEST: TranslateBrowsePathsRequest,
    ServiceType.TRANSLATE_BROWSE_PATHS_TO_NODE_IDS_RESPONSE: TranslateBrowsePathsResponse,
    (ServiceType.REGISTER_NODES_REQUEST, ServiceType.UNREGISTER_NODES_REQUEST): RegisterNodesRequest,
    ServiceType.REGISTER_NODES_RESPONSE: RegisterNodesResponse,
    ServiceType.READ_REQUEST: ReadRequest,
    ServiceType.READ_RESPONSE: ReadResponse,
    ServiceType.WRITE_REQUEST: WriteRequest,
    (
        ServiceType.WRITE_RESPONSE,
        ServiceType.DELETE_MONITORED_ITEMS_RESPONSE,
        ServiceType.SET_PUBLISHING_MODE_RESPONSE,
        ServiceType.DELETE_SUBSCRIPTIONS_RESPONSE,
    ): ResultsResponse,
    ServiceType.CALL_REQUEST: CallRequest,
    ServiceType.CALL_RESPONSE: CallResponse,
    ServiceType.CREATE_MONITORED_ITEMS_REQUEST: CreateMonitoredItemsRequest,
    ServiceType.CREATE_MONITORED_ITEMS_RESPONSE: CreateMonitoredItemsResponse,
    ServiceType.DELETE_MONITORED_ITEMS_REQUEST: DeleteMonitoredItemsRequest,
    ServiceType.CREATE_SUBSCRIPTION_REQUEST: CreateSubscriptionRequest,
    ServiceType.CREATE_SUBSCRIPTION_RESPONSE: CreateSubscriptionResponse,
    ServiceType.SET_PUBLISHING_MODE_REQUEST: SetPublishingModeRequest,
    ServiceType.PUBLISH_REQUEST: PublishRequest,
    ServiceType.PUBLISH_RESPONSE: PublishResponse,
    ServiceType.REPUBLISH_REQUEST: RepublishRequest,
    ServiceType.REPUBLISH_RESPONSE: RepublishResponse,
    ServiceType.DELETE_SUBSCRIPTIONS_REQUEST: DeleteSubscriptionsRequest,
}
"""The declared services, by their identifiers."""
DECLARED = {each for tags in SERVICES for each in (tags if isinstance(tags, tuple) else (tags,))}
OTHERS = [each for each in ServiceType if each not in DECLARED]


class Service(Frame, byteorder="little"):
    """The identifier of a service in the four-byte encoding, and its content (section 6.2)."""

    namespace: u8 = 0
    type: ServiceType = field(u16)
    message: (
        OpenSecureChannelRequest
        | OpenSecureChannelResponse
        | FindServersRequest
        | FindServersResponse
        | GetEndpointsRequest
        | GetEndpointsResponse
        | CreateSessionRequest
        | CreateSessionResponse
        | ActivateSessionRequest
        | ActivateSessionResponse
        | CloseSessionRequest
        | CancelRequest
        | CancelResponse
        | BrowseRequest
        | BrowseResponse
        | BrowseNextRequest
        | TranslateBrowsePathsRequest
        | TranslateBrowsePathsResponse
        | RegisterNodesRequest
        | RegisterNodesResponse
        | ReadRequest
        | ReadResponse
        | WriteRequest
        | ResultsResponse
        | CallRequest
        | CallResponse
        | CreateMonitoredItemsRequest
        | CreateMonitoredItemsResponse
        | DeleteMonitoredItemsRequest
        | CreateSubscriptionRequest
        | CreateSubscriptionResponse
        | SetPublishingModeRequest
        | PublishRequest
        | PublishResponse
        | RepublishRequest
        | RepublishResponse
        | DeleteSubscriptionsRequest
        | Request
        | Response
        | bytes
    ) = switch(
        this.namespace,
        {
            0: switch(
                this.type,
                {
                    **SERVICES,
                    tuple(each for each in OTHERS if each.name.endswith("_REQUEST")): Request,
                    tuple(each for each in OTHERS if not each.name.endswith("_REQUEST")): Response,
                },
                otherwise=data(),
            )
        },
        otherwise=data(),
    )


class Content(Frame):
    """A message, which begins with a node identifier; only the four-byte encoding is used for services."""

    encoding: int = derived(u8)
    service: Service | Unknown = switch(this.encoding, {1: Service}, otherwise=unknown())


class Error(Frame, byteorder="little"):
    """ERR: the connection is closed (section 7.1.2.5); also the reason why a message is aborted (section 6.7.3)."""

    error: u32 = field(base=16)
    reason: str | None = text(prefix=i32, null=-1, default=None)


class Hello(Frame, byteorder="little"):
    """HEL: a client begins (section 7.1.2.3)."""

    protocol_version: u32 = 0
    receive_buffer_size: u32 = field(doc="bytes of a chunk")
    send_buffer_size: u32 = field(doc="bytes of a chunk")
    max_message_size: u32 = field(default=0, doc="bytes; 0 means unlimited")
    max_chunk_count: u32 = field(default=0, doc="0 means unlimited")
    endpoint_url: str | None = text(prefix=i32, null=-1)


class Acknowledge(Frame, byteorder="little"):
    """ACK: a server answers (section 7.1.2.4)."""

    protocol_version: u32 = 0
    receive_buffer_size: u32 = field(doc="bytes of a chunk")
    send_buffer_size: u32 = field(doc="bytes of a chunk")
    max_message_size: u32 = field(default=0, doc="bytes; 0 means unlimited")
    max_chunk_count: u32 = field(default=0, doc="0 means unlimited")


class ReverseHello(Frame, byteorder="little"):
    """RHE: a server has opened the connection, and asks the client to begin (section 7.1.2.6)."""

    server_uri: str | None = text(prefix=i32, null=-1)
    endpoint_url: str | None = text(prefix=i32, null=-1)


class Chunk(Frame, byteorder="little"):
    """The sequence header and a chunk's part of a message (section 6.7.2.4)."""

    chunk: ChunkType = given(doc="whether more chunks follow")
    is_continued: bool = given(doc="the preceding chunk was not the last of its message")
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
    is_continued: bool = given(doc="the preceding chunk was not the last of its message")
    secure_channel_id: u32
    token_id: u32
    chunk: Chunk | bytes = switch(
        this.is_secured,
        {False: Chunk.given(chunk=this.chunk_type, is_continued=this.is_continued), True: data()},
    )


class CloseSecureChannel(SecureMessage):
    """CLO: the channel is closed (section 6.7.2.3)."""


class Message(Frame, byteorder="little", size=this.message_size):
    """A message of a connection; its type is derived from the body (section 7.1.2.2)."""

    is_secured: bool = given(doc="the security policy of the channel is not None")
    is_continued: bool = given(doc="the preceding chunk was not the last of its message")
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
    """Messages of one side, whose OpenSecureChannel determines how later messages are secured."""
    is_secured = is_continued = False
    while True:
        message = yield Message.given(is_secured=is_secured, is_continued=is_continued)
        if isinstance(message.body, OpenSecureChannel):
            is_secured = message.body.security_policy_uri != NO_SECURITY
        is_continued = isinstance(message.body, SecureMessage) and message.chunk_type == ChunkType.INTERMEDIATE


PROTOCOL = Protocol("opcua", title="OPC UA over TCP", source="OPC 10000-6", ports={"tcp": [4840]}, client=_messages)
