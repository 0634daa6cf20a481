"""Hand-written TCP header: the start of a connection with five options, and a data segment with only timestamps."""

from __future__ import annotations

import struct
from typing import Any

from bench.case import Case, spec

tcp: Any = spec("tcp")
Flags: Any = tcp.Flags

HEAD = struct.Struct("!HHIIBBHHH")
MAXIMUM_SEGMENT_SIZE = struct.Struct("!BBH")
WINDOW_SCALE = struct.Struct("!BBB")
SACK_PERMITTED = struct.Struct("!BB")
SACK_BLOCK = struct.Struct("!II")
TIMESTAMPS = struct.Struct("!BBII")
KINDS: dict[int, Any] = {int(each): each for each in tcp.OptionKind}
FLAGS: dict[int, Any] = {value: Flags(value) for value in range(256)}


class MaximumSegmentSizeByHand:
    __slots__ = ("size",)

    def __init__(self, size: int) -> None:
        self.size = size


class WindowScaleByHand:
    __slots__ = ("shift",)

    def __init__(self, shift: int) -> None:
        self.shift = shift


class SackPermittedByHand:
    __slots__ = ()


class SackBlockByHand:
    __slots__ = ("left", "right")

    def __init__(self, left: int, right: int) -> None:
        self.left = left
        self.right = right


class SackByHand:
    __slots__ = ("blocks",)

    def __init__(self, blocks: list[SackBlockByHand]) -> None:
        self.blocks = blocks


class TimestampsByHand:
    __slots__ = ("echo_reply", "value")

    def __init__(self, value: int, echo_reply: int) -> None:
        self.value = value
        self.echo_reply = echo_reply


class OtherByHand:
    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data


class OptionByHand:
    __slots__ = ("body", "kind")

    def __init__(self, kind: Any, body: Any) -> None:
        self.kind = kind
        self.body = body


class SegmentByHand:
    __slots__ = (
        "acknowledgment",
        "checksum",
        "destination_port",
        "flags",
        "options",
        "payload",
        "reserved",
        "sequence",
        "source_port",
        "urgent_pointer",
        "window",
    )

    def __init__(
        self,
        source_port: int,
        destination_port: int,
        sequence: int,
        acknowledgment: int,
        reserved: int,
        flags: Any,
        window: int,
        checksum: int,
        urgent_pointer: int,
        options: list[OptionByHand],
        payload: bytes,
    ) -> None:
        self.source_port = source_port
        self.destination_port = destination_port
        self.sequence = sequence
        self.acknowledgment = acknowledgment
        self.reserved = reserved
        self.flags = flags
        self.window = window
        self.checksum = checksum
        self.urgent_pointer = urgent_pointer
        self.options = options
        self.payload = payload


def unpack_options(wire: bytes, end: int) -> list[OptionByHand]:
    options = []
    offset = 20
    while offset < end:
        number = wire[offset]
        if number < 2:
            options.append(OptionByHand(KINDS[number], None))
            offset += 1
            continue
        if offset + 2 > end:
            raise ValueError("truncated option")
        length = wire[offset + 1]
        if length < 2 or offset + length > end:
            raise ValueError(f"wrong length of an option: {length}")
        body: Any
        if number == 2:
            if length != 4:
                raise ValueError(f"wrong length of a maximum segment size: {length}")
            body = MaximumSegmentSizeByHand(MAXIMUM_SEGMENT_SIZE.unpack_from(wire, offset)[2])
        elif number == 3:
            if length != 3:
                raise ValueError(f"wrong length of a window scale: {length}")
            body = WindowScaleByHand(wire[offset + 2])
        elif number == 4:
            if length != 2:
                raise ValueError(f"wrong length of a SACK permission: {length}")
            body = SackPermittedByHand()
        elif number == 5:
            if length % 8 != 2:
                raise ValueError(f"wrong length of a SACK: {length}")
            body = SackByHand([SackBlockByHand(*each) for each in SACK_BLOCK.iter_unpack(wire[offset + 2 : offset + length])])
        elif number == 8:
            if length != 10:
                raise ValueError(f"wrong length of timestamps: {length}")
            _, _, value, echo_reply = TIMESTAMPS.unpack_from(wire, offset)
            body = TimestampsByHand(value, echo_reply)
        else:
            body = OtherByHand(wire[offset + 2 : offset + length])
        options.append(OptionByHand(KINDS.get(number, number), body))
        offset += length
    return options


def unpack(wire: bytes) -> SegmentByHand:
    source, destination, sequence, acknowledgment, first, flags, window, checksum, urgent = HEAD.unpack_from(wire)
    end = (first >> 4) * 4
    if end < 20 or end > len(wire):
        raise ValueError(f"wrong data offset: {first >> 4}")
    return SegmentByHand(
        source,
        destination,
        sequence,
        acknowledgment,
        first & 15,
        FLAGS[flags],
        window,
        checksum,
        urgent,
        unpack_options(wire, end) if end > 20 else [],
        wire[end:],
    )


def pack_option(option: OptionByHand) -> bytes:
    kind, body = option.kind, option.body
    if kind < 2:
        if body is not None:
            raise ValueError("expected an option of 1 byte without body")
        return bytes((kind,))
    if kind == 2:
        if type(body) is not MaximumSegmentSizeByHand:
            raise TypeError("the wrong body")
        return MAXIMUM_SEGMENT_SIZE.pack(2, 4, body.size)
    if kind == 3:
        if type(body) is not WindowScaleByHand:
            raise TypeError("the wrong body")
        return WINDOW_SCALE.pack(3, 3, body.shift)
    if kind == 4:
        if type(body) is not SackPermittedByHand:
            raise TypeError("the wrong body")
        return SACK_PERMITTED.pack(4, 2)
    if kind == 5:
        if type(body) is not SackByHand:
            raise TypeError("the wrong body")
        blocks = b"".join([SACK_BLOCK.pack(each.left, each.right) for each in body.blocks])
        return bytes((5, len(blocks) + 2)) + blocks
    if kind == 8:
        if type(body) is not TimestampsByHand:
            raise TypeError("the wrong body")
        return TIMESTAMPS.pack(8, 10, body.value, body.echo_reply)
    if type(body) is not OtherByHand:
        raise TypeError("the wrong body")
    return bytes((kind, len(body.data) + 2)) + body.data


def pack(segment: SegmentByHand) -> bytes:
    options = b"".join([pack_option(each) for each in segment.options])
    words, rest = divmod(20 + len(options), 4)
    if rest or words > 15:
        raise ValueError("options do not fill whole words, or are too long")
    if not 0 <= segment.reserved < 16:
        raise ValueError("out of range")
    head = HEAD.pack(
        segment.source_port,
        segment.destination_port,
        segment.sequence,
        segment.acknowledgment,
        words << 4 | segment.reserved,
        segment.flags,
        segment.window,
        segment.checksum,
        segment.urgent_pointer,
    )
    return head + options + segment.payload


CASES: list[Case] = [
    Case(
        "TCP SYN, 5 options",
        tcp.TcpSegment,
        bytes.fromhex("d8c801f688fb9ad200000000a002aaaafe3000000204ffd70402080a0156fee40000000001030307"),
        unpack,
        pack,
    ),
    Case(
        "TCP data, NOP NOP timestamps",
        tcp.TcpSegment,
        bytes.fromhex("d8c801f688fb9ad3ef69a75c80180156fe3400000101080a0156fee40156fee4") + bytes(range(64)),
        unpack,
        pack,
    ),
]
