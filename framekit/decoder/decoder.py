"""FrameDecoder: decode frames from the bytes of a stream.

Strategy: bytes are parsed in place. The decoder first tries to read a frame, since most are valid and complete. If that fails, it
measures the frame, to see whether it is incomplete, invalid, or too large. An incomplete frame is gathered until it is complete.

Rules: frames, errors and offsets do not depend on how the bytes were split into chunks. Input = frames + skipped + trailing: no
byte is lost or counted twice. Every frame or error makes progress; a fatal error is raised again by every further call.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, overload

from framekit.declare.giving import bound
from framekit.decoder.gathering import SMALL, Gathering, Passing
from framekit.decoder.items import NEED_DATA, NeedData, Skipped
from framekit.decoder.limits import LARGE, MAX_FRAME_SIZE, MAX_READ_SIZE, NOISE, READ_SIZE
from framekit.decoder.search import Budget, Search, looks
from framekit.decoder.states import DecoderState, state_of
from framekit.decoder.units import LOOK, Walk, unit_of
from framekit.errors import EndOfStream, FramekitError, StreamClosed, TruncatedFrame, UnpackError

if TYPE_CHECKING:
    from typing_extensions import Buffer

    from framekit.declare.frame import Frame
    from framekit.framing.base import Framing

F = TypeVar("F", bound="Frame")
T = TypeVar("T")


class FrameDecoder(Generic[T]):
    """Decode frames from the bytes of a stream, however they are split into chunks.

    It does no I/O and has no clock; `framekit.net` drives it.

    Args:
        frame: the frame class.
        framing: what surrounds each frame; without a framing, a frame must show its own end.
        max_frame_size: the maximum number of bytes of a frame, including its framing.
        on_error: "raise" an error inside a frame whose end is known, and continue after the frame at the next call; or "skip" the
            frame and return a `Skipped` instead. A wrong constant or check is raised as soon as its bytes have arrived. With a
            framing that ends units with a marker, "skip" also skips whatever exceeds `max_frame_size`, up to the next marker.
        resync: after bytes that are not a frame, search for the next position at which one decodes, and return the bytes before
            it as a `Skipped`. No length is trusted then, and `on_error` has no effect. Otherwise, an impossible length is fatal.
        max_skip: the maximum number of bytes that one search skips; defaults to `max_frame_size`.
        given: the values of the `given()` fields, by name; looked up again for each frame.

    Attributes:
        gap_timeout: for the stream that drives the decoder, which has a clock; see FrameStream.

    Raises:
        SpecError: the frame does not show its own end, or a given value is missing or wrong (GivenError).

    >>> from framekit import Frame, FrameDecoder, NEED_DATA, text, u8
    >>> class Word(Frame):
    ...     word: str = text(prefix=u8)
    >>> decoder = FrameDecoder(Word)
    >>> decoder.feed(b"\\x02hi\\x05th")
    [Word(word='hi')]
    >>> decoder.bytes_needed
    3
    >>> decoder.receive_data(b"ere")
    >>> decoder.next_frame(), decoder.next_frame()
    (Word(word='there'), NEED_DATA)
    """

    @overload
    def __init__(
        self: FrameDecoder[F],
        frame: type[F],
        *,
        framing: Framing | None = None,
        max_frame_size: int = MAX_FRAME_SIZE,
        on_error: Literal["raise"] = "raise",
        resync: Literal[False] = False,
        max_skip: int | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> None: ...
    @overload
    def __init__(
        self: FrameDecoder[F | Skipped],
        frame: type[F],
        *,
        framing: Framing | None = None,
        max_frame_size: int = MAX_FRAME_SIZE,
        on_error: Literal["raise", "skip"] = "raise",
        resync: bool = False,
        max_skip: int | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> None: ...
    def __init__(
        self,
        frame: Any,
        *,
        framing: Framing | None = None,
        max_frame_size: int = MAX_FRAME_SIZE,
        on_error: Literal["raise", "skip"] = "raise",
        resync: bool = False,
        max_skip: int | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> None:
        if max_frame_size < 1:
            raise ValueError(f"max_frame_size= must be at least 1, got {max_frame_size}")
        if on_error not in ("raise", "skip"):
            raise ValueError(f"on_error= must be 'raise' or 'skip', got {on_error!r}")
        self._unit = unit_of(bound(frame, {} if given is None else given), framing)
        self._read = self._unit.read
        self._read_many = self._unit.read_many
        self._limit = max_frame_size
        self._skips = on_error == "skip"
        self._resync = resync
        self._max_skip = max_frame_size if max_skip is None else max_skip
        # How far to look for the end of a unit. A marker is looked for beyond the limit too, to skip up to it.
        self._reach = NOISE * max_frame_size if self._skips and not resync and self._unit.marked else max_frame_size
        self._flushing = False
        self._chunk: bytes = b""
        self._buffer: Any = b""  # the chunk as the codec reads it: itself, or a view of it
        self._at = 0
        self._end = 0
        self._base = 0  # the offset of the chunk's first byte in the stream
        self._queue: deque[bytes | bytearray] = deque()
        self._queued = 0
        self._gathering: Gathering | Passing | None = None
        self._search: Search | None = None
        self._budget = Budget()
        self._searched: bytearray | None = None
        self._doubted = 0  # bytes of the current unit that were examined without finding a fault
        # The size of the last measured frame if it was large: more may follow, and trying to read an incomplete one copies a lot.
        self._last_large = 0
        self.gap_timeout: float | None = None
        self._ended = False
        self._held: FramekitError | None = None
        self._fault: FramekitError | None = None

    # Input

    def receive_data(self, data: Buffer, /) -> None:
        """Take received bytes. An empty buffer does not mean the end of the stream: call `receive_eof()`.

        Raises:
            EndOfStream, UnpackError: the end has been received, or a fatal error was raised before; the same error again.
        """
        if self._fault is not None:
            raise self._fault.with_traceback(None)
        chunk = data if type(data) is bytes else memoryview(data).tobytes()
        if not chunk:
            return
        if self._ended:
            raise EndOfStream("received bytes after the end of the stream", offset=self.offset)
        if self._at == self._end and not self._queue:
            self._take(chunk)
        else:
            self._queued += len(chunk)
            last = self._queue[-1] if self._queue else b""
            if isinstance(last, bytearray) and len(last) + len(chunk) <= SMALL:
                last += chunk
            else:
                self._queue.append(chunk if len(chunk) >= SMALL else bytearray(chunk))

    def _unqueue(self) -> bytes:
        chunk = self._queue.popleft()
        self._queued -= len(chunk)
        return bytes(chunk)

    def receive_eof(self) -> None:
        """Mark the end of the stream: no more bytes will arrive."""
        self._ended = True

    def _take(self, chunk: bytes) -> None:
        self._base += self._end
        self._chunk = chunk
        self._buffer = memoryview(chunk) if self._unit.viewing else chunk
        self._at = 0
        self._end = len(chunk)

    def flush_candidate(self) -> None:
        """Stop waiting for the rest of the current frame, which may be a false start, as no data is expected for now.

        If some bytes look like the beginning of a large frame, the valid frames after it wait for its end, which a serial line
        that has fallen silent will never send. The next time `next_frame` would need more data, it searches the buffered bytes
        for a complete frame instead, and returns the bytes before it as a `Skipped`. If there is no complete frame, it waits at
        the next position at which a frame may begin.

        Raises:
            ValueError: the decoder does not resynchronise (`resync=True`), so what looks like a frame is never abandoned.

        >>> from framekit import Frame, FrameDecoder, const, data, u8
        >>> class Report(Frame):
        ...     sync: int = const(0xAA, u8)
        ...     body: bytes = data(prefix=u8)
        >>> decoder = FrameDecoder(Report, resync=True)
        >>> decoder.feed(bytes.fromhex("aa40 aa01ff"))
        []
        >>> decoder.flush_candidate()
        >>> decoder.next_frame().data.hex(), decoder.next_frame()
        ('aa40', Report(body=b'\\xff'))
        """
        if not self._resync:
            raise ValueError("flush_candidate() requires a decoder that resynchronises; pass resync=True")
        self._flushing = True

    # Output

    def next_frame(self) -> T | Literal[NeedData.NEED_DATA]:
        """Return the next frame, or NEED_DATA if it is not complete yet.

        Returns:
            A frame; a `Skipped` if skipping or resynchronising is enabled; or `NEED_DATA`, which is false.

        Raises:
            UnpackError: the bytes are not a valid frame. If the end of the frame is known, the next call continues after it;
                otherwise every further call raises the error again. `offset` counts from the beginning of the stream.
            TruncatedFrame: the stream has ended within a frame.
            EndOfStream: the stream has ended after a complete frame.
        """
        if self._gathering is None and self._search is None and self._held is None:
            at, end = self._at, self._end
            if at == end:
                if not self._queue and not self._ended and self._fault is None:
                    return NEED_DATA
            elif self._read is not None and end - at >= self._last_large:
                try:
                    frame, after = self._read(self._buffer, at, end, None)
                except Exception:  # noqa: S110  # incomplete or invalid: the careful way below finds out which
                    pass
                else:
                    if at < after <= at + self._limit:
                        self._at = after
                        return frame  # type: ignore[no-any-return]
        try:
            return self._next_carefully()
        except FramekitError as error:
            raise error.with_traceback(None) from error.__cause__

    def feed(self, data: Buffer, /) -> list[T]:
        """Take bytes and return all frames that are complete now: the fast way for many small frames.

        Raises:
            EndOfStream, TruncatedFrame, UnpackError: as for `next_frame`; deferred to the next call if valid frames precede the
                error. The bytes have been taken in either case, unless the error is fatal.
        """
        self.receive_data(data)
        items: list[T] = []
        while True:
            if self._read_many is not None and self._gathering is None and self._search is None and self._held is None:
                self._at = self._read_many(self._buffer, self._at, self._end, self._limit, items.append)
            try:
                item = self._next_carefully()
            except FramekitError as error:
                if not items:
                    raise error.with_traceback(None) from error.__cause__
                if not isinstance(error, EndOfStream):
                    self._held = error
                return items
            if item is NEED_DATA:
                return items
            items.append(item)

    def receive_frames(self, data: bytes) -> tuple[int, list[tuple[T, int]]]:
        """Take bytes; return their offset in the stream and the frames complete in them, each with the offset after it.

        This is the fast way for a caller that needs the position of each frame; `next_frame` returns the remaining ones.
        """
        waits = self._at < self._end or self._queue or self._gathering or self._search or self._held
        self.receive_data(data)
        found: list[tuple[T, int]] = []
        if not waits and (read := self._unit.read_with_ends) is not None:
            self._at = read(self._buffer, self._at, self._end, self._limit, found.append)
        return self._base, found

    @property
    def state(self) -> DecoderState:
        """What the decoder is doing."""
        return state_of(self._fault, self._held, self._search, self._gathering, ended=self._ended)

    @property
    def bytes_needed(self) -> int:
        """The minimum number of further bytes needed before `next_frame` can have a new result; 0 if it may have one now."""
        if self._fault or self._held or self._ended:
            return 0
        if self._search is not None:
            return 1
        if self._gathering is not None and not self._queue:
            return max(0, self._gathering.needed - self._gathering.size - (self._end - self._at))
        waiting = self.trailing_data
        at, end = self._unit.skip_fill(waiting, 0, len(waiting)), len(waiting)
        if at == end:
            return self._unit.least
        try:
            size = self._measure(waiting, at, end).needed - at
        except Exception:
            return 0
        return 0 if size > self._limit else max(0, size - (end - at))

    @property
    def read_size(self) -> int:
        """The recommended number of bytes to read next: the rest of a large frame, to avoid joining chunks, or a default."""
        gathering = self._gathering
        if gathering is not None and gathering.whole and gathering.needed >= LARGE:
            return max(1, min(self.bytes_needed, max(READ_SIZE, self.buffered)))
        return min(max(READ_SIZE, self._last_large), MAX_READ_SIZE)

    @property
    def offset(self) -> int:
        """The number of bytes of the stream that were returned as frames or skipped, or that errors covered."""
        ahead = 0 if self._gathering is None else self._gathering.ahead
        return self._base + self._at + ahead

    @property
    def buffered(self) -> int:
        """The number of pending bytes: received, but not yet part of a frame, an error or a skip."""
        waiting, gathering = self._end - self._at + self._queued, self._gathering
        if isinstance(gathering, Passing):
            return max(0, waiting - gathering.ahead)
        return waiting + (0 if gathering is None else gathering.size)

    @property
    def trailing_data(self) -> bytes:
        """The pending bytes, for example for another protocol that continues here."""
        gathered = b"" if self._gathering is None else self._gathering.joined()
        ahead = self._chunk if self._searched is None else self._searched
        waiting = b"".join((gathered, ahead[self._at : self._end], *self._queue))
        return waiting[self._gathering.ahead :] if isinstance(self._gathering, Passing) else waiting

    def detach(self) -> bytes:
        """Stop decoding and return the pending bytes."""
        trailing = self.trailing_data
        self._fault = StreamClosed("the decoder is detached; another protocol reads the stream now", offset=self.offset)
        self._drop()
        return trailing

    def _drop(self) -> None:
        self._base = self.offset
        self._gathering = self._search = self._searched = self._held = None
        self._queue.clear()
        self._queued = 0
        self._chunk = self._buffer = b""
        self._at = self._end = 0

    # The careful way

    def _next_carefully(self) -> T | Literal[NeedData.NEED_DATA]:
        if self._held is not None:
            error, self._held = self._held, None
            raise error
        if self._fault is not None:
            raise self._fault.with_traceback(None)
        found: T | Literal[NeedData.NEED_DATA] | None
        while True:
            if self._search is not None:
                found = self._go_on_searching(self._search)
            elif self._gathering is not None:
                found = self._go_on_gathering(self._gathering)
            elif self._at == self._end:
                found = NEED_DATA
            else:
                found = self._look()
            if found is None:
                continue
            if found is not NEED_DATA:
                return found
            if not self._queue:
                if self._flushing:
                    self._pass_candidate()
                    continue
                if not self._ended:
                    return NEED_DATA
                self._at_the_end()
                continue
            if self._search is None:
                self._take(self._unqueue())
            else:
                self._extend_search(self._unqueue())

    def _pass_candidate(self) -> None:
        """Search after the beginning of a unit whose rest is not expected."""
        self._flushing = False
        if self._ended:
            return
        if self._search is not None:
            if self._at + self._search.place < self._end:
                self._search.pass_candidate()
        elif self._gathering is not None:
            error = self._unit.explain(self._gathering.joined(), None, self.offset)
            error.reason += "; no more bytes arrived"
            self._fail(error, 1)
        if self._search is not None:
            self._search.find_whole(self._chunk if self._searched is None else self._searched, self._at, self._end)

    def _at_the_end(self) -> None:
        """Raise the error for the end of the stream, or continue searching in the leftover bytes."""
        if isinstance(self._gathering, Passing):
            missing = self._gathering.needed - self._gathering.size
            raise self._give_up(
                TruncatedFrame(
                    f"the stream has ended inside a frame that is already invalid; missing bytes: {missing}",
                    needed=missing,
                    frame=self._unit.name,
                    offset=self.offset - missing,
                )
            )
        left = self.trailing_data
        if not left:
            raise EndOfStream("the stream has ended", frame=self._unit.name, offset=self.offset)
        base = self.offset
        error = self._unit.explain(left, None, base)
        if isinstance(error, TruncatedFrame):
            error.reason += "; the stream has ended"
        if not self._resync:
            raise self._give_up(error)
        self._drop()
        self._base = base
        self._take(left)
        self._begin_search(error, len(left))

    def _measure(self, buffer: bytes, at: int, end: int) -> Walk:
        """Walk over the unit at `at` as far as possible. Raises whatever the unit's generator raises."""
        walk = Walk(self._unit, buffer, at)
        walk.go_on(min(end, at + self._reach))
        return walk

    def _look(self) -> Any:
        """Examine the beginning of a unit: return a frame, raise an error, or return None if the rest of the unit is missing."""
        self._at = self._unit.skip_fill(self._chunk, self._at, self._end)
        at, end = self._at, self._end
        if at == end:
            return NEED_DATA
        try:
            walk = self._measure(self._chunk, at, end)
        except Exception as fault:
            seen = self._unit.walked(self._chunk, at, min(end, at + self._limit))
            return self._fail(self._unit.explain(self._chunk[at : at + max(seen, LOOK)], fault, self._base + at), seen)
        size = walk.needed - at
        if size > self._reach:
            return self._fail_too_large(size, self._chunk, at, min(end, at + self._reach))
        if size <= end - at:
            self._at = at + size
            return self._finish(self._chunk[at : at + size], self._base + at)
        self._gathering = Gathering(self._unit, self._chunk[at:end], self._reach, size if walk.known else None)
        self._at = end
        self._doubted = 0
        self._doubt(self._gathering)
        return None

    def _go_on_gathering(self, gathering: Gathering | Passing) -> Any:
        base = self.offset
        while not (gathering.whole and gathering.size >= gathering.needed):
            if self._at == self._end:
                return NEED_DATA
            before = gathering.size
            try:
                self._at = gathering.add(self._chunk, self._at, self._end)
            except Exception as fault:
                self._at += gathering.size - before
                return self._fail(self._unit.explain(gathering.joined(), fault, base), gathering.size)
            if gathering.needed > self._reach:
                return self._fail_too_large(gathering.needed, gathering.joined(), 0, gathering.size)
            self._doubt(gathering)
            if self._search is not None:
                return None
        wire = gathering.joined()
        self._gathering = None
        return None if isinstance(gathering, Passing) else self._finish(wire, base)

    def _doubt(self, gathering: Gathering | Passing) -> None:
        """Examine the first bytes of a unit whose end is known: a fault in them need not wait for the rest.

        With `resync`, a search begins, since the length may be wrong too. Without it, the error is raised, and the rest of the
        unit is dropped as it arrives.
        """
        if self._skips and not self._resync:
            return  # the unit will be skipped as a whole
        if isinstance(gathering, Passing) or not gathering.whole or gathering.size >= gathering.needed:
            return
        for size in looks(self._doubted, gathering.size, self._unit.milestones):
            head = gathering.head(size)
            self._doubted = size
            if not self._unit.judge(head, self._limit).seen:
                continue
            error = self._unit.explain_early(head, self.offset)
            if isinstance(error, TruncatedFrame):
                continue
            if self._resync:
                self._fail(error, size)
                return
            self._gathering = Passing(gathering.size, gathering.needed)
            raise error

    def _finish(self, wire: bytes, base: int) -> Any:
        """Return the frame of a complete unit, which has already been consumed, or report what is wrong with it."""
        self._last_large = len(wire) if len(wire) >= LARGE else 0
        try:
            if len(wire) > self._limit:
                raise self._unit.too_large(len(wire), self._limit, wire, base)
            return self._unit.unpack(wire, base)
        except UnpackError as error:
            if self._resync:
                self._push_back(wire)
                return self._begin_search(error, len(wire))
            if self._skips:
                return Skipped(base, wire, error)
            raise

    def _fail(self, error: UnpackError, seen: int) -> Any:
        """Report that the end of the current unit, of which `seen` bytes were examined, cannot be determined."""
        if self._resync:
            if self._gathering is not None:
                wire = self._gathering.joined()
                self._gathering = None
                self._push_back(wire)
            return self._begin_search(error, seen)
        raise self._give_up(error)

    def _fail_too_large(self, size: int, buffer: bytes, at: int, end: int) -> Any:
        """Report a unit over its limit, or its wrong constants if there are any, which explain more."""
        unit, base = self._unit, self.offset
        if self._reach > self._limit:  # noise with no end within reach: skip that many bytes and begin the next unit there
            wire = bytes(buffer[at : at + self._reach])
            self._pass_over(wire)
            return Skipped(base, wire, unit.too_large(size, self._limit, wire, base))
        seen = unit.walked(buffer, at, end)
        error: UnpackError | None = None
        if unit.signature is not None and seen >= unit.signature_size and not unit.signature.match(buffer, at, end):
            error = unit.explain_early(buffer[at : at + unit.signature_size], base)
        if error is None or isinstance(error, TruncatedFrame):
            error = unit.too_large(size, self._limit, buffer[at : at + LOOK], base)
        return self._fail(error, max(LOOK, seen))

    def _pass_over(self, wire: bytes) -> None:
        """Continue after bytes of the current unit, including gathered ones."""
        if self._gathering is not None:
            wire, gathered = wire[self._gathering.size :], self._gathering.joined()[len(wire) :]
            self._gathering = None
            self._push_back(gathered)
        self._at += len(wire)

    def _give_up(self, error: UnpackError) -> UnpackError:
        error.fatal = True
        self._fault = error
        return error

    # Searching

    def _push_back(self, wire: bytes) -> None:
        """Return consumed bytes to the front of the input."""
        size = len(wire)
        if size <= self._at:
            self._at -= size
            return
        rest = self._chunk[self._at : self._end]
        base = self._base + self._at - size
        self._take(wire + rest)
        self._base = base

    def _begin_search(self, error: UnpackError, seen: int) -> None:
        self._search = Search(self._unit, error, self._limit, self._budget, self.offset, seen)
        self._searched = None

    def _extend_search(self, chunk: bytes) -> None:
        """Append a chunk to the bytes being searched."""
        if self._searched is None:
            base = self._base + self._at
            self._searched = bytearray(self._chunk[self._at : self._end])
            self._at = 0
            self._base = base
        self._searched += chunk
        self._end = len(self._searched)

    def _go_on_searching(self, search: Search) -> Any:
        buffer = self._chunk if self._searched is None else self._searched
        found = search.advance(buffer, self._at, self._end, ended=self._ended and not self._queue)
        place = min(search.place, self._end - self._at)
        if place > self._max_skip:
            if self._searched is not None:
                self._settle()
            search.error.add_note(f"no frame found in the next {self._max_skip} bytes (max_skip=)")
            self._search = None
            raise self._give_up(search.error)
        if not found and not (self._ended and not self._queue):
            return NEED_DATA
        offset, at = self._base + self._at, self._at
        skipped = Skipped(offset, bytes(buffer[at : at + place]), search.error)
        if self._searched is not None:
            self._settle()
        self._at += place
        self._search = None
        return skipped

    def _settle(self) -> None:
        """Turn the searched bytes back into a single chunk."""
        assert self._searched is not None
        base = self._base
        chunk = bytes(self._searched)
        self._searched = None
        self._take(chunk)
        self._base = base
