"""Hypothesis strategies that make valid frames from a declaration.

Strategy: one strategy a kind; a field that an expression refers to (`length=this.n` over a plain `n`) is drawn small, and
what it counts is then drawn to fit.

Rules: what is made can be packed; shrinking goes to the smallest frame.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, TypeVar, assert_never

from hypothesis import assume
from hypothesis import strategies as st

from framekit.compiler.explain.writing import value_size
from framekit.compiler.text import encode_text, fill_up, strip_pads
from framekit.declare.convert import replace
from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.spec.expr import Expr, Path, evaluate, references
from framekit.spec.kinds import (
    Bytes,
    Const,
    Extent,
    Fixed,
    Given,
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
from framekit.spec.model import FieldSpec, FrameSpec, Relation, extents, fixed_size, is_greedy

F = TypeVar("F", bound=Frame)
SMALL = 12
"""The most bytes or items of a part that could be longer: enough to meet every border, small enough to be quick."""

CANDIDATES = 512
"""Numbers below this are tried for a field that says a length or a size."""


def frames(cls: type[F]) -> st.SearchStrategy[F]:
    """Valid instances of a frame.

    >>> from framekit import Frame, u8
    >>> class Byte(Frame):
    ...     number: u8
    >>> from hypothesis import find
    >>> find(frames(Byte), lambda frame: frame.number > 9)
    Byte(number=10)
    """
    return _frames(spec_of(cls))


def packed(cls: type[Frame]) -> st.SearchStrategy[bytes]:
    """The bytes of valid instances of a frame."""
    return frames(cls).map(lambda frame: frame.pack())


@st.composite
def _frames(draw: st.DrawFn, spec: FrameSpec) -> Any:
    scope: dict[str, Any] = {each.name: each.kind.value for each in spec.fields if isinstance(each.kind, Const)}
    values: dict[str, Any] = {}
    counting = _counting_fields(spec)
    bound = next((each for each in spec.relations if each.measures == "size"), None)
    rest = spec.fields[-1] if bound is not None and is_greedy(spec.fields[-1].kind) else None
    for each in spec.fields:
        if not each.given or each is rest:
            continue
        for relation in spec.relations:
            if relation.consumer == each.name and relation.solves is not None:
                scope[relation.solves] = draw(_solutions(relation, spec, each.kind, scope))
        if each.name in counting and isinstance(each.kind, Scalar) and each.kind.number == "int":
            strategy: st.SearchStrategy[Any] = st.integers(max(0, each.kind.minimum), min(SMALL, each.kind.maximum))
        else:
            strategy = _values(each.kind, scope, spec)
        scope[each.name] = values[each.name] = draw(strategy)
    if bound is not None:
        size = sum(_wire_size(each, scope) for each in spec.fields if each is not rest)
        if rest is not None and not _fits_any_size(rest.kind):
            scope[rest.name] = values[rest.name] = draw(_values(rest.kind, scope, spec))
            size += _wire_size(rest, scope)
            rest = None
        left = _fit_size(draw, spec, bound, size, rest, scope, values)
        if rest is not None:
            values[rest.name] = draw(_rest_of_size(rest.kind, left, scope, spec))
    return spec.frame_class(**values)


def _counting_fields(spec: FrameSpec) -> set[str]:
    """Plain fields that some expression refers to."""
    expressions = [extent.expression for each in spec.fields for extent in extents(each.kind) if isinstance(extent, Given)]
    return {path[0] for expression in expressions for path in references(expression)}


def _solutions(relation: Relation, spec: FrameSpec, kind: Kind, scope: dict[str, Any]) -> st.SearchStrategy[int]:
    """Values of a derived field for which what it counts is short."""
    assert relation.solves is not None
    field = spec.field_named(relation.solves)
    assert field is not None
    assert isinstance(field.kind, Scalar)
    limit = kind.data.limit if isinstance(kind, Text) else getattr(kind, "limit", None)
    most = SMALL if limit is None else min(SMALL, limit)

    def counted(number: int) -> int:
        return _number(relation.expression, {**scope, field.name: number})

    candidates = range(max(0, field.kind.minimum), min(CANDIDATES, field.kind.maximum + 1))
    return st.sampled_from([number for number in candidates if 0 <= counted(number) <= most])


def _wire_size(field: FieldSpec, scope: dict[str, Any]) -> int:
    size = fixed_size(field.kind)
    return value_size(field.kind, scope[field.name], SimpleNamespace(**scope)) if size is None else size


def _fits_any_size(kind: Kind) -> bool:
    """True where values can be made that take just so many bytes."""
    return isinstance(kind, Bytes | Text) or (isinstance(kind, Repeat) and fixed_size(kind.item) is not None)


def _fit_size(
    draw: st.DrawFn,
    spec: FrameSpec,
    bound: Relation,
    size: int,
    rest: FieldSpec | None,
    scope: dict[str, Any],
    values: dict[str, Any],
) -> int:
    """Choose the number that says the frame's size, so that it is true; returns the bytes left for the last field."""
    path = (bound.solves,) if bound.solves is not None else next(references(bound.expression), None)
    unit = 1
    if rest is not None and isinstance(rest.kind, Repeat):
        unit = fixed_size(rest.kind.item) or 1
    if path is None:
        return _number(bound.expression, scope) - size

    def left(number: int) -> int:
        return _number(bound.expression, _with(scope, path, number)) - size

    highest = _maximum_at(spec, path)
    candidates = [number for number in range(min(CANDIDATES, highest + 1)) if 0 <= left(number) <= (SMALL * unit if rest else 0)]
    fitting = [each for each in candidates if left(each) % unit == 0]
    assume(fitting)
    number = draw(st.sampled_from(fitting))
    if bound.solves is None:
        values[path[0]] = _with(scope, path, number)[path[0]]
    return left(number)


