"""Trailers: fields after a field that takes the rest of the frame, such as a checksum or padding at the end.

Strategy: each trailer has a fixed size, or a size that is an expression over fields before the rest, or a `when=` that is one.
The sum of the sizes is the number of bytes that the rest leaves.

Rules: the end of the frame must be known from outside the frame: from a framing, a datagram or a size. A field that is present
only if bytes are left stays last.
"""

from __future__ import annotations

from dataclasses import replace

from framekit.spec.expr import Choice, Expr, Literal, references
from framekit.spec.kinds import Before, Bytes, Filler, FromFields, Kind, Optional, Repeat, Sized, Text
from framekit.spec.model import FieldSpec
from framekit.spec.sizes import fixed_size, is_greedy


def with_trailers(fields: tuple[FieldSpec, ...]) -> tuple[FieldSpec, ...]:
    """Return the fields, of which the one that takes the rest now leaves the bytes of its trailers."""
    for index, each in enumerate(fields[:-1]):
        if isinstance(each.kind, Optional) or not is_greedy(each.kind):
            continue
        left = _left_for(fields[index + 1 :], {before.name for before in fields[:index]})
        if left is None:
            return fields
        return (*fields[:index], replace(each, kind=Sized(each.kind, left)), *fields[index + 1 :])
    return fields


def _left_for(after: tuple[FieldSpec, ...], known: set[str]) -> Before | None:
    """Return the extent that leaves room for the last fields; None if their size is 0, or not known before they are read."""
    total = 0
    more: Expr | None = None
    for each in after:
        size, said = _size_of(each.kind)
        if size is None or (said is not None and any(path[0] not in known for path in references(said))):
            return None
        total += size
        if said is not None:
            more = said if more is None else more + said
    return Before(total, more) if total or more is not None else None


def _size_of(kind: Kind) -> tuple[int | None, Expr | None]:
    """Return the number of bytes that a value always takes, or None if it is not known, and an expression for further bytes."""
    fixed = fixed_size(kind)
    if fixed is not None:
        return fixed, None
    if isinstance(kind, Optional) and kind.when is not None:
        size, said = _size_of(kind.inner)
        present = Literal(size or 0) if said is None else said + Literal(size or 0)
        return (None, None) if size is None else (0, Choice(kind.when, present, Literal(0)))
    if isinstance(kind, Filler):
        return (None, None) if kind.size is None else (0, kind.size)
    data = kind.data if isinstance(kind, Text) else kind
    if isinstance(data, Bytes | Sized) and isinstance(data.extent, FromFields):
        return 0, data.extent.expression
    if isinstance(data, Repeat) and isinstance(data.extent, FromFields) and data.bits is None:
        item = fixed_size(data.item)
        return (None, None) if item is None else (0, data.extent.expression * Literal(item))
    return None, None
