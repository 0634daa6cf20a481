"""Budget of bytes for the long values of an outermost frame, shared by all its parts.

Strategy: a budget is opened while an outermost frame is drawn. Each value that is longer than usual, at any depth, takes its size
from the budget, and is made no longer than the remainder. The copies of items in a long list share the budget of one item.

Rules: the remainder depends only on what was drawn before, so that hypothesis can repeat a run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

WHOLE = 1 << 18
"""Maximum number of bytes that all long values of a frame may have together."""


class Budget:
    """Number of bytes left for long values of a frame."""

    __slots__ = ("left",)

    def __init__(self, left: int) -> None:
        self.left = left


_current: ContextVar[Budget | None] = ContextVar("budget of the frame that is drawn", default=None)


@contextmanager
def opened() -> Iterator[None]:
    """Open a budget for a frame, unless it shares that of an enclosing frame."""
    if _current.get() is not None:
        yield
        return
    token = _current.set(Budget(WHOLE))
    try:
        yield
    finally:
        _current.reset(token)


def affordable(size: int, least: int, each: int = 1) -> int:
    """Return the size that a long value may have, from `least` to `size`, and take it from the budget.

    Args:
        size: the desired size.
        least: the minimum size.
        each: the number of bytes that a size of 1 takes.
    """
    budget = _current.get()
    if budget is None:
        return size
    found = max(least, min(size, budget.left // max(1, each)))
    budget.left = max(0, budget.left - found * each)
    return found


def can_afford(size: int) -> bool:
    """Return True if the budget has `size` bytes left, and take them from it."""
    budget = _current.get()
    if budget is None:
        return True
    if size > budget.left:
        return False
    budget.left -= size
    return True


@contextmanager
def repeating(times: int) -> Iterator[None]:
    """Charge the budget several times for every byte that is drawn inside the context."""
    budget = _current.get()
    if budget is None or times <= 1:
        yield
        return
    whole = budget.left
    budget.left = whole // times
    try:
        yield
    finally:
        budget.left = whole - (whole // times - budget.left) * times
