"""`framekit show`: what a frame looks like on the wire, before any byte."""

from __future__ import annotations

from enum import Enum

import click

from framekit.cli.arguments import frame_argument
from framekit.cli.output import Output
from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.declare.introspect import analyse, codec_source, layout, show_program, struct_format
from framekit.errors import SpecError
from framekit.spec.describe import describe
from framekit.spec.kinds import Kind, Nested, Optional, Repeat, Sized, Switch, Tag
from framekit.spec.model import FrameSpec
from framekit.spec.sizes import frame_maximum_size, frame_minimum_size, is_self_delimiting
from framekit.view.text import visible

_ORDERS = {"!": "big-endian (network)", ">": "big-endian", "<": "little-endian", "=": "native", "@": "native, with C's alignment"}


@click.command()
@click.argument("spec", callback=frame_argument)
@click.option("--program", is_flag=True, help="Print the steps that read, measure and write the frame too.")
@click.option("--source", is_flag=True, help="Print the generated codec too.")
def show(spec: type[Frame], program: bool, source: bool) -> None:
    """Print the layout, the arms of switches, the struct format and the sizes of a frame."""
    frame = spec_of(spec)
    output = Output()
    output.line([(spec.__name__, {"bold": True})])
    _table(output, _rows(spec))
    facts = [("byte order", _ORDERS[frame.byteorder])]
    facts.append(("size", f"{_range(frame_minimum_size(frame), frame_maximum_size(frame))} bytes"))
    if frame.size is not None:
        facts.append(("size says", str(frame.size)))
    facts.append(("shows its end", "yes" if is_self_delimiting(frame) else "no: it takes all the bytes there are"))
    facts += [(finding.level, f"{finding.path}: {finding.message}") for finding in analyse(spec)]
    facts.append(("struct format", _format(spec)))
    for name, fact in facts:
        output.line([(f"{name:14} ", {})], visible(fact))
    output.flush()
    if program:
        click.echo("\n" + show_program(spec), nl=False)
    if source:
        click.echo("\n" + codec_source(spec), nl=False)


def _rows(spec: type[Frame]) -> list[tuple[str, str, str, str]]:
    """The rows of the layout: offset, size, field, kind; below a switch, a row for each arm."""
    rows = []
    for row in layout(spec):
        offset = "" if row.offset is None else str(row.offset)
        if row.bits is not None:
            first, width = row.bits
            offset += f" bit {first}" if width == 1 else f" bits {first}-{first + width - 1}"
        rows.append((offset, _range(row.minimum, row.maximum), row.path, row.kind + (", derived" if row.derived else "")))
        kind = _kind_at(spec_of(spec), row.path)
        if isinstance(kind, Switch):
            rows += [("", "", f"  {tags}", arm) for tags, arm in _arms(kind)]
    return rows


def _table(output: Output, rows: list[tuple[str, str, str, str]]) -> None:
    titles = ("offset", "size", "field", "kind")
    widths = [max(len(row[column]) for row in [titles, *rows]) for column in range(3)]
    for style, (offset, size, field, kind) in [({"bold": True}, titles), *(({}, row) for row in rows)]:
        head = f"{offset:>{widths[0]}}  {size:>{widths[1]}}  {visible(field):<{widths[2]}}  "
        output.line([(head, style)], visible(kind), " " * (widths[0] + widths[1] + 4))


def _kind_at(spec: FrameSpec, path: str) -> Kind | None:
    """The kind of a field by its path in the layout, without what is around it."""
    kind: Kind | None = None
    inside: FrameSpec | None = spec
    for name in path.split("."):
        field = None if inside is None else inside.field_named(name.removesuffix("[]"))
        kind = None if field is None else field.kind
        while isinstance(kind, Repeat | Sized | Optional):
            kind = kind.item if isinstance(kind, Repeat) else kind.inner
        inside = kind.frame if isinstance(kind, Nested) else None
    return kind


def _arms(switch: Switch) -> list[tuple[str, str]]:
    arms = [(", ".join(_tag(tag) for tag in arm.tags), describe(arm.kind)) for arm in switch.arms]
    if switch.otherwise is not None:
        arms.append(("otherwise", describe(switch.otherwise)))
    if switch.unknown is not None:
        arms.append(("otherwise", f"unknown: {describe(switch.unknown)}"))
    return arms


def _tag(tag: Tag) -> str:
    if isinstance(tag, range):
        return f"{tag[0]}…{tag[-1]}" if len(tag) > 1 else str(tag[0])
    return f"{tag.name} ({tag.value})" if isinstance(tag, Enum) else repr(tag)


def _range(least: int, most: int | None) -> str:
    if least == most:
        return str(least)
    return f"{least}…" if most is None else f"{least}…{most}"


def _format(frame: type[Frame]) -> str:
    try:
        return struct_format(frame)
    except SpecError as fault:
        return f"none: {fault}"
