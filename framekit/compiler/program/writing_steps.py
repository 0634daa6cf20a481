"""The steps that write a frame.

Strategy: the variable parts are written first, each as bytes in a place; then the derived fields are solved from the measures of
these parts; finally, the pieces of the frame are joined in wire order. A piece is the bytes in a place, or a run that struct
packs.

Rules: steps are frozen data and contain no Python source; the first sentence of each docstring defines the step. A step rejects
a value that would not be read back unchanged, and gives no reason.
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
    """Store a value, or a measure of a value, in a place."""

    place: Place
    source: Source


@record
class ConvertBack:
    """Convert a value to its wire form with an argument, and store it in a place."""

    place: Place
    source: Source
    kind: Mapped
    argument: Formula


@record
class OfClass:
    """Reject an instance of a class other than that of the frame."""

    place: Place
    spec: FrameSpec


@record
class HoldIndex:
    """Store an integer in a place, and reject any other value."""

    place: Place
    source: Source


@record
class HoldBits:
    """Store the value of a bit field in a place, as an integer or as a bool."""

    place: Place
    source: Source
    bits: Bits


@record
class BitsFit:
    """Reject a value that has more bits than its field."""

    members: tuple[tuple[Place, Bits], ...]


@record
class JoinBits:
    """Store the number that bit fields share in a place."""

    place: Place
    group: BitGroup


@record
class HoldBytes:
    """Store a bytes-like value in a place, and reject any other value."""

    place: Place
    source: Source


@record
class Encode:
    """Encode a text, and store its bytes in a place."""

    place: Place
    source: Source
    kind: Text


@record
class Constant:
    """Store constant bytes in a place."""

    place: Place
    wire: bytes


@record
class NoMoreThan:
    """Reject more bytes or items than the `limit=` of their field allows."""

    place: Place
    limit: int


@record
class HoldAmount:
    """Store the number of a prefix in a place: the measure plus a bias, or the null number if the value is None.

    A length or a count that would be written as the null number is rejected.
    """

    place: Place
    measured: Operand
    bias: int
    given: Place | None
    null: int | None


@record
class Exactly:
    """Reject bytes or items whose number is not the declared one."""

    length: Length
    number: int


@record
class NotPadded:
    """Reject a value that ends with its pad, which reading strips."""

    place: Place
    pad: bytes


@record
class EndWith:
    """Append a terminator to the bytes of a value, and reject a value that contains the terminator."""

    place: Place
    until: Until


@record
class OmitTerminator:
    """Omit the terminator of a value that fills the size of its part."""

    place: Place
    size: Amount
    marker: bytes


@record
class WriteVarint:
    """Write a variable-length integer to a place."""

    place: Place
    piece: VarintBytes


@record
class WriteFrame:
    """Write a nested frame to a place."""

    place: Place
    instance: Place
    spec: FrameSpec


@record
class WriteCustom:
    """Call a user-defined function to write a value to a place."""

    place: Place
    source: Source
    kind: Custom


@record
class JoinPieces:
    """Join pieces, and store the bytes in a place."""

    place: Place
    pieces: Pieces


@record
class FillTo:
    """Fill the bytes in a place up to a size."""

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
    """Write a value by the arm of a tag that is determined elsewhere.

    Attributes:
        tag: the place of the tag.
        on: the formula of the tag.
        value: the place of the value.
        arms: each arm and its steps.
        otherwise: the steps for any other tag, or None if it is rejected.
        unknown: True if any other tag takes an Unknown with that tag.
    """

    tag: Place
    on: Formula
    value: Place
    arms: tuple[tuple[Arm, WriteSteps], ...]
    otherwise: WriteSteps | None
    unknown: bool


@record
class WriteByClass:
    """Write a frame by the arm of its class, which determines the tag; an Unknown has a tag and bytes of its own.

    Attributes:
        place: the place of the bytes.
        value: the place of the value.
        switch: the arms.
        tag: the place of the tag, or None if it is not derived.
        unknown: the steps for an Unknown, or None if the switch has none.
    """

    place: Place
    value: Place
    switch: Switch
    tag: Place | None
    unknown: WriteSteps | None


@record
class WriteByType:
    """Write a frame by the steps of its class, one of a few, which also determines the tag.

    Attributes:
        place: the place of the bytes.
        value: the place of the value.
        switch: the arms.
        tag: the place of the tag, or None if it is not derived.
        arms: for each frame, its tag (None if several tags select it) and its steps.
        unknown: the steps for an Unknown, or None if the switch has none.
    """

    place: Place
    value: Place
    switch: Switch
    tag: Place | None
    arms: tuple[tuple[FrameSpec, Tag | None, WriteSteps], ...]
    unknown: WriteSteps | None


@record
class AgreeWithTag:
    """Reject a value whose class belongs to an arm other than that of the tag; None in `given` passes."""

    name: str
    switch: Switch
    on: Formula
    value: Place
    given: Place | None


# Arrays


@record
class HoldItems:
    """Store a list in a place, and reject any other value."""

    place: Place
    source: Source


@record
class PackNumbers:
    """Pack all numbers of a list with one struct character, and store the bytes in a place."""

    place: Place
    items: Place
    kind: Kind


@record
class PackBitItems:
    """Pack items of a few bits each, and store the bytes in a place."""

    place: Place
    items: Place
    bits: Bits


@record
class WriteItems:
    """Write the items of a list one after another to a place.

    Attributes:
        place: the place of the bytes.
        items: the place of the list.
        item: the place of each item.
        steps: the steps that write one item.
        pieces: the pieces of one item.
        until: the marker after the last item, which no item may begin with, or None.
        last: the condition that is true for the last item and for no other, or None.
        or_end: True if `last` may be false for the last item, since the end of the bytes ends the array too.
        index: the place of the index of an item, if a step needs it, or None.
        taken: the place of the number of bytes of the last item, if the condition needs it, or None.
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


