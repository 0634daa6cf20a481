"""Writes the source that measures: where a frame ends, told from the bytes that are there.

Strategy: a generator walks the plan with an offset, and reads nothing but lengths, counts and tags. Where the bytes that tell are
missing it yields the offset up to which it needs the buffer filled, and goes on from the same place when it is sent the new end:
what has been walked over is never walked over again. It returns the offset behind the frame as soon as that is known, be the
bytes there or not.

Rules: nothing is allocated; a size that cannot be true gives up with Refused; a frame that takes "the rest" has no measure,
and the caller knows that beforehand. A nested frame's generator is sent the new end and the frame around it is not, so an `end`
may be out of date: it is then too low, and asking once more costs a step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, assert_never

from framekit.compiler.codec.reading import ReadingWriter, fields_asked, wanted_paths
from framekit.compiler.codec.runtime import ArmReaders
from framekit.compiler.codec.source import FunctionSource
from framekit.compiler.codec.unpacking import UnpackWriter
from framekit.compiler.codec.values import arm_condition
from framekit.compiler.plan import (
    Plan,
    Run,
    Slot,
    extent_path,
    fits_in_run,
    slot_format,
    slot_size,
    split_scalar,
    wire_base,
)
from framekit.spec.expr import Expr, Path, references
from framekit.spec.kinds import (
    Align,
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Kind,
    LeftoverOf,
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
)
from framekit.spec.model import FrameSpec
from framekit.spec.sizes import extent_of, fixed_size, frame_minimum_size, is_guarded, is_recursive, may_be_empty, minimum_size


class _ItemReader(UnpackWriter):
    """Writes lines that read one item; what it asks of nested frames around it, their instances say, as in all that measures."""

    reads_inside = False


class MeasureWriter(ReadingWriter):
    """Writes the body of `measuring(buffer, offset, end, guard)`.

    Args:
        plan: of the frame.
        out: where the lines go.
        measurer_of: gives the generated generator of a nested frame.
        reader_of: gives the generated reader of a nested frame, for values that an expression looks into.
    """

    def __init__(
        self,
        plan: Plan,
        out: FunctionSource,
        measurer_of: Callable[[FrameSpec], Any],
        reader_of: Callable[[FrameSpec], Any],
    ) -> None:
        super().__init__(plan, out)
        self.measurer_of = measurer_of
        self.reader_of = reader_of
        self.wanted = wanted_paths(plan.spec)
        self.guard = ", guard" if is_guarded(plan.spec) else ""

    def write_body(self) -> None:
        """Write the lines."""
        self._write_walk()
        if not any("yield" in line for line in self.out.lines):
            self.out.line("yield end  # never reached: it makes this function a generator")

    def _write_walk(self) -> None:
        if self.plan.size is not None and self.spec.size is None:
            self._need(self.plan.size)
            self.out.line(f"return offset + {self.plan.size}")
            return
        self.out.open_guard(self.spec)
        self.out.line("start = offset")
        size = self.spec.size
        waiting = set() if size is None else set(references(size))
        if size is not None and not waiting:
            self._need(frame_minimum_size(self.spec))
            self._return_size(size)
            return
        for step in self.plan.steps:
            if isinstance(step, Run):
                waiting -= self._read_run(step, waiting)
            else:
                self._pass(step.kind, step.path)
                waiting -= {path for path in waiting if path[0] == step.path[0]}
            if size is not None and not waiting:
                self._return_size(size)
                return
        if is_recursive(self.spec):
            self.out.line("guard.depth += 1")
        self.out.line("return offset")

    def _return_size(self, size: Expr) -> None:
        name = self.out.fresh("frame_size")
        self.out.line(f"{name} = {self.expression(size)}")
        self.out.refuse_if(f"{name} < offset - start")
        if is_recursive(self.spec):
            self.out.line("guard.depth += 1")
        self.out.line(f"return start + {name}")

    def _need(self, amount: int | str) -> None:
        """Wait until `amount` bytes are left."""
        self.out.line(f"while end - offset < {amount}:")
        self.out.line(f"    end = yield offset + {amount}")

    def _need_all_passed(self) -> None:
        """Wait until the bytes that have been passed over are there."""
        self.out.line("while end < offset:")
        self.out.line("    end = yield offset")

    # Runs: only the slots that tell a length, a count, a tag or the size are read

    def _read_run(self, run: Run, waiting: set[Path]) -> set[Path]:
        told: set[Path] = set()
        offset = 0
        read_from = 0
        format = ""
        names: list[str] = []
        combine: list[tuple[str, str]] = []
        for slot in self._needed_slots(run, waiting):
            size = slot_size(slot.kind)
            members = [member for member in slot.members if self._is_wanted(member)]
            if members or self._is_wanted(slot):
                gap = offset - read_from
                format += f"{gap}x" if gap else ""
                mine, expression = self._take(slot)
                format += slot_format(slot.kind)
                names += mine
                if expression:
                    combine.append((self.name(slot.path), expression))
                combine += [(self.name(member.path), self._cut(member, self.name(slot.path))) for member in members]
                read_from = offset + size
            told.update(each.path for each in (slot, *slot.members) if each.path in self.wanted)
            offset += size
        if names:
            self._need(offset)
            sign = "<" if run.order == "little" else ">"
            targets = f"({names[0]},)" if len(names) == 1 else ", ".join(names)
            self.out.line(f"{targets} = {self.out.module.struct_method(sign + format, 'unpack_from')}(buffer, offset)")
            for name, expression in combine:
                self.out.line(f"{name} = {expression}")
        self.out.line(f"offset += {offset}")
        return told

    def _needed_slots(self, run: Run, waiting: set[Path]) -> list[Slot]:
        """The slots up to the last that tells the size of the frame, where all that tells it stand here."""
        if not waiting:
            return run.slots
        tells = [any(each.path in waiting for each in (slot, *slot.members)) for slot in run.slots]
        last = max((index for index, told in enumerate(tells) if told), default=len(run.slots) - 1)
        slots = run.slots[: last + 1]
        return slots if {each.path for slot in slots for each in (slot, *slot.members)} >= waiting else run.slots

    def _is_wanted(self, slot: Slot) -> bool:
        return slot.path in self.wanted and not isinstance(slot.kind, Const)

    def _take(self, slot: Slot) -> tuple[list[str], str]:
        """The locals that take what struct gives for a slot, and the expression that makes one number of several."""
        base = wire_base(slot.kind)
        name = self.name(slot.path)
        if isinstance(base, Text):
            return [name], f"{_stripped(base.data, name)}.decode({base.encoding!r}, {base.errors!r})"
        if isinstance(base, Bytes):
            return [name], _stripped(base, name) if base.strip else ""
        if not isinstance(base, Scalar) or base.code:
            return [name], ""
        pieces = [(shift, self.name((*slot.path, f"shift{shift}"))) for _, shift in split_scalar(base)]
        return [name for _, name in pieces], " | ".join(f"{name} << {shift}" if shift else name for shift, name in pieces)

    def _cut(self, slot: Slot, shared: str) -> str:
        bits = bits_of(slot.kind)
        assert bits is not None
        raw = f"{shared} >> {bits.shift} & {bits.mask:#x}"
        sign = 1 << (bits.width - 1)
        return f"(({raw}) ^ {sign:#x}) - {sign:#x}" if bits.signed else raw

    # Parts

    def _pass(self, kind: Kind, path: Path) -> None:
        """Move `offset` behind a value. The prefix of a field, if it is of fixed width, has been read already."""
        if isinstance(kind, Mapped):  # its base passes the prefix
            self._pass(kind.base, path)
            return
        extent = extent_of(kind)
        if isinstance(extent, Prefixed) and isinstance(extent.prefix, Varint):
            self._pass_varint(extent.prefix, self.name(extent_path(kind, path)))
        match kind:
            case Varint():
                self._pass_varint(kind, self.name(path))
            case Bytes():
                self._pass_bytes(kind, kind, path)
            case Text():
                self._pass_bytes(kind, kind.data, path)
            case Const():
                self._pass(kind.base, path)
            case Align():
                self.out.line(f"offset += -(offset - start) % {kind.to}")
            case Repeat():
                self._pass_repeat(kind, path)
            case Nested():
                measuring = self.out.module.give(f"{kind.frame.name}_measuring", self.measurer_of(kind.frame))
                begin = self.name((*path, "begin"))
                if self._is_looked_into(path):
                    self.out.line(f"{begin} = offset")
                self._pass_frame(measuring)
                if self._is_looked_into(path):
                    self._need_all_passed()
                self._keep_nested(kind.frame, path, begin, "offset")
            case Sized():
                stop = self.name((*path, "stop"))
                self.out.line(f"{stop} = offset + {self.how_many(kind, kind.extent, path)}")
                if isinstance(kind.inner, Nested) and self._is_looked_into(path):
                    self._need(f"{stop} - offset")
                    self._keep_nested(kind.inner.frame, path, "offset", stop)
                if kind.leftover != "keep":
                    self.out.line(f"offset = {self.name((*path, 'stop'))}")
            case Switch():
                self._pass_switch(kind, path)
            case Optional():
                assert kind.when is not None
                with self.out.block(f"if {self.expression(kind.when)}:"):
                    self._pass_value(kind.inner, path)
            case Custom() | Scalar() | Bits() | Padding() | Checksum():
                raise AssertionError(f"{kind} is always a slot, or has no measure")
            case _:
                assert_never(kind)

    def _pass_varint(self, kind: Varint, name: str) -> None:
        self._need(1)
        if kind.encoding == "quic":
            self._need("(1 << (buffer[offset] >> 6))")
        else:
            seen = self.out.local((name, "seen"))
            self.out.line(f"{seen} = offset")
            with self.out.block(f"while buffer[{seen}] > 127:"):
                self.out.line(f"{seen} += 1")
                self.out.refuse_if(f"{seen} - offset == {kind.longest}")
                self.out.line(f"while {seen} >= end:")
                self.out.line(f"    end = yield {seen} + 1")
        self.read_varint(kind, name)

    def _pass_frame(self, measuring: str) -> None:
        # Whether its bytes have come is asked only if more is to be read: the end of the last part is the end of the frame.
        self.out.line(f"offset = yield from {measuring}(buffer, offset, end{self.guard})")

    def _is_looked_into(self, path: Path) -> bool:
        return any(wanted[: len(path)] == path and len(wanted) > len(path) for wanted in self.wanted)

    def _keep_nested(self, frame: FrameSpec, path: Path, begin: str, stop: str) -> None:
        """Where an expression looks into a nested frame that was not opened, read that frame."""
        if self._is_looked_into(path):
            reader = self.out.module.give(f"{frame.name}_read", self.reader_of(frame))
            piece = self.name((*path, "piece"))
            self.out.line(f"{piece} = bytes(buffer[{begin}:{stop}])")
            self.out.line(f"{self.name(path)} = {reader}({piece}, 0, len({piece}))[0]")

    def _pass_bytes(self, kind: Bytes | Text, data: Bytes, path: Path) -> None:
        extent = data.extent
        if isinstance(extent, Until):
            size = len(extent.marker)
            stop, seen = self.name((*path, "stop")), self.name((*path, "seen"))
            self.out.line(f"{seen} = offset")
            with self.out.block("while True:"):
                last = "end" if data.limit is None else f"min(end, offset + {data.limit + size})"
                self.out.line(f"{stop} = find_in_view(buffer, {extent.marker!r}, {seen}, {last}, {extent.unit})")
                self.out.line(f"if {stop} >= 0:")
                self.out.line("    break")
                if data.limit is not None:
                    self.out.refuse_if(f"end - offset >= {data.limit + size}")
                # A marker may begin in what has been searched, and end in what comes.
                self.out.line(f"{seen} += max(0, end - {size - 1} - {seen}) // {extent.unit} * {extent.unit}")
                self.out.line(f"end = yield max(end + 1, offset + {size})")
            self._keep_bytes(kind, path, f"{stop}{f' + {size}' if extent.include else ''}")
            self.out.line(f"offset = {stop}{f' + {size}' if extent.consume else ''}")
            return
        if isinstance(extent, LeftoverOf):
            self.out.line(f"offset = {self.name((extent.field, 'stop'))}")
            return
        assert not isinstance(extent, Rest | UntilItem)
        length = self.how_many(kind, extent, path)
        self.check_limit(length, data.limit)
        if path in self.wanted:
            self._need(length)
        self._keep_bytes(kind, path, f"offset + {length}")
        self.out.line(f"offset += {length}")

    def _keep_bytes(self, kind: Bytes | Text, path: Path, stop: str) -> None:
        """Where an expression looks at a value, read it."""
        if path in self.wanted:
            decoded = f".decode({kind.encoding!r}, {kind.errors!r})" if isinstance(kind, Text) else ""
            self.out.line(f"{self.name(path)} = bytes(buffer[offset:{stop}]){decoded}")

    def _pass_switch(self, kind: Switch, path: Path) -> None:
        out, tag = self.out, self.name((*path, "tag"))
        out.line(f"{tag} = {self.expression(kind.on)}")
        if kind.union is not None:
            measuring = out.module.share(id(kind), f"{path[-1]}_measuring", lambda: ArmReaders(kind, self.measurer_of))
            self._pass_frame(f"{measuring}[{tag}]")
            return
        word = "if"
        for index, arm in enumerate(kind.arms):
            with out.block(f"{word} {arm_condition(out, arm, tag)}:"):
                self._pass_value(arm.kind, (*path, f"arm{index}"))
            word = "elif"
        with out.block("else:"):
            if kind.otherwise is not None:
                self._pass_value(kind.otherwise, (*path, "otherwise"))
            else:
                out.line("raise Refused")

    def _pass_value(self, kind: Kind, path: Path) -> None:
        """Move `offset` behind a value, its prefix included."""
        extent = extent_of(kind)
        if fits_in_run(kind):
            self.out.line(f"offset += {fixed_size(kind)}")
            return
        if isinstance(extent, Prefixed) and isinstance(extent.prefix, Scalar):
            prefix = extent_path(kind, path)
            self.wanted.add(prefix)
            self._read_run(Run.of(Slot(prefix, extent.prefix, None)), set())
        self._pass(kind, path)

    # Arrays

    def _pass_repeat(self, kind: Repeat, path: Path) -> None:
        out, extent = self.out, kind.extent
        if isinstance(extent, Until | UntilItem):
            self._pass_until(kind, extent, path)
            return
        assert not isinstance(extent, Rest | LeftoverOf)
        count = self.how_many(kind, extent, path)
        self.check_limit(count, kind.limit)
        if may_be_empty(kind):
            out.line(f"guard.spend_empty({count})")
        size = fixed_size(kind.item)
        if size is not None:
            out.line(f"offset += {count} * {size}")
            return
        least = minimum_size(kind.item)
        left = self.name((*path, "left"))
        out.line(f"{left} = {count}")
        with out.block(f"while {left}:"):
            self._need(f"{left} * {least}")
            self._pass_value(kind.item, (*path, "item"))
            out.line(f"{left} -= 1")

    def _pass_until(self, kind: Repeat, extent: Until | UntilItem, path: Path) -> None:
        out, count = self.out, self.name((*path, "count"))
        item = (*path, "item")
        out.line(f"{count} = 0")
        if isinstance(extent, Until):
            size = len(extent.marker)
            with out.block("while True:"):
                self._need(size)
                out.line(f"if bytes(buffer[offset:offset + {size}]) == {extent.marker!r}:")
                out.line("    break")
                self._pass_counted(kind, item, count)
            if extent.consume:
                out.line(f"offset += {size}")
            return
        with out.block("while True:"):
            begin = self.name((*path, "begin"))
            out.line(f"{begin} = offset")
            self._pass_counted(kind, item, count)
            self._need_all_passed()
            value = self._value_between(kind.item, begin, item)
            out.line(f"if {self.expression(extent.expression, item=value)}:")
            out.line("    break")

    def _value_between(self, kind: Kind, begin: str, path: Path) -> str:
        """Read the item that has just been passed, for the expression that looks at it."""
        if isinstance(kind, Varint):
            return self.name(path)
        value = self.name((*path, "value"))
        if isinstance(kind, Scalar) and kind.number == "int":
            self.out.line(f"{value} = int.from_bytes(buffer[{begin}:offset], {kind.order!r}, signed={kind.signed})")
            return value
        if isinstance(kind, Nested):
            reader, given = self.out.module.give(f"{kind.frame.name}_read", self.reader_of(kind.frame)), ""
        else:
            reader, given = self._write_item_reader(kind, path)
        self.out.line(f"{value} = {reader}(bytes(buffer[{begin}:offset]), 0, offset - {begin}{given})[0]")
        return value

    def _write_item_reader(self, kind: Kind, path: Path) -> tuple[str, str]:
        """Write a function that reads one item as unpacking does; gives its name, and what else it is to be handed."""
        name = self.out.module.unique(f"read_{'_'.join(path)}")
        out = self.out.module.function("")
        item = _ItemReader(self.plan, out, self.reader_of)
        asked = {each for each in fields_asked(kind) if self.spec.constant_at(each) is None}
        whole = sorted({each[:1] if each[0] in self.parts else each for each in asked})
        out.lines[0] = f"def {name}({', '.join(['buffer', 'offset', 'end', *map(item.name, whole)])}, guard=None):"
        item.read_value(kind, path)
        out.line(f"return {item.name(path)}, offset")
        return name, "".join(f", {self.name(each)}" for each in whole)

    def _pass_counted(self, kind: Repeat, item: Path, count: str) -> None:
        self._pass_value(kind.item, item)
        self.out.line(f"{count} += 1")
        self.check_limit(count, kind.limit)


def _stripped(data: Bytes, name: str) -> str:
    return f"strip_pads({name}, {data.pad!r})" if data.strip else name
