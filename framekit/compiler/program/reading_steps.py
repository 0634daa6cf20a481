"""The steps that read a frame.

Strategy: a program is a list of steps, and a step that repeats or chooses holds lists of its own. `offset` is where reading has
come to, `end` is the end of the bytes that the frame or the bounded part may take; every other value is held in a place.

Rules: frozen data, nothing of Python's source. The first sentence of each docstring defines the step, and
docs/reference/program.md shows it. A step that finds the bytes wrong gives up without a reason. A run or a slice may reach past
`end` without notice: the step that ends its part (`Finish`, `Within`, `Loop`) refuses that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from framekit.compiler.program.giving import ValueToGive
from framekit.compiler.program.operands import Amount, Formula, Place
from framekit.compiler.program.runs import Slot
from framekit.compiler.program.shared_steps import Check, Guard, Leave, Spend
from framekit.spec.kinds import (
    Arm,
    Before,
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Kind,
    Leftover,
    Mapped,
    Order,
    Padding,
    Switch,
    Text,
    Varint,
)
from framekit.spec.model import FrameSpec
from framekit.spec.record import record


@record
class TakeGiven:
    """Take a value that is given from outside the frame."""

    place: Place
    index: int


@record
class Start:
    """Remember where the frame begins."""


@record
class CountRest:
    """Keep in a place how many bytes there are from the start of the frame to the end of its surroundings."""

    place: Place


@record
class Mark:
    """Keep in a place the offset that is `back` bytes before this one; after it if `back` is negative."""

    place: Place
    back: int = 0


@record
class BindFrame:
    """End the frame where its own size says, which must not be before the end of what was read, nor after the bytes there are."""

    size: Formula


@record
class Unpack:
    """Read neighbours of fixed size with one struct format, and move past them."""

    slots: tuple[Slot, ...]
    order: Order | None


@record
class UnpackAt:
    """Read one number again, `distance` bytes after a marked offset."""

    slot: Slot
    begin: Place
    distance: int


@record
class UnpackAhead:
    """Read a slot that begins `distance` bytes ahead, without moving past it; it must be within the end."""

    slot: Slot
    distance: int


@record
class Decode:
    """Make the value of a slot from what struct gave."""

    place: Place
    kind: Kind


@record
class Expect:
    """Refuse a slot that does not hold its constant or its padding."""

    place: Place
    kind: Const | Padding


@record
class Cut:
    """Take the bits of a field out of the number that it shares with others; a constant or strict padding must be right."""

    place: Place
    group: Place
    bits: Bits
    kind: Kind


@record
class Compute:
    """Compute a length, a count or a size, and refuse a negative one."""

    place: Place
    formula: Formula


@record
class NotNegative:
    """Refuse a negative length, count or size."""

    amount: Formula


@record
class AtMost:
    """Refuse more bytes or items than the `limit=` of their field."""

    amount: Amount
    limit: int


@record
class RestAtMost:
    """Refuse more bytes than the `limit=` of their field from here to a stop, or to the end."""

    stop: Place | None
    limit: int


@record
class ReadVarint:
    """Read an integer of variable length, or the rest of one whose first bits are in the place `head`."""

    place: Place
    kind: Varint
    head: Place | None = None


@record
class TakeBytes:
    """Take a number of bytes as a value."""

    place: Place
    kind: Bytes | Text
    length: Amount


@record
class UnpackAround:
    """Read a run, the bytes whose length is its last number, and the run after them with one struct format for that length.

    Both runs have one byte order.
    """

    before: Unpack
    take: TakeBytes
    after: Unpack


@record
class TakeRest:
    """Take all bytes up to a stop, or up to the end, as a value."""

    place: Place
    kind: Bytes | Text
    stop: Place | None


@record
class TakeUntil:
    """Take the bytes up to a terminator, or to the first of several, or also up to the end, as a value."""

    place: Place
    kind: Bytes | Text


@record
class SkipBytes:
    """Move past a number of bytes, which must be within the end, and with `strict` hold nothing but the fill."""

    length: Amount
    fill: int
    strict: bool


@record
class SkipAlignment:
    """Move to the next multiple of a number of bytes from the start of the frame, or of the `outer` one that is the buffer's."""

    to: int
    fill: int
    strict: bool
    outer: bool


@record
class Convert:
    """Convert what was read into the value of the field, with an argument if its functions take one."""

    place: Place
    kind: Mapped
    argument: Formula | None = None


@record
class Within:
    """Read a part within its own bounds: the end is at its size, or before the last bytes, while it is read, and is put back.

    Attributes:
        stop: where the end is while it is read.
        outer: where the end was.
        size: of the part, or the bytes that are left after it.
        leftover: what becomes of bytes that it does not take.
        steps: that read it.
        more: bytes that are left after it beyond those of `size`, or None.
        least: bytes that what is in it takes at least.
        fill: what bytes must be that it does not take, if they must be a fill.
    """

    stop: Place
    outer: Place
    size: Amount | Before
    leftover: Leftover
    steps: ReadSteps
    more: Formula | None = None
    least: int = 0
    fill: bytes = b"\0"


@record
class Branch:
    """Read what the tag chooses."""

    tag: Place
    on: Formula
    arms: tuple[tuple[Arm, ReadSteps], ...]
    otherwise: ReadSteps | None


@record
class PeekBranch:
    """Look at the tag in a run that is not yet read, and read that run together with what the tag chooses.

    Attributes:
        peeked: the slot of the tag.
        head: the run that holds it.
        checks: what is done in each arm with the values of that run.
        tag: the place of the tag.
        on: what the tag is.
        arms: the steps of each, of which the first reads the run.
        otherwise: the same for any other tag, or None if it is refused.
        bound: the bounds of what is chosen, without steps, or None.
    """

    peeked: Slot
    head: Unpack
    checks: ReadSteps
    tag: Place
    on: Formula
    arms: tuple[tuple[Arm, ReadSteps], ...]
    otherwise: ReadSteps | None
    bound: Within | None


