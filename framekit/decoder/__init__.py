"""Decode frames from bytes, without I/O and without a clock: the basis of every stream driver.

Strategy: complete frames are read directly from the received bytes (decoder.py). The beginning of an incomplete frame is
gathered until the rest arrives (gathering.py). If bytes are not a frame, the next frame is searched for (search.py). states.py
names the states of a decoder. units.py gives all of them the same view of a frame, with or without a framing.
"""

from framekit.decoder.decoder import FrameDecoder
from framekit.decoder.items import NEED_DATA, NeedData, Skipped
from framekit.decoder.states import DecoderState
from framekit.decoder.units import Unit, unit_of

__all__ = ["NEED_DATA", "DecoderState", "FrameDecoder", "NeedData", "Skipped", "Unit", "unit_of"]
