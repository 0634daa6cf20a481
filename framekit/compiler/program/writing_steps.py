"""The steps that write a frame.

Strategy: the variable parts are written first, each as bytes in a place; then the derived fields are solved from what was
measured of them; last, the pieces of the frame are joined in the order of the wire. A piece is bytes that a place holds, or a
run that struct packs.

Rules: frozen data, nothing of Python's source; the first sentence of each docstring defines the step. A step that finds a value
that would not be read back as it is gives up without a reason.
"""

from __future__ import annotations

from typing import TypeAlias

from framekit.compiler.program.giving import ValueToGive
from framekit.compiler.program.operands import Amount, Formula, Length, Operand, Place, Presence
from framekit.compiler.program.shared_steps import Check, Guard, Leave, Spend
from framekit.compiler.program.writing_pieces import BitGroup, Pieces, Source, VarintBytes
from framekit.spec.kinds import Arm, Bits, Checksum, Custom, Kind, Mapped, Switch, Tag, Text, Until, Varint
from framekit.spec.model import FieldSpec, FrameSpec
from framekit.spec.record import record

# Values


@record
class Hold:
    """Keep a value, or what was measured, in a place."""

    place: Place
    source: Source


@record
class ConvertBack:
    """Keep what is on the wire for a value in a place, made with an argument."""

    place: Place
    source: Source
    kind: Mapped
    argument: Formula


@record
class OfClass:
    """Refuse an instance of any other class than that of a frame."""

    place: Place
    spec: FrameSpec


@record
class HoldIndex:
    """Keep a whole number in a place; refuse what is not one."""

    place: Place
    source: Source


@record
class HoldBits:
    """Keep the value of a bit field in a place, as an integer or as a bool."""

    place: Place
    source: Source
    bits: Bits


@record
class BitsFit:
    """Refuse a value that has more bits than its field."""

    members: tuple[tuple[Place, Bits], ...]


@record
class JoinBits:
    """Keep the number that bit fields share in a place."""

    place: Place
    group: BitGroup


@record
class HoldBytes:
    """Keep a value of bytes in a place; refuse what is not bytes-like."""

    place: Place
    source: Source


@record
class Encode:
    """Keep the bytes of a text in a place."""

    place: Place
    source: Source
    kind: Text


@record
class Constant:
    """Keep constant bytes in a place."""

    place: Place
    wire: bytes


@record
class NoMoreThan:
    """Refuse more bytes or items than the `limit=` of their field."""

    place: Place
    limit: int


@record
class HoldAmount:
    """Keep the number that a prefix says in a place: what was measured and a bias, or the null number if the value is None.

    A length or a count whose number would be the null number is refused.
    """

    place: Place
    measured: Operand
    bias: int
    given: Place | None
    null: int | None


@record
class Exactly:
    """Refuse bytes or items that are not as many as the declaration says."""

    length: Length
    number: int


@record
class NotPadded:
    """Refuse a value that ends with its pad, which reading takes off."""

    place: Place
    pad: bytes


@record
class EndWith:
    """Put a terminator after the bytes of a value, and refuse a value that holds it."""

    place: Place
    until: Until


@record
class OmitTerminator:
    """Leave out the terminator of a value that fills the size of its part."""

    place: Place
    size: Amount
    marker: bytes


@record
class WriteVarint:
    """Write an integer of variable length into a place."""

    place: Place
    piece: VarintBytes


@record
class WriteFrame:
    """Write a frame inside the frame into a place."""

    place: Place
    instance: Place
    spec: FrameSpec


@record
class WriteCustom:
    """Have a function of the user's write a value into a place."""

    place: Place
    source: Source
    kind: Custom


@record
class JoinPieces:
    """Join pieces to bytes in a place."""

    place: Place
    pieces: Pieces


@record
class FillTo:
    """Fill bytes up to a size."""

    place: Place
    size: Amount
    fill: bytes = b"\0"


