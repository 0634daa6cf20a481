"""The HTML table of a frame, for notebooks: the name, bytes and value of each field.

Strategy: the rows are those of the tree (tree.py). For a frame that cannot be packed, the table shows its values and the reason.

Rules: names and values may come from untrusted bytes, so everything is escaped. Long frames are truncated.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from framekit.declare.tree import BYTES, Row, packed_spans, rows_of, size_in_words, value_in_words
from framekit.errors import PackError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framekit.declare.frame import Frame

ROWS = 200
"""Maximum number of rows that are shown."""
_LEFT = "text-align:left"


def html_table(frame: Frame, values: list[tuple[str, Any]]) -> str:
    """Return the table of a frame; `values` are its constructor arguments, for a frame that cannot be packed."""
    name = type(frame).__name__
    try:
        wire, spans = packed_spans(frame)
    except PackError as error:
        title = f"{name}, cannot be packed: {error.args[0] if error.args else error}"
        rows = [(each, "", "", value_in_words(value)) for each, value in values]
    else:
        title = f"{name}, {size_in_words(len(wire))}"
        rows = [_cells(row) for row in rows_of(spans)]
    return "".join(_lines(title, rows))


def _cells(row: Row) -> tuple[str, str, str, str]:
    name = "\N{NO-BREAK SPACE}" * 2 * row.depth + row.name
    if row.span is None:
        return name, "", "", ""
    wire = row.span.wire
    more = " …" if len(wire) > BYTES else ""
    return name, str(row.span.first), wire[:BYTES].hex(" ") + more, value_in_words(row.span.value)


def _lines(title: str, rows: list[tuple[str, str, str, str]]) -> Iterator[str]:
    yield f'<table class="framekit"><caption style="{_LEFT}"><strong>{escape(title)}</strong></caption><thead><tr>'
    yield from (f'<th style="{_LEFT}">{each}</th>' for each in ("field", "offset", "bytes", "value"))
    yield "</tr></thead><tbody>"
    for name, offset, wire, value in rows[:ROWS]:
        yield f'<tr><th scope="row" style="{_LEFT}">{escape(name)}</th><td>{offset}</td>'
        yield f'<td style="{_LEFT}"><code>{wire}</code></td><td style="{_LEFT}">{escape(value)}</td></tr>'
    if len(rows) > ROWS:
        yield f'<tr><td colspan="4" style="{_LEFT}">… {len(rows) - ROWS:,} more rows</td></tr>'
    yield "</tbody></table>"
