"""SSH before encryption: packets of the document, and where frames end on each side."""

from __future__ import annotations

from typing import Any

import pytest

from framekit import Frame, UnpackError
from framekit.protocol import Opaque
from framekit.testing import check_all
from tests.specs.test_samples import load

ssh: Any = load("ssh")


FRAMES: list[type[Frame]] = [ssh.Line, ssh.DiffieHellmanPacket, ssh.GroupExchangePacket, ssh.EllipticCurvePacket]


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.__name__)
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


def offer(algorithms: str, *, guesses: bool = False) -> Any:
    names = {name: "none" for name in ssh.KeyExchangeInit.__annotations__ if "_algorithms" in name}
    message = ssh.KeyExchangeInit(
        **{**names, "cookie": bytes(16), "kex_algorithms": algorithms, "first_kex_packet_follows": guesses}
    )
    return ssh.Packet(message=message)


@pytest.mark.parametrize(
    ("client", "server", "packets"),
    [
        ("diffie-hellman-group14-sha256,curve25519-sha256", "curve25519-sha256", "EllipticCurvePacket"),
        ("curve25519-sha256,ext-info-c", "ext-info-c,diffie-hellman-group14-sha256", "Packet"),
        ("ext-info-c,diffie-hellman-group-exchange-sha256", "diffie-hellman-group-exchange-sha256", "GroupExchangePacket"),
        ("diffie-hellman-group1-sha1,ecdh-sha2-nistp256", "ecdh-sha2-nistp256,diffie-hellman-group1-sha1", "DiffieHellmanPacket"),
    ],
)
def test_the_first_algorithm_of_the_client_that_the_server_has_too_is_taken(client: str, server: str, packets: str) -> None:
    assert ssh.packet_class(offer(client).message, offer(server).message).__name__ == packets


def test_the_messages_of_a_group_exchange() -> None:
    client, server = ssh.PROTOCOL.decoders()
    start = b"SSH-2.0-a\n" + offer("diffie-hellman-group-exchange-sha1").pack()
    request = bytes.fromhex("00000014 06 22 00000400 00000400 00002000 000000000000")
    assert len(client.feed(start + request)) == 2  # a KEXINIT of the server must come before
    assert len(server.feed(start)) == 2
    (packet,) = client.feed(b"")
    assert packet.message == ssh.GroupRequest(minimum=1024, preferred=1024, maximum=8192)
    assert packet.pack() == request
    (group,) = server.feed(bytes.fromhex("00000010 04 1f 00000001 17 00000001 02 00000000"))
    assert group.message == ssh.Group(p=b"\x17", g=b"\2")


def test_a_wrong_guess_is_read_by_the_method_that_was_guessed() -> None:
    client, server = ssh.PROTOCOL.decoders()
    server.feed(b"SSH-2.0-a\n" + offer("ecdh-sha2-nistp256,diffie-hellman-group1-sha1").pack())
    guess = ssh.DiffieHellmanPacket(message=ssh.DiffieHellmanInit(e=b"\5")).pack()
    right = ssh.EllipticCurvePacket(message=ssh.EllipticCurveInit(q_client=b"\4")).pack()
    kex = offer("diffie-hellman-group14-sha1,ecdh-sha2-nistp256", guesses=True).pack()
    *_, first, second = client.feed(b"SSH-2.0-b\n" + kex + guess + right)
    assert (first.message, second.message) == (ssh.DiffieHellmanInit(e=b"\5"), ssh.EllipticCurveInit(q_client=b"\4"))


def test_a_reply_has_a_host_key_and_a_signature() -> None:
    key = ssh.HostKey(format="ssh-ed25519", key=ssh.EdwardsKey(key=bytes(32)))
    signature = ssh.Signature(format="ssh-ed25519", signature=bytes(64))
    reply = ssh.EllipticCurvePacket(message=ssh.EllipticCurveReply(host_key=key, q_server=b"\4", signature=signature))
    wire = reply.pack()
    assert wire[5:6] == b"\x1f"
    assert wire[6:25].hex() == "00000033" + "0000000b" + b"ssh-ed25519".hex()
    assert ssh.EllipticCurvePacket.unpack(wire) == reply
    other = ssh.HostKey.unpack(b"\0\0\0\1xkey")
    assert (other.format, other.key) == ("x", b"key")


def test_extensions() -> None:
    wire = bytes.fromhex("07 00000001 0000000f") + b"server-sig-algs" + bytes.fromhex("00000007") + b"ssh-rsa"
    packet = ssh.Packet.unpack(bytes([0, 0, 0, len(wire) + 5, 4]) + wire + bytes(4))
    assert packet.message == ssh.ExtensionInfo(extensions=[ssh.Extension(name="server-sig-algs", value="ssh-rsa")])
