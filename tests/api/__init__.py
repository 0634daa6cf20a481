"""The public interface of framekit as text: what docs/deprecation.md is about.

Strategy: every public name is described from what is imported, one fact on each line, in sorted order, so that a change of the
interface is a small diff of `public.txt`. `python -m tests.api` writes that file.

Rules: the text is the same on every supported version of Python, click and pytest. What differs between them is left out.
"""

from __future__ import annotations

from pathlib import Path

from tests.api.command import command_lines
from tests.api.names import error_lines, module_lines, plugin_lines, scalar_lines

FILE = Path(__file__).parent / "public.txt"
MODULES = (
    "framekit",
    "framekit.capture",
    "framekit.net.aio",
    "framekit.net.anyio",
    "framekit.spec",
    "framekit.testing",
)


def public() -> str:
    """The public interface, in sections."""
    sections = {
        **{f"module {name}": module_lines(name) for name in MODULES},
        "scalars and bit fields of framekit": scalar_lines(),
        "codes of errors": error_lines(),
        "pytest plugin": plugin_lines(),
        "command": command_lines(),
    }
    return "\n".join("\n".join((f"== {title}", *lines, "")) for title, lines in sections.items())
