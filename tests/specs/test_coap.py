"""CoAP: messages of a capture, and the examples of RFC 7641, RFC 7959 and RFC 8323."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import (
    ConstMismatch,
    Frame,
    FrameDecoder,
    InvalidValue,
    PackError,
    TrailingData,
    TruncatedFrame,
    UnpackError,
)
from framekit.testing import check_all
from tests.specs.test_samples import load

coap: Any = load("coap")
Message, StreamMessage, Content, OptionNumber, Block = (
    coap.Message,
    coap.StreamMessage,
    coap.Content,
    coap.OptionNumber,
    coap.Block,
)
FRAMES: list[type[Frame]] = [coap.Option, Message, StreamMessage, Content]

PUT = bytes.fromhex("40039522 b773746f72616765 0a6d797265736f75726365 ff 6d7964617461")
"""Writes `mydata` to /storage/myresource."""
SEPARATE = bytes.fromhex("4201e91b 0790 b87365706172617465 10 d12311")
"""Reads /separate, with an empty Content-Format and Size1 17."""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_a_request() -> None:
    message = Message.unpack(PUT)
    assert (message.type, message.code, message.message_id) == (coap.Type.CONFIRMABLE, coap.Code.PUT, 0x9522)
    assert list(coap.numbered(message.options)) == [
        (OptionNumber.URI_PATH, "storage"),
        (OptionNumber.URI_PATH, "myresource"),
    ]
    assert coap.payload_of(message.options) == b"mydata"
    assert message.pack() == PUT
    options = coap.options([(OptionNumber.URI_PATH, "storage"), (OptionNumber.URI_PATH, "myresource")], b"mydata")
    assert Message(type=coap.Type.CONFIRMABLE, code=coap.Code.PUT, message_id=0x9522, options=options) == message


def test_numbers_of_options_add_up() -> None:
    message = Message.unpack(SEPARATE)
    assert message.token == b"\x07\x90"
    expected = [(OptionNumber.URI_PATH, "separate"), (OptionNumber.CONTENT_FORMAT, 0), (OptionNumber.SIZE1, 17)]
    assert list(coap.numbered(message.options)) == expected
    assert coap.payload_of(message.options) == b""
    assert message.pack() == SEPARATE
    assert coap.options(reversed(expected)) == message.options


@pytest.mark.parametrize(
    ("number", "value", "wire"),
    [
        (OptionNumber.OBSERVE, 0, "60"),
        (OptionNumber.OBSERVE, 12, "61 0c"),
        (OptionNumber.BLOCK2, Block(number=0, more=True, exponent=3), "d1 0a 0b"),
        (OptionNumber.BLOCK2, Block(number=79, more=False, exponent=6), "d2 0a 04f6"),
        (OptionNumber.BLOCK1, Block(number=0, more=False, exponent=0), "d0 0e"),
        (OptionNumber.URI_HOST, "h" * 13, "3d 00" + "68" * 13),
        (OptionNumber.PROXY_URI, "p" * 269, "de 16 0000" + "70" * 269),
        (OptionNumber.REQUEST_TAG, b"\xff", "e1 0017 ff"),
        (OptionNumber.IF_NONE_MATCH, b"", "50"),
        (65000, b"?", "e1 fcdb 3f"),
    ],
)
def test_values(number: int, value: object, wire: str) -> None:
    content = Content(options=coap.options([(number, value)]))
    assert content.pack() == bytes.fromhex(wire)
    assert Content.unpack(bytes.fromhex(wire)) == content
    assert list(coap.numbered(content.options)) == [(number, value)]


def test_blocks_have_a_size() -> None:
    assert [Block(number=0, more=False, exponent=exponent).size for exponent in (0, 6, 7)] == [16, 1024, 1024]


def test_messages_of_a_stream() -> None:
    request = coap.stream_message(coap.Code.GET, Content(), b"\x7f")
    assert request.pack().hex() == "01017f"
    long = coap.stream_message(coap.Code.CONTENT, Content(options=coap.options(payload=bytes(300))))
    assert long.pack()[:4].hex() == "e0002045"
    medium = coap.stream_message(coap.Code.CONTENT, Content(options=coap.options(payload=bytes(12))))
    longest = coap.stream_message(coap.Code.CONTENT, Content(options=coap.options(payload=bytes(65_805))))
    assert (medium.length_byte, longest.length_long) == (0, 1)
    messages = [request, long, medium, longest]
    assert FrameDecoder(StreamMessage).feed(b"".join(each.pack() for each in messages)) == messages


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        ("8001 0001", ConstMismatch, "version"),
        ("4901 0001 010203040506070809", InvalidValue, "token_length"),
        ("4201 0001 01", TruncatedFrame, "token"),
        ("4001 0001 b261", TruncatedFrame, "options[0]"),
        ("4001 0001 b161 f0", InvalidValue, "options[1].head"),
        ("4001 0001 0f", InvalidValue, "options[0].head"),
        ("4001 0001 d0", TruncatedFrame, "options[0].delta_byte"),
    ],
)
def test_what_is_wrong_is_refused(wire: str, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        Message.unpack(bytes.fromhex(wire))
    assert caught.value.path == path


def test_lengths_must_be_those_of_the_values() -> None:
    with pytest.raises(PackError, match="head"):
        coap.Option(head=0xB2, value=b"a").pack()
    with pytest.raises(TrailingData):
        StreamMessage.unpack(bytes.fromhex("0001 61"))
