"""A frame as a tree, as hex with the fields next to their bytes, or on one line.

Strategy: each view yields lines with styles; the caller determines width and colours. Bytes that are not a frame are shown as far
as they were read.

Rules: each line has one field. Long values are shortened, with their full length, unless `full` is set.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from framekit.capture.found import Found
from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.errors import UnpackError
from framekit.spec.kinds import bits_of
from framekit.view.fields import Field, all_fields, fields_of, fields_read, spans_of
from framekit.view.one_value import SHOWN_BYTES, show_value
from framekit.view.text import Line, Styled, count, visible

ROW = 8
"""Number of bytes in a row of the annotated dump."""
_NAME: dict[str, Any] = {"fg": "cyan"}
_BAD: dict[str, Any] = {"fg": "red", "bold": True}
_ODD: dict[str, Any] = {"fg": "yellow"}


def tree(number: int, found: Found, frame: type[Frame] | None = None, *, full: bool) -> Iterator[Line]:
    """Yield an item as a tree, with a line for each field, and branches for nested frames and arrays of them.

    Args:
        number: the number of the frame, from 0.
        found: a frame, or bytes that are not a frame.
        frame: the class that all frames have, or None if they may have several.
        full: show long values in full.
    """
    if _is_remark(found):
        yield _remark(found)
        return
    yield _title(number, found, frame)
    if found.frame is not None:
        yield from _branches(fields_of(found.frame), "", full)
    else:
        yield from _branches(_read(found, frame), "", full, found.reason)


def annotated(number: int, found: Found, frame: type[Frame] | None = None, *, full: bool) -> Iterator[Line]:
    """Yield an item as hex, the bytes of each field next to its name and value. Requires the bytes in `Found.data`."""
    if _is_remark(found):
        yield _remark(found)
        yield from _rows(found.offset, found.data, [], "", full) if found.data else ()
        return
    yield _title(number, found, frame)
    if found.frame is None:
        yield from _rows(found.offset, found.data, [], "", full) if found.data else ()
        yield from _branches(_read(found, frame), "", full, found.reason)
        return
    known = {each.path: each for each in all_fields(fields_of(found.frame))}
    spans = spans_of(found.frame, found.data)
    names = [span.path + (known[span.path].label if span.path in known else "") for span in spans]
    width = max((len(name) for name in names), default=0)
    for span, name in zip(spans, names, strict=True):
        field = known.get(span.path)
        value = ""
        if span.value is not None:
            kind, base = (None, 10) if field is None else (field.kind, field.base)
            value = show_value(span.value, full=full, kind=kind, base=base, beside=True)
        place = span.start if field is None else _place_of(field, span.start)
        head: list[Styled] = [(name.ljust(width), _NAME), ("  ", {})]
        yield from _rows(found.offset + place, span.wire, head, value, full)


def one_line(frame: Frame) -> str:
    """Return the values of a frame on one line, with nested frames in braces."""
    parts = []
    for each in spec_of(type(frame)).attributes:
        if not each.settable and not each.derived:
            continue
        value = getattr(frame, each.name)
        is_frame = isinstance(value, Frame)
        shown = f"{{{one_line(value)}}}" if is_frame else show_value(value, full=False, kind=each.kind, base=each.base)
        parts.append(f"{each.name}={shown}")
    return " ".join(parts)


def origin(found: Found) -> str:
    """Return the time and the packets of an item as text."""
    packets = found.packets
    shown = f"packets {packets[0]} to {packets[-1]}" if len(packets) > 1 else f"packet {packets[0]}" if packets else ""
    time = "" if found.time is None else found.time.isoformat(" ").removesuffix("+00:00")
    return ", ".join(part for part in (time, shown) if part)


def _is_remark(found: Found) -> bool:
    """Return True if an item is neither a frame nor bytes that should be one."""
    return found.frame is None and found.error is None


def _remark(found: Found) -> Line:
    about = ""
    if found.direction:
        parts = [count(found.size, "byte") if found.size else "", origin(found)]
        about = f" at {found.offset}{''.join(f', {part}' for part in parts if part)}"
    elif found.connection is not None:
        about = f", connection {found.connection.number}"
    return Line([(f"── {found.kind}{about}: ", _ODD)], visible(found.reason))


def _title(number: int, found: Found, frame: type[Frame] | None) -> Line:
    expected = "bytes" if frame is None else frame.__name__
    name = type(found.frame).__name__ if found.frame is not None else getattr(found.error, "frame", "") or expected
    size = f", {count(found.size, 'byte')}" if found.size else ""
    when = origin(found)
    title: list[Styled] = [
        (f"#{number} ", {}),
        (name, {"bold": True}),
        (f" at {found.offset}{size}{f', {when}' if when else ''}", {}),
    ]
    return Line(title if found.frame is not None else [*title, (", bad", _BAD)])


def _read(found: Found, frame: type[Frame] | None) -> list[Field]:
    partial = found.error.partial if isinstance(found.error, UnpackError) else {}
    return fields_read(None if frame is None else spec_of(frame), partial)


def _branches(fields: list[Field], indent: str, full: bool, fault: str = "") -> Iterator[Line]:
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
            yield Line([(stem, {}), (name, _NAME), (" ", {}), (about, {"dim": True})])
            yield from _branches(inner, hang, full)
        else:
            value = show_value(each.value, full=full, kind=each.kind, base=each.base)
            yield Line([(stem, {}), (name.ljust(width), _NAME), (" ", {})], value, hang)
    if fault:
        yield Line([(f"{indent}└─ ", {}), ("fault", _BAD), (" ", {})], visible(fault), indent + "   ")


def _place_of(field: Field, start: int) -> int:
    """Return the offset of the first byte of a field; for a bit field, of the byte in which it begins."""
    bits = None if field.kind is None else bits_of(field.kind)
    if bits is None or bits.first:
        return start
    first = bits.shift if bits.order == "little" else 8 * bits.group - bits.shift - bits.width
    return start - bits.group + first // 8


def _rows(offset: int, data: bytes, head: list[Styled], value: str, full: bool) -> Iterator[Line]:
    rows = [data[at : at + ROW] for at in range(0, len(data), ROW)] or [b""]
    shown = rows if full else rows[: SHOWN_BYTES // ROW]
    for index, row in enumerate(shown):
        place: Styled = (f"{offset + index * ROW:08x}  {row.hex(' '):<{3 * ROW}} ", {})
        if index == 0:
            yield Line([place, *head], value, " " * len(place[0]))
        else:
            yield Line([place])
    if len(shown) < len(rows):
        yield Line([(f"{'':10}… of {count(len(data), 'byte')}", {})])
