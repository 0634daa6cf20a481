"""Server responses (RFC 4511, section 4)."""

from __future__ import annotations

from framekit import Frame, array, ber_length, const, field, switch, this, u8
from framekit.specs.ldap.codes import IntermediateTag, ResultCode, ResultTag, Tag
from framekit.specs.ldap.values import EMPTY_STRING, OCTETS, STRING, PartialAttribute, Sequence, String, number


class ResultElement(Frame):
    """Optional elements of a result after its message."""

    tag: ResultTag = field(u8)
    value: list[String] | str | bytes = switch(
        this.tag,
        {ResultTag.REFERRAL: array(String, size_prefix=ber_length), ResultTag.RESPONSE_NAME: STRING},
        otherwise=OCTETS,
    )


class Result(Frame):
    """Result of an operation (section 4.1.9)."""

    _code_tag: int = const(Tag.ENUMERATED, u8)
    code: ResultCode = number(ResultCode, default=ResultCode.SUCCESS)
    _matched_dn_tag: int = const(Tag.OCTET_STRING, u8)
    matched_dn: str = EMPTY_STRING
    _diagnostic_message_tag: int = const(Tag.OCTET_STRING, u8)
    diagnostic_message: str = EMPTY_STRING
    elements: list[ResultElement] = array(ResultElement, default_factory=list)


class BindResponse(Result):
    """The answer to a BindRequest; its elements may be a referral and the credentials of the server (section 4.2.2)."""


class SearchResultDone(Result):
    """The end of the answer to a SearchRequest (section 4.5.2)."""


class ModifyResponse(Result):
    """The answer to a ModifyRequest (section 4.6)."""


class AddResponse(Result):
    """The answer to an AddRequest (section 4.7)."""


class DeleteResponse(Result):
    """The answer to a DeleteRequest (section 4.8)."""


class ModifyDnResponse(Result):
    """The answer to a ModifyDnRequest (section 4.9)."""


class CompareResponse(Result):
    """The answer to a CompareRequest (section 4.10)."""


class ExtendedResponse(Result):
    """The answer to an ExtendedRequest; its elements may be a referral, a name and a value (section 4.12)."""


class SearchResultEntry(Frame):
    """An entry that was found (section 4.5.2)."""

    _object_name_tag: int = const(Tag.OCTET_STRING, u8)
    object_name: str = STRING
    _attributes_tag: int = const(Tag.SEQUENCE, u8)
    attributes: list[Sequence[PartialAttribute]] = array(Sequence[PartialAttribute], size_prefix=ber_length)


class SearchResultReference(Frame):
    """Where the search should continue (section 4.5.3)."""

    uris: list[String] = array(String)


class IntermediateElement(Frame):
    """The name or the value of an intermediate response."""

    tag: IntermediateTag = field(u8)
    value: str | bytes = switch(this.tag, {IntermediateTag.RESPONSE_NAME: STRING}, otherwise=OCTETS)


class IntermediateResponse(Frame):
    """A part of an answer (section 4.13)."""

    elements: list[IntermediateElement] = array(IntermediateElement, default_factory=list)
