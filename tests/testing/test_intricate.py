"""Frames of intricate declarations are made, in variety, and every law holds on them; their size is bounded as a whole."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import find

from framekit import Frame, SpecError, array, data, derived, f64, field, mapped, text, this, u8, u16, u32
from framekit.testing import check_all, check_round_trip, frames, sample
from framekit.testing.strategies.budget import WHOLE
from framekit.testing.strategies.usable import equals_itself
from tests.compositions.holding import hold_laws
from tests.scale import scaled
from tests.testing.intricate import INTRICATE, markers, numbers, sizes, switches
from tests.testing.intricate.shared import Two


@pytest.mark.parametrize("frame", INTRICATE, ids=lambda frame: frame.__name__)
def test_frames_are_made_in_variety(frame: type[Frame]) -> None:
    count = scaled(4, 30)
    assert len({each.pack() for each in sample(frame, count)}) >= count // 3


@pytest.mark.parametrize("frame", INTRICATE, ids=lambda frame: frame.__name__)
def test_every_law_holds(frame: type[Frame]) -> None:
    if scaled(0, 1):
        check_all(frame, examples=12, seed=1)
    else:
        assert hold_laws(frame) > 0


def test_what_is_found_shrinks_to_the_smallest_frame() -> None:
    found: Any = find(frames(sizes.SizeDataCrc), lambda each: len(each.body) > 3)
    assert found.body == bytes(4)
    assert find(frames(markers.Chained), lambda each: True) == markers.Chained(a=b"", b=b"|", c=b";")
    assert find(frames(markers.MarkedUtf8), lambda each: True) == markers.MarkedUtf8(name="«", other="")
    assert find(frames(switches.SwitchNestedText), lambda each: isinstance(each.body, Two)).head.name == "bcd"
    product: Any = find(frames(numbers.ProductPlain), lambda each: len(each.pixels) > 3)
    assert len(product.pixels) == 4


def test_numbers_that_say_something_together_say_much_of_the_time() -> None:
    products: list[type[Any]] = [numbers.Product, numbers.ProductPlain, numbers.ProductThree]
    for frame in products:
        assert sum(len(each.pixels) > 0 for each in sample(frame, 60)) > 20
    assert sum(bool(each.items) for each in sample(switches.GuardedQuotient, 60)) > 10


def test_a_text_that_cannot_end_with_its_marker_is_reported() -> None:
    class Never(Frame):
        name: str = text(until=b"\xab", include=True, encoding="ascii")

    with pytest.raises(SpecError, match=r"no text in ascii ends with b'\\xab'"):
        sample(Never, 1)


# The size of the whole


class Shared(Frame):
    n: u16
    blob: bytes = data(this.n)
    rows: list[list[int]] = array(array(u32, prefix=u8), count=this.n)


class Cells(Frame):
    n: int = derived(u32)
    left: bytes = data(this.n)
    m: int = derived(u32)
    right: bytes = data(this.m)


class Block(Frame):
    n: u16 = field(u16, check=this > 200)
    cells: list[Cells] = array(Cells, count=this.n)


class Many(Frame):
    first: bytes = data(prefix=u32)
    second: str = text(prefix=u32)
    third: list[int] = array(u32, prefix=u32)
    fourth: bytes = data(limit=1 << 17, prefix=u32)
    cells: list[Cells] = array(Cells, prefix=u32)


class Manies(Frame):
    many: list[Many] = array(Many, 30)
    rows: list[list[Many]] = array(array(Many, 3), 3)


class Square(Frame):
    n: u16
    blob: bytes = data(this.n)
    cube: list[list[bytes]] = array(array(data(this.n), count=this.n), count=this.n)


@pytest.mark.parametrize("frame", [Shared, Block, Many, Manies, Square], ids=lambda frame: frame.__name__)
def test_the_size_of_a_whole_frame_is_bounded(frame: type[Frame]) -> None:
    largest = 0
    for seed in range(8):  # hypothesis takes constants from the modules that are loaded, so a seed alone does not fix the sizes
        largest = max(largest, *(len(each.pack()) for each in sample(frame, 40, seed=seed)))
        if seed + 1 >= scaled(2, 4) and largest > WHOLE // 64:
            break
    assert WHOLE // 64 < largest < WHOLE + (1 << 15)


# Values that are not equal to themselves


@dataclass(frozen=True)
class Point:
    x: float


class NotEqual(Frame):
    number: float = mapped(u32, unpack=lambda raw: math.nan if raw & 1 else raw / 2, pack=lambda value: int(value * 2))
    infinite: float = mapped(f64, unpack=lambda raw: raw - raw, pack=lambda value: value)
    pair: tuple[int, list[float]] = mapped(
        data(8), unpack=lambda raw: (1, list(struct.unpack(">d", raw))), pack=lambda value: struct.pack(">d", *value[1])
    )
    price: Decimal = mapped(u8, unpack=lambda raw: Decimal("nan") if raw < 99 else Decimal(raw), pack=int)
    signal: Decimal = mapped(u8, unpack=lambda raw: Decimal("snan") if raw < 99 else Decimal(raw), pack=int)
    point: Point = mapped(u8, unpack=lambda raw: Point(math.nan if raw < 9 else raw), pack=lambda value: int(value.x))
    listed: float = mapped(f64, unpack=float, pack=float, values=[math.nan, 1.0, 2.0])


def test_a_value_that_is_not_equal_to_itself_is_not_drawn() -> None:
    made = sample(NotEqual, 60)
    assert len(made) > 30
    names: tuple[str, ...] = NotEqual.__match_args__
    for each in made:
        assert all(equals_itself(getattr(each, name)) for name in names)
    check_round_trip(NotEqual, examples=60, seed=1)


@pytest.mark.parametrize("value", [math.nan, (1, (math.nan,)), [Decimal("nan")], {1: math.nan}, Decimal("snan"), Point(math.nan)])
def test_what_is_not_equal_to_itself(value: Any) -> None:
    assert not equals_itself(value)
    assert equals_itself((1, "a", [2.5], {"b": None}, Decimal(3), Point(1.0)))
