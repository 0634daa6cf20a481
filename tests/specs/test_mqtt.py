"""MQTT 3.1.1 against the examples of its standard, conversations of all versions, and a capture that others made of MQTT 3.1."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import Frame, InvalidLength, InvalidValue, PackError, TrailingData, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.captures import payloads
from tests.specs.test_samples import load, truth

mqtt: Any = load("mqtt")
Packet = mqtt.Packet
PacketType = mqtt.PacketType
Flags = mqtt.Flags
FRAMES: list[type[Frame]] = [mqtt.Connect, mqtt.AcknowledgedPublish, mqtt.Subscribe, mqtt.SubscribeAcknowledgement, mqtt.Packet]

CONNECT = bytes.fromhex("1022 0004 4d515454 04 ce 000a 0002 6161 0003 612f62 0003 627965 0003 616461 0003 00ff01")
"""The variable header of figure 3.6, with a payload in the order of section 3.1.3."""
PUBLISH = bytes.fromhex("320a 0003 612f62 000a 73656e")
"""The variable header of figure 3.11: topic a/b, packet identifier 10."""
SUBSCRIBE = bytes.fromhex("820e 000a 0003 612f62 01 0003 632f64 02")
"""Figures 3.21 and 3.23."""
UNSUBSCRIBE = bytes.fromhex("a20c 000a 0003 612f62 0003 632f64")
"""Figures 3.29 and 3.31."""
SUBACK = bytes.fromhex("9005 000a 00 02 80")
"""Figure 3.27."""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_connect() -> None:
    packet = Packet.unpack(CONNECT)
    body = packet.body
    assert packet.type is PacketType.CONNECT
    assert packet.length == 34
    assert (body.protocol_name, body.protocol_level, body.keep_alive, body.clean_session) == ("MQTT", 4, 10, True)
    assert (body.client_identifier, body.user_name, body.password) == ("aa", "ada", b"\0\xff\x01")
    assert body.will == mqtt.Will(topic="a/b", message=b"bye")
    assert (body.will_retain, body.will_quality) == (False, mqtt.QualityOfService.AT_LEAST_ONCE)
    assert packet.pack() == CONNECT
    assert Packet(type=PacketType.CONNECT, body=mqtt.Connect(client_identifier="")).pack().hex() == "100c00044d515454040200000000"


@pytest.mark.parametrize("server_first", [False, True])
def test_the_level_in_connect_says_which_version_follows(server_first: bool) -> None:
    mqtt5 = load("mqtt5")
    connect = bytes.fromhex("1019 0004 4d515454 05 04 000a 00 0001 61 00 0003 612f62 0003 627965")
    ping, accepted = b"\xc0\0", b"\x20\3\0\0\0"
    from_client, from_server = mqtt.PROTOCOL.decoders()
    found = from_server.feed(accepted) if server_first else []
    assert found == []
    first, second = from_client.feed(connect + ping)
    assert (first.body.protocol_level, first.body.properties, first.pack()) == (5, [], connect)
    assert first.body.will == mqtt5.Will(topic="a/b", payload=b"bye")
    assert type(second) is mqtt5.Packet
    (answer,) = from_server.feed(b"" if server_first else accepted)
    assert answer.body == mqtt5.ConnectAcknowledgement(reason_code=mqtt5.ReasonCode.SUCCESS)
    from_client, from_server = mqtt.PROTOCOL.decoders()
    assert [type(each) for each in from_client.feed(CONNECT + ping)] == [Packet, Packet]
    assert type(from_server.feed(b"\x20\2\0\0")[0]) is Packet


def test_only_level_5_has_properties() -> None:
    for wrong in (mqtt.Connect(protocol_level=5, client_identifier=""), mqtt.Connect(properties=[], client_identifier="")):
        with pytest.raises(PackError):
            Packet(type=PacketType.CONNECT, body=wrong).pack()


def test_publish_has_an_identifier_where_it_is_acknowledged() -> None:
    packet = Packet.unpack(PUBLISH)
    assert packet.flags == Flags.AT_LEAST_ONCE
    assert packet.body == mqtt.AcknowledgedPublish(topic="a/b", packet_identifier=10, payload=b"sen")
    assert packet.pack() == PUBLISH
    plain = Packet(type=PacketType.PUBLISH, flags=Flags.RETAIN, body=mqtt.Publish(topic="a/b", payload=b"x" * 200))
    assert plain.pack() == b"\x31\xcd\x01\x00\x03a/b" + b"x" * 200
    assert Packet.unpack(plain.pack()) == plain
    with pytest.raises(PackError, match="body"):
        Packet(type=PacketType.PUBLISH, flags=Flags.AT_LEAST_ONCE, body=plain.body).pack()


def test_subscriptions() -> None:
    packet = Packet.unpack(SUBSCRIBE)
    assert [(each.topic_filter, int(each.quality)) for each in packet.body.subscriptions] == [("a/b", 1), ("c/d", 2)]
    assert packet.body.packet_identifier == 10
    assert packet.pack() == SUBSCRIBE
    packet = Packet.unpack(UNSUBSCRIBE)
    assert packet.body.topic_filters == ["a/b", "c/d"]
    assert packet.pack() == UNSUBSCRIBE
    packet = Packet.unpack(SUBACK)
    assert packet.body.return_codes == [0, 2, mqtt.SubscribeReturnCode.FAILURE]
    assert packet.pack() == SUBACK


def test_the_small_packets() -> None:
    wire = bytes.fromhex("20020100 4002000a 5002000a 6202000a 7002000a b002000a c000 d000 e000")
    packets = list(Packet.iter_unpack(wire))
    assert [each.type.name for each in packets] == [
        *("CONNACK", "PUBACK", "PUBREC", "PUBREL", "PUBCOMP", "UNSUBACK", "PINGREQ", "PINGRESP", "DISCONNECT")
    ]
    assert packets[0].body.session_present is True
    assert packets[0].body.return_code is mqtt.ConnectReturnCode.ACCEPTED
    assert {each.body.packet_identifier for each in packets[1:6]} == {10}
    assert b"".join(each.pack() for each in packets) == wire


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        ("0000", InvalidValue, "type"),
        ("8005000a000061", InvalidValue, "flags"),
        ("3607000161000161 68", InvalidValue, "flags"),
        ("c08000", InvalidValue, "length"),
        ("e00100", TrailingData, "body"),
        ("400100", InvalidLength, "body.packet_identifier"),
        ("40020000", InvalidValue, "body.packet_identifier"),
        ("8206000a0001 61 03", InvalidValue, "body.subscriptions[0].quality"),
        ("9003000a03", InvalidValue, "body.return_codes[0]"),
        ("100c0004 4d515455 04020000 0000", InvalidValue, "body.protocol_name"),
        ("100c0004 4d515454 04420000 0000", InvalidValue, "body.has_password"),
        ("100c0004 4d515454 04200000 0000", InvalidValue, "body.has_will"),
        ("320a0003612f62000a7365", TruncatedFrame, "body"),
    ],
    ids=[
        "reserved type",
        "flags of SUBSCRIBE",
        "quality 3",
        "length not shortest",
        "a body for DISCONNECT",
        "half an identifier",
        "identifier 0",
        "quality asked for",
        "return code",
        "protocol name",
        "password alone",
        "retained will without a will",
        "cut",
    ],
)
def test_what_is_wrong_is_refused(wire: str, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        Packet.unpack(bytes.fromhex(wire))
    assert caught.value.path == path


def test_a_recorded_session_agrees_with_an_independent_dissector() -> None:
    segments = [wire[(wire[12] >> 4) * 4 :] for _, wire in payloads("mqtt31.pcap", 6)]
    packets = [packet for segment in segments for packet in Packet.iter_unpack(segment)]
    assert b"".join(packet.pack() for packet in packets) == b"".join(segments)
    units = list(truth("mqtt31.pcap", "mqtt"))
    assert len(units) == len(packets) > 0
    for unit, packet in zip(units, packets, strict=True):
        shown = {name: value for name, _, _, _, value, _ in unit["fields"]}
        assert int(packet.type) == int(shown["mqtt.msgtype"])
        assert packet.length == int(shown["mqtt.len"])
        if "mqtt.msgid" in shown:
            assert packet.body.packet_identifier == int(shown["mqtt.msgid"])
        if packet.type is PacketType.PUBLISH:
            assert packet.body.topic == shown["mqtt.topic"]
        if packet.type is PacketType.CONNECT:
            assert packet.body.client_identifier == shown["mqtt.clientid"]
