"""json_schema: the JSON Schema of the JSON that `asdict(mode="json")` returns for a frame.

Strategy: one walk over the spec, which mirrors that of convert.py. A nested frame becomes a reference; the caller decides what a
reference looks like.

Rules: the schema describes the output of asdict. from_dict accepts more, for example numbers for enumeration members.

Source: JSON Schema 2020-12, https://json-schema.org/draft/2020-12.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias, assert_never

from framekit.declare.convert import WIRE, name_of_arm
from framekit.declare.declaration import spec_of
from framekit.errors import in_one_line
from framekit.spec.kinds import (
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Filler,
    Given,
    Kind,
    LookAhead,
    Mapped,
    Nested,
    Optional,
    Padding,
    Repeat,
    Scalar,
    Sized,
    Switch,
    Text,
    Varint,
)
from framekit.spec.model import FrameSpec
from framekit.spec.structure import may_be_none
from framekit.spec.transforms import (
    Address,
    Deflated,
    Duration,
    Enumeration,
    FixedPoint,
    Flags,
    Framed,
    Instant,
    NtpTime,
    Opaque,
    Restricted,
    Rotated,
    Scaled,
    ScaledDecimal,
    Time,
    Uuid,
    Xor,
)

if TYPE_CHECKING:
    from framekit.declare.frame import Frame

Schema: TypeAlias = dict[str, Any]
Refer: TypeAlias = Callable[[FrameSpec], Schema]
"""Returns the schema that refers to a nested frame."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_HEX: Schema = {"type": "string", "pattern": "^([0-9a-f]{2})*$"}
_FLOAT: Schema = {"anyOf": [{"type": "number"}, {"enum": ["nan", "inf", "-inf"]}]}
_DECIMAL: Schema = {"type": "string", "pattern": r"^[+-]?[0-9]+(\.[0-9]+)?([Ee][+-]?[0-9]+)?$"}
_UNKNOWN: Schema = {
    "type": "object",
    "properties": {"tag": {"type": ["integer", "string", "boolean"]}, "data": _HEX},
    "required": ["tag", "data"],
    "additionalProperties": False,
}


@in_one_line
def json_schema(frame: type[Frame], /) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the result of `asdict(frame, mode="json")`.

    Args:
        frame: the frame class.

    Returns:
        A schema whose `$defs` has an entry for each frame inside this one.

    Raises:
        SpecError: the declaration is not complete.

    >>> from framekit import Frame, data, json_schema, u8
    >>> class Blob(Frame):
    ...     key: u8
    ...     value: bytes = data(prefix=u8)
    >>> json_schema(Blob)["properties"]["key"]
    {'type': 'integer', 'minimum': 0, 'maximum': 255}
    """
    root = spec_of(frame)
    names: dict[int, str] = {}
    waiting: list[FrameSpec] = []

    def refer(spec: FrameSpec) -> Schema:
        if id(spec) not in names:
            taken = set(names.values())
            names[id(spec)] = next(each for each in _names(spec.name) if each not in taken)
            waiting.append(spec)
        return {"$ref": f"#/$defs/{names[id(spec)]}"}

    top = {"$schema": DIALECT, **schema_of_frame(root, refer)}
    defined: dict[str, Schema] = {}
    while waiting:
        spec = waiting.pop()
        defined[names[id(spec)]] = schema_of_frame(spec, refer)
    return {**top, "$defs": defined} if defined else top


def _names(name: str) -> Iterator[str]:
    """Yield a name, and variants of it in case another frame has the same name."""
    yield name
    number = 2
    while True:
        yield f"{name}{number}"
        number += 1


def schema_of_frame(spec: FrameSpec, refer: Refer) -> Schema:
    """Return the schema of one frame; `refer` returns the schemas of nested frames."""
    fields = [each for each in spec.fields if each.settable]
    properties = {}
    for each in fields:
        schema = _schema(each.kind, refer)
        properties[each.name] = {**schema, "description": each.doc} if each.doc else schema
    outcome: Schema = {"title": spec.name, "type": "object", "properties": properties}
    outcome["required"] = [each.name for each in fields]
    outcome["additionalProperties"] = False
    about = inspect.cleandoc(spec.doc).partition("\n\n")[0] if spec.doc else ""
    return {**outcome, "description": about} if about else outcome


def _schema(kind: Kind, refer: Refer) -> Schema:
    schema = _schema_of_value(kind, refer)
    return {"anyOf": [schema, {"type": "null"}]} if may_be_none(kind) else schema


def _schema_of_value(kind: Kind, refer: Refer) -> Schema:
    match kind:
        case Scalar() | Bits() | Varint():
            return _number(kind)
        case Mapped():
            return _mapped(kind, refer)
        case Bytes():
            return _HEX
        case Text():
            return {"type": "string"}
        case Repeat():
            return {"type": "array", "items": _schema(kind.item, refer)}
        case Nested():
            return refer(kind.frame)
        case Sized() | Optional():
            return _schema(kind.inner, refer)
        case Switch():
            return _switch(kind, refer)
        case Custom():
            return {"type": ["string", "number", "boolean", "null"]}
        case Given() | LookAhead():
            return _schema(kind.base, refer)
        case Const() | Checksum() | Padding() | Filler():
            raise AssertionError(f"{kind} is not a value of the user's")
        case _:
            assert_never(kind)


def _number(kind: Scalar | Bits | Varint) -> Schema:
    if kind.number == "float":
        return _FLOAT
    if kind.number == "bool":
        return {"type": "boolean"}
    return {"type": "integer", "minimum": kind.minimum, "maximum": kind.maximum}


def _mapped(kind: Mapped, refer: Refer) -> Schema:
    transform = kind.transform
    match transform:
        case Enumeration(enum, strict):
            names: Schema = {"enum": [each.name for each in enum]}
            return names if strict else {"anyOf": [names, {"type": "integer"}]}
        case Flags():
            return {"type": "integer"}
        case Scaled() | FixedPoint():
            return _FLOAT
        case ScaledDecimal():
            return _DECIMAL
        case Instant():
            return {"type": "string"}
        case Time() | NtpTime():
            return {"type": "string", "format": "date-time"}
        case Duration():
            return {"anyOf": [{"type": "number"}, _DECIMAL]}
        case Address(family):
            return {"type": "string"} if family == "mac" else {"type": "string", "format": family}
        case Uuid():
            return {"type": "string", "format": "uuid"}
        case Deflated() | Xor() | Rotated():
            return _HEX
        case Framed():
            return refer(transform.frame)
        case Restricted():
            return _schema(kind.base, refer)
        case Opaque():
            return {"description": f"{transform.name}, or its wire value as {{{WIRE!r}: ...}}"}
        case _:
            assert_never(transform)


def _switch(kind: Switch, refer: Refer) -> Schema:
    arms: list[Schema] = []
    for each in (arm for arm in kind.kinds if arm is not kind.unknown):
        name, schema = name_of_arm(each), _schema(each, refer)
        arm = _named(name, schema) if name else schema
        if arm not in arms:
            arms.append(arm)
    if kind.unknown is not None:
        arms.append(_named("Unknown", _UNKNOWN))
    return {"anyOf": arms}


def _named(name: str, schema: Schema) -> Schema:
    """Return the schema of a dict with one key, the name of a class."""
    return {"type": "object", "properties": {name: schema}, "required": [name], "additionalProperties": False}
