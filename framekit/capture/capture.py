"""open_capture: from a recorded file to frames.

Strategy: opening.py and text/ read the file, and decoding.py finds the frames in it.

Rules: one pass over the file, which yields each item as soon as its last byte has been read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from framekit.capture.containers.opening import Unpacked, read_packets
from framekit.capture.decoding import Decoding
from framekit.capture.found import Found
from framekit.capture.packet import CaptureError, Note, Packet
from framekit.capture.tcp.connections import Connection
from framekit.capture.text.pieces import DEFAULT_LIMIT, DumpError, Piece
from framekit.capture.text.source import Source, lines_apart, merged
from framekit.declare.frame import Frame
from framekit.protocol.protocol import Protocol


def open_capture(
    source: str | os.PathLike[str] | BinaryIO,
    *,
    form: str = "auto",
    limit: int = DEFAULT_LIMIT,
    each_line: bool = False,
    column: str | None = None,
) -> Capture:
    """Open a capture: pcap or pcapng, optionally compressed with gzip or Zstandard, or any text that `framekit decode` reads.

    Args:
        source: a path, or a binary file open for reading, which can be read again only if it is seekable.
        form: the form of a text; "auto" recognises it, "raw" means that the bytes are themselves a stream.
        limit: the maximum number of bytes that the `*` lines of a dump stand for.
        each_line: whether each line of a text is a separate block, such as a datagram.
        column: the column of a table that contains the bytes, if its name does not indicate it.

    Raises:
        OSError: the file cannot be opened.
        CaptureError: the file is compressed with Zstandard, and no package that decompresses it is installed.

    >>> import io
    >>> from framekit import Frame, text, u8
    >>> class Word(Frame):
    ...     word: str = text(prefix=u8)
    >>> with open_capture(io.BytesIO(b"00000000  02 68 69 03 79 6f 75\\n")) as capture:
    ...     [found.frame.word for found in capture.frames(Word)]
    ['hi', 'you']
    """
    return Capture(source, form=form, limit=limit, each_line=each_line, column=column)


class Capture:
    """A capture opened by `open_capture`; a context manager.

    Attributes:
        kind: "pcap", "pcapng", or "text" (which includes raw bytes).
    """

    def __init__(
        self,
        source: str | os.PathLike[str] | BinaryIO,
        *,
        form: str,
        limit: int,
        each_line: bool = False,
        column: str | None = None,
    ) -> None:
        self._path = source if isinstance(source, str | os.PathLike) else None
        self._file: BinaryIO = source if self._path is None else Path(self._path).open("rb")  # type: ignore[assignment]  # noqa: SIM115
        self._form = form
        self._limit = limit
        self._each_line = each_line
        self._column = column
        self._source: Source | None = None
        self._decoding: Decoding | None = None
        self._reading: Unpacked | None = None
        try:
            self._unpacked: Unpacked | None = Unpacked(self._file)
        except BaseException:
            self.close()
            raise
        self.kind = self._unpacked.kind if form == "auto" and self._unpacked.kind else "text"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file if `open_capture` opened it."""
        if self._path is not None:
            self._file.close()

    def _begin(self) -> Unpacked:
        """Return the file, from its first byte on."""
        unpacked, self._unpacked = self._unpacked, None
        if unpacked is not None:
            self._reading = unpacked
            return unpacked
        if not self._file.seekable():
            raise CaptureError("the capture has already been read, and its file is not seekable")
        self._file.seek(0)
        self._reading = Unpacked(self._file)
        return self._reading

    def packets(self) -> Iterator[Packet | Note]:
        """Return the packets, and notes on faults in the file.

        Raises:
            CaptureError: the file is text, or cannot be read any further.
        """
        if self.kind == "text":
            raise CaptureError("text has no packets; use frames()")
        return read_packets(self._begin())

    def frames(
        self,
        protocol: type[Frame] | Protocol | Sequence[Protocol],
        *,
        port: int | Iterable[int] | None = None,
        stream: int | None = None,
        direction: str | None = None,
        keep_bytes: bool = False,
        many: bool = False,
        skip: int = 0,
        client: str | None = None,
        **options: Any,
    ) -> Iterator[Found]:
        """Yield the frames of a protocol and everything else found, ordered by when the last byte of each was captured.

        Args:
            protocol: a Protocol, or a Frame class that both sides send. From a sequence of protocols, one is chosen for each
                conversation, by its ports and by which protocol's first frames decode; a note says which and why.
            port: the ports of the server, instead of the protocol's. With a Frame class, all conversations are decoded if left
                out. With several protocols, only conversations with these ports are decoded, and their frames determine the
                protocol of each.
            stream: the number of a single connection.
            direction: "client" or "server", for only what that side sends. The other side is decoded anyway, since the protocol
                may need it. With a text, the name of a stream such as "rx" is possible too.
            keep_bytes: whether to keep the bytes of frames in `Found.data`; those of datagrams are always kept.
            many: whether a datagram may carry several frames.
            skip: the number of bytes of a text to leave out at the beginning of each of its blocks.
            client: the name of the stream of a text that is the client, such as "tx"; the first stream if left out.
            options: the options of the decoders: `framing`, `max_frame_size`, `on_error` ("skip" if left out), `resync`,
                `max_skip`, `given`.

        Raises:
            CaptureError: the file cannot be read any further; everything found before has been yielded.
            DumpError: the same for a text.
        """
        if self.kind != "text" and direction not in (None, "client", "server"):
            raise ValueError(f"direction= must be 'client' or 'server', got {direction!r}")
        protocols = [Protocol.of(protocol)] if isinstance(protocol, type | Protocol) else _protocols(protocol)
        if not protocols:
            raise ValueError("expected at least one protocol, got none")
        ports = None if port is None else frozenset([port] if isinstance(port, int) else port)
        decoding = self._decoding = Decoding(
            protocols, ports, keeps=keep_bytes, many=many, options={"on_error": "skip", **options}
        )
        if self.kind == "text":
            named = direction if direction not in ("client", "server") else None
            direction = direction if named is None else None
            found = decoding.text(self._pieces(named, client), skip, None if client is None else client.lower())
        else:
            found = decoding.packets(self.packets())
        try:
            yield from self._chosen(found, direction, stream)
        except DumpError as error:
            if self._reading is not None and self._reading.damage:
                error.add_note(self._reading.damage)
            raise
        if self.kind == "text" and self._reading is not None and self._reading.damage:
            yield Found(None, "note", self._reading.damage, None, b"", 0, 0, "", None, (), None, None)

    def _chosen(self, found: Iterable[Found], direction: str | None, stream: int | None) -> Iterator[Found]:
        for each in found:
            if direction is not None and each.direction not in (direction, ""):
                continue
            if stream is None or each.connection is None or each.connection.number == stream:
                yield each

    @property
    def conversations(self) -> int:
        """The number of conversations that `frames` has encountered so far."""
        return 0 if self._decoding is None else self._decoding.conversations

    @property
    def decoded(self) -> int:
        """The number of these conversations that it decodes."""
        return 0 if self._decoding is None else self._decoding.decoded

    def connections(self) -> list[Connection]:
        """Return the TCP connections and the datagram conversations, with counts of packets and bytes.

        Raises:
            CaptureError: the file is text, or cannot be read any further.
        """
        decoding = Decoding((), None)
        for _ in decoding.packets(self.packets()):
            pass
        return sorted(decoding.met, key=lambda each: each.number)

    @property
    def is_one_stream(self) -> bool:
        """True if all bytes of a text of known form are one stream, so that nothing follows an error that ends it."""
        source = self._source
        if source is None or self._each_line:
            return False
        return source.text is None or (source.text.reader is not None and not source.text.reader.blocks)

    def _pieces(self, direction: str | None, client: str | None) -> Iterator[Piece]:
        """Yield the pieces of a text, or of one of its streams if its name is given.

        Raises:
            DumpError: the text cannot be read, or no stream has that name or the client's.
        """
        source = self._source = Source(self._begin(), self._form, limit=self._limit, column=self._column)
        wanted = None if direction is None else direction.lower()
        names: dict[str, None] = {}
        for batch in source.batches():
            for piece in self._lines(source, batch) if self._each_line else merged(batch):
                name = piece.stream or "1"
                names.setdefault(name)
                if wanted is None or name.lower() == wanted:
                    yield piece
        for asked in (direction, client):
            if asked is not None and all(name.lower() != asked.lower() for name in names):
                raise DumpError(f"the input has no direction {asked!r}; found: {', '.join(names) or 'none'}")

    def _lines(self, source: Source, pieces: Iterable[Piece]) -> Iterator[Piece]:
        for piece in lines_apart(pieces):
            text = source.text
            if text is None or not text.likeliest.by_line:
                form = "raw bytes" if text is None else f"the form {text.likeliest.name}"
                raise DumpError(f"--each line requires text in which each line can be read on its own, got {form}")
            yield piece


def _protocols(protocols: Any) -> list[Protocol]:
    if isinstance(protocols, Sequence) and all(isinstance(each, Protocol) for each in protocols):
        return list(protocols)
    hint = "; use its PROTOCOL" if isinstance(getattr(protocols, "PROTOCOL", None), Protocol) else ""
    raise TypeError(f"expected a Protocol, a Frame class or a list of Protocols, got {protocols!r}{hint}")
