"""The `repr` of a frame: the constructor call, truncated if it is long.

Rules: a short value is shown in full, so that it can be pasted into code; a long one is truncated and its length is stated.
"""

from __future__ import annotations

from typing import Any

LONGEST_VALUE = 80
"""Maximum number of bytes or characters of a value that are shown."""
LONGEST_LIST = 20
"""Maximum number of items of a list that are shown."""
LONGEST = 4000
"""Maximum number of characters of the whole `repr`."""


def show_frame(name: str, values: list[tuple[str, Any]]) -> str:
    """Return the constructor call that creates a frame.

    >>> show_frame("Blob", [("key", 1), ("value", bytes(1000))])[:44]
    "Blob(key=1, value=b'\\\\x00\\\\x00\\\\x00\\\\x00\\\\x00\\\\x00"
    """
    shown = f"{name}({', '.join(f'{field}={show_value(value)}' for field, value in values)})"
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}... ({len(shown):,} characters)"


def show_value(value: Any) -> str:
    """Return the `repr` of a value, truncated if it is long."""
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
