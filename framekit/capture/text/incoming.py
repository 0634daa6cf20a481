"""Bytes that come in: raw, or text; and text as lines.

Strategy: what has come is enough to decide, as long as it can be either: bytes that are not UTF-8, or that are control
characters, are raw. Text is decoded piece by piece, and split into lines whatever their ends.
"""

from __future__ import annotations

import codecs
import io
import re
from typing import Literal

_CONTROL = re.compile("[\0-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]|\x1b(?!\\[[0-9;]*(?:[mK]|\\Z))(?!\\Z)")


def kind_of(head: bytes, *, ended: bool) -> Literal["raw", "text", "undecided"]:
    """Whether what has come of an input is raw bytes or text.

    Args:
        head: all bytes that have come.
        ended: no more will come.
    """
    try:
        text = codecs.getincrementaldecoder(encoding_of(head))().decode(head, ended)
    except UnicodeDecodeError:
        return "raw"
    if _CONTROL.search(text):
        return "raw"
    return "text" if text or ended else "undecided"


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

    def feed(self, data: bytes) -> list[str]:
        """The lines that have come to their end."""
        return self._split(self._decoder.decode(data))

    def end(self) -> list[str]:
        """The last lines, the one without a line break included."""
        lines = self._split(self._decoder.decode(b"", final=True))
        last = "".join(self._parts)
        self._parts = []
        return [*lines, last] if last else lines

    def _split(self, text: str) -> list[str]:
        first, *rest = text.split("\n")
        self._parts.append(first)
        if not rest:
            return []
        lines = ["".join(self._parts), *rest[:-1]]
        self._parts = [rest[-1]]
        return lines
