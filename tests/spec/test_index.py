"""Items that depend on how many precede them: what is not there is an error, and index is for items alone."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import (
    FrameDecoder,
    InvalidLength,
    InvalidValue,
    PackError,
    SpecError,
    array,
    data,
    derived,
    field,
    index,
    item,
    make_frame,
    size_of,
    switch,
    text,
    this,
    u8,
    u16,
    uleb128,
)
from tests.kinds_index import ByOne, IndexedKinds, Labels, Placed, Places, Rows


def test_lengths_that_come_first_are_held_against_the_items() -> None:
    frame = Rows(sizes=[1, 0, 2], rows=[b"a", b"", b"bc"], end=7)
    assert Rows.unpack(frame.pack()) == frame
    decoder = FrameDecoder(Rows)
    assert [each for byte in frame.pack() * 2 for each in decoder.feed(bytes([byte]))] == [frame, frame]
    with pytest.raises(PackError, match=r"expected length 1 \(this.sizes\[index\]\), found 2") as caught:
        Rows(sizes=[1, 1], rows=[b"a", b"bc"], end=0).pack()
    assert caught.value.path == "rows[1]"
    with pytest.raises(PackError):
        Rows(sizes=[1], rows=[b"a", b""], end=0).pack()


def test_the_size_of_an_item_may_end_an_array() -> None:
    frame = Labels(least=0, labels=["www", "x", ""], values=[1, 0], tables=[[1, 2], [3]])
    wire = b"\0" + b"\3www\1x\0" + b"\1\0" + b"\2\0\1\0\2\1\0\3"
    assert frame.pack() == wire
    assert Labels.unpack(wire) == frame
    assert Labels.unpack(wire[:-3]).tables == [[1, 2]]


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        (["", "a", ""], r"labels\[1\] at byte 2: the previous item ends .*; no item may follow it"),
        (["a"], r"the last item does not end the array: size_of\(item\) == 1 must be true for the last item and for no other"),
    ],
)
def test_no_other_item_than_the_last_has_the_size_that_ends_an_array(labels: list[str], reason: str) -> None:
    with pytest.raises(PackError, match=reason):
        Labels(least=0, labels=labels, values=[0], tables=[]).pack()


def test_many_items_up_to_a_size_are_read_where_one_of_them_is_wrong() -> None:
    wire = b"\0" + b"\1x" * 40 + b"\1\xff\0"
    with pytest.raises(InvalidValue, match=r"labels\[40\] at byte 82"):
        Labels.unpack(wire)


def test_a_size_is_that_of_the_last_item_of_an_array() -> None:
    with pytest.raises(SpecError, match=r"write size_of\(item\)"):
        size_of(this.x)
    with pytest.raises(SpecError, match=r"size_of\(item\) is allowed only in the until= of an array"):
        make_frame("Wrong", {"n": u8, "x": (bytes, data(size_of(item)))})


@pytest.mark.parametrize("word", [uleb128, text(until=("\r\n", "\n")), text(prefix=u8, errors="replace")])
def test_the_size_of_items_that_have_several_is_refused(word: Any) -> None:
    for each in (word, make_frame("Item", {"x": (Any, field(word) if word is uleb128 else word)})):
        with pytest.raises(SpecError, match="may be read from more or fewer bytes than packing writes"):
            make_frame("Wrong", {"x": (list[Any], array(each, until=size_of(item) == 1))})


def test_an_item_that_is_not_there_is_an_error() -> None:
    with pytest.raises(InvalidLength, match=r"cannot evaluate this.kinds\[index\] & 1: no item at index 1") as caught:
        IndexedKinds.unpack(b"\1\0\2\0\0" + bytes(30))
    assert caught.value.path == "values[1]"
    assert ByOne.unpack(b"\1\2\3\1ab").body == b"ab"


def test_a_long_array_is_known_whole_when_an_error_is_explained() -> None:
    wire = bytes([40, *[1] * 40, *range(40)])
    with pytest.raises(Exception, match=r"expected 1 byte for .*, no bytes left"):
        Rows.unpack(wire)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"a": data(index)}, "only in the items of an array"),
        ({"n": u8, "a": array(data(this.n[index]), 2)}, "not an array of integers"),
        ({"n": array(text(prefix=u8), 2), "a": array(data(this.n[index]), 2)}, "not an array of integers"),
        ({"a": array(data(this.n[index]), 2), "n": array(u8, 2)}, "not an array of integers"),
        ({"n": array(u8, 2), "a": data(this.n)}, "not an integer"),
        ({"a": array(u8, 2), "b": switch(this.a[index], {1: u16})}, "only in the items of an array"),
    ],
)
def test_what_index_cannot_be_is_refused(fields: dict[str, object], reason: str) -> None:
    with pytest.raises(SpecError, match=reason):
        make_frame("Wrong", fields)


def test_an_item_is_taken_of_a_field() -> None:
    with pytest.raises(SpecError, match="is not an item of an array"):
        (this.n + 1)[0]
    with pytest.raises(SpecError, match="is not an item of an array"):
        this.n["a"]


def test_items_may_be_given_how_many_precede_them() -> None:
    items = [Placed(place=0, odd=3, value=b"a", more=1), Placed(place=1, odd=3, value=b"bc", more=1)]
    wrong = Placed(place=2, odd=3, value=b"def", more=1)
    last = [Placed(place=0, odd=0, value=b"", more=0)]
    frame = Places(n=3, items=[*items, wrong], rows=[], parts=last)
    assert Places.unpack(frame.pack()) == frame
    frame.items[2] = Placed(place=1, odd=3, value=b"de", more=1)
    with pytest.raises(PackError, match="expected 2, given by the enclosing frame, found 1") as caught:
        frame.pack()
    assert caught.value.path == "items[2].place"


def test_an_index_is_not_given_beside_what_is_known_later() -> None:
    late = {"n": (int, derived(u8)), "x": (bytes, data(length=this.n)), "kinds": (list[int], array(u8, 2))}
    for word in (
        array(Placed.given(place=index, odd=this.n), 2),
        array(switch(this.kinds[index], {0: u8, 1: Placed.given(place=0, odd=this.n)}), 2),
    ):
        with pytest.raises(SpecError, match="which is known only after all items are written"):
            make_frame("Wrong", {**late, "items": (list[Any], word)})
