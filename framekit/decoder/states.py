"""DecoderState: what a FrameDecoder is doing, as a single word.

Strategy: the state is derived from what the decoder contains (part of a frame, a search, an error), so the two cannot disagree.
"""

from __future__ import annotations

from enum import Enum

from framekit.decoder.gathering import Gathering, Passing
from framekit.decoder.search import Search
from framekit.errors import FramekitError


class DecoderState(Enum):
    """What a decoder is doing."""

    READY = "ready"
    """It looks for the next frame in the buffered bytes, or waits for its first bytes."""
    GATHERING = "gathering"
    """It has the first bytes of a frame and waits for the rest."""
    PASSING = "passing"
    """It raised an error inside a frame and drops the rest of that frame as it arrives."""
    SEARCHING = "searching"
    """Bytes were not a frame, and it searches for the next position at which one decodes (`resync=True`)."""
    HOLDING = "holding"
    """It has an error to raise at the next call, since valid frames preceded the error."""
    ENDED = "ended"
    """The end of the stream was received; the leftover bytes are being decoded."""
    BROKEN = "broken"
    """A fatal error was raised, or the decoder was detached: every call raises the same error."""


def state_of(
    fault: FramekitError | None,
    held: FramekitError | None,
    search: Search | None,
    gathering: Gathering | Passing | None,
    *,
    ended: bool,
) -> DecoderState:
    """Return the state of a decoder with these parts."""
    if fault is not None:
        return DecoderState.BROKEN
    if held is not None:
        return DecoderState.HOLDING
    if search is not None:
        return DecoderState.SEARCHING
    if isinstance(gathering, Passing):
        return DecoderState.PASSING
    if gathering is not None:
        return DecoderState.GATHERING
    return DecoderState.ENDED if ended else DecoderState.READY
