"""Checks the size that a frame declares for itself against its fields."""

from __future__ import annotations

from framekit.errors import SpecError
from framekit.spec.expr import Expr, evaluate, references
from framekit.spec.kinds import Filler, Kind
from framekit.spec.model import FieldSpec
from framekit.spec.sizes import fixed_size, is_greedy, minimum_size


def check_frame_size(frame: str, fields: tuple[FieldSpec, ...], size: Expr) -> None:
    """Check that the size is known before a field that takes the rest of it, and that it has room for the fields.

    Raises:
        SpecError: the size is known too late, or is too small.
    """
    mentioned = {path[0] for path in references(size)}
    for each in fields:
        if each.name in mentioned and is_greedy(each.kind):
            raise SpecError(
                f"size={size} is inside {each.name!r}, which takes all bytes that this size leaves; give {each.name!r} a size of "
                f"its own, or put the size into a field before it",
                frame=frame,
                path=each.name,
            )
        if each.derived and each.name in mentioned:
            _check_padding(frame, fields, each)
    if not mentioned:
        number = evaluate(size, lambda path: 0)
        least = sum(minimum_size(each.kind) for each in fields)
        if number < least:
            raise SpecError(
                f"size={number} is less than the minimum size of the fields, {least}; use a size of at least {least}",
                frame=frame,
            )


def _check_padding(frame: str, fields: tuple[FieldSpec, ...], says: FieldSpec) -> None:
    """Refuse padding whose size depends on the size of the frame, which includes the padding."""
    aligned = next((each.name for each in fields if isinstance(each.kind, Filler) and each.kind.size is None), None)
    if fixed_size(says.kind) is None and aligned is not None:
        raise SpecError(
            f"the length of this field affects the padding {aligned!r}, and so the frame size that the field contains; use a "
            f"number of fixed width",
            frame=frame,
            path=says.name,
        )
    filled = next((each.name for each in fields if _is_said_by(each.kind, says.name)), None)
    if filled is not None:
        raise SpecError(
            f"the field determines the size of the frame and that of {filled!r}, which is part of the frame; determine the size "
            f"of {filled!r} by another field",
            frame=frame,
            path=says.name,
        )


def _is_said_by(kind: Kind, name: str) -> bool:
    """Return True for padding whose size depends on the field `name`."""
    return isinstance(kind, Filler) and kind.size is not None and (name,) in references(kind.size)
