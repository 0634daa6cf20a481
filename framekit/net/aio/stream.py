"""FrameStream for asyncio, on an asyncio.Protocol.

Strategy: received bytes stay in the protocol's decoder, so a cancelled reader loses nothing. A writer waits for room before it
passes bytes to the transport, and never afterwards, so a cancelled writer sends nothing.

Rules: only one task may read at a time; any task may write. Received frames are returned before the error that ended the
connection.
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
from framekit.net.statistics import StreamStatistics, count_item
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
"""Maximum number of buffered frames that are read before other tasks get a turn."""


class FrameStream(StreamTypes, Generic[T, S]):
    """Frames over a connected stream, for asyncio: the counterpart of `framekit.FrameStream`.

    Made by `connect`, by `serve`, or from a connected socket by `await FrameStream.open(sock, Frame)`. It is an async context
    manager that closes the connection, and an async iterator over the frames up to the end of the stream.

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
        self._at_hand = 0  # frames read since other tasks had a turn
        self._closed: StreamClosed | None = None
        self._ended = False
        sock = protocol.transport.get_extra_info("socket")
        self.peer = "a disconnected peer" if sock is None else name_of_peer(sock)

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
        """Open a stream over a connected socket, which then belongs to it; to be awaited, or used in `async with`.

        Args:
            sock: a TCP or UNIX socket, or one of a socketpair; with `tls`, the stream starts TLS on it as a client.
            frame: the class of the frames; or a Protocol, whose side `side` is written and whose other side is read.
            timeout: seconds that a read or write without a timeout of its own may take; None for no limit.
            unread: bytes that have already been read from the socket, as returned by `detach` of another stream.
            tls: a context for TLS.
            server_hostname: the name that the certificate must have.
            options: `sends`, or `side` and `session` for a Protocol, and the options of FrameDecoder, as for
                `framekit.FrameStream`.
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
        """Wait for the next frame and return it. A cancelled call loses nothing.

        Args:
            timeout: seconds; None for the stream's timeout.

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
        if self._at_hand >= TURN:  # yield to other tasks before taking a frame, because this may be cancelled
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
            self._at_hand = 0  # even if cancelled, because other tasks had their turn

    async def _read_on(self, request: Request[T] | None = None) -> T:
        """Return the next item that answers no request or, for a request, its reply."""
        protocol, replies = self._protocol, self._replies
        while True:
            if request is None and replies.kept:
                return replies.kept.popleft()
            item = self._next()
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
                # If bytes are buffered, wait only for the silence after which an incomplete frame is abandoned.
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
        """Wait until a reading request keeps a frame, or until no request is reading."""
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
        else:
            count_item(self.statistics, item)
        return item

    def try_read(self) -> T | Literal[NeedData.NEED_DATA]:
        """Return the next frame, or NEED_DATA (which is false) if it is incomplete; never waits."""
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
        """Send a frame and wait for its reply. Several tasks may make requests on the same stream at the same time.

        Frames that arrive meanwhile and answer no request are kept for `read`, which one task may call at the same time.
        Arguments and errors are those of `framekit.FrameStream.request`. A reply that arrives after a request was cancelled is
        returned by `read`.
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
        """Send frames in one call, after waiting until the peer has accepted enough of what was written before.

        If the call is cancelled or times out, nothing of these frames is sent.

        Args:
            frames: frames of the stream's class; for a Protocol, in the order in which it expects them.
            timeout: seconds; None for the stream's timeout.

        Raises:
            PackError, TypeError: a frame cannot be packed, or is not the one that the protocol expects next. Nothing is sent,
                except that for a Protocol the frames before it are sent, which a note in the error states.
            TimeoutError: the peer did not accept earlier frames in time.
            StreamClosed, OSError: the stream is closed or broken.
        """
        if not self._protocol.has_room or self._protocol.writers:
            async with asyncio.timeout(self._timeout if timeout is None else timeout):
                await self._wait_for_room()
        self._require_writable()
        wire, count, refused = self._pack(frames)  # packed after the wait, so that nothing comes between packing and sending
        if wire:
            self._protocol.transport.write(wire)
            self.statistics.sent += count
            self.statistics.bytes_sent += len(wire)
            if self.session is not None:
                self._protocol.wake_reader()  # received bytes may have waited for these frames
        if refused is not None:
            raise refused.with_traceback(None)

    async def flush(self, timeout: float | None = None) -> None:
        """Wait until the peer has accepted enough for the next write. Raises the errors of `write`."""
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
            raise StreamClosed("send_eof() has ended the sending side")
        self._require_connected()

    def _require_connected(self) -> None:
        self._require_open()
        if self._protocol.is_lost or self._protocol.transport.is_closing():
            raise (self._protocol.lost or ConnectionResetError("the connection is lost")).with_traceback(None)

    # The end

    async def send_eof(self) -> None:
        """End the sending side after the written frames; reading continues. Raises NotImplementedError over TLS."""
        self._require_writable()
        self._protocol.transport.write_eof()
        self._ended = True

    async def detach(self) -> tuple[socket.socket, bytes]:
        """End the stream, and return a non-blocking socket and the bytes after the last frame read, for another protocol.

        Waits until everything that was written has been passed to the system.

        Raises:
            StreamBusy: another task is reading, or frames that arrived during requests have not been read.
            StreamClosed, OSError: the stream is closed or broken.
            NotImplementedError: the stream uses TLS, whose bytes are not those of the socket.
        """
        if self._reading:
            raise StreamBusy("another task is reading from this stream")
        self._replies.require_none_kept()
        transport = self._protocol.transport
        if transport.get_extra_info("sslcontext") is not None:
            raise NotImplementedError("asyncio cannot remove TLS from a connection")
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
        # The transport closes its own descriptor, and the connection continues with the duplicate.
        sock = cast("socket.socket", transport.get_extra_info("socket")).dup()
        sock.setblocking(False)
        self._closed = StreamClosed("the stream was detached")
        trailing = self._decoder.detach()
        self._protocol.abort()  # no await may follow, because a cancellation would lose the socket
        return sock, trailing

    async def close(self) -> None:
        """Close the connection, and wake a task that is reading. Does nothing the second time.

        Frames that were written are sent first, if the peer accepts them within the stream's timeout.
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
        """Close the connection immediately; written bytes that have not been sent are lost."""
        self._closed = self._closed or StreamClosed("the stream is closed")
        self._protocol.wake_reader()
        self._protocol.abort()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is not None:  # after an error, do not wait for a peer that accepts nothing
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
        url: `tcp://host:port`, `tcp://[::1]:port`, `unix:path`, `unix:@abstract`. The addresses of a host are tried in parallel
            ("happy eyeballs", RFC 8305).
        frame: the class of the frames; or a Protocol, whose client side is written and whose server side is read.
        timeout: seconds that a read or write without a timeout of its own may take; None for no limit.
        connect_timeout: seconds that connecting may take; None for no limit.
        tls: a context for TLS.
        server_hostname: the name that the certificate must have, if it differs from the URL's host.
        options: `sends`, or `session` for a Protocol, and the options of FrameDecoder, as for `framekit.FrameStream`.

    Raises:
        InvalidAddress: the URL is not that of a stream endpoint.
        OSError: the connection cannot be established; TimeoutError if it takes too long.
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
