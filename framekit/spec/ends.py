"""Bytes that a value leaves for the next field: a terminator that is not consumed, or bytes of its size that it does not take.

Strategy: `data(until=b"|", consume=False)` ends before its terminator, so the next field of the same frame must begin with it.
Packing checks that it does; a declaration in which no field of the frame can follow is refused.

Rules: an item, a part with a size and the last field of a frame are not followed by a field that could begin with a terminator.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, assert_never

from framekit.spec.kinds import (
    Bits,
    Bytes,
    Checksum,
    Const,
    Custom,
    Filler,
    Fixed,
    FromFields,
    Given,
    Kind,
    LookAhead,
    Mapped,
    Nested,
    Optional,
    Padding,
    Repeat,
    Scalar,
    Sized,
    Switch,
    Text,
    Until,
    Varint,
)
from framekit.spec.sizes import takes_rest
from framekit.spec.tags import arm_for


def terminator_left(kind: Kind) -> bytes:
    """Return the terminator that every value of a kind leaves for what follows, or b"" if values leave none or differ."""
    match kind:
        case Bytes(extent=Until(marker, consume=False)) | Repeat(extent=Until(marker, consume=False)):
            return marker
        case Text():
            return terminator_left(kind.data)
        case Mapped():
            return terminator_left(kind.base)
        case (
            Scalar()
            | Bits()
            | Varint()
            | Bytes()
            | Const()
            | Padding()
            | Filler()
            | Repeat()
            | Nested()
            | Sized()
            | Switch()
            | Optional()
            | Checksum()
            | Custom()
            | Given()
            | LookAhead()
        ):
            return b""
        case _:
            assert_never(kind)


def may_leave_terminator(kind: Kind) -> bool:
    """Return True if some value of a kind leaves its terminator for what follows. A nested frame never does."""
    return any(terminators_left(kind))


def terminators_left(kind: Kind) -> set[bytes]:
    """Return the terminators that values of a kind leave for what follows, including b"" if some value leaves none."""
    match kind:
        case Mapped():
            return terminators_left(kind.base)
        case Optional():
            return {b"", *terminators_left(kind.inner)}
        case Switch():
            return set().union(*map(terminators_left, kind.kinds))
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
            | Nested()
            | Sized()
            | Checksum()
            | Custom()
            | Given()
            | LookAhead()
        ):
            return {terminator_left(kind)}
        case _:
            assert_never(kind)


def left_after(kind: Kind, value: Any, tag_of: Callable[[Switch], Any]) -> bytes:
    """Return the terminator that a value of a kind leaves for what follows, or b"" if it leaves none.

    Args:
        kind: the kind of the value.
        value: the value that was read.
        tag_of: returns the tag of a switch.
    """
    while isinstance(kind, Mapped | Optional | Switch):
        match kind:
            case Mapped(base=inner):
                kind = inner
            case Optional(inner=inner):
                if value is None:
                    return b""
                kind = inner
            case Switch():
                arm = arm_for(kind, tag_of(kind))
                chosen = kind.otherwise or kind.unknown if arm is None else arm.kind
                assert chosen is not None
                kind = chosen
    return terminator_left(kind)


def omitted_terminator(part: Sized) -> bytes:
    """Return the terminator that packing omits if the value fills its part, or b"" if packing never omits it.

    Packing omits it for bytes or text that the end of the part may end too, if the part has a size of its own.
    """
    data = part.inner.data if isinstance(part.inner, Text) else part.inner
    if not isinstance(data, Bytes) or not isinstance(data.extent, Until) or not isinstance(part.extent, Fixed | FromFields):
        return b""
    return data.extent.marker if data.extent.or_end and not data.extent.include else b""


def takes_all(kind: Kind) -> bool:
    """Return True if every value of a kind takes all bytes of its surroundings."""
    return all(takes_all(each) for each in kind.kinds) if isinstance(kind, Switch) else takes_rest(kind)


def arm_takes_all(switch: Switch, tag: Any) -> bool:
    """Return True if the arm that a tag chooses takes all bytes of its surroundings, so that there is no leftover."""
    arm = arm_for(switch, tag)
    chosen = (switch.otherwise or switch.unknown) if arm is None else arm.kind
    return chosen is not None and takes_rest(chosen)
