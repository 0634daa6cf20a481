"""FrameStream for asyncio, on a Protocol.

Strategy: what comes in stays in the protocol's decoder, so that a reader that is cancelled has lost nothing. A writer waits for
room before it hands bytes to the transport and never after, so that a cancelled one has sent nothing.

Rules: one task reads; any may write. Frames that have come are given before the error that ended the connection.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Literal, Self, TypeVar, cast, overload

from framekit.decoder import NEED_DATA, NeedData, Skipped
from framekit.errors import EndOfStream, StreamBusy, StreamClosed
from framekit.net.aio.protocol import FrameProtocol
from framekit.net.endpoint import HAPPY_EYEBALLS_DELAY, name_of_peer, parse_url
from framekit.net.opening import Opening
from framekit.net.replies import Replies, Reply, Request
from framekit.net.statistics import StreamStatistics
from framekit.net.stream_types import S, StreamTypes, T, W
from framekit.protocol.ends import Ends, ends_of

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from framekit.declare.frame import Frame
    from framekit.decoder.options import SkippingOptions, StreamOptions
    from framekit.protocol.ends import ProtocolOptions, StreamDecoder
    from framekit.protocol.protocol import Protocol
    from framekit.protocol.session import Session, Side
    from framekit.protocol.side_reader import Item

F = TypeVar("F", bound="Frame")

TURN = 16
"""Frames that are read at most out of what has come before the event loop turns."""


class FrameStream(StreamTypes, Generic[T, S]):
    """Frames over a connected stream, for asyncio: the twin of `framekit.FrameStream`.

    Made by `connect`, by `serve`, or of a connected socket by `await FrameStream.open(sock, Frame)`. It is an async context
    manager that closes the connection, and iterates over the frames to the end of the stream.

    >>> import asyncio, socket
    >>> from framekit import Frame, text, u8
    >>> from framekit.net.aio import FrameStream
    >>> class Word(Frame):
    ...     word: str = text(prefix=u8)
    >>> async def main():
    ...     left, right = socket.socketpair()
    ...     async with FrameStream.open(left, Word) as here, FrameStream.open(right, Word) as there:
    ...         await here.write(Word(word="hello"), Word(word="there"))
    ...         await here.send_eof()
    ...         return [frame async for frame in there]
    >>> asyncio.run(main())
    [Word(word='hello'), Word(word='there')]
    """

    def __init__(self, protocol: FrameProtocol, ends: Ends, timeout: float | None) -> None:
        self._protocol = protocol
        self._decoder: StreamDecoder[T] = ends.decoder
        self._pack, self._name = ends.pack, ends.name
        self.session: Session | None = None if ends.live is None else ends.live.session
        self._timeout = timeout
        self.statistics: StreamStatistics = protocol.statistics
        self._replies: Replies[T] = Replies()
        self._reading = False
        self._at_hand = 0  # frames read since the event loop has turned
        self._closed: StreamClosed | None = None
        self._ended = False
        sock = protocol.transport.get_extra_info("socket")
        self.peer = "a peer that is gone" if sock is None else name_of_peer(sock)

    @overload
    @classmethod
    def open(
        cls,
        sock: socket.socket,
        frame: type[F],
        *,
        timeout: float | None = None,
        unread: bytes = b"",
        tls: ssl.SSLContext | None = None,
        server_hostname: str | None = None,
        **options: Unpack[StreamOptions],
    ) -> Opening[FrameStream[F]]: ...
    @overload
    @classmethod
    def open(
        cls,
        sock: socket.socket,
        frame: type[F],
        *,
        timeout: float | None = None,
        unread: bytes = b"",
        tls: ssl.SSLContext | None = None,
        server_hostname: str | None = None,
        **options: Unpack[SkippingOptions],
    ) -> Opening[FrameStream[F | Skipped]]: ...
    @overload
    @classmethod
    def open(
        cls,
        sock: socket.socket,
        frame: Protocol,
        *,
        side: Side = "client",
        timeout: float | None = None,
        unread: bytes = b"",
        tls: ssl.SSLContext | None = None,
        server_hostname: str | None = None,
        **options: Unpack[ProtocolOptions],
    ) -> Opening[FrameStream[Item]]: ...
    @classmethod
    def open(
        cls,
        sock: socket.socket,
        frame: Any,
        *,
        timeout: float | None = None,
        unread: bytes = b"",
        tls: ssl.SSLContext | None = None,
        server_hostname: str | None = None,
        **options: Any,
    ) -> Opening[FrameStream[Any]]:
        """A stream over a connected socket, which belongs to it from now on; await it, or use it in `async with`.

        Args:
            sock: TCP, UNIX or of a socketpair; with `tls`, TLS is begun on it, as a client.
            frame: the class of the frames; or a Protocol, of which `side` is written here and the other one is read.
            timeout: seconds that a read or write may take where the call does not say; None for ever.
            unread: bytes that have been read from the socket already, as another stream's `detach` gives them.
            tls: the context for TLS.
            server_hostname: whom the certificate must name.
            options: `sends`, or of a Protocol `side` and `session`, and those of FrameDecoder, as for FrameStream.
        """

        async def opening() -> FrameStream[Any]:
            sock.setblocking(False)
            ends = ends_of(frame, **options)
            ends.decoder.receive_data(unread)
            protocol = FrameProtocol(ends.decoder)
            protocol.statistics.bytes_received = len(unread)
            loop = asyncio.get_running_loop()
            host = (server_hostname or "") if tls is not None else None
            await loop.create_connection(lambda: protocol, sock=sock, ssl=tls, server_hostname=host)
            return cls(protocol, ends, timeout)

        return Opening(opening())

    # Reading

    async def read(self, timeout: float | None = None) -> T:
        """The next frame; waits for it. A cancelled call has lost nothing.

        Args:
            timeout: seconds; None for the stream's.

        Raises:
            TimeoutError, EndOfStream, TruncatedFrame, UnpackError, OSError: as for `framekit.FrameStream.read`.
            StreamBusy: another task is reading.
        """
        if self._reading:
            if not self._replies.is_reading:
                raise StreamBusy("another task is reading from this stream")
            async with asyncio.timeout(self._timeout if timeout is None else timeout):
                return await self._read_beside_requests()
        self._at_hand += 1
        if self._at_hand >= TURN:  # let others have their turn; a frame is taken after it, as this may be cancelled
            await self._turn()
        item = self.try_read()
        if item is not NEED_DATA:
            return item
        self._reading = True
        try:
            async with asyncio.timeout(self._timeout if timeout is None else timeout):
                return await self._read_on()
        finally:
            self._end_reading()

    def _end_reading(self) -> None:
        self._reading = False
        if self._replies.waiting:
            self._replies.wake_all()

    async def _turn(self) -> None:
        self._reading = True
        try:
            await asyncio.sleep(0)
        finally:
            self._end_reading()
            self._at_hand = 0  # also if it was cancelled, since the loop has turned then

    async def _read_on(self, request: Request[T] | None = None) -> T:
        """The next item that answers no request; for a request, its reply."""
        protocol, replies = self._protocol, self._replies
        while True:
            item: T | Literal[NeedData.NEED_DATA] = replies.kept.popleft() if request is None and replies.kept else self._next()
            if item is not NEED_DATA and not (replies.waiting and replies.give(item)):
                if request is None:
                    return item
                replies.keep(item)
                replies.require_room()
            if request is not None and request.is_answered:
                return request.collect()
            if item is not NEED_DATA:
                continue
            protocol.reader = asyncio.get_running_loop().create_future()
            try:
                # The silence after which what may be a frame is given up, if something waits.
                async with asyncio.timeout(self._decoder.gap_timeout if self._decoder.buffered else None):
                    await protocol.reader
            except TimeoutError:
                if self._decoder.gap_timeout is None:
                    raise
                self._decoder.flush_candidate()
            finally:
                protocol.reader = None
                self._at_hand = 0

    async def _read_beside_requests(self) -> T:
        """Wait for what a request that reads keeps, or until no request reads."""
        replies, turn = self._replies, asyncio.Event()
        if replies.reader is not None:
            raise StreamBusy("another task is reading from this stream")
        replies.reader = turn.set
        try:
            while self._reading and not replies.kept:
                turn.clear()
                await turn.wait()
            if replies.kept:
                return replies.kept.popleft()
            self._reading = True
            try:
                return await self._read_on()
            finally:
                self._end_reading()
        finally:
            replies.reader = None

    def _next(self) -> T | Literal[NeedData.NEED_DATA]:
        self._require_open()
        item = self._decoder.next_frame()
        if item is NEED_DATA:
            protocol = self._protocol
            if protocol.is_lost:
                raise (protocol.lost or ConnectionAbortedError("the connection was closed")).with_traceback(None)
            protocol.resume_reading()
        elif isinstance(item, Skipped):
            self.statistics.skipped += len(item.data)
        else:
            self.statistics.received += 1
        return item

    def try_read(self) -> T | Literal[NeedData.NEED_DATA]:
        """The next frame, or NEED_DATA (which is false) where it has not come whole; never waits."""
        if self._reading:
            raise StreamBusy("another task is reading from this stream")
        replies = self._replies
        if replies.kept:
            return replies.kept.popleft()
        while True:
            item = self._next()
            if item is NEED_DATA or not replies.waiting or not replies.give(item):
                return item

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        try:
            return await self.read()
        except EndOfStream:
            raise StopAsyncIteration from None

    # Requests

    async def request(self, frame: S, *, reply: Reply[T] = None, timeout: float | None = None) -> T:
        """Send a frame, and wait for its reply. Tasks may make requests at the same time, and share the stream.

        Frames that come meanwhile and answer no request are kept for `read`, which may be called by one task at the same time.
        Arguments and errors are those of `framekit.FrameStream.request`. A reply that comes after a request was cancelled is
        given by `read`.
        """
        turn = asyncio.Event()
        async with asyncio.timeout(self._timeout if timeout is None else timeout):
            request = self._replies.expect(frame, reply, turn.set)
            try:
                await self.write(frame, timeout=timeout)
                while not request.is_answered:
                    turn.clear()
                    if self._reading:
                        await turn.wait()
                        continue
                    self._reading = self._replies.is_reading = True
                    try:
                        return await self._read_on(request)
                    finally:
                        self._replies.is_reading = False
                        self._end_reading()
                return request.collect()
            finally:
                self._replies.forget(request)

    # Writing

    async def write(self, *frames: S, timeout: float | None = None) -> None:
        """Send frames, in one call; waits first while the peer is slow to take what was sent before.

        Where it is cancelled or times out, nothing of these frames is sent.

        Args:
            frames: of the stream's class; of a Protocol, in the order in which it expects them.
            timeout: seconds; None for the stream's.

        Raises:
            PackError, TypeError: a frame cannot be packed, or is not what the protocol expects next. Nothing is sent; but of a
                Protocol, the frames before it are, and a note of the error says so.
            TimeoutError: the peer has not taken in time what was sent before.
            StreamClosed, OSError: the stream is closed or broken.
        """
        if not self._protocol.has_room or self._protocol.writers:
            async with asyncio.timeout(self._timeout if timeout is None else timeout):
                await self._wait_for_room()
        self._require_writable()
        wire, count, refused = self._pack(frames)  # after the wait: nothing comes between this and sending
        if wire:
            self._protocol.transport.write(wire)
            self.statistics.sent += count
            self.statistics.bytes_sent += len(wire)
            if self.session is not None:
                self._protocol.wake_reader()  # what has come may have waited for these
        if refused is not None:
            raise refused.with_traceback(None)

    async def flush(self, timeout: float | None = None) -> None:
        """Wait until the peer has taken so much that there is room again. Raises as `write` does."""
        await self.write(timeout=timeout)

    async def _wait_for_room(self) -> None:
        protocol = self._protocol
        while not protocol.has_room:
            self._require_writable()
            writer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            protocol.writers.append(writer)
            try:
                await writer
            finally:
                with suppress(ValueError):
                    protocol.writers.remove(writer)

    def _require_open(self) -> None:
        if self._closed is not None:
            raise self._closed.with_traceback(None)

    def _require_writable(self) -> None:
        self._require_open()
        if self._ended:
            raise StreamClosed("the sending side was ended")
        self._require_connected()

    def _require_connected(self) -> None:
        self._require_open()
        if self._protocol.is_lost or self._protocol.transport.is_closing():
            raise (self._protocol.lost or ConnectionResetError("the connection is lost")).with_traceback(None)

    # The end

    async def send_eof(self) -> None:
        """Say that no more frames will be sent, behind what was written; reading goes on. Not over TLS: NotImplementedError."""
        self._require_writable()
        self._protocol.transport.write_eof()
        self._ended = True

    async def detach(self) -> tuple[socket.socket, bytes]:
        """Give up the stream for another protocol: a socket that does not block, and the bytes behind the last frame read.

        Waits until all that was written has gone to the system.

        Raises:
            StreamBusy: another task is reading, or frames that came while requests waited are not read.
            StreamClosed, OSError: the stream is closed or broken.
            NotImplementedError: over TLS, whose bytes are not the socket's.
        """
        if self._reading:
            raise StreamBusy("another task is reading from this stream")
        self._replies.require_none_kept()
        transport = self._protocol.transport
        if transport.get_extra_info("sslcontext") is not None:
            raise NotImplementedError("TLS cannot be taken off a connection of asyncio")
        if not self._ended:
            self._require_writable()
        low = transport.get_write_buffer_limits()
        transport.set_write_buffer_limits(0)
        try:
            await self._wait_for_room()
        finally:
            transport.set_write_buffer_limits(low=low[0], high=low[1])
        self._require_connected()  # it may have been closed or lost meanwhile
        if not self._protocol.paused:
            transport.pause_reading()
        # the transport closes its own descriptor, and the connection goes on with this one
        sock = cast("socket.socket", transport.get_extra_info("socket")).dup()
        sock.setblocking(False)
        self._closed = StreamClosed("the stream was detached")
        trailing = self._decoder.detach()
        self._protocol.abort()  # nothing is awaited from here on, where being cancelled would lose the socket
        return sock, trailing

    async def close(self) -> None:
        """Close the connection; a task that reads is woken. Does nothing the second time.

        What was written goes out before, if the peer takes it within the stream's timeout.
        """
        if self._closed is None:
            self._closed = StreamClosed("the stream is closed")
            self._protocol.wake_reader()
            self._protocol.transport.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._timeout):
                await asyncio.shield(self._protocol.closed)
        if not self._protocol.closed.done():
            self._protocol.abort()
            await asyncio.shield(self._protocol.closed)

    def abort(self) -> None:
        """Close the connection at once; what was written and has not gone out is lost."""
        self._closed = self._closed or StreamClosed("the stream is closed")
        self._protocol.wake_reader()
        self._protocol.abort()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is not None:  # whoever fails does not wait for a peer that takes nothing
            self.abort()
        await self.close()

    def __repr__(self) -> str:
        state = " closed" if self._closed is not None else ""
        return f"<FrameStream of {self._name} with {self.peer}{state}>"


@overload
def connect(
    url: str,
    frame: type[F],
    *,
    timeout: float | None = None,
    connect_timeout: float | None = 30,
    tls: ssl.SSLContext | None = None,
    server_hostname: str | None = None,
    **options: Unpack[StreamOptions],
) -> Opening[FrameStream[F]]: ...
@overload
def connect(
    url: str,
    frame: type[F],
    *,
    timeout: float | None = None,
    connect_timeout: float | None = 30,
    tls: ssl.SSLContext | None = None,
    server_hostname: str | None = None,
    sends: type[W] | tuple[type[W], ...],
    **options: Unpack[StreamOptions],
) -> Opening[FrameStream[F, W]]: ...
@overload
def connect(
    url: str,
    frame: type[F],
    *,
    timeout: float | None = None,
    connect_timeout: float | None = 30,
    tls: ssl.SSLContext | None = None,
    server_hostname: str | None = None,
    **options: Unpack[SkippingOptions],
) -> Opening[FrameStream[F | Skipped]]: ...
@overload
def connect(
    url: str,
    frame: type[F],
    *,
    timeout: float | None = None,
    connect_timeout: float | None = 30,
    tls: ssl.SSLContext | None = None,
    server_hostname: str | None = None,
    sends: type[W] | tuple[type[W], ...],
    **options: Unpack[SkippingOptions],
) -> Opening[FrameStream[F | Skipped, W]]: ...
@overload
def connect(
    url: str,
    frame: Protocol,
    *,
    timeout: float | None = None,
    connect_timeout: float | None = 30,
    tls: ssl.SSLContext | None = None,
    server_hostname: str | None = None,
    **options: Unpack[ProtocolOptions],
) -> Opening[FrameStream[Item]]: ...
def connect(
    url: str,
    frame: Any,
    *,
    timeout: float | None = None,
    connect_timeout: float | None = 30,
    tls: ssl.SSLContext | None = None,
    server_hostname: str | None = None,
    **options: Any,
) -> Opening[FrameStream[Any]]:
    """Connect to a server; to be awaited, or used in `async with`.

    Args:
        url: `tcp://host:port`, `tcp://[::1]:port`, `unix:path`, `unix:@abstract`. The addresses of a host are tried side by
            side, as RFC 8305 says ("happy eyeballs").
        frame: the class of the frames; or a Protocol, of which the client's side is written and the server's is read.
        timeout: seconds that a read or write may take where the call does not say; None for ever.
        connect_timeout: seconds that connecting may take.
        tls: a context for TLS.
        server_hostname: whom the certificate must name, where that is not the URL's host.
        options: `sends`, or of a Protocol `session`, and those of FrameDecoder, as for FrameStream.

    Raises:
        InvalidAddress: the URL names no stream endpoint.
        OSError: nobody answers there; TimeoutError where that takes too long.
    """

    async def opening() -> FrameStream[Any]:
        endpoint = parse_url(url, "tcp", "unix")
        ends = ends_of(frame, **options)
        protocol = FrameProtocol(ends.decoder)
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(connect_timeout):
            if endpoint.is_unix:
                named = (server_hostname or "") if tls is not None else None
                await loop.create_unix_connection(lambda: protocol, endpoint.path, ssl=tls, server_hostname=named)
            else:
                host = endpoint.host or "localhost"
                await loop.create_connection(
                    lambda: protocol,
                    host,
                    endpoint.port,
                    ssl=tls,
                    server_hostname=server_hostname if tls is not None else None,
                    happy_eyeballs_delay=HAPPY_EYEBALLS_DELAY,
                )
        return FrameStream(protocol, ends, timeout)

    return Opening(opening())
