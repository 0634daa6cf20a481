"""`framekit show`: what a frame looks like on the wire, before any byte."""

from __future__ import annotations

import sys

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from framekit.cli.arguments import frame_argument
from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.declare.introspect import analyse, codec_source, layout, struct_format
from framekit.errors import SpecError
from framekit.spec.sizes import frame_maximum_size, frame_minimum_size, is_self_delimiting

WIDE = 160
"""Columns of the table in a file or a pipe."""

_ORDERS = {"!": "big-endian (network)", ">": "big-endian", "<": "little-endian", "=": "native", "@": "native, with C's alignment"}


@click.command()
@click.argument("spec", callback=frame_argument)
@click.option("--source", is_flag=True, help="Print the generated codec too.")
def show(spec: type[Frame], source: bool) -> None:
    """Print the layout, the struct format and the sizes of a frame."""
    frame = spec_of(spec)
    # Where no terminal sets a width, rich would cut the columns to that of an old one.
    console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else WIDE)
    table = Table(box=None, pad_edge=False)
    for title, justify in (("offset", "right"), ("size", "right"), ("field", "left"), ("kind", "left")):
        table.add_column(title, justify=justify, no_wrap=True)  # type: ignore[arg-type]  # the words are rich's
    for row in layout(spec):
        offset = "" if row.offset is None else str(row.offset)
        size = _range(row.minimum, row.maximum)
        if row.bits is not None:
            first, width = row.bits
            offset += f" bit {first}" if width == 1 else f" bits {first}-{first + width - 1}"
        table.add_row(offset, size, escape(row.path), escape(row.kind + (", derived" if row.derived else "")))
    console.print(spec.__name__, style="bold", markup=False)
    console.print(table)
    console.print(f"byte order     {_ORDERS[frame.byteorder]}", markup=False)
    console.print(f"size           {_range(frame_minimum_size(frame), frame_maximum_size(frame))} bytes", markup=False)
    if frame.size is not None:
        console.print(f"size says      {frame.size}", markup=False)
    ends = "yes" if is_self_delimiting(frame) else "no: it takes all the bytes there are"
    console.print(f"shows its end  {ends}", markup=False)
    for finding in analyse(spec):
        console.print(f"{finding.level:14} {finding.path}: {finding.message}", markup=False)
    console.print(f"struct format  {_format(spec)}", markup=False)
    if source:
        click.echo("\n" + codec_source(spec), nl=False)


def _range(least: int, most: int | None) -> str:
    if least == most:
        return str(least)
    return f"{least}…" if most is None else f"{least}…{most}"


def _format(frame: type[Frame]) -> str:
    try:
        return struct_format(frame)
    except SpecError as fault:
        return f"none: {fault}"
