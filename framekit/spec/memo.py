"""Memo: a cache for objects that are derived from a spec, which have the lifetime of the spec.

Strategy: a caller that stores something declares a `Key` for it, which determines the type of the stored object.

Rules: every stored object can be made again at any time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from framekit.spec.record import record

T = TypeVar("T")
D = TypeVar("D")


@record
class Key(Generic[T]):
    """The key of a stored object.

    Attributes:
        name: the name of the object.
        about: hashable values that distinguish the key from other keys of that name.
    """

    name: str
    about: tuple[Any, ...] = ()


class Memo:
    """Stored objects by their keys.

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
        """Return the stored object, or None."""
        return self._kept.get(key)

    def keep(self, key: Key[T], value: T) -> T:
        """Store an object, and return it."""
        self._kept[key] = value
        return value

    def once(self, key: Key[T], make: Callable[[], T]) -> T:
        """Return the stored object, or make and store it if there is none."""
        if key not in self._kept:
            self._kept[key] = make()
        value: T = self._kept[key]
        return value
