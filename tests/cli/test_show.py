"""`framekit show` as a user runs it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from framekit.cli.app import framekit

SOURCE = """
from framekit import Frame, Unknown, switch, this, unknown, u8

class Ping(Frame):
    token: u8

class Choice(Frame):
    kind: u8
    body: Ping | Unknown = switch(this.kind, {1: Ping, range(5, 8): Ping}, otherwise=unknown(), size=3)
"""


def run(*arguments: str, input: bytes | str | None = None) -> Result:
    return CliRunner().invoke(framekit, arguments, input=input)


@pytest.fixture
def spec(tmp_path: Path) -> str:
    path = tmp_path / "show_spec.py"
    path.write_text(SOURCE)
    return str(path)


def test_show_lists_the_arms_of_a_switch(spec: str) -> None:
    lines = [line.split() for line in run("show", f"{spec}:Choice").stdout.splitlines()]
    assert ["1", "Ping"] in lines
    assert ["5…7", "Ping"] in lines
    assert ["otherwise", "unknown:", "data()"] in lines


@pytest.mark.parametrize("argument", ["framekit:Frame", "framekit.declare.frame:Frame"])
def test_show_of_the_base_class_is_a_usage_error(argument: str) -> None:
    for command in (["show", argument], ["decode", argument, "-"]):
        result = run(*command, input="")
        assert result.exit_code == 2
        assert "base class" in result.stderr
        assert isinstance(result.exception, SystemExit)


def test_show_fits_the_width(spec: str) -> None:
    result = CliRunner(env={"COLUMNS": "60"}).invoke(framekit, ["show", f"{spec}:Choice"])
    assert all(len(line) <= 60 for line in result.stdout.splitlines())


def test_tags_of_an_enumeration_have_names() -> None:
    lines = [line.split() for line in run("show", "postgresql:BackendMessage").stdout.splitlines()]
    assert ["DATA_ROW", "(68)", "DataRow"] in lines


def test_diagram_and_markdown_print_nothing_else(spec: str) -> None:
    assert "|      kind     |" not in run("show", f"{spec}:Choice").stdout
    text = run("show", f"{spec}:Choice", "--diagram").stdout
    assert text.splitlines()[3].startswith("|     kind      |")
    assert run("show", f"{spec}:Choice", "--diagram", "svg").stdout.startswith("<svg ")
    table = run("show", "postgresql:Column", "--markdown").stdout.splitlines()
    assert table[0] == "### Column"
    assert "|  | 4 | `table` | `u32 big` | its object identifier, or 0 |" in table
