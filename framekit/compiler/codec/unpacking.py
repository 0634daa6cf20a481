"""Writes the source that unpacks: bytes to instances.

Strategy: a run is one `unpack_from` into locals named after the fields, and bit fields are cut out of the number that they
share; nested frames that were opened are put together at the end from the locals. `offset` walks through `buffer`, which is
`bytes`, or a memoryview where a frame gives views. What is no slot of a run is read by values.py.

Rules: struct reads past `end` while the buffer goes on, so it is not trusted: one check at the end of the frame
(`offset > end`) covers all runs. The code never says what is wrong.
"""

from __future__ import annotations

from framekit.compiler.codec.reading import derived_inside, plain_value, wanted_paths
from framekit.compiler.codec.values import ValueReader
from framekit.compiler.plan import (
    Part,
    Plan,
    Run,
    Slot,
    group_scalar,
    needs_start,
    slot_size,
    split_scalar,
    sums_of,
    wire_base,
)
from framekit.spec.expr import Expr, Path, references
from framekit.spec.kinds import Checksum, Const, Fixed, Mapped, Optional, Padding, Repeat, Scalar, bits_of
from framekit.spec.model import FieldSpec, FrameSpec
from framekit.spec.sizes import is_recursive
from framekit.spec.sums import stretches


class UnpackWriter(ValueReader):
    """Writes lines that read one frame."""

    reads_inside = True

    def write_exact(self, run: Run) -> str:
        """The body for a frame that is one run, from `data` of just its size. Returns the name of the instance."""
        self._unpack_run(run, "unpack", "data")
        return self._make_frames("frame")

    def write_body(self, *, exact: bool = False) -> str:
        """The body that reads from `buffer` at `offset` up to `end`.

        Args:
            exact: nothing may be left behind the frame.

        Returns:
            The name of the instance.
        """
        size = self.spec.size
        self.begun: set[str] = set()
        waiting = set() if size is None else {path[0] for path in references(size)}
        self.out.open_guard(self.spec)
        if needs_start(self.spec):
            self.out.line("start = offset")
        if size is not None and not waiting:
            self._bind_size(size)
        for step in self.plan.steps:
            if isinstance(step, Run):
                self._unpack_run(step, "unpack_from", "buffer, offset")
                self.out.line(f"offset += {step.size}")
                self._mark_run(step)
                done = {slot.path[0] for slot in step.slots if slot.field is not None}
                done |= {member.path[0] for slot in step.slots for member in slot.members}
            else:
                self._unpack_part(step)
                done = {step.path[0]}
            if size is not None and waiting:
                waiting -= done
                if not waiting:
                    self._bind_size(size)
        if size is not None and exact:
            self.out.refuse_if("not offset == end == len(buffer)")
        else:
            self.out.refuse_if("offset != end" if size is not None or exact else "offset > end")
        for each in sums_of(self.spec):
            self._verify(each)
        if is_recursive(self.spec):
            self.out.line("guard.depth += 1")
        return self._make_frames("frame")

    def _bind_size(self, size: Expr) -> None:
        self.out.line(f"stop = start + {self.expression(size, bracket=True)}")
        self.out.refuse_if("not offset <= stop <= end")
        self.out.line("end = stop")

    # Parts

    def _unpack_part(self, part: Part) -> None:
        begins, ends = self._watched()
        name = part.path[0]
        # The prefix of a part stands in the run before it, which has marked the beginning then.
        if name in begins and not self._has_prefix_slot(part):
            self.out.line(f"{self._at(name)} = offset")
        inside = sorted(path for path in wanted_paths(self.spec) if path[0] == name and derived_inside(self.spec, path))
        if inside:
            self.out.line(f"{self.name((name, 'begin'))} = offset")
        self.read_part(part.kind, part.path)
        for path in inside:
            self._read_inside(path)
        if name in ends:
            self.out.line(f"{self._stop(name)} = offset")
        self._check(part.field, part.path)

    def _read_inside(self, path: Path) -> None:
        """Read a number once more that a nested frame derives, from its place there."""
        found = derived_inside(self.spec, path)
        assert found is not None
        field, at = found
        begin = self.name((path[0], "begin"))
        where = f"{begin} + {at}" if at else begin
        bits = bits_of(field.kind)
        if bits is None:
            self._unpack_run(Run.of(Slot((*path, "read"), wire_base(field.kind), None)), "unpack_from", f"buffer, {where}")
            return
        member = Slot((*path, "read"), bits, FieldSpec(field.name, bits))
        shared = Slot((*path, "bits"), group_scalar(bits.group, bits.order), None, None, (member,))
        self._unpack_run(Run.of(shared), "unpack_from", f"buffer, {where}")

    def _has_prefix_slot(self, part: Part) -> bool:
        return any(
            slot.owner is part
            for step in self.plan.steps
            if isinstance(step, Run)
            for slot in step.slots
            if slot.owner is not None
        )

    def _check(self, field: FieldSpec, path: Path) -> None:
        """Hold a value against the check= of its field."""
        check = field.check
        if check is None:
            return
        name = self.name(path)
        if check.expression is not None:
            alone = plain_value(field, name)
            condition = f"not ({self.expression(check.expression, alone=alone, condition=True)})"
        elif isinstance(check.allowed, range) and check.allowed.step == 1:
            condition = f"not {check.allowed.start} <= {name} < {check.allowed.stop}"
        else:
            condition = f"{name} not in {self.out.module.give(f'{field.name}_allowed', check.allowed)}"
        if isinstance(field.kind, Optional):
            condition = f"{name} is not None and ({condition})"
        self.out.refuse_if(condition)

    # Runs

    def read_alone(self, slot: Slot) -> None:
        """Read one slot at `offset`."""
        run = Run.of(slot)
        self._unpack_run(run, "unpack_from", "buffer, offset")
        self.out.line(f"offset += {run.size}")

    def _unpack_run(self, run: Run, method: str, arguments: str) -> None:
        names = [name for slot in run.slots for name in self._slot_names(slot)]
        self.out.line(f"{_assign(names)}{self.out.module.struct_method(run.format, method)}({arguments})")
        for slot in run.slots:
            self._finish_slot(slot)

    def _slot_names(self, slot: Slot) -> list[str]:
        """The locals that take what struct gives for a slot."""
        base = wire_base(slot.kind)
        match base:
            case Scalar(code=""):
                return [self.name((*slot.path, f"shift{shift}")) for _, shift in split_scalar(base)]
            case Repeat(extent=Fixed(number)):
                return [self.name((*slot.path, str(index))) for index in range(number)]
            case Padding():
                return [self.name(slot.path)] if base.fill or base.strict else []
            case _:
                return [self.name(slot.path)]

    def _finish_slot(self, slot: Slot) -> None:
        """Make the value of a slot from its locals, and check a constant."""
        names = self._slot_names(slot)
        kind = slot.kind
        if isinstance(kind, Padding):
            if kind.strict:
                self.out.refuse_if(f"{names[0]} != {bytes([kind.fill]) * kind.size!r}")
            return
        base = wire_base(kind)
        raw = names[0] if names else "[]"
        if isinstance(base, Scalar) and not base.code:
            shifts = [shift for _, shift in split_scalar(base)]
            raw = " | ".join(
                f"{name} << {shift}" if shift else name for shift, name in sorted(zip(shifts, names, strict=True), reverse=True)
            )
        elif isinstance(base, Repeat):
            raw = f"[{', '.join(names)}]"
        if isinstance(kind, Const):
            self.out.refuse_if(f"({raw}) != {kind.plain!r}" if " " in raw else f"{raw} != {kind.plain!r}")
            return
        name = self.name(slot.path)
        value = self.from_wire(kind, raw)
        if value != name:
            self.out.line(f"{name} = {value}")
        for member in slot.members:
            self._finish_bits(member, name)
        if slot.field is not None:
            self._check(slot.field, slot.path)

    def _finish_bits(self, slot: Slot, shared: str) -> None:
        """Cut a bit field out of the number that it shares."""
        bits = bits_of(slot.kind)
        assert bits is not None
        assert slot.field is not None
        shifted = f"{shared} >> {bits.shift}" if bits.shift else shared
        raw = shifted if bits.shift + bits.width == 8 * bits.group else f"{shifted} & {bits.mask:#x}"
        kind = slot.kind
        if isinstance(kind, Padding):
            if kind.strict:
                self.out.refuse_if(f"{_bracketed(raw)} != {bits.mask if kind.fill else 0:#x}")
            return
        if isinstance(kind, Const):
            self.out.refuse_if(f"{_bracketed(raw)} != {int(kind.plain) & bits.mask:#x}")
            return
        if bits.number == "bool":
            raw = f"{shared} & {1 << bits.shift:#x} != 0"
        elif bits.signed:
            sign = 1 << (bits.width - 1)
            raw = f"({_bracketed(raw)} ^ {sign:#x}) - {sign:#x}"
        if isinstance(kind, Mapped):
            raw = self.from_wire(kind, raw)
        name = self.name(slot.path)
        self.out.line(f"{name} = {raw}")
        self._check(slot.field, slot.path)

    def read_rows(self, inner: Plan, run: Run, path: Path) -> None:
        """Read items that are one run each, from `offset` to `stop`."""
        out = self.out
        here = UnpackWriter(inner, out, self.reader_of, (*self.base, *path, "item"), viewing=self.viewing)
        names = [name for slot in run.slots for name in here._slot_names(slot)]
        rows = f"{out.module.struct_method(run.format, 'iter_unpack')}(buffer[offset:stop])"
        out.line(f"{self.name(path)} = []")
        with out.block(f"for {_targets(names) or '_'} in {rows}:"):
            for slot in run.slots:
                here._finish_slot(slot)
            out.line(f"{self.name(path)}.append({here._make_frames(here.name(()))})")

    # Checksums: where their bytes begin and end, and whether they are right

    def _watched(self) -> tuple[set[str], set[str]]:
        """The fields of which checksums must know where they begin, and those of which they must know where they end."""
        begins: set[str] = set()
        ends: set[str] = set()
        for each in sums_of(self.spec):
            assert isinstance(each.kind, Checksum)
            over = each.kind.over
            begins.update([each.name] if over in ("before", "frame") else ())
            ends.update([each.name] if over in ("after", "frame") else ())
            for first, last in stretches(self.spec, over) if isinstance(over, tuple) else ():
                begins.add(first)
                ends.add(last)
        return begins, ends

    def _at(self, name: str) -> str:
        return self.name((name, "at"))

    def _stop(self, name: str) -> str:
        return self.name((name, "behind"))

    def _mark_run(self, run: Run) -> None:
        """Keep the places of watched fields of a run that has just been read."""
        left = run.size
        ended: dict[str, int] = {}
        begins, ends = self._watched()
        for slot in run.slots:
            name = slot.path[0]
            if name in begins and name not in self.begun:  # a field may take several runs, as one of two byte orders does
                self.out.line(f"{self._at(name)} = offset{f' - {left}' if left else ''}")
                self.begun.add(name)
            left -= slot_size(slot.kind)
            if name in ends:
                ended[name] = left
        for name, behind in ended.items():
            self.out.line(f"{self._stop(name)} = offset{f' - {behind}' if behind else ''}")

    def _verify(self, field: FieldSpec) -> None:
        kind = field.kind
        assert isinstance(kind, Checksum)
        name = field.name
        match kind.over:
            case "before":
                covered = self.slice("start", self._at(name))
            case "after":
                covered = self.slice(self._stop(name), "offset")
            case "frame":
                before, after = self.slice("start", self._at(name)), self.slice(self._stop(name), "offset")
                covered = f"{before} + {bytes(kind.base.size)!r} + {after}"
            case names:
                pieces = (self.slice(self._at(first), self._stop(last)) for first, last in stretches(self.spec, names))
                covered = " + ".join(pieces)
        function = self.out.module.give(kind.algorithm.name, kind.algorithm.function)
        self.out.refuse_if(f"{function}({covered}) != {self.name((field.name,))}")

    # Instances

    def _make_frames(self, name: str) -> str:
        for opened in self.plan.opened:
            self._make(opened.spec, opened.path, self.name(opened.path))
        self._make(self.spec, (), name)
        return name

    def _make(self, spec: FrameSpec, path: Path, name: str) -> None:
        module = self.out.module
        self.out.line(f"{name} = new({module.give(spec.draft_class.__name__, spec.draft_class)})")
        for each in spec.fields:
            if each.given:
                self.out.line(f"{name}.{each.name} = {self.name((*path, each.name))}")
        if spec.draft_class is not spec.frame_class:
            self.out.line(f"{name}.__class__ = {module.give(spec.name, spec.frame_class)}")


def _bracketed(expression: str) -> str:
    return f"({expression})" if " " in expression else expression


def _targets(names: list[str]) -> str:
    return f"({names[0]},)" if len(names) == 1 else ", ".join(names)


def _assign(names: list[str]) -> str:
    return f"{_targets(names)} = " if names else ""
