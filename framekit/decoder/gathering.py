"""The beginning of a unit whose rest has not come yet.

Strategy: while the end of the unit is unknown, its bytes are kept in one growing buffer, over which the unit's generator walks on
from where it stood; so nothing is measured twice. Once the end is known, what comes is kept as it came and joined once, when it
is complete; small pieces are put together, as each costs more than its bytes.

Rules: no more is kept than the unit's bytes, and never more than the limit. Nothing is allocated on the word of a length.
"""

from __future__ import annotations

from framekit.decoder.units import Unit
from framekit.errors import FrameTooLarge, UnpackError, hex_look

SMALL = 4096
"""Pieces below so many bytes are put together."""


class Oversize(Exception):
    """A unit takes more than its limit; it carries the error to raise."""

    def __init__(self, error: UnpackError) -> None:
        super().__init__(error)
        self.error = error


class Gathering:
    """Collects one unit.

    Args:
        unit: what is collected.
        head: its first bytes, fewer than it takes.
        limit: the most bytes that it may take.
        base: the offset of the first byte in the stream.
        whole: how many bytes it takes, where that is known already.

    Attributes:
        size: how many bytes are here.
        needed: how many must be here before anything new can be said.
        whole: `needed` is all.
    """

    def __init__(self, unit: Unit, head: bytes, limit: int, base: int, whole: int | None = None) -> None:
        self._unit = unit
        self._limit = limit
        self._base = base
        self.size = len(head)
        self.whole = whole is not None
        if whole is not None:
            self._buffer = bytearray()
            self._parts: list[bytes | bytearray] = [head]
            self.needed = whole
            return
        self._buffer = bytearray(head)
        self._parts = []
        self._steps = unit.measuring(self._buffer, 0, self.size)
        self.needed = self._walk(None)

    def add(self, chunk: bytes, at: int, end: int) -> int:
        """Take bytes of `chunk` between `at` and `end`, and return the offset behind them.

        Raises whatever the unit's generator raises, and Oversize.
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
            self.needed = self._walk(self.size)
            if self.whole and self.size > self.needed:
                taken -= self.size - self.needed
                self.size = self.needed
                del self._buffer[self.size :]
        return at + taken

    def joined(self) -> bytes:
        """The bytes that are here."""
        return b"".join((self._buffer, *self._parts))

    def _walk(self, end: int | None) -> int:
        """Let the generator go on; returns how many bytes must be here next."""
        try:
            needed = next(self._steps) if end is None else self._steps.send(end)
            while needed <= self.size:
                needed = self._steps.send(self.size)
        except StopIteration as known:
            needed = int(known.value)
            self.whole = True
        if needed > self._limit:
            raise Oversize(too_large(self._unit, needed, self._limit, self._buffer, 0, self.size, self._base))
        return needed

    def _keep(self, piece: bytes) -> None:
        if len(piece) >= SMALL:
            self._parts.append(piece)
        elif self._parts and isinstance(self._parts[-1], bytearray):
            self._parts[-1] += piece
        elif self._parts:
            self._parts.append(bytearray(piece))
        else:
            self._buffer += piece


def too_large(unit: Unit, declared: int, limit: int, buffer: bytes | bytearray, at: int, end: int, base: int) -> UnpackError:
    """The error for the unit at `at` that takes more than its limit; where its constants are wrong, what they say tells more."""
    size = unit.signature_size
    if unit.signature is not None and unit.walked(buffer, at, end) >= size and not unit.signature.match(buffer, at, end):
        return unit.explain(bytes(buffer[at : at + size]), None, base)
    return FrameTooLarge(
        f"it takes {declared} bytes or more, over the limit of {limit} (max_frame_size=)",
        declared=declared,
        limit=limit,
        frame=unit.name,
        offset=base,
        look=hex_look(bytes(buffer[at : at + 16]), 0, 1, base),
    )
