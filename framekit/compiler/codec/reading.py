"""What the writers of unpacking and measuring have in common: both walk over bytes by lengths, counts and expressions.

Strategy: a length or count is held in a local beside that of its field; an expression is printed over those locals.

Rules: whatever comes out of an expression is checked not to be negative before anything is done with it.
"""

from __future__ import annotations

from framekit.compiler.codec.source import FunctionSource
from framekit.compiler.plan import Part, Plan, extent_path
from framekit.spec.expr import ITEM, Expr, Path, Ref, path_of, to_source
from framekit.spec.kinds import Fixed, Given, Kind, Prefixed, Varint, integer_base


class ReadingWriter:
    """Writes lines that read one frame.

    Args:
        plan: of the frame.
        out: where the lines go.
        base: put before the paths of fields where several frames share a function.
    """

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

    def expression(self, expression: Expr, *, bracket: bool = False, alone: str = "", item: str = "") -> str:
        """The source of an expression over fields that have been read.

        Args:
            expression: what to print.
            bracket: put it in brackets where it is not a name.
            alone: what `this` alone stands for: the value that is checked.
            item: what `item` stands for.
        """

        def name_of(path: Path) -> str:
            if not path:
                return alone
            return ".".join((item, *path[1:])) if path[0] == ITEM else self.reference(path)

        text = to_source(expression, name_of, calls=True)
        return f"({text})" if bracket and not isinstance(expression, Ref) else text

    def reference(self, path: Path) -> str:
        """What holds a field: a local, an attribute of the local of a frame that was not opened, or a constant's literal."""
        constant = self.spec.constant_at(path)
        if constant is not None:
            return repr(constant)
        if path[0] in self.parts:
            return ".".join((self.name(path[:1]), *path[1:]))
        return self.name(path)
