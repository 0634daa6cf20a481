"""Frames are found where people say they are: in files, in packages, in modules; what is wrong is told in one line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from framekit import SpecError
from framekit.declare.loading import frames_in, load_frame, load_frames, load_module

HEAD = "from framekit import Frame, u8\n"
MADE = ("using_frames", "two_frames_frames", "hypothesis_frames", "frames_v2")
"""Modules that are made here."""


@pytest.fixture(autouse=True)
def _modules_are_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    for name in ("pkg_of_frames", "pkg_of_frames.inner", "pkg_of_frames.other", "two_frames", "json_frames", *MADE):
        monkeypatch.delitem(sys.modules, name, raising=False)


def test_the_frames_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "two_frames.py"
    path.write_text(HEAD + "class A(Frame):\n    x: u8\nclass B(Frame):\n    a: A\n")
    assert [each.__name__ for each in load_frames(str(path))] == ["A", "B"]
    assert [each.__name__ for each in load_frames(f"{path}:A")] == ["A"]
    assert load_frame(str(path)).__name__ == "B"  # A is a part of it


def test_a_file_of_a_package_may_import_what_is_beside_it(tmp_path: Path) -> None:
    package = tmp_path / "pkg_of_frames"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "other.py").write_text(HEAD + "class Other(Frame):\n    y: u8\n")
    (package / "inner.py").write_text(HEAD + "from .other import Other\nclass Inner(Frame):\n    other: Other\n")
    (found,) = load_frames(str(package / "inner.py"))
    assert (found.__module__, found.__name__) == ("pkg_of_frames.inner", "Inner")


def test_a_file_that_is_called_as_a_module_of_pythons_own_does_not_replace_it(tmp_path: Path) -> None:
    path = tmp_path / "json.py"
    path.write_text(HEAD + "class Doc(Frame):\n    x: u8\n")
    assert frames_in(load_module(str(path)))[0].__name__ == "Doc"
    assert sys.modules["json"] is json


def test_a_file_that_is_called_as_an_installed_module_does_not_replace_it(tmp_path: Path) -> None:
    path = tmp_path / "hypothesis.py"
    path.write_text(HEAD + "class Doc(Frame):\n    x: u8\n")
    assert frames_in(load_module(str(path)))[0].__name__ == "Doc"
    assert sys.modules["hypothesis"] is hypothesis


def test_a_file_with_a_dot_in_its_name_is_no_part_of_a_package(tmp_path: Path) -> None:
    path = tmp_path / "frames.v2.py"
    path.write_text(HEAD + "class Doc(Frame):\n    x: u8\n")
    assert [each.__name__ for each in load_frames(str(path))] == ["Doc"]


def test_a_file_that_another_imported_is_not_run_again(tmp_path: Path) -> None:
    (tmp_path / "two_frames.py").write_text(HEAD + "class Base(Frame):\n    x: u8\n")
    (tmp_path / "using_frames.py").write_text(HEAD + "from two_frames import Base\nclass User(Frame):\n    base: Base\n")
    user: Any = load_frames(str(tmp_path / "using_frames.py"))[0]
    base: Any = load_frames(str(tmp_path / "two_frames.py"))[0]
    assert user.unpack(b"\x01") == user(base=base(x=1))
    assert load_frames(str(tmp_path / "using_frames.py")) == [user]


def test_files_of_the_same_name_in_two_folders_are_two_modules(tmp_path: Path) -> None:
    for folder, name in (("left", "A"), ("right", "B")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "two_frames.py").write_text(HEAD + f"class {name}(Frame):\n    x: u8\n")
    found = [load_frames(str(tmp_path / folder / "two_frames.py")) for folder in ("left", "right", "left")]
    assert [each.__name__ for frames in found for each in frames] == ["A", "B", "A"]
    assert found[0] == found[2]


def test_a_script_that_ends_itself_is_an_error_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "two_frames.py"
    path.write_text("import sys\nsys.exit('usage: no')\n")
    for _ in range(2):
        with pytest.raises(SpecError, match="raised SystemExit: usage: no"):
            load_frames(str(path))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no/such.py", "no such file: no/such.py"),
        ("no_such_module", "no module named no_such_module"),
        ("framekit:Nothing", "has no frame 'Nothing'"),
        ("framekit.errors", "declares no frame"),
    ],
)
def test_what_is_not_there_is_told(text: str, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        load_frames(text)


def test_what_cannot_be_imported_is_told(tmp_path: Path) -> None:
    path = tmp_path / "two_frames.py"
    path.write_text("def (")
    with pytest.raises(SpecError, match="raised SyntaxError"):
        load_module(str(path))


def test_a_class_of_a_generic_frame_is_made_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "generic_frames.py").write_text(
        "from typing import Generic, TypeVar\n"
        "from framekit import Frame, u8\n"
        "T = TypeVar('T')\n"
        "class Data(Frame):\n    x: u8\n"
        "class Of(Frame, Generic[T]):\n    item: T\n"
        "Known = Of[Data]\n"
    )
    where = tmp_path / "generic_frames.py"
    assert load_frame(f"{where}:Of[Data]").__name__ == "Of[Data]"
    assert load_frame(f"{where}:Of[Of[u16]]").__name__ == "Of[Of[u16]]"
    assert load_frame(f"{where}:Known").__name__ == "Of[Data]"
    for wrong in ("Of[Nothing]", "Data[u8]", "Nothing[u8]", "Of[Data, Data]"):
        with pytest.raises(SpecError, match="has no frame"):
            load_frame(f"{where}:{wrong}")
