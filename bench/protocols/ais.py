"""A hand-written position report of AIS (ITU-R M.1371-5, table 48), whose fields begin at any bit."""

from __future__ import annotations

from dataclasses import dataclass

from bench.case import Case
from framekit import Frame, bool1, i8, i27, i28, pad, scaled, u2, u4, u6, u9, u10, u12, u19, u30


class PositionReport(Frame, bitwise=True):
    """Class A."""

    type: u6
    repeat: u2
    mmsi: u30
    status: u4
    turn: i8
    speed: float = scaled(u10, 0.1)
    accurate: bool1
    longitude: i28
    latitude: i27
    course: u12
    heading: u9
    second: u6
    maneuver: u2
    spare: None = pad(bits=3)
    raim: bool1
    radio: u19


@dataclass(slots=True)
class Report:
    type: int
    repeat: int
    mmsi: int
    status: int
    turn: int
    speed: float
    accurate: bool
    longitude: int
    latitude: int
    course: int
    heading: int
    second: int
    maneuver: int
    raim: bool
    radio: int


def unpack(wire: bytes) -> Report:
    if len(wire) != 21:
        raise ValueError("expected a report of 168 bits")
    bits = int.from_bytes(wire, "big")
    return Report(
        bits >> 162,
        bits >> 160 & 3,
        bits >> 130 & 0x3FFFFFFF,
        bits >> 126 & 15,
        ((bits >> 118 & 0xFF) ^ 0x80) - 0x80,
        (bits >> 108 & 0x3FF) * 0.1,
        bool(bits >> 107 & 1),
        ((bits >> 79 & 0xFFFFFFF) ^ 0x8000000) - 0x8000000,
        ((bits >> 52 & 0x7FFFFFF) ^ 0x4000000) - 0x4000000,
        bits >> 40 & 0xFFF,
        bits >> 31 & 0x1FF,
        bits >> 25 & 0x3F,
        bits >> 23 & 3,
        bool(bits >> 19 & 1),
        bits & 0x7FFFF,
    )


WIDTHS = (6, 2, 30, 4, 8, 10, 1, 28, 27, 12, 9, 6, 2, 3, 1, 19)
SIGNED = (4, 7, 8)


def pack(report: Report) -> bytes:
    values = (
        report.type,
        report.repeat,
        report.mmsi,
        report.status,
        report.turn,
        round(report.speed / 0.1),
        report.accurate,
        report.longitude,
        report.latitude,
        report.course,
        report.heading,
        report.second,
        report.maneuver,
        0,
        report.raim,
        report.radio,
    )
    bits = 0
    for index, (value, width) in enumerate(zip(values, WIDTHS, strict=True)):
        least = -(1 << width - 1) if index in SIGNED else 0
        if not least <= value < least + (1 << width):
            raise ValueError("too many bits")
        bits = bits << width | value & (1 << width) - 1
    return bits.to_bytes(21, "big")


WIRE = bytes.fromhex("0471db85a1400005cff1fa1b3a2441fe5a9e0246d8")
CASES = [Case("AIS position report", PositionReport, WIRE, unpack, pack)]
