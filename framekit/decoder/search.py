"""The search for the next frame where bytes are none.

Strategy: each place behind the bad one is tried in turn: a frame begins where one really decodes. Constants at the head of the
frame find the places worth a try; a length that is still to be filled is held against what has come of the frame so far.

Rules: the place that is found depends on the bytes alone, not on how they have come. The work is linear: what a try looks at is
counted, and where that is much more than what was skipped, the search goes on behind the fault instead of one byte further. It
gives up when it has skipped more than it may.
"""

from __future__ import annotations

from collections.abc import Generator

from framekit.decoder.units import Unit
from framekit.errors import TruncatedFrame, UnpackError

WORK_A_BYTE = 16
"""How many bytes may be looked at for each that is skipped."""
WORK_AT_LEAST = 1 << 20
"""How many may be looked at in any case."""
CHEAP = 256
"""A try at so short a unit counts with its whole length: finding out where it failed would cost more."""


class Search:
    """Looks for the next unit.

    Args:
        unit: what is looked for.
        error: what was wrong at the beginning.
        limit: the most bytes that a unit may take.

    Attributes:
        error: why the search began.
        place: how many bytes are skipped so far, from the bad unit's first byte on; at the least one.
    """

    def __init__(self, unit: Unit, error: UnpackError, limit: int) -> None:
        self.unit = unit
        self.error = error
        self.place = 1
        self._limit = limit
        self._work = 0
        self._try: _Try | None = None

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
                self._try = _Try(self.unit, buffer, at, self._limit)
            cost = self._try.cost(end, ended=ended)
            if cost is None:
                return False
            self._try = None
            if not cost:
                return True
            self._work += cost
            exhausted = self._work > WORK_A_BYTE * self.place + WORK_AT_LEAST
            self.place += cost if exhausted else 1
        return False

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

    def __init__(self, unit: Unit, buffer: bytes | bytearray, at: int, limit: int) -> None:
        self.buffer = buffer
        self.at = at
        self._unit = unit
        self._limit = limit
        self._steps: Generator[int, int, int] | None = None
        self._needed = 0
        self._whole = False
        self._next_doubt = 0

    def cost(self, end: int, *, ended: bool) -> int | None:
        """0 where a unit stands here, None where more bytes are needed, else how many bytes were looked at to find none."""
        here = end - self.at
        if not self._whole and self._needed <= here and not self._measure(end):
            return self._walked(end)
        if self._needed > here:
            if ended:
                return self._walked(end)
            return self._doubt(end) if self._whole and here >= self._next_doubt else None
        wire = bytes(self.buffer[self.at : self.at + self._needed])
        try:
            self._unit.unpack(wire, 0)
        except UnpackError as error:
            return self._failed(error)
        return 0

    def _measure(self, end: int) -> bool:
        """Let the generator go on; False where there can be no unit."""
        end = min(end, self.at + self._limit)
        try:
            if self._steps is None:
                self._steps = self._unit.measuring(self.buffer, self.at, end)
                needed = next(self._steps)
            else:
                needed = self._steps.send(end)
            while needed <= end:
                needed = self._steps.send(end)
        except StopIteration as known:
            needed = int(known.value)
            self._whole = True
        except Exception:
            return False
        self._needed = needed - self.at
        return 0 < self._needed <= self._limit

    def _walked(self, end: int) -> int:
        return max(1, self._unit.walked(bytes(self.buffer[self.at : min(end, self.at + self._limit)])))

    def _doubt(self, end: int) -> int | None:
        """A length may be garbage and never be filled: what is here must not be wrong already."""
        head = bytes(self.buffer[self.at : end])
        self._next_doubt = 2 * len(head)
        error = self._unit.explain(head, None, 0)
        return None if isinstance(error, TruncatedFrame) else self._failed(error)

    def _failed(self, error: UnpackError) -> int:
        return self._needed if self._needed <= CHEAP else 1 + (error.offset or 0)
