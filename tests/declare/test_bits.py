"""Bits lie where documents, C compilers and CAN databases put them."""

from __future__ import annotations

import ctypes
import sys
from enum import IntEnum, IntFlag
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import framekit
from framekit import (
    ConstMismatch,
    Frame,
    InvalidValue,
    PackError,
    SpecError,
    field,
    make_frame,
    pad,
    struct_format,
    trace,
    u1,
    u3,
    u4,
    u5,
    u8,
    u12,
    u16,
    u20,
)
from framekit.declare import bits
from tests.kinds_bits import BitsInside, BitsLsb, Mode


class Ipv6Start(Frame):
    version: u4 = 6
    traffic: u8
    label: u20


def word(width: int, *, signed: bool = False) -> Any:
    return getattr(framekit, f"{'i' if signed else 'u'}{width}")


widths = st.lists(st.integers(1, 24), min_size=1, max_size=12).map(lambda found: [*found, -sum(found) % 8 or 8])


def test_the_first_field_has_the_highest_bits() -> None:
    # RFC 8200, section 3: version, traffic class, flow label.
    assert Ipv6Start(traffic=0xAB, label=0xCDEF0).pack() == bytes.fromhex("6abcdef0")
    assert Ipv6Start.unpack(bytes.fromhex("6abcdef0")) == Ipv6Start(traffic=0xAB, label=0xCDEF0)


