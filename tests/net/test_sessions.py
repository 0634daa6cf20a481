"""Live streams of a Protocol: both ends follow one conversation, by threads, by asyncio and by anyio."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Any

import pytest

from framekit import (
    DatagramEndpoint,
    Frame,
    FrameStream,
    PackError,
    Protocol,
    Session,
    SpecError,
    StreamBusy,
    StreamClosed,
    connect,
    const,
    data,
    serve,
    text,
    u8,
    u16,
    u32,
)
from framekit.errors import EndOfStream
from framekit.net import aio
from tests.net.support import LONG, drain, fill, wait_for

ROUNDS = 300


class Hello(Frame):
    magic: bytes = const(b"HI")
    version: u8


class Welcome(Frame):
    name: str = text(prefix=u8)


class Ask(Frame):
    number: u16


class Answer(Frame):
    number: u32


class Large(Frame):
    body: bytes = data(prefix=u32)


def client(session: Session) -> Any:
    yield Hello
    yield session.after("server")
    while True:
        ask = yield Ask
        session.asked.append(ask.number)


def server(session: Session) -> Any:
    """Answers have another class for each other number that was asked, which the reader must know before it reads them."""
    session.asked = []
    yield session.after("client")
    yield Welcome
    count = 0
    while True:
        count += 1
        if not (yield session.after("client", count + 1)):
            yield None
        yield Answer if session.asked[count - 1] % 2 else Welcome


PROTOCOL = Protocol("questions", client=client, server=server)


def answer(number: int) -> Frame:
    return Answer(number=number) if number % 2 else Welcome(name=str(number))


def handle(stream: FrameStream[Any]) -> None:
    assert stream.session is not None
    assert stream.read() == Hello(version=1)
    stream.write(Welcome(name="x"))
    for ask in stream:
        stream.write(answer(ask.number))


def test_a_client_and_a_server_follow_the_same_protocol() -> None:
    with serve("tcp://127.0.0.1:0", PROTOCOL, handle) as running, connect(running.url, PROTOCOL, timeout=LONG) as stream:
        with pytest.raises(PackError, match="questions: expected Hello next from the client, got Ask"):
            stream.write(Ask(number=1))
        stream.write(Hello(version=1))
        with pytest.raises(PackError, match="must wait for a frame from the server"):
            stream.write(Ask(number=1))
        assert stream.read() == Welcome(name="x")
        stream.write(Ask(number=1), Ask(number=2))
        assert [stream.read(), stream.read()] == [answer(1), answer(2)]
        assert stream.session is not None
        assert stream.session.counts == {"client": 3, "server": 3}
        assert repr(stream).startswith("<FrameStream of questions with tcp://")


def test_a_reader_in_a_thread_of_its_own_misses_nothing_that_answers_what_is_just_being_sent() -> None:
    read: list[Any] = []
    with serve("tcp://127.0.0.1:0", PROTOCOL, handle) as running, connect(running.url, PROTOCOL, timeout=LONG) as stream:
        stream.write(Hello(version=1))
        assert stream.read() == Welcome(name="x")

        def reading() -> None:
            read.extend(stream.read() for _ in range(ROUNDS))

        thread = threading.Thread(target=reading)
        thread.start()
        for number in range(ROUNDS):
            stream.write(Ask(number=number))
        thread.join(LONG)
    assert read == [answer(number) for number in range(ROUNDS)]


def test_a_write_that_timed_out_and_is_repeated_counts_once() -> None:
    left, right = socket.socketpair()
    with FrameStream(left, Protocol("large", client=once), timeout=0.05) as stream, right:
        filled = fill(left)
        large = Large(body=bytes(1 << 20))
        for _ in range(3):
            with pytest.raises(TimeoutError):
                stream.write(large)
        with pytest.raises(StreamBusy, match="another write"):  # nothing has gone out, but the protocol has gone on
            stream.write(Hello(version=1))
        drain(right, filled)
        with pytest.raises(TimeoutError):
            stream.write(large)
        thread = threading.Thread(target=drain, args=(right, len(large.pack())))
        thread.start()
        stream.write(large, timeout=LONG)
        thread.join(LONG)
        assert stream.session is not None
        assert stream.session.counts["client"] == 1
        with pytest.raises(PackError, match="expected Hello next"):
            stream.write(large)
        stream.flush()
        assert stream.session.counts["client"] == 1


def test_a_refusal_after_a_timeout_is_raised_when_the_frames_before_it_are_sent() -> None:
    left, right = socket.socketpair()
    with FrameStream(left, Protocol("large", client=once), timeout=0.05) as stream, right:
        filled = fill(left)
        frames = Large(body=b"x"), Large(body=b"y")
        for _ in range(2):
            with pytest.raises(TimeoutError):
                stream.write(*frames)
        drain(right, filled)
        with pytest.raises(PackError, match="expected Hello next"):
            stream.write(*frames)
        stream.write(Hello(version=1))
        assert right.recv(100) == Large(body=b"x").pack() + Hello(version=1).pack()


def test_two_threads_do_not_both_send_what_the_protocol_allows_once() -> None:
    for _ in range(ROUNDS // 10):
        left, right = socket.socketpair()
        with FrameStream(left, Protocol("large", client=once), timeout=LONG) as stream, right:
            refused: list[PackError] = []
            together = threading.Barrier(4)

            threads = [threading.Thread(target=write_together, args=(stream, together, refused)) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(LONG)
            assert len(refused) == 3
            assert right.recv(100) == Large(body=b"x").pack()


def write_together(stream: FrameStream[Any], together: threading.Barrier, refused: list[PackError]) -> None:
    together.wait()
    try:
        stream.write(Large(body=b"x"))
    except PackError as error:
        refused.append(error)


def once(session: Session) -> Any:
    yield Large
    while True:
        yield Hello


def test_a_part_that_went_out_and_is_flushed_counts_once() -> None:
    left, right = socket.socketpair()
    with FrameStream(left, Protocol("large", client=once), timeout=0.05) as stream, right:
        large = Large(body=bytes(1 << 22))
        with pytest.raises(TimeoutError):
            stream.write(large)
        assert stream.unsent
        thread = threading.Thread(target=drain, args=(right, len(large.pack())))
        thread.start()
        stream.flush(timeout=LONG)
        thread.join(LONG)
        assert stream.session is not None
        assert stream.session.counts["client"] == 1


def secret(session: Session) -> Any:
    yield Hello
    yield None


def test_what_comes_after_the_frames_is_given_by_detach_and_a_session_goes_on_over_another_stream() -> None:
    left, right = socket.socketpair()
    session = Session()
    with right:
        stream = FrameStream(left, Protocol("secret", client=secret), session=session, timeout=LONG)
        stream.write(Hello(version=1))
        with pytest.raises(StreamClosed, match=r"the protocol has no more frames; use detach\(\)"):
            stream.write(Hello(version=1))
        right.sendall(b"HI\2\x16\x03\x01")
        assert stream.read() == Hello(version=2)
        wait_for(lambda: stream.try_read() or True)
        sock, unread = stream.detach()
        with FrameStream(sock, PROTOCOL, session=session, unread=unread) as following:
            assert following.session is session
            assert session.counts == {"client": 1, "server": 1}


def test_a_peer_that_ends_while_the_protocol_waits_for_this_side_is_the_end() -> None:
    left, right = socket.socketpair()
    with FrameStream(left, PROTOCOL, timeout=LONG) as stream:
        right.close()
        with pytest.raises(EndOfStream):
            stream.read()


def test_bytes_that_wait_for_this_side_do_not_hold_a_timeout_up() -> None:
    left, right = socket.socketpair()
    with FrameStream(left, PROTOCOL) as stream, right:
        right.sendall(Welcome(name="early").pack())
        with pytest.raises(TimeoutError):
            stream.read(timeout=0.1)
        stream.write(Hello(version=1))
        assert stream.read(timeout=LONG) == Welcome(name="early")


def test_asyncio_follows_the_same_protocol() -> None:
    async def handling(stream: aio.FrameStream[Any]) -> None:
        await stream.read()
        await stream.write(Welcome(name="x"))
        async for ask in stream:
            await stream.write(answer(ask.number))

    async def main() -> list[Any]:
        async with (
            aio.serve("tcp://127.0.0.1:0", PROTOCOL, handling) as running,
            aio.connect(running.url, PROTOCOL, timeout=LONG) as stream,
        ):
            reader = asyncio.create_task(stream.read())
            await asyncio.sleep(0)
            await stream.write(Hello(version=1))
            read = [await reader]
            reader = asyncio.create_task(read_all(stream))
            for number in range(ROUNDS):
                await stream.write(Ask(number=number))
            assert stream.session is not None
            return read + await reader

    async def read_all(stream: aio.FrameStream[Any]) -> list[Any]:
        return [await stream.read() for _ in range(ROUNDS)]

    assert asyncio.run(main()) == [Welcome(name="x"), *(answer(number) for number in range(ROUNDS))]


def test_asyncio_wakes_a_reader_for_which_bytes_wait_already() -> None:
    async def main() -> Any:
        left, right = socket.socketpair()
        async with aio.FrameStream.open(left, PROTOCOL, timeout=LONG) as stream:
            right.sendall(Welcome(name="early").pack())
            reader = asyncio.create_task(stream.read())
            await asyncio.sleep(0.05)
            assert not reader.done()
            await stream.write(Hello(version=1))
            got = await reader
            right.close()
            return got

    assert asyncio.run(main()) == Welcome(name="early")


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_anyio_wakes_a_reader_for_which_bytes_wait_already(backend: str) -> None:
    anyio = pytest.importorskip("anyio", reason="the extra `anyio` is not installed")
    pytest.importorskip("trio", reason="trio is not installed")
    from framekit.net.anyio import FrameStream as AnyFrameStream

    read: list[Any] = []

    async def main() -> None:
        left, right = socket.socketpair()
        left.setblocking(False)
        stream = AnyFrameStream(await anyio.abc.UNIXSocketStream.from_socket(left), PROTOCOL)
        async with stream, anyio.create_task_group() as group:
            right.sendall(Welcome(name="early").pack())

            async def reading() -> None:
                with anyio.fail_after(LONG):
                    read.append(await stream.read())

            group.start_soon(reading)
            await anyio.sleep(0.05)
            assert not read
            await stream.write(Hello(version=1))
        right.close()

    anyio.run(main, backend=backend)
    assert read == [Welcome(name="early")]


def test_datagrams_of_a_protocol_whose_sides_send_different_frames() -> None:
    protocol = Protocol("questions", client=Ask, server=Answer)
    with (
        DatagramEndpoint.bind("udp://127.0.0.1:0", protocol) as there,
        DatagramEndpoint.connect(there.url, protocol) as here,
    ):
        here.send(Ask(number=7))
        asked = there.recv(timeout=LONG)
        assert asked.frame == Ask(number=7)
        there.send(Answer(number=8), to=asked.address)
        assert here.recv(timeout=LONG).frames == [Answer(number=8)]
        with pytest.raises(TypeError, match="expected Ask, got Answer"):
            here.send(Answer(number=8))


def test_asyncio_has_the_same_datagrams() -> None:
    protocol = Protocol("questions", client=Ask, server=Answer)

    async def main() -> list[Any]:
        async with (
            aio.DatagramEndpoint.bind("udp://127.0.0.1:0", protocol) as there,
            aio.DatagramEndpoint.connect(there.url, protocol) as here,
        ):
            await here.send(Ask(number=7))
            asked = await there.recv(timeout=LONG)
            await there.send(Answer(number=8), to=asked.address)
            return [asked.frame, *(await here.recv(timeout=LONG)).frames]

    assert asyncio.run(main()) == [Ask(number=7), Answer(number=8)]


def test_a_protocol_of_functions_has_no_datagram_endpoint() -> None:
    with pytest.raises(SpecError, match="'questions' chooses the next frame by functions"):
        DatagramEndpoint.bind("udp://127.0.0.1:0", PROTOCOL)


def test_each_connection_of_a_server_has_a_session_of_its_own() -> None:
    with pytest.raises(TypeError, match="session= is for one connection"):
        serve("tcp://127.0.0.1:0", PROTOCOL, handle, session=Session())  # type: ignore[call-overload]


def test_the_error_of_a_datagram_that_does_not_fit_names_what_is_sent() -> None:
    protocol = Protocol("blobs", client=Large, server=Answer)
    with (
        DatagramEndpoint.bind("udp://127.0.0.1:0", protocol) as there,
        DatagramEndpoint.connect(there.url, protocol) as here,
        pytest.raises(PackError, match=r"Large: .* do not fit in one datagram"),
    ):
        here.send(Large(body=bytes(70_000)))
