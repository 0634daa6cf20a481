"""Tables of bytes: the CSV exports of logic analysers (Saleae Logic, sigrok) and of serial monitors.

Strategy: the first row names the columns; those with bytes are recognised by their names, or named by the user. A row adds the
bytes in its cell. Columns such as MOSI and MISO, and the values of a column with the direction, are separate streams.

Rules: a cell is a list of bytes: `0x46`, `'F'`, hex, or decimal numbers, in the same way in all cells of a table. An empty cell
has no bytes; any other cell that cannot be read is an error.

Sources: Saleae support, "Exporting analyzer results" (serial, SPI, I2C; data table of Logic 2); sigrok-cli(1), output format
csv.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import Literal

from framekit.capture.text.escapes import unescape
from framekit.capture.text.pieces import DumpError, Piece, Reader
from framekit.capture.text.plain import DecimalReader, HexReader
from framekit.capture.text.times import Clock

_DATA = ("data", "value", "payload", "bytes", "hex", "byte", "content", "raw")
_SIDES = (("mosi", "miso"), ("tx", "rx"), ("out", "in"), ("txd", "rxd"))
_DIRECTION = ("direction", "dir", "read/write", "rw", "r/w", "side", "channel", "source")
MAX_COLUMNS = 4096
_TIMES = ("time", "timestamp", "start_time", "start time", "start", "date", "datetime")
_CHARACTER = re.compile(r"'(.|\\.{1,3})'")


class ColumnReader(Reader):
    """Reads the bytes in a column of a table.

    Args:
        base: the notation of its cells: hex or decimal numbers.
        column: the name of the column; if left out, the one whose name indicates bytes.
    """

    blocks = True
    by_line = True

    def __init__(self, base: Literal["hex", "decimal"], column: str | None = None) -> None:
        self.name = f"csv-{base}"
        self._cell: Reader = HexReader() if base == "hex" else DecimalReader(strict=True)
        self._column = column
        self._columns: list[str] = []
        self._delimiter = ","
        self._data: list[tuple[int, str]] = []
        self._side: int | None = None
        self._time: int | None = None
        self._clock = Clock()
        self._streams: set[str] = set()

    def feed(self, line: str, number: int) -> Iterator[Piece]:
        """See Reader."""
        if not line.strip() or (not self._columns and line.startswith((";", "#", "%"))):
            return
        if not self._columns:
            self._head(line)
            return
        cells = self._split(line)
        if len(cells) != len(self._columns):
            raise DumpError(f"expected {len(self._columns)} cells in the row, found {len(cells)}")
        side = "" if self._side is None else cells[self._side].strip().lower()
        for index, name in self._data:
            data = self._bytes(cells[index].strip())
            if data:
                stream = side or name
                self.found = True
                time = None if self._time is None else self._clock.time_in(f"[{cells[self._time].strip()}] ")
                yield Piece(data, stream, stream not in self._streams, number, time=time)
                self._streams.add(stream)

    def _split(self, line: str) -> list[str]:
        try:
            return next(csv.reader([line], delimiter=self._delimiter, strict=True))
        except csv.Error as fault:
            raise DumpError(f"not a row of a table: {fault}") from None

    def _head(self, line: str) -> None:
        self._delimiter = max(",;\t", key=line.count)
        if line.count(self._delimiter) > MAX_COLUMNS:
            raise DumpError(f"expected at most {MAX_COLUMNS} columns")
        columns = [re.sub(r"\s*\[.*\]", "", name).strip().lower() for name in self._split(line)]
        if len(columns) < 2:
            raise DumpError("expected a header row with at least two columns")
        if self._column is not None:
            wanted = self._column.strip().lower()
            if columns.count(wanted) != 1:
                raise DumpError(f"expected exactly one column {self._column!r}, found {columns.count(wanted)}")
            self._data = [(columns.index(wanted), "")]
        else:
            sides = next((pair for pair in _SIDES if all(columns.count(name) == 1 for name in pair)), None)
            if sides is not None:
                self._data = [(columns.index(name), name) for name in sides]
            else:
                named = [name for name in columns if name in _DATA]
                if len(named) != 1:
                    which = f"each of the columns {' and '.join(named)} may" if named else "no column is known to"
                    raise DumpError(f"{which} contain bytes; name one with --column")
                self._data = [(columns.index(named[0]), "")]
        ways = [name for name in columns if name in _DIRECTION and name not in [columns[index] for index, _ in self._data]]
        if len(ways) == 1 and not self._data[0][1]:
            self._side = columns.index(ways[0])
        self._time = next((index for index, name in enumerate(columns) if name in _TIMES), None)
        self._columns = columns

    def _bytes(self, text: str) -> bytes:
        character = _CHARACTER.fullmatch(text)
        if character is not None:
            return unescape(character[1])
        try:
            data = b"".join(piece.data for piece in self._cell.feed(text, 0))
            if text and not data:
                raise DumpError("no byte found")
            return data
        except DumpError as fault:
            raise DumpError(f"the cell {text[:24]!r} does not contain bytes: {fault.reason}") from None

    def end(self) -> Iterator[Piece]:
        """See Reader."""
        if not self.found:
            raise DumpError("the table contains no bytes")
        yield from ()
