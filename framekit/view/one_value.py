"""Values for people: on one line, not in Python syntax, and without invisible characters."""

from __future__ import annotations

from enum import Enum, Flag
from typing import Any

from framekit.declare.frame import Frame
from framekit.spec.kinds import Checksum, Kind, Unknown
from framekit.spec.model import Base
from framekit.view.text import count, visible

SHOWN_BYTES = 32
SHOWN_ITEMS = 16
SHOWN_CHARACTERS = 256
BASES = {2: "b", 8: "o", 16: "x"}


def show_value(value: Any, *, full: bool, kind: Kind | None = None, base: Base = 10, beside: bool = False) -> str:
    """Return a value on one line.

    Args:
        value: the value.
        full: show long values in full.
        kind: the kind on the wire, if known; checksums are shown in hex.
        base: the number base in which integers are shown.
        beside: the value is shown next to its bytes, so that a bytes value is shown only as characters.

    >>> show_value(b"GET /", full=False)
    '47 45 54 20 2f |GET /|'
    """
    if isinstance(kind, Checksum) and isinstance(value, int):
        return f"0x{value:0{2 * kind.size}x}"
    if isinstance(value, Enum):
        return _member(value)
    if isinstance(value, int) and not isinstance(value, bool) and base != 10:
        return f"{value:#{BASES[base]}}"
    if isinstance(value, bytes | bytearray | memoryview):
        return _bytes(bytes(value), full, beside)
    if isinstance(value, str):
        return _text(value, full)
    if isinstance(value, list | tuple):
        items = value if full else value[:SHOWN_ITEMS]
        more = "" if len(items) == len(value) else f", … of {count(len(value), 'item')}"
        return f"[{', '.join(show_value(item, full=full, base=base) for item in items)}{more}]"
    if isinstance(value, Unknown):
        return f"unknown {show_value(value.tag, full=full)}: {show_value(value.data, full=full, beside=beside)}"
    if isinstance(value, Frame):
        return type(value).__name__
    if value is None:
        return "absent"
    return visible(str(value))


def _member(value: Enum) -> str:
    name = value.name
    if name is None:
        name = hex(int(value.value)) if isinstance(value, Flag) else ""
    return f"{name} ({visible(str(value.value))})"


def _bytes(data: bytes, full: bool, beside: bool) -> str:
    if not data:
        return "empty"
    cut = data if full else data[:SHOWN_BYTES]
    characters = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in cut)
    if beside:
        return f"|{characters}|"
    more = "" if len(cut) == len(data) else f" … of {count(len(data), 'byte')}"
    return f"{cut.hex(' ')} |{characters}|{more}"


def _text(text: str, full: bool) -> str:
    """Return a text in quotes, so that spaces at its ends are visible, with Python's escapes."""
    cut = text if full else text[:SHOWN_CHARACTERS]
    more = "" if len(cut) == len(text) else f" … of {count(len(text), 'character')}"
    return f"{cut!r}{more}"
