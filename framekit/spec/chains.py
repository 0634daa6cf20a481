"""Chained frames: the size of each determines where the next begins, and the last takes the rest, as in SMB 2 compounds.

Strategy: `size=choose(this.next != 0, this.next, rest)`. An array of such frames ends after the item that takes the rest, so it
is an array that ends after the first item for which a condition is true, or at the end of the surroundings.
"""

from __future__ import annotations

from framekit.errors import SpecError
from framekit.spec.expr import INDEX, ITEM, REST, Binary, Choice, Expr, Literal, Path, Ref, path_of, references, substitute
from framekit.spec.kinds import Kind, Nested


def takes_rest_if(size: Expr | None) -> Expr | None:
    """Return the condition under which a frame of a size takes the rest; None if it never does."""
    match size:
        case Choice(condition, _, otherwise) if _is_rest(otherwise):
            return _negated(condition)
        case Choice(condition, then, _) if _is_rest(then):
            return condition
        case _:
            return None


def said_size(size: Expr) -> Expr:
    """Return the size of a frame that does not take the rest; any other size is returned unchanged."""
    match size:
        case Choice(_, then, otherwise) if _is_rest(otherwise):
            return then
        case Choice(_, then, otherwise) if _is_rest(then):
            return otherwise
        case _:
            return size


def _negated(condition: Expr) -> Expr:
    """Return the opposite of a condition."""
    opposite = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
    match condition:
        case Binary(op, left, right) if op in opposite:
            return Binary(opposite[op], left, right)
        case _:
            return condition == 0


def _is_rest(expression: Expr) -> bool:
    return isinstance(expression, Ref) and path_of(expression) == REST


def ends_chain(size: Expr | None) -> Expr | None:
    """Return the condition under which an item is the last one of an array; None if items are not chained."""
    condition = takes_rest_if(size)
    if condition is None:
        return None

    def of_item(path: Path) -> Expr | None:
        return None if path[0] in (ITEM, INDEX) else Ref((ITEM, *path))

    return substitute(condition, of_item)


def is_chained(item: Kind) -> bool:
    """Return True for items that are chained."""
    return isinstance(item, Nested) and takes_rest_if(item.frame.size) is not None


def check_rest(frame: str, size: Expr) -> None:
    """Check the use of `rest` in the size of a frame.

    Raises:
        SpecError: `rest` is not one of the two choices of choose().
    """
    if list(references(size)).count(REST) != (0 if takes_rest_if(size) is None else 1):
        raise SpecError(
            f"rest in size={size} must be one of the choices of choose(); write it as choose(this.next != 0, this.next, rest)",
            frame=frame,
        )


def without_rest(size: Expr) -> Expr:
    """Replace `rest` in a size by a number, so that its references can be checked."""
    return substitute(size, lambda path: Literal(0) if path == REST else None)
