"""Derived bitmaps: numbers of which each bit indicates whether an optional field is present, such as the FSPEC of ASTERIX.

Strategy: a derived number is a bitmap if the only references to it are in the `when=` of optional fields, each of which tests one
bit. Packing sets the bits of the fields that are present. Reading refuses other bits, because packing could not reproduce them.
"""

from __future__ import annotations

from dataclasses import replace

from framekit.spec.expr import Binary, Choice, Expr, Literal, Path, Ref, path_of, references, this
from framekit.spec.kinds import Mapped, Optional, checksum_in, integer_base
from framekit.spec.model import Check, FieldSpec, Relation
from framekit.spec.structure import expressions_of, walk

PRESENT = "<present>"
"""The first name of a path that indicates whether an optional field is present: `(PRESENT, name)`."""


def bit_tested(condition: Expr) -> tuple[Path, int] | None:
    """Return the path of the number of which a condition tests one bit, and that bit; None for any other condition.

    >>> bit_tested(this.flags & 4), bit_tested(this.flags >> 2 & 1 == 1), bit_tested(this.flags & 6)
    ((('flags',), 4), (('flags',), 4), None)
    """
    match condition:
        case Binary("!=" | ">", Binary("&") as inner, Literal(0)):
            condition = inner
        case Binary("==", Binary("&", _, Literal(int() as bit)) as inner, Literal(int() as wanted)) if bit == wanted:
            condition = inner
    match condition:
        case Binary("&", Ref() as number, Literal(int() as bit)) if bit > 0 and not bit & (bit - 1):
            return path_of(number), bit
        case Binary("&", Binary(">>", Ref() as number, Literal(int() as shift)), Literal(1)) if shift >= 0:
            return path_of(number), 1 << shift
        case _:
            return None


def bits_of_bitmap(fields: tuple[FieldSpec, ...], size: Expr | None, name: str) -> dict[str, int]:
    """Return the bit of each optional field whose presence a derived number indicates; empty if the number is not a bitmap.

    Args:
        fields: the fields of the frame.
        size: the size that the frame declares for itself, or None.
        name: the name of the number.
    """
    found: dict[str, int] = {}
    if size is not None and (name,) in references(size):
        return {}
    for each in fields:
        for kind in walk(each.kind):
            for expression in expressions_of(kind):
                if (name,) not in references(expression):
                    continue
                tested = bit_tested(expression)
                of_field = isinstance(kind, Optional) and kind is each.kind and checksum_in(kind) is None
                if tested is None or tested[0] != (name,) or not of_field:
                    return {}
                found[each.name] = tested[1]
    return found


def with_bitmaps(fields: tuple[FieldSpec, ...], size: Expr | None) -> tuple[FieldSpec, ...]:
    """Return the fields, of which derived bitmaps now refuse the bits that no field tests."""
    return tuple(_checked(each, bits_of_bitmap(fields, size, each.name)) if each.derived else each for each in fields)


def _checked(field: FieldSpec, bits: dict[str, int]) -> FieldSpec:
    whole = integer_base(field.kind.base if isinstance(field.kind, Mapped) else field.kind)
    tested = 0
    for bit in bits.values():
        tested |= bit
    if not bits or field.check is not None or whole is None or tested == whole.maximum:
        return field
    return replace(field, check=Check(this & (whole.maximum & ~tested) == 0))


def bitmap_relation(field: FieldSpec, bits: dict[str, int]) -> Relation:
    """Return the relation that computes a bitmap."""
    value: Expr | None = None
    for name, bit in bits.items():
        present = Choice(Ref((PRESENT, name)), Literal(bit), Literal(0))
        value = present if value is None else value | present
    assert value is not None
    return Relation(value, field.name, "bitmap", field.name, value)
