"""The beginning of a unit whose rest has not come yet.

Strategy: while the end of the unit is unknown, its bytes are kept in one growing buffer, over which the unit's generator walks on
from where it stood; so nothing is measured twice. Once the end is known, what comes is kept as it came and joined once, when it
is complete; small pieces are put together, as each costs more than its bytes.

Rules: no more is kept than the unit's bytes, and never more than the limit. Nothing is allocated on the word of a length.
"""

from __future__ import annotations

from framekit.decoder.units import Unit, Walk

SMALL = 4096
"""Pieces below so many bytes are put together."""


class Gathering:
    """Collects one unit.

    Args:
        unit: what is collected.
        head: its first bytes, fewer than it takes.
        limit: the most bytes that it may take: whoever gathers holds `needed` against it.
        whole: how many bytes it takes, where that is known already.

    Attributes:
        size: how many bytes are here.
        needed: how many must be here before anything new can be said.
        whole: `needed` is all.
    """

    def __init__(self, unit: Unit, head: bytes, limit: int, whole: int | None = None) -> None:
        self._limit = limit
        self.size = len(head)
        self.whole = whole is not None
        if whole is not None:
            self._buffer = bytearray()
            self._parts: list[bytes | bytearray] = [head]
            self.needed = whole
            return
        self._buffer = bytearray(head)
        self._parts = []
        self._walk = Walk(unit, self._buffer, 0)
        self._measure()

    def add(self, chunk: bytes, at: int, end: int) -> int:
        """Take bytes of `chunk` between `at` and `end`, and return the offset behind them.

        Raises whatever the unit's generator raises.
        """
        if self.whole:
            taken = min(end - at, self.needed - self.size)
            self._keep(chunk if taken == len(chunk) else chunk[at : at + taken])
            self.size += taken
            return at + taken
        # At least what is needed; as much as is here already, so that a unit told bit by bit takes few steps for a large chunk.
        taken = min(end - at, max(self.needed - self.size, min(self.size, self._limit - self.size)))
        self._buffer += chunk[at : at + taken]
        self.size += taken
        if self.size >= self.needed:
            self._measure()
            if self.whole and self.size > self.needed:
                taken -= self.size - self.needed
                self.size = self.needed
                del self._buffer[self.size :]
        return at + taken

    def joined(self) -> bytes:
        """The bytes that are here."""
        return b"".join((self._buffer, *self._parts))

    def head(self, size: int) -> bytes:
        """The first `size` of the bytes that are here, which no more than these are copied for."""
        head = bytes(self._buffer[:size])
        for part in self._parts:
            if len(head) >= size:
                break
            head += part[: size - len(head)]
        return head

    def _measure(self) -> None:
        self._walk.go_on(self.size)
        self.needed, self.whole = self._walk.needed, self._walk.known

    @property
    def ahead(self) -> int:
        """By how much the offset of the stream is ahead of what has been taken: the unit still waits."""
        return -self.size

    def _keep(self, piece: bytes) -> None:
        if len(piece) >= SMALL:
            self._parts.append(piece)
        elif self._parts and isinstance(self._parts[-1], bytearray):
            self._parts[-1] += piece
        elif self._parts:
            self._parts.append(bytearray(piece))
        else:
            self._buffer += piece


class Passing:
    """The rest of a unit that is wrong already: its error was raised, and what comes of it is dropped.

    Args:
        size: how many bytes of it have come.
        needed: how many bytes it takes.
    """

    whole = True

    def __init__(self, size: int, needed: int) -> None:
        self.size = size
        self.needed = needed

    def add(self, chunk: bytes, at: int, end: int) -> int:
        """Pass over bytes of `chunk` between `at` and `end`, and return the offset after them."""
        taken = min(end - at, self.needed - self.size)
        self.size += taken
        return at + taken

    def joined(self) -> bytes:
        """Nothing waits."""
        return b""

    @property
    def ahead(self) -> int:
        """By how much the offset of the stream is ahead of what has been taken: all of the unit counts as an error."""
        return self.needed - self.size
