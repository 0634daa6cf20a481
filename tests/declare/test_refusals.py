"""A wrong declaration is refused when the class is made, naming class and field and saying what to write instead."""

from __future__ import annotations

import sys
from enum import Enum, IntEnum, IntFlag
from typing import Any

import pytest

from framekit import (
    Frame,
    SpecError,
    array,
    c_size_t,
    const,
    data,
    derived,
    f32,
    field,
    i8,
    make_frame,
    optional,
    pad,
    text,
    this,
    u8,
    u16,
    u32,
)


class Big(IntEnum):
    HUGE = 300


class Bits(IntFlag):
    ONE = 1


class Wide(IntFlag):
    ONE = 1
    BOTH = 257


class Word(Enum):
    A = "a"


class Greedy(Frame):
    rest: bytes = data()


class CountingGreedy(Frame):
    n: u8
    rest: bytes = data()


class FrozenBase(Frame, frozen=True):
    x: u8


class PlainBase(Frame):
    x: u8


WRONG: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "an int without a width": ({"x": int}, {}, "u16"),
    "a float without a width": ({"x": float}, {}, "f32"),
    "a bool without a width": ({"x": bool}, {}, "bool8"),
    "bytes without a length": ({"x": bytes}, {}, r"data\(\.\.\.\)"),
    "text without a length": ({"x": str}, {}, r"text\(\.\.\.\)"),
    "a list without items": ({"x": list[int]}, {}, r"array\(\.\.\.\)"),
    "an optional scalar": ({"x": u8 | None}, {}, r"^Wrong.x: a value that may be None needs optional"),
    "a word in the place of the annotation": ({"x": (pad(3), 1)}, {}, "annotation comes first"),
    "a type that is no kind": ({"x": dict}, {}, "does not describe bytes"),
    "an enumeration without a width": ({"x": Big}, {}, r"field\(u8\)"),
    "an enumeration of no integers": ({"x": (Word, field(u8))}, {}, "IntEnum"),
    "flags over a signed integer": ({"x": (Bits, field(i8))}, {}, "field.u8"),
    "an enumeration over a float": ({"x": (Bits, field(f32))}, {}, "field.u8"),
    "strict without an enumeration": ({"x": (int, field(u8, strict=True))}, {}, "enumerations"),
    "text annotated as bytes": ({"x": (bytes, text(prefix=u8))}, {}, "text.. gives str"),
    "data annotated as text": ({"x": (str, data(3))}, {}, "data.. gives bytes"),
    "an array annotated as int": ({"x": (int, array(u8, 3))}, {}, "array.. gives list"),
    "an array of other frames": ({"x": (list[Greedy], array(PlainBase, 3))}, {}, "PlainBase"),
    "a field annotated with another scalar": ({"x": (u8, field(u16))}, {}, "u8"),
    "a scalar annotated as text": ({"x": (str, field(u8))}, {}, "u8 gives int"),
    "an array of nonsense": ({"x": array(3, 3)}, {}, "expected a scalar"),
    "a constant without a width": ({"x": const(3)}, {}, "const.3, u16"),
    "a constant that does not fit": ({"x": const(300, u8)}, {}, "0 to 255"),
    "a constant of no bytes": ({"x": const(b"")}, {}, "at least one byte"),
    "a constant not a number": ({"x": const(float("nan"), f32)}, {}, "finite"),
    "a derived float": ({"x": derived(f32)}, {}, "integer"),
    "a derived field that nothing determines": ({"x": derived(u8)}, {}, "length=this.x"),
    "a derived field under a lossy expression": ({"n": derived(u8), "x": data(length=this.n // 2)}, {}, "cannot be solved"),
    "a derived field used twice": ({"n": derived(u8), "x": data(length=this.n + this.n)}, {}, "cannot be solved"),
    "two derived fields in one length": (
        {"n": derived(u8), "m": derived(u8), "x": data(length=this.n + this.m)},
        {},
        "two derived",
    ),
    "a derived field inside items": ({"n": derived(u8), "x": array(data(length=this.n), 3)}, {}, "plain field"),
    "a reference to what comes later": ({"x": data(length=this.n), "n": u8}, {}, "not declared before this field"),
    "a reference to nothing": ({"n": u8, "x": data(length=this.m)}, {}, "earlier fields: n"),
    "a reference to text": ({"n": text(3), "x": data(length=this.n)}, {}, "not an integer"),
    "a reference into a scalar": ({"n": u8, "x": data(length=this.n.m)}, {}, "not declared before this field"),
    "a shift beyond reason": ({"n": derived(u8), "x": data(length=this.n << 1000)}, {}, "shift"),
    "a prefix that is a float": ({"x": data(prefix=f32)}, {}, "expected an integer as the prefix"),
    "an open end before a field": ({"x": data(until=b"|", or_end=True), "y": data(prefix=u8)}, {}, "takes the rest of the frame"),
    "an open end without a terminator": ({"x": data(or_end=True)}, {}, "add until="),
    "an open end that is left": ({"x": data(until=b"|", or_end=True, consume=False)}, {}, "leave out consume=False"),
    "a terminator inside another": ({"x": data(until=(b"\n", b"\nx"))}, {}, "never be found"),
    "no terminator in a tuple": ({"x": data(until=())}, {}, "at least one"),
    "null without a prefix": ({"x": data(this.n, null=-1)}, {}, "add prefix="),
    "a bias without a prefix": ({"x": data(4, bias=1)}, {}, "add prefix="),
    "null that the prefix cannot say": ({"x": data(prefix=u8, null=-1)}, {}, "from 0 to 255"),
    "null inside an optional": ({"x": optional(data(prefix=i8, null=-1))}, {}, "remove null= or optional"),
    "a bias of more than the prefix": ({"x": data(prefix=u8, bias=256)}, {}, "greater than the maximum of u8"),
    "a bias that is text": ({"x": data(prefix=u8, bias="1")}, {}, "expected integers"),  # type: ignore[call-overload]
    "a length and a prefix": ({"x": data(3, prefix=u8)}, {}, "expects only one"),
    "a length in words": ({"x": data("3")}, {}, "number or an expression"),  # type: ignore[arg-type]
    "a prefix in the place of the length": ({"x": data(u8)}, {}, "data.prefix="),  # type: ignore[arg-type]
    "a prefix that is a number": ({"x": data(prefix=3)}, {}, "prefix=u16"),
    "a count of halves": ({"x": array(u8, 2.5)}, {}, "number or an expression"),  # type: ignore[call-overload]
    "a length of true": ({"x": text(True)}, {}, "number or an expression"),
    "a negative length": ({"x": data(-1)}, {}, "from 0 to"),
    "a length of more than memory": ({"x": data(2**63)}, {}, "from 0 to"),
    "a size of less than the fields": ({"x": u32}, {"size": 3}, "less than the minimum size of the fields, 4"),
    "a size inside what it bounds": ({"x": CountingGreedy}, {"size": this.x.n}, "is inside"),
    "a division by zero": ({"n": u8, "x": data(length=this.n // 0)}, {}, "never has a value"),
    "a derived field times zero": ({"n": derived(u8), "x": data(length=this.n * 0)}, {}, "cannot be solved"),
    "an array of empty items": ({"x": array(data(0), prefix=u8)}, {}, "never takes any bytes"),
    "a limit on a fixed length": ({"x": data(3, limit=2)}, {}, "limit"),
    "a negative limit": ({"x": data(prefix=u8, limit=-1)}, {}, "limit"),
    "a pad without a fixed length": ({"x": data(prefix=u8, pad=0)}, {}, "fixed length"),
    "a pad of two bytes": ({"x": data(4, pad=b"ab")}, {}, "one byte"),
    "a pad that no byte holds": ({"x": data(4, pad=256)}, {}, "0 to 255"),
    "a text pad of two characters": ({"x": text(4, pad="ab")}, {}, "one character"),
    "a text of half characters": ({"x": text(3, encoding="utf-16-le")}, {}, "multiple"),
    "an encoding that is none": ({"x": text(3, encoding="klingon")}, {}, "encoding"),
    "an encoding of bytes to bytes": ({"x": text(3, encoding="base64")}, {}, "encoding"),
    "an error handler that is none": ({"x": text(3, errors="hope")}, {}, "handler"),
    "a pad of nothing": ({"x": pad(0)}, {}, "from 1 to"),
    "a fill that no byte holds": ({"x": pad(1, fill=300)}, {}, "0 to 255"),
    "greedy data that is not last": ({"x": data(), "y": text(prefix=u8)}, {}, "put it last"),
    "a greedy frame that is not last": ({"x": Greedy, "y": data(prefix=u8)}, {}, "put it last"),
    "greedy items": ({"x": array(data(), 3)}, {}, "where it ends"),
    "items to the end that may be empty": ({"n": u8, "x": array(data(length=this.n))}, {}, "at least one byte"),
    "an array of pads": ({"x": array(pad(1), 3)}, {}, "cannot contain pad"),
    "a default in an item": ({"x": array(text(3, default="a"), 3)}, {}, "default_factory"),
    "a default that does not fit": ({"x": (u8, 256)}, {}, "default does not fit"),
    "a default of another type": ({"x": text(3, default=b"abc")}, {}, "default does not fit"),
    "a default that all frames share": ({"x": data(3, default=bytearray(b"abc"))}, {}, "default_factory"),
    "a default of another frame": ({"x": (PlainBase, 5)}, {}, "default does not fit"),
    "a default factory that is none": ({"x": field(u8, default_factory=5)}, {}, "is not callable"),
    "a word inside field": ({"x": field(text(3))}, {}, "use that specifier alone"),
    "strict on a plain scalar": ({"x": (u8, field(strict=True))}, {}, "enumerations"),
    "an array of derived fields": ({"x": array(derived(u8), 3)}, {}, "cannot contain derived"),
    "a constant under another annotation": ({"x": (str, const(b"FK"))}, {}, "const.b.FK.. gives bytes"),
    "a constant of half a character": ({"x": const("\ud800")}, {}, "UTF-8"),
    "a limit in words": ({"x": data(prefix=u8, limit="5")}, {}, "expected an integer"),
    "a fill of halves": ({"x": pad(2, fill=1.5)}, {}, "expected a number from 0 to 255"),
    "a pad of more than memory": ({"x": pad(2**63)}, {}, "from 1 to"),
    "a pad in a list": ({"x": data(4, pad=[1])}, {}, "one byte"),
    "an encoding with a mark before each text": ({"x": text(8, encoding="utf-16")}, {}, "utf-16-le"),
    "an encoding that is a number": ({"x": text(8, encoding=5)}, {}, "encoding"),
    "an encoding that always fails": ({"x": text(8, encoding="undefined")}, {}, "encoding"),
    "two defaults": ({"x": data(3, default=b"abc", default_factory=bytes)}, {}, "keep one"),
    "a field that hides a method": ({"pack": u8}, {}, "pack_"),
    "a field of Python's own": ({"__eq__": u8}, {}, "two leading underscores"),
    "a name that is none": ({"a b": u8}, {}, "not a valid Python name"),
    "a byte order that is none": ({"x": u8}, {"byteorder": "middle"}, "big"),
    "a type that only C knows": ({"x": c_size_t}, {}, 'byteorder="@"'),
    "a size of nothing": ({"x": u8}, {"size": "x"}, "size"),
    "a size over an unknown field": ({"x": u8}, {"size": this.n}, "this.n"),
    "C with a member behind a variable one": ({"x": data(prefix=u8), "y": u8}, {"byteorder": "@"}, "variable size"),
    "C with padding around a prefix": ({"a": u8, "x": array(u32, prefix=u16)}, {"byteorder": "@"}, "prefix"),
    "a field that the base has": ({"x": u8}, {"base": PlainBase}, "already declared in PlainBase"),
    "another byte order than the base's": ({"y": u8}, {"base": PlainBase, "byteorder": "<"}, "differs"),
    "a frozen frame from one that is not": ({"y": u8}, {"base": PlainBase, "frozen": True}, "not frozen"),
    "a frame not frozen from one that is": ({"y": u8}, {"base": FrozenBase}, "frozen=True"),
}


@pytest.mark.parametrize("case", WRONG)
def test_is_refused_when_the_class_is_made(case: str) -> None:
    fields, options, hint = WRONG[case]
    with pytest.raises(SpecError, match=hint) as caught:
        make_frame("Wrong", fields, **options)
    assert caught.value.frame == "Wrong"
    if fields and not (set(options) & {"byteorder", "size", "frozen", "base"} and caught.value.path == ""):
        assert caught.value.path in fields


def test_a_specifier_without_annotation_is_refused() -> None:
    with pytest.raises(SpecError, match="no annotation"):

        class Wrong(Frame):
            x = data(3)


def test_a_word_in_the_place_of_the_annotation_is_refused() -> None:
    with pytest.raises(SpecError, match="right-hand side"):

        class Wrong(Frame):
            x: pad(3)  # type: ignore[valid-type]


def test_a_scalar_assigned_and_not_annotated_is_refused() -> None:
    with pytest.raises(SpecError, match="no annotation"):

        class Wrong(Frame):
            x = u8


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="annotations are made later, and know the last only")
def test_a_scalar_declared_twice_is_refused() -> None:
    with pytest.raises(SpecError, match="twice"):

        class Wrong(Frame):
            x: u8
            x: u16  # type: ignore[no-redef]  # noqa: PIE794


def test_a_field_declared_twice_is_refused() -> None:
    with pytest.raises(SpecError, match="twice"):

        class Wrong(Frame):
            _: None = pad(1)
            x: u8
            _: None = pad(1)  # type: ignore[no-redef]  # noqa: PIE794


def test_slots_and_unknown_options_are_refused() -> None:
    with pytest.raises(SpecError, match="__slots__"):

        class Wrong(Frame):
            __slots__ = ("y",)
            x: u8

    with pytest.raises(SpecError, match="color"):

        class Coloured(Frame, color="red"):  # type: ignore[call-arg]
            x: u8


def test_a_method_that_hides_a_field_of_the_base_is_refused() -> None:
    with pytest.raises(SpecError, match="hide the field"):

        class Wrong(PlainBase):
            def x(self) -> None: ...  # type: ignore[assignment]


def test_two_bases_with_fields_are_refused() -> None:
    with pytest.raises(SpecError, match="one frame at a time"):

        class Wrong(PlainBase, Greedy):
            pass


def test_a_size_beside_the_bases_is_refused() -> None:
    class Base(Frame, size=this.n):
        n: int = derived(u8)

    with pytest.raises(SpecError, match="contradicts"):

        class Wrong(Base, size=this.n + 1):
            y: u8


def test_an_expression_has_no_truth_value() -> None:
    with pytest.raises(TypeError, match="truth"):
        bool(this.a == 1)
