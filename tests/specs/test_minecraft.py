"""Minecraft: packets laid out by hand as the documentation of the protocol draws them."""

from __future__ import annotations

import zlib
from typing import Any
from uuid import UUID

import pytest

from framekit import Frame, InvalidLength, TruncatedFrame, Unknown, UnpackError
from framekit.testing import check_all
from tests.specs.test_samples import load

minecraft: Any = load("minecraft")
FRAMES: list[type[Frame]] = [
    minecraft.HandshakePacket,
    minecraft.StatusQuestionPacket,
    minecraft.StatusAnswerPacket,
    minecraft.LoginQuestionPacket,
    minecraft.LoginAnswerPacket,
    minecraft.Packet,
]

PLAYER = UUID("069a79f4-44e9-4726-a5be-fca90e38aaf5")
TO_STATUS = bytes.fromhex("10 00 ffffffff0f 06 612e74657374 63dd 01")
TO_LOGIN = bytes.fromhex("0d 00 8106 06 612e74657374 63dd 02")
LOGIN_START = bytes.fromhex("16 00 04 6a656232") + PLAYER.bytes
SET_COMPRESSION = bytes.fromhex("03 03 8002")
LOGIN_SUCCESS = bytes.fromhex("18 00 02") + PLAYER.bytes + bytes.fromhex("04 6a656232 00")
"""After compression has been set, of a server without encryption."""
ACKNOWLEDGED = bytes.fromhex("02 00 03")


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_a_handshake() -> None:
    packet = minecraft.HandshakePacket.unpack(TO_STATUS)
    handshake = packet.content.body
    assert (handshake.protocol_version, handshake.server_address, handshake.server_port) == (-1, "a.test", 25565)
    assert handshake.intent is minecraft.Intent.STATUS
    assert packet.pack() == TO_STATUS
    unknown = bytes.fromhex("04 81 01 abcd")
    assert minecraft.HandshakePacket.unpack(unknown).content.body == Unknown(tag=129, data=b"\xab\xcd")


def test_a_status() -> None:
    from_client, from_server = minecraft.PROTOCOL.decoders()
    answers = bytes.fromhex("04 00 02 7b7d") + bytes.fromhex("09 01 0000000000000007")
    assert from_server.feed(answers) == []
    _, request, ping = from_client.feed(TO_STATUS + bytes.fromhex("01 00") + bytes.fromhex("09 01 0000000000000007"))
    status, pong = from_server.feed(b"")
    assert request.content.body == minecraft.StatusRequest()
    assert ping.content == minecraft.StatusQuestion(body=minecraft.Ping(timestamp=7))
    assert status.content.body == minecraft.StatusResponse(status="{}")
    assert pong.content.body == minecraft.Ping(timestamp=7)
    assert status.pack() + pong.pack() == answers


@pytest.mark.parametrize("client_first", [True, False])
def test_a_login_with_compression(client_first: bool) -> None:
    inflated = b"\x01" + bytes(500)
    deflated = zlib.compress(inflated)
    length = (len(deflated) + 2).to_bytes(1, "big")
    to_server = TO_LOGIN + LOGIN_START + ACKNOWLEDGED + bytes.fromhex("05 00 02 abcdef")
    to_client = SET_COMPRESSION + LOGIN_SUCCESS + length + b"\xf5\x03" + deflated
    from_client, from_server = minecraft.PROTOCOL.decoders()
    sides = [(from_client, to_server), (from_server, to_client)]
    found: dict[Any, list[Any]] = {from_client: [], from_server: []}
    for decoder, wire in sides if client_first else reversed(sides):
        found[decoder] += decoder.feed(wire)
    for decoder in (from_client, from_server, from_client):
        found[decoder] += decoder.feed(b"")
    _, start, acknowledged, settings = found[from_client]
    compression, success, play = found[from_server]
    assert start.content.body == minecraft.LoginStart(version=769, name="jeb2", player=PLAYER)
    assert compression.content.body == minecraft.SetCompression(threshold=256)
    assert success.content.content.body == minecraft.LoginSuccess(version=769, player=PLAYER, name="jeb2", properties=[])
    assert acknowledged.content.content.body == minecraft.LoginAcknowledged()
    assert settings.content.content == minecraft.Payload(identifier=2, data=b"\xab\xcd\xef")
    assert play.content.inflated_length == len(inflated)
    assert play.content.content == minecraft.Payload(identifier=1, data=bytes(500))
    assert b"".join(each.pack() for each in found[from_client]) == to_server


def test_a_login_with_encryption_is_decoded_up_to_it() -> None:
    request = bytes.fromhex("0c 01 00 03 aabbcc 04 01020304 01")
    response = bytes.fromhex("07 01 02 aabb 02 ccdd")
    from_client, from_server = minecraft.PROTOCOL.decoders()
    assert from_server.feed(request + b"\xff\xff") == []
    _, start = from_client.feed(TO_LOGIN + LOGIN_START + response + b"\xff\xff")
    asked = from_server.next_frame()
    answered = from_client.next_frame()
    assert start.content.body.name == "jeb2"
    assert asked.content.body.should_authenticate
    assert answered.content.body == minecraft.EncryptionResponse(shared_secret=b"\xaa\xbb", verify_token=b"\xcc\xdd")
    assert (asked.pack(), answered.pack()) == (request, response)


@pytest.mark.parametrize(
    ("version", "wire", "start"),
    [
        (340, "06 00 04 6a656232", {"name": "jeb2"}),
        (762, "07 00 04 6a656232 00", {"name": "jeb2", "has_player": False}),
        (762, "17 00 04 6a656232 01 069a79f444e94726a5befca90e38aaf5", {"name": "jeb2", "has_player": True, "player": PLAYER}),
        (766, "16 00 04 6a656232 069a79f444e94726a5befca90e38aaf5", {"name": "jeb2", "player": PLAYER}),
    ],
)
def test_the_version_says_what_a_login_has(version: int, wire: str, start: dict[str, Any]) -> None:
    packet = minecraft.LoginQuestionPacket.unpack(bytes.fromhex(wire), version=version)
    assert packet.content.body == minecraft.LoginStart(version=version, **start)
    assert packet.pack() == bytes.fromhex(wire)


@pytest.mark.parametrize(
    ("frame", "wire", "error", "path"),
    [
        (minecraft.HandshakePacket, "ffffff7f", UnpackError, "length"),
        (minecraft.HandshakePacket, "03 00 2f 06", InvalidLength, "content.body.server_address"),
        (minecraft.StatusQuestionPacket, "05 01 0000", TruncatedFrame, "content"),
        (minecraft.LoginAnswerPacket, "02 03 80", UnpackError, "content.body.threshold"),
    ],
)
def test_what_is_wrong_is_refused(frame: type[Frame], wire: str, error: type[UnpackError], path: str) -> None:
    with pytest.raises(error) as caught:
        frame.unpack(bytes.fromhex(wire))
    assert caught.value.path == path
