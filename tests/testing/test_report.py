"""What a failure shows: differences field by field, the tree with marks, the test to paste, the law by name."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest

from framekit import Frame, Unknown, array, f32, switch, text, this, u4, u8
from framekit.testing import Difference, LawBroken, differences
from framekit.testing.report.difference import MISSING
from framekit.testing.report.paste import hex_literal, name_of, pasted_test


class Point(Frame):
    x: u8
    y: u8


class Shape(Frame):
    version: u4 = 1
    flags: u4 = 0
    name: str = text(prefix=u8)
    points: list[Point] = array(Point, prefix=u8)
    kind: u8
    body: Point = switch(this.kind, {1: Point})
    scale: f32 = 1.0


SHAPE = Shape(name="box", points=[Point(x=1, y=2), Point(x=3, y=4)], kind=1, body=Point(x=5, y=6))


def like(**changes: Any) -> dict[str, Any]:
    points = [{"x": 1, "y": 2}, SimpleNamespace(x=3, y=4)]
    return {
        "version": 1,
        "flags": 0,
        "name": "box",
        "points": points,
        "kind": 1,
        "body": {"x": 5, "y": 6},
        "scale": 1.0,
        **changes,
    }


def test_other_readings_of_the_same_frame_do_not_differ() -> None:
    assert differences(SHAPE, SHAPE) == differences(SHAPE, like()) == differences(SHAPE, SimpleNamespace(**like())) == []
    nan = Shape(name="", points=[], kind=1, body=Point(x=0, y=0), scale=math.nan)
    assert differences(nan, Shape.unpack(nan.pack())) == []


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        (like(name="bax"), [Difference("name", "box", "bax")]),
        (like(points=({"x": 1, "y": 2}, {"x": 3, "y": -4})), [Difference("points[1].y", 4, -4)]),
        (like(points=[{"x": 1, "y": 2}]), [Difference("points[1]", Point(x=3, y=4), MISSING)]),
        (like(body=None), [Difference("body", Point(x=5, y=6), None)]),
        (like(flags=None), [Difference("flags", 0, None)]),
        (like(body=Unknown(1, b"")), [Difference("body", Point(x=5, y=6), Unknown(1, b""))]),
        (None, [Difference("", SHAPE, None)]),
    ],
)
def test_each_field_that_differs_is_told(theirs: Any, expected: list[Difference]) -> None:
    assert differences(SHAPE, theirs) == expected


def test_what_is_missing_is_a_difference_and_what_is_ignored_is_not() -> None:
    theirs = like()
    del theirs["scale"]
    theirs["points"] = [{"x": 9, "y": 2}, {"x": 9, "y": 4}]
    assert [str(each) for each in differences(SHAPE, theirs, ignore=["points[].x"])] == ["scale: ours is 1.0, theirs is missing"]
    assert differences(SHAPE, theirs, ignore=["points", "scale"]) == []


def test_a_broken_law_tells_all() -> None:
    error = LawBroken(
        Point, "it is so", data=b"\1\2", marked=[1], differences=[Difference("y", 2, 3)], paste="def test_it(): ..."
    )
    shown = str(error)
    for part in ("Point: it is so", "y: ours is 2, theirs is 3", "^^", "To reproduce:", "def test_it"):
        assert part in shown
    assert "bytes: 01" in str(LawBroken(Point, "short", data=b"\1"))
    assert "made from this frame:\nPoint" in str(LawBroken(Point, "short", data=b"\1", good=b"\1\2"))


def test_a_pasted_test_runs() -> None:
    source = pasted_test(Point, "is itself", f"assert Point.unpack({hex_literal(bytes(2))}) == Point(x=0, y=0)")
    space: dict[str, Any] = {}
    exec(source, space)
    space["test_point_is_itself"]()
    exec(f"wire = {hex_literal(bytes(range(80)))}", space)
    assert space["wire"] == bytes(range(80))


def test_what_cannot_be_imported_is_said() -> None:
    class Local(Frame):
        x: u8

    assert "# import or define Local here" in pasted_test(Local, "x", "pass", uses=[lambda: None])
    assert name_of(lambda: None) == "yours"
    assert name_of(name_of) == "name_of"