def _maximum_at(spec: FrameSpec, path: Path) -> int:
    """The greatest number that the field at `path` holds."""
    field = spec.field_named(path[0])
    assert field is not None
    if isinstance(field.kind, Nested):
        return _maximum_at(field.kind.frame, path[1:])
    return field.kind.maximum if isinstance(field.kind, Scalar) else 0


def _with(scope: dict[str, Any], path: Path, number: int) -> dict[str, Any]:
    """The scope with one number changed, in a copy of the nested frame where it stands in one."""

    def changed(frame: Any, names: Path) -> Any:
        inner = number if len(names) == 1 else changed(getattr(frame, names[0]), names[1:])
        return replace(frame, **{names[0]: inner})

    return {**scope, path[0]: number if len(path) == 1 else changed(scope[path[0]], path[1:])}


def _rest_of_size(kind: Kind, size: int, scope: dict[str, Any], spec: FrameSpec) -> st.SearchStrategy[Any]:
    """Values of the last field that take just `size` bytes."""
    match kind:
        case Bytes():
            return st.binary(min_size=size, max_size=size)
        case Text():
            exact = Text(Bytes(Fixed(size)), kind.encoding, kind.errors)
            return _texts(exact, scope, spec)
        case Repeat():
            number = size // (fixed_size(kind.item) or 1)
            return st.lists(_values(kind.item, scope, spec), min_size=number, max_size=number)
        case _:
            return _values(kind, scope, spec)


def _number(expression: Expr, scope: dict[str, Any]) -> int:
    def value_of(path: Path) -> int:
        value: Any = scope[path[0]]
        for name in path[1:]:
            value = getattr(value, name)
        return int(value)

    return evaluate(expression, value_of)


def _values(kind: Kind, scope: dict[str, Any], spec: FrameSpec) -> st.SearchStrategy[Any]:
    match kind:
        case Scalar():
            return _scalars(kind)
        case Mapped():
            return _members(kind)
        case Bytes():
            least, most = _bounds(kind.extent, kind.limit, scope, spec)
            return _padded(st.binary(min_size=0 if kind.pad else least, max_size=most), kind)
        case Text():
            return _texts(kind, scope, spec)
        case Repeat():
            least, most = _bounds(kind.extent, kind.limit, scope, spec)
            return st.lists(_values(kind.item, scope, spec), min_size=least, max_size=most)
        case Nested():
            return _frames(kind.frame)
        case Const() | Padding():
            return st.nothing()
        case _:
            assert_never(kind)


def _scalars(kind: Scalar) -> st.SearchStrategy[Any]:
    if kind.number == "bool":
        return st.booleans()
    if kind.number == "float":
        width: Any = 8 * kind.size
        return st.floats(width=width, allow_nan=False)
    return st.integers(kind.minimum, kind.maximum) | st.sampled_from([kind.minimum, kind.maximum])


def _members(kind: Mapped) -> st.SearchStrategy[Any]:
    # Reading a number gives just what may be written: a member, or the number itself where that is allowed.
    known = st.sampled_from(list(kind.python_type)) if len(list(kind.python_type)) else st.nothing()  # type: ignore[call-overload]
    if kind.pack is not None:
        return known
    return known | st.integers(kind.base.minimum, kind.base.maximum).map(kind.unpack)


def _bounds(extent: Extent, limit: int | None, scope: dict[str, Any], spec: FrameSpec) -> tuple[int, int]:
    most = SMALL if limit is None else min(SMALL, limit)
    match extent:
        case Fixed(number):
            return number, number
        case Prefixed(prefix):
            return 0, min(most, prefix.maximum)
        case Given(expression):
            number = max(0, _number(expression, scope))
            return number, number
        case Rest():
            return 0, most
        case _:
            assert_never(extent)


def _padded(values: st.SearchStrategy[bytes], kind: Bytes) -> st.SearchStrategy[bytes]:
    if not kind.pad or not isinstance(kind.extent, Fixed):
        return values
    if not kind.strip:
        size = kind.extent.number
        return st.binary(min_size=size, max_size=size)
    return values.map(lambda value: strip_pads(value, kind.pad))


@st.composite
def _texts(draw: st.DrawFn, kind: Text, scope: dict[str, Any], spec: FrameSpec) -> str:
    data = kind.data
    least, most = _bounds(data.extent, data.limit, scope, spec)
    exact = least == most and not data.pad
    text = draw(st.text(_characters(kind), max_size=max(0, most)))
    while True:
        wire = encode_text(text, kind.encoding, kind.errors)
        if len(wire) > most or (data.pad and data.strip and strip_pads(wire, data.pad) != wire):
            text = text[:-1]
        elif exact and len(wire) < least:
            filler = _filler(kind, least - len(wire))
            text += filler
        else:
            break
    if data.pad and isinstance(data.extent, Fixed):
        if not data.strip:
            text += _filler(kind, least - len(wire))
        fill_up(encode_text(text, kind.encoding, kind.errors), data.extent.number, data.pad, data.strip)
    return text


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
