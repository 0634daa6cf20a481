"""DatagramEndpoint for anyio, on asyncio and trio.

Strategy: the socket of packets.py never waits; anyio waits for it. So a datagram is taken from the system only when a caller
receives it, and a cancelled call loses none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, overload

import anyio
from anyio.to_thread import run_sync

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


class DatagramEndpoint(DatagramEndpointBase[F]):
    """Frames in datagrams, for anyio: the counterpart of `framekit.DatagramEndpoint`, with the same arguments.

    `await` the result of `bind` or `connect`, or use it in `async with`. For timeouts, use anyio, as in the example.

    >>> import anyio
    >>> from framekit import Frame, u32
    >>> from framekit.net.anyio import DatagramEndpoint
    >>> class Ping(Frame):
    ...     token: u32
    >>> async def main():
    ...     async with DatagramEndpoint.bind("udp://127.0.0.1:0", Ping) as server:
    ...         async with DatagramEndpoint.connect(server.url, Ping) as client:
    ...             with anyio.fail_after(5):
    ...                 await client.send(Ping(token=7))
    ...                 asked = await server.recv()
    ...                 await server.send(Ping(token=asked.frame.token + 1), to=asked.address)
    ...                 return (await client.recv()).frames
    >>> anyio.run(main, backend="trio")
    [Ping(token=8)]
    """

    def __init__(self, sock: DatagramSocket[F]) -> None:
        super().__init__(sock)
        self._receiving = anyio.Lock()
        self._sending = anyio.Lock()

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
            found = await run_sync(lambda: resolve_datagram(endpoint, passive=False))
            sock, bound, file = connect_datagram(endpoint, *found)
            return DatagramEndpoint(DatagramSocket(sock, bound, classes, options, file))

        return Opening(opening())

    async def recv(self) -> Datagram[F]:
        """Wait for the next datagram and return it. Errors are those of `framekit.DatagramEndpoint.recv`."""
        await anyio.lowlevel.checkpoint()
        async with self._receiving:
            while (datagram := self._socket.receive()) is None:
                await self._wait(anyio.wait_readable)
            return datagram

    async def send(self, *frames: F, to: Address | None = None) -> None:
        """Send frames in one datagram. Arguments and errors are those of `framekit.DatagramEndpoint.send`."""
        data = self._socket.pack(frames)
        await anyio.lowlevel.checkpoint()
        async with self._sending:
            while not self._socket.send(data, to):
                await self._wait(anyio.wait_writable)

    async def _wait(self, ready: Callable[..., Any]) -> None:
        try:
            await ready(self._socket.sock)
        except anyio.ClosedResourceError:  # the next attempt raises StreamClosed
            return

    async def __aiter__(self) -> Any:
        while True:
            yield await self.recv()

    async def close(self) -> None:
        """Close the socket, and wake waiting tasks, which raise StreamClosed."""
        if not self._socket.closed:
            anyio.notify_closing(self._socket.sock)
            self._socket.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()
