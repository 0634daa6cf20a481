"""Services of OPC UA: the parameters of requests and responses (OPC 10000-4)."""

from __future__ import annotations

from framekit import Frame, Timestamp, bool8, data, f64, field, i32, u8, u32
from framekit.specs.opcua.codes import (
    ApplicationType,
    AttributeId,
    BrowseDirection,
    MessageSecurityMode,
    MonitoringMode,
    NodeClass,
    SecurityTokenRequestType,
    TimestampsToReturn,
    UserTokenType,
)
from framekit.specs.opcua.types import (
    DataValue,
    DiagnosticInfo,
    ExpandedNodeId,
    ExtensionObject,
    LocalizedText,
    NodeId,
    QualifiedName,
    Variant,
    byte_string,
    date_time,
    list_of,
    string,
    strings,
)


class RequestHeader(Frame, byteorder="little"):
    """The fields at the start of every request (part 4, section 7.33)."""

    authentication_token: NodeId = field(default_factory=NodeId)
    timestamp: Timestamp = date_time()
    request_handle: u32 = 0
    return_diagnostics: u32 = field(default=0, base=16)
    audit_entry_id: str | None = string()
    timeout_hint: u32 = field(default=0, doc="ms")
    additional_header: ExtensionObject = field(default_factory=ExtensionObject)


class ResponseHeader(Frame, byteorder="little"):
    """The fields at the start of every response (part 4, section 7.34)."""

    timestamp: Timestamp = date_time()
    request_handle: u32 = 0
    service_result: u32 = field(default=0, base=16)
    service_diagnostics: DiagnosticInfo = field(default_factory=DiagnosticInfo)
    string_table: list[str | None] | None = strings()
    additional_header: ExtensionObject = field(default_factory=ExtensionObject)


class Request(Frame):
    """A request without parameters, or with parameters that are not declared and kept as bytes."""

    header: RequestHeader
    parameters: bytes = data(default=b"")


class Response(Frame):
    """A response without parameters, or with parameters that are not declared and kept as bytes."""

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
    created_at: Timestamp = date_time()
    revised_lifetime: u32 = field(doc="ms")
    server_nonce: bytes | None = data(prefix=i32, null=-1)


class ApplicationDescription(Frame, byteorder="little"):
    """An application (section 7.2)."""

    application_uri: str | None = string()
    product_uri: str | None = string()
    application_name: LocalizedText = field(default_factory=LocalizedText)
    application_type: ApplicationType = field(u32)
    gateway_server_uri: str | None = string()
    discovery_profile_uri: str | None = string()
    discovery_urls: list[str | None] | None = strings()


class UserTokenPolicy(Frame, byteorder="little"):
    """How users may identify themselves (section 7.42)."""

    policy_id: str | None = string()
    token_type: UserTokenType = field(u32)
    issued_token_type: str | None = string()
    issuer_endpoint_url: str | None = string()
    security_policy_uri: str | None = string()


class EndpointDescription(Frame, byteorder="little"):
    """An endpoint of a server (section 7.14)."""

    endpoint_url: str | None = string()
    server: ApplicationDescription
    server_certificate: bytes | None = byte_string()
    security_mode: MessageSecurityMode = field(u32)
    security_policy_uri: str | None = string()
    user_identity_tokens: list[UserTokenPolicy] | None = list_of(UserTokenPolicy)
    transport_profile_uri: str | None = string()
    security_level: u8 = 0


class SignatureData(Frame, byteorder="little"):
    """A signature (section 7.37)."""

    algorithm: str | None = string()
    signature: bytes | None = byte_string()


class SignedSoftwareCertificate(Frame, byteorder="little"):
    """A certificate of software (section 7.38)."""

    certificate_data: bytes | None = byte_string()
    signature: bytes | None = byte_string()


