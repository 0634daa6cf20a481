"""Samples of frames that are the same in each run, for golden vectors, benchmarks, and inputs of other tests."""

from __future__ import annotations

import warnings
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import HypothesisWarning, Unsatisfiable

from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.errors import SpecError
from framekit.spec.memo import Key
from framekit.testing.strategies import frames
from framekit.testing.strategies.maker import REFUSAL

F = TypeVar("F", bound=Frame)


def sample(cls: type[F], count: int, *, seed: int = 0) -> list[F]:
    """Return up to `count` frames, or fewer if the declaration does not allow as many. The same seed gives the same frames.

    Args:
        cls: the frame class.
        count: the maximum number of frames.
        seed: any integer.

    Raises:
        SpecError: no frame can be generated.

    >>> from framekit import Frame, bool8
    >>> class Switch(Frame):
    ...     on: bool8
    >>> sorted(str(each) for each in sample(Switch, 10))
    ['Switch(on=False)', 'Switch(on=True)']
    """
    key: Key[list[Any]] = Key("sample", (count, seed))
    made: list[F] = spec_of(cls).memo.once(key, lambda: _drawn(cls, count, seed))
    return list(made)


def _drawn(cls: type[Any], count: int, number: int) -> list[Any]:
    made: list[Any] = []

    @seed(number)
    @settings(max_examples=count, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(frames(cls))
    def collect(frame: Any) -> None:
        made.append(frame)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", HypothesisWarning)
            collect()
    except Unsatisfiable:
        why = spec_of(cls).memo.get(REFUSAL) or "found no values that fit together"
        raise SpecError(f"no frame can be generated: {why}", frame=cls.__name__) from None
    return made[:count]


def packed_sample(cls: type[Frame], count: int, *, seed: int = 0) -> list[bytes]:
    """Return the bytes of the frames that `sample` returns."""
    return [each.pack() for each in sample(cls, count, seed=seed)]
