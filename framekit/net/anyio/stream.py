"""FrameStream over the byte streams of anyio, for programs on asyncio and trio. Needs the extra `anyio`.

Strategy: as in the other drivers, received bytes stay in the decoder, so a cancelled reader loses nothing. anyio does not
report how much of a cancelled send was sent, so the stream is then broken for writing.

Rules: each awaited call is a checkpoint, as trio requires, even if a frame is already available. The checkpoint comes before the
frame is taken from the decoder, because it may be cancelled.
"""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Literal, Self, TypeVar, overload

import anyio
from anyio.abc import ByteStream, SocketAttribute

from framekit.decoder import NEED_DATA, NeedData, Skipped
from framekit.errors import EndOfStream, StreamBusy, StreamClosed
from framekit.net.endpoint import name_of_peer
from framekit.net.replies import Replies, Reply, Request
from framekit.net.statistics import StreamStatistics, count_item
from framekit.net.stream_types import S, StreamTypes, T, W
from framekit.protocol.ends import ends_of
from framekit.protocol.live import POLL

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from framekit.declare.frame import Frame
    from framekit.decoder.options import SkippingOptions, StreamOptions
    from framekit.protocol.ends import ProtocolOptions, StreamDecoder
    from framekit.protocol.protocol import Protocol
    from framekit.protocol.session import Session, Side
    from framekit.protocol.side_reader import Item

F = TypeVar("F", bound="Frame")