class FindServersRequest(Frame, byteorder="little"):
    """Asks for servers (section 5.5.2)."""

    header: RequestHeader
    endpoint_url: str | None = string()
    locale_ids: list[str | None] | None = strings()
    server_uris: list[str | None] | None = strings()


class FindServersResponse(Frame, byteorder="little"):
    """The servers (section 5.5.2)."""

    header: ResponseHeader
    servers: list[ApplicationDescription] | None = list_of(ApplicationDescription)


class GetEndpointsRequest(Frame, byteorder="little"):
    """Asks for the endpoints of a server (section 5.5.4)."""

    header: RequestHeader
    endpoint_url: str | None = string()
    locale_ids: list[str | None] | None = strings()
    profile_uris: list[str | None] | None = strings()


class GetEndpointsResponse(Frame, byteorder="little"):
    """The endpoints (section 5.5.4)."""

    header: ResponseHeader
    endpoints: list[EndpointDescription] | None = list_of(EndpointDescription)


class CreateSessionRequest(Frame, byteorder="little"):
    """A client begins a session (section 5.7.2)."""

    header: RequestHeader
    client_description: ApplicationDescription
    server_uri: str | None = string()
    endpoint_url: str | None = string()
    session_name: str | None = string()
    client_nonce: bytes | None = byte_string()
    client_certificate: bytes | None = byte_string()
    requested_session_timeout: f64 = field(doc="ms")
    max_response_message_size: u32 = field(default=0, doc="bytes; 0 means unlimited")


class CreateSessionResponse(Frame, byteorder="little"):
    """The session, which is not active yet (section 5.7.2)."""

    header: ResponseHeader
    session_id: NodeId = field(default_factory=NodeId)
    authentication_token: NodeId = field(default_factory=NodeId)
    revised_session_timeout: f64 = field(doc="ms")
    server_nonce: bytes | None = byte_string()
    server_certificate: bytes | None = byte_string()
    server_endpoints: list[EndpointDescription] | None = list_of(EndpointDescription)
    server_software_certificates: list[SignedSoftwareCertificate] | None = list_of(SignedSoftwareCertificate)
    server_signature: SignatureData = field(default_factory=SignatureData)
    max_request_message_size: u32 = field(default=0, doc="bytes; 0 means unlimited")


class ActivateSessionRequest(Frame, byteorder="little"):
    """A user logs in (section 5.7.3)."""

    header: RequestHeader
    client_signature: SignatureData = field(default_factory=SignatureData)
    client_software_certificates: list[SignedSoftwareCertificate] | None = list_of(SignedSoftwareCertificate)
    locale_ids: list[str | None] | None = strings()
    user_identity_token: ExtensionObject = field(default_factory=ExtensionObject)
    user_token_signature: SignatureData = field(default_factory=SignatureData)


class ActivateSessionResponse(Frame, byteorder="little"):
    """The session is active (section 5.7.3)."""

    header: ResponseHeader
    server_nonce: bytes | None = byte_string()
    results: list[int] | None = list_of(u32)
    diagnostic_infos: list[DiagnosticInfo] | None = list_of(DiagnosticInfo)


class CloseSessionRequest(Frame, byteorder="little"):
    """A client ends a session (section 5.7.4)."""

    header: RequestHeader
    delete_subscriptions: bool8 = True


class CancelRequest(Frame, byteorder="little"):
    """A client no longer waits for an answer (section 5.7.5)."""

    header: RequestHeader
    request_handle: u32


class CancelResponse(Frame, byteorder="little"):
    """The number of requests that are cancelled (section 5.7.5)."""

    header: ResponseHeader
    cancel_count: u32


class ViewDescription(Frame, byteorder="little"):
    """A view of the nodes (section 7.45)."""

    view_id: NodeId = field(default_factory=NodeId)
    timestamp: Timestamp = date_time()
    view_version: u32 = 0


