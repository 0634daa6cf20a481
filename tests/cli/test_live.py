"""Input that comes while it is decoded: what is done before and after each reading."""

from __future__ import annotations

import io

import pytest

from framekit.cli import live as module
from framekit.cli.live import live, progress_of


def test_something_is_done_before_and_after_each_reading() -> None:
    done: list[object] = []
    file = live(io.BytesIO(b"abc"), lambda: done.append("before"), done.append)
    assert file.read() == b"abc"
    assert done == ["before", 3, "before", 0]


@pytest.mark.parametrize(("seconds", "shown"), [(0.5, False), (1.5, True)])
def test_a_progress_bar_comes_after_a_second(seconds: float, shown: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(module.time, "monotonic", lambda: now)
    monkeypatch.setenv("FORCE_COLOR", "1")
    started: list[object] = []
    monkeypatch.setattr(module.Progress, "start", lambda self: started.append(self))
    with progress_of(100, is_shown=True) as advance:
        advance(10)
        now += seconds
        advance(10)
        advance(10)
    assert len(started) == shown
