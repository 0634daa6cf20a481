"""The steps that read a frame.

Strategy: a program is a list of steps, and a step that repeats or chooses contains lists of its own. `offset` is the current
position, and `end` is the end of the bytes that the frame or the bounded part may take; every other value is stored in a place.

Rules: steps are frozen data and contain no Python source. The first sentence of each docstring defines the step, and
docs/reference/program.md shows it. A step that rejects the bytes gives no reason. A run or a slice may reach past `end`
unnoticed: the step that ends its part (`Finish`, `Within`, `Loop`) rejects that.
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
    """Remember the offset at which the frame begins."""


@record
class CountRest:
    """Store the number of bytes from the start of the frame to `end`."""

    place: Place


@record
class Mark:
    """Store the offset `back` bytes before the current one, or after it if `back` is negative."""

    place: Place
    back: int = 0


@record
class BindFrame:
    """End the frame as its own size indicates: not before the end of the bytes read, and not past the bytes available."""

    size: Formula


@record
class Unpack:
    """Read adjacent values of fixed size with one struct format, and move past them."""

    slots: tuple[Slot, ...]
    order: Order | None


@record
class UnpackAt:
    """Read a number again, `distance` bytes after a marked offset."""

    slot: Slot
    begin: Place
    distance: int


@record
class UnpackAhead:
    """Read a slot that begins `distance` bytes ahead, without moving past it; it must not reach past `end`."""

    slot: Slot
    distance: int


@record
class Decode:
    """Convert what struct returned for a slot to its value."""

    place: Place
    kind: Kind


@record
class Expect:
    """Reject a slot that does not contain its constant or its padding."""

    place: Place
    kind: Const | Padding


@record
class Cut:
    """Extract the bits of a field from the number that it shares with others; a constant or strict padding must match."""

    place: Place
    group: Place
    bits: Bits
    kind: Kind


@record
class Compute:
    """Compute a length, a count or a size, and reject a negative result."""

    place: Place
    formula: Formula


@record
class NotNegative:
    """Reject a negative length, count or size."""

    amount: Formula


@record
class AtMost:
    """Reject more bytes or items than the `limit=` of their field allows."""

    amount: Amount
    limit: int


@record
class RestAtMost:
    """Reject more bytes than the `limit=` of their field allows, from here to a stop or to `end`."""

    stop: Place | None
    limit: int


@record
class ReadVarint:
    """Read a variable-length integer, or the rest of one whose first bits are in the place `head`."""

    place: Place
    kind: Varint
    head: Place | None = None


@record
class TakeBytes:
    """Take `length` bytes as a value."""

    place: Place
    kind: Bytes | Text
    length: Amount


@record
class UnpackAround:
    """Read a run that ends with a length, the bytes of that length, and the run after them, with one struct format per length.

    Both runs have the same byte order.
    """

    before: Unpack
    take: TakeBytes
    after: Unpack


@record
class TakeRest:
    """Take all bytes up to a stop, or up to `end`, as a value."""

    place: Place
    kind: Bytes | Text
    stop: Place | None


@record
class TakeUntil:
    """Take the bytes up to a terminator, or to the first of several, as a value; for some kinds, `end` is a terminator too."""

    place: Place
    kind: Bytes | Text


@record
class SkipBytes:
    """Skip `length` bytes, which must not reach past `end` and, if `strict`, must contain only the fill."""

    length: Amount
    fill: int
    strict: bool


@record
class SkipAlignment:
    """Skip to the next multiple of `to` bytes from the start of the frame, or from the start of the buffer if `outer`."""

    to: int
    fill: int
    strict: bool
    outer: bool


@record
class Convert:
    """Convert what was read to the value of the field, with an argument if the conversion takes one."""

    place: Place
    kind: Mapped
    argument: Formula | None = None


@record
class Within:
    """Read a part within its own bounds: `end` is moved to its size, or before a trailer, while it is read, and then restored.

    Attributes:
        stop: the place of the end of the part.
        outer: the place of `end` as it was before.
        size: the size of the part, or the bytes that remain after it.
        leftover: how bytes that its contents do not take are handled.
        steps: the steps that read its contents.
        more: bytes that remain after it in addition to those of `size`, or None.
        least: minimum number of bytes of its contents.
        fill: the fill that untaken bytes must consist of, if a fill is required.
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
    """Read what the tag selects."""

    tag: Place
    on: Formula
    arms: tuple[tuple[Arm, ReadSteps], ...]
    otherwise: ReadSteps | None


