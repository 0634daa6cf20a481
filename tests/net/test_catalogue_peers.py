"""Real servers, spoken to with the protocols of the catalogue alone: Redis, memcached, MariaDB, RabbitMQ, nginx, OpenSSH, chrony,
tftpd and FreeRADIUS. The other servers are in test_peers.py.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

from framekit import DatagramEndpoint, Frame, connect
from framekit.errors import FramekitError
from framekit.specs import amqp, http2, memcached, mysql, ntp, radius, ssh, tftp
from framekit.specs import redis as resp
from tests.net import peers
from tests.net.support import LONG

T = TypeVar("T")


@contextmanager
def installed(peer: AbstractContextManager[T]) -> Iterator[T]:
    """A server; if it is missing a test skips and says so, or fails with FRAMEKIT_PEERS=all in the environment."""
    try:
        found = peer.__enter__()
    except peers.MissingPeer as reason:
        if os.environ.get("FRAMEKIT_PEERS") == "all":
            pytest.fail(f"{reason}, and FRAMEKIT_PEERS says that all servers must be here")
        pytest.skip(f"{reason}; CONTRIBUTING.md names the servers")
    try:
        yield found
    finally:
        peer.__exit__(None, None, None)


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


def test_redis() -> None:
    with installed(peers.redis()) as port, connect(f"tcp://127.0.0.1:{port}", resp.PROTOCOL, timeout=LONG) as stream:
        stream.write(resp.command(b"SET", b"key", b"a\r\nb"), resp.command(b"GET", b"key"), resp.command(b"GET", b"nothing"))
        assert [each.value for each in (stream.read(), stream.read(), stream.read())] == ["OK", resp.Bulk(data=b"a\r\nb"), None]
        stream.write(resp.command(b"HELLO", b"3"))
        hello = {pair.key.value.data: pair.value.value for pair in stream.read().value}
        assert hello[b"proto"] == 3
        stream.write(resp.command(b"HSET", b"h", b"f", b"1"), resp.command(b"HGETALL", b"h"), resp.command(b"NONSENSE"))
        assert stream.read().value == 1
        (pair,) = stream.read().value
        assert (pair.key.value.data, pair.value.value.data) == (b"f", b"1")
        assert stream.read().type is resp.Type.SIMPLE_ERROR


def test_memcached() -> None:
    with installed(peers.memcached()) as port, connect(f"tcp://127.0.0.1:{port}", memcached.PROTOCOL, timeout=LONG) as stream:
        stream.write(memcached.store(memcached.Command.SET, "color", b"red"))
        assert stream.read().message.answer is memcached.Answer.STORED
        arguments = memcached.Keys(keys=["color", "nothing"])
        get = memcached.TextCommand(command=memcached.Command.GET, arguments=arguments)
        stream.write(memcached.Request(mark=ord("g"), message=get))
        (item,) = stream.read().message.content.items
        assert (item.key, item.data) == ("color", b"red")


def query(text: str) -> Any:
    return mysql.Request(sequence_id=0, command=mysql.Command.QUERY, body=mysql.Query(query=text))


def test_mariadb() -> None:
    low = mysql.CapabilitiesLow.PROTOCOL_41 | mysql.CapabilitiesLow.SECURE_CONNECTION
    login = mysql.HandshakeResponse(
        capabilities_low=low,
        capabilities_high=mysql.CapabilitiesHigh(0),
        max_packet_size=1 << 24,
        character_set=45,
        user="root",
        authentication=b"",
    )
    with installed(peers.mariadb()) as port, connect(f"tcp://127.0.0.1:{port}", mysql.PROTOCOL, timeout=LONG) as stream:
        assert "MariaDB" in stream.read().body.server_version
        stream.write(mysql.Login(body=login))
        assert isinstance(stream.read().body, mysql.Ok)
        stream.write(query("select 7 as n, null as nothing union select 8, 'x'"))
        answer = [stream.read().body for _ in range(7)]
        names = ["ColumnCount", "ColumnDefinition", "ColumnDefinition", "EndPacket", "Row", "Row", "EndPacket"]
        assert [type(each).__name__ for each in answer] == names
        assert [answer[1].name, answer[2].name] == ["n", "nothing"]
        assert [answer[4].values, answer[5].values] == [[b"7", None], [b"8", b"x"]]
        stream.write(query("nonsense"))
        assert stream.read().body.error.code == 1064


def method(channel: int, arguments: Any) -> Any:
    return amqp.AmqpFrame(body=amqp.MethodFrame(channel=channel, payload=amqp.Method(arguments=arguments)))


def test_rabbitmq() -> None:
    with installed(peers.rabbitmq()) as port, connect(f"tcp://127.0.0.1:{port}", amqp.PROTOCOL, timeout=LONG) as stream:

        def answer(kind: type[T]) -> T:
            arguments = stream.read().body.payload.arguments
            assert isinstance(arguments, kind), arguments
            return arguments

        stream.write(amqp.AmqpFrame(body=amqp.ProtocolHeader()))
        start = answer(amqp.ConnectionStart)
        assert "PLAIN" in str(start.mechanisms)
        stream.write(method(0, amqp.ConnectionStartOk(mechanism="PLAIN", response=b"\0guest\0guest", locale="en_US")))
        tune = answer(amqp.ConnectionTune)
        stream.write(
            method(0, amqp.ConnectionTuneOk(channel_max=tune.channel_max, frame_max=tune.frame_max, heartbeat=0)),
            method(0, amqp.ConnectionOpen(virtual_host="/")),
        )
        answer(amqp.ConnectionOpenOk)
        stream.write(method(1, amqp.ChannelOpen()))
        answer(amqp.ChannelOpenOk)
        stream.write(method(1, amqp.QueueDeclare(queue="tasks", exclusive=True, arguments=amqp.Table())))
        assert answer(amqp.QueueDeclareOk).queue == "tasks"
        header = amqp.ContentHeader(body_size=2, content_type="text/plain")
        stream.write(
            method(1, amqp.BasicPublish(exchange="", routing_key="tasks")),
            amqp.AmqpFrame(body=amqp.HeaderFrame(channel=1, payload=header)),
            amqp.AmqpFrame(body=amqp.BodyFrame(channel=1, payload=b"hi")),
        )
        stream.write(method(1, amqp.BasicGet(queue="tasks", no_ack=True)))
        assert answer(amqp.BasicGetOk).routing_key == "tasks"
        assert stream.read().body.payload.content_type == "text/plain"
        assert stream.read().body.payload == b"hi"
        stream.write(method(0, amqp.ConnectionClose(reply_code=amqp.ReplyCode.REPLY_SUCCESS, reply_text="bye")))
        answer(amqp.ConnectionCloseOk)


def test_nginx_over_http2() -> None:
    pytest.importorskip("hpack")
    block = bytes.fromhex("82 86 84 41 09") + b"localhost"
    with installed(peers.nginx()) as port, connect(f"tcp://127.0.0.1:{port}", http2.PROTOCOL, timeout=LONG) as stream:
        stream.write(
            http2.Preface(),
            http2.Http2Frame(type=http2.FrameType.SETTINGS, stream_id=0, payload=http2.Settings()),
            http2.Http2Frame(type=http2.FrameType.HEADERS, flags=5, stream_id=1, payload=http2.Headers(fragment=block)),
        )
        found = []
        while not (found and found[-1].type == http2.FrameType.DATA and found[-1].flags & 1):
            found.append(stream.read())
        assert isinstance(found[0].payload, http2.Settings)
        (headers,) = (each for each in found if each.type == http2.FrameType.HEADERS)
        assert headers.field_list.splitlines()[0] == ":status: 200"
        assert b"".join(each.payload.content for each in found if each.type == http2.FrameType.DATA) == b"hello\n"


def test_openssh() -> None:
    with installed(peers.openssh()) as port, connect(f"tcp://127.0.0.1:{port}", ssh.PROTOCOL, timeout=LONG) as stream:
        assert stream.read().line.startswith("SSH-2.0-OpenSSH")
        stream.write(ssh.Line(line="SSH-2.0-framekit\r"))
        offer = stream.read().message
        assert "curve25519-sha256" in offer.kex_algorithms.split(",")
        assert "ssh-ed25519" in offer.server_host_key_algorithms.split(",")


def test_chrony() -> None:
    sent = ntp.Timestamp(seconds=int(time.time()) + 2_208_988_800, fraction=5)
    request = ntp.Datagram(first_byte=0x23, content=ntp.NtpPacket(mode=ntp.Mode.CLIENT, transmit_timestamp=sent))
    with installed(peers.chrony()) as port:
        answer = ask(port, ntp.Datagram, request).content
    assert (answer.mode, answer.stratum, answer.origin_timestamp) == (ntp.Mode.SERVER, 5, sent)
    assert abs(answer.transmit_timestamp.seconds - sent.seconds) < 60


def test_tftpd() -> None:
    with installed(peers.tftpd()) as (port, folder):
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
    with installed(peers.freeradius()) as port:
        answer = ask(port, radius.Packet, request)
    assert (answer.code, answer.identifier) == (radius.Code.ACCESS_REJECT, 7)
