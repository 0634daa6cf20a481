"""Two readings of one frame, field by field."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from framekit.declare.declaration import spec_of
from framekit.declare.frame import Frame
from framekit.spec.kinds import Filler, Padding, Unknown


class Missing:
    """The type of MISSING: the other side has no such field."""

    def __repr__(self) -> str:
        return "nothing"


MISSING = Missing()


@dataclass(frozen=True)
class Difference:
    """A field of which two readings differ.

    Attributes:
        path: the field, as `readings[3].unit`; "" for the whole.
        ours: what the declaration says.
        theirs: what the other side says; MISSING where it says nothing.
    """

    path: str
    ours: Any
    theirs: Any

    def __str__(self) -> str:
        return f"{self.path or 'the frame'}: {self.ours!r}, and theirs is {self.theirs!r}"


def differences(ours: Any, theirs: Any, /, *, ignore: Collection[str] = ()) -> list[Difference]:
    """Where another reading of a frame differs from ours.

    The other one may be a frame, a mapping (a dict, a construct Container), or any object with attributes of the fields' names.
    It must have each field that a user gives; those that follow from the rest (constants, lengths, checksums) are compared where
    it has them. Numbers are compared by value, so that a plain integer equals a member of an enumeration; a not-a-number equals
    itself; tuples equal lists, and a memoryview its bytes.

    Args:
        ours: a frame, or a value of one.
        theirs: the other reading.
        ignore: paths that are passed over, with all below them; `[]` stands for any index, as in `items[].flags`.

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
    """Equal, where a not-a-number equals itself."""
    if isinstance(ours, float) and isinstance(theirs, float) and math.isnan(ours):
        return math.isnan(theirs)
    if isinstance(ours, memoryview) or isinstance(theirs, memoryview):
        return isinstance(theirs, bytes | bytearray | memoryview) and bytes(ours) == bytes(theirs)
    if ours is None or theirs is None:
        return ours is theirs
    return bool(ours == theirs)


def _generic(path: str) -> str:
    """The path with any index in the place of each."""
    pieces = path.split("[")
    return pieces[0] + "".join("[]" + piece.partition("]")[2] for piece in pieces[1:])
