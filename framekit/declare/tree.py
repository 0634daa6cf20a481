"""A frame as a readable tree: each field with its bytes and its value, and marks below selected bytes.

Strategy: the rows follow from the spans of a trace, in wire order. The text and the table for notebooks (html.py) show the same
rows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from framekit.declare.declaration import spec_of
from framekit.declare.introspect import trace
from framekit.errors import in_one_line
from framekit.spec.given import given_of

if TYPE_CHECKING:
    from typing_extensions import Buffer

    from framekit.compiler.explain.record import Span
    from framekit.declare.frame import Frame

BYTES = 16
"""Maximum number of bytes of a field that are shown."""
BYTES_BEFORE_MARK = 4
"""Number of bytes that are shown before the first marked byte, if the field is longer than a row."""
CHARACTERS = 48
"""Maximum number of characters of a value that are shown."""
ROWS = 60
"""Maximum number of rows that are shown, unless the last marked byte is in a later row."""

_PREFIX = re.compile(r"^(len|count|size|end|rest)\((.*)\)$")


class Row(NamedTuple):
    """A field, or the name of a part that contains fields.

    Attributes:
        depth: the number of parts that contain it.
        name: the last part of the path; `len(name)` for a length prefix.
        span: the bytes and the value; None for a part that contains fields.
    """

    depth: int
    name: str
    span: Span | None


@overload
def tree(frame: Frame, /, *, marked: Collection[int] = ()) -> str: ...
@overload
def tree(frame: type[Frame], data: Buffer, /, *, marked: Collection[int] = (), **given: Any) -> str: ...
@in_one_line
def tree(frame: Any, data: Any = None, /, *, marked: Collection[int] = (), **given: Any) -> str:
    """Return a frame as text, with one line for each field, its bytes and its value.

    Args:
        frame: a frame, which is shown with its packed bytes; or a class, followed by the bytes of one frame.
        data: the bytes, if `frame` is a class.
        marked: the offsets of bytes to mark.
        given: the values of the fields declared with `given()`, if `frame` is a class.

    Raises:
        PackError: the frame cannot be packed.
        UnpackError: the bytes are not such a frame.

    >>> from framekit import Frame, text, tree, u8, u16
    >>> class Hello(Frame):
    ...     port: u16
    ...     name: str = text(prefix=u8)
    >>> print(tree(Hello(port=80, name="web")))
    Hello, 6 bytes
      port       00 50     80
      len(name)  03        3
      name       77 65 62  'web'
    >>> print(tree(Hello, b"\\x00\\x50\\x03web", marked=[1]))
    Hello, 6 bytes
      port       00 50     80
                    ^^
      len(name)  03        3
      name       77 65 62  'web'
    """
    if isinstance(frame, type):
        if data is None:
            raise TypeError(f"tree({frame.__name__}) needs the bytes of a frame as its second argument")
        cls, wire, spans = frame, bytes(memoryview(data)), trace(frame, data, **given).spans
    else:
        cls = type(frame)
        wire, spans = packed_spans(frame)
    return _draw(f"{cls.__name__}, {size_in_words(len(wire))}", rows_of(spans), marked)


def packed_spans(frame: Frame) -> tuple[bytes, tuple[Span, ...]]:
    """Return the packed bytes of a frame and their spans. Raises PackError."""
    wire = frame.pack()
    return wire, trace(type(frame), wire, given=given_of(spec_of(type(frame)), frame)).spans


def rows_of(spans: Sequence[Span]) -> list[Row]:
    """Return the rows of a tree, each part before its contents."""
    return list(_rows(spans))


def size_in_words(size: int) -> str:
    """Return a number of bytes in words."""
    return f"{size:,} {'byte' if size == 1 else 'bytes'}"


def value_in_words(value: Any) -> str:
    """Return a value as text, truncated if it is long; "" for a part without a value."""
    if value is None:
        return ""
    if isinstance(value, Enum):
        return f"{value.name} ({value.value!r})"
    shown = repr(value)
    return shown if len(shown) <= CHARACTERS else f"{shown[:CHARACTERS]}…"


def _rows(spans: Sequence[Span]) -> Iterator[Row]:
    open_: list[str] = []
    for span in spans:
        found = _PREFIX.match(span.path)
        path, word = (found[2], found[1]) if found else (span.path, "")
        *above, name = re.findall(r"[^.\[\]]+|\[\d+\]", path) or [path]
        common = 0
        while common < min(len(above), len(open_)) and above[common] == open_[common]:
            common += 1
        for depth in range(common, len(above)):
            yield Row(depth, above[depth], None)
        open_ = above
        yield Row(len(above), f"{word}({name})" if word else name, span)


def _draw(title: str, rows: Sequence[Row], marked: Collection[int]) -> str:
    names = ["  " * row.depth + row.name for row in rows]
    name_width = max(map(len, names), default=0)
    hex_width = max((len(_shown(row.span, marked)[0]) for row in rows if row.span is not None), default=0)
    last = max((index for index, row in enumerate(rows) if row.span and _is_marked(row.span, marked)), default=0)
    lines = [title]
    for index, (name, row) in enumerate(zip(names, rows, strict=True)):
        if index > max(ROWS, last):
            lines.append(f"  … {len(rows) - index} more")
            break
        if row.span is None:
            lines.append(f"  {name}")
            continue
        wire, marks = _shown(row.span, marked)
        lines.append(f"  {name:{name_width}}  {wire:{hex_width}}  {value_in_words(row.span.value)}".rstrip())
        if marks:
            lines.append(f"  {'':{name_width}}  {marks}".rstrip())
    return "\n".join(lines)


def _is_marked(span: Span, marked: Collection[int]) -> bool:
    return any(span.start <= at < max(span.end, span.start + 1) for at in marked)


def _shown(span: Span, marked: Collection[int]) -> tuple[str, str]:
    """The bytes of a field as hex, and the marks below them."""
    inside = [at - span.start for at in marked if span.start <= at < span.end]
    first = max(0, min(inside) - BYTES_BEFORE_MARK) if inside and min(inside) >= BYTES else 0
    part = span.wire[first : first + BYTES]
    before, after = "… " if first else "", " …" if first + len(part) < len(span.wire) else ""
    marks = " ".join("^^" if first + index in inside else "  " for index in range(len(part)))
    return before + part.hex(" ") + after, (" " * len(before) + marks).rstrip() if inside else ""
