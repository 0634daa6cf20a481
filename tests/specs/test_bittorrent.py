"""BitTorrent: messages of a capture, and the examples of BEP 3 and BEP 10."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import (
    ConstMismatch,
    Frame,
    FrameDecoder,
    InvalidLength,
    InvalidValue,
    TrailingData,
    TruncatedFrame,
    Unknown,
    UnpackError,
)
from framekit.testing import check_all
from tests.specs.test_samples import load

bittorrent: Any = load("bittorrent")
PeerMessage, Message, Payload, Value = bittorrent.PeerMessage, bittorrent.Message, bittorrent.Payload, bittorrent.Value
FRAMES: list[type[Frame]] = [bittorrent.Handshake, bittorrent.Value, bittorrent.Message, bittorrent.PeerMessage]

HANDSHAKE = bytes.fromhex(
    "13 426974546f7272656e742070726f746f636f6c 0000000000180005 0f6b9cd2b7da4de9b6c846203920e3da49cdb795"
    "2d5557313330512d51537032763977564f343861"
)
REQUEST = bytes.fromhex("0000000d 06 00000084 00004000 00004000")
EXTENSIONS = b"d1:md11:LT_metadatai1e6:\xb5T_PEXi2ee1:pi6881e1:v13:\xc2\xb5Torrent 1.2e"
"""The example of BEP 10."""


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_handshake() -> None:
    message = PeerMessage.unpack(HANDSHAKE)
    assert message.message.reserved[5] & 0x10, "the peer has the extension protocol"
    assert message.message.info_hash.hex() == "0f6b9cd2b7da4de9b6c846203920e3da49cdb795"
    assert message.message.peer_id == b"-UW130Q-QSp2v9wVO48a"
    assert message.pack() == HANDSHAKE


@pytest.mark.parametrize(
    ("wire", "content"),
    [
        ("00000001 00", bittorrent.Choke()),
        ("00000001 0e", bittorrent.HaveAll()),
        ("00000005 04 00000274", bittorrent.Have(index=628)),
        ("00000003 05 ff80", bittorrent.Bitfield(bitfield=b"\xff\x80")),
        (REQUEST.hex(), bittorrent.Request(index=132, begin=16384, length=16384)),
        ("0000000b 07 00000084 00000000 0db5", bittorrent.Piece(index=132, begin=0, block=b"\x0d\xb5")),
        ("00000003 09 1ae1", bittorrent.Port(port=6881)),
        ("00000005 11 00000086", bittorrent.AllowedFast(index=134)),
        ("00000004 14 02 6465", bittorrent.Extended(extension=2, payload=b"de")),
        ("00000003 41 9f94", Unknown(tag=0x41, data=b"\x9f\x94")),
    ],
)
def test_messages(wire: str, content: object) -> None:
    message = PeerMessage.unpack(bytes.fromhex(wire))
    assert message.message.payload.content == content
    assert PeerMessage(message=Message(payload=Payload(content=content))).pack() == bytes.fromhex(wire)


def test_messages_of_a_stream() -> None:
    decoder = FrameDecoder(PeerMessage)
    first, second, third = decoder.feed(HANDSHAKE + bytes(4) + REQUEST)
    assert isinstance(first.message, bittorrent.Handshake)
    assert second == PeerMessage(message=Message())
    assert third.message.payload.id is bittorrent.MessageId.REQUEST


def test_the_handshake_of_extensions() -> None:
    expected = {
        b"m": {b"LT_metadata": 1, b"\xb5T_PEX": 2},
        b"p": 6881,
        b"v": "µTorrent 1.2".encode(),
    }
    extended = bittorrent.Extended(extension=0, payload=Value.unpack(EXTENSIONS))
    assert bittorrent.plain(extended.payload) == expected
    assert extended.pack() == b"\0" + EXTENSIONS
    assert bittorrent.bencoded(expected) == extended.payload


@pytest.mark.parametrize("wire", [b"i-3e", b"i0e", b"0:", b"l4:spam4:eggse", b"d3:cow3:moo4:spaml1:a1:bee", b"le", b"de"])
def test_bencoding(wire: bytes) -> None:
    value = Value.unpack(wire)
    assert value.pack() == wire
    assert bittorrent.bencoded(bittorrent.plain(value)) == value


@pytest.mark.parametrize(
    ("frame", "wire", "error", "path"),
    [
        (PeerMessage, b"\x13BitTorrent Protocol" + bytes(48), ConstMismatch, "message._protocol"),
        (PeerMessage, REQUEST[:-1], TruncatedFrame, "message.payload"),
        (PeerMessage, bytes.fromhex("00000002 0000"), TrailingData, "message.payload"),
        (PeerMessage, bytes.fromhex("00000002 0400"), InvalidLength, "message.payload.content.index"),
        (Value, b"i03e", InvalidValue, "value.value"),
        (Value, b"i-0e", InvalidValue, "value.value"),
        (Value, b"x", InvalidValue, "value"),
        (Value, b"-1:", InvalidLength, "value"),
        (Value, b"5:spam", TruncatedFrame, "value"),
        (Value, b"di1e1:ae", InvalidValue, "value.entries[0].key"),
        (Value, b"l1:a", TruncatedFrame, "value.values"),
    ],
)
def test_what_is_wrong_is_refused(frame: type[Frame], wire: bytes, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        frame.unpack(wire)
    assert caught.value.path == path
