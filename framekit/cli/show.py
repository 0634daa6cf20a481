"""`framekit show`: the layout of a frame on the wire."""

from __future__ import annotations

import click

from framekit.cli.arguments import frame_argument
from framekit.cli.completion import complete_spec
from framekit.cli.output import Output
from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.declare.introspect import analyse, codec_source, show_program, struct_format
from framekit.errors import SpecError
from framekit.spec.sizes import frame_maximum_size, frame_minimum_size, is_self_delimiting
from framekit.view.diagram import diagram_svg, diagram_text
from framekit.view.table import Row, markdown_table, rows, size_range
from framekit.view.text import visible

_ORDERS = {"!": "big-endian (network)", ">": "big-endian", "<": "little-endian", "=": "native", "@": "native, with C's alignment"}


@click.command()
@click.argument("spec", callback=frame_argument, shell_complete=complete_spec)
@click.option("--program", is_flag=True, help="Also print the steps that read, measure and write the frame.")
@click.option(
    "--diagram",
    type=click.Choice(["text", "svg"]),
    is_flag=False,
    flag_value="text",
    help="Print only a diagram of the bytes in the style of RFCs, as text (the default) or as SVG.",
)
@click.option("--markdown", is_flag=True, help="Print only a table of the fields in Markdown.")
@click.option("--source", is_flag=True, help="Also print the source of the generated codec.")
def show(spec: type[Frame], program: bool, source: bool, diagram: str | None, markdown: bool) -> None:
    """Print the layout, the arms of switches, the struct format and the sizes of a frame."""
    frame = spec_of(spec)
    if diagram is not None or markdown:
        if diagram is not None:
            click.echo(diagram_svg(frame) if diagram == "svg" else diagram_text(frame), nl=False)
        if markdown:
            click.echo(markdown_table(frame), nl=False)
        return
    output = Output()
    output.line([(spec.__name__, {"bold": True})])
    _table(output, rows(frame))
    facts = [("byte order", _ORDERS[frame.byteorder])]
    facts.append(("size", f"{size_range(frame_minimum_size(frame), frame_maximum_size(frame))} bytes"))
    if frame.size is not None:
        facts.append(("size from", str(frame.size)))
    facts.append(("self-delimiting", "yes" if is_self_delimiting(frame) else "no: the frame takes all remaining bytes"))
    facts += [(finding.level, f"{finding.path}: {finding.message}") for finding in analyse(spec)]
    facts.append(("struct format", _format(spec)))
    for name, fact in facts:
        output.line([(f"{name:15}  ", {})], visible(fact))
    output.flush()
    if program:
        click.echo("\n" + show_program(spec), nl=False)
    if source:
        click.echo("\n" + codec_source(spec), nl=False)


def _table(output: Output, table: list[Row]) -> None:
    titles = ("offset", "size", "field", "kind")
    widths = [max(len(row[column]) for row in [titles, *table]) for column in range(3)]
    for style, (offset, size, field, kind) in [({"bold": True}, titles), *(({}, row) for row in table)]:
        head = f"{offset:>{widths[0]}}  {size:>{widths[1]}}  {visible(field):<{widths[2]}}  "
        output.line([(head, style)], visible(kind), " " * (widths[0] + widths[1] + 4))


def _format(frame: type[Frame]) -> str:
    try:
        return struct_format(frame)
    except SpecError as fault:
        return f"none: {fault}"
