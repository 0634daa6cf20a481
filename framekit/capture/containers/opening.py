"""Recognising the kind of a packet file by its first bytes, and decompressing it.

Source of the magic numbers: the pcap and pcapng drafts of the IETF (opsawg), RFC 1952, section 2.3.1 (gzip), RFC 8878, section
3.1.1 (Zstandard).

Rules: a compressed file is decompressed piece by piece, never as a whole.
"""

from __future__ import annotations

import gzip
import importlib
import io
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from framekit.capture.containers import pcap, pcapng
from framekit.capture.packet import CaptureError, Note, Packet

READ_SIZE = 1 << 18
GZIP, ZSTANDARD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_MAGICS = (GZIP, ZSTANDARD, pcapng.PREAMBLE, *(magic.to_bytes(4, order) for magic in pcap.MAGICS for order in pcap.ORDERS))
LOOK = 12
"""The number of bytes that determine the kind of a file."""


def kind_of_capture(head: bytes) -> str:
    """Return the kind of a file by its first bytes: "pcap", "pcapng", "gzip", "zstd", or "" for none of these.

    >>> kind_of_capture(bytes.fromhex("d4c3b2a1 02000400"))
    'pcap'
    """
    if head.startswith(GZIP):
        return "gzip"
    if head.startswith(ZSTANDARD):
        return "zstd"
    if pcap.order_of(head[:4]) is not None:
        return "pcap"
    return "" if pcapng.order_of(head) is None else "pcapng"


class Unpacked:
    """The bytes of a file, decompressed if necessary.

    Args:
        file: a binary file; need not be seekable.

    Attributes:
        kind: the kind of the decompressed bytes, as `kind_of_capture` returns it.
        damage: why reading stopped before the end of the file, or "".

    Raises:
        CaptureError: the file is compressed with Zstandard, and no package that decompresses it is installed.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.damage = ""
        self._file: Any = file
        self.head = self._fill(b"")
        for _ in range(2):  # captures are not compressed more than twice
            kind = kind_of_capture(self.head)
            if kind not in ("gzip", "zstd"):
                break
            joined = io.BufferedReader(_Joined(self.head, self._file))
            self._file = gzip.GzipFile(fileobj=joined) if kind == "gzip" else _unpack_zstandard(joined)
            self.head = self._fill(b"")
        self.kind = kind_of_capture(self.head)
        self._rest = self.head

    def read(self, size: int = READ_SIZE) -> bytes:
        """Return the first bytes, then at most `size` further ones at a time; b"" at the end."""
        rest, self._rest = self._rest, b""
        return rest or self._more(size)

    def _fill(self, head: bytes) -> bytes:
        """Return the first bytes, only as many as can still be those of a capture: a live pipe of text must not be held up."""
        while len(head) < LOOK and any(head[: len(magic)] == magic[: len(head)] for magic in _MAGICS):
            more = self._more(LOOK - len(head))
            if not more:
                break
            head += more
        return head

    def _more(self, size: int) -> bytes:
        read: Callable[[int], bytes] = getattr(self._file, "read1", self._file.read)
        try:
            return read(size) or b""
        except EOFError:
            self.damage = "the compressed file is truncated"
        except (zlib.error, gzip.BadGzipFile) as fault:
            self.damage = f"the compressed file is damaged: {fault}"
        except Exception as fault:
            if type(fault).__module__.split(".")[0] not in ("zstandard", "compression"):
                raise
            self.damage = f"the compressed file is damaged: {fault}"
        return b""


class _Joined(io.RawIOBase):
    """A file whose first bytes have already been read."""

    def __init__(self, head: bytes, file: Any) -> None:
        self._head = head
        self._read = getattr(file, "read1", file.read)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._head[: len(buffer)] or self._read(len(buffer))
        self._head = self._head[len(data) :]
        buffer[: len(data)] = data
        return len(data)


def _unpack_zstandard(file: Any) -> Any:
    try:
        return importlib.import_module("compression.zstd").ZstdFile(file)
    except ModuleNotFoundError:
        pass
    try:
        zstandard = importlib.import_module("zstandard")
    except ModuleNotFoundError:
        raise CaptureError(
            "the file is compressed with Zstandard; install framekit[zstd], or decompress it with `zstd -dc FILE`"
        ) from None
    return zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)


def read_packets(unpacked: Unpacked) -> Iterator[Packet | Note]:
    """Yield the packets of a pcap or pcapng file.

    Raises:
        CaptureError: the file is neither, or cannot be read any further.
    """
    if unpacked.kind == "pcap":
        found = pcap.read_pcap(unpacked.read)
    elif unpacked.kind == "pcapng":
        found = pcapng.read_pcapng(unpacked.read)
    else:
        raise CaptureError("the file is neither pcap nor pcapng", offset=0)
    last = 0
    try:
        for each in found:
            last = each.number if isinstance(each, Packet) else each.packet
            yield each
    except CaptureError:
        if not unpacked.damage:
            raise
    if unpacked.damage:
        yield Note(unpacked.damage, 0, last)
