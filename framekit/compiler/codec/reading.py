"""What the writers of unpacking and measuring have in common: both walk over bytes by lengths, counts and expressions.

Strategy: a length or count is held in a local beside that of its field; an expression is printed over those locals.

Rules: whatever comes out of an expression is checked not to be negative before anything is done with it.
"""

from __future__ import annotations

from enum import IntFlag

from framekit.compiler.codec.source import FunctionSource
from framekit.compiler.plan import Part, Plan, extent_path
from framekit.spec.expr import ITEM, Expr, Path, Ref, path_of, references, to_condition, to_source
from framekit.spec.kinds import (
    Fixed,
    Given,
    Kind,
    Mapped,
    Nested,
    Optional,
    Prefixed,
    Switch,
    UntilItem,
    Varint,
    bits_of,
    integer_base,
)
from framekit.spec.model import FieldSpec, FrameSpec
from framekit.spec.sizes import extent_of, fixed_size, walk


class ReadingWriter:
    """Writes lines that read one frame.

    `reads_inside` says that numbers which a nested frame derives are read from its bytes: asking the frame would solve it.

    Args:
        plan: of the frame.
        out: where the lines go.
        base: put before the paths of fields where several frames share a function.
    """

    reads_inside = False

    def __init__(self, plan: Plan, out: FunctionSource, base: Path = ()) -> None:
        self.plan = plan
        self.spec = plan.spec
        self.out = out
        self.base = base
        self.parts = {step.path[0] for step in plan.steps if isinstance(step, Part)}

    def name(self, path: Path) -> str:
        """The local that holds the value at `path`."""
        return self.out.local((*self.base, *path))

    def how_many(self, kind: Kind, extent: Fixed | Prefixed | Given, path: Path) -> str:
        """The local or literal that holds a length, count or size, checked not to be negative."""
        match extent:
            case Fixed(number):
                return str(number)
            case Prefixed(prefix):
                name = self.name(extent_path(kind, path))
                if prefix.signed:
                    self.out.refuse_if(f"{name} < 0")
                return name
            case Given(expression):
                if isinstance(expression, Ref) and self._is_unsigned(path_of(expression)):
                    return self.reference(path_of(expression))
                name = self.name(extent_path(kind, path))
                self.out.line(f"{name} = {self.expression(expression)}")
                self.out.refuse_if(f"{name} < 0")
                return name

    def _is_unsigned(self, path: Path) -> bool:
        field = self.spec.field_named(path[0])
        whole = None if field is None or len(path) > 1 else integer_base(field.kind)
        return whole is not None and whole.minimum == 0

    def read_varint(self, kind: Varint, name: str) -> None:
        """Read a varint at `offset` into a local: a single byte without a call, where that is a whole value."""
        out = self.out
        arguments = f"{kind.longest}, {kind.maximum}, {kind.strict}"
        most = 63 if kind.encoding == "quic" else 127
        if kind.signed or kind.maximum < most:
            out.line(f"{name}, offset = read_{kind.encoding}(buffer, offset, {arguments})")
            return
        out.line(f"{name} = buffer[offset]")
        out.line("offset += 1")
        with out.block(f"if {name} > {most}:"):
            out.line(f"{name}, offset = read_{kind.encoding}(buffer, offset - 1, {arguments})")

    def check_limit(self, amount: str, limit: int | None) -> None:
        """Give up where an amount is over its limit."""
        if limit is not None:
            self.out.refuse_if(f"{amount} > {limit}")

    def expression(
        self, expression: Expr, *, bracket: bool = False, alone: str = "", item: str = "", condition: bool = False
    ) -> str:
        """The source of an expression over fields that have been read.

        Args:
            expression: what to print.
            bracket: put it in brackets where it is not a name.
            alone: what `this` alone stands for: the value that is checked.
            item: what `item` stands for.
            condition: only whether it is true is asked.
        """

        def name_of(path: Path) -> str:
            if not path:
                return alone
            if path[0] == ITEM:
                return ".".join((item, *path[1:]))
            return plain_number(self.spec, path, self.reference(path))

        text = to_condition(expression, name_of) if condition else to_source(expression, name_of, calls=True)
        return f"({text})" if bracket and not isinstance(expression, Ref) else text

    def reference(self, path: Path) -> str:
        """What holds a field: a local, an attribute of the local of a frame that was not opened, or a constant's literal."""
        constant = self.spec.constant_at(path)
        if constant is not None:
            return repr(constant)
        if path[0] in self.parts:
            if self.reads_inside and derived_inside(self.spec, path) is not None:
                return self.name((*path, "read"))
            return ".".join((self.name(path[:1]), *path[1:]))
        return self.name(path)


def wanted_paths(spec: FrameSpec) -> set[Path]:
    """The fields of which expressions of a frame ask, and the numbers of prefixes."""
    wanted: set[Path] = set()
    if spec.size is not None:
        wanted.update(references(spec.size))
    for each in spec.fields:
        wanted |= fields_asked(each.kind)
        if isinstance(extent_of(each.kind), Prefixed):
            wanted.add(extent_path(each.kind, (each.name,)))
    return wanted


def fields_asked(whole: Kind) -> set[Path]:
    """The fields around it of which the expressions of a kind ask, and those of the kinds inside it."""
    asked: set[Path] = set()
    for kind in walk(whole):
        extent = extent_of(kind)
        if isinstance(kind, Switch):
            asked.update(references(kind.on))
        if isinstance(kind, Optional) and kind.when is not None:
            asked.update(references(kind.when))
        if isinstance(extent, Given | UntilItem):
            asked.update(path for path in references(extent.expression) if path[0] != ITEM)
    return asked


def plain_number(spec: FrameSpec, path: Path, name: str) -> str:
    """What computes with the field at a path."""
    field = spec.field_named(path[0]) if len(path) == 1 else None
    return name if field is None else plain_value(field, name)


def plain_value(field: FieldSpec, name: str) -> str:
    """What computes with the value of a field: flags as a plain integer, whose signs are many times quicker."""
    flags = isinstance(field.kind, Mapped) and issubclass(field.kind.python_type, IntFlag)
    return f"int({name})" if flags else name


def derived_inside(spec: FrameSpec, path: Path) -> tuple[FieldSpec, int] | None:
    """A derived number of a nested frame, where it stands at a fixed place in it: its field, and the offset of its bytes."""
    outer = spec.field_named(path[0])
    if len(path) != 2 or outer is None or not isinstance(outer.kind, Nested) or outer.kind.frame.choice is not None:
        return None
    offset = 0
    for each in outer.kind.frame.fields:
        size = fixed_size(each.kind)
        if size is None:
            return None
        if each.name == path[1]:
            bits = bits_of(each.kind)
            at = offset if bits is None or bits.first else offset - bits.group
            whole = integer_base(each.kind)
            return (each, at) if each.derived and whole is not None and (bits is None or not bits.signed) else None
        offset += size
    return None
