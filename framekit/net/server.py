"""serve: a server with a thread for each connection.

Strategy: one thread accepts, and only while there is room under the cap, so that what is too much waits in the system's queue.
Each connection is a FrameStream in a thread of its own, which belongs to the handler.

Rules: whatever goes wrong in one connection is logged with its peer and ends that connection alone. A connection gives its place
back whatever ends it.
"""

from __future__ import annotations

import os
import selectors
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from inspect import iscoroutinefunction
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from framekit.decoder import Skipped
from framekit.errors import in_one_line
from framekit.net.blocking import FrameStream
from framekit.net.endpoint import Address
from framekit.net.listening import Listener, listen
from framekit.net.serving import LAST_WORDS, MAX_CONNECTIONS, BackOff, check_serving, log_failure, logger
from framekit.net.stream_types import W
from framekit.net.waiting import Deadline

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from framekit.declare.frame import Frame
    from framekit.decoder.options import SkippingOptions, StreamOptions
    from framekit.protocol.protocol import Protocol
    from framekit.protocol.side_reader import Item

F = TypeVar("F", bound="Frame")


class Server:
    """A running server. As a context manager it shuts down at the end, without a grace where an error comes out.

    Attributes:
        address: where it listens, as the socket module has it: host and port, or a path.
        url: the same as a URL to connect to.
    """

    def __init__(self, listener: Listener, make: Callable[[socket.socket], FrameStream[Any]], handler: Any, most: int) -> None:
        self.address: Address = listener.address
        self.url = listener.url
        self._listener = listener
        self._make = make
        self._handler = handler
        self._room = threading.Semaphore(most)
        self._lock = threading.Lock()
        self._connections: dict[threading.Thread, FrameStream[Any]] = {}
        self._stop, self._stopped = socket.socketpair()
        self._stopping = threading.Event()
        self._owner = os.getpid()
        self._acceptor = threading.Thread(target=self._accept, name=f"framekit {self.url}", daemon=True)
        self._acceptor.start()

    @property
    def connections(self) -> int:
        """How many connections there are now."""
        return len(self._connections)

    def shutdown(self, grace: float = 5.0) -> None:
        """Stop accepting, let the handlers finish, and cut the connections that are left after the grace.

        A handler that does not end though its connection was cut is left to itself after a further second. In a child process
        of a fork, the server goes on in the parent, and only the child's descriptors are closed.

        Args:
            grace: seconds for all handlers together; infinity to wait for them without end.
        """
        if os.getpid() != self._owner:
            self._leave_to_the_parent()
            return
        self._stopping.set()
        with suppress(OSError):
            self._stop.close()
        self._acceptor.join()
        _join(self._threads(), Deadline(grace))
        with self._lock:
            cut = list(self._connections.values())
        for stream in cut:
            stream.close()
        _join(self._threads(), Deadline(LAST_WORDS))

    def _leave_to_the_parent(self) -> None:
        """Close the copies of the descriptors that a fork has made; the threads are not here, and a lock may be held for ever."""
        for sock in (self._stop, self._stopped, self._listener.sock):
            sock.close()
        for stream in list(self._connections.values()):
            stream.close()

    def wait(self) -> None:
        """Wait until the server is shut down by another thread, or by KeyboardInterrupt in this one."""
        while self._acceptor.is_alive():
            self._acceptor.join(1.0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.shutdown(5.0 if error is None else 0.0)

    def _threads(self) -> list[threading.Thread]:
        with self._lock:
            return [thread for thread in self._connections if thread is not threading.current_thread()]

    # Accepting

    def _accept(self) -> None:
        try:
            back_off = BackOff(self.url)
            while not self._stopping.is_set():
                if not self._room.acquire(timeout=0.1):
                    continue
                sock = None
                try:
                    sock = self._next()
                    back_off.reset()
                except OSError as fault:
                    self._stopping.wait(back_off.seconds_after(fault))
                finally:
                    if sock is None:
                        self._room.release()
                if sock is not None:
                    self._begin(sock)
        except Exception:
            if not self._stopping.is_set():
                logger.exception("%s: the server stops accepting", self.url)
        finally:
            self._listener.close()
            self._stopped.close()

    def _next(self) -> socket.socket | None:
        """A connection, or None where the server stops."""
        while not self._stopping.is_set():
            if not _wait_for_either(self._listener.sock, self._stopped):
                return None
            with suppress(BlockingIOError):
                sock, _ = self._listener.sock.accept()
                sock.setblocking(True)
                return sock
        return None

    def _begin(self, sock: socket.socket) -> None:
        try:
            stream = self._make(sock)
            thread = threading.Thread(target=self._serve, args=(stream,), name=f"framekit {stream.peer}", daemon=True)
            with self._lock:
                self._connections[thread] = stream
            thread.start()
        except Exception:
            logger.exception("%s: a connection could not be begun", self.url)
            sock.close()
            with self._lock:
                self._connections = {each: stream for each, stream in self._connections.items() if each.ident is not None}
            self._room.release()

    def _serve(self, stream: FrameStream[Any]) -> None:
        try:
            self._handler(stream)
        except Exception as error:
            log_failure(stream.peer, error, stopping=self._stopping.is_set())
        finally:
            try:
                stream.close()
            except Exception as error:
                log_failure(stream.peer, error, stopping=self._stopping.is_set())
            finally:
                with self._lock:
                    del self._connections[threading.current_thread()]
                self._room.release()


def _join(threads: list[threading.Thread], deadline: Deadline) -> None:
    """Wait for threads to end, until one deadline for all."""
    for thread in threads:
        left = deadline.left()
        thread.join(None if left > threading.TIMEOUT_MAX else left)


def _wait_for_either(listener: socket.socket, stopped: socket.socket) -> bool:
    """True where a connection has come, False where the server is to stop."""
    # not epoll, which would need a descriptor of its own where they have run out
    with getattr(selectors, "PollSelector", selectors.SelectSelector)() as selector:
        selector.register(listener, selectors.EVENT_READ)
        selector.register(stopped, selectors.EVENT_READ)
        return all(key.fileobj is not stopped for key, _ in selector.select())


@overload
def serve(
    url: str,
    frame: type[F],
    handler: Callable[[FrameStream[F]], object],
    *,
    max_connections: int = MAX_CONNECTIONS,
    idle_timeout: float | None = None,
    mode: int | None = None,
    **options: Unpack[StreamOptions],
) -> Server: ...
@overload
def serve(
    url: str,
    frame: type[F],
    handler: Callable[[FrameStream[F, W]], object],
    *,
    max_connections: int = MAX_CONNECTIONS,
    idle_timeout: float | None = None,
    mode: int | None = None,
    sends: type[W] | tuple[type[W], ...],
    **options: Unpack[StreamOptions],
) -> Server: ...
@overload
def serve(
    url: str,
    frame: type[F],
    handler: Callable[[FrameStream[F | Skipped]], object],
    *,
    max_connections: int = MAX_CONNECTIONS,
    idle_timeout: float | None = None,
    mode: int | None = None,
    **options: Unpack[SkippingOptions],
) -> Server: ...
@overload
def serve(
    url: str,
    frame: type[F],
    handler: Callable[[FrameStream[F | Skipped, W]], object],
    *,
    max_connections: int = MAX_CONNECTIONS,
    idle_timeout: float | None = None,
    mode: int | None = None,
    sends: type[W] | tuple[type[W], ...],
    **options: Unpack[SkippingOptions],
) -> Server: ...
@overload
def serve(
    url: str,
    frame: Protocol,
    handler: Callable[[FrameStream[Item]], object],
    *,
    max_connections: int = MAX_CONNECTIONS,
    idle_timeout: float | None = None,
    mode: int | None = None,
    **options: Unpack[SkippingOptions],
) -> Server: ...
@in_one_line
def serve(
    url: str,
    frame: Any,
    handler: Callable[[Any], object],
    *,
    max_connections: int = MAX_CONNECTIONS,
    idle_timeout: float | None = None,
    mode: int | None = None,
    **options: Any,
) -> Server:
    """Serve frames, with a thread for each connection.

    Args:
        url: `tcp://host:port` (port 0 for any that is free, no host for all addresses), `unix:path`, `unix:@abstract`.
        frame: the class of the frames; or a Protocol, of which the server's side is written and the client's is read. Each
            connection has a session of its own, `stream.session`.
        handler: is called with the FrameStream of each connection, which is closed when it returns.
        max_connections: so many at a time; more wait in the system's queue.
        idle_timeout: seconds that one read may wait for a whole frame, or one write for the peer to take it; then the handler
            gets TimeoutError, which ends the connection. None for ever.
        mode: the permissions of a UNIX socket's file, as 0o600.
        options: `sends` and those of FrameDecoder, as for FrameStream.

    Returns:
        The server, which runs already.

    Raises:
        InvalidAddress: the URL names no stream endpoint, or its path is something else.
        OSError: it is taken, or not allowed.

    >>> from framekit import Frame, connect, serve, text, u8
    >>> class Word(Frame):
    ...     word: str = text(prefix=u8)
    >>> def shout(stream):
    ...     for word in stream:
    ...         stream.write(Word(word=word.word.upper()))
    >>> with serve("tcp://127.0.0.1:0", Word, shout) as server, connect(server.url, Word) as stream:
    ...     stream.write(Word(word="hello"))
    ...     stream.read(timeout=5)
    Word(word='HELLO')
    """
    if iscoroutinefunction(handler):
        raise TypeError("a coroutine function is for the server of asyncio, framekit.net.aio.serve")
    check_serving(frame, handler, max_connections, options)

    def make(sock: socket.socket) -> FrameStream[Any]:
        if sock.family != getattr(socket, "AF_UNIX", None):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return FrameStream(sock, frame, side="server", timeout=idle_timeout, **options)

    return Server(listen(url, mode=mode), make, handler, max_connections)
