"""Floats of each width, except not-a-number, which does not equal itself."""

from __future__ import annotations

import math
import struct

from hypothesis import strategies as st


def floats_of(size: int) -> st.SearchStrategy[float]:
    """Return a strategy for floats that 2, 4 or 8 bytes represent exactly."""
    floats = st.floats(allow_nan=False)
    return _halves() if size == 2 else floats.map(_to_single) if size == 4 else floats


def _to_single(value: float) -> float:
    """Round a float of eight bytes to four; hypothesis discards many examples if it draws four-byte floats itself."""
    try:
        (single,) = struct.unpack(">f", struct.pack(">f", value))
    except OverflowError:
        single = math.copysign(math.inf, value)
    return float(single)


def _halves() -> st.SearchStrategy[float]:
    """Return a strategy for two-byte floats, from their bits: hypothesis would draw wider ones and discard many."""

    def from_bits(number: int) -> float:
        (value,) = struct.unpack(">e", (number >> 1 | (number & 1) << 15).to_bytes(2, "big"))
        return float(value)

    infinity = 0x7C00  # exponent all ones, fraction zero (IEEE 754, binary16); greater values are not-a-numbers
    return st.integers(0, 2 * infinity + 1).map(from_bits)
