"""Items that depend on how many precede them: what is not there is an error, and index is for items alone."""

from __future__ import annotations

import pytest

from framekit import (
    FrameDecoder,
    InvalidLength,
    PackError,
    SpecError,
    array,
    data,
    index,
    make_frame,
    switch,
    text,
    this,
    u8,
    u16,
)
from tests.kinds_given import Wide
from tests.kinds_index import ByOne, IndexedKinds, Rows


def test_lengths_that_come_first_are_held_against_the_items() -> None:
    frame = Rows(sizes=[1, 0, 2], rows=[b"a", b"", b"bc"], end=7)
    assert Rows.unpack(frame.pack()) == frame
    decoder = FrameDecoder(Rows)
    assert [each for byte in frame.pack() * 2 for each in decoder.feed(bytes([byte]))] == [frame, frame]
    with pytest.raises(PackError, match=r"its length is 2, and this.sizes\[index\] says 1") as caught:
        Rows(sizes=[1, 1], rows=[b"a", b"bc"], end=0).pack()
    assert caught.value.path == "rows[1]"
    with pytest.raises(PackError):
        Rows(sizes=[1], rows=[b"a", b""], end=0).pack()


def test_an_item_that_is_not_there_is_an_error() -> None:
    with pytest.raises(InvalidLength, match=r"this.kinds\[index\] & 1 has no value: there is no item 1") as caught:
        IndexedKinds.unpack(b"\1\0\2\0\0" + bytes(30))
    assert caught.value.path == "values[1]"
    assert ByOne.unpack(b"\1\2\3\1ab").body == b"ab"


def test_a_long_array_is_known_whole_when_an_error_is_explained() -> None:
    wire = bytes([40, *[1] * 40, *range(40)])
    with pytest.raises(Exception, match="takes 1 byte, and 0 are left"):
        Rows.unpack(wire)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"a": data(index)}, "for the items of an array only"),
        ({"n": u8, "a": array(data(this.n[index]), 2)}, "not an array of integers"),
        ({"n": array(text(prefix=u8), 2), "a": array(data(this.n[index]), 2)}, "not an array of integers"),
        ({"a": array(data(this.n[index]), 2), "n": array(u8, 2)}, "not an array of integers"),
        ({"n": array(u8, 2), "a": data(this.n)}, "no integer"),
        ({"a": array(u8, 2), "b": array(Wide.given(wide=index == 1), 2)}, "given the same values"),
        ({"a": array(u8, 2), "b": switch(this.a[index], {1: u16})}, "for the items of an array only"),
    ],
)
def test_what_index_cannot_be_is_refused(fields: dict[str, object], reason: str) -> None:
    with pytest.raises(SpecError, match=reason):
        make_frame("Wrong", fields)


def test_an_item_is_taken_of_a_field() -> None:
    with pytest.raises(SpecError, match="an item of an array is"):
        (this.n + 1)[0]
    with pytest.raises(SpecError, match="an item of an array is"):
        this.n["a"]
