"""Checks a FrameSpec in the making, and works out its relations.

Strategy: each rule is a small function that looks at one field among its neighbours and raises SpecError with what to write
instead. What passes here is what every backend may rely on.

Rules: references point backwards, to integers; whatever takes all the rest stands last; an item of an array takes at least a
byte; a derived field is solved by exactly one relation, and by every other it is checked.
"""

from __future__ import annotations

from typing import Literal

from framekit.errors import SpecError
from framekit.spec.expr import Expr, Path, check_literals, evaluate, invert, references
from framekit.spec.kinds import Bytes, Const, Extent, Fixed, Given, Kind, Nested, Padding, Prefixed, Repeat, Rest, Text, describe
from framekit.spec.model import (
    FieldSpec,
    Relation,
    extents,
    holds_integer,
    is_greedy,
    maximum_size,
    minimum_size,
)

FIXED_LIMIT = 1 << 30
"""The most bytes or items that a declaration can fix: a frame is made in memory, and struct counts in a machine word."""


def check_fields(frame: str, fields: tuple[FieldSpec, ...], size: Expr | None) -> tuple[Relation, ...]:
    """Hold the fields of a frame against the rules.

    Args:
        frame: the name of the frame, for the message.
        fields: in the order of the wire.
        size: the class's `size=`, or None.

    Returns:
        The relations, in the order of the wire, that of the frame's own size last.

    Raises:
        SpecError: naming frame and field, and saying what to write instead.
    """
    relations: list[Relation] = []
    for index, each in enumerate(fields):
        _check_kind(frame, each, each.kind)
        if is_greedy(each.kind) and index + 1 < len(fields):
            raise SpecError(
                f"{describe(each.kind)} takes all that is left of the frame, so {fields[index + 1].name!r} behind it would "
                f"never be read; put it last, or say how long it is with length=, count= or prefix=",
                frame=frame,
                path=each.name,
            )
        before = fields[:index]
        for depth, extent in enumerate(extents(each.kind)):
            if isinstance(extent, Given):
                _check_references(frame, each.name, extent.expression, before)
                if depth:
                    _refuse_derived_inside_items(frame, each.name, extent.expression, before)
                else:
                    relations.append(Relation(extent.expression, each.name, _measure_of(each.kind)))
    if size is not None:
        _check_references(frame, "", size, fields)
        _check_size(frame, fields, size)
        relations.append(Relation(size, "", "size"))
    return _solve(frame, fields, relations)


def _check_size(frame: str, fields: tuple[FieldSpec, ...], size: Expr) -> None:
    mentioned = {path[0] for path in references(size)}
    for each in fields:
        if each.name in mentioned and is_greedy(each.kind):
            raise SpecError(
                f"size={size} stands inside {each.name!r}, which takes all that this size leaves; "
                f"give {each.name!r} a size of its own, or tell the size by a field before it",
                frame=frame,
                path=each.name,
            )
    if not mentioned:
        number = evaluate(size, lambda path: 0)
        least = sum(minimum_size(each.kind) for each in fields)
        if number < least:
            raise SpecError(f"size={number} is less than the {least} bytes that the fields take", frame=frame)


def _measure_of(kind: Kind) -> Literal["length", "count"]:
    return "count" if isinstance(kind, Repeat) else "length"


def _check_kind(frame: str, field: FieldSpec, kind: Kind) -> None:
    match kind:
        case Text():
            _check_kind(frame, field, kind.data)
        case Bytes():
            _check_extent(frame, field, kind.extent, kind.limit)
        case Repeat():
            _check_extent(frame, field, kind.extent, kind.limit)
            _check_item(frame, field, kind.item, kind.extent)
            _check_kind(frame, field, kind.item)
        case _:
            return


def _check_extent(frame: str, field: FieldSpec, extent: Extent, limit: int | None) -> None:
    if isinstance(extent, Prefixed) and (extent.prefix.number != "int" or extent.prefix.signed):
        raise SpecError(
            f"a prefix counts from 0 up, and {extent.prefix.name} does not; use u8, u16, u32 or another unsigned one",
            frame=frame,
            path=field.name,
        )
    if isinstance(extent, Fixed) and not 0 <= extent.number <= FIXED_LIMIT:
        raise SpecError(
            f"there are no {extent.number} bytes or items; use a number from 0 to {FIXED_LIMIT}", frame=frame, path=field.name
        )
    if limit is not None and (limit < 0 or isinstance(extent, Fixed)):
        raise SpecError(
            f"limit={limit} bounds nothing here; give a limit of 0 or more to a field that can grow, or leave it out",
            frame=frame,
            path=field.name,
        )


