"""Guard: the limits of an outermost frame, shared by all frames inside it."""

from __future__ import annotations

from framekit.compiler.refusal import Refused
from framekit.spec.model import MAX_EMPTY_ITEMS


class Guard:
    """Bounds the work on an outermost frame if its bytes alone do not: nesting depth and number of items.

    Attributes:
        depth: the number of further levels of nesting allowed.
        items: the number of further items allowed.
        empty: the number of further items allowed of kinds that may take no bytes.
    """

    __slots__ = ("depth", "empty", "items")

    def __init__(self, depth: int, items: int | None) -> None:
        self.depth = depth
        self.items = (1 << 62) if items is None else items
        self.empty = MAX_EMPTY_ITEMS if items is None else items

    def apart(self) -> Guard:
        """Return a copy of the limits, for looking ahead at items that are counted later."""
        same = Guard(self.depth, self.items)
        same.empty = self.empty
        return same

    def enter(self) -> None:
        """Count one more level of nesting."""
        self.depth -= 1
        if self.depth < 0:
            raise Refused

    def spend(self, items: int) -> None:
        """Count the items that follow."""
        self.items -= items
        if self.items < 0:
            raise Refused

    def spend_empty(self, items: int) -> None:
        """Count the items that follow, if they may take no bytes."""
        self.empty -= items
        self.spend(items)
        if self.empty < 0:
            raise Refused
