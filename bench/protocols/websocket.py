"""Hand-written frame of WebSocket: a short text, a text from a client, and 256 bytes."""

from __future__ import annotations

import struct
from typing import Any

from bench.case import Case, spec

websocket: Any = spec("websocket")

HEAD = struct.Struct("!BB")
MEDIUM = struct.Struct("!BBH")
LONG = struct.Struct("!BBQ")
OPCODES: dict[int, Any] = {int(each): each for each in websocket.Opcode}


class FrameByHand:
    __slots__ = ("final", "masking_key", "opcode", "payload", "reserved_1", "reserved_2", "reserved_3")

    def __init__(
        self,
        final: bool,
        reserved_1: bool,
        reserved_2: bool,
        reserved_3: bool,
        opcode: Any,
        masking_key: bytes | None,
        payload: bytes,
    ) -> None:
        self.final = final
        self.reserved_1 = reserved_1
        self.reserved_2 = reserved_2
        self.reserved_3 = reserved_3
        self.opcode = opcode
        self.masking_key = masking_key
        self.payload = payload


def unpack(wire: bytes) -> FrameByHand:
    first, second = HEAD.unpack_from(wire)
    opcode, length, offset = first & 15, second & 127, 2
    if opcode >= 8 and (not first & 0x80 or length > 125):
        raise ValueError("control frame is fragmented or too long")
    if length == 126:
        length, offset = MEDIUM.unpack_from(wire)[2], 4
        if length < 126:
            raise ValueError("length is not in its shortest form")
    elif length == 127:
        length, offset = LONG.unpack_from(wire)[2], 10
        if not 0xFFFF < length < 1 << 63:
            raise ValueError("length is not in its shortest form, or too long")
    key = None
    if second & 0x80:
        key = wire[offset : offset + 4]
        offset += 4
    if offset + length != len(wire):
        raise ValueError("wrong length")
    payload = wire[offset:]
    return FrameByHand(
        bool(first & 0x80),
        bool(first & 0x40),
        bool(first & 0x20),
        bool(first & 0x10),
        OPCODES.get(opcode, opcode),
        key,
        payload if key is None else masked(payload, key),
    )


def masked(payload: bytes, key: bytes) -> bytes:
    size = len(payload)
    repeated = (key * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "little") ^ int.from_bytes(repeated, "little")).to_bytes(size, "little")


def pack(frame: FrameByHand) -> bytes:
    opcode, key, payload = frame.opcode, frame.masking_key, frame.payload
    length = len(payload)
    if not 0 <= opcode < 16:
        raise ValueError("wrong opcode")
    if opcode >= 8 and (not frame.final or length > 125):
        raise ValueError("control frame is fragmented or too long")
    first = opcode
    if frame.final:
        first |= 0x80
    if frame.reserved_1:
        first |= 0x40
    if frame.reserved_2:
        first |= 0x20
    if frame.reserved_3:
        first |= 0x10
    mask = 0
    if key is not None:
        if len(key) != 4:
            raise ValueError("expected a key of 4 bytes")
        mask = 0x80
    if length < 126:
        head = HEAD.pack(first, mask | length)
    elif length <= 0xFFFF:
        head = MEDIUM.pack(first, mask | 126, length)
    else:
        head = LONG.pack(first, mask | 127, length)
    return head + payload if key is None else head + key + masked(payload, key)


CASES: list[Case] = [
    Case("WebSocket text", websocket.WebSocketFrame, bytes.fromhex("810548656c6c6f"), unpack, pack),
    Case("WebSocket masked text", websocket.WebSocketFrame, bytes.fromhex("818537fa213d7f9f4d5158"), unpack, pack),
    Case("WebSocket 256 bytes", websocket.WebSocketFrame, bytes.fromhex("827e0100") + bytes(range(256)), unpack, pack),
]
