"""Arrays that an item or a marker ends, and items that do not end them early."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from framekit.compiler.explain.frame_writer import wire_of
from framekit.errors import PackError
from framekit.spec.expr import ITEM, SIZE_OF_ITEM, Expr, Path, compared, integers_in, references
from framekit.spec.kinds import Kind, Nested
from framekit.spec.model import FieldSpec
from framekit.testing.strategies.measuring import Scope, with_value
from framekit.testing.strategies.usable import can_be_written, member_of


def lists_until(
    kind: Kind, expression: Expr, items: st.SearchStrategy[Any], ends: Callable[[Any], bool], longest: int
) -> st.SearchStrategy[list[Any]]:
    """Return a strategy for lists whose last item, and no other, ends the array.

    Args:
        kind: kind of the items.
        expression: expression that is true for the last item.
        items: strategy for items.
        ends: returns True if the expression is true for an item.
        longest: maximum number of items before the last one.
    """
    before = st.lists(items, max_size=longest).map(lambda found: [item for item in found if not ends(item)])
    if SIZE_OF_ITEM in references(expression):  # no field of an item determines its size
        last = items.map(lambda item: _of_ending_size(kind, item, expression, ends))
    else:
        last = items.map(lambda item: _made_to(kind, item, expression, ends, holds=True))
    return st.tuples(before, last).map(lambda pair: [*pair[0], pair[1]])


BIG = tuple(1 << bits for bits in (7, 14, 21, 35, 49))
"""Numbers that take two or more bytes in most encodings of variable size."""


def _of_ending_size(kind: Kind, item: Any, expression: Expr, ends: Callable[[Any], bool]) -> Any:
    """Return an item made shorter or longer, or another number, so that its size ends the array."""
    tried: Iterable[Any] = ()
    if isinstance(item, str | bytes | list):
        tried = (*(item[:length] for length in range(len(item))), *(item * times for times in (2, 3, 5, 9)))
    elif type(item) is int:
        tried = (*integers_in(expression), *range(257), *BIG)
    for each in (item, *tried):
        with suppress(PackError):  # a value that does not fit has no size
            if can_be_written(kind, each) and ends(each):
                return each
    assume(False)
    raise AssertionError("assume(False) raises")


def lists_until_by_index(
    kind: Kind, expression: Expr, items: list[st.SearchStrategy[Any]], ends: Callable[[Any], bool]
) -> st.SearchStrategy[list[Any]]:
    """Do the same for items that depend on their index; `items` has a strategy for each index."""

    def of_length(before: int) -> st.SearchStrategy[list[Any]]:
        first = [each.map(lambda item: _made_to(kind, item, expression, ends, holds=False)) for each in items[:before]]
        return st.tuples(*first, items[before].map(lambda item: _made_to(kind, item, expression, ends, holds=True))).map(list)

    return st.integers(0, len(items) - 1).flatmap(of_length)


def _made_to(kind: Kind, item: Any, expression: Expr, ends: Callable[[Any], bool], *, holds: bool) -> Any:
    """Return an item changed so that an expression over it is true, or false."""
    if ends(item) == holds:
        return item
    for path in references(expression):
        if path[0] != ITEM:
            continue
        literals = [value for other, value in compared(expression) if other == path]
        beside = (number + step for number in integers_in(expression) for step in (0, 1, -1))
        field = _field_at(kind, path[1:])
        for number in literals or (*beside, *range(257)):
            with suppress(PackError):  # a derived field to which the expression refers has no value if the item does not fit
                changed = with_value({ITEM: item}, path, number if field is None else member_of(field, number))[ITEM]
                if can_be_written(kind, changed) and ends(changed) == holds:
                    return changed
    assume(False)
    raise AssertionError("assume(False) raises")


def _field_at(kind: Kind, path: Path) -> Kind | None:
    """Return the kind of a field of an item, or None if the path is that of the item or leads into a mapped value."""
    field: FieldSpec | None = None
    for name in path:
        inside = kind if field is None else field.present_kind
        field = inside.frame.field_named(name) if isinstance(inside, Nested) else None
    return None if field is None else field.present_kind


def before_marker(kind: Kind, items: list[Any], marker: bytes, scope: Scope) -> list[Any]:
    """Return the items up to the first that would be read as the marker."""
    wires = [wire_of(kind, item, SimpleNamespace(**scope)) for item in items]
    kept: list[Any] = []
    for index, item in enumerate(items):
        if b"".join((*wires[index:], marker)).startswith(marker):
            break
        kept.append(item)
    # Without the items that were cut off, the last one kept may read as the beginning of the marker.
    while kept and any(b"".join((*wires[index : len(kept)], marker)).startswith(marker) for index in range(len(kept))):
        kept.pop()
    return kept
