"""make_frame makes what a class statement makes."""

import inspect
import pickle

import pytest

from framekit import (
    Frame,
    FrameTooLarge,
    SpecError,
    array,
    const,
    custom,
    data,
    derived,
    field,
    make_frame,
    switch,
    text,
    this,
    u8,
    u16,
)
from framekit.declare.options import NAMES
from tests.kinds import Color, Point

Module = make_frame("Module", {"x": u8})


class Arms(Frame):
    """An open union."""


def test_annotations_words_and_pairs() -> None:
    made = make_frame(
        "Made",
        [
            ("magic", const(b"M")),
            ("kind", (Color, field(u8))),
            ("ttl", u8, 64),
            ("at", Point),
            ("n", derived(u16)),
            ("name", text(prefix=u8)),
            ("points", (list[Point], array(Point, prefix=u8))),
            ("body", data(length=this.n)),
        ],
        byteorder="little",
        doc="Made up.",
    )
    frame = made(kind=Color.RED, at=Point(x=1, y=2), name="n", points=[], body=b"abc")  # type: ignore[call-arg]
    assert frame.pack() == b"M\x01\x40\x00\x01\x00\x02\x03\x00\x01n\x00abc"
    assert made.unpack(frame.pack()) == frame
    assert made.__doc__ == "Made up."
    assert made.__module__ == __name__


def test_options_and_base() -> None:
    base = make_frame("Base", {"n": derived(u8)}, size=this.n, frozen=True)
    child = make_frame("Child", {"rest": data()}, base=base, frozen=True)
    assert child(rest=b"ab").pack() == b"\x03ab"  # type: ignore[call-arg]
    assert issubclass(child, base)
    assert issubclass(child, Frame)


def test_every_option_of_a_class_statement() -> None:
    assert {*NAMES, "tag"} <= set(inspect.signature(make_frame).parameters)
    few = make_frame("Few", {"items": array(u8, prefix=u16)}, max_items=2)
    with pytest.raises(FrameTooLarge):
        few.unpack(b"\0\3abc")
    with pytest.raises(SpecError, match="max_depth=0"):
        make_frame("Flat", {"x": u8}, max_depth=0)
    make_frame("Arm", {"x": u8}, base=Arms, tag=7)
    union = make_frame("Union", {"kind": derived(u8), "body": switch(this.kind, Arms)})
    assert union.unpack(b"\7\1").pack() == b"\7\1"
    placed = make_frame(
        "Placed", {"at": custom(lambda buffer, offset, end: (offset, offset + 1), lambda value: b"?")}, origin=True
    )
    outer = make_frame("Outer", {"skip": u16, "inner": placed})
    assert outer.unpack(b"\0\0?").inner.at == 0  # type: ignore[attr-defined]


def test_it_can_be_pickled_where_its_module_has_it() -> None:
    assert pickle.loads(pickle.dumps(Module(x=1))) == Module(x=1)  # type: ignore[call-arg]


def test_wrong_shapes_are_refused() -> None:
    with pytest.raises(SpecError, match="pair"):
        make_frame("Wrong", {"x": (u8, 1, 2)})
    with pytest.raises(SpecError, match="twice"):
        make_frame("Wrong", [("x", u8), ("x", u8)])
    for fields in ([1, 2], [("x",)]):
        with pytest.raises(SpecError, match="expected a pair"):
            make_frame("Wrong", fields)  # type: ignore[arg-type]
    with pytest.raises(SpecError, match="Python reads"):
        make_frame("Wrong", {"\u00b5": u8})
    with pytest.raises(SpecError, match="not a valid Python name"):
        make_frame("class", {"x": u8})
