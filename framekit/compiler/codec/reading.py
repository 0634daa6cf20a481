"""What the writers of unpacking and measuring have in common: both walk over bytes by lengths, counts and expressions.

Strategy: a length or count is held in a local beside that of its field; an expression is printed over those locals.

Rules: whatever comes out of an expression is checked not to be negative before anything is done with it.
"""

from __future__ import annotations

from framekit.compiler.codec.source import FunctionSource
from framekit.compiler.plan import Part, Plan
from framekit.spec.expr import Expr, Path, Ref, path_of, to_source
from framekit.spec.kinds import Fixed, Given, Prefixed, Scalar

EXTENT: Path = ("extent",)
"""Added to the path of a field, it names the local that holds the field's length or count."""


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

    def how_many(self, extent: Fixed | Prefixed | Given, path: Path) -> str:
        """The local or literal that holds a length or count, checked not to be negative."""
        match extent:
            case Fixed(number):
                return str(number)
            case Prefixed():
                return self.name(path + EXTENT)
            case Given(expression):
                if isinstance(expression, Ref) and self._is_unsigned(path_of(expression)):
                    return self.reference(path_of(expression))
                name = self.name(path + EXTENT)
                self.out.line(f"{name} = {self.expression(expression)}")
                self.out.refuse_if(f"{name} < 0")
                return name

    def _is_unsigned(self, path: Path) -> bool:
        field = self.spec.field_named(path[0])
        return (
            len(path) == 1
            and field is not None
            and isinstance(field.kind, Scalar)
            and field.kind.minimum == 0
            and field.kind.number == "int"
        )

    def check_limit(self, amount: str, limit: int | None) -> None:
        """Give up where an amount is over its limit."""
        if limit is not None:
            self.out.refuse_if(f"{amount} > {limit}")

    def expression(self, expression: Expr, *, bracket: bool = False) -> str:
        """The source of an expression over fields that have been read."""
        text = to_source(expression, self.reference, calls=True)
        return f"({text})" if bracket and not isinstance(expression, Ref) else text

    def reference(self, path: Path) -> str:
        """What holds a field: a local, an attribute of the local of a frame that was not opened, or a constant's literal."""
        constant = self.spec.constant_at(path)
        if constant is not None:
            return repr(constant)
        if path[0] in self.parts:
            return ".".join((self.name(path[:1]), *path[1:]))
        return self.name(path)
