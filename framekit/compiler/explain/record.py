"""Trace and Span: the record of which bytes represent which value. Separate from the reader, for a quick import."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Span:
    """Consecutive bytes that represent one thing.

    Attributes:
        path: the field, as `readings[3].unit`; `len(path)` for a length prefix, `count(path)` for the count prefix of an array,
            `size(path)` for the size prefix of a bounded part, `end(path)` for the terminator of an array, `rest(path)` for
            ignored bytes.
        start: the offset of its first byte in the buffer.
        end: the offset after its last byte.
        wire: the bytes; if bit fields share bytes, the first of these fields has all of them.
        value: the value that the bytes represent; None for padding.
        shared: its first bits are in the byte before `start`, which it shares with the preceding span of a bitwise frame.
    """

    path: str
    start: int
    end: int
    wire: bytes
    value: Any
    shared: bool = False

    @property
    def first(self) -> int:
        """The offset of the byte in which it begins, which may belong to the preceding span."""
        return self.start - self.shared

    def with_value(self, value: Any) -> Span:
        """Return a span of the same bytes with another value."""
        return replace(self, value=value)


@dataclass(frozen=True)
class Trace:
    """A frame that was read, with the record of its bytes; iterating over it yields the spans.

    Attributes:
        frame: the instance.
        spans: the spans in wire order; together they cover all bytes of the frame.
        end: the offset after the frame.
    """

    frame: Any
    spans: tuple[Span, ...]
    end: int

    def __iter__(self) -> Iterator[Span]:
        return iter(self.spans)

    def __len__(self) -> int:
        return len(self.spans)

    def __getitem__(self, index: int) -> Span:
        return self.spans[index]
