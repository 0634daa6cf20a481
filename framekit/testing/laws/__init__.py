"""The laws of frames, each a property test that can be called from any test.

Strategy: hypothesis generates frames, truncated frames and corrupted frames, and each law is checked on all of them. Each law has
a file; foreign.py checks other code against a declaration.

Rules: a law that does not hold raises LawBroken with the bytes and the differences; no law passes because nothing was tried.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from framekit.declare.frame import Frame
from framekit.testing.laws.backends import check_backends
from framekit.testing.laws.foreign import check_against
from framekit.testing.laws.refusals import check_refusals
from framekit.testing.laws.round_trip import check_round_trip
from framekit.testing.laws.stream import check_stream

__all__ = ["LAWS", "check_against", "check_all", "check_backends", "check_refusals", "check_round_trip", "check_stream"]

LAWS: dict[str, Callable[..., None]] = {
    "round_trip": check_round_trip,
    "backends": check_backends,
    "refusals": check_refusals,
    "stream": check_stream,
}
"""Laws by name, in the order in which they are checked."""


def check_all(
    cls: type[Frame],
    /,
    *,
    examples: int | None = None,
    seed: int | None = None,
    watch: Callable[[Any], object] | None = None,
) -> None:
    """Check all laws of a frame.

    Args:
        cls: the frame class.
        examples: number of frames that each law tries; by default, the `max_examples` of the hypothesis profile.
        seed: seed that makes the run repeatable.
        watch: called with each frame that is tried.

    Raises:
        LawBroken: a law does not hold.
    """
    for law in LAWS.values():
        law(cls, examples=examples, seed=seed, watch=watch)
