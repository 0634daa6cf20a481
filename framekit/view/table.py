"""The fields of a frame as a table of offsets, sizes, kinds and documentation.

Strategy: the rows are those of the layout; a switch is followed by a row for each of its arms.
"""

from __future__ import annotations

import inspect
from contextlib import suppress
from enum import Enum
from typing import NamedTuple

from framekit.compiler.layout import layout
from framekit.spec.describe import describe
from framekit.spec.expr import Ref, path_of
from framekit.spec.kinds import Kind, Mapped, Nested, Optional, Repeat, Sized, Switch, Tag
from framekit.spec.model import FieldSpec, FrameSpec
from framekit.view.text import visible


class Row(NamedTuple):
    """Row of the table, as text.

    Attributes:
        offset: the offset of the field in bytes, if it is fixed.
        size: the size in bytes.
        path: the path of the field; for an arm, its tags, indented.
        kind: the kind in the words of the vocabulary.
    """

    offset: str
    size: str
    path: str
    kind: str


def rows(spec: FrameSpec) -> list[Row]:
    """Return the rows of a frame, including those of nested frames."""
    found = []
    for row in layout(spec):
        offset = "" if row.offset is None else str(row.offset)
        if row.bits is not None:
            first, width = row.bits
            offset += f" bit {first}" if width == 1 else f" bits {first}-{first + width - 1}"
        kind_of_row = row.kind + (", derived" if row.derived else "")
        found.append(Row(offset, size_range(row.minimum, row.maximum), row.path, kind_of_row))
        field = _field_at(spec, row.path)
        kind = None if field is None else _without_bounds(field.kind)
        if isinstance(kind, Switch):
            found += [Row("", "", f"  {tags}", arm) for tags, arm in _arms(kind, spec, row.path)]
    return found


def markdown_table(spec: FrameSpec, *, nested: bool = True) -> str:
    """Return the rows as a Markdown table with the documentation of each field.

    Args:
        spec: the frame.
        nested: include the fields of nested frames.
    """
    lines = [f"### {spec.name}", "", _paragraph(spec.doc), "", "| offset | size | field | kind | meaning |"]
    lines.append("| --- | --- | --- | --- | --- |")
    is_inside = False
    for offset, size, path, kind in rows(spec):
        if not path.startswith(" "):  # the row of an arm, which follows its switch, is inside a frame if the switch is
            is_inside = "." in path
        if is_inside and not nested:
            continue
        field = _field_at(spec, path)
        cells = (offset, size, f"`{path.strip()}`", f"`{kind}`", "" if field is None else _paragraph(field.doc))
        lines.append("| " + " | ".join(visible(each).replace("|", "\\|") for each in cells) + " |")
    return "\n".join([*lines, ""])


def size_range(least: int, most: int | None) -> str:
    """Return a size, or the range of sizes."""
    if least == most:
        return str(least)
    return f"{least}…" if most is None else f"{least}…{most}"


def _paragraph(text: str) -> str:
    return " ".join(inspect.cleandoc(text).partition("\n\n")[0].split())


def _field_at(spec: FrameSpec, path: str) -> FieldSpec | None:
    """Return a field by its path in the layout, or None."""
    field: FieldSpec | None = None
    inside: FrameSpec | None = spec
    for name in path.split("."):
        field = None if inside is None else inside.field_named(name.removesuffix("[]"))
        kind = None if field is None else _without_bounds(field.kind)
        inside = kind.frame if isinstance(kind, Nested) else None
    return field


def _without_bounds(kind: Kind) -> Kind:
    """Return a kind without enclosing arrays, bounds and optionals."""
    while isinstance(kind, Repeat | Sized | Optional):
        kind = kind.item if isinstance(kind, Repeat) else kind.inner
    return kind


def _arms(switch: Switch, spec: FrameSpec, path: str) -> list[tuple[str, str]]:
    """Return the tags and the kinds of the arms of a switch; tags are named if the tag field is an enumeration."""
    said = path_of(switch.on) if isinstance(switch.on, Ref) else ()
    field = _field_at(spec, ".".join((*path.split(".")[:-1], *said))) if said else None
    names = field.kind if field is not None and isinstance(field.kind, Mapped) else None
    arms = [(", ".join(_tag(tag, names) for tag in arm.tags), describe(arm.kind)) for arm in switch.arms]
    if switch.otherwise is not None:
        arms.append(("otherwise", describe(switch.otherwise)))
    if switch.unknown is not None:
        arms.append(("otherwise", f"unknown: {describe(switch.unknown)}"))
    return arms


def _tag(tag: Tag, names: Mapped | None) -> str:
    if isinstance(tag, range):
        return f"{tag[0]}…{tag[-1]}" if len(tag) > 1 else str(tag[0])
    if names is not None:
        with suppress(Exception):  # a user's function may refuse a tag that no frame has
            tag = names.unpack(tag)
    return f"{tag.name} ({tag.value})" if isinstance(tag, Enum) else repr(tag)
