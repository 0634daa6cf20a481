"""The package as a whole: what importing it costs, what it exports, what its papers say."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import framekit
from framekit.declare import bits, scalars

ROOT = Path(__file__).parents[1]


def test_importing_framekit_imports_nothing_heavy() -> None:
    code = "import sys, framekit; print(*sorted(sys.modules))"
    modules = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    heavy = {"construct", "hypothesis", "click", "rich", "pytest", "asyncio", "socket", "numpy", "framekit.compiler.codec"}
    assert heavy.isdisjoint(modules)


def test_a_frame_is_used_without_construct() -> None:
    code = (
        "import sys\nsys.modules['construct'] = None\n"
        "from framekit import Frame, u8, text\n"
        "class F(Frame):\n    x: u8\n    name: str = text(prefix=u8)\n"
        "assert F.unpack(F(x=1, name='a').pack()) == F(x=1, name='a')\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_the_readme_is_true() -> None:
    names: dict[str, object] = {}
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        if ">>>" not in block:
            exec(block, names)
            continue
        example = doctest.DocTestParser().get_doctest(block, names, "README.md", "README.md", 0)
        assert doctest.DocTestRunner().run(example).failed == 0


def test_the_tutorial_is_true(tmp_path: Path) -> None:
    """Its files, as a reader saves them, give the output that it shows, and its tests pass."""
    page = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    files: list[tuple[str, str]] = re.findall(r"`(\w+\.\w+)`:\n\n```\w+\n(.*?)```", page, re.DOTALL)
    assert [name for name, _ in files] == ["sensor.py", "session.log", "test_sensor.py"]
    for name, content in files:
        (tmp_path / name).write_text(content, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    environment.pop("COLUMNS", None)

    def run(*command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=True
        )
        return done.stdout

    shown: list[tuple[str, str]] = re.findall(r"```console\n\$ framekit (.*?)\n(.*?)```", page, re.DOTALL)
    assert len(shown) == 3
    for command, output in shown:
        assert run("-m", "framekit", *shlex.split(command)) == output
    assert "3 passed" in run("-m", "pytest", "test_sensor.py")


def test_a_star_brings_the_words_and_every_width_can_be_imported() -> None:
    assert {"Frame", "field", "text", "this", "switch"} <= set(framekit.__all__)
    widths = [*scalars.__all__, *bits.__all__]
    assert set(framekit.__all__).isdisjoint(widths)
    assert all(getattr(framekit, name) is not None for name in widths)
    assert len(widths) > 170


def test_the_version_is_that_of_the_distribution() -> None:
    assert framekit.__version__ == version("framekit")


def test_each_error_has_a_code_of_its_own() -> None:
    found: dict[str, str] = {}
    waiting: list[type[framekit.FramekitError]] = [framekit.FramekitError]
    while waiting:
        kind = waiting.pop()
        if kind.__module__.startswith("framekit"):
            assert "code" in kind.__dict__, kind
            assert found.setdefault(kind.code, kind.__name__) == kind.__name__
        waiting += kind.__subclasses__()
    assert found["truncated"] == "TruncatedFrame"
    page = (ROOT / "docs" / "reference" / "errors.md").read_text()
    assert [code for code in found if f"`{code}`" not in page] == []


def test_every_export_is_in_the_reference() -> None:
    pages = "\n".join(path.read_text() for path in (ROOT / "docs" / "reference").glob("*.md"))
    missing = [name for name in framekit.__all__ if not re.search(rf"\b{name}\b", pages)]
    assert missing == []


def test_every_public_name_has_a_docstring() -> None:
    undocumented = [
        name
        for name in framekit.__all__
        if callable(getattr(framekit, name)) and not name[0].islower() and not getattr(framekit, name).__doc__
    ]
    assert undocumented == []


def test_no_file_outgrows_its_idea() -> None:
    long = {
        str(path.relative_to(ROOT)): size
        for folder in ("framekit", "tests", "specs", "bench")
        for path in (ROOT / folder).rglob("*.py")
        if (size := len(path.read_text().splitlines())) > 600
    }
    assert long == {}
