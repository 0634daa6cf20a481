"""Prints the steps that read a frame as Python.

Strategy: one `match` over the steps, a few lines for each. `offset` advances through `buffer`, which is `bytes`, or a memoryview
if the frame returns views; `end` is the end of the bytes of the frame or of the bounded part.

Rules: a place is a local named after it. The code may fail with any exception, which never gives a reason.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, assert_never

from framekit.compiler.codec.escapes import bits_source, direct_most, forms_argument
from framekit.compiler.codec.formulas import (
    amount_source,
    bracketed,
    formula_source,
    given_source,
    refuse_unchecked,
    targets,
)
from framekit.compiler.codec.print_switches import print_branch, print_branch_frame, print_peek_branch, print_within
from framekit.compiler.codec.print_values import ValuePrinter
from framekit.compiler.codec.runtime import TABLE
from framekit.compiler.codec.source import FunctionSource
from framekit.compiler.program.operands import Place
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
from framekit.compiler.program.runs import (
    run_format,
    run_size,
    slot_order,
    slot_size,
    struct_places,
)
from framekit.compiler.program.shared_steps import Check, Guard, Leave, Spend
from framekit.spec.kinds import (
    Bytes,
    Order,
    Text,
    Until,
    Varint,
)
from framekit.spec.model import FieldSpec, FrameSpec


class ReadingPrinter:
    """Prints steps into a function.

    Args:
        out: the function.
        reader_of: returns the generated reader of a nested frame, `(buffer, offset, end, guard) -> (instance, offset)`.
        viewing: True if `buffer` is a memoryview, so that values that must be bytes are copied.
        guard: True if nested frames are passed the guard.
        exact: True if no bytes may be left after the frame.
        at_zero: True if reading begins at the start of the buffer.
        steady: True if `offset` is moved after each step, since its value is needed if the code fails.

    The current position is kept as a local and a number of bytes: `offset` is moved only when necessary, since a sum in an
    argument is cheaper than an assignment.
    """

    def __init__(
        self,
        out: FunctionSource,
        reader_of: Callable[[FrameSpec], Any],
        *,
        viewing: bool = False,
        guard: bool = False,
        exact: bool = False,
        at_zero: bool = False,
        steady: bool = False,
    ) -> None:
        self.out = out
        self.reader_of = reader_of
        self.viewing = viewing
        self.guard = ", guard" if guard else ""
        self.exact = exact
        self.values = ValuePrinter(out, self.name)
        self.same: dict[Place, Place] = {}  # places with the same value as other places
        self.steady = steady
        self.base = "" if at_zero else "offset"
        self.shift = 0

    def here(self, more: int = 0) -> str:
        """Return the expression of the offset `more` bytes after the current position."""
        shift = self.shift + more
        if not self.base:
            return str(shift)
        return f"{self.base} {'-' if shift < 0 else '+'} {abs(shift)}" if shift else self.base

    def moved(self) -> None:
        """Note that `offset` is the current position."""
        self.base, self.shift = "offset", 0

    def settle(self) -> None:
        """Move `offset` to the current position."""
        if self.base != "offset":
            self.out.line(f"offset = {self.here()}")
        elif self.shift:
            self.out.line(f"offset += {self.shift}")
        self.moved()

    def pass_amount(self, amount: str) -> str:
        """Print the line that computes the end of a number of bytes, and return its local for `arrive`."""
        stop = "stop" if self.base == "offset" else "offset"
        self.out.line(f"{stop} = {self.here()} + {amount}")
        return stop

    def arrive(self, stop: str) -> None:
        """Note that a stop is the current position. `offset` and `stop` alternate, so that neither is copied to the other."""
        if stop == "stop" and not self.steady:
            self.base, self.shift = stop, 0
            return
        if stop != "offset":
            self.out.line(f"offset = {stop}")
        self.moved()

    def print_block(self, steps: ReadSteps) -> None:
        """Print the steps of a block, and then move `offset` to the current position."""
        self.print(steps)
        self.settle()

    def name(self, place: Place) -> str:
        """Return the local for a place; the frame itself is `frame`."""
        return self.out.local(self.same.get(place, place)) if place else "frame"

    def print(self, steps: ReadSteps) -> None:
        """Print steps one after another."""
        for step in steps:
            self.print_step(step)

    def print_step(self, step: ReadStep) -> None:
        """Print one step."""
        out = self.out
        match step:
            case Guard(depth, items, enters):
                out.open_guard(depth, items, enters=enters)
            case Leave():
                out.line("guard.depth += 1")
            case Start():
                out.line(f"start = {self.here()}")
            case CountRest(place):
                out.line(f"{self.name(place)} = end - start")
            case Mark(place, back):
                out.line(f"{self.name(place)} = {self.here(-back)}")
            case BindFrame(size):
                if self.base == "stop":
                    self.settle()
                out.line(f"stop = start + {formula_source(out, size, bracket=True)}")
                out.refuse_if(f"not {self.here()} <= stop <= end")
                out.line("end = stop")
            case Unpack(slots):
                self.print_unpack(step, "unpack_from", "buffer" if self.here() == "0" else f"buffer, {self.here()}")
                self.shift += run_size(slots)
                if self.steady:
                    self.settle()
            case UnpackAhead(slot, distance):
                out.refuse_if(f"{self.here(distance + slot_size(slot.kind))} > end")
                self.print_unpack(Unpack((slot,), slot_order(slot.kind)), "unpack_from", f"buffer, {self.here(distance)}")
            case UnpackAt(slot, begin, distance):
                at = f"{self.name(begin)} + {distance}" if distance else self.name(begin)
                self.print_unpack(Unpack((slot,), slot_order(slot.kind)), "unpack_from", f"buffer, {at}")
            case Decode(place, kind):
                self.values.print_decode(place, kind)
            case Expect(place, kind):
                self.values.expect(place, kind)
            case Cut():
                self.values.cut(step)
            case Check(place, field, formula):
                refuse_unchecked(out, self.name(place), field, formula)
            case Compute(place, formula):
                out.line(f"{self.name(place)} = {formula_source(out, formula)}")
                out.refuse_if(f"{self.name(place)} < 0")
            case NotNegative(amount):
                out.refuse_if(f"{amount_source(out, amount)} < 0")
            case AtMost(amount, limit):
                out.refuse_if(f"{amount_source(out, amount)} > {limit}")
            case RestAtMost(stop, limit):
                out.refuse_if(f"{self.stop(stop)} - {bracketed(self.here())} > {limit}")
            case ReadVarint(place, kind, head):
                self.settle()
                print_varint(out, kind, self.name(place), "" if head is None else self.name(head))
            case TakeBytes(place, kind, length):
                first, last = self.here(), self.pass_amount(amount_source(out, length))
                out.line(f"{self.name(place)} = {self.piece(kind, first, last)}")
                self.arrive(last)
            case UnpackAround():
                self.unpack_around(step)
                if self.steady:
                    self.settle()
            case TakeRest(place, kind, stop):
                out.refuse_if(f"{self.here()} > {self.stop(stop)}")
                out.line(f"{self.name(place)} = {self.piece(kind, self.here(), self.stop(stop))}")
                self.arrive(self.stop(stop))
            case TakeUntil(place, kind):
                self.settle()
                self.take_until(place, kind)
            case SkipBytes():
                self.skip_bytes(step)
            case SkipAlignment():
                self.skip_alignment(step)
            case Convert(place, kind, argument):
                more = "" if argument is None else f", {formula_source(out, argument)}"
                out.line(f"{self.name(place)} = {self.values.converter(kind)}({self.name(place)}{more})")
            case Within():
                print_within(self, step)
            case Branch():
                print_branch(self, step)
            case PeekBranch():
                print_peek_branch(self, step)
            case BranchFrame():
                print_branch_frame(self, step)
            case Wrap(place, tag):
                out.line(f"{self.name(place)} = Unknown({self.name(tag)}, {self.name(place)})")
            case When(place, condition, steps):
                self.settle()
                with out.block(f"if {'offset < end' if condition is None else formula_source(out, condition)}:"):
                    self.print_block(steps)
                with out.block("else:"):
                    out.line(f"{self.name(place)} = None")
            case TakeGiven(place, index):
                out.line(f"{self.name(place)} = given[{index}]")
            case ReadFrame(place, spec, given):
                reader, values = out.module.give(f"{spec.name}_read", self.reader_of(spec)), given_source(out, given)
                out.line(f"{self.name(place)}, offset = {reader}(buffer, {self.here()}, end{self.guard}{values})")
                self.moved()
            case CallCustom(place, kind):
                unpack = out.module.give(f"{kind.name}_unpack", kind.functions.unpack)
                out.line(f"{self.name(place)}, offset = call_custom({unpack}, buffer, {self.here()}, end, {kind.maximum})")
                self.moved()
            case Spend(amount, empty, guarded):
                print_spend(out, amount_source(out, amount), empty=empty, guarded=guarded)
            case DivideRest(place, size):
                out.refuse_if(f"{self.here()} > end")
                out.line(f"{self.name(place)}, left = divmod(end - {bracketed(self.here())}, {size})")
                out.refuse_if("left")
            case Room(count, least):
                out.refuse_if(f"{amount_source(out, count)} * {least} > end - {bracketed(self.here())}")
            case Loop():
                self.loop(step)
            case TakeNumbers(place, kind, count, size):
                first, last = self.here(), self.pass_amount(f"{amount_source(out, count)} * {size}")
                out.line(f"{self.name(place)} = {self.values.numbers(kind, amount_source(out, count), first, last)}")
                self.arrive(last)
            case TakeBitItems(place, bits, count, length):
                first, last = self.here(), self.pass_amount(amount_source(out, length))
                form = f"{bits.width}, {bits.number == 'bool'}, {bits.signed}, {bits.order!r}"
                out.line(f"{self.name(place)} = bit_items({self.slice(first, last)}, {amount_source(out, count)}, {form})")
                self.arrive(last)
            case TakeRows():
                self.rows(step)
            case Finish(bound):
                if bound and self.exact:
                    out.refuse_if(f"not {self.here()} == end == len(buffer)")
                else:
                    out.refuse_if(f"{self.here()} {'!=' if bound or self.exact else '>'} end")
            case HasAhead(start, reach):
                out.refuse_if(f"{self.name(start)}{f' + {reach}' if reach else ''} > {self.here()}")
            case VerifyChecksum(place, optional=True):
                self.settle()
                with out.block(f"if {self.name(place)} is not None:"):
                    self.verify(step)
            case VerifyChecksum():
                self.verify(step)
            case Make(place, spec):
                self.make(place, spec)
            case _:
                assert_never(step)

    # Runs

    def print_unpack(self, unpack: Unpack, method: str, arguments: str) -> None:
        """Print the call that reads a run into its locals."""
        names = self.names_of(unpack)
        assigned = f"{targets(names)} = " if names else ""
        function = self.out.module.struct_method(run_format(unpack.slots, unpack.order), method)
        self.out.line(f"{assigned}{function}({arguments})")

    def rows_of(self, unpack: Unpack, begin: str, end: str) -> str:
        """Return the header of a loop over the runs in a stretch of the buffer."""
        method = self.out.module.struct_method(run_format(unpack.slots, unpack.order), "iter_unpack")
        return f"for {targets(self.names_of(unpack)) or '_'} in {method}(buffer[{begin}:{end}]):"

    def names_of(self, unpack: Unpack) -> list[str]:
        """Return the locals into which struct reads a run."""
        self.values.note_order(unpack)
        return [self.name(place) for slot in unpack.slots for place in struct_places(slot)]

    # Values

    def slice(self, start: str, stop: str) -> str:
        """Return the expression of some bytes of the buffer, as bytes."""
        piece = f"buffer[{start}:{stop}]"
        return f"bytes({piece})" if self.viewing else piece

    def piece(self, kind: Bytes | Text, start: str, stop: str) -> str:
        """Return the expression of a value of bytes or text."""
        if isinstance(kind, Bytes) and kind.view:
            return f"buffer[{start}:{stop}]"
        return self.values.from_wire(kind, self.slice(start, stop))

    def stop(self, place: Place | None) -> str:
        """Return the local of a stop, or `end`."""
        return "end" if place is None else self.name(place)

    def unpack_around(self, step: UnpackAround) -> None:
        """Print code that reads a run, bytes and a run with one format, or in turn if the bytes are too long for the table."""
        out, prefix, take = self.out, step.before.slots[-1], step.take
        length, head, size = self.name(prefix.place), run_size(step.before.slots), slot_size(prefix.kind)
        out.line(f"{length} = {self.peek(head - size, size, step.before.order)}")
        if size == 1:
            self.read_around(step)
            return
        base, shift = self.base, self.shift
        with out.block(f"if {length} < {TABLE}:"):
            self.read_around(step)
            self.settle()
        with out.block("else:"):
            self.base, self.shift = base, shift
            self.print_block((step.before, take, step.after))

    def peek(self, at: int, size: int, order: Order | None) -> str:
        """Return the expression of a number `at` bytes after the current position."""
        first, second = f"buffer[{self.here(at)}]", f"buffer[{self.here(at + 1)}]"
        if size == 1:
            return first
        return f"{first} | {second} << 8" if order == "little" else f"{first} << 8 | {second}"

    def read_around(self, step: UnpackAround) -> None:
        """Print the single call that reads a run, bytes and a run."""
        *before, prefix = step.before.slots
        format, length = run_format(before, step.before.order) + f"{slot_size(prefix.kind)}x", self.name(prefix.place)
        table, make = self.out.module.formats_by_length(format, run_format(step.after.slots, step.after.order)[1:], "unpack_from")
        value = self.name(step.take.place)
        names = [*self.names_of(Unpack(tuple(before), step.before.order)), value, *self.names_of(step.after)]
        where = "buffer" if self.here() == "0" else f"buffer, {self.here()}"
        self.out.line(f"{targets(names)} = ({table}[{length}] or {make}({length}))({where})")
        made = self.values.from_wire(step.take.kind, value)
        if made != value:
            self.out.line(f"{value} = {made}")
        size = run_size(step.before.slots) + run_size(step.after.slots)
        if self.base == "offset":
            self.out.line(f"offset += {length} + {self.shift + size}")
        else:
            self.out.line(f"offset = {length} + {self.here(size)}")
        self.moved()

    def take_until(self, place: Place, kind: Bytes | Text) -> None:
        """Print the lines that take the bytes up to a terminator."""
        out, data = self.out, kind.data if isinstance(kind, Text) else kind
        extent = data.extent
        assert isinstance(extent, Until)
        if extent.others or extent.or_end:
            self.take_until_any(place, kind, extent, data.limit)
            return
        last = "end" if data.limit is None else f"min(end, offset + {data.limit + len(extent.marker)})"
        aligned = f", {extent.unit}" if extent.unit > 1 else ""
        if self.viewing:
            out.line(f"stop = find_in_view(buffer, {extent.marker!r}, offset, {last}{aligned})")
        elif aligned:
            out.line(f"stop = find_aligned(buffer, {extent.marker!r}, offset, {last}{aligned})")
        else:
            out.line(f"stop = buffer.find({extent.marker!r}, offset, {last})")
        out.line("if stop < 0:")
        out.line(f"    raise Unfinished if {last} > len(buffer) else Refused")
        behind = f"stop + {len(extent.marker)}"
        if data.limit is not None and extent.include:
            out.refuse_if(f"{behind} - offset > {data.limit}")
        out.line(f"{self.name(place)} = {self.piece(kind, 'offset', behind if extent.include else 'stop')}")
        out.line(f"offset = {behind if extent.consume else 'stop'}")

    def take_until_any(self, place: Place, kind: Bytes | Text, extent: Until, limit: int | None) -> None:
        """Print the lines that take the bytes up to the first of several terminators, or up to `end`."""
        out = self.out
        last = "end" if limit is None else f"min(end, offset + {limit + extent.longest})"
        out.line(f"stop, behind = find_any(buffer, {extent.markers!r}, offset, {last}, {extent.unit})")
        with out.block("if stop < 0:"):
            out.line("if end > len(buffer):")
            out.line("    raise Unfinished")
            if extent.or_end:
                out.line("stop = behind = max(offset, end)")
            else:
                out.line("raise Refused")
        if limit is not None:
            out.refuse_if(f"{'behind' if extent.include else 'stop'} - offset > {limit}")
        out.line(f"{self.name(place)} = {self.piece(kind, 'offset', 'behind' if extent.include else 'stop')}")
        out.line("offset = behind")

    def skip_bytes(self, step: SkipBytes) -> None:
        """Print the lines that skip a number of bytes."""
        out = self.out
        first, last = self.here(), self.pass_amount(amount_source(out, step.length))
        if step.strict:
            out.refuse_if(f"{last} > end")
            out.refuse_if(f"{self.slice(first, last)}.strip({bytes([step.fill])!r})")
        self.arrive(last)

    def skip_alignment(self, step: SkipAlignment) -> None:
        """Print the lines that skip the bytes up to a multiple."""
        out = self.out
        self.settle()
        here = "offset" if step.outer else "(offset - start)"
        if not step.strict:
            out.line(f"offset += -{here} % {step.to}")
            return
        out.line(f"stop = offset + -{here} % {step.to}")
        out.refuse_if("stop > end")
        out.refuse_if(f"{self.slice('offset', 'stop')}.strip({bytes([step.fill])!r})")
        out.line("offset = stop")

    # Arrays

    def loop(self, step: Loop) -> None:
        """Print the loop that reads items."""
        out, items = self.out, self.name(step.place)
        self.settle()
        out.line(f"{items} = []")
        if step.index is not None:
            out.line(f"{self.name(step.index)} = 0")
        match step.ending:
            case Counted(count):
                header = f"for _ in range({amount_source(out, count)}):"
            case ToEnd():
                out.refuse_if("offset > end")
                header = "while offset < end:"
            case AtMarker(marker, or_end=or_end):
                header = f"while not {self.slice('offset', f'offset + {len(marker)}')} == {marker!r}:"
                if or_end:
                    out.refuse_if("offset > end")
                    found = f"offset + {len(marker)} <= end and {self.slice('offset', f'offset + {len(marker)}')} == {marker!r}"
                    header = f"while offset < end and not ({found}):"
            case AfterItem(or_end=or_end):
                header = "while True:"
                if or_end:
                    out.refuse_if("offset > end")
                    header = "while offset < end:"
            case _:
                assert_never(step.ending)
        with out.block(header):
            if step.empty:
                out.line("guard.spend_empty(1)")
            if step.taken is not None:
                out.line(f"{self.name(step.taken)} = offset")
            self.print_block(step.steps)
            out.line(f"{items}.append({self.name(step.item)})")
            if step.taken is not None:
                out.line(f"{self.name(step.taken)} = offset - {self.name(step.taken)}")
            if step.limit is not None:
                out.refuse_if(f"len({items}) > {step.limit}")
            if isinstance(step.ending, AtMarker | AfterItem):
                out.refuse_if("offset > end")
            if step.index is not None:
                out.line(f"{self.name(step.index)} += 1")
            if isinstance(step.ending, AfterItem):
                with out.block(f"if {formula_source(out, step.ending.condition)}:"):
                    out.line("break")
        if isinstance(step.ending, AtMarker) and step.ending.consume:
            if step.ending.or_end:
                out.line("if offset < end:")
                out.line(f"    offset += {len(step.ending.marker)}")
            else:
                out.line(f"offset += {len(step.ending.marker)}")

    def rows(self, step: TakeRows) -> None:
        """Print the loop over items that are one run each."""
        out = self.out
        begin, end = self.here(), self.pass_amount(f"{amount_source(out, step.count)} * {step.size}")
        out.line(f"{self.name(step.place)} = []")
        with out.block(self.rows_of(step.unpack, begin, end)):
            self.print(step.steps)
            out.line(f"{self.name(step.place)}.append({self.name(step.item)})")
        self.arrive(end)

    # The end of the frame

    def verify(self, step: VerifyChecksum) -> None:
        """Print the check of a checksum."""
        pieces = [
            self.slice("start" if start is None else self.name(start), self.here() if stop is None else self.name(stop))
            for start, stop in step.covered
        ]
        if step.zeros:
            pieces.insert(1, repr(bytes(step.zeros)))
        function = self.out.module.give(step.kind.algorithm.name, step.kind.algorithm.function)
        if step.key is None:
            self.out.refuse_if(f"{function}({' + '.join(pieces)}) != {self.name(step.place)}")
        else:  # compared in constant time, which does not reveal how many bytes match
            expected = f"{function}({' + '.join(pieces)}, {formula_source(self.out, step.key)})"
            self.out.refuse_if(f"not compare_digest({expected}, {self.name(step.place)})")

    def make(self, place: Place, spec: FrameSpec) -> None:
        """Print the lines that create an instance."""
        self.begin_instance(place, spec)
        for each in spec.fields:
            if each.settable:
                self.set_field(place, each)
        self.end_instance(place, spec)

    def begin_instance(self, place: Place, spec: FrameSpec) -> None:
        """Print the line that creates an instance without values."""
        cls = self.out.module.give(spec.draft_class.__name__, spec.draft_class)
        self.out.line(f"{self.name(place)} = new({cls})")

    def set_field(self, place: Place, field: FieldSpec) -> None:
        """Print the line that sets a field of an instance."""
        self.out.line(f"{self.name(place)}.{field.name} = {self.name((*place, field.name))}")

    def end_instance(self, place: Place, spec: FrameSpec) -> None:
        """Print the line that gives a complete instance its class."""
        out, name = self.out, self.name(place)
        if spec.draft_class is not spec.frame_class:
            out.line(f"{name}.__class__ = {out.module.give(spec.name, spec.frame_class)}")


def print_varint(out: FunctionSource, kind: Varint, name: str, head: str = "") -> None:
    """Print the lines that read a varint at `offset` into a local; a value of a single byte needs no call."""
    if head:
        arguments = f"{head}, {kind.strict}{forms_argument(out, kind)}"
        out.line(f"{name} = {head}")
        with out.block(f"if {head} >= {kind.least_escape}:"):
            out.line(f"{name}, offset = read_rest(buffer, offset, {arguments})")
        return
    if kind.encoding == "bits":  # a slice that is too short is detected at the end of the frame
        width = kind.in_digits.width
        out.line(f"{name} = {bits_source(kind, f'buffer[offset:offset + {width}]')}")
        out.line(f"offset += {width}")
        return
    arguments = f"{kind.longest}, {kind.maximum}, {kind.strict}{forms_argument(out, kind)}"
    most = direct_most(kind)
    if kind.signed or kind.maximum < most or kind.shortest > 1 or most < 0:
        out.line(f"{name}, offset = read_{kind.encoding}(buffer, offset, {arguments})")
        return
    out.line(f"{name} = buffer[offset]")
    out.line("offset += 1")
    with out.block(f"if {name} > {most}:"):
        out.line(f"{name}, offset = read_{kind.encoding}(buffer, offset - 1, {arguments})")


def print_spend(out: FunctionSource, amount: str, *, empty: bool, guarded: bool) -> None:
    """Print the lines that count items against the limits of the outermost frame."""
    if empty:
        out.line(f"guard.spend_empty({amount})")
    elif guarded:
        out.line(f"guard.spend({amount})")
    else:  # an outer frame may limit the items of all nested frames
        out.line("if guard is not None:")
        out.line(f"    guard.spend({amount})")
