"""Lowers a FrameSpec to the steps that read it.

Strategy: the fields are lowered one by one, in wire order, each by one `match` over its kind; merge_runs.py joins adjacent runs
afterwards. The fields of a small nested frame of fixed size are lowered as if they were fields of the outer frame ("opened"), so
that they join its runs; the steps of other small frames replace a call ("inlined").

Rules: this file decides when a `size=` takes effect, when bounds, checks and checksums are verified, and in which order.
"""

from __future__ import annotations

from typing import assert_never

from framekit.compiler.program.giving import values_to_give
from framekit.compiler.program.inspection import places_read
from framekit.compiler.program.lower_checksums import verify_checksum
from framekit.compiler.program.merge_runs import merge_runs
from framekit.compiler.program.opening import FEW_ARMS, derived_inside, is_inlined, is_opened, is_part_of_outer, needs_start
from framekit.compiler.program.operands import Amount, Formula, Length, Operand, Place, Value, formula, read_places
from framekit.compiler.program.reading_facts import bytes_of_bits, is_only_tag, is_unsigned, joins_runs, watched
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
    Ending,
    Expect,
    Finish,
    HasAhead,
    Loop,
    Make,
    Mark,
    NotNegative,
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
    UnpackAt,
    When,
    Within,
    Wrap,
)
from framekit.compiler.program.runs import Slot, fits_in_run, group_scalar, needs_decoding, slot_order
from framekit.compiler.program.shared_steps import Check, Guard, Leave, Spend
from framekit.spec.ahead import leaves_to_check, reaches_to_check
from framekit.spec.checksum_order import checksums_of
from framekit.spec.ends import terminator_left
from framekit.spec.expr import INDEX, ITEM, REST, SIZE_OF_ITEM, Binary, Expr, Literal, Path, Ref, path_of, references
from framekit.spec.given import given_fields
from framekit.spec.kinds import (
    Before,
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
    LeftoverOf,
    LookAhead,
    Mapped,
    Nested,
    Optional,
    Padding,
    Prefixed,
    Repeat,
    Rest,
    Scalar,
    Sized,
    Switch,
    Text,
    Until,
    UntilItem,
    Varint,
    bits_of,
    wire_base,
)
from framekit.spec.model import FieldSpec, FrameSpec, computes_as_integer, may_be_absent, may_be_absent_in
from framekit.spec.sizes import (
    counts_items,
    fixed_size,
    is_guarded,
    is_recursive,
    least_of_item,
    may_be_empty,
    minimum_size,
)
from framekit.spec.structure import extent_of, extent_path, paths_asked


def lower_reading(spec: FrameSpec, base: Place = ()) -> ReadSteps:
    """Return the steps that read a frame.

    Args:
        spec: the frame.
        base: the prefix of the places of its fields, if it is an item that the steps of another frame read.
    """
    lowering = _Lowering(spec, base)
    lowering.frame()
    return merge_runs(tuple(lowering.steps))


