"""LiveSide: one side of a live conversation. It decodes what the peer sends, and follows what this side writes.

Strategy: the peer's bytes go through a SideReader, which has the interface of FrameDecoder. Frames that this side writes are
passed to the protocol's function for this side, so the session knows as much as it would from a capture of both sides.

Rules: a frame is checked and counted in one step, just before its bytes are sent. Two writers therefore cannot both send what the
protocol allows once, and no answer from the peer can arrive before the frame that it answers is counted. The stream must then
send those bytes, or break. One thread may read while others write, so the session changes only under a lock. There is no I/O and
no clock here.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Never

from framekit.declare.declaration import spec_of
from framekit.declare.showing import show_value
from framekit.decoder import NeedData
from framekit.errors import FramekitError, PackError, StreamClosed
from framekit.framing.base import framed
from framekit.protocol.session import Session, Side
from framekit.protocol.side_reader import Item, SideReader
from framekit.protocol.stepping import Stepping

if TYPE_CHECKING:
    from framekit.protocol.protocol import Protocol

POLL = 0.02
"""Polling interval in seconds of a reader whose bytes wait for a frame that another thread or task must write first."""


class Packed(NamedTuple):
    """The packed frames of one write.

    Attributes:
        wire: the bytes to send.
        frames: the number of frames in the bytes.
        refused: the error of the frame after them, or None if the bytes contain all frames.
    """

    wire: bytes
    frames: int
    refused: Exception | None = None


class LiveSide:
    """One side of a live conversation, without I/O.

    Args:
        protocol: the protocol of the conversation.
        side: the side that writes here, "client" or "server".
        session: the session that both sides share.
        options: the options of FrameDecoder.

    Attributes:
        session: the session.
        gap_timeout: as in FrameDecoder.

    >>> from framekit import Frame, Protocol, Session, text, u8
    >>> class Word(Frame):
    ...     word: str = text(prefix=u8)
    >>> side = LiveSide(Protocol("words", client=Word), "client", Session(), {})
    >>> side.pack([Word(word="hi")])
    Packed(wire=b'\\x02hi', frames=1, refused=None)
    >>> side.receive_data(b"\\x05hello")
    >>> side.next_frame()
    Word(word='hello')
    """

    def __init__(self, protocol: Protocol, side: Side, session: Session, options: Mapping[str, Any]) -> None:
        client, server = protocol.sides
        mine, theirs = (client, server) if side == "client" else (server, client)
        self.session = session
        self.gap_timeout: float | None = None
        self._protocol = protocol
        self._side: Side = side
        self._peer: Side = "server" if side == "client" else "client"
        self._options = {**protocol.options, **options}
        self._own = Stepping(mine, session)
        self._reader = SideReader(theirs, session, self._peer, self._options)
        self._lock = threading.Lock()
        self._fault: FramekitError | None = None

    # Frames from the peer

    def receive_data(self, data: bytes) -> None:
        """Take received bytes."""
        with self._lock:
            self._reader.receive_data(data)

    def receive_eof(self) -> None:
        """Mark the end of the stream: no more bytes will arrive."""
        with self._lock:
            self._reader.receive_eof()

    def next_frame(self) -> Item | Literal[NeedData.NEED_DATA]:
        """Return the next frame, `Skipped` or `Opaque` from the peer, or NEED_DATA.

        Raises:
            EndOfStream: the peer has ended its side after a complete frame.
            UnpackError: the bytes are not the expected frame. If the error is fatal, every further call raises it again.
        """
        with self._lock:
            if self._fault is not None:
                raise self._fault.with_traceback(None)
            self._own.settle()  # the peer's side may wait for what this side then puts in the session
            try:
                return self._reader.next_frame()
            except FramekitError as error:
                if getattr(error, "fatal", False):
                    self._fault = error
                raise

    @property
    def is_waiting(self) -> bool:
        """True if received bytes can be decoded only after this side has sent a frame."""
        return self._reader.is_waiting

    def flush_candidate(self) -> None:
        """Stop waiting for the rest of the current frame; see FrameDecoder."""
        with self._lock:
            self._reader.flush_candidate()

    def detach(self) -> bytes:
        """Stop decoding and return the pending bytes."""
        with self._lock:
            trailing = self._reader.trailing_data
            reason = "the decoder is detached; another protocol reads the stream now"
            self._fault = StreamClosed(reason, offset=self._reader.offset)
            return trailing

    @property
    def buffered(self) -> int:
        """The number of pending bytes."""
        return self._reader.buffered

    @property
    def bytes_needed(self) -> int:
        """The minimum number of further bytes needed for a new result; 1 if unknown."""
        return self._reader.bytes_needed

    @property
    def read_size(self) -> int:
        """The recommended number of bytes to read next."""
        return self._reader.read_size

    # Frames from this side

    def pack(self, frames: Sequence[Any]) -> Packed:
        """Pack frames that are about to be sent, and count each as sent, so that the next one is checked against what follows.

        Raises:
            PackError: the first frame cannot be packed, the protocol expects another frame here, or it is the peer's turn.
            StreamClosed: the protocol has no more frames from this side.
        """
        wire: list[bytes] = []
        with self._lock:
            for frame in frames:
                try:
                    wire.append(self._pack_next(frame))
                except (FramekitError, TypeError, ValueError) as error:
                    if not wire:
                        raise
                    error.add_note(f"frames of this write that are sent before it: {len(wire)}")
                    return Packed(b"".join(wire), len(wire), error)
        return Packed(b"".join(wire), len(wire))

    def _pack_next(self, frame: Any) -> bytes:
        expected, own = self._expected()
        options = {**self._options, **own}
        spec = spec_of(expected)
        if type(frame) is not spec.frame_class:
            name = type(frame).__name__
            raise PackError(f"{self._protocol.name}: expected {expected.__name__} next from the {self._side}, got {name}")
        self._check_given(frame, options.get("given", {}) if spec.given is None else spec.given)
        wire = framed(frame.pack(), options.get("framing"))
        self.session.counts[self._side] += 1
        if not self._own.is_fixed:
            self._own.advance(frame)
        return wire

    def _check_given(self, frame: Any, given: Mapping[str, Any]) -> None:
        """Check that a frame has the values that the protocol gives here, since the peer reads it with those."""
        for name, value in given.items():
            has = getattr(frame, name, value)
            if has != value:
                reason = f"{self._protocol.name}: expected {show_value(value)} in this session, got {show_value(has)}"
                raise PackError(reason, frame=type(frame).__name__, path=name)

    def _expected(self) -> tuple[Any, dict[str, Any]]:
        own = self._own
        if not own.begun:
            own.advance(None)
        own.settle()
        if own.wait is not None:
            reason = f"the {self._side} must wait for a frame from the {self._peer} here; read it before writing"
            raise PackError(f"{self._protocol.name}: {reason}")
        return own.expected or self._ended()

    def _ended(self) -> Never:
        reason = f"{self._protocol.name}: {self._own.ended}; use detach() to continue with another protocol"
        raise StreamClosed(reason)
