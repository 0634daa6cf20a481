"""Expressions evaluate, print, and are solved for a field."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framekit import Expr, choose, this
from framekit.spec.expr import (
    MEASURED,
    SHIFT_LIMIT,
    evaluate,
    exact_quotient,
    path_of,
    references,
    shift_left,
    shift_right,
    to_source,
)
from framekit.spec.intervals import interval_of
from framekit.spec.invert import invert

NAMES = {"n": 5, "m": 3}
numbers = st.integers(-50, 50)


def names(path: tuple[str, ...]) -> int:
    return NAMES[path[0]]


def combine(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    operators = ["+", "-", "*", "//", "%", "&", "|", "^", "<<", ">>", "==", "<", ">=", "!="]

    def build(left: Any, operator: str, right: Any) -> Any:
        # Two plain numbers would be computed by Python before an expression is made.
        left = left if isinstance(left, Expr) else this.n
        return eval(f"left {operator} right", {"left": left, "right": right})

    return (
        st.builds(build, inner, st.sampled_from(operators), inner)
        | inner.map(lambda each: -each if isinstance(each, Expr) else each)
        | st.builds(choose, inner, inner, inner)
    )


expressions = st.recursive(st.sampled_from([this.n, this.m]) | numbers, combine, max_leaves=8).filter(
    lambda each: isinstance(each, Expr)
)


@given(expressions)
def test_the_printed_source_means_the_same(expression: Expr) -> None:
    source = to_source(expression, lambda path: path[0], calls=True)
    functions = {"shift_left": shift_left, "shift_right": shift_right, "exact_quotient": exact_quotient}
    try:
        value = evaluate(expression, names)
    except ArithmeticError:
        with pytest.raises(ArithmeticError):
            eval(source, {**functions, **NAMES})
        return
    assert int(eval(source, {**functions, **NAMES})) == value


@given(expressions)
def test_str_shows_what_was_written(expression: Expr) -> None:
    shown = eval(str(expression), {"this": this, "choose": choose})
    assert str(shown) == str(expression)


def linear(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    small = st.integers(1, 9)
    return (
        st.builds(lambda each, number: each + number, inner, numbers)
        | st.builds(lambda each, number: each - number, inner, numbers)
        | st.builds(lambda each, number: number - each, inner, numbers)
        | st.builds(lambda each, number: each * number, inner, small)
        | st.builds(lambda each, number: number * each, inner, small)
        | st.builds(lambda each, number: each << number, inner, small)
        | st.builds(lambda each, number: each ^ number, inner, numbers)
        | st.builds(lambda each: each + this.m, inner)
        | st.builds(lambda each: -each, inner)
    )


@given(st.recursive(st.just(this.n), linear, max_leaves=6), st.integers(-1000, 1000))
def test_the_inverse_gives_the_field_back(expression: Expr, number: int) -> None:
    inverse = invert(expression, ("n",))
    assert inverse is not None
    measured = evaluate(expression, lambda path: {"n": number, "m": 3}[path[0]])
    known = {path_of(MEASURED): measured, ("m",): 3}
    assert evaluate(inverse, lambda path: known[path]) == number


@pytest.mark.parametrize(
    "expression", [this.n + this.n, this.n // 2, this.n & 3, this.n >> 1, this.m + 1, 3 << this.n, this.n == 1]
)
def test_what_loses_information_has_no_inverse(expression: Expr) -> None:
    assert invert(expression, ("n",)) is None


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        (this.length - 4, "this.length - 4"),
        ((this.a + 1) * 2, "(this.a + 1) * 2"),
        (this.a - (this.b - 1), "this.a - (this.b - 1)"),
        (-this.a, "-this.a"),
        (2 * this.a.b, "2 * this.a.b"),
        (this.a + -3, "this.a + (-3)"),
        ((this.a == 1) | (this.b < 2), "(this.a == 1) | (this.b < 2)"),
        (~this.a & 0xF, "~this.a & 15"),
        (choose(this.a == 1, this.b, 4) * 2, "choose(this.a == 1, this.b, 4) * 2"),
    ],
)
def test_an_expression_prints_as_it_is_written(expression: Expr, shown: str) -> None:
    assert str(expression) == shown


def test_references_are_listed_from_left_to_right() -> None:
    assert list(references(this.a + this.b.c * this.a)) == [("a",), ("b", "c"), ("a",)]


def test_a_choice_evaluates_what_it_chooses_alone() -> None:
    quotient = choose(this.n == 0, -1, 12 // this.n)
    assert [evaluate(quotient, lambda path, n=n: n) for n in (0, 4)] == [-1, 3]  # type: ignore[misc]
    assert interval_of(choose(this.n > 3, this.n, 100), lambda path: (0, 15)) == (0, 100)


def test_a_field_that_is_absent_is_zero() -> None:
    assert evaluate(this.n + 1, lambda path: None) == 1
    assert evaluate(this.n, lambda path: None) == 0


def test_shifts_are_held_to_reason() -> None:
    assert shift_left(1, SHIFT_LIMIT) == 1 << SHIFT_LIMIT
    for by in (-1, SHIFT_LIMIT + 1, 2**64):
        with pytest.raises(ArithmeticError):
            shift_left(1, by)
    with pytest.raises(ArithmeticError):
        shift_right(1, -1)
    assert shift_right(5, 2**70) == 0


def test_any_name_is_a_field() -> None:
    for name in ("path", "path_of", "op", "left", "value", "_x", "evaluate"):
        assert str(getattr(this, name)) == f"this.{name}"
        assert str(getattr(this.header, name)) == f"this.header.{name}"
    assert str(copy.copy(this.a)) == "this.a"
    with pytest.raises(AttributeError):
        this.__wrapped__
    with pytest.raises(TypeError, match="got '3'"):
        this.a + "3"  # type: ignore[operator]
