"""BACnet/IP: messages of a capture, and examples of ASHRAE 135, annex F and clause 20.2."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

import pytest

from framekit import ConstMismatch, Frame, InvalidValue, PackError, TrailingData, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

bacnet: Any = load("bacnet")
application, network, tags = bacnet.application, bacnet.network, bacnet.tags
Apdu = application.Apdu
Message = bacnet.Message
TaggedValue = tags.TaggedValue
FRAMES: list[type[Frame]] = [TaggedValue, Apdu, network.Npdu, Message]

REQUEST = bytes.fromhex("810a 0011 01 04 00 05 01 0c 0c 023fffff 19 4b")
"""ReadProperty of the identifier of any device."""
ANSWER = bytes.fromhex("30 01 0c 0c 00000005 19 55 3e 44 4290999a 3f")
"""Annex F.3.5: the value of an analog input is 72.3."""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_a_request() -> None:
    message = Message.unpack(REQUEST)
    assert message.function is bacnet.Function.ORIGINAL_UNICAST_NPDU
    npdu = message.body.npdu
    assert (npdu.expects_reply, npdu.destination, npdu.hop_count) == (True, None, None)
    request = npdu.content.body
    assert (request.service, request.invoke_identifier) == (application.ConfirmedService.READ_PROPERTY, 1)
    first, second = request.parameters
    assert first.value == tags.ObjectIdentifier(type=tags.ObjectType.DEVICE, instance=4194303)
    assert (second.number, second.is_context, second.value) == (1, True, b"\x4b")
    assert message.pack() == REQUEST


def test_an_answer() -> None:
    apdu = Apdu.unpack(ANSWER)
    assert apdu.type is application.PduType.COMPLEX_ACK
    parameters = apdu.body.parameters
    assert parameters[0].value == tags.ObjectIdentifier(type=tags.ObjectType.ANALOG_INPUT, instance=5)
    assert [each.length_or_type for each in parameters[2::2]] == [tags.OPENING, tags.CLOSING]
    assert parameters[3].value == pytest.approx(72.3)
    assert apdu.pack() == ANSWER


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        ("00", b""),
        ("11", b""),
        ("21 48", 72),
        ("22 0100", 256),
        ("31 b8", -72),
        ("44 42900000", 72.0),
        ("55 08 4052000000000000", 72.0),
        ("63 1234ff", b"\x12\x34\xff"),
        ("75 07 00 424143c3a974", tags.CharacterString(text="BACét")),
        ("75 05 04 004b0042", tags.CharacterString(character_set=tags.CharacterSet.UCS_2, text="KB")),
        ("82 03 a8", tags.BitString(unused_bits=3, bits=b"\xa8")),
        ("91 00", 0),
        ("a4 5b 01 18 05", tags.Date(year=91, month=1, day=24, day_of_week=5)),
        ("b4 11 23 2d 11", tags.Time(hour=17, minute=35, second=45, hundredths=17)),
        ("c4 00c0000f", tags.ObjectIdentifier(type=tags.ObjectType.BINARY_INPUT, instance=15)),
        ("f9 21 48", b"\x48"),
        ("0d fe 0100" + "00" * 256, bytes(256)),
    ],
)
def test_tagged_values(wire: str, value: object) -> None:
    tagged = TaggedValue.unpack(bytes.fromhex(wire))
    assert tagged.value == value
    assert tagged.pack() == bytes.fromhex(wire)


@pytest.mark.parametrize(
    ("wire", "body"),
    [
        ("10 08", application.UnconfirmedRequest(service=application.UnconfirmedService.WHO_IS)),
        ("20 01 0f", application.SimpleAck(invoke_identifier=1, service=application.ConfirmedService.WRITE_PROPERTY)),
        ("42 01 02 04", application.SegmentAck(invoke_identifier=1, sequence_number=2, actual_window_size=4)),
        ("60 01 09", application.Reject(invoke_identifier=1, reason=application.RejectReason.UNRECOGNIZED_SERVICE)),
        ("71 01 04", application.Abort(invoke_identifier=1, reason=application.AbortReason.SEGMENTATION_NOT_SUPPORTED)),
        (
            "3c 01 00 10 0e ab0c",
            application.ComplexAck(
                is_segmented=True,
                invoke_identifier=1,
                sequence_number=0,
                proposed_window_size=16,
                service=application.ConfirmedService.READ_PROPERTY_MULTIPLE,
                parameters=b"\xab\x0c",
            ),
        ),
    ],
)
def test_other_units(wire: str, body: object) -> None:
    apdu = Apdu.unpack(bytes.fromhex(wire))
    assert apdu.body == body
    assert apdu.pack() == bytes.fromhex(wire)


def test_links_and_networks() -> None:
    wire = bytes.fromhex("8104 0016 c0a80a05 bac0 01 28 ffff 00 0010 01 2a ff 10 08")
    forwarded = Message.unpack(wire).body
    assert (forwarded.address, forwarded.port, forwarded.npdu.hop_count) == (IPv4Address("192.168.10.5"), 47808, 255)
    assert forwarded.npdu.destination == network.NetworkAddress(network=0xFFFF, address=b"")
    assert forwarded.npdu.source == network.NetworkAddress(network=16, address=b"\x2a")
    assert Message(body=forwarded).pack() == wire
    routers = bytes.fromhex("01 80 01 0001 0002")
    assert network.Npdu.unpack(routers).content.body == network.IAmRouter(networks=[1, 2])
    assert network.Npdu.unpack(routers).pack() == routers
    vendors = bytes.fromhex("01 80 81 0103 beef")
    assert network.Npdu.unpack(vendors).content.vendor == 0x103
    assert network.Npdu.unpack(vendors).pack() == vendors


@pytest.mark.parametrize(
    ("frame", "wire", "error", "path"),
    [
        (Message, "820a 0004", ConstMismatch, "_type"),
        (Message, "8100 0003", InvalidValue, "length"),
        (Message, "8100 0007 0000 00", TrailingData, ""),
        (Apdu, "80 00", InvalidValue, "body"),
        (TaggedValue, "26 01", InvalidValue, "length_or_type"),
        (TaggedValue, "22 01", TruncatedFrame, "value"),
        (TaggedValue, "82 08 00", InvalidValue, "value.unused_bits"),
    ],
)
def test_what_is_wrong_is_refused(frame: type[Frame], wire: str, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        frame.unpack(bytes.fromhex(wire))
    assert caught.value.path == path


def test_a_length_must_fit_its_value() -> None:
    with pytest.raises(PackError, match="value"):
        TaggedValue(number=tags.ApplicationTag.UNSIGNED_INTEGER, length_or_type=1, value=256).pack()
