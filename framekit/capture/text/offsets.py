"""The offsets of a dump: whether each matches the bytes before it, in which base, and what a repetition (`*`) stands for.

Rules: an offset that does not match the bytes before it is an error, never guessed. Repeated bytes are yielded in bounded pieces
and counted against a limit.
"""

from __future__ import annotations

from collections.abc import Iterator

from framekit.capture.text.pieces import DumpError

CHUNK = 1 << 16


class Budget:
    """The number of bytes that the repetitions of a dump may stand for."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._left = limit

    def spend(self, size: int) -> None:
        """Take `size` bytes. Raises DumpError if fewer are left."""
        self._left -= size
        if self._left < 0:
            raise DumpError(f"the `*` lines stand for more than {self.limit} bytes; raise the limit with --max-frame-size")


class Place:
    """The position in a block of a dump.

    Args:
        bases: the possible bases of offsets, the likeliest first. If that is 16, it is used in case of doubt.
        budget: the budget of all repetitions of the dump together.

    Attributes:
        size: the number of bytes in the block so far.
        last: the bytes of the last row.
        repeating: whether a `*` followed the last row.
    """

    def __init__(self, bases: tuple[int, ...], budget: Budget) -> None:
        self._bases = bases
        self._budget = budget
        self._at: dict[int, int] = {}  # the position by base, for each base in which all offsets so far can be read
        self.size = 0
        self.last = b""
        self.repeating = False

    @property
    def begun(self) -> bool:
        """True after the first row."""
        return bool(self._at)

    def star(self) -> None:
        """Handle a `*` line."""
        if not self.last:
            raise DumpError("`*` repeats the preceding row, but there is none")
        self.repeating = True

    def move_to(self, digits: str, *, held: bytes = b"") -> int:
        """Move to an offset that matches the bytes before it.

        Args:
            digits: the offset as written in the dump.
            held: the last unit before it; zero bytes at its end may be padding.

        Returns:
            The number of bytes of `held` that are padding.

        Raises:
            DumpError: the offset does not match.
        """
        offsets = self._read(digits)
        if not self._at:
            self._at = offsets
            return 0
        fitting: dict[int, int] = {}
        for base, at in self._at.items():
            short = at - offsets.get(base, -1)
            if short == 0 or (0 < short < len(held) and not any(held[-short:])):
                fitting[base] = short
        if not fitting:
            expected = self._at[min(self._at, key=self._bases.index)]
            raise DumpError(f"expected offset {expected:#x} after the preceding bytes, found {digits}")
        if len(set(fitting.values())) > 1:
            raise DumpError(
                f"offset {digits} may be in base {' or '.join(map(str, fitting))}; make a dump of single bytes (-t x1)"
            )
        self._at = {base: offsets[base] for base in fitting}
        short = next(iter(fitting.values()))
        self.size -= short
        return short

    def repeat_to(self, digits: str) -> Iterator[bytes]:
        """Yield the bytes that `*` stands for, up to the offset after it.

        Raises:
            DumpError: the distance to the offset is not a multiple of the row, the base is ambiguous, or the budget is spent.
        """
        offsets = self._read(digits)
        size = len(self.last)
        gaps = {base: offsets[base] - at for base, at in self._at.items() if base in offsets}
        fitting = {base: gap for base, gap in gaps.items() if gap > 0 and gap % size == 0}
        if not fitting:
            raise DumpError(f"offset {digits} does not end a repetition of the row before `*`")
        if len(set(fitting.values())) > 1 and self._bases[0] != 16:
            raise DumpError(
                f"offset {digits} may be in base {' or '.join(map(str, fitting))}, so the size of the repetition "
                "is unknown; make the dump without `*` (-v)"
            )
        base, gap = min(fitting.items(), key=lambda item: self._bases.index(item[0]))
        self._budget.spend(gap)
        self._at = {base: offsets[base]}
        self.size += gap
        self.repeating = False
        part = self.last * max(1, CHUNK // size)
        while gap > 0:
            yield part[:gap]
            gap -= len(part)

    def _read(self, digits: str) -> dict[int, int]:
        offsets = {base: number for base in self._bases if (number := _number(digits, base)) is not None}
        if not offsets:
            raise DumpError(f"{digits!r} is not an offset in base {' or '.join(map(str, self._bases))}")
        return offsets

    def add(self, data: bytes) -> None:
        """Count the bytes of a row."""
        self._at = {base: at + len(data) for base, at in self._at.items()}
        self.size += len(data)
        self.last = data or self.last

    def end(self) -> None:
        """End the block. Raises DumpError if it ends with `*`."""
        if self.repeating:
            raise DumpError("the dump ends after `*`, so the size of the repetition is unknown")


def _number(digits: str, base: int) -> int | None:
    try:
        return int(digits, base)
    except ValueError:
        return None
