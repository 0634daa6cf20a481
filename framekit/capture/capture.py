"""open_capture: from a file that somebody recorded to frames.

Strategy: opening.py and text/ read the file, decoding.py finds the frames in it.

Rules: one pass over the file, in which what is found comes as soon as its last byte has.
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
    """Open a capture: pcap or pcapng, also compressed with gzip or Zstandard, or any text that `framekit decode` reads.

    Args:
        source: a path, or a file that is open for reading bytes; such a one is read once.
        form: the form of a text, if it is not to be recognised; "raw" for bytes that are a stream themselves.
        limit: the maximum number of bytes that the `*` lines of a dump stand for.
        each_line: each line of a text is a block of its own, as a datagram.
        column: the column of a table that holds the bytes, if its name does not say so.

    Raises:
        OSError: the file cannot be opened.
        CaptureError: it is compressed with Zstandard, and nothing that unpacks it is installed.

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
    """A capture, as `open_capture` opens it; a context manager.

    Attributes:
        kind: "pcap", "pcapng", or "text" (raw bytes among it).
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
        """Close the file, if `open_capture` has opened it."""
        if self._path is not None:
            self._file.close()

    def _begin(self) -> Unpacked:
        """The file from its first byte on."""
        unpacked, self._unpacked = self._unpacked, None
        if unpacked is not None:
            self._reading = unpacked
            return unpacked
        if not self._file.seekable():
            raise CaptureError("the capture was read already, and cannot be read again")
        self._file.seek(0)
        self._reading = Unpacked(self._file)
        return self._reading

    def packets(self) -> Iterator[Packet | Note]:
        """The packets, and notes of what is wrong with the file.

        Raises:
            CaptureError: the file is text, or cannot be read on.
        """
        if self.kind == "text":
            raise CaptureError("text has no packets; ask for its frames")
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
        """What is found of a protocol, in the order in which the last bytes of each were captured.

        Args:
            protocol: a Protocol, or a Frame class that both sides send. Of a sequence of protocols, one is chosen for each
                conversation, by its ports and by whose first frames decode; a note says which and why.
            port: of the server, instead of the protocol's; of a Frame class all conversations are decoded if it is left out. Of
                several protocols it says which conversations are decoded, and their frames say which protocol each is of.
            stream: the number of one connection.
            direction: "client" or "server": only what that one sends. The other side is decoded all the same, as the protocol
                may need it. Of a text, the name of a stream is possible too, such as "rx".
            keep_bytes: keep the bytes of frames in `Found.data`; datagrams always do.
            many: a datagram may carry several frames.
            skip: bytes of a text that are left out at the beginning of each of its blocks.
            client: the name of the stream of a text that is the client, such as "tx"; the first one if left out.
            options: of the decoders: `framing`, `max_frame_size`, `on_error` ("skip" if left out), `resync`, `max_skip`, `given`.

        Raises:
            CaptureError: the file cannot be read on; what was found before was given.
            DumpError: the same of a text.
        """
        if self.kind != "text" and direction not in (None, "client", "server"):
            raise ValueError(f"direction= is 'client' or 'server', not {direction!r}")
        protocols = [Protocol.of(protocol)] if isinstance(protocol, type | Protocol) else list(protocol)
        if not protocols:
            raise ValueError("no protocol is given")
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
        """How many conversations `frames` has met so far."""
        return 0 if self._decoding is None else self._decoding.conversations

    @property
    def decoded(self) -> int:
        """Of these, how many it decodes."""
        return 0 if self._decoding is None else self._decoding.decoded

    def connections(self) -> list[Connection]:
        """The connections of TCP, and who sends whom datagrams, with counts of packets and bytes.

        Raises:
            CaptureError: the file is text, or cannot be read on.
        """
        decoding = Decoding((), None)
        for _ in decoding.packets(self.packets()):
            pass
        return sorted(decoding.met, key=lambda each: each.number)

    @property
    def is_one_stream(self) -> bool:
        """Of a text whose form is known: all its bytes are one stream, so that nothing comes after an error that ends it."""
        source = self._source
        if source is None or self._each_line:
            return False
        return source.text is None or (source.text.reader is not None and not source.text.reader.blocks)

    def _pieces(self, direction: str | None, client: str | None) -> Iterator[Piece]:
        """The pieces of a text; of one stream, if its name is given.

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
                raise DumpError(f"the input has no direction {asked!r}; it has {', '.join(names) or 'none'}")

    def _lines(self, source: Source, pieces: Iterable[Piece]) -> Iterator[Piece]:
        for piece in lines_apart(pieces):
            text = source.text
            if text is None or not text.likeliest.by_line:
                form = "raw bytes" if text is None else f"the form {text.likeliest.name}"
                raise DumpError(f"--each line is for text in which each line can be read on its own, and not for {form}")
            yield piece