@record
class WhenPresent:
    """Write a value that is not None; None takes no bytes."""

    given: Place
    place: Place
    steps: WriteSteps


# Choices


@record
class WriteBranch:
    """Write a value as the tag chooses, which is known from elsewhere.

    Attributes:
        tag: the place of the tag.
        on: what the tag is.
        value: the place of the value.
        arms: and the steps of each.
        otherwise: the steps for any other tag, or None if it is refused.
        unknown: any other tag takes an Unknown that has this tag.
    """

    tag: Place
    on: Formula
    value: Place
    arms: tuple[tuple[Arm, WriteSteps], ...]
    otherwise: WriteSteps | None
    unknown: bool


@record
class WriteByClass:
    """Write a frame as its class chooses, and determine the tag from it; an Unknown brings its tag and its bytes.

    Attributes:
        place: of the bytes.
        value: the place of the value.
        switch: the arms.
        tag: the place of the tag, or None if it is not derived.
        unknown: the steps for an Unknown, or None if there is none.
    """

    place: Place
    value: Place
    switch: Switch
    tag: Place | None
    unknown: WriteSteps | None


@record
class WriteByType:
    """Write a frame by the steps for its class, of which there are few, and determine the tag from it.

    Attributes:
        place: of the bytes.
        value: the place of the value.
        switch: the arms.
        tag: the place of the tag, or None if it is not derived.
        arms: for each frame, its tag (None if several tags choose it) and its steps.
        unknown: the steps for an Unknown, or None if there is none.
    """

    place: Place
    value: Place
    switch: Switch
    tag: Place | None
    arms: tuple[tuple[FrameSpec, Tag | None, WriteSteps], ...]
    unknown: WriteSteps | None


@record
class AgreeWithTag:
    """Refuse a value whose class belongs to another arm than the tag; `given` passes None."""

    name: str
    switch: Switch
    on: Formula
    value: Place
    given: Place | None


# Arrays


@record
class HoldItems:
    """Keep a list in a place; refuse what is not a list."""

    place: Place
    source: Source


@record
class PackNumbers:
    """Pack all numbers of a list by one struct character into a place."""

    place: Place
    items: Place
    kind: Kind


@record
class PackBitItems:
    """Pack items that are bits into a place."""

    place: Place
    items: Place
    bits: Bits


@record
class WriteItems:
    """Write the items of a list one after another into a place.

    Attributes:
        place: of the bytes.
        items: the place of the list.
        item: the place of each item.
        steps: write one item.
        pieces: the bytes of one item.
        until: the marker after the last item, which no item may begin with, or None.
        last: the condition that holds for the last item and for no other, or None.
        or_end: it need not hold for the last item, which the end ends as well.
        index: the place of how many items precede one, if that is asked for, or None.
        taken: the place of the bytes that the last item takes, if that is asked for, or None.
    """

    place: Place
    items: Place
    item: Place
    steps: WriteSteps
    pieces: Pieces
    until: Until | None
    last: Formula | None
    or_end: bool = False
    index: Place | None = None
    taken: Place | None = None


# What depends on other fields


@record
class Solve:
    """Compute a derived field from what was measured; if its consumer is absent, it is `absent`."""

    place: Place
    formula: Formula
    consumer: Place | None
    absent: int


@record
class SolveSize:
    """Compute a derived size of the frame that is an integer of variable length: by trying how many bytes it takes itself.

    Attributes:
        place: of the number.
        wire: the place of its bytes.
        tried: the place of the number of bytes that is tried.
        formula: the number, over what was tried.
        kind: of the number.
    """

    place: Place
    wire: Place
    tried: Place
    formula: Formula
    kind: Varint


@record
class ReadBack:
    """Read a number that a nested frame derived out of the bytes of that frame."""

    place: Place
    frame: Place
    field: FieldSpec
    offset: int


@record
class FillBytes:
    """Keep as many bytes of a fill in a place as an expression says."""

    place: Place
    size: Formula
    fill: int


