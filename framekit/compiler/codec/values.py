"""Writes the source that reads a value that is no slot of a run: bytes, arrays, choices, bounded parts.

Strategy: one method a kind; each reads at `offset` and leaves the value in the local of its path. A bounded part lowers `end`
while it is read.

Rules: slices are cut short by Python where the buffer ends, so none is trusted: a check at the end of the frame, or of the
bounded part, covers all of them. A count is held against the bytes that are left before anything is made of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, assert_never

from framekit.compiler.codec.reading import ReadingWriter
from framekit.compiler.codec.runtime import ArmReaders
from framekit.compiler.codec.source import FunctionSource
from framekit.compiler.plan import Plan, Slot, extent_path, fits_in_run, is_opened, plan_of, wire_base
from framekit.compiler.text import is_utf8
from framekit.spec.choices import listed_tags
from framekit.spec.expr import Path
from framekit.spec.kinds import (
    Align,
    Arm,
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
)
from framekit.spec.model import FrameSpec
from framekit.spec.sizes import counts_items, extent_of, fixed_size, is_guarded, may_be_empty, minimum_size, takes_guard

if TYPE_CHECKING:
    from framekit.compiler.plan import Run


class ValueReader(ReadingWriter):
    """Writes lines that read values.

    Args:
        plan: of the frame.
        out: where the lines go.
        reader_of: gives the generated reader of a nested frame, `(buffer, offset, end, guard) -> (instance, offset)`.
        base: put before the paths of fields where several frames share a function.
        viewing: `buffer` is a memoryview, so that what must be bytes is copied.
    """

    def __init__(
        self,
        plan: Plan,
        out: FunctionSource,
        reader_of: Callable[[FrameSpec], Any],
        base: Path = (),
        *,
        viewing: bool = False,
    ) -> None:
        super().__init__(plan, out, base)
        self.reader_of = reader_of
        self.viewing = viewing
        self.guard = ", guard" if takes_guard(plan.spec) else ""

    # To be written by the class that reads runs

    def read_alone(self, slot: Slot) -> None:
        """Read one slot at `offset`."""
        raise NotImplementedError

    def read_rows(self, inner: Plan, run: Run, path: Path) -> None:
        """Read items that are one run each, from `offset` to `stop`."""
        raise NotImplementedError

    def slice(self, start: str, stop: str) -> str:
        """The expression of some bytes of the buffer, as bytes."""
        piece = f"buffer[{start}:{stop}]"
        return f"bytes({piece})" if self.viewing else piece

    def from_wire(self, kind: Kind, raw: str) -> str:
        """The expression that makes the value from what struct or a slice gave."""
        match kind:
            case Mapped():
                inner = self.from_wire(kind.base, raw)
                return f"{self.out.module.give(f'{kind.name}_unpack', kind.unpack)}({inner})"
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

    # Values

    def read_value(self, kind: Kind, path: Path) -> None:
        """Read one value at `offset`, its prefix included."""
        if fits_in_run(kind):
            self.read_alone(Slot.alone(path, kind))
            return
        extent = extent_of(kind)
        if isinstance(extent, Prefixed) and isinstance(extent.prefix, Scalar):
            self.read_alone(Slot(extent_path(kind, path), extent.prefix, None))
        self.read_part(kind, path)

    def read_part(self, kind: Kind, path: Path) -> None:
        """Read a value that is no slot. A prefix of fixed width has been read already."""
        if isinstance(kind, Mapped):  # its base reads the prefix
            self._read_mapped(kind, path)
            return
        extent = extent_of(kind)
        if isinstance(extent, Prefixed) and isinstance(extent.prefix, Varint):
            self.read_varint(extent.prefix, self.name(extent_path(kind, path)))
        match kind:
            case Varint():
                self.read_varint(kind, self.name(path))
            case Bytes():
                self._read_bytes(kind, kind, path)
            case Text():
                self._read_bytes(kind, kind.data, path)
            case Const():
                self.read_value(kind.base, path)
                self.out.refuse_if(f"{self.name(path)} != {kind.plain!r}")
            case Align():
                self._read_align(kind, path)
            case Repeat():
                self._read_repeat(kind, path)
            case Nested():
                reader = self.out.module.give(f"{kind.frame.name}_read", self.reader_of(kind.frame))
                self.out.line(f"{self.name(path)}, offset = {reader}(buffer, offset, end{self.guard})")
            case Sized():
                self._read_sized(kind, path)
            case Switch():
                self._read_switch(kind, path)
            case Optional():
                self._read_optional(kind, path)
            case Custom():
                self._read_custom(kind, path)
            case Scalar() | Bits() | Padding() | Checksum():
                raise AssertionError(f"{kind} is always a slot")
            case _:
                assert_never(kind)

    def _read_bytes(self, kind: Bytes | Text, data: Bytes, path: Path) -> None:
        out, extent, name = self.out, data.extent, self.name(path)
        if isinstance(extent, Until):
            self._read_until(kind, data, extent, path)
            return
        if isinstance(extent, Rest | LeftoverOf):
            stop = "end" if isinstance(extent, Rest) else self.name((extent.field, "stop"))
            out.refuse_if(f"offset > {stop}")
            self.check_limit(f"{stop} - offset", data.limit)
            out.line(f"{name} = {self._piece(kind, data, 'offset', stop)}")
            out.line(f"offset = {stop}")
            return
        assert not isinstance(extent, UntilItem)
        length = self.how_many(kind, extent, path)
        self.check_limit(length, data.limit)
        out.line(f"stop = offset + {length}")
        out.line(f"{name} = {self._piece(kind, data, 'offset', 'stop')}")
        out.line("offset = stop")

    def _piece(self, kind: Bytes | Text, data: Bytes, start: str, stop: str) -> str:
        return f"buffer[{start}:{stop}]" if data.view else self.from_wire(kind, self.slice(start, stop))

    def _read_until(self, kind: Bytes | Text, data: Bytes, extent: Until, path: Path) -> None:
        out = self.out
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
        out.line(f"{self.name(path)} = {self._piece(kind, data, 'offset', behind if extent.include else 'stop')}")
        out.line(f"offset = {behind if extent.consume else 'stop'}")

    def _read_mapped(self, kind: Mapped, path: Path) -> None:
        self.read_part(kind.base, path)
        name = self.name(path)
        self.out.line(f"{name} = {self.out.module.give(f'{kind.name}_unpack', kind.unpack)}({name})")

    def _read_align(self, kind: Align, path: Path) -> None:
        out = self.out
        if not kind.strict:
            out.line(f"offset += -(offset - start) % {kind.to}")
            return
        out.line(f"stop = offset + -(offset - start) % {kind.to}")
        out.refuse_if("stop > end")
        out.refuse_if(f"{self.slice('offset', 'stop')}.strip({bytes([kind.fill])!r})")
        out.line("offset = stop")

    def _read_optional(self, kind: Optional, path: Path) -> None:
        condition = "offset < end" if kind.when is None else self.expression(kind.when)
        with self.out.block(f"if {condition}:"):
            self.read_value(kind.inner, path)
        with self.out.block("else:"):
            self.out.line(f"{self.name(path)} = None")

    def _read_custom(self, kind: Custom, path: Path) -> None:
        unpack = self.out.module.give(f"{kind.name}_unpack", kind.unpack)
        self.out.line(f"{self.name(path)}, offset = call_custom({unpack}, buffer, offset, end, {kind.maximum})")

    # Bounded parts

    def _read_sized(self, kind: Sized, path: Path) -> None:
        # A bounded part may directly hold another at the same path, so each needs an end of its own.
        out = self.out
        outer, stop = out.fresh("_".join((*self.base, *path, "outer_end"))), self.name((*path, "stop"))
        out.line(f"{stop} = offset + {self.how_many(kind, kind.extent, path)}")
        out.refuse_if(f"{stop} > end")
        out.line(f"{outer} = end")
        out.line(f"end = {stop}")
        self.read_value(kind.inner, path)
        match kind.leftover:
            case "error":
                out.refuse_if("offset != end")
            case "ignore":
                out.refuse_if("offset > end")
                out.line("offset = end")
            case "keep":
                out.refuse_if("offset > end")
        out.line(f"end = {outer}")

    # Choices

    def _read_switch(self, kind: Switch, path: Path) -> None:
        tag = self.name((*path, "tag"))
        self.out.line(f"{tag} = {self.expression(kind.on)}")
        if kind.union is not None or all(isinstance(arm.kind, Nested) for arm in kind.arms):
            self._read_by_table(kind, path, tag)
            return
        word = "if"
        for arm in kind.arms:
            with self.out.block(f"{word} {arm_condition(self.out, arm, tag)}:"):
                self.read_value(arm.kind, path)
            word = "elif"
        with self.out.block("else:"):
            self._read_otherwise(kind, path, tag)

    def _read_by_table(self, kind: Switch, path: Path, tag: str) -> None:
        out = self.out
        readers = out.module.share(id(kind), f"{path[-1]}_readers", lambda: ArmReaders(kind, self.reader_of))
        reader = self.name((*path, "reader"))
        out.line(f"{reader} = {readers}[{tag}]")
        guard = ", guard" if self.guard else ""
        if kind.otherwise is None and kind.unknown is None:
            # Calling None gives up, which is what an unknown tag is to do.
            out.line(f"{self.name(path)}, offset = {reader}(buffer, offset, end{guard})")
            return
        with out.block(f"if {reader} is None:"):
            self._read_otherwise(kind, path, tag)
        with out.block("else:"):
            out.line(f"{self.name(path)}, offset = {reader}(buffer, offset, end{guard})")

    def _read_otherwise(self, kind: Switch, path: Path, tag: str) -> None:
        if kind.otherwise is not None:
            self.read_value(kind.otherwise, path)
        elif kind.unknown is not None:
            self.read_value(kind.unknown, path)
            self.out.line(f"{self.name(path)} = Unknown({tag}, {self.name(path)})")
        else:
            self.out.line("raise Refused")

    # Arrays

    def _read_repeat(self, kind: Repeat, path: Path) -> None:
        out = self.out
        extent = kind.extent
        size = fixed_size(kind.item)
        items = self.name(path)
        match extent:
            case Until(marker):
                marked = f"not {self.slice('offset', f'offset + {len(marker)}')} == {marker!r}"
                self._read_items(kind, path, f"while {marked}:", checked=True)
                if extent.consume:
                    out.line(f"offset += {len(marker)}")
                self._check_items(kind, path)
                return
            case UntilItem(expression):
                out.line(f"{items} = []")
                with out.block("while True:"):
                    self._append_item(kind, path, counted=False)
                    out.refuse_if("offset > end")
                    with out.block(f"if {self.expression(expression, item=self.name((*path, 'item')))}:"):
                        out.line("break")
                self._check_items(kind, path)
                return
            case Rest():
                out.refuse_if("offset > end")
                if size is None or size == 0:
                    self._read_items(kind, path, "while offset < end:")
                    self._check_items(kind, path)
                    return
                count = self.name(extent_path(kind, path))
                out.line(f"{count}, left = divmod(end - offset, {size})")
                out.refuse_if("left")
            case LeftoverOf():
                raise AssertionError("items are not what was left of a field")
            case _:
                count = self.how_many(kind, extent, path)
        self.check_limit(count, kind.limit)
        self._spend(count, kind)
        if size is None:
            out.refuse_if(f"{count} * {minimum_size(kind.item)} > end - offset")
            self._read_items(kind, path, f"for _ in range({count}):", counted=True)
            return
        out.line(f"stop = offset + {count} * {size}")
        out.refuse_if("stop > end")
        if self._read_alike(kind.item, path, count):
            out.line("offset = stop")
        else:
            self._read_items(kind, path, f"for _ in range({count}):", counted=True)

    def _check_items(self, kind: Repeat, path: Path) -> None:
        """For items that were not counted before; those that bytes hardly bound are counted one by one."""
        if not may_be_empty(kind):
            self._spend(f"len({self.name(path)})", kind)

    def _spend(self, count: str, kind: Repeat) -> None:
        if not counts_items(kind):
            return
        if may_be_empty(kind):
            self.out.line(f"guard.spend_empty({count})")
        elif is_guarded(self.spec):
            self.out.line(f"guard.spend({count})")
        else:
            # An outer frame may bound the items of all frames inside it.
            self.out.line("if guard is not None:")
            self.out.line(f"    guard.spend({count})")

    def _read_items(self, kind: Repeat, path: Path, loop: str, *, counted: bool = False, checked: bool = False) -> None:
        self.out.line(f"{self.name(path)} = []")
        with self.out.block(loop):
            self._append_item(kind, path, counted=counted)
            if checked:
                self.out.refuse_if("offset > end")

    def _append_item(self, kind: Repeat, path: Path, *, counted: bool) -> None:
        item = (*path, "item")
        if not counted and may_be_empty(kind):
            self.out.line("guard.spend_empty(1)")
        self.read_value(kind.item, item)
        self.out.line(f"{self.name(path)}.append({self.name(item)})")
        if not counted:
            self.check_limit(f"len({self.name(path)})", kind.limit)

    def _read_alike(self, item: Kind, path: Path, count: str) -> bool:
        """Read items of one fixed form by a single call, from `offset` to `stop`. False where there is no such form."""
        base = wire_base(item)
        if isinstance(item, Scalar | Mapped) and isinstance(base, Scalar) and base.code:
            sign = "<" if base.order == "little" else ">"
            values = f'struct_unpack_from(f"{sign}{{{count}:d}}{base.code}", buffer, offset)'
            if base.code == "B":
                values = "buffer[offset:stop]"
            made = f"[{self.from_wire(item, 'value')} for value in {values}]" if isinstance(item, Mapped) else f"list({values})"
            self.out.line(f"{self.name(path)} = {made}")
            return True
        if isinstance(item, Nested) and is_opened(item.frame):
            inner = plan_of(item.frame)
            run = inner.single_run
            if run is not None and run.slots:
                self.read_rows(inner, run, path)
                return True
        return False


def arm_condition(out: FunctionSource, arm: Arm, tag: str) -> str:
    """The condition that a tag chooses an arm."""
    listed = listed_tags(arm)
    if listed is not None and len(listed) == 1:
        return f"{tag} == {listed[0]!r}"
    if listed is not None and len(listed) <= 4:
        return f"{tag} in {tuple(listed)!r}"
    if len(arm.tags) == 1 and isinstance(arm.tags[0], range) and arm.tags[0].step == 1:
        return f"{arm.tags[0].start} <= {tag} < {arm.tags[0].stop}"
    if listed is not None:
        return f"{tag} in {out.module.give('tags', frozenset(listed))}"
    parts = [f"{tag} in {each!r}" if isinstance(each, range) else f"{tag} == {each!r}" for each in arm.tags]
    return " or ".join(parts)
