"""The options of a stream, as every driver of one hands them through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict

from framekit.framing.base import Framing

if TYPE_CHECKING:
    from framekit.declare.frame import Frame

Sends: TypeAlias = "type[Frame] | tuple[type[Frame], ...] | None"
"""The classes of the frames that are written, where they differ from those that are read."""


class StreamOptions(TypedDict, total=False):
    """See FrameDecoder."""

    framing: Framing | None
    max_frame_size: int
    max_skip: int | None
    given: Mapping[str, Any] | None


class SkippingOptions(StreamOptions, total=False):
    """With those that make a decoder give `Skipped` among the frames.

    Attributes:
        gap_timeout: seconds of silence within what may be a frame, after which a stream calls `flush_candidate` of its
            decoder; it needs `resync`. None for never.
    """

    on_error: Literal["raise", "skip"]
    resync: bool
    gap_timeout: float | None