class BrowseDescription(Frame, byteorder="little"):
    """The requested references of a node (section 5.9.2)."""

    node_id: NodeId = field(default_factory=NodeId)
    browse_direction: BrowseDirection = field(u32)
    reference_type_id: NodeId = field(default_factory=NodeId)
    include_subtypes: bool8 = True
    node_class_mask: u32 = field(default=0, base=16)
    result_mask: u32 = field(default=0x3F, base=16)


class BrowseRequest(Frame, byteorder="little"):
    """Asks for the references of nodes (section 5.9.2)."""

    header: RequestHeader
    view: ViewDescription
    requested_max_references_per_node: u32 = 0
    nodes_to_browse: list[BrowseDescription] | None = list_of(BrowseDescription)


class ReferenceDescription(Frame, byteorder="little"):
    """A reference to a node (section 7.30)."""

    reference_type_id: NodeId = field(default_factory=NodeId)
    is_forward: bool8 = True
    node_id: ExpandedNodeId = field(default_factory=ExpandedNodeId)
    browse_name: QualifiedName = field(default_factory=QualifiedName)
    display_name: LocalizedText = field(default_factory=LocalizedText)
    node_class: NodeClass = field(u32)
    type_definition: ExpandedNodeId = field(default_factory=ExpandedNodeId)


class BrowseResult(Frame, byteorder="little"):
    """The references of a node (section 7.6)."""

    status_code: u32 = field(default=0, base=16)
    continuation_point: bytes | None = byte_string()
    references: list[ReferenceDescription] | None = list_of(ReferenceDescription)


class BrowseResponse(Frame, byteorder="little"):
    """The references of nodes, including continued ones (sections 5.9.2 and 5.9.3)."""

    header: ResponseHeader
    results: list[BrowseResult] | None = list_of(BrowseResult)
    diagnostic_infos: list[DiagnosticInfo] | None = list_of(DiagnosticInfo)


class BrowseNextRequest(Frame, byteorder="little"):
    """Asks for further references (section 5.9.3)."""

    header: RequestHeader
    release_continuation_points: bool8 = False
    continuation_points: list[bytes | None] | None = list_of(data(prefix=i32, null=-1))


class RelativePathElement(Frame, byteorder="little"):
    """A step of a path (section 7.31)."""

    reference_type_id: NodeId = field(default_factory=NodeId)
    is_inverse: bool8 = False
    include_subtypes: bool8 = True
    target_name: QualifiedName = field(default_factory=QualifiedName)


class BrowsePath(Frame, byteorder="little"):
    """A path from a node (section 5.9.4)."""

    starting_node: NodeId = field(default_factory=NodeId)
    elements: list[RelativePathElement] | None = list_of(RelativePathElement)


class TranslateBrowsePathsRequest(Frame, byteorder="little"):
    """Asks where paths lead (section 5.9.4)."""

    header: RequestHeader
    browse_paths: list[BrowsePath] | None = list_of(BrowsePath)


class BrowsePathTarget(Frame, byteorder="little"):
    """Where a path leads (section 5.9.4)."""

    target_id: ExpandedNodeId = field(default_factory=ExpandedNodeId)
    remaining_path_index: u32 = 0xFFFFFFFF


class BrowsePathResult(Frame, byteorder="little"):
    """Where a path leads (section 5.9.4)."""

    status_code: u32 = field(default=0, base=16)
    targets: list[BrowsePathTarget] | None = list_of(BrowsePathTarget)


class TranslateBrowsePathsResponse(Frame, byteorder="little"):
    """Where paths lead (section 5.9.4)."""

    header: ResponseHeader
    results: list[BrowsePathResult] | None = list_of(BrowsePathResult)
    diagnostic_infos: list[DiagnosticInfo] | None = list_of(DiagnosticInfo)


class RegisterNodesRequest(Frame, byteorder="little"):
    """A client announces or ends frequent use of nodes (sections 5.9.5 and 5.9.6)."""

    header: RequestHeader
    nodes: list[NodeId] | None = list_of(NodeId)


