"""The steps that find the end of a frame from the bytes that have arrived.

Strategy: they are what remains of the reading steps when no values are needed (project_measuring.py): lengths, counts, tags and
bounds. `offset` may move past the bytes that have arrived; a step that must look at bytes waits for them first.

Rules: steps are frozen data; the first sentence of each docstring defines the step. Only operands of later steps are stored.
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
    """Wait until `amount` bytes from `offset` on have arrived."""

    amount: Amount


@record
class NeedPassed:
    """Wait until all bytes that were passed have arrived."""


@record
class Peek:
    """Read the numbers of a run that later steps need, each after a gap, once the run has arrived.

    Attributes:
        slots: pairs of the gap before a slot, in bytes, and the slot.
        size: bytes up to the end of the last slot.
        order: the byte order.
    """

    slots: tuple[tuple[int, Slot], ...]
    size: int
    order: Order | None


@record
class Pass:
    """Move past `amount` bytes, or items of `size` bytes each."""

    amount: Amount
    size: int = 1


@record
class PassTo:
    """Move to a stored offset."""

    place: Place


@record
class PassVarint:
    """Read a variable-length integer, waiting for its bytes."""

    place: Place
    kind: Varint
    head: Place | None = None


@record
class KeepBytes:
    """Store `length` bytes as a value."""

    place: Place
    kind: Bytes | Text
    length: Amount


@record
class FindEnd:
    """Move past a terminator once it has arrived, and store the value if `keep` is true."""

    place: Place
    kind: Bytes | Text
    keep: bool


@record
class Bound:
    """Store the end of a part with its own size, which must be at least `least`, the minimum size of the contents."""

    place: Place
    size: Amount
    least: int


@record
class PassFrame:
    """Find the end of a nested frame, passing it the values of its given fields."""

    spec: FrameSpec
    given: tuple[ValueToGive, ...] = ()


@record
class PassByTag:
    """Find the end of the frame that the tag selects."""

    place: Place
    tag: Place
    on: Formula
    switch: Switch
    otherwise: MeasureSteps | None


@record
class PassBranch:
    """Find the end of what the tag selects."""

    tag: Place
    on: Formula
    arms: tuple[tuple[Arm, MeasureSteps], ...]
    otherwise: MeasureSteps | None


@record
class PassWhen:
    """Find the end of a value if a condition is true; otherwise store None in its place, if it has one."""

    place: Place | None
    condition: Formula
    steps: MeasureSteps


@record
class ReadAgain:
    """Read a whole value that a formula looks into, from a marked offset up to a stop or to the current offset."""

    place: Place
    begin: Place
    stop: Place | None
    steps: ReadSteps
    asked: tuple[Place, ...]


@record
class PassCounted:
    """Find the end of `count` items, and reject an item of fewer than `least` bytes."""

    left: Place
    count: Amount
    least: int
    begin: Place | None
    steps: MeasureSteps
    index: Place | None = None


@record
class PassUntil:
    """Find the end of items up to a marker, or up to and including the first for which a condition is true.

    Attributes:
        count: the place of the number of items.
        marker: the bytes in place of the next item, or None.
        consume: True if the marker is passed too.
        condition: is true for the last item only, or None.
        limit: maximum number of items, or None.
        empty: True if an item may take no bytes; items are then counted against the limit of the outermost frame.
        steps: the steps of one item.
        index: the place of the index of an item, if a step needs it, or None.
        taken: the place of the number of bytes of the last item, if the condition needs it, or None.
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
    """End the frame after `size` bytes, which is the same for all frames."""

    size: int


@record
class EndBySize:
    """End the frame as its own size indicates: not before the end of the bytes read or looked at.

    Attributes:
        size: the size of the frame.
        leaves: True if the frame counts as a nesting level, which it leaves.
        looked: the places of the offsets before which it must not end, or None if there are none.
    """

    size: Formula
    leaves: bool
    looked: tuple[Place, ...] | None = None


@record
class EndHere:
    """End the frame here."""


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
