"""`framekit decode`: bytes in, frames out.

Rules: frames before a fault are printed; the fault goes to standard error, with exit status 1.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import BinaryIO

import click

from framekit.capture.hexdump import InputForm
from framekit.cli import render
from framekit.cli.arguments import frame_argument
from framekit.cli.source import Found, find_frames, read_blocks, read_head
from framekit.declare.frame import Frame
from framekit.errors import FramekitError


@click.command()
@click.argument("spec", callback=frame_argument)
@click.argument("file", type=click.File("rb"))
@click.option(
    "--input",
    "form",
    type=click.Choice(["auto", "raw", "hex", "xxd", "hexdump", "od", "tcpdump", "wireshark"]),
    default="auto",
    show_default=True,
    help="What FILE holds: raw bytes, plain hex, or a tool's dump. 'hexdump' is hexdump -C; 'od' is also hexdump without -C.",
)
@click.option(
    "--format",
    "output",
    type=click.Choice(["tree", "json", "jsonl", "hex"]),
    default="tree",
    show_default=True,
    help="How to print: a tree, a JSON array, a JSON object a line, or hex with each field's name and value beside its bytes.",
)
@click.option("--full", is_flag=True, help="Print long values whole.")
@click.option(
    "--max-frame-size",
    type=click.IntRange(1),
    default=1 << 24,
    show_default=True,
    metavar="BYTES",
    help="The most bytes that a frame may say it has.",
)
def decode(spec: type[Frame], file: BinaryIO, form: str, output: str, full: bool, max_frame_size: int) -> None:
    """Print the frames in FILE, which stand one after another; - is standard input.

    The input is raw bytes or a hex dump, told apart by its beginning unless --input says what it is.
    """
    told: InputForm = form  # type: ignore[assignment]  # click knows the choices
    head, is_guess = b"", False
    if form == "auto":
        head, told, is_guess = read_head(file)
    fault: Exception | None = None

    def found() -> Iterator[Found]:
        nonlocal fault
        try:
            for block in read_blocks(head, file, told):
                yield from find_frames(spec, block, max_frame_size)
        except (FramekitError, OSError) as caught:
            fault = caught

    for line in _print(found(), output, full):
        click.echo(line if render.is_printable(line) else line.encode("ascii", "backslashreplace").decode())
    if fault is not None:
        sys.stdout.flush()
        click.echo(f"framekit: {fault}", err=True)
        if is_guess:
            click.echo("framekit: it was read as raw bytes, being text but no hex dump that is known; see --input", err=True)
        sys.exit(1)


def _print(frames: Iterator[Found], output: str, full: bool) -> Iterator[str]:
    if output == "json":
        yield from _json_array(frames)
        return
    for number, found in enumerate(frames):
        match output:
            case "jsonl":
                yield render.json_line(found.frame)
            case "hex":
                yield from render.annotated(number, found, full=full)
            case _:
                yield from render.tree(number, found, full=full)


def _json_array(frames: Iterator[Found]) -> Iterator[str]:
    before = "["
    for found in frames:
        yield before + render.json_line(found.frame)
        before = ","
    yield "[]" if before == "[" else "]"
