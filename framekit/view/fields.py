"""The fields of a complete or partial frame as a tree, each with its name, label, kind and value.

Strategy: the declaration is walked together with the values. The tree and the hex output use the same walk, so that their labels
are the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from framekit.compiler.explain.record import Span
from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.declare.introspect import trace
from framekit.spec.given import given_of
from framekit.spec.kinds import Checksum, Const, Filler, Kind, Nested, Optional, Padding, Repeat, Sized
from framekit.spec.model import Base, FieldSpec, FrameSpec


@dataclass(slots=True)
class Field:
    """Field, or item of an array.

    Attributes:
        name: the declared name; `[3]` for an item.
        path: the path, such as `readings[3].unit`.
        label: " (derived)", " (const)" or " (checksum)" for a value that the user does not set; otherwise "".
        kind: the kind on the wire, or None if it depends on the bytes.
        value: the value; for a partial frame, a dict of the fields that were read.
        base: the number base in which integers are shown.
    """

    name: str
    path: str
    label: str
    kind: Kind | None
    value: Any
    base: Base = 10

    @property
    def is_pad(self) -> bool:
        """True for padding, which has no value."""
        return _is_pad(self.kind)

    @property
    def children(self) -> list[Field]:
        """The fields of a nested frame, or the items of an array of frames or arrays."""
        if isinstance(self.value, int | bytes | str):
            return []
        if isinstance(self.value, Frame):
            return fields_of(self.value, self.path)
        if isinstance(self.value, dict):
            return fields_read(_spec_in(self.kind), self.value, self.path)
        if isinstance(self.value, list) and any(isinstance(item, Frame | list | dict) for item in self.value):
            kind = _item_of(self.kind)
            return [Field(f"[{at}]", f"{self.path}[{at}]", "", kind, item, self.base) for at, item in enumerate(self.value)]
        return []


def spans_of(frame: Frame, data: bytes) -> tuple[Span, ...]:
    """Return the spans of bytes from which the fields of a frame were read, using its given values."""
    return trace(type(frame), data, given=given_of(spec_of(type(frame)), frame)).spans


def fields_of(frame: Frame, path: str = "") -> list[Field]:
    """Return the fields of a frame; the value of a pad is None."""
    return [
        Field(name, _join(path, name), label, kind, None if is_pad else getattr(frame, name), base)
        for name, label, kind, is_pad, base in _declared(type(frame))
    ]


@lru_cache(1024)
def _declared(frame: type[Frame]) -> list[tuple[str, str, Kind, bool, Base]]:
    return [(each.name, _label(each), each.kind, _is_pad(each.kind), each.base) for each in spec_of(frame).attributes]


def fields_read(spec: FrameSpec | None, values: dict[str, Any], path: str = "") -> list[Field]:
    """Return the fields that were read before an error (`UnpackError.partial`)."""
    found = []
    for name, value in values.items():
        each = None if spec is None else spec.field_named(name)
        if each is None:
            found.append(Field(name, _join(path, name), "", None, value))
        else:
            found.append(Field(name, _join(path, name), _label(each), each.kind, value, each.base))
    return found


def all_fields(fields: list[Field]) -> Iterator[Field]:
    """Yield all fields of a tree, each before its children."""
    for each in fields:
        yield each
        yield from all_fields(each.children)


def _label(field: FieldSpec) -> str:
    return " (derived)" if field.derived else {Const: " (const)", Checksum: " (checksum)"}.get(type(field.kind), "")


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _is_pad(kind: Kind | None) -> bool:
    return isinstance(kind, Padding | Filler)


def _inside(kind: Kind | None) -> Kind | None:
    while isinstance(kind, Sized | Optional):
        kind = kind.inner
    return kind


def _item_of(kind: Kind | None) -> Kind | None:
    kind = _inside(kind)
    return kind.item if isinstance(kind, Repeat) else None


def _spec_in(kind: Kind | None) -> FrameSpec | None:
    kind = _inside(kind)
    return kind.frame if isinstance(kind, Nested) else None
