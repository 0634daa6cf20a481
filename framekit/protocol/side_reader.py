"""SideReader: decode one side of a conversation, in which each frame may be of another class.

Strategy: a FrameDecoder reads frames of one class. After each frame the protocol's function determines what comes next; if that
is another class, a new decoder takes over the pending bytes.

Rules: offsets count from the beginning of the side. Bytes that are not frames are returned as `Skipped` or `Opaque`, never
dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from framekit.declare.frame import Frame
from framekit.decoder import NEED_DATA, FrameDecoder, NeedData, Skipped
from framekit.decoder.limits import READ_SIZE
from framekit.errors import EndOfStream, FramekitError, SpecError, TruncatedFrame, UnpackError
from framekit.protocol.session import Session, Side
from framekit.protocol.stepping import Sends, Stepping

MAX_WAITING = 1 << 20
"""The maximum number of bytes of a side that may wait for the other side."""


class Opaque(NamedTuple):
    """Bytes that are not frames: encrypted, of another protocol, or after an error.

    Attributes:
        offset: the offset of the first byte, from the beginning of the side.
        data: the bytes; b"" if only the fact is reported.
        reason: why they are not decoded.
    """

    offset: int
    data: bytes
    reason: str


Item = Frame | Skipped | Opaque


class SideReader:
    """Decode what one side of a conversation sends.

    Args:
        sends: a Frame class, or a generator function that takes the session.
        session: the session, shared with the other side.
        side: "client" or "server".
        options: the options of FrameDecoder.

    Attributes:
        offset: the number of bytes that were returned as frames, skipped, or opaque.
        opaque: why the rest is not decoded, or "".
    """

    def __init__(self, sends: Sends, session: Session, side: Side, options: Mapping[str, Any]) -> None:
        self._stepping = Stepping(sends, session)
        self._session = session
        self._side: Side = side
        self._options = dict(options)
        self._decoder: FrameDecoder[Any] | None = None
        self._expected: tuple[Any, dict[str, Any]] | None = None
        self._base = 0  # the offset of the decoder's first byte
        self._held: list[bytes] = []  # bytes that arrived while there was no decoder
        self._held_size = 0
        self._opaque_at = 0
        self._received = 0  # bytes that have arrived or are missing
        self._ended = False
        self._rejoins = False
        self.opaque = ""

    # Input

    def receive_data(self, data: bytes) -> None:
        """Take received bytes."""
        if not data:
            return
        self._received += len(data)
        if self._decoder is not None and not self.opaque:
            self._decoder.receive_data(data)
        else:
            self._held.append(data)
            self._held_size += len(data)

    def receive_frames(self, data: bytes) -> tuple[int, list[tuple[Any, int]]]:
        """Take bytes: the fast way for a side whose frames are of one class. `next_frame` returns the remaining items.

        Returns:
            The offset of `data` in the side, and the frames that are complete in it, each with the offset after it in `data`.
        """
        decoder = self._decoder
        if decoder is None or self.opaque or not self._stepping.is_fixed:
            self.receive_data(data)
            return 0, []
        self._received += len(data)
        offset, found = decoder.receive_frames(data)
        self._session.counts[self._side] += len(found)
        return self._base + offset, found

    def receive_eof(self) -> None:
        """Mark the end of the side: no more bytes will arrive."""
        self._ended = True
        if self._decoder is not None:
            self._decoder.receive_eof()

    def receive_gap(self, size: int) -> Skipped | None:
        """Mark missing bytes and search for the next frame after them. Pending bytes are returned as `Skipped`."""
        waiting = self.trailing_data
        skipped = None
        if waiting and not self.opaque:
            error = TruncatedFrame(f"the next {size} bytes are missing", needed=size, offset=self._received)
            skipped = Skipped(self._received - len(waiting), waiting, error)
        self._held, self._held_size = [], 0
        self._received += size
        self._base = self._received  # not the decoder's offset, which may already be after a bad frame with a missing part
        self._opaque_at = self._base
        self._rejoins = True
        if self._decoder is not None:
            self._decoder = None
            self._decode(self._base)
        return skipped

    def join(self) -> None:
        """Search for the first frame, since the bytes do not begin where the side began."""
        self._rejoins = self._session.joined = True

    def give_up(self, reason: str) -> None:
        """Stop decoding: the pending bytes and all further ones are `Opaque`."""
        if not self.opaque:
            self._stepping.end(reason)
            self._become_opaque(reason, None)

    def wake(self) -> bool:
        """True if the side was waiting for the other one and can continue."""
        return self._stepping.can_go_on

    # Output

    def next_frame(self) -> Item | Literal[NeedData.NEED_DATA]:
        """Return the next frame, `Skipped`, or `Opaque`; NEED_DATA if more bytes or frames from the other side are needed.

        Raises:
            EndOfStream: the side has ended after a complete frame.
            UnpackError: the bytes are not a valid frame. If the error is fatal, the side is opaque from there.
        """
        stepping = self._stepping
        if not stepping.begun:
            if not self._held and not self._ended:
                return NEED_DATA
            self._advance(None)
        if stepping.wait is not None:
            gives_up = self._ended or self._held_size > MAX_WAITING
            if stepping.settle(gives_up=gives_up):
                self._follow()
            if stepping.wait is not None:
                return NEED_DATA
        if self.opaque:
            return self._take_opaque()
        decoder = self._decoder
        assert decoder is not None
        try:
            item = decoder.next_frame()
        except UnpackError as error:
            error.move(self._base)
            if error.fatal:
                self._become_opaque(f"error at byte {error.offset}", decoder.trailing_data)
            raise
        if item is NEED_DATA:
            return NEED_DATA
        if type(item) is Skipped:
            item.error.move(self._base)
            return Skipped(item.offset + self._base, item.data, item.error)
        self._session.counts[self._side] += 1
        if not stepping.is_fixed:
            self._advance(item)
        return item  # type: ignore[no-any-return]

    def feed(self, data: bytes) -> list[Item]:
        """Take bytes and return all items that are complete now. Raises as `next_frame` does if no item precedes the error."""
        self.receive_data(data)
        items: list[Item] = []
        while True:
            try:
                item = self.next_frame()
            except FramekitError:
                if items:
                    return items
                raise
            if item is NEED_DATA:
                return items
            items.append(item)

    @property
    def offset(self) -> int:
        """The number of bytes that were returned as frames, skipped, or opaque."""
        if self.opaque:
            return self._opaque_at
        decoder = self._decoder
        return self._base if decoder is None else self._base + decoder.offset

    @property
    def buffered(self) -> int:
        """The number of pending bytes."""
        return self._held_size + (0 if self._decoder is None or self.opaque else self._decoder.buffered)

    @property
    def trailing_data(self) -> bytes:
        """The pending bytes, for example for another protocol that continues here."""
        return b"".join(self._held) if self._decoder is None or self.opaque else self._decoder.trailing_data

    @property
    def is_waiting(self) -> bool:
        """True if received bytes wait for the other side."""
        return self._stepping.wait is not None and bool(self._held)

    @property
    def bytes_needed(self) -> int:
        """The minimum number of further bytes needed for a new result; 1 if unknown."""
        return 1 if self._decoder is None or self.opaque else self._decoder.bytes_needed

    @property
    def read_size(self) -> int:
        """The recommended number of bytes to read next."""
        return READ_SIZE if self._decoder is None or self.opaque else self._decoder.read_size

    def flush_candidate(self) -> None:
        """Stop waiting for the rest of the current frame, which may be a false start; see FrameDecoder."""
        if self._decoder is not None and not self.opaque:
            self._decoder.flush_candidate()

    @property
    def expected(self) -> str:
        """The name of the class of the next frames, or ""."""
        return "" if self._expected is None else self._expected[0].__name__

    # Steps

    def _advance(self, answer: Any) -> None:
        """Ask the protocol for the next step."""
        self._stepping.advance(answer)
        self._follow()

    def _follow(self) -> None:
        """Apply the protocol's step."""
        stepping = self._stepping
        if stepping.expected is not None:
            self._expect(*stepping.expected)
        elif stepping.ended:
            self._become_opaque(stepping.ended, None)
        elif self._decoder is not None:
            self._hold(self._decoder)

    def _expect(self, frame: Any, options: dict[str, Any]) -> None:
        if self._decoder is not None and self._expected == (frame, options):
            return
        self._expected = (frame, options)
        if self._decoder is not None:
            self._hold(self._decoder)
        self._decode(self._base)

    def _hold(self, decoder: FrameDecoder[Any]) -> None:
        """Take back the bytes that a decoder has not used."""
        self._base += decoder.offset
        waiting = decoder.detach()
        self._decoder = None
        self._held, self._held_size = [waiting] if waiting else [], len(waiting)

    def _decode(self, base: int) -> None:
        assert self._expected is not None
        frame, own = self._expected
        options = {**self._options, **own}
        if self._rejoins:
            options["resync"] = True
            self._rejoins = False
        self._base = base
        try:
            self._decoder = FrameDecoder(frame, **options)
        except (SpecError, TypeError, ValueError) as fault:
            reason = fault.reason if isinstance(fault, SpecError) else str(fault)
            self._become_opaque(f"the next frame of the protocol cannot be decoded: {reason}", None)
            return
        held, self._held, self._held_size = b"".join(self._held), [], 0
        self._decoder.receive_data(held)
        if self._ended:
            self._decoder.receive_eof()

    def _become_opaque(self, reason: str, waiting: bytes | None) -> None:
        at = self.offset
        if self._decoder is not None:
            rest = self._decoder.trailing_data if waiting is None else waiting
            self._held, self._held_size = [rest] if rest else [], len(rest)
        self.opaque = reason
        self._opaque_at = at

    def _take_opaque(self) -> Opaque | Literal[NeedData.NEED_DATA]:
        if not self._held:
            if self._ended:
                raise EndOfStream("the stream has ended", offset=self._opaque_at)
            return NEED_DATA
        data, self._held, self._held_size = b"".join(self._held), [], 0
        at = self._opaque_at
        self._opaque_at += len(data)
        return Opaque(at, data, self.opaque)
