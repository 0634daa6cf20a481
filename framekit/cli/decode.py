"""`framekit decode`: bytes in, frames out.

Rules: frames before a fault are printed; a bad frame is printed as far as it was read, in the formats for people, and its error
goes to standard error, with exit status 1. What has come in is printed before more is waited for.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Literal, TextIO

import click

from framekit.capture import Capture
from framekit.capture.containers.opening import recognise
from framekit.capture.text.forms import FORMS
from framekit.capture.text.pieces import DumpError, Piece
from framekit.capture.text.source import Source, lines_apart, merged
from framekit.cli import render
from framekit.cli.arguments import choose_protocol, protocols_argument
from framekit.cli.capturing import FORMATS, Wanted, chosen, condition_of, parse_times
from framekit.cli.decoding import Bad, Decoding, Found, Options
from framekit.cli.keeping import Keeper
from framekit.cli.live import live, progress_of
from framekit.cli.output import Output, fault_text, visible
from framekit.cli.printers import Csv, ForPeople, Json, Lines, Page, Printer, Summary
from framekit.declare.frame import Frame
from framekit.errors import FrameTooLarge
from framekit.protocol import Protocol


@click.command()
@click.argument("spec", metavar="SPEC|PROTOCOL|FOLDER", callback=protocols_argument)
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
@click.option("--direction", metavar="NAME", help="Decode one direction of a text only: 1 or 2, rx or tx, as the text has.")
@click.option("--protocol", "protocol", metavar="NAME", help="Of a folder: one protocol, or auto to guess for each conversation.")
@click.option("--port", "ports", type=click.IntRange(0, 65535), multiple=True, help="Of a capture: a port of the server.")
@click.option(
    "--stream", type=click.IntRange(0), metavar="N", help="Of a capture: one conversation, as `framekit streams` numbers them."
)
@click.option("--from", "sender", type=click.Choice(["client", "server"]), help="Of a capture: what one side sends.")
@click.option(
    "--time", "times", metavar="A..B", help="Of a capture: between two times, as seconds since the first packet or as ISO dates."
)
@click.option("--where", metavar="CONDITION", help="Frames for which a condition holds, such as 'this.kind == 3'.")
@click.option("--many", is_flag=True, help="A datagram may carry several frames.")
@click.option("--summary", is_flag=True, help="Print the conversations with counts instead of the frames.")
@click.option(
    "--format",
    "output",
    type=click.Choice(FORMATS),
    default="tree",
    show_default=True,
    help="A tree, a line for each frame, a JSON array, a JSON object a line, CSV, or hex with the fields beside their bytes.",
)
@click.option("--details", is_flag=True, help="In JSON: also type, time, direction, packets, offset, size and derived values.")
@click.option(
    "--lists", type=click.Choice(["index", "row"]), default="index", show_default=True, help="In CSV: a column or a row an item."
)
@click.option(
    "--save-vectors", "vectors", type=click.Path(dir_okay=False, path_type=Path), help="Keep the frames as golden vectors too."
)
@click.option("--pytest", "test", type=click.Path(dir_okay=False, path_type=Path), help="Write a test with the frames too.")
@click.option("-o", "--output", "path", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file.")
@click.option("--full", is_flag=True, help="Print long values whole.")
@click.option(
    "--on-error",
    type=click.Choice(["stop", "skip"]),
    help="After a bad frame whose end is known, stop or go on after it. Text stops unless told otherwise, for its own stream, "
    "packet or line only; a capture goes on unless told otherwise, and stops altogether.",
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
    spec: type[Frame] | Protocol | tuple[Protocol, ...],
    file: BinaryIO | None,
    text: str | None,
    form: str,
    each: str | None,
    column: str | None,
    direction: str | None,
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

    The input is a packet capture (pcap, pcapng, also compressed), raw bytes, or text: a hex dump or another form, recognised
    unless --input names it. A file that has PROTOCOL is used by that, unless a frame of it is named. Of a FOLDER of such files,
    each conversation is decoded by the protocol that its port and its first bytes show, and a note says which and why.
    """
    spec = choose_protocol(spec, protocol)
    if (file is None) == (text is None):
        raise click.UsageError("give either FILE (- for standard input) or --hex")
    if text is not None:
        if form not in ("auto", "hex"):
            raise click.UsageError("--hex is read as hex; --input does not go with it")
        file, form = io.BytesIO(text.encode("utf-8", "surrogateescape")), "hex"
    if form == "raw" and each is not None:
        raise click.UsageError("--each line is for text, and raw bytes have no lines")
    assert file is not None
    source = str(getattr(file, "name", ""))
    kind, file = recognise(file) if form == "auto" else ("", file)
    frame = _only_frame(spec)
    asks_for_more = summary or many or details or where or times or ports or stream is not None or sender or vectors or test
    if kind or frame is None or asks_for_more or output in ("line", "csv", "html"):
        if each is not None or direction is not None or column is not None or skip:
            raise click.UsageError(
                "--each, --direction, --column and --skip are for text that is decoded by one frame; see --from"
            )
        wanted = _wanted(where, times, limit, on_error)
        title = f"{_name_of(spec)}: {Path(source).name.strip('<>') or 'bytes'}"
        keeper = Keeper(vectors, test)
        is_seen = path is None and sys.stdout.isatty()
        with _opened(path) as target, progress_of(_size_of(source), is_shown=not is_seen) as advance:
            out = Output(target if output != "html" else None)
            printer = _printer_of(target, title, out, output, full, details, lists, summary)
            capture = Capture(live(file, out.flush, advance), form=form, limit=max_frame_size)
            found = capture.frames(
                spec,
                port=ports or None,
                stream=stream,
                direction=sender,
                keep_bytes=output in ("hex", "html") or keeper.is_asked,
                many=many,
                max_frame_size=max_frame_size,
                resync=resync,
            )
            printer.run(keeper.watch(chosen(found, wanted)))
            keeper.write(out, title)
        if printer.failed:
            sys.exit(1)
        return
    with _opened(path) as target:
        _decode_text(
            frame,
            file,
            form,
            each,
            column,
            direction,
            Output(target),
            output,
            full,
            limit,
            Options(max_frame_size, skips=on_error == "skip", resync=resync, skip=skip, keeps=output == "hex"),
        )


