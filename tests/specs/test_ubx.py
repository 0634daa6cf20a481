"""UBX: messages of receivers as u-blox documents them, and payloads laid out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import ChecksumMismatch, ConstMismatch, Frame, InvalidLength, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

ubx: Any = load("ubx")
UbxFrame = ubx.UbxFrame
Type = ubx.MessageType

RATE = bytes.fromhex("b5620608 0600 c80001000100 de6a")
"""Five measurements in a second."""
RATES = bytes.fromhex("b5620601 0800 0107 000100000000 18e1")
"""NAV-PVT on the first serial port."""
POLL = bytes.fromhex("b5620a04 0000 0e34")
ACKNOWLEDGEMENT = bytes.fromhex("b5620501 0200 0608 163f")
PVT = bytes.fromhex(
    "c8b42b0b e407 05 0f 0c 22 38 37 1e000000 a0860100 03 83 ea 0c"
    "f0a5d000 8096981c 10270000 e8030000 dc050000 d0070000 9cffffff 64000000 00000000 8d000000 406b3500 2c010000"
    "a0860100 7800 0400 00000000 40420f00 2c01 6400"
)


def framed(message: int, payload: bytes) -> bytes:
    covered = message.to_bytes(2, "big") + len(payload).to_bytes(2, "little") + payload
    return b"\xb5\x62" + covered + ubx.checksum_of(covered).to_bytes(2, "little")


@pytest.mark.parametrize("frame", [ubx.UbxFrame, ubx.NavPvt], ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


@pytest.mark.parametrize(
    ("wire", "message", "payload"),
    [
        (RATE, Type.CFG_RATE, ubx.CfgRate(measurement_rate=200, navigation_rate=1, time_reference=1)),
        (RATES, Type.CFG_MSG, ubx.CfgMsg(message=Type.NAV_PVT, rates=[0, 1, 0, 0, 0, 0])),
        (POLL, Type.MON_VER, None),
        (ACKNOWLEDGEMENT, Type.ACK_ACK, ubx.Acknowledged(message=Type.CFG_RATE)),
        (framed(0x0600, b"\1"), Type.CFG_PRT, ubx.CfgPrt(port=ubx.Port.UART1)),
        (framed(0x0402, b"Starting GNSS"), Type.INF_NOTICE, ubx.Inf(text="Starting GNSS")),
        (framed(0x1340, b"\1\2"), Type.MGA_INI, b"\1\2"),
        (framed(0x9901, b""), 0x9901, None),
        (framed(0x0241, bytes.fromhex("10270000 02000000")), Type.RXM_PMREQ, ubx.RxmPmreq(
            length=8, request=ubx.PowerRequestV0(duration=10_000, is_backup=True),
        )),
        (framed(0x0139, bytes.fromhex("00000000 00 01 02 01 0101 0202")), Type.NAV_GEOFENCE, ubx.NavGeofence(
            time_of_week=0, status=1, combined_state=1,
            fences=[ubx.GeofenceState(state=1, identifier=1), ubx.GeofenceState(state=2, identifier=2)],
        )),
    ],
    ids=["rate", "message rates", "poll", "acknowledgement", "poll of a port", "text", "bytes", "other", "backup", "fences"],
)  # fmt: skip
def test_messages(wire: bytes, message: int, payload: Any) -> None:
    frame = UbxFrame.unpack(wire)
    assert (frame.message, frame.payload) == (message, payload)
    assert UbxFrame(message=message, payload=payload).pack() == wire


def test_position_velocity_and_time() -> None:
    frame = UbxFrame.unpack(framed(0x0107, PVT))
    pvt = frame.payload
    assert (pvt.year, pvt.month, pvt.day, pvt.hour, pvt.minute, pvt.second) == (2020, 5, 15, 12, 34, 56)
    assert (pvt.is_date_valid, pvt.is_time_valid, pvt.is_fully_resolved, pvt.is_magnetic_valid) == (True, True, True, False)
    assert (pvt.fix_type, pvt.is_fix_ok, pvt.is_differential) == (ubx.FixType.FIX_3D, True, True)
    assert (pvt.carrier_solution, pvt.is_date_confirmed, pvt.satellites) == (ubx.CarrierSolution.FIXED, True, 12)
    assert (pvt.longitude, pvt.latitude, pvt.north_velocity, pvt.last_correction_age) == (13673968, 479762048, -100, 2)
    assert (pvt.vehicle.vehicle_heading, pvt.vehicle.magnetic_declination) == (1_000_000, 300)
    older = ubx.NavPvt.unpack(PVT[:84])
    assert older.vehicle is None
    assert (frame.pack(), older.pack()) == (framed(0x0107, PVT), PVT[:84])


def test_satellites() -> None:
    wire = framed(0x0135, bytes.fromhex("c8b42b0b 01 02 0000  00 05 2d 3c 8700 fbff 1f590100  06 0a 00 a5 0000 0000 10120000"))
    gps, glonass = UbxFrame.unpack(wire).payload.satellites
    assert (gps.gnss, gps.satellite, gps.carrier_to_noise, gps.elevation, gps.azimuth) == (ubx.Gnss.GPS, 5, 45, 60, 135)
    assert (gps.pseudorange_residual, gps.quality, gps.is_used, gps.health, gps.orbit_source) == (-5, 7, True, 1, 1)
    assert (gps.has_ephemeris, gps.has_almanac, gps.has_sbas) == (True, True, True)
    assert (glonass.gnss, glonass.elevation, glonass.is_used) == (ubx.Gnss.GLONASS, -91, False)
    assert UbxFrame.unpack(wire).pack() == wire


def test_versions_and_raw_measurements() -> None:
    payload = b"EXT CORE 1".ljust(30, b"\0") + b"00190000".ljust(10, b"\0") + b"A=1".ljust(30, b"\0")
    versions = UbxFrame.unpack(framed(0x0A04, payload)).payload
    assert (versions.software, versions.hardware, versions.extensions) == ("EXT CORE 1", "00190000", ["A=1"])
    wire = framed(0x0215, bytes.fromhex(
        "000000000088c340 3408 12 01 03 01 0000"
        "0000000000004041 0000000000000840 0000c03f 02 0b 01 00 e803 2a 05 02 06 0f 00"
    ))  # fmt: skip
    raw = UbxFrame.unpack(wire).payload
    assert (raw.time_of_week, raw.week, raw.leap_seconds, raw.is_leap_seconds_known) == (10_000.0, 2100, 18, True)
    (one,) = raw.measurements
    assert (one.pseudorange, one.carrier_phase, one.doppler, one.gnss) == (2097152.0, 3.0, 1.5, ubx.Gnss.GALILEO)
    assert (one.lock_time, one.pseudorange_deviation, one.is_half_cycle_subtracted) == (1000, 5, True)
    assert UbxFrame.unpack(wire).pack() == wire


def test_items_of_the_configuration() -> None:
    keys = {0x10310001: 1, 0x20110021: 4, 0x30210001: 100, 0x40520001: 38400, 0x50650001: 7}
    items = [ubx.ConfigurationItem(number=key & 0xFFFFFFF, size=key >> 28, value=value) for key, value in keys.items()]
    frame = UbxFrame(message=Type.CFG_VALSET, payload=ubx.CfgValset(layers=1, items=items))
    assert frame.pack()[6:18].hex(" ", 4) == "00010000 01003110 01210011"
    assert UbxFrame.unpack(frame.pack()).payload.items == items
    asked = UbxFrame.unpack(framed(0x068B, bytes.fromhex("00 00 0000 01002130")))
    assert asked.payload.content == ubx.ValgetKeys(layer=0, position=0, keys=[0x30210001])
    answered = UbxFrame.unpack(framed(0x068B, bytes.fromhex("01 00 0000 01002130 6400")))
    assert answered.payload.content.items == [ubx.ConfigurationItem(number=0x210001, size=3, value=100)]
    assert answered.payload.content.items[0].key == 0x30210001


def test_messages_are_found_between_others() -> None:
    client, _ = ubx.PROTOCOL.decoders(on_error="skip")
    found = client.feed(b"$GPTXT,01,01,02,hi*00\r\n" + RATE + b"\xd3\0\0" + POLL)
    assert [each.message for each in found if isinstance(each, UbxFrame)] == [Type.CFG_RATE, Type.MON_VER]


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (b"\xb5\x63" + RATE[2:], ConstMismatch, "_sync"),
        (RATE[:-1] + b"\0", ChecksumMismatch, "checksum"),
        (RATE[:-3], TruncatedFrame, "payload"),
        (framed(0x0608, bytes(5)), InvalidLength, "payload.time_reference"),
        (framed(0x0135, bytes.fromhex("00000000 01 01 0000")), InvalidLength, "payload.satellites"),
        (framed(0x068A, bytes.fromhex("00010000 01003170")), UnpackError, "payload.items[0].value"),
    ],
    ids=["sync", "checksum", "cut", "size", "count", "key"],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        UbxFrame.unpack(wire)
    assert caught.value.path == path
