"""The stream that frames are parsed from: bytes with an end that can be lowered, and what bounds the work.

Rules: construct's classes read to the end of a stream, so a bounded part is a lower end while it is parsed.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import construct

from framekit.spec.model import MAX_EMPTY_ITEMS, FrameSpec


class Stream(io.BytesIO):
    """Bytes with an end.

    Attributes:
        limit: where reading ends.
        origin: where the frame begins from which functions of the user's count, and padding with `outer`.
        base: when building, where its first byte will be in the frame from which padding with `outer` is counted.
        spec: the outermost frame.
        schema_of: gives the schema of a frame inside.
        depth: how many frames stand inside each other.
        items: how many items were met.
        empty: how many of them may take no bytes.
    """

    def __init__(self, data: bytes, spec: FrameSpec, schema_of: Callable[[FrameSpec], Any]) -> None:
        super().__init__(data)
        self.schema_of = schema_of
        self.limit = len(data)
        self.origin = 0
        self.base = 0
        self.spec = spec
        self.depth = 0
        self.items = 0
        self.empty = 0

    def read(self, size: int | None = -1) -> bytes:  # noqa: D102
        left = max(0, self.limit - self.tell())
        return super().read(left if size is None or size < 0 else min(size, left))

    def seek(self, offset: int, whence: int = 0) -> int:  # noqa: D102
        return super().seek(self.limit + offset if whence == io.SEEK_END else offset, 0 if whence == io.SEEK_END else whence)

    def apart(self, base: int = 0) -> Stream:
        """An empty stream for the bytes of a part that begins at `base`, which spends what this one has."""
        inside = Stream(b"", self.spec, self.schema_of)
        inside.base = base
        inside.depth, inside.items, inside.empty = self.depth, self.items, self.empty
        return inside

    @property
    def left(self) -> int:
        """Bytes up to the end."""
        return max(0, self.limit - self.tell())

    def slice(self, start: int, stop: int) -> bytes:
        """Bytes that stand there, wherever reading is."""
        return bytes(self.getbuffer()[start:stop])

    def enter(self, path: Any) -> None:
        """One frame deeper, where frames may hold themselves."""
        self.depth += 1
        if self.depth > self.spec.max_depth:
            raise construct.RangeError(f"depth {self.depth} is over the limit", path=path)

    def spend(self, items: int, path: Any, *, empty: bool) -> None:
        """Count items that follow."""
        self.items += items
        self.empty += items if empty else 0
        limit = self.spec.max_items
        if (limit is not None and self.items > limit) or self.empty > (MAX_EMPTY_ITEMS if limit is None else limit):
            raise construct.RangeError("too many items", path=path)


def stream_of(stream: Any) -> Stream:
    """The stream, which is ours wherever a frame of ours is around."""
    assert isinstance(stream, Stream)
    return stream
