"""The tables of hexyl: with Unicode or ASCII borders, or without borders, and with any number of panels.

Rules: as for other dumps, offsets must continue from row to row and the characters must match the bytes.

Source: hexyl's README and its output in versions 0.8 to 0.16.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from framekit.capture.text.offsets import Budget, Place
from framekit.capture.text.pieces import DEFAULT_LIMIT, DumpError, Piece, Reader, from_hex

_BORDER = re.compile(r"[┌├└+][─┬┼┴+┐┤┘-]+$")
_PANEL = r"(?: (?:[0-9a-f]{2} |   ){8})"
_ROW = re.compile(rf"[│|]([0-9a-f]{{8,16}})[│|]((?:{_PANEL}[│┊|])+)(.*)[│|]$")
_OPEN_ROW = re.compile(rf" ([0-9a-f]{{8,16}}) ((?:{_PANEL} )+)(.*)$")
_STAR = re.compile(r"[│| ]\*[ │┊|]*$")


class HexylReader(Reader):
    """Reads the tables of hexyl."""

    name = "hexyl"

    def __init__(self, limit: int = DEFAULT_LIMIT) -> None:
        self._place = Place((16,), Budget(limit))
        self._ended = False

    def feed(self, line: str, number: int) -> Iterator[Piece]:
        """See Reader."""
        if not line.strip() or _BORDER.match(line.strip()):
            return
        if _STAR.match(line):
            self._place.star()
            return
        found = _ROW.match(line.strip()) or _OPEN_ROW.match(line)
        if found is None:
            raise DumpError("not a row of hexyl output")
        if self._ended:
            raise DumpError("unexpected row after an incomplete row")
        data = from_hex(re.sub(r"[│┊|]", " ", found[2]))
        characters = "".join(found[3][at : at + 8] for at in range(0, len(found[3]), 9))  # panels of 8, with a border between
        if not _shows(characters, data):
            raise DumpError("the column of characters does not match the bytes")
        if self._place.repeating:
            yield from (Piece(part, line=number) for part in self._place.repeat_to(found[1]))
        else:
            self._place.move_to(found[1])
        self.found = True
        self._ended = len(self._place.last) > len(data)
        self._place.add(data)
        yield Piece(data, line=number)

    def end(self) -> Iterator[Piece]:
        """See Reader."""
        self._place.end()
        if not self.found:
            raise DumpError("no row of hexyl output found")
        yield from ()


def _shows(characters: str, data: bytes) -> bool:
    """True if the characters match the bytes, by column: `0` may be a zero byte, and `_` whitespace."""
    for character, byte in zip(characters.ljust(len(data)), data, strict=False):
        if 0x20 < byte < 0x7F:
            if character != chr(byte):
                return False
        elif byte == 0x20:
            if character not in " _":
                return False
        elif character == " " or (character.isascii() and character.isalnum() and (byte or character != "0")):
            return False
    return not characters[len(data) :].strip()
