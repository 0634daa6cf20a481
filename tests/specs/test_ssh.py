"""SSH before encryption: packets of the document, and where frames end on each side."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import Frame, UnpackError
from framekit.declare.loading import frames_in
from framekit.protocol import Opaque
from framekit.testing import check_all
from tests.specs.test_samples import load

ssh: Any = load("ssh")


@pytest.mark.parametrize("frame", frames_in(ssh), ids=lambda frame: frame.__name__)
def test_the_laws_hold(frame: type[Frame]) -> None:
    check_all(frame)


def test_the_padding_and_the_message_share_the_length() -> None:
    wire = bytes.fromhex("0000000c 0a 15 00000000000000000000")
    packet = ssh.Packet(message=ssh.NewKeys(), padding=bytes(10))
    assert packet.pack() == wire
    assert ssh.Packet.unpack(wire) == packet
    with pytest.raises(UnpackError, match="message"):  # more padding than there are bytes
        ssh.Packet.unpack(bytes.fromhex("0000000c 0b 15 00000000000000000000"))


def test_a_message_of_a_key_exchange_keeps_its_bytes() -> None:
    wire = bytes.fromhex("0000000a 04 1e 01020304 00000000")
    packet = ssh.Packet.unpack(wire)
    assert (packet.number, packet.message.data) == (30, b"\1\2\3\4")
    assert packet.pack() == wire


def test_each_side_ends_after_its_own_new_keys() -> None:
    client, server = ssh.PROTOCOL.decoders()
    keys = ssh.Packet(message=ssh.NewKeys(), padding=bytes(10)).pack()
    lines = server.feed(b"Welcome.\r\nSSH-2.0-a\r\n" + keys + b"secret")
    assert lines[:2] == [ssh.Line(line="Welcome.\r"), ssh.Line(line="SSH-2.0-a\r")]
    assert isinstance(lines[3], Opaque)
    assert lines[3].data == b"secret"
    assert client.feed(b"SSH-2.0-b\n" + keys) == [ssh.Line(line="SSH-2.0-b"), ssh.Packet.unpack(keys)]
