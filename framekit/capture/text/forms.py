"""The forms of text, and how to recognise them.

Strategy: all possible readers read in parallel. A reader that cannot read a line drops out. As long as the remaining ones agree
on the bytes, the bytes are passed on; if they do not agree, the bytes wait for more text, and at its end the text is ambiguous.

Rules: no form is preferred to another that yields other bytes. Once only one reader is left, its errors are the errors of the
text. What waits is bounded.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from framekit.capture.text.columns import ColumnReader
from framekit.capture.text.hexdump import DumpReader
from framekit.capture.text.hexyl import HexylReader
from framekit.capture.text.literals import CReader, PythonReader, StringReader
from framekit.capture.text.logs import LogReader
from framekit.capture.text.pieces import DEFAULT_LIMIT, DumpError, Piece, Reader, feed
from framekit.capture.text.plain import Base64Reader, DecimalReader, FollowReader, HexReader
from framekit.capture.text.words import WordReader

WAITING = 1 << 20
"""The maximum number of characters that wait until the form is certain."""

_COLOURS = re.compile("\x1b\\[[0-9;]*[mK]")

FORMS: dict[str, str] = {
    "hex": "hex digits in any common notation",
    "xxd": "xxd (not -b, -e)",
    "hexdump": "hexdump, with -C or without",
    "od": "od -t x1, x2, x4, x8",
    "hexyl": "hexyl",
    "tcpdump": "tcpdump -x, -X",
    "wireshark": "Wireshark and tshark -x, and their follow output in hex",
    "follow": "follow output of tshark in raw form",
    "log": "hex after the prefix of a log line",
    "c": "arrays in C (xxd -i) and similar languages",
    "python": "Python bytes and bytearray",
    "string": "strings with \\x escapes",
    "base64": "base64",
    "decimal": "decimal numbers",
    "csv-hex": "a column of a table, in hex",
    "csv-decimal": "a column of a table, in decimal numbers",
}
"""The names of the forms of text, and what each reads."""


def readers_of(form: str, *, limit: int = DEFAULT_LIMIT, column: str | None = None) -> list[Reader]:
    """Return new readers of a form; for "auto", of all forms, the likeliest first.

    Raises:
        ValueError: the form is unknown.
    """
    hex_words = WordReader("hexdump", (16,), words=True, limit=limit)
    od = WordReader("od", (8, 10, 16), limit=limit)
    tables: list[Reader] = [ColumnReader("hex", column), ColumnReader("decimal", column)]
    if form == "auto" and column is not None:
        return tables
    if form == "auto":
        return [
            DumpReader(limit=limit),
            od,
            hex_words,
            HexylReader(limit),
            HexReader(strict=True),
            StringReader(),
            PythonReader(),
            CReader(),
            Base64Reader(strict=True),
            DecimalReader(strict=True),
            LogReader(),
            FollowReader(strict=True),
            *tables,
        ]
    makers: dict[str, Callable[[], list[Reader]]] = {
        "hex": lambda: [HexReader()],
        "xxd": lambda: [DumpReader(colon=True, limit=limit, name="xxd")],
        "hexdump": lambda: [DumpReader(colon=False, marked=False, limit=limit, name="hexdump"), hex_words],
        "od": lambda: [od],
        "hexyl": lambda: [HexylReader(limit)],
        "tcpdump": lambda: [DumpReader(colon=True, marked=True, limit=limit, name="tcpdump")],
        "wireshark": lambda: [DumpReader(colon=False, limit=limit, name="wireshark")],
        "follow": lambda: [FollowReader()],
        "log": lambda: [LogReader()],
        "c": lambda: [CReader()],
        "python": lambda: [PythonReader()],
        "string": lambda: [StringReader()],
        "base64": lambda: [Base64Reader()],
        "decimal": lambda: [DecimalReader()],
        "csv-hex": lambda: tables[:1],
        "csv-decimal": lambda: tables[1:],
    }
    if form not in makers:
        raise ValueError(f"unknown form of text {form!r}; expected one of {', '.join(FORMS)}")
    return makers[form]()


@dataclass
class _Candidate:
    """A reader that may be the right one."""

    reader: Reader
    pieces: list[Piece] = field(default_factory=list)
    productive: bool = False

    def take(self, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            if piece.data:
                self.pieces.append(piece)
                self.productive = True


class TextReader:
    """Reads text line by line, in a given or recognised form.

    Args:
        form: the name of a form, or "auto".
        limit: the maximum number of bytes that the `*` lines of a dump stand for.
        column: the column of a table that contains the bytes.

    Attributes:
        reader: the reader of the form, once it is certain.

    >>> reader = TextReader()
    >>> [piece.data for piece in reader.feed(["00000000: 464b 0102  FK.."])]
    [b'FK\\x01\\x02']
    >>> list(reader.end())
    []
    """

    def __init__(self, form: str = "auto", *, limit: int = DEFAULT_LIMIT, column: str | None = None) -> None:
        readers = readers_of(form, limit=limit, column=column)
        self._told = form != "auto"
        self._candidates = [_Candidate(reader) for reader in readers]
        self.reader: Reader | None = readers[0] if len(readers) == 1 else None
        self._faults: list[tuple[DumpError, _Candidate]] = []
        self._number = 0
        self._waiting = 0
        self._words = False

    @property
    def likeliest(self) -> Reader:
        """The reader of the form, or the likeliest of the remaining ones."""
        return self._candidates[0].reader if self.reader is None else self.reader

    @property
    def waits(self) -> bool:
        """True as long as the form is not certain."""
        return self.reader is None and not self._told

    def feed(self, lines: Iterable[str]) -> Iterator[Piece]:
        """Yield the bytes of further lines, as far as they are certain.

        Raises:
            DumpError: a line cannot be read, or the text is in none of the forms.
        """
        for given in lines:
            line = _COLOURS.sub("", given) if "\x1b" in given else given
            self._number += 1
            if self.reader is not None:
                yield from (piece for piece in feed(self.reader, line, self._number) if piece.data)
                continue
            self._words = self._words or bool(line.strip())
            self._waiting += len(line)
            for each in list(self._candidates):
                try:
                    each.take(feed(each.reader, line, self._number))
                except DumpError as fault:
                    self._drop(each, fault)
        if self.reader is None:
            yield from self._settle()
            if self._waiting > WAITING:
                raise self._ambiguous()

    def _drop(self, candidate: _Candidate, fault: DumpError) -> None:
        self._candidates.remove(candidate)
        self._faults.append((fault, candidate))
        if not self._candidates:
            raise self._refusal()

    def _settle(self, *, ended: bool = False) -> Iterator[Piece]:
        productive = [each for each in self._candidates if each.productive]
        if not productive:
            return
        first = productive[0]
        if len({_signature(each.pieces) for each in productive}) > 1:
            if ended:
                raise self._ambiguous()
            return
        if not self._told and len(productive) == 1 and first.reader.doubt():
            if ended:
                raise DumpError(
                    f"the text can be read as {first.reader.name}, but {first.reader.doubt()}; "
                    f"choose with --input {first.reader.name} or --input raw"
                )
            return
        pieces = first.pieces
        for each in productive:
            each.pieces = []
        self._waiting = 0
        self._candidates = productive
        if len(productive) == 1:
            self.reader = first.reader
        yield from pieces

    def end(self) -> Iterator[Piece]:
        """Yield the bytes that were waiting for more text.

        Raises:
            DumpError: the text is incomplete, is ambiguous, or is in none of the forms.
        """
        if self.reader is not None:
            yield from self.reader.end()
            return
        if not self._words:
            return
        for each in list(self._candidates):
            try:
                each.take(each.reader.end())
            except DumpError as fault:
                self._drop(each, fault)
        if not any(each.productive or each.reader.found for each in self._candidates):
            raise self._refusal()
        yield from self._settle(ended=True)

    def _ambiguous(self) -> DumpError:
        names = [each.reader.name for each in self._candidates if each.productive]
        if len(names) < 2:
            return self._refusal()
        names = [_told_name(name) for name in names]
        ways = " or ".join(f"--input {name}" for name in names)
        return DumpError(f"the text can be read as {' and as '.join(names)}, which give different bytes; choose with {ways}")

    def _refusal(self) -> DumpError:
        """Return the error of a text that no reader could read."""
        best, line = None, 0
        for fault, candidate in self._faults:
            if (candidate.productive or fault.sure or self._told) and fault.line > line:
                best, line = fault, fault.line
        if best is not None and (self._told or line > 1 or best.sure):
            return best
        furthest = max((fault for fault, _ in self._faults), key=lambda fault: fault.line, default=None)
        reason = (
            "the text is in none of the supported forms; name its form with --input, or use --input raw if its characters "
            "are the bytes themselves"
        )
        if furthest is None or not furthest.line:
            return DumpError(reason)
        return DumpError(reason, line=furthest.line, text=furthest.text)


def _told_name(name: str) -> str:
    return "wireshark" if name == "dump" else name


def _signature(pieces: list[Piece]) -> tuple[tuple[int, bool, int, bytes], ...]:
    """Return a value that is equal for equal bytes, whatever the readers call the streams and wherever they split the bytes."""
    streams: dict[str, int] = {}
    runs: list[tuple[int, bool, int, bytes]] = []
    digest = hashlib.blake2b()
    size = 0
    current: tuple[int, bool] | None = None
    for piece in pieces:
        new = piece.stream not in streams
        index = streams.setdefault(piece.stream, len(streams))
        begins = piece.begins and not new
        if current is not None and (begins or index != current[0]):
            runs.append((*current, size, digest.digest()))
            digest, size, current = hashlib.blake2b(), 0, None
        if current is None:
            current = (index, begins)
        digest.update(piece.data)
        size += len(piece.data)
    if current is not None:
        runs.append((*current, size, digest.digest()))
    return tuple(runs)


def read_text(text: str, form: str = "auto", *, limit: int = DEFAULT_LIMIT, column: str | None = None) -> Iterator[Piece]:
    """Read the bytes of a whole text.

    Args:
        text: the text.
        form: its form (see FORMS), or "auto" to recognise it.
        limit: the maximum number of bytes that the `*` lines of a dump stand for.
        column: the column of a table that contains the bytes.

    Yields:
        The bytes in pieces, each with its stream and whether it begins a new block.

    Raises:
        DumpError: the text cannot be read, or its form is ambiguous.
        ValueError: the form is unknown.

    >>> b"".join(piece.data for piece in read_text("46 4b 01 02"))
    b'FK\\x01\\x02'
    >>> b"".join(piece.data for piece in read_text("10 20"))
    Traceback (most recent call last):
    framekit.capture.text.pieces.DumpError: the text can be read as hex and as decimal, ...
    """
    reader = TextReader(form, limit=limit, column=column)
    yield from reader.feed(line.rstrip("\r") for line in text.split("\n"))
    yield from reader.end()
