"""Whether a frame shows that its bytes are of its protocol.

Rules: evidence is a value that is right where others would be wrong: a constant, a checksum, a member of an enumeration. One
value that is not known takes all evidence away.
"""

from __future__ import annotations

from enum import IntEnum

from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.spec import kinds


def is_telling(frame: Frame) -> bool:
    """True if the frame has evidence, and no value that is not known."""
    return (_evidence(frame) or 0) > 0


def _evidence(frame: Frame) -> int | None:
    """How many values of a frame are right where others would be wrong; None if one is not known.

    A member of an enumeration that is zero does not count, as zeros are common.
    """
    found = 0
    for each in spec_of(type(frame)).fields:
        if isinstance(each.kind, kinds.Const | kinds.Checksum):
            found += 1
            continue
        value = getattr(frame, each.name, None)
        for item in value if isinstance(value, list) else (value,):
            if isinstance(item, Frame):
                inner = _evidence(item)
                if inner is None:
                    return None
                found += inner
            elif isinstance(item, kinds.Unknown) or (type(item) is int and _is_enumeration(each.kind)):
                return None
            elif isinstance(item, IntEnum) and item:
                found += 1
    return found


def _is_enumeration(kind: kinds.Kind) -> bool:
    """The values of a field, or the items of it, are members of an enumeration."""
    while isinstance(kind, kinds.Repeat | kinds.Optional):
        kind = kind.item if isinstance(kind, kinds.Repeat) else kind.inner
    return isinstance(kind, kinds.Mapped) and issubclass(kind.python_type, IntEnum)
