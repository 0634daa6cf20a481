"""What a frame gives to the frames inside it, as strategies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from framekit.spec.expr import Expr, Literal
from framekit.spec.given import as_given, given_to
from framekit.spec.kinds import Given, Nested


def given_strategies(kind: Nested, evaluate: Callable[[Expr], Any]) -> dict[str, st.SearchStrategy[Any]]:
    """For each given field of a nested frame, the one value that it is given.

    Args:
        kind: of the nested frame.
        evaluate: gives the value of an expression over the fields drawn so far.
    """
    made: dict[str, st.SearchStrategy[Any]] = {}
    for field, expression in given_to(kind):
        assert isinstance(field.kind, Given)
        value = expression.value if isinstance(expression, Literal) else evaluate(expression)
        try:
            made[field.name] = st.just(as_given(field.kind.base, value))
        except (ValueError, TypeError, LookupError):
            assume(False)
    return made
