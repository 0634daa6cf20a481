"""A protocol whose datagrams differ from what its streams have."""

from __future__ import annotations

import pytest

from framekit import DatagramEndpoint, Frame, FrameStream, Protocol, connect, data, serve, u8


class Message(Frame):
    body: bytes = data()


class Counted(Frame):
    body: bytes = data(prefix=u8)


PROTOCOL = Protocol("messages", client=Counted, datagrams=Message)


def test_a_datagram_is_one_class_and_a_stream_has_another() -> None:
    assert PROTOCOL.sides == (Counted, Counted)
    assert PROTOCOL.datagram_sides == (Message, Message)
    assert Protocol("plain", client=Message).datagram_sides == (Message, Message)


def test_endpoints_and_streams_take_theirs() -> None:
    with DatagramEndpoint.bind("udp://127.0.0.1:0", PROTOCOL) as server, DatagramEndpoint.connect(server.url, PROTOCOL) as client:
        client.send(Message(body=b"hi"))
        assert server.recv(timeout=5).frames == [Message(body=b"hi")]

    def echo(stream: FrameStream[Counted]) -> None:
        for frame in stream:
            stream.write(frame)

    with serve("tcp://127.0.0.1:0", PROTOCOL, echo) as listening, connect(listening.url, PROTOCOL) as stream:
        stream.write(Counted(body=b"hi"))
        assert stream.read(timeout=5) == Counted(body=b"hi")


def test_a_function_is_refused() -> None:
    with pytest.raises(TypeError, match="datagrams= must be a Frame class"):
        Protocol("wrong", client=Counted, datagrams=lambda session: iter(()))  # type: ignore[arg-type]
