"""What a kind is made of: the kinds inside it, its expressions, where its length comes from, the frames that it leads to.

Rules: one `match` for each question. What is inside a nested frame belongs to that frame.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from framekit.spec.expr import INDEX, ITEM, REST, Expr, Path, arrays_in, references
from framekit.spec.kinds import (
    Before,
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Extent,
    Filler,
    FromFields,
    Given,
    Kind,
    LookAhead,
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
    UntilItem,
    Varint,
)
from framekit.spec.memo import Key
from framekit.spec.model import FrameSpec
from framekit.spec.transforms import Framed


def children(kind: Kind) -> tuple[Kind, ...]:
    """The kinds inside a kind, those of a nested frame not among them."""
    match kind:
        case Text():
            return (kind.data,)
        case Repeat():
            return (kind.item,)
        case Sized() | Optional():
            return (kind.inner,)
        case Switch():
            return kind.kinds
        case Mapped() | Const() | Checksum() | LookAhead():
            return (kind.base,)
        case Scalar() | Bits() | Varint() | Bytes() | Padding() | Filler() | Nested() | Custom() | Given():
            return ()
        case _:
            assert_never(kind)


def walk(kind: Kind) -> Iterator[Kind]:
    """A kind and all kinds inside it, outermost first, those of a nested frame not among them."""
    yield kind
    for each in children(kind):
        yield from walk(each)


def extent_of(kind: Kind) -> Extent | None:
    """Where the length or count of a kind comes from; None for kinds that have none of their own."""
    match kind:
        case Bytes() | Repeat() | Sized():
            return kind.extent
        case Text():
            return kind.data.extent
        case Mapped():
            return extent_of(kind.base)
        case (
            Scalar()
            | Bits()
            | Varint()
            | Const()
            | Padding()
            | Filler()
            | Nested()
            | Switch()
            | Optional()
            | Checksum()
            | Custom()
            | Given()
            | LookAhead()
        ):
            return None
        case _:
            assert_never(kind)


def prefix_of(kind: Kind) -> Prefixed | None:
    """The number that directly precedes a value of a kind and says how much; None if there is none."""
    extent = None if isinstance(kind, Mapped) else extent_of(kind)
    return extent if isinstance(extent, Prefixed) else None


def may_be_null(kind: Kind) -> bool:
    """True if a number of the prefix of a kind says that there is no value."""
    prefix = prefix_of(kind)
    return prefix is not None and prefix.null is not None


def may_be_none(kind: Kind) -> bool:
    """True if a value of a kind may be None, since it may be absent or null."""
    return isinstance(kind, Optional) or may_be_null(kind)


def extent_path(kind: Kind, path: Path) -> Path:
    """The path of the number that says how long the field at `path` is; a size and a count may be at one path."""
    while isinstance(kind, Mapped):
        kind = kind.base
    return (*path, ":size" if isinstance(kind, Sized) else ":extent")


def expressions_of(kind: Kind) -> tuple[Expr, ...]:
    """The expressions that a kind holds itself, those of the kinds inside it not among them."""
    match kind:
        case Bytes() | Repeat() | Sized():
            if isinstance(kind.extent, Before):
                return () if kind.extent.more is None else (kind.extent.more,)
            return (kind.extent.expression,) if isinstance(kind.extent, FromFields | UntilItem) else ()
        case Switch():
            return (kind.on,)
        case Optional():
            return () if kind.when is None else (kind.when,)
        case Nested():
            return tuple(expression for _, expression in kind.given)
        case Mapped():
            return () if kind.argument is None else (kind.argument,)
        case Checksum():
            return () if kind.key is None else (kind.key,)
        case Filler():
            return () if kind.size is None else (kind.size,)
        case Scalar() | Bits() | Varint() | Text() | Const() | Padding() | Custom() | Given() | LookAhead():
            return ()
        case _:
            assert_never(kind)


def fields_asked(whole: Kind) -> set[Path]:
    """The fields around it to which the expressions of a kind, and of the kinds inside it, refer."""
    expressions = (each for kind in walk(whole) for each in expressions_of(kind))
    return {path for each in expressions for path in references(each) if path[0] not in (ITEM, INDEX)}


def paths_asked(spec: FrameSpec) -> set[Path]:
    """The fields to which the expressions of a frame refer, those of checks not among them."""
    asked = set() if spec.size is None else set(references(spec.size)) - {REST}
    return asked.union(*(fields_asked(each.kind) for each in spec.fields))


def holds_integer(kind: Kind) -> bool:
    """True if an expression can use a value of this kind."""
    match kind:
        case Scalar():
            return kind.number != "float"
        case Bits() | Varint():
            return True
        case Mapped():
            return issubclass(kind.python_type, int)
        case Custom():
            return issubclass(kind.python_type, int)
        case Const() | Given() | LookAhead():
            return holds_integer(kind.base)
        case Optional():  # an absent one is 0
            return holds_integer(kind.inner)
        case Bytes() | Text() | Padding() | Filler() | Repeat() | Nested() | Sized() | Switch() | Checksum():
            return False
        case _:
            assert_never(kind)


def frames_in(spec: FrameSpec) -> Iterator[FrameSpec]:
    """The frames in the fields of a frame, one level down; arms of an open union as far as they are known."""
    for each in spec.fields:
        for kind in walk(each.kind):
            if isinstance(kind, Nested):
                yield kind.frame


def reachable(spec: FrameSpec) -> list[FrameSpec]:
    """A frame and all frames inside it at any depth, each once."""
    found = [spec]
    known = {id(spec)}
    for each in found:
        for inner in frames_in(each):
            if id(inner) not in known:
                known.add(id(inner))
                found.append(inner)
    return found


def has_kind(spec: FrameSpec, *wanted: type[Kind]) -> bool:
    """True if a frame, or a frame inside it, has a field of one of these kinds."""
    return any(isinstance(kind, wanted) for inner in reachable(spec) for each in inner.fields for kind in walk(each.kind))


ALIGNS_OUTER: Key[bool] = Key("aligns by where it is")


def aligns_outer(spec: FrameSpec) -> bool:
    """True if padding in a frame, or in a frame inside it, is counted from the start of a frame around it."""
    return spec.memo.once(ALIGNS_OUTER, lambda: any(map(has_outer_filler, reachable(spec))))


def has_outer_filler(spec: FrameSpec) -> bool:
    """True if a field of a frame is padding that is counted from the start of a frame around it."""
    return any(isinstance(each.kind, Filler) and each.kind.outer for each in spec.fields)


def aligns_by_place(kind: Kind) -> bool:
    """True if a value holds a frame in which padding is counted from the start of a frame around it."""
    return any(isinstance(each, Nested) and aligns_outer(each.frame) for each in walk(kind))


def asks_where_it_is(spec: FrameSpec) -> bool:
    """True if what a frame is read as depends on where it is in the outermost one: functions of the user's and padding do."""
    return has_kind(spec, Custom) or aligns_outer(spec)


