"""Both ends of a stream of a Frame class or a protocol: a decoder for received bytes, and a packer for frames to write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar
from typing import Protocol as Interface

from framekit.declare.giving import spec_of_unbound
from framekit.decoder import FrameDecoder, NeedData
from framekit.decoder.options import Sends, SkippingOptions
from framekit.framing.base import Framing, framed
from framekit.protocol.live import LiveSide, Packed
from framekit.protocol.options import check_decoder_options
from framekit.protocol.protocol import Protocol
from framekit.protocol.session import Session, Side

if TYPE_CHECKING:
    from framekit.declare.frame import Frame


T_co = TypeVar("T_co", covariant=True)


class StreamDecoder(Interface[T_co]):
    """The decoder interface that a stream driver needs; FrameDecoder and LiveSide implement it."""

    gap_timeout: float | None

    def receive_data(self, data: bytes, /) -> None:
        """Take received bytes."""

    def receive_eof(self) -> None:
        """Mark the end of the stream: no more bytes will arrive."""

    def next_frame(self) -> T_co | Literal[NeedData.NEED_DATA]:
        """Return the next item, or NEED_DATA."""

    def flush_candidate(self) -> None:
        """Stop waiting for the rest of the current frame, as no data is expected for now."""

    def detach(self) -> bytes:
        """Stop decoding and return the pending bytes."""

    @property
    def buffered(self) -> int:
        """The number of pending bytes."""

    @property
    def bytes_needed(self) -> int:
        """The minimum number of further bytes needed for a new result."""

    @property
    def read_size(self) -> int:
        """The recommended number of bytes to read next."""


class ProtocolOptions(SkippingOptions, total=False):
    """The options of a stream of a protocol.

    Attributes:
        session: the session of the conversation; a new one if left out. Pass the same one again to continue over TLS.
    """

    session: Session | None


class Ends(NamedTuple):
    """Both ends of a stream.

    Attributes:
        name: the name of the frame class or of the protocol.
        decoder: the decoder for received bytes.
        pack: packs the frames of one write and counts them as sent. It stops before a frame that a protocol refuses, unless that
            is the first one. Raises PackError if the first frame cannot be packed or must not be sent now, TypeError if its class
            is not one that can be written, StreamClosed if the protocol has ended.
    """

    name: str
    decoder: StreamDecoder[Any]
    pack: Callable[[Sequence[Any]], Packed]

    @property
    def live(self) -> LiveSide | None:
        """The side of a protocol, or None for frames of one class."""
        return self.decoder if isinstance(self.decoder, LiveSide) else None


def ends_of(
    frame: type[Frame] | Protocol,
    *,
    side: Side = "client",
    session: Session | None = None,
    sends: Sends = None,
    framing: Framing | None = None,
    gap_timeout: float | None = None,
    **options: Any,
) -> Ends:
    """Create both ends of a stream.

    Args:
        frame: the class of the frames, or a protocol.
        side: for a protocol, the side that writes here.
        session: for a protocol, the session of the conversation.
        sends: the classes of the frames that are written, if they differ from `frame`.
        framing: what surrounds each frame.
        gap_timeout: the timeout of the stream; see SkippingOptions.
        options: the options of FrameDecoder.

    Raises:
        SpecError, TypeError, ValueError: the options are invalid or contradict each other.
    """
    if gap_timeout is not None and (not options.get("resync") or not gap_timeout > 0):
        raise ValueError(f"gap_timeout= must be a number of seconds above 0, and requires resync=True; got {gap_timeout!r}")
    if isinstance(frame, Protocol):
        if sends is not None:
            raise TypeError(f"sends= applies only to a Frame class; the protocol {frame.name!r} defines what each side sends")
        if side not in ("client", "server"):
            raise ValueError(f"side= must be 'client' or 'server', got {side!r}")
        if framing is not None:
            options["framing"] = framing
        theirs = frame.sides[1 if side == "client" else 0]
        # Refuse invalid options before anything is opened. The first class that a function yields is not known yet.
        check_decoder_options({**frame.options, **options}, theirs if isinstance(theirs, type) else None)
        live = LiveSide(frame, side, Session() if session is None else session, options)
        live.gap_timeout = gap_timeout
        return Ends(frame.name, live, live.pack)
    if session is not None:
        raise TypeError("session= applies only to a Protocol; frames of one class have no session")
    decoder: FrameDecoder[Any] = FrameDecoder(frame, framing=framing, **options)
    decoder.gap_timeout = gap_timeout
    classes = (frame,) if sends is None else tuple(sends) if isinstance(sends, list | tuple) else (sends,)
    allowed = tuple(spec_of_unbound(one).frame_class for one in classes)

    def pack(each: Any) -> bytes:
        if type(each) not in allowed:
            names = " or ".join(one.__name__ for one in allowed)
            raise TypeError(f"expected {names}, got {type(each).__name__}; sends= names the classes that can be written")
        wire: bytes = each.pack()
        return framed(wire, framing)

    def pack_all(frames: Sequence[Any]) -> Packed:
        return Packed(b"".join(map(pack, frames)), len(frames))

    return Ends(frame.__name__, decoder, pack_all)
