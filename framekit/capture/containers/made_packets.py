"""Writing pcapng: bytes that were not captured from a network are put into synthetic packets.

Strategy: an interface of link type RAW, and for each piece of bytes an IPv4 packet with TCP or UDP, with a handshake and an end,
so that any tool can reassemble the streams. Addresses that are not IPv4 become 127.0.0.1.

Source: draft-ietf-opsawg-pcapng, sections 4.1 to 4.3; RFC 791, RFC 9293, RFC 768.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

from framekit.capture.containers import blocks
from framekit.capture.network.carried import ACK, FIN, PSH, SYN
from framekit.capture.network.headers import Ipv4, Tcp, Udp
from framekit.capture.network.link import Link

LARGEST = 60_000
"""The maximum number of bytes of a piece in one packet; IP allows slightly more."""
NANOSECONDS = b"\x09\x00\x01\x00\x09\x00\x00\x00\x00\x00\x00\x00"
"""The options of an interface whose times are in nanoseconds: if_tsresol 9 and the end of options."""
Endpoint = tuple[bytes, int]


class CaptureWriter:
    """A writer of a capture.

    Args:
        file: a binary file open for writing.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sequences: dict[tuple[Endpoint, Endpoint], int] = {}
        section = blocks.Section(magic=blocks.MAGIC, major=1, minor=0, section_length=-1, options=b"")
        self._write(blocks.BlockType.SECTION, section)
        interface = blocks.Interface(link=Link.RAW, snap_length=0, options=NANOSECONDS)
        self._write(blocks.BlockType.INTERFACE, interface)

    def begin(self, client: Endpoint, server: Endpoint, time: int) -> None:
        """Write the beginning of a TCP connection."""
        self._sequences[client, server] = self._sequences[server, client] = 0
        self._segment(client, server, time, SYN, b"")
        self._segment(server, client, time, SYN | ACK, b"")
        self._segment(client, server, time, ACK, b"")

    def stream(self, source: Endpoint, target: Endpoint, time: int, data: bytes) -> None:
        """Write bytes of a connection."""
        for at in range(0, len(data), LARGEST):
            self._segment(source, target, time, ACK | PSH, data[at : at + LARGEST])

    def end(self, source: Endpoint, target: Endpoint, time: int) -> None:
        """Write the end of one side of a connection."""
        self._segment(source, target, time, FIN | ACK, b"")

    def datagram(self, source: Endpoint, target: Endpoint, time: int, data: bytes) -> None:
        """Write a UDP datagram."""
        head = Udp(source=source[1], destination=target[1], size=8 + len(data), checksum=0)
        self._packet(17, source, target, time, head.pack() + data)

    def _segment(self, source: Endpoint, target: Endpoint, time: int, flags: int, data: bytes) -> None:
        sequence = self._sequences[source, target]
        head = Tcp(
            source=source[1], destination=target[1], sequence=sequence % 2**32,
            acknowledgment=self._sequences[target, source] % 2**32 if flags & ACK else 0,
            words=0x50, flags=flags, window=0xFFFF, checksum=0, urgent=0,
        )  # fmt: skip
        self._sequences[source, target] = sequence + len(data) + (1 if flags & (SYN | FIN) else 0)
        self._packet(6, source, target, time, head.pack() + data)

    def _packet(self, protocol: int, source: Endpoint, target: Endpoint, time: int, payload: bytes) -> None:
        head = Ipv4(
            version_words=0x45, service=0, total_size=20 + len(payload), identification=0, flags_offset=0, time_to_live=64,
            protocol=protocol, checksum=0, source=source[0], destination=target[0],
        ).pack()  # fmt: skip
        data = head + payload
        body = blocks.EnhancedPacket(
            interface=0, time_high=time >> 32, time_low=time & 0xFFFFFFFF, original=len(data), packet=data, options=b""
        )
        self._write(blocks.BlockType.PACKET, body)

    def _write(self, kind: blocks.BlockType, body: object) -> None:
        """Write a block; its length is repeated at its end."""
        draft = blocks.block_of("little")(type=kind, body=body, length_again=0)
        draft.length_again = draft.length
        self._file.write(draft.pack())
        self._file.flush()


def endpoint_of(url: str, fallback: int) -> Endpoint:
    """Return an endpoint for a capture: the address of a URL if it is IPv4, otherwise 127.0.0.1 and its port or `fallback`."""
    host, _, port = url.rpartition("://")[2].rpartition(":")
    parts = host.split(".")
    if len(parts) == 4 and all(part.isdigit() and int(part) < 256 for part in parts) and port.isdigit():
        return bytes(map(int, parts)), int(port)
    return struct.pack(">I", 0x7F000001), int(port) if port.isdigit() and 0 < int(port) < 65536 else fallback
