"""Hand-written IPv4 header, without and with options."""

from __future__ import annotations

import struct
from ipaddress import IPv4Address
from typing import Any

from bench.case import Case, spec

ipv4: Any = spec("ipv4")
Protocol: Any = ipv4.Protocol
OptionType: Any = ipv4.OptionType

PROTOCOLS: dict[int, Any] = {int(each): each for each in Protocol}
OPTION_TYPES: dict[int, Any] = {int(each): each for each in OptionType}
HEAD = struct.Struct("!BBHHHBBH4s4s")
CHECKSUM = struct.Struct("!H")
WORDS = [struct.Struct(f"!{2 * words}H") for words in range(16)]


def internet_checksum(header: bytes, words: int) -> int:
    """Return the checksum of RFC 1071; 0 over a header whose checksum is correct."""
    total = sum(WORDS[words].unpack(header))
    total = (total & 0xFFFF) + (total >> 16)
    return ~(total + (total >> 16)) & 0xFFFF


class OptionByHand:
    __slots__ = ("data", "type")

    def __init__(self, type: Any, data: bytes | None) -> None:
        self.type = type
        self.data = data


class HeaderByHand:
    __slots__ = (
        "destination",
        "dont_fragment",
        "dscp",
        "ecn",
        "fragment_offset",
        "identification",
        "more_fragments",
        "options",
        "protocol",
        "source",
        "time_to_live",
        "total_length",
    )

    def __init__(
        self,
        dscp: int,
        ecn: int,
        total_length: int,
        identification: int,
        dont_fragment: bool,
        more_fragments: bool,
        fragment_offset: int,
        time_to_live: int,
        protocol: Any,
        source: IPv4Address,
        destination: IPv4Address,
        options: list[OptionByHand],
    ) -> None:
        self.dscp = dscp
        self.ecn = ecn
        self.total_length = total_length
        self.identification = identification
        self.dont_fragment = dont_fragment
        self.more_fragments = more_fragments
        self.fragment_offset = fragment_offset
        self.time_to_live = time_to_live
        self.protocol = protocol
        self.source = source
        self.destination = destination
        self.options = options


def unpack_options(wire: bytes) -> list[OptionByHand]:
    options = []
    offset, end = 20, len(wire)
    while offset < end:
        number = wire[offset]
        if number < 2:
            options.append(OptionByHand(OPTION_TYPES[number], None))
            offset += 1
            continue
        if offset + 2 > end:
            raise ValueError("truncated option")
        length = wire[offset + 1]
        if length < 2 or offset + length > end:
            raise ValueError(f"wrong length of an option: {length}")
        options.append(OptionByHand(OPTION_TYPES.get(number, number), wire[offset + 2 : offset + length]))
        offset += length
    return options


def unpack(wire: bytes) -> HeaderByHand:
    first, traffic, total_length, identification, fragment, time_to_live, number, _, source, destination = HEAD.unpack_from(wire)
    if first >> 4 != 4:
        raise ValueError("wrong version")
    words = first & 15
    if words < 5 or len(wire) != words * 4:
        raise ValueError("wrong length of the header")
    if total_length < 20:
        raise ValueError("wrong total length")
    if fragment & 0x8000:
        raise ValueError("the reserved bit is set")
    if internet_checksum(wire, words):
        raise ValueError("wrong checksum")
    return HeaderByHand(
        traffic >> 2,
        traffic & 3,
        total_length,
        identification,
        bool(fragment & 0x4000),
        bool(fragment & 0x2000),
        fragment & 0x1FFF,
        time_to_live,
        PROTOCOLS.get(number, number),
        IPv4Address(source),
        IPv4Address(destination),
        unpack_options(wire) if words > 5 else [],
    )


def pack_options(options: list[OptionByHand]) -> bytes:
    parts = []
    for option in options:
        if option.type < 2:
            if option.data is not None:
                raise ValueError("expected an option of 1 byte without data")
            parts.append(bytes((option.type,)))
        else:
            if option.data is None:
                raise ValueError("an option has no data")
            parts.append(bytes((option.type, len(option.data) + 2)) + option.data)
    return b"".join(parts)


def pack(header: HeaderByHand) -> bytes:
    options = pack_options(header.options) if header.options else b""
    words, rest = divmod(20 + len(options), 4)
    if rest or words > 15:
        raise ValueError("options do not fill whole words, or are too long")
    if not 0 <= header.dscp < 64 or not 0 <= header.ecn < 4 or not 0 <= header.fragment_offset < 0x2000:
        raise ValueError("out of range")
    if header.total_length < 20:
        raise ValueError("wrong total length")
    fragment = header.fragment_offset | (0x4000 if header.dont_fragment else 0) | (0x2000 if header.more_fragments else 0)
    wire = bytearray(
        HEAD.pack(
            0x40 | words,
            header.dscp << 2 | header.ecn,
            header.total_length,
            header.identification,
            fragment,
            header.time_to_live,
            header.protocol,
            0,
            header.source.packed,
            header.destination.packed,
        )
    )
    wire += options
    CHECKSUM.pack_into(wire, 10, internet_checksum(wire, words))
    return bytes(wire)


class PacketByHand:
    __slots__ = ("header", "payload")

    def __init__(self, header: HeaderByHand, payload: bytes) -> None:
        self.header = header
        self.payload = payload


def unpack_packet(wire: bytes) -> PacketByHand:
    if not wire:
        raise ValueError("no bytes")
    size = (wire[0] & 15) * 4
    header = unpack(wire[:size])
    if header.total_length != len(wire):
        raise ValueError("wrong total length")
    return PacketByHand(header, wire[size:])


def pack_packet(packet: PacketByHand) -> bytes:
    wire = pack(packet.header) + packet.payload
    if len(wire) != packet.header.total_length:
        raise ValueError("wrong total length")
    return wire


CASES: list[Case] = [
    Case("IPv4 header", ipv4.Ipv4Header, bytes.fromhex("45000073000040004011b861c0a80001c0a800c7"), unpack, pack),
    Case(
        "IPv4 header, 5 options",
        ipv4.Ipv4Header,
        bytes.fromhex("48000240006f00007b068bb4c0000201c0000202880301880401020194030700"),
        unpack,
        pack,
    ),
    Case(
        "IPv4 packet of 115 bytes",
        ipv4.Ipv4Packet,
        bytes.fromhex("45000073000040004011b861c0a80001c0a800c7") + bytes(95),
        unpack_packet,
        pack_packet,
    ),
]
