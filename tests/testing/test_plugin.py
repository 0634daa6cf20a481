"""The pytest plugin: off unless asked; collects frames with readable ids; shows what does not hold; fixtures; framekit_laws."""

from __future__ import annotations

import subprocess
import sys
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from framekit import Frame, text, u8, u16
from framekit.testing import TIMEOUT, LawBroken, framekit_laws

SPEC = """
from framekit import Frame, custom, data, u8, u16

class Good(Frame):
    port: u16
    body: bytes = data(prefix=u8)

class Bad(Frame):
    number: u8
    value: int = custom(
        lambda buffer, offset, end: (min(buffer[offset], 99), offset + 1), lambda value: bytes([value]), values=range(256),
        minimum=1, maximum=1,
    )
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "frames.py").write_text(SPEC)
    (tmp_path / "script.py").write_text("raise SystemExit('it must not be imported')")
    return tmp_path


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(folder), *arguments]
    outcome = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    return outcome.returncode, outcome.stdout + outcome.stderr


def test_nothing_is_collected_unless_asked(folder: Path) -> None:
    status, shown = run(folder)
    assert status == pytest.ExitCode.NO_TESTS_COLLECTED, shown
    status, shown = run(folder, "--help")
    assert "--framekit-examples=N" in shown


def test_each_law_of_each_frame_is_a_test_with_a_readable_id(folder: Path) -> None:
    status, shown = run(folder, "--framekit", "--collect-only", "-q", ".")
    assert status == 0, shown
    assert [line for line in shown.splitlines() if "::" in line] == [
        f"frames.py::{frame}::{law}" for frame in ("Good", "Bad") for law in ("round_trip", "backends", "refusals", "stream")
    ]


def test_a_law_that_does_not_hold_is_shown_as_a_tree_with_a_test_to_paste(folder: Path) -> None:
    status, shown = run(
        folder, "--framekit", "--framekit-examples=200", "--framekit-seed=3", "frames.py::Good", "frames.py::Bad::round_trip"
    )
    assert status == pytest.ExitCode.TESTS_FAILED
    assert "4 passed" in shown
    assert "1 failed" in shown
    assert "value: ours is 100, theirs is 99" in shown
    assert "Bad, 2 bytes" in shown
    assert "^^" in shown
    assert "hypothesis/core.py" not in shown


def test_a_file_that_cannot_be_imported_is_told(folder: Path) -> None:
    (folder / "broken.py").write_text("import framekit\nimport nothing_of_that_name\n")
    status, shown = run(folder, "--framekit", ".")
    assert status != 0
    assert "importing" in shown
    assert "nothing_of_that_name" in shown


def test_framekit_laws_in_a_test_file_of_ones_own(folder: Path) -> None:
    (folder / "test_own.py").write_text(
        "import sys; sys.path.insert(0, '.')\n"
        "from frames import Bad, Good\n"
        "from framekit.testing import framekit_laws\n"
        "@framekit_laws(Good, examples=20)\n"
        "def test_good(tmp_path): assert tmp_path.exists()\n"
        "@framekit_laws(Bad, laws=['round_trip'], examples=200)\n"
        "class TestBad:\n"
        "    def test_other(self): pass\n"
    )
    _, shown = run(folder, "-v")
    assert "test_own.py::test_good[round_trip] PASSED" in shown
    assert "test_own.py::test_good[stream] PASSED" in shown
    assert "test_own.py::TestBad::test_law[round_trip] FAILED" in shown
    assert "test_own.py::TestBad::test_other PASSED" in shown
    assert "Bad, 2 bytes" in shown
    assert "hypothesis/core.py" not in shown


def test_framekit_laws_refuses_what_would_not_run_them() -> None:
    class Case(unittest.TestCase):
        pass

    async def test_later() -> None:
        pass

    with pytest.raises(TypeError, match=r"Case is a unittest\.TestCase"):
        framekit_laws(Word)(Case)
    with pytest.raises(TypeError, match="test_later is async"):
        framekit_laws(Word)(test_later)


def test_a_script_that_ends_itself_does_not_end_the_run(folder: Path) -> None:
    (folder / "script.py").write_text("import framekit, sys\nsys.exit(3)\n")
    status, shown = run(folder, "--framekit", "-k", "Good")
    assert status != 0
    assert "raised SystemExit: 3" in shown
    assert "INTERNALERROR" not in shown


class Word(Frame):
    number: u16
    word: str = text(prefix=u8)


@framekit_laws(Word)
def test_the_laws_of_a_word() -> None:
    pass


@framekit_laws(Word, laws=["stream"], examples=5, seed=1)
class TestWord:
    def test_it_stands_beside_others(self) -> None:
        assert hasattr(self, "test_law")


def test_a_law_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="round_trip, backends, refusals, stream"):
        framekit_laws(Word, laws=["steam"])
    with pytest.raises(TypeError):
        framekit_laws(int)  # type: ignore[arg-type]


def test_a_connected_pair_of_streams(frame_streams: Callable[..., Any]) -> None:
    left, right = frame_streams(Word, timeout=5)
    left.write(Word(number=1, word="hi"))
    assert right.read() == Word(number=1, word="hi")


def test_a_pair_of_datagram_endpoints(frame_endpoints: Callable[..., Any]) -> None:
    here, there = frame_endpoints(Word)
    here.send(Word(number=1, word="hi"))
    got = there.recv(timeout=5)
    assert got.frames == [Word(number=1, word="hi")]
    there.send(Word(number=2, word="ho"), to=got.address)
    assert here.recv(timeout=5).frames == [Word(number=2, word="ho")]


def test_a_scripted_socket(scripted_socket: Callable[..., Any]) -> None:
    sock = scripted_socket(b"a", TIMEOUT, writes=[1])
    assert (sock.recv(5), sock.send(b"xy")) == (b"a", 1)
    with pytest.raises(TimeoutError):
        sock.recv(5)


def test_the_names_of_the_laws_are_those_that_there_are() -> None:
    from framekit.testing import LAW_NAMES
    from framekit.testing.laws import LAWS

    assert tuple(LAWS) == LAW_NAMES
    assert issubclass(LawBroken, AssertionError)


def test_the_plugin_loads_no_hypothesis() -> None:
    source = "import sys, framekit.testing.plugin; sys.exit('hypothesis' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", source], timeout=60).returncode == 0
