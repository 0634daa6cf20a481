"""The options of a stream, as all that drive one hand them through, and the two ends that are made of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict

from framekit.declare.declaration import spec_of
from framekit.decoder.decoder import FrameDecoder
from framekit.framing.base import Framing

if TYPE_CHECKING:
    from framekit.declare.frame import Frame

Sends: TypeAlias = "type[Frame] | tuple[type[Frame], ...] | None"
"""The classes of the frames that are written, where they differ from those that are read."""


class StreamOptions(TypedDict, total=False):
    """See FrameStream, and FrameDecoder for all but `sends`."""

    sends: Sends
    framing: Framing | None
    max_frame_size: int
    max_skip: int | None


class SkippingOptions(StreamOptions, total=False):
    """With those that make a decoder give `Skipped` among the frames.

    Attributes:
        gap_timeout: seconds of silence within what may be a frame, after which a stream calls `flush_candidate` of its
            decoder; it needs `resync`. None for never.
    """

    on_error: Literal["raise", "skip"]
    resync: bool
    gap_timeout: float | None


def ends_of(
    frame: type[Frame],
    *,
    sends: Sends = None,
    framing: Framing | None = None,
    gap_timeout: float | None = None,
    **options: Any,
) -> tuple[FrameDecoder[Any], Callable[[Any], bytes]]:
    """Both ends of a stream: the decoder of what is read, and what packs the frames that are written.

    The latter raises PackError where a frame cannot be packed, and TypeError for what is none of its classes.

    Raises:
        SpecError, TypeError, ValueError: the options make no sense.
    """
    decoder: FrameDecoder[Any] = FrameDecoder(frame, framing=framing, **options)
    if gap_timeout is not None and (not options.get("resync") or not gap_timeout > 0):
        raise ValueError(f"gap_timeout={gap_timeout!r} is a number of seconds above 0, for a stream with resync=True")
    decoder.gap_timeout = gap_timeout
    allowed = (frame,) if sends is None else tuple(sends) if isinstance(sends, list | tuple) else (sends,)
    for one in allowed:
        spec_of(one)  # raises for what is no frame

    def pack(each: Any) -> bytes:
        if type(each) not in allowed:
            names = " or ".join(one.__name__ for one in allowed)
            raise TypeError(f"{type(each).__name__} is no {names}, which is what is written here (see sends=)")
        wire: bytes = each.pack()
        return wire if framing is None else framing.encode(wire)

    return decoder, pack
