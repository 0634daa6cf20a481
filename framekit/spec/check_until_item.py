"""Checks the condition that ends an array against its items: `until=item.kind == 0`, `until=size_of(item) == 1`."""

from __future__ import annotations

from typing import assert_never

from framekit.errors import SpecError
from framekit.spec.check_references import check_comparison, check_reference, resolve
from framekit.spec.describe import describe
from framekit.spec.expr import ITEM, SIZE_OF_ITEM, Expr, compared, references, spell
from framekit.spec.kinds import (
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Filler,
    Given,
    Kind,
    LookAhead,
    Mapped,
    Nested,
    Optional,
    Padding,
    Repeat,
    Scalar,
    Sized,
    Switch,
    Text,
    Until,
    Varint,
)
from framekit.spec.model import FieldSpec
from framekit.spec.sizes import ends_or_terminates
from framekit.spec.structure import holds_integer, reachable, walk


def check_until_item(frame: str, field: FieldSpec, expression: Expr, item: Kind, before: tuple[FieldSpec, ...]) -> None:
    """Check a condition against the items and the fields before the array.

    Raises:
        SpecError: the condition does not depend on the items, refers to a field that is not an integer, or uses the size of
            items that may be read from more or fewer bytes than packing writes.
    """
    if not any(path[:1] == (ITEM,) for path in references(expression)):
        raise SpecError(
            f"until={expression} does not depend on the items, so it never changes; write a condition such as item.name == 0",
            frame=frame,
            path=field.name,
        )
    known = dict(compared(expression))
    for path in references(expression):
        if path == SIZE_OF_ITEM:
            _check_size_of(frame, field, item)
            continue
        if path[:1] != (ITEM,):
            check_reference(frame, field.name, expression, path, before, tag=False)
            continue
        kind = resolve({ITEM: item}, path)
        if path in known:
            check_comparison(frame, field.name, expression, kind, known[path])
        elif kind is None or not holds_integer(kind):
            raise SpecError(
                f"{spell(path)} in {expression} is not an integer of the item; refer to an integer field of it",
                frame=frame,
                path=field.name,
            )


def _check_size_of(frame: str, field: FieldSpec, item: Kind) -> None:
    frames = [found for kind in walk(item) if isinstance(kind, Nested) for found in reachable(kind.frame)]
    kinds = [*walk(item), *(kind for inner in frames for each in inner.fields for kind in walk(each.kind))]
    loose = next((kind for kind in kinds if _has_several_sizes(kind)), None)
    if loose is not None:
        raise SpecError(
            f"size_of(item) is ambiguous, because {describe(loose)} may be read from more or fewer bytes than packing writes; "
            f"use items whose values have exactly one size (strict=True for numbers)",
            frame=frame,
            path=field.name,
        )


def _has_several_sizes(kind: Kind) -> bool:
    """Return True for a kind of which the same value may be read from different numbers of bytes."""
    match kind:
        case Varint():
            return not kind.strict and kind.size is None
        case Text():
            return kind.errors not in ("strict", "surrogateescape", "surrogatepass")
        case Bytes():
            until = kind.extent
            return isinstance(until, Until) and (until.or_end or len(set(map(len, until.markers))) > 1)
        case Sized():
            return kind.leftover == "ignore"
        case Repeat():
            return ends_or_terminates(kind.extent)
        case Filler():
            return kind.outer
        case (
            Scalar()
            | Bits()
            | Const()
            | Padding()
            | Nested()
            | Switch()
            | Optional()
            | Checksum()
            | Mapped()
            | Custom()
            | Given()
            | LookAhead()
        ):
            return False  # the user's functions are responsible for this themselves
        case _:
            assert_never(kind)
