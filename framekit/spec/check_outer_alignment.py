"""Checks padding that is aligned from the start of an outer frame against the fields before it.

Rules: packing must know the offset of the padding before it solves derived fields, because their values may depend on its size.
So the size of everything before the padding must follow from fields that are not derived.
"""

from __future__ import annotations

from framekit.errors import SpecError
from framekit.spec.expr import references
from framekit.spec.kinds import Filler, Kind, LeftoverOf, Nested, Optional, Varint, checksum_in
from framekit.spec.model import FieldSpec, FrameSpec
from framekit.spec.sizes import fixed_size
from framekit.spec.structure import extent_of, has_outer_filler, prefix_of, reachable, walk


def check_outer_alignment(spec: FrameSpec, *, registered: bool) -> None:
    """Check padding with `outer`, in this frame and in the frames in its fields, against the fields before it.

    Args:
        spec: the frame.
        registered: True if the frame is an arm of an open union.

    Raises:
        SpecError: the size of something before the padding is not known before the frame is solved.
    """
    last = next((each for each in reversed(spec.fields) if _is_placed(each.kind)), None)
    if last is None:
        return
    if registered:
        raise SpecError(
            'align(origin="outer") cannot be in an arm of an open union, because arms may be added after the frames that contain '
            "the union are compiled; list the arms in switch()",
            frame=spec.name,
            path=last.name,
        )
    derived = {each.name for each in spec.fields if each.derived}
    for each in spec.fields[: spec.fields.index(last) + 1]:
        reason = _why_unknown(each, derived)
        if reason is not None:
            raise SpecError(
                f'{reason}, so packing cannot determine where the padding of align(origin="outer") in {last.name!r} begins',
                frame=spec.name,
                path=each.name,
            )


def _is_placed(kind: Kind) -> bool:
    """Return True for padding with `outer`, and for a value that contains a frame with such padding."""
    frames = [inner for each in walk(kind) for inner in _frames_of(each)]
    return (isinstance(kind, Filler) and kind.outer) or any(map(has_outer_filler, frames))


def _frames_of(kind: Kind) -> list[FrameSpec]:
    return reachable(kind.frame) if isinstance(kind, Nested) else []


def _why_unknown(field: FieldSpec, derived: set[str]) -> str | None:
    """Return why the size of a field is not known before the frame is solved, or None if it is."""
    kind = field.kind
    if field.derived and fixed_size(kind) is None:
        return "the size of this field depends on its value, which is computed from what follows it"
    if isinstance(kind, Filler) and kind.size is not None and any(path[0] in derived for path in references(kind.size)):
        return "a derived field determines the size of this field"
    if isinstance(kind, Optional) and checksum_in(kind) is not None:
        return "this field is a checksum that may be absent"
    if isinstance(extent_of(kind), LeftoverOf):
        return "this field is the leftover of another one"
    prefixes = [prefix_of(each) for each in walk(kind)] if _is_placed(kind) else []
    if any(each is not None and isinstance(each.prefix, Varint) for each in prefixes):
        return "the prefix of this field is a varint, which takes more bytes for longer values"
    return None
