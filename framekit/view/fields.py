"""The fields of a frame, or of the part of one that was read, as a tree: name, label, kind and value of each.

Strategy: the declaration is walked along with the values. The same walk serves the tree and the hex output, so that both
label alike.
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
    """A field, or an item of an array.

    Attributes:
        name: as declared; `[3]` for an item.
        path: as in `readings[3].unit`.
        label: what determines it if the user does not: " (derived)", " (const)" or " (checksum)"; or "".
        kind: what it is on the wire, or None if that depends on the bytes.
        value: its value; a dict of the fields that were read for a frame that is not whole.
        base: in which its number is shown.
    """

    name: str
    path: str
    label: str
    kind: Kind | None
    value: Any
    base: Base = 10

    @property
    def is_pad(self) -> bool:
        """True for what has no value."""
        return _is_pad(self.kind)

    @property
    def children(self) -> list[Field]:
        """The fields of a nested frame, or the items of an array that has such."""
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
    """Which bytes stand for which field of a frame that was read from them, with what it was given."""
    return trace(type(frame), data, given=given_of(spec_of(type(frame)), frame)).spans


def fields_of(frame: Frame, path: str = "") -> list[Field]:
    """The fields of a frame; the value of a pad is None."""
    return [
        Field(name, _join(path, name), label, kind, None if is_pad else getattr(frame, name), base)
        for name, label, kind, is_pad, base in _declared(type(frame))
    ]


@lru_cache(1024)
def _declared(frame: type[Frame]) -> list[tuple[str, str, Kind, bool, Base]]:
    return [(each.name, _label(each), each.kind, _is_pad(each.kind), each.base) for each in spec_of(frame).attributes]


def fields_read(spec: FrameSpec | None, values: dict[str, Any], path: str = "") -> list[Field]:
    """The fields that were read before a fault (`UnpackError.partial`)."""
    found = []
    for name, value in values.items():
        each = None if spec is None else spec.field_named(name)
        if each is None:
            found.append(Field(name, _join(path, name), "", None, value))
        else:
            found.append(Field(name, _join(path, name), _label(each), each.kind, value, each.base))
    return found


def all_fields(fields: list[Field]) -> Iterator[Field]:
    """All fields of a tree, each before its children."""
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
