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
    TruncatedFrame,
    derived,
    make_frame,
    measure,
    pad,
    this,
    u3,
    u5,
    u8,
    u16,
    u32,
    uleb128,
)
from framekit.spec.model import FIXED_LIMIT
from tests.kinds_ends import PadOfField


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
        (b"\0\0\0\4 !\7", ConstMismatch, "_ at byte 4: expected b'  '"),
        (b"\0\0\0\1\7", InvalidLength, "_ at byte 4: this.size - 2 is -1"),
        (b"\xff\xff\xff\xff\7", TruncatedFrame, "takes 4294967293 bytes, and 1 is left"),
    ],
)
def test_padding_that_is_wrong_is_refused_where_it_is(wire: bytes, error: type[Exception], reason: str) -> None:
    with pytest.raises(error, match=reason):
        Padded.unpack(wire)


@pytest.mark.parametrize(("size", "reason"), [(1, "this.size - 2 is -1"), (2**32 - 1, f"at most {FIXED_LIMIT}")])
def test_packing_refuses_a_size_that_cannot_be_written(size: int, reason: str) -> None:
    with pytest.raises(PackError, match=reason):
        Padded(size=size, value=7).pack()


@pytest.mark.parametrize(
    ("fields", "options", "reason"),
    [
        ({"n": (int, derived(u8)), "_": (None, pad(this.n))}, {}, "nothing in this class determines"),
        ({"_": (None, pad(this.n)), "n": u8}, {}, "no field that stands before it"),
        ({"n": u8, "_": (None, pad(this.n, bits=2))}, {}, "leave one of the two out"),
        ({"n": u8, "_": (None, pad(bits=this.n))}, {}, "declare the frame bitwise=True"),
        ({"n": u8, "_": (None, pad(bits=this.n, fill=3))}, {"bitwise": True}, "all 0 or all 1"),
        ({"n": (int, derived(u16)), "_": (None, pad(this.n - 9))}, {"size": this.n}, "let another field say how"),
        ({"n": (int, derived(uleb128)), "_": (None, pad(this.n - 9))}, {"size": this.n}, "let another field say how"),
    ],
)
def test_padding_that_has_no_size_is_refused(fields: dict[str, Any], options: dict[str, Any], reason: str) -> None:
    with pytest.raises(SpecError, match=reason):
        make_frame("Wrong", fields, **options)
