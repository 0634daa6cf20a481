"""Pieces of a sequence of bytes that come in any order, and more than once.

Rules: of bytes that come twice the first stay; whoever adds the second is told if they differ. Pieces do not overlap.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Piece(NamedTuple, Generic[T]):
    """Bytes at an offset.

    Attributes:
        offset: of the first byte.
        data: the bytes.
        tag: of the one who added them.
    """

    offset: int
    data: bytes
    tag: T

    @property
    def end(self) -> int:
        """The offset behind them."""
        return self.offset + len(self.data)


class Pieces(Generic[T]):
    """Pieces in the order of their offsets.

    Attributes:
        found: all of them.
        held: how many bytes they have.
    """

    def __init__(self) -> None:
        self.found: list[Piece[T]] = []
        self.held = 0

    def add(self, offset: int, data: bytes, tag: T) -> bool:
        """Keep what is not here yet. True if it contradicts what is here.

        >>> pieces = Pieces()
        >>> pieces.add(4, b"efgh", 1), pieces.add(0, b"abcdXXXXij", 2)
        (False, True)
        >>> [(each.offset, each.data) for each in pieces.found]
        [(0, b'abcd'), (4, b'efgh'), (8, b'ij')]
        """
        found = self.found
        at, end = offset, offset + len(data)
        index = bisect_right(found, at, key=lambda piece: piece.offset)
        if index and found[index - 1].end > at:
            index -= 1
        contradicts = False
        while at < end:
            piece = found[index] if index < len(found) else None
            if piece is None or piece.offset >= end:
                self._insert(index, Piece(at, data[at - offset :], tag))
                break
            if piece.offset > at:
                self._insert(index, Piece(at, data[at - offset : piece.offset - offset], tag))
                index += 1
            low, high = max(at, piece.offset), min(end, piece.end)
            if data[low - offset : high - offset] != piece.data[low - piece.offset : high - piece.offset]:
                contradicts = True
            at = max(at, piece.end)
            index += 1
        return contradicts

    def _insert(self, index: int, piece: Piece[T]) -> None:
        self.found.insert(index, piece)
        self.held += len(piece.data)

    def take_until(self, offset: int) -> list[Piece[T]]:
        """Take away the pieces that begin at or before an offset, as long as each goes on where the one before it ends."""
        count, at = 0, offset
        for piece in self.found:
            if piece.offset > at:
                break
            at = max(at, piece.end)
            count += 1
        taken = self.found[:count]
        del self.found[:count]
        self.held -= sum(len(piece.data) for piece in taken)
        return taken
