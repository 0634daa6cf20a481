"""Incoming bytes: whether they are raw or text, and text as lines.

Strategy: the bytes received so far decide: those that are not UTF-8, or that contain control characters, are raw. Text is decoded
piece by piece and split into lines, with any kind of line break.
"""

from __future__ import annotations

import codecs
import io
import re
from typing import Literal

from framekit.capture.text.pieces import DumpError

_CONTROL = re.compile("[\0-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]|\x1b(?!\\[[0-9;]*(?:[mK]|\\Z))(?!\\Z)")
_BEGUN_ESCAPE = re.compile("\x1b(?:\\[[0-9;]*+)?\\Z")
LONGEST_ESCAPE = 64
"""The maximum number of characters in an escape sequence."""
MAX_LINE = 1 << 24
"""The maximum number of characters in a line."""


class InputKind:
    """Whether an input is raw bytes or text, judged by the bytes received so far.

    >>> kind = InputKind()
    >>> kind.feed(b"46 4b"), kind.feed(bytes(3))
    ('text', 'raw')
    """

    def __init__(self) -> None:
        self._start = b""
        self._decoder: codecs.IncrementalDecoder | None = None
        self._escape = ""  # the beginning of an escape sequence that may continue
        self._kind: Literal["raw", "text", "undecided"] = "undecided"

    def feed(self, data: bytes, *, ended: bool = False) -> Literal["raw", "text", "undecided"]:
        """Return what the input is, given more of its bytes; with `ended`, no more will come."""
        if self._kind == "raw":
            return "raw"
        if self._decoder is None:
            data = self._start + data
            if len(data) < len(codecs.BOM_UTF16_LE) and not ended:
                self._start = data
                return "undecided"
            self._decoder = codecs.getincrementaldecoder(encoding_of(data))()
        try:
            text = self._escape + self._decoder.decode(data, ended)
        except UnicodeDecodeError:
            self._kind = "raw"
            return "raw"
        begun = _BEGUN_ESCAPE.search(text)
        self._escape = begun[0] if begun is not None else ""
        if _CONTROL.search(text) or len(self._escape) > LONGEST_ESCAPE:
            self._kind = "raw"
        elif text or ended:
            self._kind = "text"
        return self._kind


def encoding_of(head: bytes) -> str:
    """Return the encoding of a text by its byte order mark: UTF-16, as Windows shells write it, or UTF-8."""
    return "utf-16" if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"


class Lines:
    """Splits text into lines, from bytes in any pieces.

    Args:
        encoding: the encoding of the text; undecodable bytes become U+FFFD, which no form allows among bytes.
    """

    def __init__(self, encoding: str) -> None:
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._decoder = io.IncrementalNewlineDecoder(decoder, translate=True)
        self._parts: list[str] = []
        self._size = 0

    def feed(self, data: bytes) -> list[str]:
        """Return the lines that are complete now. Raises DumpError for a line that is too long."""
        return self._split(self._decoder.decode(data))

    def end(self) -> list[str]:
        """Return the last lines, including one without a line break."""
        lines = self._split(self._decoder.decode(b"", final=True))
        last = "".join(self._parts)
        self._parts, self._size = [], 0
        return [*lines, last] if last else lines

    def _split(self, text: str) -> list[str]:
        first, *rest = text.split("\n")
        self._parts.append(first)
        self._size += len(first)
        if self._size > MAX_LINE:
            reason = f"a line of the text has more than {MAX_LINE:,} characters; split it into lines or convert it to raw bytes"
            raise DumpError(reason)
        if not rest:
            return []
        lines = ["".join(self._parts), *rest[:-1]]
        self._parts, self._size = [rest[-1]], len(rest[-1])
        return lines
