"""Both ends of a stream, of a Frame class or a protocol: what decodes its bytes, and what packs the frames that are written."""

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
    """What the driver of a stream needs of a decoder; FrameDecoder and LiveSide have it."""

    gap_timeout: float | None

    def receive_data(self, data: bytes, /) -> None:
        """Take bytes that came in."""

    def receive_eof(self) -> None:
        """No more bytes will come."""

    def next_frame(self) -> T_co | Literal[NeedData.NEED_DATA]:
        """The next item, or NEED_DATA."""

    def flush_candidate(self) -> None:
        """Nothing more is coming for now."""

    def detach(self) -> bytes:
        """Stop decoding, and give the bytes that wait."""

    @property
    def buffered(self) -> int:
        """How many bytes wait."""

    @property
    def bytes_needed(self) -> int:
        """How many more bytes must come, at least, before there is anything new."""

    @property
    def read_size(self) -> int:
        """How many bytes are best read next."""


class ProtocolOptions(SkippingOptions, total=False):
    """The options of a stream of a protocol.

    Attributes:
        session: of the conversation; a new one if left out. One that went on over TLS is given again.
    """

    session: Session | None


class Ends(NamedTuple):
    """Both ends of a stream.

    Attributes:
        name: of the frames' class, or of the protocol.
        decoder: of what is read.
        pack: packs the frames of one write, and counts them as sent. It stops before a frame that a protocol refuses, unless that
            is the first. Raises PackError if the first frame cannot be packed or may not
            be sent now, TypeError if it is not of the classes that are written here, StreamClosed if the protocol has ended.
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
    """Both ends of a stream.

    Args:
        frame: the class of the frames, or a protocol.
        side: who writes here, of a protocol.
        session: of a protocol's conversation.
        sends: the classes of the frames that are written, if they are others.
        framing: what surrounds each frame.
        gap_timeout: of the stream; see SkippingOptions.
        options: of FrameDecoder.

    Raises:
        SpecError, TypeError, ValueError: the options make no sense.
    """
    if gap_timeout is not None and (not options.get("resync") or not gap_timeout > 0):
        raise ValueError(f"gap_timeout={gap_timeout!r} is a number of seconds above 0, for a stream with resync=True")
    if isinstance(frame, Protocol):
        if sends is not None:
            raise TypeError(f"sends= is for a Frame class; the protocol {frame.name!r} defines what each side sends")
        if side not in ("client", "server"):
            raise ValueError(f"side= is 'client' or 'server', not {side!r}")
        if framing is not None:
            options["framing"] = framing
        theirs = frame.sides[1 if side == "client" else 0]
        # Options that a decoder would refuse are refused before anything is opened; a function's first class is not known yet.
        check_decoder_options({**frame.options, **options}, theirs if isinstance(theirs, type) else None)
        live = LiveSide(frame, side, Session() if session is None else session, options)
        live.gap_timeout = gap_timeout
        return Ends(frame.name, live, live.pack)
    if session is not None:
        raise TypeError("session= is for a Protocol; frames of one class have no session")
    decoder: FrameDecoder[Any] = FrameDecoder(frame, framing=framing, **options)
    decoder.gap_timeout = gap_timeout
    said = (frame,) if sends is None else tuple(sends) if isinstance(sends, list | tuple) else (sends,)
    allowed = tuple(spec_of_unbound(one).frame_class for one in said)

    def pack(each: Any) -> bytes:
        if type(each) not in allowed:
            names = " or ".join(one.__name__ for one in allowed)
            raise TypeError(f"{type(each).__name__} is not {names}, which is what is written here (see sends=)")
        wire: bytes = each.pack()
        return framed(wire, framing)

    def pack_all(frames: Sequence[Any]) -> Packed:
        return Packed(b"".join(map(pack, frames)), len(frames))

    return Ends(frame.__name__, decoder, pack_all)
