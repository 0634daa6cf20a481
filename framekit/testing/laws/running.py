"""Runs a law as a property test: a number of examples, reproducible by a seed, shown to a watcher.

Strategy: hypothesis draws and shrinks the examples; what the law raised last is kept beside it.

Rules: a law that is broken is always reported as LawBroken, whatever hypothesis itself raises or warns of while it reports;
hypothesis never prints an example, which may be large. How fast the machine is never decides the outcome.
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
    """How much is tried.

    Attributes:
        examples: how many examples; None for as many as the hypothesis profile says.
        seed: makes a run that can be repeated; None for another one each time.
        watch: is called with each frame that is tried.
    """

    examples: int | None = None
    seed: int | None = None
    watch: Callable[[Any], object] | None = None

    def saw(self, frame: Any) -> None:
        """Tell whoever watches of a frame."""
        if self.watch is not None:
            self.watch(frame)


TOLERATED = [
    HealthCheck.too_slow,
    HealthCheck.nested_given,
    HealthCheck.data_too_large,
    HealthCheck.large_base_example,
]
"""Health checks that say nothing about a declaration: how slow the machine is, and how much one large frame takes to draw."""


class Example(Generic[T]):
    """An example of a law. hypothesis prints what it passes to a test; printing a large frame takes long, and makes it warn."""

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f"<{type(self.value).__name__}>"


@st.composite
def _examples(draw: st.DrawFn, strategy: st.SearchStrategy[T]) -> Example[T]:
    return Example(draw(strategy))


def hold(cls: type[Frame], name: str, strategy: st.SearchStrategy[T], check: Callable[[T], object], effort: Effort) -> None:
    """Check examples of a strategy.

    Raises:
        LawBroken: or whatever else `check` raises, for the smallest example that fails.
        SpecError: too few examples can be made.
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
        phases=[phase for phase in Phase if phase is not Phase.explain],  # lines of framekit do not explain a user's fault
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
                broken[0].reason += "\n(tried again, the result differed: something is kept from one call to the next)"
            raise broken[0] from None
        if isinstance(fault, (Unsatisfiable, FailedHealthCheck)):
            refusal = spec_of(cls).memo.get(REFUSAL)
            why = str(fault).splitlines()[0] if refusal is None else refusal
            raise SpecError(f"too few frames can be made to check the law: {why}", frame=cls.__name__) from fault
        raise
