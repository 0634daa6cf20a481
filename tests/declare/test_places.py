"""A field is found in the file and line of its declaration."""

from __future__ import annotations

import linecache
from typing import Any

import pytest

from framekit import Frame, UnpackError, array, declared_at, field, make_frame, switch, text, this, u8


class Inner(Frame):
    first: u8
    unit: str = text(prefix=u8)


class Outer(Inner):
    kind: u8
    inners: list[Inner] = array(Inner, prefix=u8)
    arm: Any = switch(this.kind, {1: Inner}, otherwise=u8)
    level: u8 = field(check=this < 3)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("kind", "kind: u8"),
        ("first", "first: u8"),
        ("inners[3].unit", "unit: str = text(prefix=u8)"),
        ("arm.first", "first: u8"),
        ("", "class Outer(Inner):"),
    ],
)
def test_a_path_leads_to_the_line_of_its_declaration(path: str, line: str) -> None:
    found = declared_at(Outer, path)
    assert found is not None
    assert found[0] == __file__
    assert linecache.getline(*found).strip() == line


def test_the_path_of_an_error_leads_to_the_field() -> None:
    with pytest.raises(UnpackError) as caught:
        Outer.unpack(b"\0\0\0\0\0\7")
    found = declared_at(Outer, caught.value.path)
    assert found is not None
    assert "level: u8 = field(check=this < 3)" in linecache.getline(*found)


def test_what_has_no_source_has_no_place() -> None:
    assert declared_at(make_frame("Made", {"x": u8}), "x") is None
    assert declared_at(Outer, "nothing") is None
