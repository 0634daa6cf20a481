"""Fields that look ahead, and whether what they look at may be after the end of their frame.

Rules: a frame looks at no byte after its own end, whatever follows it; packing holds the same.
"""

from __future__ import annotations

from framekit.spec.kinds import LookAhead
from framekit.spec.memo import Key
from framekit.spec.model import FrameSpec
from framekit.spec.sizes import fixed_size, minimum_size

REACHES: Key[tuple[tuple[str, int], ...]] = Key("reaches to check")


def reach_of(kind: LookAhead) -> int:
    """How many bytes after its place a field looks at the last one."""
    size = fixed_size(kind.base)
    assert size is not None
    return kind.ahead + size


def reaches_to_check(spec: FrameSpec) -> tuple[tuple[str, int], ...]:
    """The fields of a frame that may look beyond its end, and how far they look: the fewest bytes that follow them are fewer."""

    def asked() -> tuple[tuple[str, int], ...]:
        found: list[tuple[str, int]] = []
        left = 0
        for each in reversed(spec.fields):
            if isinstance(each.kind, LookAhead) and reach_of(each.kind) > left:
                found.append((each.name, reach_of(each.kind)))
            left += minimum_size(each.kind)
        return tuple(reversed(found))

    return spec.memo.once(REACHES, asked)
