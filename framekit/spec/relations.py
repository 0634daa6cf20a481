"""Relations: the conditions that lengths, counts, sizes, tags and presences impose, and the derived field that each one solves.

Strategy: every expression in a field makes a relation. A relation that contains exactly one unsolved derived field, and can be
inverted, solves that field; all other relations are checks.

Rules: a derived field is solved by exactly one relation, and checked by all others.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from framekit.errors import SpecError
from framekit.spec.bitmaps import bitmap_relation, bits_of_bitmap
from framekit.spec.expr import MEASURED, Expr, Ref, evaluate, path_of, references
from framekit.spec.heads import head_relation
from framekit.spec.invert import invert
from framekit.spec.kinds import (
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Filler,
    FromFields,
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
    Varint,
    checksum_in,
    integer_base,
)
from framekit.spec.model import FieldSpec, FrameSpec, Measure, Relation
from framekit.spec.structure import may_be_null
from framekit.spec.tags import why_not_derivable


def relations_of(spec: FrameSpec) -> tuple[Relation, ...]:
    """Return the relations of a frame, those that solve a field first. Raises SpecError if a derived field cannot be solved."""
    relations: list[Relation] = []
    switches: dict[str, Switch] = {}
    for index, each in enumerate(spec.fields):
        for kind, depth in _inside(each.kind, 0):
            for expression, measures in _demands(kind):
                if depth:
                    _refuse_derived_inside(spec.name, each.name, expression, spec.fields[:index])
                else:
                    relations.append(Relation(expression, each.name, measures, part=kind))
                    if isinstance(kind, Switch):
                        switches[each.name] = kind
    if spec.size is not None:
        relations.append(Relation(spec.size, "", "size"))
    heads = tuple(found for each in spec.fields if (found := head_relation(each)) is not None)
    solved = _solve(spec.name, spec.attributes, spec.size, relations, switches)
    sized = next((each.solves for each in solved if each.measures == "size"), None)
    if any(each.consumer == sized for each in heads):
        raise SpecError(
            "the field contains the size of the frame, but its first bits depend on that size; use a number of whole bytes",
            frame=spec.name,
            path=sized or "",
        )
    count = sum(each.solves is not None and each.measures != "size" for each in solved)
    return (*solved[:count], *heads, *solved[count:])


def _inside(kind: Kind, depth: int) -> list[tuple[Kind, int]]:
    """Return a kind and the kinds inside it, each with 0 if it occurs exactly once, and otherwise with 1."""
    match kind:
        case Repeat():
            return [(kind, depth), *_inside(kind.item, 1)]
        case Switch():
            return [(kind, depth), *(pair for each in kind.kinds for pair in _inside(each, 1))]
        case Sized() if may_be_null(kind):
            return [(kind, depth), *_inside(kind.inner, 1)]
        case Sized() | Optional():
            return [(kind, depth), *_inside(kind.inner, depth)]
        case Text():
            return [(kind.data, depth)]
        case Mapped():
            return _inside(kind.base, depth)
        case (
            Scalar()
            | Bits()
            | Varint()
            | Bytes()
            | Const()
            | Padding()
            | Filler()
            | Nested()
            | Checksum()
            | Custom()
            | Given()
            | LookAhead()
        ):
            return [(kind, depth)]
        case _:
            assert_never(kind)


def _demands(kind: Kind) -> list[tuple[Expr, Measure]]:
    match kind:
        case Bytes(FromFields(expression)):
            return [(expression, "length")]
        case Sized(_, FromFields(expression)):
            return [(expression, "length")]
        case Repeat(_, FromFields(expression)):
            return [(expression, "count")]
        case Switch():
            return [(kind.on, "tag")]
        case Optional() if kind.when is not None and checksum_in(kind) is None:
            return [(kind.when, "presence")]
        case (
            Scalar()
            | Bits()
            | Varint()
            | Bytes()
            | Text()
            | Const()
            | Padding()
            | Filler()
            | Repeat()
            | Nested()
            | Sized()
            | Optional()
            | Checksum()
            | Mapped()
            | Custom()
            | Given()
            | LookAhead()
        ):
            return []
        case _:
            assert_never(kind)


def _derived_in(expression: Expr, fields: tuple[FieldSpec, ...]) -> list[FieldSpec]:
    mentioned = {path[0] for path in references(expression) if len(path) == 1}
    return [each for each in fields if each.derived and each.name in mentioned]


def _refuse_derived_inside(frame: str, name: str, expression: Expr, before: tuple[FieldSpec, ...]) -> None:
    for each in _derived_in(expression, before):
        raise SpecError(
            f"{each.name!r} is derived, but {expression} belongs to the items of an array or to one arm of a switch, which do "
            f"not always determine it; make {each.name!r} a plain field",
            frame=frame,
            path=name,
        )


def _solve(
    frame: str,
    fields: tuple[FieldSpec, ...],
    size: Expr | None,
    relations: list[Relation],
    switches: dict[str, Switch],
) -> tuple[Relation, ...]:
    bitmaps = ((each, bits_of_bitmap(fields, size, each.name)) for each in fields if each.derived)
    solving = [bitmap_relation(each, bits) for each, bits in bitmaps if bits]
    solved = {each.consumer for each in solving}
    waiting = list(relations)
    progress = True
    while progress:
        progress = False
        for relation in list(waiting):
            missing = [each for each in _derived_in(relation.expression, fields) if each.name not in solved]
            if len(missing) != 1:
                continue
            inverse = _inverse(frame, relation, missing[0])
            if inverse is None:
                continue
            if relation.measures == "tag" and (why := why_not_derivable(switches[relation.consumer])):
                raise SpecError(f"{missing[0].name!r} is derived, but {why}", frame=frame, path=relation.consumer)
            solved.add(missing[0].name)
            waiting.remove(relation)
            absent = _absent(missing[0], relation, relations)
            solving.append(replace(relation, solves=missing[0].name, inverse=inverse, absent=absent))
            progress = True
    for relation in waiting:
        derived = _derived_in(relation.expression, fields) if relation.measures == "tag" else []
        if derived and (why := why_not_derivable(switches[relation.consumer])):
            raise SpecError(f"{derived[0].name!r} is derived, but {why}", frame=frame, path=relation.consumer)
    for each in fields:
        if each.derived and each.name not in solved:
            raise _unsolved(frame, each, fields, relations)
    solving.sort(key=lambda relation: relation.measures == "size")
    return (*solving, *waiting)


def _inverse(frame: str, relation: Relation, field: FieldSpec) -> Expr | None:
    if isinstance(relation.expression, Ref) and path_of(relation.expression) == (field.name,):
        return MEASURED
    if relation.measures == "presence":
        return None  # many numbers are true, and the value does not determine which
    try:
        return invert(relation.expression, (field.name,))
    except ArithmeticError as fault:
        raise SpecError(f"{relation.expression}: {fault}", frame=frame, path=relation.consumer) from None


def _absent(field: FieldSpec, relation: Relation, relations: list[Relation]) -> int:
    """Return the value of a derived field whose consumer is absent.

    It is 0, unless the `when=` of the consumer depends only on this field: then it is a number for which that is false.
    """
    whole = integer_base(field.kind)
    conditions = [each.expression for each in relations if each.consumer == relation.consumer and each.measures == "presence"]
    if whole is None or not conditions or set(references(conditions[0])) != {(field.name,)}:
        return 0
    for number in (0, -1, whole.minimum, whole.maximum):
        if whole.minimum <= number <= whole.maximum and _is_false(conditions[0], number):
            return number
    return 0


def _is_false(condition: Expr, number: int) -> bool:
    """Return True if a condition over one field is false for a number; a condition that divides by zero is not false."""
    try:
        return not evaluate(condition, lambda path: number)
    except ArithmeticError:
        return False


def _unsolved(frame: str, field: FieldSpec, fields: tuple[FieldSpec, ...], relations: list[Relation]) -> SpecError:
    for relation in relations:
        derived = _derived_in(relation.expression, fields)
        if field in derived and len(derived) > 1:
            other = next(each for each in derived if each is not field)
            return SpecError(
                f"{relation.expression} contains two derived fields, {field.name!r} and {other.name!r}, but one "
                f"measurement cannot determine both; make one of them a plain field",
                frame=frame,
                path=relation.consumer,
            )
        if field in derived:
            return SpecError(
                f"{relation.expression} cannot be solved for the derived field {field.name!r}; use it only once, with "
                f"only + - * << and ^ (or only in when=, testing one bit each), or make it a plain field",
                frame=frame,
                path=relation.consumer,
            )
    return SpecError(
        f"nothing in this class determines this derived field; refer to it as length=this.{field.name}, "
        f"count=this.{field.name} or size=this.{field.name}, or switch on it, in the same class (to share a header between "
        f"frames, inherit from it and give size=), or make it a plain field",
        frame=frame,
        path=field.name,
    )
