"""A frame as a tree, each field with its bytes and its value, and the bytes that matter marked below."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from enum import Enum
from typing import Any

from framekit.compiler.explain.record import Span
from framekit.declare.frame import Frame
from framekit.declare.introspect import trace

ROW = 16
"""Bytes that are shown of a field."""
BEFORE = 4
"""Bytes that are shown before the first that is marked, where a field is longer than a row."""
VALUE = 48
"""Characters that are shown of a value."""
LINES = 60
"""Fields that are shown of a frame that has none marked; those behind the last marked one are left out as well."""

_PREFIX = re.compile(r"^(len|count|size|end|rest)\((.*)\)$")


def frame_tree(cls: type[Frame], data: bytes, /, marked: Collection[int] = ()) -> str:
    """The frame that some bytes are, as a tree.

    Args:
        cls: the class.
        data: the bytes of one frame.
        marked: offsets of the bytes to mark.

    Raises:
        UnpackError: the bytes are no such frame.

    >>> from framekit import Frame, text, u8, u16
    >>> class Hello(Frame):
    ...     port: u16
    ...     name: str = text(prefix=u8)
    >>> print(frame_tree(Hello, b"\\x00\\x50\\x03web", marked=[1]))
    Hello, 6 bytes
      port       00 50     80
                    ^^
      len(name)  03        3
      name       77 65 62  'web'
    """
    spans = trace(cls, data).spans
    lines = list(_lines(spans))
    name_width = max((len(name) for name, _ in lines), default=0)
    hex_width = max((len(_shown(span, marked)[0]) for _, span in lines if span is not None), default=0)
    outcome = [f"{cls.__name__}, {len(data)} {'byte' if len(data) == 1 else 'bytes'}"]
    last = max((index for index, (_, span) in enumerate(lines) if span and _is_marked(span, marked)), default=0)
    for index, (name, span) in enumerate(lines):
        if index > max(LINES, last):
            outcome.append(f"  … {len(lines) - index} more")
            break
        if span is None:
            outcome.append(f"  {name}")
            continue
        wire, marks = _shown(span, marked)
        outcome.append(f"  {name:{name_width}}  {wire:{hex_width}}  {_value(span.value)}".rstrip())
        if marks:
            outcome.append(f"  {'':{name_width}}  {marks}".rstrip())
    return "\n".join(outcome)


def _lines(spans: tuple[Span, ...]) -> Iterator[tuple[str, Span | None]]:
    """The lines of the tree: the name with its indent, and the bytes; None for what only holds others."""
    open_: list[str] = []
    for span in spans:
        found = _PREFIX.match(span.path)
        path, word = (found[2], found[1]) if found else (span.path, "")
        *above, name = re.findall(r"[^.\[\]]+|\[\d+\]", path) or [path]
        common = 0
        while common < min(len(above), len(open_)) and above[common] == open_[common]:
            common += 1
        for depth in range(common, len(above)):
            yield "  " * depth + above[depth], None
        open_ = above
        yield "  " * len(above) + (f"{word}({name})" if word else name), span


def _is_marked(span: Span, marked: Collection[int]) -> bool:
    return any(span.start <= at < max(span.end, span.start + 1) for at in marked)


def _shown(span: Span, marked: Collection[int]) -> tuple[str, str]:
    """The bytes of a field as hex, and the marks below them."""
    inside = [at - span.start for at in marked if span.start <= at < span.end]
    first = max(0, min(inside) - BEFORE) if inside and min(inside) >= ROW else 0
    part = span.wire[first : first + ROW]
    before, behind = "… " if first else "", " …" if first + len(part) < len(span.wire) else ""
    marks = " ".join("^^" if first + index in inside else "  " for index in range(len(part)))
    return before + part.hex(" ") + behind, (" " * len(before) + marks).rstrip() if inside else ""


def _value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Enum):
        return f"{value.name} ({value.value!r})"
    shown = repr(value)
    return shown if len(shown) <= VALUE else f"{shown[:VALUE]}…"
