"""What is known of a frame while the parts inside it are read."""

from __future__ import annotations

from typing import Any


class Enclosing:
    """What the reader must know of the frame that it is in.

    Attributes:
        start: the offset of its first byte.
        shown: what the partial result shows of it: nested frames as dicts, derived fields and constants too.
        places: where its fields begin and end, their prefixes included.
        asked: its arrays of which expressions take items.
    """

    def __init__(self, start: int, shown: dict[str, Any]) -> None:
        self.start = start
        self.shown = shown
        self.places: dict[str, tuple[int, int]] = {}
        self.asked: frozenset[str] = frozenset()
