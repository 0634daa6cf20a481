"""`framekit encode`: JSON in, bytes out; the inverse of `framekit decode --format json`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO, TextIO

import click

from framekit.cli.arguments import frame_argument
from framekit.cli.completion import complete_spec
from framekit.cli.output import fault_text
from framekit.declare.convert import from_dict
from framekit.declare.frame import Frame
from framekit.errors import FramekitError


@click.command()
@click.argument("spec", callback=frame_argument, shell_complete=complete_spec)
@click.argument("file", type=click.File("r", encoding="utf-8"), default="-")
@click.option("-o", "--output", type=click.File("wb"), default="-", help="Write to this file instead of standard output.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["raw", "hex"]),
    help="Raw bytes, or hex with one line per frame. By default, hex on a terminal and raw otherwise.",
)
def encode(spec: type[Frame], file: TextIO, output: BinaryIO, form: str | None) -> None:
    """Write the bytes of frames that FILE contains as JSON.

    FILE contains objects one after another (such as one per line), or an array of objects; - or no FILE is standard input.
    Fields are written as decode prints them: bytes as hex, members of enumerations by name or number, no derived fields.
    """
    as_hex = form == "hex" or (form is None and output.isatty())
    for number, value in enumerate(values_in(file)):
        try:
            packed = from_dict(spec, value).pack()
        except FramekitError as fault:
            output.flush()
            click.echo(f"framekit: frame #{number} of the input: {fault_text(fault)}", err=True)
            sys.exit(1)
        output.write(packed.hex(" ").encode() + b"\n" if as_hex else packed)


def values_in(file: TextIO) -> Iterator[Any]:
    """Yield the JSON values of a file, and each item of an array separately; exit if the text is not JSON."""
    try:
        text = file.read()
        decoder = json.JSONDecoder()
        position = 0
        while position < len(text):
            if text[position].isspace() or text[position] == "\ufeff":
                position += 1
                continue
            value, position = decoder.raw_decode(text, position)
            yield from value if isinstance(value, list) else [value]
    except (ValueError, RecursionError) as fault:
        click.echo(f"framekit: the input is not JSON: {fault_text(fault)}", err=True)
        sys.exit(1)
