"""Hand-written frames of HTTP/2: HEADERS, SETTINGS, and WINDOW_UPDATE."""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct
from typing import Any

from bench.case import Case, spec

http2: Any = spec("http2")

TYPES = {int(each): each for each in http2.FrameType}
IDENTIFIERS = {int(each): each for each in http2.SettingIdentifier}
HEADER = Struct(">HBBBI")
SETTING = Struct(">HI")
U32 = Struct(">I")
DEPENDENCY = Struct(">IB")


@dataclass(slots=True)
class Headers:
    fragment: bytes


@dataclass(slots=True)
class PaddedHeaders:
    fragment: bytes
    padding: bytes


@dataclass(slots=True)
class Priority:
    exclusive: bool
    stream_dependency: int
    weight: int


@dataclass(slots=True)
class PriorityHeaders:
    priority: Priority
    fragment: bytes


@dataclass(slots=True)
class Setting:
    identifier: Any
    value: int


@dataclass(slots=True)
class Settings:
    settings: list[Setting]


@dataclass(slots=True)
class SettingsAcknowledgement:
    pass


@dataclass(slots=True)
class WindowUpdate:
    increment: int


@dataclass(slots=True)
class Http2Frame:
    type: Any
    flags: int
    stream_id: int
    payload: Any


def unpack(wire: bytes) -> Http2Frame:
    high, low, kind, flags, stream_id = HEADER.unpack_from(wire)
    length = high << 8 | low
    if len(wire) != 9 + length:
        raise ValueError("wrong length")
    payload: Any
    if kind == 1:
        if not flags & 0x28:
            payload = Headers(wire[9:])
        elif flags & 0x28 == 0x20:
            if length < 5:
                raise ValueError("too short")
            dependency, weight = DEPENDENCY.unpack_from(wire, 9)
            payload = PriorityHeaders(Priority(dependency > 0x7FFFFFFF, dependency & 0x7FFFFFFF, weight), wire[14:])
        elif flags & 0x28 == 8:
            stop = len(wire) - wire[9]
            if stop < 10:
                raise ValueError("too much padding")
            payload = PaddedHeaders(wire[10:stop], wire[stop:])
        else:
            raise NotImplementedError(flags)
    elif kind == 4:
        if flags & 1:
            if length:
                raise ValueError("acknowledgement is not empty")
            payload = SettingsAcknowledgement()
        else:
            if length % 6:
                raise ValueError("wrong length of SETTINGS")
            payload = Settings(
                [Setting(IDENTIFIERS.get(number, number), value) for number, value in SETTING.iter_unpack(wire[9:])]
            )
    elif kind == 8:
        if length != 4:
            raise ValueError("wrong length of WINDOW_UPDATE")
        increment = U32.unpack_from(wire, 9)[0] & 0x7FFFFFFF
        if not increment:
            raise ValueError("increment of 0")
        payload = WindowUpdate(increment)
    else:
        raise NotImplementedError(kind)
    return Http2Frame(TYPES[kind], flags, stream_id & 0x7FFFFFFF, payload)


def pack(frame: Http2Frame) -> bytes:
    kind, flags, stream_id, payload = frame.type, frame.flags, frame.stream_id, frame.payload
    if not 0 <= stream_id <= 0x7FFFFFFF:
        raise ValueError("wrong stream")
    if kind == 1:
        if not flags & 0x28:
            wire = payload.fragment
        elif flags & 0x28 == 0x20:
            priority = payload.priority
            if not 0 <= priority.stream_dependency <= 0x7FFFFFFF:
                raise ValueError("wrong dependency")
            wire = DEPENDENCY.pack(priority.exclusive << 31 | priority.stream_dependency, priority.weight) + payload.fragment
        elif flags & 0x28 == 8:
            wire = bytes((len(payload.padding),)) + payload.fragment + payload.padding
        else:
            raise NotImplementedError(flags)
    elif kind == 4:
        wire = b"" if flags & 1 else b"".join([SETTING.pack(each.identifier, each.value) for each in payload.settings])
    elif kind == 8:
        if not 0 < payload.increment <= 0x7FFFFFFF:
            raise ValueError("wrong increment")
        wire = U32.pack(payload.increment)
    else:
        raise NotImplementedError(kind)
    length = len(wire)
    return HEADER.pack(length >> 8, length & 255, kind, flags, stream_id) + wire


BLOCK = bytes.fromhex("828684410f7777772e6578616d706c652e636f6d")
HEADERS = bytes.fromhex("000019 01 25 00000003 80000001 0f") + BLOCK
SETTINGS = bytes.fromhex("000012 04 00 00000000 0003 00000064 0004 00010000 0005 00004000")
WINDOW_UPDATE = bytes.fromhex("000004 08 00 00000000 0000ffff")
CASES = [
    Case("http2 HEADERS with priority", http2.Http2Frame, HEADERS, unpack, pack),
    Case("http2 SETTINGS, three", http2.Http2Frame, SETTINGS, unpack, pack),
    Case("http2 WINDOW_UPDATE", http2.Http2Frame, WINDOW_UPDATE, unpack, pack),
]
