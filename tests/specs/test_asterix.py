"""ASTERIX: a target report of a real radar, and others laid out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import ConstMismatch, Frame, InvalidLength, InvalidValue, PackError, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

asterix: Any = load("asterix")
items = asterix.items
FRAMES: list[type[Frame]] = [items.PlotCharacteristics, items.TargetReportDescriptor, asterix.DataBlock]

REPORT = bytes.fromhex(
    "30 0030 fdf702 19c9 356d4d a0 c5aff1e0 0200 0528 3c660c 10c236d41820 01 c0780031bc000040 0deb 07b9582e 4100 20f5"
)
"""A target in mode S: FRN 1 to 6, 8 to 11, 13, 14 and 21."""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_target_report() -> None:
    block = asterix.DataBlock.unpack(REPORT)
    (report,) = block.records
    assert (block.category, block.length) == (48, 48)
    assert report.data_source == items.DataSource(area_code=25, identification_code=201)
    assert report.time_of_day == 27354.6015625
    assert report.descriptor.type is items.Detection.SINGLE_MODE_S_ROLL_CALL
    assert (report.polar_position.range, report.polar_position.azimuth) == (197.68359375, 340.13671875)
    assert (oct(report.mode_3a_code.code), report.flight_level.level) == ("0o1000", 330.0)
    assert (hex(report.aircraft_address), report.aircraft_identification.characters) == ("0x3c660c", "DLH65A  ")
    assert report.bds_registers == [items.BdsRegister(content=bytes.fromhex("c0780031bc0000"), address_1=4, address_2=0)]
    assert (report.track_number.number, report.track_velocity.heading) == (3563, 124.002685546875)
    assert (report.track_status.sensor, report.track_status.extension.ghost) == (items.SensorType.SSR_OR_MODE_S, False)
    assert report.capability.communications is items.CommunicationsCapability.COMM_A_AND_B
    assert (report.plot_characteristics, report.conditions, report.reserved_expansion) == (None, None, None)
    assert block.pack() == REPORT


def test_the_field_specification_follows_from_the_items() -> None:
    report = asterix.TargetReport(data_source=items.DataSource(area_code=1, identification_code=2))
    assert report.pack().hex(" ") == "80 01 02"
    report.track_quality = items.TrackQuality(sigma_x=0.5, sigma_y=1.0, sigma_speed=0.0, sigma_heading=0.0)
    report.special_purpose = b"ab"
    wire = report.pack()
    assert wire.hex(" ") == "81 01 81 04 01 02 40 80 00 00 03 61 62"
    assert asterix.TargetReport.unpack(wire) == report
    assert (report.specification >> 14 & 1, report.specification >> 26) == (1, 1)


def test_plot_characteristics() -> None:
    wire = bytes.fromhex("fe 10 05 b0 20 b5 ff 80")
    plot = items.PlotCharacteristics.unpack(wire)
    assert (plot.ssr_runlength, plot.ssr_replies, plot.ssr_amplitude) == (360 / 512, 5, -80)
    assert (plot.psr_amplitude, plot.range_difference, plot.azimuth_difference) == (-75, -1 / 256, -2.8125)
    assert plot.pack() == wire
    assert items.PlotCharacteristics.unpack(b"\x20\xb0") == items.PlotCharacteristics(ssr_amplitude=-80)


def test_items_go_on_while_their_last_bit_is_set() -> None:
    descriptor = items.TargetReportDescriptor.unpack(bytes.fromhex("a1 85 80"))
    assert (descriptor.extension.test, descriptor.extension.military_reply) == (True, items.MilitaryReply.UNKNOWN)
    assert (descriptor.extension.extension.adsb_known, descriptor.extension.extension.extension) == (True, None)
    report = asterix.TargetReport(
        conditions=[
            items.Condition(code=items.ConditionCode.BIRDS, is_followed=True),
            items.Condition(code=items.ConditionCode.TARGET_IN_CLUTTER),
        ]
    )
    assert report.pack().hex(" ") == "01 01 40 27 1a"
    assert asterix.TargetReport.unpack(report.pack()) == report
    report.conditions[0].is_followed = False
    with pytest.raises(PackError, match="conditions"):
        report.pack()


def test_doppler_speeds_are_a_compound() -> None:
    wire = bytes.fromhex("c0 83fe 01 0010 0100 0b54")
    speeds = items.RadialDopplerSpeed.unpack(wire)
    assert speeds.calculated == items.CalculatedDoppler(doubtful=True, speed=-2)
    assert speeds.raw == [items.RawDoppler(speed=16, ambiguity_range=256, frequency=2900)]
    assert speeds.pack() == wire


def test_a_datagram_has_blocks_of_several_categories() -> None:
    wire = REPORT + bytes.fromhex("22 0006 80 1902")
    first, second = asterix.Datagram.unpack(wire).blocks
    assert (len(first.records), second.category, second.records) == (1, 34, bytes.fromhex("801902"))
    assert asterix.Datagram.unpack(wire).pack() == wire
    assert asterix.DataBlock(category=62, records=b"\x80\x01\x02").pack().hex() == "3e0006800102"


def test_a_call_sign_has_eight_characters() -> None:
    assert items.AircraftIdentification(characters="ABC123  ").pack().hex() == "0420f1cb3820"
    for wrong in ("ABC", "abc123  ", "ABC123\u00df "):
        with pytest.raises(PackError):
            items.AircraftIdentification(characters=wrong).pack()


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        ("30 0002", InvalidValue, "length"),
        ("30 0006 80 01", TruncatedFrame, ""),
        ("30 0005 80 01", InvalidLength, "records[0].data_source.identification_code"),
        ("30 0008 0101010180", InvalidValue, "records[0].specification"),
        ("30 0007 0102 01 08", ConstMismatch, "records[0].track_status.extension._"),
    ],
    ids=["length", "cut", "an item is cut", "an item that nobody knows", "reserved bits"],
)
def test_what_is_wrong_is_refused(wire: str, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        asterix.DataBlock.unpack(bytes.fromhex(wire))
    assert caught.value.path == path