@record
class AlignTo:
    """Keep as many bytes in a place as lead to the next multiple of a number."""

    place: Place
    position: Length
    to: int
    fill: int


@record
class Agree:
    """Refuse a value unless what was measured of it is what an expression over other fields says; `given` passes None."""

    formula: Formula
    measured: Operand
    given: Place | None


@record
class FitsGiven:
    """Refuse a value that a given field cannot have."""

    value: Source
    field: FieldSpec


@record
class HasGiven:
    """Refuse a frame that has another value of a given field than the frame around it gives."""

    instance: Place
    given: ValueToGive


@record
class AgreeWithGiven:
    """Refuse frames inside a value that do not have what they are given, where that is known only after they are written.

    Attributes:
        name: of the field.
        kind: of the field.
        value: of the field.
        formulas: the expressions of the kind that give values and choose among frames, in its order.
    """

    name: str
    kind: Kind
    value: Source
    formulas: tuple[Formula, ...]


@record
class AgreeOnPresence:
    """Refuse a value that is present while its condition does not hold, or absent while it does."""

    formula: Formula
    presence: Presence


@record
class NothingKept:
    """Refuse bytes to keep after a part that takes all bytes of its size."""

    name: str
    kept: Place
    switch: Switch
    on: Formula


@record
class NothingAfterAbsent:
    """Refuse bytes after a value that is absent, if it is present whenever bytes are left."""

    place: Place
    after: tuple[Place, ...]


# The frame as a whole


@record
class Assemble:
    """Join the pieces of the frame."""

    pieces: Pieces


@record
class Continues:
    """Refuse a frame in which an unconsumed terminator is not the beginning of what follows it."""

    marker: bytes | Place
    position: Length


@record
class AgreeAhead:
    """Refuse a frame that has other bytes than a value which looks ahead says: `size` of them, from a position on."""

    place: Place
    position: Length
    size: int


@record
class WriteChecksum:
    """Compute a checksum over the bytes of the frame, and put it in its place.

    Attributes:
        place: of the number.
        kind: of the checksum.
        covered: from where to where, in order; None is the start of the frame, or its end so far.
        at: where it begins and ends, or None if it is appended.
        index: the place of the number as an integer, if struct lacks its width.
        key: of the digest, or None.
        room: the place of the bytes that are kept for it, none if it is absent; None if it is always there.
    """

    place: Place
    kind: Checksum
    covered: tuple[tuple[Length | None, Length | None], ...]
    at: tuple[Length, Length] | None
    index: Place | None
    key: Formula | None = None
    room: Place | None = None


@record
class WriteCarefully:
    """Write the frame as *explain* does, which knows where each frame begins."""


WriteStep: TypeAlias = (
    WriteCarefully
    | Guard
    | Leave
    | Hold
    | ConvertBack
    | OfClass
    | HoldIndex
    | HoldBits
    | BitsFit
    | JoinBits
    | HoldBytes
    | Encode
    | Constant
    | NoMoreThan
    | HoldAmount
    | Exactly
    | NotPadded
    | EndWith
    | OmitTerminator
    | WriteVarint
    | WriteFrame
    | WriteCustom
    | JoinPieces
    | FillTo
    | WhenPresent
    | WriteBranch
    | WriteByClass
    | WriteByType
    | AgreeWithTag
    | HoldItems
    | Spend
    | PackNumbers
    | PackBitItems
    | WriteItems
    | Solve
    | SolveSize
    | ReadBack
    | FillBytes
    | AlignTo
    | Agree
    | FitsGiven
    | HasGiven
    | AgreeWithGiven
    | AgreeOnPresence
    | NothingKept
    | NothingAfterAbsent
    | Check
    | Assemble
    | Continues
    | AgreeAhead
    | WriteChecksum
)
WriteSteps: TypeAlias = tuple[WriteStep, ...]
