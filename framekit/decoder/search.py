"""The search for the next frame after bytes that are not a frame.

Strategy: each position after the bad one is tried in turn: a frame begins where one actually decodes. The signature of the frame
finds the positions worth trying. At each, the codec first judges the first bytes, which settles nearly all positions. A larger
unit that is still possible is measured, judged again with four times as many bytes and so on, and read once it is complete.

Rules: the position found depends only on the bytes, not on how they arrived. The work is linear: the bytes that a try examines
are charged to a budget. Once the budget is used up, the search continues after the examined bytes instead of one byte further.
The search fails when it has skipped more than `max_skip` bytes.
"""

from __future__ import annotations

from framekit.decoder.units import FIRST_LOOK, Unit, Walk
from framekit.errors import UnpackError

WORK_A_BYTE = 16
"""The number of bytes that may be examined per byte of the stream so far."""
WORK_AT_LEAST = 1 << 20
"""The number of bytes that may be examined in any case."""
WINDOW = 256
"""The number of bytes that are judged together: most frames fit, and copying them is cheap."""


def looks(seen: int, most: int, milestones: tuple[int, ...] = ()) -> list[int]:
    """Return the numbers of bytes of a unit to examine, above `seen` and up to `most`, each about four times the one before.

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
    """The number of bytes that all searches of a stream together may examine."""

    def __init__(self) -> None:
        self._spent = 0

    def charge(self, bytes_seen: int, offset: int) -> bool:
        """Charge bytes that were examined at an offset of the stream; False if the budget is used up."""
        self._spent += bytes_seen
        return self._spent <= WORK_A_BYTE * offset + WORK_AT_LEAST


class Search:
    """A search for the next unit.

    Args:
        unit: the unit to look for.
        error: the error of the bad unit.
        limit: the maximum size of a unit in bytes.
        budget: the budget of the stream.
        base: the offset of the bad unit in the stream.
        seen: the number of its bytes that were examined.

    Attributes:
        error: the error that started the search.
        place: the number of bytes skipped so far, counted from the first byte of the bad unit; at least one.
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
        """Continue as far as the bytes allow.

        Args:
            buffer: the received bytes; the same object as before, unless that was a chunk.
            start: the offset of the bad unit in the buffer.
            end: the offset after the last received byte.
            ended: whether the stream has ended.

        Returns:
            True if a unit begins at `start + place`; False if more bytes are needed or all bytes are skipped.
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
        """Abandon the current unit, which is incomplete."""
        self._try = None
        self.place += 1

    def find_whole(self, buffer: bytes | bytearray, start: int, end: int) -> None:
        """Move to the first complete unit; if there is none, stay at the first position where a unit may begin."""
        place, self._try = self.place, None
        if not self.advance(buffer, start, end, ended=True):
            self.place, self._try = place, None

    def _go_on_after(self, seen: int) -> None:
        within = self._budget.charge(seen, self._base + self.place)
        self.place += 1 if within else max(1, seen)

    def _jump(self, buffer: bytes | bytearray, start: int, end: int, *, ended: bool) -> bool:
        """Move to the next position that matches the signature; False if more bytes are needed to find one."""
        assert self.unit.signature is not None
        found = self.unit.signature.search(buffer, start + self.place, end)
        if found is not None:
            self.place = found.start() - start
            return True
        self.place = max(self.place, end - start - (0 if ended else self.unit.signature_size - 1))
        return False


class _Try:
    """A position at which a unit may begin, as far as its first bytes show."""

    def __init__(self, unit: Unit, buffer: bytes | bytearray, at: int, limit: int, seen: int) -> None:
        self.buffer = buffer
        self.at = at
        self.seen = seen
        self._unit = unit
        self._limit = limit
        self._walk = Walk(unit, buffer, at)
        self._needed = 0

    def look(self, end: int, *, ended: bool) -> int | None:
        """Return 0 if a unit begins here, None if more bytes are needed, otherwise how many bytes it took to rule it out."""
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
        """Continue the walk; False if no unit can begin here."""
        try:
            self._walk.go_on(min(end, self.at + self._limit))
        except Exception:
            return False
        self._needed = self._walk.needed - self.at
        return 0 < self._needed <= self._limit
