"""Bytes that come in: raw, or text; and text as lines.

Strategy: what has come is enough to decide, as long as it can be either: bytes that are not UTF-8, or that are control
characters, are raw. Text is decoded piece by piece, and split into lines whatever their ends.
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
"""Characters of an escape sequence at most."""
MAX_LINE = 1 << 24
"""Characters of a line at most."""


class InputKind:
    """Whether an input is raw bytes or text, by what has come of it.

    >>> kind = InputKind()
    >>> kind.feed(b"46 4b"), kind.feed(bytes(3))
    ('text', 'raw')
    """

    def __init__(self) -> None:
        self._start = b""
        self._decoder: codecs.IncrementalDecoder | None = None
        self._escape = ""  # the beginning of an escape sequence that may go on
        self._kind: Literal["raw", "text", "undecided"] = "undecided"

    def feed(self, data: bytes, *, ended: bool = False) -> Literal["raw", "text", "undecided"]:
        """What the input is, with more of its bytes; with `ended`, no more will come."""
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
    """The encoding of a text by its byte order mark: UTF-16, as Windows' shells write it, or UTF-8."""
    return "utf-16" if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"


class Lines:
    """Text as lines, from bytes in any pieces.

    Args:
        encoding: of the text; bytes that it cannot decode become U+FFFD, which no form allows among bytes.
    """

    def __init__(self, encoding: str) -> None:
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._decoder = io.IncrementalNewlineDecoder(decoder, translate=True)
        self._parts: list[str] = []
        self._size = 0

    def feed(self, data: bytes) -> list[str]:
        """The lines that have come to their end. Raises DumpError for one that is too long."""
        return self._split(self._decoder.decode(data))

    def end(self) -> list[str]:
        """The last lines, the one without a line break included."""
        lines = self._split(self._decoder.decode(b"", final=True))
        last = "".join(self._parts)
        self._parts, self._size = [], 0
        return [*lines, last] if last else lines

    def _split(self, text: str) -> list[str]:
        first, *rest = text.split("\n")
        self._parts.append(first)
        self._size += len(first)
        if self._size > MAX_LINE:
            reason = f"a line of the text has more than {MAX_LINE:,} characters; break it into lines, or turn it into raw bytes"
            raise DumpError(reason)
        if not rest:
            return []
        lines = ["".join(self._parts), *rest[:-1]]
        self._parts, self._size = [rest[-1]], len(rest[-1])
        return lines
