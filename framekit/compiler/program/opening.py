"""Decides which nested frames are opened or inlined, that is, read and written by the steps of the frame that contains them.

Rules: a frame is opened if it has a fixed size, consists of runs, and none of its fields depends on another, whose name would
refer to a field of the outer frame. A small frame is inlined unless offsets count from its start, or a size bounds it. Reading
eight records of a number and a text takes 0.8 of the time if they are inlined.
"""

from __future__ import annotations

from collections.abc import Iterator

from framekit.compiler.program.runs import fits_in_run
from framekit.spec.ends import may_leave_terminator
from framekit.spec.expr import Path
from framekit.spec.given import given_fields
from framekit.spec.kinds import Checksum, Custom, Filler, Kind, LookAhead, Nested, bits_of, checksum_in, integer_base
from framekit.spec.memo import Key
from framekit.spec.model import FieldSpec, FrameSpec
from framekit.spec.sizes import fixed_size, frame_fixed_size, is_guarded
from framekit.spec.structure import asks_where_it_is, walk

INLINE_FIELDS = 32
"""Maximum number of fields of a nested frame that is opened; a larger frame has a function of its own."""


INLINE_WEIGHT = 16
"""Maximum number of values in a frame that is inlined, including those of nested frames and arms."""

FEW_ARMS = 8
"""Maximum number of arms of a switch that are tried one after another; a table is faster for more."""

OPENED: Key[bool] = Key("is opened")
INLINED: Key[bool] = Key("is inlined")


def is_opened(spec: FrameSpec) -> bool:
    """True for a nested frame whose fields join the runs of the outer frame."""
    return spec.memo.once(OPENED, lambda: _can_be_opened(spec))


def _can_be_opened(spec: FrameSpec) -> bool:
    if not _is_independent(spec) or frame_fixed_size(spec) is None:
        return False
    slots = list(_fit(spec))
    return len(slots) <= INLINE_FIELDS and all(slots)


def _is_independent(spec: FrameSpec) -> bool:
    dependent = spec.size is not None or spec.delegates or bool(spec.relations)
    return not dependent and not any(each.is_checked_by_others for each in spec.fields)


def _fit(spec: FrameSpec) -> Iterator[bool]:
    """Yield, for each field, whether it is in a run."""
    for each in spec.fields:
        if isinstance(each.kind, Nested):
            yield _is_independent(each.kind.frame)
            yield from _fit(each.kind.frame)
        else:
            yield bits_of(each.kind) is not None or (fits_in_run(each.kind) and not isinstance(each.kind, Checksum))


def is_inlined(spec: FrameSpec) -> bool:
    """True for a nested frame that is not opened, but small enough for its steps to be part of the outer frame's."""
    return spec.memo.once(INLINED, lambda: _can_be_inlined(spec))


def _can_be_inlined(spec: FrameSpec) -> bool:
    if spec.delegates or spec.size is not None or is_guarded(spec) or is_opened(spec) or given_fields(spec):
        return False
    if spec.origin and asks_where_it_is(spec):
        return False  # offsets from the start of this frame would count from the start of the outer frame
    parts = [part for each in spec.fields for part in walk(each.kind)]
    if any(isinstance(part, Filler | Checksum | Custom | LookAhead) for part in parts):
        return False
    if any(may_leave_terminator(each.kind) for each in spec.fields):
        return False
    return _weight(spec) <= INLINE_WEIGHT


def _weight(spec: FrameSpec) -> int:
    """Return the number of values in a frame, including those of nested frames; the frame must not be recursive."""
    parts = [part for each in spec.fields for part in walk(each.kind)]
    return sum(1 + (_weight(part.frame) if isinstance(part, Nested) else 0) for part in parts)


def is_part_of_outer(kind: Kind) -> bool:
    """True for a frame that is read and written by the steps of the frame that contains it."""
    return isinstance(kind, Nested) and (is_opened(kind.frame) or is_inlined(kind.frame))


def derived_inside(spec: FrameSpec, path: Path) -> tuple[FieldSpec, int] | None:
    """Return the field and the byte offset of a number that a nested frame derives; None if its offset there is not fixed."""
    outer = spec.field_named(path[0])
    if len(path) != 2 or outer is None or not isinstance(outer.kind, Nested) or outer.kind.frame.delegates:
        return None
    offset = 0
    for each in outer.kind.frame.fields:
        size = fixed_size(each.kind)
        if size is None:
            return None
        if each.name == path[1]:
            bits = bits_of(each.kind)
            at = offset if bits is None or bits.first else offset - bits.group
            whole = integer_base(each.kind)
            return (each, at) if each.derived and whole is not None and (bits is None or not bits.signed) else None
        offset += size
    return None


def needs_start(spec: FrameSpec) -> bool:
    """True if reading or writing needs the distance from the start of the frame."""
    return spec.size is not None or any(
        (isinstance(each.kind, Filler) and not each.kind.outer) or checksum_in(each.kind) is not None for each in spec.fields
    )
