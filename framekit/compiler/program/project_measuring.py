"""A pass that reduces the reading steps to those that find the end of a frame.

Strategy: the places that formulas need are collected first; a value is read only if its place is among them, and otherwise
passed. The list ends as soon as the size of the frame is known.

Rules: a frame that takes "the rest" has no end to find, and is not lowered by this pass.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import Enum
from typing import assert_never

from framekit.compiler.program.inspection import blocks_of, formulas_of, places_read, places_set, walk_steps
from framekit.compiler.program.measuring_steps import (
    Bound,
    EndBySize,
    EndFixed,
    EndHere,
    FindEnd,
    KeepBytes,
    MeasureStep,
    MeasureSteps,
    Need,
    NeedPassed,
    Pass,
    PassBranch,
    PassByTag,
    PassCounted,
    PassFrame,
    PassTo,
    PassUntil,
    PassVarint,
    PassWhen,
    Peek,
    ReadAgain,
)
from framekit.compiler.program.operands import Place, Value, read_places
from framekit.compiler.program.reading_steps import (
    AfterItem,
    AtMarker,
    AtMost,
    BindFrame,
    Branch,
    BranchFrame,
    CallCustom,
    Compute,
    Convert,
    Counted,
    CountRest,
    Cut,
    Decode,
    DivideRest,
    Expect,
    Finish,
    HasAhead,
    Loop,
    Make,
    Mark,
    NotNegative,
    PeekBranch,
    ReadFrame,
    ReadStep,
    ReadSteps,
    ReadVarint,
    RestAtMost,
    Room,
    SkipAlignment,
    SkipBytes,
    Start,
    TakeBitItems,
    TakeBytes,
    TakeGiven,
    TakeNumbers,
    TakeRest,
    TakeRows,
    TakeUntil,
    ToEnd,
    Unpack,
    UnpackAhead,
    UnpackAround,
    UnpackAt,
    VerifyChecksum,
    When,
    Within,
    Wrap,
)
from framekit.compiler.program.runs import Slot, needs_decoding, run_size, slot_size
from framekit.compiler.program.shared_steps import Check, Guard, Leave, Spend
from framekit.spec.kinds import Before, Const, Kind, Mapped, Padding, wire_base
from framekit.spec.model import FrameSpec
from framekit.spec.sizes import frame_fixed_size, frame_minimum_size, is_guarded, is_recursive

SIMPLE = (Unpack, Decode, Expect, Check, ReadVarint, TakeBytes, TakeUntil, Convert, Compute, NotNegative, AtMost)
"""Steps whose result measuring can store itself; the value of any other item is read again."""


def project_measuring(spec: FrameSpec, steps: ReadSteps) -> MeasureSteps:
    """Return the steps that find the end of a frame."""
    size = frame_fixed_size(spec)
    if size is not None and spec.size is None:
        return (EndFixed(size),)
    return _Projection(spec, steps).block(steps)


class _Projection:
    def __init__(self, spec: FrameSpec, steps: ReadSteps) -> None:
        self.spec = spec
        self.wanted: set[Place] = set()
        self.looked: set[Place] = set()
        self.left: list[Place] = []  # the places of the ends of unconsumed terminators
        self.collect(steps)
        self.groups = {step.group for step in walk_steps(steps) if isinstance(step, Cut) and step.place in self.wanted}

    def collect(self, steps: Iterable[ReadStep]) -> None:
        """Note the places that formulas need; of a bounded part, which is passed as a whole, only the outer places count."""
        for step in steps:
            dropped = isinstance(step, Check) or (isinstance(step, Spend) and not step.empty)
            for each in () if dropped else formulas_of(step):
                self.wanted.update(read_places(each))
                self.looked.update(
                    operand.place for _, operand in each.operands if isinstance(operand, Value) and operand.attributes
                )
            if isinstance(step, ReadVarint) and step.head is not None:
                self.wanted.add(step.head)
            if isinstance(step, Within):
                self.wanted |= places_read(step.steps) - places_set(step.steps)
            else:
                self.collect(blocks_of(step))

    def block(self, steps: ReadSteps) -> MeasureSteps:
        """Return the measuring steps of a list of reading steps."""
        measured: list[MeasureStep] = []
        unread: set[Place] = set()
        for index, step in enumerate(steps):
            if isinstance(step, Unpack):
                last = self.last_needed(step, steps[index + 1 :])
                unread = {slot.place for slot in step.slots[last:]}
                measured += self.run(step, last)
            elif (isinstance(step, Decode) and step.place in unread) or (isinstance(step, Cut) and step.group in unread):
                continue
            else:
                measured += self.step(step)
            if isinstance(step, BindFrame | Finish):
                break
        return tuple(measured)

    def step(self, step: ReadStep) -> Iterable[MeasureStep]:
        """Return the measuring steps of one reading step that is not a run."""
        match step:
            case TakeGiven() | Guard() | Start() | Compute() | NotNegative() | AtMost():
                return (step,)
            case SkipAlignment():
                return (replace(step, strict=False),)
            case BindFrame(size):
                need = () if any(size.operands) else (Need(frame_minimum_size(self.spec)),)
                return (*need, EndBySize(size, is_recursive(self.spec), tuple(self.left) or None))
            case Finish():
                leave = (Leave(),) if is_recursive(self.spec) else ()
                return (*(HasAhead(place, 0) for place in self.left), *leave, EndHere())
            case Mark(place):
                if place[-1] == ":left" and place not in self.left:
                    self.left.append(place)
                return (step,) if place[-1] in (":begin", ":left") else ()
            case UnpackAhead(slot, distance):
                return (Need(distance + slot_size(slot.kind)), step) if self.asks(slot.place) else ()
            case UnpackAt(slot):
                return (NeedPassed(), step) if self.asks(slot.place) else ()
            case Decode(place, kind):
                return self.number(step, place, kind)
            case Cut(place, _, bits, kind):
                if place not in self.wanted or isinstance(kind, Const | Padding):
                    return ()
                return (replace(step, kind=_raw(kind, bits)),)
            case Convert(place, kind):
                return (step,) if place in self.wanted and not issubclass(kind.python_type, Enum) else ()
            case ReadVarint(place, kind, head):
                return (PassVarint(place, kind, head),)
            case TakeBytes(place, kind, length):
                kept = (Need(length), KeepBytes(place, kind, length)) if place in self.wanted else ()
                return (*kept, Pass(length))
            case SkipBytes(length):
                return (Pass(length),)
            case TakeUntil(place, kind):
                return (FindEnd(place, kind, place in self.wanted),)
            case TakeRest(_, _, stop):
                assert stop is not None
                return (PassTo(stop),)
            case Within():
                return self.within(step)
            case Branch(tag, on, arms, otherwise):
                passed = tuple((arm, self.block(inner)) for arm, inner in arms)
                return (PassBranch(tag, on, passed, None if otherwise is None else self.block(otherwise)),)
            case BranchFrame(place, tag, on, switch, otherwise):
                rest = None if otherwise is None else self.block(otherwise)
                return self.looking((step,), place, (PassByTag(place, tag, on, switch, rest),))
            case When(place, condition, inner):
                assert condition is not None
                return (PassWhen(place if place in self.wanted else None, condition, self.block(inner)),)
            case ReadFrame(place, spec, given):
                return self.looking((step,), place, (PassFrame(spec, given),))
            case Spend(_, empty):
                return (step,) if empty else ()
            case TakeBitItems(_, _, _, length):
                return (Pass(length),)
            case TakeNumbers(place, _, count, size) | TakeRows(place, _, _, _, count, size):
                return self.whole(step, place, (Pass(count, size),))
            case Loop():
                return self.whole(step, step.place, tuple(self.loop(step)))
            case Expect() | Check() | RestAtMost() | Room() | HasAhead() | VerifyChecksum() | Leave() | Make() | Wrap():
                return ()
            case CallCustom() | CountRest() | DivideRest() | Unpack() | UnpackAround() | PeekBranch():
                raise AssertionError(f"{step} does not determine where it ends, or is a run")
            case _:
                assert_never(step)

    def asks(self, place: Place) -> bool:
        """True if a place, or a bit field extracted from it, is needed."""
        return place in self.wanted or place in self.groups

    def number(self, step: Decode, place: Place, kind: Kind) -> Iterable[MeasureStep]:
        """Yield the step that converts the value of a slot, as far as a formula needs it."""
        if not self.asks(place):
            return ()
        raw = _raw(kind, wire_base(kind))
        return (replace(step, kind=raw),) if needs_decoding(raw) else ()

    def run(self, run: Unpack, last: int) -> Iterable[MeasureStep]:
        """Yield the steps that read the needed slots among the first `last` ones of a run, and pass them."""
        slots = run.slots[:last]
        asked: list[tuple[int, Slot]] = []
        offset = read_to = 0
        for slot in slots:
            if self.asks(slot.place) and not isinstance(slot.kind, Const | Padding):
                asked.append((offset - read_to, slot))
                read_to = offset + slot_size(slot.kind)
            offset += slot_size(slot.kind)
        if asked:
            yield Peek(tuple(asked), offset, run.order)
        if run_size(slots):
            yield Pass(run_size(slots))

    def last_needed(self, run: Unpack, following: ReadSteps) -> int:
        """Return how many slots of a run the frame's size needs, if that size is computed next; otherwise all of them."""
        cuts: dict[Place, Place] = {}
        for step in following:
            match step:
                case Cut(place, group):
                    cuts[place] = group
                case BindFrame():
                    needed = {cuts.get(place, place) for place in places_read((step,))}
                    indexes = [index for index, slot in enumerate(run.slots) if slot.place in needed]
                    return max(indexes, default=len(run.slots) - 1) + 1
                case Decode() | Expect() | Check() | Mark():
                    pass
                case _:
                    break
        return len(run.slots)

    def within(self, step: Within) -> Iterable[MeasureStep]:
        """Yield the steps that pass a bounded part as a whole, and read what a formula needs of it."""
        assert not isinstance(step.size, Before), f"{step} does not determine where it ends"
        yield Bound(step.stop, step.size, step.least)
        # No outer formula needs the numbers of its prefixes; another arm may have a place of the same name for them.
        asked = {place for place in (self.wanted | self.looked) & places_set(step.steps) if not place[-1].startswith(":")}
        for place in sorted(asked):
            begin = (*place, ":begin")
            yield from (Mark(begin), Need(step.size), self.again(place, begin, step.stop, step.steps))
        if step.leftover != "keep":
            yield PassTo(step.stop)

    def looking(self, steps: ReadSteps, place: Place, passing: MeasureSteps) -> Iterable[MeasureStep]:
        """Return the steps that pass a frame, and read it if a formula looks into it."""
        if place not in self.looked:
            return passing
        begin = (*place, ":begin")
        return (Mark(begin), *passing, NeedPassed(), self.again(place, begin, None, steps))

    def whole(self, step: ReadStep, place: Place, passing: MeasureSteps) -> Iterable[MeasureStep]:
        """Return the steps that pass an array, and read it if a formula takes an item of it."""
        if place not in self.wanted:
            return passing
        begin = (*place, ":begin")
        return (Mark(begin), *passing, NeedPassed(), self.again(place, begin, None, (step,)))

    def again(self, place: Place, begin: Place, stop: Place | None, steps: ReadSteps) -> ReadAgain:
        """Return the step that reads a whole value, with separate limits, since its items have already been counted."""
        asked = places_read(steps) - places_set(steps)
        limits = (Guard(self.spec.max_depth, self.spec.max_items, False),) if is_guarded(self.spec) else ()
        return ReadAgain(place, begin, stop, (*limits, *steps), tuple(sorted(asked)))

    def loop(self, step: Loop) -> Iterable[MeasureStep]:
        """Yield the steps that pass items, one by one unless they are counted and have the same size."""
        count = (*step.place, ":count")
        match step.ending:
            case Counted(amount):
                if step.size is not None:
                    return (Pass(amount, step.size),)
                # The size of a bounded part, and so of an item, may be less than the minimum of its contents.
                bounded = any(isinstance(each, Within) for each in walk_steps(step.steps))
                begin = (*step.place, ":begin") if bounded and step.least else None
                return (PassCounted((*step.place, ":left"), amount, step.least, begin, self.block(step.steps), step.index),)
            case AtMarker(marker, consume):
                return (PassUntil(count, marker, consume, None, step.limit, step.empty, self.block(step.steps), step.index),)
            case AfterItem(condition):
                steps = self.block(step.steps)
                if not all(isinstance(each, SIMPLE) for each in step.steps):
                    begin = (*step.place, ":begin")
                    outer, self.wanted = self.wanted, self.wanted - {step.item}
                    looked, self.looked = self.looked, self.looked - {step.item}
                    steps = (Mark(begin), *self.block(step.steps), NeedPassed(), self.again(step.item, begin, None, step.steps))
                    self.wanted, self.looked = outer, looked
                passing = PassUntil(count, None, False, condition, step.limit, step.empty, steps, step.index, step.taken)
                return (passing,)
            case ToEnd():
                raise AssertionError("items up to the end do not determine where they end")
            case _:
                assert_never(step.ending)


def _raw(kind: Kind, base: Kind) -> Kind:
    """Return the kind that a formula computes with: for an enumeration, its number is enough; other mapped values are needed."""
    return base if isinstance(kind, Mapped) and issubclass(kind.python_type, Enum) else kind
