"""Hand-written frame of SocketCAN, and the signals of the engine controller of J1939."""

from __future__ import annotations

import struct
from typing import Any

from bench.case import Case, spec

can: Any = spec("socketcan")

FRAME = struct.Struct("<IB2xB8s")
ENGINE = struct.Struct("<BBBHBBB")
EXTENDED, REMOTE, ERROR = 0x80000000, 0x40000000, 0x20000000
IDENTIFIER, STANDARD = 0x1FFFFFFF, 0x7FF
RAW_LENGTHS = frozenset({0, *range(9, 16)})


class FrameByHand:
    __slots__ = ("data", "error", "extended", "identifier", "raw_length", "remote")

    def __init__(self, identifier: int, error: bool, remote: bool, extended: bool, raw_length: int, data: bytes) -> None:
        self.identifier = identifier
        self.error = error
        self.remote = remote
        self.extended = extended
        self.raw_length = raw_length
        self.data = data


def unpack(wire: bytes) -> FrameByHand:
    word, length, raw_length, data = FRAME.unpack(wire)
    identifier = word & IDENTIFIER
    error, remote, extended = bool(word & ERROR), bool(word & REMOTE), bool(word & EXTENDED)
    if identifier > STANDARD and not extended and not error:
        raise ValueError("29-bit identifier in a standard frame")
    if length > 8:
        raise ValueError(f"wrong length: {length}")
    if raw_length not in RAW_LENGTHS:
        raise ValueError(f"wrong raw length: {raw_length}")
    return FrameByHand(identifier, error, remote, extended, raw_length, data[:length])


def pack(frame: FrameByHand) -> bytes:
    word = frame.identifier
    if not 0 <= word <= IDENTIFIER or (word > STANDARD and not frame.extended and not frame.error):
        raise ValueError("wrong identifier")
    length = len(frame.data)
    if length > 8 or frame.raw_length not in RAW_LENGTHS:
        raise ValueError("wrong length")
    if frame.error:
        word |= ERROR
    if frame.remote:
        word |= REMOTE
    if frame.extended:
        word |= EXTENDED
    return FRAME.pack(word, length, frame.raw_length, frame.data)


class EngineByHand:
    __slots__ = (
        "actual_torque",
        "actual_torque_fraction",
        "demanded_torque",
        "engine_demand",
        "source_address",
        "speed",
        "starter_mode",
        "torque_mode",
    )

    def __init__(
        self,
        torque_mode: int,
        actual_torque_fraction: float,
        demanded_torque: float,
        actual_torque: float,
        speed: float,
        source_address: int,
        starter_mode: int,
        engine_demand: float,
    ) -> None:
        self.torque_mode = torque_mode
        self.actual_torque_fraction = actual_torque_fraction
        self.demanded_torque = demanded_torque
        self.actual_torque = actual_torque
        self.speed = speed
        self.source_address = source_address
        self.starter_mode = starter_mode
        self.engine_demand = engine_demand


def unpack_engine(wire: bytes) -> EngineByHand:
    first, demanded, actual, speed, source, starter, demand = ENGINE.unpack(wire)
    return EngineByHand(
        first & 15,
        (first >> 4) * 0.125,
        demanded - 125.0,
        actual - 125.0,
        speed * 0.125,
        source,
        starter & 15,
        demand - 125.0,
    )


def pack_engine(engine: EngineByHand) -> bytes:
    fraction = round(engine.actual_torque_fraction / 0.125)
    if not 0 <= engine.torque_mode < 16 or not 0 <= fraction < 16 or not 0 <= engine.starter_mode < 16:
        raise ValueError("out of range")
    return ENGINE.pack(
        engine.torque_mode | fraction << 4,
        round(engine.demanded_torque + 125.0),
        round(engine.actual_torque + 125.0),
        round(engine.speed / 0.125),
        engine.source_address,
        engine.starter_mode | 0xF0,
        round(engine.engine_demand + 125.0),
    )


CASES: list[Case] = [
    Case("SocketCAN frame", can.CanFrame, bytes.fromhex("0004f08c08000000f17d87681300f387"), unpack, pack),
    Case("CAN engine signals", can.EngineController, bytes.fromhex("f17d87681300f387"), unpack_engine, pack_engine),
]
