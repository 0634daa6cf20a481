"""Properties of a kind that do not depend on bytes: its sizes, whether it indicates its own end, what it needs for safe reading.

Strategy: one `match` for each question. Frames may contain themselves, so a question that returns to a frame that is already
being asked gets the weakest answer that is certainly true.

Rules: an answer is true for every value; if values differ, the answer is None or a bound.
"""

from __future__ import annotations

from functools import partial
from typing import assert_never

from framekit.spec.expr import REST, Expr, Path, references
from framekit.spec.intervals import interval_of
from framekit.spec.kinds import (
    Before,
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Extent,
    Filler,
    Fixed,
    FromFields,
    Given,
    Kind,
    LeftoverOf,
    LookAhead,
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
    integer_base,
)
from framekit.spec.memo import Key
from framekit.spec.model import FrameSpec
from framekit.spec.numbers import bytes_of_bits
from framekit.spec.structure import children, extent_of, frames_in, has_kind, may_be_null, reachable, walk

MINIMUM_SIZE: Key[int] = Key("minimum size")
FIXED_SIZE: Key[int | None] = Key("fixed size")
RECURSIVE: Key[bool] = Key("is recursive")
GUARDED: Key[bool] = Key("is guarded")
TAKES_GUARD: Key[bool] = Key("takes a guard")
VIEWS: Key[bool] = Key("has views")
ARRAYS: Key[int] = Key("arrays without bytes of their own")


def prefix_sizes(prefix: Scalar | Varint) -> tuple[int, int]:
    """Return the minimum and maximum number of bytes of a prefix."""
    return (prefix.size, prefix.size) if isinstance(prefix, Scalar) else (prefix.shortest, prefix.longest)


def minimum_size(kind: Kind, asked: frozenset[int] = frozenset()) -> int:
    """Return the minimum number of bytes of a value of this kind."""
    match kind:
        case Scalar() | Bits():
            return kind.size
        case Padding():
            return kind.size if kind.bits is None else kind.bits.size
        case Varint():
            return kind.shortest
        case Bytes():
            return _least(kind.extent, 1)
        case Text():
            return minimum_size(kind.data)
        case Const():
            if isinstance(kind.base, Varint) and kind.base.size is None:  # finding its end does not check the value
                return kind.base.shortest
            return len(kind.wire) or minimum_size(kind.base)
        case Filler() | Given() | LookAhead():
            return 0
        case Repeat() if kind.bits is not None:
            return kind.bits.run(kind.extent.number) if isinstance(kind.extent, Fixed) else _least(kind.extent, 0)
        case Repeat():
            return _least(kind.extent, minimum_size(kind.item, asked))
        case Nested():
            return frame_minimum_size(kind.frame, asked)
        case Sized():
            least = _least(kind.extent, 1)
            return least if isinstance(kind.extent, Fixed) or may_be_null(kind) else least + minimum_size(kind.inner, asked)
        case Switch():
            if kind.union is not None:
                return 0
            return min((minimum_size(each, asked) for each in kind.kinds), default=0)
        case Optional():
            return 0
        case Checksum():
            return kind.size
        case Mapped():
            return minimum_size(kind.base)
        case Custom():
            return kind.minimum
        case _:
            assert_never(kind)


def greatest(expression: Expr, spec: FrameSpec | None) -> int | None:
    """Return the maximum of an expression over the fields of a frame, or None if the declaration sets no bound."""

    def interval_at(path: Path) -> tuple[int, int] | None:
        holder = spec
        for name in path[:-1]:
            outer = None if holder is None else holder.field_named(name)
            inner = None if outer is None else next((each for each in walk(outer.kind) if isinstance(each, Nested)), None)
            holder = None if inner is None else inner.frame
        field = None if holder is None or not path else holder.field_named(path[-1])
        whole = None if field is None else integer_base(field.present_kind)
        if field is not None and whole is not None and isinstance(field.kind, Const):
            return int(field.kind.value), int(field.kind.value)
        return None if whole is None else (min(0, whole.minimum), whole.maximum)  # an absent field is 0

    found = interval_of(expression, interval_at)
    return None if found is None else max(0, found[1])


