"""Conversations with real servers through a stream of their protocol: for tests, and to record samples from.

Each takes a stream that is connected, and checks what the server answers.
"""

from __future__ import annotations

from typing import Any, TypeVar

from framekit import FrameStream
from framekit.specs import amqp, http2, mysql, ssh
from framekit.specs import memcached as memcache
from framekit.specs import redis as resp

T = TypeVar("T")

SERVERS = {
    "redis": resp.PROTOCOL,
    "memcached": memcache.PROTOCOL,
    "mariadb": mysql.PROTOCOL,
    "rabbitmq": amqp.PROTOCOL,
    "nginx": http2.PROTOCOL,
    "openssh": ssh.PROTOCOL,
}
"""The protocol of each server, by its name here and in peers.py."""


def redis(stream: FrameStream[Any, Any]) -> None:
    """Values of RESP 2 and 3."""
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


def memcached(stream: FrameStream[Any, Any]) -> None:
    """A value is stored and found."""
    stream.write(memcache.store(memcache.Command.SET, "color", b"red"))
    assert stream.read().message.answer is memcache.Answer.STORED
    arguments = memcache.Keys(keys=["color", "nothing"])
    get = memcache.TextCommand(command=memcache.Command.GET, arguments=arguments)
    stream.write(memcache.Request(mark=ord("g"), message=get))
    (item,) = stream.read().message.content.items
    assert (item.key, item.data) == ("color", b"red")


def query(text: str) -> Any:
    return mysql.Request(sequence_id=0, command=mysql.Command.QUERY, body=mysql.Query(query=text))


def mariadb(stream: FrameStream[Any, Any]) -> None:
    """A login, a query with rows, and one that fails."""
    low = mysql.CapabilitiesLow.PROTOCOL_41 | mysql.CapabilitiesLow.SECURE_CONNECTION
    login = mysql.HandshakeResponse(
        capabilities_low=low,
        capabilities_high=mysql.CapabilitiesHigh(0),
        max_packet_size=1 << 24,
        character_set=45,
        user="root",
        authentication=b"",
    )
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


def rabbitmq(stream: FrameStream[Any, Any]) -> None:
    """A message goes through a queue."""

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


def nginx(stream: FrameStream[Any, Any]) -> None:
    """A page over HTTP/2."""
    block = bytes.fromhex("82 86 84 41 09") + b"localhost"
    stream.write(
        http2.Preface(),
        http2.Http2Frame(type=http2.FrameType.SETTINGS, stream_id=0, payload=http2.Settings()),
        http2.Http2Frame(type=http2.FrameType.HEADERS, flags=5, stream_id=1, payload=http2.Headers(fragment=block)),
    )
    found: list[Any] = []
    while not (found and found[-1].type == http2.FrameType.DATA and found[-1].flags & 1):
        found.append(stream.read())
    assert isinstance(found[0].payload, http2.Settings)
    (headers,) = (each for each in found if each.type == http2.FrameType.HEADERS)
    assert headers.field_list.splitlines()[0] == ":status: 200"
    assert b"".join(each.payload.content for each in found if each.type == http2.FrameType.DATA) == b"hello\n"


def openssh(stream: FrameStream[Any, Any]) -> None:
    """The beginning of a key exchange."""
    assert stream.read().line.startswith("SSH-2.0-OpenSSH")
    stream.write(ssh.Line(line="SSH-2.0-framekit\r"))
    offer = stream.read().message
    assert "curve25519-sha256" in offer.kex_algorithms.split(",")
    assert "ssh-ed25519" in offer.server_host_key_algorithms.split(",")
