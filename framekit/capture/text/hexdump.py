"""Hex dumps with an offset, bytes, and optional characters per row: xxd, hexdump -C, tcpdump -X, Wireshark, gdb and others.

Strategy: a row is an offset of any width, bytes in hex, and a column of characters that must match the bytes. The first row
determines the style; a row in another style is refused. Offsets must continue from row to row.

Rules: an offset that restarts after a blank line or a line of words begins a new block. In rows without a colon after the
offset, indentation marks the second direction of a conversation ("Follow Stream"). Words are allowed between blocks (the
dissection of a packet), but never among rows, and never in a line that looks like a row.

Sources: xxd(1), hexdump(1) (-C), tcpdump(1) (-x, -xx, -X, -XX), tshark(1) (-x, -z follow), Wireshark User's Guide ("Copy as
Hex Dump", "Export Packet Dissections", "Follow Stream").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from framekit.capture.text.characters import GAPS, shows
from framekit.capture.text.offsets import Budget, Place
from framekit.capture.text.pieces import DEFAULT_LIMIT, DumpError, Piece, Reader, from_hex, without_comment
from framekit.capture.text.times import Clock

_ROW = re.compile(r"([ \t]*)(0[xX])?([0-9a-fA-F]{1,16})[hH]?(:?)([ \t]+|$)(.*)")
_PAIR = r"(?:0x)?[0-9a-fA-F]{2}"
_GROUP = r"(?:0x)?(?:[0-9a-fA-F]{2})++"
_CELLS = {
    kind: (
        re.compile(rf"{cell}(?:[ \t]+(?:- ?)?{cell}|-{cell})*+"),
        re.compile(rf"{cell}(?:(?:[ \t]{{1,2}}| - ){cell}|-{cell})*+"),
    )
    for kind, cell in (("pairs", _PAIR), ("groups", _GROUP))
}
"""For each kind of cells: a pattern that allows any gaps, for use with a column of characters, and one for use without."""
_NOT_HEX = str.maketrans("", "", "-")

_NARROW = 8
"""The minimum number of bytes in a row whose offset has two digits and is followed by a single blank."""

_RULE = re.compile(r"[=─-]{8,}$")
_FOLLOW = re.compile(r"Follow: (\w+),(\w+)")
_NODE = re.compile(r"Node ([01]): (.+)")

_SEVERAL_PAIRS = re.compile(r"(?<![\w.,:/-])[0-9a-fA-F]{2}(?:[ \t]+[0-9a-fA-F]{2}){2}(?![\w.,:/-])")
_SEVERAL_GROUPS = re.compile(r"(?<![\w.,:/-])(?:[0-9a-fA-F]{4}){1,4}(?:[ \t]+(?:[0-9a-fA-F]{4}){1,4}){2}(?![\w.,:/-])")
_SECOND_IS_HEX = re.compile(r"[ \t]*(?:0[xX])?(\S{3,18}?):?[ \t]+(?:[0-9a-fA-F]{2}){1,8}(?:[ \t]|$)")
_MARKED_OFFSET = re.compile(r"0[xX][0-9a-fA-F]{3,16}:[ \t]|^\t\S{4,18}[ \t]{1,2}(?:[0-9a-fA-F]{2}){1,2}(?:[ \t]|$)")
_ALL_HEX = re.compile(r"(?:[ \t]*[<\[(]?(?:0[xX]|\\x)?[0-9a-fA-F]{2}[>\])]?[,;:]?)++$")
_LISTED = re.compile(r"(?:\b0[xX][0-9a-fA-F]{2}\b\W+){2}|(?:\\x[0-9a-fA-F]{2}){2}")
_LONG_HEX = re.compile(r"(?<![\w.])(?=[0-9]*[a-fA-F])(?=[a-fA-F]*[0-9])(?:[0-9a-fA-F]{2}){4,}+(?![\w.])")
_HEADING = re.compile(r"[A-Z][\w /.-]* \(\d+ bytes?\):$")


_BYTES_IN_WORDS = (_SEVERAL_PAIRS, _SEVERAL_GROUPS, _MARKED_OFFSET, _LISTED, _LONG_HEX)


def looks_like_row(line: str) -> bool:
    """True if a line of words may be a damaged row of a dump.

    >>> looks_like_row("00x00010  46 4b"), looks_like_row("Frame 12: 60 bytes on wire")
    (True, False)
    """
    if any(pattern.search(line) for pattern in _BYTES_IN_WORDS) or _ALL_HEX.match(line):
        return True
    found = _SECOND_IS_HEX.match(line)
    if found is None:
        return False
    digits = sum(each in "0123456789abcdefABCDEF" for each in found[1])
    return any(each.isdigit() for each in found[1]) and digits >= len(found[1]) - 1


class DumpReader(Reader):
    """Reads rows of an offset, bytes and characters.

    Args:
        colon: whether offsets have a colon after them; if None, the first row determines that.
        marked: whether offsets have `0x` before them; if None, the first row determines that.
        limit: the maximum number of bytes that `*` lines stand for.
        name: the name of the form.
    """

    blocks = True

    def __init__(
        self, *, colon: bool | None = None, marked: bool | None = None, limit: int = DEFAULT_LIMIT, name: str = "dump"
    ) -> None:
        self.name = name
        self._colon = colon
        self._marked = marked
        self._budget = Budget(limit)
        self._places: dict[str, Place] = {}
        self._amid = False  # the last line was a row
        self._beside = False  # rows have characters beside them
        self._dissection = False  # after an unindented line of words, indented ones are its details
        self._following = False
        self._about: dict[str, str] = {}
        self._indents: dict[str, str] = {"": ""}
        self._last: Place | None = None
        self._held: list[Piece] = []
        self._clock = Clock()
        self._time: int | None = None  # the first time in the words before a block
        self._is_timed = False  # a block already has that time, so further words concern another block

    def feed(self, line: str, number: int) -> Iterator[Piece]:
        """See Reader."""
        text = line.rstrip()
        bare = text.strip()
        if not bare:
            self._amid = False
        elif bare == "*":
            if self._last is None:
                raise DumpError("`*` repeats the preceding row, but there is none")
            self._last.star()
        else:
            found = _ROW.match(text)
            if found is not None and self._is_styled(found) and not self._is_detail(text):
                yield from self._row(found, number)
            else:
                self._words(text)

    def _is_detail(self, text: str) -> bool:
        """True if the line is a detail of the dissection of a packet, which may contain anything."""
        indented = text[0] in " \t" and not _MARKED_OFFSET.search(text)
        return self._dissection and indented and not self._amid and not self._marked

    def _is_styled(self, found: re.Match[str]) -> bool:
        """True if the line has an offset in the style of the dump."""
        colon, marked = bool(found[4]), bool(found[2])
        if not colon and (len(found[3]) < 2 and len(found[5].expandtabs()) < 2):
            return False
        if not found[6] and (colon or not self._amid):
            return False  # an offset on its own ends a dump
        return self._colon in (None, colon) and self._marked in (None, marked)

    def _words(self, text: str) -> None:
        """Skip a line of words, or refuse it."""
        if self._is_timed:
            self._time, self._is_timed = None, False
        if self._time is None:
            self._time = self._clock.time_in(text)
        if _FOLLOW.match(text):
            self._following = True
            self._places.clear()
            self._about.clear()
        elif (node := _NODE.match(text)) is not None and self._following:
            self._about["12"[int(node[1])]] = node[2].strip()
        elif _RULE.match(text.strip()) or _HEADING.match(text):
            self._amid = self._dissection = False
            return
        elif text.lstrip().startswith("#") and not self._is_detail(text):
            inner = text.lstrip().lstrip("#")
            if looks_like_row(inner) or _ROW.match(inner.strip()):
                raise DumpError("the comment may be a row of the dump; remove the comment or its comment sign")
            without_comment(text)
            return
        indented = text[0] in " \t"
        if self._amid and not (self._marked and self._colon):
            raise DumpError("not a row of this kind of dump")
        if not self._is_detail(text) and looks_like_row(text):
            raise DumpError("this looks like a damaged row of a dump")
        self._amid = False
        self._dissection = self._dissection or not indented

    def _row(self, found: re.Match[str], number: int) -> Iterator[Piece]:
        indent, mark, digits, colon, gap, rest = found.groups()
        if not rest:
            assert self._last is not None
            if self._last.repeating:
                yield from (Piece(part, self._stream(indent), line=number) for part in self._last.repeat_to(digits))
            self._last.move_to(digits)
            return
        try:
            data, beside = self._cells(rest, "groups" if colon else "pairs")
        except DumpError as fault:
            if not self._amid and not fault.sure and not looks_like_row(found[0]):
                self._words(found[0])
                return
            raise
        self._colon, self._marked = bool(colon), bool(mark)
        stream = "" if colon else self._stream(indent)
        place = self._places.get(stream)
        begins = place is None
        if place is None or (place.size and not self._amid and int(digits, 16) == 0):
            begins = True
            if place is not None:
                place.end()
            place = self._places[stream] = Place((16, 10), self._budget)
        about = self._about.get(stream, "")
        if place.repeating:
            yield from (Piece(part, stream, line=number, about=about) for part in place.repeat_to(digits))
        place.move_to(digits)
        place.add(data)
        self._last = place
        self._amid = self.found = True
        self._dissection = False
        self._beside = self._beside or beside
        piece = Piece(data, stream, begins, number, about, self._time)
        self._is_timed = True
        if begins and len(digits) < 3 and len(gap.expandtabs()) < 2 and not colon:
            # The row also looks like hex without offsets; the next row decides.
            if int(digits, 16) or len(data) < _NARROW:
                raise DumpError("the offset may be a byte")
            self._held = [piece]
            return
        yield from self._held
        self._held = []
        yield piece

    def _stream(self, indent: str) -> str:
        if self._following:
            self._indents[""] = "1"
        if indent not in self._indents:
            if len(self._indents) > 1:
                raise DumpError("the indentation differs from that of both directions")
            self._indents[indent] = "2"
        return self._indents[indent]

    def _cells(self, rest: str, kind: str) -> tuple[bytes, bool]:
        """Return the bytes of a row, and whether it has characters beside them. Raises DumpError."""
        any_gaps, no_gaps = _CELLS[kind]
        for gap in GAPS.finditer(rest):
            head = rest[: gap.start()]
            if not any_gaps.fullmatch(head):
                break
            data = _bytes_of(head)
            if shows(rest[gap.end() :], data):
                return data, True
        if no_gaps.fullmatch(rest):
            data = _bytes_of(rest)
            if self._beside and data.strip(b" "):
                raise DumpError("the column of characters is missing or does not match the bytes")
            return data, False
        if not self._beside:
            cut = without_comment(rest)
            if cut != rest and no_gaps.fullmatch(cut):
                return _bytes_of(cut), False
        odd = next((word for word in rest.split() if re.fullmatch(r"(?:[0-9a-fA-F]{2})*[0-9a-fA-F]", word)), None)
        if odd is not None and not self._beside and re.fullmatch(r"[0-9a-fA-F \t]+", rest):
            raise DumpError(f"{odd!r} has an odd number of hex digits")
        if any_gaps.match(rest):
            raise DumpError(
                "the column of characters does not match the bytes (xxd -b and -e are not supported)",
                sure=kind == "groups" and len(rest.split()) > 2,
            )
        raise DumpError("not a row of this kind of dump")

    def end(self) -> Iterator[Piece]:
        """See Reader."""
        for place in self._places.values():
            place.end()
        if not self.found or self._held:
            raise DumpError("no row of a dump found, or only one whose offset may be a byte")
        yield from ()


def _bytes_of(cells: str) -> bytes:
    return from_hex(cells.replace("0x", "").translate(_NOT_HEX))
