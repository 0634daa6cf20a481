"""Frames as text: a tree for people, an annotated hex dump, JSON.

Strategy: each form prints a frame, or bytes that are none, to the output. A bad frame is printed as far as it was read.

Rules: a line is one field; long values are cut, and say how long they are, unless all is asked for.
"""

from __future__ import annotations

import json
from typing import Any

from framekit.capture.found import Found as Captured
from framekit.cli.decoding import Bad, Found
from framekit.cli.fields import Field, all_fields, fields_of, fields_read
from framekit.cli.output import Output, Styled, count, visible
from framekit.cli.values import SHOWN_BYTES, show_value
from framekit.declare.convert import asdict
from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.declare.introspect import trace
from framekit.errors import UnpackError
from framekit.spec.kinds import bits_of

ROW = 8
"""Bytes on a row of the annotated dump."""
_NAME: dict[str, Any] = {"fg": "cyan"}
_BAD: dict[str, Any] = {"fg": "red", "bold": True}


def heading(output: Output, stream: str, about: str) -> None:
    """Say which of several streams the next frames are of."""
    name = f"direction {stream or '1'}" if stream in ("", "1", "2") else visible(stream)
    output.line([(f"── {name}{f' ({visible(about)})' if about else ''}", {"bold": True})])


def tree(output: Output, number: int, found: Found | Bad, frame: type[Frame] | None, *, full: bool) -> None:
    """A frame as a tree: a line for each field, branches for nested frames and arrays of them."""
    output.line(_title(number, found, frame))
    if isinstance(found, Found):
        _branches(output, fields_of(found.frame), "", full)
    else:
        _branches(output, _read(found, frame), "", full, found.error.reason)


def _title(number: int, found: Found | Bad, frame: type[Frame] | None) -> list[Styled]:
    size = found.size if isinstance(found, Found) else len(found.data)
    name = type(found.frame).__name__ if isinstance(found, Found) else found.error.frame or "bytes"
    title: list[Styled] = [
        (f"#{number} ", {}),
        (name if frame is None else frame.__name__, {"bold": True}),
        (f" at {found.offset}, {count(size, 'byte')}", {}),
    ]
    if found.source is not None:
        title.append((f", {origin(found.source)}", {}))
    return title if isinstance(found, Found) else [*title, (", bad", _BAD)]


def origin(source: Captured) -> str:
    """When something was captured, and in which packets."""
    packets = source.packets
    shown = f"packets {packets[0]} to {packets[-1]}" if len(packets) > 1 else f"packet {packets[0]}" if packets else ""
    time = "" if source.time is None else source.time.isoformat(" ").removesuffix("+00:00")
    return ", ".join(part for part in (time, shown) if part)


def _read(found: Bad, frame: type[Frame] | None) -> list[Field]:
    partial = found.error.partial if isinstance(found.error, UnpackError) else {}
    return fields_read(None if frame is None else spec_of(frame), partial)


def _branches(output: Output, fields: list[Field], indent: str, full: bool, fault: str = "") -> None:
    rows = [(each, each.name + each.label, each.children) for each in fields if not each.is_pad]
    width = max((len(name) for _, name, inner in rows if not inner), default=0)
    for index, (each, name, inner) in enumerate(rows, 1):
        last = index == len(rows) and not fault
        stem = f"{indent}{'└─' if last else '├─'} "
        hang = f"{indent}{'   ' if last else '│  '}"
        if inner:
            is_frame = isinstance(each.value, Frame | dict)
            about = (type(each.value).__name__ if isinstance(each.value, Frame) else "") if is_frame else ""
            about = about or ("" if is_frame else count(len(each.value), "item"))
            output.line([(stem, {}), (name, _NAME), (" ", {}), (about, {"dim": True})])
            _branches(output, inner, hang, full)
        else:
            value = show_value(each.value, full=full, kind=each.kind)
            output.line([(stem, {}), (name.ljust(width), _NAME), (" ", {})], value, hang)
    if fault:
        output.line([(f"{indent}└─ ", {}), ("fault", _BAD), (" ", {})], visible(fault), indent + "   ")


def annotated(output: Output, number: int, found: Found | Bad, frame: type[Frame] | None, *, full: bool) -> None:
    """A frame as hex, the bytes of each field beside its name and value."""
    output.line(_title(number, found, frame))
    if isinstance(found, Bad):
        _rows(output, found.offset, found.data, [], "", full)
        _branches(output, _read(found, frame), "", full, found.error.reason)
        return
    known = {each.path: each for each in all_fields(fields_of(found.frame))}
    spans = trace(type(found.frame), found.data).spans
    names = [span.path + (known[span.path].label if span.path in known else "") for span in spans]
    width = max((len(name) for name in names), default=0)
    for span, name in zip(spans, names, strict=True):
        field = known.get(span.path)
        value = ""
        if span.value is not None:
            value = show_value(span.value, full=full, kind=None if field is None else field.kind, beside=True)
        place = span.start if field is None else _place_of(field, span.start)
        head: list[Styled] = [(name.ljust(width), _NAME), ("  ", {})]
        _rows(output, found.offset + place, span.wire, head, value, full)


def _place_of(field: Field, start: int) -> int:
    """The offset of the byte in which a bit field begins; of other fields, the first byte."""
    bits = None if field.kind is None else bits_of(field.kind)
    if bits is None or bits.first:
        return start
    first = bits.shift if bits.order == "little" else 8 * bits.group - bits.shift - bits.width
    return start - bits.group + first // 8


def _rows(output: Output, offset: int, data: bytes, head: list[Styled], value: str, full: bool) -> None:
    rows = [data[at : at + ROW] for at in range(0, len(data), ROW)] or [b""]
    shown = rows if full else rows[: SHOWN_BYTES // ROW]
    for index, row in enumerate(shown):
        place: Styled = (f"{offset + index * ROW:08x}  {row.hex(' '):<{3 * ROW}} ", {})
        if index == 0:
            output.line([place, *head], value, " " * len(place[0]))
        else:
            output.line([place])
    if len(shown) < len(rows):
        output.line([(f"{'':10}… of {count(len(data), 'byte')}", {})])


def json_line(output: Output, before: str, frame: Frame) -> None:
    """A frame as one line of JSON. Text that the output cannot hold is escaped, as JSON does."""
    values = asdict(frame)
    if not output.json(before + json.dumps(values, ensure_ascii=False, allow_nan=False)):
        output.json(before + json.dumps(values, allow_nan=False))
