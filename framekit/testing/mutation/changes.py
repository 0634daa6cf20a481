"""Changes that turn a good frame into a mutant, with a function for each way.

Strategy: each function yields mutants whose error follows from the declaration, because it is the first that a sequential reader
can detect. If the outcome would depend on chance (on the content of shifted bytes), nothing is yielded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from itertools import islice
from typing import Any

from framekit.compiler.explain.number_bytes import varint_bytes
from framekit.errors import (
    ChecksumMismatch,
    ConstMismatch,
    FrameTooLarge,
    InvalidLength,
    InvalidValue,
    TrailingData,
    TruncatedFrame,
    UnpackError,
)
from framekit.spec.ahead import reaches_to_check
from framekit.spec.checksum_order import checksums_of
from framekit.spec.expr import REST, Path, Ref, evaluate, references
from framekit.spec.kinds import (
    Bytes,
    Checksum,
    Const,
    Filler,
    Kind,
    Mapped,
    Optional,
    Padding,
    Prefixed,
    Repeat,
    Scalar,
    Sized,
    Switch,
    Text,
    Varint,
    bits_of,
    checksum_in,
)
from framekit.spec.memo import Key
from framekit.spec.model import FieldSpec, FrameSpec, Relation
from framekit.spec.sizes import is_self_delimiting, minimum_size
from framekit.spec.structure import extent_of, fields_asked
from framekit.spec.tags import arm_for
from framekit.testing.mutation.mutant import Mutant, Way
from framekit.testing.mutation.numbers import Number, number_in
from framekit.testing.mutation.survey import FrameSite, Site, Survey, hangs_on_end

GARBAGE = (b"\xff", b"\0", b"\xa5\x5a\xff\0")
KEEP_THE_LAYOUT: tuple[Way, ...] = ("const", "length too long", "length too short", "unknown tag", "value")
"""Ways that keep the length of the frame and the offset of every field."""
TRIED = 2
"""Maximum number of suitable numbers that are used."""


def cut(survey: Survey, size: int) -> Mutant:
    """Return the first `size` bytes, which must be fewer than `survey.certain`."""
    need = next(each for each in survey.needs if each.offset + each.size > size)
    change = f"cut after {size} of {len(survey.wire)} {'byte' if len(survey.wire) == 1 else 'bytes'}"
    return Mutant(survey.wire[:size], "cut", TruncatedFrame, need.path, survey.wire, size, change)


def constants(survey: Survey) -> Iterator[Mutant]:
    """Yield mutants in which a constant or strict padding has another value."""
    for site in survey.sites:
        if site.fragile:
            continue
        kind = site.kind
        if isinstance(kind, Const):
            for wire, at in _other_constants(survey, site, kind):
                yield _mutant(survey, wire, "const", ConstMismatch, site.path, at, f"{site.path} is not {kind.value!r}")
        elif isinstance(kind, Padding | Filler) and kind.strict and bits_of(kind) is None and site.end > site.start:
            wire = _flipped(survey.wire, site.end - 1, 0x10)
            yield _mutant(survey, wire, "const", ConstMismatch, site.path, site.end - 1, f"{site.path} has another fill")


def _other_constants(survey: Survey, site: Site, kind: Const) -> Iterator[tuple[bytes, int]]:
    number = number_in(survey, site)
    if number is not None:
        for other in islice(number.others(lambda _: True), TRIED):
            yield number.replaced(survey.wire, other), number.start
    elif isinstance(kind.base, Bytes | Text) or (isinstance(kind.base, Scalar) and kind.base.number == "float" and kind.value):
        for at in {site.start, site.end - 1} if site.end > site.start else ():
            yield _flipped(survey.wire, at, 0x01), at


def checksums(survey: Survey) -> Iterator[Mutant]:
    """Yield mutants with one bit of a checksum flipped. If a frame has several, the one that is checked first is changed."""
    for frame in survey.frames:
        field = next((each for each in checksums_of(frame.spec) if frame.fields[each.name].value is not None), None)
        kind = None if field is None else checksum_in(field.kind)
        if field is None or kind is None or frame.fields[field.name].fragile:
            continue
        site, base = frame.fields[field.name], kind.base
        for at in {site.start, site.end - 1}:
            wire = _flipped(survey.wire, at, 0x04)
            if isinstance(base, Varint):  # flipping a bit of the encoding could make it invalid
                other = varint_bytes(base, int(site.value) ^ 1)
                wire = survey.wire[: site.start] + other + survey.wire[site.end :]
            yield _mutant(survey, wire, "checksum", ChecksumMismatch, site.path, at, f"a bit of {site.path} is flipped")


def trailing(survey: Survey) -> Iterator[Mutant]:
    """Yield mutants with bytes after the frame, if it is self-delimiting."""
    if is_self_delimiting(survey.spec):
        for extra in GARBAGE:
            wire = survey.wire + extra
            change = f"followed by {len(extra)} {'byte' if len(extra) == 1 else 'bytes'}"
            yield _mutant(survey, wire, "trailing bytes", TrailingData, "", len(survey.wire), change)


def garbage(survey: Survey) -> Iterator[Mutant]:
    """Yield the frame twice, with bytes between that are not a frame."""
    if is_self_delimiting(survey.spec):
        wire = survey.wire + GARBAGE[-1] + survey.wire
        at = len(survey.wire)
        yield _mutant(survey, wire, "garbage between frames", TrailingData, "", at, "the frame, 4 other bytes, the frame again")


def values(survey: Survey) -> Iterator[Mutant]:
    """Yield mutants with a number that the field's check refuses, or that is not a member of a strict enumeration."""
    for frame in survey.frames:
        for field in frame.spec.fields:
            site = frame.fields.get(field.name)
            is_order = frame.spec.order_by is not None and field.name == frame.spec.order_by.field
            if site is None or site.fragile or is_order or isinstance(field.kind, Optional | Const):
                continue
            number = number_in(survey, site)
            if number is None:
                continue
            for other in islice(number.others(lambda n, field=field: _is_refused(field, n)), TRIED):  # type: ignore[misc]
                wire = number.replaced(survey.wire, other)
                yield _mutant(survey, wire, "value", InvalidValue, site.path, number.start, f"{site.path} is {other}")


