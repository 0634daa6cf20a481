"""Bytes in, frames out, without I/O and without a clock: what every driver of a stream is built on.

Strategy: frames that are whole are read straight from the bytes that came in (decoder.py). The beginning of one whose rest has
not come is gathered (gathering.py); where bytes are no frame, the next frame is searched for (search.py). states.py names what a
decoder is doing. What a frame is to all of them, with its framing or without, is in units.py.
"""

from framekit.decoder.decoder import FrameDecoder
from framekit.decoder.items import NEED_DATA, NeedData, Skipped
from framekit.decoder.states import DecoderState
from framekit.decoder.units import Unit, unit_of

__all__ = ["NEED_DATA", "DecoderState", "FrameDecoder", "NeedData", "Skipped", "Unit", "unit_of"]
