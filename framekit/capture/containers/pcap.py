"""pcap: the file header and the packet records, in both byte orders, with microseconds or nanoseconds, and "modified" pcap.

Source: draft-ietf-opsawg-pcap, sections 4 and 5; the modified variant is that of A. Kuznetsov's patch of libpcap, as described in
Wireshark's wiretap/libpcap.h.

Strategy: the magic number determines the byte order and the variant, and so the frame class of the records. A FrameDecoder
decodes the bytes that have been read into records, many at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

from framekit.capture.packet import CaptureError, Note, Packet
from framekit.declare.frame import Frame
from framekit.declare.scalars import i32, u8, u16, u32
from framekit.declare.sequences import data
from framekit.declare.vocabulary import (
    derived,
    pad,
)
from framekit.decoder import FrameDecoder
from framekit.errors import EndOfStream, TruncatedFrame, UnpackError
from framekit.spec.expr import this

MAX_PACKET = 1 << 27
"""The maximum packet size that is accepted: USB captures have up to 128 MiB (Wireshark, WTAP_MAX_PACKET_SIZE_USBPCAP)."""
HEADER_SIZE = 24
ORDERS: tuple[Literal["big"], Literal["little"]] = ("big", "little")


def _header(order: Literal["big", "little"]) -> type[Any]:
    class FileHeader(Frame, byteorder=order):
        """The file header."""

        magic: u32
        major: u16
        minor: u16
        zone: i32
        accuracy: u32
        snap_length: u32
        network: u32

    return FileHeader


def _record(order: Literal["big", "little"]) -> type[Any]:
    class Record(Frame, byteorder=order):
        """A packet."""

        seconds: u32
        fraction: u32
        captured: int = derived(u32)
        original: u32
        data: bytes = data(this.captured, limit=MAX_PACKET)

    return Record


def _modified(order: Literal["big", "little"]) -> type[Any]:
    class ModifiedRecord(Frame, byteorder=order):
        """A packet, with the interface and the protocol."""

        seconds: u32
        fraction: u32
        captured: int = derived(u32)
        original: u32
        interface: u32
        protocol: u16
        direction: u8
        _padding: None = pad(1)
        data: bytes = data(this.captured, limit=MAX_PACKET)

    return ModifiedRecord


MAGICS: dict[int, tuple[Callable[[Literal["big", "little"]], type[Any]], int]] = {
    0xA1B2C3D4: (_record, 1000),
    0xA1B23C4D: (_record, 1),
    0xA1B2CD34: (_modified, 1000),
}
"""Magic numbers, each with the frame class of the records and the number of nanoseconds per unit of their times."""


def order_of(magic: bytes) -> Literal["big", "little"] | None:
    """Return the byte order of a pcap file by its first four bytes; None if it is not a pcap file."""
    if int.from_bytes(magic, "big") in MAGICS:
        return "big"
    return "little" if int.from_bytes(magic, "little") in MAGICS else None


def read_pcap(read: Callable[[], bytes]) -> Iterator[Packet | Note]:
    """Yield the packets of a pcap file.

    Args:
        read: a function that returns the next bytes of the file; b"" at the end.

    Raises:
        CaptureError: the header or a record is invalid.
    """
    head = b""
    while len(head) < HEADER_SIZE and (more := read()):
        head += more
    order = order_of(head[:4])
    if order is None:
        raise CaptureError("the file does not begin with the magic number of a pcap file", offset=0)
    if len(head) < HEADER_SIZE:
        raise CaptureError(f"expected a file header of {HEADER_SIZE} bytes, found {len(head)}", offset=len(head))
    header = _header(order).unpack(head[:HEADER_SIZE])
    make, step = MAGICS[header.magic]
    link = header.network & 0xFFFF
    decoder = FrameDecoder(make(order), max_frame_size=MAX_PACKET + 64)
    number = 0
    chunk = head[HEADER_SIZE:]
    try:
        while True:
            for record in decoder.feed(chunk) if chunk else ():
                number += 1
                time = (record.seconds * 1_000_000_000) + record.fraction * step
                yield Packet(number, time, link, record.data, record.original)
            chunk = read()
            if not chunk:
                break
        decoder.receive_eof()
        decoder.next_frame()
    except EndOfStream:
        return
    except TruncatedFrame as error:
        yield Note(f"the file ends within packet {number + 1}: {error.reason}", HEADER_SIZE + (error.offset or 0), number)
    except UnpackError as error:
        raise CaptureError(
            f"packet {number + 1} is invalid: {error.reason}", offset=HEADER_SIZE + (error.offset or 0), look=error.look
        ) from None
