"""serve: a server with a thread for each connection.

Strategy: one thread accepts connections, but only below the maximum number, so that further ones wait in the system's queue. Each
connection is a FrameStream in its own thread, which runs the handler.

Rules: any error in a connection is logged with its peer, and ends only that connection. However a connection ends, it releases
its place.
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
    """A running server: a context manager that shuts down at the end, without a grace period after an error.

    Attributes:
        address: the local address in the form of the socket module: host and port, or a path.
        url: the local address as a URL to connect to.
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
        """The current number of connections."""
        return len(self._connections)

    def shutdown(self, grace: float = 5.0) -> None:
        """Stop accepting, let the handlers finish, and close the remaining connections after the grace period.

        A handler that does not end after its connection was closed is left running after one more second. In a child process of
        a fork, only the child's descriptors are closed, and the server continues in the parent.

        Args:
            grace: seconds for all handlers together; infinity for no limit.
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
        """Close a child process's copies of the descriptors. Its threads do not exist, so a lock may be held permanently."""
        for sock in (self._stop, self._stopped, self._listener.sock):
            sock.close()
        for stream in list(self._connections.values()):
            stream.close()

    def wait(self) -> None:
        """Wait until another thread shuts the server down, or until a KeyboardInterrupt in this one."""
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
                logger.exception("%s: the server stops accepting connections", self.url)
        finally:
            self._listener.close()
            self._stopped.close()

    def _next(self) -> socket.socket | None:
        """Return the next connection, or None if the server stops."""
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
            logger.exception("%s: cannot start serving a connection", self.url)
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
    """Wait for threads to end, with one deadline for all of them."""
    for thread in threads:
        left = deadline.left()
        thread.join(None if left > threading.TIMEOUT_MAX else left)


def _wait_for_either(listener: socket.socket, stopped: socket.socket) -> bool:
    """True if a connection has arrived, False if the server must stop."""
    # not epoll, which would need another descriptor when none may be left
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
        url: `tcp://host:port` (port 0 for any free port, no host for all addresses), `unix:path`, `unix:@abstract`.
        frame: the class of the frames; or a Protocol, whose server side is written and whose client side is read. Each
            connection then has its own session, `stream.session`.
        handler: a function that is called with the FrameStream of each connection, which is closed when it returns.
        max_connections: maximum number of connections at a time; further ones wait in the system's queue.
        idle_timeout: seconds that one read may wait for a whole frame, or one write for the peer to accept it; after that, the
            handler gets TimeoutError, which ends the connection. None for no limit.
        mode: the permissions of a UNIX socket's file, such as 0o600.
        options: `sends` and the options of FrameDecoder, as for FrameStream.

    Returns:
        The running server.

    Raises:
        InvalidAddress: the URL is not that of a stream endpoint, or its path exists and is not a socket.
        OSError: the address is in use, or not permitted.

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
        raise TypeError("expected a handler function, got a coroutine function; use framekit.net.aio.serve")
    check_serving(frame, handler, max_connections, options)

    def make(sock: socket.socket) -> FrameStream[Any]:
        if sock.family != getattr(socket, "AF_UNIX", None):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return FrameStream(sock, frame, side="server", timeout=idle_timeout, **options)

    return Server(listen(url, mode=mode), make, handler, max_connections)
