"""No `match` over kinds, extents or transforms has a silent default: a forgotten one is a type error."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import framekit
from framekit.spec import Extent, Kind, Transform

ROOT = Path(framekit.__file__).parent
UNIONS = [Kind, Extent, Transform]
MEMBERS = {cls.__name__ for union in UNIONS for cls in get_args(union)}
FILES = sorted(ROOT.rglob("*.py"))


def matched(pattern: ast.pattern) -> Iterator[str]:
    """The classes that a pattern asks for."""
    for node in ast.walk(pattern):
        if isinstance(node, ast.MatchClass):
            yield node.cls.attr if isinstance(node.cls, ast.Attribute) else ast.unparse(node.cls)


def is_loud(body: list[ast.stmt]) -> bool:
    """True for a default that no kind can reach without notice."""
    first = body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Call):
        return ast.unparse(first.value.func) == "assert_never"
    return isinstance(first, ast.Raise)


def silent_defaults(source: str) -> list[int]:
    """The lines of silent defaults over what is a closed union here."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Match) and any(name in MEMBERS for case in node.cases for name in matched(case.pattern)):
            last = node.cases[-1]
            wild = isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None and last.guard is None
            if wild and not is_loud(last.body):
                found.append(last.body[0].lineno)
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_there_is_no_silent_default(file: Path) -> None:
    assert silent_defaults(file.read_text()) == []


def test_a_silent_default_is_found() -> None:
    loud = "match kind:\n    case Scalar():\n        x = 1\n    case _:\n        assert_never(kind)\n"
    assert silent_defaults(loud) == []
    assert silent_defaults(loud.replace("assert_never(kind)", "pass")) == [5]
