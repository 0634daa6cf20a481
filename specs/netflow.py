"""NetFlow 5 and 9: flow records, and the templates that describe them.

Source: Cisco, "NetFlow Export Datagram Format", tables B-3 and B-4 (version 5); RFC 3954, sections 5, 6 and 8 (version 9).

A template determines the content of a data flow set. If an earlier datagram of the session contained it, for the same source, the
set contains records. The content is bytes if the template is in the same datagram, or if no template was seen; `records_of`
splits these by the lengths in a template. A session tracks 32 templates of up to 128 fields. In a template set, a template with
the identifier 0 is two octets of padding. IPFIX, the successor of version 9, is in ipfix.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from framekit import (
    Frame,
    Protocol,
    Session,
    Unknown,
    array,
    data,
    derived,
    field,
    given,
    ipv4,
    optional,
    switch,
    this,
    u2,
    u8,
    u14,
    u16,
    u32,
    unknown,
)
from framekit.protocol import Steps
from framekit.specs.ipfix.elements import InformationElement
from framekit.specs.ipfix.records import TemplateEntry, Templates, entry_of, new_frame, records_of

__all__ = [
    "PROTOCOL",
    "Export",
    "FlowSet",
    "InformationElement",
    "NetFlow5",
    "NetFlow5Record",
    "NetFlow9",
    "NetFlow9Header",
    "OptionsTemplate9",
    "OptionsTemplateFields9",
    "SamplingMode",
    "ScopeField",
    "ScopeType",
    "Template9",
    "TemplateEntry",
    "TemplateField",
    "Templates",
    "Version",
    "export_of",
    "learn",
    "new_frame",
    "records_of",
]


class Version(IntEnum):
    """Versions of datagrams. Others stay integers."""

    NETFLOW_5 = 5
    NETFLOW_9 = 9


class SamplingMode(IntEnum):
    """How version 5 samples packets. Others stay integers."""

    NONE = 0
    DETERMINISTIC = 1
    RANDOM = 2


class ScopeType(IntEnum):
    """Scopes of options of version 9 (RFC 3954, section 6.1). Others stay integers."""

    SYSTEM = 1
    INTERFACE = 2
    LINE_CARD = 3
    CACHE = 4
    TEMPLATE = 5


class NetFlow5Record(Frame):
    """A flow (table B-4)."""

    source_address: ipv4
    destination_address: ipv4
    next_hop: ipv4
    input_interface: u16
    output_interface: u16
    packets: u32
    octets: u32
    first: u32 = field(doc="milliseconds of uptime")
    last: u32 = field(doc="milliseconds of uptime")
    source_port: u16
    destination_port: u16
    pad_1: u8 = 0
    tcp_flags: u8 = field(base=16)
    protocol: u8
    type_of_service: u8
    source_as: u16
    destination_as: u16
    source_mask: u8
    destination_mask: u8
    pad_2: u16 = 0


class NetFlow5(Frame):
    """Version 5 (table B-3)."""

    count: int = derived(u16)
    system_uptime: u32 = field(doc="milliseconds")
    unix_seconds: u32
    unix_nanoseconds: u32
    flow_sequence: u32
    engine_type: u8
    engine_id: u8
    sampling_mode: SamplingMode = field(u2)
    sampling_interval: u14
    records: list[NetFlow5Record] = array(NetFlow5Record, count=this.count)


class TemplateField(Frame):
    """A field of a record (RFC 3954, section 5.2)."""

    field_type: InformationElement = field(u16)
    field_length: u16


class Template9(Frame):
    """The layout of the records of one data flow set (RFC 3954, section 5.2)."""

    template_id: u16
    fields: list[TemplateField] | None = optional(
        array(TemplateField, prefix=u16), when=this.template_id != 0, default_factory=lambda: None
    )


class ScopeField(Frame):
    """A field for the scope of an options record (RFC 3954, section 6.1)."""

    scope_type: ScopeType = field(u16)
    scope_length: u16


class OptionsTemplateFields9(Frame):
    """The fields of an options record: its scope, and the options (RFC 3954, section 6.1)."""

    option_scope_length: int = derived(u16)
    option_length: int = derived(u16)
    scope_fields: list[ScopeField] = array(ScopeField, size=this.option_scope_length)
    option_fields: list[TemplateField] = array(TemplateField, size=this.option_length)


class OptionsTemplate9(Frame):
    """The layout of the options records of one data flow set (RFC 3954, section 6.1)."""

    template_id: u16
    fields: OptionsTemplateFields9 | None = optional(OptionsTemplateFields9, when=this.template_id != 0, default=None)


class FlowSet(Frame):
    """Templates, or records of the template whose identifier it has (RFC 3954, section 5.1)."""

    flowset_id: u16
    length: int = derived(u16)
    content: list[Template9] | list[OptionsTemplate9] | bytes = switch(
        this.flowset_id, {0: array(Template9), 1: array(OptionsTemplate9)}, otherwise=data(), size=this.length - 4
    )


class NetFlow9Header(Frame):
    """The fields at the start of each datagram of version 9, after the version (RFC 3954, section 5.1)."""

    count: u16 = field(doc="templates and records in all flow sets")
    system_uptime: u32 = field(doc="milliseconds")
    unix_seconds: u32
    sequence_number: u32
    source_id: u32


class NetFlow9(NetFlow9Header):
    """Version 9, read without the templates of earlier datagrams (RFC 3954, section 5.1)."""

    flow_sets: list[FlowSet] = array(FlowSet)


class Export(Frame):
    """A datagram of an exporter, read without the templates of earlier ones; the version is derived from the body."""

    version: Version = derived(u16)
    body: NetFlow5 | NetFlow9 | Unknown = switch(
        this.version, {Version.NETFLOW_5: NetFlow5, Version.NETFLOW_9: NetFlow9}, otherwise=unknown()
    )


def export_of(known: Mapping[int, Any]) -> type[Frame]:
    """Make the class of datagrams whose data flow sets are read with known templates.

    Args:
        known: as `Templates.arms` gives them.
    """
    if not known:
        return Export
    records = {key: each.given(length=this.length - 4) for key, each in known.items()}
    others: Any = switch(this.source_id << 16 | this.flowset_id, records, otherwise=data())
    words = {
        "__doc__": FlowSet.__doc__,
        "__annotations__": {"source_id": int, "flowset_id": u16, "length": int, "content": Any},
        "source_id": given(),
        "length": derived(u16),
        "content": switch(
            this.flowset_id, {0: array(Template9), 1: array(OptionsTemplate9)}, otherwise=others, size=this.length - 4
        ),
    }
    known_set = new_frame("KnownFlowSet", Frame, words)
    flow_sets = {
        "__doc__": "Version 9, with data flow sets that are read with templates of earlier datagrams.",
        "__annotations__": {"flow_sets": list[Any]},
        "flow_sets": array(known_set.given(source_id=this.source_id)),
    }
    known_9 = new_frame("KnownNetFlow9", NetFlow9Header, flow_sets)
    export = {
        "__doc__": "The datagram of an exporter.",
        "__annotations__": {"version": Version, "body": Any},
        "version": derived(u16),
        "body": switch(this.version, {Version.NETFLOW_5: NetFlow5, Version.NETFLOW_9: known_9}, otherwise=unknown()),
    }
    return new_frame("KnownExport", Frame, export)


def learn(templates: Templates, body: Any) -> bool:
    """Add the templates of version 9. Return whether the known templates change."""
    changes = []
    for each in getattr(body, "flow_sets", ()):
        for template in each.content if each.flowset_id in (0, 1) else ():
            if template.fields is None:
                continue
            options = template.fields.option_fields if each.flowset_id == 1 else template.fields
            entries = [entry_of(one.field_type, one.field_length) for one in options]
            scopes = template.fields.scope_fields if each.flowset_id == 1 else []
            changes.append(templates.learn(body.source_id, template.template_id, (*map(_scope_of, scopes), *entries)))
    return any(changes)


def _scope_of(scope: ScopeField) -> TemplateEntry:
    kind = scope.scope_type
    name = kind.name.lower() if isinstance(kind, ScopeType) else str(kind)
    return TemplateEntry(f"scope_{name}", None, scope.scope_length, True)


def _exports(session: Session) -> Steps:
    """Datagrams of an exporter, each read with the templates of those before it."""
    templates, known = Templates(), export_of({})
    while True:
        export = yield known
        if learn(templates, export.body):
            known = export_of(templates.arms())


PROTOCOL = Protocol(
    "netflow",
    title="NetFlow 5 and 9",
    source="Cisco, NetFlow Export Datagram Format; RFC 3954",
    ports={"udp": [2055, 9995, 9996]},
    client=_exports,
)
