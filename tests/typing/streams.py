"""What a type checker makes of decoders, streams, servers and datagrams."""

from __future__ import annotations

import socket
from typing import assert_type

from framekit import (
    NEED_DATA,
    Datagram,
    DatagramEndpoint,
    Frame,
    FrameDecoder,
    FrameStream,
    LengthPrefix,
    Opaque,
    Protocol,
    Session,
    Skipped,
    connect,
    data,
    serve,
    text,
    u8,
    u16,
)
from framekit.net import aio


class Word(Frame):
    word: str = text(prefix=u8)


class Rest(Frame):
    body: bytes = data()


decoder = FrameDecoder(Word)
assert_type(decoder, FrameDecoder[Word])
assert_type(decoder.feed(b""), list[Word])
frame = decoder.next_frame()
if frame is not NEED_DATA:
    assert_type(frame, Word)
while (each := decoder.next_frame()) is not NEED_DATA:
    assert_type(each.word, str)

searching = FrameDecoder(Word, resync=True)
assert_type(searching, FrameDecoder[Word | Skipped])
skipping = FrameDecoder(Rest, framing=LengthPrefix(u16), on_error="skip")
assert_type(skipping.feed(b""), list[Rest | Skipped])


def use(sock: socket.socket) -> None:
    stream = FrameStream(sock, Word, timeout=5, max_frame_size=100)
    assert_type(stream, FrameStream[Word])
    assert_type(stream.read(timeout=1), Word)
    for word in stream:
        assert_type(word, Word)
    stream.write(Word(word="a"), Word(word="b"))
    assert_type(stream.detach(), tuple[socket.socket, bytes])
    noisy = FrameStream(sock, Word, resync=True, sends=Rest)
    assert_type(noisy.read(), Word | Skipped)
    assert_type(FrameStream(sock, Word, unread=b"\0"), FrameStream[Word])
    with connect("tcp://localhost:1", Word, sends=(Rest, Word)) as connected:
        assert_type(connected.read(), Word)
        connected.write(Rest(body=b""), Word(word="a"))
    with connect("tcp://localhost:1", Word, sends=Rest) as other:
        assert_type(other, FrameStream[Word, Rest])


PROTOCOL = Protocol("words", client=Word, server=Rest)


def of_a_protocol(sock: socket.socket) -> None:
    stream = FrameStream(sock, PROTOCOL, side="server", session=Session())
    assert_type(stream.read(), Frame | Skipped | Opaque)
    assert_type(stream.session, Session | None)
    assert_type(connect("tcp://localhost:1", PROTOCOL), FrameStream[Frame | Skipped | Opaque])
    assert_type(DatagramEndpoint.connect("udp://localhost:1", PROTOCOL), DatagramEndpoint[Frame])


def handler(stream: FrameStream[Word]) -> None:
    for word in stream:
        stream.write(word)


with serve("tcp://localhost:0", Word, handler, max_connections=3, idle_timeout=5) as server:
    assert_type(server.url, str)

with DatagramEndpoint.bind("udp://localhost:0", Rest) as endpoint:
    assert_type(endpoint, DatagramEndpoint[Rest])
    assert_type(endpoint.recv(), Datagram[Rest])
    assert_type(endpoint.recv().frames, list[Rest])
    endpoint.send(Rest(body=b""), to=endpoint.address)


async def aio_handler(stream: aio.FrameStream[Word]) -> None:
    async for word in stream:
        assert_type(word, Word)
        await stream.write(word)


async def main(sock: socket.socket) -> None:
    async with aio.serve("tcp://localhost:0", Word, aio_handler) as server, aio.connect(server.url, Word) as stream:
        assert_type(stream, aio.FrameStream[Word])
        assert_type(await stream.read(), Word)
        assert_type(await stream.detach(), tuple[socket.socket, bytes])
    noisy = await aio.connect(server.url, Word, resync=True)
    assert_type(await noisy.read(), Word | Skipped)
    opened = await aio.FrameStream.open(sock, Word, unread=b"\0")
    assert_type(opened, aio.FrameStream[Word])
    async with aio.DatagramEndpoint.bind("udp://localhost:0", Word) as endpoint:
        assert_type((await endpoint.recv()).frame, Word)
    assert_type(await aio.connect(server.url, PROTOCOL), aio.FrameStream[Frame | Skipped | Opaque])
