"""The operands of steps: places, and formulas over them.

Strategy: a step stores its result in a place. A path names the place: that of the field, with a word for what is stored about it
(`("body", ":stop")`; the colon distinguishes it from every field). An expression of the declaration becomes a formula, which
gives the place of each of its references. Constants in the expression are replaced by their values.

Rules: operands are frozen data; the place `()` is the frame itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias, assert_never

from framekit.spec.expr import Expr, Literal, Path, Ref, is_comparison, path_of, references, substitute, to_source
from framekit.spec.record import record

Place: TypeAlias = Path


@record
class Value:
    """The value in a place, or an attribute of it.

    Attributes:
        place: the place.
        attributes: names of attributes that lead from the value in the place to this value.
        flags: True for an IntFlag, which is computed with as a plain integer, since integer operators are many times faster.
        absent: True if it may be None, which counts as 0.
    """

    place: Place
    attributes: Path = ()
    flags: bool = False
    absent: bool = False


@record
class Length:
    """The total number of bytes, or of items, in some places, plus `more`."""

    places: tuple[Place, ...]
    more: int = 0


@record
class Presence:
    """Whether a place contains a value other than None; as a number, 1 or 0."""

    place: Place
    as_number: bool = False


Operand: TypeAlias = Value | Length | Presence


@record
class Formula:
    """An expression, and the operand of each path that it refers to."""

    expression: Expr
    operands: tuple[tuple[Path, Operand], ...]

    @classmethod
    def of(cls, operand: Operand) -> Formula:
        """Return the formula that consists of an operand alone."""
        return cls(Ref(("value",)), ((("value",), operand),))

    @property
    def alone(self) -> Operand | None:
        """The operand, if the formula consists of it alone; otherwise None."""
        return self.operands[0][1] if isinstance(self.expression, Ref) else None

    @property
    def compares(self) -> bool:
        """True if its outermost operator is a comparison."""
        return is_comparison(self.expression)

    def __str__(self) -> str:
        known = dict(self.operands)
        return to_source(self.expression, lambda path: spell_operand(known[path]))


Amount: TypeAlias = int | Formula
"""A length, a count or a size."""


def formula(expression: Expr, constant_at: Callable[[Path], int | None], operand_at: Callable[[Path], Operand]) -> Formula:
    """Return an expression with its constants replaced, and the operands of its references.

    Args:
        expression: an expression of a declaration.
        constant_at: returns the value of the constant at a path, or None if there is none.
        operand_at: returns the operand of any other path.
    """

    def literal(path: Path) -> Expr | None:
        constant = constant_at(path)
        return None if constant is None else Literal(constant)

    plain = substitute(expression, literal)
    return Formula(plain, tuple((path, operand_at(path)) for path in dict.fromkeys(references(plain))))


def read_places(amount: Amount | Formula | None) -> Iterator[Place]:
    """Yield the places whose contents a formula needs."""
    for _, operand in amount.operands if isinstance(amount, Formula) else ():
        match operand:
            case Value():
                yield operand.place
            case Length():
                yield from operand.places
            case Presence():
                yield operand.place
            case _:
                assert_never(operand)


def spell_place(place: Place) -> str:
    """Return a place as a program listing shows it."""
    return ".".join(place).replace(".:", ":") or "frame"


def spell_operand(operand: Operand) -> str:
    """Return an operand as a program listing shows it."""
    match operand:
        case Value(place, attributes):
            return ".".join((spell_place(place), *attributes))
        case Length(places, more):
            parts = [f"len({spell_place(place)})" for place in places]
            whole = " + ".join([*([str(more)] if more or not parts else []), *parts])
            return f"({whole})" if " " in whole else whole
        case Presence(place):
            return f"present({spell_place(place)})"
        case _:
            assert_never(operand)


def is_reference(expression: Expr, path: Path) -> bool:
    """True if an expression is just a reference to a path."""
    return isinstance(expression, Ref) and path_of(expression) == path
