"""`framekit decode`: bytes in, frames out.

Rules: frames before an error are printed. In the formats for people, a bad frame is printed as far as it was read; its error
goes to standard error, and the exit status is 1. Everything decoded so far is printed before more input is waited for.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal, TextIO

import click

from framekit.capture import Capture
from framekit.capture.text.forms import FORMS
from framekit.cli.arguments import choose_protocol, protocols_argument
from framekit.cli.capturing import (
    FORMATS,
    Selection,
    Wanted,
    condition_of,
    parse_times,
    until_error,
    until_errors_of_each,
)
from framekit.cli.completion import complete_spec
from framekit.cli.hints import why_nothing
from framekit.cli.keeping import Keeper
from framekit.cli.live import live, progress_of
from framekit.cli.output import Output
from framekit.cli.printers import Csv, ForPeople, Json, Lines, Page, Printer, Summary
from framekit.declare.frame import Frame
from framekit.protocol import Protocol
from framekit.view.text import visible


@click.command()
@click.argument("spec", metavar="SPEC|PROTOCOL|FOLDER", callback=protocols_argument, shell_complete=complete_spec)
@click.argument("file", type=click.File("rb"), required=False)
@click.option("--hex", "text", metavar="TEXT", help="Decode these hexadecimal digits instead of a file.")
@click.option(
    "--input",
    "form",
    type=click.Choice(["auto", "raw", *FORMS]),
    default="auto",
    show_default=True,
    metavar="FORM",
    help=f"The content of FILE: raw bytes, or text in one of these forms: {', '.join(FORMS)}.",
)
@click.option("--each", type=click.Choice(["line"]), help="Decode each line of a text separately, as a datagram.")
@click.option("--column", metavar="NAME", help="The column of a table (CSV) that contains the bytes.")
@click.option(
    "--direction", metavar="NAME", help="Decode only one direction of a text: 1 or 2, or its name in the text, such as rx."
)
@click.option(
    "--client", metavar="NAME", help="The direction of a text that the client sends, such as tx; by default the first one."
)
@click.option(
    "--protocol", "protocol", metavar="NAME", help="For a folder: one protocol, or auto to guess it for each conversation."
)
@click.option("--port", "ports", type=click.IntRange(0, 65535), multiple=True, help="For a capture: a port of the server.")
@click.option(
    "--stream",
    type=click.IntRange(0),
    metavar="N",
    help="For a capture: one conversation, by its number in `framekit streams`.",
)
@click.option("--from", "sender", type=click.Choice(["client", "server"]), help="For a capture: only what this side sends.")
@click.option(
    "--time",
    "times",
    metavar="A..B",
    help="For a capture: only from time A to B, in seconds since the first packet or as ISO dates.",
)
@click.option("--where", metavar="CONDITION", help="Print only frames that meet a condition, such as 'this.kind == 3'.")
@click.option("--many", is_flag=True, help="Allow several frames in a datagram.")
@click.option("--summary", is_flag=True, help="Print the conversations with their counts instead of the frames.")
@click.option(
    "--format",
    "output",
    type=click.Choice(FORMATS),
    default="tree",
    show_default=True,
    help="A tree, one line per frame, a JSON array, one JSON object per line, CSV, hex with fields beside the bytes, or a page.",
)
@click.option("--details", is_flag=True, help="In JSON: add type, time, direction, packets, offset, size and derived values.")
@click.option(
    "--lists",
    type=click.Choice(["index", "row"]),
    default="index",
    show_default=True,
    help="In CSV: one column or one row per item.",
)
@click.option(
    "--save-vectors", "vectors", type=click.Path(dir_okay=False, path_type=Path), help="Also save the frames as golden vectors."
)
@click.option("--pytest", "test", type=click.Path(dir_okay=False, path_type=Path), help="Also write a test of the frames.")
@click.option(
    "-o",
    "--output",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file instead of standard output.",
)
@click.option("--full", is_flag=True, help="Print long values in full.")
@click.option(
    "--on-error",
    type=click.Choice(["stop", "skip"]),
    help="After a bad frame whose end is known, stop, or skip it and continue. By default, text stops, but only in the same "
    "stream, packet or line, and a capture continues; stop ends all output.",
)
@click.option("--resync", is_flag=True, help="After bytes that are not a frame, search for the next frame.")
@click.option("--limit", type=click.IntRange(0), metavar="N", help="Stop after N frames.")
@click.option("--skip", type=click.IntRange(0), default=0, metavar="BYTES", help="Skip the first bytes of each stream or packet.")
@click.option(
    "--max-frame-size",
    type=click.IntRange(1),
    default=1 << 24,
    show_default=True,
    metavar="BYTES",
    help="The maximum size of a frame, and of the rows that the `*` lines of a dump replace.",
)
def decode(
    spec: type[Frame] | Protocol | tuple[Protocol, ...],
    file: BinaryIO | None,
    text: str | None,
    form: str,
    each: str | None,
    column: str | None,
    direction: str | None,
    client: str | None,
    protocol: str | None,
    ports: tuple[int, ...],
    stream: int | None,
    sender: str | None,
    times: str | None,
    where: str | None,
    many: bool,
    summary: bool,
    output: str,
    details: bool,
    lists: Literal["index", "row"],
    vectors: Path | None,
    test: Path | None,
    path: Path | None,
    full: bool,
    on_error: str | None,
    resync: bool,
    limit: int | None,
    skip: int,
    max_frame_size: int,
) -> None:
    """Print the frames in FILE, one after another; - is standard input.

    The input is a packet capture (pcap or pcapng, optionally compressed), raw bytes, or text: a hex dump or another form, which
    is recognised unless --input names it. If the file of SPEC defines PROTOCOL, that is used, unless SPEC names a frame. With a
    FOLDER of such files, the port and the first bytes of a conversation determine its protocol, and a note gives the reason.
    """
    spec = choose_protocol(spec, protocol)
    if (file is None) == (text is None):
        raise click.UsageError("expected exactly one of FILE (- for standard input) and --hex")
    if text is not None:
        if form not in ("auto", "hex"):
            raise click.UsageError("--hex and --input cannot be combined: the text of --hex is always hexadecimal")
        file, form = io.BytesIO(text.encode("utf-8", "surrogateescape")), "hex"
    if form == "raw" and each is not None:
        raise click.UsageError("--each line requires text; raw bytes have no lines")
    assert file is not None
    source = str(getattr(file, "name", ""))
    wanted = _wanted(where, times, limit)
    only = _only_frame(spec)
    keeper = Keeper(vectors, test)
    title = f"{_name_of(spec)}: {Path(source).name.strip('<>') or 'bytes'}"
    is_seen = path is None and sys.stdout.isatty()
    with _opened(path) as target, progress_of(_size_of(source), is_shown=not is_seen) as advance:
        out = Output(target if output != "html" else None)
        printer = _printer_of(target, title, out, output, full, details, lists, summary, only)
        capture = Capture(
            live(file, out.flush, advance), form=form, limit=max_frame_size, each_line=each is not None, column=column
        )
        if capture.kind != "text" and (each or direction or client or column or skip):
            raise click.UsageError("--each, --direction, --client, --column and --skip require text; for a capture, see --from")
        found = capture.frames(
            spec,
            port=ports or None,
            stream=stream,
            direction=sender or direction,
            keep_bytes=output in ("hex", "html") or keeper.is_asked,
            many=many,
            skip=skip,
            client=client,
            max_frame_size=max_frame_size,
            resync=resync,
        )
        if on_error == "stop":
            found = until_error(found)
        elif capture.kind == "text" and on_error is None and not resync:
            found = until_errors_of_each(found, lambda: capture.is_one_stream)
        selection = Selection(wanted)
        printer.run(keeper.watch(selection.of(found)))
        keeper.write(out, title)
        hint = "" if printer.failed else why_nothing(capture, selection, spec, ports, stream)
        if hint:
            out.fault(f"framekit: nothing to print: {hint}")
    if printer.failed:
        sys.exit(1)


def _only_frame(spec: type[Frame] | Protocol | tuple[Protocol, ...]) -> type[Frame] | None:
    """Return the class that all frames have, or None if they may have several."""
    if isinstance(spec, tuple):
        return None
    client, server = Protocol.of(spec).sides
    return client if client is server and isinstance(client, type) else None


def _name_of(spec: type[Frame] | Protocol | tuple[Protocol, ...]) -> str:
    if isinstance(spec, tuple):
        return f"{len(spec)} protocols"
    return spec.name if isinstance(spec, Protocol) else spec.__name__


def _size_of(source: str) -> int | None:
    """Return the length of a file in bytes, or None if the source is not a file."""
    path = Path(source)
    return path.stat().st_size if source and path.is_file() else None


def _wanted(where: str | None, times: str | None, limit: int | None) -> Wanted:
    condition = condition_of(where)
    try:
        begin, end, is_relative = (None, None, False) if times is None else parse_times(times)
    except ValueError as fault:
        raise click.BadParameter(visible(str(fault)), param_hint="--time") from fault
    return Wanted(condition, begin, end, is_relative, limit)


def _printer_of(
    target: TextIO | None,
    title: str,
    out: Output,
    form: str,
    full: bool,
    details: bool,
    lists: Literal["index", "row"],
    summary: bool,
    only: type[Frame] | None,
) -> Printer:
    if summary:
        return Summary(out)
    match form:
        case "tree" | "hex":
            return ForPeople(out, form, full, only)
        case "json" | "jsonl":
            return Json(out, form, details)
        case "csv":
            return Csv(out, lists)
        case "html":
            return Page(out, sys.stdout if target is None else target, title)
        case _:
            return Lines(out)


@contextmanager
def _opened(path: Path | None) -> Iterator[TextIO | None]:
    if path is None:
        yield None
        return
    try:
        file = path.open("w", encoding="utf-8", newline="\n")
    except OSError as fault:
        raise click.ClickException(f"cannot write {visible(str(path))}: {fault.strerror}") from fault
    with file:
        yield file
