"""Client requests (RFC 4511, section 4)."""

from __future__ import annotations

from framekit import Frame, array, ber_length, const, data, field, mapped, optional, switch, text, this, u8
from framekit.specs.ldap.codes import AuthenticationTag, Change, DerefAliases, Scope, Tag
from framekit.specs.ldap.filters import Filter
from framekit.specs.ldap.values import (
    BOOLEAN,
    EMPTY_STRING,
    OCTETS,
    STRING,
    AttributeValueAssertion,
    OctetString,
    PartialAttribute,
    Sequence,
    String,
    number,
    read_integer,
    write_integer,
)


class SaslCredentials(Frame):
    """A mechanism and its credentials (section 4.2)."""

    _mechanism_tag: int = const(Tag.OCTET_STRING, u8)
    mechanism: str = STRING
    credentials: OctetString | None = optional(OctetString, default=None)


class BindRequest(Frame):
    """Identifies the client (section 4.2). Credentials of other kinds are bytes."""

    _version_tag: int = const(Tag.INTEGER, u8)
    version: int = number(default=3)
    _name_tag: int = const(Tag.OCTET_STRING, u8)
    name: str = EMPTY_STRING
    authentication: AuthenticationTag = field(u8, default=AuthenticationTag.SIMPLE)
    credentials: SaslCredentials | bytes = switch(
        this.authentication, {AuthenticationTag.SASL: field(SaslCredentials, size_prefix=ber_length)}, otherwise=OCTETS
    )


class UnbindRequest(Frame):
    """Ends the session (section 4.3)."""


class SearchRequest(Frame):
    """Asks for entries (section 4.5.1)."""

    _base_object_tag: int = const(Tag.OCTET_STRING, u8)
    base_object: str = STRING
    _scope_tag: int = const(Tag.ENUMERATED, u8)
    scope: Scope = number(Scope)
    _deref_aliases_tag: int = const(Tag.ENUMERATED, u8)
    deref_aliases: DerefAliases = number(DerefAliases, default=DerefAliases.NEVER)
    _size_limit_tag: int = const(Tag.INTEGER, u8)
    size_limit: int = number(default=0, doc="maximum number of entries; 0 if there is no limit")
    _time_limit_tag: int = const(Tag.INTEGER, u8)
    time_limit: int = number(default=0, doc="seconds; 0 if there is no limit")
    _types_only_tag: int = const(Tag.BOOLEAN, u8)
    types_only: bool = BOOLEAN
    filter: Filter
    _attributes_tag: int = const(Tag.SEQUENCE, u8)
    attributes: list[String] = array(String, size_prefix=ber_length, default_factory=list)


class Modification(Frame):
    """A modification of an attribute."""

    _operation_tag: int = const(Tag.ENUMERATED, u8)
    operation: Change = number(Change)
    modification: Sequence[PartialAttribute]


class ModifyRequest(Frame):
    """Changes an entry (section 4.6)."""

    _object_tag: int = const(Tag.OCTET_STRING, u8)
    object: str = STRING
    _changes_tag: int = const(Tag.SEQUENCE, u8)
    changes: list[Sequence[Modification]] = array(Sequence[Modification], size_prefix=ber_length)


class AddRequest(Frame):
    """Adds an entry (section 4.7)."""

    _entry_tag: int = const(Tag.OCTET_STRING, u8)
    entry: str = STRING
    _attributes_tag: int = const(Tag.SEQUENCE, u8)
    attributes: list[Sequence[PartialAttribute]] = array(Sequence[PartialAttribute], size_prefix=ber_length)


class DeleteRequest(Frame):
    """Deletes an entry (section 4.8)."""

    entry: str = text(errors="surrogateescape")


class NewSuperior(Frame):
    """The new parent of a moved entry."""

    _tag: int = const(0x80, u8)
    value: str = STRING


class ModifyDnRequest(Frame):
    """Renames or moves an entry (section 4.9)."""

    _entry_tag: int = const(Tag.OCTET_STRING, u8)
    entry: str = STRING
    _new_rdn_tag: int = const(Tag.OCTET_STRING, u8)
    new_rdn: str = STRING
    _delete_old_rdn_tag: int = const(Tag.BOOLEAN, u8)
    delete_old_rdn: bool = BOOLEAN
    new_superior: NewSuperior | None = optional(NewSuperior, default=None)


class CompareRequest(Frame):
    """Asks if an entry has a value (section 4.10)."""

    _entry_tag: int = const(Tag.OCTET_STRING, u8)
    entry: str = STRING
    assertion: Sequence[AttributeValueAssertion]


class AbandonRequest(Frame):
    """Asks for an operation to be abandoned (section 4.11)."""

    message_id: int = mapped(data(limit=9), unpack=read_integer, pack=write_integer, values=[1, 127, 128, 2**31 - 1])


class RequestValue(Frame):
    """The value of an extended operation."""

    _tag: int = const(0x81, u8)
    value: bytes = OCTETS


class ExtendedRequest(Frame):
    """Asks for an operation that another document defines (section 4.12)."""

    _name_tag: int = const(0x80, u8)
    name: str = STRING
    value: RequestValue | None = optional(RequestValue, default=None)
