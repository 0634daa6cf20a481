"""The options of a stream, as every stream driver passes them on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict

from framekit.framing.base import Framing

if TYPE_CHECKING:
    from framekit.declare.frame import Frame

Sends: TypeAlias = "type[Frame] | tuple[type[Frame], ...] | None"
"""The classes of the frames that are written, if they differ from those that are read."""


class StreamOptions(TypedDict, total=False):
    """The options of a stream; see FrameDecoder."""

    framing: Framing | None
    max_frame_size: int
    max_skip: int | None
    given: Mapping[str, Any] | None


class SkippingOptions(StreamOptions, total=False):
    """StreamOptions plus the options that make a decoder return `Skipped` among the frames.

    Attributes:
        gap_timeout: seconds of silence within a possible frame, after which a stream calls `flush_candidate` of its decoder;
            requires `resync`. None for never.
    """

    on_error: Literal["raise", "skip"]
    resync: bool
    gap_timeout: float | None
