"""What people see of a frame: the tree, the table in a notebook, rich, and weak references to it."""

from __future__ import annotations

import io
import pickle
import weakref
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framekit import Frame, PackError, SpecError, array, data, switch, text, this, tree, u4, u8, u16
from framekit.testing import frames
from tests.kinds import KINDS


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


SHAPE = Shape(name="box", points=[Point(x=1, y=2), Point(x=3, y=4)], kind=1, body=Point(x=5, y=6))


class Table(HTMLParser):
    """The cells of a table, and a complaint if a tag is not closed."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.rows: list[list[str]] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.rows:
            self.rows[-1][-1] += data


def test_the_tree_marks_bytes_and_cuts_long_values() -> None:
    class Long(Frame):
        head: u16
        body: bytes = data()

    wire = bytes(2) + bytes(range(100))
    lines = tree(Long, wire, marked=[0, 50, 51]).splitlines()
    assert lines[0] == "Long, 102 bytes"
    assert lines[2].strip() == "^^"
    assert "… 2c 2d 2e 2f 30 31" in lines[3]
    assert lines[4][lines[3].index("30 31") :] == "^^ ^^"


def test_the_tree_of_nested_frames() -> None:
    assert tree(SHAPE, marked=[9]).splitlines()[1:12] == [
        "  version        10        1",
        "  flags                    0",
        "  len(name)      03        3",
        "  name           62 6f 78  'box'",
        "  count(points)  02        2",
        "  points",
        "    [0]",
        "      x          01        1",
        "      y          02        2",
        "    [1]",
        "      x          03        3",
    ]


def test_the_tree_of_a_class_needs_bytes() -> None:
    with pytest.raises(TypeError, match="second argument"):
        tree(Point)  # type: ignore[call-overload]


def test_a_notebook_shows_a_table_of_bytes_and_values() -> None:
    formatters = pytest.importorskip("IPython.core.formatters")
    shown, _ = formatters.DisplayFormatter().format(SHAPE)
    rows = Table(shown["text/html"]).rows
    assert rows[0] == ["field", "offset", "bytes", "value"]
    assert rows[4] == ["name", "2", "62 6f 78", "'box'"]
    assert [each.strip("\N{NO-BREAK SPACE}") for each in rows[-1]] == ["y", "12", "06", "6"]
    assert shown["text/plain"] == repr(SHAPE)


def test_a_table_escapes_and_cuts() -> None:
    class Note(Frame):
        words: list[str] = array(text(prefix=u8), prefix=u16)

    rows = Table(Note(words=["<script>alert(1)</script>"] * 500)._repr_html_()).rows
    assert rows[4][3] == "'<script>alert(1)</script>'"
    assert rows[-1] == ["… 802 more rows"]


def test_a_frame_that_cannot_be_packed_is_shown_by_its_values() -> None:
    wrong = Point(x=1, y=2)
    wrong.y = 256
    table = wrong._repr_html_()
    assert "cannot be packed" in table
    assert Table(table).rows[-1] == ["y", "", "", "256"]
    with pytest.raises(PackError):
        tree(wrong)


def test_rich_prints_the_fields() -> None:
    rich = pytest.importorskip("rich.console")
    out = io.StringIO()
    rich.Console(file=out, width=40).print(SHAPE)
    assert out.getvalue().splitlines()[:4] == ["Shape(", "    version=1,", "    flags=0,", "    name='box',"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(st.data())
def test_every_frame_can_be_shown_and_weakly_referenced(kind: type[Frame], source: st.DataObject) -> None:
    frame = source.draw(frames(kind))
    assert tree(frame).startswith(f"{kind.__name__}, {len(frame.pack())} byte" if len(frame.pack()) < 1000 else kind.__name__)
    Table(frame._repr_html_())
    assert [name for name, _ in frame.__rich_repr__()] == list(kind.__match_args__)
    seen = weakref.ref(frame)
    assert seen() is frame
    assert pickle.loads(pickle.dumps(frame)) == frame


def test_a_mixin_with_attributes_of_its_own_is_no_obstacle() -> None:
    class Mixin:
        def area(self) -> int:
            return 3

    class Box(Mixin, Frame, frozen=True):
        side: u8

    box = Box(side=1)
    assert weakref.ref(box)() is box
    assert box.area() == 3


def test_a_field_cannot_hide_how_a_frame_is_shown() -> None:
    with pytest.raises(SpecError, match="_repr_html_"):

        class Wrong(Frame):
            _repr_html_: u8
