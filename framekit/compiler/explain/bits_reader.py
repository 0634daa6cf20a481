"""Reads a bitwise frame from the binary digits of its bytes, and reports the bit and the byte of a fault.

Strategy: the frame in bits is a frame like any other, whose "bytes" are digits. This reader differs only in its reports: sizes
count bits, and offsets are those of the enclosing bytes.

Rules: the number of bytes converted to digits stays within a constant factor of what is read, so that a small frame in a large
buffer stays cheap.
"""

from __future__ import annotations

from typing import Any, NoReturn

from framekit.compiler.explain.frame_reader import Reader
from framekit.compiler.explain.record import Span
from framekit.errors import UnpackError
from framekit.spec.model import FrameSpec
from framekit.spec.numbers import bytes_of_bits

WINDOW = 32
"""Number of bytes converted to digits at first; it is multiplied by four as long as it is too small."""


class BitsReader(Reader):
    """Reads a frame in bits.

    Args:
        outer: the reader of the enclosing bytes, positioned at the first byte of the frame.
        window: the number of bytes to look at.
        whole: no bytes follow the window.
        lsb: the lowest bit of a byte comes first.
    """

    def __init__(self, outer: Reader, window: int, *, whole: bool, lsb: bool) -> None:
        step = -1 if lsb else 1
        data = outer.buffer[outer.offset : outer.offset + window]
        digits = "".join(f"{byte:08b}"[::step] for byte in data).encode()
        until = 8 * (outer.end - outer.offset) if outer.probing and whole else None
        super().__init__(outer.spec, memoryview(digits), 0, record=outer.record, until=until)
        self.outer = outer
        self.partial = outer.partial
        self.bounded_by = outer.bounded_by if whole else ""
        self.depth, self.items, self.empty_items = outer.depth, outer.items, outer.empty_items

    def count(self, number: int) -> str:
        """A number of bits with its noun."""
        return f"{number} bit" if number == 1 else f"{number} bits"

    def fail(self, kind: type[UnpackError], reason: str, path: str, *, at: int | None = None, **facts: Any) -> NoReturn:
        """Raise an error at the byte that contains the bit."""
        bit = self.offset if at is None else at
        facts["marked"] = max(1, bytes_of_bits(bit + facts.get("marked", 1)) - bit // 8)
        if "needed" in facts:
            facts["needed"] = bytes_of_bits(facts["needed"])
        self.outer.fail(kind, f"{reason} (at bit {bit % 8} of the byte)", path, at=self.outer.offset + bit // 8, **facts)

    def require(self, size: int, path: str, what: str) -> None:
        """Fail if fewer than `size` bits are left. The outer reader notes the bytes that contain them."""
        first = self.offset // 8
        self.outer.asked(self.outer.offset + first, bytes_of_bits(self.offset + size) - first, path)
        super().require(size, path, what)

    def span(self, path: str, start: int, value: Any) -> None:
        """Record the bytes that contain some bits, except those already recorded for the preceding bits."""
        if self.record:
            here = self.outer.offset
            covered = self.spans[-1].end if self.spans else here
            begin, end = max(covered, here + start // 8), here + bytes_of_bits(self.offset)
            shared = here + start // 8 < begin and self.offset > start
            self.spans.append(Span(path, begin, end, bytes(self.outer.buffer[begin:end]), value, shared))


def read_in_bits(outer: Reader, spec: FrameSpec, path: str, shown: dict[str, Any], given: dict[str, Any]) -> Any:
    """Read a bitwise frame at the position of a reader of bytes, and move that reader past it."""
    assert spec.in_bits is not None
    left = min(outer.end, len(outer.buffer)) - outer.offset
    window = WINDOW
    while True:
        whole = window >= left
        reader = BitsReader(outer, min(window, left), whole=whole, lsb=spec.lsb)
        try:
            frame = reader.read_frame(spec.in_bits, path, shown, given)
        except UnpackError:
            if whole:
                raise
            window *= 4
            continue
        break
    outer.offset += bytes_of_bits(reader.offset)
    outer.spans += reader.spans
    outer.depth, outer.items, outer.empty_items = reader.depth, reader.items, reader.empty_items
    return frame
