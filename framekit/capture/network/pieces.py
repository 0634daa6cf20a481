"""Pieces of a byte sequence that arrive in any order, possibly more than once.

Rules: of bytes that arrive twice, the first copy is kept, and adding a second copy that differs is reported to the caller. Pieces
do not overlap.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Piece(NamedTuple, Generic[T]):
    """Bytes at an offset.

    Attributes:
        offset: the offset of the first byte.
        data: the bytes.
        tag: the tag with which they were added.
    """

    offset: int
    data: bytes
    tag: T

    @property
    def end(self) -> int:
        """The offset after them."""
        return self.offset + len(self.data)


class Pieces(Generic[T]):
    """Pieces in the order of their offsets.

    Attributes:
        found: all pieces.
        held: the total number of their bytes.
    """

    def __init__(self) -> None:
        self.found: list[Piece[T]] = []
        self.held = 0

    def add(self, offset: int, data: bytes, tag: T) -> bool:
        """Add the bytes that are not here yet. Return True if others contradict the bytes that are here.

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
        """Remove and return the first pieces that begin at or before an offset, and all that directly continue them."""
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
