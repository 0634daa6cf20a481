"""RTPS: a message of a real participant, and submessages laid out by hand as DDSI-RTPS draws them."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

import pytest

from framekit import Frame, InvalidValue, PackError, TruncatedFrame, Unknown, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

rtps: Any = load("rtps")
Kind, Parameter, Submessage = rtps.SubmessageKind, rtps.ParameterIdentifier, rtps.Submessage
FRAMES: list[type[Frame]] = [rtps.EntityId, rtps.Locator, rtps.SequenceNumberSet, rtps.PropertyList, rtps.Heartbeat]

HEADER = bytes.fromhex("52545053 0201 0101 c0a87a0100003a4c00000001")
MESSAGE = HEADER + bytes.fromhex(
    "09 01 0800 8f0b4a59470af3a6"
    "15 05 0000 0000 1000 00000000 000100c2 00000000 01000000 0003 0000"
    "5000 1000 c0a87a0100003a4c00000001 000001c1"
    "5800 0400 3f0c0000"
    "3300 1800 01000000 e81c0000 000000000000000000000000 efff0001"
    "0200 0800 64000000 00000000"
    "6200 1400 10000000 525449205368617065732044656d6f00"
    "0080 0400 05020000"
    "0100 0000"
)
"""What a participant says of itself; the last submessage has no length."""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_a_participant_says_what_it_is() -> None:
    message = rtps.Message.unpack(MESSAGE)
    assert (message.version.major, message.version.minor, message.vendor) == (2, 1, 0x0101)
    time, change = message.submessages
    assert time.kind is Kind.INFO_TS
    assert time.body.timestamp.seconds == 0x594A0B8F
    assert change.kind is Kind.DATA
    assert (change.body.writer.kind, change.body.sequence_number.value) == (rtps.EntityKind.BUILTIN_WRITER_WITH_KEY, 1)
    assert change.body.payload.representation is rtps.Representation.PL_CDR_LE
    values = {each.identifier: each.value for each in change.body.payload.value.parameters}
    assert values[Parameter.PARTICIPANT_GUID].entity == rtps.EntityId(key=1, kind=rtps.EntityKind.BUILTIN_PARTICIPANT)
    assert rtps.BuiltinEndpoints.PARTICIPANT_MESSAGE_READER in rtps.BuiltinEndpoints(values[Parameter.BUILTIN_ENDPOINT_SET])
    locator = values[Parameter.METATRAFFIC_MULTICAST_LOCATOR]
    assert (locator.port, locator.address.address) == (7400, IPv4Address("239.255.0.1"))
    assert values[Parameter.ENTITY_NAME] == rtps.String(value="RTI Shapes Demo")
    assert values[0x8000] == bytes.fromhex("05020000")
    assert Parameter.SENTINEL not in values
    assert change.body.payload.value.sentinel_length == 0
    assert message.pack() == MESSAGE


@pytest.mark.parametrize(
    "wire",
    [
        "07 01 1c00 00000000 000100c2 00000000 01000000 00000000 02000000 03000000",
        "07 00 001c 00000000 000100c2 00000000 00000001 00000000 00000002 00000003",
    ],
    ids=["little", "big"],
)
def test_the_flags_say_the_byte_order(wire: str) -> None:
    submessage = Submessage.unpack(bytes.fromhex(wire))
    body = submessage.body
    assert (body.first.value, body.last.value, body.count) == (1, 2, 3)
    assert submessage.pack() == bytes.fromhex(wire)


def test_numbers_that_a_reader_lacks() -> None:
    wire = bytes.fromhex("06 03 1c00 000100c7 000100c2 00000000 05000000 03000000 000000a0 07000000")
    submessage = Submessage.unpack(wire)
    assert submessage.kind is Kind.ACKNACK
    assert rtps.AckNackFlags.FINAL in rtps.AckNackFlags(submessage.flags)
    assert (submessage.body.state.base.value, submessage.body.state.bitmap) == (5, [0xA0000000])
    assert submessage.pack() == wire


def test_payloads_of_other_topics_are_bytes() -> None:
    wire = bytes.fromhex("15 05 1c00 0000 1000 00000000 00000102 00000000 01000000 0001 0000 07000000")
    payload = Submessage.unpack(wire).body.payload
    assert (payload.representation, payload.value) == (rtps.Representation.CDR_LE, b"\7\0\0\0")
    assert Submessage.unpack(wire).pack() == wire


def test_a_submessage_without_a_length_is_the_last() -> None:
    last = Submessage(flags=1, body=rtps.InfoDestination(prefix=bytes(12)))
    message = rtps.Message(version=rtps.Version(), vendor=0, prefix=bytes(12), submessages=[last])
    assert message.pack()[20:] == bytes.fromhex("0e010000") + bytes(12)
    message.submessages = [last, last]
    with pytest.raises(PackError):
        message.pack()
    padding = bytes.fromhex("01010000 80010400 01020304")
    first, second = rtps.Message.unpack(HEADER + padding).submessages
    assert (first.body, second.body) == (rtps.Pad(), Unknown(tag=0x80, data=b"\1\2\3\4"))


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (HEADER[:19], TruncatedFrame, "prefix"),
        (HEADER + bytes.fromhex("0e01 0c00 0000"), TruncatedFrame, "submessages[0]"),
        (
            HEADER + bytes.fromhex("0603 1800 000100c7 000100c2 00000000 05000000 01010000 00000000"),
            InvalidValue,
            "submessages[0].body.state.number_of_bits",
        ),
    ],
    ids=["header", "submessage", "number of bits"],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        rtps.Message.unpack(wire)
    assert caught.value.path == path


def test_what_follows_a_submessage_with_parameters_is_refused_by_its_place() -> None:
    """Whether a submessage is the last depends on its kind, which follows from the class of its body."""
    wire = bytes.fromhex(
        "52545053 0514 0001 9a0a4057cebcbb6006a0eee3 158a003a 05b5 0018 ffffff90 000001ff 02b24905ffffffff fc2b00c924910b71"
        "ffff 0007 bf116cd42ba31c 0001 2769 009b 0001 24c0c8ec62f3e99dc204fb 46dbec6df06f"
    )
    with pytest.raises(TruncatedFrame) as caught:
        rtps.Message.unpack(wire)
    assert caught.value.path.startswith("submessages[1]")
