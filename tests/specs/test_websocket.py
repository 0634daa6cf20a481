"""WebSocket against the examples of RFC 6455, section 5.7."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import Frame, InvalidValue, PackError, TrailingData, TruncatedFrame, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

websocket: Any = load("websocket")
Opcode = websocket.Opcode
WebSocketFrame = websocket.WebSocketFrame

FRAMES: list[Any] = [
    websocket.Short,
    websocket.MaskedShort,
    websocket.Medium,
    websocket.MaskedMedium,
    websocket.WebSocketFrame,
]

HELLO = bytes.fromhex("810548656c6c6f")
MASKED_HELLO = bytes.fromhex("818537fa213d7f9f4d5158")
FRAGMENTS = bytes.fromhex("010348656c 80026c6f")
PING = bytes.fromhex("890548656c6c6f")
MASKED_PONG = bytes.fromhex("8a8537fa213d7f9f4d5158")
MEDIUM = bytes.fromhex("827e0100") + bytes(range(256))
LONG = bytes.fromhex("827f0000000000010000") + bytes(65536)
KEY = bytes.fromhex("37fa213d")


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


@pytest.mark.parametrize(
    ("wire", "opcode", "key", "payload"),
    [
        (HELLO, Opcode.TEXT, None, b"Hello"),
        (MASKED_HELLO, Opcode.TEXT, KEY, bytes.fromhex("7f9f4d5158")),
        (PING, Opcode.PING, None, b"Hello"),
        (MASKED_PONG, Opcode.PONG, KEY, bytes.fromhex("7f9f4d5158")),
        (MEDIUM, Opcode.BINARY, None, bytes(range(256))),
        (LONG, Opcode.BINARY, None, bytes(65536)),
    ],
    ids=["text", "masked text", "ping", "masked pong", "256 bytes", "64 KiB"],
)
def test_the_examples(wire: bytes, opcode: Any, key: bytes | None, payload: bytes) -> None:
    frame = WebSocketFrame.unpack(wire)
    assert (frame.final, frame.opcode, frame.masked) == (True, opcode, key is not None)
    assert (frame.reserved_1, frame.reserved_2, frame.reserved_3) == (False, False, False)
    assert getattr(frame.content, "masking_key", None) == key
    assert frame.content.payload == payload
    assert frame.pack() == wire
    assert websocket.make(opcode, payload, masking_key=key) == frame


def test_a_message_in_two_frames() -> None:
    first, second = WebSocketFrame.iter_unpack(FRAGMENTS)
    assert (first.final, first.opcode, first.content.payload) == (False, Opcode.TEXT, b"Hel")
    assert (second.final, second.opcode, second.content.payload) == (True, Opcode.CONTINUATION, b"lo")
    assert first.pack() + second.pack() == FRAGMENTS


def test_the_mask() -> None:
    content = WebSocketFrame.unpack(MASKED_HELLO).content
    assert websocket.unmasked(content.payload, content.masking_key) == b"Hello"
    assert websocket.unmasked(b"Hello", KEY) == content.payload
    assert websocket.unmasked(b"", KEY) == b""


@pytest.mark.parametrize("masking_key", [None, KEY])
@pytest.mark.parametrize("size", [0, 125, 126, 65535, 65536])
def test_lengths_at_the_borders(size: int, masking_key: bytes | None) -> None:
    frame = websocket.make(Opcode.BINARY, bytes(size), masking_key=masking_key)
    wire = frame.pack()
    assert len(wire) == 2 + (0 if size < 126 else 2 if size < 65536 else 8) + (0 if masking_key is None else 4) + size
    assert WebSocketFrame.unpack(wire) == frame


@pytest.mark.parametrize("wire", [HELLO, MASKED_HELLO, MEDIUM, websocket.make(Opcode.TEXT, bytes(200), masking_key=KEY).pack()])
def test_every_cut_is_refused(wire: bytes) -> None:
    for size in range(len(wire)):
        with pytest.raises(TruncatedFrame):
            WebSocketFrame.unpack(wire[:size])


@pytest.mark.parametrize(
    ("wire", "error", "path"),
    [
        (HELLO + b"\0", TrailingData, ""),
        (bytes.fromhex("827e0005") + b"Hello", InvalidValue, "content.length"),
        (bytes.fromhex("827f0000000000000100") + bytes(256), InvalidValue, "content.length"),
        (bytes.fromhex("827f8000000000010000"), InvalidValue, "content.length"),
        (bytes.fromhex("827f7fffffffffffffff"), TruncatedFrame, "content.payload"),
        (b"\x09" + PING[1:], InvalidValue, "opcode"),
        (b"\x89" + MEDIUM[1:], InvalidValue, "short_length"),
    ],
    ids=["longer", "5 in two bytes", "256 in eight bytes", "64 bits", "all memory", "ping in parts", "long ping"],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        WebSocketFrame.unpack(wire)
    assert caught.value.path == path


@pytest.mark.parametrize(
    ("short_length", "masked", "content"),
    [
        (4, False, websocket.Short(payload=b"Hello")),
        (5, True, websocket.Short(payload=b"Hello")),
        (5, False, websocket.MaskedShort(masking_key=KEY, payload=b"Hello")),
        (126, False, websocket.Medium(payload=b"Hello")),
        (126, False, websocket.Short(payload=b"Hello")),
    ],
    ids=["other length", "no key", "a key", "too short for two bytes", "other shape"],
)
def test_what_does_not_belong_together_is_refused(short_length: int, masked: bool, content: Any) -> None:
    with pytest.raises(PackError):
        WebSocketFrame(opcode=Opcode.TEXT, masked=masked, short_length=short_length, content=content).pack()
