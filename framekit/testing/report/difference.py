"""Comparison of two readings of a frame, field by field."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.spec.kinds import Filler, Padding, Unknown


class Missing:
    """Type of MISSING, which marks a field that the other reading does not have."""

    def __repr__(self) -> str:
        return "missing"


MISSING = Missing()


@dataclass(frozen=True)
class Difference:
    """Field in which two readings differ.

    Attributes:
        path: path of the field, such as `readings[3].unit`; "" for the whole frame.
        ours: the value according to the declaration.
        theirs: the value of the other reading, or MISSING.
    """

    path: str
    ours: Any
    theirs: Any

    def __str__(self) -> str:
        return f"{self.path or 'the frame'}: ours is {self.ours!r}, theirs is {self.theirs!r}"


def differences(ours: Any, theirs: Any, /, *, ignore: Collection[str] = ()) -> list[Difference]:
    """Return the differences between another reading of a frame and ours.

    The other reading may be a frame, a mapping (a dict, a construct Container), or any object with attributes named like the
    fields. It must have every field that the constructor takes; fields that follow from these (constants, lengths, checksums)
    are compared if it has them. Numbers are compared by value, so that an integer equals a member of an enumeration; a
    not-a-number equals itself; a tuple equals a list, and a memoryview equals its bytes.

    Args:
        ours: a frame, or the value of a field.
        theirs: the other reading.
        ignore: paths that are not compared, with everything below them; `[]` stands for any index, as in `items[].flags`.

    >>> from framekit import Frame, u8
    >>> class Point(Frame):
    ...     x: u8
    ...     y: u8
    >>> differences(Point(x=1, y=200), {"x": 1, "y": -56})
    [Difference(path='y', ours=200, theirs=-56)]
    """
    return list(_compare(ours, theirs, "", frozenset(ignore)))


def _compare(ours: Any, theirs: Any, path: str, ignore: frozenset[str]) -> Iterator[Difference]:
    if path in ignore or _generic(path) in ignore:
        return
    if isinstance(ours, Frame):
        yield from _compare_frames(ours, theirs, path, ignore)
    elif isinstance(ours, list) and isinstance(theirs, list | tuple):
        for index in range(max(len(ours), len(theirs))):
            left = ours[index] if index < len(ours) else MISSING
            right = theirs[index] if index < len(theirs) else MISSING
            yield from _compare(left, right, f"{path}[{index}]", ignore)
    elif isinstance(ours, Unknown) and not isinstance(theirs, Unknown) and hasattr(theirs, "tag") and hasattr(theirs, "data"):
        yield from _compare(ours.tag, theirs.tag, f"{path}.tag", ignore)
        yield from _compare(ours.data, theirs.data, f"{path}.data", ignore)
    elif not _same(ours, theirs):
        yield Difference(path, ours, theirs)


def _compare_frames(ours: Frame, theirs: Any, path: str, ignore: frozenset[str]) -> Iterator[Difference]:
    if isinstance(theirs, Frame) and type(theirs) is not type(ours):
        yield Difference(path, ours, theirs)
        return
    fields = [each for each in spec_of(type(ours)).attributes if not isinstance(each.kind, Padding | Filler)]
    found = {each.name: _field(theirs, each.name) for each in fields}
    if fields and all(value is MISSING for value in found.values()):
        yield Difference(path, ours, theirs)
        return
    for each in fields:
        if each.settable or found[each.name] is not MISSING:
            here = f"{path}.{each.name}" if path else each.name
            yield from _compare(getattr(ours, each.name), found[each.name], here, ignore)


def _field(value: Any, name: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(name, MISSING)
    return getattr(value, name, MISSING)


def _same(ours: Any, theirs: Any) -> bool:
    """Return True if two values are equal; a not-a-number equals itself."""
    if isinstance(ours, float) and isinstance(theirs, float) and math.isnan(ours):
        return math.isnan(theirs)
    if isinstance(ours, memoryview) or isinstance(theirs, memoryview):
        return isinstance(theirs, bytes | bytearray | memoryview) and bytes(ours) == bytes(theirs)
    if ours is None or theirs is None:
        return ours is theirs
    return bool(ours == theirs)


def _generic(path: str) -> str:
    """Return a path with every index replaced by `[]`."""
    pieces = path.split("[")
    return pieces[0] + "".join("[]" + piece.partition("]")[2] for piece in pieces[1:])
