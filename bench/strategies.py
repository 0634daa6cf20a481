"""Measure how many frames per second `frames(F)` draws, for every frame of the kinds and of the specs.

Frames are drawn through hypothesis as in a test, so the time includes the work of hypothesis and the creation of the strategy.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from hypothesis import Phase, given, settings

sys.path.insert(0, str(Path(__file__).parents[1]))

from framekit import Frame
from framekit.testing import frames
from tests.kinds import KINDS
from tests.specs.catalogue import SPEC_FRAMES

TARGET = 200
"""Minimum number of frames per second."""


def rate(frame: type[Frame], examples: int) -> float:
    """Return the number of frames per second; infinite if there are too few different frames to measure."""
    made = 0

    @settings(max_examples=examples, deadline=None, database=None, phases=[Phase.generate])
    @given(frames(frame))
    def draw(_: Frame) -> None:
        nonlocal made
        made += 1

    begin = time.perf_counter()
    draw()
    taken = time.perf_counter() - begin
    return made / taken if made >= examples // 2 else float("inf")


def main() -> None:
    """Print the slowest frames, and the number of frames that miss the target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=200)
    parser.add_argument("--shown", type=int, default=8)
    options = parser.parse_args()
    every = [*KINDS, *SPEC_FRAMES]
    rates = sorted((rate(frame, options.examples), frame.__module__, frame.__name__) for frame in every)
    for number, module, name in rates[: options.shown]:
        print(f"{number:8.0f} per second  {module}.{name}")
    slow = sum(number < TARGET for number, *_ in rates)
    print(f"{len(rates)} frames, {slow} of them below {TARGET} per second")


if __name__ == "__main__":
    main()
