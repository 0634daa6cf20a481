"""Lowers values that are not in runs: bytes, arrays, switches, bounded parts.

Strategy: one `match` over the kinds. The bytes of each value, without a prefix, are stored in the place of its path; its measures
are noted for the relations: its length, its count, the tag that its class determines, and whether it is present.

Rules: values that would not be read back unchanged are rejected: text that contains its terminator, an item that ends an array
too early, a value in the wrong arm.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from framekit.compiler.program.giving import values_to_give
from framekit.compiler.program.inspection import places_read
from framekit.compiler.program.lower_writing_runs import number_arguments, value_arguments
from framekit.compiler.program.opening import FEW_ARMS, is_inlined, is_part_of_outer
from framekit.compiler.program.operands import Amount, Formula, Length, Operand, Place, Presence, Value, read_places
from framekit.compiler.program.runs import (
    fits_in_run,
)
from framekit.compiler.program.shared_steps import Spend
from framekit.compiler.program.writing_pieces import (
    Held,
    Pieces,
    Source,
    VarintBytes,
)
from framekit.compiler.program.writing_scope import Scope, packed, packing
from framekit.compiler.program.writing_steps import (
    Agree,
    AgreeWithTag,
    Constant,
    ConvertBack,
    Encode,
    EndWith,
    Exactly,
    FillTo,
    HasGiven,
    Hold,
    HoldAmount,
    HoldBytes,
    HoldItems,
    NoMoreThan,
    NotPadded,
    OfClass,
    OmitTerminator,
    PackBitItems,
    PackNumbers,
    WhenPresent,
    WriteBranch,
    WriteByClass,
    WriteByType,
    WriteCustom,
    WriteFrame,
    WriteItems,
    WriteSteps,
    WriteVarint,
)
from framekit.spec.ends import omitted_terminator, terminator_left
from framekit.spec.expr import Path
from framekit.spec.kinds import (
    Arm,
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Filler,
    Fixed,
    FromFields,
    Given,
    Kind,
    LookAhead,
    Mapped,
    Nested,
    Optional,
    Padding,
    Prefixed,
    Repeat,
    Scalar,
    Sized,
    Switch,
    Tag,
    Text,
    Until,
    UntilItem,
    Varint,
    wire_base,
)
from framekit.spec.model import FrameSpec, Measure
from framekit.spec.sizes import (
    counts_items,
    ends_or_terminates,
    is_guarded,
    may_be_empty,
    takes_rest,
)
from framekit.spec.structure import extent_of, may_be_null
from framekit.spec.tags import has_one_tag, why_not_derivable


class ValueLowering:
    """Lowers the values of one frame, and notes the measures of its fields.

    Args:
        scope: the scope of the frame.
        pieces_of: lowers another frame, and returns its pieces.
    """

    def __init__(self, scope: Scope, pieces_of: Callable[[Scope], Pieces]) -> None:
        self.scope = scope
        self.pieces_of = pieces_of
        self.measured: dict[tuple[str, Measure, int], Operand] = {}
        self.kept: set[Place] = set()
        self.ending: Place = ()  # the place of the unconsumed terminator of the current value, if it depends on that value

    def wire(self, kind: Kind, source: Source, path: Path, *, top: bool = False) -> Pieces:
        """Lower one value, and return its pieces, including its prefix."""
        if fits_in_run(kind):
            return (packed(kind, value_arguments(self.scope, kind, source, self.scope.at(*path, ":wire"))),)
        if isinstance(kind, Nested) and is_part_of_outer(kind):
            return self.inline(kind.frame, source, path)
        self.value(kind, source, path, top=top)
        extent = extent_of(kind)
        if isinstance(extent, FromFields) and not top:
            self.scope.add(Agree(self.scope.formula(extent.expression), self.length(kind, path), None))
        written = Held(self.scope.at(*path))
        if not isinstance(extent, Prefixed):
            return (written,)
        amount = self.prefix_amount(kind, extent, self.length(kind, path), path)
        if isinstance(extent.prefix, Varint):
            return (VarintBytes(extent.prefix, amount), written)
        return (packed(extent.prefix, number_arguments(self.scope, extent.prefix, amount, self.scope.at(*path))), written)

    def inline(self, spec: FrameSpec, source: Source, path: Path) -> Pieces:
        """Lower a small frame in place of a call of its writer."""
        operand = source.operand
        holder = operand.place if isinstance(operand, Value) and not operand.attributes and not source.packs else ()
        if not holder:
            holder = self.scope.at(*path, ":opened")
            self.scope.add(Hold(holder, source))
        self.scope.add(OfClass(holder, spec))
        inner = Scope(spec, holder, self.scope.at(*path))
        pieces = self.pieces_of(inner)
        self.scope.add(*inner.steps)
        return pieces

    def prefix_amount(self, kind: Kind, extent: Prefixed, measured: Operand, path: Path) -> Source:
        """Return the number in the prefix of a value that has been lowered."""
        if extent.null is None and not extent.bias:
            return Source(measured)
        place, given = self.scope.at(*path, ":amount"), self.scope.at(*path, ":value")
        self.scope.add(HoldAmount(place, measured, extent.bias, None if extent.null is None else given, extent.null))
        return Source(Value(place))

    def value(self, kind: Kind, source: Source, path: Path, *, top: bool = False) -> None:
        """Lower a value that is not a slot, so that its bytes, without a prefix, are stored in the place of its path.

        If `top`, the value is a field, whose measures are noted for the relations.
        """
        if not may_be_null(kind):
            self.present(kind, source, path, top=top)
            return
        given = self.scope.at(*path, ":value")
        self.scope.add(Hold(given, source))
        with self.scope.block() as block:
            self.present(kind, Source(Value(given)), path, top=False)
        self.scope.add(WhenPresent(given, self.scope.at(*path), tuple(block)))

    def present(self, kind: Kind, source: Source, path: Path, *, top: bool) -> None:
        """Lower a value that is not None."""
        place = self.scope.at(*path)
        match kind:
            case Varint():
                self.scope.add(WriteVarint(place, VarintBytes(kind, source)))
            case Bytes():
                self.scope.add(HoldBytes(place, source))
                self.end_bytes(kind, place)
            case Text():
                self.scope.add(Encode(place, source, kind))
                self.end_bytes(kind.data, place)
            case Mapped(argument=None):
                self.value(kind.base, packing(kind, source), path, top=top)
                return
            case Mapped(argument=argument):
                assert argument is not None
                converted = self.scope.at(*path, ":wire")
                self.scope.add(ConvertBack(converted, source, kind, self.scope.formula(argument)))
                self.value(kind.base, Source(Value(converted)), path, top=top)
                return
            case Repeat():
                self.repeat(kind, source, path)
            case Nested() if is_inlined(kind.frame):
                self.scope.join(place, self.inline(kind.frame, source, path))
            case Nested():
                holder = self.scope.at(*path, ":frame")
                self.scope.add(Hold(holder, source), OfClass(holder, kind.frame))
                if self.scope.gives_early(kind):
                    given = values_to_give(self.scope.spec, kind, self.scope.formula)
                    self.scope.add(*(HasGiven(holder, each) for each in given))
                self.scope.add(WriteFrame(place, holder, kind.frame))
            case Sized():
                self.sized(kind, source, path, top=top)
            case Switch():
                self.switch(kind, source, path, top=top)
            case Optional():
                self.optional(kind, source, path)
            case Custom():
                self.scope.add(WriteCustom(place, source, kind))
            case Const():
                self.scope.add(Constant(place, kind.wire))
            case Scalar() | Bits() | Padding() | Filler() | Checksum() | Given() | LookAhead():
                raise AssertionError(f"{kind} is not a part with bytes")
            case _:
                assert_never(kind)
        if self.ending and (marker := terminator_left(kind)):
            self.scope.add(Constant(self.ending, marker))
        if top and isinstance(extent_of(kind), FromFields):
            part = kind.data if isinstance(kind, Text) else kind
            self.measured[path[0], "count" if isinstance(kind, Repeat) else "length", id(part)] = self.length(kind, path)

    def end_bytes(self, kind: Bytes, place: Place) -> None:
        """Check bytes against their limit, and append their terminator."""
        if kind.limit is not None:
            self.scope.add(NoMoreThan(place, kind.limit))
        if isinstance(kind.extent, Fixed):
            self.scope.add(Exactly(Length((place,)), kind.extent.number))
        if isinstance(kind.extent, Until) and kind.strip:
            self.scope.add(NotPadded(place, kind.pad))
        if isinstance(kind.extent, Until):
            self.scope.add(EndWith(place, kind.extent))

    def sized(self, kind: Sized, source: Source, path: Path, *, top: bool) -> None:
        """Lower a part with its own size."""
        place, before = self.scope.at(*path), set(self.measured)
        pieces = self.wire(kind.inner, source, path, top=top)
        self.keep_measures(before, path)
        self.scope.join(place, pieces)
        fills = kind.fills and not takes_rest(kind.inner)
        omitted = omitted_terminator(kind)
        if omitted and not self.is_solved(kind):
            self.scope.add(OmitTerminator(place, self.own_size(kind), omitted))
        if isinstance(kind.extent, Fixed) and kind.leftover != "keep":
            if fills:
                self.scope.add(FillTo(place, kind.extent.number, kind.fill))
            self.scope.add(Exactly(Length((place,)), kind.extent.number))
        elif isinstance(kind.extent, FromFields) and fills and not self.is_solved(kind):
            self.scope.add(FillTo(place, self.scope.formula(kind.extent.expression)))

    def own_size(self, kind: Sized) -> Amount:
        """Return the size of a part, which does not depend on its value."""
        if isinstance(kind.extent, Fixed):
            return kind.extent.number
        assert isinstance(kind.extent, FromFields)
        return self.scope.formula(kind.extent.expression)

    def is_solved(self, part: Kind) -> bool:
        """True if a derived field is computed from a measure of a part."""
        return any(relation.part is part and relation.solves is not None for relation in self.scope.spec.relations)

    def optional(self, kind: Optional, source: Source, path: Path) -> None:
        """Lower a value that may be None."""
        place, given = self.scope.at(*path), self.scope.at(*path, ":value")
        self.scope.add(Hold(given, source))
        self.measured[path[0], "presence", id(kind)] = Presence(given)
        before = set(self.measured)
        with self.scope.block() as block:
            pieces = self.wire(kind.inner, Source(Value(given)), path, top=True)
            self.keep_measures(before, path)
            self.scope.join(place, pieces)
        self.scope.add(WhenPresent(given, place, tuple(block)))

    def keep_measures(self, before: set[tuple[str, Measure, int]], path: Path) -> None:
        """Store the measures of a part in places, since the surrounding part changes the bytes that were measured."""
        for key in [key for key in self.measured if key not in before]:
            if isinstance(self.measured[key], Value):
                continue
            place = self.scope.at(*path, f":{key[1]}")
            while place in self.kept:
                place = (*place, ":inside")
            self.kept.add(place)
            self.scope.add(Hold(place, Source(self.measured[key])))
            self.measured[key] = Value(place)

    # Choices

    def switch(self, kind: Switch, source: Source, path: Path, *, top: bool) -> None:
        """Lower a choice: by the class of the value if it determines the arm, otherwise by the tag."""
        place, tag, value = self.scope.at(*path), self.scope.at(*path, ":tag"), self.scope.at(*path, ":value")
        self.scope.add(Hold(value, source))
        data = Source(Value(value, ("data",)))
        if kind.union is None and why_not_derivable(kind):
            arms = tuple(
                (arm, self.arm(arm.kind, Source(Value(value)), place, (*path, f":arm{index}")))
                for index, arm in enumerate(kind.arms)
            )
            otherwise: WriteSteps | None = None
            if kind.otherwise is not None:
                otherwise = self.arm(kind.otherwise, Source(Value(value)), place, (*path, ":otherwise"))
            elif kind.unknown is not None:
                otherwise = self.arm(kind.unknown, data, place, (*path, ":unknown"))
            unknown = kind.otherwise is None and kind.unknown is not None
            self.scope.add(WriteBranch(tag, self.scope.formula(kind.on), value, arms, otherwise, unknown))
            return
        solved = top and self.is_solved(kind)
        unknown_steps = None if kind.unknown is None else self.arm(kind.unknown, data, place, (*path, ":unknown"))
        if kind.union is None and len(kind.arms) <= FEW_ARMS and all(is_part_of_outer(arm.kind) for arm in kind.arms):
            written = tuple(self.typed_arm(arm, place, value, (*path, f":arm{index}")) for index, arm in enumerate(kind.arms))
            self.scope.add(WriteByType(place, value, kind, tag if solved else None, written, unknown_steps))
        else:
            self.scope.add(WriteByClass(place, value, kind, tag if solved else None, unknown_steps))
        if top:
            self.measured[path[0], "tag", id(kind)] = Value(tag if solved else value)
        else:
            self.scope.add(AgreeWithTag(path[-1].replace(":", ""), kind, self.scope.formula(kind.on), value, None))

    def arm(self, kind: Kind, source: Source, place: Place, path: Path) -> WriteSteps:
        """Return the steps of one arm, as a separate block."""
        with self.scope.block() as block:
            self.scope.join(place, self.wire(kind, source, path))
        return tuple(block)

    def typed_arm(self, arm: Arm, place: Place, value: Place, path: Path) -> tuple[FrameSpec, Tag | None, WriteSteps]:
        """Return the frame of an arm, its tag and its steps; the class of the value is known to match."""
        assert isinstance(arm.kind, Nested)
        with self.scope.block() as block:
            inner = Scope(arm.kind.frame, value, self.scope.at(*path))
            pieces = self.pieces_of(inner)
            self.scope.add(*inner.steps)
            self.scope.join(place, pieces)
        return arm.kind.frame, arm.tags[0] if has_one_tag(arm) else None, tuple(block)

    # Arrays

    def repeat(self, kind: Repeat, source: Source, path: Path) -> None:
        """Lower an array that is not a slot."""
        items, place = self.scope.at(*path, ":items"), self.scope.at(*path)
        self.scope.add(HoldItems(items, source))
        if kind.limit is not None:
            self.scope.add(NoMoreThan(items, kind.limit))
        if isinstance(kind.extent, Fixed):
            self.scope.add(Exactly(Length((items,)), kind.extent.number))
        if counts_items(kind):
            self.scope.add(Spend(Formula.of(Length((items,))), may_be_empty(kind), is_guarded(self.scope.spec)))
        if kind.bits is not None:
            self.scope.add(PackBitItems(place, items, kind.bits))
            return
        base, until = wire_base(kind.item), kind.extent if isinstance(kind.extent, Until) else None
        nested = isinstance(kind.item, Mapped) and isinstance(kind.item.base, Mapped)
        alike = isinstance(kind.item, Scalar | Mapped) and isinstance(base, Scalar) and base.code and not nested
        if alike and not isinstance(kind.extent, Until | UntilItem):
            self.scope.add(PackNumbers(place, items, kind.item))
            return
        item = self.scope.at(*path, ":each")
        self.scope.indexes.append(self.scope.at(*path, ":index"))
        with self.scope.block() as block:
            pieces = self.wire(kind.item, Source(Value(item)), (*path, ":item"))
        index = self.scope.indexes.pop()
        last = None
        if isinstance(kind.extent, UntilItem):
            last = self.scope.formula(kind.extent.expression, item=item, kind=kind.item)
        or_end = ends_or_terminates(kind.extent)
        asked = index if index in places_read(block) else None
        taken = (*item, ":taken") if last is not None and (*item, ":taken") in read_places(last) else None
        self.scope.add(WriteItems(place, items, item, tuple(block), pieces, until, last, or_end, asked, taken))

    def length(self, kind: Kind, path: Path) -> Length:
        """Return the length or the count of what was written for a value."""
        while isinstance(kind, Mapped):
            kind = kind.base
        return Length((self.scope.at(*path, ":items") if isinstance(kind, Repeat) else self.scope.at(*path),))
