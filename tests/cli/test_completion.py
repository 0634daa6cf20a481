"""The shell completes SPEC: names of protocols, files, and names in a file, which is never run."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import BashComplete

from framekit.cli.app import framekit
from framekit.declare.loading import catalogue_names

COMMANDS = [
    ["decode"],
    ["show"],
    ["check"],
    ["encode"],
    ["follow"],
    ["send", "tcp://:1"],
    ["listen", "tcp://:1"],
    ["proxy", "tcp://:1", "tcp://:2"],
]
"""Each command that takes a SPEC, with the arguments before it."""


def completions(*words: str) -> list[tuple[str, str]]:
    """What bash gets for the last of the words."""
    complete = BashComplete(framekit, {}, "framekit", "_FRAMEKIT_COMPLETE")
    return [(item.type, item.value) for item in complete.get_completions(list(words[:-1]), words[-1])]


@pytest.mark.parametrize("command", COMMANDS)
def test_protocols_and_files_are_completed_in_every_command(command: list[str]) -> None:
    assert completions(*command, "dn") == [("plain", "dnp3"), ("plain", "dns"), ("file", "dn")]


def test_all_protocols_are_offered_first() -> None:
    assert [value for kind, value in completions("decode", "") if kind == "plain"] == catalogue_names()


def test_names_in_a_file_are_completed_and_the_file_is_not_run(tmp_path: Path) -> None:
    path = tmp_path / "frames.py"
    path.write_text(
        "raise SystemExit(1)\nclass Ping(Frame): ...\nclass Pong(Frame): ...\nclass Help: ...\nPLAY = Protocol('p')\n"
    )
    assert completions("show", f"{path}:P") == [("plain", f"{path}:{name}") for name in ("Ping", "Pong", "PLAY")]
    assert ("plain", "dns:DnsMessage") in completions("show", "dns:Dns")


@pytest.mark.parametrize("where", ["nowhere.py:", "/:", ":", "\0:", "dns:nothing"])
def test_what_cannot_be_completed_gives_nothing(where: str, tmp_path: Path) -> None:
    assert completions("show", where) == []


def test_a_file_that_is_not_python_gives_nothing(tmp_path: Path) -> None:
    path = tmp_path / "broken.py"
    path.write_text("class :\n")
    assert completions("show", f"{path}:") == []