@record
class BranchFrame:
    """Read the frame that the tag chooses from a table of the arms."""

    place: Place
    tag: Place
    on: Formula
    switch: Switch
    otherwise: ReadSteps | None


@record
class Wrap:
    """Keep the bytes of an arm that nobody declared as an Unknown, with their tag."""

    place: Place
    tag: Place


@record
class When:
    """Read a value if a condition holds, or without one if bytes are left; else it is None."""

    place: Place
    condition: Formula | None
    steps: ReadSteps


@record
class ReadFrame:
    """Read a frame inside the frame, and give it the values that it is to have from outside."""

    place: Place
    spec: FrameSpec
    given: tuple[ValueToGive, ...] = ()


@record
class CallCustom:
    """Have a function of the user's read a value."""

    place: Place
    kind: Custom


@record
class DivideRest:
    """Compute how many items of a fixed size fill the bytes up to the end, and refuse a remainder."""

    place: Place
    size: int


@record
class Room:
    """Refuse a count of items for which the bytes up to the end are too few, at `least` bytes for each."""

    count: Amount
    least: int


@record
class Counted:
    """As many items as a count says."""

    count: Amount


@record
class ToEnd:
    """Items up to the end."""


@record
class AtMarker:
    """Items until a marker is found where the next would begin, or with `or_end` up to the end; `consume` moves past it."""

    marker: bytes
    consume: bool
    or_end: bool = False


@record
class AfterItem:
    """Items up to one for which a condition holds, that one included, or with `or_end` up to the end."""

    condition: Formula
    or_end: bool = False


Ending: TypeAlias = Counted | ToEnd | AtMarker | AfterItem


@record
class Loop:
    """Read items one after another into a list.

    Attributes:
        place: of the list.
        item: the place of each item.
        ending: how many there are.
        steps: read one item.
        limit: maximum number of items if they are not counted beforehand, or None.
        empty: an item may take no bytes, and is counted one by one.
        size: bytes of every item, or None if they differ.
        least: minimum number of bytes of an item.
        kind: of the items.
        index: the place of how many items precede one, if that is asked for, or None.
        taken: the place of the bytes that the last item takes, if that is asked for, or None.
    """

    place: Place
    item: Place
    ending: Ending
    steps: ReadSteps
    limit: int | None
    empty: bool
    size: int | None
    least: int
    kind: Kind
    index: Place | None = None
    taken: Place | None = None


@record
class TakeNumbers:
    """Read a count of numbers of one struct character into a list."""

    place: Place
    kind: Kind
    count: Amount
    size: int


@record
class TakeBitItems:
    """Read a count of items that are bits into a list; they take `length` bytes together."""

    place: Place
    bits: Bits
    count: Amount
    length: Amount


@record
class TakeRows:
    """Read a count of items, each of which is one run, into a list."""

    place: Place
    item: Place
    unpack: Unpack
    steps: ReadSteps
    count: Amount
    size: int


@record
class Finish:
    """Refuse a frame that does not end within its bytes; one that is `bound` to a size must end exactly there."""

    bound: bool


@record
class HasAhead:
    """Refuse a frame that ends before the last byte at which a field looked: `reach` bytes after the offset in `start`."""

    start: Place
    reach: int


@record
class VerifyChecksum:
    """Refuse a checksum that the bytes which it covers do not have.

    Attributes:
        place: of the number.
        kind: of the checksum.
        covered: from where to where, in order; None is the start of the frame, or where reading has come to.
        zeros: bytes of the checksum itself, which count as zero between the first stretch and the second.
        key: of the digest, or None.
        optional: it may be absent, None then, and has nothing to hold.
    """

    place: Place
    kind: Checksum
    covered: tuple[tuple[Place | None, Place | None], ...]
    zeros: int = 0
    key: Formula | None = None
    optional: bool = False


@record
class Make:
    """Make the instance of a frame from the places of its fields."""

    place: Place
    spec: FrameSpec


ReadStep: TypeAlias = (
    Guard
    | Leave
    | TakeGiven
    | Start
    | CountRest
    | Mark
    | BindFrame
    | Unpack
    | UnpackAt
    | UnpackAhead
    | Decode
    | Expect
    | Cut
    | Check
    | Compute
    | NotNegative
    | AtMost
    | RestAtMost
    | ReadVarint
    | TakeBytes
    | UnpackAround
    | TakeRest
    | TakeUntil
    | SkipBytes
    | SkipAlignment
    | Convert
    | Within
    | Branch
    | PeekBranch
    | BranchFrame
    | Wrap
    | When
    | ReadFrame
    | CallCustom
    | Spend
    | DivideRest
    | Room
    | Loop
    | TakeNumbers
    | TakeBitItems
    | TakeRows
    | Finish
    | HasAhead
    | VerifyChecksum
    | Make
)
ReadSteps: TypeAlias = tuple[ReadStep, ...]


def change_blocks(step: ReadStep, change: Callable[[ReadSteps], ReadSteps]) -> ReadStep:
    """A step with its blocks changed by a pass; a step without blocks as it is."""
    match step:
        case Within() | When() | Loop():
            return replace(step, steps=change(step.steps))
        case Branch() | PeekBranch():
            arms = tuple((arm, change(steps)) for arm, steps in step.arms)
            return replace(step, arms=arms, otherwise=None if step.otherwise is None else change(step.otherwise))
        case BranchFrame():
            return replace(step, otherwise=None if step.otherwise is None else change(step.otherwise))
        case _:
            return step
