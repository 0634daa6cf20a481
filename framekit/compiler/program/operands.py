"""What steps compute with: places, and formulas over them.

Strategy: a step leaves its result in a place, which is named by a path: that of the field, with a word for what is held about
it (`("body", ":stop")`; the colon keeps it apart from every field). An expression of the declaration becomes a formula, which
says where each of its references is held. The constants that it mentions have been replaced by their values.

Rules: frozen data; the place `()` is the frame itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias, assert_never

from framekit.spec.expr import Expr, Literal, Path, Ref, is_comparison, path_of, references, substitute, to_source
from framekit.spec.record import record

Place: TypeAlias = Path


@record
class Value:
    """What a place holds, or an attribute of it.

    Attributes:
        place: where it is held.
        attributes: names that lead from what is held there to the value.
        flags: it is an IntFlag, to be computed with as a plain integer, whose operators are many times faster.
        absent: it may be None, which counts as 0.
    """

    place: Place
    attributes: Path = ()
    flags: bool = False
    absent: bool = False


@record
class Length:
    """How many bytes, or items, some places hold in all, and `more` besides."""

    places: tuple[Place, ...]
    more: int = 0


@record
class Presence:
    """Whether a place holds anything but None; as a number, 1 or 0."""

    place: Place
    as_number: bool = False


Operand: TypeAlias = Value | Length | Presence


@record
class Formula:
    """An expression, and the operand for each path that it refers to."""

    expression: Expr
    operands: tuple[tuple[Path, Operand], ...]

    @classmethod
    def of(cls, operand: Operand) -> Formula:
        """The formula that is an operand alone."""
        return cls(Ref(("value",)), ((("value",), operand),))

    @property
    def alone(self) -> Operand | None:
        """The operand, if the formula is nothing else."""
        return self.operands[0][1] if isinstance(self.expression, Ref) else None

    @property
    def compares(self) -> bool:
        """True if its outermost operator compares."""
        return is_comparison(self.expression)

    def __str__(self) -> str:
        known = dict(self.operands)
        return to_source(self.expression, lambda path: spell_operand(known[path]))


Amount: TypeAlias = int | Formula
"""A length, a count or a size."""


def formula(expression: Expr, constant_at: Callable[[Path], int | None], operand_at: Callable[[Path], Operand]) -> Formula:
    """An expression with its constants replaced, and the operands of what it refers to.

    Args:
        expression: of a declaration.
        constant_at: gives the value of the constant at a path, or None if there is no constant.
        operand_at: gives the operand for any other path.
    """

    def literal(path: Path) -> Expr | None:
        constant = constant_at(path)
        return None if constant is None else Literal(constant)

    plain = substitute(expression, literal)
    return Formula(plain, tuple((path, operand_at(path)) for path in dict.fromkeys(references(plain))))


def read_places(amount: Amount | Formula | None) -> Iterator[Place]:
    """The places whose content a formula needs."""
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
    """A place as a listing of a program shows it."""
    return ".".join(place).replace(".:", ":") or "frame"


def spell_operand(operand: Operand) -> str:
    """An operand as a listing of a program shows it."""
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
    """True if an expression is nothing but a reference to a path."""
    return isinstance(expression, Ref) and path_of(expression) == path
