"""Writes the source that unpacks: bytes to instances.

Strategy: a run is one `unpack_from` into locals named after the fields; a variable part is a slice; nested frames that were
opened are put together at the end from the locals. `offset` walks through `buffer`, which is always `bytes`.

Rules: slices are cut short by Python where the buffer ends, and struct reads past `end` while the buffer goes on, so neither is
trusted: one check at the end of the frame (`offset > end`) covers all of them, and a further one stands before whatever takes
"the rest". A count is held against the bytes that are left before anything is made of it. The code never says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from framekit.compiler.codec.reading import EXTENT, ReadingWriter
from framekit.compiler.codec.source import FunctionSource
from framekit.compiler.plan import (
    Plan,
    Run,
    Slot,
    extent_of,
    fits_in_run,
    is_opened,
    plan_of,
    split_scalar,
    wire_base,
)
from framekit.compiler.text import is_utf8
from framekit.spec.expr import Expr, Path, references
from framekit.spec.kinds import (
    Bytes,
    Const,
    Fixed,
    Kind,
    Mapped,
    Nested,
    Padding,
    Prefixed,
    Repeat,
    Rest,
    Scalar,
    Text,
)
from framekit.spec.model import FrameSpec, fixed_size, minimum_size


class UnpackWriter(ReadingWriter):
    """Writes lines that read one frame.

    Args:
        plan: of the frame.
        out: where the lines go.
        reader_of: gives the generated reader of a nested frame, `(buffer, offset, end) -> (instance, offset)`.
        base: put before the paths of fields where several frames share a function.
    """

    def __init__(self, plan: Plan, out: FunctionSource, reader_of: Callable[[FrameSpec], Any], base: Path = ()) -> None:
        super().__init__(plan, out, base)
        self.reader_of = reader_of

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
        waiting = set() if size is None else {path[0] for path in references(size)}
        if size is not None:
            self.out.line("start = offset")
            if not waiting:
                self._bind_size(size)
        for step in self.plan.steps:
            if isinstance(step, Run):
                self._unpack_run(step, "unpack_from", "buffer, offset")
                self.out.line(f"offset += {step.size}")
                done = {slot.path[0] for slot in step.slots}
            else:
                self._unpack_variable(step.kind, step.path)
                done = {step.path[0]}
            if size is not None and waiting:
                waiting -= done
                if not waiting:
                    self._bind_size(size)
        if size is not None and exact:
            self.out.refuse_if("not offset == end == len(buffer)")
        else:
            self.out.refuse_if("offset != end" if size is not None or exact else "offset > end")
        return self._make_frames("frame")

    def _bind_size(self, size: Expr) -> None:
        self.out.line(f"stop = start + {self.expression(size, bracket=True)}")
        self.out.refuse_if("not offset <= stop <= end")
        self.out.line("end = stop")

    # Runs

    def _unpack_run(self, run: Run, method: str, arguments: str) -> None:
        names = [name for slot in run.slots for name in self._slot_names(slot)]
        self.out.line(f"{_assign(names)}{self.out.module.struct_method(run.format, method)}({arguments})")
        for slot in run.slots:
            self._finish_slot(slot)

    def _slot_names(self, slot: Slot) -> list[str]:
        """The locals that take what struct gives for a slot."""
        path = slot.path if slot.field is not None else slot.path + EXTENT
        base = wire_base(slot.kind)
        match base:
            case Scalar(code=""):
                return [self.name((*path, f"shift{shift}")) for _, shift in split_scalar(base)]
            case Repeat(extent=Fixed(number)):
                return [self.name((*path, str(index))) for index in range(number)]
            case Padding():
                return [self.name(path)] if base.fill else []
            case _:
                return [self.name(path)]

    def _finish_slot(self, slot: Slot) -> None:
        """Make the value of a slot from its locals, and check a constant."""
        names = self._slot_names(slot)
        kind = slot.kind
        if isinstance(kind, Padding):
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
        name = self.name(slot.path if slot.field is not None else slot.path + EXTENT)
        value = self._from_wire(kind, raw)
        if value != name:
            self.out.line(f"{name} = {value}")

    def _from_wire(self, kind: Kind, raw: str) -> str:
        """The expression that makes the value from what struct or a slice gave."""
        match kind:
            case Mapped():
                return f"{self.out.module.give(f'{kind.name}_unpack', kind.unpack)}({raw})"
            case Bytes():
                if not kind.strip:
                    return raw
                return f"{raw}.rstrip({kind.pad!r})" if len(kind.pad) == 1 else f"strip_pads({raw}, {kind.pad!r})"
            case Text():
                stripped = self._from_wire(kind.data, raw)
                if is_utf8(kind.encoding) and kind.errors == "strict":
                    return f"{stripped}.decode()"
                return f"{stripped}.decode({kind.encoding!r}, {kind.errors!r})"
            case _:
                return raw

    # Variable parts. The prefix of one, if it has any, is in its EXTENT local already.

    def _unpack_variable(self, kind: Kind, path: Path) -> None:
        match kind:
            case Bytes():
                self._unpack_bytes(kind, kind, path)
            case Text():
                self._unpack_bytes(kind, kind.data, path)
            case Repeat():
                self._unpack_repeat(kind, path)
            case Nested():
                reader = self.out.module.give(f"{kind.frame.name}_read", self.reader_of(kind.frame))
                self.out.line(f"{self.name(path)}, offset = {reader}(buffer, offset, end)")
            case _:
                raise AssertionError(f"{kind} is always a slot")

    def _unpack_bytes(self, kind: Bytes | Text, data: Bytes, path: Path) -> None:
        out = self.out
        if isinstance(data.extent, Rest):
            out.refuse_if("offset > end")
            self.check_limit("end - offset", data.limit)
            out.line(f"{self.name(path)} = {self._from_wire(kind, 'buffer[offset:end]')}")
            out.line("offset = end")
            return
        length = self.how_many(data.extent, path)
        self.check_limit(length, data.limit)
        out.line(f"stop = offset + {length}")
        out.line(f"{self.name(path)} = {self._from_wire(kind, 'buffer[offset:stop]')}")
        out.line("offset = stop")

    # Arrays

    def _unpack_repeat(self, kind: Repeat, path: Path) -> None:
        out = self.out
        size = fixed_size(kind.item)
        if isinstance(kind.extent, Rest):
            out.refuse_if("offset > end")
            if size is None:
                self._unpack_items(kind, path, "while offset < end:")
                self.check_limit(f"len({self.name(path)})", kind.limit)
                return
            count = self.name(path + EXTENT)
            out.line(f"{count}, left = divmod(end - offset, {size})")
            out.refuse_if("left")
        else:
            count = self.how_many(kind.extent, path)
        self.check_limit(count, kind.limit)
        if size is None:
            out.refuse_if(f"{count} * {minimum_size(kind.item)} > end - offset")
            self._unpack_items(kind, path, f"for _ in range({count}):")
            return
        out.line(f"stop = offset + {count} * {size}")
        out.refuse_if("stop > end")
        if self._unpack_alike(kind.item, path, count):
            out.line("offset = stop")
        else:
            self._unpack_items(kind, path, f"for _ in range({count}):")

    def _unpack_items(self, kind: Repeat, path: Path, loop: str) -> None:
        item = (*path, "item")
        self.out.line(f"{self.name(path)} = []")
        with self.out.block(loop):
            self._unpack_item(kind.item, item)
            self.out.line(f"{self.name(path)}.append({self.name(item)})")

    def _unpack_item(self, kind: Kind, path: Path) -> None:
        """Read one item at `offset`, its prefix included."""
        extent = extent_of(kind)
        if fits_in_run(kind):
            self._unpack_alone(Slot.alone(path, kind))
            return
        if isinstance(extent, Prefixed):
            self._unpack_alone(Slot(path, extent.prefix, None))
        self._unpack_variable(kind, path)

    def _unpack_alone(self, slot: Slot) -> None:
        run = Run.of(slot)
        self._unpack_run(run, "unpack_from", "buffer, offset")
        self.out.line(f"offset += {run.size}")

    def _unpack_alike(self, item: Kind, path: Path, count: str) -> bool:
        """Read items of one fixed form by a single call, from `offset` to `stop`. False where there is no such form."""
        base = wire_base(item)
        if isinstance(item, Scalar | Mapped) and isinstance(base, Scalar) and base.code:
            sign = "<" if base.order == "little" else ">"
            values = f'struct_unpack_from(f"{sign}{{{count}:d}}{base.code}", buffer, offset)'
            if base.code == "B":
                values = "buffer[offset:stop]"
            made = f"[{self._from_wire(item, 'value')} for value in {values}]" if isinstance(item, Mapped) else f"list({values})"
            self.out.line(f"{self.name(path)} = {made}")
            return True
        if isinstance(item, Nested) and is_opened(item.frame):
            inner = plan_of(item.frame)
            run = inner.single_run
            if run is not None and run.slots:
                self._unpack_rows(inner, run, path)
                return True
        return False

    def _unpack_rows(self, inner: Plan, run: Run, path: Path) -> None:
        out = self.out
        here = UnpackWriter(inner, out, self.reader_of, (*self.base, *path, "item"))
        names = [name for slot in run.slots for name in here._slot_names(slot)]
        rows = f"{out.module.struct_method(run.format, 'iter_unpack')}(buffer[offset:stop])"
        out.line(f"{self.name(path)} = []")
        with out.block(f"for {_targets(names) or '_'} in {rows}:"):
            for slot in run.slots:
                here._finish_slot(slot)
            out.line(f"{self.name(path)}.append({here._make_frames(here.name(()))})")

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


def _targets(names: list[str]) -> str:
    return f"({names[0]},)" if len(names) == 1 else ", ".join(names)


def _assign(names: list[str]) -> str:
    return f"{_targets(names)} = " if names else ""
