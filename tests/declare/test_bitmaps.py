"""Derived bitmaps: each bit says whether an optional field is there."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import Frame, InvalidValue, PackError, SpecError, array, data, derived, make_frame, optional, spec_of, this, u8, u16
from framekit.spec.bitmaps import bit_tested
from tests.kinds_switches import Bitmap, Chained, Part, Ping


def test_packing_sets_the_bits_of_the_fields_that_are_present() -> None:
    frame = Bitmap(name="ab", first=Ping(token=7), second=9)
    assert frame.pack() == b"\x81\x02ab\x00\x07\x09"
    assert frame.parts == Part.NAME | Part.PAIR
    assert Bitmap.unpack(frame.pack()) == frame
    assert Bitmap().pack() == b"\0"


def test_a_field_specification_takes_the_octets_that_it_needs() -> None:
    assert Chained(source=1, value=0).pack().hex() == "80" + "0001" + "00"
    assert Chained(last=2, value=0).pack().hex() == "0104" + "02" + "00"
    assert Chained.unpack(bytes.fromhex("0104" + "02" + "00")) == Chained(last=2, value=0)


def test_fields_of_one_bit_are_there_together() -> None:
    with pytest.raises(PackError, match=r"Bitmap.second at byte 3: the field is None, but this.parts & 128 != 0 is 1"):
        Bitmap(first=Ping(token=1)).pack()


@pytest.mark.parametrize(("cls", "wire"), [(Bitmap, b"\x02"), (Bitmap, b"\x40"), (Chained, b"\x20\0"), (Chained, b"\x00\x20")])
def test_a_bit_that_no_field_tests_is_refused(cls: type[Frame], wire: bytes) -> None:
    with pytest.raises(InvalidValue, match="does not satisfy check="):
        cls.unpack(wire)


def test_a_check_of_ones_own_allows_other_bits() -> None:
    class Loose(Frame):
        flags: int = derived(u8, check=this < 99)
        value: int | None = optional(u16, when=this.flags & 1, default=None)

    assert Loose.unpack(b"\x10") == Loose()
    assert Loose().pack() == b"\0"


@pytest.mark.parametrize(
    ("when", "bit"),
    [
        (this.flags & 4, 4),
        (this.flags & 4 != 0, 4),
        (this.flags & 4 > 0, 4),
        (this.flags & 4 == 4, 4),
        (this.flags >> 2 & 1, 4),
        (this.flags >> 2 & 1 == 1, 4),
        (this.flags & 6, None),
        (this.flags & 4 == 0, None),
        (this.flags & 4 == 2, None),
        (this.flags & this.other, None),
        (this.flags == 4, None),
    ],
)
def test_a_condition_tests_one_bit_or_is_no_test_of_one(when: Any, bit: int | None) -> None:
    assert bit_tested(when) == (None if bit is None else (("flags",), bit))


@pytest.mark.parametrize(
    "fields",
    [
        {"maybe": (int, optional(u8, when=this.flags & 3))},
        {"maybe": (int, optional(u8, when=this.flags & 1 == 0))},
        {"maybe": (int, optional(u8, when=this.flags & 1)), "more": (bytes, data(this.flags >> 4))},
        {"items": (list[bytes], array(data(this.flags & 1), 3))},
    ],
)
def test_a_number_that_says_more_is_no_bitmap(fields: dict[str, Any]) -> None:
    with pytest.raises(SpecError, match=r"make it a plain field|'flags' a plain field"):
        make_frame("Wrong", {"flags": (int, derived(u8)), **fields})


def test_a_bitmap_is_a_relation() -> None:
    assert next((each.measures, each.solves) for each in spec_of(Bitmap).relations) == ("bitmap", "parts")
