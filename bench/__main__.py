"""Compare framekit with hand-written code and with other libraries, on the same bytes in one run.

    python -m bench                        the shapes, and the libraries that are installed (extra `bench`)
    python -m bench --json FILE            the same, also as JSON
    python -m bench --plots FOLDER         the same, also as plots, shapes.svg and libraries.svg (requires matplotlib)
    python -m bench --against REV          this working copy and another revision

Strategy: the results of both sides are compared first. Then the sides take turns in short rounds, so that a busy machine slows
them equally. The output shows the median and the quartiles of the rounds, and the ratio of the medians. Processor time is used if
the system measures it finely: the rounds of the slower side are longer, and would be interrupted more often.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).parents[1]
ROUNDS = 25
FINE = time.get_clock_info("process_time").resolution <= 1e-6
CLOCK = time.process_time_ns if FINE else time.perf_counter_ns


def times(contestants: dict[str, Callable[[], Any]], calls: int, rounds: int) -> dict[str, list[float]]:
    """Return nanoseconds per call, for each round of each contestant."""
    found: dict[str, list[float]] = {name: [] for name in contestants}
    for function in contestants.values():
        function()
    for _ in range(rounds):
        for name, function in contestants.items():
            begin = CLOCK()
            for _ in range(calls):
                function()
            found[name].append((CLOCK() - begin) / calls)
    return found


def summary(rounds: list[float]) -> dict[str, float]:
    """Return the median and the quartiles."""
    low, middle, high = quantiles(rounds, n=4)
    return {"median": middle, "low": low, "high": high}


def shape_rows(rounds: int) -> list[dict[str, Any]]:
    """Compare framekit with hand-written code."""
    from bench.shapes import shapes

    rows = []
    for shape in shapes():
        found = times({"framekit": shape.ours, "by hand": shape.by_hand}, shape.calls, rounds)
        ratio = median(found["framekit"]) / median(found["by hand"])
        results = {name: summary(each) for name, each in found.items()}
        rows.append({"row": shape.name, "results": results, "ratio": ratio, "target": shape.target})
    return rows


def buffer_rows(rounds: int) -> list[dict[str, Any]]:
    """Time unpacking a fixed header from each type of buffer, with a method bound early and late."""
    from bench.shapes import Header

    wire = Header(version=1, flags=2, kind=3, length=4, sequence=5, time=6).pack()
    unpack = Header.unpack
    many, view = bytearray(wire), memoryview(wire)
    found = times(
        {
            "bytes, bound early": lambda: unpack(wire),
            "bytes, bound late": lambda: Header.unpack(wire),
            "bytearray": lambda: unpack(many),
            "memoryview": lambda: unpack(view),
        },
        1000,
        rounds,
    )
    return [{"row": f"fixed header from {name}", "results": {"framekit": summary(each)}} for name, each in found.items()]


def rival_rows(rounds: int) -> tuple[list[dict[str, Any]], list[str]]:
    """Compare framekit with other libraries; the factor is their time divided by that of framekit."""
    from bench.rivals import rivals, values_of
    from bench.shapes import Batch, Header, Named, Point

    frames: dict[str, Any] = {
        "fixed header": Header(version=1, flags=2, kind=3, length=400, sequence=70_000, time=1 << 40),
        "length-prefixed": Named(ident=7, name="temperature", body=bytes(range(60))),
        "nested with crc": Batch(
            source=1, head=Point(sensor=1, value=0.5), points=[Point(sensor=n, value=n / 3) for n in range(8)]
        ),
    }
    rows = []
    found, missing = rivals()
    for each in found:
        frame = frames[each.shape]
        wire = frame.pack()
        theirs = each.decode(wire)
        assert each.values(theirs) == values_of(frame), f"{each.library} decodes {each.shape} differently"
        pairs: list[tuple[str, Callable[[], Any], Callable[[], Any]]] = [
            ("decode", lambda cls=type(frame), wire=wire: cls.unpack(wire), lambda each=each, wire=wire: each.decode(wire))
        ]
        if each.encode is not None:
            encode = each.encode
            assert encode(theirs) == wire, f"{each.library} encodes {each.shape} differently"
            pairs.append(("encode", frame.pack, lambda encode=encode, theirs=theirs: encode(theirs)))
        for what, ours, other in pairs:
            timed = times({"framekit": ours, each.library: other}, 100, rounds)
            factor = median(timed[each.library]) / median(timed["framekit"])
            results = {name: summary(values) for name, values in timed.items()}
            rows.append({"row": f"{each.shape}: {what}", "library": each.library, "results": results, "times as long": factor})
    return rows, missing


def report(rounds: int) -> dict[str, Any]:
    """Measure all rows."""
    rows, missing = rival_rows(rounds)
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "rounds": rounds,
        "shapes": shape_rows(rounds),
        "buffers": buffer_rows(rounds),
        "libraries": rows,
        "missing": missing,
    }


def show(found: dict[str, Any]) -> None:
    """Print all rows."""
    print(f"{'':30}{'framekit ns':>14}{'quartiles':>18}{'by hand ns':>12}{'ratio':>7}{'target':>8}")
    for row in found["shapes"]:
        ours, other = row["results"]["framekit"], row["results"]["by hand"]
        spread = f"{ours['low']:.0f} to {ours['high']:.0f}"
        print(f"{row['row']:30}{ours['median']:14.0f}{spread:>18}{other['median']:12.0f}{row['ratio']:7.2f}{row['target']:8.2f}")
    print()
    for row in found["buffers"]:
        print(f"{row['row']:45}{row['results']['framekit']['median']:8.0f} ns")
    print(f"\n{'':25}{'library':22}{'its ns':>12}{'times as long as framekit':>28}")
    for row in found["libraries"]:
        theirs = row["results"][row["library"]]["median"]
        print(f"{row['row']:25}{row['library']:22}{theirs:12.0f}{row['times as long']:28.1f}")
    for name in found["missing"]:
        print(f"skipped: {name}")


def compare(revision: str, rounds: int) -> None:
    """Compare this working copy with another revision, taking turns, with a separate process for each run."""
    with tempfile.TemporaryDirectory() as folder:
        other, alone = Path(folder) / "other", Path(folder) / "alone"
        subprocess.run(["git", "worktree", "add", "--detach", "--quiet", str(other), revision], cwd=ROOT, check=True)
        try:
            shutil.copytree(ROOT / "bench", alone / "bench")
            runs: dict[str, list[dict[str, Any]]] = {"here": [], revision: []}
            for _ in range(5):
                for name, tree in (("here", ROOT), (revision, other)):
                    result = subprocess.run(
                        [sys.executable, "-m", "bench", "--shapes", "--rounds", str(rounds)],
                        cwd=alone,
                        env={**os.environ, "PYTHONPATH": str(tree)},
                        check=True,
                        capture_output=True,
                        text=True,
                    )
                    runs[name].append({row["row"]: row["results"]["framekit"]["median"] for row in json.loads(result.stdout)})
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(other)], cwd=ROOT, check=True)
    print(f"{'':30}{'here ns':>10}{revision[:12] + ' ns':>16}{'here / there':>14}")
    for row in runs["here"][0]:
        here, there = (min(run[row] for run in runs[name]) for name in ("here", revision))
        print(f"{row:30}{here:10.0f}{there:16.0f}{here / there:14.2f}")


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="number of rounds for each row")
    parser.add_argument("--json", metavar="FILE", help="also write all rows to FILE as JSON")
    parser.add_argument("--plots", metavar="FOLDER", help="also draw shapes.svg and libraries.svg in FOLDER")
    parser.add_argument("--against", metavar="REV", help="compare the working copy with another revision")
    parser.add_argument("--shapes", action="store_true", help="print only the rows of the shapes, as JSON")
    arguments = parser.parse_args()
    if arguments.against:
        compare(arguments.against, arguments.rounds)
        return
    if arguments.shapes:
        print(json.dumps(shape_rows(arguments.rounds)))
        return
    found = report(arguments.rounds)
    show(found)
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(found, indent=2) + "\n")
    if arguments.plots:
        from bench.plots import save_plots

        save_plots(found, arguments.plots)


if __name__ == "__main__":
    main()
