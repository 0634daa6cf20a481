"""Fields that read ahead, and whether they may read past the end of their frame.

A `peek` reads ahead, and a field that leaves its terminator reads that terminator.

Rules: a frame never reads a byte after its own end, whatever follows it; packing checks the same.
"""

from __future__ import annotations

from framekit.spec.ends import terminators_left
from framekit.spec.kinds import LookAhead
from framekit.spec.memo import Key
from framekit.spec.model import FrameSpec
from framekit.spec.sizes import fixed_size, minimum_size

LEAVES: Key[tuple[str, ...]] = Key("terminators to check")
REACHES: Key[tuple[tuple[str, int], ...]] = Key("reaches to check")


def reach_of(kind: LookAhead) -> int:
    """Return how many bytes from its place a field reads ahead."""
    size = fixed_size(kind.base)
    assert size is not None
    return kind.ahead + size


def reaches_to_check(spec: FrameSpec) -> tuple[tuple[str, int], ...]:
    """Return the fields that may read past the end of a frame, and how far they read: fewer bytes may follow them."""

    def asked() -> tuple[tuple[str, int], ...]:
        found: list[tuple[str, int]] = []
        left = 0
        for each in reversed(spec.fields):
            if isinstance(each.kind, LookAhead) and reach_of(each.kind) > left:
                found.append((each.name, reach_of(each.kind)))
            left += minimum_size(each.kind)
        return tuple(reversed(found))

    return spec.memo.once(REACHES, asked)


def leaves_to_check(spec: FrameSpec) -> tuple[str, ...]:
    """Return the fields whose terminator may reach past the end of a frame: fewer bytes may follow them."""

    def asked() -> tuple[str, ...]:
        found: list[str] = []
        left = 0
        for each in reversed(spec.fields):
            if max(map(len, terminators_left(each.kind)), default=0) > left:
                found.append(each.name)
            left += minimum_size(each.kind)
        return tuple(reversed(found))

    return spec.memo.once(LEAVES, asked)
