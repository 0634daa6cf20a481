"""What readers of text yield, the error that they raise, and the base class of all of them.

Strategy: a reader is fed one line at a time and yields the bytes of that line at once, so that a live pipe is read as it
comes and memory stays flat.

Rules: a line that bears bytes is either read or refused, never dropped. Pieces are bounded: what a line stands for is never
allocated on the word of an offset.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from framekit.errors import FramekitError

DEFAULT_LIMIT = 1 << 24
"""The default maximum number of bytes that the repetitions (`*`) of one dump may stand for."""

_SHOWN = 100


class DumpError(FramekitError):
    """A text that cannot be read as bytes.

    Attributes:
        line: the number of the line, counted from 1, or 0 if no single line is at fault.
        text: the line.
        sure: the form is recognised beyond doubt, although it cannot be read.
    """

    code = "dump"

    def __init__(self, reason: str, *, line: int = 0, text: str = "", sure: bool = False) -> None:
        super().__init__(reason)
        self.line = line
        self.text = text
        self.sure = sure

    def __str__(self) -> str:
        if not self.line:
            return self.reason
        shown = self.text if len(self.text) <= _SHOWN else f"{self.text[:_SHOWN]}…"
        return f"line {self.line} of the input: {self.reason}: {shown!r}"


@dataclass(frozen=True)
class Piece:
    """Bytes that a line adds.

    Attributes:
        data: the bytes.
        stream: which of several streams they belong to, such as a direction of a conversation; "" if the form has only one.
        begins: the bytes begin a new block (a packet, an array) of their stream and do not continue the bytes before.
        line: the number of the line, counted from 1.
        about: what the text calls the stream, or "".
        time: when the bytes came, in nanoseconds, if the text says so: of the line, or of the words before a dump.
    """

    data: bytes
    stream: str = ""
    begins: bool = False
    line: int = 0
    about: str = ""
    time: int | None = None


class Reader(ABC):
    """Reads the text of one form, line by line.

    Attributes:
        name: the name of the form.
        blocks: a text of this form may have several blocks or streams.
        by_line: each line can be read on its own, so that it can be a block of its own.
        found: some line was understood as one that bears bytes, or marks their end.
    """

    name = ""
    blocks = False
    by_line = False
    found = False

    @abstractmethod
    def feed(self, line: str, number: int) -> Iterable[Piece]:
        """The bytes of a line, which has no line break. Raises DumpError, without the line, if it cannot be read."""

    def end(self) -> Iterable[Piece]:
        """The bytes that were waiting for the next line. Raises DumpError if the text is not complete."""
        return ()

    def doubt(self) -> str:
        """Why the text may well be something else although it can be read; "" if there is no doubt."""
        return ""


def feed(reader: Reader, line: str, number: int) -> Iterator[Piece]:
    """Feed a reader, and give the line and its number to the error that it raises."""
    try:
        yield from reader.feed(line, number)
    except DumpError as fault:
        if not fault.line:
            fault.line, fault.text = number, line
        raise


def from_hex(digits: str) -> bytes:
    """The bytes of hex digits, which may have blanks between the bytes. Raises DumpError.

    >>> from_hex("46 4b01")
    b'FK\\x01'
    """
    try:
        return bytes.fromhex(digits)
    except ValueError:
        wrong = next((digit for digit in digits if digit not in "0123456789abcdefABCDEF \t"), "")
        raise DumpError(f"{wrong!r} is not a hex digit" if wrong else "a byte with a single hex digit") from None


_COMMENT = re.compile(r"(?:^|\s)(?:#|//)")
_HEX_WORD = re.compile(r"(?:0?[xX]|\\x)?[0-9a-fA-F]{1,16}[hH]?[,;]?")


def without_comment(line: str) -> str:
    """A line without its trailing comment (`#` or `//`). Raises DumpError if the comment consists of hex digits only.

    >>> without_comment("46 4b  # magic")
    '46 4b'
    """
    found = _COMMENT.search(line)
    if found is None:
        return line.rstrip()
    words = re.split("#|//", line[found.end() :])[0].split()
    if words and all(_HEX_WORD.fullmatch(word) for word in words):
        raise DumpError("the comment may be bytes; remove it, or its comment sign")
    return line[: found.start()].rstrip()
