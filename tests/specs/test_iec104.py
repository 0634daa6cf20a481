"""IEC 60870-5-104: APDUs of real stations, and others laid out by hand as the standard draws them."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import ConstMismatch, Frame, InvalidLength, InvalidValue, PackError, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

iec104: Any = load("iec104")
Apdu = iec104.Apdu
Type = iec104.TypeIdentification
Object = iec104.InformationObject
elements = iec104.elements
FRAMES: list[type[Frame]] = [iec104.Control, iec104.InformationObject, iec104.Asdu, iec104.Apdu]

MEASURED = bytes.fromhex("681a 9a002800 0d 02 01 00 0300 140500 0000f041 00 150500 00003144 00")
COMMAND = bytes.fromhex("6815 28009c00 3a 01 06 00 0300 951100 81 080017130d086d")
EVENT = bytes.fromhex("6815 00000200 1e 01 03 00 0300 020000 01 aac229108d0809")
SEQUENCE = bytes.fromhex("6813 02000000 09 82 14 00 0100 640000 0040 00 00c0 81")
TESTFR = bytes.fromhex("6804 43000000")
PRIVATE = bytes.fromhex("680f 00000000 8c 02 03 00 0100 0102030405")


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_measured_values() -> None:
    apdu = Apdu.unpack(MEASURED)
    assert apdu.control.body == iec104.Numbered(send_number=77, receive_number=20)
    assert (apdu.asdu.type, apdu.asdu.cause, apdu.asdu.common_address) == (Type.M_ME_NC_1, iec104.Cause.PERIODIC, 3)
    assert [(each.address, each.element.value, each.time) for each in apdu.asdu.objects] == [
        (1300, 30.0, None),
        (1301, 708.0, None),
    ]
    assert apdu.pack() == MEASURED


def test_command_with_a_time() -> None:
    apdu = Apdu.unpack(COMMAND)
    (command,) = apdu.asdu.objects
    assert command.element == elements.SingleCommand(on=True, select=True)
    assert (command.time.year, command.time.month, command.time.day, command.time.hour) == (109, 8, 13, 19)
    assert (command.time.minute, command.time.milliseconds, command.time.invalid) == (23, 8, False)
    assert apdu.pack() == COMMAND
    made = Apdu(
        control=iec104.Control(body=iec104.Numbered(send_number=20, receive_number=78)),
        asdu=iec104.Asdu(
            type=Type.C_SC_TA_1,
            number=1,
            cause=iec104.Cause.ACTIVATION,
            common_address=3,
            objects=[Object(type=Type.C_SC_TA_1, address=4501, element=command.element, time=command.time)],
        ),
    )
    assert made.pack() == COMMAND


def test_event_with_a_time() -> None:
    apdu = Apdu.unpack(EVENT)
    (event,) = apdu.asdu.objects
    assert event.element == elements.SinglePointInformation(on=True)
    assert (event.time.milliseconds, event.time.day, event.time.day_of_week, event.time.year) == (49834, 13, 4, 9)
    assert apdu.pack() == EVENT


def test_sequence_has_one_address() -> None:
    apdu = Apdu.unpack(SEQUENCE)
    assert apdu.asdu.first_address == 100
    assert [(each.address, each.element.value) for each in apdu.asdu.objects] == [(None, 0.5), (None, -0.5)]
    assert apdu.asdu.objects[1].element.quality == elements.Quality(overflow=True, invalid=True)
    assert apdu.pack() == SEQUENCE


@pytest.mark.parametrize(
    ("wire", "function", "number"),
    [
        ("6804 01009c00", "ACKNOWLEDGE", 78),
        ("6804 07000000", "STARTDT_ACTIVATION", 0),
        ("6804 0b000000", "STARTDT_CONFIRMATION", 0),
        ("6804 13000000", "STOPDT_ACTIVATION", 0),
        ("6804 23000000", "STOPDT_CONFIRMATION", 0),
        ("6804 43000000", "TESTFR_ACTIVATION", 0),
        ("6804 83000000", "TESTFR_CONFIRMATION", 0),
    ],
)
def test_formats_without_an_asdu(wire: str, function: str, number: int) -> None:
    apdu = Apdu.unpack(bytes.fromhex(wire))
    assert apdu.control.body == iec104.Supervision(function=iec104.Function[function], receive_number=number)
    assert apdu.asdu is None
    assert apdu.pack() == bytes.fromhex(wire)


@pytest.mark.parametrize(
    ("code", "wire", "element"),
    [
        (Type.M_DP_NA_1, "82", {"state": iec104.codes.DoublePoint.ON, "invalid": True}),
        (Type.M_ST_NA_1, "c110", {"value": -63, "transient": True}),
        (Type.M_IT_NA_1, "feffffff25", {"counter": -2, "sequence_number": 5, "carry": True}),
        (Type.M_PS_NA_1, "0100030000", {"status": 1, "changed": 3}),
        (Type.C_RC_NA_1, "06", {"state": iec104.codes.StepCommandState.NEXT_STEP_HIGHER, "qualifier": 1}),
        (Type.C_SE_NB_1, "feff01", {"value": -2}),
        (Type.C_CI_NA_1, "45", {"request": iec104.codes.CounterRequest.GENERAL, "freeze": iec104.codes.Freeze.FREEZE}),
        (Type.P_ME_NA_1, "004043", {"value": 0.5}),
        (Type.F_SG_NA_1, "0100 02 03 616263", {"name": 1, "section": 2, "content": b"abc"}),
    ],
)
def test_elements(code: Any, wire: str, element: dict[str, object]) -> None:
    data = bytes.fromhex("010000" + wire)
    found = Object.unpack(data, type=code)
    assert {name: getattr(found.element, name) for name in element} == element
    assert found.pack() == data


def test_a_private_type_is_kept() -> None:
    apdu = Apdu.unpack(PRIVATE)
    assert (apdu.asdu.type, apdu.asdu.number, apdu.asdu.objects) == (140, 2, bytes.fromhex("0102030405"))
    assert apdu.pack() == PRIVATE


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        ("6704 43000000", ConstMismatch, "_start"),
        ("6803 430000", InvalidValue, "length"),
        ("6804 430000", TruncatedFrame, ""),
        ("6804 43000100", ConstMismatch, "control.body._"),
        ("6814 9a002800 0d 02 01 00 0300 140500 0000f041 00 1505", InvalidLength, "asdu.objects[1].address"),
    ],
)
def test_what_is_wrong_is_refused(wire: str, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        Apdu.unpack(bytes.fromhex(wire))
    assert caught.value.path == path


def test_the_number_is_that_of_the_objects() -> None:
    apdu = Apdu.unpack(COMMAND)
    apdu.asdu.number = 2
    with pytest.raises(PackError, match="number"):
        apdu.pack()
