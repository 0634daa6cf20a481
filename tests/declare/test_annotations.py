"""Annotations resolve lazily: forward references, strings, local scopes."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from framekit import Frame, SpecError, array, field, text, u8, u16

if TYPE_CHECKING:
    from types import ModuleType


def load(tmp_path: Path, source: str) -> ModuleType:
    path = tmp_path / "made_for_this_test.py"
    path.write_text(source)
    spec = importlib.util.spec_from_file_location("made_for_this_test", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["made_for_this_test"] = module
    spec.loader.exec_module(module)
    return module


FORWARD = """
from framekit import Frame, array, u8, field
class Outer(Frame):
    inner: 'Inner'
    color: 'Color' = field(u8)
    more: 'list[Later]' = array(u8, 0)
class Inner(Frame):
    x: 'u8'
import enum
class Color(enum.IntEnum):
    RED = 1
class Later: ...
"""


@pytest.mark.parametrize("future", ["", "from __future__ import annotations\n"])
def test_a_name_that_comes_later_in_the_file_is_found_at_first_use(tmp_path: Path, future: str) -> None:
    module = load(tmp_path, future + FORWARD.replace("    more: 'list[Later]' = array(u8, 0)\n", ""))
    frame = module.Outer.unpack(b"\x05\x01")
    assert frame.inner == module.Inner(x=5)
    assert frame.color is module.Color.RED


def test_a_name_that_never_comes_is_refused_at_first_use(tmp_path: Path) -> None:
    module = load(tmp_path, "from framekit import Frame\nclass Outer(Frame):\n    inner: 'Nowhere'\n")
    for use in (lambda: module.Outer.unpack(b""), lambda: module.Outer(inner=1)):
        with pytest.raises(SpecError, match="Nowhere") as caught:
            use()
        assert (caught.value.frame, caught.value.path) == ("Outer", "inner")


def test_a_wrong_declaration_behind_a_forward_reference_is_refused_at_first_use(tmp_path: Path) -> None:
    source = "from framekit import Frame, data, u8\nclass Outer(Frame):\n    inner: 'Inner'\n    y: bytes = data(prefix=u8)\n"
    module = load(tmp_path, source + "class Inner(Frame):\n    rest: bytes = data()\n")
    with pytest.raises(SpecError, match="put it last"):
        module.Outer.unpack(b"")


def test_classes_of_a_function_see_each_other_backwards_and_forwards() -> None:
    class First(Frame):
        x: u8

    class Holder(Frame):
        first: First
        second: Second
        both: list[First] = array(First, prefix=u8)

    class Second(Frame):
        y: u16

    frame = Holder(first=First(x=1), second=Second(y=2), both=[First(x=3)])
    assert Holder.unpack(frame.pack()) == frame


def test_classes_of_a_class_body_see_each_other() -> None:
    class Outer(Frame):
        class Inner(Frame):
            x: u8

        inner: Inner
        name: str = text(prefix=u8)

    frame = Outer(inner=Outer.Inner(x=1), name="a")
    assert Outer.unpack(frame.pack()) == frame


def test_an_annotation_that_cannot_be_evaluated_names_its_field() -> None:
    with pytest.raises(SpecError, match="cannot be evaluated") as caught:

        class Wrong(Frame):
            x: u8[3]  # type: ignore[type-arg, misc]

    assert caught.value.path == "x"


def test_a_frame_that_holds_itself_is_refused() -> None:
    with pytest.raises(SpecError, match="contains itself"):

        class Node(Frame):
            value: u8
            next: Node


def test_any_and_object_leave_the_right_hand_side_to_speak() -> None:
    class Loose(Frame):
        a: Any = field(u8)
        b: object = text(prefix=u8)

    assert Loose.unpack(b"\x01\x01a") == Loose(a=1, b="a")
