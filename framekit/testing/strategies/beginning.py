"""Values that begin with given bytes: a field after `until=..., consume=False` must begin with the marker.

Strategy: the marker replaces the first bytes of a value, or precedes them, and the careful interpreter reads the result, so that
the marker may extend into a length prefix, a number or a nested frame. If a value is shorter, the next field takes the rest.

Rules: a returned value is known to begin with the marker when it is written; None is returned if there is no such value.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from framekit.compiler.explain.enclosing import Enclosing
from framekit.compiler.explain.frame_reader import Reader
from framekit.compiler.explain.frame_writer import wire_of
from framekit.errors import FramekitError
from framekit.spec.kinds import Const, Kind, Padding, Until
from framekit.spec.model import FrameSpec
from framekit.spec.sizes import fixed_size
from framekit.spec.structure import extent_of
from framekit.testing.strategies.measuring import Scope

FILLERS = (b"\0" * 64, b"a" * 300, b"a" * 9_000)
"""Bytes that may follow a marker which is read as a length."""


def begun(spec: FrameSpec, kind: Kind, value: Any, marker: bytes, scope: Scope) -> tuple[Any, bytes] | None:
    """Return a value, similar to a given one, that begins with a marker, and the rest of the marker for the next field."""
    if value is None:
        return None, marker
    around = SimpleNamespace(**scope)
    try:
        wire = wire_of(kind, value, around)
    except (FramekitError, AttributeError):
        return None
    left = left_behind(wire, marker)
    if left is not None:
        return value, left
    for candidate in _candidates(kind, wire, marker):
        try:
            reader = Reader(spec, memoryview(candidate), 0, record=True)
            found = reader.read(kind, "", Enclosing(0, dict(scope)), lambda value: None)
            left = left_behind(wire_of(kind, found, around), marker)
        except (FramekitError, AttributeError, LookupError):
            continue
        if left is not None:
            return found, left
    return None


def left_behind(wire: bytes, marker: bytes) -> bytes | None:
    """Return the rest of a marker after bytes that begin it or begin with it; None if they do neither."""
    if wire.startswith(marker):
        return b""
    return marker[len(wire) :] if marker.startswith(wire) else None


def fixed_wire(kind: Kind) -> bytes | None:
    """Return the bytes of a constant or padding, or None."""
    if isinstance(kind, Const):
        return kind.wire or None
    return bytes([kind.fill]) * kind.size if isinstance(kind, Padding) and kind.bits is None else None


def joined(marker: bytes, other: bytes) -> bytes | None:
    """Return the bytes that begin with both markers, or None if there are none."""
    longer, shorter = sorted((marker, other), key=len, reverse=True)
    return longer if longer.startswith(shorter) else None


def _candidates(kind: Kind, wire: bytes, marker: bytes) -> Iterator[bytes]:
    extent = extent_of(kind)
    end = extent.marker if isinstance(extent, Until) and not extent.consume else b""
    yield marker + wire[len(marker) :] + end
    yield marker + wire + end
    if fixed_size(kind) is not None:
        return
    for filler in FILLERS:
        yield marker + filler + end
