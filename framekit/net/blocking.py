"""FrameStream: frames over any connected stream socket.

Strategy: reading drives a FrameDecoder. Received bytes stay in the decoder, so an interruption loses nothing. Writing packs all
frames first and sends them in one call; if only a part is sent, the stream remembers the rest.

Rules: the socket's own setting is respected (blocking, with a timeout, or non-blocking); channel.py describes how, also for TLS.
Only one thread may read at a time; any thread may write.
"""

from __future__ import annotations

import errno
import socket
import threading
import time
from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Literal, Self, TypeVar, overload

from framekit.decoder import NEED_DATA, NeedData, Skipped
from framekit.errors import EndOfStream, FramekitError, StreamBusy, StreamClosed
from framekit.net.channel import Until, as_broken, channel_of, is_passing
from framekit.net.endpoint import name_of_peer
from framekit.net.replies import Replies, Reply, Request
from framekit.net.statistics import StreamStatistics, count_item
from framekit.net.stream_types import S, StreamTypes, T, W
from framekit.net.unsent import Unsent
from framekit.net.waiting import Deadline, wait_for_event
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
    """Frames over a connected stream socket: TCP, UNIX, socketpair, or TLS.

    It is a context manager that closes the socket, and an iterator over the frames up to the end of the stream.

    Args:
        sock: the socket, which belongs to the stream until `detach`. Its own timeout (`settimeout`) is not changed, except for a
            TLS socket, because there is no other way to wait for it; `detach` restores it.
        frame: the class of the frames; or a Protocol, whose side `side` is written and whose other side is read.
        timeout: seconds that a read or write without a timeout of its own may take; None for the socket's own timeout.
        unread: bytes that have already been read from the socket, as returned by `detach` of another stream.
        options: `sends`, the class or classes of the frames that are written, if they differ from those that are read; and the
            options of FrameDecoder: `framing`, `max_frame_size`, `given`, `on_error`, `resync`, `max_skip`. With `resync`, also
            `gap_timeout`: seconds of silence after which an incomplete frame is abandoned, which serial lines need
            (FrameDecoder.flush_candidate). For a Protocol, `side` ("client" if left out) and `session` instead of `sends`.

    Attributes:
        peer: a description of the other end.
        session: the state that both sides of a Protocol's conversation share; None for frames of one class.
        statistics: the counters of frames and bytes received, sent and skipped.

    Raises:
        SpecError: the frame does not show its own end.
        ValueError: the socket is not a stream socket.

    >>> import socket
    >>> from framekit import Frame, FrameStream, text, u8
    >>> class Word(Frame):
    ...     word: str = text(prefix=u8)
    >>> left, right = (FrameStream(sock, Word) for sock in socket.socketpair())
    >>> with left, right:
    ...     left.write(Word(word="hello"), Word(word="there"))
    ...     left.send_eof()
    ...     list(right)
    [Word(word='hello'), Word(word='there')]
    """

    @overload
    def __init__(
        self: FrameStream[F],
        sock: socket.socket,
        frame: type[F],
        *,
        timeout: float | None = None,
        unread: bytes = b"",
        **options: Unpack[StreamOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: FrameStream[F, W],
        sock: socket.socket,
        frame: type[F],
        *,
        timeout: float | None = None,
        unread: bytes = b"",
        sends: type[W] | tuple[type[W], ...],
        **options: Unpack[StreamOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: FrameStream[F | Skipped],
        sock: socket.socket,
        frame: type[F],
        *,
        timeout: float | None = None,
        unread: bytes = b"",
        **options: Unpack[SkippingOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: FrameStream[F | Skipped, W],
        sock: socket.socket,
        frame: type[F],
        *,
        timeout: float | None = None,
        unread: bytes = b"",
        sends: type[W] | tuple[type[W], ...],
        **options: Unpack[SkippingOptions],
    ) -> None: ...
    @overload
    def __init__(
        self: FrameStream[Item],
        sock: socket.socket,
        frame: Protocol,
        *,
        side: Side = "client",
        timeout: float | None = None,
        unread: bytes = b"",
        **options: Unpack[ProtocolOptions],
    ) -> None: ...
    def __init__(
        self, sock: socket.socket, frame: Any, *, timeout: float | None = None, unread: bytes = b"", **options: Any
    ) -> None:
        ends = ends_of(frame, **options)
        self._decoder: StreamDecoder[T] = ends.decoder
        self._pack, self._name = ends.pack, ends.name
        self._live = ends.live
        self.session: Session | None = None if self._live is None else self._live.session
        self._channel = channel_of(sock)
        self._timeout = timeout
        self.statistics = StreamStatistics(bytes_received=len(unread))
        self._replies: Replies[T] = Replies()
        self._decoder.receive_data(unread)
        self._reading = threading.Lock()
        self._turns = threading.RLock()  # held while a request begins or ends reading, so that `read` knows which of them reads
        self._writing = threading.Lock()
        self._heard = time.monotonic()  # when the last bytes arrived, or the last silence ended
        self._lost_bytes = False  # a read was interrupted while decoding
        self._is_sending = False  # stays set if a write is interrupted
        self._read_fault: Exception | None = None
        self._write_fault: Exception | None = None
        self._unsent = Unsent()
        self._unsent_frames: tuple[Any, ...] = ()  # only for a protocol
        self._unsent_count = 0
        self._refused: Exception | None = None
        self._closed: StreamClosed | None = None
        self.peer = name_of_peer(sock)

    # Reading

    def read(self, timeout: float | None = None) -> T:
        """Wait for the next frame and return it.

        Args:
            timeout: seconds; None for the stream's timeout. If that is None too, the socket's setting applies: a blocking socket
                waits without limit, one with a timeout waits for that time, and a non-blocking one raises BlockingIOError.

        Raises:
            TimeoutError: the frame did not arrive in time. Nothing is lost, and the next call continues.
            EndOfStream: the peer ended its side after a complete frame.
            TruncatedFrame: the peer ended its side within a frame.
            UnpackError: the bytes are not a valid frame; see FrameDecoder.next_frame.
            StreamBusy: another thread is reading.
            StreamClosed, OSError: the stream is closed, or the connection is broken.
        """
        if not self._reading.acquire(blocking=False):
            with self._turns:
                is_free, is_shared = self._reading.acquire(blocking=False), self._replies.is_reading
            if not is_free and not is_shared:
                raise StreamBusy("another thread is reading from this stream")
            if not is_free:
                return self._read_beside_requests(self._until(timeout))
        try:
            channel, replies, until, waited = self._channel, self._replies, None, False
            if replies.kept:
                return replies.kept.popleft()
            while True:
                # This is _decoded, here because reading small frames takes an eighth longer with a call.
                if self._lost_bytes or channel.is_unsure or self._closed is not None:
                    self._require_certain()
                try:
                    if channel.received:
                        self._take_in()
                    item = self._decoder.next_frame()
                except FramekitError as error:
                    raise error.with_traceback(None) from error.__cause__
                except BaseException:  # raised by a signal handler: the bytes or the frame in progress are lost
                    self._lost_bytes = True
                    raise
                if item is not NEED_DATA:
                    if isinstance(item, Skipped):
                        self.statistics.skipped += len(item.data)
                    else:
                        self.statistics.received += 1
                    if replies.waiting and replies.give(item):
                        continue
                    return item
                if waited and until is not None and not until.left():
                    raise TimeoutError("timed out")  # a peer that sends parts of a frame all the time must not block the reader
                until, waited = until if waited else self._until(timeout), True
                self._receive_or_flush(until)
        finally:
            self._reading.release()
            if self._replies.waiting:
                self._replies.wake_all()

    def try_read(self) -> T | Literal[NeedData.NEED_DATA]:
        """Return the next frame, or NEED_DATA (which is false) if it is incomplete. Never waits, whatever the socket's setting.

        Raises:
            EndOfStream, UnpackError, StreamBusy, StreamClosed, OSError: as for `read`.
        """
        try:
            return self.read(timeout=0)
        except TimeoutError:
            return NEED_DATA

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        try:
            return self.read()
        except EndOfStream:
            raise StopIteration from None

    def _decoded(self) -> T | Literal[NeedData.NEED_DATA]:
        """Return the next item from the bytes that have arrived, or NEED_DATA."""
        if self._lost_bytes or self._channel.is_unsure or self._closed is not None:
            self._require_certain()
        try:
            self._take_in()
            item = self._decoder.next_frame()
        except FramekitError as error:
            raise error.with_traceback(None) from error.__cause__
        except BaseException:  # raised by a signal handler: the bytes or the frame in progress are lost
            self._lost_bytes = True
            raise
        if item is not NEED_DATA:
            count_item(self.statistics, item)
        return item

    def _read_sharing(self, until: Until, request: Request[T] | None = None) -> T:
        """Return the next item that answers no request or, for a request, its reply; keep other items for `read`."""
        replies, waited = self._replies, False
        while True:
            if request is None and replies.kept:
                return replies.kept.popleft()
            if request is not None and request.is_answered:
                return request.collect()
            if request is not None:
                replies.require_room()
            item = self._decoded()
            if item is NEED_DATA:
                if waited and until is not None and not until.left():
                    raise TimeoutError("timed out")
                waited = True
                self._receive_or_flush(until)
            elif not replies.give(item):
                if request is None:
                    return item
                replies.keep(item)

    def _read_beside_requests(self, until: Until) -> T:
        """Wait until a reading request keeps a frame, or until no request is reading."""
        turn = threading.Event()
        if self._replies.reader is not None:
            raise StreamBusy("another thread is reading from this stream")
        self._replies.reader = turn.set
        try:
            while True:
                turn.clear()
                if self._reading.acquire(blocking=False):
                    try:
                        return self._read_sharing(until)
                    finally:
                        self._reading.release()
                        self._replies.wake_all()
                if self._replies.kept:
                    return self._replies.kept.popleft()
                self._wait_for_turn(turn, until)
        finally:
            self._replies.reader = None

    def _wait_for_turn(self, turn: threading.Event, until: Until) -> None:
        if until is None and not self._channel.blocks:
            raise BlockingIOError(errno.EAGAIN, "another thread is reading from this stream")
        wait_for_event(turn, until)

    def _receive_or_flush(self, until: Until) -> None:
        """Wait for bytes; if the line falls silent within an incomplete frame, abandon that frame."""
        if self._live is not None and self._live.is_waiting:
            self._receive_soon(until)
            return
        gap = self._decoder.gap_timeout
        if gap is None or not self._decoder.buffered:
            self._receive(until)
            return
        silence = Deadline(max(0.0, self._heard + gap - time.monotonic()))
        sooner = not self._channel.blocks and bool(silence.left()) if until is None else until.left() < silence.left()
        if sooner:
            self._receive(until)
        else:
            try:
                self._receive(silence)
            except TimeoutError:
                self._decoder.flush_candidate()
                self._heard = time.monotonic()

    def _receive_soon(self, until: Until) -> None:
        """Wait briefly for bytes: another thread may meanwhile write the frame that the received bytes answer."""
        soon = Deadline(POLL)
        if not self._channel.blocks if until is None else until.left() < POLL:
            self._receive(until)
            return
        try:
            self._receive(soon)
        except TimeoutError:
            return

    def _receive(self, until: Until) -> None:
        """Wait for bytes, which the channel keeps. This is the only place where a reader waits for the socket."""
        if self._read_fault is not None:
            raise self._read_fault.with_traceback(None)
        try:
            self._channel.receive(self._decoder.read_size, until)
        except OSError as fault:
            if is_passing(fault):
                raise
            self._require_open()  # it may have been closed meanwhile
            self._read_fault = as_broken(fault)
            raise self._read_fault from None

    def _take_in(self) -> None:
        received = self._channel.received
        while received:
            data = received.pop(0)
            if data:
                self._heard = time.monotonic()
                self.statistics.bytes_received += len(data)
                self._decoder.receive_data(data)
            else:
                self._decoder.receive_eof()

    def _require_certain(self) -> None:
        self._require_open()
        if self._lost_bytes or self._channel.is_unsure:
            raise StreamClosed("an exception interrupted a read, and some of the received bytes are lost")

    def _until(self, timeout: float | None) -> Until:
        return self._channel.until(self._timeout if timeout is None else timeout)

    # Requests

    def request(self, frame: S, *, reply: Reply[T] = None, timeout: float | None = None) -> T:
        """Send a frame and wait for its reply. Several threads may make requests on the same stream at the same time.

        Frames that arrive meanwhile and answer no request are kept for `read`, which one thread may call at the same time.

        Args:
            frame: the request.
            reply: determines which frame is the reply: a function that takes a frame and returns true for the reply; a field with
                the same value in request and reply, such as `this.id` or `this.header.id`; or None for the next frame.
            timeout: seconds for sending and waiting together, as for `read`.

        Raises:
            TimeoutError: the reply did not arrive in time. A later reply is returned by `read`.
            StreamBusy: 1,024 frames that answer no request are kept and have not been read.
            TypeError: `reply` is neither a function nor a field.
            PackError, EndOfStream, UnpackError, StreamClosed, OSError: as for `write` and `read`.

        >>> import socket
        >>> from framekit import Frame, FrameStream, text, this, u8
        >>> class Word(Frame):
        ...     id: u8
        ...     word: str = text(prefix=u8)
        >>> left, right = (FrameStream(sock, Word) for sock in socket.socketpair())
        >>> with left, right:
        ...     right.write(Word(id=1, word="ONE"), Word(id=2, word="TWO"))
        ...     left.request(Word(id=2, word="two"), reply=this.id), left.read()
        (Word(id=2, word='TWO'), Word(id=1, word='ONE'))
        """
        until, turn = self._until(timeout), threading.Event()
        request = self._replies.expect(frame, reply, turn.set)
        try:
            self._push((frame,), until)
            while True:
                turn.clear()
                if request.is_answered:
                    return request.collect()
                with self._turns:
                    is_free = self._reading.acquire(blocking=False)
                    self._replies.is_reading |= is_free
                if is_free:
                    try:
                        return self._read_sharing(until, request)
                    finally:
                        with self._turns:
                            self._replies.is_reading = False
                            self._reading.release()
                self._wait_for_turn(turn, until)
        finally:
            self._replies.forget(request)

    # Writing

    def write(self, *frames: S, timeout: float | None = None) -> None:
        """Send frames, in one call if the socket accepts them. Threads may write at the same time; frames are never interleaved.

        A write that raises TimeoutError or BlockingIOError counts as not done: the same frames, written again by any thread, are
        sent once. If a part of them was sent, other frames are refused until they are written again, or until `flush`. After any
        other exception during sending, such as one from a signal handler, the stream is broken for writing.

        The frames of a Protocol are checked in order, and each counts as sent before its bytes are sent. So one call may write
        frames of several classes, and after every timeout other frames are refused until the write is complete.

        Args:
            frames: frames of the stream's class; for a Protocol, in the order in which it expects them.
            timeout: seconds, as for `read`.

        Raises:
            PackError, TypeError: a frame cannot be packed, or is not the one that the protocol expects next. Nothing is sent,
                except that for a Protocol the frames before it are sent, which a note in the error states.
            TimeoutError: the peer did not accept the frames in time.
            StreamBusy: a part of other frames was sent before a timeout; nothing of these frames is sent.
            StreamClosed, OSError: the stream is permanently closed or broken.
        """
        self._push(frames, self._until(timeout))

    def flush(self, timeout: float | None = None) -> None:
        """Complete a write that timed out after a part was sent. It is then done, and must not be repeated.

        Does nothing if there is no such write. Raises the errors of `write`.
        """
        self._push(None, self._until(timeout))

    @property
    def unsent(self) -> int:
        """The number of unsent bytes of a write that timed out."""
        return len(self._unsent.rest)

    def _push(self, frames: tuple[Any, ...] | None, until: Until) -> None:
        """Send frames, or with None the rest of an incomplete write."""
        if until is None and not self._channel.blocks:
            if not self._writing.acquire(blocking=False):
                raise BlockingIOError(errno.EAGAIN, "another thread is writing to this stream")
        elif not self._writing.acquire(timeout=-1 if until is None else min(until.left(), threading.TIMEOUT_MAX)):
            raise TimeoutError("timed out: another thread is writing to this stream")
        try:
            if self._is_sending and self._write_fault is None:
                self._write_fault = StreamClosed("an exception interrupted a write, and it is unknown how much was sent")
            if self._write_fault is not None:
                raise self._write_fault.with_traceback(None)
            refused = self._begin(frames) if frames else None
            if frames == ():
                return
            no_room = self._send_all(until)
            if no_room is not None:
                raise no_room
            if refused is not None:
                raise refused.with_traceback(None)
        finally:
            self._writing.release()

    def _begin(self, frames: tuple[Any, ...]) -> Exception | None:
        """Pack frames, or continue with the same ones.

        Returns the error of a frame that a protocol refused after it accepted others, or None.
        """
        unsent = self._unsent
        if self._live is None:
            wire, self._unsent_count, _ = self._pack(frames)
            unsent.begin(wire)
            return None
        if unsent.rest:
            if frames != self._unsent_frames:
                raise unsent.busy()
            return self._refused
        self._is_sending = True  # an exception of a signal handler leaves it set, because frames may count as sent that are not
        try:
            wire, self._unsent_count, self._refused = self._pack(frames)
        except (FramekitError, TypeError, ValueError):
            self._is_sending = False  # no frame counts as sent
            raise
        unsent.begin(wire)
        self._unsent_frames = frames
        return self._refused

    def _send_all(self, until: Until) -> OSError | None:
        """Send the unsent bytes. Returns the TimeoutError or BlockingIOError if there is no room, or None.

        An exception of a signal handler leaves `_is_sending` set, wherever it is raised.
        """
        unsent = self._unsent
        refusal: OSError | None = None
        self._is_sending = True
        try:
            while unsent.rest and refusal is None:
                self._require_open()
                sent = self._channel.send(unsent.rest, until)
                if isinstance(sent, int):
                    unsent.sent(sent)
                    self.statistics.bytes_sent += sent
                else:
                    refusal = sent
        except OSError as fault:
            self._require_open()
            if is_passing(fault):  # raised by a signal handler, because the channel returns its own
                raise
            self._write_fault = as_broken(fault)
            raise self._write_fault from None
        if refusal is not None and not self._channel.holds and self._live is None:
            unsent.interrupted()  # frames of a protocol already count as sent, and must be sent
        self._is_sending = False
        if refusal is None:
            self.statistics.sent += self._unsent_count
            self._unsent_count = 0
        return refusal

    # The end

    def send_eof(self) -> None:
        """End the sending side; reading continues. Raises the errors of `flush`, and io.UnsupportedOperation over TLS."""
        self.flush()
        with self._writing:
            self._channel.send_eof()
            self._write_fault = self._write_fault or StreamClosed("send_eof() has ended the sending side")

    def detach(self) -> tuple[socket.socket, bytes]:
        """End the stream, and return the socket and the bytes received after the last frame read, for another protocol.

        Raises:
            StreamBusy: another thread is reading or writing, frames that arrived during requests have not been read, or a write
                is incomplete; `flush` completes it.
            StreamClosed: the stream is closed, or received bytes were lost.
        """
        self._require_open()
        if not self._reading.acquire(blocking=False):
            raise StreamBusy("another thread is reading from this stream")
        try:
            if not self._writing.acquire(blocking=False):
                raise StreamBusy("another thread is writing to this stream")
            try:
                self._unsent.require_complete()
                self._require_certain()
                self._replies.require_none_kept()
                self._take_in()
                self._end("the stream was detached")
                return self._channel.release(), self._decoder.detach()
            finally:
                self._writing.release()
        finally:
            self._reading.release()

    def close(self) -> None:
        """Close the socket, and wake a thread that is reading. Does nothing the second time, or after `detach`.

        In a child process of a fork, only the child's descriptor is closed, and the connection continues in the parent.
        """
        if self._closed is None:
            self._end("the stream is closed")
            self._channel.close()

    def _require_open(self) -> None:
        if self._closed is not None:
            raise self._closed.with_traceback(None)

    def _end(self, reason: str) -> None:
        self._closed = self._write_fault = StreamClosed(reason)

    def fileno(self) -> int:
        """The socket's descriptor, for use with select and poll.

        Call `try_read` first: the descriptor does not show bytes that are already in the stream.
        """
        return self._channel.sock.fileno()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        state = " closed" if self._closed is not None else ""
        return f"<FrameStream of {self._name} with {self.peer}{state}>"
