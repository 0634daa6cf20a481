"""Prints the steps that read a frame as Python.

Strategy: one `match` over the steps, a few lines for each. `offset` walks through `buffer`, which is `bytes`, or a memoryview
if the frame gives views; `end` is where the bytes of the frame or of the bounded part end.

Rules: a place is a local called after it. The code gives up with any exception, and never says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, assert_never

from framekit.compiler.codec.formulas import (
    amount_source,
    arm_condition,
    bracketed,
    formula_source,
    refuse_unchecked,
    targets,
)
from framekit.compiler.codec.runtime import ArmReaders
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
    Cut,
    Decode,
    DivideRest,
    Expect,
    Finish,
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
    Start,
    TakeBytes,
    TakeNumbers,
    TakeRest,
    TakeRows,
    TakeUntil,
    ToEnd,
    Unpack,
    UnpackAt,
    Verify,
    When,
    Within,
    Wrap,
)
from framekit.compiler.program.runs import Slot, run_format, run_size, slot_order, split_scalar, struct_places
from framekit.compiler.program.shared_steps import Check, Guard, Leave, Spend
from framekit.compiler.text import is_utf8
from framekit.spec.kinds import Bytes, Const, Kind, Mapped, Padding, Repeat, Scalar, Text, Until, Varint, wire_base
from framekit.spec.model import FrameSpec


class ReadingPrinter:
    """Prints steps into a function.

    Args:
        out: the function.
        reader_of: gives the generated reader of a nested frame, `(buffer, offset, end, guard) -> (instance, offset)`.
        viewing: `buffer` is a memoryview, so that what must be bytes is copied.
        guard: nested frames are handed the guard.
        exact: nothing may be left behind the frame.
    """

    def __init__(
        self,
        out: FunctionSource,
        reader_of: Callable[[FrameSpec], Any],
        *,
        viewing: bool = False,
        guard: bool = False,
        exact: bool = False,
    ) -> None:
        self.out = out
        self.reader_of = reader_of
        self.viewing = viewing
        self.guard = ", guard" if guard else ""
        self.exact = exact

    def name(self, place: Place) -> str:
        """The local that holds a place; the frame itself is `frame`."""
        return self.out.local(place) if place else "frame"

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
                out.line("start = offset")
            case Mark(place, back):
                out.line(f"{self.name(place)} = offset{f' - {back}' if back else ''}")
            case BindFrame(size):
                out.line(f"stop = start + {formula_source(out, size, bracket=True)}")
                out.refuse_if("not offset <= stop <= end")
                out.line("end = stop")
            case Unpack(slots):
                self.print_unpack(step, "unpack_from", "buffer, offset")
                out.line(f"offset += {run_size(slots)}")
            case UnpackAt(slot, begin, distance):
                at = f"{self.name(begin)} + {distance}" if distance else self.name(begin)
                self.print_unpack(Unpack((slot,), slot_order(slot.kind)), "unpack_from", f"buffer, {at}")
            case Decode(place, kind):
                out.line(f"{self.name(place)} = {self.from_wire(kind, self.raw(place, kind))}")
            case Expect(place, kind):
                self.expect(place, kind)
            case Cut():
                self.cut(step)
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
                out.refuse_if(f"{self.stop(stop)} - offset > {limit}")
            case ReadVarint(place, kind):
                print_varint(out, kind, self.name(place))
            case TakeBytes(place, kind, length):
                out.line(f"stop = offset + {amount_source(out, length)}")
                out.line(f"{self.name(place)} = {self.piece(kind, 'offset', 'stop')}")
                out.line("offset = stop")
            case TakeRest(place, kind, stop):
                out.refuse_if(f"offset > {self.stop(stop)}")
                out.line(f"{self.name(place)} = {self.piece(kind, 'offset', self.stop(stop))}")
                out.line(f"offset = {self.stop(stop)}")
            case TakeUntil(place, kind):
                self.take_until(place, kind)
            case SkipAlignment():
                self.skip_alignment(step)
            case Convert(place, kind):
                out.line(f"{self.name(place)} = {self.converter(kind)}({self.name(place)})")
            case Within():
                self.within(step)
            case Branch():
                self.branch(step)
            case BranchFrame():
                self.branch_frame(step)
            case Wrap(place, tag):
                out.line(f"{self.name(place)} = Unknown({self.name(tag)}, {self.name(place)})")
            case When(place, condition, steps):
                with out.block(f"if {'offset < end' if condition is None else formula_source(out, condition)}:"):
                    self.print(steps)
                with out.block("else:"):
                    out.line(f"{self.name(place)} = None")
            case ReadFrame(place, spec):
                reader = out.module.give(f"{spec.name}_read", self.reader_of(spec))
                out.line(f"{self.name(place)}, offset = {reader}(buffer, offset, end{self.guard})")
            case CallCustom(place, kind):
                unpack = out.module.give(f"{kind.name}_unpack", kind.unpack)
                out.line(f"{self.name(place)}, offset = call_custom({unpack}, buffer, offset, end, {kind.maximum})")
            case Spend(amount, empty, guarded):
                print_spend(out, amount_source(out, amount), empty=empty, guarded=guarded)
            case DivideRest(place, size):
                out.refuse_if("offset > end")
                out.line(f"{self.name(place)}, left = divmod(end - offset, {size})")
                out.refuse_if("left")
            case Room(count, least):
                out.refuse_if(f"{amount_source(out, count)} * {least} > end - offset")
            case Loop():
                self.loop(step)
            case TakeNumbers(place, kind, count, size):
                out.line(f"stop = offset + {amount_source(out, count)} * {size}")
                out.line(f"{self.name(place)} = {self.numbers(kind, amount_source(out, count))}")
                out.line("offset = stop")
            case TakeRows():
                self.rows(step)
            case Finish(bound):
                if bound and self.exact:
                    out.refuse_if("not offset == end == len(buffer)")
                else:
                    out.refuse_if("offset != end" if bound or self.exact else "offset > end")
            case Verify():
                self.verify(step)
            case Make(place, spec):
                self.make(place, spec)
            case _:
                assert_never(step)

    # Runs

    def print_unpack(self, unpack: Unpack, method: str, arguments: str) -> None:
        """Print the call that reads a run into its locals."""
        names = [self.name(place) for slot in unpack.slots for place in struct_places(slot)]
        assigned = f"{targets(names)} = " if names else ""
        function = self.out.module.struct_method(run_format(unpack.slots, unpack.order), method)
        self.out.line(f"{assigned}{function}({arguments})")

    def raw(self, place: Place, kind: Kind) -> str:
        """The expression of what is on the wire for a slot, from its locals."""
        base = wire_base(kind)
        names = [self.name(each) for each in struct_places(Slot(place, kind))]
        if isinstance(base, Scalar) and not base.code:
            shifts = [shift for _, shift in split_scalar(base)]
            pairs = sorted(zip(shifts, names, strict=True), reverse=True)
            return " | ".join(f"{name} << {shift}" if shift else name for shift, name in pairs)
        if isinstance(base, Repeat):
            return f"[{', '.join(names)}]"
        return names[0]

    def expect(self, place: Place, kind: Const | Padding) -> None:
        """Print the check of a constant, or of padding."""
        if isinstance(kind, Padding):
            self.out.refuse_if(f"{self.name(place)} != {bytes([kind.fill]) * kind.size!r}")
        else:
            raw = self.name(place) if isinstance(kind.base, Varint) else self.raw(place, kind)
            self.out.refuse_if(f"{bracketed(raw)} != {kind.plain!r}")

    def cut(self, step: Cut) -> None:
        """Print how a bit field is taken out of the number that it shares."""
        bits, kind, shared = step.bits, step.kind, self.name(step.group)
        shifted = f"{shared} >> {bits.shift}" if bits.shift else shared
        raw = shifted if bits.shift + bits.width == 8 * bits.group else f"{shifted} & {bits.mask:#x}"
        if isinstance(kind, Padding):
            self.out.refuse_if(f"{bracketed(raw)} != {bits.mask if kind.fill else 0:#x}")
            return
        if isinstance(kind, Const):
            self.out.refuse_if(f"{bracketed(raw)} != {int(kind.plain) & bits.mask:#x}")
            return
        if bits.number == "bool":
            raw = f"{shared} & {1 << bits.shift:#x} != 0"
        elif bits.signed:
            sign = 1 << (bits.width - 1)
            raw = f"({bracketed(raw)} ^ {sign:#x}) - {sign:#x}"
        if isinstance(kind, Mapped):
            raw = self.from_wire(kind, raw)
        self.out.line(f"{self.name(step.place)} = {raw}")

    # Values

    def slice(self, start: str, stop: str) -> str:
        """The expression of some bytes of the buffer, as bytes."""
        piece = f"buffer[{start}:{stop}]"
        return f"bytes({piece})" if self.viewing else piece

    def piece(self, kind: Bytes | Text, start: str, stop: str) -> str:
        """The expression of a value of bytes or text."""
        if isinstance(kind, Bytes) and kind.view:
            return f"buffer[{start}:{stop}]"
        return self.from_wire(kind, self.slice(start, stop))

    def stop(self, place: Place | None) -> str:
        """The local of a stop, or the end."""
        return "end" if place is None else self.name(place)

    def converter(self, kind: Mapped) -> str:
        """The name of the function that makes a mapped value."""
        return self.out.module.give(f"{kind.name}_unpack", kind.unpack)

    def from_wire(self, kind: Kind, raw: str) -> str:
        """The expression that makes the value from what struct or a slice gave."""
        match kind:
            case Mapped():
                return f"{self.converter(kind)}({self.from_wire(kind.base, raw)})"
            case Bytes():
                if not kind.strip:
                    return raw
                return f"{raw}.rstrip({kind.pad!r})" if len(kind.pad) == 1 else f"strip_pads({raw}, {kind.pad!r})"
            case Text():
                stripped = self.from_wire(kind.data, raw)
                if is_utf8(kind.encoding) and kind.errors == "strict":
                    return f"{stripped}.decode()"
                return f"{stripped}.decode({kind.encoding!r}, {kind.errors!r})"
            case _:
                return raw

    def take_until(self, place: Place, kind: Bytes | Text) -> None:
        """Print how bytes up to a terminator are taken."""
        out, data = self.out, kind.data if isinstance(kind, Text) else kind
        extent = data.extent
        assert isinstance(extent, Until)
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

    def skip_alignment(self, step: SkipAlignment) -> None:
        """Print how bytes up to a multiple are skipped."""
        out = self.out
        if not step.strict:
            out.line(f"offset += -(offset - start) % {step.to}")
            return
        out.line(f"stop = offset + -(offset - start) % {step.to}")
        out.refuse_if("stop > end")
        out.refuse_if(f"{self.slice('offset', 'stop')}.strip({bytes([step.fill])!r})")
        out.line("offset = stop")

    # Bounded parts and choices

    def within(self, step: Within) -> None:
        """Print a part with a size of its own."""
        out, stop, outer = self.out, self.name(step.stop), self.name(step.outer)
        out.line(f"{stop} = offset + {amount_source(out, step.size)}")
        out.refuse_if(f"{stop} > end")
        out.line(f"{outer} = end")
        out.line(f"end = {stop}")
        self.print(step.steps)
        match step.leftover:
            case "error":
                out.refuse_if("offset != end")
            case "ignore":
                out.refuse_if("offset > end")
                out.line("offset = end")
            case "keep":
                out.refuse_if("offset > end")
            case _:
                assert_never(step.leftover)
        out.line(f"end = {outer}")

    def branch(self, step: Branch) -> None:
        """Print a choice among values."""
        out, tag = self.out, self.name(step.tag)
        out.line(f"{tag} = {formula_source(out, step.on)}")
        word = "if"
        for arm, steps in step.arms:
            with out.block(f"{word} {arm_condition(out, arm, tag)}:"):
                self.print(steps)
            word = "elif"
        with out.block("else:"):
            if step.otherwise is None:
                out.line("raise Refused")
            else:
                self.print(step.otherwise)

    def branch_frame(self, step: BranchFrame) -> None:
        """Print a choice among frames."""
        out, tag, reader = self.out, self.name(step.tag), self.name((*step.place, "reader"))
        table = out.module.share(id(step.switch), f"{step.place[-1]}_readers", lambda: ArmReaders(step.switch, self.reader_of))
        out.line(f"{tag} = {formula_source(out, step.on)}")
        out.line(f"{reader} = {table}[{tag}]")
        call = f"{self.name(step.place)}, offset = {reader}(buffer, offset, end{self.guard})"
        if step.otherwise is None:
            out.line(call)  # calling None gives up, which is what an unknown tag is to do
            return
        with out.block(f"if {reader} is None:"):
            self.print(step.otherwise)
        with out.block("else:"):
            out.line(call)

    # Arrays

    def loop(self, step: Loop) -> None:
        """Print the loop that reads items."""
        out, items = self.out, self.name(step.place)
        out.line(f"{items} = []")
        match step.ending:
            case Counted(count):
                header = f"for _ in range({amount_source(out, count)}):"
            case ToEnd():
                out.refuse_if("offset > end")
                header = "while offset < end:"
            case AtMarker(marker):
                header = f"while not {self.slice('offset', f'offset + {len(marker)}')} == {marker!r}:"
            case AfterItem():
                header = "while True:"
            case _:
                assert_never(step.ending)
        with out.block(header):
            if step.empty:
                out.line("guard.spend_empty(1)")
            self.print(step.steps)
            out.line(f"{items}.append({self.name(step.item)})")
            if step.limit is not None:
                out.refuse_if(f"len({items}) > {step.limit}")
            if isinstance(step.ending, AtMarker | AfterItem):
                out.refuse_if("offset > end")
            if isinstance(step.ending, AfterItem):
                with out.block(f"if {formula_source(out, step.ending.condition)}:"):
                    out.line("break")
        if isinstance(step.ending, AtMarker) and step.ending.consume:
            out.line(f"offset += {len(step.ending.marker)}")

    def numbers(self, kind: Kind, count: str) -> str:
        """The expression that reads numbers from `offset` to `stop`."""
        base = wire_base(kind)
        assert isinstance(base, Scalar)
        sign = "<" if base.order == "little" else ">"
        values = f'struct_unpack_from(f"{sign}{{{count}:d}}{base.code}", buffer, offset)'
        if base.code == "B":
            values = "buffer[offset:stop]"
        return f"[{self.from_wire(kind, 'value')} for value in {values}]" if isinstance(kind, Mapped) else f"list({values})"

    def rows(self, step: TakeRows) -> None:
        """Print the loop over items that are one run each."""
        out = self.out
        names = [self.name(place) for slot in step.unpack.slots for place in struct_places(slot)]
        method = out.module.struct_method(run_format(step.unpack.slots, step.unpack.order), "iter_unpack")
        out.line(f"stop = offset + {amount_source(out, step.count)} * {step.size}")
        out.line(f"{self.name(step.place)} = []")
        with out.block(f"for {targets(names) or '_'} in {method}(buffer[offset:stop]):"):
            self.print(step.steps)
            out.line(f"{self.name(step.place)}.append({self.name(step.item)})")
        out.line("offset = stop")

    # The end of the frame

    def verify(self, step: Verify) -> None:
        """Print the check of a checksum."""
        pieces = [
            self.slice("start" if start is None else self.name(start), "offset" if stop is None else self.name(stop))
            for start, stop in step.covered
        ]
        if step.zeros:
            pieces.insert(1, repr(bytes(step.zeros)))
        function = self.out.module.give(step.kind.algorithm.name, step.kind.algorithm.function)
        self.out.refuse_if(f"{function}({' + '.join(pieces)}) != {self.name(step.place)}")

    def make(self, place: Place, spec: FrameSpec) -> None:
        """Print how an instance is made."""
        out, name = self.out, self.name(place)
        out.line(f"{name} = new({out.module.give(spec.draft_class.__name__, spec.draft_class)})")
        for each in spec.fields:
            if each.given:
                out.line(f"{name}.{each.name} = {self.name((*place, each.name))}")
        if spec.draft_class is not spec.frame_class:
            out.line(f"{name}.__class__ = {out.module.give(spec.name, spec.frame_class)}")


def print_varint(out: FunctionSource, kind: Varint, name: str) -> None:
    """Print how a varint is read at `offset` into a local: a single byte without a call, if that is a whole value."""
    arguments = f"{kind.longest}, {kind.maximum}, {kind.strict}"
    most = 63 if kind.encoding == "quic" else 127
    if kind.signed or kind.maximum < most:
        out.line(f"{name}, offset = read_{kind.encoding}(buffer, offset, {arguments})")
        return
    out.line(f"{name} = buffer[offset]")
    out.line("offset += 1")
    with out.block(f"if {name} > {most}:"):
        out.line(f"{name}, offset = read_{kind.encoding}(buffer, offset - 1, {arguments})")


def print_spend(out: FunctionSource, amount: str, *, empty: bool, guarded: bool) -> None:
    """Print how items are counted against the limits of the outermost frame."""
    if empty:
        out.line(f"guard.spend_empty({amount})")
    elif guarded:
        out.line(f"guard.spend({amount})")
    else:  # an outer frame may bound the items of all frames inside it
        out.line("if guard is not None:")
        out.line(f"    guard.spend({amount})")
