"""Writes the source that packs: instances to bytes.

Strategy: the variable parts are made first, as bytes in locals; from their sizes follow the derived fields; then each run is
one `pack`, and the pieces are joined. Values that struct would change without a word (a long string, a truthy object) are
checked.

Rules: the code gives up by any exception; whatever it writes must unpack to the same values. It never says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from framekit.compiler.codec.source import FunctionSource
from framekit.compiler.plan import (
    Part,
    Plan,
    Run,
    Slot,
    Step,
    extent_of,
    fits_in_run,
    is_opened,
    plan_of,
    split_scalar,
    wire_base,
)
from framekit.compiler.text import is_faithful, is_utf8
from framekit.spec.expr import MEASURED, Expr, Path, is_comparison, path_of, to_source
from framekit.spec.kinds import (
    Bytes,
    Const,
    Fixed,
    Given,
    Kind,
    Mapped,
    Nested,
    Padding,
    Prefixed,
    Repeat,
    Scalar,
    Text,
)
from framekit.spec.model import FrameSpec

ITEMS: Path = ("items",)
"""Added to the path of an array, it names the local that holds the list; the path itself names its bytes."""


class PackWriter:
    """Writes lines that pack one frame.

    Args:
        plan: of the frame.
        out: where the lines go.
        writer_of: gives the generated writer of a nested frame, `(instance) -> bytes`.
        source: the local that holds the instance.
        base: put before the paths of fields where several frames share a function.
    """

    def __init__(
        self,
        plan: Plan,
        out: FunctionSource,
        writer_of: Callable[[FrameSpec], Any],
        source: str = "self",
        base: Path = (),
    ) -> None:
        self.plan = plan
        self.spec = plan.spec
        self.out = out
        self.writer_of = writer_of
        self.source = source
        self.base = base

    def write_return(self) -> None:
        """Write the lines, and return the packed bytes from the function."""
        pieces = self._write_pieces()
        if len(pieces) <= 3:
            self.out.line(f"return {_join(pieces)}")
            return
        with self.out.block('return b"".join(('):
            for piece in pieces:
                self.out.line(f"{piece},")
        self.out.line("))")

    def write_body(self) -> str:
        """Write the lines; returns the expression of the packed bytes."""
        return _join(self._write_pieces())

    def _write_pieces(self) -> list[str]:
        for opened in reversed(self.plan.opened):
            self.out.line(f"{self._name(opened.path)} = {self._attribute(opened.path)}")
            self._check_class(self._name(opened.path), opened.spec)
        for step in self.plan.steps:
            if isinstance(step, Part):
                self._pack_variable(step.kind, self._attribute(step.path), step.path)
        self._relate()
        return [self._piece(step) for step in self.plan.steps]

    def _piece(self, step: Step) -> str:
        return self._pack_run(step) if isinstance(step, Run) else self._name(step.path)

    def _name(self, path: Path) -> str:
        return self.out.local((*self.base, *path))

    def _attribute(self, path: Path) -> str:
        holder = self._name(path[:-1]) if len(path) > 1 else self.source
        return f"{holder}.{path[-1]}"

    def _check_class(self, value: str, spec: FrameSpec) -> None:
        self.out.refuse_if(f"type({value}) is not {self.out.module.give(spec.name, spec.frame_class)}")

    # Relations: what is derived, and what must agree

    def _relate(self) -> None:
        for relation in self.spec.relations:
            if relation.measures == "size":
                measured = self._total_size()
            elif relation.measures == "count":
                measured = f"len({self._name((relation.consumer, *ITEMS))})"
            else:
                measured = f"len({self._name((relation.consumer,))})"
            if relation.solves is not None and relation.inverse is not None:
                value = self._expression(relation.inverse, measured)
                self.out.line(f"{self._name((relation.solves,))} = {value}")
            else:
                self.out.refuse_if(f"{self._compared(relation.expression)} != {measured}")

    def _total_size(self) -> str:
        fixed = sum(step.size for step in self.plan.steps if isinstance(step, Run))
        parts = [f"len({self._name(step.path)})" for step in self.plan.steps if isinstance(step, Part)]
        total = " + ".join(([str(fixed)] if fixed or not parts else []) + parts)
        return f"({total})" if " " in total else total

    def _expression(self, expression: Expr, measured: str = "") -> str:
        def name_of(path: Path) -> str:
            return measured if path == path_of(MEASURED) else self._reference(path)

        text = to_source(expression, name_of, calls=True)
        return text[1:-1] if text == measured and text.startswith("(") else text

    def _compared(self, expression: Expr) -> str:
        text = self._expression(expression)
        return f"({text})" if is_comparison(expression) else text

    def _reference(self, path: Path) -> str:
        constant = self.spec.constant_at(path)
        if constant is not None:
            return repr(constant)
        field = self.spec.field_named(path[0])
        if field is not None and field.derived:
            return self._name(path)
        return ".".join((self.source, *path))

    # Runs

    def _pack_run(self, run: Run) -> str:
        arguments = [argument for slot in run.slots for argument in self._arguments(slot)]
        return f"{self.out.module.struct_method(run.format, 'pack')}({', '.join(arguments)})"

    def _arguments(self, slot: Slot) -> list[str]:
        if slot.field is None:
            part = next(step for step in self.plan.steps if isinstance(step, Part) and step.path == slot.path)
            return self._scalar_arguments(slot.kind, self._measured(part.kind, slot.path), slot.path)
        if slot.field.derived:
            return self._scalar_arguments(slot.kind, self._name(slot.path), slot.path)
        if isinstance(slot.kind, Const | Padding):
            return self._constant_arguments(slot.kind)
        return self._value_arguments(slot.kind, self._attribute(slot.path), slot.path)

    def _constant_arguments(self, kind: Const | Padding) -> list[str]:
        if isinstance(kind, Padding):
            return [repr(bytes([kind.fill]) * kind.size)] if kind.fill else []
        base = kind.base
        if isinstance(base, Scalar) and not base.code:
            number = int(kind.plain)
            return _pieces(base, str(number) if number >= 0 else f"({number})")
        return [repr(kind.plain)]

    def _value_arguments(self, kind: Kind, source: str, path: Path) -> list[str]:
        """The arguments that struct takes for a value; lines that check it are written before."""
        out = self.out
        name = self._name(path)
        match kind:
            case Scalar():
                return self._scalar_arguments(kind, source, path)
            case Mapped():
                if kind.pack is not None:
                    source = f"{out.module.give(f'{kind.name}_pack', kind.pack)}({source})"
                return self._scalar_arguments(kind.base, source, path)
            case Bytes(Fixed(size)):
                self._take_bytes(name, source)
                return [self._fill_up(name, size, kind)]
            case Text(Bytes(Fixed(size)) as data):
                out.line(f"{name} = {self._encoded(kind, source)}")
                return [self._fill_up(name, size, data)]
            case Repeat(_, Fixed(number)):
                out.line(f"{name} = {source}")
                out.refuse_if(f"not isinstance({name}, list) or len({name}) != {number}")
                if isinstance(kind.item, Scalar) and kind.item.number == "bool":
                    return [f"*map(as_bool, {name})"]
                return [f"*{name}"]
            case _:
                raise AssertionError(f"{kind} is no slot of a run")

    def _scalar_arguments(self, kind: Kind, source: str, path: Path) -> list[str]:
        assert isinstance(kind, Scalar)
        if kind.code:
            return [f"as_bool({source})"] if kind.number == "bool" else [source]
        name = self._name((*path, "value"))
        self.out.line(f"{name} = index({source})")
        return _pieces(kind, name)

    def _take_bytes(self, name: str, source: str) -> None:
        self.out.line(f"{name} = {source}")
        self.out.line(f"if type({name}) is not bytes:")
        self.out.line(f"    {name} = as_wire({name})")

    def _encoded(self, kind: Text, source: str) -> str:
        if not is_faithful(kind.encoding, kind.errors):
            return f"encode_text({source}, {kind.encoding!r}, {kind.errors!r})"
        return f"encode({source})" if is_utf8(kind.encoding) else f"encode({source}, {kind.encoding!r})"

    def _fill_up(self, name: str, size: int, data: Bytes) -> str:
        if not data.pad:
            self.out.refuse_if(f"len({name}) != {size}")
            return name
        if len(data.pad) > 1:
            return f"fill_up({name}, {size}, {data.pad!r}, {data.strip})"
        ends = f" or {name}.endswith({data.pad!r})" if data.strip else ""
        self.out.refuse_if(f"len({name}) > {size}{ends}")
        return name if data.pad == b"\0" else f"{name}.ljust({size}, {data.pad!r})"

    # Variable parts

    def _measured(self, kind: Kind, path: Path) -> str:
        return f"len({self._name((*path, *ITEMS) if isinstance(kind, Repeat) else path)})"

    def _pack_variable(self, kind: Kind, source: str, path: Path) -> None:
        """Write the bytes of a kind that is no slot into the local of `path`, without its prefix."""
        name = self._name(path)
        match kind:
            case Bytes():
                self._take_bytes(name, source)
                self._check_limit(name, kind.limit)
            case Text():
                self.out.line(f"{name} = {self._encoded(kind, source)}")
                self._check_limit(name, kind.data.limit)
            case Repeat():
                self._pack_repeat(kind, source, path)
            case Nested():
                holder = self._name((*path, "frame"))
                self.out.line(f"{holder} = {source}")
                self._check_class(holder, kind.frame)
                writer = self.out.module.give(f"{kind.frame.name}_write", self.writer_of(kind.frame))
                self.out.line(f"{name} = {writer}({holder})")
            case _:
                raise AssertionError(f"{kind} is always a slot")

    def _check_limit(self, name: str, limit: int | None) -> None:
        if limit is not None:
            self.out.refuse_if(f"len({name}) > {limit}")

    def _pack_repeat(self, kind: Repeat, source: str, path: Path) -> None:
        out = self.out
        items = self._name((*path, *ITEMS))
        out.line(f"{items} = {source}")
        out.refuse_if(f"not isinstance({items}, list)")
        self._check_limit(items, kind.limit)
        if isinstance(kind.extent, Fixed):
            out.refuse_if(f"len({items}) != {kind.extent.number}")
        alike = self._alike(kind.item, items)
        if alike:
            out.line(f"{self._name(path)} = {alike}")
            return
        parts = self._name((*path, "parts"))
        item = self._name((*path, "item"))
        out.line(f"{parts} = []")
        with out.block(f"for {item} in {items}:"):
            out.line(f"{parts}.append({self._pack_item(kind.item, item, (*path, 'item'))})")
        out.line(f'{self._name(path)} = b"".join({parts})')

    def _alike(self, item: Kind, items: str) -> str:
        """The expression that packs items of one struct character in a single call, or ""."""
        base = wire_base(item)
        if not isinstance(item, Scalar | Mapped) or not isinstance(base, Scalar) or not base.code:
            return ""
        values = f"*{items}"
        if isinstance(item, Mapped) and item.pack is not None:
            values = f"*map({self.out.module.give(f'{item.name}_pack', item.pack)}, {items})"
        elif base.number == "bool":
            values = f"*map(as_bool, {items})"
        sign = "<" if base.order == "little" else ">"
        return f'struct_pack(f"{sign}{{len({items})}}{base.code}", {values})'

    def _pack_item(self, kind: Kind, source: str, path: Path) -> str:
        """Write lines for one item of an array; returns the expression of its bytes, prefix included."""
        if fits_in_run(kind):
            arguments = self._value_arguments(kind, source, (*path, "wire"))
            run = Run.of(Slot.alone(path, kind))
            return f"{self.out.module.struct_method(run.format, 'pack')}({', '.join(arguments)})"
        if isinstance(kind, Nested) and is_opened(kind.frame):
            self._check_class(source, kind.frame)
            inner = PackWriter(plan_of(kind.frame), self.out, self.writer_of, source, (*self.base, *path))
            return inner.write_body()
        wire = (*path, "wire")
        self._pack_variable(kind, source, wire)
        extent = extent_of(kind)
        if isinstance(extent, Given):
            self.out.refuse_if(f"{self._compared(extent.expression)} != {self._measured(kind, wire)}")
        if isinstance(extent, Prefixed):
            run = Run.of(Slot(wire, extent.prefix, None))
            arguments = self._scalar_arguments(extent.prefix, self._measured(kind, wire), wire)
            return f"{self.out.module.struct_method(run.format, 'pack')}({', '.join(arguments)}) + {self._name(wire)}"
        return self._name(wire)


def _pieces(kind: Scalar, number: str) -> list[str]:
    """The expressions that take a number apart for a width that struct lacks. The highest piece is not masked: it must fit."""
    split = split_scalar(kind)
    top = max(shift for _, shift in split)
    bits = {"B": 8, "H": 16, "I": 32, "Q": 64}
    pieces = []
    for code, shift in split:
        shifted = f"{number} >> {shift}" if shift else number
        pieces.append(shifted if shift == top else f"{shifted} & {(1 << bits[code]) - 1:#x}")
    return pieces


def _join(pieces: list[str]) -> str:
    if not pieces:
        return 'b""'
    if len(pieces) <= 3:
        return " + ".join(pieces)
    return f'b"".join(({", ".join(pieces)}))'
