"""One self-contained HTML file that shows the items found in a capture.

Strategy: items are written as JSON in pieces of a few hundred: a row of each for the list, and its fields and bytes, which the
page parses only when a frame is selected. Large captures open quickly, and only one piece is kept in memory here.

Rules: captured bytes are hostile. They reach the page as JSON in which `<`, `>` and `&` are escaped, and its script inserts them
as text, never as markup. The page has no external references, and a policy that lets it load nothing and run only one script.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Any, TextIO

from jinja2 import Environment

from framekit.capture.found import Found
from framekit.declare.convert import asdict
from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.errors import UnpackError
from framekit.spec.given import given_of
from framekit.spec.kinds import Kind, bits_of
from framekit.view.fields import all_fields, fields_of, spans_of
from framekit.view.one_value import show_value
from framekit.view.tree import one_line

PIECE = 250
"""Number of items in a piece: a few hundred kilobytes of JSON, which a browser parses in a few milliseconds."""
LONGEST_VALUE = 2000
"""Maximum number of characters shown for a value."""
LONGEST_DATA = 1 << 16
"""Maximum number of bytes shown for a frame."""
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def write_page(found: Iterable[Found], file: TextIO, *, title: str) -> int:
    """Write the page.

    Args:
        found: items from `Capture.frames` with `keep_bytes=True`.
        file: a file open for writing text in UTF-8.
        title: title of the page.

    Returns:
        The number of frames.
    """
    script = _part("page.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    environment = Environment(autoescape=True)
    template = environment.from_string(_part("page.html"))
    head, tail = template.render(title=title, digest=digest).split("@@PIECES@@")
    file.write(head.replace("@@STYLE@@", _part("page.css")))
    frames, rows, details, piece = 0, [], [], 0
    for each in found:
        frames += each.frame is not None
        rows.append(_row(each))
        details.append(_detail(each))
        if len(rows) == PIECE:
            _write_piece(file, piece, rows, details)
            rows, details, piece = [], [], piece + 1
    if rows:
        _write_piece(file, piece, rows, details)
    file.write(tail.replace("@@SCRIPT@@", script))
    return frames


@cache
def _part(name: str) -> str:
    return files("framekit.view").joinpath(name).read_text("utf-8")


def _write_piece(file: TextIO, number: int, rows: list[Any], details: list[Any]) -> None:
    for kind, values in (("rows", rows), ("details", details)):
        text = json.dumps(values, ensure_ascii=True, separators=(",", ":"), default=str).translate(_ESCAPES)
        file.write(f'<script type="application/json" id="{kind}-{number}">{text}</script>\n')


def _row(found: Found) -> list[Any]:
    """Return time, direction, connection, type or kind, summary, packet, offset, size, and 1 if it is not a frame."""
    connection = "" if found.connection is None else f"{found.connection.number} {found.connection}"
    name = found.kind if found.frame is None else type(found.frame).__name__
    summary = found.reason if found.frame is None else one_line(found.frame)
    time = None if found.time_ns is None else str(found.time_ns)
    packet = found.packets[-1] if found.packets else None
    return [time, found.direction, connection, name, summary[:300], packet, found.offset, found.size, int(found.frame is None)]


def _detail(found: Found) -> dict[str, Any]:
    """Return the bytes, the fields with their locations, and the texts that the page can copy."""
    data = found.data[:LONGEST_DATA]
    detail: dict[str, Any] = {"hex": data.hex(), "cut": len(found.data) > len(data), "fields": []}
    if found.frame is None:
        partial = found.error.partial if isinstance(found.error, UnpackError) else {}
        detail["fields"] = [[name, 0, 0, _cut(show_value(value, full=True)), None] for name, value in partial.items()]
        detail["reason"] = found.reason
        return detail
    cls = type(found.frame)
    if not detail["cut"]:  # the copied bytes of a cut frame would not be a frame
        detail |= {"module": cls.__module__, "name": cls.__qualname__, "json": asdict(found.frame, mode="json")}
        detail["reader"] = cls.__qualname__ + _given_to(found.frame)
    detail["fields"] = list(_fields(found.frame, found.data))
    return detail


def _given_to(frame: Frame) -> str:
    """Return the source of the `given(...)` call that reading a frame requires; "" if it has no given values."""
    values = given_of(spec_of(type(frame)), frame).items()
    plain = [f"{name}={(value.value if isinstance(value, Enum) else value)!r}" for name, value in values]
    return f".given({', '.join(plain)})" if plain else ""


def _fields(frame: Frame, data: bytes) -> Iterator[list[Any]]:
    """Yield path, start, end and value of each field; for a bit field, also its first bit from the left, its width and order."""
    kinds: dict[str, Kind | None] = {each.path: each.kind for each in all_fields(fields_of(frame))}
    for span in spans_of(frame, data):
        kind = kinds.get(span.path)
        bits = None if kind is None else bits_of(kind)
        value = "" if span.value is None else _cut(show_value(span.value, full=True, kind=kind))
        if bits is None:
            yield [span.path, span.first, span.end, value, None]
            continue
        begin = span.start if bits.first else span.start - bits.group
        left = bits.shift if bits.order == "little" else 8 * bits.group - bits.shift - bits.width
        yield [span.path, begin, begin + bits.group, value, [left, bits.width, bits.order]]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
