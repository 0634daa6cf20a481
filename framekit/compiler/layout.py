"""FrameSpec -> the layout of its fields: offset, size and kind of each.

Strategy: walk the fields and add up the offset as long as it is known; nested frames are expanded.

Rules: None means "depends on the bytes"; the minimum and the maximum are then given.
"""

from __future__ import annotations

from dataclasses import dataclass

from framekit.spec.describe import describe
from framekit.spec.kinds import Kind, Nested, Optional, Repeat, Sized, bits_of
from framekit.spec.model import FieldSpec, FrameSpec
from framekit.spec.numbers import bytes_of_bits
from framekit.spec.sizes import fixed_size, maximum_size, minimum_size


@dataclass(frozen=True)
class FieldLayout:
    """The layout of a field.

    Attributes:
        path: the field, as `header.length`; `readings[].unit` for a field of an array's items.
        offset: bytes from the start of the frame, or None after a field of variable size.
        size: the size of the field in bytes, including its prefix, or None if it varies.
        minimum: the minimum size in bytes.
        maximum: the maximum size in bytes, or None if it is unbounded.
        kind: the kind, in the words of the vocabulary.
        derived: packing computes the field.
        bits: for a bit field, the number of its first bit within the group, in wire order, and the number of its bits; its
            offset and size are those of the whole group. For a field of a bitwise frame, the same within its bytes.
        from_lowest: the bits are counted from the lowest bit of the group.
    """

    path: str
    offset: int | None
    size: int | None
    minimum: int
    maximum: int | None
    kind: str
    derived: bool
    bits: tuple[int, int] | None = None
    from_lowest: bool = False


def layout(spec: FrameSpec) -> tuple[FieldLayout, ...]:
    """Return the fields of a frame in wire order; those of a nested frame or of an array's items follow their field."""
    rows: list[FieldLayout] = []
    _add(spec, "", 0, rows, [spec])
    return tuple(rows)


def _add(spec: FrameSpec, prefix: str, offset: int | None, rows: list[FieldLayout], inside: list[FrameSpec]) -> None:
    if spec.in_bits is not None:
        _add_in_bits(spec, prefix, offset, 0, rows, [*inside, spec.in_bits])
        return
    for each in spec.fields:
        size = fixed_size(each.kind)
        if bits_of(each.kind) is not None:
            rows.append(_bits_row(each, prefix, offset))
            offset = None if offset is None or size is None else offset + size
            continue
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
        kind, dots, here = _inside(each.kind)
        if isinstance(kind, Nested) and kind.frame not in inside:
            _add(kind.frame, f"{prefix}{each.name}{dots}", offset if here else None, rows, [*inside, kind.frame])
        offset = None if offset is None or size is None else offset + size


def _add_in_bits(
    spec: FrameSpec, prefix: str, offset: int | None, bit: int | None, rows: list[FieldLayout], inside: list[FrameSpec]
) -> None:
    """Add the fields of a bitwise frame; their offsets are known up to the first field of variable size."""
    for each in spec.fields:
        size, maximum = fixed_size(each.kind), maximum_size(each.kind, spec=spec)
        rows.append(
            FieldLayout(
                path=prefix + each.name,
                offset=None if bit is None or offset is None else offset + bit // 8,
                size=bytes_of_bits(bit % 8 + size) if bit is not None and size is not None else None,
                minimum=bytes_of_bits(minimum_size(each.kind)),
                maximum=None if maximum is None else bytes_of_bits(maximum),
                kind=describe(each.kind),
                derived=each.derived,
                bits=(bit % 8, size) if bit is not None and size is not None else None,
            )
        )
        kind, dots, here = _inside(each.kind)
        if isinstance(kind, Nested) and kind.frame not in inside:
            _add_in_bits(kind.frame, f"{prefix}{each.name}{dots}", offset, bit if here else None, rows, [*inside, kind.frame])
        bit = bit + size if bit is not None and size is not None else None


def _inside(kind: Kind) -> tuple[Kind, str, bool]:
    """Return the kind inside a field, how its path continues, and whether it begins at the offset of the field."""
    dots, here = ".", True
    while isinstance(kind, Repeat | Sized | Optional):
        if isinstance(kind, Repeat):
            dots = f"[]{dots}"
        here = False
        kind = kind.item if isinstance(kind, Repeat) else kind.inner
    return kind, dots, here


def _bits_row(field: FieldSpec, prefix: str, offset: int | None) -> FieldLayout:
    bits = bits_of(field.kind)
    assert bits is not None
    first = bits.shift if bits.order == "little" else 8 * bits.group - bits.shift - bits.width
    return FieldLayout(
        path=prefix + field.name,
        offset=offset if bits.first or offset is None else offset - bits.group,
        size=bits.group,
        minimum=bits.group,
        maximum=bits.group,
        kind=describe(field.kind),
        derived=field.derived,
        bits=(first, bits.width),
        from_lowest=bits.order == "little",
    )
