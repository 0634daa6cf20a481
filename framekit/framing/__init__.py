"""Framings: what surrounds a frame whose own bytes do not show where it ends."""

from framekit.framing.base import Framing
from framekit.framing.cobs import Cobs
from framekit.framing.delimiter import Delimiter
from framekit.framing.escapes import Hdlc, Slip
from framekit.framing.length import LengthPrefix

__all__ = ["Cobs", "Delimiter", "Framing", "Hdlc", "LengthPrefix", "Slip"]
