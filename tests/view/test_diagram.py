"""Diagrams of the bytes of a frame: every bit of a fixed frame is in one cell, and text and SVG draw the same pieces."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from framekit import Frame, array, data, derived, pad, spec_of, text, this, u3, u4, u5, u8, u12, u16, u48
from framekit.spec.sizes import frame_fixed_size
from framekit.view.diagram import Cell, cells_of, diagram_svg, diagram_text, pieces_of
from tests.kinds import KINDS


class Lowest(Frame, bitorder="lsb"):
    a: u3
    b: u5
    c: u8


class Shared(Frame, bitorder="lsb", byteorder="little"):
    a: u4
    b: u12


class Label(Frame):
    length: int = derived(u8)
    name: str = text(this.length)


class Record(Frame):
    head: Lowest
    label: Label
    _: None = pad(1)
    far: u48
    hash: bytes = data(32)
    items: list[int] = array(u16, prefix=u8)


class Empty(Frame):
    pass


@pytest.mark.parametrize("frame", KINDS, ids=lambda frame: frame.__name__)
def test_each_bit_of_a_frame_is_in_one_cell_and_no_cell_overlaps_another(frame: type[Frame]) -> None:
    spec = spec_of(frame)
    cells = cells_of(spec)
    size = frame_fixed_size(spec)
    if size is not None and not any(each.is_open for each in cells):
        assert -(-sum(each.width or 0 for each in cells) // 8) == size, "a bitwise frame is filled up to a byte"
    taken = {(each.row, each.column + bit) for each in pieces_of(cells) for bit in range(each.width)}
    assert len(taken) == sum(each.width for each in pieces_of(cells))
    lines = diagram_text(spec).splitlines()
    assert all(len(line) <= 65 for line in lines if line[:1] in "|+/")
    root = ET.fromstring(diagram_svg(spec))
    assert len(root.findall("{*}path")) == len(pieces_of(cells))


def test_bits_are_drawn_as_bytes_have_them() -> None:
    assert cells_of(spec_of(Lowest)) == [Cell("b", 5), Cell("a", 3), Cell("c", 8)], "the highest bit of a byte is the first"
    assert cells_of(spec_of(Shared)) == [Cell("a, b", 16)], "bits of a are in both bytes"


def test_what_has_any_size_ends_its_row() -> None:
    assert diagram_text(spec_of(Record)) == DIAGRAM
    assert diagram_text(spec_of(Empty)) == "Empty has no bytes\n"


DIAGRAM = """\
 0                   1                   2                   3
 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
| head.b  |  a  |    head.c     |    label (1 to 256 bytes)     |
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
/                                                               /
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|       _       |                      far                      |
+-+-+-+-+-+-+-+-+                               +-+-+-+-+-+-+-+-+
|                                               |hash (32 bytes)|
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+               +
/                                                               /
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/                    items (1 to 511 bytes)                     /
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
  a: head.a
"""
