"""WebSocket against the examples of RFC 6455, section 5.7."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import InvalidValue, PackError, TrailingData, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

websocket: Any = load("websocket")
Opcode = websocket.Opcode
WebSocketFrame = websocket.WebSocketFrame

HELLO = bytes.fromhex("810548656c6c6f")
MASKED_HELLO = bytes.fromhex("818537fa213d7f9f4d5158")
FRAGMENTS = bytes.fromhex("010348656c 80026c6f")
PING = bytes.fromhex("890548656c6c6f")
MASKED_PONG = bytes.fromhex("8a8537fa213d7f9f4d5158")
MEDIUM = bytes.fromhex("827e0100") + bytes(range(256))
LONG = bytes.fromhex("827f0000000000010000") + bytes(65536)
KEY = bytes.fromhex("37fa213d")


def test_the_laws_hold() -> None:
    check_all(WebSocketFrame)


@pytest.mark.parametrize(
    ("wire", "opcode", "key", "payload"),
    [
        (HELLO, Opcode.TEXT, None, b"Hello"),
        (MASKED_HELLO, Opcode.TEXT, KEY, b"Hello"),
        (PING, Opcode.PING, None, b"Hello"),
        (MASKED_PONG, Opcode.PONG, KEY, b"Hello"),
        (MEDIUM, Opcode.BINARY, None, bytes(range(256))),
        (LONG, Opcode.BINARY, None, bytes(65536)),
    ],
    ids=["text", "masked text", "ping", "masked pong", "256 bytes", "64 KiB"],
)
def test_the_examples(wire: bytes, opcode: Any, key: bytes | None, payload: bytes) -> None:
    frame = WebSocketFrame.unpack(wire)
    assert (frame.final, frame.opcode, frame.masked) == (True, opcode, key is not None)
    assert (frame.reserved_1, frame.reserved_2, frame.reserved_3) == (False, False, False)
    assert (frame.masking_key, frame.payload, frame.length) == (key, payload, len(payload))
    assert frame.pack() == wire
    assert WebSocketFrame(opcode=opcode, payload=payload, masking_key=key) == frame


def test_a_message_in_two_frames() -> None:
    first, second = WebSocketFrame.iter_unpack(FRAGMENTS)
    assert (first.final, first.opcode, first.payload) == (False, Opcode.TEXT, b"Hel")
    assert (second.final, second.opcode, second.payload) == (True, Opcode.CONTINUATION, b"lo")
    assert first.pack() + second.pack() == FRAGMENTS


@pytest.mark.parametrize("masking_key", [None, KEY])
@pytest.mark.parametrize("size", [0, 125, 126, 65535, 65536])
def test_lengths_at_the_borders(size: int, masking_key: bytes | None) -> None:
    frame = WebSocketFrame(opcode=Opcode.BINARY, payload=bytes(size), masking_key=masking_key)
    wire = frame.pack()
    assert len(wire) == 2 + (0 if size < 126 else 2 if size < 65536 else 8) + (0 if masking_key is None else 4) + size
    assert WebSocketFrame.unpack(wire) == frame


@pytest.mark.parametrize(
    "wire", [HELLO, MASKED_HELLO, MEDIUM, WebSocketFrame(opcode=Opcode.TEXT, payload=bytes(200), masking_key=KEY).pack()]
)
def test_every_cut_is_refused(wire: bytes) -> None:
    for size in range(len(wire)):
        with pytest.raises(TruncatedFrame):
            WebSocketFrame.unpack(wire[:size])


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (HELLO + b"\0", TrailingData, ""),
        (bytes.fromhex("827e0005") + b"Hello", InvalidValue, "length"),
        (bytes.fromhex("827f0000000000000100") + bytes(256), InvalidValue, "length"),
        (bytes.fromhex("827f8000000000010000"), InvalidValue, "length"),
        (bytes.fromhex("827f7fffffffffffffff"), TruncatedFrame, "payload"),
        (b"\x09" + PING[1:], InvalidValue, "opcode"),
        (b"\x89" + MEDIUM[1:], InvalidValue, "length"),
    ],
    ids=["longer", "5 in two bytes", "256 in eight bytes", "64 bits", "all memory", "ping in parts", "long ping"],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        WebSocketFrame.unpack(wire)
    assert caught.value.path == path


def test_a_key_has_four_bytes() -> None:
    with pytest.raises(PackError):
        WebSocketFrame(opcode=Opcode.TEXT, payload=b"Hello", masking_key=b"abc").pack()
