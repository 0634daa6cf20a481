"""The options of a decoder, as all that drive one hand them through."""

from __future__ import annotations

from typing import Literal, TypedDict

from framekit.framing.base import Framing


class DecoderOptions(TypedDict, total=False):
    """See FrameDecoder."""

    framing: Framing | None
    max_frame_size: int
    max_skip: int | None


class SkippingOptions(DecoderOptions, total=False):
    """With those that make a decoder give `Skipped` among the frames."""

    on_error: Literal["raise", "skip"]
    resync: bool
