"""Small functions that generated code calls for work that a line of Python cannot do as quickly.

Rules: each of them may raise any exception; the boundary of the generated code converts it to a framekit error.
"""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct
from typing import Any

from framekit.compiler.refusal import Refused
from framekit.spec.kinds import Nested, Switch, Unknown, Until
from framekit.spec.model import FIXED_LIMIT
from framekit.spec.tags import EXPANDED, arm_for, arm_of_class, has_one_tag

FIRST_SEARCH = 256
"""Number of bytes in which several terminators are searched for at first."""
TABLE = 256
"""Number of lengths for which a format is kept; a full table takes about 60 KB."""


class FormatsByLength:
    """Bound methods of struct formats that contain bytes of some length, by that length.

    Args:
        before: the characters before the bytes, with the byte order.
        after: the characters after them.
        method: the name of the method of the Struct.

    Attributes:
        table: the methods made so far; None for a length that has not occurred.
    """

    def __init__(self, before: str, after: str, method: str) -> None:
        self._before = before
        self._after = after
        self._method = method
        self.table: list[Callable[..., Any] | None] = [None] * TABLE

    def make(self, length: int) -> Callable[..., Any]:
        """Make the method for a length, and keep it in the table."""
        made: Callable[..., Any] = getattr(Struct(f"{self._before}{length}s{self._after}"), self._method)
        self.table[length] = made
        return made


class ArmReaders(dict[Any, Any]):
    """The readers of a switch's arms by tag, each made when its tag first occurs; None for a tag without an arm.

    A union may get arms later, so a tag without an arm is looked up again each time. Others are kept, up to a maximum number, so
    that input cannot fill the memory.
    """

    def __init__(self, switch: Switch, reader_of: Callable[[Any], Any]) -> None:
        super().__init__()
        self.switch = switch
        self.reader_of = reader_of

    def __missing__(self, tag: Any) -> Any:
        arm = arm_for(self.switch, tag)
        if arm is None and self.switch.union is not None:
            return None
        reader = self.reader_of(arm.kind.frame) if arm is not None and isinstance(arm.kind, Nested) else None
        if len(self) < EXPANDED:
            self[tag] = reader
        return reader


class ArmWriters(dict[Any, Any]):
    """For the class of a value, the tag that it determines and the writer of its arm. Raises KeyError for a class without one.

    The tag is None for an arm with several tags. If `determines`, the class must determine the tag: such an arm raises Refused.
    """

    def __init__(self, switch: Switch, writer_of: Callable[[Any], Any], *, determines: bool) -> None:
        super().__init__()
        self.switch = switch
        self.writer_of = writer_of
        self.determines = determines

    def __missing__(self, cls: Any) -> Any:
        arm = arm_of_class(self.switch, cls)
        if arm is None:
            raise KeyError(cls)
        assert isinstance(arm.kind, Nested)
        if self.determines and not has_one_tag(arm):
            raise Refused
        self[cls] = found = (arm.tags[0] if has_one_tag(arm) else None, self.writer_of(arm.kind.frame))
        return found


def unknown_tag(value: Any, arms: ArmReaders) -> Any:
    """Return the tag of an Unknown. Raises Refused if the tag has an arm."""
    if type(value) is not Unknown or arms[value.tag] is not None:
        raise Refused
    return value.tag


def find_aligned(buffer: bytes, marker: bytes, offset: int, end: int, unit: int) -> int:
    """Return the offset of the first marker that begins a multiple of `unit` after `offset`; -1 if there is none."""
    at = buffer.find(marker, offset, end)
    while at >= 0 and (at - offset) % unit:
        at = buffer.find(marker, at + 1, end)
    return at


def find_any(buffer: Any, markers: tuple[bytes, ...], offset: int, end: int, unit: int) -> tuple[int, int]:
    """Return the start and end of the first of some markers, of two with the same end the longer; -1 and -1 if none is found.

    A few bytes are searched first, and then more: a marker that does not occur would otherwise be searched for up to the end.
    """
    size = FIRST_SEARCH
    while True:
        stop = min(end, offset + size)
        found = _find_any_within(buffer, markers, offset, stop, unit)
        if found[0] >= 0 or stop >= end:
            return found
        size *= 4


def _find_any_within(buffer: Any, markers: tuple[bytes, ...], offset: int, end: int, unit: int) -> tuple[int, int]:
    found = (-1, -1)
    for marker in markers:
        if type(buffer) is bytes:
            at = find_aligned(buffer, marker, offset, end, unit)
        else:
            at = find_in_view(buffer, marker, offset, end, unit)
        if at >= 0:
            end = at + len(marker)  # only an earlier marker can replace this one
            if found[0] < 0 or at < found[0]:
                found = (at, end)
    return found


def ended_by(value: bytes, until: Until) -> bytes:
    """Return the bytes of a value with the first of some terminators. Raises Refused if a reader would find another end."""
    whole = value if until.include else value + until.marker
    at, behind = find_any(whole, until.markers, 0, len(whole), until.unit)
    if at < 0 and until.or_end:
        return whole
    if behind != len(whole) or (not until.include and at != len(value)):
        raise Refused
    return whole


def find_in_view(buffer: memoryview, marker: bytes, offset: int, end: int, unit: int = 1) -> int:
    """Do the same as find_aligned in a view, which has no search method, by copying it piece by piece."""
    step = 1 << 12
    at = offset
    while at < end:
        piece = bytes(buffer[at : min(end, at + step + len(marker) - 1)])
        found = piece.find(marker)
        while found >= 0 and (at + found - offset) % unit:
            found = piece.find(marker, found + 1)
        if found >= 0:
            return at + found
        at += step
    return -1


def marked(parts: list[bytes], marker: bytes) -> bytes:
    """Return the bytes of items with the marker that ends them. Raises Refused if a reader would find it earlier."""
    whole = b"".join(parts) + marker
    if whole.find(marker) + len(marker) != len(whole):  # inside an item it is allowed, but not at the start of one
        at = 0
        for part in parts:
            if whole.startswith(marker, at):
                raise Refused
            at += len(part)
    return whole


def fill_bytes(count: int, fill: bytes) -> bytes:
    """Return filler bytes. Raises Refused for a negative count, or one above the limit."""
    if not 0 <= count <= FIXED_LIMIT:
        raise Refused
    return fill * count


def fill_to(data: bytes, size: int) -> bytes:
    """Return bytes padded with zeros to a size. Raises Refused for a size above the limit."""
    if size > FIXED_LIMIT:
        raise Refused
    return data.ljust(size, b"\0")


def call_custom(unpack: Callable[..., Any], buffer: bytes, offset: int, end: int, most: int | None) -> tuple[Any, int]:
    """Call a user-defined function to read a value. Raises Refused if the offset that it returns is invalid."""
    if offset > end:
        raise Refused
    value, behind = unpack(buffer, offset, end)
    if type(behind) is not int or not offset <= behind <= end or (most is not None and behind - offset > most):
        raise Refused
    return value, behind


def custom_wire(pack: Callable[..., Any], value: Any, least: int, most: int | None) -> bytes:
    """Call a user-defined function to write a value. Raises Refused if its bytes are invalid."""
    wire = pack(value)
    if type(wire) is not bytes or len(wire) < least or (most is not None and len(wire) > most):
        raise Refused
    return wire
