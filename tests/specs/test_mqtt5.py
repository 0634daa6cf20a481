"""MQTT 5 against the examples of its standard."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import ConstMismatch, Frame, InvalidLength, InvalidValue, PackError, TrailingData, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

mqtt5: Any = load("mqtt5")
Packet = mqtt5.Packet
PacketType = mqtt5.PacketType
Property = mqtt5.Property
PropertyIdentifier = mqtt5.PropertyIdentifier
ReasonCode = mqtt5.ReasonCode
FRAMES: list[type[Frame]] = [mqtt5.Property, mqtt5.Connect, mqtt5.Acknowledgement, mqtt5.Reason, mqtt5.Packet]

CONNECT = bytes.fromhex(
    "102e 0004 4d515454 05 ce 000a 05 11 0000000a 0002 6161 05 18 00000007 0003 612f62 0003 627965 0003 616461 0003 00ff01"
)
"""The variable header of figure 3-6, with a payload in the order of section 3.1.3."""
PUBLISH = bytes.fromhex("320b 0003 612f62 000a 00 73656e")
"""The variable header of figure 3-9: topic a/b, packet identifier 10, no properties."""
SUBSCRIBE = bytes.fromhex("820f 000a 00 0003 612f62 01 0003 632f64 02")
"""Figures 3-19 and 3-21."""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_connect() -> None:
    packet = Packet.unpack(CONNECT)
    body = packet.body
    assert packet.type is PacketType.CONNECT
    assert body.properties == [Property(identifier=PropertyIdentifier.SESSION_EXPIRY_INTERVAL, value=10)]
    assert (body.keep_alive, body.clean_start, body.client_identifier) == (10, True, "aa")
    assert (body.user_name, body.password) == ("ada", b"\0\xff\x01")
    assert body.will == mqtt5.Will(
        properties=[Property(identifier=PropertyIdentifier.WILL_DELAY_INTERVAL, value=7)], topic="a/b", payload=b"bye"
    )
    assert packet.pack() == CONNECT


def test_publish_with_and_without_an_identifier() -> None:
    packet = Packet.unpack(PUBLISH)
    assert packet.body == mqtt5.AcknowledgedPublish(topic="a/b", packet_identifier=10, payload=b"sen")
    assert packet.pack() == PUBLISH
    plain = Packet(
        type=PacketType.PUBLISH,
        body=mqtt5.Publish(
            topic="",
            properties=[
                Property(identifier=PropertyIdentifier.TOPIC_ALIAS, value=3),
                Property(identifier=PropertyIdentifier.SUBSCRIPTION_IDENTIFIER, value=128),
                Property(identifier=PropertyIdentifier.USER_PROPERTY, value=mqtt5.StringPair(name="a", value="bc")),
                Property(identifier=PropertyIdentifier.CORRELATION_DATA, value=b"\0"),
            ],
            payload=b"hi",
        ),
    )
    assert plain.pack() == bytes.fromhex("3017 0000 12 230003 0b8001 26 0001 61 0002 6263 09 0001 00 6869")
    assert Packet.unpack(plain.pack()) == plain


def test_subscriptions() -> None:
    packet = Packet.unpack(SUBSCRIBE)
    assert [(each.topic_filter, int(each.quality)) for each in packet.body.subscriptions] == [("a/b", 1), ("c/d", 2)]
    assert packet.pack() == SUBSCRIBE
    wire = bytes.fromhex("8207 000a 00 0001 61 2d")
    (subscription,) = Packet.unpack(wire).body.subscriptions
    assert subscription.retain_handling is mqtt5.RetainHandling.DO_NOT_SEND
    assert (subscription.retain_as_published, subscription.no_local, int(subscription.quality)) == (True, True, 1)
    assert Packet.unpack(wire).pack() == wire


@pytest.mark.parametrize(
    ("wire", "reason", "properties"),
    [
        ("4002000a", None, None),
        ("4003000a10", ReasonCode.NO_MATCHING_SUBSCRIBERS, None),
        ("4004000a0000", ReasonCode.SUCCESS, []),
        ("4008000a83041f000178", ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, [("REASON_STRING", "x")]),
        ("e000", None, None),
        ("e00104", ReasonCode.DISCONNECT_WITH_WILL, None),
        ("e0079d051c00026962", ReasonCode.SERVER_MOVED, [("SERVER_REFERENCE", "ib")]),
        ("f00a19081500026162160000", ReasonCode.RE_AUTHENTICATE, [("AUTHENTICATION_METHOD", "ab"), ("AUTHENTICATION_DATA", b"")]),
    ],
)
def test_what_is_left_out_at_the_end(wire: str, reason: object, properties: list[tuple[str, object]] | None) -> None:
    packet = Packet.unpack(bytes.fromhex(wire))
    found = packet.body.properties
    assert packet.body.reason_code is reason
    assert (found if found is None else [(each.identifier.name, each.value) for each in found]) == properties
    assert packet.pack() == bytes.fromhex(wire)


def test_properties_need_a_reason_code_before_them() -> None:
    with pytest.raises(PackError, match="reason_code"):
        Packet(type=PacketType.DISCONNECT, body=mqtt5.Reason(properties=[])).pack()


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        ("0000", InvalidValue, "type"),
        ("8105000a000061", InvalidValue, "flags"),
        ("c00100", TrailingData, "body"),
        ("4003000a03", InvalidValue, "body.reason_code"),
        ("e00300010a", InvalidValue, "body.properties[0].identifier"),
        ("e00300811f", InvalidLength, "body.properties"),
        ("e0030002 1f", InvalidLength, "body.properties"),
        ("e0040002 1f00", InvalidLength, "body.properties[0].value"),
        ("8207 000a 00 0001 61 41", ConstMismatch, "body.subscriptions[0]._reserved"),
        ("8207 000a 00 0001 61 31", InvalidValue, "body.subscriptions[0].retain_handling"),
        ("320b 0003 612f62 000a 00 7365", TruncatedFrame, "body"),
    ],
)
def test_what_is_wrong_is_refused(wire: str, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        Packet.unpack(bytes.fromhex(wire))
    assert caught.value.path == path
