"""The search for the next frame after bytes that are none.

Strategy: each place after the bad one is tried in turn: a frame begins where one really decodes. What is known of the head of
every frame finds the places worth a try. A try first lets the codec judge the first bytes, which settles nearly all places. A
larger unit that is still possible is measured, judged again at four times as many bytes and so on, and read when it is whole.

Rules: the place that is found depends on the bytes alone, not on how they have come. The work is linear: what a try looks at is
charged to a budget, and once that is used up, the search goes on after what was looked at instead of one byte further. It gives
up when it has skipped more than it may.
"""

from __future__ import annotations

from framekit.decoder.units import FIRST_LOOK, Unit, Walk
from framekit.errors import UnpackError

WORK_A_BYTE = 16
"""How many bytes may be looked at for each that the stream has had."""
WORK_AT_LEAST = 1 << 20
"""How many may be looked at in any case."""
WINDOW = 256
"""Bytes that are judged at once: most frames fit in, and a copy of them costs little."""


def looks(seen: int, most: int, milestones: tuple[int, ...] = ()) -> list[int]:
    """How many bytes of a unit to look at, after `seen` and up to `most`: a few at first, then four times as many, and so on.

    >>> looks(16, 300, (2, 20))
    [20, 64, 256]
    """
    sizes = {size for size in milestones if seen < size <= most}
    size = FIRST_LOOK
    while size <= most:
        if size > seen:
            sizes.add(size)
        size *= 4
    return sorted(sizes)


class Budget:
    """What all searches of a stream may look at."""

    def __init__(self) -> None:
        self._spent = 0

    def charge(self, bytes_seen: int, offset: int) -> bool:
        """Bytes were looked at, at an offset of the stream; False if the budget is used up."""
        self._spent += bytes_seen
        return self._spent <= WORK_A_BYTE * offset + WORK_AT_LEAST


class Search:
    """Looks for the next unit.

    Args:
        unit: what is looked for.
        error: what was wrong at the beginning.
        limit: the maximum size of a unit in bytes.
        budget: of the stream.
        base: where the bad unit begins in the stream.
        seen: how many bytes of it were looked at.

    Attributes:
        error: why the search began.
        place: how many bytes are skipped so far, from the bad unit's first byte on; at least one.
    """

    def __init__(self, unit: Unit, error: UnpackError, limit: int, budget: Budget, base: int, seen: int) -> None:
        self.unit = unit
        self.error = error
        self.place = 0
        self._limit = limit
        self._budget = budget
        self._base = base
        self._try: _Try | None = None
        self._go_on_after(seen)

    def advance(self, buffer: bytes | bytearray, start: int, end: int, *, ended: bool) -> bool:
        """Go on as far as the bytes show.

        Args:
            buffer: what has come in; the same object as before, unless it was a chunk.
            start: where the bad unit begins in it.
            end: after the last byte that has come.
            ended: no more will come.

        Returns:
            True if a unit begins at `start + place`; False if more bytes are needed, or all are skipped.
        """
        unit = self.unit
        while start + self.place < end:
            if unit.signature is not None and not self._jump(buffer, start, end, ended=ended):
                return False
            at = start + self.place
            if self._try is None or self._try.at != at or self._try.buffer is not buffer:
                found = unit.judge(bytes(buffer[at : min(end, at + WINDOW)]), self._limit)
                if found.size:
                    return True
                if found.seen:
                    self._go_on_after(found.seen)
                    continue
                self._try = _Try(unit, buffer, at, self._limit, WINDOW if self._try is None else self._try.seen)
            seen = self._try.look(end, ended=ended)
            if seen is None:
                return False
            self._try = None
            if not seen:
                return True
            self._go_on_after(seen)
        return False

    def pass_candidate(self) -> None:
        """Give up the unit at hand, which is not whole."""
        self._try = None
        self.place += 1

    def find_whole(self, buffer: bytes | bytearray, start: int, end: int) -> None:
        """Go to the first unit that is whole; if there is none, stay, to wait with the first that may become one."""
        place, self._try = self.place, None
        if not self.advance(buffer, start, end, ended=True):
            self.place, self._try = place, None

    def _go_on_after(self, seen: int) -> None:
        within = self._budget.charge(seen, self._base + self.place)
        self.place += 1 if within else max(1, seen)

    def _jump(self, buffer: bytes | bytearray, start: int, end: int, *, ended: bool) -> bool:
        """Go to the next place whose head has the constants; False if only more bytes can show one."""
        assert self.unit.signature is not None
        found = self.unit.signature.search(buffer, start + self.place, end)
        if found is not None:
            self.place = found.start() - start
            return True
        self.place = max(self.place, end - start - (0 if ended else self.unit.signature_size - 1))
        return False


class _Try:
    """One place at which a unit may begin, and which the first bytes do not settle."""

    def __init__(self, unit: Unit, buffer: bytes | bytearray, at: int, limit: int, seen: int) -> None:
        self.buffer = buffer
        self.at = at
        self.seen = seen
        self._unit = unit
        self._limit = limit
        self._walk = Walk(unit, buffer, at)
        self._needed = 0

    def look(self, end: int, *, ended: bool) -> int | None:
        """0 if a unit begins here, None if more bytes are needed, else how many bytes were looked at to find none."""
        here = end - self.at
        if not self._walk.known and self._needed <= here and not self._measure(end):
            return max(1, self._unit.walked(self.buffer, self.at, min(end, self.at + self._limit)))
        if self._walk.known:
            for size in looks(self.seen, min(here, self._needed - 1)):
                if seen := self._unit.judge(bytes(self.buffer[self.at : self.at + size]), self._limit).seen:
                    return seen
                self.seen = size
        if self._needed > here:
            return here if ended else None
        whole = bytes(self.buffer[self.at : self.at + self._needed])
        return 0 if self._unit.is_unit(whole) else self._needed

    def _measure(self, end: int) -> bool:
        """Let the walk go on; False if there can be no unit."""
        try:
            self._walk.go_on(min(end, self.at + self._limit))
        except Exception:
            return False
        self._needed = self._walk.needed - self.at
        return 0 < self._needed <= self._limit
