"""What is said of a frame before any byte is true of every frame."""

from __future__ import annotations

import pytest
from hypothesis import given

from framekit import Frame, SpecError, layout, measure
from framekit.declare.declaration import spec_of
from framekit.spec.kinds import bits_of
from framekit.spec.sizes import fixed_size, frame_fixed_size, frame_maximum_size, frame_minimum_size, is_self_delimiting
from framekit.testing import frames
from tests.kinds import KINDS
from tests.kinds_bits import BitsLsb, BitsMsb

every_kind = pytest.mark.parametrize("frame", KINDS, ids=lambda frame: frame.__name__)


@every_kind
def test_sizes_hold(frame: type[Frame]) -> None:
    spec = spec_of(frame)
    least, most, fixed = frame_minimum_size(spec), frame_maximum_size(spec), frame_fixed_size(spec)

    @given(frames(frame))
    def law(value: Frame) -> None:
        size = len(value.pack())
        assert least <= size
        assert most is None or size <= most
        assert fixed is None or size == fixed

    law()


@every_kind
def test_a_frame_has_a_measure_where_it_shows_its_end(frame: type[Frame]) -> None:
    if is_self_delimiting(spec_of(frame)):
        assert measure(frame, b"") >= 0
    else:
        with pytest.raises(SpecError, match="end cannot be determined"):
            measure(frame, b"")


@every_kind
def test_the_layout_has_every_field_once(frame: type[Frame]) -> None:
    rows = [row for row in layout(frame) if "." not in row.path]
    assert [row.path for row in rows] == [each.name for each in spec_of(frame).fields]
    offset: int | None = 0
    for row, each in zip(rows, spec_of(frame).fields, strict=True):
        bits = bits_of(each.kind)
        begins = offset if bits is None or bits.first or offset is None else offset - bits.group
        if spec_of(frame).in_bits is not None and offset is not None:  # sizes are those of bits
            begins = offset // 8
        assert row.offset == begins
        size = fixed_size(each.kind)
        offset = None if offset is None or size is None else offset + size


def test_bit_fields_say_which_bits_of_their_bytes_they_are() -> None:
    rows = {row.path: (row.offset, row.size, row.bits) for row in layout(BitsMsb)}
    assert rows["version"] == (0, 4, (0, 4))
    assert rows["label"] == (0, 4, (12, 20))
    assert rows["whole"] == (4, 2, None)
    assert {row.path: row.bits for row in layout(BitsLsb)}["b"] == (3, 12)
