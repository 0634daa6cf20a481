"""FrameSpec -> where its fields lie: offset, size and kind of each.

Strategy: walk the fields with the offset, as long as it is known; nested frames of fixed size are opened.

Rules: None means "it depends on the bytes"; then the least and the most are given.
"""

from __future__ import annotations

from dataclasses import dataclass

from framekit.spec.kinds import Nested, Repeat, describe
from framekit.spec.model import FrameSpec, fixed_size, maximum_size, minimum_size


@dataclass(frozen=True)
class FieldLayout:
    """Where a field lies.

    Attributes:
        path: the field, as `header.length`; `readings[].unit` for a field of an array's items.
        offset: bytes from the start of the frame, or None behind a field of variable size.
        size: bytes of the field, its prefix included, or None where that varies.
        minimum: the fewest bytes it takes.
        maximum: the most bytes it can take, or None where nothing bounds it.
        kind: in the words of the vocabulary.
        derived: packing computes it.
    """

    path: str
    offset: int | None
    size: int | None
    minimum: int
    maximum: int | None
    kind: str
    derived: bool


def layout(spec: FrameSpec) -> tuple[FieldLayout, ...]:
    """The fields of a frame in the order of the wire, those of a nested frame or of an array's items behind it."""
    rows: list[FieldLayout] = []
    _add(spec, "", 0, rows)
    return tuple(rows)


def _add(spec: FrameSpec, prefix: str, offset: int | None, rows: list[FieldLayout]) -> None:
    for each in spec.fields:
        size = fixed_size(each.kind)
        rows.append(
            FieldLayout(
                path=prefix + each.name,
                offset=offset,
                size=size,
                minimum=minimum_size(each.kind),
                maximum=maximum_size(each.kind),
                kind=describe(each.kind),
                derived=each.derived,
            )
        )
        kind, dots = each.kind, "."
        while isinstance(kind, Repeat):
            kind, dots = kind.item, f"[]{dots}"
        if isinstance(kind, Nested):
            _add(kind.frame, f"{prefix}{each.name}{dots}", None if dots != "." else offset, rows)
        offset = None if offset is None or size is None else offset + size