ITEMS_ASKED: Key[frozenset[str]] = Key("arrays of which items are asked")


def arrays_asked(spec: FrameSpec) -> frozenset[str]:
    """The arrays of a frame that are asked for whole: its expressions take items of them, or they are mapped to a value."""

    def asked() -> frozenset[str]:
        kinds = [kind for each in spec.fields for kind in walk(each.kind)]
        found = (path for kind in kinds for each in expressions_of(kind) for path in arrays_in(each))
        mapped = (
            each.name
            for each in spec.fields
            for kind in walk(each.kind)
            if isinstance(kind, Mapped) and any(isinstance(part, Repeat) for part in walk(kind.base))
        )
        return frozenset([*(path[0] for path in found), *mapped])

    return spec.memo.once(ITEMS_ASKED, asked)


DERIVED_INSIDE: Key[bool] = Key("asks for derived fields of other frames")


def asks_for_derived_inside(spec: FrameSpec) -> bool:
    """True if an expression of a frame, or of one inside it, asks for a derived field of another, which takes that one whole."""

    def asked() -> bool:
        frames = reachable(spec)
        derived = {each.name for frame in frames for each in frame.fields if each.derived}
        kinds = (kind for frame in frames for each in frame.fields for kind in walk(each.kind))
        expressions = (each for kind in kinds for each in expressions_of(kind))
        return any(len(path) > 1 and path[-1] in derived for each in expressions for path in references(each))

    return spec.memo.once(DERIVED_INSIDE, asked)


def asks_for_index(kind: Kind) -> bool:
    """True for an item in which an expression asks how many precede it."""
    return any((INDEX,) in references(each) for inner in walk(kind) for each in expressions_of(inner))


def holds_within(inner: FrameSpec, name: str) -> bool:
    """True if a frame leads to itself, or to a frame of that name, through bytes that hold frames."""
    asked = [inner]
    known = {id(inner)}
    for each in asked:
        for found in reachable(each):
            if found.name == name and found is not inner and found.frame_class.__name__ == name:
                return True
            for kind in (kind for part in found.fields for kind in walk(part.kind)):
                if isinstance(kind, Mapped) and isinstance(kind.transform, Framed):
                    held = kind.transform.frame
                    if held is inner:
                        return True
                    if id(held) not in known:
                        known.add(id(held))
                        asked.append(held)
    return inner.name == name
