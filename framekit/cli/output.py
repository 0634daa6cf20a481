"""Lines of text for standard output: escaped, wrapped to the width of the terminal, and limited to its encoding.

Strategy: a line consists of a head, which is kept whole, and a value, which may be wrapped between words. Lines are collected,
and written before more input is waited for, so that a large file is not written line by line and a live pipe does not lag.

Rules: all text from decoded data passes through `visible` (or `json_visible`), so that no control, format, bidirectional,
surrogate or separator character reaches the output. If the output is not a terminal, lines are not wrapped unless COLUMNS is set.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import TextIO

import click
from rich.cells import cell_len

from framekit.errors import FramekitError
from framekit.view.text import Styled, visible

_ASCII = str.maketrans({"├": "|", "└": "`", "│": "|", "─": "-", "…": "...", "→": "->"})
_NARROWEST = 20
_BLOCK = 1 << 16


def json_visible(text: str) -> str:
    """Escape every invisible character of a JSON text as `\\\\uXXXX`.

    >>> print(json_visible('"\\x7f\\U000e0001"'))
    "\\u007f\\udb40\\udc01"
    """
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else _json_escape(each) for each in text)


def _json_escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def fault_text(fault: BaseException) -> str:
    """Format an error as lines that are safe to print: the hex excerpt keeps its line breaks, everything else is escaped."""
    text, look = str(fault), fault.look if isinstance(fault, FramekitError) else ""
    if look and text.endswith(f"\n{look}"):
        text = text[: -len(look) - 1]
    notes = [visible(note) for note in getattr(fault, "__notes__", ())]
    lines = [visible(text), *([] if not look else [visible(line) for line in look.split("\n")]), *notes]
    return "\n".join(lines)


class Output:
    """Writer of lines to standard output or a file.

    Args:
        file: a file open for writing text in UTF-8; standard output by default.

    Attributes:
        width: maximum width of a line in columns, or None if it is unlimited.
    """

    def __init__(self, file: TextIO | None = None) -> None:
        self._file = file
        self._encoding = "utf-8" if file is not None else sys.stdout.encoding or "utf-8"
        terminal = file is None and sys.stdout.isatty()
        self._colours = terminal and not os.environ.get("NO_COLOR")
        columns = os.environ.get("COLUMNS", "")
        self.width = shutil.get_terminal_size().columns if terminal or (columns.isdigit() and int(columns)) else None
        self._lines: list[str] = []
        self._size = 0
        self._boxes = self._can_encode("├└│─…→")

    def _can_encode(self, text: str) -> bool:
        try:
            text.encode(self._encoding)
        except (UnicodeEncodeError, LookupError):
            return False
        return True

    def line(self, head: Sequence[Styled], value: str = "", hang: str = "") -> None:
        """Print a line.

        Args:
            head: the beginning, which is not wrapped unless it is wider than the line.
            value: the rest.
            hang: beginning of continuation lines, which are indented to the start of the value if there is room.
        """
        plain = "".join([text for text, _ in head])
        if self.width is None or cell_len(plain) + cell_len(value) <= self.width:
            styled = "".join(click.style(text, **style) if style else text for text, style in head) if self._colours else plain
            self.text((styled + value).rstrip())
            return
        room = self.width - cell_len(plain)
        indent = hang + " " * (cell_len(plain) - cell_len(hang))
        if room < min(_NARROWEST, cell_len(value)):
            indent = hang + "  " if cell_len(hang) + _NARROWEST < self.width else " " * min(4, self.width // 2)
            room = self.width - cell_len(indent)
            first, *rest = list(_broken(plain.rstrip(), self.width, room)) or [""]
            self.text(first)
            for each in rest:
                self.text(indent + each)
            for each in _broken(value, room, room):
                self.text(indent + each)
            return
        start = plain if not self._colours else "".join(click.style(text, **style) if style else text for text, style in head)
        for each in _broken(value, room, room):
            self.text((start + each).rstrip())
            start = indent

    def text(self, line: str) -> None:
        """Print a line without wrapping; characters that the encoding lacks are replaced."""
        if not line.isascii():
            if not self._boxes:
                line = line.translate(_ASCII)
            if not self._can_encode(line):
                line = line.encode(self._encoding, "backslashreplace").decode(self._encoding)
        self._lines.append(line)
        self._size += len(line)
        if self._size >= _BLOCK:
            self.flush()

    def json(self, line: str) -> bool:
        """Print a line of JSON if it can be encoded; return True if it was printed."""
        line = json_visible(line)
        if not line.isascii() and not self._can_encode(line):
            return False
        self.text(line)
        return True

    def flush(self) -> None:
        """Write the collected lines."""
        if self._lines:
            lines, self._lines, self._size = self._lines, [], 0
            click.echo("\n".join(lines), file=self._file)

    def fault(self, message: str) -> None:
        """Print a message to standard error, after all pending output."""
        self.flush()
        encoding = sys.stderr.encoding or "utf-8"
        click.echo(message.encode(encoding, "backslashreplace").decode(encoding), err=True)


def _broken(text: str, first: int, width: int) -> Iterator[str]:
    """Yield the parts of a text, split between words if possible, none wider than its line."""
    line, room = "", max(1, first)
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if cell_len(longer) <= room:
            line = longer
            continue
        if line:
            yield line
            room = max(1, width)
        line = word
        while cell_len(line) > room:
            part = line
            while cell_len(part) > room and len(part) > 1:
                part = part[: max(1, min(len(part) - 1, room))]
            yield part
            line, room = line[len(part) :], max(1, width)
    if line:
        yield line
