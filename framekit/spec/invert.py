"""Solves an expression for a field: computes `n` from `length=this.n * 4 - 8` and a measured length.

Rules: the inverse is exact, or has no result at run time (ArithmeticError); operations that lose information are not inverted.
"""

from __future__ import annotations

from framekit.spec.expr import MEASURED, Binary, Choice, Expr, Literal, Path, Ref, Unary, evaluate, references


def invert(expression: Expr, target: Path) -> Expr | None:
    """Solve `expression == MEASURED` for the field `target`.

    Returns:
        An expression over MEASURED and the other fields, which is exact or has no result at run time; None if the field does not
        occur exactly once, or is an operand of an operation that loses information.

    >>> from framekit.spec.expr import this, to_source
    >>> print(to_source(invert(this.n * 4 - 8, ("n",)), lambda path: path[0].strip("<>")))
    exact_quotient(measured + 8, 4)
    """
    if list(references(expression)).count(target) != 1:
        return None
    outcome: Expr = MEASURED
    while not isinstance(expression, Ref):
        match expression:
            case Unary(op, operand):
                outcome, expression = Unary(op, outcome), operand
            case Binary(op, left, right):
                in_left = target in references(left)
                other, inner = (right, left) if in_left else (left, right)
                match op, in_left:
                    case "+", _:
                        outcome = outcome - other
                    case "^", _:
                        outcome = outcome ^ other
                    case "-", True:
                        outcome = outcome + other
                    case "-", False:
                        outcome = other - outcome
                    case "*", _ if not (isinstance(other, Literal) and other.value == 0):
                        outcome = Binary("exact", outcome, other)
                    case "<<", True:
                        outcome = Binary("exact", outcome, Binary("<<", Literal(1), other))
                    case _:
                        return None
                expression = inner
            case _:
                return None
    return _fold(outcome)


def _fold(expression: Expr) -> Expr:
    """Simplify an expression: compute arithmetic on literals, and write `x - -4` as `x + 4`."""
    match expression:
        case Binary(op, left, right):
            left, right = _fold(left), _fold(right)
            if isinstance(left, Literal) and isinstance(right, Literal):
                return Literal(evaluate(Binary(op, left, right), lambda path: 0))
            if isinstance(right, Literal) and isinstance(right.value, int) and right.value < 0 and op in ("+", "-"):
                return Binary("-" if op == "+" else "+", left, Literal(-right.value))
            return Binary(op, left, right)
        case Choice(condition, then, otherwise):
            return Choice(*map(_fold, (condition, then, otherwise)))
        case Unary(op, operand):
            operand = _fold(operand)
            return Literal(evaluate(Unary(op, operand), lambda path: 0)) if isinstance(operand, Literal) else Unary(op, operand)
    return expression
