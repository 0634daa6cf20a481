"""Integers of a kind, with edges more frequent than by chance."""

from __future__ import annotations

from hypothesis import strategies as st

from framekit.spec.kinds import Bits, Scalar, Varint


def integers_of(kind: Scalar | Bits | Varint) -> st.SearchStrategy[int]:
    """Return a strategy for integers of a kind, with frequent edges."""
    edges = {kind.minimum, kind.maximum, 0, 1}
    if isinstance(kind, Varint):
        powers = (7, 14, 21, 28, 6, 30, *(8 * form.size for _, form in kind.forms))
        edges |= {edge for power in powers for edge in ((1 << power) - 1, 1 << power)}
        edges |= {code + step for code, _ in kind.forms for step in (-1, 0, 1)}
    return st.integers(kind.minimum, kind.maximum) | st.sampled_from(
        sorted(e for e in edges if kind.minimum <= e <= kind.maximum)
    )
