"""The pieces that readers of text yield, the error that they raise, and their base class.

Strategy: a reader is fed one line at a time and yields the bytes of that line immediately, so that a live pipe is read without
delay and memory stays constant.

Rules: a line with bytes is either read or refused, never dropped. Pieces are bounded: an offset alone never causes an allocation.
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
    """A text cannot be read as bytes.

    Attributes:
        line: the number of the line, counted from 1, or 0 if the error does not concern a single line.
        text: the line.
        sure: whether the form is recognised beyond doubt, although it cannot be read.
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
        stream: the stream to which they belong, such as a direction of a conversation; "" if the form has only one.
        begins: whether the bytes begin a new block (a packet, an array) of their stream instead of continuing the last one.
        line: the number of the line, counted from 1.
        about: the description of the stream in the text, or "".
        time: the time of the bytes in nanoseconds, from the line or from the words before a dump; None if there is none.
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
        blocks: whether a text of this form may have several blocks or streams.
        by_line: whether each line can be read on its own, so that it can be a separate block.
        found: whether a line with bytes, or one that marks their end, was recognised.
    """

    name = ""
    blocks = False
    by_line = False
    found = False

    @abstractmethod
    def feed(self, line: str, number: int) -> Iterable[Piece]:
        """Return the bytes of a line without its line break. Raises DumpError, without a line number, if it cannot be read."""

    def end(self) -> Iterable[Piece]:
        """Return the bytes that were waiting for the next line. Raises DumpError if the text is incomplete."""
        return ()

    def doubt(self) -> str:
        """Return why the text may be something else although it can be read; "" if there is no doubt."""
        return ""


def feed(reader: Reader, line: str, number: int) -> Iterator[Piece]:
    """Feed a line to a reader, and add the line and its number to an error that it raises."""
    try:
        yield from reader.feed(line, number)
    except DumpError as fault:
        if not fault.line:
            fault.line, fault.text = number, line
        raise


def from_hex(digits: str) -> bytes:
    """Return the bytes of hex digits, with or without blanks between the bytes. Raises DumpError.

    >>> from_hex("46 4b01")
    b'FK\\x01'
    """
    try:
        return bytes.fromhex(digits)
    except ValueError:
        wrong = next((digit for digit in digits if digit not in "0123456789abcdefABCDEF \t"), "")
        raise DumpError(f"{wrong!r} is not a hex digit" if wrong else "expected two hex digits for each byte") from None


_COMMENT = re.compile(r"(?:^|\s)(?:#|//)")
_HEX_WORD = re.compile(r"(?:0?[xX]|\\x)?[0-9a-fA-F]{1,16}[hH]?[,;]?")


def without_comment(line: str) -> str:
    """Return a line without its trailing comment (`#` or `//`). Raises DumpError if the comment consists only of hex digits.

    >>> without_comment("46 4b  # magic")
    '46 4b'
    """
    found = _COMMENT.search(line)
    if found is None:
        return line.rstrip()
    words = re.split("#|//", line[found.end() :])[0].split()
    if words and all(_HEX_WORD.fullmatch(word) for word in words):
        raise DumpError("the comment may be bytes; remove the comment or its comment sign")
    return line[: found.start()].rstrip()
