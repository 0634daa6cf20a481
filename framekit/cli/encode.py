"""`framekit encode`: JSON in, bytes out; the way back of `framekit decode --format json`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO, TextIO

import click

from framekit.cli.arguments import frame_argument
from framekit.cli.output import fault_text
from framekit.declare.convert import from_dict
from framekit.declare.frame import Frame
from framekit.errors import FramekitError


@click.command()
@click.argument("spec", callback=frame_argument)
@click.argument("file", type=click.File("r", encoding="utf-8"), default="-")
@click.option("-o", "--output", type=click.File("wb"), default="-", help="Where to write; standard output if left out.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["raw", "hex"]),
    help="Raw bytes, or hex with a line for each frame. Left out: hex on a terminal, raw elsewhere.",
)
def encode(spec: type[Frame], file: TextIO, output: BinaryIO, form: str | None) -> None:
    """Write the bytes of the frames that FILE has as JSON.

    FILE holds objects one after another (as a line each), or one array of them; - or nothing is standard input. A frame's
    fields are those that decode prints: bytes as hex, members of enumerations by name or number; what is derived is left out.
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
    """The JSON values of a file, the items of an array each for itself; what is no JSON ends the command."""
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