class RegisterNodesResponse(Frame, byteorder="little"):
    """The nodes under optimized identifiers (section 5.9.5)."""

    header: ResponseHeader
    registered_node_ids: list[NodeId] | None = list_of(NodeId)


class ReadValueId(Frame, byteorder="little"):
    """An attribute of a node (section 7.29)."""

    node_id: NodeId = field(default_factory=NodeId)
    attribute_id: AttributeId = field(u32, default=AttributeId.VALUE)
    index_range: str | None = string()
    data_encoding: QualifiedName = field(default_factory=QualifiedName)


class ReadRequest(Frame, byteorder="little"):
    """Asks for attributes (section 5.11.2)."""

    header: RequestHeader
    max_age: f64 = field(default=0.0, doc="ms")
    timestamps_to_return: TimestampsToReturn = field(u32)
    nodes_to_read: list[ReadValueId] | None = list_of(ReadValueId)


class ReadResponse(Frame, byteorder="little"):
    """The values of attributes (section 5.11.2)."""

    header: ResponseHeader
    results: list[DataValue] | None = list_of(DataValue)
    diagnostic_infos: list[DiagnosticInfo] | None = list_of(DiagnosticInfo)


class WriteValue(Frame, byteorder="little"):
    """A value of an attribute (section 5.11.4)."""

    node_id: NodeId = field(default_factory=NodeId)
    attribute_id: AttributeId = field(u32, default=AttributeId.VALUE)
    index_range: str | None = string()
    value: DataValue


class WriteRequest(Frame, byteorder="little"):
    """Sets attributes (section 5.11.4)."""

    header: RequestHeader
    nodes_to_write: list[WriteValue] | None = list_of(WriteValue)


class ResultsResponse(Frame, byteorder="little"):
    """A status for each requested item (WriteResponse and others)."""

    header: ResponseHeader
    results: list[int] | None = list_of(u32)
    diagnostic_infos: list[DiagnosticInfo] | None = list_of(DiagnosticInfo)


class CallMethodRequest(Frame, byteorder="little"):
    """A method to call (section 5.12.2)."""

    object_id: NodeId = field(default_factory=NodeId)
    method_id: NodeId = field(default_factory=NodeId)
    input_arguments: list[Variant] | None = list_of(Variant)


class CallRequest(Frame, byteorder="little"):
    """Calls methods (section 5.12.2)."""

    header: RequestHeader
    methods_to_call: list[CallMethodRequest] | None = list_of(CallMethodRequest)


class CallMethodResult(Frame, byteorder="little"):
    """The results of a method (section 5.12.2)."""

    status_code: u32 = field(default=0, base=16)
    input_argument_results: list[int] | None = list_of(u32)
    input_argument_diagnostic_infos: list[DiagnosticInfo] | None = list_of(DiagnosticInfo)
    output_arguments: list[Variant] | None = list_of(Variant)


class CallResponse(Frame, byteorder="little"):
    """The results of methods (section 5.12.2)."""

    header: ResponseHeader
    results: list[CallMethodResult] | None = list_of(CallMethodResult)
    diagnostic_infos: list[DiagnosticInfo] | None = list_of(DiagnosticInfo)


class MonitoringParameters(Frame, byteorder="little"):
    """How an item is monitored (section 7.21)."""

    client_handle: u32
    sampling_interval: f64 = field(default=-1.0, doc="ms; -1 means that of the subscription")
    filter: ExtensionObject = field(default_factory=ExtensionObject)
    queue_size: u32 = 1
    discard_oldest: bool8 = True


class MonitoredItemCreateRequest(Frame, byteorder="little"):
    """An item to monitor (section 5.13.2)."""

    item_to_monitor: ReadValueId
    monitoring_mode: MonitoringMode = field(u32, default=MonitoringMode.REPORTING)
    requested_parameters: MonitoringParameters


