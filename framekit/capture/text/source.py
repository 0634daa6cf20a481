"""Raw bytes or text, from a file or a live pipe, as pieces of bytes.

Strategy: input is read as soon as it arrives, so that a live pipe yields bytes without delay. The bytes received so far decide
whether the input is raw bytes or text; text goes through a reader of its form.

Rules: what waits until the form is certain is bounded; nothing else is held.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Protocol

from framekit.capture.text.forms import TextReader
from framekit.capture.text.incoming import InputKind, Lines, encoding_of
from framekit.capture.text.pieces import DumpError, Piece

CHUNK = 1 << 16


class Readable(Protocol):
    """A source of bytes."""

    def read(self, size: int, /) -> bytes:
        """Read at most `size` bytes; b"" at the end."""


class Source:
    """An input.

    Args:
        file: a binary file open for reading.
        form: "auto", "raw", or the name of a form of text.
        limit: the maximum number of bytes that the repetitions of a dump stand for.
        column: the column of a table that contains the bytes.

    Attributes:
        text: the reader of the text, or None for raw bytes; known from the first batch on.
    """

    def __init__(self, file: Readable, form: str, *, limit: int, column: str | None = None) -> None:
        self._file = file
        self._form = form
        self._limit = limit
        self._column = column
        self.text: TextReader | None = None

    def batches(self) -> Iterator[Iterator[Piece]]:
        """Yield batches of pieces that are available without waiting; after each batch, reading may block.

        Raises:
            DumpError: when a batch is read or the next one is requested; the pieces before the fault have been yielded.
        """
        chunks = self._chunks()
        if self._form == "raw":
            yield from _raw((), chunks)
            return
        head, kind = next(chunks, b""), InputKind()
        found = kind.feed(head)
        if self._form == "auto":
            while found == "undecided":
                chunk = next(chunks, b"")
                found = kind.feed(chunk, ended=not chunk)
                head += chunk
            if found == "raw":
                yield from _raw([head], chunks)
                return
        yield from self._text(head, chunks, kind)

    def _chunks(self) -> Iterator[bytes]:
        read = getattr(self._file, "read1", self._file.read)
        try:
            while chunk := read(CHUNK):
                yield chunk
        except OSError as fault:
            raise DumpError(f"cannot read the input: {fault}") from fault

    def _text(self, head: bytes, chunks: Iterator[bytes], kind: InputKind) -> Iterator[Iterator[Piece]]:
        text = TextReader(self._form, limit=self._limit, column=self._column)
        lines = Lines(encoding_of(head))
        self.text = text
        yield text.feed(lines.feed(head))
        waiting = [head]
        for chunk in chunks:
            if text.waits:
                waiting.append(chunk)
                if kind.feed(chunk) == "raw":
                    self.text = None
                    yield from _raw(waiting, chunks)
                    return
            else:
                waiting.clear()
            yield text.feed(lines.feed(chunk))
        yield text.feed(lines.end())
        yield text.end()


def _raw(head: Iterable[bytes], chunks: Iterator[bytes]) -> Iterator[Iterator[Piece]]:
    for chunk in itertools.chain(head, chunks):
        if chunk:
            yield iter([Piece(chunk)])


def merged(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Merge neighbouring pieces, up to a maximum size. Pieces before an error are yielded before it is raised."""
    first: Piece | None = None
    parts: list[bytes] = []
    size = 0
    fault: DumpError | None = None
    iterator = iter(pieces)
    while True:
        try:
            piece = next(iterator, None)
        except DumpError as caught:
            piece, fault = None, caught
        if first is not None and (piece is None or piece.begins or not _go_on(first, piece) or size >= CHUNK):
            yield replace(first, data=b"".join(parts))
            first = None
        if piece is None:
            break
        if first is None:
            first, parts, size = piece, [], 0
        parts.append(piece.data)
        size += len(piece.data)
    if fault is not None:
        raise fault


def _go_on(first: Piece, piece: Piece) -> bool:
    return (piece.stream, piece.time, piece.about) == (first.stream, first.time, first.about)


def lines_apart(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield the pieces, with those of each line as a separate block."""
    line = -1
    for piece in pieces:
        yield replace(piece, begins=piece.line != line)
        line = piece.line
