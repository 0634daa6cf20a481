"""LDAP 3: messages in BER, with all operations, results, filters and controls.

Source: RFC 4511, sections 4 (operations) and 5.1 (encoding) and appendix B (ASN.1); RFC 4525 (increment); the registry of
result codes of RFC 4520; ITU-T X.690, section 8 (BER).

Each sequence is a frame with a tag and `content`. Lengths of any form are read and packed in the fewest bytes, and so are
integers; true is packed as 0xFF. A message that uses other forms packs to different bytes of the same meaning. Optional
components, and those added by later documents, are a list of elements with their tags; they are bytes if the tag is unknown.

The values of attributes, assertions, controls and extended operations are bytes, because their syntax depends on the schema or on
an object identifier. After an accepted StartTLS, bytes are not decoded. Bytes also cannot be decoded if a SASL mechanism has
negotiated a security layer, which this file does not detect.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeAlias

from framekit import (
    Frame,
    Protocol,
    Session,
    Unknown,
    Wait,
    array,
    ber_length,
    const,
    derived,
    field,
    optional,
    switch,
    this,
    u8,
    unknown,
)
from framekit.specs.ldap.codes import (
    AuthenticationTag,
    Change,
    DerefAliases,
    FilterTag,
    IntermediateTag,
    MatchingRuleTag,
    OperationTag,
    ResultCode,
    ResultTag,
    Scope,
    SubstringTag,
    Tag,
)
from framekit.specs.ldap.filters import (
    And,
    ApproximateMatch,
    EqualityMatch,
    ExtensibleMatch,
    Filter,
    GreaterOrEqual,
    LessOrEqual,
    MatchingRuleElement,
    Not,
    Or,
    Present,
    Substring,
    Substrings,
)
from framekit.specs.ldap.requests import (
    AbandonRequest,
    AddRequest,
    BindRequest,
    CompareRequest,
    DeleteRequest,
    ExtendedRequest,
    Modification,
    ModifyDnRequest,
    ModifyRequest,
    NewSuperior,
    RequestValue,
    SaslCredentials,
    SearchRequest,
    UnbindRequest,
)
from framekit.specs.ldap.results import (
    AddResponse,
    BindResponse,
    CompareResponse,
    DeleteResponse,
    ExtendedResponse,
    IntermediateElement,
    IntermediateResponse,
    ModifyDnResponse,
    ModifyResponse,
    Result,
    ResultElement,
    SearchResultDone,
    SearchResultEntry,
    SearchResultReference,
)
from framekit.specs.ldap.values import (
    BOOLEAN,
    OCTETS,
    STRING,
    AttributeValueAssertion,
    OctetString,
    PartialAttribute,
    Sequence,
    String,
    number,
)

__all__ = [
    "PROTOCOL",
    "START_TLS",
    "AbandonRequest",
    "AddRequest",
    "AddResponse",
    "And",
    "ApproximateMatch",
    "AttributeValueAssertion",
    "AuthenticationTag",
    "BindRequest",
    "BindResponse",
    "Change",
    "CompareRequest",
    "CompareResponse",
    "Content",
    "Control",
    "ControlElement",
    "Controls",
    "DeleteRequest",
    "DeleteResponse",
    "DerefAliases",
    "EqualityMatch",
    "ExtendedRequest",
    "ExtendedResponse",
    "ExtensibleMatch",
    "Filter",
    "FilterTag",
    "GreaterOrEqual",
    "IntermediateElement",
    "IntermediateResponse",
    "IntermediateTag",
    "LessOrEqual",
    "MatchingRuleElement",
    "MatchingRuleTag",
    "Message",
    "Modification",
    "ModifyDnRequest",
    "ModifyDnResponse",
    "ModifyRequest",
    "ModifyResponse",
    "NewSuperior",
    "Not",
    "OctetString",
    "Operation",
    "OperationTag",
    "Or",
    "PartialAttribute",
    "Present",
    "RequestValue",
    "Result",
    "ResultCode",
    "ResultElement",
    "ResultTag",
    "SaslCredentials",
    "Scope",
    "SearchRequest",
    "SearchResultDone",
    "SearchResultEntry",
    "SearchResultReference",
    "Sequence",
    "String",
    "Substring",
    "SubstringTag",
    "Substrings",
    "Tag",
    "UnbindRequest",
    "control",
    "message",
]

START_TLS = "1.3.6.1.4.1.1466.20037"
"""The name of the extended operation that begins TLS (section 4.14)."""


class Operation(Frame):
    """The operation of a message; the tag is derived from the body (section 4.1.1)."""

    tag: OperationTag = derived(u8)
    body: (
        BindRequest
        | BindResponse
        | UnbindRequest
        | SearchRequest
        | SearchResultEntry
        | SearchResultDone
        | ModifyRequest
        | ModifyResponse
        | AddRequest
        | AddResponse
        | DeleteRequest
        | DeleteResponse
        | ModifyDnRequest
        | ModifyDnResponse
        | CompareRequest
        | CompareResponse
        | AbandonRequest
        | SearchResultReference
        | ExtendedRequest
        | ExtendedResponse
        | IntermediateResponse
        | Unknown
    ) = switch(
        this.tag,
        {
            OperationTag.BIND_REQUEST: BindRequest,
            OperationTag.BIND_RESPONSE: BindResponse,
            OperationTag.UNBIND_REQUEST: UnbindRequest,
            OperationTag.SEARCH_REQUEST: SearchRequest,
            OperationTag.SEARCH_RESULT_ENTRY: SearchResultEntry,
            OperationTag.SEARCH_RESULT_DONE: SearchResultDone,
            OperationTag.MODIFY_REQUEST: ModifyRequest,
            OperationTag.MODIFY_RESPONSE: ModifyResponse,
            OperationTag.ADD_REQUEST: AddRequest,
            OperationTag.ADD_RESPONSE: AddResponse,
            OperationTag.DELETE_REQUEST: DeleteRequest,
            OperationTag.DELETE_RESPONSE: DeleteResponse,
            OperationTag.MODIFY_DN_REQUEST: ModifyDnRequest,
            OperationTag.MODIFY_DN_RESPONSE: ModifyDnResponse,
            OperationTag.COMPARE_REQUEST: CompareRequest,
            OperationTag.COMPARE_RESPONSE: CompareResponse,
            OperationTag.ABANDON_REQUEST: AbandonRequest,
            OperationTag.SEARCH_RESULT_REFERENCE: SearchResultReference,
            OperationTag.EXTENDED_REQUEST: ExtendedRequest,
            OperationTag.EXTENDED_RESPONSE: ExtendedResponse,
            OperationTag.INTERMEDIATE_RESPONSE: IntermediateResponse,
        },
        otherwise=unknown(),
        size_prefix=ber_length,
    )


class ControlElement(Frame):
    """The criticality of a control, or its value."""

    tag: Tag = field(u8)
    value: bool | bytes = switch(this.tag, {Tag.BOOLEAN: BOOLEAN}, otherwise=OCTETS)


class Control(Frame):
    """A control: its type, and optionally its criticality and its value (section 4.1.11)."""

    _type_tag: int = const(Tag.OCTET_STRING, u8)
    type: str = STRING
    elements: list[ControlElement] = array(ControlElement, default_factory=list)


class Controls(Frame):
    """The controls of an operation (section 4.1.11)."""

    _tag: int = const(0xA0, u8)
    controls: list[Sequence[Control]] = array(Sequence[Control], size_prefix=ber_length)


class Content(Frame):
    """A message after its tag and its length (section 4.1.1)."""

    _message_id_tag: int = const(Tag.INTEGER, u8)
    message_id: int = number()
    operation: Operation
    controls: Controls | None = optional(Controls, default=None)


class Message(Frame, max_depth=200):
    """A message of either side (section 4.1.1)."""

    _tag: int = const(Tag.SEQUENCE, u8)
    content: Content = field(size_prefix=ber_length)


def message(message_id: int, body: Any, *controls: Control) -> Message:
    """Make a message of an operation, with controls.

    >>> message(3, UnbindRequest()).pack().hex(" ")
    '30 05 02 01 03 42 00'
    """
    with_controls = Controls(controls=[Sequence[Control](content=each) for each in controls]) if controls else None
    content = Content(message_id=message_id, operation=Operation(body=body), controls=with_controls)
    return Message(content=content)


def control(type: str, value: bytes | None = None, *, is_critical: bool = False) -> Control:
    """Make a control, for example that of paged results (RFC 2696).

    >>> control("1.2.840.113556.1.4.319", is_critical=True).elements
    [ControlElement(tag=<Tag.BOOLEAN: 1>, value=True)]
    """
    elements = [ControlElement(tag=Tag.BOOLEAN, value=True)] if is_critical else []
    if value is not None:
        elements.append(ControlElement(tag=Tag.OCTET_STRING, value=value))
    return Control(type=type, elements=elements)


Steps: TypeAlias = "Generator[type[Frame] | Wait | None, Any, None]"


def _noted(session: Session, where: str, identifier: int) -> Wait:
    return Wait(lambda: identifier in getattr(session, where, {}))


def _client(session: Session) -> Steps:
    """Messages, up to an accepted StartTLS."""
    session.extended = {}
    while True:
        content = (yield Message).content
        body = content.operation.body
        if isinstance(body, ExtendedRequest):
            session.extended[content.message_id] = body.name
            if body.name == START_TLS:
                yield _noted(session, "answers", content.message_id)
                if session.answers.pop(content.message_id, None) == ResultCode.SUCCESS:
                    yield None


def _server(session: Session) -> Steps:
    """Messages, up to the answer that accepts a StartTLS; message identifier 0 is not an answer."""
    session.answers = {}
    while True:
        content = (yield Message).content
        body, identifier = content.operation.body, content.message_id
        if not isinstance(body, ExtendedResponse) or identifier == 0:
            continue
        if not session.joined:
            yield _noted(session, "extended", identifier)
        if session.extended.pop(identifier, None) == START_TLS:
            session.answers[identifier] = body.code
            if body.code == ResultCode.SUCCESS:
                yield None


PROTOCOL = Protocol(
    "ldap",
    title="Lightweight Directory Access Protocol",
    source="RFC 4511",
    ports={"tcp": [389, 3268], "udp": [389]},
    client=_client,
    server=_server,
    datagrams=Message,
)
