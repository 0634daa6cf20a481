"""Modbus against the examples of its specification, V1.1b3, section 6."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import (
    ChecksumMismatch,
    ConstMismatch,
    Frame,
    InvalidLength,
    InvalidValue,
    PackError,
    TrailingData,
    Unknown,
    UnpackError,
)
from framekit.testing import check_all
from tests.specs.test_samples import load

modbus: Any = load("modbus")
FunctionCode = modbus.FunctionCode
FRAMES: list[type[Frame]] = [modbus.TcpRequest, modbus.TcpResponse, modbus.RtuRequest, modbus.RtuResponse]
COILS = "CD 6B B2 0E 1B"
"""37 coils, from number 20 on, and three bits that fill up the last byte."""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


@pytest.mark.parametrize(
    ("request_wire", "asked", "response_wire", "answered"),
    [
        ("01 0013 0013", {"starting_address": 19, "quantity": 19}, "01 03 CD6B05", {}),
        ("02 00C4 0016", {"starting_address": 196, "quantity": 22}, "02 03 ACDB35", {}),
        ("03 006B 0003", {"starting_address": 107, "quantity": 3}, "03 06 022B00000064", {"registers": [555, 0, 100]}),
        ("04 0008 0001", {"starting_address": 8, "quantity": 1}, "04 02 000A", {"registers": [10]}),
        ("05 00AC FF00", {"output_address": 172, "output_value": 0xFF00}, "05 00AC FF00", {"output_value": 0xFF00}),
        ("06 0001 0003", {"register_address": 1, "register_value": 3}, "06 0001 0003", {"register_value": 3}),
        ("07", {}, "07 6D", {"output_data": 0x6D}),
        ("08 0000 A537", {"sub_function": 0, "data": b"\xa5\x37"}, "08 0000 A537", {"data": b"\xa5\x37"}),
        ("08 000B 0000", {"sub_function": 11, "data": 0}, "08 000B 0102", {"data": 0x102}),
        ("0B", {}, "0B FFFF 0108", {"status": 0xFFFF, "event_count": 264}),
        ("0C", {}, "0C 08 0000 0108 0121 20 00", {"event_count": 264, "message_count": 289, "events": b"\x20\0"}),
        ("0F 0013 000A 02 CD01", {"quantity": 10, "byte_count": 2}, "0F 0013 000A", {"quantity": 10}),
        ("10 0001 0002 04 000A0102", {"quantity": 2, "values": [10, 258]}, "10 0001 0002", {"quantity": 2}),
        ("11", {}, "11 03 4142FF", {"data": b"AB\xff"}),
        ("16 0004 00F2 0025", {"and_mask": 0xF2, "or_mask": 0x25}, "16 0004 00F2 0025", {"reference_address": 4}),
        (
            "17 0003 0006 000E 0003 06 00FF00FF00FF",
            {"quantity_to_read": 6, "write_registers": [255] * 3},
            "17 0C 00FE0ACD00010003000D00FF",
            {"registers": [0xFE, 0xACD, 1, 3, 13, 255]},
        ),
        ("18 04DE", {"fifo_pointer_address": 1246}, "18 0006 0002 01B8 1284", {"fifo_values": [440, 4740]}),
        ("41 AA", {"tag": 0x41, "data": b"\xaa"}, "41 BB", {"data": b"\xbb"}),
    ],
)
def test_functions(request_wire: str, asked: dict[str, Any], response_wire: str, answered: dict[str, Any]) -> None:
    for frame, wire, values in [
        (modbus.RequestPdu, bytes.fromhex(request_wire), asked),
        (modbus.ResponsePdu, bytes.fromhex(response_wire), answered),
    ]:
        pdu = frame.unpack(wire)
        assert {name: getattr(pdu.body, name) for name in values} == values
        assert pdu.function_code == wire[0]
        assert pdu.pack() == wire


def test_bits_begin_with_the_lowest_of_each_byte() -> None:
    wire = bytes.fromhex("01 05" + COILS)
    body = modbus.ResponsePdu.unpack(wire).body
    assert body.status[:12] == [True, False, True, True, False, False, True, True, True, True, False, True]
    write = modbus.RequestPdu(
        body=modbus.WriteMultipleCoilsRequest(starting_address=0x13, values=[*body.status[:8], True, False])
    )
    assert write.pack() == bytes.fromhex("0F 0013 000A 02 CD01")
    with pytest.raises(PackError):
        modbus.ReadCoilsResponse(status=[True] * 3).pack()


def test_files() -> None:
    wire = bytes.fromhex("14 0E 06 0004 0001 0002 06 0003 0009 0002")
    first, second = modbus.RequestPdu.unpack(wire).body.sub_requests
    assert (first.file_number, first.record_number, first.record_length) == (4, 1, 2)
    assert second == modbus.FileReference(file_number=3, record_number=9, record_length=2)
    wire = bytes.fromhex("14 0C 05 06 0DFE0020 05 06 33CD0040")
    pdu = modbus.ResponsePdu.unpack(wire)
    assert [each.record_data for each in pdu.body.sub_responses] == [[0xDFE, 0x20], [0x33CD, 0x40]]
    assert pdu.pack() == wire
    wire = bytes.fromhex("15 0D 06 0004 0007 0003 06AF04BE100D")
    body = modbus.WriteFileRecord(
        sub_requests=[modbus.FileWrite(file_number=4, record_number=7, record_data=[0x6AF, 0x4BE, 0x100D])]
    )
    assert modbus.RequestPdu(body=body).pack() == wire
    assert modbus.RequestPdu.unpack(wire).body == body


def test_device_identification() -> None:
    wire = bytes.fromhex("2B 0E 01 00")
    asked = modbus.RequestPdu.unpack(wire)
    assert asked.body.data.read_device_id_code is modbus.ReadDeviceIdCode.BASIC
    assert asked.pack() == wire
    wire = bytes.fromhex("2B 0E 01 01 00 00 03 00 02") + b"AB" + b"\x01\x03XL4" + b"\x02\x05V2.11"
    answer = modbus.ResponsePdu.unpack(wire)
    assert answer.body.data.conformity_level is modbus.ConformityLevel.BASIC_STREAM
    assert [(each.object_id.name, each.value) for each in answer.body.data.objects] == [
        ("VENDOR_NAME", b"AB"),
        ("PRODUCT_CODE", b"XL4"),
        ("MAJOR_MINOR_REVISION", b"V2.11"),
    ]
    assert answer.pack() == wire
    assert modbus.RequestPdu.unpack(bytes.fromhex("2B 0F 07")).body.data == Unknown(tag=15, data=b"\x07")


def test_both_sides_of_a_connection() -> None:
    from_client, from_server = modbus.PROTOCOL.decoders()
    asked = bytes.fromhex("0001 0000 0006 01 01 0000 0003")
    (request,) = from_client.feed(asked)
    assert (request.transaction_identifier, request.length, request.unit_identifier) == (1, 6, 1)
    refused, answered = from_server.feed(bytes.fromhex("0000 0000 0003 01 81 03  0001 0000 0004 01 01 01 05"))
    assert refused.pdu == modbus.ResponsePdu(
        exception=True,
        function_code=FunctionCode.READ_COILS,
        body=modbus.ExceptionResponse(exception_code=modbus.ExceptionCode.ILLEGAL_DATA_VALUE),
    )
    assert answered.pdu.body.status == [True, False, True, *[False] * 5]
    assert request.pack() == asked


def test_a_serial_line() -> None:
    wire = bytes.fromhex("11 03 006B 0003 7687")
    request = modbus.RtuRequest.unpack(wire)
    assert (request.address, request.pdu.function_code) == (17, FunctionCode.READ_HOLDING_REGISTERS)
    assert request.pack() == wire
    body = modbus.ReadHoldingRegistersResponse(registers=[0xAE41, 0x5652, 0x4340])
    pdu = modbus.ResponsePdu(function_code=FunctionCode.READ_HOLDING_REGISTERS, body=body)
    assert modbus.RtuResponse(address=17, pdu=pdu).pack() == bytes.fromhex("11 03 06 AE41 5652 4340 49AD")


@pytest.mark.parametrize(
    ("frame", "wire", "error", "path"),
    [
        ("TcpRequest", "0001 0001 0006 01 01 0000 0003", ConstMismatch, "_protocol_identifier"),
        ("TcpRequest", "0001 0000 0001 01", InvalidValue, "length"),
        ("TcpRequest", "0001 0000 00FF 01", InvalidValue, "length"),
        ("TcpRequest", "0001 0000 0007 01 01 0000 0003 00", TrailingData, ""),
        ("TcpRequest", "0001 0000 0008 01 0F 0000 0009 01 FF", InvalidLength, "pdu.body.values"),
        ("TcpResponse", "0001 0000 0005 01 03 03 0001", InvalidLength, "pdu.body.registers"),
        ("TcpResponse", "0001 0000 0009 01 0C 03 0001 0002 0003", InvalidLength, "pdu.body.events"),
        ("RtuRequest", "11 03 006B 0003 7688", ChecksumMismatch, "crc"),
        ("RtuRequest", "F8 03 006B 0003 7688", InvalidValue, "address"),
    ],
)
def test_what_is_wrong_is_refused(frame: str, wire: str, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        getattr(modbus, frame).unpack(bytes.fromhex(wire))
    assert caught.value.path == path
