"""Diameter: what freeDiameter 1.2.1 answered to messages made here, and messages that are none."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest

from framekit import ConstMismatch, Frame, InvalidLength, InvalidValue, PackError, TrailingData, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

diameter: Any = load("diameter")
Code: Any = diameter.AvpCode
FRAMES: list[type[Frame]] = [diameter.Address, diameter.Group, diameter.Avp, diameter.Message]
# A client's request, which the server took, and the server's answer to it.
REQUEST = bytes.fromhex(
    "0100009c 80000101 00000000 00000001 00000002"
    "00000108 4000001b 636c69656e742e6578616d706c652e74657374 00"
    "00000128 40000014 6578616d706c652e74657374"
    "00000101 4000000e 00017f000001 0000"
    "0000010a 4000000c 00000000"
    "0000010d 00000010 6672616d656b6974"
    "00000104 40000020 0000010a4000000c000028af 000001024000000c01000016"
    "0000012b 4000000c 00000000"
)
ANSWER = bytes.fromhex(
    "010000a4000001010000000000000001000000020000010c4000000c000007d1000001084000001b7365727665722e6578616d706c652e746573"
    "740000000128400000146578616d706c652e74657374000001164000000c6b063354000001014000000e0001c000020200000000010a4000000c"
    "000000000000010d00000014667265654469616d657465720000010b0000000c000027d9000001024000000cffffffff"
)
# What it answered to a watchdog request with an AVP of a vendor that it must know and does not.
REFUSAL = bytes.fromhex(
    "0100008800000118000000000000000500000006000001084000001b7365727665722e6578616d706c652e746573740000000128400000146578"
    "616d706c652e746573740000010c4000000c000013890000011740000018000003e7c000000f000028af0000000000000119000000204449414d"
    "455445525f4156505f554e535550504f52544544"
)


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def avp(code: int, value: object, mandatory: bool = True) -> Any:
    return diameter.Avp(code=code, mandatory=mandatory, value=value)


def test_a_request_packs_to_what_a_server_took() -> None:
    application = diameter.Group(avps=[avp(Code.VENDOR_ID, 10415), avp(Code.AUTH_APPLICATION_ID, 16777238)])
    local = diameter.Address(family=diameter.AddressFamily.IPV4, address=IPv4Address("127.0.0.1"))
    request = diameter.Message(
        request=True,
        command=diameter.Command.CAPABILITIES_EXCHANGE,
        hop_by_hop_id=1,
        end_to_end_id=2,
        avps=[
            avp(Code.ORIGIN_HOST, "client.example.test"),
            avp(Code.ORIGIN_REALM, "example.test"),
            avp(Code.HOST_IP_ADDRESS, local),
            avp(Code.VENDOR_ID, 0),
            avp(Code.PRODUCT_NAME, "framekit", mandatory=False),
            avp(Code.VENDOR_SPECIFIC_APPLICATION_ID, application),
            avp(Code.INBAND_SECURITY_ID, 0),
        ],
    )
    assert request.pack() == REQUEST
    assert diameter.Message.unpack(REQUEST) == request


def test_an_answer_unpacks_and_packs_to_itself() -> None:
    answer = diameter.Message.unpack(ANSWER)
    assert (answer.length, answer.request, answer.error, answer.command.name) == (164, False, False, "CAPABILITIES_EXCHANGE")
    assert (answer.application_id, answer.hop_by_hop_id, answer.end_to_end_id) == (0, 1, 2)
    assert [(each.code.name, each.length, each.mandatory) for each in answer.avps] == [
        ("RESULT_CODE", 12, True),
        ("ORIGIN_HOST", 27, True),
        ("ORIGIN_REALM", 20, True),
        ("ORIGIN_STATE_ID", 12, True),
        ("HOST_IP_ADDRESS", 14, True),
        ("VENDOR_ID", 12, True),
        ("PRODUCT_NAME", 20, False),
        ("FIRMWARE_REVISION", 12, False),
        ("AUTH_APPLICATION_ID", 12, True),
    ]
    values = {each.code: each.value for each in answer.avps}
    assert values[Code.RESULT_CODE] == 2001
    assert values[Code.ORIGIN_HOST] == "server.example.test"
    assert values[Code.HOST_IP_ADDRESS].address == IPv4Address("192.0.2.2")
    assert values[Code.FIRMWARE_REVISION] == 10201
    assert values[Code.AUTH_APPLICATION_ID] == 0xFFFFFFFF, "a relay"
    assert answer.pack() == ANSWER


def test_the_avp_of_a_vendor_in_a_grouped_avp() -> None:
    refusal = diameter.Message.unpack(REFUSAL)
    assert [each.code.name for each in refusal.avps[2:]] == ["RESULT_CODE", "FAILED_AVP", "ERROR_MESSAGE"]
    (failed,) = refusal.avps[3].value.avps
    assert failed == diameter.Avp(code=999, has_vendor=True, mandatory=True, vendor_id=10415, value=bytes(3))
    assert refusal.avps[4].value == "DIAMETER_AVP_UNSUPPORTED"
    assert refusal.pack() == REFUSAL


def test_a_code_counts_within_its_vendor() -> None:
    name = avp(Code.USER_NAME, "ada")
    assert name.pack().hex(" ", 4) == "00000001 4000000b 61646100"
    other = diameter.Avp(code=1, has_vendor=True, vendor_id=10415, value=b"\xff\xfe")
    assert other.pack().hex(" ", 4) == "00000001 8000000e 000028af fffe0000"
    assert diameter.Avp.unpack(other.pack()) == other


def test_values_of_every_kind() -> None:
    address = diameter.Address(family=diameter.AddressFamily.IPV6, address=IPv6Address("2001:db8::1"))
    number = diameter.Address(family=8, address=b"4415551234")
    for code, value in (
        (Code.ACCOUNTING_SUB_SESSION_ID, 1 << 63),
        (Code.DISCONNECT_CAUSE, -1),
        (Code.HOST_IP_ADDRESS, address),
        (Code.HOST_IP_ADDRESS, number),
        (Code.ERROR_MESSAGE, "é"),
        (Code.CLASS, b""),
        (Code.PROXY_INFO, diameter.Group(avps=[])),
    ):
        assert diameter.Avp.unpack(avp(code, value).pack()).value == value


def test_grouped_avps_of_credit_control() -> None:
    """A request to use units, as RFC 8506 draws it (sections 3.1 and 8.16)."""
    units = diameter.Group(avps=[avp(Code.CC_TIME, 60), avp(Code.CC_TOTAL_OCTETS, 1 << 33)])
    user = diameter.Group(
        avps=[
            avp(Code.SUBSCRIPTION_ID_TYPE, diameter.codes.SubscriptionIdType.END_USER_E164),
            avp(Code.SUBSCRIPTION_ID_DATA, "4415551234"),
        ]
    )
    money = diameter.Group(avps=[avp(Code.VALUE_DIGITS, -5), avp(Code.EXPONENT, -2)])
    request = diameter.Message(
        request=True,
        proxiable=True,
        command=diameter.Command.CREDIT_CONTROL,
        application_id=diameter.Application.CREDIT_CONTROL,
        hop_by_hop_id=1,
        end_to_end_id=2,
        avps=[
            avp(Code.AUTH_APPLICATION_ID, diameter.Application.CREDIT_CONTROL),
            avp(Code.CC_REQUEST_TYPE, diameter.codes.RequestType.UPDATE_REQUEST),
            avp(Code.SUBSCRIPTION_ID, user),
            avp(
                Code.MULTIPLE_SERVICES_CREDIT_CONTROL,
                diameter.Group(avps=[avp(Code.REQUESTED_SERVICE_UNIT, units), avp(Code.RATING_GROUP, 7)]),
            ),
            avp(Code.CC_MONEY, diameter.Group(avps=[avp(Code.UNIT_VALUE, money)])),
        ],
    )
    wire = request.pack()
    assert wire[:20].hex(" ", 4) == "010000b8 c0000110 00000004 00000001 00000002"
    assert bytes.fromhex("000001bb 40000028 000001c2 4000000c 00000000 000001bc 40000012") + b"4415551234" in wire
    assert bytes.fromhex("000001a5 40000010 00000002 00000000") in wire
    read = diameter.Message.unpack(wire)
    assert read == request
    assert read.avps[1].value is diameter.codes.RequestType.UPDATE_REQUEST
    assert avp(Code.CC_REQUEST_TYPE, 9).pack() == bytes.fromhex("000001a0 4000000c 00000009")


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (ANSWER[:-1], TruncatedFrame, None),
        (ANSWER + bytes(4), TrailingData, ""),
        (b"\x02" + ANSWER[1:], ConstMismatch, "version"),
        (ANSWER[:3] + b"\xa3" + ANSWER[4:], InvalidValue, "length"),
        (ANSWER[:3] + b"\x10" + ANSWER[4:], UnpackError, None),
        (ANSWER[:27] + b"\x07" + ANSWER[28:], InvalidLength, "avps[0].value"),
        (ANSWER[:27] + b"\x0b" + ANSWER[28:], InvalidLength, "avps[0].value"),
        (ANSWER[:27] + b"\x0d" + ANSWER[28:], TrailingData, "avps[0].value"),
        (ANSWER[:25] + b"\x01" + ANSWER[26:], InvalidLength, "avps[0].value"),
        (ANSWER[:40] + b"\xff" + ANSWER[41:], InvalidValue, "avps[1].value"),
        (REFUSAL[:87] + b"\x14" + REFUSAL[88:], UnpackError, "avps[3].value.avps[0].value"),
    ],
)
def test_wrong_bytes_are_refused(wire: bytes, error: type[UnpackError], path: str | None) -> None:
    with pytest.raises(error) as caught:
        diameter.Message.unpack(wire)
    assert path is None or caught.value.path == path


def test_padding_may_hold_anything() -> None:
    assert diameter.Avp.unpack(bytes.fromhex("0000010d 00000009 61 ffffff")).value == "a"


@pytest.mark.parametrize(
    "values",
    [
        {"code": 999, "vendor_id": 10415, "value": b""},
        {"code": 999, "has_vendor": True, "value": b""},
        {"code": Code.USER_NAME, "has_vendor": True, "vendor_id": 10415, "value": "ada"},
        {"code": Code.ORIGIN_HOST, "value": "é"},
        {"code": Code.VENDOR_ID, "value": 1 << 32},
        {"code": 999, "value": bytes(1 << 24)},
    ],
)
def test_wrong_values_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(PackError):
        diameter.Avp(**values).pack()