# Values that depend on other fields


@record
class Solve:
    """Compute a derived field from a measure, or set it to `absent` if its consumer is absent."""

    place: Place
    formula: Formula
    consumer: Place | None
    absent: int


@record
class SolveSize:
    """Compute a derived frame size that is a variable-length integer, by trying each length that it may have itself.

    Attributes:
        place: the place of the number.
        wire: the place of its bytes.
        tried: the place of the length that is tried.
        formula: the number, computed from the length that is tried.
        kind: the kind of the number.
    """

    place: Place
    wire: Place
    tried: Place
    formula: Formula
    kind: Varint


@record
class ReadBack:
    """Read back a number that a nested frame has derived, from the bytes of that frame."""

    place: Place
    frame: Place
    field: FieldSpec
    offset: int


@record
class FillBytes:
    """Store `size` bytes of a fill in a place."""

    place: Place
    size: Formula
    fill: int


@record
class AlignTo:
    """Store the fill bytes up to the next multiple of `to` in a place."""

    place: Place
    position: Length
    to: int
    fill: int


@record
class Agree:
    """Reject a value unless its measure equals an expression over other fields; None in `given` passes."""

    formula: Formula
    measured: Operand
    given: Place | None


@record
class FitsGiven:
    """Reject a value that a given field cannot have."""

    value: Source
    field: FieldSpec


@record
class HasGiven:
    """Reject a nested frame whose given field differs from the value that the outer frame passes to it."""

    instance: Place
    given: ValueToGive


@record
class AgreeWithGiven:
    """Reject nested frames whose given fields differ from values that are known only after these frames are written.

    Attributes:
        name: the name of the field.
        kind: the kind of the field.
        value: the value of the field.
        formulas: the expressions of the kind that give values and select frames, in its order.
    """

    name: str
    kind: Kind
    value: Source
    formulas: tuple[Formula, ...]


@record
class AgreeOnPresence:
    """Reject a value that is present although its condition is false, or absent although it is true."""

    formula: Formula
    presence: Presence


@record
class NothingKept:
    """Reject leftover bytes of a part whose contents take all bytes of its size."""

    name: str
    kept: Place
    switch: Switch
    on: Formula


@record
class NothingAfterAbsent:
    """Reject bytes after an absent value whose presence depends on whether bytes are left."""

    place: Place
    after: tuple[Place, ...]


# The frame as a whole


@record
class Assemble:
    """Join the pieces of the frame."""

    pieces: Pieces


@record
class Continues:
    """Reject a frame in which the bytes after a value do not begin with its unconsumed terminator."""

    marker: bytes | Place
    position: Length


@record
class AgreeAhead:
    """Reject a frame in which the `size` bytes at a position differ from the value of a field that looks ahead."""

    place: Place
    position: Length
    size: int


@record
class WriteChecksum:
    """Compute a checksum over the bytes of the frame, and write it at its position.

    Attributes:
        place: the place of the number.
        kind: the kind of the checksum.
        covered: the start and end of each stretch, in order; None is the start of the frame, or its end so far.
        at: its start and end, or None if it is appended.
        index: the place of the number as an integer, if struct lacks its width.
        key: the key of the digest, or None.
        room: the place of the bytes reserved for it, empty if it is absent; None if it is always present.
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
    """Write the frame with *explain*, which knows where each frame begins."""


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