def maximum_size(kind: Kind, asked: frozenset[int] = frozenset(), spec: FrameSpec | None = None) -> int | None:
    """Return the maximum number of bytes of a value of this kind, or None if the declaration sets no bound.

    Args:
        kind: the kind of the value.
        asked: the frames that are already being asked.
        spec: the frame of the field, to which expressions refer.
    """
    match kind:
        case Scalar() | Bits():
            return kind.size
        case Padding():
            return kind.size if kind.bits is None else kind.bits.size
        case Varint():
            return kind.longest
        case Bytes():
            return _most(kind.extent, 1, kind.limit, spec)
        case Text():
            return maximum_size(kind.data, asked, spec)
        case Const():
            most = maximum_size(kind.base, asked, spec)
            return most if _has_longer_forms(kind) else len(kind.wire) or most
        case Filler():
            return kind.to - 1 if kind.size is None else greatest(kind.size, spec)
        case Given() | LookAhead():
            return 0
        case Repeat() if kind.bits is not None:
            before = prefix_sizes(kind.extent.prefix)[1] if isinstance(kind.extent, Prefixed) else 0
            most = _most(kind.extent, 1, kind.limit, spec)
            return None if most is None else before + kind.bits.run(most - before)
        case Repeat():
            return _most(kind.extent, maximum_size(kind.item, asked, spec), kind.limit, spec)
        case Nested():
            return frame_maximum_size(kind.frame, asked)
        case Sized():
            bounds = [_most(kind.extent, 1, None, spec)]
            if kind.leftover == "error" and isinstance(kind.extent, FromFields | Before):
                bounds.append(maximum_size(kind.inner, asked, spec))
            return min((each for each in bounds if each is not None), default=None)
        case Switch():
            if kind.union is not None:
                return None
            sizes = [maximum_size(each, asked, spec) for each in kind.kinds]
            known = [size for size in sizes if size is not None]
            return max(known, default=0) if len(known) == len(sizes) else None
        case Optional():
            return maximum_size(kind.inner, asked, spec)
        case Checksum():
            return kind.size
        case Mapped():
            return maximum_size(kind.base, asked, spec)
        case Custom():
            return kind.maximum
        case _:
            assert_never(kind)


def fixed_size(kind: Kind, asked: frozenset[int] = frozenset()) -> int | None:
    """Return the size of every value of this kind in bytes, or None if values differ in size."""
    match kind:
        case Scalar() | Bits():
            return kind.size
        case Padding():
            return kind.size if kind.bits is None else kind.bits.size
        case Varint():
            return kind.size
        case Filler() | Optional() | Custom():
            return None
        case Given() | LookAhead():
            return 0
        case Bytes():
            return kind.extent.number if isinstance(kind.extent, Fixed) else None
        case Text():
            return fixed_size(kind.data)
        case Const():
            return None if _has_longer_forms(kind) else len(kind.wire) or fixed_size(kind.base)
        case Repeat() if kind.bits is not None:
            return kind.bits.run(kind.extent.number) if isinstance(kind.extent, Fixed) else None
        case Repeat():
            item = fixed_size(kind.item, asked) if isinstance(kind.extent, Fixed) else None
            return kind.extent.number * item if isinstance(kind.extent, Fixed) and item is not None else None
        case Nested():
            return frame_fixed_size(kind.frame, asked)
        case Sized():
            return kind.extent.number if isinstance(kind.extent, Fixed) else None
        case Switch():
            if kind.union is not None:
                return None
            sizes = {fixed_size(each, asked) for each in kind.kinds}
            return sizes.pop() if len(sizes) == 1 else None
        case Checksum():
            return kind.size
        case Mapped():
            return fixed_size(kind.base)
        case _:
            assert_never(kind)


def _has_longer_forms(kind: Const) -> bool:
    """Return True for a number that reading accepts in more bytes than packing writes."""
    return isinstance(kind.base, Varint) and not kind.base.strict and kind.base.size is None


def frame_minimum_size(spec: FrameSpec, asked: frozenset[int] = frozenset()) -> int:
    """Return the minimum number of bytes of a frame."""
    if spec.in_bits is not None:
        return bytes_of_bits(frame_minimum_size(spec.in_bits, asked))
    if id(spec) in asked:
        return 0
    if asked:
        return sum(minimum_size(each.kind, asked | {id(spec)}) for each in spec.fields)
    return spec.memo.once(MINIMUM_SIZE, lambda: sum(minimum_size(each.kind, frozenset({id(spec)})) for each in spec.fields))


