"""The structure of a kind: the kinds inside it, its expressions, the source of its length, and the frames that it contains.

Rules: one `match` for each question. The contents of a nested frame belong to that frame.
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
    """Return the kinds directly inside a kind, except those of a nested frame."""
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
    """Yield a kind and all kinds inside it, outermost first, except those of a nested frame."""
    yield kind
    for each in children(kind):
        yield from walk(each)


def extent_of(kind: Kind) -> Extent | None:
    """Return the source of the length or count of a kind; None for kinds that have none of their own."""
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
    """Return the prefix of a kind; None if there is none."""
    extent = None if isinstance(kind, Mapped) else extent_of(kind)
    return extent if isinstance(extent, Prefixed) else None


def may_be_null(kind: Kind) -> bool:
    """Return True if the prefix of a kind can indicate that there is no value."""
    prefix = prefix_of(kind)
    return prefix is not None and prefix.null is not None


def may_be_none(kind: Kind) -> bool:
    """Return True if a value of a kind may be None, because it may be absent or null."""
    return isinstance(kind, Optional) or may_be_null(kind)


def extent_path(kind: Kind, path: Path) -> Path:
    """Return the path of the length, count or size of the field at `path`; a size and a count differ in their suffix."""
    while isinstance(kind, Mapped):
        kind = kind.base
    return (*path, ":size" if isinstance(kind, Sized) else ":extent")


def expressions_of(kind: Kind) -> tuple[Expr, ...]:
    """Return the expressions of a kind itself, except those of the kinds inside it."""
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
    """Return the paths to which the expressions of a kind, and of the kinds inside it, refer outside the kind."""
    expressions = (each for kind in walk(whole) for each in expressions_of(kind))
    return {path for each in expressions for path in references(each) if path[0] not in (ITEM, INDEX)}


def paths_asked(spec: FrameSpec) -> set[Path]:
    """Return the paths to which the expressions of a frame refer, except those of checks."""
    asked = set() if spec.size is None else set(references(spec.size)) - {REST}
    return asked.union(*(fields_asked(each.kind) for each in spec.fields))


def holds_integer(kind: Kind) -> bool:
    """Return True if an expression can use a value of this kind as an integer."""
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
        case Optional():  # an absent value is 0
            return holds_integer(kind.inner)
        case Bytes() | Text() | Padding() | Filler() | Repeat() | Nested() | Sized() | Switch() | Checksum():
            return False
        case _:
            assert_never(kind)


def frames_in(spec: FrameSpec) -> Iterator[FrameSpec]:
    """Yield the frames in the fields of a frame, one level down, including the arms of an open union that are known so far."""
    for each in spec.fields:
        for kind in walk(each.kind):
            if isinstance(kind, Nested):
                yield kind.frame


def reachable(spec: FrameSpec) -> list[FrameSpec]:
    """Return a frame and all frames inside it at any depth, each once."""
    found = [spec]
    known = {id(spec)}
    for each in found:
        for inner in frames_in(each):
            if id(inner) not in known:
                known.add(id(inner))
                found.append(inner)
    return found


def has_kind(spec: FrameSpec, *wanted: type[Kind]) -> bool:
    """Return True if a frame, or a frame inside it, has a field of one of these kinds."""
    return any(isinstance(kind, wanted) for inner in reachable(spec) for each in inner.fields for kind in walk(each.kind))


ALIGNS_OUTER: Key[bool] = Key("aligns from an outer frame")


def aligns_outer(spec: FrameSpec) -> bool:
    """Return True if padding in a frame, or in a frame inside it, is aligned from the start of an outer frame."""
    return spec.memo.once(ALIGNS_OUTER, lambda: any(map(has_outer_filler, reachable(spec))))


def has_outer_filler(spec: FrameSpec) -> bool:
    """Return True if a field of a frame is padding that is aligned from the start of an outer frame."""
    return any(isinstance(each.kind, Filler) and each.kind.outer for each in spec.fields)


def aligns_by_place(kind: Kind) -> bool:
    """Return True if a value contains a frame in which padding is aligned from the start of an outer frame."""
    return any(isinstance(each, Nested) and aligns_outer(each.frame) for each in walk(kind))


def asks_where_it_is(spec: FrameSpec) -> bool:
    """Return True if reading a frame depends on its offset in the outermost frame, because of user functions or alignment."""
    return has_kind(spec, Custom) or aligns_outer(spec)


ITEMS_ASKED: Key[frozenset[str]] = Key("arrays used as a whole")


def arrays_asked(spec: FrameSpec) -> frozenset[str]:
    """Return the arrays of a frame that are used as a whole: expressions take items of them, or they are mapped to a value."""

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


DERIVED_INSIDE: Key[bool] = Key("uses derived fields of other frames")


def asks_for_derived_inside(spec: FrameSpec) -> bool:
    """Return True if an expression in a frame, at any depth, uses a derived field of another frame, and so that whole frame."""

    def asked() -> bool:
        frames = reachable(spec)
        derived = {each.name for frame in frames for each in frame.fields if each.derived}
        kinds = (kind for frame in frames for each in frame.fields for kind in walk(each.kind))
        expressions = (each for kind in kinds for each in expressions_of(kind))
        return any(len(path) > 1 and path[-1] in derived for each in expressions for path in references(each))

    return spec.memo.once(DERIVED_INSIDE, asked)


def asks_for_index(kind: Kind) -> bool:
    """Return True for an item in which an expression uses `index`."""
    return any((INDEX,) in references(each) for inner in walk(kind) for each in expressions_of(inner))


def holds_within(inner: FrameSpec, name: str) -> bool:
    """Return True if a frame contains itself, or a frame of that name, through `within=`."""
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
