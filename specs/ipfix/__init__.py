"""IPFIX: messages of templates, and of the flow records that they describe.

Source: RFC 7011, section 3 (messages), 8 (templates) and 10 (transports); information elements from the registry of IANA.

A template determines the content of a data set. If an earlier message of the session contained it, for the same observation
domain, the set contains records. The content is bytes if the template is in the same message, if no template was seen, or if its
records have no fixed size; `records_of` splits these by the lengths in a template. A session tracks 32 templates of up to 128
fields. In a template set, a template with the identifier 0 is two octets of padding.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from framekit import (
    Frame,
    Protocol,
    Session,
    array,
    const,
    data,
    derived,
    field,
    given,
    optional,
    switch,
    this,
    u1,
    u15,
    u16,
    u32,
)
from framekit.protocol import Steps
from framekit.specs.ipfix.elements import InformationElement
from framekit.specs.ipfix.records import VARIABLE, Fields, TemplateEntry, Templates, data_set_of, entry_of, new_frame, records_of

__all__ = [
    "PROTOCOL",
    "VARIABLE",
    "FieldSpecifier",
    "Fields",
    "InformationElement",
    "Message",
    "MessageHeader",
    "OptionsTemplate",
    "OptionsTemplateFields",
    "Set",
    "Template",
    "TemplateEntry",
    "Templates",
    "data_set_of",
    "entry_of",
    "learn",
    "message_of",
    "new_frame",
    "records_of",
]


class FieldSpecifier(Frame):
    """A field of a record (RFC 7011, section 3.2); an enterprise element has a separate number."""

    is_of_enterprise: bool = derived(u1)
    information_element: InformationElement = field(u15)
    field_length: u16 = field(doc="65535 if each value is preceded by its length")
    enterprise_number: int | None = optional(u32, when=this.is_of_enterprise, default=None)


class Template(Frame):
    """The layout of the records of one data set (RFC 7011, section 3.4.1); without fields, the template is withdrawn."""

    template_id: u16
    fields: list[FieldSpecifier] | None = optional(
        array(FieldSpecifier, prefix=u16), when=this.template_id != 0, default_factory=lambda: None
    )


class OptionsTemplateFields(Frame):
    """The fields of an options record, scope fields first (RFC 7011, section 3.4.2.2)."""

    field_count: int = derived(u16)
    scope_field_count: int | None = optional(u16, when=this.field_count != 0, default=None)
    fields: list[FieldSpecifier] = array(FieldSpecifier, count=this.field_count)


class OptionsTemplate(Frame):
    """The layout of the options records of one data set (RFC 7011, section 3.4.2); without fields, the template is withdrawn."""

    template_id: u16
    fields: OptionsTemplateFields | None = optional(OptionsTemplateFields, when=this.template_id != 0, default=None)


class Set(Frame):
    """Templates, or records of the template whose identifier it has (RFC 7011, section 3.3)."""

    set_id: u16
    length: int = derived(u16)
    content: list[Template] | list[OptionsTemplate] | bytes = switch(
        this.set_id, {2: array(Template), 3: array(OptionsTemplate)}, otherwise=data(), size=this.length - 4
    )


class MessageHeader(Frame, size=this.length):
    """The fields at the start of each message (RFC 7011, section 3.1)."""

    _version: int = const(10, u16)
    length: int = derived(u16, check=this >= 16)
    export_time: u32 = field(doc="seconds since 1970-01-01")
    sequence_number: u32
    observation_domain_id: u32


class Message(MessageHeader):
    """A message read without the templates of earlier ones."""

    sets: list[Set] = array(Set)


def message_of(known: Mapping[int, Any]) -> type[Frame]:
    """Make the class of messages whose data sets are read with known templates.

    Args:
        known: as `Templates.arms` gives them.
    """
    if not known:
        return Message
    records = {key: each.given(length=this.length - 4) for key, each in known.items()}
    others: Any = switch(this.observation_domain_id << 16 | this.set_id, records, otherwise=data())
    words = {
        "__doc__": Set.__doc__,
        "__annotations__": {"observation_domain_id": int, "set_id": u16, "length": int, "content": Any},
        "observation_domain_id": given(),
        "length": derived(u16),
        "content": switch(this.set_id, {2: array(Template), 3: array(OptionsTemplate)}, otherwise=others, size=this.length - 4),
    }
    known_set = new_frame("KnownSet", Frame, words)
    sets = {
        "__doc__": "A message whose data sets are read with templates of earlier ones.",
        "__annotations__": {"sets": list[Any]},
        "sets": array(known_set.given(observation_domain_id=this.observation_domain_id)),
    }
    return new_frame("KnownMessage", MessageHeader, sets)


def learn(templates: Templates, message: Any) -> bool:
    """Add the templates of a message, and remove those that it withdraws. Return whether the known templates change."""
    source, changes = message.observation_domain_id, []
    for each in message.sets:
        if each.set_id not in (2, 3):
            continue
        for template in each.content:
            if template.fields is None:
                continue
            specifiers = template.fields if each.set_id == 2 else template.fields.fields
            if not specifiers and template.template_id == each.set_id:  # RFC 7011, section 8.1
                changes.append(templates.withdraw(source))
                continue
            entries = [entry_of(one.information_element, one.field_length, one.enterprise_number) for one in specifiers]
            changes.append(templates.learn(source, template.template_id, tuple(entries)))
    return any(changes)


def _messages(session: Session) -> Steps:
    """Messages of an exporter, each read with the templates of those before it."""
    templates, known = Templates(), message_of({})
    while True:
        message = yield known
        if learn(templates, message):
            known = message_of(templates.arms())


PROTOCOL = Protocol("ipfix", title="IPFIX", source="RFC 7011", ports={"tcp": [4739], "udp": [4739]}, client=_messages)
