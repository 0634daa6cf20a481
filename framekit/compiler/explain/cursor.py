"""A position in a buffer that is read step by step: it takes bytes, raises errors and records spans.

Strategy: `offset` and `end` are the state; a bounded part lowers `end` while it is read. All errors are made by one method,
`fail`, which adds the path, the surrounding bytes and the partial result.

Rules: no bytes are taken beyond the end of the buffer. Spans tile the bytes of a frame, without gaps or overlaps.
"""

from __future__ import annotations

from typing import Any, NoReturn

from framekit.compiler.explain.record import Span
from framekit.errors import FrameTooLarge, InvalidLength, TruncatedFrame, UnpackError, hex_look
from framekit.spec.model import MAX_EMPTY_ITEMS, FrameSpec

ITS_END = "before the end of the frame"
"""What bounds a frame whose end is known, as messages put it."""
BOUNDLESS = 1 << 62
"""The end of a frame of which only the beginning has arrived."""


class Cursor:
    """Reads single steps.

    Args:
        spec: the outermost frame.
        buffer: a view of single bytes.
        offset: the offset at which the frame begins.
        record: keep the spans.
        base: the offset of the buffer's first byte in its stream, which errors add to their offsets.
        until: set if the buffer contains only the beginning of a frame: the offset up to which the frame may continue, or
            BOUNDLESS if that is unknown. The bytes announced by its sizes may then be missing: reading continues to the last
            byte, and finds what is wrong before it.
    """

    def __init__(
        self, spec: FrameSpec, buffer: memoryview, offset: int, *, record: bool, base: int = 0, until: int | None = None
    ) -> None:
        self.spec = spec
        self.buffer = buffer
        self.start = offset
        self.offset = offset
        self.end = len(buffer) if until is None else until
        self.bounded_by = ""
        self.record = record
        self.probing = until is not None
        self.base = base
        self.spans: list[Span] = []
        self.partial: dict[str, Any] = {}
        self.depth = 0
        self.items = 0
        self.empty_items = 0

    def fail(self, kind: type[UnpackError], reason: str, path: str, *, at: int | None = None, **facts: Any) -> NoReturn:
        """Raise an error of class `kind` at offset `at`; `marked` is the number of bytes to mark."""
        offset = self.offset if at is None else at
        marked = facts.pop("marked", 1)
        raise kind(
            reason,
            frame=self.spec.name,
            path=path,
            offset=self.base + offset,
            look=hex_look(self.buffer, offset, marked, self.base),
            partial=self.partial,
            **facts,
        )

    def count(self, number: int) -> str:
        """A number of bytes with its noun."""
        return count_bytes(number)

    def count_left(self, number: int) -> str:
        """The number of bytes left, in words."""
        return f"only {self.count(number)} left" if number else f"no {self.count(number).removeprefix('0 ')} left"

    def span(self, path: str, start: int, value: Any) -> None:
        """Record that the bytes since `start` represent a value."""
        if self.record:
            self.spans.append(Span(path, start, self.offset, bytes(self.buffer[start : self.offset]), value))

    def take(self, size: int, path: str, what: str) -> bytes:
        """Take the next `size` bytes; fail if they are not available."""
        self.require(size, path, what)
        start = self.offset
        self.offset += size
        return bytes(self.buffer[start : self.offset])

    def asked(self, offset: int, size: int, path: str) -> None:
        """Do nothing; called before bytes are read, and overridden by a survey of a frame to note them."""

    def require(self, size: int, path: str, what: str) -> None:
        """Fail if fewer than `size` bytes are left."""
        self.asked(self.offset, size, path)
        left = min(self.end, len(self.buffer)) - self.offset
        if size <= left:
            return
        self.fail_short(f"expected {self.count(size)} for {what}", size, path)

    def require_bound(self, size: int, path: str, what: str) -> None:
        """Fail if a part of `size` bytes from here exceeds the enclosing part or, unless probing, the available bytes."""
        if not self.probing or size > self.end - self.offset:
            self.require(size, path, what)

    def fail_short(self, reason: str, size: int, path: str) -> NoReturn:
        """Fail because fewer than the `size` bytes required from here are left. Within a bounded part, its size is at fault."""
        left = self.end - self.offset
        if self.bounded_by and size > left:
            self.fail(
                InvalidLength,
                f"{reason}, {self.count_left(left)} {self.bounded_by}",
                path,
                expected=size,
                found=left,
            )
        if not self.probing or size <= left:  # otherwise it is more than can arrive
            left = min(left, len(self.buffer) - self.offset)
        self.fail(
            TruncatedFrame,
            f"{reason}, {self.count_left(left)}",
            path,
            needed=size - left,
            expected=size,
            found=left,
        )

    def check_limit(self, number: int, limit: int | None, what: str, path: str, at: int, option: str = "") -> None:
        """Fail if a number exceeds its limit; `option` names the option that sets the limit."""
        if limit is not None and number > limit:
            self.fail(
                FrameTooLarge,
                f"{what} {number} exceeds the limit of {limit}{option}",
                path,
                at=at,
                declared=number,
                limit=limit,
                found=number,
            )

    # Limits on the work, for frames whose bytes alone do not bound it

    def enter(self, path: str) -> None:
        """Count one more level of nesting of frames that may contain themselves."""
        self.depth += 1
        self.check_limit(self.depth, self.spec.max_depth, "nesting depth", path, self.offset, " (max_depth=)")

    def spend(self, items: int, path: str, at: int, *, may_be_empty: bool) -> None:
        """Count the items that follow."""
        self.items += items
        self.empty_items += items if may_be_empty else 0
        limit = self.spec.max_items
        self.check_limit(self.items, limit, "total number of array items", path, at, " (max_items=)")
        self.check_limit(
            self.empty_items,
            MAX_EMPTY_ITEMS if limit is None else limit,
            "number of items that take no bytes, or contain many arrays per byte,",
            path,
            at,
            " (max_items=)",
        )


def count_bytes(number: int) -> str:
    """A number of bytes with its noun."""
    return f"{number} byte" if number == 1 else f"{number} bytes"


def count_items(number: int) -> str:
    """A number of items with its noun."""
    return f"{number} item" if number == 1 else f"{number} items"
