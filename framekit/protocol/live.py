"""LiveSide: a protocol as the stream of one side drives it. It reads what the peer sends, and follows what this side writes.

Strategy: the peer's bytes go through a SideReader, which has the interface of FrameDecoder. Frames that this side has sent are
handed to the protocol's function of this side, so that the session knows as much as it does of a capture of both sides.

Rules: a frame is checked before it is sent, and counts when all its bytes are sent: a write that timed out and is repeated counts
once. One thread may read while others write, so the session changes under a lock only. There is no I/O and no clock here.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, Never

from framekit.decoder import NeedData
from framekit.errors import FramekitError, PackError, StreamClosed
from framekit.framing.base import framed
from framekit.protocol.reading import Item, SideReader
from framekit.protocol.session import Session, Side
from framekit.protocol.stepping import Stepping

if TYPE_CHECKING:
    from framekit.protocol.protocol import Protocol

POLL = 0.02
"""Seconds after which a driver that reads in a thread or task of its own looks again, if what has come waits for a frame of this
side: the frame may have been sent since, by a thread that was not yet done with counting it."""


class LiveSide:
    """One side of a live conversation, without I/O.

    Args:
        protocol: of the conversation.
        side: "client" or "server": who writes here.
        session: shared by both sides.
        options: of FrameDecoder.

    Attributes:
        session: as given.
        gap_timeout: as in FrameDecoder.
        last_large: as in FrameDecoder; not kept here.
        is_sending: set by the driver while frames are being sent, so that nobody concludes that they will not come.

    >>> from framekit import Frame, Protocol, Session, text, u8
    >>> class Word(Frame):
    ...     word: str = text(prefix=u8)
    >>> side = LiveSide(Protocol("words", client=Word), "client", Session(), {})
    >>> side.pack(Word(word="hi"))
    b'\\x02hi'
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
        self.is_sending = False
        self.last_large = 0

    # What the peer sends

    def receive_data(self, data: bytes) -> None:
        """Take bytes that came in."""
        with self._lock:
            self._reader.receive_data(data)

    def receive_eof(self) -> None:
        """No more bytes will come."""
        with self._lock:
            self._reader.receive_eof()

    def next_frame(self) -> Item | Literal[NeedData.NEED_DATA]:
        """The next frame, `Skipped` or `Opaque` of the peer, or NEED_DATA.

        Raises:
            EndOfStream: the peer has ended its side after a frame.
            UnpackError: the bytes are not the frame that comes next. If that is fatal, every further call raises it again.
        """
        with self._lock:
            if self._fault is not None:
                raise self._fault.with_traceback(None)
            self._own.settle()  # the peer's side may wait for what this one knows then
            self._reader.may_give_up = not self.is_sending
            try:
                return self._reader.next_frame()
            except FramekitError as error:
                if getattr(error, "fatal", False):
                    self._fault = error
                raise

    @property
    def is_waiting(self) -> bool:
        """What has come waits for a frame that this side must send first."""
        return self._reader.is_waiting

    def flush_candidate(self) -> None:
        """As in FrameDecoder."""
        with self._lock:
            self._reader.flush_candidate()

    def detach(self) -> bytes:
        """Stop decoding, and give the bytes that wait."""
        with self._lock:
            trailing = self._reader.trailing_data
            self._fault = StreamClosed("the decoder was detached: another protocol has the stream", offset=self._reader.offset)
            return trailing

    @property
    def frame_name(self) -> str:
        """The name of the protocol."""
        return self._protocol.name

    @property
    def buffered(self) -> int:
        """How many bytes wait."""
        return self._reader.buffered

    @property
    def bytes_needed(self) -> int:
        """How many more bytes must come, at least, before there is anything new; 1 if that is not known."""
        return self._reader.bytes_needed

    @property
    def size_at_hand(self) -> int:
        """How many bytes the frame takes whose beginning has come; 0 if that is not known."""
        return self._reader.size_at_hand

    # What this side sends

    def pack(self, frame: Any) -> bytes:
        """The bytes of a frame that this side may send now.

        Raises:
            PackError: it cannot be packed, or the protocol has another frame here, or the peer's turn.
            StreamClosed: the protocol has no frames of this side any more.
        """
        with self._lock:
            expected, options = self._expected()
        if type(frame) is not expected:
            raise PackError(f"{self._protocol.name}: the {self._side} sends {expected.__name__} next, not {type(frame).__name__}")
        wire: bytes = frame.pack()
        return framed(wire, {**self._options, **options}.get("framing"))

    def sent(self, frames: Iterable[Any]) -> None:
        """All bytes of these frames were sent."""
        own = self._own
        with self._lock:
            for each in frames:
                own.settle()
                if own.expected is None or type(each) is not own.expected[0]:
                    own.end(f"{type(each).__name__} was sent, which the protocol does not have here")
                    return
                self.session.counts[self._side] += 1
                if not own.is_fixed:
                    own.advance(each)

    def _expected(self) -> tuple[Any, dict[str, Any]]:
        own = self._own
        if not own.begun:
            own.advance(None)
        own.settle()
        if own.wait is not None:
            raise PackError(f"{self._protocol.name}: the {self._side} waits here for what the {self._peer} sends; read it first")
        return own.expected or self._ended()

    def _ended(self) -> Never:
        reason = f"{self._protocol.name}: {self._own.ended}; detach() gives the connection for what comes next"
        raise StreamClosed(reason)
