"""Prints switches and bounded parts, for the printer of reading steps.

Strategy: an arm is a block of an `if`, or a reader in a table if there are many arms. A part with its own size moves `end` only
if its steps use it.

Rules: each arm begins at the start of the choice, and leaves `offset` at the end of its own bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from framekit.compiler.codec.formulas import amount_source, arm_condition, formula_source, stem
from framekit.compiler.codec.runtime import ArmReaders
from framekit.compiler.program.inspection import walk_steps
from framekit.compiler.program.operands import Value
from framekit.compiler.program.peek_tags import offset_of
from framekit.compiler.program.reading_steps import (
    AtMost,
    Branch,
    BranchFrame,
    Compute,
    Convert,
    Cut,
    Decode,
    Expect,
    Make,
    NotNegative,
    PeekBranch,
    ReadSteps,
    TakeBytes,
    Unpack,
    UnpackAround,
    UnpackAt,
    Within,
)
from framekit.compiler.program.runs import run_size, slot_size
from framekit.spec.kinds import Before

if TYPE_CHECKING:
    from framekit.compiler.codec.print_reading import ReadingPrinter

BOUNDLESS = (
    Unpack,
    UnpackAt,
    UnpackAround,
    Decode,
    Expect,
    Cut,
    Compute,
    NotNegative,
    AtMost,
    TakeBytes,
    Convert,
    Branch,
    Make,
)
"""Steps that do not use `end`."""


def print_within(printer: ReadingPrinter, step: Within) -> None:
    """Print a part with its own size."""
    looks = _looks_at_end(step.steps)
    _begin_bound(printer, step, 0, looks=looks)
    printer.print(step.steps)
    _end_bound(printer, step, looks=looks)


def _looks_at_end(steps: ReadSteps) -> bool:
    return any(not isinstance(each, BOUNDLESS) for each in walk_steps(steps))


def _begin_bound(printer: ReadingPrinter, step: Within, back: int, *, looks: bool) -> None:
    """Print the end of a part that began `back` bytes before the current position."""
    out, stop = printer.out, printer.name(step.stop)
    if isinstance(step.size, Before):
        fixed = f" - {step.size.size}" if step.size.size else ""
        if step.more is None:
            out.line(f"{stop} = end{fixed}")
            out.refuse_if(f"{printer.here(-back)} > {stop}")
        else:  # the value of the expression may be negative
            out.line(f"{stop} = end{fixed} - {formula_source(out, step.more, bracket=True)}")
            out.refuse_if(f"not {printer.here(-back)} <= {stop} <= end{fixed}")
    else:
        out.line(f"{stop} = {printer.here(-back)} + {amount_source(out, step.size)}")
        out.refuse_if(f"{stop} > end")
    if looks:
        out.line(f"{printer.name(step.outer)} = end")
        out.line(f"end = {stop}")


def _end_bound(printer: ReadingPrinter, step: Within, *, looks: bool) -> None:
    """Print the check that a part ended where it should."""
    out, stop = printer.out, "end" if looks else printer.name(step.stop)
    match step.leftover:
        case "error":
            out.refuse_if(f"{printer.here()} != {stop}")
        case "fill":
            left = f"buffer[{printer.here()}:{stop}]"
            other = f"any({left})" if step.fill == b"\0" else f"not is_fill(bytes({left}), {step.fill!r})"
            out.refuse_if(f"{printer.here()} > {stop} or {other}")
            printer.arrive(stop)
        case "ignore":
            out.refuse_if(f"{printer.here()} > {stop}")
            printer.arrive(stop)
        case "keep":
            out.refuse_if(f"{printer.here()} > {stop}")
        case _:
            assert_never(step.leftover)
    if looks:
        out.line(f"end = {printer.name(step.outer)}")


def print_branch(printer: ReadingPrinter, step: Branch) -> None:
    """Print a choice among kinds."""
    out, outer = printer.out, printer.same
    _hold_tag(printer, step)
    tag, base, shift, word = printer.name(step.tag), printer.base, printer.shift, "if"
    for arm, steps in step.arms:
        printer.base, printer.shift = base, shift
        with out.block(f"{word} {arm_condition(out, arm, tag)}:"):
            printer.print_block(steps)
        word = "elif"
    with out.block("else:"):
        if step.otherwise is None:
            out.line("raise Refused")
        else:
            printer.base, printer.shift = base, shift
            printer.print_block(step.otherwise)
    printer.same = outer


def print_peek_branch(printer: ReadingPrinter, step: PeekBranch) -> None:
    """Print a choice whose arms read the run that contains the tag together with their own run."""
    out, outer, head = printer.out, printer.same, run_size(step.head.slots)
    tag, base, shift, word = printer.name(step.peeked.place), printer.base, printer.shift, "if"
    printer.same = {place: same for place, same in outer.items() if place != step.tag} | {step.tag: step.peeked.place}
    looks = any(_looks_at_end(steps) for _, steps in step.arms) or _looks_at_end(step.otherwise or ())

    def print_arm(steps: ReadSteps) -> None:
        run, *rest = steps
        assert isinstance(run, Unpack)
        printer.base, printer.shift = base, shift
        printer.print((run, *step.checks))
        if step.bound is not None:
            _begin_bound(printer, step.bound, run_size(run.slots) - head, looks=looks)
        printer.print_block(tuple(rest))

    out.line(f"{tag} = {printer.peek(offset_of(step.peeked, step.head), slot_size(step.peeked.kind), step.head.order)}")
    for arm, steps in step.arms:
        with out.block(f"{word} {arm_condition(out, arm, tag)}:"):
            print_arm(steps)
        word = "elif"
    with out.block("else:"):
        if step.otherwise is None:
            out.line("raise Refused")
        else:
            print_arm(step.otherwise)
    printer.same = outer
    if step.bound is not None:
        _end_bound(printer, step.bound, looks=looks)


def _hold_tag(printer: ReadingPrinter, step: Branch | BranchFrame) -> None:
    """Print the computation of the tag, unless a place already contains it."""
    said = step.on.alone
    # An arm may contain another choice, with another tag in the same place.
    printer.same = {place: same for place, same in printer.same.items() if place != step.tag}
    if isinstance(said, Value) and said == Value(said.place):
        printer.same[step.tag] = said.place
    else:
        printer.out.line(f"{printer.name(step.tag)} = {formula_source(printer.out, step.on)}")


def print_branch_frame(printer: ReadingPrinter, step: BranchFrame) -> None:
    """Print a choice among frames."""
    out, outer, reader = printer.out, printer.same, printer.name((*step.place, ":reader"))
    _hold_tag(printer, step)
    table = out.module.share(id(step.switch), f"{stem(step.place)}_readers", lambda: ArmReaders(step.switch, printer.reader_of))
    out.line(f"{reader} = {table}[{printer.name(step.tag)}]")
    if step.otherwise is not None:
        printer.settle()
    call = f"{printer.name(step.place)}, offset = {reader}(buffer, {printer.here()}, end{printer.guard})"
    if step.otherwise is None:
        out.line(call)  # for an unknown tag the reader is None, and calling it fails, as required
        printer.moved()
    else:
        with out.block(f"if {reader} is None:"):
            printer.print_block(step.otherwise)
        with out.block("else:"):
            out.line(call)
    printer.same = outer
