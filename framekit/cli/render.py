"""Frames as text: a tree for people, an annotated hex dump, JSON.

Strategy: each form is a function that yields lines, so that output streams. Colours are click's, which drops them where they
would not be seen.

Rules: what stands on a line is one field; long values are cut, saying how long they are, unless all is asked for.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from enum import Enum
from typing import Any

import click

from framekit.cli.source import Found
from framekit.declare.convert import asdict
from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.declare.introspect import trace
from framekit.spec.kinds import Align, Checksum, Const, Padding
from framekit.spec.model import FieldSpec

SHOWN_BYTES = 32
SHOWN_ITEMS = 16
ROW = 8
"""Bytes on a row of the annotated dump."""


def tree(number: int, found: Found, *, full: bool) -> Iterator[str]:
    """A frame as a tree: a line for each field, branches for nested frames and arrays of them."""
    title = click.style(type(found.frame).__name__, bold=True)
    yield f"#{number} {title} at {found.offset}, {len(found.data)} bytes"
    yield from _branches(_children(found.frame), "", full)


def _children(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, Frame):
        fields = [each for each in spec_of(type(value)).fields if not isinstance(each.kind, Padding | Align)]
        return [(each.name + _label(each), getattr(value, each.name)) for each in fields]
    if isinstance(value, list) and any(isinstance(item, Frame | list) for item in value):
        return [(f"[{index}]", item) for index, item in enumerate(value)]
    return []


def _label(field: FieldSpec) -> str:
    """What a field follows from, where the user does not give it."""
    if field.derived:
        return " (derived)"
    return {Const: " (const)", Checksum: " (checksum)"}.get(type(field.kind), "")


def _branches(children: list[tuple[str, Any]], indent: str, full: bool) -> Iterator[str]:
    width = max((len(name) for name, value in children if not _children(value)), default=0)
    for index, (name, value) in enumerate(children):
        last = index + 1 == len(children)
        stem = f"{indent}{'└─' if last else '├─'} "
        inner = _children(value)
        if inner:
            about = type(value).__name__ if isinstance(value, Frame) else f"{len(value)} items"
            yield f"{stem}{click.style(name, fg='cyan')} {click.style(about, dim=True)}"
            yield from _branches(inner, f"{indent}{'   ' if last else '│  '}", full)
        else:
            yield f"{stem}{click.style(name.ljust(width), fg='cyan')} {show_value(value, full=full)}"


def show_value(value: Any, *, full: bool) -> str:
    """A value on one line.

    >>> show_value(b"GET /", full=False)
    '47 45 54 20 2f |GET /|'
    """
    if isinstance(value, Enum):
        return f"{value.name or hex(int(value.value))} ({int(value.value)})"
    if isinstance(value, bytes):
        cut = value if full else value[:SHOWN_BYTES]
        more = "" if len(cut) == len(value) else f" … of {len(value)} bytes"
        return f"{cut.hex(' ')} |{_characters(cut)}|{more}" if value else "empty"
    if isinstance(value, list):
        items = value if full else value[:SHOWN_ITEMS]
        more = "" if len(items) == len(value) else f", … of {len(value)} items"
        return f"[{', '.join(show_value(item, full=full) for item in items)}{more}]"
    if isinstance(value, Frame):
        return type(value).__name__
    return repr(value)


def _characters(data: bytes) -> str:
    return "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in data)


def annotated(number: int, found: Found, *, full: bool) -> Iterator[str]:
    """A frame as hex, the bytes of each field beside its name and value."""
    frame = type(found.frame)
    yield f"#{number} {click.style(frame.__name__, bold=True)} at {found.offset}, {len(found.data)} bytes"
    spans = trace(frame, found.data).spans
    width = max((len(span.path) for span in spans), default=0)
    for span in spans:
        rows = [span.wire[at : at + ROW] for at in range(0, len(span.wire), ROW)] or [b""]
        shown = rows if full else rows[: SHOWN_BYTES // ROW]
        for index, row in enumerate(shown):
            offset = found.offset + span.start + index * ROW
            line = f"{offset:08x}  {row.hex(' '):<{3 * ROW}}"
            if index == 0:
                value = "" if span.value is None else _brief(span.value, full)
                line += f" {click.style(span.path.ljust(width), fg='cyan')}  {value}"
            yield line.rstrip()
        if len(shown) < len(rows):
            yield f"{'':10}… of {len(span.wire)} bytes"


def _brief(value: Any, full: bool) -> str:
    """A value beside its own bytes: bytes are shown as characters only."""
    if isinstance(value, bytes):
        cut = value if full else value[:SHOWN_BYTES]
        return f"|{_characters(cut)}|"
    return show_value(value, full=full)


def json_line(frame: Frame) -> str:
    """A frame as one line of JSON. Text that UTF-8 cannot hold (undecoded bytes) is escaped, as JSON has it."""
    line = json.dumps(asdict(frame), ensure_ascii=False, allow_nan=False)
    return line if is_printable(line) else json.dumps(asdict(frame), allow_nan=False)


def is_printable(text: str) -> bool:
    """True where standard output can hold the text, and UTF-8 too."""
    try:
        text.encode(sys.stdout.encoding or "utf-8")
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