@record
class PeekBranch:
    """Peek at the tag in a run that has not been read yet, and read that run together with what the tag selects.

    Attributes:
        peeked: the slot of the tag.
        head: the run that contains it.
        checks: the steps that each arm applies to the values of that run.
        tag: the place of the tag.
        on: the formula of the tag.
        arms: the steps of each arm; the first one reads the run.
        otherwise: the same for any other tag, or None if it is rejected.
        bound: the bounds of what is selected, without steps, or None.
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
    """Read the frame that the tag selects from a table of arms."""

    place: Place
    tag: Place
    on: Formula
    switch: Switch
    otherwise: ReadSteps | None


@record
class Wrap:
    """Wrap the bytes of an undeclared arm in an Unknown, with their tag."""

    place: Place
    tag: Place


@record
class When:
    """Read a value if a condition is true or, without a condition, if bytes are left; otherwise it is None."""

    place: Place
    condition: Formula | None
    steps: ReadSteps


@record
class ReadFrame:
    """Read a nested frame, and pass it the values of its given fields."""

    place: Place
    spec: FrameSpec
    given: tuple[ValueToGive, ...] = ()


@record
class CallCustom:
    """Call a user-defined function to read a value."""

    place: Place
    kind: Custom


@record
class DivideRest:
    """Compute how many items of a fixed size fill the bytes up to `end`, and reject a remainder."""

    place: Place
    size: int


@record
class Room:
    """Reject a count of items that need more bytes than there are up to `end`, at `least` bytes each."""

    count: Amount
    least: int


@record
class Counted:
    """As many items as `count` indicates."""

    count: Amount


@record
class ToEnd:
    """Items up to `end`."""


@record
class AtMarker:
    """Items up to a marker in place of the next item, or with `or_end` also up to `end`; `consume` moves past the marker."""

    marker: bytes
    consume: bool
    or_end: bool = False


@record
class AfterItem:
    """Items up to and including the first for which a condition is true, or with `or_end` also up to `end`."""

    condition: Formula
    or_end: bool = False


Ending: TypeAlias = Counted | ToEnd | AtMarker | AfterItem


@record
class Loop:
    """Read items one after another into a list.

    Attributes:
        place: the place of the list.
        item: the place of each item.
        ending: how the array ends.
        steps: the steps that read one item.
        limit: maximum number of items if they are not counted beforehand, or None.
        empty: True if an item may take no bytes; items are then counted one by one.
        size: bytes of every item, or None if they differ.
        least: minimum number of bytes of an item.
        kind: the kind of the items.
        index: the place of the index of an item, if a step needs it, or None.
        taken: the place of the number of bytes of the last item, if the condition needs it, or None.
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
    """Read `count` numbers of one struct character into a list."""

    place: Place
    kind: Kind
    count: Amount
    size: int


@record
class TakeBitItems:
    """Read `count` items of a few bits each into a list; together they take `length` bytes."""

    place: Place
    bits: Bits
    count: Amount
    length: Amount


@record
class TakeRows:
    """Read `count` items, each of which is one run, into a list."""

    place: Place
    item: Place
    unpack: Unpack
    steps: ReadSteps
    count: Amount
    size: int


@record
class Finish:
    """Reject a frame that reaches past `end`; a frame `bound` to a size must end exactly there."""

    bound: bool


@record
class HasAhead:
    """Reject a frame that ends before the last byte that a field looked at, `reach` bytes after the offset in `start`."""

    start: Place
    reach: int


@record
class VerifyChecksum:
    """Reject a checksum that does not match the bytes it covers.

    Attributes:
        place: the place of the number.
        kind: the kind of the checksum.
        covered: the start and end of each stretch, in order; None is the start of the frame, or the current offset.
        zeros: bytes of the checksum itself, which count as zero between the first stretch and the second.
        key: the key of the digest, or None.
        optional: True if the checksum may be absent; it is then None and is not verified.
    """

    place: Place
    kind: Checksum
    covered: tuple[tuple[Place | None, Place | None], ...]
    zeros: int = 0
    key: Formula | None = None
    optional: bool = False


@record
class Make:
    """Create the instance of a frame from the places of its fields."""

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
    """Apply a pass to the blocks of a step; a step without blocks is returned unchanged."""
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
