"""DatagramEndpoint of threads and of asyncio: one frame and many, what trails, what is cut, who refuses, who is heard."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from framekit import (
    Datagram,
    DatagramEndpoint,
    Frame,
    FrameTooLarge,
    InvalidAddress,
    InvalidValue,
    PackError,
    StreamClosed,
    TrailingData,
    TruncatedFrame,
    data,
    field,
    u8,
)
from framekit.net import aio
from tests.decoder.streams import Word
from tests.net.support import HI, LONG, THERE, own, run
from tests.net.test_aio import until_done


class Note(Frame):
    level: u8 = field(check={1, 2, 3})
    body: bytes = data()


class Plain:
    """The endpoint of asyncio, called as the one of threads is."""

    def __init__(self, endpoint: Any, runner: asyncio.Runner) -> None:
        self.endpoint = endpoint
        self.runner = runner

    def __repr__(self) -> str:
        return repr(self.endpoint)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.endpoint, name)

    def recv(self, timeout: float | None = None) -> Datagram[Any]:
        return self.runner.run(self.endpoint.recv(timeout))  # type: ignore[no-any-return]

    def send(self, *frames: Any, to: Any = None, timeout: float | None = None) -> None:
        self.runner.run(self.endpoint.send(*frames, to=to, timeout=timeout))

    def close(self) -> None:
        self.runner.run(self.endpoint.close())


class Endpoints:
    """Makes endpoints and closes them."""

    def __init__(self, kind: str) -> None:
        self.runner = asyncio.Runner() if kind == "asyncio" else None
        self.made: list[Any] = []

    def bind(self, url: str = "udp://127.0.0.1:0", frame: Any = Word, **options: Any) -> Any:
        return self._make("bind", url, frame, **options)

    def connect(self, url: str, frame: Any = Word, **options: Any) -> Any:
        return self._make("connect", url, frame, **options)

    def _make(self, verb: str, *arguments: Any, **options: Any) -> Any:
        if self.runner is None:
            made: Any = getattr(DatagramEndpoint, verb)(*arguments, **options)
        else:

            async def opened() -> Any:
                return await getattr(aio.DatagramEndpoint, verb)(*arguments, **options)

            made = Plain(self.runner.run(opened()), self.runner)
        self.made.append(made)
        return made

    def close(self) -> None:
        for each in self.made:
            each.close()
        if self.runner is not None:
            self.runner.close()


@pytest.fixture(params=["threads", "asyncio"])
def made(request: pytest.FixtureRequest) -> Any:
    endpoints = Endpoints(request.param)
    yield endpoints
    endpoints.close()


@pytest.mark.parametrize(
    "url", ["udp://127.0.0.1:0", "udp://[::1]:0", "udp://localhost:0", "unixgram:@framekit-test", "unixgram:{folder}/d"]
)
def test_there_and_back(made: Endpoints, url: str, tmp_path: Path) -> None:
    server = made.bind(own(url.format(folder=tmp_path)))
    client = made.connect(server.url)
    client.send(HI)
    asked = server.recv(timeout=LONG)
    assert asked == Datagram([HI], client.address)
    assert asked.frame == HI
    server.send(THERE, to=asked.address)
    answer = client.recv(timeout=LONG)
    assert answer.frames == [THERE]
    server.send(HI, to=client.url)
    assert client.recv(timeout=LONG).frames == [HI]
    assert (client.statistics.received, client.statistics.sent) == (2, 1)
    assert url.partition(":")[0] in repr(server)


def test_timeouts(made: Endpoints) -> None:
    server = made.bind()
    for timeout in (0, 0.02):
        with pytest.raises(TimeoutError):
            server.recv(timeout=timeout)


def raw_to(server: Any) -> socket.socket:
    family = socket.AF_INET6 if ":" in server.address[0] else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_DGRAM)
    sock.connect(server.address)
    return sock


ONE = HI.pack()


@pytest.mark.parametrize(
    ("options", "wire", "expected"),
    [
        ({}, ONE, ([HI], b"")),
        ({}, ONE + b"x", TrailingData),
        ({}, ONE[:-1], TruncatedFrame),
        ({}, b"", TruncatedFrame),
        ({"trailing": "ignore"}, ONE + b"x", ([HI], b"")),
        ({"trailing": "keep"}, ONE + b"xyz", ([HI], b"xyz")),
        ({"trailing": "keep"}, ONE[:-1], TruncatedFrame),
        ({"frames": "many"}, b"", ([], b"")),
        ({"frames": "many"}, ONE, ([HI], b"")),
        ({"frames": "many"}, ONE * 3, ([HI] * 3, b"")),
        ({"frames": "many"}, ONE + ONE[:-1], TruncatedFrame),
        ({"frames": "many", "trailing": "keep"}, ONE * 2 + b"\x09x", ([HI] * 2, b"\x09x")),
        ({"frames": "many", "trailing": "ignore"}, ONE * 2 + b"\x09x", ([HI] * 2, b"")),
        ({"frames": "many", "trailing": "keep"}, b"\x09x", TruncatedFrame),
    ],
)
def test_what_a_datagram_holds(made: Endpoints, options: Any, wire: bytes, expected: Any) -> None:
    server = made.bind(**options)
    with raw_to(server) as sock:
        sock.send(wire)
        if isinstance(expected, tuple):
            datagram = server.recv(timeout=LONG)
            assert (datagram.frames, datagram.trailing) == expected
        else:
            with pytest.raises(expected) as caught:
                server.recv(timeout=LONG)
            assert "in a datagram of" in caught.value.__notes__[0]
            assert server.statistics.dropped == {"malformed": 1}
        sock.send(ONE)  # nothing is carried from one to the next
        assert server.recv(timeout=LONG).frames == [HI]


def test_a_frame_that_takes_the_rest_takes_the_datagram(made: Endpoints) -> None:
    server = made.bind(frame=Note)
    client = made.connect(server.url, Note)
    client.send(Note(level=1, body=b"x" * 1000))
    assert server.recv(timeout=LONG).frame == Note(level=1, body=b"x" * 1000)
    with raw_to(server) as sock:
        sock.send(b"\x09x")
        with pytest.raises(InvalidValue) as caught:
            server.recv(timeout=LONG)
        assert (caught.value.path, caught.value.offset) == ("level", 0)


def test_a_datagram_that_is_too_long_is_an_error_and_no_shorter_frame(made: Endpoints) -> None:
    server = made.bind(max_size=4, trailing="ignore")
    with raw_to(server) as sock:
        sock.send(ONE + b"xyz")
        with pytest.raises(FrameTooLarge) as caught:
            server.recv(timeout=LONG)
        assert (caught.value.declared, caught.value.limit) == (6, 4)
        assert server.statistics.dropped == {"truncated": 1}
        sock.send(ONE)
        assert server.recv(timeout=LONG).frames == [HI]


def test_bad_datagrams_may_be_dropped(made: Endpoints) -> None:
    server = made.bind(on_error="drop", max_size=10)
    with raw_to(server) as sock:
        for wire in (b"\x09", b"", ONE * 2, bytes(11), ONE):
            sock.send(wire)
    assert server.recv(timeout=LONG).frames == [HI]
    assert server.statistics.dropped == {"malformed": 3, "truncated": 1}


def test_what_does_not_fit_in_a_datagram_is_not_sent(made: Endpoints) -> None:
    server = made.bind(frame=Note)
    client = made.connect(server.url, Note)
    with pytest.raises(PackError, match="65508 bytes do not fit"):
        client.send(Note(level=1, body=bytes(65_507)))
    with pytest.raises(PackError):
        client.send(Note(level=1, body=b""), Note(level=1, body=b""))
    with pytest.raises(PackError):
        client.send(Note(level=9, body=b""))
    with pytest.raises(TypeError, match="expected Note, got Word"):
        client.send(HI)
    client.send(Note(level=1, body=bytes(65_506)))
    assert len(server.recv(timeout=LONG).frame.body) == 65_506


def test_a_peer_that_refuses_does_not_end_the_loop(made: Endpoints) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as later:
        later.bind(("127.0.0.1", 0))
        port = later.getsockname()[1]
    client = made.connect(f"udp://127.0.0.1:{port}")
    for _ in range(3):
        client.send(HI)
        with pytest.raises(TimeoutError):
            client.recv(timeout=0.05)
    assert client.statistics.refused >= 2
    server = made.bind(f"udp://127.0.0.1:{port}")
    client.send(THERE)
    assert server.recv(timeout=LONG).frames == [THERE]


def test_a_source_filter(made: Endpoints) -> None:
    heard: list[Any] = []
    server = made.bind(source=lambda address: address in heard)
    good, other = made.connect(server.url), made.connect(server.url)
    heard.append(good.address)
    other.send(HI)
    good.send(THERE)
    assert server.recv(timeout=LONG) == Datagram([THERE], good.address)
    assert server.statistics.dropped == {"source": 1}


@pytest.mark.parametrize("group", ["239.255.41.17", "ff01::4117"])
def test_multicast(made: Endpoints, group: str) -> None:
    six = ":" in group
    try:
        member = made.bind("udp://[::]:0" if six else "udp://0.0.0.0:0", join=[group], interface="lo")
    except OSError as fault:
        pytest.skip(f"this machine has no multicast on its loopback: {fault}")
    port = member.address[1]
    with socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_DGRAM) as sock:
        index = socket.if_nametoindex("lo")
        if six:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
        else:
            sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
        with suppress(OSError):  # there may be no route for groups; then joining is all that can be seen
            sock.sendto(ONE, (group, port, 0, index) if six else (group, port))
            assert member.recv(timeout=LONG).frames == [HI]
    named = made.bind(f"udp://{f'[{group}]' if six else group}:{port}", interface="lo")
    with suppress(TimeoutError):
        named.recv(timeout=0)
    with pytest.raises(InvalidAddress, match="multicast"):
        made.bind(join=["127.0.0.1"])


def test_a_full_receiver_makes_the_sender_wait(made: Endpoints, tmp_path: Path) -> None:
    server = made.bind(f"unixgram:{tmp_path / 'd'}")
    client = made.connect(server.url)
    with pytest.raises(TimeoutError):
        for _ in range(1000):
            client.send(HI, timeout=0.02)
    sent = client.statistics.sent
    for _ in range(sent):
        assert server.recv(timeout=LONG).frames == [HI]
    client.send(THERE, timeout=LONG)
    assert server.recv(timeout=LONG).frames == [THERE]


def test_endpoints_that_are_closed(made: Endpoints) -> None:
    server = made.bind()
    server.close()
    server.close()
    with pytest.raises(StreamClosed):
        server.recv()
    with pytest.raises(StreamClosed):
        server.send(HI, to=("127.0.0.1", 1))
    assert "closed" in repr(server)


def test_urls_and_options_are_checked(made: Endpoints) -> None:
    for url in ("tcp://127.0.0.1:0", "unix:x", "udp://127.0.0.1", "unixgram:"):
        with pytest.raises(InvalidAddress):
            made.bind(url)
    for options in ({"frames": "two"}, {"trailing": "?"}, {"on_error": "?"}, {"max_size": 0}, {"max_size": 1 << 30}):
        with pytest.raises(ValueError, match=next(iter(options))):
            made.bind(**options)
    server = made.bind()
    with pytest.raises(InvalidAddress):
        server.send(HI, to="udp://nonsense")


def test_iteration() -> None:
    with DatagramEndpoint.bind("udp://127.0.0.1:0", Word) as server, DatagramEndpoint.connect(server.url, Word) as client:
        client.send(HI)
        client.send(THERE)
        heard = iter(server)
        assert [next(heard).frame, next(heard).frame] == [HI, THERE]


def test_threads_may_send_at_once() -> None:
    url = own("unixgram:@framekit-many")
    with DatagramEndpoint.bind(url, Word) as server, DatagramEndpoint.connect(url, Word) as client:
        threads = [threading.Thread(target=lambda: [client.send(HI) for _ in range(100)]) for _ in range(5)]
        for thread in threads:
            thread.start()
        for _ in range(500):
            assert server.recv(timeout=LONG).frames == [HI]
        for thread in threads:
            thread.join()


@pytest.mark.parametrize("url", ["udp://127.0.0.1:0", "unixgram:@framekit-close"])
def test_close_wakes_the_threads_that_wait(url: str) -> None:
    server = DatagramEndpoint.bind(own(url), Word)
    seen: list[BaseException] = []

    def receive() -> None:
        try:
            server.recv()
        except StreamClosed as error:
            seen.append(error)

    threads = [threading.Thread(target=receive) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.05)
    server.close()
    for thread in threads:
        thread.join(LONG)
    assert len(seen) == 3


def test_threads_may_receive_at_once() -> None:
    url = own("unixgram:@framekit-receivers")
    with DatagramEndpoint.bind(url, Word) as server, DatagramEndpoint.connect(url, Word) as client:
        seen: list[str] = []
        threads = [
            threading.Thread(target=lambda: [seen.append(server.recv(LONG).frame.word) for _ in range(200)]) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        words = [str(number) * (1 + number % 50) for number in range(800)]
        for word in words:
            client.send(Word(word=word[:255]), timeout=LONG)
        for thread in threads:
            thread.join()
        assert sorted(seen) == sorted(word[:255] for word in words)


@pytest.mark.parametrize("step", range(1, 5))
def test_a_recv_that_is_cancelled_at_any_await_loses_nothing(step: int) -> None:
    async def main() -> None:
        async with (
            aio.DatagramEndpoint.bind(own("unixgram:@framekit-cancel"), Word) as server,
            aio.DatagramEndpoint.connect(server.url, Word) as client,
        ):
            words = [Word(word=str(number)) for number in range(50)]
            seen: list[Any] = []

            async def receive() -> None:
                seen.append((await server.recv(timeout=LONG)).frame)

            async def send() -> None:
                for word in words:
                    await client.send(word)
                    await asyncio.sleep(0.001)

            task = asyncio.create_task(send())
            await until_done(receive, step, lambda: len(seen) == len(words))
            await task
            assert seen == words

    run(main())


def test_asyncio_iterates_and_wakes_whoever_waits() -> None:
    async def main() -> None:
        server = await aio.DatagramEndpoint.bind("udp://127.0.0.1:0", Word)
        async with aio.DatagramEndpoint.connect(server.url, Word) as client:
            await client.send(HI)
            async for datagram in server:
                assert datagram.frame == HI
                break
        waiting = asyncio.create_task(server.recv())
        await asyncio.sleep(0.01)
        await server.close()
        with pytest.raises(StreamClosed):
            await waiting

    run(main())
