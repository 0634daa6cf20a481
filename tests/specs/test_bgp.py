"""BGP-4: messages laid out by hand as RFC 4271 draws them."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pytest

from framekit import ConstMismatch, Frame, InvalidLength, InvalidValue, PackError, TruncatedFrame, Unknown, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

bgp: Any = load("bgp")
Message = bgp.Message.given(wide=False)
AttributeType = bgp.AttributeType
FRAMES: list[type[Frame]] = [bgp.Open, bgp.Prefix, bgp.PathAttribute, bgp.Update, bgp.Message]

MARKER = "ff" * 16
OPEN = bytes.fromhex(MARKER + "002d 01 04 fe09 00b4 c0a8000f 10 02 06 0104 00010001 02 02 0200 63 02 abcd")
"""AS 65033, 180 seconds, 192.168.0.15; capabilities for IPv4 unicast (RFC 4760) and route refresh (RFC 2918); an unknown one."""
UPDATE = bytes.fromhex(
    MARKER + "005c 02 0004 18 0a0b0c 003c"
    "40 01 01 00"
    "50 02 000c 02 02 fe09 fe0a 01 02 0001 0002"
    "40 03 04 c0a8000f"
    "80 04 04 00000064"
    "40 05 04 000000c8"
    "40 06 00"
    "c0 07 06 fe09 c0a80001"
    "c0 08 04 fe090001"
    "15 0a0b08 00"
)
"""Every attribute of the RFC, and COMMUNITIES (RFC 1997)."""
NOTIFICATION = bytes.fromhex(MARKER + "0017 03 02 06 0001")
KEEPALIVE = bytes.fromhex(MARKER + "0013 04")


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_open() -> None:
    message = Message.unpack(OPEN)
    body = message.body
    assert message.type is bgp.MessageType.OPEN
    assert (body.autonomous_system, body.hold_time, body.identifier) == (65033, 180, IPv4Address("192.168.0.15"))
    first, second, third = (each.value for each in body.parameters)
    unicast = bgp.Multiprotocol(family=bgp.AddressFamily.IPV4, subsequent=bgp.SubsequentFamily.UNICAST)
    assert first.capabilities == [bgp.Capability(value=unicast)]
    assert second.capabilities == [bgp.Capability(value=Unknown(bgp.CapabilityCode.ROUTE_REFRESH, b""))]
    assert third == Unknown(tag=99, data=b"\xab\xcd")
    assert message.pack() == OPEN


def test_update() -> None:
    message = Message.unpack(UPDATE)
    body = message.body
    assert [each.network for each in body.withdrawn_routes] == [IPv4Network("10.11.12.0/24")]
    assert [each.network for each in body.reachable] == [IPv4Network("10.11.8.0/21"), IPv4Network("0.0.0.0/0")]
    values = {each.type: each.value for each in body.path_attributes}
    assert values == {
        AttributeType.ORIGIN: bgp.Origin(origin=bgp.OriginCode.IGP),
        AttributeType.AS_PATH: [
            bgp.Segment(wide=False, type=bgp.SegmentType.AS_SEQUENCE, systems=[65033, 65034]),
            bgp.Segment(wide=False, type=bgp.SegmentType.AS_SET, systems=[1, 2]),
        ],
        AttributeType.NEXT_HOP: IPv4Address("192.168.0.15"),
        AttributeType.MULTI_EXIT_DISC: 100,
        AttributeType.LOCAL_PREF: 200,
        AttributeType.ATOMIC_AGGREGATE: bgp.AtomicAggregate(),
        AttributeType.AGGREGATOR: bgp.Aggregator(wide=False, autonomous_system=65033, address=IPv4Address("192.168.0.1")),
        AttributeType.COMMUNITIES: [0xFE090001],
    }
    assert [each.extended_length for each in body.path_attributes] == [False, True, *[False] * 6]
    assert message.pack() == UPDATE


def test_an_update_can_be_made() -> None:
    path = [bgp.Segment(wide=False, type=bgp.SegmentType.AS_SEQUENCE, systems=[64512] * 200)]
    attribute = bgp.PathAttribute(wide=False, transitive=True, extended_length=True, type=AttributeType.AS_PATH, value=path)
    assert attribute.pack() == bytes.fromhex("5002 0192 02c8") + b"\xfc\x00" * 200
    attribute.extended_length = False
    with pytest.raises(PackError):
        attribute.pack()
    assert Message(wide=False, body=bgp.Update(wide=False)).pack() == bytes.fromhex(MARKER + "0017 02 0000 0000")


def open_with(*capabilities: Any) -> bytes:
    parameters = [bgp.OptionalParameter(value=bgp.Capabilities(capabilities=list(capabilities)))]
    body = bgp.Open(autonomous_system=23456, hold_time=90, identifier=IPv4Address("10.0.0.1"), parameters=parameters)
    return bytes(Message(wide=False, body=body).pack())


FOUR_OCTETS = bgp.Capability(value=bgp.FourOctetNumber(autonomous_system=4_200_000_000))


@pytest.mark.parametrize("client_first", [True, False])
@pytest.mark.parametrize(
    ("client", "server", "wide"),
    [([FOUR_OCTETS], [FOUR_OCTETS], True), ([FOUR_OCTETS], [], False), ([], [FOUR_OCTETS], False), ([], [], False)],
)
def test_numbers_have_four_bytes_if_both_speakers_can(client: Any, server: Any, wide: bool, client_first: bool) -> None:
    path = [bgp.Segment(wide=wide, type=bgp.SegmentType.AS_SEQUENCE, systems=[64512, 1])]
    attribute = bgp.PathAttribute(wide=wide, transitive=True, type=AttributeType.AS_PATH, value=path)
    update = bgp.Message(wide=wide, body=bgp.Update(wide=wide, path_attributes=[attribute])).pack()
    from_client, from_server = bgp.PROTOCOL.decoders()
    found = []
    sides = [(from_client, open_with(*client) + KEEPALIVE + update), (from_server, open_with(*server) + KEEPALIVE)]
    for decoder, wire in sides if client_first else reversed(sides):
        found += decoder.feed(wire)
    found += from_client.feed(b"") + from_server.feed(b"")
    (read,) = (each.body for each in found if isinstance(each.body, bgp.Update))
    assert read.path_attributes == [attribute]


def test_numbers_have_four_bytes_if_the_beginning_was_not_seen() -> None:
    segment = bgp.Segment(wide=True, type=bgp.SegmentType.AS_SET, systems=[70_000])
    attribute = bgp.PathAttribute(wide=True, type=AttributeType.AS_PATH, value=[segment])
    update = bgp.Message(wide=True, body=bgp.Update(wide=True, path_attributes=[attribute]))
    from_client, _ = bgp.PROTOCOL.decoders()
    assert from_client.feed(update.pack()) == [update]


def test_the_short_messages_in_a_stream() -> None:
    first, second, third = Message.iter_unpack(KEEPALIVE + NOTIFICATION + KEEPALIVE)
    assert first.body == third.body == bgp.Keepalive()
    assert second.body == bgp.Notification(code=bgp.ErrorCode.OPEN_MESSAGE_ERROR, subcode=6, data=b"\0\1")
    assert [each.pack() for each in (first, second)] == [KEEPALIVE, NOTIFICATION]


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (b"\0" + KEEPALIVE[1:], ConstMismatch, "_marker"),
        (KEEPALIVE[:16] + b"\0\x12\x04", InvalidValue, "length"),
        (KEEPALIVE[:16] + b"\x10\x01\x04", InvalidValue, "length"),
        (KEEPALIVE[:18] + b"\x05", InvalidValue, "body"),
        (OPEN[:-1], TruncatedFrame, ""),
        (OPEN[:19] + b"\3" + OPEN[20:], ConstMismatch, "body._version"),
        (OPEN[:22] + b"\0\2" + OPEN[24:], InvalidValue, "body.hold_time"),
        (OPEN[:28] + b"\x13" + OPEN[29:], InvalidLength, "body.parameters"),
        (UPDATE[:21] + b"\x21" + UPDATE[22:], InvalidValue, "body.withdrawn_routes[0].bits"),
        (UPDATE[:21] + b"\x19" + UPDATE[22:], InvalidLength, "body.withdrawn_routes[0].address"),
        (UPDATE[:30] + b"\3" + UPDATE[31:], InvalidValue, "body.path_attributes[0].value.origin"),
    ],
    ids=[
        "marker",
        "length below 19",
        "length over 4096",
        "type",
        "cut",
        "version",
        "hold time",
        "length of parameters",
        "bits of a prefix",
        "bytes of a prefix",
        "origin",
    ],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        Message.unpack(wire)
    assert caught.value.path == path


def test_destinations_of_ipv6_are_in_an_attribute() -> None:
    wire = bytes.fromhex("80 0e 21 0002 01 10 20010db8000000000000000000000001 00 20 20010db8 30 20010db80001")
    attribute = bgp.PathAttribute.unpack(wire, wide=True)
    value = attribute.value
    assert (value.family, value.subsequent) == (bgp.AddressFamily.IPV6, bgp.SubsequentFamily.UNICAST)
    assert [(each.bits, each.address.hex()) for each in value.destinations] == [(32, "20010db8"), (48, "20010db80001")]
    assert attribute.pack() == wire
    evpn = bytes.fromhex("80 0f 06 0019 46 abcdef")
    assert bgp.PathAttribute.unpack(evpn, wide=True).value.destinations == b"\xab\xcd\xef"


def test_capabilities_have_their_values() -> None:
    wire = bytes.fromhex("40 06 4078 0001 01 80 45 04 0002 01 03 49 06 02 7270 02 6161 09 01 03")
    restart, paths, name, role = bgp.Capabilities.unpack(wire).capabilities
    assert (restart.value.notification, restart.value.restart_time, restart.value.families[0].forwarding) == (True, 120, True)
    assert paths.value.families[0].direction is bgp.PathDirection.BOTH
    assert (name.value.host, name.value.domain) == ("rp", "aa")
    assert role.value.role is bgp.Role.CUSTOMER
    assert bgp.Capabilities.unpack(wire).pack() == wire
