"""Dumps of od, and of hexdump without -C: units of one or more bytes, offsets in any base.

Strategy: units of several bytes are in little-endian order, as on the machines that usually make such dumps. The last unit is
held back until the next offset shows how many of its bytes count.

Rules: units in octal or decimal are recognised and refused.

Sources: od(1) (POSIX and GNU), hexdump(1) (util-linux and BSD).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from framekit.capture.text.characters import shows
from framekit.capture.text.offsets import Budget, Place
from framekit.capture.text.pieces import DEFAULT_LIMIT, DumpError, Piece, Reader, from_hex

_ROW = re.compile(r"[ \t]*([0-9a-fA-F]{6,16})((?:[ \t]+[0-9a-fA-F]++)*+)[ \t]*(>.*<)?$")


class WordReader(Reader):
    """Reads rows of an offset and units of equal width.

    Args:
        name: the name of the form.
        bases: the possible bases of offsets.
        words: whether units must have several bytes, so that rows of single bytes are refused.
        limit: the maximum number of bytes that `*` lines stand for.
    """

    def __init__(self, name: str, bases: tuple[int, ...], *, words: bool = False, limit: int = DEFAULT_LIMIT) -> None:
        self.name = name
        self._words = words
        self._place = Place(bases, Budget(limit))
        self._held = b""
        self._ended = False

    def feed(self, line: str, number: int) -> Iterator[Piece]:
        """See Reader."""
        text = line.strip()
        if not text:
            return
        if text == "*":
            self._place.star()
            yield from self._release(number)
            return
        found = _ROW.match(text)
        if found is None:
            raise DumpError("not a row of this kind of dump")
        if self._ended:
            raise DumpError("unexpected row after the final offset of the dump")
        units = found[2].split()
        data = b"".join(_unit(unit, units) for unit in units)
        if found[3] is not None and not shows(found[3][1:-1], data):
            raise DumpError("the column of characters does not match the bytes")
        if data and self._words and len(units[0]) == 2:
            raise DumpError("expected units of at least two bytes")
        if self._place.repeating:
            for part in self._place.repeat_to(found[1]):
                yield Piece(part, line=number)
        else:
            held = self._held if not data else b""
            padding = self._place.move_to(found[1], held=held)
            self._held = self._held[: len(self._held) - padding]
            yield from self._release(number)
        self._ended = not data
        self.found = True
        if data:
            self._place.add(data)
            size = len(units[0]) // 2 if len(units[0]) > 2 else 0
            self._held = data[len(data) - size :]
            yield Piece(data[: len(data) - size], line=number)

    def _release(self, number: int) -> Iterator[Piece]:
        if self._held:
            yield Piece(self._held, line=number)
        self._held = b""

    def end(self) -> Iterator[Piece]:
        """See Reader."""
        self._place.end()
        if not self.found:
            raise DumpError("no row of a dump found")
        yield from self._release(0)


def _unit(digits: str, units: list[str]) -> bytes:
    if len(digits) != len(units[0]):
        raise DumpError("the units of the row differ in width")
    if len(digits) in (3, 5, 6, 11):
        raise DumpError("octal and decimal units are not supported; make the dump with od -t x1", sure=len(units) > 1)
    return from_hex(digits)[::-1]
