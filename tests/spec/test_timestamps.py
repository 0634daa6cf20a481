"""A Timestamp is a moment: it is read from text and datetimes, compares, and is written with all its digits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framekit import Timestamp
from framekit.spec.timestamps import SECOND

YEARS = 400 * 146_097 * 86_400 // 400 * SECOND


@given(st.integers(-200_000 * YEARS // 400, 200_000 * YEARS // 400))
def test_text_gives_the_moment_back(attoseconds: int) -> None:
    moment = Timestamp(attoseconds)
    assert Timestamp(str(moment)) == moment
    assert eval(repr(moment)) == moment


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_datetime_is_the_same_moment(value: datetime) -> None:
    moment = Timestamp(value)
    assert moment.to_datetime() == value
    assert moment == Timestamp(value.astimezone(timezone(timedelta(hours=5))) if 2 < value.year < 9998 else value)
    assert str(moment).rstrip("Z").split(".")[0] == value.isoformat().split(".")[0].removesuffix("+00:00")


@given(st.integers(), st.integers())
def test_moments_compare_as_their_numbers(one: int, other: int) -> None:
    assert (Timestamp(one) < Timestamp(other)) == (one < other)
    assert (hash(Timestamp(one)) == hash(Timestamp(other))) >= (one == other)


def test_a_zone_is_counted() -> None:
    assert Timestamp("2024-01-01T01:30:00+01:30") == Timestamp("2024-01-01")
    assert Timestamp("1969-12-31T23:59:59.999999999Z").nanoseconds == -1
    assert Timestamp("2024-01-01 00:00").nanoseconds == 1_704_067_200 * 10**9
    assert Timestamp(Timestamp("2024-01-01")) == Timestamp("2024-01-01")


@pytest.mark.parametrize(
    "wrong",
    ["yesterday", "2024-13-01", "2024-01-01T25:00", "24-01-01", f"2024-01-01T00:00:00.{'1' * 19}Z", datetime(2024, 1, 1)],
)
def test_what_is_no_moment_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Timestamp(wrong)


@pytest.mark.parametrize("wrong", [1.5, None, True, b"2024-01-01"])
def test_what_is_of_another_class_is_refused(wrong: object) -> None:
    with pytest.raises(TypeError, match="expected text"):
        Timestamp(wrong)  # type: ignore[arg-type]
    assert Timestamp(0) != wrong


def test_beyond_the_year_9999_there_is_no_datetime() -> None:
    with pytest.raises(OverflowError):
        Timestamp("+30828-09-14").to_datetime()
