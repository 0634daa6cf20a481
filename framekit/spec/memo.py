"""Memo: what others made of a spec, so that it lives and dies with the spec.

Strategy: a caller that stores something declares a `Key` for it, which carries the type of what is stored.

Rules: what is kept can be made again at any time; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from framekit.spec.record import record

T = TypeVar("T")
D = TypeVar("D")


@record
class Key(Generic[T]):
    """Under what something is kept.

    Attributes:
        name: what it is.
        about: what distinguishes it from other keys of that name, hashable.
    """

    name: str
    about: tuple[Any, ...] = ()


class Memo:
    """What was kept, by its key.

    >>> SIZE: Key[int] = Key("size")
    >>> Memo().once(SIZE, lambda: 4)
    4
    """

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        self._kept: dict[Key[Any], Any] = {}

    def __contains__(self, key: Key[Any]) -> bool:
        return key in self._kept

    def get(self, key: Key[T]) -> T | None:
        """What is kept, or None."""
        return self._kept.get(key)

    def keep(self, key: Key[T], value: T) -> T:
        """Keep a value, and give it back."""
        self._kept[key] = value
        return value

    def once(self, key: Key[T], make: Callable[[], T]) -> T:
        """What is kept; it is made if there is nothing yet."""
        if key not in self._kept:
            self._kept[key] = make()
        value: T = self._kept[key]
        return value
