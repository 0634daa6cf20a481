"""Signatures: what the first bytes of all frames of a class have in common, such as constants and checked values.

Strategy: the leading fields of fixed size become a regular expression, with a character class for each byte that the declaration
restricts. A search then skips most garbage at the speed of `re`, and a stream of something else is refused immediately.

Rules: bytes that the expression does not match are not a frame; bytes that it matches may be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Any

from framekit.spec.expr import Path, Ref, evaluate, path_of
from framekit.spec.kinds import Bits, Const, Mapped, Nested, Padding, Scalar, Sized, Switch, bits_of
from framekit.spec.memo import Key
from framekit.spec.model import FieldSpec, FrameSpec
from framekit.spec.sizes import fixed_size, is_recursive
from framekit.spec.tags import listed_tags

MILESTONES = 8
"""The number of restricted fields at the head of a frame that are each examined as soon as their bytes have arrived."""
LONGEST = 64
"""The maximum length of a signature in bytes."""

Allowed = frozenset[int]
_ANY: Allowed = frozenset(range(256))


def signature_of(spec: FrameSpec) -> tuple[re.Pattern[bytes] | None, int]:
    """Return a pattern for the head of a frame and the number of bytes that it examines; None and 0 if nothing is known."""
    classes = [allowed for allowed, _ in _heads(spec)][:LONGEST]
    while classes and classes[-1] == _ANY:
        classes.pop()
    pattern = b"".join(map(_spell, classes))
    return (re.compile(pattern, re.DOTALL), len(classes)) if classes else (None, 0)


KNOWN_MILESTONES: Key[dict[int, re.Pattern[bytes]]] = Key("milestones")


def milestones_of(spec: FrameSpec) -> dict[int, re.Pattern[bytes]]:
    """Map the number of bytes needed to examine each of the first restricted fields to a pattern for these bytes."""
    return spec.memo.once(KNOWN_MILESTONES, lambda: _milestones(spec))


def _milestones(spec: FrameSpec) -> dict[int, re.Pattern[bytes]]:
    found: dict[int, re.Pattern[bytes]] = {}
    pattern = b""
    for index, (allowed, last) in enumerate(_heads(spec)):
        pattern += _spell(allowed)
        if len(found) == MILESTONES or index == LONGEST:
            break
        if last:
            found[index + 1] = re.compile(pattern, re.DOTALL)
    return found


def _heads(spec: FrameSpec) -> Iterator[tuple[Allowed, bool]]:
    """Yield for each byte at the head of a frame its allowed values and whether a restricted field ends with it."""
    if spec.delegates:
        return
    group: list[FieldSpec] = []
    for each in spec.fields:
        bits = bits_of(each.kind)
        if bits is not None:
            group = [each] if bits.first else [*group, each]
            if sum(inner.width for member in group if (inner := bits_of(member.kind))) == 8 * bits.group:
                allowed = frozenset(value for value in range(256) if _fits(group, value)) if bits.group == 1 else _ANY
                yield from ((allowed if bits.group == 1 else _ANY, allowed != _ANY and at == 0) for at in range(bits.group))
            continue
        size = fixed_size(each.kind)
        if isinstance(each.kind, Nested) and not is_recursive(each.kind.frame):
            heads = list(_heads(each.kind.frame))
            yield from heads
            if len(heads) != size:
                return
            continue
        if size is None:
            return
        yield from _field(spec, each, size)


def _field(spec: FrameSpec, field: FieldSpec, size: int) -> Iterator[tuple[Allowed, bool]]:
    kind = field.kind
    if isinstance(kind, Const) and len(kind.wire) == size and not isinstance(kind.plain, float):
        for at, byte in enumerate(kind.wire):
            yield frozenset((byte,)), at + 1 == size
        return
    if isinstance(kind, Padding) and kind.strict:
        for at in range(size):
            yield frozenset((kind.fill,)), at + 1 == size
        return
    allowed = _one_byte(spec, field) if size == 1 else _ANY
    restricted = allowed != _ANY or (field.check is not None and not field.is_checked_by_others)
    for at in range(size):
        yield allowed, restricted and at + 1 == size


def _one_byte(spec: FrameSpec, field: FieldSpec) -> Allowed:
    """Return the allowed values of a field of one byte."""
    base = field.kind.base if isinstance(field.kind, Mapped) else field.kind
    if not isinstance(base, Scalar) or base.number != "int" or field.is_checked_by_others:
        return _ANY
    if isinstance(field.kind, Mapped) and not issubclass(field.kind.python_type, Enum):
        return _ANY  # a user's function is only called with received bytes
    tags = _tags(spec, field.name)
    found = set()
    for byte in range(256):
        number = byte - 256 if base.signed and byte > 127 else byte
        if (tags is None or number in tags) and _allows(field, number):
            found.add(byte)
    return frozenset(found)


def _allows(field: FieldSpec, number: int) -> bool:
    value: Any = number
    if isinstance(field.kind, Mapped):
        try:
            value = field.kind.unpack(number)
        except Exception:
            return False
    check = field.check
    if check is None:
        return True
    if check.expression is None:
        return check.allows(value)
    try:
        return bool(evaluate(check.expression, lambda path: value))
    except ArithmeticError:
        return False


def _tags(spec: FrameSpec, name: str) -> set[int] | None:
    """Return the tags of the field `name` that a switch without a fallback accepts; None if there is no such switch."""
    here: Path = (name,)
    for each in spec.fields:
        kind = each.kind
        while isinstance(kind, Sized | Mapped):
            kind = kind.inner if isinstance(kind, Sized) else kind.base
        if isinstance(kind, Switch) and isinstance(kind.on, Ref) and path_of(kind.on) == here:
            listed = [listed_tags(arm) for arm in kind.arms]
            if kind.union is None and kind.otherwise is None and kind.unknown is None and None not in listed:
                return {tag for tags in listed for tag in tags or ()}
    return None


def _fits(group: list[FieldSpec], value: int) -> bool:
    """True if the constants and strict pads among the bits of a shared byte match."""
    for each in group:
        bits = bits_of(each.kind)
        assert isinstance(bits, Bits)
        found = value >> bits.shift & bits.mask
        if isinstance(each.kind, Const) and found != int(each.kind.plain) & bits.mask:
            return False
        if isinstance(each.kind, Padding) and each.kind.strict and found != (bits.mask if each.kind.fill else 0):
            return False
    return True


def _spell(allowed: Allowed) -> bytes:
    if allowed == _ANY:
        return b"."
    if len(allowed) == 1:
        return re.escape(bytes(allowed))
    return b"[" + b"".join(b"\\x%02x" % byte for byte in sorted(allowed)) + b"]"
