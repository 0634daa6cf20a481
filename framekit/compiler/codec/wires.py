"""Writes the source that makes the bytes of a value that is no slot of a run: bytes, arrays, choices, bounded parts.

Strategy: one method a kind; each leaves the bytes of its value, without a prefix, in the local of its path, and notes what can
be measured of it: its length, its count, the tag that it tells, whether it is there.

Rules: values that would read back as others are refused: text with its own terminator inside, an item that ends an array too
early, a value in the wrong arm. The code gives up by any exception, and never says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, assert_never

from framekit.compiler.codec.reading import derived_inside, plain_number
from framekit.compiler.codec.runtime import ArmReaders, ArmWriters
from framekit.compiler.codec.source import FunctionSource
from framekit.compiler.codec.values import arm_condition
from framekit.compiler.plan import Plan, Run, Slot, fits_in_run, is_opened, split_scalar, wire_base
from framekit.compiler.text import is_faithful, is_utf8
from framekit.spec.choices import why_not_told
from framekit.spec.ends import terminator_left
from framekit.spec.expr import ITEM, MEASURED, Expr, Path, is_comparison, path_of, to_condition, to_source
from framekit.spec.kinds import (
    Align,
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Fixed,
    Given,
    Kind,
    Mapped,
    Nested,
    Optional,
    Padding,
    Prefixed,
    Repeat,
    Scalar,
    Sized,
    Switch,
    Text,
    Until,
    UntilItem,
    Varint,
)
from framekit.spec.model import FrameSpec, Measure
from framekit.spec.sizes import counts_items, extent_of, is_greedy, is_guarded, may_be_empty, takes_guard

ITEMS: Path = ("items",)
"""Added to the path of an array, it names the local that holds the list; the path itself names its bytes."""


class WireWriter:
    """Writes lines that make the bytes of values.

    Args:
        plan: of the frame.
        out: where the lines go.
        writer_of: gives the generated writer of a nested frame, `(instance, guard) -> bytes`.
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
        self.guard = ", guard" if takes_guard(plan.spec) else ""
        self.measured: dict[tuple[str, Measure, int], str] = {}
        self.ending = ""  # the local for the terminator that the value at hand leaves, if only the value shows which

    # To be written by the class that writes runs

    def value_arguments(self, kind: Kind, source: str, path: Path) -> list[str]:
        """The arguments that struct takes for a value; lines that check it are written before."""
        raise NotImplementedError

    def write_inline(self, spec: FrameSpec, source: str, path: Path) -> str:
        """Write the lines of a small frame here; returns the expression of its bytes."""
        raise NotImplementedError

    def name(self, path: Path) -> str:
        """The local that holds the bytes at `path`."""
        return self.out.local((*self.base, *path))

    def check_class(self, value: str, spec: FrameSpec) -> None:
        """Give up where a value is not of just the class of a frame."""
        self.out.refuse_if(f"type({value}) is not {self.out.module.give(spec.name, spec.frame_class)}")

    # Expressions over fields that are written

    def expression(
        self, expression: Expr, measured: str = "", *, alone: str = "", item: str = "", condition: bool = False
    ) -> str:
        """The source of an expression; `measured` stands for what was measured, `alone` for the value that is checked."""

        def name_of(path: Path) -> str:
            if not path:
                return alone
            if path == path_of(MEASURED):
                return measured
            if path[0] == ITEM:
                return ".".join((item, *path[1:]))
            return plain_number(self.spec, path, self.reference(path))

        text = to_condition(expression, name_of) if condition else to_source(expression, name_of, calls=True)
        return text[1:-1] if text == measured and text.startswith("(") else text

    def compared(self, expression: Expr) -> str:
        """The same, in brackets where it is a comparison."""
        text = self.expression(expression)
        return f"({text})" if is_comparison(expression) else text

    def reference(self, path: Path) -> str:
        """What holds a field: the local of a derived one, an attribute, or a constant's literal."""
        constant = self.spec.constant_at(path)
        if constant is not None:
            return repr(constant)
        field = self.spec.field_named(path[0])
        if field is not None and field.derived:
            return self.name(path)
        if derived_inside(self.spec, path) is not None:
            return self.name((*path, "read"))
        return ".".join((self.source, *path))

    # Values

    def wire(self, kind: Kind, source: str, path: Path, *, top: bool = False) -> str:
        """Write lines for one value; returns the expression of its bytes, prefix included."""
        if fits_in_run(kind):
            arguments = self.value_arguments(kind, source, (*path, "wire"))
            run = Run.of(Slot.alone(path, kind))
            return f"{self.out.module.struct_method(run.format, 'pack')}({', '.join(arguments)})"
        if isinstance(kind, Nested) and is_opened(kind.frame):
            return self.write_inline(kind.frame, source, path)
        self.write_part(kind, source, path, top=top)
        extent = extent_of(kind)
        if isinstance(extent, Given) and not top:
            self.out.refuse_if(f"{self.compared(extent.expression)} != {self.amount(kind, path)}")
        if isinstance(extent, Prefixed):
            return f"{self.prefix_bytes(extent.prefix, self.amount(kind, path), path)} + {self.name(path)}"
        return self.name(path)

    def prefix_bytes(self, prefix: Scalar | Varint, amount: str, path: Path) -> str:
        """The expression of a prefix."""
        if isinstance(prefix, Varint):
            return self.varint_bytes(prefix, amount)
        run = Run.of(Slot(path, prefix, None))
        arguments = self.scalar_arguments(prefix, amount, path)
        return f"{self.out.module.struct_method(run.format, 'pack')}({', '.join(arguments)})"

    def varint_bytes(self, kind: Varint, value: str) -> str:
        """The expression of a varint's bytes: a single byte without a call, where that is a whole value."""
        call = f"write_{kind.encoding}({{}}, {kind.maximum})"
        most = 64 if kind.encoding == "quic" else 128
        if kind.signed or kind.maximum < most - 1:
            return call.format(value)
        number = self.out.fresh("number")
        self.out.line(f"{number} = {value}")
        return f"(one_byte[{number}] if type({number}) is int and 0 <= {number} < {most} else {call.format(number)})"

    def amount(self, kind: Kind, path: Path) -> str:
        """The expression of the length or count of what was written at `path`."""
        while isinstance(kind, Mapped):
            kind, path = kind.base, path
        return f"len({self.name((*path, *ITEMS) if isinstance(kind, Repeat) else path)})"

    def scalar_arguments(self, kind: Kind, source: str, path: Path) -> list[str]:
        """The arguments that struct takes for a number."""
        assert isinstance(kind, Scalar)
        if kind.code:
            return [f"as_bool({source})"] if kind.number == "bool" else [source]
        name = self.name((*path, "value"))
        self.out.line(f"{name} = index({source})")
        return number_pieces(kind, name)

    def write_part(self, kind: Kind, source: str, path: Path, *, top: bool = False) -> None:
        """Write the bytes of a kind that is no slot into the local of `path`, without its prefix.

        `top` says that it is a field, whose measures are kept for the relations.
        """
        out, name = self.out, self.name(path)
        match kind:
            case Varint():
                out.line(f"{name} = {self.varint_bytes(kind, source)}")
            case Bytes():
                self.take_bytes(name, source)
                self._end_bytes(kind, name)
            case Text():
                out.line(f"{name} = {self.encoded(kind, source)}")
                self._end_bytes(kind.data, name)
            case Mapped():
                packed = source if kind.pack is None else f"{out.module.give(f'{kind.name}_pack', kind.pack)}({source})"
                self.write_part(kind.base, packed, path, top=top)
                return
            case Repeat():
                self._write_repeat(kind, source, path)
            case Nested():
                self._write_nested(kind, source, path)
            case Sized():
                self._write_sized(kind, source, path, top=top)
            case Switch():
                self._write_switch(kind, source, path, top=top)
            case Optional():
                self._write_optional(kind, source, path)
            case Custom():
                pack = out.module.give(f"{kind.name}_pack", kind.pack)
                out.line(f"{name} = custom_wire({pack}, {source}, {kind.minimum}, {kind.maximum})")
            case Const():
                out.line(f"{name} = {kind.wire!r}")
            case Scalar() | Bits() | Padding() | Align() | Checksum():
                raise AssertionError(f"{kind} is no part with a value")
            case _:
                assert_never(kind)
        if self.ending and (marker := terminator_left(kind)):
            out.line(f"{self.ending} = {marker!r}")
        if top and isinstance(extent_of(kind), Given):
            part = kind.data if isinstance(kind, Text) else kind
            self.measured[path[0], "count" if isinstance(kind, Repeat) else "length", id(part)] = self.amount(kind, path)

    def take_bytes(self, name: str, source: str) -> None:
        """Put what must be bytes into a local."""
        self.out.line(f"{name} = {source}")
        self.out.line(f"if type({name}) is not bytes:")
        self.out.line(f"    {name} = as_wire({name})")

    def encoded(self, kind: Text, source: str) -> str:
        """The expression of a text's bytes."""
        if not is_faithful(kind.encoding, kind.errors):
            return f"encode_text({source}, {kind.encoding!r}, {kind.errors!r})"
        return f"encode({source})" if is_utf8(kind.encoding) else f"encode({source}, {kind.encoding!r})"

    def _end_bytes(self, kind: Bytes, name: str) -> None:
        """Check the limit; and put the terminator behind, where there is one."""
        self.check_limit(name, kind.limit)
        extent = kind.extent
        if isinstance(extent, Fixed):
            self.out.refuse_if(f"len({name}) != {extent.number}")
        if not isinstance(extent, Until):
            return
        unit = f", {extent.unit}" if extent.unit > 1 else ""
        if extent.include:
            size = len(extent.marker)
            found = f"find_aligned({name}, {extent.marker!r}, 0, len({name}), {extent.unit})"
            self.out.refuse_if(f"len({name}) < {size} or {found} != len({name}) - {size}")
            return
        found = f"find_aligned({name} + {extent.marker!r}, {extent.marker!r}, 0, len({name}) + {len(extent.marker)}{unit})"
        if not unit:
            found = f"({name} + {extent.marker!r}).find({extent.marker!r})"
        self.out.refuse_if(f"{found} != len({name})")
        if extent.consume:
            self.out.line(f"{name} += {extent.marker!r}")

    def check_limit(self, name: str, limit: int | None) -> None:
        """Give up where there is more of something than its limit."""
        if limit is not None:
            self.out.refuse_if(f"len({name}) > {limit}")

    def _write_nested(self, kind: Nested, source: str, path: Path) -> None:
        holder = self.name((*path, "frame"))
        self.out.line(f"{holder} = {source}")
        self.check_class(holder, kind.frame)
        writer = self.out.module.give(f"{kind.frame.name}_write", self.writer_of(kind.frame))
        self.out.line(f"{self.name(path)} = {writer}({holder}{self.guard})")

    def _write_sized(self, kind: Sized, source: str, path: Path, *, top: bool) -> None:
        out, name = self.out, self.name(path)
        before = set(self.measured)
        expression = self.wire(kind.inner, source, path, top=top)
        self._keep_measures(before, path)
        self._assign(name, expression)
        fills = kind.leftover == "ignore" and not is_greedy(kind.inner)
        if isinstance(kind.extent, Fixed) and kind.leftover != "keep":
            if fills:
                out.line(f'{name} = {name}.ljust({kind.extent.number}, b"\\0")')
            out.refuse_if(f"len({name}) != {kind.extent.number}")
        elif isinstance(kind.extent, Given) and fills and not self._is_solved(kind):
            out.line(f'{name} = {name}.ljust({self.expression(kind.extent.expression)}, b"\\0")')

    def _is_solved(self, part: Kind) -> bool:
        """True if a derived field is computed from what is measured of a part."""
        return any(relation.part is part and relation.solves is not None for relation in self.spec.relations)

    def _write_optional(self, kind: Optional, source: str, path: Path) -> None:
        out, name = self.out, self.name(path)
        holder = self.name((*path, "given"))
        out.line(f"{holder} = {source}")
        self.measured[path[0], "presence", id(kind)] = f"({holder} is not None)"
        before = set(self.measured)
        with out.block(f"if {holder} is None:"):
            out.line(f'{name} = b""')
        with out.block("else:"):
            expression = self.wire(kind.inner, holder, path, top=True)
            self._keep_measures(before, path)
            self._assign(name, expression)

    def _keep_measures(self, before: set[tuple[str, Measure, int]], path: Path) -> None:
        """Put what was measured of a part into locals: the bytes that it was measured of are changed by the part around it."""
        for key in [key for key in self.measured if key not in before]:
            if self.measured[key].isidentifier():
                continue
            kept = self.out.fresh("_".join((*self.base, *path, key[1])))
            self.out.line(f"{kept} = {self.measured[key]}")
            self.measured[key] = kept

    # Choices

    def _write_switch(self, kind: Switch, source: str, path: Path, *, top: bool) -> None:
        if kind.union is not None or not why_not_told(kind):
            self._write_by_class(kind, source, path, top=top)
            return
        out, name, tag = self.out, self.name(path), self.name((*path, "tag"))
        value = self.name((*path, "given"))
        out.line(f"{value} = {source}")
        out.line(f"{tag} = {self.expression(kind.on)}")
        word = "if"
        for index, arm in enumerate(kind.arms):
            with out.block(f"{word} {arm_condition(out, arm, tag)}:"):
                self._assign(name, self.wire(arm.kind, value, (*path, f"arm{index}")))
            word = "elif"
        with out.block("else:"):
            if kind.otherwise is not None:
                self._assign(name, self.wire(kind.otherwise, value, (*path, "otherwise")))
            elif kind.unknown is not None:
                out.refuse_if(f"type({value}) is not Unknown or {value}.tag != {tag}")
                self._assign(name, self.wire(kind.unknown, f"{value}.data", (*path, "unknown")))
            else:
                out.line("raise Refused")

    def _assign(self, name: str, expression: str) -> None:
        if name != expression:
            self.out.line(f"{name} = {expression}")

    def _write_by_class(self, kind: Switch, source: str, path: Path, *, top: bool) -> None:
        """The class of the value chooses the arm; the tag follows from it, or is a plain field that must choose the same arm."""
        out, name, tag = self.out, self.name(path), self.name((*path, "tag"))
        value, writer = self.name((*path, "given")), self.name((*path, "writer"))
        solved = top and self._is_solved(kind)
        writers = out.module.share(id(kind), f"{path[-1]}_writers", lambda: ArmWriters(kind, self.writer_of, determines=solved))
        out.line(f"{value} = {source}")

        def write_arm() -> None:
            out.line(f"{tag if solved else '_'}, {writer} = {writers}[type({value})]")
            out.line(f"{name} = {writer}({value}{self.guard})")

        if kind.unknown is None:
            write_arm()
        else:
            with out.block(f"if type({value}) is Unknown:"):
                out.line(f"{tag} = unknown_tag({value}, {self._classes_by_tag(kind, path)})")
                self._assign(name, self.wire(kind.unknown, f"{value}.data", (*path, "unknown")))
            with out.block("else:"):
                write_arm()
        if top:
            self.measured[path[0], "tag", id(kind)] = tag if solved else value
        else:
            out.refuse_if(self.tag_differs(kind, value, path))

    def tag_differs(self, kind: Switch, value: str, path: Path) -> str:
        """The condition that the tag chooses another arm than the class of a value."""
        said = self.compared(kind.on)
        differs = f"{self._classes_by_tag(kind, path)}[{said}] is not type({value})"
        if kind.unknown is None:
            return differs
        return f"({value}.tag != {said} if type({value}) is Unknown else {differs})"

    def _classes_by_tag(self, kind: Switch, path: Path) -> str:
        """The name of what gives the class of an arm for its tag, None for a tag without one."""
        return self.out.module.share(id(kind), f"{path[-1]}_classes", lambda: ArmReaders(kind, lambda spec: spec.frame_class))

    # Arrays

    def _write_repeat(self, kind: Repeat, source: str, path: Path) -> None:
        out = self.out
        items = self.name((*path, *ITEMS))
        out.line(f"{items} = {source}")
        out.refuse_if(f"not isinstance({items}, list)")
        self.check_limit(items, kind.limit)
        if isinstance(kind.extent, Fixed):
            out.refuse_if(f"len({items}) != {kind.extent.number}")
        self._spend(items, kind)
        alike = self._alike(kind.item, items)
        if alike and not isinstance(kind.extent, Until | UntilItem):
            out.line(f"{self.name(path)} = {alike}")
            return
        parts = self.name((*path, "parts"))
        item = self.name((*path, "each"))
        done = self.name((*path, "done"))
        ends = kind.extent if isinstance(kind.extent, UntilItem) else None
        out.line(f"{parts} = []")
        if ends:
            out.line(f"{done} = False")
        with out.block(f"for {item} in {items}:"):
            if ends:
                out.refuse_if(done)
            out.line(f"{parts}.append({self.wire(kind.item, item, (*path, 'item'))})")
            if ends:
                out.line(f"{done} = {self.expression(ends.expression, item=item)}")
        if ends:
            out.refuse_if(f"not {done}")
        if isinstance(kind.extent, Until):
            cut = "" if kind.extent.consume else f"[:-{len(kind.extent.marker)}]"
            out.line(f"{self.name(path)} = marked({parts}, {kind.extent.marker!r}){cut}")
        else:
            out.line(f'{self.name(path)} = b"".join({parts})')

    def _spend(self, items: str, kind: Repeat) -> None:
        if not counts_items(kind):
            return
        if may_be_empty(kind):
            self.out.line(f"guard.spend_empty(len({items}))")
        elif is_guarded(self.spec):
            self.out.line(f"guard.spend(len({items}))")
        else:
            self.out.line("if guard is not None:")
            self.out.line(f"    guard.spend(len({items}))")

    def _alike(self, item: Kind, items: str) -> str:
        """The expression that packs items of one struct character in a single call, or ""."""
        base = wire_base(item)
        if not isinstance(item, Scalar | Mapped) or not isinstance(base, Scalar) or not base.code:
            return ""
        values = f"*{items}"
        if isinstance(item, Mapped) and isinstance(item.base, Mapped):
            return ""
        if isinstance(item, Mapped) and item.pack is not None:
            values = f"*map({self.out.module.give(f'{item.name}_pack', item.pack)}, {items})"
        elif base.number == "bool":
            values = f"*map(as_bool, {items})"
        sign = "<" if base.order == "little" else ">"
        return f'struct_pack(f"{sign}{{len({items})}}{base.code}", {values})'


def number_pieces(kind: Scalar, number: str) -> list[str]:
    """The expressions that take a number apart for a width that struct lacks. The highest piece is not masked: it must fit."""
    split = split_scalar(kind)
    top = max(shift for _, shift in split)
    bits = {"B": 8, "H": 16, "I": 32, "Q": 64}
    pieces = []
    for code, shift in split:
        shifted = f"{number} >> {shift}" if shift else number
        pieces.append(shifted if shift == top else f"{shifted} & {(1 << bits[code]) - 1:#x}")
    return pieces