class _Lowering:
    """Collects the steps of one frame; those of a block are collected separately, and put into the step that contains it."""

    def __init__(self, spec: FrameSpec, base: Place) -> None:
        self.spec = spec
        self.base = base
        self.steps: list[ReadStep] = []
        self.opened: list[Make] = []
        self.group: Place = ()
        self.stops: set[Place] = set()
        self.indexes: list[Place] = []  # the places of the indexes of the arrays that are being lowered
        self.bounding: list[Path] = []  # the paths of the sizes of the bounded parts that are being lowered
        self.looked_into = False
        self.begins, self.ends = watched(spec)
        self.asked = sorted(paths_asked(spec))

    def at(self, *path: str) -> Place:
        """Return the place of a path of the frame."""
        return (*self.base, *path)

    def block(self, kind: Kind, path: Path) -> ReadSteps:
        """Return the steps that read one value, including its prefix, as a separate block."""
        outer, self.steps = self.steps, []
        self.value(kind, path)
        block, self.steps = tuple(self.steps), outer
        return block

    # The frame

    def frame(self) -> None:
        """Lower the frame as a whole."""
        spec = self.spec
        if is_guarded(spec):
            self.steps.append(Guard(spec.max_depth, spec.max_items, is_recursive(spec)))
        self.steps += [TakeGiven(self.at(each.name), index) for index, each in enumerate(given_fields(spec))]
        if needs_start(spec):
            self.steps.append(Start())
        said = set() if spec.size is None else set(references(spec.size))
        if REST in said:
            self.steps.append(CountRest(self.at(":rest")))
        waiting = None if spec.size is None else {path[0] for path in said - {REST}}
        self.bind_frame(waiting)
        for each in spec.fields:
            self.field(each)
            if waiting:
                waiting.discard(each.name)
                self.bind_frame(waiting)
        self.steps.append(Finish(spec.size is not None))
        self.steps += [HasAhead(self.at(name, ":looked"), reach) for name, reach in reaches_to_check(spec)]
        self.steps += [HasAhead(self.at(name, ":left"), 0) for name in leaves_to_check(spec)]
        self.steps += [verify_checksum(spec, each, self.at, self.formula) for each in checksums_of(spec)]
        if is_recursive(spec):
            self.steps.append(Leave())
        self.steps += [*self.opened, Make(self.base, spec)]

    def bind_frame(self, waiting: set[str] | None) -> None:
        """Apply the size of the frame as soon as all fields that determine it have been read."""
        if self.spec.size is not None and not waiting:
            self.steps.append(BindFrame(self.formula(self.spec.size)))

    def field(self, each: FieldSpec) -> None:
        """Lower one field, and mark its start and end if a checksum needs them."""
        name = each.name
        if name in leaves_to_check(self.spec) and not terminator_left(each.kind):
            self.steps.append(Mark(self.at(name, ":left")))
        if name in self.begins:
            self.steps.append(Mark(self.at(name, ":at")))
        if joins_runs(each.kind):
            self.joined(each, (name,))
        else:
            inside = [path for path in self.asked if path[0] == name and derived_inside(self.spec, path)]
            # A value that an expression looks into must exist as an instance, unless its fields are places of this frame.
            self.looked_into = any(path[0] == name and len(path) > 1 for path in self.asked) and not isinstance(each.kind, Nested)
            if isinstance(each.kind, Nested) and is_inlined(each.kind.frame):
                inside = []
            if inside:
                self.steps.append(Mark(self.at(name, ":begin")))
            self.value(each.kind, (name,))
            for path in inside:
                self.read_inside(path)
            self.check(each, (name,))
        if name in self.ends:
            self.steps.append(Mark(self.at(name, ":behind")))

    def joined(self, each: FieldSpec, path: Path) -> None:
        """Lower a field that is part of a run, in this frame or in a frame that is opened."""
        bits = bits_of(each.kind)
        if bits is not None:
            if bits.first:
                self.group = self.at(*path, ":bits")
                shared = group_scalar(bits.group, bits.order)
                self.unpack(Slot(self.group, shared))
                if not shared.code:
                    self.steps.append(Decode(self.group, shared))
            self.cut(self.at(*path), bits, each.kind)
        elif isinstance(each.kind, Nested):
            for inner in each.kind.frame.fields:
                self.joined(inner, (*path, inner.name))
            self.opened.append(Make(self.at(*path), each.kind.frame))
        else:
            self.slot(wire_base(each.kind) if is_only_tag(self.spec, each) else each.kind, path)
        self.check(each, path)

    def cut(self, place: Place, bits: Bits, kind: Kind) -> None:
        """Extract a bit field from its group, unless it is padding that is not checked."""
        if not isinstance(kind, Padding) or kind.strict:
            self.steps.append(Cut(place, self.group, bits, kind))

    def read_inside(self, path: Path) -> None:
        """Reread a derived number of a nested frame from its bytes; the attribute of the instance would solve it anew."""
        found = derived_inside(self.spec, path)
        assert found is not None
        field, distance = found
        bits, begin, place = bits_of(field.kind), self.at(path[0], ":begin"), self.at(*path, ":read")
        if bits is None:
            kind = wire_base(field.kind)
            self.steps.append(UnpackAt(Slot(place, kind), begin, distance))
            if needs_decoding(kind):
                self.steps.append(Decode(place, kind))
            return
        shared = Slot(self.at(*path, ":bits"), group_scalar(bits.group, bits.order))
        self.steps.append(UnpackAt(shared, begin, distance))
        if isinstance(shared.kind, Scalar) and not shared.kind.code:
            self.steps.append(Decode(shared.place, shared.kind))
        self.steps.append(Cut(place, shared.place, bits, bits))

    def check(self, field: FieldSpec, path: Path) -> None:
        """Apply the `check=` of a field to its value."""
        if field.check is not None:
            alone = Value(self.at(*path), flags=computes_as_integer(field))
            condition = field.check.expression
            self.steps.append(Check(self.at(*path), field, None if condition is None else self.formula(condition, alone=alone)))

    # Values

    def value(self, kind: Kind, path: Path) -> None:
        """Lower one value at the current offset, including its prefix."""
        if fits_in_run(kind):
            self.slot(kind, path)
            return
        while isinstance(kind, Mapped):
            self.value(kind.base, path)
            argument = None if kind.argument is None else self.formula(kind.argument)
            self.steps.append(Convert(self.at(*path), kind, argument))
            return
        extent = extent_of(kind)
        if isinstance(extent, Prefixed):
            prefix = self.extent_path(kind, path)
            if isinstance(extent.prefix, Scalar):
                self.slot(extent.prefix, prefix)
            else:
                self.steps.append(ReadVarint(self.at(*prefix), extent.prefix))
            if extent.null is not None:
                self.unless_null(kind, path, self.at(*prefix), extent.null)
                return
        self.contents(kind, path)

    def unless_null(self, kind: Kind, path: Path, prefix: Place, null: int) -> None:
        """Lower a value after a prefix that may be the null number."""
        outer, self.steps = self.steps, []
        self.contents(kind, path)
        block, self.steps = tuple(self.steps), outer
        there = Formula(Binary("!=", Ref(("value",)), Literal(null)), ((("value",), Value(prefix)),))
        self.steps.append(When(self.at(*path), there, block))

    def contents(self, kind: Kind, path: Path) -> None:
        """Lower a value whose prefix has been read."""
        match kind:
            case Varint():
                head = None if kind.head is None else self.at(kind.head_field)
                self.steps.append(ReadVarint(self.at(*path), kind, head))
            case Bytes() | Text():
                self.bytes(kind, path)
            case Const():
                self.value(kind.base, path)
                self.steps.append(Expect(self.at(*path), kind))
            case Filler(to, fill, strict, size, outer):
                skip: ReadStep = SkipAlignment(to, fill, strict, outer)
                if size is not None:
                    skip = SkipBytes(self.amount(kind, FromFields(size), path), fill, strict)
                self.steps.append(skip)
            case Repeat():
                self.repeat(kind, path)
            case Nested():
                if is_part_of_outer(kind) and not self.looked_into:
                    self.steps += _inlined(kind.frame, self.at(*path))
                else:
                    self.steps.append(ReadFrame(self.at(*path), kind.frame, values_to_give(self.spec, kind, self.formula)))
            case Sized():
                self.sized(kind, path)
            case Switch():
                self.switch(kind, path)
            case Optional():
                condition = None if kind.when is None else self.formula(kind.when)
                self.steps.append(When(self.at(*path), condition, self.block(kind.inner, path)))
            case Custom():
                self.steps.append(CallCustom(self.at(*path), kind))
            case LookAhead(base, ahead):
                if path[-1] in dict(reaches_to_check(self.spec)):
                    self.steps.append(Mark(self.at(*path, ":looked")))
                self.steps.append(UnpackAhead(Slot(self.at(*path), base), ahead))
                if needs_decoding(base):
                    self.steps.append(Decode(self.at(*path), base))
            case Given():
                pass  # it was taken before anything was read
            case Scalar() | Bits() | Padding() | Checksum() | Mapped():
                raise AssertionError(f"{kind} is always a slot, or has already been lowered")
            case _:
                assert_never(kind)

    def slot(self, kind: Kind, path: Path) -> None:
        """Lower a value that is part of a run."""
        place = self.at(*path)
        self.unpack(Slot(place, kind))
        if isinstance(kind, Const) or (isinstance(kind, Padding) and kind.strict):
            self.steps.append(Expect(place, kind))
        elif needs_decoding(kind):
            self.steps.append(Decode(place, kind))

    def unpack(self, slot: Slot) -> None:
        """Read a slot by itself; merge_runs.py joins it with adjacent slots."""
        self.steps.append(Unpack((slot,), slot_order(slot.kind)))

    def amount(self, kind: Kind, extent: Fixed | Prefixed | FromFields, path: Path) -> Amount:
        """Return a length, count or size, and add the steps that compute it and check that it is not negative."""
        match extent:
            case Fixed(number):
                return number
            case Prefixed(prefix, bias):
                amount = Formula.of(Value(self.at(*self.extent_path(kind, path))))
                if bias:
                    unbiased = (*self.at(*self.extent_path(kind, path)), ":amount")
                    said = Binary("-", Ref(("value",)), Literal(bias))
                    self.steps.append(Compute(unbiased, Formula(said, amount.operands)))
                    return Formula.of(Value(unbiased))
                if prefix.minimum < 0:
                    self.steps.append(NotNegative(amount))
                return amount
            case FromFields(expression):
                if isinstance(expression, Ref) and is_unsigned(self.spec, path_of(expression)):
                    return self.formula(expression)
                place = self.at(*self.extent_path(kind, path))
                self.steps.append(Compute(place, self.formula(expression)))
                return Formula.of(Value(place))
            case _:
                assert_never(extent)

    def extent_path(self, kind: Kind, path: Path) -> Path:
        """Return the path of the length, count or size of a part; a bounded part and its contents at the same path have two."""
        found = extent_path(kind, path)
        while found in self.bounding:
            found = (*found, ":inside")
        return found

    def bytes(self, kind: Bytes | Text, path: Path) -> None:
        """Lower bytes that are not a slot; a prefix has already been read."""
        data = kind.data if isinstance(kind, Text) else kind
        place = self.at(*path)
        match data.extent:
            case Before():
                raise AssertionError(f"{kind} is bounded as a part")
            case Until():
                self.steps.append(TakeUntil(place, kind))
                self.leave(data, path)
            case Rest() | LeftoverOf() as extent:
                stop = self.at(extent.field, ":stop") if isinstance(extent, LeftoverOf) else None
                if data.limit is not None:
                    self.steps.append(RestAtMost(stop, data.limit))
                self.steps.append(TakeRest(place, kind, stop))
            case UntilItem():
                raise AssertionError("bytes have no items")
            case Fixed() | Prefixed() | FromFields() as extent:
                length = self.amount(kind, extent, path)
                self.limit(length, data.limit)
                self.steps.append(TakeBytes(place, kind, length))
            case _:
                assert_never(data.extent)

    def leave(self, kind: Bytes | Repeat, path: Path) -> None:
        """Mark the end of an unconsumed terminator, if it may lie after the end of the frame."""
        if terminator_left(kind) and path[0] in leaves_to_check(self.spec):
            self.steps.append(Mark(self.at(path[0], ":left"), -len(terminator_left(kind))))

    def limit(self, amount: Amount, limit: int | None) -> None:
        """Check an amount against the `limit=` of its field."""
        if limit is not None:
            self.steps.append(AtMost(amount, limit))

    def sized(self, kind: Sized, path: Path) -> None:
        """Lower a part with its own size."""
        stop = self.at(*path, ":stop")
        while stop in self.stops:  # a bounded part may directly contain another
            stop = (*stop, ":inside")
        self.stops.add(stop)
        size = kind.extent if isinstance(kind.extent, Before) else self.amount(kind, kind.extent, path)
        more = self.formula(kind.extent.more) if isinstance(kind.extent, Before) and kind.extent.more is not None else None
        outer = (*stop[:-1], ":outer_end") if stop[-1] == ":stop" else (*stop, ":outer_end")
        self.bounding.append(self.extent_path(kind, path))
        steps = self.block(kind.inner, path)
        self.bounding.pop()
        self.steps.append(Within(stop, outer, size, kind.leftover, steps, more, minimum_size(kind.inner), kind.fill))

    def switch(self, kind: Switch, path: Path) -> None:
        """Lower a choice among kinds."""
        tag, on = self.at(*path, ":tag"), self.formula(kind.on)
        otherwise: ReadSteps | None = None
        if kind.otherwise is not None:
            otherwise = self.block(kind.otherwise, path)
        elif kind.unknown is not None:
            otherwise = (*self.block(kind.unknown, path), Wrap(self.at(*path), tag))
        frames = kind.union is not None or all(
            isinstance(arm.kind, Nested) and not given_fields(arm.kind.frame) for arm in kind.arms
        )
        if frames and not self.few(kind):
            self.steps.append(BranchFrame(self.at(*path), tag, on, kind, otherwise))
        else:
            arms = tuple((arm, self.block(arm.kind, path)) for arm in kind.arms)
            self.steps.append(Branch(tag, on, arms, otherwise))

    def few(self, kind: Switch) -> bool:
        """True for a switch whose arms are tried one after another: a few frames, read by the steps of this frame."""
        return (
            kind.union is None
            and len(kind.arms) <= FEW_ARMS
            and not self.looked_into
            and all(is_part_of_outer(arm.kind) for arm in kind.arms)
        )

    # Arrays

    def repeat(self, kind: Repeat, path: Path) -> None:
        """Lower an array that is not a slot; a prefix has already been read."""
        match kind.extent:
            case Until(marker, consume, or_end=or_end):
                self.loop(kind, path, AtMarker(marker, consume, or_end))
                self.leave(kind, path)
            case UntilItem(expression, or_end):
                last = self.formula(expression, item=self.at(*path, ":item"), kind=kind.item)
                self.loop(kind, path, AfterItem(last, or_end))
            case Rest():
                size = fixed_size(kind.item)
                if not size:
                    self.loop(kind, path, ToEnd())
                    return
                count = self.at(*self.extent_path(kind, path))
                self.steps.append(DivideRest(count, size))
                self.counted(kind, path, Formula.of(Value(count)))
            case LeftoverOf() | Before():
                raise AssertionError("an array is not the leftover of a field, and is bounded as a part")
            case Fixed() | Prefixed() | FromFields() as extent:
                self.counted(kind, path, self.amount(kind, extent, path))
            case _:
                assert_never(kind.extent)

    def counted(self, kind: Repeat, path: Path, count: Amount) -> None:
        """Lower an array whose count is known before its first item."""
        self.limit(count, kind.limit)
        self.spend(kind, count)
        if kind.bits is not None:
            self.steps.append(TakeBitItems(self.at(*path), kind.bits, count, bytes_of_bits(kind.bits, count)))
            return
        size = fixed_size(kind.item)
        self.steps.append(Room(count, minimum_size(kind.item) if size is None else size))
        if size is None or not self.alike(kind.item, path, count, size):
            self.items(kind, path, Counted(count))

    def loop(self, kind: Repeat, path: Path, ending: Ending) -> None:
        """Lower an array whose count is known after its last item."""
        self.items(kind, path, ending)
        if not may_be_empty(kind):
            self.spend(kind, Formula.of(Length((self.at(*path),))))

    def items(self, kind: Repeat, path: Path, ending: Ending) -> None:
        """Lower the items of an array one by one."""
        counted = isinstance(ending, Counted)
        item = (*path, ":item")
        outer, self.looked_into = self.looked_into, self.looked_into or isinstance(ending, AfterItem)
        self.indexes.append(self.at(*path, ":index"))
        steps = self.block(kind.item, item)
        index, taken = self.indexes.pop(), self.at(*item, ":taken")
        self.steps.append(
            Loop(
                place=self.at(*path),
                item=self.at(*item),
                ending=ending,
                steps=steps,
                limit=None if counted else kind.limit,
                empty=not counted and may_be_empty(kind),
                size=fixed_size(kind.item),
                least=least_of_item(kind),
                kind=kind.item,
                index=index if index in places_read(steps) else None,
                taken=taken if isinstance(ending, AfterItem) and taken in read_places(ending.condition) else None,
            )
        )
        self.looked_into = outer

    def spend(self, kind: Repeat, count: Amount) -> None:
        """Count the items against the limits of the outermost frame."""
        if counts_items(kind):
            self.steps.append(Spend(count, may_be_empty(kind), is_guarded(self.spec)))

    def alike(self, item: Kind, path: Path, count: Amount, size: int) -> bool:
        """Lower items of one fixed form, which struct reads in one call; return False if they have no such form."""
        base = wire_base(item)
        if isinstance(item, Scalar | Mapped) and isinstance(base, Scalar) and base.code:
            self.steps.append(TakeNumbers(self.at(*path), item, count, size))
            return True
        if isinstance(item, Nested) and is_opened(item.frame) and not is_guarded(item.frame):
            unpack, *steps = lower_reading(item.frame, self.at(*path, ":item"))
            if isinstance(unpack, Unpack) and not any(isinstance(step, Unpack) for step in steps):
                rows = tuple(step for step in steps if not isinstance(step, Finish))
                self.steps.append(TakeRows(self.at(*path), self.at(*path, ":item"), unpack, rows, count, size))
                return True
        return False

    # Expressions

    def held_at(self, path: Path) -> Path:
        """Return the part of a path that is a place of this frame; the rest names attributes of the instance in that place."""
        spec, depth = self.spec, 1
        while depth < len(path):
            field = spec.field_named(path[depth - 1])
            if field is None or not isinstance(field.kind, Nested):
                break
            spec = field.kind.frame
            if not (is_opened(spec) or is_inlined(spec)) or spec.field_named(path[depth]) is None:
                break
            depth += 1
        return path[:depth]

    def formula(self, expression: Expr, *, alone: Value | None = None, item: Place = (), kind: Kind | None = None) -> Formula:
        """Return the formula of an expression over values that have been read.

        Args:
            expression: the expression to be computed.
            alone: the operand of `this` alone, which is the value being checked.
            item: the place of `item`.
            kind: the kind of `item`.
        """

        def operand_at(path: Path) -> Operand:
            if not path:
                assert alone is not None
                return alone
            if path == REST:
                return Value(self.at(":rest"))
            if path == SIZE_OF_ITEM:
                return Value((*item, ":taken"))
            if path[0] == ITEM:
                return Value(item, path[1:], absent=may_be_absent_in(kind, path[1:]))
            if path == (INDEX,):
                return Value(self.indexes[-1])
            field = self.spec.field_named(path[0])
            flags = field is not None and len(path) == 1 and computes_as_integer(field)
            held = self.held_at(path)
            if len(held) < len(path) and derived_inside(self.spec, path) is not None:
                return Value(self.at(*path, ":read"))
            return Value(self.at(*held), path[len(held) :], flags, may_be_absent(field, path))

        return formula(expression, self.spec.constant_at, operand_at)


def _inlined(spec: FrameSpec, place: Place) -> list[ReadStep]:
    """Return the steps of an inlined frame; the bounds around it reject bytes that reach too far."""
    inner = _Lowering(spec, place)
    inner.frame()
    return [step for step in inner.steps if not isinstance(step, Finish)]
