"""Prints the steps that find the end of a frame as a generator.

Strategy: the generator yields the offset up to which it needs the buffer filled, and continues from the same place when it is
sent the new end: bytes that have been passed are never looked at again. It returns the offset after the frame as soon as that is
known, even if the bytes have not arrived.

Rules: nothing is allocated; an impossible size raises Refused. While the generator of a nested frame is sent the new end, that of
the outer frame is not, so its `end` may be out of date: it is then too low, and costs one additional step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, assert_never

from framekit.compiler.codec.escapes import forms_argument
from framekit.compiler.codec.formulas import (
    amount_source,
    arm_condition,
    formula_source,
    given_source,
    stem,
)
from framekit.compiler.codec.print_reading import ReadingPrinter, print_varint
from framekit.compiler.codec.runtime import ArmReaders
from framekit.compiler.codec.source import FunctionSource
from framekit.compiler.program.measuring_steps import (
    Bound,
    EndBySize,
    EndFixed,
    EndHere,
    FindEnd,
    KeepBytes,
    MeasureStep,
    MeasureSteps,
    Need,
    NeedPassed,
    Pass,
    PassBranch,
    PassByTag,
    PassCounted,
    PassFrame,
    PassTo,
    PassUntil,
    PassVarint,
    PassWhen,
    Peek,
    ReadAgain,
)
from framekit.compiler.program.operands import Amount, Place
from framekit.compiler.program.reading_steps import (
    AtMost,
    Compute,
    Convert,
    Cut,
    Decode,
    HasAhead,
    Mark,
    NotNegative,
    ReadFrame,
    SkipAlignment,
    Start,
    TakeGiven,
    UnpackAhead,
    UnpackAt,
)
from framekit.compiler.program.runs import slot_format, struct_places
from framekit.compiler.program.shared_steps import Guard, Leave, Spend
from framekit.spec.kinds import Bytes, Text, Until, Varint
from framekit.spec.model import FrameSpec


class MeasuringPrinter:
    """Prints steps into the function `measuring(buffer, offset, end, guard)`.

    Args:
        out: the function.
        measurer_of: returns the generated generator function of a nested frame.
        reader_of: returns the generated reader of a nested frame, for values that a formula looks into.
        guard: True if nested frames are passed the guard.
    """

    def __init__(
        self,
        out: FunctionSource,
        measurer_of: Callable[[FrameSpec], Any],
        reader_of: Callable[[FrameSpec], Any],
        *,
        guard: bool = False,
    ) -> None:
        self.out = out
        self.measurer_of = measurer_of
        self.reader_of = reader_of
        self.guard = ", guard" if guard else ""
        self.reading = ReadingPrinter(out, reader_of)

    def name(self, place: Place) -> str:
        """Return the local for a place."""
        return self.out.local(place)

    def print_body(self, steps: MeasureSteps) -> None:
        """Print the body of the generator."""
        self.print(steps)
        if not any("yield" in line for line in self.out.lines):
            self.out.line("yield end  # unreachable; makes this function a generator")

    def print(self, steps: MeasureSteps) -> None:
        """Print steps one after another."""
        for step in steps:
            self.print_step(step)

    def print_step(self, step: MeasureStep) -> None:
        """Print one step."""
        out = self.out
        match step:
            case TakeGiven() | Guard() | Leave() | Start() | Mark() | Decode() | Cut() | Convert() | UnpackAt() | UnpackAhead():
                self.reading.print_step(step)
            case Compute() | NotNegative() | AtMost() | Spend() | SkipAlignment():
                self.reading.print_step(step)
            case Need(amount):
                self.need(amount_source(out, amount))
            case NeedPassed():
                out.line("while end < offset:")
                out.line("    end = yield offset")
            case Peek():
                self.peek(step)
            case Pass(amount, size):
                out.line(f"offset += {self.total(amount, size)}")
            case PassTo(place):
                out.line(f"offset = {self.name(place)}")
            case PassVarint(place, kind, head):
                self.pass_varint(kind, place, head)
            case KeepBytes(place, kind, length):
                out.line(f"{self.name(place)} = {self.piece(kind, f'offset + {amount_source(out, length)}')}")
            case FindEnd():
                self.find_end(step)
            case Bound(place, size, least):
                out.line(f"{self.name(place)} = offset + {amount_source(out, size)}")
                if least and not isinstance(size, int):  # a fixed size has room; otherwise items of 0 bytes would never end
                    out.refuse_if(f"{self.name(place)} < offset + {least}")
            case PassFrame(spec, given):
                # Its bytes are waited for only if more is to be read, since its end may be the end of the frame.
                measuring = out.module.give(f"{spec.name}_measuring", self.measurer_of(spec))
                out.line(f"offset = yield from {measuring}(buffer, offset, end{self.guard}{given_source(out, given)})")
            case PassByTag():
                self.pass_by_tag(step)
            case PassBranch():
                self.pass_branch(step)
            case PassWhen(place, condition, steps):
                with out.block(f"if {formula_source(out, condition)}:"):
                    self.print_block(steps)
                if place is not None:
                    with out.block("else:"):
                        out.line(f"{self.name(place)} = None")
            case ReadAgain():
                self.read_again(step)
            case PassCounted(left, count, least, begin, steps, index):
                out.line(f"{self.name(left)} = {amount_source(out, count)}")
                if index is not None:
                    out.line(f"{self.name(index)} = 0")
                with out.block(f"while {self.name(left)}:"):
                    self.need(f"{self.name(left)} * {least}")
                    if begin is not None:
                        out.line(f"{self.name(begin)} = offset")
                    self.print(steps)
                    if begin is not None:
                        out.refuse_if(f"offset - {self.name(begin)} < {least}")
                    out.line(f"{self.name(left)} -= 1")
                    if index is not None:
                        out.line(f"{self.name(index)} += 1")
            case PassUntil():
                self.pass_until(step)
            case EndFixed(size):
                self.need(str(size))
                out.line(f"return offset + {size}")
            case HasAhead(start):
                out.refuse_if(f"{self.name(start)} > offset")
            case EndBySize(size, leaves, looked):
                name = out.fresh("frame_size")
                out.line(f"{name} = {formula_source(out, size)}")
                out.refuse_if(f"{name} < offset - start")
                for each in looked or ():
                    out.refuse_if(f"{name} < {self.name(each)} - start")
                if leaves:
                    out.line("guard.depth += 1")
                out.line(f"return start + {name}")
            case EndHere():
                out.line("return offset")
            case _:
                assert_never(step)

    def print_block(self, steps: MeasureSteps) -> None:
        """Print the steps of a block, which may be empty."""
        self.print(steps)
        if not steps:
            self.out.line("pass")

    def need(self, amount: str) -> None:
        """Print the lines that wait for a number of bytes."""
        self.out.line(f"while end - offset < {amount}:")
        self.out.line(f"    end = yield offset + {amount}")

    def total(self, amount: Amount, size: int) -> str:
        """Return the expression of the number of bytes of items."""
        if isinstance(amount, int):
            return str(amount * size)
        return amount_source(self.out, amount) if size == 1 else f"{amount_source(self.out, amount)} * {size}"

    def peek(self, step: Peek) -> None:
        """Print the lines that read the needed numbers of a run."""
        format = "<" if step.order == "little" else ">"
        names: list[str] = []
        for gap, slot in step.slots:
            format += f"{gap}x{slot_format(slot.kind)}" if gap else slot_format(slot.kind)
            names += map(self.name, struct_places(slot))
        self.need(str(step.size))
        assigned = f"({names[0]},)" if len(names) == 1 else ", ".join(names)
        self.out.line(f"{assigned} = {self.out.module.struct_method(format, 'unpack_from')}(buffer, offset)")

    def pass_varint(self, kind: Varint, place: Place, head: Place | None) -> None:
        """Print the lines that read a varint once all its bytes have arrived."""
        if head is not None:
            self.need(f"bytes_of_rest({self.name(head)}, {kind.least_escape}{forms_argument(self.out, kind)})")
            print_varint(self.out, kind, self.name(place), self.name(head))
            return
        out, seen = self.out, self.name((*place, ":seen"))
        self.need(str(kind.shortest))
        if kind.encoding == "quic":
            self.need("(1 << (buffer[offset] >> 6))")
        elif kind.encoding == "ber":
            self.need(f"bytes_of_ber(buffer, offset, {kind.longest})")
        elif kind.encoding == "escaped":
            self.need(f"bytes_of_escaped(buffer, offset{forms_argument(out, kind)})")
        elif kind.digits is not None and kind.size is None:
            out.line(f"while not bytes_of_digits(buffer, offset, end, {kind.longest}{forms_argument(out, kind)}):")
            out.line("    end = yield end + 1")
        elif kind.digits is not None:
            pass  # the size is fixed, so the minimum is enough
        else:
            out.line(f"{seen} = offset")
            goes_on = "& 1" if kind.encoding == "fspec" else "> 127"
            with out.block(f"while buffer[{seen}] {goes_on}:"):
                out.line(f"{seen} += 1")
                out.refuse_if(f"{seen} - offset == {kind.longest}")
                out.line(f"while {seen} >= end:")
                out.line(f"    end = yield {seen} + 1")
        print_varint(out, kind, self.name(place))

    def piece(self, kind: Bytes | Text, stop: str) -> str:
        """Return the expression of a value of bytes or text from `offset` to a stop."""
        return self.reading.values.from_wire(kind, f"bytes(buffer[offset:{stop}])")

    def find_end(self, step: FindEnd) -> None:
        """Print the lines that wait for a terminator."""
        out, data = self.out, step.kind.data if isinstance(step.kind, Text) else step.kind
        extent = data.extent
        assert isinstance(extent, Until)
        if extent.others:
            self.find_any_end(step, data, extent)
            return
        size = len(extent.marker)
        stop, seen = self.name((*step.place, ":stop")), self.name((*step.place, ":seen"))
        out.line(f"{seen} = offset")
        with out.block("while True:"):
            last = "end" if data.limit is None else f"min(end, offset + {data.limit + size})"
            out.line(f"{stop} = find_in_view(buffer, {extent.marker!r}, {seen}, {last}, {extent.unit})")
            out.line(f"if {stop} >= 0:")
            out.line("    break")
            if data.limit is not None:
                out.refuse_if(f"end - offset >= {data.limit + size}")
            # A marker may begin in the bytes already searched, and end in bytes still to arrive.
            out.line(f"{seen} += max(0, end - {size - 1} - {seen}) // {extent.unit} * {extent.unit}")
            out.line(f"end = yield max(end + 1, offset + {size})")
        behind = f"{stop} + {size}"
        if step.keep:
            out.line(f"{self.name(step.place)} = {self.piece(step.kind, behind if extent.include else stop)}")
        out.line(f"offset = {behind if extent.consume else stop}")

    def find_any_end(self, step: FindEnd, data: Bytes, extent: Until) -> None:
        """Print the lines that wait for the first of several terminators."""
        out = self.out
        stop, behind = self.name((*step.place, ":stop")), self.name((*step.place, ":after"))
        seen = self.name((*step.place, ":seen"))
        out.line(f"{seen} = offset")
        with out.block("while True:"):
            last = "end" if data.limit is None else f"min(end, offset + {data.limit + extent.longest})"
            out.line(f"{stop}, {behind} = find_any(buffer, {extent.markers!r}, {seen}, {last}, {extent.unit})")
            out.line(f"if {stop} >= 0:")
            out.line("    break")
            if data.limit is not None:
                out.refuse_if(f"end - offset >= {data.limit + extent.longest}")
            out.line(f"{seen} += max(0, end - {extent.longest - 1} - {seen}) // {extent.unit} * {extent.unit}")
            out.line("end = yield end + 1")
        if step.keep:
            out.line(f"{self.name(step.place)} = {self.piece(step.kind, behind if extent.include else stop)}")
        out.line(f"offset = {behind}")

    # Choices

    def pass_by_tag(self, step: PassByTag) -> None:
        """Print a choice among frames."""
        out, tag, measuring = self.out, self.name(step.tag), self.name((*step.place, ":measuring"))
        name = f"{stem(step.place)}_measuring"
        table = out.module.share(id(step.switch), name, lambda: ArmReaders(step.switch, self.measurer_of))
        out.line(f"{tag} = {formula_source(out, step.on)}")
        out.line(f"{measuring} = {table}[{tag}]")
        call = f"offset = yield from {measuring}(buffer, offset, end{self.guard})"
        if step.otherwise is None:
            out.line(call)  # for an unknown tag the generator is None, and calling it fails, as required
            return
        with out.block(f"if {measuring} is None:"):
            self.print_block(step.otherwise)
        with out.block("else:"):
            out.line(call)

    def pass_branch(self, step: PassBranch) -> None:
        """Print a choice among kinds."""
        out, tag = self.out, self.name(step.tag)
        out.line(f"{tag} = {formula_source(out, step.on)}")
        word = "if"
        for arm, steps in step.arms:
            with out.block(f"{word} {arm_condition(out, arm, tag)}:"):
                self.print_block(steps)
            word = "elif"
        with out.block("else:"):
            if step.otherwise is None:
                out.line("raise Refused")
            else:
                self.print_block(step.otherwise)

    # Items, and values that a formula looks into

    def pass_until(self, step: PassUntil) -> None:
        """Print the loop over items that are not counted beforehand."""
        out, count = self.out, self.name(step.count)
        out.line(f"{count} = 0")
        if step.index is not None:
            out.line(f"{self.name(step.index)} = 0")
        with out.block("while True:"):
            if step.marker is not None:
                self.need(str(len(step.marker)))
                out.line(f"if bytes(buffer[offset:offset + {len(step.marker)}]) == {step.marker!r}:")
                out.line("    break")
            if step.empty:
                out.line("guard.spend_empty(1)")
            if step.taken is not None:
                out.line(f"{self.name(step.taken)} = offset")
            self.print(step.steps)
            if step.taken is not None:
                out.line(f"{self.name(step.taken)} = offset - {self.name(step.taken)}")
            out.line(f"{count} += 1")
            if step.index is not None:
                out.line(f"{self.name(step.index)} += 1")
            if step.limit is not None:
                out.refuse_if(f"{count} > {step.limit}")
            if step.condition is not None:
                out.line(f"if {formula_source(out, step.condition)}:")
                out.line("    break")
        if step.marker is not None and step.consume:
            out.line(f"offset += {len(step.marker)}")

    def read_again(self, step: ReadAgain) -> None:
        """Print the lines that read a whole value from bytes that have arrived."""
        out, begin = self.out, self.name(step.begin)
        stop = "offset" if step.stop is None else self.name(step.stop)
        match step.steps:
            case (ReadFrame(_, spec, given),) | (Guard(), ReadFrame(_, spec, given)):
                reader, passed = out.module.give(f"{spec.name}_read", self.reader_of(spec)), given_source(out, given)
            case _:
                reader, passed = self.reader(step)
        piece = f"bytes(buffer[{begin}:{stop}])"
        out.line(f"{self.name(step.place)} = {reader}({piece}, 0, {stop} - {begin}{passed})[0]")

    def reader(self, step: ReadAgain) -> tuple[str, str]:
        """Print a function that reads one value as unpacking does, and return its name and its additional arguments."""
        name = self.out.module.unique(f"read_{stem(step.place)}")
        out = self.out.module.function("")
        reading = ReadingPrinter(out, self.reader_of, guard=bool(self.guard))
        names = ["buffer", "offset", "end", *map(reading.name, step.asked), "guard=None"]
        out.lines[0] = f"def {name}({', '.join(names)}):"
        reading.print(step.steps)
        out.line(f"return {reading.name(step.place)}, offset")
        return name, "".join(f", {self.name(each)}" for each in step.asked)
