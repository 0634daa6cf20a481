"""Trace and Span: the record of which bytes stood for what. Apart from the reader, so that importing them is quick."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Span:
    """Bytes that stand together for one thing.

    Attributes:
        path: the field, as `readings[3].unit`; `len(path)` for a length prefix, `count(path)` for the prefix of an array,
            `size(path)` for that of a bounded part, `end(path)` for what ends an array, `rest(path)` for what is ignored.
        start: the offset of its first byte in the buffer.
        end: the offset behind its last byte.
        wire: the bytes; of bit fields that share bytes, the first has them all.
        value: what they stand for; None for padding.
        shared: the first of its bits are in the byte before `start`, which it shares with what is before it in a bitwise frame.
    """

    path: str
    start: int
    end: int
    wire: bytes
    value: Any
    shared: bool = False

    @property
    def first(self) -> int:
        """The offset of the byte in which it begins, which may belong to the span before it."""
        return self.start - self.shared

    def with_value(self, value: Any) -> Span:
        """The same bytes, standing for another value."""
        return replace(self, value=value)


@dataclass(frozen=True)
class Trace:
    """A frame that was read, with the record of its bytes; iterating over it gives the spans.

    Attributes:
        frame: the instance.
        spans: in the order of the wire; together they are all bytes of the frame.
        end: the offset behind the frame.
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
