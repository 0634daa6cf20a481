"""The errors that framekit raises, and the short look at the bytes that they carry.

Strategy: an error is data first (path, offset, reason, expected, found, partial result) and prose second; `str()` makes the
prose. The generated codec never builds one: it gives up with any exception, and the careful interpreter that runs after it
fills in the facts.

Rules: whatever bytes come in, only these errors come out; every error can be pickled; nothing here keeps the input alive,
only a few bytes of it as text.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, ParamSpec, TypeVar

_INSIDE = (str(Path(__file__).parent) + os.sep, "<framekit ")
"""How the names of files begin whose code is ours: written by people, and generated."""
P = ParamSpec("P")
T = TypeVar("T")
LOOK_BEFORE = 8
LOOK_AFTER = 8


@dataclass(frozen=True)
class Omitted:
    """The items of a long array that a partial result counts and does not hold: those before the last ones.

    >>> Omitted(150_000)
    <150,000 items before these>
    """

    count: int

    def __repr__(self) -> str:
        return f"<{self.count:,} item{'' if self.count == 1 else 's'} before these>"


class FramekitError(Exception):
    """Base of every error of this library.

    Attributes:
        code: a short name of the kind of error, for programs and logs; it stays the same when words and classes change.
        reason: what is wrong, in words.
        frame: the name of the frame class, or "".
        path: the field, as in `readings[3].unit`, or "".
        offset: the byte at which it went wrong, counted from the start of the buffer, or None where no byte is concerned.
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
        """Count the offset from elsewhere: `by` bytes further."""
        if self.offset is not None and by and not getattr(self, "inside", ""):
            self.offset += by
            self.look = moved_look(self.look, by)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.reason, {name: _without_views(value) for name, value in self.__dict__.items()})


def in_one_line(function: Callable[P, T]) -> Callable[P, T]:
    """A function whose errors of ours are raised from its own line: how they were found is of no interest to a user."""

    @functools.wraps(function)
    def call(*arguments: P.args, **named: P.kwargs) -> T:
        try:
            return function(*arguments, **named)
        except FramekitError as error:
            raise error.with_traceback(None) from error.__cause__

    return call


def cause_outside(fault: BaseException | None) -> BaseException | None:
    """An exception of a user's function, from the first line of that on, as the cause of an error; None for what framekit raised.

    What is behind it stays if it comes from outside too.
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
    """The error that was found for what the codec gave up with, without the latter: it is of no interest, and holds much."""
    fault.__traceback__ = None
    found.__context__ = None
    cause: BaseException | None = found.__cause__
    while cause is not None:
        if cause.__context__ is fault:
            cause.__context__ = None
        cause = cause.__context__
    return found.with_traceback(None)


def show_integer(value: int) -> str:
    """An integer for messages, rounded if it is very large: Python refuses to print some thousand digits.

    >>> show_integer(7), show_integer(10**5000)
    ('7', 'about 2**16609')
    """
    return str(value) if abs(value) < 1 << 64 else f"about {'-' if value < 0 else ''}2**{abs(value).bit_length() - 1}"


def _without_views(value: Any) -> Any:
    """A value with the bytes that views of a buffer show, since views cannot be pickled."""
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
    """The declaration is wrong: a frame that cannot be, or a question that has no answer for this frame."""

    code = "spec"


class GivenError(SpecError, TypeError):
    """What a frame must be given from outside is missing, unknown, or of the wrong class."""

    code = "given"


class PackError(FramekitError, ValueError):
    """The values cannot be written: out of range, of the wrong type or length, or at odds with each other.

    `offset` is the place in the packed frame where the field would have stood, where that is known.
    """

    code = "pack"


class UnpackError(FramekitError, ValueError):
    """The bytes are not such a frame.

    Attributes:
        expected: what should have stood there, or None.
        found: what stood there, or None.
        partial: the fields that were read before the fault, by name; nested frames are dicts, arrays are lists. A long array
            has its last items, after an `Omitted` that counts those before them.
        fatal: a stream cannot go on behind it, and raises it ever again.
        inside: the path of the frame in whose bytes `offset` counts, if other bytes hold it (`within=`); or "".
        held_until: the offset after the part that holds that frame, in the input; None if none does.
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
        needed: how many more bytes are missing, at the least.
    """

    code = "truncated"

    def __init__(self, reason: str, *, needed: int, **facts: Any) -> None:
        super().__init__(reason, **facts)
        self.needed = needed


class FrameTooLarge(UnpackError):
    """A size or count is over its limit.

    Attributes:
        declared: what the bytes say.
        limit: the most that is allowed.
    """

    code = "too_large"

    def __init__(self, reason: str, *, declared: int, limit: int, **facts: Any) -> None:
        super().__init__(reason, **facts)
        self.declared = declared
        self.limit = limit


class ConstMismatch(UnpackError):
    """A field that always holds the same value holds another."""

    code = "const"


class ChecksumMismatch(UnpackError):
    """A checksum is not that of the bytes it is over."""

    code = "checksum"


class InvalidLength(UnpackError):
    """A length, count or size cannot be true: it is negative, or less than what the frame holds at the least."""

    code = "length"


class InvalidValue(UnpackError):
    """The bytes of a field stand for no value of it: text that does not decode, an unknown member of a strict enum."""

    code = "value"


class TrailingData(UnpackError):
    """Bytes are left over where the frame has ended."""

    code = "trailing"


class EndOfStream(FramekitError, EOFError):
    """The other side has ended its stream where a frame ends: no more frames come."""

    code = "end_of_stream"


class StreamBusy(FramekitError, RuntimeError):
    """Two are at one thing that only one may do: a second reader of a stream."""

    code = "stream_busy"


class StreamClosed(FramekitError, ValueError):
    """A stream, an endpoint or a decoder is used after it was closed or detached."""

    code = "stream_closed"


class InvalidAddress(FramekitError, ValueError):
    """A URL or path names no endpoint: it is misspelled, too long, or something else stands there."""

    code = "address"


def moved_look(look: str, by: int) -> str:
    """A look that counts from elsewhere.

    >>> print(moved_look(hex_look(b"GET", 1), 16).splitlines()[0])
      00000010  47 45 54
    """
    place, gap, rest = look.lstrip().partition("  ")
    return f"  {int(place, 16) + by:08x}{gap}{rest}" if look else ""


def hex_look(data: bytes | bytearray | memoryview, offset: int, length: int = 1, base: int = 0) -> str:
    """A line of hex around `offset`, and below it a line of marks under the `length` bytes that are meant.

    Args:
        data: the buffer; only the bytes near the place are read.
        offset: the place, in bytes; the end of the buffer is a place too.
        length: how many bytes to mark, from 1 up.
        base: the offset to print for the first byte of the buffer.

    Returns:
        Two lines; "" if the buffer is empty.

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
