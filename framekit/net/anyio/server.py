"""serve for anyio: a server with a task for each connection, on asyncio and trio.

Strategy: like the other servers, it accepts connections only below the maximum number, and waits if no descriptors are left. Its
tasks belong to its own task group, so it runs inside `async with`.

Rules: an error of a handler is logged with its peer, and ends only its connection. However a connection ends, it releases its
place.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

import anyio
from anyio.abc import ByteStream, SocketStream, TaskGroup, UNIXSocketStream
from anyio.streams.tls import TLSStream

from framekit.decoder import Skipped
from framekit.net.anyio.stream import FrameStream
from framekit.net.endpoint import Address, name_of_peer
from framekit.net.listening import Listener, listen
from framekit.net.serving import LAST_WORDS, MAX_CONNECTIONS, PATIENCE, BackOff, check_serving, log_failure, logger
from framekit.net.stream_types import W

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from framekit.declare.frame import Frame
    from framekit.decoder.options import SkippingOptions, StreamOptions
    from framekit.protocol.protocol import Protocol
    from framekit.protocol.side_reader import Item

F = TypeVar("F", bound="Frame")


class Server:
    """A server that runs inside `async with`, and shuts down at the end, without a grace period after an error.

    Attributes:
        address: the local address in the form of the socket module: host and port, or a path.
        url: the local address as a URL to connect to.
    """

    def __init__(
        self,
        opens: Callable[[], Listener],
        make: Callable[[ByteStream], FrameStream[Any]],
        handler: Any,
        most: int,
        tls: ssl.SSLContext | None,
    ) -> None:
        self._opens = opens
        self._make = make
        self._handler = handler
        self._tls = tls
        self._room = anyio.Semaphore(most)
        self._connections: set[anyio.CancelScope] = set()
        self._none_left = anyio.Event()
        self._stopping = False
        self._stopped = anyio.Event()
        self._accepting = anyio.CancelScope()
        self._group: TaskGroup
        self._listener: Listener
        self.address: Address
        self.url: str

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
        self._accepting.cancel()
        await self._stopped.wait()
        with anyio.move_on_after(None if grace == float("inf") else grace):
            await self._wait_until_none_is_left()
        for scope in list(self._connections):
            scope.cancel()
        with anyio.move_on_after(LAST_WORDS):
            await self._wait_until_none_is_left()

    async def wait(self) -> None:
        """Wait until the server is shut down by another task."""
        await self._stopped.wait()

    async def _wait_until_none_is_left(self) -> None:
        while self._connections:
            self._none_left = anyio.Event()
            await self._none_left.wait()

    async def __aenter__(self) -> Self:
        self._listener = self._opens()
        self.address, self.url = self._listener.address, self._listener.url
        self._group = anyio.create_task_group()
        await self._group.__aenter__()
        self._group.start_soon(self._accept)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with anyio.CancelScope(shield=error is not None):
            await self.shutdown(5.0 if error is None else 0.0)
        # The error is not passed on, because a task group would wrap it in an exception group.
        await self._group.__aexit__(None, None, None)

    async def _accept(self) -> None:
        back_off = BackOff(self.url)
        try:
            with self._accepting:
                while True:
                    await self._room.acquire()
                    sock = None
                    try:
                        sock = await self._next()
                        back_off.reset()
                    except OSError as fault:
                        await anyio.sleep(back_off.seconds_after(fault))
                    finally:
                        if sock is None:
                            self._room.release()
                    if sock is not None:
                        scope = anyio.CancelScope()
                        self._connections.add(scope)
                        self._group.start_soon(self._serve, sock, scope)
        except Exception:
            logger.exception("%s: the server stops accepting connections", self.url)
        finally:
            self._listener.close()
            self._stopped.set()

    async def _next(self) -> socket.socket:
        """Return the next connection.

        Waiting and accepting are separate, so that no accepted connection is lost if the wait is cancelled.
        """
        while True:
            await anyio.wait_readable(self._listener.sock)
            try:
                sock, _ = self._listener.sock.accept()
            except BlockingIOError:
                continue
            sock.setblocking(False)
            return sock

    async def _serve(self, sock: socket.socket, scope: anyio.CancelScope) -> None:
        peer = name_of_peer(sock)
        stream: FrameStream[Any] | None = None
        try:
            with scope:
                stream = await self._open(sock)
                async with stream:
                    await self._handler(stream)
        except Exception as error:
            log_failure(peer, error, stopping=self._stopping)
        finally:
            with anyio.CancelScope(shield=True), suppress(Exception):
                if stream is not None:
                    await stream.abort()  # does nothing unless closing has failed
            sock.close()
            self._connections.discard(scope)
            self._room.release()
            if not self._connections:
                self._none_left.set()

    async def _open(self, sock: socket.socket) -> FrameStream[Any]:
        if sock.family == getattr(socket, "AF_UNIX", None):
            stream: ByteStream = await UNIXSocketStream.from_socket(sock)
        else:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            stream = await SocketStream.from_socket(sock)
        try:
            if self._tls is not None:
                with anyio.fail_after(PATIENCE):
                    stream = await TLSStream.wrap(stream, ssl_context=self._tls, server_side=True)
            return self._make(stream)
        except BaseException:
            await anyio.aclose_forcefully(stream)
            raise


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
) -> Server: ...
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
) -> Server: ...
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
) -> Server: ...
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
) -> Server: ...
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
) -> Server: ...
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
) -> Server:
    """Serve frames, with a task for each connection; to be used in `async with`.

    Args:
        url: `tcp://host:port` (port 0 for any free port, no host for all addresses), `unix:path`, `unix:@abstract`.
        frame: the class of the frames; or a Protocol, whose server side is written and whose client side is read. Each
            connection then has its own session, `stream.session`.
        handler: a coroutine function that is called with the FrameStream of each connection, which is closed when it returns.
        max_connections: maximum number of connections at a time; further ones wait in the system's queue.
        idle_timeout: seconds that one read may wait for a whole frame, or one write for the peer to accept it; after that, the
            handler gets TimeoutError, which ends the connection. None for no limit.
        mode: the permissions of a UNIX socket's file, such as 0o600.
        tls: a context for TLS.
        options: `sends` and the options of FrameDecoder, as for FrameStream.

    Returns:
        The server, which listens once `async with` has begun.

    Raises:
        InvalidAddress: the URL is not that of a stream endpoint, or its path exists and is not a socket.
        OSError: the address is in use, or not permitted. `async with` raises both errors.
    """
    check_serving(frame, handler, max_connections, options)

    def opens() -> Listener:
        return listen(url, mode=mode)

    def make(stream: ByteStream) -> FrameStream[Any]:
        return FrameStream(stream, frame, side="server", timeout=idle_timeout, **options)

    return Server(opens, make, handler, max_connections, tls)
