"""Guard: the limits of one outermost frame, for all frames inside it together."""

from __future__ import annotations

from framekit.compiler.refusal import Refused
from framekit.spec.model import MAX_EMPTY_ITEMS


class Guard:
    """What bounds the work on one outermost frame where its bytes alone do not: how deep, how many items.

    Attributes:
        depth: how many more frames may be nested inside each other.
        items: how many items may still come.
        empty: how many of them may still be of a kind that may take no bytes.
    """

    __slots__ = ("depth", "empty", "items")

    def __init__(self, depth: int, items: int | None) -> None:
        self.depth = depth
        self.items = (1 << 62) if items is None else items
        self.empty = MAX_EMPTY_ITEMS if items is None else items

    def apart(self) -> Guard:
        """The same limits, to look ahead at what is counted later."""
        same = Guard(self.depth, self.items)
        same.empty = self.empty
        return same

    def enter(self) -> None:
        """One frame deeper."""
        self.depth -= 1
        if self.depth < 0:
            raise Refused

    def spend(self, items: int) -> None:
        """Count items that follow."""
        self.items -= items
        if self.items < 0:
            raise Refused

    def spend_empty(self, items: int) -> None:
        """Count items that follow and may take no bytes."""
        self.empty -= items
        self.spend(items)
        if self.empty < 0:
            raise Refused
