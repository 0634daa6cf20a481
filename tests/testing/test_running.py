"""A broken law is reported as such, whatever hypothesis raises or warns of meanwhile; a slow machine breaks no law."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.errors import HypothesisWarning

from framekit import Frame, SpecError, array, data, field, u8, u32
from framekit.testing import LawBroken, Sent, check_round_trip, frames
from framekit.testing.laws import stream
from framekit.testing.laws.running import Effort, hold


class Blob(Frame):
    number: u8
    blob: bytes = data(prefix=u32)


EFFORT = Effort(examples=200, seed=1)


def break_law(frame: Any) -> None:
    raise LawBroken(Blob, f"{frame.number} breaks it", data=b"")


def test_a_large_example_is_not_printed_by_hypothesis() -> None:
    """It would warn of an overly large repr, which is an error here."""

    def law(frame: Any) -> None:
        if len(frame.blob) > 60_000:
            break_law(frame)

    with pytest.raises(LawBroken):
        hold(Blob, "large", frames(Blob), law, EFFORT)


def test_many_large_examples() -> None:
    lists = st.lists(frames(Blob, blob=st.just(bytes(100_000))), min_size=3, max_size=3)
    with pytest.raises(LawBroken):
        hold(Blob, "lists", lists, lambda made: break_law(made[0]), EFFORT)


def warn() -> None:
    warnings.warn("something about the report", HypothesisWarning, stacklevel=2)


def fail() -> None:
    raise ExceptionGroup("several", [ValueError("one"), KeyError("two")])


@pytest.mark.parametrize("then", [lambda: None, warn, fail], ids=["pass", "warn", "group"])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_broken_law_is_reported_though_the_next_runs_differ(then: Callable[[], None], times: int) -> None:
    failures = 0

    def law(frame: Any) -> None:
        nonlocal failures
        if failures < times:
            failures += 1
            break_law(frame)
        then()

    with pytest.raises(LawBroken, match="breaks it"):
        hold(Blob, "flaky", frames(Blob), law, EFFORT)


def test_what_user_code_raises_is_passed_on() -> None:
    def law(frame: Any) -> None:
        if frame.number > 7:
            raise ZeroDivisionError(frame.number)

    with pytest.raises(ZeroDivisionError, match="8"):
        hold(Blob, "foreign", frames(Blob), law, EFFORT)


def test_a_slow_machine_is_no_failure() -> None:
    @st.composite
    def slowly(draw: st.DrawFn) -> Any:
        time.sleep(0.15)
        return draw(frames(Blob))

    hold(Blob, "slow", slowly(), lambda frame: time.sleep(0.25), Effort(examples=4, seed=1))


def test_examples_that_take_many_draws_are_no_failure() -> None:
    class Wide(Frame):
        numbers: list[int] = array(field(u8), 2000)

    check_round_trip(Wide, examples=5, seed=1)


def test_examples_that_are_all_thrown_away_are_reported() -> None:
    with pytest.raises(SpecError, match="too few frames"):
        hold(Blob, "none", frames(Blob).filter(lambda frame: False), break_law, EFFORT)


def test_a_frame_over_the_usual_limit_of_a_decoder_breaks_no_law() -> None:
    """Called part by part, since searching through a mebibyte again and again takes long."""

    class Huge(Frame):
        body: bytes = data((1 << 20) + 5)

    frame = Huge(body=bytes((1 << 20) + 5))
    sent = Sent[Frame]([frame], frame.pack())
    stream._require_frames(Huge, None, sent, [sent.data])
    stream._require_read_on(Huge, None, sent, [sent.data], [None, None])
    stream._require_nothing_lost(Huge, None, sent, [sent.data])
    stream._require_same(Huge, None, [sent.data[:9], sent.data[9:]], {})
