"""Checks the references in expressions: they refer to earlier fields whose values can be used in a computation."""

from __future__ import annotations

from collections import Counter

from framekit.errors import SpecError
from framekit.spec.describe import describe
from framekit.spec.expr import INDEX, ITEM, REST, Expr, Path, Ref, arrays_in, check_literals, compared, references, spell
from framekit.spec.kinds import Bytes, Given, Kind, LookAhead, Mapped, Nested, Repeat, Scalar, Sized, Text
from framekit.spec.model import FieldSpec
from framekit.spec.structure import holds_integer
from framekit.spec.tags import can_be_tag

INDEX_FIELD = FieldSpec(INDEX, Scalar("index", 8, "int", False, "Q", "big"))
"""The field that `index` refers to in an item of an array."""


def check_references(
    frame: str, name: str, expression: Expr, before: tuple[FieldSpec, ...], *, alone: bool = False, tag: bool = False
) -> None:
    """Check the references of an expression against the fields before it.

    Args:
        frame: the name of the frame, for messages.
        name: the name of the field, for messages.
        expression: the expression to check.
        before: the fields that have been read when the expression is evaluated.
        alone: True to allow `this` alone, which is the value of the field itself.
        tag: True if the expression is a tag, so that a reference on its own may be to bytes or text.

    Raises:
        SpecError: a reference is not to a field before it, or not to an integer.
    """
    try:
        check_literals(expression)
    except ArithmeticError as fault:
        raise SpecError(f"{expression} never has a value: {fault}", frame=frame, path=name) from None
    arrays = arrays_in(expression)
    for path in arrays:
        kind = resolve({each.name: each.kind for each in before}, path)
        if not isinstance(kind, Repeat) or not holds_integer(kind.item):
            raise SpecError(
                f"{spell(path)} in {expression} is not an array of integers that is declared before this field",
                frame=frame,
                path=name,
            )
    known = dict(compared(expression))
    for path, value in known.items():
        if path:
            check_reference(frame, name, expression, path, before, tag=True)
            check_comparison(frame, name, expression, resolve({each.name: each.kind for each in before}, path), value)
    for path in Counter(references(expression)) - Counter(path for path, _ in compared(expression)):
        if path in arrays:
            continue
        if path == (INDEX,) and INDEX_FIELD not in before:
            raise SpecError(f"index in {expression} is allowed only in the items of an array", frame=frame, path=name)
        if path:
            check_reference(frame, name, expression, path, before, tag=tag and isinstance(expression, Ref))
        elif not alone:
            raise SpecError(f"`this` in {expression} is the frame, not a number; write this.name", frame=frame, path=name)


def check_reference(frame: str, name: str, expression: Expr, path: Path, before: tuple[FieldSpec, ...], *, tag: bool) -> None:
    """Check one reference of an expression against the fields before it. Raises SpecError."""
    spelled = spell(path)
    within = "" if str(expression) == spelled else f" in {expression}"
    if path == REST:
        raise SpecError(f"{spelled}{within} is allowed only in the size= of a class", frame=frame, path=name)
    if path[:1] == (ITEM,):
        raise SpecError(f"{spelled}{within} is allowed only in the until= of an array", frame=frame, path=name)
    known = {each.name: each.kind for each in before}
    kind = resolve(known, path)
    if kind is None:
        names = ", ".join(each for each in known if each != INDEX) or "none"
        raise SpecError(
            f"{spelled}{within} is not declared before this field (earlier fields: {names}); move its declaration up, or correct "
            f"the name",
            frame=frame,
            path=name,
        )
    if not (can_be_tag(kind) if tag else holds_integer(kind)):
        raise SpecError(
            f"{spelled}{within} is {describe(kind)}, not an integer; refer to an integer field",
            frame=frame,
            path=name,
        )


def check_comparison(frame: str, name: str, expression: Expr, kind: Kind | None, value: bytes | str) -> None:
    """Check that a field that is compared with bytes or text contains bytes or text. Raises SpecError."""
    while isinstance(kind, Mapped | Given | LookAhead):
        kind = kind.base
    if not isinstance(kind, Text if isinstance(value, str) else Bytes):
        found = "nothing" if kind is None else describe(kind)
        raise SpecError(f"{expression} compares {found} with {value!r}, which are never equal", frame=frame, path=name)


def resolve(known: dict[str, Kind], path: Path) -> Kind | None:
    """Return the kind at a path, through nested frames; None if there is none."""
    kind = known.get(path[0])
    for name in path[1:]:
        if isinstance(kind, Sized):
            kind = kind.inner
        if not isinstance(kind, Nested):
            return None
        field = kind.frame.field_named(name)
        kind = None if field is None else field.kind
    return kind