class FrameStream(StreamTypes, Generic[T, S]):
    """Frames over a byte stream of anyio: TCP, UNIX, TLS, a process's pipes, memory.

    It is an async context manager that closes the byte stream, and an async iterator over the frames up to the end of the stream.
    For the timeout of a single call, use anyio: `with anyio.fail_after(5)`.

    Args:
        stream: the byte stream, which belongs to this stream until `detach`.
        frame: the class of the frames; or a Protocol, whose side `side` is written and whose other side is read.
        timeout: seconds that each read and each write may take; None for no limit. A write that takes longer breaks the stream
            for writing.
        options: `sends`, or `side` and `session` for a Protocol, and the options of FrameDecoder, as for `framekit.FrameStream`.

    Attributes:
        peer: a description of the other end.
        session: the state that both sides of a Protocol's conversation share; None for frames of one class.
        statistics: the counters of frames and bytes received, sent and skipped.

    Raises:
        SpecError: the frame does not show its own end.

    >>> import anyio
    >>> from framekit import Frame, text, u8
    >>> from framekit.net.anyio import connect, serve
    >>> class Word(Frame):
    ...     word: str = text(prefix=u8)
    >>> async def shout(stream):
    ...     async for word in stream:
    ...         await stream.write(Word(word=word.word.upper()))
    >>> async def main():
    ...     async with serve("tcp://127.0.0.1:0", Word, shout) as server, connect(server.url, Word) as stream:
    ...         with anyio.fail_after(5):
    ...             return await stream.request(Word(word="hello"))
    >>> anyio.run(main, backend="trio")
    Word(word='HELLO')
    """

    @overload
    def __init__(
        self: FrameStream[F],
        stream: ByteStream,
        frame: type[F],
        *,
        timeout: float | None = None,
        **options: Unpack[StreamOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: FrameStream[F, W],
        stream: ByteStream,
        frame: type[F],
        *,
        timeout: float | None = None,
        sends: type[W] | tuple[type[W], ...],
        **options: Unpack[StreamOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: FrameStream[F | Skipped],
        stream: ByteStream,
        frame: type[F],
        *,
        timeout: float | None = None,
        **options: Unpack[SkippingOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: FrameStream[F | Skipped, W],
        stream: ByteStream,
        frame: type[F],
        *,
        timeout: float | None = None,
        sends: type[W] | tuple[type[W], ...],
        **options: Unpack[SkippingOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: FrameStream[Item],
        stream: ByteStream,
        frame: Protocol,
        *,
        side: Side = "client",
        timeout: float | None = None,
        **options: Unpack[ProtocolOptions],
    ) -> None: ...
    def __init__(self, stream: ByteStream, frame: Any, *, timeout: float | None = None, **options: Any) -> None:
        self._stream = stream
        ends = ends_of(frame, **options)
        self._decoder: StreamDecoder[T] = ends.decoder
        self._pack, self._name = ends.pack, ends.name
        self._live = ends.live
        self.session: Session | None = None if self._live is None else self._live.session
        self._timeout = timeout
        self.statistics = StreamStatistics()
        self._replies: Replies[T] = Replies()
        self._reading = False
        self._writing = anyio.Lock()
        self._closed: StreamClosed | None = None
        self._broken: Exception | None = None
        sock = stream.extra(SocketAttribute.raw_socket, None)  # noqa: S610  # not Django's extra()
        self.peer = "an unnamed peer" if sock is None else name_of_peer(sock)

    async def read(self) -> T:
        """Wait for the next frame and return it. A cancelled call loses nothing.

        Raises:
            EndOfStream, TruncatedFrame, UnpackError: as for `framekit.FrameStream.read`.
            StreamBusy: another task is reading.
            anyio.BrokenResourceError: the connection is broken.
        """
        with anyio.fail_after(self._timeout):
            if self._reading:
                if not self._replies.is_reading:
                    raise StreamBusy("another task is reading from this stream")
                return await self._read_beside_requests()
            self._reading = True
            try:
                if self._decoder.buffered or self._replies.kept:  # otherwise `receive` is the checkpoint
                    await anyio.lowlevel.checkpoint()
                return await self._read_on()
            finally:
                self._end_reading()

    def _end_reading(self) -> None:
        self._reading = False
        if self._replies.waiting:
            self._replies.wake_all()

    async def _read_on(self, request: Request[T] | None = None) -> T:
        """Return the next item that answers no request or, for a request, its reply."""
        replies = self._replies
        while True:
            item: T | Literal[NeedData.NEED_DATA] = self._decoded() if request is not None else self.try_decoded()
            if request is not None and item is not NEED_DATA and not replies.give(item):
                replies.keep(item)
                replies.require_room()
            if request is not None and request.is_answered:
                return request.collect()
            if item is NEED_DATA:
                await self._receive()
            elif request is None:
                return item

    async def _read_beside_requests(self) -> T:
        """Wait until a reading request keeps a frame, or until no request is reading."""
        replies = self._replies
        if replies.reader is not None:
            raise StreamBusy("another task is reading from this stream")
        try:
            while self._reading and not replies.kept:
                turn = anyio.Event()
                replies.reader = turn.set
                await turn.wait()
        finally:
            replies.reader = None
        if replies.kept:
            return replies.kept.popleft()
        self._reading = True
        try:
            return await self._read_on()
        finally:
            self._end_reading()

    async def _receive(self) -> None:
        """Wait for bytes; if none arrive for a while within an incomplete frame, abandon that frame."""
        gap = self._decoder.gap_timeout if self._decoder.buffered else None
        waits = self._live is not None and self._live.is_waiting
        if waits:  # for a frame that another task must write first: check again soon
            gap = POLL
        data = b""
        try:
            with anyio.move_on_after(gap) as silence:
                data = await self._stream.receive(self._decoder.read_size)
            if silence.cancelled_caught and not data and not waits:
                self._decoder.flush_candidate()
        except anyio.EndOfStream:
            self._decoder.receive_eof()
        except anyio.ClosedResourceError:
            raise self._closed or StreamClosed("the stream is closed") from None
        else:
            self.statistics.bytes_received += len(data)
            self._decoder.receive_data(data)

    def try_decoded(self) -> T | Literal[NeedData.NEED_DATA]:
        """Return a frame that has already arrived, or NEED_DATA (which is false); never receives."""
        replies = self._replies
        self._require_open()
        if replies.kept:
            return replies.kept.popleft()
        while True:
            item = self._decoded()
            if item is NEED_DATA or not replies.waiting or not replies.give(item):
                return item

    def _decoded(self) -> T | Literal[NeedData.NEED_DATA]:
        self._require_open()
        item = self._decoder.next_frame()
        if item is not NEED_DATA:
            count_item(self.statistics, item)
        return item

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        try:
            return await self.read()
        except EndOfStream:
            raise StopAsyncIteration from None

    async def request(self, frame: S, *, reply: Reply[T] = None) -> T:
        """Send a frame and wait for its reply. Several tasks may make requests on the same stream at the same time.

        Frames that arrive meanwhile and answer no request are kept for `read`, which one task may call at the same time.
        Arguments and errors are those of `framekit.FrameStream.request`, except that there is no timeout argument. A reply that
        arrives after a request was cancelled is returned by `read`.
        """
        turn = anyio.Event()

        def wake() -> None:
            turn.set()

        request = self._replies.expect(frame, reply, wake)
        try:
            await self.write(frame)
            while not request.is_answered:
                turn = anyio.Event()
                with anyio.fail_after(self._timeout):
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

    async def write(self, *frames: S) -> None:
        """Send frames in one call. Several tasks may write at the same time.

        Raises:
            PackError, TypeError: a frame cannot be packed, or is not the one that the protocol expects next. Nothing is sent,
                except that for a Protocol the frames before it are sent, which a note in the error states.
            StreamClosed: the stream is closed, or an earlier write was cancelled after it had begun.
            anyio.BrokenResourceError: the connection is broken.
        """
        async with self._writing:
            self._require_open()
            if self._broken is not None:
                raise self._broken.with_traceback(None)
            # A cancellation before the send has no consequences.
            await anyio.lowlevel.checkpoint_if_cancelled()
            wire, count, refused = self._pack(frames)
            self._broken = StreamClosed("a write was cancelled, and it is unknown how much was sent")
            try:
                with anyio.fail_after(self._timeout):
                    await self._stream.send(wire)
            except anyio.ClosedResourceError:
                raise self._closed or StreamClosed("the stream is closed") from None
            except anyio.BrokenResourceError as fault:
                self._broken = fault
                raise
            self._broken = None
            self.statistics.sent += count
            self.statistics.bytes_sent += len(wire)
            if refused is not None:
                raise refused.with_traceback(None)

    async def send_eof(self) -> None:
        """End the sending side; reading continues. Raises NotImplementedError over TLS."""
        async with self._writing:
            await self._stream.send_eof()
            self._broken = StreamClosed("send_eof() has ended the sending side")

    def detach(self) -> tuple[ByteStream, bytes]:
        """End the stream, and return the byte stream and the bytes received after the last frame read, for another protocol.

        Raises:
            StreamBusy: another task is reading, or frames that arrived during requests have not been read.
            StreamClosed, anyio.BrokenResourceError: the stream is closed or broken.
        """
        if self._reading:
            raise StreamBusy("another task is reading from this stream")
        self._require_open()
        if self._broken is not None:
            raise self._broken.with_traceback(None)
        self._replies.require_none_kept()
        self._closed = StreamClosed("the stream was detached")
        return self._stream, self._decoder.detach()

    def _require_open(self) -> None:
        if self._closed is not None:
            raise self._closed.with_traceback(None)

    async def aclose(self) -> None:
        """Close the byte stream. Does nothing the second time, or after `detach`."""
        if self._closed is None:
            self._closed = StreamClosed("the stream is closed")
            await self._stream.aclose()

    async def abort(self) -> None:
        """Close the byte stream at once, even in a task that is cancelled; bytes that have not gone out are lost."""
        self._closed = self._closed or StreamClosed("the stream is closed")
        await anyio.aclose_forcefully(self._stream)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        state = " closed" if self._closed is not None else ""
        return f"<FrameStream of {self._name} with {self.peer}{state}>"
