"""Bytes that come in: raw, text, or a file that must be read otherwise; and text as lines.

Strategy: what has come is enough to decide, as long as it can be either: bytes that are not UTF-8, or that are control
characters, are raw. Text is decoded piece by piece, and split into lines whatever their ends.

Sources: the pcap and pcapng drafts of the IETF (opsawg), RFC 1952 (gzip), RFC 8878 (Zstandard).
"""

from __future__ import annotations

import codecs
import io
import re
from typing import Literal

from framekit.capture.text.pieces import DumpError

_PCAP = {
    (0xA1B2C3D4).to_bytes(4, "big"): "a pcap capture (big-endian)",
    (0xA1B2C3D4).to_bytes(4, "little"): "a pcap capture (little-endian)",
    (0xA1B23C4D).to_bytes(4, "big"): "a pcap capture (big-endian, with nanoseconds)",
    (0xA1B23C4D).to_bytes(4, "little"): "a pcap capture (little-endian, with nanoseconds)",
    (0xA1B2CD34).to_bytes(4, "big"): "a pcap capture (big-endian, modified)",
    (0xA1B2CD34).to_bytes(4, "little"): "a pcap capture (little-endian, modified)",
}
_PCAPNG = b"\x0a\x0d\x0d\x0a"
_PCAPNG_ORDERS = {(0x1A2B3C4D).to_bytes(4, "big"): "big-endian", (0x1A2B3C4D).to_bytes(4, "little"): "little-endian"}
_PACKED = {b"\x1f\x8b\x08": ("gzip", "gzip -dc"), b"\x28\xb5\x2f\xfd": ("Zstandard", "zstd -dc")}
_CONTROL = re.compile("[\0-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]|\x1b(?!\\[[0-9;]*(?:[mK]|\\Z))(?!\\Z)")


def refuse_capture(head: bytes) -> None:
    """Raise DumpError if the bytes are the head of a packet capture or of a compressed file.

    >>> refuse_capture(bytes.fromhex("d4c3b2a1 02000400"))
    Traceback (most recent call last):
    framekit.capture.text.pieces.DumpError: the input is a pcap capture (little-endian), ...
    """
    kind = _PCAP.get(head[:4])
    if head[:4] == _PCAPNG and head[8:12] in _PCAPNG_ORDERS:
        kind = f"a pcapng capture ({_PCAPNG_ORDERS[head[8:12]]})"
    if kind is not None:
        raise DumpError(
            f"the input is {kind}, which is not read; make text of it with `tshark -x -r FILE` or `tshark -q -z follow,tcp,hex,0 "
            "-r FILE`, or use --input raw for the bytes of the file itself"
        )
    for magic, (name, command) in _PACKED.items():
        if head.startswith(magic):
            raise DumpError(
                f"the input is compressed with {name}; unpack it with `{command} FILE`, or use --input raw for its bytes"
            )


def kind_of(head: bytes, *, ended: bool) -> Literal["raw", "text", "undecided"]:
    """Whether what has come of an input is raw bytes or text.

    Args:
        head: all bytes that have come.
        ended: no more will come.

    Raises:
        DumpError: it is a capture or a compressed file.
    """
    refuse_capture(head)
    if not ended:
        starts = [*_PCAP, *_PACKED, *(_PCAPNG + b"????" + order for order in _PCAPNG_ORDERS)]
        if any(len(head) < len(start) and start.startswith(head[:4]) and head[:4] == start[: len(head)][:4] for start in starts):
            return "undecided"
    try:
        text = codecs.getincrementaldecoder(encoding_of(head))().decode(head, ended)
    except UnicodeDecodeError:
        return "raw"
    if _CONTROL.search(text):
        return "raw"
    return "text" if text or ended else "undecided"


def encoding_of(head: bytes) -> str:
    """The encoding of a text by its byte order mark: UTF-16, as Windows' shells write it, or UTF-8."""
    return "utf-16" if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"


class Lines:
    """Text as lines, from bytes in any pieces.

    Args:
        encoding: of the text; bytes that it cannot decode become U+FFFD, which no form allows among bytes.
    """

    def __init__(self, encoding: str) -> None:
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._decoder = io.IncrementalNewlineDecoder(decoder, translate=True)
        self._parts: list[str] = []

    def feed(self, data: bytes) -> list[str]:
        """The lines that have come to their end."""
        return self._split(self._decoder.decode(data))

    def end(self) -> list[str]:
        """The last lines, the one without a line break included."""
        lines = self._split(self._decoder.decode(b"", final=True))
        last = "".join(self._parts)
        self._parts = []
        return [*lines, last] if last else lines

    def _split(self, text: str) -> list[str]:
        first, *rest = text.split("\n")
        self._parts.append(first)
        if not rest:
            return []
        lines = ["".join(self._parts), *rest[:-1]]
        self._parts = [rest[-1]]
        return lines
