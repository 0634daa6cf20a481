"""Log lines that end in bytes: `2026-01-02 12:00:00.123 INFO RX: 46 4b 01 02`, `[12:00:01] << 464b`, `uart-1: 46`.

Strategy: the prefix of a line is removed word by word (dates, times, levels, names, brackets, arrows); after a sign that ends a
prefix, the rest must be hex up to the end of the line. Words such as RX and TX, and arrows, determine the direction.

Rules: a line without bytes is skipped, but never one that may contain bytes: neither one with the same prefix as lines with
bytes, nor one with several consecutive bytes in hex, nor one that ends like a line with bytes (`count: 10`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from framekit.capture.text.characters import GAPS, shows
from framekit.capture.text.hexdump import looks_like_row
from framekit.capture.text.pieces import DumpError, Piece, Reader, from_hex, without_comment
from framekit.capture.text.times import Clock

_BYTE = r"[0-9a-fA-F]{2}"
_ITEM = rf"(?:0[xX]|\\x)?(?:{_BYTE})++"
_TAIL = re.compile(
    rf"[<\[\"'(]?(?:{_ITEM}(?:[ \t]+{_ITEM})*+|{_BYTE}(?::{_BYTE})++|{_BYTE}(?:-{_BYTE})++|{_ITEM}(?:,[ \t]*{_ITEM})++"
    rf"|(?:\\x{_BYTE})++|{_BYTE}[hH](?:[ \t,]+{_BYTE}[hH])*+)[>\]\"')]?"
)
_ELEMENT = re.compile(
    r"(?P<bracket>\[[^\]]*\]|\([^)]*\))|(?P<time>\d{4}[-/.]\d\d[-/.]\d\d(?:T(?=\d))?|\d\d[-/.]\d\d[-/.]\d{2,4}"
    r"|\d{1,2}:\d\d:\d\d(?:[.,:]\d+)?(?:Z|[+-]\d\d:?\d\d)?|\d+[.,]\d+s?(?=[\s:]))"
    r"|(?P<word>[A-Za-z_](?:[\w./@-]++|:(?=\d+\b))*+(?:\[\d+\])?)|(?P<address>\d+(?:\.\d+){3}(?::\d+)?)"
    r"|(?P<number>\d+)|(?P<sign>[:|>=<,;*→←»«-]+)"
)
_ENDS_PREFIX = re.compile(r"[:|>=<→←»«-]")
_DIRECTIONS = {
    **dict.fromkeys(
        ["rx", "recv", "received", "receive", "rcvd", "read", "in", "input", "<<", "<<<", "<-", "<--", "<=", "←", "«"], "rx"
    ),
    **dict.fromkeys(["tx", "send", "sent", "sending", "write", "out", "output", ">>", ">>>", "->", "-->", "=>", "→", "»"], "tx"),
    **{name: name for name in ("mosi", "miso", "request", "response", "client", "server")},
}
_ENDS_LIKE_BYTES = re.compile(rf"(?:[:>\]|=<→←]|\b(?:rx|tx)\b)[ \t]*{_ITEM}(?:[ \t,:-]+{_ITEM})*$", re.IGNORECASE)
_NOT_DIGITS = re.compile(r"0[xX]|[^0-9a-fA-F]+")
_MOST_CHARACTERS = 4096
"""The maximum length of a line with a column of characters, and of the part that is compared with the prefixes of others."""
_END = 100
"""The number of characters at the end of a line that are searched for a few bytes; more bytes look like a row."""
_MOST_ELEMENTS = 64
"""The maximum number of words, numbers and signs in a prefix."""
_TIME = re.compile(r"\d{1,2}:\d\d:\d\d")
_LEVEL = re.compile(r"(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\b", re.IGNORECASE)
_OFFSET = re.compile(r"\s*(?:0[xX])?[0-9a-fA-F]+[hH]?\s*:?\s*")
_CHANNEL = re.compile(r"[A-Za-z]+[0-9a-z]*-\d+$")


class LogReader(Reader):
    """Reads hex after the prefix of a log line."""

    name = "log"
    blocks = True
    by_line = True

    def __init__(self) -> None:
        self._shapes: set[str] = set()
        self._sizes: set[int] = set()  # the lengths of the shapes
        self._clock = Clock()
        self._streams: set[str] = set()

    def feed(self, line: str, number: int) -> Iterator[Piece]:
        """See Reader."""
        text = line.strip()
        if not text or text.startswith("#"):
            without_comment(text)
            if _split(text[1:]) is not None:
                raise DumpError("the comment may be a line with bytes; remove the comment or its comment sign")
            return
        found = _split(without_comment(text) if not _split(text) else text)
        if found is None:
            shape = _shape(text[:_MOST_CHARACTERS])
            if (
                looks_like_row(text)
                or _ENDS_LIKE_BYTES.search(text[-_END:])
                or any(shape[:size] in self._shapes for size in self._sizes)
            ):
                raise DumpError("this looks like a line with bytes, but its end is not hex")
            if not re.search(r"[G-Zg-z]", text):
                raise DumpError("not a log line")
            return
        prefix, tail, stream = found
        if _OFFSET.fullmatch(prefix):
            raise DumpError("expected a log line, found a row of a dump")
        shape = _shape(prefix)
        data = from_hex(_NOT_DIGITS.sub("", tail))
        if not stream and shape not in self._shapes and len(data) < 3 and not re.search(r"0[xX]|\\x", tail):
            raise DumpError("it is unclear whether this line contains bytes; if it does not, remove it (grep -v)")
        self._shapes.add(shape)
        self._sizes.add(len(shape))
        self.found = True
        yield Piece(data, stream, stream not in self._streams, number, time=self._clock.time_in(prefix))
        self._streams.add(stream)

    def end(self) -> Iterator[Piece]:
        """See Reader."""
        if not self.found:
            raise DumpError("no log line with bytes found")
        yield from ()


def _shape(prefix: str) -> str:
    """Return a prefix without the parts that differ from line to line."""
    return re.sub(r"\d+", "0", prefix).strip()


def _split(line: str) -> tuple[str, str, str] | None:
    """Return the prefix of a line, the hex after it, and the direction; None if the line does not end in hex."""
    at = 0
    direction = ""
    ends = worded = False
    for _ in range(_MOST_ELEMENTS):
        while line[at : at + 1] in (" ", "\t"):
            at += 1
        if ends and worded and (direction or not _TIME.fullmatch(line, at)):
            tail = _tail(line, at)
            if tail:
                return line[:at], tail, direction
        found = _ELEMENT.match(line, at)
        if found is None:
            return None
        kind, text = found.lastgroup, found[0]
        named = _DIRECTIONS.get(text.lower().strip(":[]()"), "")
        if not named and kind == "sign":
            named = _DIRECTIONS.get(text.strip(":|,;"), "")
        if not direction and kind == "word" and _CHANNEL.match(text):
            named = text
        direction = named or direction
        worded = worded or kind in ("bracket", "time", "word", "address") or bool(named)
        ends = (
            bool(named)
            or kind in ("bracket", "time")
            or bool(_LEVEL.fullmatch(text))
            or (kind == "sign" and bool(_ENDS_PREFIX.search(text)))
        )
        if kind == "sign" and text.strip() in (">", "<") and not direction and not line[:at].strip():
            direction, worded = ("tx" if text == ">" else "rx"), True
        at = found.end()
    return None


def _tail(line: str, at: int) -> str:
    """Return the hex at the end of a line, without a column of characters after it; "" if the line does not end in hex."""
    if _TAIL.fullmatch(line, at):
        return line[at:]
    if len(line) <= _MOST_CHARACTERS:
        for gap in GAPS.finditer(line, at):
            head = line[at : gap.start()]
            if not _TAIL.fullmatch(head):
                break
            if shows(line[gap.end() :], from_hex(_NOT_DIGITS.sub("", head))):
                return head
    return ""
