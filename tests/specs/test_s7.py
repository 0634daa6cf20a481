"""S7 communication: packets of a real controller and its client, and others laid out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import ConstMismatch, Frame, InvalidLength, InvalidValue, PackError, TruncatedFrame, Unknown, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

s7: Any = load("s7")
Packet = s7.Packet
FRAMES: list[type[Frame]] = [s7.ConnectionRequest, s7.Job, s7.AcknowledgementWithData, s7.UserData, s7.Packet]

CONNECT = bytes.fromhex("03000016 11 e0 0000 0001 00 c1020100 c2020102 c00109")
SETUP = bytes.fromhex("03000019 02f080 32 01 0000 ffff 0008 0000 f0 00 0001 0001 0780")
READ = bytes.fromhex("0300001f 02f080 32 01 0000 0001 000e 0000 04 01 120a10 02 0010 0000 83 000000")
READ_ANSWER = bytes.fromhex("03000029 02f080 32 03 0000 0001 0002 0014 00 00 04 01 ff 04 0080 a9100000000001010000000000000000")
WRITE = bytes.fromhex("03000027 02f080 32 01 0000 0003 000e 0008 05 01 120a10 02 0004 0000 83 000020 00 04 0020 00000103")
WRITE_ANSWER = bytes.fromhex("03000016 02f080 32 03 0000 0003 0002 0001 00 00 05 01 ff")
STATUS_LIST = bytes.fromhex("03000021 02f080 32 07 0000 0001 0008 0008 000112 04 11 44 01 00 ff 09 0004 0011 0000")


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_connection_request() -> None:
    packet = Packet.unpack(CONNECT)
    assert (packet.length, packet.header_length, packet.code) == (22, 17, s7.TpduCode.CONNECTION_REQUEST)
    assert (packet.header.destination_reference, packet.header.source_reference) == (0, 1)
    assert {each.code: each.value for each in packet.header.parameters} == {
        s7.ParameterCode.CALLING_TRANSPORT_SELECTOR: b"\1\0",
        s7.ParameterCode.CALLED_TRANSPORT_SELECTOR: b"\1\2",
        s7.ParameterCode.TPDU_SIZE: s7.TpduSize.OCTETS_512,
    }
    assert packet.payload is None
    assert packet.pack() == CONNECT


def test_setup_can_be_made() -> None:
    job = s7.Job(reference=0xFFFF, function=s7.Function.SETUP_COMMUNICATION, parameter=s7.Setup(message_length=1920), data=b"")
    packet = Packet(header=s7.DataTransfer(), payload=s7.Payload(message=s7.S7Message(body=job)))
    assert packet.pack() == SETUP
    assert Packet.unpack(SETUP) == packet


def test_read() -> None:
    job = Packet.unpack(READ).payload.message.body
    assert (job.function, job.item_count) == (s7.Function.READ_VARIABLE, 1)
    assert job.parameter[0].address == s7.AnyPointer(type=s7.VariableType.BYTE, count=16, area=s7.Area.FLAGS, byte_address=0)
    answer = Packet.unpack(READ_ANSWER).payload.message.body
    (item,) = answer.data
    assert (answer.error_class, item.return_code, item.type) == (s7.ErrorClass.NONE, s7.ReturnCode.SUCCESS, 4)
    assert item.content == bytes.fromhex("a9100000000001010000000000000000")
    assert (Packet.unpack(READ).pack(), Packet.unpack(READ_ANSWER).pack()) == (READ, READ_ANSWER)


def test_write() -> None:
    job = Packet.unpack(WRITE).payload.message.body
    assert (job.parameter[0].address.byte_address, job.parameter[0].address.bit_address) == (4, 0)
    assert job.data == [s7.DataItem(is_last=True, type=s7.DataType.BYTES_IN_BITS, length=32, content=b"\0\0\1\3")]
    answer = Packet.unpack(WRITE_ANSWER).payload.message.body
    assert answer.data == [s7.ReturnCode.SUCCESS]
    assert (Packet.unpack(WRITE).pack(), Packet.unpack(WRITE_ANSWER).pack()) == (WRITE, WRITE_ANSWER)


def test_items_of_an_odd_length_are_padded_but_for_the_last() -> None:
    items = "ff 03 0001 01 00" + "0a 00 0000" + "ff 09 0003 616263 00" + "ff 04 0008 7f"
    wire = bytes.fromhex("0000 0001 0002 0017 00 00 04 04" + items)
    answer = s7.AcknowledgementWithData.unpack(wire)
    assert [each.content for each in answer.data] == [b"\1", b"", b"abc", b"\x7f"]
    assert [each.is_last for each in answer.data] == [False, False, False, True]
    assert answer.data[1].return_code is s7.ReturnCode.OBJECT_DOES_NOT_EXIST
    assert answer.pack() == wire


def test_user_data() -> None:
    data = Packet.unpack(STATUS_LIST).payload.message.body
    assert (data.parameter.kind, data.parameter.group) == (s7.UserDataKind.REQUEST, s7.FunctionGroup.CPU)
    assert (data.parameter.subfunction, data.parameter.answer) == (1, None)
    assert [each.content for each in data.data] == [bytes.fromhex("00110000")]
    assert Packet.unpack(STATUS_LIST).pack() == STATUS_LIST


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [
        ("1d 00 0000 00000000 09 5f3041303030303141", {"name": "_0A00001A", "identifier": 0}),
        ("1f 00 0000 00000007", {"identifier": 7}),
        ("28 000000000000fd 0000 09 505f50524f4752414d", {"service": "P_PROGRAM", "argument": b""}),
        ("29 0000000000 09 505f50524f4752414d", {"service": "P_PROGRAM"}),
    ],
    ids=["start upload", "end upload", "program invocation", "stop"],
)
def test_other_jobs(parameter: str, expected: dict[str, object]) -> None:
    body = bytes.fromhex(parameter)
    wire = bytes.fromhex("0000 0002") + len(body).to_bytes(2, "big") + b"\0\0" + body
    job = s7.Job.unpack(wire)
    assert {name: getattr(job.parameter, name) for name in expected} == expected
    assert job.pack() == wire


def test_other_protocols_are_kept() -> None:
    wire = bytes.fromhex("0300000c 02f080 72 01000000")
    packet = Packet.unpack(wire)
    assert packet.payload.message == Unknown(0x72, bytes.fromhex("01000000"))
    assert packet.pack() == wire


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (b"\2" + READ[1:], ConstMismatch, "_version"),
        (READ[:-1], TruncatedFrame, ""),
        (b"\3\0\0\6" + READ[4:6], InvalidValue, "length"),
        (READ[:8] + b"\4" + READ[9:], InvalidValue, "payload.message.body"),
        (READ[:14] + b"\x0d" + READ[15:], InvalidLength, "payload.message.body.parameter[0].address"),
        (READ[:19] + b"\x11" + READ[20:], ConstMismatch, "payload.message.body.parameter[0]._specification"),
    ],
    ids=["version", "cut", "length", "type", "length of the parameter", "specification"],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        Packet.unpack(wire)
    assert caught.value.path == path


def test_the_number_of_items_is_held_against_them() -> None:
    packet = Packet.unpack(READ)
    packet.payload.message.body.item_count = 2
    with pytest.raises(PackError, match="item_count"):
        packet.pack()