def _is_refused(field: FieldSpec, number: int) -> bool:
    """Return True if a number is refused regardless of the values of other fields."""
    try:
        value = field.kind.unpack(number) if isinstance(field.kind, Mapped) else number
    except Exception:
        return isinstance(field.kind, Mapped) and issubclass(field.kind.python_type, Enum)
    check = field.check
    if check is None:
        return False
    if check.expression is None:
        return not check.allows(value)
    if check.looks_at_others:
        return False
    return not evaluate(check.expression, lambda path: value)


def unknown_tags(survey: Survey) -> Iterator[Mutant]:
    """Yield mutants with a tag that has no arm, if every tag must have one."""
    for frame in survey.frames:
        for field in frame.spec.fields:
            switch = _direct_switch(field.kind)
            told = _told_by_one(frame, field.name, switch.on if switch is not None else None)
            if switch is None or switch.unknown is not None or switch.otherwise is not None or told is None:
                continue
            if not isinstance(switch.on, Ref) or field.name not in frame.fields or frame.is_fragile:
                continue
            site = frame.fields[told.name]
            number = number_in(survey, site)
            if number is None:
                continue
            there = _presence(field.kind, told.name, frame.fields[field.name].value)
            for other in islice(number.others(lambda n: arm_for(switch, n) is None and there(n)), TRIED):  # noqa: B023
                path = site.path if _is_refused(told, other) else frame.fields[field.name].path
                wire = number.replaced(survey.wire, other)
                yield _mutant(survey, wire, "unknown tag", InvalidValue, path, number.start, f"{site.path} is {other}")


