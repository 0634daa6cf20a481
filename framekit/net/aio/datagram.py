"""DatagramEndpoint for asyncio.

Strategy: the socket of packets.py never waits; the event loop reports when it is readable or writable. So a datagram is taken
from the system only when a caller receives it, the system's buffers limit the number of waiting datagrams, and a cancelled call
loses none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, overload

from framekit.net.aio.waking import wake
from framekit.net.endpoint import Address, parse_url, resolve_datagram
from framekit.net.opening import Opening
from framekit.net.packets import (
    LARGEST,
    Datagram,
    DatagramEndpointBase,
    DatagramOptions,
    DatagramSocket,
    bind_datagram,
    classes_of,
    connect_datagram,
)

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from framekit.declare.frame import Frame
    from framekit.net.packets import BindingOptions, ReadingOptions
    from framekit.protocol.protocol import Protocol

F = TypeVar("F", bound="Frame")
G = TypeVar("G", bound="Frame")

TURN = 16
"""Maximum number of datagrams that are received and sent before other tasks get a turn."""


class DatagramEndpoint(DatagramEndpointBase[F]):
    """Frames in datagrams, for asyncio: the counterpart of `framekit.DatagramEndpoint`, with the same arguments.

    `await` the result of `bind` or `connect`, or use it in `async with`. It needs an event loop that can watch descriptors,
    such as those of Linux and macOS.

    >>> import asyncio
    >>> from framekit import Frame, u32
    >>> from framekit.net.aio import DatagramEndpoint
    >>> class Ping(Frame):
    ...     token: u32
    >>> async def main():
    ...     async with DatagramEndpoint.bind("udp://127.0.0.1:0", Ping) as server:
    ...         async with DatagramEndpoint.connect(server.url, Ping) as client:
    ...             await client.send(Ping(token=7))
    ...             asked = await server.recv(timeout=5)
    ...             await server.send(Ping(token=asked.frame.token + 1), to=asked.address)
    ...             return (await client.recv(timeout=5)).frames
    >>> asyncio.run(main())
    [Ping(token=8)]
    """

    def __init__(self, sock: DatagramSocket[F]) -> None:
        super().__init__(sock)
        self._receiving = asyncio.Lock()
        self._sending = asyncio.Lock()
        self._waiting: set[asyncio.Future[None]] = set()
        self._calls = 0

    @overload
    @classmethod
    def bind(cls, url: str, frame: type[G], **options: Unpack[BindingOptions]) -> Opening[DatagramEndpoint[G]]: ...
    @overload
    @classmethod
    def bind(cls, url: str, frame: Protocol, **options: Unpack[BindingOptions]) -> Opening[DatagramEndpoint[Frame]]: ...
    @classmethod
    def bind(
        cls,
        url: str,
        frame: Any,
        *,
        frames: Literal["one", "many"] = "one",
        trailing: Literal["error", "ignore", "keep"] = "error",
        on_error: Literal["raise", "drop"] = "raise",
        max_size: int = LARGEST,
        source: Callable[[Address], bool] | None = None,
        mode: int | None = None,
        join: Sequence[str] = (),
        interface: str | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> Opening[DatagramEndpoint[Any]]:
        """Receive datagrams at a URL: see `framekit.DatagramEndpoint.bind`."""

        async def opening() -> DatagramEndpoint[Any]:
            classes = classes_of(frame, "server")
            options = DatagramOptions(frames, trailing, on_error, max_size, source, given)
            sock, endpoint, file = bind_datagram(url, mode=mode, join=join, interface=interface)
            return DatagramEndpoint(DatagramSocket(sock, endpoint, classes, options, file))

        return Opening(opening())

    @overload
    @classmethod
    def connect(cls, url: str, frame: type[G], **options: Unpack[ReadingOptions]) -> Opening[DatagramEndpoint[G]]: ...
    @overload
    @classmethod
    def connect(cls, url: str, frame: Protocol, **options: Unpack[ReadingOptions]) -> Opening[DatagramEndpoint[Frame]]: ...
    @classmethod
    def connect(
        cls,
        url: str,
        frame: Any,
        *,
        frames: Literal["one", "many"] = "one",
        trailing: Literal["error", "ignore", "keep"] = "error",
        on_error: Literal["raise", "drop"] = "raise",
        max_size: int = LARGEST,
        given: Mapping[str, Any] | None = None,
    ) -> Opening[DatagramEndpoint[Any]]:
        """Communicate with the peer at a URL: see `framekit.DatagramEndpoint.connect`."""

        async def opening() -> DatagramEndpoint[Any]:
            classes = classes_of(frame, "client")
            options = DatagramOptions(frames, trailing, on_error, max_size, given=given)
            endpoint = parse_url(url, "udp", "unixgram")
            found = await asyncio.to_thread(resolve_datagram, endpoint, passive=False)
            sock, endpoint, file = connect_datagram(endpoint, *found)
            return DatagramEndpoint(DatagramSocket(sock, endpoint, classes, options, file))

        return Opening(opening())

    async def recv(self, timeout: float | None = None) -> Datagram[F]:
        """Wait for the next datagram and return it. Arguments and errors are those of `framekit.DatagramEndpoint.recv`."""
        await self._turn()
        datagram = self._socket.receive()
        if datagram is not None:
            return datagram
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(timeout), self._receiving:
            while (datagram := self._socket.receive()) is None:
                await self._ready(loop.add_reader, loop.remove_reader)
            return datagram

    async def send(self, *frames: F, to: Address | None = None, timeout: float | None = None) -> None:
        """Send frames in one datagram. Arguments and errors are those of `framekit.DatagramEndpoint.send`."""
        data = self._socket.pack(frames)
        await self._turn()
        if self._socket.send(data, to):
            return
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(timeout), self._sending:
            while not self._socket.send(data, to):
                await self._ready(loop.add_writer, loop.remove_writer)

    async def _turn(self) -> None:
        """Give other tasks a turn, in case datagrams never cease to arrive, or the system always has room for them."""
        self._calls += 1
        if self._calls % TURN == 0:
            await asyncio.sleep(0)

    async def _ready(self, watch: Callable[..., Any], unwatch: Callable[[int], bool]) -> None:
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        number = self._socket.sock.fileno()
        try:
            watch(number, wake, ready)
        except NotImplementedError:
            reason = "this event loop cannot watch datagram sockets; use asyncio.SelectorEventLoop, or framekit.DatagramEndpoint"
            raise NotImplementedError(reason) from None
        self._waiting.add(ready)
        try:
            await ready
        finally:
            self._waiting.discard(ready)
            if not self._socket.closed:
                unwatch(number)

    async def __aiter__(self) -> Any:
        while True:
            yield await self.recv()

    async def close(self) -> None:
        """Close the socket, and wake waiting tasks, which raise StreamClosed."""
        if not self._socket.closed:
            loop = asyncio.get_running_loop()
            loop.remove_reader(self._socket.sock.fileno())
            loop.remove_writer(self._socket.sock.fileno())
            self._socket.close()
            for ready in self._waiting:
                wake(ready)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()
