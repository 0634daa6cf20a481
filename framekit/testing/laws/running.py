"""Runner of a law as a property test, with a number of examples, a seed, and a function that watches the frames.

Strategy: hypothesis draws and shrinks the examples; the last LawBroken is kept outside hypothesis.

Rules: a broken law is always reported as LawBroken, whatever hypothesis raises or warns about while it reports the failure.
hypothesis never prints an example, because it may be large. The speed of the machine does not affect the outcome.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import FailedHealthCheck, Flaky, HypothesisException, HypothesisWarning, Unsatisfiable

from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.errors import SpecError
from framekit.testing.report.broken import LawBroken
from framekit.testing.strategies.maker import REFUSAL

T = TypeVar("T")


@dataclass(frozen=True)
class Effort:
    """Extent of a run.

    Attributes:
        examples: number of examples; None for the `max_examples` of the hypothesis profile.
        seed: seed that makes the run repeatable; None for a different run each time.
        watch: called with each frame that is tried, or None.
    """

    examples: int | None = None
    seed: int | None = None
    watch: Callable[[Any], object] | None = None

    def saw(self, frame: Any) -> None:
        """Pass a frame to `watch`."""
        if self.watch is not None:
            self.watch(frame)


TOLERATED = [
    HealthCheck.too_slow,
    HealthCheck.nested_given,
    HealthCheck.data_too_large,
    HealthCheck.large_base_example,
]
"""Health checks that depend on the speed of the machine or on the cost of a large frame, not on the declaration."""


class Example(Generic[T]):
    """Example of a law, with a short repr: hypothesis prints arguments of tests, which is slow for large frames and warns."""

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f"<{type(self.value).__name__}>"


@st.composite
def _examples(draw: st.DrawFn, strategy: st.SearchStrategy[T]) -> Example[T]:
    return Example(draw(strategy))


def hold(cls: type[Frame], name: str, strategy: st.SearchStrategy[T], check: Callable[[T], object], effort: Effort) -> None:
    """Check the examples of a strategy.

    Raises:
        LawBroken: the smallest failing example raises it; other exceptions of `check` are raised likewise.
        SpecError: too few examples can be generated.
    """
    broken: list[LawBroken] = []

    def law(example: Example[T]) -> None:
        try:
            check(example.value)
        except LawBroken as fault:
            broken[:] = [fault]
            raise

    # hypothesis stores failing examples under this name
    law.__name__ = law.__qualname__ = re.sub(r"\W", "_", f"{name}_of_{cls.__module__}_{cls.__qualname__}")
    test = given(_examples(strategy))(law)
    if effort.seed is not None:
        test = seed(effort.seed)(test)
    options: dict[str, Any] = {"max_examples": effort.examples} if effort.examples is not None else {}
    if effort.seed is not None:
        options["database"] = None
    run = settings(
        deadline=None,
        suppress_health_check=TOLERATED,
        report_multiple_bugs=False,
        print_blob=False,
        phases=[phase for phase in Phase if phase is not Phase.explain],  # source lines of framekit do not explain a user's error
        verbosity=Verbosity.quiet,
        **options,
    )(test)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", HypothesisWarning)
            run()
    except LawBroken:
        raise
    except (Exception, BaseExceptionGroup) as fault:
        if broken and isinstance(fault, (HypothesisException, Warning, BaseExceptionGroup)):
            if isinstance(fault, Flaky):
                broken[0].reason += "\n(a repeated run had a different result: some state is kept between calls)"
            raise broken[0] from None
        if isinstance(fault, (Unsatisfiable, FailedHealthCheck)):
            refusal = spec_of(cls).memo.get(REFUSAL)
            why = str(fault).splitlines()[0] if refusal is None else refusal
            raise SpecError(f"too few frames can be generated to check the law: {why}", frame=cls.__name__) from fault
        raise
