"""struct_format against the struct module by hand."""

from __future__ import annotations

import ctypes
import itertools
import struct
from typing import Any

import pytest
from hypothesis import given

from framekit import (
    Frame,
    SpecError,
    array,
    bool8,
    c_long,
    c_size_t,
    c_ulong,
    data,
    f16,
    f32,
    f64,
    i8,
    i16,
    i32,
    i64,
    layout,
    make_frame,
    pad,
    struct_format,
    text,
    u8,
    u16,
    u16le,
    u24,
    u32,
    u64,
)
from framekit.testing import frames
from tests.kinds import KINDS

SIGNS: dict[str, str] = {"big": ">", "little": "<", "native": "=", ">": ">", "<": "<", "!": "!", "=": "=", "@": "@"}
CHARACTERS: dict[str, tuple[Any, Any]] = {
    "c": (data(1), b"x"),
    "b": (i8, -5),
    "B": (u8, 200),
    "?": (bool8, True),
    "h": (i16, -300),
    "H": (u16, 60000),
    "i": (i32, -70000),
    "I": (u32, 4000000000),
    "l": (c_long, -7),
    "L": (c_ulong, 7),
    "q": (i64, -(2**60)),
    "Q": (u64, 2**63),
    "e": (f16, 0.5),
    "f": (f32, 0.25),
    "d": (f64, 0.1),
    "5s": (data(5), b"hello"),
    "4I": (array(u32, 4), [1, 2, 3, 4]),
    "3h": (array(i16, 3), [-1, 0, 1]),
}


def by_hand(sign: str, characters: str, *values: Any) -> bytes:
    flat: list[Any] = []
    for value in values:
        flat += value if isinstance(value, list) else [value]
    return struct.pack(sign + characters, *flat)


@pytest.mark.parametrize("order", SIGNS)
@pytest.mark.parametrize("character", CHARACTERS)
def test_each_character_in_each_byte_order(order: Any, character: str) -> None:
    kind, value = CHARACTERS[character]
    made: Any = make_frame("Made", {"first": u8, "value": kind}, byteorder=order)
    wire = by_hand(SIGNS[order], "B" + character, 1, value)
    assert made(first=1, value=value).pack() == wire
    assert made.unpack(wire).value == value
    assert struct.calcsize(struct_format(made)) == len(wire)
    assert struct.unpack(struct_format(made), wire) == struct.unpack(SIGNS[order] + "B" + character, wire)


@pytest.mark.parametrize("order", SIGNS)
def test_pads_are_x(order: Any) -> None:
    made: Any = make_frame("Made", {"a": u8, "_": pad(3), "b": u32}, byteorder=order)
    assert made(a=1, b=2).pack() == struct.pack(SIGNS[order] + "B3xI", 1, 2)
    assert struct_format(made) == SIGNS[order] + "B3xI"


@pytest.mark.parametrize("order", SIGNS)
def test_all_characters_in_one_frame(order: Any) -> None:
    kinds = {f"f{number}": kind for number, (kind, _) in enumerate(CHARACTERS.values())}
    made: Any = make_frame("Made", {**kinds, "_": pad(3)}, byteorder=order)
    values = [value for _, value in CHARACTERS.values()]
    wire = by_hand(SIGNS[order], "".join(CHARACTERS) + "3x", *values)
    frame = made(**dict(zip(kinds, values, strict=True)))
    assert frame.pack() == wire
    assert made.unpack(wire) == frame
    assert struct.unpack(struct_format(made), wire) == struct.unpack(SIGNS[order] + "".join(CHARACTERS) + "3x", wire)


class Native(Frame, byteorder="@"):
    a: u8
    b: u8
    number: u32
    tag: bytes = data(4)


def test_native_layout_pads_where_c_does() -> None:
    assert struct_format(Native) == "@BBI4s"
    assert struct.calcsize(struct_format(Native)) == struct.calcsize("@2BI4s") == 12
    assert Native(a=1, b=2, number=3, tag=b"abcd").pack() == struct.pack("@2BI4s", 1, 2, 3, b"abcd")


C_TYPES: list[tuple[Any, Any]] = [
    (u8, ctypes.c_uint8),
    (i16, ctypes.c_int16),
    (u32, ctypes.c_uint32),
    (f64, ctypes.c_double),
    (c_long, ctypes.c_long),
    (c_size_t, ctypes.c_size_t),
    (bool8, ctypes.c_bool),
]


