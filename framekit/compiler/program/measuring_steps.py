"""The steps that find the end of a frame from the bytes that are there.

Strategy: they are what is left of the reading steps when values are not asked for (project_measuring.py): lengths, counts, tags
and bounds. `offset` may move past the bytes that are there; a step that must look at bytes waits for them first.

Rules: frozen data; the first sentence of each docstring defines the step. Nothing is kept but what a later step computes with.
"""

from __future__ import annotations

from typing import TypeAlias

from framekit.compiler.program.giving import ValueToGive
from framekit.compiler.program.operands import Amount, Formula, Place
from framekit.compiler.program.reading_steps import (
    AtMost,
    Compute,
    Convert,
    Cut,
    Decode,
    HasAhead,
    Mark,
    NotNegative,
    ReadSteps,
    SkipAlignment,
    Start,
    TakeGiven,
    UnpackAhead,
    UnpackAt,
)
from framekit.compiler.program.runs import Slot
from framekit.compiler.program.shared_steps import Guard, Leave, Spend
from framekit.spec.kinds import Arm, Bytes, Order, Switch, Text, Varint
from framekit.spec.model import FrameSpec
from framekit.spec.record import record


@record
class Need:
    """Wait until a number of bytes is there."""

    amount: Amount


@record
class NeedPassed:
    """Wait until all bytes that were passed are there."""


@record
class Peek:
    """Read the numbers of a run that later steps ask for, each after a gap, once the run is there.

    Attributes:
        slots: the gap before each, in bytes, and the slot.
        size: bytes up to the end of the last.
        order: the byte order.
    """

    slots: tuple[tuple[int, Slot], ...]
    size: int
    order: Order | None


@record
class Pass:
    """Move past a number of bytes, or of items of `size` bytes each."""

    amount: Amount
    size: int = 1


@record
class PassTo:
    """Move to a place that was kept."""

    place: Place


@record
class PassVarint:
    """Read an integer of variable length, waiting for its bytes."""

    place: Place
    kind: Varint
    head: Place | None = None


@record
class KeepBytes:
    """Keep a number of bytes as a value."""

    place: Place
    kind: Bytes | Text
    length: Amount


@record
class FindEnd:
    """Move past a terminator once it is there, and keep the value if it is asked for."""

    place: Place
    kind: Bytes | Text
    keep: bool


@record
class Bound:
    """Keep where a part ends that has a size of its own, which must have room for the `least` that is in it."""

    place: Place
    size: Amount
    least: int


@record
class PassFrame:
    """Find the end of a frame inside the frame, which is given its values from outside."""

    spec: FrameSpec
    given: tuple[ValueToGive, ...] = ()


@record
class PassByTag:
    """Find the end of the frame that the tag chooses."""

    place: Place
    tag: Place
    on: Formula
    switch: Switch
    otherwise: MeasureSteps | None


@record
class PassBranch:
    """Find the end of what the tag chooses."""

    tag: Place
    on: Formula
    arms: tuple[tuple[Arm, MeasureSteps], ...]
    otherwise: MeasureSteps | None


@record
class PassWhen:
    """Find the end of a value if a condition holds; else it is None, if it is asked for."""

    place: Place | None
    condition: Formula
    steps: MeasureSteps


@record
class ReadAgain:
    """Read a value whole, from a marked offset up to a stop or to where measuring has come, since a formula looks into it."""

    place: Place
    begin: Place
    stop: Place | None
    steps: ReadSteps
    asked: tuple[Place, ...]


@record
class PassCounted:
    """Find the end of a count of items; refuse one that takes less than the `least` that an item can take."""

    left: Place
    count: Amount
    least: int
    begin: Place | None
    steps: MeasureSteps
    index: Place | None = None


@record
class PassUntil:
    """Find the end of items that end at a marker, or after one for which a condition holds.

    Attributes:
        count: the place of how many there are.
        marker: where the next item would begin, or None.
        consume: move past the marker.
        condition: holds for the last item, or None.
        limit: maximum number of items, or None.
        empty: an item may take no bytes, and is counted against the limit of the outermost frame.
        steps: of one item.
        index: the place of how many items precede one, if that is asked for, or None.
        taken: the place of the bytes that the last item takes, if that is asked for, or None.
    """

    count: Place
    marker: bytes | None
    consume: bool
    condition: Formula | None
    limit: int | None
    empty: bool
    steps: MeasureSteps
    index: Place | None = None
    taken: Place | None = None


@record
class EndFixed:
    """The frame ends after a number of bytes that is the same for all frames."""

    size: int


@record
class EndBySize:
    """The frame ends where its own size says, which must not be before the end of what was read, nor of what was looked at.

    Attributes:
        size: of the frame.
        leaves: it counts as a frame within frames.
        looked: the places of the offsets before which it must not end, or None if there are none.
    """

    size: Formula
    leaves: bool
    looked: tuple[Place, ...] | None = None


@record
class EndHere:
    """The frame ends here."""


MeasureStep: TypeAlias = (
    TakeGiven
    | Guard
    | Leave
    | Start
    | Mark
    | Need
    | NeedPassed
    | Peek
    | UnpackAhead
    | UnpackAt
    | Decode
    | Cut
    | Convert
    | Compute
    | NotNegative
    | AtMost
    | Spend
    | Pass
    | PassTo
    | PassVarint
    | KeepBytes
    | FindEnd
    | SkipAlignment
    | Bound
    | PassFrame
    | PassByTag
    | PassBranch
    | PassWhen
    | ReadAgain
    | PassCounted
    | PassUntil
    | EndFixed
    | HasAhead
    | EndBySize
    | EndHere
)
MeasureSteps: TypeAlias = tuple[MeasureStep, ...]