def _decode_text(
    spec: type[Frame],
    file: Any,
    form: str,
    each: str | None,
    column: str | None,
    direction: str | None,
    out: Output,
    output: str,
    full: bool,
    limit: int | None,
    options: Options,
) -> None:
    """Decode text or raw bytes by one frame."""
    max_frame_size = options.max_frame_size
    printer = _Printer(spec, out, output, full, limit)
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


def _only_frame(spec: type[Frame] | Protocol | tuple[Protocol, ...]) -> type[Frame] | None:
    """The one class of all frames, if there is one."""
    if isinstance(spec, tuple):
        return None
    client, server = Protocol.of(spec).sides
    return client if client is server and isinstance(client, type) else None


def _name_of(spec: type[Frame] | Protocol | tuple[Protocol, ...]) -> str:
    if isinstance(spec, tuple):
        return f"{len(spec)} protocols"
    return spec.name if isinstance(spec, Protocol) else spec.__name__


def _size_of(source: str) -> int | None:
    """How many bytes a file has; None of what is none."""
    path = Path(source)
    return path.stat().st_size if source and path.is_file() else None


def _wanted(where: str | None, times: str | None, limit: int | None, on_error: str | None) -> Wanted:
    condition = condition_of(where)
    try:
        begin, end, is_relative = (None, None, False) if times is None else parse_times(times)
    except ValueError as fault:
        raise click.BadParameter(visible(str(fault)), param_hint="--time") from fault
    return Wanted(condition, begin, end, is_relative, limit, stops=on_error == "stop")


def _printer_of(
    target: TextIO | None,
    title: str,
    out: Output,
    form: str,
    full: bool,
    details: bool,
    lists: Literal["index", "row"],
    summary: bool,
) -> Printer:
    if summary:
        return Summary(out)
    match form:
        case "tree" | "hex":
            return ForPeople(out, form, full)
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
        raise click.ClickException(f"{visible(str(path))} cannot be written: {fault.strerror}") from fault
    with file:
        yield file


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

    def __init__(self, frame: type[Frame], output: Output, form: str, full: bool, limit: int | None) -> None:
        self._frame = frame
        self._form = form
        self._full = full
        self._limit = limit
        self._output = output
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
