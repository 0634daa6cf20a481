"""Numbers that begin with bits: `escaped(u7, {126: u16, 127: u64})` as a field.

Strategy: such a field becomes two: a hidden field for the bits, and the rest of the number. The bits are the value, or indicate
which number follows; packing computes them from the value.

Rules: the bits are the last ones of their group, so that the rest begins on a byte boundary.
"""

from __future__ import annotations

from dataclasses import replace

from framekit.spec.expr import Choice, Expr, Literal, Ref
from framekit.spec.kinds import Varint
from framekit.spec.model import FieldSpec, Relation


def with_head(field: FieldSpec) -> tuple[FieldSpec, ...]:
    """Return the fields for a field of the user's: the field itself, or its first bits and the rest."""
    kind = field.kind
    if not isinstance(kind, Varint) or kind.head is None:
        return (field,)
    name = f"{field.name} (first bits)"
    head = FieldSpec(name, kind.head, derived=True, declared_at=field.declared_at)
    return head, replace(field, kind=replace(kind, head_field=name))


def head_relation(field: FieldSpec) -> Relation | None:
    """Return the relation that computes the first bits of a number; None for any other field."""
    kind = field.kind
    if not isinstance(kind, Varint) or kind.head is None:
        return None
    value: Expr = Ref((field.name,))
    by_size = sorted(kind.forms, key=lambda each: each[1].maximum)
    code: Expr = Literal(by_size[-1][0])
    for number, form in reversed(by_size[:-1]):
        code = Choice(value <= form.maximum, Literal(number), code)
    code = Choice(value < kind.least_escape, value, code)
    return Relation(code, field.name, "head", kind.head_field, code)
