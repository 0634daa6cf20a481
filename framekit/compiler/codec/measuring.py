"""Writes the source that measures: how many bytes a frame takes, told from the bytes that are there.

Strategy: walk the plan with an offset, read nothing but lengths and counts, and return as soon as the bytes that tell are
missing. The answer is the size of the frame where it is at most what is there, and else a number of bytes that the frame
needs at the least: a reader waits for that many and asks again.

Rules: nothing is allocated; a size that cannot be true gives up with Refused; a frame that takes "the rest" has no measure,
and the caller knows that beforehand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from framekit.compiler.codec.reading import EXTENT, ReadingWriter
from framekit.compiler.codec.source import FunctionSource
from framekit.compiler.plan import Part, Plan, Run, Slot, extent_of, fits_in_run, slot_size, split_scalar
from framekit.spec.expr import Expr, Path, references
from framekit.spec.kinds import Bytes, Const, Given, Kind, Mapped, Nested, Prefixed, Repeat, Rest, Scalar, Text
from framekit.spec.model import FrameSpec, fixed_size, minimum_size


class MeasureWriter(ReadingWriter):
    """Writes the body of `measure(buffer, offset, end)`.

    Args:
        plan: of the frame.
        out: where the lines go.
        measurer_of: gives the generated measure of a nested frame.
    """

    def __init__(self, plan: Plan, out: FunctionSource, measurer_of: Callable[[FrameSpec], Any]) -> None:
        super().__init__(plan, out)
        self.measurer_of = measurer_of
        self.wanted = _wanted_paths(plan.spec)
        self.looked_into = {wanted[:1] for wanted in self.wanted if len(wanted) > 1 and wanted[1:] != EXTENT}

    def write_body(self) -> None:
        """Write the lines."""
        if self.plan.size is not None and self.spec.size is None:
            self.out.line(f"return {self.plan.size}")
            return
        self.out.line("start = offset")
        size = self.spec.size
        waiting = set() if size is None else set(references(size))
        if size is not None and not waiting:
            self._return_size(size)
            return
        for step in self.plan.steps:
            if isinstance(step, Run):
                waiting -= self._read_run(step, waiting)
            else:
                self._pass_part(step)
                waiting -= {path for path in waiting if path[0] == step.path[0]}
            if size is not None and not waiting:
                self._return_size(size)
                return
        self.out.line("return offset - start")

    def _return_size(self, size: Expr) -> None:
        name = self.out.fresh("frame_size")
        self.out.line(f"{name} = {self.expression(size)}")
        self.out.refuse_if(f"{name} < offset - start")
        self.out.line(f"return {name}")

    def _need(self, amount: int) -> None:
        """Return from the function where fewer than `amount` bytes are left."""
        self.out.line(f"if end - offset < {amount}:")
        self.out.line(f"    return offset - start + {amount}")

    # Runs: only the slots that tell a length, a count or the size are read

    def _read_run(self, run: Run, waiting: set[Path]) -> set[Path]:
        told: set[Path] = set()
        offset = 0
        read_from = 0
        format = ""
        names: list[str] = []
        combine: list[tuple[str, str]] = []
        slots = run.slots
        if waiting:
            last = max((index for index, slot in enumerate(slots) if slot.path in waiting), default=len(slots) - 1)
            if {slot.path for slot in slots[: last + 1]} >= waiting:
                slots = slots[: last + 1]
        for slot in slots:
            size = slot_size(slot.kind)
            path = slot.path if slot.field is not None else slot.path + EXTENT
            if path in self.wanted and not isinstance(slot.kind, Const):
                base = slot.kind.base if isinstance(slot.kind, Mapped) else slot.kind
                assert isinstance(base, Scalar)
                gap = offset - read_from
                format += f"{gap}x" if gap else ""
                mine, expression = self._take(base, path)
                format += base.code or "".join(code for code, _ in split_scalar(base))
                names += mine
                if expression:
                    combine.append((self.out.local(path), expression))
                read_from = offset + size
            if path in self.wanted:
                told.add(path)
            offset += size
        self._need(offset)
        if names:
            sign = "<" if run.order == "little" else ">"
            targets = f"({names[0]},)" if len(names) == 1 else ", ".join(names)
            self.out.line(f"{targets} = {self.out.module.struct_method(sign + format, 'unpack_from')}(buffer, offset)")
            for name, expression in combine:
                self.out.line(f"{name} = {expression}")
        self.out.line(f"offset += {offset}")
        return told

    def _take(self, base: Scalar, path: Path) -> tuple[list[str], str]:
        if base.code:
            return [self.out.local(path)], ""
        pieces = [(shift, self.out.local((*path, f"shift{shift}"))) for _, shift in split_scalar(base)]
        return [name for _, name in pieces], " | ".join(f"{name} << {shift}" for shift, name in pieces)

    # Variable parts

    def _pass_part(self, part: Part) -> None:
        self._pass(part.kind, part.path)

    def _pass(self, kind: Kind, path: Path) -> None:
        """Move `offset` behind a value; its prefix, if it has one, is in the EXTENT local already."""
        match kind:
            case Bytes():
                self._pass_bytes(kind, path)
            case Text():
                self._pass_bytes(kind.data, path)
            case Repeat():
                self._pass_repeat(kind, path)
            case Nested():
                measure = self.out.module.give(f"{kind.frame.name}_measure", self.measurer_of(kind.frame))
                name = self.out.local((*path, "size"))
                self.out.line(f"{name} = {measure}(buffer, offset, end)")
                self.out.line(f"if {name} > end - offset:")
                self.out.line(f"    return offset - start + {name}")
                self._keep_nested(kind, path, name)
                self.out.line(f"offset += {name}")
            case _:
                raise AssertionError(f"{kind} is always a slot")

    def _keep_nested(self, kind: Nested, path: Path, size: str) -> None:
        """Where an expression looks into a nested frame that was not opened, read that frame."""
        if path in self.looked_into:
            unpack = self.out.module.give(f"{kind.frame.name}_unpack_from", kind.frame.frame_class.unpack_from)
            self.out.line(f"{self.out.local(path)} = {unpack}(buffer[offset:offset + {size}])")

    def _pass_bytes(self, data: Bytes, path: Path) -> None:
        assert not isinstance(data.extent, Rest)
        length = self.how_many(data.extent, path)
        self.check_limit(length, data.limit)
        self.out.line(f"offset += {length}")

    def _pass_repeat(self, kind: Repeat, path: Path) -> None:
        assert not isinstance(kind.extent, Rest)
        count = self.how_many(kind.extent, path)
        self.check_limit(count, kind.limit)
        size = fixed_size(kind.item)
        if size is not None:
            self.out.line(f"offset += {count} * {size}")
            return
        least = minimum_size(kind.item)
        left = self.out.local((*path, "left"))
        self.out.line(f"{left} = {count}")
        with self.out.block(f"while {left}:"):
            self.out.line(f"if {left} * {least} > end - offset:")
            self.out.line(f"    return offset - start + {left} * {least}")
            self._pass_item(kind.item, (*path, "item"))
            self.out.line(f"{left} -= 1")

    def _pass_item(self, kind: Kind, path: Path) -> None:
        extent = extent_of(kind)
        if fits_in_run(kind):
            self.out.line(f"offset += {fixed_size(kind)}")
            return
        if isinstance(extent, Prefixed):
            self.wanted.add(path + EXTENT)
            self._read_run(Run.of(Slot(path, extent.prefix, None)), set())
        self._pass(kind, path)


def _wanted_paths(spec: FrameSpec) -> set[Path]:
    wanted: set[Path] = set()
    if spec.size is not None:
        wanted.update(references(spec.size))
    for each in spec.fields:
        extents = [extent_of(each.kind)]
        kind = each.kind
        while isinstance(kind, Repeat):
            kind = kind.item
            extents.append(extent_of(kind))
        for extent in extents:
            if isinstance(extent, Given):
                wanted.update(references(extent.expression))
        if isinstance(extents[0], Prefixed):
            wanted.add((each.name, *EXTENT))
    return wanted
