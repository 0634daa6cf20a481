"""Floats of each width, but for not-a-number, which equals nothing."""

from __future__ import annotations

import math
import struct

from hypothesis import strategies as st


def floats_of(size: int) -> st.SearchStrategy[float]:
    """Floats that a width of 2, 4 or 8 bytes holds exactly."""
    floats = st.floats(allow_nan=False)
    return _halves() if size == 2 else floats.map(_to_single) if size == 4 else floats


def _to_single(value: float) -> float:
    """The float of four bytes beside one of eight; hypothesis throws many away where it draws them itself."""
    try:
        (single,) = struct.unpack(">f", struct.pack(">f", value))
    except OverflowError:
        single = math.copysign(math.inf, value)
    return float(single)


def _halves() -> st.SearchStrategy[float]:
    """Floats of two bytes but for not-a-number, by their bits: hypothesis draws wider ones and throws many away."""

    def from_bits(number: int) -> float:
        (value,) = struct.unpack(">e", (number >> 1 | (number & 1) << 15).to_bytes(2, "big"))
        return float(value)

    infinity = 0x7C00  # exponent all ones, fraction zero (IEEE 754, binary16); behind it come the not-a-numbers
    return st.integers(0, 2 * infinity + 1).map(from_bits)
