"""Unpack hostile inputs with the frames of specs/, and measure the maximum time and memory for one input.

    python bench/fuzz.py [--inputs 100000] [NAME ...]

Every input must give a frame or an error of framekit; otherwise the run stops and reports the input. The time is that of one
unpack, including its error; the minimum of three is taken for slow inputs, because the machine may be busy. The memory is the
peak that tracemalloc measures for a sample of the inputs.
"""

from __future__ import annotations

import contextlib
import sys
import time
import tracemalloc
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parents[1]))

from framekit import Frame, UnpackError
from framekit.testing import hostile_inputs, packed_sample
from framekit.testing.laws.refusals import require_frame_or_error
from tests.specs.catalogue import ROOTS, load_roots

SLOW = 0.05
LARGE = 10 << 20
MEASURED = 100
"""Approximate number of inputs per frame whose memory is measured; limited because tracemalloc is slow."""


def seconds(frame: type[Frame], wire: bytes) -> float:
    """Return the time of one unpack in seconds; the minimum of three if it is long."""
    times: list[float] = []
    while not times or (times[-1] > SLOW / 2 and len(times) < 3):
        begin = time.perf_counter()
        with contextlib.suppress(UnpackError):
            frame.unpack(wire)
        times.append(time.perf_counter() - begin)
    return min(times)


def peak(frame: type[Frame], wires: list[bytes]) -> int:
    """Return the maximum number of bytes of memory that unpacking one of the inputs takes."""
    worst = 0
    tracemalloc.start()
    for wire in wires:
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        with contextlib.suppress(UnpackError):
            frame.unpack(wire)
        worst = max(worst, tracemalloc.get_traced_memory()[1] - before)
    tracemalloc.stop()
    return worst


@click.command()
@click.option("--inputs", default=100_000, show_default=True, help="Number of inputs for each protocol.")
@click.argument("names", nargs=-1)
def main(inputs: int, names: tuple[str, ...]) -> None:
    """Unpack hostile inputs for the protocols NAMES (all by default), and print a line for each of their frames."""
    print(f"{'':34} {'inputs':>8} {'frames':>8} {'worst ms':>9} {'worst KB':>9}")
    bad = False
    for name in names or ROOTS:
        roots = load_roots(name)
        for frame in roots:
            good = packed_sample(frame, 40)
            kilobytes = [sum_to(good, 1024), *(bytes([byte]) * 1024 for byte in (0, 1, 2, 64, 127, 128, 255))]
            share = inputs // len(roots) + 1
            taken = slowest = 0
            sample: list[bytes] = list(kilobytes)
            for index, wire in enumerate((*kilobytes, *hostile_inputs(good, share, f"{name} {frame.__name__}"))):
                taken += require_frame_or_error(frame, wire)
                slowest = max(slowest, seconds(frame, wire))
                if index % (share // MEASURED + 1) == 0:
                    sample.append(wire)
            memory = peak(frame, sample)
            bad = bad or slowest > SLOW or memory > LARGE
            print(f"{name + '.' + frame.__name__:34} {share:8} {taken:8} {slowest * 1e3:9.2f} {memory / 1024:9.0f}", flush=True)
    sys.exit(1 if bad else 0)


def sum_to(good: list[bytes], size: int) -> bytes:
    """Repeat good frames up to a size in bytes."""
    joined = b"".join(good)
    return (joined * (size // max(1, len(joined)) + 1))[:size] if joined else b""


if __name__ == "__main__":
    main()
