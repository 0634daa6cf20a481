"""A pass that reads adjacent values of fixed size with one struct format.

Strategy: steps between two runs that only use what has been read can wait until the second run is read as well, so the second
run joins the first ahead of them. A mark between them then comes later, and subtracts (`back`).

Rules: the order of the bytes does not change; a run has one byte order. A check may happen later, but never accept more.
"""

from __future__ import annotations

from dataclasses import replace

from framekit.compiler.program.reading_steps import (
    BindFrame,
    Cut,
    Decode,
    Expect,
    Make,
    Mark,
    ReadStep,
    ReadSteps,
    Unpack,
    change_blocks,
)
from framekit.compiler.program.runs import orders_agree, run_size
from framekit.compiler.program.shared_steps import Check


def merge_runs(steps: ReadSteps) -> ReadSteps:
    """Return the steps with adjacent runs joined, including those in nested blocks."""
    merged: list[ReadStep] = []
    run: Unpack | None = None
    waiting: list[ReadStep] = []
    for step in steps:
        match step:
            case Unpack() if run is not None and orders_agree(run.order, step.order):
                run = Unpack((*run.slots, *step.slots), run.order or step.order)
                waiting = [_further(each, run_size(step.slots)) for each in waiting]
            case Unpack():
                merged += _together(run, waiting)
                run, waiting = step, []
            case Decode() | Expect() | Cut() | Check() | Make() | Mark() | BindFrame() if run is not None:
                waiting.append(step)
            case _:
                merged += _together(run, waiting)
                run, waiting = None, []
                merged.append(change_blocks(step, merge_runs))
    return (*merged, *_together(run, waiting))


def _together(run: Unpack | None, waiting: list[ReadStep]) -> list[ReadStep]:
    """Return a run and the steps that waited for it: first the values, then the marks, and last the size of the frame."""
    if run is None:
        return waiting
    marks = [each for each in waiting if isinstance(each, Mark)]
    sizes = [each for each in waiting if isinstance(each, BindFrame)]
    return [run, *(each for each in waiting if not isinstance(each, Mark | BindFrame)), *marks, *sizes]


def _further(step: ReadStep, size: int) -> ReadStep:
    return replace(step, back=step.back + size) if isinstance(step, Mark) else step
