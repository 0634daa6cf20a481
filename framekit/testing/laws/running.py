"""Runs a law as a property test: so many examples, by a seed, told to whoever watches."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import FailedHealthCheck, FlakyFailure, Unsatisfiable

from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.errors import SpecError
from framekit.testing.report.broken import LawBroken

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


def hold(cls: type[Frame], name: str, strategy: st.SearchStrategy[T], check: Callable[[T], object], effort: Effort) -> None:
    """Check examples of a strategy; raises what `check` raises for the smallest that fails, SpecError where there are too few."""

    def law(example: T) -> None:
        check(example)

    # by its name, hypothesis keeps what failed
    law.__name__ = law.__qualname__ = re.sub(r"\W", "_", f"{name}_of_{cls.__module__}_{cls.__qualname__}")
    test = given(strategy)(law)
    if effort.seed is not None:
        test = seed(effort.seed)(test)
    options: dict[str, Any] = {"max_examples": effort.examples} if effort.examples is not None else {}
    if effort.seed is not None:
        options["database"] = None
    run = settings(
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.nested_given],
        report_multiple_bugs=False,
        phases=[phase for phase in Phase if phase is not Phase.explain],  # lines of framekit explain no user's fault
        verbosity=Verbosity.quiet,
        **options,
    )(test)
    try:
        run()
    except (Unsatisfiable, FailedHealthCheck) as few:
        refusal = spec_of(cls).memo.get("refusal")
        why = f": {refusal}" if refusal is not None else f": {str(few).splitlines()[0]}"
        raise SpecError(f"too few frames can be made to check the law{why}", frame=cls.__name__) from few
    except FlakyFailure as flaky:
        broken = next((each for each in flaky.exceptions if isinstance(each, LawBroken)), None)
        if broken is None:
            raise
        broken.reason += "\n(tried again, it came out otherwise: something is kept from one call to the next)"
        raise broken from None
