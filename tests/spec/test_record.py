"""Records are frozen dataclasses, as far as anybody can tell."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from framekit.spec.record import record


@record
class Point:
    x: int
    y: int = 7


@record(eq=False, kw_only=True)
class Handle:
    name: str


class Named:
    def __repr__(self) -> str:
        return "named"


@record
class Child(Named):
    x: int


def test_a_record_takes_values_by_place_and_by_name() -> None:
    assert Point(1) == Point(x=1) == Point(1, y=7)
    assert repr(Point(1, 2)) == "Point(x=1, y=2)"
    assert {Point(1), Point(1)} == {Point(1)}
    assert Point(1) != Point(2)
    assert Point(1) != (1, 7)


@pytest.mark.parametrize("arguments", [((), {}), ((1, 2, 3), {}), ((1,), {"z": 2}), ((), {"y": 1})])
def test_what_does_not_fit_is_refused(arguments: tuple[tuple[int, ...], dict[str, int]]) -> None:
    with pytest.raises(TypeError, match="expected x, y for Point"):
        Point(*arguments[0], **arguments[1])


def test_a_record_cannot_be_changed_but_copied_with_changes() -> None:
    point = Point(1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        point.x = 2  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del point.x  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    assert dataclasses.replace(point, y=3) == Point(1, 3)
    assert [each.name for each in dataclasses.fields(point)] == ["x", "y"]
    assert copy.deepcopy(point) == pickle.loads(pickle.dumps(point)) == point
    match point:
        case Point(x, y):
            assert (x, y) == (1, 7)


def test_a_record_may_be_compared_by_identity() -> None:
    assert Handle(name="a") != Handle(name="a")
    assert hash(Handle(name="a")) is not None


def test_a_record_keeps_how_its_base_is_shown() -> None:
    assert repr(Child(1)) == "named"