def _direct_switch(kind: Kind) -> Switch | None:
    """Return the switch of a field, optional or bounded; not a switch of array items, because the array may be empty."""
    while isinstance(kind, Optional | Sized):
        kind = kind.inner
    return kind if isinstance(kind, Switch) else None


def _presence(kind: Kind, tag: str, value: Any) -> Callable[[int], bool]:
    """Return a function that determines if a field is present when its tag is another number."""
    if not isinstance(kind, Optional) or kind.when is None or set(references(kind.when)) != {(tag,)}:
        return lambda number: value is not None
    when = kind.when

    def there(number: int) -> bool:
        try:
            return bool(evaluate(when, lambda path: number))
        except ArithmeticError:
            return False

    return there


# Lengths


def too_long(survey: Survey) -> Iterator[Mutant]:
    """Yield mutants with a length, count or size that exceeds the remaining bytes."""
    for site, extent, number in _prefixed(survey):
        unit = _unit(site.kind)
        left = site.limit - number.end
        if not unit:
            continue
        least = max(0, left // unit) + extent.bias
        for other in _nearest_and_greatest(number.others(lambda n, least=least, null=extent.null: n > least and n != null)):  # type: ignore[misc]
            error = _too_much(survey, site, site.kind, other - extent.bias)
            if error is not None:
                wire = number.replaced(survey.wire, other)
                yield _mutant(
                    survey, wire, "length too long", error, site.path, number.start, f"the prefix of {site.path} is {other}"
                )
    for frame, relation, field, number in _told(survey):
        yield from _told_too_long(survey, frame, relation, field, number)


def _told_too_long(survey: Survey, frame: FrameSite, relation: Relation, field: FieldSpec, number: Number) -> Iterator[Mutant]:
    said = _saying(relation)
    if relation.measures == "size":
        left = frame.limit - frame.start
        error: type[UnpackError] | None = InvalidLength if frame.bounded else TruncatedFrame
        path, kind = frame.path, None
    else:
        site = frame.fields[relation.consumer]
        kind = _bare(site.kind)
        unit = _unit(kind)
        if not unit or site.value is None:
            return
        left = (site.limit - site.start) // unit
        path = site.path
    for other in _nearest_and_greatest(number.others(lambda n: (said(n) or 0) > left)):
        if kind is not None:
            error = _too_much(survey, site, kind, said(other) or 0)
        if error is not None:
            wire = number.replaced(survey.wire, other)
            change = f"{frame.fields[field.name].path} is {other} instead of {number.value}"
            yield _mutant(survey, wire, "length too long", error, path, number.start, change)


def too_short(survey: Survey) -> Iterator[Mutant]:
    """Yield mutants with a length, count or size that is negative, too small, or leaves the last byte unread."""
    root = survey.frames[0]
    ends_in = root.fields.get(root.spec.fields[-1].name) if root.spec.fields else None
    refused_before = bool(checksums_of(root.spec)) or bool(reaches_to_check(root.spec))
    if not is_self_delimiting(survey.spec) or refused_before:
        ends_in = None
    for site, extent, number in _prefixed(survey):
        less = next((each for each in (extent.bias - 1, extent.bias - 2) if each != extent.null), number.value)
        if less >= number.kind.minimum and number.fills_as_much(less):
            wire = number.replaced(survey.wire, less)
            change = f"the prefix of {site.path} is {less}"
            yield _mutant(survey, wire, "length too short", InvalidLength, site.path, number.start, change)
        elif site.value is None or number.value - 1 in (extent.null, extent.bias - 1):
            continue
        elif site is ends_in and _leaves_a_byte(survey, site) and number.value:
            wire = number.replaced(survey.wire, number.value - 1)
            if number.fills_as_much(number.value - 1):
                change = f"the prefix of {site.path} is {number.value - 1} instead of {number.value}"
                yield _mutant(survey, wire, "length too short", TrailingData, "", number.start, change)
    for frame, relation, field, number in _told(survey):
        said = _saying(relation)
        if relation.measures == "size":
            least = max(frame.fields[path[0]].end for path in references(relation.expression)) - frame.start
            path = frame.path
            yield from _ends_in_last_field(survey, frame, relation, field, number)
        else:
            if frame.fields[relation.consumer].value is None:
                continue
            least, path = 0, frame.fields[relation.consumer].path
            site = frame.fields[relation.consumer]
            shorter = next(number.others(lambda n: said(n) == _length(site) - 1), None)  # noqa: B023
            if site is ends_in and _leaves_a_byte(survey, site) and shorter is not None and _length(site):
                wire = number.replaced(survey.wire, shorter)
                change = f"{frame.fields[field.name].path} is {shorter} instead of {number.value}"
                yield _mutant(survey, wire, "length too short", TrailingData, "", number.start, change)
        for other in islice(number.others(lambda n: (said(n) or 0) < least), TRIED):  # noqa: B023
            wire = number.replaced(survey.wire, other)
            change = f"{frame.fields[field.name].path} is {other} instead of {number.value}"
            yield _mutant(survey, wire, "length too short", InvalidLength, path, number.start, change)


def _ends_in_last_field(
    survey: Survey, frame: FrameSite, relation: Relation, field: FieldSpec, number: Number
) -> Iterator[Mutant]:
    """Yield mutants with a frame size too small for the last field, if that is a number and all fields delimit themselves."""
    last = frame.fields.get(frame.spec.fields[-1].name)
    said = _saying(relation)
    if last is None or not isinstance(last.kind, Scalar | Checksum) or last.end - frame.start != said(number.value):
        return
    if any(hangs_on_end(site.kind) for site in survey.sites if site.start >= frame.start):
        return
    shorter = next(number.others(lambda n: last.start <= frame.start + (said(n) or 0) < last.end), None)
    if shorter is not None and number.end <= last.start and number.fills_as_much(shorter):
        wire = number.replaced(survey.wire, shorter)
        change = f"{frame.fields[field.name].path} is {shorter} instead of {number.value}"
        yield _mutant(survey, wire, "length too short", InvalidLength, last.path, number.start, change)


def _prefixed(survey: Survey) -> Iterator[tuple[Site, Prefixed, Number]]:
    """Yield the sites that begin with a length, count or size prefix."""
    for site in survey.sites:
        extent = extent_of(site.kind)
        if isinstance(site.kind, Mapped) or not isinstance(extent, Prefixed) or site.fragile:
            continue
        word = {Repeat: "count", Sized: "size"}.get(type(site.kind), "len")
        span = survey.prefixes.get(f"{word}({site.path})")
        if span is not None and span.start == site.start:
            yield site, extent, Number(extent.prefix, span.start, span.end, int(span.value))


def _told(survey: Survey) -> Iterator[tuple[FrameSite, Relation, FieldSpec, Number]]:
    """Yield the lengths, counts and sizes that are given by one field, which determines nothing else."""
    for frame in survey.frames:
        for relation in frame.spec.relations:
            if relation.measures not in ("length", "count", "size"):
                continue
            field = _told_by_one(frame, relation.consumer, relation.expression)
            if field is None or frame.is_fragile:
                continue
            consumer = frame.spec.field_named(relation.consumer)
            if relation.measures != "size" and not _is_direct(consumer, relation):
                continue
            if consumer is not None and isinstance(consumer.kind, Optional) and _says_if_there(consumer.kind, field.name):
                continue
            number = number_in(survey, frame.fields[field.name])
            if number is not None and field.check is None and not isinstance(field.kind, Mapped | Const):
                yield frame, relation, field, number


def _says_if_there(kind: Optional, name: str) -> bool:
    return kind.when is not None and any(path[0] == name for path in references(kind.when))


def _is_direct(consumer: FieldSpec | None, relation: Relation) -> bool:
    """Return True if a length belongs to the field itself, and not to a part of it."""
    extent = None if consumer is None else extent_of(_bare(consumer.kind))
    return getattr(extent, "expression", None) is relation.expression


def _told_by_one(frame: FrameSite, consumer: str, expression: Any) -> FieldSpec | None:
    """Return the field that an expression depends on, if it is the only one, is in this frame, and has no other dependent."""
    if expression is None:
        return None
    paths = set(references(expression))
    if len(paths) != 1:
        return None
    (path,) = paths
    field = frame.spec.field_named(path[0])
    if len(path) > 1 or field is None or field.name not in frame.fields:
        return None
    if any(other != consumer and path in used for other, used in _uses(frame.spec).items()):
        return None
    looked_into = (used for above in frame.above for used in _all_uses(above.spec) if len(used) > 1)
    return None if any(used[-1] == field.name for used in looked_into) else field


USES: Key[dict[str, set[Path]]] = Key("uses of fields")


def _uses(spec: FrameSpec) -> dict[str, set[Path]]:
    """Return the paths that each field refers to; under "" and "(byte order)", those of the frame's size and byte order."""

    def looked_for() -> dict[str, set[Path]]:
        found: dict[str, set[Path]] = {"": set() if spec.size is None else set(references(spec.size)) - {REST}}
        if spec.order_by is not None:
            found["(byte order)"] = {(spec.order_by.field,)}
        for field in spec.fields:
            check = None if field.check is None else field.check.expression
            found[field.name] = fields_asked(field.kind) | (set() if check is None else set(references(check)))
        return found

    return spec.memo.once(USES, looked_for)


def _all_uses(spec: FrameSpec) -> set[Path]:
    return set().union(*_uses(spec).values())


def _saying(relation: Relation) -> Callable[[int], int | None]:
    """Return a function that evaluates a relation for a value of its only field."""

    def said(number: int) -> int | None:
        try:
            return int(evaluate(relation.expression, lambda path: number))
        except ArithmeticError:
            return None

    return said


def _too_much(survey: Survey, site: Site, kind: Kind, number: int) -> type[UnpackError] | None:
    """Return the error that an excessive length or count raises, or None if that is not certain."""
    limit = getattr(kind.data if isinstance(kind, Text) else kind, "limit", None)
    if limit is not None and number > limit:
        return FrameTooLarge
    if isinstance(kind, Repeat) and survey.spec.max_items is not None:
        return None
    return InvalidLength if site.bounded else TruncatedFrame


def _nearest_and_greatest(numbers: Iterator[int]) -> list[int]:
    found = list(numbers)
    return list(dict.fromkeys([found[0], max(found)])) if found else []


def _unit(kind: Kind) -> int:
    """Return the minimum number of bytes for each unit of a length or count."""
    return minimum_size(kind.item) if isinstance(kind, Repeat) else 1


def _bare(kind: Kind) -> Kind:
    while isinstance(kind, Optional | Mapped):
        kind = kind.inner if isinstance(kind, Optional) else kind.base
    return kind


def _leaves_a_byte(survey: Survey, site: Site) -> bool:
    """Return True if a part ends the input, so that a length reduced by 1 leaves one byte over."""
    return isinstance(site.kind, Bytes) and not site.kind.pad and site.end == len(survey.wire)


def _length(site: Site) -> int:
    return len(site.value) if isinstance(site.kind, Bytes) else 0


def _flipped(wire: bytes, at: int, mask: int) -> bytes:
    return wire[:at] + bytes([wire[at] ^ mask]) + wire[at + 1 :]


def _mutant(survey: Survey, wire: bytes, way: Way, error: type[UnpackError], path: str, at: int, change: str) -> Mutant:
    return Mutant(wire, way, error, path, survey.wire, at, change)
