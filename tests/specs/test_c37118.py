"""Synchrophasors: frames of a real unit, and others laid out by hand as the tables of IEEE C37.118.2 draw them."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import ChecksumMismatch, Frame, GivenError, InvalidValue, TruncatedFrame, Unknown, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

c37118: Any = load("c37118")
Message = c37118.Message
FRAMES: list[type[Frame]] = [c37118.PmuData, c37118.PmuConfiguration, c37118.PmuConfiguration3, c37118.Message]

COMMAND = bytes.fromhex("aa41001200015975894f000dda8d00059129")
HEADER = bytes.fromhex("aa1100100001597589330f04611f5105")
DATA = bytes.fromhex(
    "aa0100700001597589330f0493e0 21f0 43a648c1bf7db2b2 43a6e2c5c0459fb7 43a748b43f8cbe6c 3b5249463fb37c7d 43a6cd65bf7e3c79"
    "48399b08401e78cf 47ba12a9bf2ba1ae 47ba0410bf2eeb20 42b197473daebf54 47ba7934401e38a1 42701cfe 40bcefa0 0000 0000 000d 209a"
)
"""Ten phasors and three digital words of a PMU whose configuration has format 15."""


def configuration() -> Any:
    """Two units: one with integers in rectangular form, the other with floats."""
    small = c37118.PmuConfiguration(
        station_name="North",
        id_code=7,
        format=c37118.Format(),
        phasor_names=["VA", "IA"],
        analog_names=["Load"],
        digital_names=[f"Breaker {n}" for n in range(16)],
        phasor_units=[c37118.PhasorUnit(type=kind, scale=100) for kind in (0, 1)],
        analog_units=[c37118.AnalogUnit(type=1, scale=-5)],
        digital_units=[c37118.DigitalUnit(normal_state=0, valid_bits=0xFFFF)],
        nominal_frequency=c37118.NominalFrequency.HZ_50,
        configuration_count=1,
    )
    exact = c37118.PmuConfiguration(
        station_name="South",
        id_code=8,
        format=c37118.Format(frequency_is_float=True, analogs_are_float=True, phasors_are_float=True, phasors_are_polar=True),
        phasor_names=["VA"],
        analog_names=[],
        digital_names=[],
        phasor_units=[c37118.PhasorUnit(type=0, scale=0)],
        analog_units=[],
        digital_units=[],
        nominal_frequency=c37118.NominalFrequency.HZ_50,
        configuration_count=0,
    )
    return message(c37118.Configuration2(time_base=c37118.TimeBase(divider=1000000), pmus=[small, exact], data_rate=50))


def message(body: Any, **given: int) -> Any:
    """A message of stream 9 with a body."""
    return Message(id_code=9, second_of_century=1700000000, fraction_of_second=20000, body=body, **given)


VALUES = bytes.fromhex("0000 0001 fffe 0003 0004 ffec 0005 0006 8000 2000 3f800000 c0000000 42480000 00000000")
"""What the two units measure, without the head and the checksum of a frame."""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_command_and_header() -> None:
    command = Message.unpack(COMMAND)
    assert command.type is c37118.FrameType.COMMAND
    assert (command.version, command.id_code, command.fraction_of_second) == (1, 1, 0x0DDA8D)
    assert command.body == c37118.Command(command=c37118.CommandCode.SEND_CONFIGURATION_2)
    assert command.pack() == COMMAND
    header = Message.unpack(HEADER)
    assert header.body == c37118.Header(text="")
    assert header.time_quality is c37118.TimeQuality.FAULT
    assert header.pack() == HEADER


def test_data_are_bytes_without_a_configuration() -> None:
    found = Message.unpack(DATA)
    assert found.body.measurements == DATA[14:-2]
    assert found.pack() == DATA


def test_data_of_a_configuration() -> None:
    found = Message.unpack(DATA, configured_stream=1, pmu_count=1, layouts=0x03000A0F)
    (unit,) = found.body.measurements
    assert unit.status.not_synchronized
    assert unit.status.unlocked_time is c37118.UnlockedTime.OVER_1000_S
    assert unit.status.time_quality is c37118.PmuTimeQuality.OVER_10_MS
    assert len(unit.phasors) == 10
    assert (unit.phasors[0].magnitude, unit.phasors[0].angle) == (pytest.approx(332.56839), pytest.approx(-0.991008))
    assert (unit.frequency, unit.rate_of_change) == (pytest.approx(60.0283), pytest.approx(5.90425))
    assert (unit.analogs, unit.digitals) == ([], [0, 0, 13])
    assert found.pack() == DATA


def test_a_session_reads_data_with_the_configuration_before_them() -> None:
    announced = configuration()
    data = message(c37118.Data(measurements=VALUES))
    _, server = c37118.PROTOCOL.decoders()
    before, second, after = server.feed(data.pack() + announced.pack() + data.pack())
    assert before.body.measurements == VALUES
    assert second == announced
    first, last = after.body.measurements
    assert [(each.real, each.imaginary) for each in first.phasors] == [(1, -2), (3, 4)]
    assert (first.frequency, first.rate_of_change, first.analogs, first.digitals) == (-20, 5, [6], [0x8000])
    assert last.status.data_error is c37118.DataError.GOOD
    assert last.status.not_synchronized
    assert last.phasors == [c37118.PolarFloat(magnitude=1.0, angle=-2.0)]
    assert (last.frequency, last.rate_of_change) == (50.0, 0.0)


def test_data_of_another_stream_stay_bytes() -> None:
    _, server = c37118.PROTOCOL.decoders()
    other = Message(id_code=10, second_of_century=0, fraction_of_second=0, body=c37118.Data(measurements=b"abc"))
    _, found = server.feed(configuration().pack() + other.pack())
    assert found.body.measurements == b"abc"


def test_configuration_3() -> None:
    unit = c37118.PmuConfiguration3(
        station_name="Überlingen",
        id_code=7,
        global_pmu_id=bytes(16),
        format=c37118.Format(phasors_are_float=True),
        phasor_names=["V"],
        analog_names=["P"],
        digital_names=[],
        phasor_scales=[c37118.PhasorScale(type=1, component=c37118.PhasorComponent.PHASE_A, scale=1.0, angle_offset=0.0)],
        analog_scales=[c37118.AnalogScale(scale=2.0, offset=-1.0)],
        digital_units=[],
        latitude=47.75,
        longitude=9.25,
        elevation=float("inf"),
        service_class=c37118.ServiceClass.PROTECTION,
        window=40000,
        group_delay=20000,
        nominal_frequency=c37118.NominalFrequency.HZ_50,
        configuration_count=3,
    )
    content = c37118.WholeConfiguration3(time_base=c37118.TimeBase(divider=1000), pmus=[unit], data_rate=-2)
    announced = message(c37118.Configuration3(content=content))
    wire = announced.pack()
    assert wire[1] == 0x52
    assert wire[14:23].hex(" ") == "00 00 00 00 03 e8 00 01 0b"
    assert "0000 0c 00 3f800000 00000000 40000000 bf800000".replace(" ", "") in wire.hex()
    assert Message.unpack(wire) == announced
    data = message(c37118.Data(measurements=bytes.fromhex("0000 3f800000 40000000 0000 0000 0007")))
    _, server = c37118.PROTOCOL.decoders()
    (found,) = server.feed(wire + data.pack())[1:]
    assert found.body.measurements[0].phasors == [c37118.RectangularFloat(real=1.0, imaginary=2.0)]
    assert found.body.measurements[0].analogs == [7]
    part = message(c37118.Configuration3(continuation_index=1, content=b"part"))
    assert Message.unpack(part.pack()).body.content == b"part"


def test_a_type_without_a_meaning_is_kept() -> None:
    found = Message.unpack(message(Unknown(tag=6, data=b"?")).pack())
    assert found.body == Unknown(tag=6, data=b"?")


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (COMMAND[:-1] + b"\0", ChecksumMismatch, "crc"),
        (COMMAND[:-1], TruncatedFrame, ""),
        (COMMAND[:2] + b"\0\x05" + COMMAND[4:], InvalidValue, "frame_size"),
    ],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        Message.unpack(wire)
    assert caught.value.path == path


def test_data_that_the_configuration_does_not_fit_are_refused() -> None:
    with pytest.raises(UnpackError):
        Message.unpack(DATA, configured_stream=1, pmu_count=1, layouts=0x02000A0F)
    with pytest.raises(GivenError):
        Message.unpack(DATA, configured_stream="1")
