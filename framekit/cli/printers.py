"""Printers for the items found in captures, one for each format.

Rules: in the formats for people, an item that is not a frame is printed in its place; in the others it is reported on standard
error. Items are printed as they come, except the rows of CSV, whose columns are known only at the end: they are kept on disk.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Literal, TextIO

import click

from framekit.capture import CaptureError, Found
from framekit.capture.rows import rows
from framekit.capture.text.pieces import DumpError
from framekit.capture.turns import TextConnection
from framekit.cli.output import Output, fault_text
from framekit.declare.convert import asdict
from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.errors import FrameTooLarge
from framekit.view.text import count, visible
from framekit.view.tree import annotated, one_line, origin, tree


class Printer(ABC):
    """Base class of printers.

    Attributes:
        failed: True if some bytes were not a frame, so that the exit status is 1.
    """

    def __init__(self, output: Output) -> None:
        self.output = output
        self.failed = False
        self.number = 0
        self._failures: Counter[str] = Counter()
        self._is_told = False

    @abstractmethod
    def frame(self, found: Found) -> None:
        """Print a frame."""

    def other(self, found: Found) -> None:
        """Report an item that is not a frame on standard error."""
        self._is_told = True
        if found.error is None or (found.connection is not None and not isinstance(found.connection, TextConnection)):
            self.output.fault(f"framekit: {place(found)}{visible(found.reason)}")
        else:
            self.output.fault(f"framekit: {fault_text(found.error)}")
        if isinstance(found.error, FrameTooLarge):
            self.output.fault("framekit: use --max-frame-size to raise the limit")

    def end(self) -> None:  # noqa: B027  # most formats have no end
        """Print the end of the output."""

    def show(self, found: Found) -> None:
        """Print a frame, or report an item that is not a frame."""
        if found.frame is not None:
            self.frame(found)
            self.number += 1
        else:
            self.note_failure(found)
            self.other(found)

    def note_failure(self, found: Found) -> None:
        """Record an item that makes the exit status 1."""
        if found.kind in ("skipped", "error", "gap"):
            self.failed = True
            self._failures[found.kind] += 1

    def tell_failures(self) -> None:
        """Report failures on standard error that so far were only printed in their place."""
        if self._failures and not self._is_told:
            names = {"skipped": "skipped part", "gap": "gap", "error": "error"}
            counts = [count(number, names[kind]) for kind, number in self._failures.items()]
            self.output.fault(f"framekit: some bytes were not decoded: {', '.join(counts)}")

    def run(self, found: Iterable[Found]) -> None:
        """Print all items."""
        try:
            for each in found:
                self.show(each)
        except (CaptureError, DumpError) as fault:
            self.failed = True
            self.output.fault(f"framekit: {fault_text(fault)}")
        self.end()
        self.output.flush()
        self.tell_failures()


def place(found: Found) -> str:
    """Return the location of an item as the beginning of a message."""
    parts = []
    if found.connection is not None and found.connection.transport != "text":
        parts.append(f"connection {found.connection.number}")
    if found.direction:
        parts.append(f"{found.direction} at byte {found.offset}")
    shown = origin(found)
    parts += [shown] if shown else []
    return f"{', '.join(parts)}: " if parts else ""


class ForPeople(Printer):
    """Printer of trees, or of annotated hex.

    Args:
        output: the output.
        form: "tree" or "hex".
        full: print long values in full.
        only: the class that all frames have, or None if they may have several.
    """

    def __init__(self, output: Output, form: str, full: bool, only: type[Frame] | None = None) -> None:
        super().__init__(output)
        self._view = tree if form == "tree" else annotated
        self._full = full
        self._only = only
        self._heading = ""

    def frame(self, found: Found) -> None:
        """Print a frame."""
        self._print(found)

    def other(self, found: Found) -> None:
        """Print an item that is not a frame; report an error on standard error too."""
        self._print(found)
        if found.error is not None:
            self.number += 1
            super().other(found)

    def _print(self, found: Found) -> None:
        heading = heading_of(found)
        if heading != self._heading and found.direction:
            self._heading = heading
            self.output.line([(f"── {heading}", {"bold": True})])
        for line in self._view(self.number, found, self._only, full=self._full):
            self.output.line(*line)


def heading_of(found: Found) -> str:
    """Return the direction of an item as a heading; "" if a text has only one."""
    connection = found.connection
    if connection is None:
        return ""
    if isinstance(connection, TextConnection):
        name, about = connection.stream_of(found.direction)
        if not name and not about:
            return ""
        shown = f"direction {name or '1'}" if name in ("", "1", "2") else visible(name)
        return f"{shown} ({visible(about)})" if about else shown
    ends = (connection.client, connection.server)
    sender, receiver = ends if found.direction == "client" else ends[::-1]
    protocol = f"{connection.protocol}, " if connection.protocol else ""
    return f"{found.direction}, {connection.show(sender, receiver)} ({protocol}connection {connection.number})"


class Lines(Printer):
    """Printer of one line per frame."""

    def frame(self, found: Found) -> None:
        """Print a frame."""
        time = "" if found.time is None else f"{found.time:%H:%M:%S.%f} "
        arrow = {"client": ">", "server": "<", "": " "}[found.direction]
        number = "" if found.connection is None else f"{found.connection.number:>3} "
        head: list[Any] = [(f"{time}{number}{arrow} ", {"dim": True}), (type(found.frame).__name__, {"bold": True}), (" ", {})]
        self.output.line(head, one_line(found.frame))

    def other(self, found: Found) -> None:
        """Print an item that is not a frame."""
        self.output.line([(f"{place(found)}{found.kind}: ", {"fg": "yellow"})], visible(found.reason))


def details(found: Found, *, derived: bool) -> dict[str, Any]:
    """Return a frame with its type, origin and size, for JSON."""
    known: dict[str, Any] = {
        "type": type(found.frame).__name__,
        "protocol": "" if found.connection is None else found.connection.protocol,
        "time_ns": found.time_ns,
        "direction": found.direction,
        "connection": None if found.connection is None else found.connection.number,
        "packets": list(found.packets),
        "offset": found.offset,
        "size": found.size,
        "values": asdict(found.frame, mode="json"),
    }
    if derived:
        names = [each.name for each in spec_of(type(found.frame)).attributes if each.derived]
        known["derived"] = {name: getattr(found.frame, name) for name in names}
    return known


class Json(Printer):
    """Printer of JSON: an array, or one object per line."""

    def __init__(self, output: Output, form: Literal["json", "jsonl"], with_details: bool) -> None:
        super().__init__(output)
        self._form = form
        self._details = with_details

    def frame(self, found: Found) -> None:
        """Print a frame."""
        before = "" if self._form == "jsonl" else "," if self.number else "["
        values = details(found, derived=True) if self._details else asdict(found.frame, mode="json")
        if not self.output.json(before + json.dumps(values, ensure_ascii=False, allow_nan=False, default=str)):
            self.output.json(before + json.dumps(values, allow_nan=False, default=str))

    def end(self) -> None:
        """Print the end of the array."""
        if self._form == "json":
            self.output.text("]" if self.number else "[]")


LIVE_FORMATS = ("line", "tree", "hex", "jsonl")
"""Formats that can be printed while frames are still being recorded."""
live_format_option = click.option(
    "--format",
    "output",
    type=click.Choice(LIVE_FORMATS),
    default="line",
    show_default=True,
    help="One line per frame, a tree, hex with the fields next to their bytes, or one JSON object per line.",
)


def live_printer(output: Output, form: str) -> Printer:
    """Return the printer for one of `LIVE_FORMATS`."""
    if form == "line":
        return Lines(output)
    return Json(output, "jsonl", with_details=True) if form == "jsonl" else ForPeople(output, form, full=False)


class Csv(Printer):
    """Printer of CSV, which keeps rows in a temporary file until all columns are known."""

    def __init__(self, output: Output, lists: Literal["index", "row"]) -> None:
        super().__init__(output)
        self._lists: Literal["index", "row"] = lists
        self._columns: dict[str, None] = {}
        self._rows = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  # closed at the end

    def frame(self, found: Found) -> None:
        """Keep the rows of a frame."""
        for row in rows([found], lists=self._lists):
            self._columns.update(dict.fromkeys(row))
            self._rows.write(json.dumps(row) + "\n")

    def end(self) -> None:
        """Print the header and all rows."""
        self._line(self._columns)
        self._rows.seek(0)
        for line in self._rows:
            row = json.loads(line)
            self._line([_cell(row.get(column)) for column in self._columns])
        self._rows.close()

    def _line(self, cells: Iterable[Any]) -> None:
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="").writerow([visible(str(cell)) for cell in cells])
        self.output.text(buffer.getvalue())


def _cell(value: Any) -> Any:
    """Return the content of a cell; a text that a spreadsheet would read as a formula is prefixed with an apostrophe."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


