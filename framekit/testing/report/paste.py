"""Source of a test that reproduces a failure, ready to be pasted into a file.

Rules: every import works, or is replaced by a comment that says what to define. The test contains the bytes, so that it needs
no other file.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from typing import Any

from framekit.declare.frame import Frame

WIDTH = 32
"""Number of bytes on a line."""


def pasted_test(
    cls: type[Frame], what: str, body: str, *, needs: Sequence[str] = (), uses: Sequence[Callable[..., Any]] = ()
) -> str:
    """Return the source of a test function.

    Args:
        cls: the frame class, which the test imports.
        what: the end of the test's name, in words.
        body: the lines of the test.
        needs: further lines with imports.
        uses: functions that the body calls by name.
    """
    imports = [*needs, import_of(cls), *(import_of(each) for each in uses)]
    name = re.sub(r"\W+", "_", f"{cls.__name__} {what}".lower()).strip("_")
    lines = [*dict.fromkeys(imports), "", "", f"def test_{name}():", *(f"    {line}" for line in body.splitlines())]
    return "\n".join(lines)


def name_of(function: Callable[..., Any]) -> str:
    """Return the name by which a test calls a function of the user."""
    name = getattr(function, "__qualname__", "")
    return name if _can_be_imported(function) else name.rpartition(".")[2] if "lambda" not in name and name else "yours"


def hex_literal(data: bytes) -> str:
    """Return bytes as Python source."""
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
    """Return the line that imports a class or function, or a comment if it cannot be imported."""
    if _can_be_imported(thing):
        return f"from {thing.__module__} import {thing.__qualname__.partition('.')[0]}"
    name = thing.__name__ if isinstance(thing, type) else name_of(thing)
    return f"# import or define {name} here: it cannot be imported from a module"
