"""A frame that is refused costs about what a good one costs: the careful interpreter looks only at what is wrong."""

from __future__ import annotations

import traceback
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from framekit import (
    Frame,
    FramekitError,
    Omitted,
    PackError,
    UnpackError,
    array,
    data,
    field,
    item,
    switch,
    text,
    this,
    u8,
    u16,
    u32,
)
from framekit.compiler.explain.frame_reader import Reader
from framekit.compiler.explain.items import SHOWN
from framekit.compiler.explain.value_writer import ValueWriter


class Item(Frame):
    number: u8
    name: str = text(prefix=u8)


class Choice(Frame):
    kind: u8
    value_: object = switch(this.kind, {0: u8, 1: Item}, otherwise=data(), size_prefix=u8)


class Items(Frame):
    items: list[Item] = array(Item, prefix=u32)


class Choices(Frame):
    items: list[Choice] = array(Choice, prefix=u32)


class Texts(Frame):
    items: list[str] = array(text(prefix=u8), prefix=u32)


class Rows(Frame):
    items: list[list[int]] = array(array(u16, prefix=u8), prefix=u32)


class Ended(Frame):
    items: list[Item] = array(Item, until=item.number == 9)


class Limited(Frame, max_items=200_000):
    items: list[Rows] = array(Rows, prefix=u32)


MANY = 3000
CASES: dict[str, tuple[Frame, str]] = {
    "frames": (Items(items=[Item(number=1, name="ab")] * MANY), f"items[{MANY - 1}].name"),
    "choices": (Choices(items=[Choice(kind=1, value_=Item(number=1, name="ab"))] * MANY), f"items[{MANY - 1}].value_.name"),
    "texts": (Texts(items=["ab"] * MANY), f"items[{MANY - 1}]"),
    "until": (
        Ended(items=[Item(number=1, name="ab")] * (MANY - 1) + [Item(number=9, name="cd")]),
        f"items[{MANY - 1}].name",
    ),
}


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that the careful interpreter looked at."""
    seen: list[str] = []

    def counted(function: Callable[..., Any], at: int) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            seen.append(arguments[at])
            return function(*arguments, **named)

        return call

    monkeypatch.setattr(Reader, "read", counted(Reader.read, 2))
    monkeypatch.setattr(ValueWriter, "wire", counted(ValueWriter.wire, 3))
    return seen


@pytest.mark.parametrize("case", CASES)
def test_only_the_last_items_are_read_carefully(case: str, steps: list[str]) -> None:
    frame, path = CASES[case]
    wire = frame.pack()
    bad = wire[:-1] + b"\xff"
    with pytest.raises(UnpackError) as caught:
        type(frame).unpack(bad)
    assert caught.value.path == path
    assert caught.value.offset == len(wire) - 1
    assert len(steps) < 20 * SHOWN
    shown = caught.value.partial["items"]
    assert shown[0] == Omitted(MANY - 1 - SHOWN)
    assert len(shown) in (SHOWN + 1, SHOWN + 2)


@pytest.mark.parametrize("case", ["frames", "choices", "texts"])
def test_only_the_first_wrong_value_is_written_carefully(case: str, steps: list[str]) -> None:
    frame, path = CASES[case]
    items: list[Any] = frame.items  # type: ignore[attr-defined]
    long = Item(number=1, name="x" * 300)
    wrong: Any = {"frames": long, "choices": Choice(kind=1, value_=long), "texts": 7}
    bad = type(frame)(items=[*items[:-1], wrong[case]])
    with pytest.raises(PackError) as caught:
        bad.pack()
    assert caught.value.path == path
    assert caught.value.offset is not None
    assert caught.value.offset > 3 * MANY
    assert len(steps) < 20


def test_what_comes_after_a_large_array_is_found_with_the_array_counted() -> None:
    class Followed(Frame):
        items: list[Item] = array(Item, prefix=u16)
        numbers: list[int] = array(u16, prefix=u16)
        end: u8 = field(check={7})

    wire = Followed(items=[Item(number=1, name="")] * 100, numbers=[3] * 500, end=7).pack()
    with pytest.raises(UnpackError) as caught:
        Followed.unpack(wire[:-1] + b"\x08")
    assert caught.value.path == "end"
    assert caught.value.partial["items"] == [Omitted(100 - SHOWN), *[{"number": 1, "name": ""}] * SHOWN]
    assert caught.value.partial["numbers"] == [Omitted(500 - SHOWN), *[3] * SHOWN]


def test_a_limit_of_items_is_counted_through_items_that_are_passed_quickly() -> None:
    rows = [Rows(items=[[1, 2]] * 50)] * 1000
    assert Limited.unpack(Limited(items=rows).pack()).items == rows
    over = Limited(items=rows * 2)
    with pytest.raises(PackError, match="max_items"):
        over.pack()


@pytest.mark.parametrize("case", CASES)
def test_an_error_holds_little_and_shows_one_line_of_framekit(case: str) -> None:
    frame, _ = CASES[case]
    wire = frame.pack()
    bad = wire[:-1] + b"\xff"
    errors: list[FramekitError] = []

    def refuse() -> None:
        try:
            type(frame).unpack(bad)
        except UnpackError as error:
            errors.append(error)

    refuse()  # what is compiled at the first use is kept
    tracemalloc.start()
    try:
        refuse()
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 200_000
    for error in errors[1:]:
        places = [each.filename for each in traceback.extract_tb(error.__traceback__)]
        assert len([each for each in places if not each.startswith(__file__)]) == 1
        assert error.__context__ is None


class Numbers(Frame):
    items: list[int] = array(u8, until=item == 0)
    name: str = text(prefix=u8)


def test_an_item_that_ends_an_array_ends_it_where_items_are_passed_quickly_too() -> None:
    with pytest.raises(UnpackError) as caught:
        Numbers.unpack(b"\1" * (SHOWN + 9) + b"\0\2\xff\xff\1\0")
    assert (caught.value.path, caught.value.offset) == ("name", SHOWN + 11)
