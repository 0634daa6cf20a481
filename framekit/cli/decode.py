"""`framekit decode`: bytes in, frames out.

Rules: frames before a fault are printed; a bad frame is printed as far as it was read, in the formats for people, and its error
goes to standard error, with exit status 1. What has come in is printed before more is waited for.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import BinaryIO

import click

from framekit.capture.text.forms import FORMS
from framekit.capture.text.pieces import DumpError, Piece
from framekit.capture.text.source import Source, lines_apart, merged
from framekit.cli import render
from framekit.cli.arguments import frame_argument
from framekit.cli.decoding import Bad, Decoding, Found, Options
from framekit.cli.output import Output, fault_text
from framekit.declare.frame import Frame
from framekit.errors import FrameTooLarge


@click.command()
@click.argument("spec", callback=frame_argument)
@click.argument("file", type=click.File("rb"), required=False)
@click.option("--hex", "text", metavar="TEXT", help="Decode these hex digits instead of a file.")
@click.option(
    "--input",
    "form",
    type=click.Choice(["auto", "raw", *FORMS]),
    default="auto",
    show_default=True,
    metavar="FORM",
    help=f"What FILE holds: raw bytes, or text in one of these forms: {', '.join(FORMS)}.",
)
@click.option("--each", type=click.Choice(["line"]), help="Each line of the text is decoded on its own, as a datagram.")
@click.option("--column", metavar="NAME", help="The column of a table (CSV) that holds the bytes.")
@click.option(
    "--direction", metavar="NAME", help="Decode one direction of a conversation only: 1 or 2, rx or tx, as the input has."
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
    "--on-error",
    type=click.Choice(["stop", "skip"]),
    default="stop",
    show_default=True,
    help="After a bad frame whose end is known, stop or go on after it. It ends its own stream, packet or line only.",
)
@click.option("--resync", is_flag=True, help="After bytes that are not a frame, search for the next frame.")
@click.option("--limit", type=click.IntRange(0), metavar="N", help="Stop after N frames.")
@click.option(
    "--skip", type=click.IntRange(0), default=0, metavar="BYTES", help="Leave out the first bytes of each stream or packet."
)
@click.option(
    "--max-frame-size",
    type=click.IntRange(1),
    default=1 << 24,
    show_default=True,
    metavar="BYTES",
    help="The maximum size of a frame, and of what the `*` lines of a dump stand for.",
)
def decode(
    spec: type[Frame],
    file: BinaryIO | None,
    text: str | None,
    form: str,
    each: str | None,
    column: str | None,
    direction: str | None,
    output: str,
    full: bool,
    on_error: str,
    resync: bool,
    limit: int | None,
    skip: int,
    max_frame_size: int,
) -> None:
    """Print the frames in FILE, one after another; - is standard input.

    The input is raw bytes, or text: a hex dump or another form, recognised unless --input names it.
    """
    if (file is None) == (text is None):
        raise click.UsageError("give either FILE (- for standard input) or --hex")
    if text is not None:
        if form not in ("auto", "hex"):
            raise click.UsageError("--hex is read as hex; --input does not go with it")
        file, form = io.BytesIO(text.encode("utf-8", "surrogateescape")), "hex"
    if form == "raw" and each is not None:
        raise click.UsageError("--each line is for text, and raw bytes have no lines")
    assert file is not None
    options = Options(max_frame_size, skips=on_error == "skip", resync=resync, skip=skip, keeps=output == "hex")
    printer = _Printer(spec, output, full, limit)
    run = _Run(Source(file, form, limit=max_frame_size, column=column), Decoding(spec, options), each, direction)
    try:
        for batch in run.batches():
            for found in batch:
                printer.print(found)
                if printer.done:
                    break
            printer.flush()
            if printer.done:
                break
    except DumpError as fault:
        printer.fault(fault)
    printer.end()
    if printer.failed:
        sys.exit(1)


class _Run:
    """From the input to what is found in it."""

    def __init__(self, source: Source, decoding: Decoding, each: str | None, direction: str | None) -> None:
        self._source = source
        self._decoding = decoding
        self._each = each
        self._direction = None if direction is None else direction.lower()
        self._streams: dict[str, None] = {}

    def batches(self) -> Iterator[Iterator[Found | Bad]]:
        """What is found in each batch of the input. Raises DumpError."""
        for batch in self._source.batches():
            yield self._found(batch)
            reader = None if self._source.text is None else self._source.text.reader
            may_go_on = self._source.text is not None and (reader is None or reader.blocks or self._each is not None)
            if self._decoding.dead and not may_go_on:
                return
        yield self._decoding.end()
        if self._direction is not None and not any(self._is_wanted(name) for name in self._streams):
            names = ", ".join(name or "1" for name in self._streams) or "none"
            raise DumpError(f"the input has no direction {self._direction!r}; it has {names}")

    def _found(self, pieces: Iterator[Piece]) -> Iterator[Found | Bad]:
        for piece in merged(pieces) if self._each is None else lines_apart(self._lines(pieces)):
            self._streams.setdefault(piece.stream)
            if self._is_wanted(piece.stream):
                yield from self._decoding.take(piece)

    def _lines(self, pieces: Iterator[Piece]) -> Iterator[Piece]:
        for piece in pieces:
            text = self._source.text
            if text is None or not text.likeliest.by_line:
                form = "raw bytes" if text is None else f"the form {text.likeliest.name}"
                raise DumpError(f"--each line is for text in which each line can be read on its own, and not for {form}")
            yield piece

    def _is_wanted(self, stream: str) -> bool:
        return self._direction is None or (stream or "1").lower() == self._direction


class _Printer:
    """Prints what is found, in one of the formats."""

    def __init__(self, frame: type[Frame], form: str, full: bool, limit: int | None) -> None:
        self._frame = frame
        self._form = form
        self._full = full
        self._limit = limit
        self._output = Output()
        self._number = 0
        self._frames = 0
        self._stream: tuple[str, str] = ("", "")
        self.failed = False

    @property
    def done(self) -> bool:
        """True if as many frames have been printed as were asked for."""
        return self._limit is not None and self._frames >= self._limit

    def print(self, found: Found | Bad) -> None:
        """Print a frame, or bytes that are none."""
        if self.done:
            return
        if self._form in ("tree", "hex"):
            stream = (found.stream, found.about)
            if stream != self._stream:
                render.heading(self._output, *stream)
                self._stream = stream
            show = render.tree if self._form == "tree" else render.annotated
            show(self._output, self._number, found, self._frame, full=self._full)
        elif isinstance(found, Found):
            before = "" if self._form == "jsonl" else "," if self._frames else "["
            render.json_line(self._output, before, found.frame)
        self._number += 1
        if isinstance(found, Found):
            self._frames += 1
        else:
            self.fault(found.error)
            if isinstance(found.error, FrameTooLarge):
                self._output.fault("framekit: --max-frame-size raises the limit")

    def fault(self, fault: BaseException) -> None:
        """Print an error to standard error."""
        self.failed = True
        self._output.fault(f"framekit: {fault_text(fault)}")

    def flush(self) -> None:
        """Write what has been printed."""
        self._output.flush()

    def end(self) -> None:
        """Print what ends the format."""
        if self._form == "json":
            self._output.text("]" if self._frames else "[]")
        self._output.flush()
