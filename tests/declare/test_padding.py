"""Padding whose size fields say: how much of it there is, what it holds, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import (
    ConstMismatch,
    Frame,
    InvalidLength,
    PackError,
    SpecError,
    TrailingData,
    TruncatedFrame,
    data,
    derived,
    make_frame,
    measure,
    pad,
    text,
    this,
    u3,
    u5,
    u8,
    u16,
    u32,
    uleb128,
)
from framekit.spec.model import FIXED_LIMIT
from tests.kinds_ends import PaddedBuffers, PadOfField


class Padded(Frame):
    size: u32
    _: None = pad(this.size - 2, fill=0x20, strict=True)
    value: u8


def test_an_expression_says_how_many_bytes_are_padded() -> None:
    wire = b"\0\0\0\4  \7"
    assert Padded(size=4, value=7).pack() == wire
    assert Padded.unpack(wire) == Padded(size=4, value=7)
    assert measure(Padded, wire + b"next") == 7


def test_padding_after_the_rest_is_no_part_of_it() -> None:
    frame = PadOfField(n=0x82, name=b"ab", rest=b"rest", end=9)
    assert frame.pack() == b"\x82\2" + b"\xff\xff" + b"ab" + bytes(4) + b"rest" + bytes(2) + b"\x09"
    assert PadOfField.unpack(frame.pack()) == frame


def test_a_bitwise_frame_pads_bits() -> None:
    class Bits(Frame, bitwise=True):
        n: u3
        _: None = pad(bits=this.n, fill=1)
        value: u5
        _2: None = pad(this.n)

    assert Bits(n=2, value=0b10101).pack() == bytes.fromhex("5d 40 00 00")
    assert Bits.unpack(bytes.fromhex("5d 40 00 00")).value == 0b10101


@pytest.mark.parametrize(
    ("wire", "error", "reason"),
    [
        (b"\0\0\0\4 !\7", ConstMismatch, "_ at byte 4: expected padding b'  '"),
        (b"\0\0\0\1\7", InvalidLength, "_ at byte 4: this.size - 2 is -1"),
        (b"\xff\xff\xff\xff\7", TruncatedFrame, "expected 4294967293 bytes for .*, only 1 byte left"),
    ],
)
def test_padding_that_is_wrong_is_refused_where_it_is(wire: bytes, error: type[Exception], reason: str) -> None:
    with pytest.raises(error, match=reason):
        Padded.unpack(wire)


@pytest.mark.parametrize(("size", "reason"), [(1, "this.size - 2 is -1"), (2**32 - 1, f"exceeds the limit of {FIXED_LIMIT}")])
def test_packing_refuses_a_size_that_cannot_be_written(size: int, reason: str) -> None:
    with pytest.raises(PackError, match=reason):
        Padded(size=size, value=7).pack()


@pytest.mark.parametrize(
    ("fields", "options", "reason"),
    [
        ({"n": (int, derived(u8)), "_": (None, pad(this.n))}, {}, "nothing in this class determines"),
        ({"_": (None, pad(this.n)), "n": u8}, {}, "not declared before this field"),
        ({"n": u8, "_": (None, pad(this.n, bits=2))}, {}, "leave out one of the two"),
        ({"n": u8, "_": (None, pad(bits=this.n))}, {}, "declare the frame with bitwise=True"),
        ({"n": u8, "_": (None, pad(bits=this.n, fill=3))}, {"bitwise": True}, "all 0 or all 1"),
        ({"n": (int, derived(u16)), "_": (None, pad(this.n - 9))}, {"size": this.n}, "by another field"),
        ({"n": (int, derived(uleb128)), "_": (None, pad(this.n - 9))}, {"size": this.n}, "by another field"),
    ],
)
def test_padding_that_has_no_size_is_refused(fields: dict[str, Any], options: dict[str, Any], reason: str) -> None:
    with pytest.raises(SpecError, match=reason):
        make_frame("Wrong", fields, **options)


WIRE = b"str+++bar@++++++++++" + b"abc@@@@@" + "ab\0 ".encode("utf-16-le") + b"x ;   "


def test_a_buffer_with_a_terminator_is_filled_up_with_its_pad() -> None:
    frame = PaddedBuffers(name="str+++bar", same=b"abc", wide="ab", kept=b"x ")
    assert frame.pack() == WIRE
    assert PaddedBuffers.unpack(WIRE) == frame


def test_pads_before_the_terminator_or_the_end_are_taken_off() -> None:
    other = WIRE.replace(b"bar@+++", b"bar+++@").replace(b"abc@@@@@", b"abcdefgh").replace(b"b\0\0\0 \0", b"b\0 \0 \0")
    frame = PaddedBuffers.unpack(other)
    assert (frame.name, frame.same, frame.wide) == ("str+++bar", b"abcdefgh", "ab")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [({"name": "a+"}, "ends with the pad"), ({"same": b"a@"}, "ends with the pad"), ({"wide": "a "}, "ends with the pad")],
)
def test_a_value_that_ends_with_its_pad_is_refused(changed: dict[str, Any], reason: str) -> None:
    with pytest.raises(PackError, match=reason):
        PaddedBuffers(**{"name": "", "same": b"", "wide": "", "kept": b"", **changed}).pack()


@pytest.mark.parametrize(("at", "path"), [(16, "name"), (41, "kept")])
def test_other_bytes_after_the_terminator_are_refused_where_they_are(at: int, path: str) -> None:
    with pytest.raises(TrailingData, match=rf"{path} at byte {at}: expected repetitions of b'.'") as caught:
        PaddedBuffers.unpack(WIRE[:at] + b"_" + WIRE[at + 1 :])
    assert (caught.value.offset, caught.value.path) == (at, path)


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        (data(until=b";", pad=0), "only a fixed length is padded"),
        (data(prefix=u8, until=b";", pad=0), "only a fixed length is padded"),
        (data(8, until=b";", pad=0, leftover="keep"), "only a fixed length is padded"),
        (data(8, until=b";", pad=0, include=True), "cannot be padded"),
        (text(7, until="\0", pad=" ", encoding="utf-16-le"), "not a whole number of utf-16-le characters"),
    ],
)
def test_a_terminator_and_a_pad_need_a_fixed_length(word: Any, reason: str) -> None:
    with pytest.raises(SpecError, match=reason):
        make_frame("Wrong", {"x": (Any, word)})
