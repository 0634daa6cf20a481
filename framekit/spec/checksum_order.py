"""The checksums of a frame: how many bytes they take, and in which order they are computed, because one may cover another.

Rules: a checksum is computed after all other checksums that it covers; two checksums that cover each other have no order.
"""

from __future__ import annotations

from framekit.errors import SpecError
from framekit.spec.expr import Choice, Expr, Literal
from framekit.spec.kinds import Kind, Optional, bits_of, checksum_in
from framekit.spec.model import FieldSpec, FrameSpec


def checksums_of(spec: FrameSpec) -> list[FieldSpec]:
    """Return the fields of a frame that are checksums."""
    return [each for each in spec.fields if checksum_in(each.kind) is not None]


def room_of(kind: Kind) -> Expr:
    """Return the number of bytes that a checksum field takes, which is 0 for an optional one whose condition is false."""
    checksum = checksum_in(kind)
    assert checksum is not None
    size = Literal(checksum.size)
    return Choice(kind.when, size, Literal(0)) if isinstance(kind, Optional) and kind.when is not None else size


def checksums_in_order(spec: FrameSpec) -> list[FieldSpec]:
    """Return the checksums of a frame, each after those that it covers. Raises SpecError if there is no such order."""
    waiting = checksums_of(spec)
    ordered: list[FieldSpec] = []
    while waiting:
        ready = next((each for each in waiting if not any(_covers(spec, each, other) for other in waiting)), None)
        if ready is None:
            raise SpecError(
                f"this checksum and {waiting[-1].name!r} cover each other, so neither can be computed first; give one of them an "
                f"over=",
                frame=spec.name,
                path=waiting[0].name,
            )
        waiting.remove(ready)
        ordered.append(ready)
    return ordered


def check_checksum_order(spec: FrameSpec) -> None:
    """Check that the checksums of a frame have an order and cover whole bytes. Raises SpecError."""
    for each in checksums_in_order(spec):
        kind = checksum_in(each.kind)
        for name in kind.over if kind is not None and isinstance(kind.over, tuple) else ():
            field = spec.field_named(name)
            if field is not None and bits_of(field.kind) is not None:
                raise SpecError(
                    f"{name!r} shares its bytes with other bit fields, but a checksum covers whole bytes; "
                    f'use over="before", "after" or "frame"',
                    frame=spec.name,
                    path=each.name,
                )


def stretches(spec: FrameSpec, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the fields that a checksum covers as runs of neighbours: the first and the last field of each run."""
    order = [each.name for each in spec.fields]
    found: list[tuple[str, str]] = []
    for name in names:
        if found and order.index(name) == order.index(found[-1][1]) + 1:
            found[-1] = (found[-1][0], name)
        else:
            found.append((name, name))
    return found


def _covers(spec: FrameSpec, field: FieldSpec, other: FieldSpec) -> bool:
    kind = checksum_in(field.kind)
    assert kind is not None
    if other is field:
        return False
    is_after = spec.fields.index(other) > spec.fields.index(field)
    match kind.over:
        case "before":
            return not is_after
        case "after":
            return is_after
        case "frame":
            return True
        case names:
            return other.name in names