@pytest.mark.parametrize("members", list(itertools.permutations(C_TYPES, 3)), ids=lambda each: "")
def test_native_layout_is_that_of_the_compiler(members: tuple[tuple[Any, Any], ...]) -> None:
    names = ["x", "y", "z"]
    made = make_frame("Made", {name: kind for name, (kind, _) in zip(names, members, strict=True)}, byteorder="@")
    fields = [(name, c_type) for name, (_, c_type) in zip(names, members, strict=True)]
    structure: Any = type("Structure", (ctypes.Structure,), {"_fields_": fields})
    alone = struct.calcsize(struct_format(made))
    assert 0 <= ctypes.sizeof(structure) - alone < ctypes.alignment(structure), "but for C's padding at the end"
    offsets = {row.path: row.offset for row in layout(made)}
    for name in names:
        assert offsets[name] == getattr(structure, name).offset
    outer = make_frame("Outer", {"c": u8, "inner": made, "pair": array(made, 2), "d": u64}, byteorder="@")
    outside: Any = type(
        "Outside",
        (ctypes.Structure,),
        {"_fields_": [("c", ctypes.c_uint8), ("inner", structure), ("pair", structure * 2), ("d", ctypes.c_uint64)]},
    )
    assert struct.calcsize(struct_format(outer)) == ctypes.sizeof(outside)


class Hello(Frame):
    magic: bytes = data(2)
    ttl: u8
    name: str = text(prefix=u16)


def test_a_frame_with_variable_parts_has_a_template_and_a_format_for_lengths() -> None:
    assert struct_format(Hello) == "!2sBH{name}s"
    assert struct_format(Hello, name=3) == struct_format(Hello).format(name=3) == "!2sBH3s"
    assert struct_format(Hello, {"name": 3}) == "!2sBH3s"
    wire = Hello(magic=b"ab", ttl=7, name="née").pack()
    assert struct.unpack(struct_format(Hello, name=4), wire) == (b"ab", 7, 4, "née".encode())


class Pair(Frame):
    x: u8
    y: u16


def test_arrays_of_frames_repeat_their_group() -> None:
    made: Any = make_frame("Made", {"words": array(u16, prefix=u8), "pairs": array(Pair, prefix=u8)})
    assert struct_format(made) == "!B{words}HB{pairs}"
    assert struct_format(made, words=2, pairs=2) == "!B2HBBHBH"
    frame = made(words=[1, 2], pairs=[Pair(x=1, y=2), Pair(x=3, y=4)])
    assert struct.unpack("!B2HBBHBH", frame.pack()) == (2, 1, 2, 2, 1, 2, 3, 4)


def test_what_struct_cannot_say_is_refused() -> None:
    with pytest.raises(SpecError, match="vary in size"):
        struct_format(make_frame("Made", {"x": array(text(prefix=u8), 2)}))
    with pytest.raises(SpecError, match="single byte order"):
        struct_format(make_frame("Made", {"x": u16le}))
    with pytest.raises(SpecError, match="name="):
        struct_format(Hello, nam=3)
    for wrong in (-1, "x", 1.5):
        with pytest.raises(SpecError, match="a length of 0 or more"):
            struct_format(Hello, name=wrong)  # type: ignore[arg-type]
    inner = make_frame("Inner", {"b": text(prefix=u8)})
    assert struct_format(make_frame("Outer", {"a": inner, "a_b": text(prefix=u8)})) == "!B{a_b}sB{a_b_}s"


@pytest.mark.parametrize("frame", KINDS, ids=lambda frame: frame.__name__)
def test_a_fixed_format_has_the_size_of_every_frame(frame: type[Frame]) -> None:
    try:
        template = struct_format(frame)
    except SpecError:
        return
    if "{" in template:
        return

    @given(frames(frame))
    def law(value: Frame) -> None:
        assert struct.calcsize(template) == len(value.pack())
        struct.unpack(template, value.pack())

    law()


def test_widths_that_struct_lacks_are_bytes() -> None:
    assert struct_format(make_frame("Made", {"x": u24})) == "!3s"