@given(widths, st.data())
def test_bits_are_those_of_one_big_number(widths: list[int], data: st.DataObject) -> None:
    names = [f"f{index}" for index in range(len(widths))]
    made = make_frame("Made", [(name, word(width)) for name, width in zip(names, widths, strict=True)])
    values = [data.draw(st.integers(0, 2**width - 1)) for width in widths]
    number = 0
    for width, value in zip(widths, values, strict=True):
        number = number << width | value
    wire = number.to_bytes(sum(widths) // 8, "big")
    frame = made(**dict(zip(names, values, strict=True)))
    assert frame.pack() == wire
    assert made.unpack(wire) == frame


@pytest.mark.skipif(sys.byteorder != "little", reason="C lays bit fields the other way round here")
@given(st.lists(st.integers(1, 31), min_size=1, max_size=12), st.data())
def test_lsb_is_the_layout_of_c_on_little_endian_machines(sizes: list[int], data: st.DataObject) -> None:
    widths: list[int] = []
    while sizes and sum(widths) + sizes[0] < 64:
        widths.append(sizes.pop(0))
    widths.append(64 - sum(widths))
    names = [f"f{index}" for index in range(len(widths))]

    class Struct(ctypes.LittleEndianStructure):
        _fields_ = [(name, ctypes.c_uint64, width) for name, width in zip(names, widths, strict=True)]  # type: ignore[misc]

    made = make_frame("Made", [(n, word(w)) for n, w in zip(names, widths, strict=True)], byteorder="little", bitorder="lsb")
    values = {name: data.draw(st.integers(0, 2**width - 1)) for name, width in zip(names, widths, strict=True)}
    assert made(**values).pack() == bytes(Struct(**values))


def test_can_signals_of_intel_order_are_counted_from_the_lowest_bit() -> None:
    # A DBC signal "Torque : 4|12@1-" begins at bit 4 of the payload, counted from the lowest bit of the first byte.
    frame = BitsLsb(a=5, b=-1, c=True, d=0xBEEF, e=1, f=2, g=3, h=4, i=-5, j=1)
    number = int.from_bytes(frame.pack(), "little")
    assert (number & 7, number >> 3 & 0xFFF, number >> 15 & 1, number >> 16 & 0xFFFF) == (5, 0xFFF, 1, 0xBEEF)


@pytest.mark.parametrize("width", [2, 3, 7, 12, 31, 63])
def test_signed_bits_are_twos_complement(width: int) -> None:
    made = make_frame("Made", [("x", word(width, signed=True)), ("_", pad(bits=-width % 8 or 8))])
    low, high = -(1 << (width - 1)), (1 << (width - 1)) - 1
    for value in (low, -1, 0, high):
        assert made.unpack(made(x=value).pack()).x == value
    for value in (low - 1, high + 1):
        with pytest.raises(PackError, match=r"Made.x"):
            made(x=value).pack()


def test_every_width_has_a_name() -> None:
    assert all(hasattr(framekit, f"u{n}") for n in range(1, 64))
    assert all(hasattr(framekit, f"i{n}") for n in range(2, 64))
    assert all(hasattr(framekit, name) for name in bits.__all__)


def test_a_value_that_does_not_fit_is_named() -> None:
    with pytest.raises(PackError, match=r"Ipv6Start.label at byte 0: cannot write 1048576 as u20: expected 0 to 1048575"):
        Ipv6Start(traffic=0, label=1 << 20).pack()
    with pytest.raises(PackError, match=r"Ipv6Start.traffic"):
        Ipv6Start(traffic=-1, label=0).pack()


def test_members_flags_and_bools_stand_on_bits() -> None:
    class Color(IntEnum):
        RED = 1

    class Flag(IntFlag):
        A = 1
        B = 4

    class Mixed(Frame):
        color: Color = field(u3)
        flags: Flag = field(u4)
        on: bool = field(u1)

    frame = Mixed.unpack(b"\x2b")
    assert (frame.color, frame.flags, frame.on) == (Color.RED, Flag.A | Flag.B, True)
    assert type(frame.on) is bool
    assert frame.pack() == b"\x2b"
    with pytest.raises(PackError, match=r"Mixed.on.*expected True or False"):
        Mixed(color=Color.RED, flags=Flag.A, on=2).pack()  # type: ignore[arg-type]


def test_wrong_bits_are_refused_where_they_stand() -> None:
    good = BitsInside(kind=Mode.ON, strict=Mode.AUTO, words=[], more=None).pack()
    assert BitsInside.unpack(good).kind is Mode.ON
    with pytest.raises(ConstMismatch, match=r"BitsInside.fixed at byte 0: expected 2, found 3"):
        BitsInside.unpack(bytes([good[0] | 1]) + good[1:])
    with pytest.raises(InvalidValue, match=r"BitsInside.strict"):
        BitsInside.unpack(bytes([good[0] & 0b11100011 | 0b01000]) + good[1:])
    with pytest.raises(ConstMismatch, match=r"BitsInside.reserved"):
        BitsInside.unpack(good[:2] + bytes([good[2] ^ 0xF0]) + good[3:])


def test_a_trace_gives_the_shared_bytes_to_the_first() -> None:
    record = trace(Ipv6Start, bytes.fromhex("6abcdef0"))
    assert [(span.path, span.wire.hex(), span.value) for span in record] == [
        ("version", "6abcdef0", 6),
        ("traffic", "", 0xAB),
        ("label", "", 0xCDEF0),
    ]


def test_a_field_may_say_the_order_of_the_bits_in_its_bytes() -> None:
    class Mixed(Frame):
        high: u4
        low: u4
        first: u4 = field(bitorder="lsb")
        second: u12

    # 0x12 in the frame's order; then 3 in the lowest four bits of a little-endian number, and 0xABC above them.
    assert Mixed(high=1, low=2, first=3, second=0xABC).pack() == bytes.fromhex("12c3ab")
    assert Mixed.unpack(bytes.fromhex("12c3ab")) == Mixed(high=1, low=2, first=3, second=0xABC)


def test_struct_format_has_the_shared_number() -> None:
    class Head(Frame):
        a: u4
        b: u12
        c: u16

    assert struct_format(Head) == "!HH"


@pytest.mark.parametrize(
    ("fields", "options", "reason"),
    [
        ({"a": u4, "b": u3}, {}, "take 7 bits; add pad\\(bits=1\\)"),
        ({"a": u4, "b": Ipv6Start}, {}, "'b' must be on a byte boundary"),
        ({"a": u5}, {}, "the end of the frame must be on a byte boundary"),
        ({"a": u4, "b": u12}, {"byteorder": "little"}, "write bitorder"),
        ({"a": u4, "b": framekit.u16le, "c": u4}, {}, "bits have one order"),
        ({"a": u4, "b": u4}, {"byteorder": "@"}, "depends on the compiler"),
        ({"a": framekit.array(u4)}, {}, "an array of bits needs a count"),
        ({"a": framekit.array(u3, 2)}, {"byteorder": "little"}, "cross byte boundaries"),
        ({"a": framekit.optional(u4)}, {}, "bitwise=True"),
        ({"a": framekit.data(prefix=u4)}, {}, "a prefix takes whole bytes"),
        ({"a": u4, "b": u4}, {"bitorder": "middle"}, "bitorder='middle': expected"),
        ({"a": field(u4, bitorder="middle"), "b": u4}, {}, "bitorder='middle': expected"),  # type: ignore[call-overload]
        ({"a": field(u16, bitorder="lsb")}, {}, "this field takes whole bytes"),
        ({"a": field(u4, bitorder="lsb"), "b": field(u4, bitorder="msb")}, {}, "change the order only on a byte boundary"),
        ({"a": field(u4, bitorder="lsb"), "b": u4}, {"bitwise": True}, "a bitwise frame has a single bit order"),
    ],
)
def test_bits_that_have_no_place_are_refused(fields: dict[str, Any], options: dict[str, Any], reason: str) -> None:
    metaclass: Any = type(Frame)
    with pytest.raises(SpecError, match=reason):
        metaclass("Wrong", (Frame,), {"__annotations__": {n: _plain(v) for n, v in fields.items()}, **_words(fields)}, **options)


def _plain(value: Any) -> Any:
    return Any if isinstance(value, framekit.declare.specifier.Specifier) else value  # type: ignore[attr-defined]


def _words(fields: dict[str, Any]) -> dict[str, Any]:
    return {n: v for n, v in fields.items() if isinstance(v, framekit.declare.specifier.Specifier)}  # type: ignore[attr-defined]
