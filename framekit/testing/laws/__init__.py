"""The laws of a frame, each as a property test to call from a test of one's own.

Strategy: hypothesis makes frames, their cuts and their corruptions; each law is checked on all of them. A file holds a law;
foreign.py holds other people's code to the declaration.

Rules: a law raises LawBroken with the bytes and what differs; it never passes because nothing was tried.
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
"""The laws by name, in the order in which they are checked."""


def check_all(
    cls: type[Frame],
    /,
    *,
    examples: int | None = None,
    seed: int | None = None,
    watch: Callable[[Any], object] | None = None,
) -> None:
    """All laws, one after another.

    Args:
        cls: the class.
        examples: how many frames each law tries; as many as the hypothesis profile says if left out.
        seed: makes a run that can be repeated.
        watch: is called with each frame that is tried.

    Raises:
        LawBroken: a law does not hold.
    """
    for law in LAWS.values():
        law(cls, examples=examples, seed=seed, watch=watch)