def frame_maximum_size(spec: FrameSpec, asked: frozenset[int] = frozenset()) -> int | None:
    """Return the maximum number of bytes of a frame, or None if the declaration sets no bound."""
    if spec.in_bits is not None:
        most = frame_maximum_size(spec.in_bits, asked)
        return None if most is None else bytes_of_bits(most)
    said = None if spec.size is None else greatest(spec.size, spec)
    if id(spec) in asked:
        return said
    sizes = [maximum_size(each.kind, asked | {id(spec)}, spec) for each in spec.fields]
    known = [size for size in sizes if size is not None]
    bounds = [sum(known)] if len(known) == len(sizes) else []
    return min(bounds if said is None else [*bounds, said], default=None)


def frame_fixed_size(spec: FrameSpec, asked: frozenset[int] = frozenset()) -> int | None:
    """Return the size of every frame of this spec in bytes, or None if frames differ in size."""
    if spec.in_bits is not None:
        size = frame_fixed_size(spec.in_bits, asked)
        return None if size is None else bytes_of_bits(size)
    if id(spec) in asked:
        return None
    if asked:
        return _sum_of_fixed(spec, asked)
    return spec.memo.once(FIXED_SIZE, lambda: _sum_of_fixed(spec, asked))


def _sum_of_fixed(spec: FrameSpec, asked: frozenset[int]) -> int | None:
    total = 0
    for each in spec.fields:
        size = fixed_size(each.kind, asked | {id(spec)})
        if size is None:
            return None
        total += size
    return total


def is_greedy(kind: Kind, asked: frozenset[int] = frozenset()) -> bool:
    """Return True if bytes alone do not indicate where a value ends: it takes the rest, or depends on whether bytes are left."""
    match kind:
        case Scalar() | Bits() | Varint() | Const() | Padding() | Filler() | Checksum() | Custom() | Given() | LookAhead():
            return False
        case Sized():
            return isinstance(kind.extent, Before)
        case Bytes():
            return is_open(kind.extent)
        case Text():
            return is_greedy(kind.data)
        case Repeat():
            return is_open(kind.extent) or is_greedy(kind.item, asked)
        case Nested():
            return not is_self_delimiting(kind.frame, asked)
        case Switch():
            return any(is_greedy(each, asked) for each in kind.kinds)
        case Optional():
            return kind.when is None or is_greedy(kind.inner, asked)
        case Mapped():
            return is_greedy(kind.base)
        case _:
            assert_never(kind)


def is_open(extent: Extent) -> bool:
    """Return True if the end of the surroundings may end a value of this extent."""
    return isinstance(extent, Rest) or ends_or_terminates(extent)


def ends_or_terminates(extent: Extent | None) -> bool:
    """Return True if either a terminator (or an item) or the end of the surroundings ends a value of this extent."""
    return isinstance(extent, Until | UntilItem) and extent.or_end


def takes_rest(kind: Kind) -> bool:
    """Return True for a greedy kind that leaves no byte of its surroundings, since no terminator can end it earlier."""
    return is_greedy(kind) and not _may_leave(kind, frozenset())


def _may_leave(kind: Kind, asked: frozenset[int]) -> bool:
    match kind:
        case Bytes() | Repeat():
            return ends_or_terminates(kind.extent)
        case Nested():
            if id(kind.frame) in asked:
                return False
            return any(_may_leave(each.kind, asked | {id(kind.frame)}) for each in kind.frame.fields)
        case (
            Scalar()
            | Bits()
            | Varint()
            | Text()
            | Const()
            | Padding()
            | Filler()
            | Sized()
            | Switch()
            | Optional()
            | Checksum()
            | Mapped()
            | Custom()
            | Given()
            | LookAhead()
        ):
            return any(_may_leave(each, asked) for each in children(kind))
        case _:
            assert_never(kind)


def is_self_delimiting(spec: FrameSpec, asked: frozenset[int] = frozenset()) -> bool:
    """Return True if the bytes of a frame indicate where it ends, so that frames can follow one another in a stream."""
    if id(spec) in asked:
        return True
    if spec.size is not None:
        return REST not in references(spec.size)
    return not any(is_greedy(each.kind, asked | {id(spec)}) for each in spec.fields)


