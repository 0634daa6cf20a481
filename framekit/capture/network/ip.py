"""IP: versions 4 and 6, their fragments, and the IP-in-IP and GRE tunnels.

Source: RFC 791, sections 3.1 and 3.2 (fragments of version 4); RFC 8200, section 4 (extension headers) and 4.5 (fragments);
RFC 5722 (overlapping fragments of version 6); RFC 2784 and RFC 2890 (GRE); RFC 2003 and RFC 2473 (IP in IP).

Rules: of bytes that arrive twice, the first copy is used, and a `Note` reports a second copy that differs. What waits for
fragments is bounded by a number of datagrams and a number of bytes; discarded fragments are reported.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from framekit.capture.network.headers import Ipv4, Ipv6, Ipv6Fragment
from framekit.capture.network.pieces import Pieces

MAX_DATAGRAMS = 1024
"""The maximum number of datagrams that wait for fragments."""
MAX_WAITING = 1 << 24
"""The maximum number of bytes that wait for fragments."""
LARGEST = 1 << 16
"""The maximum size of a datagram in bytes (RFC 791, section 3.1)."""
HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION = 0, 43, 44, 51, 60
"""Numbers of extension headers (RFC 8200, section 4.1)."""
_MOST_EXTENSIONS = 16


class IpPayload(NamedTuple):
    """The payload of an IP packet.

    Attributes:
        protocol: the number of its protocol in the IANA registry.
        source: the address of the sender.
        destination: the address of the receiver.
        data: its captured bytes.
        missing: the number of its further bytes, which were not captured.
    """

    protocol: int
    source: bytes
    destination: bytes
    data: bytes
    missing: int = 0


class Fragment(NamedTuple):
    """A part of a datagram.

    Attributes:
        key: the values that all parts of a datagram have in common.
        offset: the offset of its first byte in the payload of the datagram.
        is_last: whether it is the last part.
        payload: the payload of this part.
    """

    key: tuple[bytes, bytes, int, int]
    offset: int
    is_last: bool
    payload: IpPayload


def read_ipv4(data: bytes, offset: int) -> IpPayload | Fragment:
    """Return the payload of an IPv4 packet. Raises UnpackError or ValueError if the packet is invalid."""
    head = Ipv4.unpack_from(data, offset)
    words = head.version_words
    size = (words & 15) * 4
    if words >> 4 != 4 or size < 20:
        raise ValueError(f"expected an IPv4 header (first byte 0x45 to 0x4f), found 0x{words:02x}")
    begin = offset + size
    # With segmentation offload, captured packets may have a size that is not filled in yet.
    end = offset + head.total_size if head.total_size else len(data)
    if end < begin:
        raise ValueError(f"expected a packet at least as long as its header of {size} bytes, found length {head.total_size}")
    payload = IpPayload(head.protocol, head.source, head.destination, data[begin:end], max(0, end - max(begin, len(data))))
    fragment = head.flags_offset
    if fragment & 0x3FFF:
        key = (head.source, head.destination, head.protocol, head.identification)
        return Fragment(key, (fragment & 0x1FFF) * 8, not fragment & 0x2000, payload)
    return payload


def read_ipv6(data: bytes, offset: int) -> IpPayload | Fragment:
    """Return the payload of an IPv6 packet, after its extension headers. Raises UnpackError, ValueError or IndexError."""
    head = Ipv6.unpack_from(data, offset)
    if head.version_flow >> 28 != 6:
        raise ValueError(f"expected an IPv6 header (first byte 0x60 to 0x6f), found 0x{head.version_flow >> 24:02x}")
    end = offset + 40 + head.payload_size if head.payload_size else len(data)
    kind, begin = _skip_extensions(head.next_header, data, offset + 40)
    if kind == FRAGMENT:
        part = Ipv6Fragment.unpack_from(data, begin)
        kind, begin = part.next_header, begin + 8
        if part.offset_flags & 0xFFF9:
            payload = IpPayload(kind, head.source, head.destination, data[begin:end], max(0, end - max(begin, len(data))))
            # The first fragment determines the next header; the others may have a different value (section 4.5).
            key = (head.source, head.destination, FRAGMENT, part.identification)
            return Fragment(key, part.offset_flags & 0xFFF8, not part.offset_flags & 1, payload)
        kind, begin = _skip_extensions(kind, data, begin)  # an atomic fragment (RFC 6946)
    return IpPayload(kind, head.source, head.destination, data[begin:end], max(0, end - max(begin, len(data))))


def without_extensions(payload: IpPayload) -> IpPayload:
    """Return a payload reassembled from IPv6 fragments without the extension headers at its beginning."""
    kind, begin = _skip_extensions(payload.protocol, payload.data, 0)
    return payload._replace(protocol=kind, data=payload.data[begin:])


def _skip_extensions(kind: int, data: bytes, begin: int) -> tuple[int, int]:
    """Return the number and offset of the first header that is a fragment header or no extension. Raises IndexError."""
    for _ in range(_MOST_EXTENSIONS):
        if kind in (HOP_BY_HOP, ROUTING, DESTINATION):
            size = (data[begin + 1] + 1) * 8
        elif kind == AUTHENTICATION:
            size = (data[begin + 1] + 2) * 4
        else:
            break
        kind, begin = data[begin], begin + size
    return kind, begin


class _Parts:
    """The fragments of one datagram that have arrived."""

    def __init__(self) -> None:
        self.pieces: Pieces[None] = Pieces()
        self.total: int | None = None
        self.protocol = 0
        self.first_packet = 0

    def add(self, fragment: Fragment) -> bool:
        """Add a fragment; True if it contradicts the others."""
        data, offset = fragment.payload.data, fragment.offset
        contradicts = False
        if fragment.is_last:
            contradicts = self.total not in (None, offset + len(data))
            self.total = offset + len(data) if self.total is None else self.total
        if offset == 0:
            self.protocol = fragment.payload.protocol
        return self.pieces.add(offset, data, None) or contradicts

    def joined(self) -> bytes | None:
        """Return the whole datagram, or None if it is incomplete."""
        if self.total is None or self.pieces.held < self.total:
            return None
        at = 0  # held bytes may be beyond the end
        for piece in self.pieces.found:
            if piece.offset != at:
                break
            at += len(piece.data)
        if at < self.total:
            return None
        return b"".join(piece.data for piece in self.pieces.found)[: self.total]


class Defragmenter:
    """Reassembles datagrams from their fragments.

    Attributes:
        notes: remarks to report; the caller removes them.
    """

    def __init__(self) -> None:
        self.notes: list[str] = []
        self._waiting: OrderedDict[tuple[bytes, bytes, int, int], _Parts] = OrderedDict()
        self._held = 0

    def add(self, fragment: Fragment, packet: int) -> IpPayload | None:
        """Return the datagram that this fragment completes; None if others are missing."""
        payload = fragment.payload
        if payload.missing:
            self.notes.append(f"{payload.missing} bytes of a fragment were not captured")
        if fragment.offset + len(payload.data) > LARGEST:
            self.notes.append("a fragment extends beyond the maximum size of an IP datagram")
            return None
        parts = self._waiting.setdefault(fragment.key, _Parts())
        parts.first_packet = parts.first_packet or packet
        before = parts.pieces.held
        if parts.add(fragment):
            self.notes.append(f"a fragment contradicts others of its datagram, which begins in packet {parts.first_packet}")
        self._held += parts.pieces.held - before
        whole = parts.joined()
        if whole is not None:
            self._forget(fragment.key)
            return IpPayload(parts.protocol, payload.source, payload.destination, whole)
        while len(self._waiting) > MAX_DATAGRAMS or self._held > MAX_WAITING:
            oldest = next(iter(self._waiting))
            lost = self._forget(oldest)
            self.notes.append(f"the fragments of a datagram that begins in packet {lost.first_packet} are discarded")
        return None

    def end(self) -> None:
        """Discard what waits for fragments, since no more will come."""
        while self._waiting:
            lost = self._forget(next(iter(self._waiting)))
            self.notes.append(f"a datagram whose fragments begin in packet {lost.first_packet} is incomplete")

    def _forget(self, key: tuple[bytes, bytes, int, int]) -> _Parts:
        parts = self._waiting.pop(key)
        self._held -= parts.pieces.held
        return parts
