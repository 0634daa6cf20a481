"""The search for the next frame where bytes are none.

Strategy: each place behind the bad one is tried in turn: a frame begins where one really decodes. Constants at the head of the
frame find the places worth a try. A try looks at the first bytes of a unit, then at four times as many and so on, until it finds
a fault or has seen all: garbage is mostly found out by a few bytes, whatever length it promises.

Rules: the place that is found depends on the bytes alone, not on how they have come. The work is linear: what a try looks at is
charged to a budget, and where that is used up, the search goes on behind what was looked at instead of one byte further. It gives
up when it has skipped more than it may.
"""

from __future__ import annotations

from collections.abc import Iterator

from framekit.decoder.units import Unit, Walk
from framekit.errors import UnpackError

WORK_A_BYTE = 16
"""How many bytes may be looked at for each that the stream has had."""
WORK_AT_LEAST = 1 << 20
"""How many may be looked at in any case."""
FIRST_LOOK = 16
"""Bytes that a try looks at first."""


def looks(seen: int, most: int) -> Iterator[int]:
    """How many bytes of a unit to look at, where `seen` were and `most` may be: a few at first, then four times as many."""
    size = 4 * seen or FIRST_LOOK
    while size <= most:
        yield size
        size *= 4


class Budget:
    """What all searches of a stream may look at."""

    def __init__(self) -> None:
        self._spent = 0

    def charge(self, bytes_seen: int, offset: int) -> bool:
        """Bytes were looked at, at an offset of the stream; False where the budget is used up."""
        self._spent += bytes_seen
        return self._spent <= WORK_A_BYTE * offset + WORK_AT_LEAST


class Search:
    """Looks for the next unit.

    Args:
        unit: what is looked for.
        error: what was wrong at the beginning.
        limit: the most bytes that a unit may take.
        budget: of the stream.
        base: where the bad unit begins in the stream.
        seen: how many bytes of it were looked at.

    Attributes:
        error: why the search began.
        place: how many bytes are skipped so far, from the bad unit's first byte on; at the least one.
    """

    def __init__(self, unit: Unit, error: UnpackError, limit: int, budget: Budget, base: int, seen: int) -> None:
        self.unit = unit
        self.error = error
        self.place = 0
        self._limit = limit
        self._budget = budget
        self._base = base
        self._try: _Try | None = None
        self._go_on_behind(seen)

    def advance(self, buffer: bytes | bytearray, start: int, end: int, *, ended: bool) -> bool:
        """Go on as far as the bytes tell.

        Args:
            buffer: what has come in; the same object as before, unless it was a chunk.
            start: where the bad unit begins in it.
            end: behind the last byte that has come.
            ended: no more will come.

        Returns:
            True where a unit stands at `start + place`; False where more bytes are needed, or where all are skipped.
        """
        while start + self.place < end:
            if not self._jump(buffer, start, end, ended=ended):
                return False
            at = start + self.place
            if self._try is None or self._try.at != at or self._try.buffer is not buffer:
                self._try = _Try(self.unit, buffer, at, self._limit, 0 if self._try is None else self._try.seen)
            seen = self._try.look(end, ended=ended)
            if seen is None:
                return False
            self._try = None
            if not seen:
                return True
            self._go_on_behind(seen)
        return False

    def _go_on_behind(self, seen: int) -> None:
        within = self._budget.charge(seen, self._base + self.place)
        self.place += 1 if within else max(1, seen)

    def _jump(self, buffer: bytes | bytearray, start: int, end: int, *, ended: bool) -> bool:
        """Go to the next place whose head has the constants; False where only more bytes can tell."""
        if self.unit.signature is None:
            return True
        found = self.unit.signature.search(buffer, start + self.place, end)
        if found is not None:
            self.place = found.start() - start
            return True
        self.place = max(self.place, end - start - (0 if ended else self.unit.signature_size - 1))
        return False


class _Try:
    """One place at which a unit may begin."""

    def __init__(self, unit: Unit, buffer: bytes | bytearray, at: int, limit: int, seen: int) -> None:
        self.buffer = buffer
        self.at = at
        self.seen = seen
        self._unit = unit
        self._limit = limit
        self._walk = Walk(unit, buffer, at)
        self._needed = 0

    def look(self, end: int, *, ended: bool) -> int | None:
        """0 where a unit stands here, None where more bytes are needed, else how many bytes were looked at to find none."""
        here = end - self.at
        if not self._walk.known and self._needed <= here and not self._measure(end):
            return max(1, self._unit.walked(self.buffer, self.at, min(end, self.at + self._limit)))
        if self._walk.known:
            for size in looks(self.seen, min(here, self._needed - 1)):
                if self._unit.is_wrong(bytes(self.buffer[self.at : self.at + size])):
                    return size
                self.seen = size
        if self._needed > here:
            return here if ended else None
        try:
            self._unit.unpack(bytes(self.buffer[self.at : self.at + self._needed]), 0)
        except UnpackError:
            return self._needed
        return 0

    def _measure(self, end: int) -> bool:
        """Let the walk go on; False where there can be no unit."""
        try:
            self._walk.go_on(min(end, self.at + self._limit))
        except Exception:
            return False
        self._needed = self._walk.needed - self.at
        return 0 < self._needed <= self._limit
