"""FrameStream over the byte streams of anyio, so that programs on trio are served too. Needs the extra `anyio`.

Strategy: as in the other drivers, what came in stays in the decoder, so that a reader that is cancelled has lost nothing. anyio
does not say how much of a send went out that was cancelled, so that such a stream is broken for writing.

Rules: each call that is awaited is a checkpoint, as trio asks for, also if the frame is there already. It comes before the frame
is taken out of the decoder, since it may be cancelled.
"""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Literal, Self, TypeVar, overload

import anyio
from anyio.abc import ByteStream

from framekit.decoder import NEED_DATA, NeedData, Skipped
from framekit.errors import EndOfStream, StreamBusy, StreamClosed
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

    It is an async context manager that closes the byte stream, and iterates over the frames to the end of the stream. Timeouts
    are anyio's: `with anyio.fail_after(5)`.

    Args:
        stream: the byte stream, which belongs to this one from now on, until `detach`.
        frame: the class of the frames; or a Protocol, of which `side` is written here and the other one is read.
        options: `sends`, or of a Protocol `side` and `session`, and those of FrameDecoder, as for FrameStream.

    Raises:
        SpecError: the frame does not show its own end.
    """

    @overload
    def __init__(self: FrameStream[F], stream: ByteStream, frame: type[F], **options: Unpack[StreamOptions]) -> None: ...
    @overload
    def __init__(
        self: FrameStream[F, W],
        stream: ByteStream,
        frame: type[F],
        *,
        sends: type[W] | tuple[type[W], ...],
        **options: Unpack[StreamOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: FrameStream[F | Skipped], stream: ByteStream, frame: type[F], **options: Unpack[SkippingOptions]
    ) -> None: ...
    @overload
    def __init__(
        self: FrameStream[F | Skipped, W],
        stream: ByteStream,
        frame: type[F],
        *,
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
        **options: Unpack[ProtocolOptions],
    ) -> None: ...
    def __init__(self, stream: ByteStream, frame: Any, **options: Any) -> None:
        self._stream = stream
        ends = ends_of(frame, **options)
        self._decoder: StreamDecoder[T] = ends.decoder
        self._pack = ends.pack
        self._live = ends.live
        self.session: Session | None = None if self._live is None else self._live.session
        self._reading = False
        self._writing = anyio.Lock()
        self._closed: StreamClosed | None = None
        self._broken: Exception | None = None

    async def read(self) -> T:
        """The next frame; waits for it. A cancelled call has lost nothing.

        Raises:
            EndOfStream, TruncatedFrame, UnpackError: as for `framekit.FrameStream.read`.
            StreamBusy: another task is reading.
            anyio.BrokenResourceError: the connection is broken.
        """
        if self._reading:
            raise StreamBusy("another task is reading from this stream")
        self._reading = True
        try:
            if self._decoder.buffered:  # else `receive` is the checkpoint
                await anyio.lowlevel.checkpoint()
            while True:
                item = self.try_decoded()
                if item is not NEED_DATA:
                    return item
                gap = self._decoder.gap_timeout if self._decoder.buffered else None
                waits = self._live is not None and self._live.is_waiting
                if waits:  # for a frame that another task must write first: look again soon
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
                    self._decoder.receive_data(data)
        finally:
            self._reading = False

    def try_decoded(self) -> T | Literal[NeedData.NEED_DATA]:
        """A frame that has come in already, or NEED_DATA (which is false); never receives."""
        self._require_open()
        return self._decoder.next_frame()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        try:
            return await self.read()
        except EndOfStream:
            raise StopAsyncIteration from None

    async def write(self, *frames: S) -> None:
        """Send frames, in one call; tasks may write at the same time.

        Raises:
            PackError, TypeError: a frame cannot be packed, or is not what the protocol expects next. Nothing is sent; but of a
                Protocol, the frames before it are, and a note of the error says so.
            StreamClosed: the stream is closed, or a write before this one was cancelled when it had begun.
            anyio.BrokenResourceError: the connection is broken.
        """
        async with self._writing:
            self._require_open()
            if self._broken is not None:
                raise self._broken.with_traceback(None)
            # Cancellation that comes before the send is without consequences.
            await anyio.lowlevel.checkpoint_if_cancelled()
            wire, refused = self._pack(frames)
            self._broken = StreamClosed("a write was cancelled, and nobody knows how much of it was sent")
            try:
                await self._stream.send(wire)
            except anyio.ClosedResourceError:
                raise self._closed or StreamClosed("the stream is closed") from None
            except anyio.BrokenResourceError as fault:
                self._broken = fault
                raise
            self._broken = None
            if refused is not None:
                raise refused.with_traceback(None)

    async def send_eof(self) -> None:
        """Say that no more frames will be sent; reading goes on. NotImplementedError over TLS."""
        async with self._writing:
            await self._stream.send_eof()
            self._broken = StreamClosed("the sending side was ended")

    def detach(self) -> tuple[ByteStream, bytes]:
        """Give up the stream for another protocol: the byte stream, and the bytes that came in behind the last frame read."""
        if self._reading:
            raise StreamBusy("another task is reading from this stream")
        self._require_open()
        if self._broken is not None:
            raise self._broken.with_traceback(None)
        self._closed = StreamClosed("the stream was detached")
        return self._stream, self._decoder.detach()

    def _require_open(self) -> None:
        if self._closed is not None:
            raise self._closed.with_traceback(None)

    async def aclose(self) -> None:
        """Close the byte stream. Does nothing the second time, or behind `detach`."""
        if self._closed is None:
            self._closed = StreamClosed("the stream is closed")
            await self._stream.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.aclose()
