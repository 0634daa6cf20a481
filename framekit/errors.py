"""The errors that framekit raises, and the short excerpt of the bytes that they include.

Strategy: an error is data first (path, offset, reason, expected, found, partial result) and prose second; `str()` makes the
prose. The generated codec never builds an error: it fails with any exception, and the careful interpreter that then runs
fills in the facts.

Rules: no input raises anything but these errors; every error can be pickled; an error does not keep the input alive, but only
a few bytes of it as text.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, ParamSpec, TypeVar

_INSIDE = (str(Path(__file__).parent) + os.sep, "<framekit ")
"""Prefixes of the file names of framekit's own code: handwritten and generated."""
P = ParamSpec("P")
T = TypeVar("T")
LOOK_BEFORE = 8
LOOK_AFTER = 8


@dataclass(frozen=True)
class Omitted:
    """A count of the items of a long array that a partial result omits: all but the last ones.

    >>> Omitted(150_000)
    <150,000 items before these>
    """

    count: int

    def __repr__(self) -> str:
        return f"<{self.count:,} item{'' if self.count == 1 else 's'} before these>"


class FramekitError(Exception):
    """Base class of all errors of this library.

    Attributes:
        code: a short name for the kind of error, for programs and logs; it stays the same when messages and classes change.
        reason: a description of the error.
        frame: the name of the frame class, or "".
        path: the path of the field, such as `readings[3].unit`, or "".
        offset: the offset of the error in bytes from the start of the buffer, or None if the error is not about a byte.
        look: a few bytes around the offset as hex, with the place marked, or "".
    """

    code: ClassVar[str] = "framekit"

    def __init__(self, reason: str, *, frame: str = "", path: str = "", offset: int | None = None, look: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.frame = frame
        self.path = path
        self.offset = offset
        self.look = look

    def __str__(self) -> str:
        place = ".".join(part for part in (self.frame, self.path) if part)
        at = "" if self.offset is None else f" at byte {self.offset}"
        head = f"{place}{at}: ".lstrip() if place or at else ""
        look = f"\n{self.look}" if self.look else ""
        return f"{head}{self.reason}{look}"

    def move(self, by: int) -> None:
        """Add a number of bytes to the offset, so that it counts from another start."""
        if self.offset is not None and by and not getattr(self, "inside", ""):
            self.offset += by
            self.look = moved_look(self.look, by)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.reason, {name: _without_views(value) for name, value in self.__dict__.items()})


def in_one_line(function: Callable[P, T]) -> Callable[P, T]:
    """Wrap a function so that framekit's errors are raised from one line, without the traceback of how they were found."""

    @functools.wraps(function)
    def call(*arguments: P.args, **named: P.kwargs) -> T:
        try:
            return function(*arguments, **named)
        except FramekitError as error:
            raise error.with_traceback(None) from error.__cause__

    return call


def cause_outside(fault: BaseException | None) -> BaseException | None:
    """Return an exception of a user's function, to be the cause of an error; None if framekit itself raised it.

    Its traceback begins at the first line outside framekit. Its own cause or context is kept if that is from outside too.
    """
    while fault is not None:
        at = fault.__traceback__
        while at is not None and at.tb_frame.f_code.co_filename.startswith(_INSIDE):
            at = at.tb_next
        if at is not None:
            fault.__traceback__ = at
            if fault.__cause__ is None:
                fault.__context__ = cause_outside(fault.__context__)
            return fault
        fault = fault.__cause__
    return None


def forget(fault: Exception, found: FramekitError) -> FramekitError:
    """Detach the exception of the codec from the error that explains it, since it keeps many objects alive."""
    fault.__traceback__ = None
    found.__context__ = None
    cause: BaseException | None = found.__cause__
    while cause is not None:
        if cause.__context__ is fault:
            cause.__context__ = None
        cause = cause.__context__
    return found.with_traceback(None)


def show_integer(value: int) -> str:
    """Format an integer for messages, rounded if it is very large, because Python refuses to print thousands of digits.

    >>> show_integer(7), show_integer(10**5000)
    ('7', 'about 2**16609')
    """
    return str(value) if abs(value) < 1 << 64 else f"about {'-' if value < 0 else ''}2**{abs(value).bit_length() - 1}"


def _without_views(value: Any) -> Any:
    """Replace each memoryview in a value by its bytes, because a memoryview cannot be pickled."""
    match value:
        case memoryview():
            return value.tobytes()
        case dict():
            return {key: _without_views(each) for key, each in value.items()}
        case list():
            return [_without_views(each) for each in value]
        case _:
            return value


def _rebuild(kind: type[FramekitError], reason: str, state: dict[str, Any]) -> FramekitError:
    error = kind.__new__(kind, reason)
    error.__dict__.update(state)
    return error


class SpecError(FramekitError):
    """A declaration is wrong: the frame is impossible, or it does not support what was asked of it."""

    code = "spec"