class CreateMonitoredItemsRequest(Frame, byteorder="little"):
    """Starts to monitor items (section 5.13.2)."""

    header: RequestHeader
    subscription_id: u32
    timestamps_to_return: TimestampsToReturn = field(u32)
    items_to_create: list[MonitoredItemCreateRequest] | None = list_of(MonitoredItemCreateRequest)


class MonitoredItemCreateResult(Frame, byteorder="little"):
    """How an item is monitored (section 5.13.2)."""

    status_code: u32 = field(default=0, base=16)
    monitored_item_id: u32
    revised_sampling_interval: f64 = field(doc="ms")
    revised_queue_size: u32
    filter_result: ExtensionObject = field(default_factory=ExtensionObject)


class CreateMonitoredItemsResponse(Frame, byteorder="little"):
    """How items are monitored (section 5.13.2)."""

    header: ResponseHeader
    results: list[MonitoredItemCreateResult] | None = list_of(MonitoredItemCreateResult)
    diagnostic_infos: list[DiagnosticInfo] | None = list_of(DiagnosticInfo)


class DeleteMonitoredItemsRequest(Frame, byteorder="little"):
    """Stops monitoring items (section 5.13.6)."""

    header: RequestHeader
    subscription_id: u32
    monitored_item_ids: list[int] | None = list_of(u32)


class CreateSubscriptionRequest(Frame, byteorder="little"):
    """A client asks for notifications (section 5.14.2)."""

    header: RequestHeader
    requested_publishing_interval: f64 = field(doc="ms")
    requested_lifetime_count: u32
    requested_max_keep_alive_count: u32
    max_notifications_per_publish: u32 = field(default=0, doc="0 means unlimited")
    publishing_enabled: bool8 = True
    priority: u8 = 0


class CreateSubscriptionResponse(Frame, byteorder="little"):
    """The subscription (section 5.14.2)."""

    header: ResponseHeader
    subscription_id: u32
    revised_publishing_interval: f64 = field(doc="ms")
    revised_lifetime_count: u32
    revised_max_keep_alive_count: u32


class SetPublishingModeRequest(Frame, byteorder="little"):
    """Begins or stops notifications (section 5.14.4)."""

    header: RequestHeader
    publishing_enabled: bool8
    subscription_ids: list[int] | None = list_of(u32)


class SubscriptionAcknowledgement(Frame, byteorder="little"):
    """A notification has arrived (section 5.14.5)."""

    subscription_id: u32
    sequence_number: u32


class PublishRequest(Frame, byteorder="little"):
    """A client waits for notifications (section 5.14.5)."""

    header: RequestHeader
    subscription_acknowledgements: list[SubscriptionAcknowledgement] | None = list_of(SubscriptionAcknowledgement)


class NotificationMessage(Frame, byteorder="little"):
    """Notifications, each with its own type (section 7.26)."""

    sequence_number: u32
    publish_time: Timestamp = date_time()
    notification_data: list[ExtensionObject] | None = list_of(ExtensionObject)


class PublishResponse(Frame, byteorder="little"):
    """Notifications of a subscription (section 5.14.5)."""

    header: ResponseHeader
    subscription_id: u32
    available_sequence_numbers: list[int] | None = list_of(u32)
    more_notifications: bool8 = False
    notification_message: NotificationMessage
    results: list[int] | None = list_of(u32)
    diagnostic_infos: list[DiagnosticInfo] | None = list_of(DiagnosticInfo)


class RepublishRequest(Frame, byteorder="little"):
    """Asks for notifications again (section 5.14.6)."""

    header: RequestHeader
    subscription_id: u32
    retransmit_sequence_number: u32


class RepublishResponse(Frame, byteorder="little"):
    """The notifications (section 5.14.6)."""

    header: ResponseHeader
    notification_message: NotificationMessage


class DeleteSubscriptionsRequest(Frame, byteorder="little"):
    """Ends subscriptions (section 5.14.8)."""

    header: RequestHeader
    subscription_ids: list[int] | None = list_of(u32)
