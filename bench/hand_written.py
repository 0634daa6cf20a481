"""Compare the protocols of specs/ with hand-written code, in one run.

    python bench/hand_written.py [NAME ...]

Strategy: as in codec.py, contestants take turns in short rounds, and the minimum time of each counts. The result is the ratio.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import bench.protocols
from bench.case import Case
from bench.codec import measure


def cases(names: list[str]) -> list[Case]:
    """Return the cases of the named protocols, or of all."""
    modules = names or sorted(each.name for each in pkgutil.iter_modules(bench.protocols.__path__))
    return [case for name in modules for case in importlib.import_module(f"bench.protocols.{name}").CASES]


def main(names: list[str]) -> None:
    """Check both sides, and print the ratios."""
    print(f"{'':34} {'unpack ns':>10} {'ratio':>6}   {'pack ns':>10} {'ratio':>6}")
    for case in cases(names):
        case.check()
        frame, by_hand = case.read(), case.unpack(case.wire)
        wire, unpack, pack, read = case.wire, case.unpack, case.pack, partial(case.frame.unpack, case.wire, **case.given)
        reading = measure({"framekit": read, "by hand": lambda: unpack(wire)}, 300)  # noqa: B023
        writing = measure({"framekit": frame.pack, "by hand": lambda: pack(by_hand)}, 300)  # noqa: B023
        row = [each for times in (reading, writing) for each in (times["framekit"] * 1e9, times["framekit"] / times["by hand"])]
        print("{:34} {:10.0f} {:6.2f}   {:10.0f} {:6.2f}".format(case.name, *row))


if __name__ == "__main__":
    main(sys.argv[1:])
