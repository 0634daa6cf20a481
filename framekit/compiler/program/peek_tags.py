"""A pass that peeks at the tag of a choice, so that an arm reads its first run together with the run that contains the tag.

Strategy: a choice follows the run with its tag, alone or within bounds. The steps between them move into the arms, and each arm
whose first step is a run reads both runs with one struct format. A tagged union is read in 0.9 of the time (bench/shapes.py).

Rules: the tag is an unsigned number of one or two bytes in that run, which a peek into the buffer shows; the steps between the
run and the choice use only the values of the run.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from framekit.compiler.program.operands import Value
from framekit.compiler.program.reading_steps import (
    AtMost,
    Branch,
    Compute,
    Cut,
    Decode,
    Expect,
    NotNegative,
    PeekBranch,
    ReadStep,
    ReadSteps,
    Unpack,
    Within,
    change_blocks,
)
from framekit.compiler.program.runs import Slot, orders_agree, run_size
from framekit.compiler.program.shared_steps import Check
from framekit.spec.kinds import Kind, Mapped, Scalar

MOST_ARMS = 8
"""Maximum number of arms in which the steps are repeated."""

WIDTHS = (1, 2)
"""Widths, in bytes, of tags that a peek can show."""


def peek_tags(steps: ReadSteps) -> ReadSteps:
    """Return the reading steps with each choice read together with the run of its tag, including those in nested blocks."""
    made: list[ReadStep] = []
    index = 0
    while index < len(steps):
        step = steps[index]
        found = _peeked(step, steps[index + 1 :]) if isinstance(step, Unpack) else None
        if found is None:
            made.append(change_blocks(step, peek_tags))
            index += 1
        else:
            made += found[0]
            index += found[1]
    return tuple(made)


def _peeked(head: Unpack, following: ReadSteps) -> tuple[ReadSteps, int] | None:
    """Return the steps that replace a run and a choice, and the number of steps replaced; None if more than the run is needed."""
    for index, step in enumerate(following):
        match step:
            case Decode() | Expect() | Cut() | Check() | AtMost() | Compute() | NotNegative():
                continue
            case Branch():
                peeked = _together(head, following[:index], step, None)
            case Within(steps=(Branch() as branch,)):
                peeked = _together(head, following[:index], branch, step)
            case _:
                return None
        return None if peeked is None else ((peeked,), index + 2)
    return None


def _together(head: Unpack, checks: ReadSteps, branch: Branch, bound: Within | None) -> ReadStep | None:
    tag = next((slot for slot in head.slots if branch.on.alone == Value(slot.place)), None)
    if tag is None or not _shows(tag.kind) or len(branch.arms) > MOST_ARMS:
        return None
    arms = tuple((arm, _behind(head, peek_tags(steps))) for arm, steps in branch.arms)
    if not any(_merges(head, steps) for _, steps in branch.arms):
        return None
    otherwise = None if branch.otherwise is None else (head, *peek_tags(branch.otherwise))
    return PeekBranch(
        tag, head, checks, branch.tag, branch.on, arms, otherwise, None if bound is None else replace(bound, steps=())
    )


def _shows(kind: Kind) -> bool:
    """True if a tag is equal to the number that its bytes represent."""
    if isinstance(kind, Mapped) and issubclass(kind.python_type, Enum):
        kind = kind.base
    is_number = isinstance(kind, Scalar) and kind.number == "int" and bool(kind.code) and not kind.signed
    return is_number and isinstance(kind, Scalar) and kind.size in WIDTHS


def _merges(head: Unpack, steps: ReadSteps) -> bool:
    """True if an arm begins with a run that the head can join: one with the same byte order and no place in common."""
    if not steps or not isinstance(steps[0], Unpack) or not orders_agree(head.order, steps[0].order):
        return False
    return {slot.place for slot in head.slots}.isdisjoint(slot.place for slot in steps[0].slots)


def _behind(head: Unpack, steps: ReadSteps) -> ReadSteps:
    """Put the run of the head before the steps of an arm, joined with the arm's first run if possible."""
    if not _merges(head, steps):
        return (head, *steps)
    first, *rest = steps
    assert isinstance(first, Unpack)
    return (Unpack((*head.slots, *first.slots), head.order or first.order), *rest)


def offset_of(slot: Slot, head: Unpack) -> int:
    """Return the number of bytes of a run that precede one of its slots."""
    return run_size(head.slots[: head.slots.index(slot)])
