"""What takes the rest leaves the bytes of the fields after it, if their size is known when it is reached."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import (
    Frame,
    InvalidLength,
    SpecError,
    TruncatedFrame,
    array,
    data,
    derived,
    field,
    i8,
    make_frame,
    optional,
    spec_of,
    text,
    this,
    u8,
    u16,
    u24,
)
from framekit.spec.describe import describe
from tests.kinds_ends import Padded


def test_sizes_that_fields_say_are_added_to_those_that_are_fixed() -> None:
    fields = {
        "a": u8,
        "b": u8,
        "rest": (bytes, data()),
        "words": (list[int], array(u24, this.a)),
        "tail": (str, text(this.b - 1)),
        "end": u16,
    }
    made = make_frame("Made", fields)
    assert describe(spec_of(made).fields[2].kind) == "data() before the last 2 + this.a * 3 + (this.b - 1) bytes"
    frame = made.unpack(b"\1\3" + b"rest" + b"\0\0\7" + b"hi" + b"\0\1")
    assert frame == made(a=1, b=3, rest=b"rest", words=[7], tail="hi", end=1)


@pytest.mark.parametrize(
    ("after", "known"),
    [
        ({"n": u8, "pad": (bytes, data(this.n))}, "n"),
        ({"pad": (bytes, data(prefix=u8))}, "pad"),
        ({"maybe": (int, optional(u8))}, "maybe"),
        ({"n": u8, "maybe": (int, optional(u8, when=this.n == 1))}, "n"),
        ({"items": (list[Any], array(Padded, this.a))}, "items"),
    ],
)
def test_a_size_that_is_not_known_before_is_refused(after: dict[str, Any], known: str) -> None:
    with pytest.raises(SpecError, match=f"takes the rest of the frame, so the field '{known}' after it is unreachable"):
        make_frame("Wrong", {"a": u8, "rest": (bytes, data()), **after})


def test_bytes_that_are_not_there_are_missed_before_the_rest() -> None:
    with pytest.raises(TruncatedFrame, match="expected 3 bytes for what follows this field, only 2 bytes left") as caught:
        Padded.unpack(b"\3hi")
    assert (caught.value.path, caught.value.offset) == ("body", 1)
    holder: type[Frame] = make_frame("Holder", {"part": (Padded, field(size_prefix=u8))})
    with pytest.raises(InvalidLength, match="the size of part"):
        holder.unpack(b"\3\3hi" + bytes(9))


def test_a_negative_size_is_refused() -> None:
    made = make_frame("Made", {"n": i8, "rest": (bytes, data()), "pad": (bytes, data(this.n))})
    with pytest.raises(InvalidLength, match=r"this\.n is -1"):
        made.unpack(b"\xffab")


def test_packing_solves_the_size_of_the_padding_or_holds_it() -> None:
    assert Padded(body=b"hi", padding=bytes(2)).pack() == b"\2hi\0\0"
    plain = make_frame("Plain", {"n": u8, "rest": (bytes, data()), "pad": (bytes, data(this.n))})
    assert plain(n=1, rest=b"", pad=b"x").pack() == b"\1x"
    solved = make_frame("Solved", {"n": (int, derived(u8)), "rest": (bytes, data()), "pad": (bytes, data(this.n * 2))})
    assert solved(rest=b"a", pad=bytes(4)).n == 2
