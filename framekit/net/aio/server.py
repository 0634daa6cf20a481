"""serve for asyncio: a server with a task for each connection.

Strategy: like the server with threads, it accepts connections only below the maximum number, and waits if no descriptors are
left.

Rules: however a connection ends, it releases its place.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from framekit.decoder import Skipped
from framekit.net.aio.protocol import FrameProtocol
from framekit.net.aio.stream import FrameStream
from framekit.net.aio.waking import wake
from framekit.net.endpoint import Address, name_of_peer
from framekit.net.listening import Listener, listen
from framekit.net.opening import Opening
from framekit.net.serving import LAST_WORDS, MAX_CONNECTIONS, PATIENCE, BackOff, check_serving, log_failure, logger
from framekit.net.stream_types import W
from framekit.protocol.ends import ends_of

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from framekit.declare.frame import Frame
    from framekit.decoder.options import SkippingOptions, StreamOptions
    from framekit.protocol.protocol import Protocol
    from framekit.protocol.side_reader import Item

F = TypeVar("F", bound="Frame")


class Server:
    """A running server: an async context manager that shuts down at the end, without a grace period after an error.

    Attributes:
        address: the local address in the form of the socket module: host and port, or a path.
        url: the local address as a URL to connect to.
    """

    def __init__(
        self,
        listener: Listener,
        open_stream: Callable[[socket.socket], Awaitable[FrameStream[Any]]],
        handler: Any,
        most: int,
        closing: float,
    ) -> None:
        self.address: Address = listener.address
        self.url = listener.url
        self._listener = listener
        self._open = open_stream
        self._handler = handler
        self._closing = closing
        self._room = asyncio.Semaphore(most)
        self._connections: dict[asyncio.Task[None], FrameStream[Any] | None] = {}
        self._stopping = False
        self._acceptor = asyncio.get_running_loop().create_task(self._accept(), name=f"framekit {self.url}")

    @property
    def connections(self) -> int:
        """The current number of connections."""
        return len(self._connections)

    async def shutdown(self, grace: float = 5.0) -> None:
        """Stop accepting, let the handlers finish, and close the remaining connections after the grace period.

        Args:
            grace: seconds for all handlers together; infinity for no limit.
        """
        self._stopping = True
        self._acceptor.cancel()
        await asyncio.wait({self._acceptor})
        self._listener.close()  # a task that is cancelled before it starts does not run its finally block
        tasks = {task for task in self._connections if task is not asyncio.current_task()}
        if tasks:
            _, cut = await asyncio.wait(tasks, timeout=None if grace == float("inf") else grace)
            for task in cut:
                stream = self._connections.get(task)
                if stream is not None:
                    stream.abort()
                task.cancel()
            if cut:
                await asyncio.wait(cut, timeout=LAST_WORDS)

    async def wait(self) -> None:
        """Wait until the server is shut down."""
        await asyncio.wait({self._acceptor})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.shutdown(5.0 if error is None else 0.0)

    async def _accept(self) -> None:
        try:
            back_off = BackOff(self.url)
            while True:
                await self._room.acquire()
                sock = None
                try:
                    sock = await self._next()
                    back_off.reset()
                except OSError as fault:
                    await asyncio.sleep(back_off.seconds_after(fault))
                finally:
                    if sock is None:
                        self._room.release()
                if sock is not None:
                    task = asyncio.get_running_loop().create_task(self._serve(sock))
                    self._connections[task] = None
        except Exception:
            logger.exception("%s: the server stops accepting connections", self.url)
        finally:
            self._listener.close()

    async def _next(self) -> socket.socket:
        """Return the next connection.

        Waiting and accepting are separate, so that no accepted connection is lost if the wait is cancelled. An event loop that
        cannot watch sockets, such as Windows' ProactorEventLoop, does both itself.
        """
        loop = asyncio.get_running_loop()
        number = self._listener.sock.fileno()
        while True:
            ready: asyncio.Future[None] = loop.create_future()
            try:
                loop.add_reader(number, wake, ready)
            except NotImplementedError:
                sock, _ = await loop.sock_accept(self._listener.sock)
                return sock
            try:
                await ready
            finally:
                loop.remove_reader(number)
            with suppress(BlockingIOError):
                return self._listener.sock.accept()[0]

    async def _serve(self, sock: socket.socket) -> None:
        task = asyncio.current_task()
        assert task is not None
        stream: FrameStream[Any] | None = None
        peer = name_of_peer(sock)
        try:
            stream = self._connections[task] = await self._open(sock)
            await self._handler(stream)
            async with asyncio.timeout(self._closing):  # until the written bytes are sent
                await stream.close()
        except Exception as error:
            log_failure(peer, error, stopping=self._stopping)
        finally:
            del self._connections[task]
            self._room.release()
            if stream is None:
                sock.close()
            else:
                stream.abort()


@overload
def serve(
    url: str,
    frame: type[F],
    handler: Callable[[FrameStream[F]], Awaitable[object]],
    *,
    max_connections: int = MAX_CONNECTIONS,
    idle_timeout: float | None = None,
    mode: int | None = None,
    tls: ssl.SSLContext | None = None,
    **options: Unpack[StreamOptions],
) -> Opening[Server]: ...
@overload
def serve(
    url: str,
    frame: type[F],
    handler: Callable[[FrameStream[F, W]], Awaitable[object]],
    *,
    max_connections: int = MAX_CONNECTIONS,
    idle_timeout: float | None = None,
    mode: int | None = None,
    tls: ssl.SSLContext | None = None,
    sends: type[W] | tuple[type[W], ...],
    **options: Unpack[StreamOptions],
) -> Opening[Server]: ...
@overload
def serve(
    url: str,
    frame: type[F],
    handler: Callable[[FrameStream[F | Skipped]], Awaitable[object]],
    *,
    max_connections: int = MAX_CONNECTIONS,
    idle_timeout: float | None = None,
    mode: int | None = None,
    tls: ssl.SSLContext | None = None,
    **options: Unpack[SkippingOptions],
) -> Opening[Server]: ...
@overload
def serve(
    url: str,
    frame: type[F],
    handler: Callable[[FrameStream[F | Skipped, W]], Awaitable[object]],
    *,
    max_connections: int = MAX_CONNECTIONS,
    idle_timeout: float | None = None,
    mode: int | None = None,
    tls: ssl.SSLContext | None = None,
    sends: type[W] | tuple[type[W], ...],
    **options: Unpack[SkippingOptions],
) -> Opening[Server]: ...
@overload
def serve(
    url: str,
    frame: Protocol,
    handler: Callable[[FrameStream[Item]], Awaitable[object]],
    *,
    max_connections: int = MAX_CONNECTIONS,
    idle_timeout: float | None = None,
    mode: int | None = None,
    tls: ssl.SSLContext | None = None,
    **options: Unpack[SkippingOptions],
) -> Opening[Server]: ...
def serve(
    url: str,
    frame: Any,
    handler: Callable[[Any], Awaitable[object]],
    *,
    max_connections: int = MAX_CONNECTIONS,
    idle_timeout: float | None = None,
    mode: int | None = None,
    tls: ssl.SSLContext | None = None,
    **options: Any,
) -> Opening[Server]:
    """Serve frames, with a task for each connection; to be awaited, or used in `async with`.

    Args:
        url: the URL, as for `framekit.serve`.
        frame: the class of the frames, or a Protocol, as for `framekit.serve`.
        handler: a coroutine function that is called with the FrameStream of each connection, which is closed when it returns.
        max_connections: maximum number of connections at a time; further ones wait in the system's queue.
        idle_timeout: seconds that one read may wait for a whole frame, or one write for the peer to accept earlier frames; after
            that, the handler gets TimeoutError, which ends the connection. None for no limit.
        mode: the permissions of a UNIX socket's file, such as 0o600.
        tls: a context for TLS.
        options: `sends` and the options of FrameDecoder, as for FrameStream.

    Returns:
        The server, when it is awaited or used in `async with`.

    Raises:
        InvalidAddress: the URL is not that of a stream endpoint, or its path exists and is not a socket.
        OSError: the address is in use, or not permitted.

    >>> import asyncio
    >>> from framekit import Frame, text, u8
    >>> from framekit.net.aio import connect, serve
    >>> class Word(Frame):
    ...     word: str = text(prefix=u8)
    >>> async def shout(stream):
    ...     async for word in stream:
    ...         await stream.write(Word(word=word.word.upper()))
    >>> async def main():
    ...     async with serve("tcp://127.0.0.1:0", Word, shout) as server, connect(server.url, Word) as stream:
    ...         await stream.write(Word(word="hello"))
    ...         return await stream.read(timeout=5)
    >>> asyncio.run(main())
    Word(word='HELLO')
    """
    check_serving(frame, handler, max_connections, options)
    patience = PATIENCE if idle_timeout is None else min(idle_timeout, PATIENCE)

    async def open_stream(sock: socket.socket) -> FrameStream[Any]:
        sock.setblocking(False)
        if sock.family != getattr(socket, "AF_UNIX", None):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        ends = ends_of(frame, side="server", **options)
        protocol = FrameProtocol(ends.decoder)
        limit = patience if tls is not None else None
        await asyncio.get_running_loop().connect_accepted_socket(lambda: protocol, sock, ssl=tls, ssl_handshake_timeout=limit)
        return FrameStream(protocol, ends, idle_timeout)

    async def opening() -> Server:
        return Server(listen(url, mode=mode), open_stream, handler, max_connections, patience)

    return Opening(opening())