def ends(kind: Kind, asked: frozenset[int] = frozenset()) -> bool:
    """Return False if a value would contain itself without end."""
    match kind:
        case Nested():
            return id(kind.frame) not in asked and all(ends(each.kind, asked | {id(kind.frame)}) for each in kind.frame.fields)
        case Repeat():
            if ends_or_terminates(kind.extent) or not isinstance(kind.extent, Fixed | UntilItem):
                return True
            return kind.extent == Fixed(0) or ends(kind.item, asked)
        case Sized():
            return ends(kind.inner, asked)
        case Switch():
            return kind.union is not None or kind.unknown is not None or any(ends(each, asked) for each in kind.kinds)
        case Scalar() | Bits() | Varint() | Bytes() | Text() | Const() | Padding() | Filler() | Optional() | Checksum():
            return True
        case Mapped() | Custom() | Given() | LookAhead():
            return True
        case _:
            assert_never(kind)


def alignment_of(kind: Kind) -> int:
    """Return the alignment in bytes that a C compiler gives a member of this kind."""
    match kind:
        case Scalar():
            return kind.alignment
        case Bytes() | Text() | Padding() | Filler() | Bits() | Varint() | Custom() | Given() | LookAhead():
            return 1
        case Const() | Mapped() | Checksum():
            return alignment_of(kind.base)
        case Repeat():
            return alignment_of(kind.item)
        case Nested():
            return frame_alignment(kind.frame)
        case Sized() | Optional():
            return alignment_of(kind.inner)
        case Switch():
            return max((alignment_of(each) for each in kind.kinds), default=1)
        case _:
            assert_never(kind)


def frame_alignment(spec: FrameSpec) -> int:
    """Return the alignment in bytes that a C compiler gives this frame inside another: 1 unless its byte order is `@`."""
    if spec.byteorder != "@":
        return 1
    return max((alignment_of(each.kind) for each in spec.fields), default=1)


def is_recursive(spec: FrameSpec) -> bool:
    """Return True if a frame may contain itself. An open union may later contain any frame."""

    def asked() -> bool:
        if any(_has_union(inner) for inner in reachable(spec)):
            return True
        return any(spec is found for inner in frames_in(spec) for found in reachable(inner))

    return spec.memo.once(RECURSIVE, asked)


def _has_union(spec: FrameSpec) -> bool:
    return any(isinstance(kind, Switch) and kind.union is not None for each in spec.fields for kind in walk(each.kind))


ARRAYS_A_BYTE = 4
"""The number of arrays for each byte of an item above which it takes much more memory than the peer has sent."""


def may_be_empty(kind: Repeat) -> bool:
    """Return True for an array whose items are hardly bounded by bytes: they may take none, or contain many arrays per byte."""
    least = least_of_item(kind)
    if kind.bits is not None:  # every eight of them take at least one byte
        return False
    return least == 0 or arrays_in(kind.item) > ARRAYS_A_BYTE * least


def least_of_item(kind: Repeat) -> int:
    """Return the minimum number of bytes of an item; an item that is ended by the end of the array takes at least one byte."""
    least = minimum_size(kind.item)
    return max(1, least) if isinstance(kind.extent, Rest) and ends_or_terminates(extent_of(kind.item)) else least


def _arrays_of(spec: FrameSpec, asked: frozenset[int]) -> int:
    return sum(arrays_in(each.kind, asked) for each in spec.fields)


def arrays_in(kind: Kind, asked: frozenset[int] = frozenset()) -> int:
    """Return how many arrays without bytes of their own a value may contain, except those in the items of its arrays."""
    match kind:
        case Repeat():
            return 0 if isinstance(kind.extent, Prefixed) else 1
        case Nested():
            if id(kind.frame) in asked:
                return 0
            counted = partial(_arrays_of, kind.frame, asked | {id(kind.frame)})
            return counted() if asked else kind.frame.memo.once(ARRAYS, counted)  # a frame that contains itself counts once
        case Switch():
            return 0 if kind.union is not None else max((arrays_in(each, asked) for each in kind.kinds), default=0)
        case (
            Scalar()
            | Bits()
            | Varint()
            | Bytes()
            | Text()
            | Const()
            | Padding()
            | Filler()
            | Sized()
            | Optional()
            | Checksum()
            | Mapped()
            | Custom()
            | Given()
            | LookAhead()
        ):
            return sum(arrays_in(each, asked) for each in children(kind))
        case _:
            assert_never(kind)