class Page(Printer):
    """Printer of one HTML file, which also contains the items that are not frames.

    Args:
        output: the output for errors.
        file: the file that the page is written to.
        title: title of the page.
    """

    def __init__(self, output: Output, file: TextIO, title: str) -> None:
        super().__init__(output)
        self._file = file
        self._title = title

    def frame(self, found: Found) -> None:
        """Raise AssertionError; all frames are written together."""
        raise AssertionError("a page is written by run")

    def run(self, found: Iterable[Found]) -> None:
        """Write the page."""
        from framekit.view.pages import write_page  # needs Jinja2, which no other format does

        write_page(self._watched(found), self._file, title=self._title)
        self.output.flush()
        self.tell_failures()

    def _watched(self, found: Iterable[Found]) -> Iterator[Found]:
        """Yield the same items up to an error of the file, which is reported."""
        try:
            for each in found:
                self.note_failure(each)
                yield each
        except (CaptureError, DumpError) as fault:
            self.failed = True
            self.output.fault(f"framekit: {fault_text(fault)}")


class Summary(Printer):
    """Printer of the conversations with their counts."""

    def __init__(self, output: Output) -> None:
        super().__init__(output)
        self._counts: dict[int, Counter[str]] = {}
        self._met: dict[int, Any] = {}
        self._notes = 0

    def frame(self, found: Found) -> None:
        """Count a frame."""
        self._count(found, found.direction)

    def other(self, found: Found) -> None:
        """Count an item that is not a frame."""
        if found.connection is None or found.kind == "note":
            self._notes += 1
        self._count(found, found.kind)

    def _count(self, found: Found, what: str) -> None:
        if found.connection is None:
            return
        number = found.connection.number
        counts = self._counts.setdefault(number, Counter())
        counts[what] += 1
        counts[f"{what} bytes"] += found.size
        self._met[number] = found.connection

    def end(self) -> None:
        """Print the conversations and the total."""
        for number in sorted(self._counts):
            counts, connection = self._counts[number], self._met[number]
            shown = [f"{count(counts[side], 'frame')} from the {side}" for side in ("client", "server") if counts[side]]
            words = {"skipped": "skipped", "gap": "missing", "opaque": "opaque", "error": "", "note": ""}
            for kind, word in words.items():
                if counts[kind]:
                    size = f" ({counts[f'{kind} bytes']:,} bytes {word})" if word else ""
                    plural = "s" if counts[kind] > 1 and kind in ("gap", "error", "note") else ""
                    shown.append(f"{counts[kind]} {kind}{plural}{size}")
            protocol = f"{connection.protocol}: " if connection.protocol else ""
            head = f"{number:>5} {connection.transport} {connection}  "
            self.output.line([(head, {"bold": True})], f"{protocol}{', '.join(shown)}")
        total = sum((each for each in self._counts.values()), Counter())
        frames = total["client"] + total["server"]
        self.output.line([], f"{count(frames, 'frame')} in {count(len(self._counts), 'conversation')}")
        if self._notes:
            self.output.line([], f"{count(self._notes, 'note')} on packets or streams; use --format line to show them")
