"""How a frame shows itself: `repr` as the constructor call, cut where it would be long.

Rules: what is short is shown whole, so that it can be pasted; what is long says how much there is of it.
"""

from __future__ import annotations

from typing import Any

LONGEST_VALUE = 80
"""Bytes or characters of a value that are shown whole; of a longer one, the beginning and its length."""
LONGEST_LIST = 20
"""Items of a list that are shown."""
LONGEST = 4000
"""Characters of the whole."""


def show_frame(name: str, values: list[tuple[str, Any]]) -> str:
    """The constructor call that makes a frame.

    >>> show_frame("Blob", [("key", 1), ("value", bytes(1000))])[:44]
    "Blob(key=1, value=b'\\\\x00\\\\x00\\\\x00\\\\x00\\\\x00\\\\x00"
    """
    shown = f"{name}({', '.join(f'{field}={show_value(value)}' for field, value in values)})"
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}... ({len(shown):,} characters)"


def show_value(value: Any) -> str:
    """A value as Python would write it, cut if it is long."""
    if type(value) is int:
        return repr(value)
    if type(value) is list:
        items = ", ".join(map(show_value, value[:LONGEST_LIST]))
        return f"[{items}]" if len(value) <= LONGEST_LIST else f"[{items}, ... ({len(value):,} items)]"
    if isinstance(value, (bytes, bytearray)) and len(value) > LONGEST_VALUE:
        return f"{bytes(value[:LONGEST_VALUE])!r}... ({len(value):,} bytes)"
    if isinstance(value, str) and len(value) > LONGEST_VALUE:
        return f"{value[:LONGEST_VALUE]!r}... ({len(value):,} characters)"
    return repr(value)
