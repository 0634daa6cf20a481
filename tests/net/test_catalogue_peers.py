"""Real servers, spoken to with the protocols of the catalogue alone: Redis, memcached, MariaDB, RabbitMQ, nginx, OpenSSH, chrony,
tftpd and FreeRADIUS. The other servers are in test_peers.py.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from framekit import DatagramEndpoint, Frame, connect
from framekit.errors import FramekitError
from framekit.specs import ntp, radius, tftp
from tests.net import conversations, peers
from tests.net.conversations import SERVERS
from tests.net.starting import started
from tests.net.support import LONG


def ask(port: int, frame: type[Frame], request: Any) -> Any:
    """The answer of a server to a datagram, which is sent again until the server is there."""
    with DatagramEndpoint.connect(f"udp://127.0.0.1:{port}", frame) as endpoint:
        for _ in range(int(LONG / 0.2)):
            try:
                endpoint.send(request)
                return endpoint.recv(timeout=0.2).frame
            except (TimeoutError, OSError, FramekitError):  # nobody listens yet
                time.sleep(0.05)
    raise AssertionError("no answer")


@pytest.mark.parametrize("server", SERVERS)
def test_a_server_over_tcp(server: str) -> None:
    if server == "nginx":
        pytest.importorskip("hpack")
    protocol = SERVERS[server]
    with started(getattr(peers, server)(), "all") as port, connect(f"tcp://127.0.0.1:{port}", protocol, timeout=LONG) as stream:
        getattr(conversations, server)(stream)


def test_chrony() -> None:
    sent = ntp.Timestamp(seconds=int(time.time()) + 2_208_988_800, fraction=5)
    request = ntp.Datagram(first_byte=0x23, content=ntp.NtpPacket(mode=ntp.Mode.CLIENT, transmit_timestamp=sent))
    with started(peers.chrony(), "all") as port:
        answer = ask(port, ntp.Datagram, request).content
    assert (answer.mode, answer.stratum, answer.origin_timestamp) == (ntp.Mode.SERVER, 5, sent)
    assert abs(answer.transmit_timestamp.seconds - sent.seconds) < 60


def test_tftpd() -> None:
    with started(peers.tftpd(), "all") as (port, folder):
        Path(folder, "file").write_bytes(b"x" * 100)
        options = [tftp.Option(name="tsize", value="0")]
        asked = tftp.TftpPacket(body=tftp.ReadRequest(filename="file", options=options))
        found = transfer(port, asked)
    assert [each.body for each in found] == [
        tftp.OptionAcknowledgement(options=[tftp.Option(name="tsize", value="100")]),
        tftp.Data(block=1, content=b"x" * 100),
    ]


def transfer(port: int, asked: Any) -> list[Any]:
    """What a server sends of a small file, which comes from a port of its own."""
    with DatagramEndpoint.bind("udp://127.0.0.1:0", tftp.TftpPacket) as endpoint:
        for _ in range(int(LONG / 0.2)):
            try:
                endpoint.send(asked, to=("127.0.0.1", port))
                first = endpoint.recv(timeout=0.2)
                break
            except (TimeoutError, OSError):
                time.sleep(0.05)
        endpoint.send(tftp.TftpPacket(body=tftp.Acknowledgement(block=0)), to=first.address)
        second = endpoint.recv(timeout=LONG)
        endpoint.send(tftp.TftpPacket(body=tftp.Acknowledgement(block=1)), to=first.address)
    return [first.frame, second.frame]


def test_freeradius() -> None:
    """A request of a user who is not known is answered, after the second that FreeRADIUS waits before it rejects one."""
    kinds = radius.AttributeType
    hidden = bytes(16)
    attributes = [
        radius.Attribute(type=kinds.USER_NAME, value="nobody"),
        radius.Attribute(type=kinds.USER_PASSWORD, value=hidden),
    ]
    request = radius.Packet(code=radius.Code.ACCESS_REQUEST, identifier=7, authenticator=bytes(range(16)), attributes=attributes)
    with started(peers.freeradius(), "all") as port:
        answer = ask(port, radius.Packet, request)
    assert (answer.code, answer.identifier) == (radius.Code.ACCESS_REJECT, 7)
