"""Strategy that changes some of the given bytes."""

from __future__ import annotations

from hypothesis import strategies as st

EDGES = (0, 1, 0x7F, 0x80, 0xFF)
MOST_CHANGES = 3


def corrupted(wire: bytes) -> st.SearchStrategy[bytes]:
    """Return a strategy for the same bytes with up to three of them changed."""
    if not wire:
        return st.just(wire)

    def change(changes: list[tuple[int, int]]) -> bytes:
        changed = bytearray(wire)
        for at, value in changes:
            changed[at] = value
        return bytes(changed)

    places = st.integers(0, len(wire) - 1)
    return st.lists(st.tuples(places, st.sampled_from(EDGES) | st.integers(0, 255)), max_size=MOST_CHANGES).map(change)
