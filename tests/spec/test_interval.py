"""Between which values an expression is: never narrower than what it really takes."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framekit import Frame, analyse, array, data, derived, make_frame, this, u4, u8, u16
from framekit.declare.declaration import spec_of
from framekit.spec.expr import evaluate
from framekit.spec.intervals import interval_of
from framekit.spec.sizes import frame_maximum_size

leaves: st.SearchStrategy[Any] = st.sampled_from([this.a, this.b]) | st.integers(-3, 9)
OPERATORS = [
    lambda x, y: x + y,
    lambda x, y: x - y,
    lambda x, y: x * y,
    lambda x, y: x // y,
    lambda x, y: x % y,
    lambda x, y: x & y,
    lambda x, y: x | y,
    lambda x, y: x ^ y,
    lambda x, y: x << y,
    lambda x, y: x >> y,
    lambda x, y: x == y,
    lambda x, y: x < y,
]


@given(
    st.recursive(leaves, lambda inner: st.tuples(st.sampled_from(OPERATORS), st.sampled_from([this.a, this.b]), inner)),
    st.tuples(st.integers(0, 9), st.integers(0, 9)),
    st.tuples(st.integers(-9, 9), st.integers(0, 9)),
)
def test_every_value_is_within_the_interval(tree: Any, a: tuple[int, int], b: tuple[int, int]) -> None:
    def build(part: Any) -> Any:
        return part[0](part[1], build(part[2])) if isinstance(part, tuple) else part

    expression = build(tree)
    if isinstance(expression, int):
        return
    ranges = {("a",): (a[0], a[0] + a[1]), ("b",): (b[0], b[0] + b[1])}
    found = interval_of(expression, ranges.__getitem__)
    for first, second in product(range(a[0], a[0] + a[1] + 1), range(b[0], b[0] + b[1] + 1)):
        try:
            value = evaluate(expression, {("a",): first, ("b",): second}.__getitem__)
        except ArithmeticError:
            continue
        if found is not None:
            assert found[0] <= value <= found[1]


@pytest.mark.parametrize(
    ("frame", "most"),
    [
        (make_frame("Counted", {"n": u8, "body": data(this.n)}), 256),
        (make_frame("Words", {"n": u4, "m": u4, "body": data(this.n * 4 + this.m)}), 76),
        (make_frame("Items", {"n": u8, "items": array(u16, count=this.n - 1)}), 1 + 254 * 2),
        (make_frame("Bound", {"n": (int, derived(u16)), "body": data()}, size=this.n + 2), 65537),
    ],
)
def test_a_length_field_bounds_the_size_of_its_frame(frame: type[Frame], most: int) -> None:
    assert frame_maximum_size(spec_of(frame)) == most
    assert [each.code for each in analyse(frame) if each.code == "no-limit"] == []
