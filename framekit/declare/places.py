"""The file and line in which a field is declared, for messages and tools.

Strategy: each field of a spec stores its own place. A path leads through nested frames, arrays and arms to the frame whose class
declares the field.

Rules: a field without source (a class created at run time, a deleted file) has no place, which is not an error.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from framekit.declare.declaration import spec_of
from framekit.spec.kinds import Kind, Nested
from framekit.spec.structure import walk

if TYPE_CHECKING:
    from framekit.declare.frame import Frame


def declared_at(frame: type[Frame], path: str = "", /) -> tuple[str, int] | None:
    """Return the file and line in which a field or a frame class is declared.

    Args:
        frame: the frame class.
        path: the path of the field, as in errors: `readings[3].unit`; "" for the class itself. An arm of a switch is found by the
            names of its fields.

    Returns:
        The path of the file and the line number, from 1; None if the source is not available.

    >>> from framekit import Frame, make_frame, u8
    >>> declared_at(make_frame("Made", {"x": u8}), "x") is None
    True
    """
    spec = spec_of(frame)
    names = re.sub(r"\[\d+\]", "", path).split(".") if path else []
    candidates: list[type] = [spec.frame_class]
    for name in names[:-1]:
        kinds = [kind for each in candidates for kind in _kinds_of(each, name)]
        candidates = [kind.frame.frame_class for kind in kinds if isinstance(kind, Nested)]
    for each in candidates:
        inner = spec_of(each)
        if not names and inner.declared_at is not None:
            return inner.declared_at.file, inner.declared_at.line
        field = inner.field_named(names[-1]) if names else None
        if field is not None and field.file is not None and field.line is not None:
            return field.file, field.line
    return None


def _kinds_of(cls: type, name: str) -> list[Kind]:
    field = spec_of(cls).field_named(name)
    return [] if field is None else list(walk(field.kind))
