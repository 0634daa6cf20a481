"""The step that verifies a checksum of a frame.

Rules: the start and end of each stretch that it covers have been marked (`watched` in reading_facts.py).
"""

from __future__ import annotations

from collections.abc import Callable

from framekit.compiler.program.operands import Formula, Place
from framekit.compiler.program.reading_steps import VerifyChecksum
from framekit.spec.checksum_order import stretches
from framekit.spec.expr import Expr
from framekit.spec.kinds import Optional, checksum_in
from framekit.spec.model import FieldSpec, FrameSpec


def verify_checksum(
    spec: FrameSpec, field: FieldSpec, at: Callable[..., Place], formula: Callable[[Expr], Formula]
) -> VerifyChecksum:
    """Return the step that verifies a checksum against the bytes that it covers.

    Args:
        spec: the frame.
        field: the checksum field, which may be optional.
        at: returns the place of a path of the frame.
        formula: returns the formula of an expression over its fields.
    """
    kind, name = checksum_in(field.kind), field.name
    assert kind is not None
    begins, ends = at(name, ":at"), at(name, ":behind")
    covered: tuple[tuple[Place | None, Place | None], ...]
    match kind.over:
        case "before":
            covered = ((None, begins),)
        case "after":
            covered = ((ends, None),)
        case "frame":
            covered = ((None, begins), (ends, None))
        case names:
            covered = tuple((at(first, ":at"), at(last, ":behind")) for first, last in stretches(spec, names))
    key = None if kind.key is None else formula(kind.key)
    zeros = kind.size if kind.over == "frame" else 0
    return VerifyChecksum(at(name), kind, covered, zeros, key, isinstance(field.kind, Optional))
