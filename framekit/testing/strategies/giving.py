"""Strategies for the values that a frame gives to nested frames."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from framekit.spec.expr import Expr, Literal
from framekit.spec.given import as_given, given_to
from framekit.spec.kinds import Given, Nested


def given_strategies(kind: Nested, evaluate: Callable[[Expr], Any]) -> dict[str, st.SearchStrategy[Any]]:
    """Return a strategy for each given field of a nested frame, which draws the only value that it can have.

    Args:
        kind: kind of the nested frame.
        evaluate: returns the value of an expression over the fields drawn so far.
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
