"""The checksums of a frame: how many bytes they take, and in which order they are computed, since one may cover another.

Rules: a checksum is computed when the bytes of all others that it covers are final; two that cover each other have no order.
"""

from __future__ import annotations

from framekit.errors import SpecError
from framekit.spec.expr import Choice, Expr, Literal
from framekit.spec.kinds import Kind, Optional, bits_of, checksum_in
from framekit.spec.model import FieldSpec, FrameSpec


def checksums_of(spec: FrameSpec) -> list[FieldSpec]:
    """The fields of a frame that are checksums."""
    return [each for each in spec.fields if checksum_in(each.kind) is not None]


def room_of(kind: Kind) -> Expr:
    """How many bytes the checksum takes that a field is: none if it may be absent, and its condition does not hold."""
    checksum = checksum_in(kind)
    assert checksum is not None
    size = Literal(checksum.size)
    return Choice(kind.when, size, Literal(0)) if isinstance(kind, Optional) and kind.when is not None else size


def checksums_in_order(spec: FrameSpec) -> list[FieldSpec]:
    """The checksums of a frame, each behind those that it covers. Raises SpecError where there is no such order."""
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
    """Hold the checksums of a frame against what they cover. Raises SpecError."""
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
    """The fields that a checksum is over, as stretches of neighbours: the first and the last of each."""
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
    behind = spec.fields.index(other) > spec.fields.index(field)
    match kind.over:
        case "before":
            return not behind
        case "after":
            return behind
        case "frame":
            return True
        case names:
            return other.name in names
