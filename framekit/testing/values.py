"""Hypothesis strategies for the values of single kinds.

Strategy: one strategy a kind; what an expression says of a length or a count is asked of the fields drawn before.

Rules: edges are drawn more often than chance would (0, the greatest, empty, every member, an unknown one).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from types import SimpleNamespace
from typing import Any, TypeAlias, assert_never

from hypothesis import assume
from hypothesis import strategies as st

from framekit.compiler.explain.writing import value_size, wire_of
from framekit.compiler.text import encode_text, strip_pads
from framekit.declare.convert import replace
from framekit.errors import PackError, SpecError
from framekit.spec.choices import arm_for
from framekit.spec.describe import describe
from framekit.spec.expr import Expr, Path, compared, evaluate, references
from framekit.spec.kinds import (
    Align,
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Extent,
    Fixed,
    Given,
    Kind,
    LeftOf,
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
    Unknown,
    Until,
    UntilItem,
    Varint,
    integer_base,
)
from framekit.spec.model import FieldSpec, FrameSpec
from framekit.spec.sizes import extent_of, fixed_size, is_recursive

Scope: TypeAlias = dict[str, Any]
"""The fields drawn so far, by name."""

SMALL = 12
"""The most bytes or items of a part that could be longer: enough to meet every border, small enough to be quick."""

LONGEST = 1 << 17
"""No part is made longer than that, whatever its length says or a check asks for."""

LONG = 1 << 8
"""From so many bytes on, a value repeats a few drawn ones."""

DEEPEST = 2
"""Frames that may hold themselves do so at most so often."""


def integers_of(kind: Scalar | Bits | Varint) -> st.SearchStrategy[int]:
    """Integers that fit, the edges more often."""
    edges = {kind.minimum, kind.maximum, 0, 1}
    if isinstance(kind, Varint):
        edges |= {edge for power in (7, 14, 21, 28, 6, 30) for edge in ((1 << power) - 1, 1 << power)}
    return st.integers(kind.minimum, kind.maximum) | st.sampled_from(
        sorted(e for e in edges if kind.minimum <= e <= kind.maximum)
    )


class ValueMaker:
    """Makes strategies of values for the fields of one frame.

    Args:
        spec: the frame.
        scope: the fields drawn so far.
        depth: how deep the frame stands in others.
        frames_of: gives the strategy of a nested frame.
    """

    def __init__(
        self, spec: FrameSpec, scope: Scope, depth: int, frames_of: Callable[[FrameSpec], st.SearchStrategy[Any]]
    ) -> None:
        self.spec = spec
        self.scope = scope
        self.depth = depth
        self.frames_of = frames_of

    def number(self, expression: Expr, scope: Scope | None = None, *, alone: Any = None, item: Any = None) -> Any:
        """The value of an expression over the fields drawn so far."""

        def value_of(path: Path) -> Any:
            if not path:
                return alone
            value = item if path[0] == "<item>" else (self.scope if scope is None else scope)[path[0]]
            for name in path[1:]:
                value = getattr(value, name)
            return value

        return evaluate(expression, value_of)

    # Checks

    def allows(self, field: FieldSpec, value: Any) -> bool:
        """True where the check= of a field lets a value through."""
        check = field.check
        if check is None:
            return True
        if check.expression is not None:
            return bool(self.number(check.expression, alone=value))
        return value in (check.allowed or ())

    def checked(self, field: FieldSpec, strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        """Values that the check= of a field lets through."""
        check = field.check
        if check is None:
            return strategy
        kind = field.kind.inner if isinstance(field.kind, Optional) else field.kind
        if isinstance(check.allowed, frozenset):
            return st.sampled_from(sorted(check.allowed, key=repr))
        whole = integer_base(kind)
        if whole is None:
            return strategy.filter(lambda value: self.allows(field, value))
        if isinstance(check.allowed, range) and check.allowed.step == 1:
            return st.integers(check.allowed.start, check.allowed.stop - 1).map(lambda number: self.member(kind, number))
        alone = check.expression is None or not any(references(check.expression))
        key = f"numbers that {field.name} allows"
        fitting: list[int] | None = self.spec.memo.get(key) if alone else None
        if fitting is None:
            edges: Iterable[int] = (whole.minimum, whole.maximum, whole.minimum + 1, whole.maximum - 1)
            mentioned = check.allowed or range(max(whole.minimum, -300), min(whole.maximum, 1 << 12) + 1)
            tried = {number for number in (*mentioned[: 1 << 12], *edges) if whole.minimum <= number <= whole.maximum}
            fitting = sorted(number for number in tried if self.allows(field, number))
            if alone:
                self.spec.memo[key] = fitting
        assume(fitting)
        return st.sampled_from(fitting).map(lambda number: self.member(kind, number))

    def member(self, kind: Kind, number: Any) -> Any:
        """The value that reading gives for what stands on the wire."""
        return kind.unpack(number) if isinstance(kind, Mapped) else number

    # Kinds

    def values(self, kind: Kind) -> st.SearchStrategy[Any]:
        """Values of a kind."""
        match kind:
            case Scalar():
                return self._scalars(kind)
            case Bits():
                return st.booleans() if kind.number == "bool" else integers_of(kind)
            case Varint():
                return integers_of(kind)
            case Mapped():
                return self._mapped(kind)
            case Bytes():
                return self._bytes(kind)
            case Text():
                return self._texts(kind)
            case Repeat():
                return self._lists(kind)
            case Nested():
                return self.frames_of(kind.frame)
            case Sized():
                return self._sized(kind)
            case Switch():
                return self._arms(kind)
            case Custom():
                return self._listed(kind.values, describe(kind))
            case Optional() | Const() | Padding() | Align() | Checksum():
                return st.nothing()
            case _:
                assert_never(kind)

    def _scalars(self, kind: Scalar) -> st.SearchStrategy[Any]:
        if kind.number == "bool":
            return st.booleans()
        if kind.number == "float":
            width: Any = 8 * kind.size
            return st.floats(width=width, allow_nan=False)
        return integers_of(kind)

    def _listed(self, values: Any, what: str) -> st.SearchStrategy[Any]:
        if values is None:
            raise SpecError(f"{what} does not say what its values are; give it values=", frame=self.spec.name)
        if callable(values):
            made = values()
            assert isinstance(made, st.SearchStrategy)
            return made
        return (
            st.integers(values[0], values[-1])
            if isinstance(values, range) and values.step == 1
            else st.sampled_from(list(values))
        )

    def _mapped(self, kind: Mapped) -> st.SearchStrategy[Any]:
        if kind.values is not None:
            return self._listed(kind.values, describe(kind))
        base = integer_base(kind.base)
        if issubclass(kind.python_type, Enum):
            # Reading a number gives just what may be written: a member, or the number itself where that is allowed.
            known = st.sampled_from(list(kind.python_type)) if len(list(kind.python_type)) else st.nothing()
            return known if kind.pack is not None or base is None else known | integers_of(base).map(kind.unpack)
        raws = self.values(kind.base)
        if base is not None and base.maximum - base.minimum < 1 << 10:
            return st.sampled_from([raw for raw in range(base.minimum, base.maximum + 1) if _makes(kind, raw)]).map(kind.unpack)
        if base is not None and not (_makes(kind, base.minimum) and _makes(kind, base.maximum)):
            raws = st.integers(0, min(base.maximum, (1 << 31) - 1))
        return raws.filter(lambda raw: _makes(kind, raw)).map(kind.unpack)

    def _bytes(self, kind: Bytes) -> st.SearchStrategy[bytes]:
        least, most = self.bounds(kind.extent, kind.limit)
        if kind.pad and isinstance(kind.extent, Fixed):
            size = kind.extent.number
            values = st.binary(min_size=0 if kind.strip else size, max_size=size)
            return values.map(lambda value: strip_pads(value, kind.pad)) if kind.strip else values
        values = st.binary(min_size=least, max_size=most) if least <= LONG else _repeated(least)
        return values if not isinstance(kind.extent, Until) else values.map(lambda value: _ended(value, kind.extent, kind.limit))

    def _texts(self, kind: Text) -> st.SearchStrategy[str]:
        data = kind.data
        least, most = self.bounds(data.extent, data.limit)
        return _texts(kind, least, most)

    def bounds(self, extent: Extent, limit: int | None) -> tuple[int, int]:
        """The least and the most of a length or count."""
        most = SMALL if limit is None else min(SMALL, limit)
        match extent:
            case Fixed(number):
                return number, number
            case Prefixed(prefix):
                return 0, min(most, prefix.maximum)
            case Given(expression):
                number = max(0, int(self.number(expression)))
                assume(number <= LONGEST)
                return number, number
            case Rest() | LeftOf() | Until() | UntilItem():
                return 0, most
            case _:
                assert_never(extent)

    def _lists(self, kind: Repeat) -> st.SearchStrategy[list[Any]]:
        least, most = self.bounds(kind.extent, kind.limit)
        if least == 0 and _holds_more(kind.item):
            most = min(most, 2) if self.depth < DEEPEST else 0
        items = self.values(kind.item)
        if isinstance(kind.extent, UntilItem):
            expression = kind.extent.expression
            inner = items.map(lambda item: self._made_to(kind.item, item, expression, holds=False))
            last = items.map(lambda item: self._made_to(kind.item, item, expression, holds=True))
            return st.tuples(st.lists(inner, max_size=max(0, min(3, most - 1))), last).map(lambda pair: [*pair[0], pair[1]])
        lists = st.lists(items, min_size=least, max_size=most)
        if isinstance(kind.extent, Until):
            marker = kind.extent.marker
            return lists.map(lambda found: self._before_marker(kind.item, found, marker))
        return lists

    def _before_marker(self, kind: Kind, items: list[Any], marker: bytes) -> list[Any]:
        """The items up to the first that would be taken for the marker."""
        wires = [wire_of(kind, item, SimpleNamespace(**self.scope)) for item in items]
        kept: list[Any] = []
        for index, item in enumerate(items):
            if b"".join((*wires[index:], marker)).startswith(marker):
                break
            kept.append(item)
        # What was cut off may have kept the last one from looking like the marker.
        while kept and any(b"".join((*wires[index : len(kept)], marker)).startswith(marker) for index in range(len(kept))):
            kept.pop()
        return kept

    def _made_to(self, kind: Kind, item: Any, expression: Expr, *, holds: bool) -> Any:
        """An item changed so that an expression over it holds, or does not."""
        if bool(self.number(expression, item=item)) == holds:
            return item
        for path in references(expression):
            if path[0] != "<item>" or len(path) > 2:
                continue
            literals = [value for other, value in compared(expression) if other == path]
            for number in (*literals, *range(257)):
                changed = number if len(path) == 1 else replace(item, **{path[1]: number})
                if bool(self.number(expression, item=changed)) == holds and (len(path) == 1 or _can_be_packed(changed)):
                    return changed
        assume(False)
        return item

    def _sized(self, kind: Sized) -> st.SearchStrategy[Any]:
        inner = self.values(kind.inner)
        if not isinstance(kind.extent, Fixed):
            most = kind.extent.prefix.maximum if isinstance(kind.extent, Prefixed) else None
            return inner if most is None or most > 1 << 10 else inner.filter(lambda value: self._size(kind.inner, value) <= most)
        number = kind.extent.number
        if fixed_size(kind.inner) == number:
            return inner
        if kind.left == "error":
            return self.of_size(kind.inner, number)
        return inner.filter(lambda value: self._size(kind.inner, value) <= number)

    def of_size(self, kind: Kind, size: int) -> st.SearchStrategy[Any]:
        """Values that take just `size` bytes."""
        match kind:
            case Bytes(Rest()):
                return st.binary(min_size=size, max_size=size) if size <= LONG else _repeated(size)
            case Text(Bytes(Rest())):
                return _texts(Text(Bytes(Fixed(size)), kind.encoding, kind.errors), size, size)
            case Repeat(extent=Rest()) if fixed_size(kind.item):
                number = size // (fixed_size(kind.item) or 1)
                return st.lists(self.values(kind.item), min_size=number, max_size=number)
            case Nested() if (rest := _rest_of(kind.frame)) is not None:
                last, fixed = rest
                assume(size >= fixed)
                ends = self.of_size(last.kind, size - fixed)
                return st.tuples(self.frames_of(kind.frame), ends).map(lambda pair: replace(pair[0], **{last.name: pair[1]}))
            case _:
                return self.values(kind).filter(lambda value: self._size(kind, value) == size)

    def _size(self, kind: Kind, value: Any) -> int:
        return value_size(kind, value, SimpleNamespace(**self.scope))

    def _arms(self, kind: Switch) -> st.SearchStrategy[Any]:
        tag = self.number(kind.on)
        arm = arm_for(kind, tag)
        if arm is not None and isinstance(arm.kind, Sized) and isinstance(arm.kind.extent, Given):
            # Nothing settles the size of an arm by its value, so the value is made to the size.
            size = int(self.number(arm.kind.extent.expression))
            assume(0 <= size <= LONGEST)
            return self.of_size(arm.kind.inner, size)
        if arm is not None:
            return self.values(arm.kind)
        if kind.otherwise is not None:
            return self.values(kind.otherwise)
        assume(kind.unknown is not None)
        assert kind.unknown is not None
        return self.values(kind.unknown).map(lambda data: Unknown(tag, data))


def _rest_of(spec: FrameSpec) -> tuple[FieldSpec, int] | None:
    """The last field of a frame, where it takes what the others, of fixed size, leave; and the size of those."""
    *others, last = spec.fields or (None,)
    sizes = [fixed_size(each.kind) for each in others if each is not None]
    if last is None or spec.relations or any(size is None for size in sizes):
        return None
    takes_rest = isinstance(last.kind, Bytes | Text | Repeat) and isinstance(extent_of(last.kind), Rest)
    return (last, sum(size or 0 for size in sizes)) if takes_rest else None


def _can_be_packed(frame: Any) -> bool:
    try:
        frame.pack()
    except PackError:
        return False
    return True


def _holds_more(kind: Kind) -> bool:
    return isinstance(kind, Nested) and is_recursive(kind.frame)


def _repeated(size: int) -> st.SearchStrategy[bytes]:
    """Bytes of a great length: hypothesis would draw each of them."""
    return st.binary(min_size=1, max_size=SMALL).map(lambda piece: (piece * (size // len(piece) + 1))[:size])


def _makes(kind: Mapped, raw: Any) -> bool:
    """True where a wire value stands for a value, and that can be written."""
    try:
        value = kind.unpack(raw)
        if kind.pack is not None:
            kind.pack(value)
    except Exception:
        return False
    return True


def _ended(value: bytes, extent: Extent, limit: int | None) -> bytes:
    """Bytes in which a marker stands only where it ends them."""
    assert isinstance(extent, Until)
    while extent.marker in (value + extent.marker)[:-1]:
        value = value[:-1] if not value else value.replace(extent.marker, b"")[: len(value) - 1]
    if not extent.include:
        return value
    room = len(value) if limit is None else max(0, limit - len(extent.marker))
    return value[:room] + extent.marker


@st.composite
def _texts(draw: st.DrawFn, kind: Text, least: int, most: int) -> str:
    data = kind.data
    exact = least == most and not data.pad
    until = data.extent if isinstance(data.extent, Until) else None
    room = max(0, most - len(until.marker)) if until is not None and until.include and data.limit is not None else most
    text = draw(st.text(_characters(kind), max_size=max(0, room)))
    while True:
        wire = encode_text(text, kind.encoding, kind.errors)
        if (
            len(wire) > room
            or (data.pad and data.strip and strip_pads(wire, data.pad) != wire)
            or (until is not None and until.marker in (wire + until.marker)[:-1])
        ):
            text = text[:-1]
        elif exact and len(wire) < least:
            text += _filler(kind, least - len(wire))
        else:
            break
    if data.pad and isinstance(data.extent, Fixed) and not data.strip:
        text += _filler(kind, least - len(wire))
    return text + until.marker.decode(kind.encoding) if until is not None and until.include else text


def _filler(kind: Text, size: int) -> str:
    unit = len(encode_text("a", kind.encoding, kind.errors))
    return "a" * (size // unit)


def _characters(kind: Text) -> st.SearchStrategy[str]:
    codec: Any = kind.encoding

    def can_be_written(character: str) -> bool:
        try:
            encode_text(character, kind.encoding, kind.errors)
        except ValueError:
            return False
        return True

    if kind.encoding.replace("_", "-").lower() in (
        "utf-8",
        "utf-16-le",
        "utf-16-be",
        "utf-32-le",
        "utf-32-be",
        "ascii",
        "latin-1",
    ):
        return st.characters(codec=codec)
    return st.characters().filter(can_be_written)
