"""How many bytes of long values one whole frame may still have, shared by all that it holds.

Strategy: a budget is opened for an outermost frame while it is drawn. Each value that is longer than usual, at any depth, takes
its size from the budget, and is made no longer than what is left. The copies of items in a long list share what one may take.

Rules: what is left follows from what was drawn before and from nothing else, so that hypothesis can repeat a run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

WHOLE = 1 << 18
"""The bytes that all long values of one frame may have together."""


class Budget:
    """What is left for long values of a frame, in bytes."""

    __slots__ = ("left",)

    def __init__(self, left: int) -> None:
        self.left = left


_current: ContextVar[Budget | None] = ContextVar("budget of the frame that is drawn", default=None)


@contextmanager
def opened() -> Iterator[None]:
    """Give a frame its budget, or let it share that of the frame around it."""
    if _current.get() is not None:
        yield
        return
    token = _current.set(Budget(WHOLE))
    try:
        yield
    finally:
        _current.reset(token)


def affordable(size: int, least: int, each: int = 1) -> int:
    """The size that a long value may have, from `least` up to `size`; it is taken from the budget.

    Args:
        size: the size wanted.
        least: the minimum.
        each: the bytes that a size of 1 takes.
    """
    budget = _current.get()
    if budget is None:
        return size
    found = max(least, min(size, budget.left // max(1, each)))
    budget.left = max(0, budget.left - found * each)
    return found


def can_afford(size: int) -> bool:
    """True if a value of so many bytes can be made; they are taken from the budget then."""
    budget = _current.get()
    if budget is None:
        return True
    if size > budget.left:
        return False
    budget.left -= size
    return True


@contextmanager
def repeating(times: int) -> Iterator[None]:
    """What is drawn meanwhile takes its bytes from the budget that many times."""
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
