"""Gathering an incomplete unit until the rest of it arrives.

Strategy: while the end of the unit is unknown, its bytes are kept in one growing buffer, in which the unit's generator resumes
where it stopped, so that nothing is measured twice. Once the end is known, chunks are kept as they arrive and joined once, when
the unit is complete. Small pieces are merged, since each costs more memory than its bytes.

Rules: only the bytes of the unit are kept, and never more than the limit. A declared length alone never causes an allocation.
"""

from __future__ import annotations

from framekit.decoder.units import Unit, Walk

SMALL = 4096
"""Pieces with fewer bytes than this are merged."""


class Gathering:
    """Collect the bytes of one unit.

    Args:
        unit: the unit.
        head: its first bytes, fewer than the unit takes.
        limit: the maximum number of bytes of the unit; the caller compares `needed` with it.
        whole: the number of bytes of the unit, if that is known already.

    Attributes:
        size: the number of bytes collected so far.
        needed: the number of bytes needed to make progress.
        whole: whether `needed` is the number of bytes of the unit.
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
        """Take bytes of `chunk` between `at` and `end`, and return the offset after them.

        Raises whatever the unit's generator raises.
        """
        if self.whole:
            taken = min(end - at, self.needed - self.size)
            self._keep(chunk if taken == len(chunk) else chunk[at : at + taken])
            self.size += taken
            return at + taken
        # Take what is needed, or double what is here: so a unit measured in small steps takes few of them for a large chunk.
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
        """Return the collected bytes."""
        return b"".join((self._buffer, *self._parts))

    def head(self, size: int) -> bytes:
        """Return the first `size` of the collected bytes, without copying more than these."""
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
        """By how much the stream offset is ahead of the bytes taken; negative, as the unit is still pending."""
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
    """The rest of a unit that is already invalid: its error was raised, and its remaining bytes are dropped.

    Args:
        size: the number of its bytes that have arrived.
        needed: the number of bytes of the unit.
    """

    whole = True

    def __init__(self, size: int, needed: int) -> None:
        self.size = size
        self.needed = needed

    def add(self, chunk: bytes, at: int, end: int) -> int:
        """Drop bytes of `chunk` between `at` and `end`, and return the offset after them."""
        taken = min(end - at, self.needed - self.size)
        self.size += taken
        return at + taken

    def joined(self) -> bytes:
        """Return no bytes, as none are pending."""
        return b""

    @property
    def ahead(self) -> int:
        """By how much the stream offset is ahead of the bytes taken: the whole unit already counts as an error."""
        return self.needed - self.size
