"""Items that do not end their array before its end."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from framekit.compiler.explain.frame_writer import wire_of
from framekit.spec.kinds import Kind
from framekit.testing.strategies.measuring import Scope


def before_marker(kind: Kind, items: list[Any], marker: bytes, scope: Scope) -> list[Any]:
    """The items up to the first that would be taken for the marker."""
    wires = [wire_of(kind, item, SimpleNamespace(**scope)) for item in items]
    kept: list[Any] = []
    for index, item in enumerate(items):
        if b"".join((*wires[index:], marker)).startswith(marker):
            break
        kept.append(item)
    # What was cut off may have kept the last one from looking like the marker.
    while kept and any(b"".join((*wires[index : len(kept)], marker)).startswith(marker) for index in range(len(kept))):
        kept.pop()
    return kept
