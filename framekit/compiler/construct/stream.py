"""The stream that frames are parsed from: bytes with an end that can be lowered, and limits on the work.

Rules: construct's classes read to the end of a stream, so a bounded part lowers that end while it is parsed.
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
        limit: the offset at which reading ends.
        origin: the offset of the frame from which a user's functions, and padding with origin="outer", are counted.
        base: when building, the offset of the first byte within the frame from which padding with origin="outer" is counted.
        spec: the outermost frame.
        schema_of: the function that returns the schema of a nested frame.
        depth: the current nesting depth of frames.
        items: the number of items so far.
        empty: how many of these may take no bytes.
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
        """Return an empty stream for the bytes of a part that begins at `base`, with the counts of this stream."""
        inside = Stream(b"", self.spec, self.schema_of)
        inside.base = base
        inside.depth, inside.items, inside.empty = self.depth, self.items, self.empty
        return inside

    @property
    def left(self) -> int:
        """The number of bytes up to the end."""
        return max(0, self.limit - self.tell())

    def slice(self, start: int, stop: int) -> bytes:
        """Return the bytes between two offsets, whatever the current position is."""
        return bytes(self.getbuffer()[start:stop])

    def enter(self, path: Any) -> None:
        """Count one more level of nesting of frames that may contain themselves."""
        self.depth += 1
        if self.depth > self.spec.max_depth:
            raise construct.RangeError(f"nesting depth {self.depth} exceeds the limit of {self.spec.max_depth}", path=path)

    def spend(self, items: int, path: Any, *, empty: bool) -> None:
        """Count the items that follow."""
        self.items += items
        self.empty += items if empty else 0
        limit = self.spec.max_items
        if (limit is not None and self.items > limit) or self.empty > (MAX_EMPTY_ITEMS if limit is None else limit):
            raise construct.RangeError("number of items exceeds the limit (max_items=)", path=path)


def stream_of(stream: Any) -> Stream:
    """Return the stream, which is a `Stream` inside every frame of framekit."""
    assert isinstance(stream, Stream)
    return stream
