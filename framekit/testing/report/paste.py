"""Tests to paste: the source of a test that fails for the reason that a law found.

Rules: what is imported can be imported, or a comment says what to put there; the bytes stand in the test, so that it needs
nothing else.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from typing import Any

from framekit.declare.frame import Frame

WIDTH = 32
"""Bytes on a line."""


def pasted_test(
    cls: type[Frame], what: str, body: str, *, needs: Sequence[str] = (), uses: Sequence[Callable[..., Any]] = ()
) -> str:
    """The source of a test function.

    Args:
        cls: the frame, which is imported.
        what: the end of the test's name, in words.
        body: its lines.
        needs: import lines.
        uses: functions that the body calls by their names.
    """
    imports = [*needs, import_of(cls), *(import_of(each) for each in uses)]
    name = re.sub(r"\W+", "_", f"{cls.__name__} {what}".lower()).strip("_")
    lines = [*dict.fromkeys(imports), "", "", f"def test_{name}():", *(f"    {line}" for line in body.splitlines())]
    return "\n".join(lines)


def name_of(function: Callable[..., Any]) -> str:
    """What a test calls a function of the user's."""
    name = getattr(function, "__qualname__", "")
    return name if _can_be_imported(function) else name.rpartition(".")[2] if "lambda" not in name and name else "yours"


def hex_literal(data: bytes) -> str:
    """Bytes as Python source."""
    if len(data) <= WIDTH:
        return f'bytes.fromhex("{data.hex(" ")}")'
    rows = "\n".join(f'    "{data[at : at + WIDTH].hex(" ")} "' for at in range(0, len(data), WIDTH))
    return f"bytes.fromhex(\n{rows}\n)"


def _can_be_imported(thing: Any) -> bool:
    module, name = getattr(thing, "__module__", None), getattr(thing, "__qualname__", "")
    found: Any = sys.modules.get(module or "")
    for part in name.split("."):
        found = getattr(found, part, None)
    return found is thing and module != "__main__"


def import_of(thing: Any) -> str:
    """The line that imports a class or function; a comment if no module has it."""
    if _can_be_imported(thing):
        return f"from {thing.__module__} import {thing.__qualname__.partition('.')[0]}"
    name = thing.__name__ if isinstance(thing, type) else name_of(thing)
    return f"# {name} must be imported or defined here: no module has it"