def _check_item(frame: str, field: FieldSpec, item: Kind, extent: Extent) -> None:
    if isinstance(item, Const | Padding):
        raise SpecError(
            f"an array of {describe(item)} holds no values; write one constant or pad of the whole size",
            frame=frame,
            path=field.name,
        )
    if is_greedy(item):
        raise SpecError(
            f"an item {describe(item)} does not show where it ends, so the next would never begin; "
            f"give the item a prefix=, a length= or a size=",
            frame=frame,
            path=field.name,
        )
    if maximum_size(item) == 0:
        raise SpecError(
            f"an item {describe(item)} never takes any bytes, so there is nothing to count; give it at least one byte",
            frame=frame,
            path=field.name,
        )
    if isinstance(extent, Rest) and minimum_size(item) == 0:
        raise SpecError(
            f"an item {describe(item)} may take no bytes, so the end would never come; say how many there are with count= or "
            f"prefix=, or give the item at least one byte",
            frame=frame,
            path=field.name,
        )


def _check_references(frame: str, name: str, expression: Expr, before: tuple[FieldSpec, ...]) -> None:
    try:
        check_literals(expression)
    except ArithmeticError as fault:
        raise SpecError(f"{expression} never has a value: {fault}", frame=frame, path=name) from None
    for path in references(expression):
        spelled = "this." + ".".join(path)
        within = "" if str(expression) == spelled else f" in {expression}"
        known = {each.name: each.kind for each in before}
        kind = _resolve(known, path)
        if kind is None:
            names = ", ".join(known) or "none"
            raise SpecError(
                f"{spelled}{within} is no field that stands before it (before it stand: {names}); "
                f"move that field up, or correct the name",
                frame=frame,
                path=name,
            )
        if not holds_integer(kind):
            raise SpecError(
                f"{spelled}{within} is {describe(kind)}, which is no integer; refer to an integer field",
                frame=frame,
                path=name,
            )


def _resolve(known: dict[str, Kind], path: Path) -> Kind | None:
    kind = known.get(path[0])
    for name in path[1:]:
        if not isinstance(kind, Nested):
            return None
        field = kind.frame.field_named(name)
        kind = None if field is None else field.kind
    return kind


def _derived_in(expression: Expr, fields: tuple[FieldSpec, ...]) -> list[FieldSpec]:
    mentioned = {path[0] for path in references(expression) if len(path) == 1}
    return [each for each in fields if each.derived and each.name in mentioned]


def _refuse_derived_inside_items(frame: str, name: str, expression: Expr, before: tuple[FieldSpec, ...]) -> None:
    for each in _derived_in(expression, before):
        raise SpecError(
            f"{each.name!r} is derived, but {expression} belongs to the items of an array, and an empty array would not tell "
            f"it; make {each.name!r} a plain field",
            frame=frame,
            path=name,
        )


def _solve(frame: str, fields: tuple[FieldSpec, ...], relations: list[Relation]) -> tuple[Relation, ...]:
    solved: set[str] = set()
    outcome: list[Relation] = []
    for relation in relations:
        candidates = [each for each in _derived_in(relation.expression, fields) if each.name not in solved]
        if len(candidates) > 1:
            raise SpecError(
                f"{relation.expression} holds two derived fields, {candidates[0].name!r} and {candidates[1].name!r}, and one "
                f"size cannot tell both; make one of them a plain field",
                frame=frame,
                path=relation.consumer,
            )
        for each in candidates:
            try:
                inverse = invert(relation.expression, (each.name,))
            except ArithmeticError as fault:
                raise SpecError(f"{relation.expression}: {fault}", frame=frame, path=relation.consumer) from None
            if inverse is None:
                raise SpecError(
                    f"{relation.expression} cannot be solved for the derived field {each.name!r}; use it once, with "
                    f"+ - * << and ^ only, or make it a plain field",
                    frame=frame,
                    path=relation.consumer,
                )
            solved.add(each.name)
            relation = Relation(relation.expression, relation.consumer, relation.measures, each.name, inverse)
        outcome.append(relation)
    for each in fields:
        if each.derived and each.name not in solved:
            raise SpecError(
                f"nothing in this class determines this derived field; refer to it as length=this.{each.name}, "
                f"count=this.{each.name} or size=this.{each.name} in the same class (a header that several frames share is "
                f"inherited from, with size=), or make it a plain field",
                frame=frame,
                path=each.name,
            )
    return tuple(outcome)