class GivenError(SpecError, TypeError):
    """A value that must be given to a frame from outside is missing, unknown, or of the wrong class."""

    code = "given"


class PackError(FramekitError, ValueError):
    """A value cannot be packed: it is out of range, of the wrong type or length, or contradicts another value.

    `offset` is the offset that the field would have in the packed frame, if that is known.
    """

    code = "pack"


class UnpackError(FramekitError, ValueError):
    """The bytes are not a valid frame of this class.

    Attributes:
        expected: the value that was expected, or None.
        found: the value that was found, or None.
        partial: the fields that were read before the error, by name; nested frames are dicts, arrays are lists. A long array
            has only its last items, after an `Omitted` that counts those before them.
        fatal: True if a stream cannot continue after the error, and raises it again on each further call.
        inside: the path of the frame in whose bytes `offset` counts, if other bytes contain it (`within=`); otherwise "".
        held_until: the offset after the part that contains that frame, in the input; None if there is no such part.
    """

    code = "unpack"
    fatal = False
    inside = ""
    held_until: int | None = None

    def __init__(
        self,
        reason: str,
        *,
        frame: str = "",
        path: str = "",
        offset: int | None = None,
        look: str = "",
        expected: object = None,
        found: object = None,
        partial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(reason, frame=frame, path=path, offset=offset, look=look)
        self.expected = expected
        self.found = found
        self.partial: dict[str, Any] = {} if partial is None else partial


class TruncatedFrame(UnpackError):
    """The bytes end before the frame does.

    Attributes:
        needed: the minimum number of bytes that are missing.
    """

    code = "truncated"

    def __init__(self, reason: str, *, needed: int, **facts: Any) -> None:
        super().__init__(reason, **facts)
        self.needed = needed


class FrameTooLarge(UnpackError):
    """A size or count exceeds its limit.

    Attributes:
        declared: the size or count according to the bytes.
        limit: the maximum that is allowed.
    """

    code = "too_large"

    def __init__(self, reason: str, *, declared: int, limit: int, **facts: Any) -> None:
        super().__init__(reason, **facts)
        self.declared = declared
        self.limit = limit


class ConstMismatch(UnpackError):
    """A constant field has another value."""

    code = "const"


class ChecksumMismatch(UnpackError):
    """A checksum does not match the bytes that it covers."""

    code = "checksum"


class InvalidLength(UnpackError):
    """A length, count or size is impossible: it is negative, or less than the minimum size of the frame."""

    code = "length"


class InvalidValue(UnpackError):
    """The bytes of a field do not represent a value: text that does not decode, an unknown member of a strict enum."""

    code = "value"


class TrailingData(UnpackError):
    """Bytes are left over after the end of the frame."""

    code = "trailing"


class EndOfStream(FramekitError, EOFError):
    """The peer has ended its stream at the end of a frame, so no more frames follow."""

    code = "end_of_stream"


class StreamBusy(FramekitError, RuntimeError):
    """A stream is already in use, for example by another reader; only one is allowed at a time."""

    code = "stream_busy"


class StreamClosed(FramekitError, ValueError):
    """A stream, an endpoint or a decoder is used after it was closed or detached."""

    code = "stream_closed"


class InvalidAddress(FramekitError, ValueError):
    """A URL or path does not name an endpoint: it is misspelled or too long, or something else is at that path."""

    code = "address"


def moved_look(look: str, by: int) -> str:
    """Add a number of bytes to the offset that a look shows.

    >>> print(moved_look(hex_look(b"GET", 1), 16).splitlines()[0])
      00000010  47 45 54
    """
    place, gap, rest = look.lstrip().partition("  ")
    return f"  {int(place, 16) + by:08x}{gap}{rest}" if look else ""


def hex_look(data: bytes | bytearray | memoryview, offset: int, length: int = 1, base: int = 0) -> str:
    """Format the bytes around `offset` as a line of hex, and below it a line that marks `length` of them.

    Args:
        data: the buffer; only the bytes near the offset are read.
        offset: the offset of the first byte to mark; the end of the buffer is allowed.
        length: the number of bytes to mark, from 1 up.
        base: the offset to print for the first byte of the buffer.

    Returns:
        Two lines, or "" if the buffer is empty.

    >>> print(hex_look(b"GET / HTTP/1.1", 4, 2))
      00000000  47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31
                            ^^^^^
    """
    if not len(data):
        return ""
    start = max(0, offset - LOOK_BEFORE)
    part = bytes(data[start : offset + LOOK_AFTER + 2])
    marked = max(1, min(length, len(part) - (offset - start)))
    head = f"  {base + start:08x}  "
    marks = " " * (len(head) + 3 * (offset - start)) + "^" * (3 * marked - 1)
    return f"{head}{part.hex(' ')}\n{marks}"
