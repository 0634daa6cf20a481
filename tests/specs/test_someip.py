"""SOME/IP and its service discovery: messages of captures, and others laid out as AUTOSAR's documents draw them."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest

from framekit import (
    ConstMismatch,
    Frame,
    InvalidLength,
    InvalidValue,
    PackError,
    TrailingData,
    TruncatedFrame,
    Unknown,
    UnpackError,
)
from framekit.testing import check_all
from tests.specs.test_samples import load

someip: Any = load("someip")
Message = someip.Message
Datagram = someip.Datagram
FRAMES: list[type[Frame]] = [someip.Entry, someip.Option, someip.ServiceDiscovery, someip.Segment, Message, Datagram]

DISCOVERY = bytes.fromhex(
    "ffff 8100 00000040 0000 0000 01 01 02 00  80 000000"
    "00000020  00 00 00 00 4711 ffff ff 000e10 ffffffff  01 00 00 10 1234 0001 01 000003 00000032"
    "0000000c  0009 04 00 c0a80001 00 11 d903"
)
"""Somebody looks for one service, and offers another at 192.168.0.1 (the first packet of a capture of tcpdump's tests)."""
SUBSCRIBE = bytes.fromhex(
    "ffff 8100 00000030 0000 0002 01 01 02 00  c0 000000"
    "00000010  06 00 00 10 00eb 0000 01 00001e 00 83 0001"
    "0000000c  0009 04 00 c0a8584d 00 11 ea60"
)
"""Initial data are asked for, and the counter is 3."""
SEGMENT = bytes.fromhex("1234 0421 0000001c 0001 0007 01 01 20 00  00000571") + bytes(16)
"""The second segment of a request: it begins at 1392 bytes, which is 87 times 16, and more follow."""
MAGIC_COOKIE = bytes.fromhex("ffff 0000 00000008 dead beef 01 01 01 00")
"""Of a client (document 696, section 4.2.1.3.1)."""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_service_discovery() -> None:
    message = Message.unpack(DISCOVERY)
    discovery = message.payload
    assert (message.type, message.return_code) == (someip.MessageType.NOTIFICATION, someip.ReturnCode.OK)
    assert (discovery.reboot, discovery.unicast) == (True, False)
    find, offer = discovery.entries
    assert (find.type, find.service, find.instance, find.time_to_live) == (someip.EntryType.FIND_SERVICE, 0x4711, 0xFFFF, 3600)
    assert (offer.type, offer.first_index, offer.first_count, offer.detail) == (someip.EntryType.OFFER_SERVICE, 0, 1, 50)
    (option,) = discovery.options
    assert option.body == someip.Ipv4Endpoint(
        address=IPv4Address("192.168.0.1"), protocol=someip.TransportProtocol.UDP, port=55555
    )
    assert message.pack() == DISCOVERY


def test_subscription_of_an_eventgroup() -> None:
    message = Message.unpack(SUBSCRIBE)
    (entry,) = message.payload.entries
    assert entry.detail == someip.Eventgroup(initial_data_requested=True, counter=3, eventgroup=1)
    assert message.pack() == SUBSCRIBE


@pytest.mark.parametrize(
    ("wire", "body"),
    [
        ("000b 01 00 03 613d62 04 64656275 00", someip.Configuration(strings=["a=b", "debu"])),
        ("0005 02 00 0001 0064", someip.LoadBalancing(priority=1, weight=100)),
        ("0009 14 00 e0000001 00 11 7700", someip.Ipv4Multicast(address=IPv4Address("224.0.0.1"), port=30464)),
        (
            "0015 06 00 20010db8000000000000000000000001 00 06 d903",
            someip.Ipv6Endpoint(address=IPv6Address("2001:db8::1"), protocol=someip.TransportProtocol.TCP, port=55555),
        ),
        ("0003 77 80 abcd", Unknown(tag=0x77, data=b"\xab\xcd")),
    ],
    ids=lambda each: type(each).__name__,
)
def test_options(wire: str, body: object) -> None:
    option = someip.Option.unpack(bytes.fromhex(wire))
    assert option.body == body
    assert option.pack() == bytes.fromhex(wire)
    assert someip.Option(body=body, discardable=option.discardable) == option


def test_segments_of_a_long_message() -> None:
    message = Message.unpack(SEGMENT)
    assert message.type is someip.MessageType.TP_REQUEST
    assert message.payload == someip.Segment(offset=87, more_segments=True, payload=bytes(16))
    assert message.pack() == SEGMENT
    with pytest.raises(PackError, match="payload"):
        Message(service=1, method=1, type=someip.MessageType.REQUEST, payload=message.payload).pack()


def test_several_messages_in_a_datagram() -> None:
    wire = SEGMENT + MAGIC_COOKIE + DISCOVERY
    datagram = Datagram.unpack(wire)
    assert [each.pack() for each in datagram.messages] == [SEGMENT, MAGIC_COOKIE, DISCOVERY]
    assert datagram.messages[1].payload == b""
    assert datagram.pack() == wire
    from_client, _ = someip.PROTOCOL.decoders()
    assert from_client.feed(wire) == datagram.messages


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (MAGIC_COOKIE[:-1], TruncatedFrame, ""),
        (bytes.fromhex("1234 0001 00000007 0000 0001 01 01 00 00"), InvalidValue, "length"),
        (bytes.fromhex("1234 0001 00000008 0000 0001 02 01 00 00"), ConstMismatch, "_protocol_version"),
        (bytes.fromhex("1234 0001 0000000a 0000 0001 01 01 20 00 0000"), InvalidLength, "payload"),
        (DISCOVERY[:-12] + bytes.fromhex("000a 04 00 c0a80001 00 11 d903"), InvalidLength, "payload.options[0]"),
        (DISCOVERY[:-12] + bytes.fromhex("0009 02 00 c0a80001 00 11 d903"), TrailingData, "payload.options[0].body"),
    ],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        Message.unpack(wire)
    assert path in caught.value.path
