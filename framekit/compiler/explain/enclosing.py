"""What is known about a frame while its parts are read."""

from __future__ import annotations

from typing import Any


class Enclosing:
    """What the reader must know about the frame that it is reading.

    Attributes:
        start: the offset of its first byte.
        shown: what the partial result shows of it: nested frames as dicts, derived fields and constants included.
        places: the offsets at which its fields begin and end, including their prefixes.
        asked: the names of its arrays whose items are used in expressions.
    """

    def __init__(self, start: int, shown: dict[str, Any]) -> None:
        self.start = start
        self.shown = shown
        self.places: dict[str, tuple[int, int]] = {}
        self.asked: frozenset[str] = frozenset()