def counts_items(kind: Repeat) -> bool:
    """Return True if the items of an array count for `max_items=`; a fixed number of scalars is one value and does not count."""
    return not (isinstance(kind.extent, Fixed) and isinstance(kind.item, Scalar))


def is_guarded(spec: FrameSpec) -> bool:
    """Return True if bytes alone do not bound the work of reading a frame: it may contain itself, or items without bytes."""

    def asked() -> bool:
        return any(
            inner.max_items is not None
            or is_recursive(inner)
            or any(isinstance(kind, Repeat) and may_be_empty(kind) for each in inner.fields for kind in walk(each.kind))
            for inner in reachable(spec)
        )

    return spec.memo.once(GUARDED, asked)


def takes_guard(spec: FrameSpec) -> bool:
    """Return True if reading or writing a frame counts items or depth for the frames around it."""
    return spec.memo.once(TAKES_GUARD, lambda: is_guarded(spec) or has_kind(spec, Repeat))


def longest_array_marker(spec: FrameSpec) -> int:
    """Return the length of the longest terminator of an array in a frame, or in a frame inside it; 0 if there is none."""
    kinds = (kind for inner in reachable(spec) for each in inner.fields for kind in walk(each.kind))
    extents = (kind.extent for kind in kinds if isinstance(kind, Repeat))
    return max((len(extent.marker) for extent in extents if isinstance(extent, Until)), default=0)


def needs_reading(spec: FrameSpec, asked: frozenset[int] = frozenset()) -> bool:
    """Return True if only reading determines the size of a frame, because of a user's function or outer alignment."""
    if spec.size is not None or id(spec) in asked:
        return False
    return any(_needs_reading(each.kind, asked | {id(spec)}) for each in spec.fields)


def _needs_reading(kind: Kind, asked: frozenset[int]) -> bool:
    match kind:
        case Custom():
            return True
        case Filler() if kind.outer:
            return True
        case Sized():
            return False
        case Nested():
            return needs_reading(kind.frame, asked)
        case (
            Scalar()
            | Bits()
            | Varint()
            | Bytes()
            | Text()
            | Const()
            | Padding()
            | Filler()
            | Repeat()
            | Switch()
            | Optional()
            | Checksum()
            | Mapped()
            | Given()
            | LookAhead()
        ):
            return any(_needs_reading(each, asked) for each in children(kind))
        case _:
            assert_never(kind)


def has_views(spec: FrameSpec) -> bool:
    """Return True if a frame, or a frame inside it, has fields that are views of the buffer."""
    kinds = (kind for inner in reachable(spec) for each in inner.fields for kind in walk(each.kind))
    return spec.memo.once(VIEWS, lambda: any(isinstance(kind, Bytes) and kind.view for kind in kinds))


def _least(extent: Extent, unit: int) -> int:
    match extent:
        case Fixed(number):
            return number * unit
        case Prefixed(prefix):
            return prefix_sizes(prefix)[0]
        case FromFields() | Rest() | Before() | LeftoverOf():
            return 0
        case Until(consume=consume, or_end=or_end):
            return min(map(len, extent.markers)) if consume and not or_end else 0
        case UntilItem(or_end=or_end):
            return 0 if or_end else unit
        case _:
            assert_never(extent)


def _most(extent: Extent, unit: int | None, limit: int | None, spec: FrameSpec | None) -> int | None:
    match extent:
        case Fixed(number):
            return None if unit is None else number * unit
        case Prefixed(prefix):
            number = extent.maximum if limit is None else min(extent.maximum, limit)
            return None if unit is None else prefix_sizes(prefix)[1] + number * unit
        case FromFields(expression):
            bounds = [each for each in (greatest(expression, spec), limit) if each is not None]
            return None if unit is None or not bounds else min(bounds) * unit
        case Rest() | Before() | LeftoverOf() | UntilItem():
            return None if unit is None or limit is None else limit * unit
        case Until(_, consume, include):
            return None if unit is None or limit is None else limit * unit + (extent.longest if consume and not include else 0)
        case _:
            assert_never(extent)
