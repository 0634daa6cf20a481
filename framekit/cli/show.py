"""`framekit show`: what a frame looks like on the wire, before any byte."""

from __future__ import annotations

import inspect
from contextlib import suppress
from enum import Enum

import click

from framekit.cli.arguments import frame_argument
from framekit.cli.output import Output
from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.declare.introspect import analyse, codec_source, layout, show_program, struct_format
from framekit.errors import SpecError
from framekit.spec.describe import describe
from framekit.spec.expr import Ref, path_of
from framekit.spec.kinds import Kind, Mapped, Nested, Optional, Repeat, Sized, Switch, Tag
from framekit.spec.model import FieldSpec, FrameSpec
from framekit.spec.sizes import frame_maximum_size, frame_minimum_size, is_self_delimiting
from framekit.view.diagram import diagram_svg, diagram_text
from framekit.view.text import visible

_ORDERS = {"!": "big-endian (network)", ">": "big-endian", "<": "little-endian", "=": "native", "@": "native, with C's alignment"}


@click.command()
@click.argument("spec", callback=frame_argument)
@click.option("--program", is_flag=True, help="Print the steps that read, measure and write the frame too.")
@click.option(
    "--diagram",
    type=click.Choice(["text", "svg"]),
    is_flag=False,
    flag_value="text",
    help="Print only a diagram of the bytes, as RFCs draw it: as text (the default), or as SVG.",
)
@click.option("--markdown", is_flag=True, help="Print only a table of the fields in Markdown.")
@click.option("--source", is_flag=True, help="Print the generated codec too.")
def show(spec: type[Frame], program: bool, source: bool, diagram: str | None, markdown: bool) -> None:
    """Print the layout, the arms of switches, the struct format and the sizes of a frame."""
    frame = spec_of(spec)
    if diagram is not None or markdown:
        if diagram is not None:
            click.echo(diagram_svg(frame) if diagram == "svg" else diagram_text(frame), nl=False)
        if markdown:
            click.echo(_markdown(spec), nl=False)
        return
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
        field = _field_at(spec_of(spec), row.path)
        kind = None if field is None else _without_bounds(field.kind)
        if isinstance(kind, Switch):
            rows += [("", "", f"  {tags}", arm) for tags, arm in _arms(kind, spec_of(spec), row.path)]
    return rows


def _markdown(spec: type[Frame]) -> str:
    """The rows of the layout as a table in Markdown, with what the declaration says of each field."""
    lines = [f"### {spec.__name__}", "", _paragraph(spec_of(spec).doc), "", "| offset | size | field | kind | meaning |"]
    lines.append("| --- | --- | --- | --- | --- |")
    for offset, size, path, kind in _rows(spec):
        field = _field_at(spec_of(spec), path)
        cells = (offset, size, f"`{path.strip()}`", f"`{kind}`", "" if field is None else _paragraph(field.doc))
        lines.append("| " + " | ".join(visible(each).replace("|", "\\|") for each in cells) + " |")
    return "\n".join([*lines, ""])


def _paragraph(text: str) -> str:
    return " ".join(inspect.cleandoc(text).partition("\n\n")[0].split())


def _table(output: Output, rows: list[tuple[str, str, str, str]]) -> None:
    titles = ("offset", "size", "field", "kind")
    widths = [max(len(row[column]) for row in [titles, *rows]) for column in range(3)]
    for style, (offset, size, field, kind) in [({"bold": True}, titles), *(({}, row) for row in rows)]:
        head = f"{offset:>{widths[0]}}  {size:>{widths[1]}}  {visible(field):<{widths[2]}}  "
        output.line([(head, style)], visible(kind), " " * (widths[0] + widths[1] + 4))


def _field_at(spec: FrameSpec, path: str) -> FieldSpec | None:
    """A field by its path in the layout."""
    field: FieldSpec | None = None
    inside: FrameSpec | None = spec
    for name in path.split("."):
        field = None if inside is None else inside.field_named(name.removesuffix("[]"))
        kind = None if field is None else _without_bounds(field.kind)
        inside = kind.frame if isinstance(kind, Nested) else None
    return field


def _without_bounds(kind: Kind) -> Kind:
    """The kind of a value without what is around it."""
    while isinstance(kind, Repeat | Sized | Optional):
        kind = kind.item if isinstance(kind, Repeat) else kind.inner
    return kind


def _arms(switch: Switch, spec: FrameSpec, path: str) -> list[tuple[str, str]]:
    """The tags and the kinds of the arms of a switch; tags by their names, if the field that has them is an enumeration."""
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
        with suppress(Exception):  # a function of the user's may refuse what no frame has
            tag = names.unpack(tag)
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
