"""GTP: messages of a capture, and others laid out by hand as 3GPP's specifications draw them."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest

from framekit import Frame, InvalidLength, InvalidValue, PackError, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

gtp: Any = load("gtp")
FRAMES: list[type[Frame]] = [gtp.version1.Element, gtp.version2.Element, gtp.Version1, gtp.Version2, gtp.Datagram]
Element = gtp.version2.Element
ElementType = gtp.version2.ElementType

DELETE_SESSION_RESPONSE = bytes.fromhex("48 25 0013 35529204 4b5462 00  02 0002 00 10 00  03 0001 00 01")
BEARER_CONTEXT = bytes.fromhex(
    "5d 0031 00  49 0001 00 05  54 000d 00 21 31010910c0a80101ffffff00  57 0009 02 84 35529205 0a650002"
    "  5e 0004 00 103a9805  77 0002 00 02 07"
)
"""A bearer with a packet filter, the endpoint of a tunnel and a charging identifier, of a capture, and an F-Cause."""
ECHO_REQUEST = bytes.fromhex("32 01 0004 00000000 0017 00 00")
USER_PACKET = bytes.fromhex("34 ff 0010 00000001 0000 00 85  01 0005 c0  01 1234 00  4500 0014")
"""A G-PDU with a PDU session container and a PDCP PDU number."""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: f"{frame.__module__}.{frame.__name__}")
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_a_message_of_version_2() -> None:
    datagram = gtp.Datagram.unpack(DELETE_SESSION_RESPONSE)
    (message,) = datagram.content
    assert message.type is gtp.codes2.MessageType.DELETE_SESSION_RESPONSE
    assert (message.tunnel_endpoint_identifier, message.sequence_number) == (0x35529204, 0x4B5462)
    cause, recovery = message.elements
    assert cause.value == gtp.elements.Cause(value=gtp.codes2.CauseValue.REQUEST_ACCEPTED)
    assert (recovery.type, recovery.value) == (ElementType.RECOVERY, 1)
    assert datagram.pack() == DELETE_SESSION_RESPONSE
    assert gtp.Datagram(first_byte=0x48, content=[message]).pack() == DELETE_SESSION_RESPONSE


def test_elements_in_a_bearer_context() -> None:
    context = Element.unpack(BEARER_CONTEXT)
    bearer, template, endpoint, charging, cause = (each.value for each in context.value)
    assert bearer.identity == 5
    (packet_filter,) = template.filters
    assert packet_filter.direction is gtp.elements.Direction.BIDIRECTIONAL
    (component,) = packet_filter.components
    assert (component.value.address, component.value.mask) == (IPv4Address("192.168.1.1"), IPv4Address("255.255.255.0"))
    assert endpoint == gtp.elements.TunnelEndpoint(
        interface_type=4, identifier=0x35529205, ipv4_address=IPv4Address("10.101.0.2")
    )
    assert (charging, cause.type, cause.content) == (272275461, 2, b"\x07")
    assert context.pack() == BEARER_CONTEXT


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        ("01 0008 00 89674511223344f5", "987654112233445"),
        ("53 0003 00 00f110", "001-01"),
        ("53 0003 00 894756", "987-654"),
        ("47 0009 00 08696e7465726e6574", ["internet"]),
        ("88 0008 00 7067772e67707273", "pgw.gprs"),
        ("4a 0010 00 20010db8000000000000000000000001", IPv6Address("2001:db8::1")),
        ("ab 0002 01 0102", b"\1\2"),
    ],
)
def test_values(wire: str, value: object) -> None:
    element = Element.unpack(bytes.fromhex(wire))
    assert element.value == value
    assert element.pack() == bytes.fromhex(wire)


def test_what_later_releases_add_is_kept() -> None:
    wire = bytes.fromhex("49 0003 00 05 abcd")
    element = Element.unpack(wire)
    assert (element.value.identity, element.extension) == (5, b"\xab\xcd")
    assert element.pack() == wire


def test_the_flags_of_a_location_follow_from_what_is_given() -> None:
    location = gtp.elements.UserLocation(
        tracking_area=gtp.elements.TrackingArea(network="896-457", code=0x1234),
        eutran_cell=gtp.elements.EutranCell(network="896-457", spare=1, identifier=0x2345678),
    )
    wire = bytes.fromhex("18 987654 1234 987654 12345678")
    assert location.pack() == wire
    assert gtp.elements.UserLocation.unpack(wire) == location


def test_a_piggybacked_message() -> None:
    first = bytes.fromhex("58 25 0013 35529204 4b5462 00  02 0002 00 10 00  03 0001 00 01")
    datagram = gtp.Datagram.unpack(first + DELETE_SESSION_RESPONSE)
    assert [each.is_piggybacked for each in datagram.content] == [True, False]
    assert datagram.pack() == first + DELETE_SESSION_RESPONSE


def test_version_1() -> None:
    echo = gtp.Datagram.unpack(ECHO_REQUEST).content
    assert (echo.type, echo.sequence_number, echo.body) == (gtp.codes1.MessageType.ECHO_REQUEST, 0x17, [])
    packet = gtp.Datagram.unpack(USER_PACKET).content
    container, number = packet.extension_headers
    assert packet.next_type is gtp.codes1.ExtensionType.PDU_SESSION_CONTAINER
    assert (container.content, container.next_type) == (b"\0\5", gtp.codes1.ExtensionType.PDCP_PDU_NUMBER)
    assert (number.content, packet.body) == (b"\x12\x34", b"\x45\x00\x00\x14")
    assert (echo.pack(), packet.pack()) == (ECHO_REQUEST, USER_PACKET)
    plain = gtp.Version1(type=gtp.codes1.MessageType.G_PDU, tunnel_endpoint_identifier=1, body=b"ab")
    assert plain.pack() == bytes.fromhex("30 ff 0002 00000001 6162")


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        ("01 80", gtp.version1.Cause(value=gtp.codes1.CauseValue.REQUEST_ACCEPTED)),
        ("0e 05", 5),
        ("02 89674511223344f5", "987654112233445"),
        ("03 00f110 0102 03", gtp.version1.RoutingArea(network="001-01", area=0x102, code=3)),
        ("10 00000001", 1),
        ("80 0006 f121 c0a80101", gtp.version1.EndUserAddress(organization=1, type=0x21, address=IPv4Address("192.168.1.1"))),
        ("80 0002 f121", gtp.version1.EndUserAddress(organization=1, type=0x21, address=b"")),
        ("83 0009 08 696e7465726e6574", ["internet"]),
        ("85 0004 0a650002", IPv4Address("10.101.0.2")),
        ("86 0007 91 947154336587", gtp.version1.SubscriberNumber(nature=0x91, number="491745335678")),
        (
            "8d 02 c0 85",
            gtp.version1.ExtensionHeaderTypes(
                types=[gtp.codes1.ExtensionType.PDCP_PDU_NUMBER, gtp.codes1.ExtensionType.PDU_SESSION_CONTAINER]
            ),
        ),
        ("97 0001 06", gtp.elements.RadioAccessValue(type=gtp.codes2.RadioAccess.EUTRAN)),
        ("8a 0002 0102", b"\1\2"),
    ],
)
def test_values_of_version_1(wire: str, value: object) -> None:
    element = gtp.version1.Element.unpack(bytes.fromhex(wire))
    assert element.value == value
    assert element.pack() == bytes.fromhex(wire)


@pytest.mark.parametrize(
    ("frame", "wire", "error", "path"),
    [
        (gtp.Datagram, "08 25 0000", UnpackError, "content"),
        (gtp.Version2, "48 25 0013 35529204 4b5462", TruncatedFrame, ""),
        (gtp.Version2, "40 25 0009 4b5462 00 02 0003 00 10", InvalidLength, "elements[0].value"),
        (gtp.Version1, "34 ff 0008 00000001 0000 00 85  00 0005 00", InvalidValue, "extension_headers[0].length"),
        (gtp.Version1, "30 10 0002 00000001  7f 05", InvalidLength, "body[0].value"),
        (Element, "47 0003 00 08 6162", InvalidValue, "value"),
    ],
)
def test_what_is_wrong_is_refused(frame: type[Frame], wire: str, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        frame.unpack(bytes.fromhex(wire))
    assert caught.value.path == path


@pytest.mark.parametrize("value", ["98x", "12f4ff", 7])
def test_digits_that_cannot_be_packed(value: object) -> None:
    with pytest.raises(PackError):
        Element(type=ElementType.IMSI, value=value).pack()
