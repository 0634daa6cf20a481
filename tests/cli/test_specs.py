"""`framekit specs`, and the names of protocols where the command takes a SPEC."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from framekit import Frame
from framekit.cli.app import framekit
from framekit.cli.specs import about, files_of
from framekit.declare.loading import catalogue_folder, catalogue_names, load_frames, load_module

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(framekit, arguments)


def test_each_protocol_has_a_plain_name_a_title_and_a_source() -> None:
    listed = json.loads(run("specs", "--format", "json").stdout)
    assert [each["name"] for each in listed] == catalogue_names()
    for each in listed:
        assert each["name"].isalnum()
        assert each["name"].islower()
        assert each["title"]
        assert each["source"]
    text = run("specs").stdout
    assert all(any(line.startswith(name) for line in text.splitlines()) for name in catalogue_names())


@pytest.mark.parametrize("name", catalogue_names())
def test_what_the_file_says_is_what_the_protocol_has(name: str) -> None:
    protocol = getattr(load_module(name), "PROTOCOL", None)
    said = about(name)
    assert bool(said["ports"]) == bool(protocol is not None and protocol.ports)
    if protocol is not None:
        assert (said["title"], said["source"]) == (protocol.title, protocol.source)
        assert all(str(port) in said["ports"] or "-" in said["ports"] for some in protocol.ports.values() for port in some)


def test_show_prints_the_file_or_all_files_of_a_package() -> None:
    assert run("specs", "show", "ntp").stdout == (ROOT / "specs" / "ntp.py").read_text()
    paths = run("specs", "show", "postgresql", "--files").stdout.splitlines()
    assert [Path(each).name for each in paths] == [each.name for each in sorted((ROOT / "specs" / "postgresql").glob("*.py"))]
    assert run("specs", "show", "nothing").exit_code == 2


@pytest.mark.skipif(not (ROOT / "framekit" / "specs").is_symlink(), reason="a source distribution has the files of specs/ twice")
def test_a_name_and_a_path_give_the_same_classes() -> None:
    assert load_module("ntp") is load_module(str(ROOT / "specs" / "ntp.py")) is load_module("framekit.specs.ntp")
    assert load_module("postgresql") is load_module(str(ROOT / "specs" / "postgresql"))
    assert load_module("postgresql") is load_module(str(ROOT / "specs" / "postgresql" / "__init__.py"))
    backend = load_module("framekit.specs.postgresql.backend")
    assert load_module(str(ROOT / "specs" / "postgresql" / "backend.py")) is backend
    (frame,) = load_frames("postgresql:BackendMessage")
    assert frame is backend.BackendMessage


@pytest.mark.parametrize("name", catalogue_names())
def test_each_module_declares_frames_and_its_files_are_short(name: str) -> None:
    assert all(issubclass(each, Frame) for each in load_frames(name))
    assert all(path.is_relative_to(catalogue_folder()) for path in files_of(name))


def test_specs_stands_for_all_of_them_where_no_folder_has_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("decode", "specs", str(ROOT / "specs" / "samples" / "postgresql.pcapng"), "--summary")
    assert result.exit_code == 0
    assert "postgresql" in result.stdout


def test_specs_needs_no_module_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [each for each in sys.path if each and Path(each).resolve() != ROOT])
    for name in [name for name in sys.modules if name == "specs" or name.startswith("specs.")]:
        monkeypatch.delitem(sys.modules, name)
    done = run("decode", "specs", str(ROOT / "specs" / "samples" / "postgresql.pcapng"), "--limit", "1", "--format", "line")
    assert done.exit_code == 0, done.output
    assert "StartupMessage" in done.output


def test_an_unknown_name_says_where_the_names_are() -> None:
    result = run("decode", "nosuch", "-")
    assert result.exit_code == 2
    assert "`framekit specs` lists" in " ".join(result.stderr.split())
