"""AMQP 0-9-1: frames laid out by hand as the specification draws them."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import (
    ConstMismatch,
    Frame,
    InvalidLength,
    InvalidValue,
    Timestamp,
    TrailingData,
    TruncatedFrame,
    Unknown,
    UnpackError,
)
from framekit.testing import check_all
from tests.specs.test_samples import load

amqp: Any = load("amqp")
AmqpFrame = amqp.AmqpFrame
FRAMES: list[type[Frame]] = [amqp.Value, amqp.ContentHeader, amqp.QueueDeclare, amqp.BasicPublish, amqp.HeartbeatFrame]

DECLARE = bytes.fromhex("01 0001 00000019 0032000a 0000 05 7461736b73 12 00000008 01 61 74 01 01 62 62 ff ce")
"""queue.declare: queue tasks, durable, no-wait, and two arguments."""
PUBLISH = bytes.fromhex("01 0001 0000000e 003c0028 0000 00 05 7461736b73 01 ce")
HEADER = bytes.fromhex("02 0001 00000022 003c 0000 0000000000000002 9040 0a 746578742f706c61696e 02 000000005f5e1000 ce")
BODY = bytes.fromhex("03 0001 00000002 6869 ce")


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_the_beginning_of_a_connection() -> None:
    assert AmqpFrame(body=amqp.ProtocolHeader()).pack() == b"AMQP\0\0\x09\x01"
    client, _ = amqp.PROTOCOL.decoders()
    header, heartbeat = client.feed(b"AMQP\0\0\x09\x01" + bytes.fromhex("08 0000 00000000 ce"))
    assert (header.type, header.body) == (amqp.FrameType.PROTOCOL_HEADER, amqp.ProtocolHeader())
    assert heartbeat.body == amqp.HeartbeatFrame()


def test_flags_and_arguments_of_a_method() -> None:
    frame = AmqpFrame.unpack(DECLARE)
    method = frame.body.payload
    assert method.identifier is amqp.MethodIdentifier.QUEUE_DECLARE
    arguments = method.arguments
    assert (arguments.queue, arguments.passive, arguments.durable, arguments.no_wait) == ("tasks", False, True, True)
    assert [(each.name, each.value.type.name, each.value.value) for each in arguments.arguments.entries] == [
        ("a", "BOOLEAN", True),
        ("b", "SHORT_SHORT_INT", -1),
    ]
    assert frame.pack() == DECLARE


def test_a_message_is_published() -> None:
    client, _ = amqp.PROTOCOL.decoders()
    method, header, body = client.feed(PUBLISH + HEADER + BODY)
    assert method.body.payload.arguments == amqp.BasicPublish(exchange="", routing_key="tasks", mandatory=True)
    properties = header.body.payload
    assert (properties.content_type, properties.delivery_mode, properties.body_size) == ("text/plain", 2, 2)
    assert properties.timestamp == Timestamp("2020-09-13T12:26:40Z")
    assert (properties.headers, properties.app_id) == (None, None)
    assert body.body.payload == b"hi"
    assert [each.pack() for each in (method, header, body)] == [PUBLISH, HEADER, BODY]


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        ("74 01", True),
        ("62 80", -128),
        ("42 80", 128),
        ("55 8000", -32768),
        ("73 8000", -32768),
        ("75 8000", 32768),
        ("49 ffffffff", -1),
        ("69 ffffffff", 4294967295),
        ("4c ffffffffffffffff", -1),
        ("6c ffffffffffffffff", -1),
        ("66 3fc00000", 1.5),
        ("64 3ff8000000000000", 1.5),
        ("44 02 0000007b", amqp.Decimal(scale=2, digits=123)),
        ("53 00000003 c3a9ff", "é\udcff"),
        ("78 00000002 00ff", b"\0\xff"),
        ("41 00000004 7401 56 56", None),
        ("54 000000005f5e1000", 1_600_000_000),
        ("46 00000000", amqp.Table()),
        ("56", amqp.NoField()),
    ],
)
def test_values_of_a_table(wire: str, value: object) -> None:
    found = amqp.Value.unpack(bytes.fromhex(wire))
    if value is None:
        assert [each.type.name for each in found.value] == ["BOOLEAN", "NO_FIELD", "NO_FIELD"]
    else:
        assert found.value == value
    assert found.pack() == bytes.fromhex(wire)


def test_every_method_has_its_identifier() -> None:
    assert set(amqp.METHODS) == set(amqp.MethodIdentifier)
    close = AmqpFrame(body=amqp.MethodFrame(payload=amqp.Method(arguments=amqp.ConnectionCloseOk())))
    assert close.pack() == bytes.fromhex("01 0000 00000004 000a0033 ce")
    other = amqp.Method.unpack(bytes.fromhex("00630001 02"))
    assert other.arguments == Unknown(tag=0x630001, data=b"\2")


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (BODY[:-1] + b"\0", ConstMismatch, "body._end"),
        (BODY[:-1], TruncatedFrame, "body._end"),
        (b"\4" + BODY[1:], InvalidValue, "body"),
        (b"\x08" + BODY[1:], TrailingData, "body.payload"),
        (DECLARE[:-10] + b"\x09" + DECLARE[-9:], InvalidLength, "body.payload.arguments.arguments.entries"),
    ],
    ids=["end", "cut", "type", "heartbeat with a payload", "size of a table"],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        AmqpFrame.unpack(wire)
    assert caught.value.path == path
