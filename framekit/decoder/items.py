"""What a decoder returns besides frames: NEED_DATA if no frame is complete yet, and Skipped for bytes that were not a frame."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from framekit.errors import FramekitError


class NeedData(Enum):
    """The type of NEED_DATA, which is false."""

    NEED_DATA = "NEED_DATA"

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return self.value

    __str__ = __repr__


NEED_DATA: Final = NeedData.NEED_DATA
"""Returned instead of a frame that is not complete yet."""


@dataclass(frozen=True)
class Skipped:
    """Bytes of a stream that were not a frame.

    Attributes:
        offset: the offset of the first of them, from the beginning of the stream.
        data: the bytes.
        error: what was wrong with them.
    """

    offset: int
    data: bytes
    error: FramekitError = field(compare=False)
