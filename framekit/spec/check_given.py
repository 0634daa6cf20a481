"""Checks the values that a frame gives to the frames inside it against the values that they take."""

from __future__ import annotations

from framekit.errors import GivenError, SpecError
from framekit.spec.check_references import check_references, resolve
from framekit.spec.expr import INDEX, Ref, path_of, references
from framekit.spec.given import class_of, given_to
from framekit.spec.kinds import Bytes, Given, LookAhead, Mapped, Nested, Text
from framekit.spec.model import FieldSpec
from framekit.spec.structure import expressions_of, walk


def check_given(frame: str, field: FieldSpec, kind: Nested, before: tuple[FieldSpec, ...]) -> None:
    """Refuse a nested frame that is not given a value that it needs, or is given a value of the wrong kind."""
    try:
        given_to(kind)
    except GivenError as missing:
        raise GivenError(missing.reason, frame=frame, path=field.name) from None
    known = {each.name: each.kind for each in before}
    for name, expression in kind.given:
        taker = kind.frame.field_named(name)
        cls = class_of(taker.kind.base) if taker is not None and isinstance(taker.kind, Given) else int
        if cls in (bytes, str) and isinstance(expression, Ref):
            giver = resolve(known, path_of(expression))
            base = giver.base if isinstance(giver, Given | LookAhead) else giver
            mapped = isinstance(base, Mapped) and base.python_type is cls
            if not mapped and not isinstance(base, Bytes if cls is bytes else Text):
                what = "bytes" if cls is bytes else "text"
                reason = f"expected {what} for {kind.name}.{name}, got {expression}; refer to an earlier field of {what}"
                raise SpecError(reason, frame=frame, path=field.name)
            continue
        check_references(frame, field.name, expression, before)


def check_given_by_index(frame: str, field: FieldSpec, before: tuple[FieldSpec, ...]) -> None:
    """Refuse values that are known only after all items are written, if items are chosen or given values by index.

    Raises:
        SpecError: a value is that of a derived field or of a field inside another frame, or is a float.
    """
    kinds = list(walk(field.kind))
    nested = [kind for kind in kinds if isinstance(kind, Nested) and kind.given]
    if not nested or not any((INDEX,) in references(each) for kind in kinds for each in expressions_of(kind)):
        return
    derived = {each.name for each in before if each.derived}
    for kind in nested:
        for name, expression in kind.given:
            taker = kind.frame.field_named(name)
            is_float = taker is not None and isinstance(taker.kind, Given) and class_of(taker.kind.base) is float
            late = [path for path in references(expression) if path[0] in derived or len(path) > 1]
            if late or is_float:
                raise SpecError(
                    f"{kind.name}.{name} is given {expression}, which is known only after all items are written, but items here "
                    f"are chosen or given values by index; refer to plain fields",
                    frame=frame,
                    path=field.name,
                )
