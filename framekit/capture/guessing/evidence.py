"""Evidence in a frame that its bytes are really of its protocol.

Rules: evidence is a correct value where most others would be wrong: a constant, a checksum, a member of an enumeration. A single
unknown value cancels all evidence.
"""

from __future__ import annotations

from enum import IntEnum

from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.spec import kinds


def is_telling(frame: Frame) -> bool:
    """True if the frame has evidence and no unknown value."""
    return (_evidence(frame) or 0) > 0


def _evidence(frame: Frame) -> int | None:
    """Return the number of values in a frame that are evidence; None if a value is unknown.

    A member of an enumeration that is zero does not count, since zeros are common.
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
    """True if the values of a field, or its items, are members of an enumeration."""
    while isinstance(kind, kinds.Repeat | kinds.Optional):
        kind = kind.item if isinstance(kind, kinds.Repeat) else kind.inner
    return isinstance(kind, kinds.Mapped) and issubclass(kind.python_type, IntEnum)
