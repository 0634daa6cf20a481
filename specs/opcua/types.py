"""Built-in types of OPC UA in binary encoding (OPC 10000-6, section 5.2.2)."""

from __future__ import annotations

from typing import Any

from framekit import (
    Frame,
    Timestamp,
    array,
    bool1,
    bool8,
    data,
    derived,
    f32,
    f64,
    field,
    i8,
    i16,
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
    u64,
    uuid_le,
)
from framekit.specs.opcua.codes import BuiltInType

T = BuiltInType


def string() -> Any:
    """A string, which may be null (section 5.2.2.4)."""
    return text(prefix=i32, null=-1, default=None)


def byte_string() -> Any:
    """Bytes, which may be null (section 5.2.2.7)."""
    return data(prefix=i32, null=-1, default=None)


def date_time() -> Any:
    """A time, in units of 100 ns since 1601 (section 5.2.2.5)."""
    return timestamp(i64, unit="100ns", epoch="1601-01-01")


def list_of(item: Any) -> Any:
    """An array, which may be null (section 5.2.5)."""
    return array(item, prefix=i32, null=-1, default_factory=list)


def strings() -> Any:
    """An array of strings."""
    return list_of(text(prefix=i32, null=-1))


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
"""The identifiers of nodes, by the encoding byte (table 15)."""


class NodeId(Frame):
    """A node (section 5.2.2.9); the encoding is derived from the value."""

    encoding: int = derived(u8)
    value: TwoByteNodeId | FourByteNodeId | NumericNodeId | StringNodeId | GuidNodeId | OpaqueNodeId = switch(
        this.encoding, FORMS, default_factory=TwoByteNodeId
    )


class ExpandedNodeId(Frame, byteorder="little"):
    """A node, possibly of another server (section 5.2.2.10)."""

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
    """A vendor's information about an error (section 5.2.2.12): indexes into the table of strings, and a cause."""

    mask: int = derived(u8)
    symbolic_id: int | None = optional(i32, when=this.mask & 0x01, default=None)
    namespace_uri: int | None = optional(i32, when=this.mask & 0x02, default=None)
    locale: int | None = optional(i32, when=this.mask & 0x08, default=None)
    localized_text: int | None = optional(i32, when=this.mask & 0x04, default=None)
    additional_info: str | None = optional(text(prefix=i32), when=this.mask & 0x10, default=None)
    inner_status_code: int | None = optional(u32, when=this.mask & 0x20, default=None)
    inner_diagnostic_info: DiagnosticInfo | None = optional(when=this.mask & 0x40, default=None)


class QualifiedName(Frame, byteorder="little"):
    """A name in a namespace (section 5.2.2.13)."""

    namespace: u16 = 0
    name: str | None = string()


class LocalizedText(Frame, byteorder="little"):
    """A human-readable text (section 5.2.2.14)."""

    mask: int = derived(u8)
    locale: str | None = optional(text(prefix=i32), when=this.mask & 0x01, default=None)
    text: str | None = optional(text(prefix=i32), when=this.mask & 0x02, default=None)


class DataValue(Frame, byteorder="little"):
    """A value with its status and its times (section 5.2.2.17)."""

    mask: int = derived(u8)
    value: Variant | None = optional(when=this.mask & 0x01, default=None)
    status: int | None = optional(u32, when=this.mask & 0x02, default=None)
    source_timestamp: Timestamp | None = optional(date_time(), when=this.mask & 0x04, default=None)
    source_picoseconds: int | None = optional(u16, when=this.mask & 0x10, default=None)
    server_timestamp: Timestamp | None = optional(date_time(), when=this.mask & 0x08, default=None)
    server_picoseconds: int | None = optional(u16, when=this.mask & 0x20, default=None)


BUILT_IN: dict[BuiltInType, Any] = {
    T.BOOLEAN: bool8,
    T.SBYTE: i8,
    T.BYTE: u8,
    T.INT16: i16,
    T.UINT16: u16,
    T.INT32: i32,
    T.UINT32: u32,
    T.INT64: i64,
    T.UINT64: u64,
    T.FLOAT: f32,
    T.DOUBLE: f64,
    T.STRING: text(prefix=i32, null=-1),
    T.DATE_TIME: date_time(),
    T.GUID: uuid_le,
    T.BYTE_STRING: data(prefix=i32, null=-1),
    T.XML_ELEMENT: data(prefix=i32, null=-1),
    T.NODE_ID: NodeId,
    T.EXPANDED_NODE_ID: ExpandedNodeId,
    T.STATUS_CODE: u32,
    T.QUALIFIED_NAME: QualifiedName,
    T.LOCALIZED_TEXT: LocalizedText,
    T.EXTENSION_OBJECT: ExtensionObject,
    T.DATA_VALUE: DataValue,
    T.DIAGNOSTIC_INFO: DiagnosticInfo,
}
"""The encoding of each type; a variant contains variants in arrays only."""


class Variant(Frame, byteorder="little"):
    """A value of any built-in type, or an array of one (section 5.2.2.16)."""

    is_array: bool1 = False
    has_dimensions: bool = derived(u1)
    type: BuiltInType = field(u6, strict=True)
    value: Any = switch(
        this.is_array,
        {
            False: switch(this.type, {T.NULL: data(0), **BUILT_IN}),
            True: switch(
                this.type,
                {
                    **{kind: array(item, prefix=i32, null=-1) for kind, item in BUILT_IN.items()},
                    T.VARIANT: array("Variant", prefix=i32, null=-1),
                },
            ),
        },
    )
    dimensions: list[int] | None = optional(array(i32, prefix=i32), when=this.has_dimensions, default=None)
