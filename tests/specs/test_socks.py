"""SOCKS: frames of the documents, and the phases of a conversation."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest

from framekit import Frame, UnpackError
from framekit.declare.loading import frames_in
from framekit.protocol import Opaque
from framekit.testing import check_all
from tests.specs.test_samples import load

socks: Any = load("socks")


@pytest.mark.parametrize("frame", frames_in(socks), ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


@pytest.mark.parametrize(
    ("wire", "kind", "address"),
    [
        ("05010001 7f000001 0050", 1, IPv4Address("127.0.0.1")),
        ("05010003 03666f6f 0050", 3, "foo"),
        ("05010004 00000000000000000000000000000001 0050", 4, IPv6Address("::1")),
    ],
)
def test_a_request_names_an_address_of_any_kind(wire: str, kind: int, address: Any) -> None:
    request = socks.Request.unpack(bytes.fromhex(wire))
    assert (request.address_type, request.address, request.port) == (kind, address, 80)
    assert request.pack() == bytes.fromhex(wire)


def test_an_unknown_kind_of_address_is_refused() -> None:
    with pytest.raises(UnpackError, match="address_type"):
        socks.Request.unpack(bytes.fromhex("05010002 7f000001 0050"))


def test_a_request_of_socks_4a_has_a_name() -> None:
    wire = bytes.fromhex("0401 0050 00000001") + b"me\0example.org\0"
    greeting = socks.Greeting.unpack(wire)
    assert (greeting.version, greeting.body.user, greeting.body.name) == (4, "me", "example.org")
    assert greeting.pack() == wire
    assert socks.Greeting.unpack(bytes.fromhex("0401 0050 7f000001") + b"me\0").body.name is None


GREETING = bytes.fromhex("05 01 02")
CREDENTIALS = bytes.fromhex("01 01 61 01 62")
REPLY = bytes.fromhex("05000001 7f000001 0050")


def test_a_refused_password_is_the_end() -> None:
    conversation = socks.PROTOCOL.conversation()
    items = play(conversation, [(0, GREETING), (1, b"\5\2"), (0, CREDENTIALS + b"rest"), (1, b"\1\1rest")])
    assert [type(each).__name__ for each in items[0]] == ["Greeting", "Credentials", "Opaque"]
    assert [type(each).__name__ for each in items[1]] == ["MethodSelection", "CredentialsAnswer", "Opaque"]


@pytest.mark.parametrize(("command", "replies"), [(1, 1), (2, 2)])
def test_bind_has_two_replies(command: int, replies: int) -> None:
    request = bytes([5, command, 0]) + bytes.fromhex("01 7f000001 0050")
    conversation = socks.PROTOCOL.conversation()
    items = play(conversation, [(0, b"\5\1\0" + request + b"x"), (1, b"\5\0" + REPLY + REPLY)])
    assert [type(each).__name__ for each in items[1]].count("Reply") == replies
    assert isinstance(items[0][-1], Opaque)


def test_socks_4_has_one_answer() -> None:
    request = bytes.fromhex("0401 0050 7f000001 6d6500")
    items = play(socks.PROTOCOL.conversation(), [(1, bytes.fromhex("005a 0050 7f000001") + b"rest"), (0, request + b"x")])
    assert [type(each).__name__ for each in items[0]] == ["Greeting", "Opaque"]
    assert [type(each).__name__ for each in items[1]] == ["Socks4Reply", "Opaque"]


def play(conversation: Any, pieces: list[tuple[int, bytes]]) -> tuple[list[Any], list[Any]]:
    items: tuple[list[Any], list[Any]] = ([], [])
    for side, data in pieces:
        conversation.sides[side].receive_data(data)
        for at, _, _, item in conversation.drain(side):
            items[at].append(item)
    return items
